"""The conventions of quantstats, empyrical and skfolio against the installed packages themselves.

The series is SIMULATED (`tests/measures/simulated_returns.py` makes it from its seed). The packages are imported
here and nowhere else.
"""

from __future__ import annotations

import importlib
import importlib.metadata
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from seawall.core import FloatArray
from seawall.measures import (
    PackageFigure,
    PerformancePackage,
    ReconciledFigure,
    ReturnFigure,
    reconcile,
)
from seawall.report.reconcile import _VERSIONS
from tests.measures.simulated_returns import simulated_file, simulated_returns
from tests.tolerances import PACKAGE_CONVENTION

QUANTSTATS, EMPYRICAL, SKFOLIO = PerformancePackage
LEVELS = (0.9, 0.95, 0.975, 0.99)


def quantstats_figures(returns: pd.Series[float], levels: tuple[float, ...], periods: int) -> dict[Any, Any]:
    qs: Any = importlib.import_module("quantstats.stats")

    figures: dict[Any, Any] = {
        ReturnFigure.ANNUAL_VOLATILITY: qs.volatility(returns, periods=periods),
        ReturnFigure.ANNUAL_RETURN: qs.cagr(returns, periods=periods),
        ReturnFigure.SHARPE_RATIO: qs.sharpe(returns, periods=periods),
        ReturnFigure.SORTINO_RATIO: qs.sortino(returns, periods=periods),
        ReturnFigure.MAXIMUM_DRAWDOWN: -qs.max_drawdown(returns),
        ReturnFigure.CALMAR_RATIO: qs.calmar(returns, periods=periods),
        ReturnFigure.SKEWNESS: qs.skew(returns),
        ReturnFigure.EXCESS_KURTOSIS: qs.kurtosis(returns),
        ReturnFigure.TAIL_RATIO: qs.tail_ratio(returns),
    }
    for level in levels:
        threshold = qs.value_at_risk(returns, confidence=level)
        figures[ReturnFigure.VALUE_AT_RISK, level] = -threshold
        figures[ReturnFigure.EXPECTED_SHORTFALL, level] = -qs.conditional_value_at_risk(returns, confidence=level)
        figures[ReturnFigure.EXPECTED_SHORTFALL, level, "historical"] = -qs.conditional_value_at_risk(
            returns, confidence=level, method="historical"
        )
        # the line of quantstats 0.0.82, over the threshold of the installed package
        mixed = returns[returns < threshold].to_numpy().mean() if (returns < threshold).any() else threshold
        figures[ReturnFigure.EXPECTED_SHORTFALL, level, "before 0.0.83"] = -mixed
    return figures


def empyrical_figures(returns: pd.Series[float], levels: tuple[float, ...], periods: int) -> dict[Any, Any]:
    import empyrical

    figures: dict[Any, Any] = {
        ReturnFigure.ANNUAL_VOLATILITY: empyrical.annual_volatility(returns, annualization=periods),
        ReturnFigure.ANNUAL_RETURN: empyrical.annual_return(returns, annualization=periods),
        ReturnFigure.SHARPE_RATIO: empyrical.sharpe_ratio(returns, annualization=periods),
        ReturnFigure.SORTINO_RATIO: empyrical.sortino_ratio(returns, annualization=periods),
        ReturnFigure.MAXIMUM_DRAWDOWN: -empyrical.max_drawdown(returns),
        ReturnFigure.CALMAR_RATIO: empyrical.calmar_ratio(returns, annualization=periods),
        ReturnFigure.TAIL_RATIO: empyrical.tail_ratio(returns),
    }
    for level in levels:
        cutoff = round(1 - level, 12)
        figures[ReturnFigure.VALUE_AT_RISK, level] = -empyrical.value_at_risk(returns, cutoff=cutoff)
        figures[ReturnFigure.EXPECTED_SHORTFALL, level] = -empyrical.conditional_value_at_risk(returns, cutoff=cutoff)
    return figures


def skfolio_figures(returns: pd.Series[float], levels: tuple[float, ...], periods: int) -> dict[Any, Any]:
    from skfolio import Portfolio, measures

    frame = returns.to_frame("fund")
    portfolio = Portfolio(X=frame, weights=[1.0], annualization_factor=periods)
    figures: dict[Any, Any] = {
        ReturnFigure.ANNUAL_VOLATILITY: portfolio.annualized_standard_deviation,
        ReturnFigure.ANNUAL_RETURN: portfolio.annualized_mean,
        ReturnFigure.SHARPE_RATIO: portfolio.annualized_sharpe_ratio,
        ReturnFigure.SORTINO_RATIO: portfolio.annualized_sortino_ratio,
        ReturnFigure.MAXIMUM_DRAWDOWN: portfolio.max_drawdown,
        (ReturnFigure.MAXIMUM_DRAWDOWN, None, "compounded"): Portfolio(
            X=frame, weights=[1.0], compounded=True
        ).max_drawdown,
        ReturnFigure.CALMAR_RATIO: portfolio.calmar_ratio,
        ReturnFigure.SKEWNESS: portfolio.skew,
        ReturnFigure.EXCESS_KURTOSIS: portfolio.kurtosis,
    }
    for level in levels:
        figures[ReturnFigure.VALUE_AT_RISK, level] = measures.value_at_risk(returns.to_numpy(), beta=level)
        figures[ReturnFigure.EXPECTED_SHORTFALL, level] = measures.cvar(returns.to_numpy(), beta=level)
    return figures


PACKAGES = {QUANTSTATS: quantstats_figures, EMPYRICAL: empyrical_figures, SKFOLIO: skfolio_figures}


def series(returns: FloatArray) -> pd.Series[float]:
    return pd.Series(returns, index=pd.bdate_range("2019-01-02", periods=len(returns)), name="fund")


def key(figure: ReconciledFigure, each: PackageFigure) -> Any:
    if each.setting:
        return figure.figure, figure.confidence, each.setting
    return figure.figure if figure.confidence is None else (figure.figure, figure.confidence)


def check(returns: FloatArray, package: PerformancePackage, *, periods: int = 252) -> None:
    """Compare every figure of a package, in both directions: none is missing, none is made up."""
    figures = reconcile(
        returns, sessions_per_year=260.9, confidences=LEVELS, periods=None if periods == 252 else float(periods)
    )
    ours = {key(figure, each): each.value for figure in figures for each in figure.packages if each.package is package}
    # a ratio to a drawdown of 0 is an infinity to them, and undefined to us
    with np.errstate(divide="ignore"):
        theirs = PACKAGES[package](series(returns), LEVELS, periods)
    assert ours.keys() == theirs.keys()
    for name, value in ours.items():
        expected = float(theirs[name])
        where = f"{package} {name} of {len(returns)} returns: {value} against {expected}"
        if value is None:
            assert not np.isfinite(expected), where
        else:
            assert value == pytest.approx(expected, rel=PACKAGE_CONVENTION, abs=PACKAGE_CONVENTION), where


def test_the_committed_series_is_what_its_seed_makes(examples: Path) -> None:
    assert (examples / "simulated_returns.csv").read_text() == simulated_file()


@pytest.mark.parametrize("package", PACKAGES)
def test_the_versions_that_are_named_are_those_that_are_compared(package: PerformancePackage) -> None:
    name, version = _VERSIONS[package].split()
    assert importlib.metadata.version(name) == version


@pytest.mark.parametrize("package", PACKAGES)
@pytest.mark.parametrize("n", [1512, 1500, 1000, 1001, 401, 252, 100, 21, 7, 4])
def test_every_figure_of_the_simulated_series(package: PerformancePackage, n: int) -> None:
    check(simulated_returns()[1][:n], package)


@pytest.mark.parametrize("package", PACKAGES)
def test_every_figure_in_a_year_of_365_sessions(package: PerformancePackage) -> None:
    check(simulated_returns()[1], package, periods=365)


@pytest.mark.parametrize("package", [EMPYRICAL, SKFOLIO])  # quantstats divides by zero
def test_every_figure_of_returns_that_only_rise(package: PerformancePackage) -> None:
    check(np.abs(simulated_returns()[1]) + 1e-4, package)


@pytest.mark.parametrize("package", PACKAGES)
@settings(max_examples=25)
@given(arrays(np.float64, st.integers(4, 120), elements=st.integers(-300, 300).map(lambda each: each / 1000)))
def test_every_figure_of_any_returns_with_ties(package: PerformancePackage, returns: FloatArray) -> None:
    assume(np.std(returns) > 1e-3)
    assume((returns < 0).any())
    check(returns, package)
