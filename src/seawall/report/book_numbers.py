"""Instants, prices and sizes of an order book as they are shown."""

from __future__ import annotations

import datetime as dt

from seawall.microstructure import InstrumentGrid
from seawall.report.numbers import Number, quantity

__all__ = ["instant_text", "price_number", "size_number"]

_QUOTE, _BASE = "quote currency", "base asset"


def instant_text(instant_ns: int) -> str:
    """Instant in UTC to the millisecond."""
    whole = dt.datetime.fromtimestamp(instant_ns // 1_000_000_000, dt.UTC)
    return f"{whole:%Y-%m-%d %H:%M:%S}.{instant_ns % 1_000_000_000 // 1_000_000:03d} UTC"


def price_number(value: float | None, grid: InstrumentGrid, *, more: int = 0) -> Number:
    """Price with the decimals of a tick, and some more for prices between ticks."""
    return quantity(value, _QUOTE, decimals=_decimals(f"{grid.tick_size.normalize():f}") + more)


def size_number(value: float | None, grid: InstrumentGrid) -> Number:
    """Size with the decimals of a lot."""
    return quantity(value, _BASE, decimals=_decimals(f"{grid.lot_size.normalize():f}"))


def _decimals(step: str) -> int:
    return len(step.partition(".")[2])
