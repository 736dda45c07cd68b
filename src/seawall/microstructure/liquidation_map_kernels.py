"""The loops behind the map of liquidations: one pass over intervals, and the density by price at each of them.

State is the open quantity by side, leverage and bin of the liquidation price. Closing is memoryless, so no entry time
is kept: a quantity stands in units of its bucket's running factor, which alone changes when positions age, and only
bins that the mark touches or new positions enter are visited. A quantity of a bucket is what it would be at a share
of 1; the shares weigh it, which is what lets one pass serve the fit of all shares.

Everything compiled stands in this one file because numba notices only edits of the file that holds the loop it cached.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from seawall.core import FloatArray, IntArray, compile_loop

__all__ = ["FLOW_COLUMNS", "MapRules", "MapState", "advance", "compiled"]

FLOW_COLUMNS = (
    "low", "high", "mark_low", "mark_high", "open_interest", "taker_buy", "taker_sell",
    "liquidated_long", "liquidated_short",
)  # fmt: skip
(LOW, HIGH, MARK_LOW, MARK_HIGH, INTEREST, BUY, SELL, FORCED_LONG, FORCED_SHORT) = range(9)
"""Columns of an interval; a forced quantity below 0 is not known. Prices are natural logarithms."""

LONG, SHORT = 0, 1
_SMALLEST_FACTOR = 1e-100
_SMALLEST_SHARE = 1e-12


class MapState(NamedTuple):
    """Everything that goes on from one interval to the next; first axis long and short."""

    cells: FloatArray
    """(2, k, g), in units of `factor`."""
    totals: FloatArray
    """(2, k), in the same units, with what lies beyond the grid."""
    factor: FloatArray
    """(2, k)."""
    ends: IntArray
    """(2, k): no long at or above, no short below."""
    unlevered: FloatArray
    """(2,), base units."""
    unseen: FloatArray
    """(2,), base units: open before the first interval."""
    interest: FloatArray
    """(1,), open interest last accepted, base units."""
    net: FloatArray
    """(1,), what takers bought less what they sold since the first interval, base units."""
    crowd: FloatArray
    """(2,), held by the crowd, which is all but the dealers, base units."""


class MapRules(NamedTuple):
    """What the loop goes by."""

    origin: float
    """Logarithm of the lower edge of bin 0."""
    per_bin: float
    """Bins in one unit of logarithm."""
    shifts: FloatArray
    """(2, k, c), from entry to liquidation price, in bins, for a position of each value."""
    values: FloatArray
    """(c,), rising, quote currency; a position of more has the last shift."""
    shares: FloatArray
    """(2, k), of newly opened interest."""
    known: FloatArray
    """(k,), 1.0 where the share was fitted and is not the prior's."""
    ageing: FloatArray
    """(k + 1,), part closed in an interval, by leverage; last of what is not levered."""
    turnover: float
    """Part of what may have closed positions that did."""
    passive: float
    """Part of the passive side of trades that is the crowd, 0 to 1; the rest are dealers."""
    typical: float
    """Value of a position, at most, quote currency."""


def open_quantity(state: Any, rules: Any, side: int) -> Any:
    """Base units of one side."""
    total = state.unlevered[side] + state.unseen[side]
    for b in range(state.totals.shape[1]):
        total += rules.shares[side, b] * state.factor[side, b] * state.totals[side, b]
    return total


def consume(state: Any, rules: Any, row: Any, consumed: Any) -> None:
    """Empty every bin that the mark touched, wholly; `consumed` (2, k) takes what was there, at a share of 1."""
    size = state.cells.shape[2]
    low = math.floor((row[MARK_LOW] - rules.origin) * rules.per_bin)
    high = math.floor((row[MARK_HIGH] - rules.origin) * rules.per_bin)
    low = min(max(low, 0), size)
    high = min(max(high, -1), size - 1)
    for b in range(state.totals.shape[1]):
        taken = 0.0
        for j in range(low, state.ends[LONG, b]):
            taken += state.cells[LONG, b, j]
            state.cells[LONG, b, j] = 0.0
        state.ends[LONG, b] = min(state.ends[LONG, b], low)
        state.totals[LONG, b] = max(state.totals[LONG, b] - taken, 0.0)
        consumed[LONG, b] = taken * state.factor[LONG, b]
        taken = 0.0
        for j in range(state.ends[SHORT, b], high + 1):
            taken += state.cells[SHORT, b, j]
            state.cells[SHORT, b, j] = 0.0
        state.ends[SHORT, b] = max(state.ends[SHORT, b], high + 1)
        state.totals[SHORT, b] = max(state.totals[SHORT, b] - taken, 0.0)
        consumed[SHORT, b] = taken * state.factor[SHORT, b]


def age(state: Any, rules: Any, side: int) -> None:
    """Close part of every bucket; keep the units of the cells in range."""
    buckets = state.totals.shape[1]
    for b in range(buckets):
        state.factor[side, b] *= 1.0 - rules.ageing[b]
        if state.factor[side, b] < _SMALLEST_FACTOR:
            for j in range(state.cells.shape[2]):
                state.cells[side, b, j] *= state.factor[side, b]
            state.totals[side, b] *= state.factor[side, b]
            state.factor[side, b] = 1.0
    state.unlevered[side] *= 1.0 - rules.ageing[buckets]
    state.unseen[side] *= 1.0 - rules.ageing[buckets]


def rescale(state: Any, rules: Any, side: int, wanted: Any) -> None:
    """Bring one side to a quantity, all in proportion; one that held nothing, or keeps next to nothing, starts anew."""
    held = open_quantity(state, rules, side)
    if held <= 0.0 or wanted < _SMALLEST_SHARE * held:
        for b in range(state.totals.shape[1]):
            for j in range(state.cells.shape[2]):
                state.cells[side, b, j] = 0.0
            state.totals[side, b] = 0.0
            state.factor[side, b] = 1.0
        state.unlevered[side] = wanted
        state.unseen[side] = 0.0
        return
    change = wanted / held
    for b in range(state.totals.shape[1]):
        state.factor[side, b] *= change
    state.unlevered[side] *= change
    state.unseen[side] *= change


def place(state: Any, side: int, b: int, first: Any, last: Any, limit: int, quantity: Any) -> Any:
    """Spread a quantity evenly over positions `first` to `last` of the grid, in bins, and return what was put there.

    What would lie in the bins that the mark has touched (from `limit` up for longs, up to `limit` for shorts) is not
    put anywhere: had it been opened there it would be gone already.
    """
    size = state.cells.shape[2]
    width = max(last - first, 1e-9)
    begin, end = math.floor(first), math.floor(last)
    put = 0.0
    for j in range(begin, end + 1):
        if (side == LONG and j >= limit) or (side == SHORT and j <= limit):
            continue
        part = quantity if begin == end else quantity * (min(last, j + 1.0) - max(first, float(j))) / width
        put += part
        if 0 <= j < size:
            state.cells[side, b, j] += part / state.factor[side, b]
            state.ends[side, b] = max(state.ends[side, b], j + 1) if side == LONG else min(state.ends[side, b], j)
    state.totals[side, b] += put / state.factor[side, b]
    return put


def crowd_flows(state: Any, rules: Any, row: Any, forced: Any, flows: Any) -> None:
    """Split an interval into what the crowd opened and holds; `flows` (2, 2) takes opens and holdings by side.

    Dealers take the rest of the passive side, and hold no more than their net position: with the cumulative net buying
    of takers N, the crowd's longs less its shorts are (1 - passive) N, and its larger side is open interest. Crowd buys
    open longs or close shorts, sales the reverse, so that closes of both sides together follow from the change of
    holdings; which side they are of is in proportion to holdings, within what the signs allow.
    """
    interest = row[INTEREST]
    outside = 1.0 - rules.passive
    state.net[0] += row[BUY] - row[SELL]
    dealt = min(max(outside * state.net[0], -interest), interest)
    if outside > 0.0:
        state.net[0] = dealt / outside
    flows[LONG, 1] = interest - max(-dealt, 0.0)
    flows[SHORT, 1] = interest - max(dealt, 0.0)
    bought = row[BUY] + rules.passive * row[SELL]
    sold = row[SELL] + rules.passive * row[BUY]
    change_long = flows[LONG, 1] - state.crowd[LONG]
    change_short = flows[SHORT, 1] - state.crowd[SHORT]
    together = max(bought - change_long - forced[LONG] - forced[SHORT], 0.0) * rules.turnover
    before = state.crowd[LONG] + state.crowd[SHORT]
    part = state.crowd[LONG] / before if before > 0.0 else 0.5
    least_long, least_short = max(forced[LONG], -change_long), max(forced[SHORT], -change_short)
    closed_long = max(min(forced[LONG] + part * together, sold, bought - change_long - least_short), least_long)
    closed_short = forced[LONG] + forced[SHORT] + together - closed_long
    closed_short = max(min(closed_short, bought), least_short)
    flows[LONG, 0] = min(max(change_long + closed_long, 0.0), flows[LONG, 1])
    flows[SHORT, 0] = min(max(change_short + closed_short, 0.0), flows[SHORT, 1])
    state.crowd[LONG] = flows[LONG, 1]
    state.crowd[SHORT] = flows[SHORT, 1]


def open_positions(state: Any, rules: Any, row: Any, side: int, opened: Any) -> None:
    """New positions of one side, entered evenly over the prices traded; what no bucket takes is not levered.

    A position is worth no more than all that was opened, and no more than the typical value.
    """
    if opened <= 0.0:
        return
    value = min(opened * math.exp(0.5 * (row[LOW] + row[HIGH])), rules.typical)
    size = 0
    while size < len(rules.values) - 1 and rules.values[size] < value:
        size += 1
    first = (row[LOW] - rules.origin) * rules.per_bin
    last = (row[HIGH] - rules.origin) * rules.per_bin
    touched = row[MARK_LOW] if side == LONG else row[MARK_HIGH]
    limit = math.floor((touched - rules.origin) * rules.per_bin)
    levered = 0.0
    for b in range(state.totals.shape[1]):
        shift = rules.shifts[side, b, size]
        levered += rules.shares[side, b] * place(state, side, b, first + shift, last + shift, limit, opened)
    state.unlevered[side] += max(opened - levered, 0.0)


def read_cells(state: Any, rules: Any, side: int, start: int, usd_per_unit: Any, density: Any, fitted: Any) -> None:
    """Density of one side over a window that begins in bin `start`, USD, and the part of it whose share was fitted."""
    bins = len(density)
    for j in range(bins):
        density[j] = 0.0
        fitted[j] = 0.0
    for b in range(state.totals.shape[1]):
        weight = rules.shares[side, b] * state.factor[side, b]
        if weight == 0.0:
            continue
        # only where the bucket has anything
        begin = max(-start, 0) if side == LONG else max(state.ends[SHORT, b] - start, 0)
        end = min(state.ends[LONG, b] - start, bins) if side == LONG else min(state.cells.shape[2] - start, bins)
        cells = state.cells[side, b, start : start + bins] if start >= 0 else state.cells[side, b]
        offset = 0 if start >= 0 else start
        if rules.known[b] > 0.0:
            for j in range(begin, end):
                fitted[j] += weight * cells[offset + j]
        else:
            for j in range(begin, end):
                density[j] += weight * cells[offset + j]
    for j in range(bins):
        fitted[j] *= usd_per_unit[j]
        density[j] = density[j] * usd_per_unit[j] + fitted[j]


def advance(
    state: Any, rules: Any, rows: Any, consumed: Any, held: Any, start: int, prices: Any, density: Any, fitted: Any
) -> None:
    """Go through intervals.

    `rows` is (n, 9) as `FLOW_COLUMNS`; `consumed` (n, 2, k) takes what was liquidated, at a share of 1; `held` is
    (n, 2, 3): what is levered, not levered, and unseen, base units. `density` and `fitted` (2, r, m) take the
    last r intervals over the window that begins in bin `start`, with `prices` (m,) in the middle of its bins.
    """
    skipped = len(rows) - density.shape[1]
    forced, flows = np.zeros(2), np.zeros((2, 2))
    for t in range(len(rows)):
        row = rows[t]
        consume(state, rules, row, consumed[t])
        for side in range(2):
            forced[side] = row[FORCED_LONG + side]
            if forced[side] < 0.0:
                forced[side] = 0.0
                for b in range(state.totals.shape[1]):
                    forced[side] += rules.shares[side, b] * consumed[t, side, b]
        crowd_flows(state, rules, row, forced, flows)
        for side in range(2):
            opened, holds = flows[side, 0], flows[side, 1]
            age(state, rules, side)
            rescale(state, rules, side, holds - opened)
            open_positions(state, rules, row, side, opened)
            held[t, side, 2] = state.unseen[side]
            held[t, side, 0] = open_quantity(state, rules, side) - state.unlevered[side] - state.unseen[side]
            held[t, side, 1] = state.unlevered[side] + row[INTEREST] - holds
            if t >= skipped:
                read_cells(state, rules, side, start, prices, density[side, t - skipped], fitted[side, t - skipped])
        state.interest[0] = row[INTEREST]


@cache
def _teach_numba() -> None:
    """Let the compiled loop call the others of this file."""
    from numba.extending import register_jitable

    settings: Any = {"error_model": "numpy", "fastmath": {"contract"}}
    for function in (open_quantity, consume, age, rescale, place, crowd_flows, open_positions, read_cells):
        register_jitable(**settings)(function)


@cache
def compiled(loop: Callable[..., Any]) -> Callable[..., Any]:
    """Machine code of the loop, kept on disk between runs where there is a place to write."""
    _teach_numba()
    return compile_loop(loop)
