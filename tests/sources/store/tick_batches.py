"""Batches of ticks for the tests of the store."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from seawall.sources.datasets import Batch, Dataset, dataset_schema

EPOCH_NS = 1_736_121_600_000_000_000  # 6 January 2025, 00:00 UTC
DAY_NS = 86_400_000_000_000
RETRIEVED = dt.datetime(2025, 1, 9, 12, tzinfo=dt.UTC)
NUMBERED_ROWS = 120


def tick_batch(
    rows: Sequence[tuple[str, int, float]], *, retrieved: dt.datetime = RETRIEVED, request: str = "test"
) -> Batch:
    """Ticks of (symbol, ns after the start, price); the trade id is the place in the batch."""
    symbols, offsets, prices = zip(*rows, strict=True)
    n = len(rows)
    columns = [
        pa.array(symbols, pa.string()),
        pa.array(np.array(offsets, dtype=np.int64) + EPOCH_NS).cast(pa.timestamp("ns", tz="UTC")),
        pa.array(prices, pa.float64()),
        pa.array(np.ones(n)),
        pa.array(np.ones(n, dtype=np.int8)),
        pa.array(np.arange(n)),
        pa.array(["test"] * n),
        pa.array([retrieved] * n, pa.timestamp("us", tz="UTC")),
        pa.array([dt.date(2025, 1, 9)] * n),
    ]
    table = pa.Table.from_arrays(columns, schema=dataset_schema(Dataset.TICKS))
    return Batch(Dataset.TICKS, table, request, "0" * 16)


def numbered_batch(number: int) -> Batch:
    """Ticks of three symbols over two days whose price is the number of the batch."""
    n = NUMBERED_ROWS
    return tick_batch([("ABC"[i % 3], (i * 2 * DAY_NS // n) + number, float(number)) for i in range(n)])


def check_whole(rows: pa.Table) -> int:
    """Number of numbered batches in a table, each of which must be whole and none of which may be left out."""
    numbers = rows.column("price").to_numpy().astype(int)
    if not len(numbers):
        return 0
    counts = np.bincount(numbers)
    sums = np.bincount(numbers, weights=rows.column("trade_id").to_numpy())
    torn = np.flatnonzero((counts != NUMBERED_ROWS) | (sums != NUMBERED_ROWS * (NUMBERED_ROWS - 1) / 2))
    assert not len(torn), f"batches {torn.tolist()} of {len(counts)} are torn: rows {counts[torn].tolist()}"
    return len(counts)
