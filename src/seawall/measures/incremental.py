"""What a few trades would change: the tail before and after them, on the same scenarios."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from seawall.core import FloatArray
from seawall.errors import InputError
from seawall.measures.batches import batch_spread
from seawall.measures.bootstrap import percentile_interval, resampled_tails
from seawall.measures.contribution import shortfall_contributions
from seawall.measures.intervals import ConfidenceInterval
from seawall.measures.measure import Measure
from seawall.measures.risk_figure import RiskFigure, estimate
from seawall.valuation import BookPnl, PnlCube

__all__ = ["TailChange", "WhatIf", "what_if"]

_RESAMPLES = 999
_BOOK = "book"


@dataclass(frozen=True, slots=True)
class TailChange:
    """One measure before and after the trades.

    Attributes
    ----------
    before, after : RiskFigure
        Loss above zero, each with its own interval.
    change : float
        After less before: above zero where the trades add risk.
    interval : ConfidenceInterval or None
        Of the change, on common scenarios; None where one of the two figures has none.
    """

    before: RiskFigure
    after: RiskFigure
    change: float
    interval: ConfidenceInterval | None


@dataclass(frozen=True, slots=True, eq=False)
class WhatIf:
    """A book before and after trades.

    Attributes
    ----------
    changes : tuple of TailChange
        Value at Risk by confidence, then Expected Shortfall.
    contributions : mapping of float to FloatArray
        Part of each trade in the Expected Shortfall after all of them, by confidence, shape (n_trades,).
    totals : FloatArray
        P&L of the book after the trades, shape (n_scenarios,), gain above zero.
    """

    changes: tuple[TailChange, ...]
    contributions: Mapping[float, FloatArray]
    totals: FloatArray


def what_if(book: PnlCube | BookPnl, trades: PnlCube, *, confidences: Sequence[float], seed: int = 1) -> WhatIf:
    """VaR and ES of a book before and after trades, without valuing the book again.

    The P&L of the trades is added to that of the book, scenario by scenario: exact, because P&L is additive. The
    interval of a change is the percentile interval of the bootstrap, where before and after are drawn from the same
    scenarios (blocks of h where scenarios overlap by h sessions), or the spread between batches where the sample comes
    in several. It is narrower than the two figures' own intervals suggest, because both share most of their error.

    Parameters
    ----------
    book : PnlCube or BookPnl
        P&L before the trades.
    trades : PnlCube
        P&L of the trades in the same scenarios, one column each.
    confidences : sequence of float
        Each in [0.5, 1).
    seed : int
        Of the bootstrap, at least 0.

    Returns
    -------
    WhatIf
        Figures before, after, their change with its interval, and the contributions of the trades.

    Raises
    ------
    InputError
        When book and trades do not share their scenarios.
    """
    _check_common(book, trades)
    after = PnlCube(
        np.column_stack([book.totals, trades.pnl]),
        (_BOOK, *(f"trade {name}" for name in trades.positions)),
        book.labels,
        book.currency,
        book.horizon_sessions,
        book.lineage,
        book.design,
    )
    samples = np.stack([book.losses, after.losses])
    drawn = _resampled_changes(samples, confidences, after, seed)
    changes = []
    for column, measure in enumerate(Measure):
        for place, confidence in enumerate(confidences):
            figures = [estimate(each, measure, confidence=confidence) for each in (book, after)]
            interval = None
            if all(figure.interval for figure in figures):
                interval = (
                    batch_spread(samples, measure, confidence=confidence, design=book.design)
                    if drawn is None
                    else percentile_interval(drawn[place, :, column], f"bootstrap, {_RESAMPLES} resamples")
                )
            changes.append(TailChange(figures[0], figures[1], figures[1].value - figures[0].value, interval))
    contributions = {each: shortfall_contributions(after, confidence=each)[1:] for each in confidences}
    return WhatIf(tuple(changes), contributions, after.totals)


def _resampled_changes(
    samples: FloatArray, confidences: Sequence[float], after: PnlCube, seed: int
) -> FloatArray | None:
    """Changes of VaR and ES in every resample, shape (n_confidences, n_resamples, 2); None where batches tell more."""
    design = after.design
    if design.batches > 1:
        return None
    block = min(design.overlap_sessions, samples.shape[1])
    found = resampled_tails(samples, confidences, seed=seed, resamples=_RESAMPLES, block=block, weights=design.weights)
    return np.asarray(found[1] - found[0])


def _check_common(book: PnlCube | BookPnl, trades: PnlCube) -> None:
    if book.labels is not trades.labels and list(book.labels) != list(trades.labels):
        raise InputError("'trades' must be valued in the scenarios of the book; their labels differ")
    if (book.currency, book.horizon_sessions) != (trades.currency, trades.horizon_sessions):
        raise InputError(
            f"'trades' must be in {book.currency} over {book.horizon_sessions} sessions, "
            f"were in {trades.currency} over {trades.horizon_sessions}"
        )
    first, second = book.design, trades.design
    alike = (first.batches, first.overlap_sessions) == (second.batches, second.overlap_sessions)
    if not alike or not np.array_equal(first.weights, second.weights):  # type: ignore[arg-type]
        raise InputError("'trades' must have the same weights, batches and overlap as the book")
