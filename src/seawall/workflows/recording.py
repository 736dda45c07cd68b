"""A recording taken over into the store."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from seawall.errors import DataError
from seawall.sources import Receipt, RecordingLines, Store, intake, recorded_batch, store_home

__all__ = ["keep_recording"]


def keep_recording(file: Path, *, symbol: str, venue: str, home: Path | None = None) -> Receipt:
    """Keep the messages of a recording, byte for byte.

    Parameters
    ----------
    file : Path
        The recording.
    symbol : str
        Instrument that it is of.
    venue : str
        Whose messages they are.
    home : Path, optional
        Folder of the store; that of ``SEAWALL_HOME`` or of the user by default.

    Returns
    -------
    Receipt
        What is on the disk; a recording that was kept before is not kept twice.

    Raises
    ------
    DataError
        When it holds no messages, or the quality gate refuses them.
    SourceError
        When the file cannot be read, or the store not be written to.
    """
    batch = recorded_batch(
        RecordingLines(file), symbol=symbol, source=venue, request=str(file), retrieved_at=dt.datetime.now(dt.UTC)
    )
    with Store(home or store_home()) as store:
        result = intake(store, batch)
    if result.receipt is None:
        raise DataError(f"{file}: not kept: {result.report.findings[0]}")
    return result.receipt
