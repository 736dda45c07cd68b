"""Recordings: written byte for byte, read back whole or damaged, replayed at any speed, kept as rows."""

from __future__ import annotations

import asyncio
import datetime as dt
import gzip
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.errors import DataError, InputError, SourceError
from seawall.microstructure import InstrumentGrid, StreamState
from seawall.sources import (
    Notice,
    NoticeKind,
    RawMessage,
    Recorder,
    RecordingHeader,
    RecordingLines,
    ReplaySource,
    recorded_batch,
    recording_facts,
    tape_reader,
)
from tests.sources.tape.recordings import SECOND_NS, START_NS, UPDATES, lines_of_a_market, write_recording

GRID = InstrumentGrid("TESTUSDT", Decimal("0.5"), Decimal("0.1"))


def pairs(lines: list[bytes]) -> list[tuple[int, bytes]]:
    return [(int(stamp), message) for stamp, _, message in (line.partition(b" ") for line in lines)]


@pytest.mark.parametrize("name", ["tape.gz", "tape.txt"])
def test_lines_come_back_as_they_were_written(tmp_path: Path, name: str) -> None:
    lines = RecordingLines(write_recording(tmp_path / name))
    assert list(lines) == pairs(lines_of_a_market())
    assert list(lines) == pairs(lines_of_a_market()), "a second pass differs"
    assert (lines.damage, lines.unreadable, lines.has_local_clock) == ("", 0, True)


def test_a_zip_of_json_lines_has_the_clock_of_the_venue(tmp_path: Path) -> None:
    file = tmp_path / "book.data.zip"
    line = b'{"topic":"orderbook.500.XRPUSDT","ts":1733011200691,"type":"snapshot","data":{}}'
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("book.data", line + b"\n" + line)
    lines = RecordingLines(file)
    assert list(lines) == [(1_733_011_200_691_000_000, line)] * 2
    assert not lines.has_local_clock


@given(cut=st.integers(min_value=400, max_value=2_400))
def test_a_file_cut_anywhere_gives_every_whole_line_before_the_cut(
    tmp_path_factory: pytest.TempPathFactory, cut: int
) -> None:
    folder = tmp_path_factory.mktemp("cut")
    whole = write_recording(folder / "whole.gz").read_bytes()
    file = folder / "cut.gz"
    file.write_bytes(whole[:cut])
    lines = RecordingLines(file)
    found, wanted = list(lines), pairs(lines_of_a_market())
    assert found == wanted[: len(found)]
    assert len(found) < len(wanted) or cut >= len(whole) - 8, (cut, len(found))
    assert lines.damage.startswith("gzip without an end") or cut >= len(whole), (cut, lines.damage)


def test_damage_in_the_middle_is_said_and_what_came_before_is_read(tmp_path: Path) -> None:
    file = write_recording(tmp_path / "tape.gz")
    body = bytearray(file.read_bytes())
    body[len(body) // 2 : len(body) // 2 + 40] = b"\xff" * 40
    file.write_bytes(body)
    lines = RecordingLines(file)
    found = list(lines)
    assert lines.damage.startswith("damaged gzip")
    assert found[:20] == pairs(lines_of_a_market())[:20]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "holds no messages"),
        (b"\n\n", "holds no messages"),
        (gzip.compress(b""), "holds no messages"),
        (b"\x1f\x8b\x08\x00garbage!", r"holds no messages \(gzip without an end"),
        (b"\x1f\x8bgarbage, and more of it", r"holds no messages \(damaged gzip"),
        (b"PK\x03\x04garbage", r"holds no messages \(damaged zip"),
        (b"date,close\n2024-01-01,1\n", "no recording: lines must be an instant in ns and JSON, or JSON; was 'date,c"),
        (b"\x89PNG\r\n\x1a\n", "no recording"),
    ],
)
def test_what_is_no_recording_is_one_line(tmp_path: Path, content: bytes, message: str) -> None:
    file = tmp_path / "tape.gz"
    file.write_bytes(content)
    with pytest.raises(DataError, match=message) as caught:
        RecordingLines(file)
    assert "\n" not in str(caught.value)


def test_a_missing_file_and_a_folder_are_one_line(tmp_path: Path) -> None:
    for path in (tmp_path / "none.gz", tmp_path):
        with pytest.raises(SourceError, match="cannot be read"):
            RecordingLines(path)


def test_a_recorded_replay_has_the_same_bytes(tmp_path: Path) -> None:
    file = write_recording(tmp_path / "first.gz")

    async def copy() -> None:
        with Recorder(tmp_path / "second.gz") as recorder:
            async for item in ReplaySource(RecordingLines(file)):
                assert isinstance(item, RawMessage)
                recorder.write(item)

    asyncio.run(copy())
    assert gzip.decompress((tmp_path / "second.gz").read_bytes()) == gzip.decompress(file.read_bytes())


def test_what_was_flushed_is_readable_without_an_end(tmp_path: Path) -> None:
    clock = iter(range(1_000))
    recorder = Recorder(tmp_path / "live.gz", clock=lambda: next(clock) * 0.7)
    for local_ns, message in pairs(lines_of_a_market())[:50]:
        recorder.write(RawMessage(local_ns, "", message))
    lines = RecordingLines(tmp_path / "live.gz")  # the writer is still at work, or was killed
    found = list(lines)
    assert len(found) >= 48
    assert found == pairs(lines_of_a_market())[: len(found)]
    assert "cut off" in lines.damage
    recorder.close()


def test_a_recording_is_never_written_over_another(tmp_path: Path) -> None:
    file = write_recording(tmp_path / "tape.gz")
    with pytest.raises(InputError, match="exists"):
        Recorder(file)
    with pytest.raises(InputError, match=r"must be named NAME\.gz, was 'tape\.txt'"):
        Recorder(tmp_path / "tape.txt")
    with pytest.raises(SourceError, match="cannot be written"):
        Recorder(tmp_path / "no" / "folder.gz")


class VirtualTime:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 0.0

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.mark.parametrize("speed", [1.0, 10.0, 250.0])
def test_replay_keeps_the_pauses_divided_by_its_speed(tmp_path: Path, speed: float) -> None:
    lines = RecordingLines(write_recording(tmp_path / "tape.gz"))
    time = VirtualTime()
    came: list[tuple[float, int]] = []

    async def read() -> None:
        async for item in ReplaySource(lines, speed=speed, sleep=time.sleep, clock=lambda: time.now):
            if isinstance(item, RawMessage):
                came.append((time.now, item.local_ns))
            else:
                assert item.kind is NoticeKind.TIME
                assert came[-1][1] <= item.local_ns

    asyncio.run(read())
    assert len(came) == len(lines_of_a_market())
    for when, instant in came:
        assert when == pytest.approx((instant - START_NS) / 1e9 / speed, abs=1e-6)


def test_a_replay_ends_when_it_is_closed(tmp_path: Path) -> None:
    source = ReplaySource(RecordingLines(write_recording(tmp_path / "tape.gz")))

    async def read() -> int:
        count = 0
        async for _ in source:
            count += 1
            if count == 7:
                await source.close()
        return count

    assert asyncio.run(read()) == 7
    with pytest.raises(InputError, match="'speed' must be above 0"):
        ReplaySource([], speed=0.0)


def test_the_grid_is_stated_by_the_header_the_caller_or_else_inferred_and_says_so(tmp_path: Path) -> None:
    plain = write_recording(tmp_path / "plain.gz")
    facts = recording_facts(RecordingLines(plain))
    assert (facts.header.venue, facts.header.grid) == ("binance-usdm", GRID)
    assert facts.grid_origin == f"inferred from the first {len(lines_of_a_market()):,} messages: 0.5 / 0.1"
    stated = recording_facts(RecordingLines(plain), tick_size=Decimal("0.01"), lot_size=Decimal("0.01"))
    assert stated.grid_origin == "stated by the caller"
    header = RecordingHeader("binance-usdm", InstrumentGrid("TESTUSDT", Decimal("0.25"), Decimal("0.01")), "here", True)
    own = write_recording(tmp_path / "own.gz", [b"%d %b" % (START_NS, header.message()), *lines_of_a_market()])
    assert recording_facts(RecordingLines(own)).header == header
    with pytest.raises(InputError, match="is of TESTUSDT, not of XYZ"):
        recording_facts(RecordingLines(own), symbol="XYZ")
    with pytest.raises(DataError, match="hold none of a venue known here"):
        recording_facts(RecordingLines(plain), symbol="XYZ")


def test_a_grid_inferred_too_coarse_shows_and_rounds_nothing(tmp_path: Path) -> None:
    lines = lines_of_a_market()
    fine = lines[-1].replace(b'"999.50"', b'"999.25"')
    reader = tape_reader("binance-usdm", GRID)
    for local_ns, message in pairs([*lines, fine]):
        reader.take_message(local_ns, message)
    assert reader.feed.state is StreamState.SUSPECT
    assert "price must be a multiple of 0.5, was '999.25'" in reader.feed.log.incidents[-1].cause


@pytest.mark.parametrize("levels", [None, 1_000])
def test_a_tape_is_read_into_its_book_with_counts(levels: int | None) -> None:
    reader = tape_reader("binance-usdm", GRID, snapshot_levels=levels)
    for local_ns, message in pairs(lines_of_a_market()):
        reader.take_message(local_ns, message)
    totals = reader.totals
    assert (reader.feed.state, reader.feed.log.incidents) == (StreamState.LIVE, [])
    assert (totals.updates, totals.snapshots, totals.trades) == (UPDATES, 1, 20)
    assert (totals.bought_lots, totals.sold_lots, totals.traded_lots) == (100, 100, 200)
    assert (totals.tops_compared, totals.tops_equal) == (4, 4)


def test_single_and_aggregate_trades_are_counted_once() -> None:
    reader = tape_reader("binance-usdm", GRID)
    trade = b'{"e":"trade","E":1,"T":1,"s":"TESTUSDT","t":1,"p":"1000.5","q":"1.0","m":false}'
    same = b'{"e":"aggTrade","E":1,"T":1,"s":"TESTUSDT","a":1,"p":"1000.5","q":"1.0","f":1,"l":1,"m":false}'
    for message in (trade, same, trade, same):
        reader.take_message(1, message)
    assert (reader.totals.trades, reader.totals.traded_lots) == (2, 20)


def test_a_line_without_an_instant_casts_doubt_and_a_clock_that_goes_back_is_noted(tmp_path: Path) -> None:
    lines = lines_of_a_market()
    lines[60] = b"an update that nobody can read"
    stamp, _, message = lines[100].partition(b" ")
    lines[100] = b"%d %b" % (int(stamp) - 5 * SECOND_NS, message)
    recording = RecordingLines(write_recording(tmp_path / "tape.gz", lines))
    reader = tape_reader("binance-usdm", GRID)
    for local_ns, message in recording:
        reader.take_message(local_ns, message)
    assert recording.unreadable == 1
    counts = {str(kind): count for kind, count in reader.feed.log.counts.items()}
    assert (counts["corrupt message"], counts["gap"], counts["clock went back"]) == (1, 1, 1), counts
    assert reader.feed.state is StreamState.SUSPECT, "no whole book came after the gap"


def test_notices_reach_the_book() -> None:
    reader = tape_reader("binance-usdm", GRID)
    for local_ns, message in pairs(lines_of_a_market()):
        reader.take_message(local_ns, message)
    now = reader.totals.last_ns
    states = []
    for notice in (
        Notice(now + 6 * SECOND_NS, NoticeKind.TIME),
        Notice(now + 7 * SECOND_NS, NoticeKind.BANNED, "418"),
        Notice(now + 8 * SECOND_NS, NoticeKind.CONNECTED),
        Notice(now + 9 * SECOND_NS, NoticeKind.REMARK, "market: lost"),
    ):
        reader.take(notice)
        states.append(reader.feed.state)
    assert states == [StreamState.SUSPECT, StreamState.DEAD, StreamState.SUSPECT, StreamState.SUSPECT]
    assert reader.feed.log.incidents[-1].cause == "market: lost"
    assert not reader.wants_snapshot, "no update came yet that a whole book could be joined with"
    with pytest.raises(InputError, match="'venue' must be binance-usdm, binance-spot, bybit, was 'mars'"):
        tape_reader("mars", GRID)


def test_recorded_lines_become_rows() -> None:
    lines = pairs(lines_of_a_market())
    now = dt.datetime(2026, 1, 2, 3, tzinfo=dt.UTC)
    batch = recorded_batch(lines, symbol="TESTUSDT", source="binance-usdm", request="tape.gz", retrieved_at=now)
    rows = batch.rows
    assert rows.column("line").to_pylist() == [message for _, message in lines]
    assert rows.column("time").cast("int64").to_pylist() == [local_ns for local_ns, _ in lines]
    assert rows.column("stream").to_pylist()[:3] == ["reply", "snapshot", "depthUpdate"]
    assert batch.retrieved_at == now
    with pytest.raises(DataError, match="holds no messages"):
        recorded_batch([], symbol="TESTUSDT", source="x", request="y", retrieved_at=now)
