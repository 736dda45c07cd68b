"""A deterministic market for trying Seawall without data: made, never observed, and badged so.

Daily log-returns are multivariate Student-t with a shared, mean-reverting log-volatility, so that calm and
storm come in spells and hit every asset together; one crisis is planted. Implied volatility indices follow
the same state. The random numbers are Philox bits turned into laws by closed formulas, so that the
market is the same on every machine and with every version of numpy.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import ndtri

from seawall.core import DateArray, FloatArray, content_hash
from seawall.errors import DataError
from seawall.market import PriceSeries

__all__ = ["SampleMarket"]

_SEED = 20251230
_FIRST, _LAST = np.datetime64("2018-01-01", "D"), np.datetime64("2025-12-30", "D")
_CRISIS = (np.datetime64("2022-05-05", "D"), np.datetime64("2022-06-15", "D"))
_DEGREES_OF_FREEDOM = 4
_STATE_PERSISTENCE = 0.97
_STATE_VOLATILITY = 0.07
_CRISIS_PUSH = 0.045
_INDEX_RESPONSE = 0.7  # implied volatility looks ahead to the state's return to the mean


@dataclass(frozen=True, slots=True)
class _Asset:
    symbol: str
    last_price: float
    volatility: float
    drift: float
    crisis_drift_daily: float
    every_day: bool
    daily_volume: float


_ASSETS = (
    _Asset("SPY", 680.0, 0.15, 0.09, -0.006, False, 70e6),
    _Asset("QQQ", 610.0, 0.21, 0.12, -0.008, False, 45e6),
    _Asset("TLT", 88.0, 0.14, 0.00, 0.001, False, 40e6),
    _Asset("GLD", 400.0, 0.14, 0.10, 0.001, False, 9e6),
    _Asset("BTC_USD", 88_000.0, 0.55, 0.30, -0.016, True, 40e9),
    _Asset("ETH_USD", 2_950.0, 0.70, 0.25, -0.020, True, 22e9),
)
_CORRELATION = np.array(
    [
        [1.00, 0.93, -0.15, 0.10, 0.38, 0.37],
        [0.93, 1.00, -0.10, 0.08, 0.40, 0.40],
        [-0.15, -0.10, 1.00, 0.28, -0.02, -0.02],
        [0.10, 0.08, 0.28, 1.00, 0.12, 0.12],
        [0.38, 0.40, -0.02, 0.12, 1.00, 0.82],
        [0.37, 0.40, -0.02, 0.12, 0.82, 1.00],
    ]
)
# index symbol: asset followed, level in percent in a calm state, smoothing of the state
_VOLATILITY_INDICES = {"VIX": ("SPY", 17.0), "BTC_IV": ("BTC_USD", 55.0), "ETH_IV": ("ETH_USD", 70.0)}


class SampleMarket:
    """Correlated, fat-tailed closes with a crisis, made by Seawall.

    Symbols: SPY, QQQ, TLT, GLD, BTC_USD, ETH_USD, and the volatility indices VIX, BTC_IV, ETH_IV in percent.

    Examples
    --------
    >>> SampleMarket().read("SPY").closes[-1].item()
    680.0
    """

    simulated = True
    label = f"Seawall sample market, seed {_SEED}"

    def symbols(self) -> tuple[str, ...]:
        """Symbols of the assets; the volatility indices are no prices, and are not listed."""
        return tuple(asset.symbol for asset in _ASSETS)

    def read(self, symbol: str) -> PriceSeries:
        """Closes of one symbol.

        Raises
        ------
        DataError
            For a symbol that the sample market does not have.
        """
        if symbol not in self._series:
            raise DataError(f"{self.label} has no symbol {symbol!r}; it has {', '.join(self._series)}")
        return self._series[symbol]

    @cached_property
    def _series(self) -> dict[str, PriceSeries]:
        days = np.arange(_FIRST, _LAST + 1)
        state = _volatility_state(days)
        innovations = _student_t(len(days))
        crisis = (days >= _CRISIS[0]) & (days <= _CRISIS[1])
        session = np.is_busday(days)
        made: dict[str, PriceSeries] = {}
        for column, asset in enumerate(_ASSETS):
            open_days = np.ones(len(days), dtype=bool) if asset.every_day else session
            per_year = 365.0 if asset.every_day else 261.0
            scale = asset.volatility / math.sqrt(per_year)
            drift = np.where(crisis, asset.crisis_drift_daily, asset.drift / per_year)
            steps = (drift + scale * np.exp(state) * innovations[:, column])[open_days]
            path = np.cumsum(steps)
            closes = np.round(asset.last_price * np.exp(path - path[-1]), 2)
            volumes = np.round(asset.daily_volume * np.exp(0.8 * state[open_days]))
            made[asset.symbol] = self._one(asset.symbol, days[open_days], closes, volumes)
        for symbol, (followed, calm) in _VOLATILITY_INDICES.items():
            dates = made[followed].dates
            levels = np.round(calm * np.exp(_INDEX_RESPONSE * state[np.searchsorted(days, dates)]), 2)
            made[symbol] = self._one(symbol, dates, levels, None)
        return made

    def _one(self, symbol: str, dates: DateArray, closes: FloatArray, volumes: FloatArray | None) -> PriceSeries:
        return PriceSeries(
            symbol=symbol,
            dates=dates,
            closes=closes,
            source=self.label,
            column="close",
            data_hash=content_hash(dates.tobytes() + np.ascontiguousarray(closes).tobytes()),
            volumes=volumes,
        )


def _uniforms(count: int, stream: int) -> FloatArray:
    """Uniforms in (0, 1) from raw Philox bits: the mapping is ours, so no library version moves it."""
    raw = np.random.Philox(key=_SEED + stream).random_raw(count)
    return (raw >> np.uint64(11)).astype(np.float64) * 2.0**-53 + 2.0**-54


def _volatility_state(days: DateArray) -> FloatArray:
    """Mean-reverting log-volatility around 0, lifted during the crisis, shape (n_days,)."""
    shocks = ndtri(_uniforms(len(days), stream=1)) * _STATE_VOLATILITY
    state = np.empty(len(days))
    level = 0.0
    for index, day in enumerate(days):
        lifted = _CRISIS[0] <= day <= _CRISIS[1]
        level = _STATE_PERSISTENCE * level + float(shocks[index]) + (_CRISIS_PUSH if lifted else 0.0)
        state[index] = level
    return state


def _student_t(n_days: int) -> FloatArray:
    """Correlated Student-t innovations of unit variance, shape (n_days, n_assets)."""
    n_assets, nu = len(_ASSETS), _DEGREES_OF_FREEDOM
    normals = ndtri(_uniforms(n_days * n_assets, stream=2)).reshape(n_days, n_assets)
    correlated = normals @ np.linalg.cholesky(_CORRELATION).T
    # chi-square with 4 degrees of freedom is twice the sum of two unit exponentials
    exponentials = -np.log(_uniforms(n_days * 2, stream=3)).reshape(n_days, 2)
    mixing = np.sqrt(nu / (2.0 * exponentials.sum(axis=1)))
    return np.asarray(correlated * mixing[:, None] * math.sqrt((nu - 2) / nu))
