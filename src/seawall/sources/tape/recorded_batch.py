"""Lines of a recording as rows to keep: what was received, byte for byte, with its instant and stream."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable

import pyarrow as pa

from seawall.errors import DataError
from seawall.sources.datasets import Batch, Dataset, dataset_schema
from seawall.sources.tape.tape_source import stream_name

__all__ = ["recorded_batch"]


def recorded_batch(
    lines: Iterable[tuple[int, bytes]], *, symbol: str, source: str, request: str, retrieved_at: dt.datetime
) -> Batch:
    """Rows of recorded lines.

    Parameters
    ----------
    lines : iterable of (int, bytes)
        Instants in nanoseconds and messages, such as `RecordingLines`; at least one.
    symbol : str
        Instrument that they are about.
    source : str
        Venue.
    request : str
        Address, or file.
    retrieved_at : datetime
        When they are taken over, with a time zone; its day in UTC is the vintage.

    Returns
    -------
    Batch
        Of `Dataset.BOOK_EVENTS`.

    Raises
    ------
    DataError
        When there are no lines.
    """
    digest = hashlib.sha256()
    instants, streams, bodies = [], [], []
    for local_ns, message in lines:
        digest.update(b"%d %b\n" % (local_ns, message))
        instants.append(local_ns)
        streams.append(stream_name(message))
        bodies.append(message)
    if not instants:
        raise DataError(f"{request}: holds no messages")
    schema = dataset_schema(Dataset.BOOK_EVENTS)
    count = len(instants)
    utc = retrieved_at.astimezone(dt.UTC)
    columns = [
        pa.array([symbol] * count, pa.string()),
        pa.array(instants, pa.int64()).cast(schema.field("time").type),
        pa.array(streams, pa.string()),
        pa.array(bodies, pa.binary()),
        pa.array([source] * count, pa.string()),
        pa.array([utc] * count, schema.field("retrieved_at").type),
        pa.array([utc.date()] * count, pa.date32()),
    ]
    return Batch(Dataset.BOOK_EVENTS, pa.table(columns, schema=schema), request, digest.hexdigest())
