"""Stoikov's microprice: where the mid is expected to be in the end, given the imbalance and the spread now."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seawall.core import FloatArray, IntArray, read_only
from seawall.errors import DataError, InputError, NumericalError
from seawall.microstructure.order_flow_imbalance import LevelStream
from seawall.microstructure.touch import Touch

__all__ = ["MicropriceTable", "fit_microprice"]

_STEP_TICKS = 1e-9
_MOST_STEPS = 10_000


@dataclass(frozen=True, slots=True, eq=False)
class MicropriceTable:
    """What to add to the mid, by imbalance and spread.

    Attributes
    ----------
    adjustment_ticks : FloatArray
        g, shape (buckets, spreads): rows by bid share from 0 to 1 in equal steps, columns by spread from 1 tick to
        `spreads` ticks or more. Opposite shares have opposite adjustments.
    counts : IntArray
        Same shape: transitions seen out of each state, each counted with its mirror image.
    n, moves : int
        Transitions in the stream, and those that moved the mid.
    steps : int
        Mid moves that were looked ahead until nothing was added any more.
    last_step_ticks : float
        Largest addition of the last of them.
    """

    adjustment_ticks: FloatArray
    counts: IntArray
    n: int
    moves: int
    steps: int
    last_step_ticks: float

    def adjustment(self, touch: Touch) -> float | None:
        """Microprice less the mid, in ticks; None for a state that was never seen."""
        buckets, spreads = self.counts.shape
        row = int(_share_bucket(np.array([touch.bid_lots]), np.array([touch.ask_lots]), buckets)[0])
        column = min(touch.spread_ticks, spreads) - 1
        return float(self.adjustment_ticks[row, column]) if self.counts[row, column] else None

    def microprice(self, touch: Touch) -> float | None:
        """Microprice in the quote currency; None for a state that was never seen."""
        adjustment = self.adjustment(touch)
        return None if adjustment is None else touch.grid.price((touch.bid_tick + touch.ask_tick) / 2 + adjustment)


def fit_microprice(stream: LevelStream, *, buckets: int, spreads: int) -> MicropriceTable:
    r"""Fit the microprice to a stream of best prices and sizes.

    The state X is the bucket of the bid share and the spread. With Q the probabilities of passing from state to state
    while the mid stands, T of passing with a move of the mid, and r the mean move out of each state,

    .. math::

        g_1 = (1 - Q)^{-1} r, \quad B = (1 - Q)^{-1} T, \quad g = \sum_{i \ge 0} B^i g_1

    and the microprice m + g is the limit of the expected mid after ever more moves: a martingale. Each transition is
    counted with its mirror image, bids for asks, which makes the sum converge.

    Parameters
    ----------
    stream : LevelStream
        Best levels after each change; further ones are not used.
    buckets : int
        Of the bid share, odd and at least 3, so that balance lies in the middle of one.
    spreads : int
        States of the spread, at least 1; the last is for this many ticks or more.

    Returns
    -------
    MicropriceTable
        With the number of transitions behind each state.

    Raises
    ------
    DataError
        When the mid never moves, or there is a state from which it never does.
    NumericalError
        When the sum does not converge.

    Notes
    -----
    S. Stoikov (2018), The micro-price: a high-frequency estimator of future prices, Quantitative Finance 18.
    """
    if buckets < 3 or buckets % 2 == 0:
        raise InputError(f"'buckets' must be odd and at least 3, was {buckets}")
    if spreads < 1:
        raise InputError(f"'spreads' must be at least 1, was {spreads}")
    row = _share_bucket(stream.bid_lots[:, 0], stream.ask_lots[:, 0], buckets)
    column = np.minimum(stream.ask_ticks[:, 0] - stream.bid_ticks[:, 0], spreads) - 1
    change = np.diff(stream.mid_ticks)
    standing, moving, mean_move, counts = _transitions(row, column, change, (buckets, spreads))
    leave = np.eye(buckets * spreads) - standing
    try:
        first, onward = np.linalg.solve(leave, mean_move), np.linalg.solve(leave, moving)
    except np.linalg.LinAlgError:
        raise DataError("the mid never moves from one of the states of the stream: it is too short") from None
    adjustment, step, steps = first.copy(), first, 1
    while np.abs(step).max() > _STEP_TICKS:
        if steps == _MOST_STEPS:
            raise NumericalError(
                f"the microprice still changes by {np.abs(step).max():.3g} ticks after {_MOST_STEPS:,} moves"
            )
        step = onward @ step
        adjustment += step
        steps += 1
    counts.setflags(write=False)
    return MicropriceTable(
        adjustment_ticks=read_only(adjustment.reshape(buckets, spreads)),
        counts=counts,
        n=len(change),
        moves=int(np.count_nonzero(change)),
        steps=steps,
        last_step_ticks=float(np.abs(step).max()),
    )


def _transitions(
    row: IntArray, column: IntArray, change: FloatArray, shape: tuple[int, int]
) -> tuple[FloatArray, FloatArray, FloatArray, IntArray]:
    """Probabilities of passing while the mid stands and while it moves, mean move, and counts; mirrored."""
    if not np.count_nonzero(change):
        raise DataError("the mid never moves in the stream")
    buckets, spreads = shape
    states = buckets * spreads
    standing, moving = np.zeros((states, states)), np.zeros((states, states))
    total = np.zeros(states)
    for rows, changes in ((row, change), (buckets - 1 - row, -change)):
        state = rows * spreads + column
        moved = changes != 0
        np.add.at(standing, (state[:-1][~moved], state[1:][~moved]), 1.0)
        np.add.at(moving, (state[:-1][moved], state[1:][moved]), 1.0)
        np.add.at(total, state[:-1], changes)
    counts = standing.sum(axis=1) + moving.sum(axis=1)
    per_visit = 1.0 / np.maximum(counts, 1.0)
    return (
        standing * per_visit[:, None],
        moving * per_visit[:, None],
        total * per_visit,
        counts.astype(np.int64).reshape(shape),
    )


def _share_bucket(bid_lots: IntArray, ask_lots: IntArray, buckets: int) -> IntArray:
    """Bucket of the bid share, such that exchanging the sides gives the opposite one, at edges too."""
    smaller = np.minimum(bid_lots, ask_lots) * buckets // (bid_lots + ask_lots)
    return np.asarray(np.where(bid_lots < ask_lots, smaller, buckets - 1 - smaller))
