"""Where stop orders are supposed to lie: an inference from habit, never added to a map of liquidations.

No venue shows stops. Three habits are weighed: a stop at a fixed distance from the entry, just beyond the last swing of
the price, and at a round number. The entries are those of the volume traded, aged; where two habits meet, the weight
is the sum.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from seawall.core import FloatArray, read_only
from seawall.errors import DataError, InputError
from seawall.microstructure.events import PositionSide
from seawall.microstructure.perpetual_flow import PerpetualFlow

__all__ = ["StopCluster", "infer_stop_clusters"]

_DISTANCES = (0.01, 0.02, 0.03, 0.05)
_HALF_LIFE_NS = 12 * 3_600 * 10**9
_BEYOND = 0.001
"""Stops lie this far beyond a swing or a round number, as a part of the price."""
_SWING_NS = 2 * 3_600 * 10**9
"""A swing is the extreme of this long on each side of it."""
_SPREAD = 0.001
_BIN, _WITHIN = 0.0005, 0.06
_WEIGHTS = {"entry distance": 1.0, "swing": 1.0, "round number": 0.5}


@dataclass(frozen=True, slots=True)
class StopCluster:
    """A price at which stops are supposed to lie; a supposition from habit, not a measurement.

    Attributes
    ----------
    side : PositionSide
        Of the positions that the stops would close: those of longs lie below the price.
    price : float
        Quote currency.
    distance : float
        From the last price, decimal, below 0 for below.
    strength : float
        Relative to the strongest, in (0, 1]; no quantity is claimed.
    reasons : tuple of str
        Habits that say so.
    """

    side: PositionSide
    price: float
    distance: float
    strength: float
    reasons: tuple[str, ...]


def infer_stop_clusters(flow: PerpetualFlow, *, most: int = 3) -> tuple[StopCluster, ...]:
    """Prices at which stops are supposed to lie, within 6 % of the last price.

    Parameters
    ----------
    flow : PerpetualFlow
        At least four hours.
    most : int
        Of each side.

    Returns
    -------
    tuple of StopCluster
        Below the price, then above it, strongest first.

    Raises
    ------
    DataError
        When the record is shorter than four hours.
    """
    if most < 1:
        raise InputError(f"'most' must be at least 1, was {most}")
    if len(flow) * flow.interval_ns < 2 * _SWING_NS:
        raise DataError(f"stops of {flow.symbol} need four hours of prices, there are {len(flow)} intervals")
    last = float(flow.close[-1])
    found: list[StopCluster] = []
    for side in (PositionSide.LONG, PositionSide.SHORT):
        grid = last * np.exp(-side * _BIN * np.arange(1, round(_WITHIN / _BIN) + 1))
        profiles = {name: each / max(float(each.sum()), 1e-300) for name, each in _habits(flow, side, grid).items()}
        together = np.asarray(sum(_WEIGHTS[name] * each for name, each in profiles.items()))
        found += _peaks(side, grid, together, profiles, last)[:most]
    strongest = max((each.strength for each in found), default=1.0)
    return tuple(
        StopCluster(each.side, each.price, each.distance, each.strength / strongest, each.reasons) for each in found
    )


def _habits(flow: PerpetualFlow, side: PositionSide, grid: FloatArray) -> dict[str, FloatArray]:
    """Weight of each habit at each price; a stop that the price has passed since its entry is gone."""
    ages = (flow.end_ns[-1] - flow.end_ns).astype(np.float64)
    alive = flow.volume * 0.5 ** (ages / _HALF_LIFE_NS)
    extreme = (
        np.minimum.accumulate(flow.low[::-1])[::-1]
        if side is PositionSide.LONG
        else (np.maximum.accumulate(flow.high[::-1])[::-1])
    )
    by_entry = np.zeros(len(grid))
    for distance in _DISTANCES:
        stops = flow.close * (1.0 - side * distance)
        held = alive * ((extreme - stops) * side > 0)
        by_entry += _spread(grid, stops, held)
    swings = _swings(flow, side)
    fresh = np.array([(extreme[place] - price) * side >= 0 for place, price in swings], bool)
    prices = np.array([price for _, price in swings])[fresh] * (1.0 - side * _BEYOND)
    step = 10.0 ** math.floor(math.log10(grid[0])) / 10.0
    rounds = np.arange(math.floor(grid.min() / step), math.ceil(grid.max() / step) + 1) * step
    # a whole ten of the step weighs more
    weight = np.where(np.round(rounds / step) % 5 == 0, 2.0, 1.0)
    return {
        "entry distance": by_entry,
        "swing": _spread(grid, prices, np.ones(len(prices))),
        "round number": _spread(grid, rounds * (1.0 - side * _BEYOND), weight),
    }


def _swings(flow: PerpetualFlow, side: PositionSide) -> list[tuple[int, float]]:
    """Place and price of the lows (for longs) or highs (for shorts) that are extreme for two hours on each side."""
    reach = max(int(_SWING_NS // flow.interval_ns), 1)
    prices = flow.low if side is PositionSide.LONG else -flow.high
    windows = np.lib.stride_tricks.sliding_window_view(prices, 2 * reach + 1) if len(prices) > 2 * reach else None
    if windows is None:
        return []
    places = np.flatnonzero(windows.min(axis=1) == prices[reach:-reach]) + reach
    return [(int(place), float(abs(prices[place]))) for place in places]


def _spread(grid: FloatArray, prices: FloatArray, weights: FloatArray) -> FloatArray:
    """Weights at prices, as triangles a tenth of a percent to each side."""
    found = np.zeros(len(grid))
    logs = np.log(grid)
    step = abs(float(logs[1] - logs[0]))
    reach = int(_SPREAD / step) + 1
    if not len(prices):
        return found
    places = (np.log(prices) - logs[0]) / (logs[1] - logs[0])
    for shift in range(-reach, reach + 1):
        bins = np.floor(places).astype(np.int64) + shift
        height = np.maximum(1.0 - np.abs(bins - places) * step / _SPREAD, 0.0)
        inside = (bins >= 0) & (bins < len(grid))
        np.add.at(found, bins[inside], (weights * height)[inside])
    return read_only(found)


def _peaks(
    side: PositionSide, grid: FloatArray, together: FloatArray, profiles: dict[str, FloatArray], last: float
) -> list[StopCluster]:
    reach = 4
    padded = np.pad(together, reach)
    highest = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1).max(axis=1)
    found = []
    for place in np.flatnonzero((together == highest) & (together > 0)):
        reasons = tuple(name for name, each in profiles.items() if each[place] > 1.5 / len(grid))
        if reasons:
            price = float(grid[place])
            found.append(StopCluster(side, price, price / last - 1.0, float(together[place]), reasons))
    return sorted(found, key=lambda each: -each.strength)
