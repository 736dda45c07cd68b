"""A risk number that carries its own evidence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from seawall.core import Lineage, check_confidence
from seawall.errors import InputError
from seawall.measures.intervals import (
    ConfidenceInterval,
    expected_shortfall_interval,
    value_at_risk_interval,
)
from seawall.measures.tail_quantiles import expected_shortfall, value_at_risk
from seawall.valuation import BookPnl, PnlCube

__all__ = ["Measure", "RiskFigure", "annual_volatility", "estimate"]


class Measure(StrEnum):
    """What is measured."""

    VALUE_AT_RISK = "value_at_risk"
    EXPECTED_SHORTFALL = "expected_shortfall"


@dataclass(frozen=True, slots=True)
class RiskFigure:
    """One risk number.

    Attributes
    ----------
    measure : Measure
        What is measured.
    value : float
        Loss above zero, in `currency`.
    confidence : float
        In [0.5, 1).
    horizon_sessions : int
        Sessions.
    currency : str
        Base currency of the book.
    n : int
        Scenarios.
    interval : ConfidenceInterval or None
        None where no finite bound exists, because n is too small.
    lineage : Lineage
        How the scenarios were made.
    """

    measure: Measure
    value: float
    confidence: float
    horizon_sessions: int
    currency: str
    n: int
    interval: ConfidenceInterval | None
    lineage: Lineage

    def __str__(self) -> str:
        name = self.measure.replace("_", " ")
        bounds = (
            f"[{self.interval.lower:,.2f}, {self.interval.upper:,.2f}] {self.interval.coverage:.1%} "
            f"({self.interval.method})"
            if self.interval
            else "none (n too small)"
        )
        made = "SIMULATED, " if self.lineage.simulated else ""
        return (
            f"{name} {self.confidence:g}, {self.horizon_sessions} d: {self.value:,.2f} {self.currency}, "
            f"interval {bounds}, n {self.n}; {made}{self.lineage.method}, {self.lineage.window}"
        )


def estimate(cube: PnlCube | BookPnl, measure: Measure, *, confidence: float) -> RiskFigure:
    """Reduce a cube to one figure with its interval.

    Parameters
    ----------
    cube : PnlCube or BookPnl
        P&L per scenario.
    measure : Measure
        Value at Risk or Expected Shortfall.
    confidence : float
        In [0.5, 1).

    Returns
    -------
    RiskFigure
        Loss above zero.

    Raises
    ------
    InputError
        For a confidence outside its range.
    """
    check_confidence(confidence)
    losses = cube.losses
    if measure is Measure.VALUE_AT_RISK:
        value = value_at_risk(losses, confidence=confidence, weights=cube.design.weights)
        interval = value_at_risk_interval(losses, confidence=confidence, overlap_sessions=cube.design.overlap_sessions)
    else:
        value = expected_shortfall(losses, confidence=confidence, weights=cube.design.weights)
        interval = expected_shortfall_interval(
            losses, confidence=confidence, overlap_sessions=cube.design.overlap_sessions
        )
    return RiskFigure(
        measure=measure,
        value=value,
        confidence=confidence,
        horizon_sessions=cube.horizon_sessions,
        currency=cube.currency,
        n=len(losses),
        interval=interval,
        lineage=cube.lineage,
    )


def annual_volatility(cube: PnlCube, *, equity: float, sessions_per_year: float) -> float:
    r"""Volatility of one-session P&L per year, as a share of equity.

    .. math:: \sigma = \frac{\mathrm{sd}(\mathrm{PnL})}{E} \sqrt{m}

    Parameters
    ----------
    cube : PnlCube
        One-session scenarios, at least two.
    equity : float
        Value of the book, above zero, in the same currency.
    sessions_per_year : float
        As observed.

    Returns
    -------
    float
        Per year, decimal.

    Raises
    ------
    InputError
        When equity is not above zero, or scenarios span more than one session.
    """
    if equity <= 0:
        raise InputError(f"'equity' must be above 0, was {equity!r}")
    if cube.horizon_sessions != 1:
        raise InputError(f"'cube' must span 1 session, spanned {cube.horizon_sessions}")
    return float(np.std(cube.totals, ddof=1) / equity * np.sqrt(sessions_per_year))
