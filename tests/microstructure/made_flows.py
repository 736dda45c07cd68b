"""Records of perpetuals made for tests."""

from __future__ import annotations

from typing import Any

import numpy as np

from seawall.microstructure import PerpetualFlow

MINUTE_NS = 60 * 10**9
PRICE_COLUMNS = ("open", "high", "low", "close", "mark_high", "mark_low", "mark_close")


def made_flow(minutes: int = 300, *, seed: int = 1, step: float = 0.001, **changes: Any) -> PerpetualFlow:
    """A random walk whose open interest never changes by more than was traded; `changes` replace columns."""
    generator = np.random.Generator(np.random.Philox(key=seed))
    close = 100_000.0 * np.exp(np.cumsum(generator.normal(0.0, step, minutes)))
    opened = np.append(100_000.0, close[:-1])
    reach = np.abs(generator.normal(0.0, step / 2, (2, minutes)))
    high, low = np.maximum(opened, close) * (1 + reach[0]), np.minimum(opened, close) * (1 - reach[1])
    buy, sell = generator.gamma(2.0, 5.0, (2, minutes))
    changed = (buy + sell) * generator.uniform(-0.5, 0.5, minutes)
    columns: dict[str, Any] = {
        "symbol": "BTCUSDT",
        "interval_ns": MINUTE_NS,
        "end_ns": (1 + np.arange(minutes, dtype=np.int64)) * MINUTE_NS,
        "open": opened,
        "high": high,
        "low": low,
        "close": close,
        "mark_high": high,
        "mark_low": low,
        "mark_close": close,
        "open_interest": 1_000.0 + np.abs(np.cumsum(changed)),
        "taker_buy": buy,
        "taker_sell": sell,
        **changes,
    }
    return PerpetualFlow(**columns)
