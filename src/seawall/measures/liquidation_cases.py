"""What was predicted and what happened, window by window, given where the mark went.

A forecast made at an instant is asked only about the prices that the mark then came to: the question is how much was
liquidated there, not where the price would go. Each instant from which a whole horizon is known makes one case.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from seawall.core import FloatArray, IntArray, check_finite, check_shape, read_only
from seawall.errors import InputError
from seawall.microstructure import LiquidationForecast, PerpetualFlow, PositionSide

__all__ = ["LiquidationCases", "MarkPath", "RealisedLiquidations", "TouchedBins", "cases_given_path", "join_cases"]

NS_PER_DAY = 86_400_000_000_000


@dataclass(frozen=True, slots=True, eq=False)
class MarkPath:
    """Where the mark went, interval by interval.

    Attributes
    ----------
    interval_ns : int
        Length of an interval.
    end_ns : IntArray
        Shape (n,), rising; a step longer than an interval is a gap, and no window is scored across it.
    low, high, close : FloatArray
        Shape (n,), above 0.
    """

    interval_ns: int
    end_ns: IntArray
    low: FloatArray
    high: FloatArray
    close: FloatArray

    def __post_init__(self) -> None:
        """Freeze the arrays; refuse times that do not rise and lows above highs."""
        instants = _instants(self.end_ns, "end_ns")
        object.__setattr__(self, "end_ns", instants)
        if self.interval_ns < 1 or (np.diff(instants) < max(self.interval_ns, 1)).any():
            raise InputError(f"'end_ns' must rise by at least 'interval_ns', which was {self.interval_ns}")
        for name in ("low", "high", "close"):
            array = read_only(getattr(self, name))
            object.__setattr__(self, name, check_shape(check_finite(array, name), name, (len(instants),)))
        if (self.low <= 0.0).any() or (self.close < self.low).any() or (self.close > self.high).any():
            raise InputError("'low', 'close' and 'high' must be above 0 and in this order in every interval")

    @classmethod
    def of_flow(cls, flow: PerpetualFlow) -> Self:
        """The mark of what is publicly known of a perpetual."""
        return cls(flow.interval_ns, flow.end_ns, flow.mark_low, flow.mark_high, flow.mark_close)


@dataclass(frozen=True, slots=True, eq=False)
class RealisedLiquidations:
    """What was liquidated: single events, or totals of intervals.

    Attributes
    ----------
    time_ns : IntArray
        Shape (k,), never falling: when; of a total, the end of its interval.
    sides : IntArray
        Shape (k,), 1 for a long, -1 for a short.
    usd : FloatArray
        Shape (k,), 0 or more.
    prices : FloatArray or None
        Shape (k,), mark at the event; None for totals, whose prices nobody knows.
    """

    time_ns: IntArray
    sides: IntArray
    usd: FloatArray
    prices: FloatArray | None

    def __post_init__(self) -> None:
        """Freeze the arrays; refuse what cannot be."""
        times = np.array(self.time_ns, dtype=np.int64)
        sides = np.array(self.sides, dtype=np.int64)
        for name, whole in (("time_ns", times), ("sides", sides)):
            whole.flags.writeable = False
            object.__setattr__(self, name, whole)
        if times.ndim != 1 or (np.diff(times) < 0).any():
            raise InputError("'time_ns' must be instants that never fall")
        if sides.shape != times.shape or not np.isin(sides, (PositionSide.LONG, PositionSide.SHORT)).all():
            raise InputError("'sides' must be 1 for a long or -1 for a short, one for each time")
        for name in ("usd", "prices"):
            values = getattr(self, name)
            if values is None:
                continue
            array = check_shape(check_finite(read_only(values), name), name, (len(times),))
            object.__setattr__(self, name, array)
            if (array < 0.0).any():
                raise InputError(f"{name!r} must be 0 or more, was {float(array.min())!r}")

    def between(self, after_ns: int, until_ns: int) -> slice:
        """Places of what happened after one instant and until another."""
        found = np.searchsorted(self.time_ns, [after_ns, until_ns], side="right")
        return slice(int(found[0]), int(found[1]))


@dataclass(frozen=True, slots=True, eq=False)
class TouchedBins:
    """The bins that the mark came to in one window.

    Attributes
    ----------
    centres : FloatArray
        Shape (r,), logarithms of price at the middle of what was touched of each bin.
    predicted, realised : FloatArray
        Shape (r,), USD of both sides.
    """

    centres: FloatArray
    predicted: FloatArray
    realised: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class LiquidationCases:
    """One case per instant from which the whole horizon is known.

    Attributes
    ----------
    name : str
        Of the forecast.
    horizon_ns : int
        Length of each window.
    origin_ns : IntArray
        Shape (c,).
    groups : IntArray
        Shape (c,): which run or market each case is of; cases of different groups share nothing.
    predicted_long, predicted_short, realised_long, realised_short : FloatArray
        Shape (c,), USD.
    touched : tuple of TouchedBins or None
        Case by case; None where the prices of what happened are not known.
    skipped : int
        Instants left out, because their window reaches over a gap or past the end.
    """

    name: str
    horizon_ns: int
    origin_ns: IntArray
    groups: IntArray
    predicted_long: FloatArray
    predicted_short: FloatArray
    realised_long: FloatArray
    realised_short: FloatArray
    touched: tuple[TouchedBins, ...] | None
    skipped: int

    def __len__(self) -> int:
        """Number of cases."""
        return len(self.origin_ns)

    @property
    def predicted(self) -> FloatArray:
        """USD of both sides, shape (c,)."""
        return np.asarray(self.predicted_long + self.predicted_short)

    @property
    def realised(self) -> FloatArray:
        """USD of both sides, shape (c,)."""
        return np.asarray(self.realised_long + self.realised_short)

    @property
    def days(self) -> IntArray:
        """Which day of which group a case begins in: numbers from 0 in the order of the cases, shape (c,)."""
        keys = np.stack([self.groups, self.origin_ns // NS_PER_DAY])
        is_new = np.r_[False, (np.diff(keys, axis=1) != 0).any(axis=0)]
        return np.cumsum(is_new, dtype=np.int64)

    def apart(self) -> IntArray:
        """Places of cases whose windows do not overlap, greedily from the first of each group."""
        chosen: list[int] = []
        free_at, group = 0, None
        for place, (origin, own) in enumerate(zip(self.origin_ns.tolist(), self.groups.tolist(), strict=True)):
            if own != group or origin >= free_at:
                chosen.append(place)
                free_at, group = origin + self.horizon_ns, own
        return np.array(chosen, dtype=np.int64)


def cases_given_path(
    forecast: LiquidationForecast, path: MarkPath, realised: RealisedLiquidations, *, horizon_ns: int, group: int = 0
) -> LiquidationCases:
    """Hold a forecast against what happened over a horizon, given the path.

    Parameters
    ----------
    forecast : LiquidationForecast
        At instants that are ends of intervals of the path.
    path : MarkPath
        Where the mark went.
    realised : RealisedLiquidations
        What was liquidated.
    horizon_ns : int
        A whole number of the path's intervals, at least one.
    group : int
        Number of the run or market.

    Returns
    -------
    LiquidationCases
        In the order of time.

    Raises
    ------
    InputError
        For a horizon that is no number of intervals, or no case at all.
    """
    steps, rest = divmod(horizon_ns, path.interval_ns)
    if rest or steps < 1:
        raise InputError(f"'horizon_ns' must be a whole number of intervals of {path.interval_ns}, was {horizon_ns}")
    starts = np.searchsorted(path.end_ns, forecast.end_ns)
    kept: list[tuple[int, int]] = []
    for place, start in enumerate(starts.tolist()):
        end = start + steps
        if end >= len(path.end_ns) or path.end_ns[start] != forecast.end_ns[place]:
            continue
        if path.end_ns[end] - path.end_ns[start] == horizon_ns:
            kept.append((place, start))
    if not kept:
        raise InputError(f"no instant of {forecast.name!r} has a whole window of {horizon_ns} ns after it")
    columns = np.zeros((4, len(kept)))
    touched: list[TouchedBins] = []
    for case, (place, start) in enumerate(kept):
        low, high = _reach(path, start, steps, float(forecast.mark[place]))
        longs, shorts = forecast.reached(place, low=low, high=high)
        inside = realised.between(int(forecast.end_ns[place]), int(forecast.end_ns[place]) + horizon_ns)
        is_long = realised.sides[inside] == PositionSide.LONG
        usd = realised.usd[inside]
        columns[:, case] = longs.sum(), shorts.sum(), usd[is_long].sum(), usd[~is_long].sum()
        if realised.prices is not None:
            touched.append(
                _touched(forecast.price_edges, longs + shorts, realised.prices[inside], usd, reach=(low, high))
            )
    return LiquidationCases(
        forecast.name,
        horizon_ns,
        np.array([int(forecast.end_ns[place]) for place, _ in kept], dtype=np.int64),
        np.full(len(kept), group, dtype=np.int64),
        columns[0],
        columns[1],
        columns[2],
        columns[3],
        None if realised.prices is None else tuple(touched),
        len(forecast.end_ns) - len(kept),
    )


def join_cases(parts: Sequence[LiquidationCases]) -> LiquidationCases:
    """Cases of several runs or markets, one after the other; groups are numbered by their place.

    Parameters
    ----------
    parts : sequence of LiquidationCases
        At least one, of one forecast and one horizon.

    Returns
    -------
    LiquidationCases
        All of them.
    """
    if not parts or len({(part.name, part.horizon_ns, part.touched is None) for part in parts}) != 1:
        raise InputError("'parts' must be cases of one forecast and one horizon, at least one")
    touched = [part.touched for part in parts if part.touched is not None]
    return LiquidationCases(
        parts[0].name,
        parts[0].horizon_ns,
        np.concatenate([part.origin_ns for part in parts]),
        np.repeat(np.arange(len(parts), dtype=np.int64), [len(part) for part in parts]),
        np.concatenate([part.predicted_long for part in parts]),
        np.concatenate([part.predicted_short for part in parts]),
        np.concatenate([part.realised_long for part in parts]),
        np.concatenate([part.realised_short for part in parts]),
        tuple(bins for part in touched for bins in part) if touched else None,
        sum(part.skipped for part in parts),
    )


def _reach(path: MarkPath, start: int, steps: int, mark: float) -> tuple[float, float]:
    window = slice(start + 1, start + 1 + steps)
    return min(mark, float(path.low[window].min())), max(mark, float(path.high[window].max()))


def _touched(
    edges: FloatArray, predicted: FloatArray, prices: FloatArray, usd: FloatArray, *, reach: tuple[float, float]
) -> TouchedBins:
    low, high = reach
    first = max(int(np.searchsorted(edges, low, side="right")) - 1, 0)
    last = min(int(np.searchsorted(edges, high, side="left")), len(edges) - 1)
    lower, upper = np.maximum(edges[first:last], low), np.minimum(edges[first + 1 : last + 1], high)
    # a forced order's mark may lie a rounding outside the interval's own extremes
    place = np.clip(np.searchsorted(edges, prices, side="right") - 1, first, last - 1) - first
    found = np.bincount(place, weights=usd, minlength=last - first).astype(np.float64)
    return TouchedBins(np.log(0.5 * (lower + upper)), predicted[first:last], found)


def _instants(values: IntArray, name: str) -> IntArray:
    instants = np.array(values, dtype=np.int64)
    instants.flags.writeable = False
    if instants.ndim != 1 or not len(instants):
        raise InputError(f"{name!r} must be at least one instant")
    return instants
