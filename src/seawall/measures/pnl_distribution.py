"""All scenarios at once: how the P&L of a book is distributed, and where its tail figures cut it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from seawall.core import FloatArray, check_finite, check_shape, read_only
from seawall.errors import InputError
from seawall.measures.measure import Measure
from seawall.measures.risk_figure import RiskFigure
from seawall.valuation import BookPnl, PnlCube

__all__ = ["PnlDistribution", "TailLine", "pnl_histogram"]

_BINS = 60
_SPREAD = 1e-9
"""Of the largest P&L: scenarios that lie no further apart are one outcome, told apart by rounding alone."""


@dataclass(frozen=True, slots=True)
class TailLine:
    """One figure among the scenarios it was made of.

    Attributes
    ----------
    figure : RiskFigure
        Value at Risk or Expected Shortfall.
    probability : float
        Weight of the scenarios that lose at least as much. For Value at Risk never below 1 - c, and above it by less
        than the weight of one scenario where no two lose the same.
    """

    figure: RiskFigure
    probability: float


@dataclass(frozen=True, slots=True, eq=False)
class PnlDistribution:
    """Histogram of P&L over one horizon.

    Attributes
    ----------
    edges : FloatArray
        Shape (m + 1,), evenly spaced and rising, base currency, gain above zero. A scenario on an edge belongs to the
        bin below it.
    probabilities : FloatArray
        Shape (m,), none below 0, sum 1: weight of the scenarios in each bin.
    lines : tuple of TailLine
        In the order they were given. The outermost Value at Risk lies on an edge, so that the bins below it hold
        exactly the probability of its line.
    scenarios : int
        How many.
    currency : str
        Of the edges.
    horizon_sessions : int
        Sessions that a scenario spans.
    """

    edges: FloatArray
    probabilities: FloatArray
    lines: tuple[TailLine, ...]
    scenarios: int
    currency: str
    horizon_sessions: int

    def __post_init__(self) -> None:
        """Freeze the arrays, and hold them to each other."""
        edges = check_finite(check_shape(read_only(self.edges), "edges", (None,)), "edges")
        if len(edges) < 2 or not (np.diff(edges) > 0.0).all():
            raise InputError(f"'edges' must be at least 2 and rise, were {edges[:3].tolist()}")
        object.__setattr__(self, "edges", edges)
        shares = check_shape(read_only(self.probabilities), "probabilities", (len(edges) - 1,))
        object.__setattr__(self, "probabilities", check_finite(shares, "probabilities"))


def pnl_histogram(cube: PnlCube | BookPnl, figures: Sequence[RiskFigure] = ()) -> PnlDistribution:
    """Count scenarios by their P&L, each by its weight.

    Parameters
    ----------
    cube : PnlCube or BookPnl
        P&L per scenario.
    figures : sequence of RiskFigure, optional
        Of these scenarios; those of another horizon are left out.

    Returns
    -------
    PnlDistribution
        60 bins, or one or two more; a single one where no scenario moves the book differently from another.

    Notes
    -----
    Bins are half open from above, (a, b], as the event of a loss of at least VaR is closed: with an edge at the
    outermost VaR, the mass of the bins below it is the probability of that event, and not near it.
    """
    pnl = -cube.losses
    weights = cube.design.weights
    shown = tuple(each for each in figures if each.horizon_sessions == cube.horizon_sessions)
    values_at_risk = [each.value for each in shown if each.measure is Measure.VALUE_AT_RISK]
    low, high = float(pnl.min()), float(pnl.max())
    edges = _edges(low, high, through=-max(values_at_risk, default=-low))
    # edges are rounded: what misses the outer ones by no more belongs to the outer bins
    places = np.clip(np.searchsorted(edges, pnl, side="left") - 1, 0, len(edges) - 2)
    counts = np.ones(len(pnl)) if weights is None else weights
    mass = np.asarray(np.bincount(places, weights=counts, minlength=len(edges) - 1), dtype=np.float64)
    return PnlDistribution(
        edges=edges,
        probabilities=mass / len(pnl) if weights is None else mass,
        lines=tuple(TailLine(each, _share_of_losses(cube, each.value)) for each in shown),
        scenarios=len(pnl),
        currency=cube.currency,
        horizon_sessions=cube.horizon_sessions,
    )


def _edges(low: float, high: float, *, through: float) -> FloatArray:
    """Edges from below `low` to `high` or above it, one of them at `through`."""
    if high - low <= _SPREAD * max(abs(low), abs(high)):
        # an outcome without spread has no width of its own: one unit of the currency
        return np.array([high - max(1.0, 2.0 * (high - low)), high])
    width = (high - low) / _BINS
    below = max(math.floor((through - low) / width) + 1, 0)
    above = max(math.ceil((high - through) / width), 0)
    steps: FloatArray = np.arange(-below, above + 1, dtype=np.float64)
    return through + width * steps


def _share_of_losses(cube: PnlCube | BookPnl, at_least: float) -> float:
    """Weight of the scenarios that lose so much or more."""
    is_beyond = cube.losses >= at_least
    weights = cube.design.weights
    return float(is_beyond.mean()) if weights is None else math.fsum(weights[is_beyond])
