"""One series of returns under four sets of conventions: Seawall's, and those of three packages."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from seawall.core import FloatArray, check_confidence, check_finite, check_positive, check_shape
from seawall.errors import InputError
from seawall.measures import performance_conventions as performance
from seawall.measures import return_figures as own
from seawall.measures import tail_conventions as tails
from seawall.measures.drawdown import maximum_drawdown
from seawall.measures.tail_quantiles import expected_shortfall, value_at_risk

__all__ = ["PackageFigure", "PerformancePackage", "ReconciledFigure", "ReturnFigure", "reconcile"]

_SAME = 1e-12
"""Relative: figures nearer than this are one figure, reached by another order of operations."""
_FEWEST_RETURNS = 4
"""Kurtosis corrected for the size of the sample has n - 3 in it."""


class PerformancePackage(StrEnum):
    """Packages whose conventions are known."""

    QUANTSTATS = "quantstats"
    EMPYRICAL = "empyrical"
    SKFOLIO = "skfolio"


class ReturnFigure(StrEnum):
    """What is compared."""

    VALUE_AT_RISK = "value_at_risk"
    EXPECTED_SHORTFALL = "expected_shortfall"
    ANNUAL_VOLATILITY = "annual_volatility"
    ANNUAL_RETURN = "annual_return"
    SHARPE_RATIO = "sharpe_ratio"
    SORTINO_RATIO = "sortino_ratio"
    MAXIMUM_DRAWDOWN = "maximum_drawdown"
    CALMAR_RATIO = "calmar_ratio"
    SKEWNESS = "skewness"
    EXCESS_KURTOSIS = "excess_kurtosis"
    TAIL_RATIO = "tail_ratio"


@dataclass(frozen=True, slots=True)
class PackageFigure:
    """What one package makes of the returns.

    Attributes
    ----------
    package : PerformancePackage
        Which one.
    value : float or None
        Loss above zero for VaR, ES and drawdown; None where the series leaves the figure undefined.
    rule : str
        Its rule, where that is not Seawall's, in a few words.
    setting : str
        How the package is asked for it; empty for the way in which it answers without being asked.
    """

    package: PerformancePackage
    value: float | None
    rule: str
    setting: str = ""


@dataclass(frozen=True, slots=True)
class ReconciledFigure:
    """One figure under all conventions.

    Attributes
    ----------
    figure : ReturnFigure
        What it is.
    confidence : float or None
        Level of a VaR or ES.
    value : float or None
        By Seawall's rule; loss above zero for VaR, ES and drawdown; None where undefined.
    packages : tuple of PackageFigure
        Those that define the figure.
    """

    figure: ReturnFigure
    confidence: float | None
    value: float | None
    packages: tuple[PackageFigure, ...]

    def agrees(self, other: PackageFigure) -> bool:
        """Whether the value of a package is Seawall's, but for rounding."""
        if self.value is None or other.value is None:
            return self.value is other.value
        return abs(other.value - self.value) <= _SAME * max(abs(self.value), abs(other.value))


def reconcile(
    returns: FloatArray,
    *,
    sessions_per_year: float,
    confidences: tuple[float, ...] = (0.95, 0.99),
    periods: float | None = None,
) -> tuple[ReconciledFigure, ...]:
    """Figures of a series of returns by the conventions of Seawall, quantstats, empyrical and skfolio.

    Parameters
    ----------
    returns : FloatArray
        Simple returns, decimals above -1, shape (n,), n >= 4, not all equal.
    sessions_per_year : float
        As observed; the year of Seawall's own figures.
    confidences : tuple of float
        Levels of VaR and ES, each in [0.5, 1).
    periods : float, optional
        Sessions a year for all four; by default the packages take 252, as they do unless told otherwise.

    Returns
    -------
    tuple of ReconciledFigure
        VaR and ES by level, then the figures of the whole series.

    Raises
    ------
    InputError
        For returns, levels or sessions outside their range.

    Examples
    --------
    >>> import numpy as np
    >>> figures = reconcile(np.array([0.01, -0.03, 0.02, -0.01, 0.015]), sessions_per_year=252.0, confidences=(0.75,))
    >>> figures[0].value, [(each.package.value, round(each.value, 6)) for each in figures[0].packages]
    (0.01, [('quantstats', 0.012987), ('empyrical', 0.01), ('skfolio', 0.01)])
    """
    check_finite(check_shape(returns, "returns", (None,)), "returns")
    if len(returns) < _FEWEST_RETURNS:
        raise InputError(f"'returns' must hold at least {_FEWEST_RETURNS}, held {len(returns)}")
    if returns.min() <= -1.0:
        raise InputError(f"'returns' must be above -1, was {returns.min():g}; percent given?")
    if returns.min() == returns.max():
        raise InputError(f"'returns' must not all be equal, but all are {returns[0]:g}")
    observed = check_positive(sessions_per_year, "sessions_per_year")
    if periods is not None:
        observed = check_positive(periods, "periods")
    year = performance.PACKAGE_PERIODS if periods is None else observed
    levels = [check_confidence(confidence) for confidence in confidences]
    return (
        *(_value_at_risk(returns, confidence) for confidence in levels),
        *(_expected_shortfall(returns, confidence) for confidence in levels),
        *_per_year(returns, observed, year),
        *_of_the_path(returns, observed, year),
        *_of_the_shape(returns),
    )


def _cutoff(confidence: float) -> float:
    """The tail as a user of empyrical writes it: 0.01, where 1 - 0.99 is 0.010000000000000009."""
    return float(1 - Fraction(repr(float(confidence))))


def _quantstats(value: float | None, rule: str, setting: str = "") -> PackageFigure:
    return PackageFigure(PerformancePackage.QUANTSTATS, value, rule, setting)


def _empyrical(value: float | None, rule: str) -> PackageFigure:
    return PackageFigure(PerformancePackage.EMPYRICAL, value, rule)


def _skfolio(value: float | None, rule: str, setting: str = "") -> PackageFigure:
    return PackageFigure(PerformancePackage.SKFOLIO, value, rule, setting)


def _value_at_risk(returns: FloatArray, confidence: float) -> ReconciledFigure:
    return ReconciledFigure(
        ReturnFigure.VALUE_AT_RISK,
        confidence,
        value_at_risk(-returns, confidence=confidence),
        (
            _quantstats(tails.quantstats_value_at_risk(returns, confidence=confidence), "quantile of a normal law"),
            _empyrical(
                tails.empyrical_value_at_risk(returns, cutoff=_cutoff(confidence)), "interpolates between two losses"
            ),
            _skfolio(
                tails.skfolio_value_at_risk(returns, confidence=confidence), "next loss, as n(1 - c) is a whole number"
            ),
        ),
    )


def _expected_shortfall(returns: FloatArray, confidence: float) -> ReconciledFigure:
    return ReconciledFigure(
        ReturnFigure.EXPECTED_SHORTFALL,
        confidence,
        expected_shortfall(-returns, confidence=confidence),
        (
            _quantstats(
                tails.quantstats_expected_shortfall(returns, confidence=confidence),
                "mean of a normal law beyond its quantile",
            ),
            _empyrical(
                tails.empyrical_expected_shortfall(returns, cutoff=_cutoff(confidence)),
                "plain mean, no loss counts in part",
            ),
            _skfolio(tails.skfolio_expected_shortfall(returns, confidence=confidence), "the same rule"),
            _quantstats(
                tails.quantstats_historical_shortfall(returns, confidence=confidence),
                "plain mean from the interpolated VaR on",
                "historical",
            ),
            _quantstats(
                tails.quantstats_mixed_shortfall(returns, confidence=confidence),
                "plain mean beyond the quantile of a normal law",
                "before 0.0.83",
            ),
        ),
    )


def _per_year(returns: FloatArray, observed: float, year: float) -> tuple[ReconciledFigure, ...]:
    sessions = f"{year:g} sessions a year"
    volatility = own.return_volatility(returns, periods=year)
    growth = performance.wealth_annual_return(returns, periods=year)
    sharpe = own.sharpe_ratio(returns, periods=year)
    sortino = own.sortino_ratio(returns, periods=year)
    return (
        ReconciledFigure(
            ReturnFigure.ANNUAL_VOLATILITY,
            None,
            own.return_volatility(returns, periods=observed),
            (_quantstats(volatility, sessions), _empyrical(volatility, sessions), _skfolio(volatility, sessions)),
        ),
        ReconciledFigure(
            ReturnFigure.ANNUAL_RETURN,
            None,
            own.compound_annual_return(returns, periods=observed),
            (
                _quantstats(growth, sessions),
                _empyrical(growth, sessions),
                _skfolio(performance.mean_annual_return(returns, periods=year), f"mean times {year:g}, not compounded"),
            ),
        ),
        ReconciledFigure(
            ReturnFigure.SHARPE_RATIO,
            None,
            own.sharpe_ratio(returns, periods=observed),
            (_quantstats(sharpe, sessions), _empyrical(sharpe, sessions), _skfolio(sharpe, sessions)),
        ),
        ReconciledFigure(
            ReturnFigure.SORTINO_RATIO,
            None,
            own.sortino_ratio(returns, periods=observed),
            (
                _quantstats(sortino, sessions),
                _empyrical(sortino, sessions),
                _skfolio(
                    performance.semideviation_sortino_ratio(returns, periods=year), "deviation below the mean, not 0"
                ),
            ),
        ),
    )


def _of_the_path(returns: FloatArray, observed: float, year: float) -> tuple[ReconciledFigure, ...]:
    fall = maximum_drawdown(returns)
    growth = own.compound_annual_return(returns, periods=observed)
    calmar = performance.wealth_calmar_ratio(returns, periods=year)
    sessions = f"{year:g} sessions a year"
    return (
        ReconciledFigure(
            ReturnFigure.MAXIMUM_DRAWDOWN,
            None,
            fall,
            (
                _quantstats(fall, "the same rule"),
                _empyrical(fall, "the same rule"),
                _skfolio(performance.added_drawdown(returns), "returns added, not compounded"),
                _skfolio(fall, "the same rule", "compounded"),
            ),
        ),
        ReconciledFigure(
            ReturnFigure.CALMAR_RATIO,
            None,
            own.quotient(growth, fall),
            (
                _quantstats(calmar, sessions),
                _empyrical(calmar, sessions),
                _skfolio(performance.daily_calmar_ratio(returns), "mean of a session, not of a year"),
            ),
        ),
    )


def _of_the_shape(returns: FloatArray) -> tuple[ReconciledFigure, ...]:
    skewness, kurtosis = own.skewness(returns), own.excess_kurtosis(returns)
    ratio = tails.interpolated_tail_ratio(returns)
    return (
        ReconciledFigure(
            ReturnFigure.SKEWNESS,
            None,
            skewness,
            (
                _quantstats(tails.quantstats_skewness(returns), "corrected for the size of the sample"),
                _skfolio(skewness, "the same rule"),
            ),
        ),
        ReconciledFigure(
            ReturnFigure.EXCESS_KURTOSIS,
            None,
            kurtosis,
            (
                _quantstats(tails.quantstats_kurtosis(returns), "corrected for the size of the sample"),
                _skfolio(tails.skfolio_kurtosis(returns), "3 is not taken off"),
            ),
        ),
        ReconciledFigure(
            ReturnFigure.TAIL_RATIO,
            None,
            own.tail_ratio(returns),
            (
                _quantstats(ratio, "interpolates between two returns"),
                _empyrical(ratio, "interpolates between two returns"),
            ),
        ),
    )
