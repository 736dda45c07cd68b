"""Messages of a venue out of the store, as a recording gives them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from seawall.sources.datasets import Dataset
from seawall.sources.store.snapshot import Snapshot

__all__ = ["kept_messages"]


def kept_messages(
    snapshot: Snapshot, symbol: str, *, start: dt.date | None = None, end: dt.date | None = None
) -> Iterator[tuple[int, bytes]]:
    """Instants in nanoseconds and messages, in the order in which they were received.

    Parameters
    ----------
    snapshot : Snapshot
        Version of the store.
    symbol : str
        Instrument.
    start, end : datetime.date, optional
        First and last day, UTC, both included; all there are by default.

    Yields
    ------
    tuple of int and bytes
        Byte for byte as they came in; `ReplaySource` plays them at any speed.
    """
    rows = snapshot.read(Dataset.BOOK_EVENTS, entity=symbol, start=start, end=end, columns=["time", "line"])
    for batch in rows.to_batches():
        instants = batch.column("time").cast("int64").to_pylist()
        yield from zip(instants, batch.column("line").to_pylist(), strict=True)
