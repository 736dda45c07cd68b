"""Frames as bytes that the page's own tests read: both sides are held to the same files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from seawall.web.frames import SHIFT, FrameKind, book_frame, column_frame, json_frame, map_frame, numbered

GOLDEN = Path(__file__).parent / "golden"
AT_MS = 1_750_000_000_000.5


def _frames() -> dict[str, bytes]:
    book = book_frame(
        state=1,
        bid_ticks=np.array([974_200, 974_199]),
        bid_lots=np.array([5, 2**33]),
        ask_ticks=np.array([974_201]),
        ask_lots=np.array([7]),
        marks=np.array([[1, 0, 0], [3, 82, 0], [5, 0, 61]]),
        last_ticks=None,
        mark_ticks=974_200.5,
        exchange_ms=AT_MS - 20.0,
    )
    usd = np.array([[0.0, 10.0, 19.9], [1e9, 5.1, 4.9]])
    whole = map_frame(
        usd,
        np.array([97_000.0, 97_420.0]),
        lowest_price=90_000.0,
        row_factor=1.05,
        first_ms=AT_MS - 600_000.0,
        step_ms=300_000.0,
        usd_per_unit=10.0,
    )
    column = column_frame(np.array([30.0, 0.0, 50.0]), instant_ms=AT_MS, mark=97_500.0, usd_per_unit=10.0)
    status = json_frame({"badge": "SIMULATED", "symbol": "BTC/USDT", "note": "from −1 to +1"})
    bodies = {
        "book": (FrameKind.BOOK, book, 0),
        "map": (FrameKind.MAP, whole, 0),
        "column": (FrameKind.COLUMN, column, SHIFT),
        "status": (FrameKind.STATUS, status, 0),
    }
    return {
        name: numbered(kind, body, number=2**32 + 7, server_ms=AT_MS, flags=flags)
        for name, (kind, body, flags) in bodies.items()
    }


@pytest.mark.parametrize("name", ["book", "map", "column", "status"])
def test_frames_are_the_bytes_that_the_page_was_tested_with(name: str) -> None:
    """After a change of the frames, write the files anew with ``python tests/web/test_golden_frames.py``."""
    assert _frames()[name] == (GOLDEN / f"{name}.bin").read_bytes(), name


if __name__ == "__main__":
    for stem, frame in _frames().items():
        (GOLDEN / f"{stem}.bin").write_bytes(frame)
