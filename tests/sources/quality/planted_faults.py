"""Sound series with fat tails, made from a seed, and the rows that a test plants its faults in."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pyarrow as pa

from seawall.core import DateArray, FloatArray
from seawall.sources import Batch, Dataset, Finding, dataset_schema
from seawall.sources.quality.gate import inspect_bars
from seawall.sources.quality.rows import BarRows, PeerSeries

NOW = np.datetime64("2030-01-01", "ns")


def weekdays(count: int) -> DateArray:
    days = np.arange("1950-01-02", "2029-01-01", dtype="datetime64[D]")
    return days[((days.astype(np.int64) + 3) % 7) < 5][:count]


def sound_bars(seed: int, *, count: int = 1500, every_day: bool = False, freedom: float = 5.0) -> BarRows:
    """Student-t returns whose volatility clusters, as bars with a range around open and close."""
    draw = np.random.default_rng(seed)
    shocks = draw.standard_t(freedom, count) * 0.006
    level = np.exp(0.3 * np.sin(np.arange(count) / 90.0 + draw.uniform(0.0, 6.0)))
    close = 100.0 * np.exp(np.cumsum(shocks * level))
    open_ = close * np.exp(draw.normal(0.0, 0.002, count))
    high = np.maximum(open_, close) * (1.0 + draw.uniform(0.0, 0.004, count))
    low = np.minimum(open_, close) * (1.0 - draw.uniform(0.0, 0.004, count))
    days = np.arange(count) + np.datetime64("2010-01-01", "D") if every_day else weekdays(count)
    return BarRows(
        symbol="XYZ",
        step_seconds=86_400,
        times=days.astype("datetime64[ns]"),
        close=close,
        open=open_,
        high=high,
        low=low,
        volume=draw.uniform(1e6, 2e6, count).round(),
        rows=np.arange(count) + 2,
        known_until=NOW,
    )


def scaled(bars: BarRows, factors: FloatArray) -> BarRows:
    """The four prices of each bar times a factor."""
    parts = [None if each is None else each * factors for each in (bars.open, bars.high, bars.low)]
    return replace(bars, close=bars.close * factors, open=parts[0], high=parts[1], low=parts[2])


def without(bars: BarRows, places: list[int]) -> BarRows:
    """Bars without some rows."""
    kept = np.setdiff1d(np.arange(len(bars.times)), places)
    columns = {
        name: values[kept]
        for name in ("times", "close", "open", "high", "low", "volume", "rows")
        if (values := getattr(bars, name)) is not None
    }
    return replace(bars, **columns)


def found(bars: BarRows, **options: object) -> list[Finding]:
    """What the gate says, against the calendar of every weekday where none is given."""
    return inspect_bars([bars], **options)  # type: ignore[arg-type]


def bars_batch(bars: BarRows, *, vintage: dt.date = dt.date(2025, 1, 1), source: str = "test") -> Batch:
    """The same bars as a batch, in the same order."""
    n = len(bars.times)
    fetched = dt.datetime(2029, 1, 1, tzinfo=dt.UTC)
    table = pa.table(
        {
            "symbol": pa.array([bars.symbol] * n),
            "time": pa.array(bars.times, pa.timestamp("ns")).cast(pa.timestamp("ns", tz="UTC")),
            "interval": pa.array(["1d"] * n),
            "open": bars.open,
            "high": bars.high,
            "low": bars.low,
            "close": bars.close,
            "volume": bars.volume,
            "adjusted": pa.array([True] * n),
            "source": pa.array([source] * n),
            "retrieved_at": pa.array([fetched] * n, pa.timestamp("us", tz="UTC")),
            "vintage": pa.array([vintage] * n, pa.date32()),
        }
    ).cast(dataset_schema(Dataset.BARS))
    return Batch(Dataset.BARS, table, "test", f"hash of {vintage}")


def peer(bars: BarRows) -> PeerSeries:
    return PeerSeries(bars.times.astype("datetime64[D]"), bars.close)
