"""Frames: encoded once, latest wins, no column of a map is missing."""

from __future__ import annotations

import asyncio
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.errors import InputError
from seawall.web.frames import SHIFT, FrameKind, book_frame, column_frame, map_frame
from seawall.web.stream_hub import StreamHub, StreamReader

pytestmark = pytest.mark.anyio


async def taken(reader: StreamReader) -> list[bytes]:
    return await asyncio.wait_for(reader.take(), 1.0)


def head(frame: bytes) -> tuple[int, int, int]:
    kind, flags, _, number, _ = struct.unpack_from("<BBHId", frame)
    return kind, flags, number


async def test_a_slow_reader_is_given_the_latest_only() -> None:
    hub = StreamHub(most_readers=2)
    reader = hub.join()
    assert reader is not None
    for value in range(1_000):
        hub.publish(FrameKind.STATUS, b"%d" % value)
    (frame,) = await taken(reader)
    assert head(frame) == (FrameKind.STATUS, 0, 1_000)
    assert frame[16:] == b"999"


async def test_every_reader_is_handed_the_same_bytes() -> None:
    hub = StreamHub(most_readers=3)
    readers = [hub.join() for _ in range(3)]
    hub.publish(FrameKind.BOOK, b"x" * 100)
    frames = [(await taken(reader))[0] for reader in readers if reader is not None]
    assert all(frame is frames[0] for frame in frames)


async def test_there_are_only_so_many_readers() -> None:
    hub = StreamHub(most_readers=1)
    first = hub.join()
    assert first is not None
    assert hub.join() is None
    hub.leave(first)
    assert hub.join() is not None


@given(script=st.lists(st.sampled_from(["column", "shift", "map", "take"]), max_size=40))
async def test_a_reader_never_misses_a_column(script: list[str]) -> None:
    """Whatever is published and whenever it is read, maps and columns put together are the latest map."""
    hub = StreamHub(most_readers=1)
    reader = hub.join()
    assert reader is not None
    truth, seen = [0], None
    hub.publish_map(bytes(truth))
    number = None
    for step, action in enumerate([*script, "take"], start=1):
        value = step % 256
        if action == "map":
            truth = [value]
            hub.publish_map(bytes(truth))
        elif action == "column":
            truth[-1] = value
            hub.publish_column(bytes([value]), bytes(truth), flags=0)
        elif action == "shift":
            truth.append(value)
            hub.publish_column(bytes([value]), bytes(truth), flags=SHIFT)
        elif reader._is_something_there.is_set():
            for frame in await taken(reader):
                kind, flags, found = head(frame)
                if kind == FrameKind.MAP:
                    seen = list(frame[16:])
                else:
                    assert number is not None
                    assert found == number + 1, (script, found, number)
                    assert seen is not None
                    seen = [*seen, frame[16]] if flags & SHIFT else [*seen[:-1], frame[16]]
                number = found
            assert seen == truth, script


async def test_whoever_joins_late_is_given_the_whole() -> None:
    hub = StreamHub(most_readers=1)
    hub.publish_map(b"whole")
    hub.publish_column(b"c", b"whole and c", flags=SHIFT)
    reader = hub.join()
    assert reader is not None
    (frame,) = await taken(reader)
    assert head(frame) == (FrameKind.MAP, 0, 2)
    assert frame[16:] == b"whole and c"


def test_cells_are_whole_units_of_usd() -> None:
    usd = np.array([[0.0, 10.0, 19.9], [1e9, 5.0, 4.9]])
    body = map_frame(
        usd, np.array([1.0, 2.0]), lowest_price=90.0, row_factor=1.001, first_ms=0.0, step_ms=60e3, usd_per_unit=10.0
    )
    cells = np.frombuffer(body[-12:], dtype="<u2").tolist()
    assert cells == [0, 1, 2, 65_535, 0, 0]
    assert len(body) == 48 + 16 + 12
    column = column_frame(usd[0], instant_ms=0.0, mark=1.0, usd_per_unit=10.0)
    assert np.frombuffer(column[-6:], dtype="<u2").tolist() == [0, 1, 2]
    with pytest.raises(InputError, match="'usd_per_unit' must be above 0"):
        column_frame(usd[0], instant_ms=0.0, mark=1.0, usd_per_unit=0.0)


def test_a_book_is_laid_out_as_the_page_reads_it() -> None:
    body = book_frame(
        state=1,
        bid_ticks=np.array([100, 99]),
        bid_lots=np.array([5, 2**31]),
        ask_ticks=np.array([101]),
        ask_lots=np.array([7]),
        marks=np.array([[1, 0, 0], [3, 82, 0], [1, 0, 61]]),
        last_ticks=None,
        mark_ticks=100.5,
        exchange_ms=1_000.0,
    )
    assert struct.unpack_from("<BBHHH", body) == (1, 0, 2, 1, 0)
    last, mark, exchange = struct.unpack_from("<ddd", body, 8)
    assert (np.isnan(last), mark, exchange) == (True, 100.5, 1_000.0)
    assert np.frombuffer(body, "<f8", 3, 32).tolist() == [5.0, 2.0**31, 7.0]
    assert np.frombuffer(body, "<i4", 3, 56).tolist() == [100, 99, 101]
    assert list(body[68:]) == [1, 0, 0, 3, 82, 0, 1, 0, 61]
