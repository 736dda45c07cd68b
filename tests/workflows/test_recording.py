"""A recording in the store: the same bytes in the same order, kept once, and played back to the same book."""

from __future__ import annotations

import asyncio
import gzip
from pathlib import Path

import pytest

from seawall.errors import DataError
from seawall.sources import RawMessage, RecordingLines, ReplaySource, Store, kept_messages
from seawall.workflows import keep_recording
from tests.sources.tape.recordings import write_recording


def played(messages: list[tuple[int, bytes]]) -> list[tuple[int, bytes]]:
    """What a replay of them gives."""

    async def play() -> list[tuple[int, bytes]]:
        source = ReplaySource(messages)
        return [(item.local_ns, item.message) async for item in source if isinstance(item, RawMessage)]

    return asyncio.run(play())


def test_kept_messages_are_those_of_the_recording(tmp_path: Path) -> None:
    file, home = write_recording(tmp_path / "tape.gz"), tmp_path / "home"
    receipt = keep_recording(file, symbol="TESTUSDT", venue="binance-usdm", home=home)
    lines = list(RecordingLines(file))
    assert (receipt.rows, receipt.already_kept) == (len(lines), False)
    kept = list(kept_messages(Store(home).snapshot(), "TESTUSDT"))
    assert kept == lines
    assert played(kept) == played(lines) != []
    assert list(kept_messages(Store(home).snapshot(), "OTHER")) == []
    assert keep_recording(file, symbol="TESTUSDT", venue="binance-usdm", home=home).already_kept


def test_messages_of_one_instant_keep_their_order(tmp_path: Path) -> None:
    file = tmp_path / "tape.gz"
    lines = [
        b'%d {"e":"none","n":%d}' % (1_700_000_000_000_000_000 + place // 50, 997 * place % 400) for place in range(400)
    ]
    file.write_bytes(gzip.compress(b"\n".join(lines) + b"\n"))
    keep_recording(file, symbol="X", venue="v", home=tmp_path / "home")
    with Store(tmp_path / "home") as store:
        assert [b"%d %b" % each for each in kept_messages(store.snapshot(), "X")] == lines
        store.compact()
        assert [b"%d %b" % each for each in kept_messages(store.snapshot(), "X")] == lines


def test_an_empty_recording_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "tape.gz"
    file.write_bytes(gzip.compress(b""))
    with pytest.raises(DataError, match="holds no messages"):
        keep_recording(file, symbol="X", venue="v", home=tmp_path / "home")
