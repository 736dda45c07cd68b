"""A risk number that carries its own evidence."""

from __future__ import annotations

from dataclasses import dataclass

from seawall.core import FloatArray, Lineage, check_confidence, choice_named
from seawall.measures.batches import batch_interval
from seawall.measures.intervals import (
    ConfidenceInterval,
    expected_shortfall_interval,
    value_at_risk_interval,
)
from seawall.measures.measure import Measure, measure_of
from seawall.scenarios import SampleDesign
from seawall.valuation import BookPnl, PnlCube

__all__ = ["RiskFigure", "estimate"]


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
    effective_n : float or None
        Independent, equally weighted scenarios that would say as much; None where nobody counted.
    """

    measure: Measure
    value: float
    confidence: float
    horizon_sessions: int
    currency: str
    n: int
    interval: ConfidenceInterval | None
    lineage: Lineage
    effective_n: float | None = None

    @property
    def standard_error(self) -> float | None:
        """Of the value, in `currency`; None where the interval comes without one."""
        return self.interval.standard_error if self.interval else None

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
        For a confidence outside its range; for a `measure` that there is not.
    """
    measure = choice_named(measure, "measure", Measure)
    check_confidence(confidence)
    losses, design = cube.losses, cube.design
    return RiskFigure(
        measure=measure,
        value=measure_of(losses, measure, confidence=confidence, weights=design.weights),
        confidence=confidence,
        horizon_sessions=cube.horizon_sessions,
        currency=cube.currency,
        n=len(losses),
        interval=design_interval(losses, measure, confidence=confidence, design=design),
        lineage=cube.lineage,
        effective_n=design.effective_size(len(losses)) / design.overlap_sessions,
    )


def design_interval(
    losses: FloatArray, measure: Measure, *, confidence: float, design: SampleDesign
) -> ConfidenceInterval | None:
    """The interval that fits how the sample was drawn: between batches, by weights, or by order statistics."""
    weights, overlap = design.weights, design.overlap_sessions
    if design.batches > 1:
        return batch_interval(losses, measure, confidence=confidence, batches=design.batches, weights=weights)
    interval = value_at_risk_interval if measure is Measure.VALUE_AT_RISK else expected_shortfall_interval
    return interval(losses, confidence=confidence, overlap_sessions=overlap, weights=weights)
