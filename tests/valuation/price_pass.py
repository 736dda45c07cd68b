"""An independent look for arbitrage: at prices alone, knowing nothing of total variance or densities."""

from __future__ import annotations

import numpy as np
from scipy.stats import norm

from seawall.core import BoolArray, FloatArray
from seawall.market import VolSurface

_POINTS = 3001
_NOISE = 50.0


def call_prices(surface: VolSurface, moneyness: FloatArray, time: float) -> FloatArray:
    """Undiscounted calls per unit of the forward, strikes as shares of the forward."""
    deviation = surface.volatility(moneyness * surface.forward(time), time) * np.sqrt(time)
    d1 = -np.log(moneyness) / deviation + 0.5 * deviation
    return np.asarray(norm.cdf(d1) - moneyness * norm.cdf(d1 - deviation))


def _grid(surface: VolSurface, time: float) -> FloatArray:
    """Strikes as shares of the forward, dense in standard deviations at the money, to eight of them."""
    deviation = float(surface.volatility(surface.forward(time), time)) * np.sqrt(time)
    return np.asarray(np.exp(np.linspace(-8.0, 8.0, _POINTS) * deviation))


def _count_runs(bad: BoolArray) -> int:
    return int(np.count_nonzero(np.diff(np.concatenate(([False], bad)).astype(int)) == 1))


def count_butterflies(surface: VolSurface) -> list[int]:
    """Ranges of strikes, per expiry, where calls are concave in strike, or rise, beyond rounding."""
    counts = []
    for time in surface.times:
        strike = _grid(surface, time)
        call = call_prices(surface, strike, time)
        slope = np.diff(call) / np.diff(strike)
        noise = _NOISE * np.finfo(float).eps / np.diff(strike)
        rises = (slope > noise) | (slope < -1.0 - noise)
        concave = np.diff(slope) < -(noise[1:] + noise[:-1])
        counts.append(_count_runs(rises[1:] | concave))
    return counts


def count_calendars(surface: VolSurface) -> list[int]:
    """Ranges of strikes over forward, per neighbouring expiries, where the later call is cheaper beyond rounding."""
    counts = []
    for earlier, later in zip(surface.times[:-1], surface.times[1:], strict=True):
        strike = np.unique(np.concatenate([_grid(surface, earlier), _grid(surface, later)]))
        fall = call_prices(surface, strike, earlier) - call_prices(surface, strike, later)
        counts.append(_count_runs(fall > _NOISE * np.finfo(float).eps))
    return counts
