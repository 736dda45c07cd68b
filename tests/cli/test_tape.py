"""``seawall book``, ``record`` and ``replay``: pages, JSON, exit codes, and every bad input in one line."""

from __future__ import annotations

import asyncio
import gzip
import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import jsonschema
import pytest

from seawall.cli import main
from seawall.report import book_schema, replay_schema
from tests.sources.live.local_venue import LocalBybit, LocalVenue, running
from tests.sources.tape.recordings import SECOND_NS, lines_of_a_market, write_recording


class Screen:
    """A command run in this process."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.monkeypatch, self.capsys = monkeypatch, capsys

    def __call__(self, *words: object) -> tuple[int, str, str]:
        self.monkeypatch.setattr(sys, "argv", ["seawall", *map(str, words)])
        with pytest.raises(SystemExit) as stopped:
            main()
        code = stopped.value.code
        captured = self.capsys.readouterr()
        return (code if isinstance(code, int) else 0), captured.out, captured.err


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Screen:
    return Screen(monkeypatch, capsys)


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    return write_recording(tmp_path / "tape.gz")


@contextmanager
def served(venue: LocalVenue) -> Iterator[int]:
    """The venue on a port of this machine, beside the test."""
    port: list[int] = []
    ready, over = threading.Event(), threading.Event()

    async def run() -> None:
        async with running(venue) as found:
            port.append(found)
            ready.set()
            while not over.is_set():
                await asyncio.sleep(0.01)

    thread = threading.Thread(target=lambda: asyncio.run(run()))
    thread.start()
    assert ready.wait(5.0)
    try:
        yield port[0]
    finally:
        over.set()
        thread.join(5.0)


def test_the_replay_page_says_what_the_recording_held(screen: Screen, recording: Path) -> None:
    code, out, err = screen("replay", recording)
    assert (code, err) == (0, "")
    for words in (
        "REPLAY", "TESTUSDT", "book LIVE: every update is accounted for", "999.5", "1,000.5", "spread 1.0",
        "4 of 4", "2.0", "Cost to trade", "Walls and thin zones", "bid share best 10", "incidents: none",
        "grid inferred from the first 226 messages: 0.5 / 0.1", "For information and education only",
    ):  # fmt: skip
        assert words in out, f"{words!r} is not on the page:\n{out}"


def test_replay_json_fits_its_schema_and_ends_where_the_market_did(screen: Screen, recording: Path) -> None:
    code, out, err = screen("replay", recording, "--json", "--levels", "3", "--sizes", "1,1000000")
    assert (code, err) == (0, "")
    document = json.loads(out)
    jsonschema.validate(document, replay_schema())
    book = document["book"]
    assert (book["state"], book["badge"], book["simulated"]) == ("LIVE", "REPLAY", False)
    assert (book["bids"][0]["price"]["value"], book["asks"][0]["price"]["value"]) == (999.5, 1000.5)
    assert (book["bids"][0]["size"]["value"], book["asks"][0]["size"]["value"]) == (1.0, 0.3)
    assert [len(book[side]) for side in ("bids", "asks")] == [3, 3]
    assert book["bids"][2]["cumulated"]["value"] == pytest.approx(sum(each["size"]["value"] for each in book["bids"]))
    assert (document["traded"]["value"], document["trades"]) == (20.0, 20)
    small, huge = book["costs"]
    # buying 1.0 takes 0.3 at 1000.5 and 0.7 at 1001.0; the mid is 1000
    assert small["buy_cost"]["value"] == pytest.approx((0.3 * 0.5 + 0.7 * 1.0) / 1000 * 1e4)
    assert small["sell_cost"]["value"] == pytest.approx(0.5 / 1000 * 1e4)
    assert (huge["buy_cost"]["value"], huge["buy_cost"]["text"]) == (None, "–")
    assert document["tops_compared"] == document["tops_equal"] == 4


def test_the_book_of_a_recording_is_the_same_by_either_command(screen: Screen, recording: Path) -> None:
    _, replayed, _ = screen("replay", recording, "--json")
    code, out, err = screen("book", "--feed", f"replay:{recording}", "--once", "--json")
    assert (code, err) == (0, "")
    document = json.loads(out)
    jsonschema.validate(document, book_schema())
    assert document == json.loads(replayed)["book"]


def test_json_lines_follow_each_other_and_end_with_the_last_book(screen: Screen, recording: Path) -> None:
    code, out, _ = screen("book", "--feed", f"replay:{recording}", "--speed", "400", "--json")
    assert code == 0
    frames = [json.loads(line) for line in out.splitlines()]
    assert len(frames) >= 2
    assert [each["last_update"] for each in frames] == sorted(each["last_update"] for each in frames)
    assert frames[-1]["last_update"] == 300


def test_a_gap_without_a_whole_book_is_never_called_live(screen: Screen, tmp_path: Path) -> None:
    lines = lines_of_a_market()
    del lines[60]
    file = write_recording(tmp_path / "gap.gz", lines)
    code, out, err = screen("replay", file)
    assert (code, err) == (1, "")
    assert "book SUSPECT: stale: an update is missing, or may be" in out
    assert "1 gap" in out
    assert "book LIVE" not in out


def test_a_stream_that_ended_dead_is_exit_code_one(screen: Screen, tmp_path: Path) -> None:
    lines = lines_of_a_market()
    stamp, _, _ = lines[-1].partition(b" ")
    late = b'{"e":"trade","E":1,"T":1,"s":"TESTUSDT","t":9,"p":"1000.50","q":"1.00","m":true}'
    file = write_recording(tmp_path / "dead.gz", [*lines, b"%d %b" % (int(stamp) + 61 * SECOND_NS, late)])
    code, out, _ = screen("book", "--feed", f"replay:{file}", "--once", "--json")
    assert (code, json.loads(out)["state"]) == (1, "DEAD")


def test_a_replay_recorded_again_is_the_same_lines(screen: Screen, recording: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.gz"
    code, out, err = screen("record", "--feed", f"replay:{recording}", "--out", again)
    assert (code, err) == (0, "")
    assert "226 messages, 200 updates, 1 whole books, 20 trades; the book ended LIVE" in out
    assert gzip.decompress(again.read_bytes()) == gzip.decompress(recording.read_bytes())


@pytest.mark.parametrize(("feed", "venue_class"), [("binance", LocalVenue), ("bybit", LocalBybit)])
def test_a_live_venue_is_shown_recorded_and_replayed(
    screen: Screen, tmp_path: Path, feed: str, venue_class: type[LocalVenue]
) -> None:
    venue = venue_class()
    with served(venue) as port:
        screen.monkeypatch.setenv(f"SEAWALL_{feed.upper()}_REST", f"http://127.0.0.1:{port}")
        screen.monkeypatch.setenv(f"SEAWALL_{feed.upper()}_WEBSOCKET", f"ws://127.0.0.1:{port}")
        code, out, err = screen("book", "--feed", feed, "--once", "--json")
        assert (code, err) == (0, "")
        shown = json.loads(out)
        # no venue lives on this machine
        assert (shown["badge"], shown["state"], shown["grid_origin"]) == ("SIMULATED", "LIVE", "stated by the venue")
        file = tmp_path / "live.gz"
        code, out, err = screen("record", "--feed", feed, "--out", file, "--seconds", "0.8")
        assert (code, err) == (0, ""), out
        code, out, err = screen("book", "--feed", feed, "--symbol", "XYZUSDT")
        assert code == 2
        assert "no symbol 'XYZUSDT'" in err
    code, out, _ = screen("replay", file, "--json")
    document = json.loads(out)
    assert (code, document["badge"], document["book"]["state"]) == (0, "SIMULATED", "LIVE")
    assert document["book"]["grid_origin"] == "stated by the venue when it was recorded"
    assert document["updates"] > 5


def test_a_simulated_exchange_is_recorded_and_replayed_with_its_seed(screen: Screen, tmp_path: Path) -> None:
    file = tmp_path / "simulated.gz"
    words = ("record", "--feed", "simulate", "--seed", "7", "--out", file, "--seconds", "1.5")
    code, out, err = screen(*words)
    assert (code, err) == (0, ""), out
    code, out, _ = screen("replay", file, "--json")
    document = json.loads(out)
    assert (code, document["badge"], document["book"]["state"]) == (0, "SIMULATED", "LIVE")
    assert document["book"]["symbol"] == "BTCUSDT"
    assert b'"source":"simulated exchange, seed 7","simulated":true' in gzip.decompress(file.read_bytes())[:400]
    assert document["updates"] > 3


BAD = [
    (["book", "--feed", "coinbase"], "--feed must be binance, bybit, simulate or replay:FILE, was 'coinbase'"),
    (["book", "--feed", "simulate", "--seed", "-1"], "--seed must be a whole number from 0 to 9223372036854775807"),
    (["book", "--feed", "simulate", "--symbol", "ETHUSDT"], "--symbol of --feed simulate must be BTCUSDT"),
    (["book", "--feed", "simulate", "--tick-size", "1"], "the simulated exchange states its own"),
    (["book", "--feed", "binance", "--seed", "1"], "--seed is for --feed simulate"),
    (["book", "--feed", "replay:none.gz"], "none.gz: cannot be read: No such file or directory"),
    (["book", "--feed", "binance", "--symbol", "btc/usdt"], "--symbol must be capital letters and digits"),
    (["book", "--feed", "binance", "--tick-size", "1", "--lot-size", "1"], "are for recordings"),
    (["book", "--feed", "replay:{file}", "--tick-size", "0.1"], "--tick-size and --lot-size must be given together"),
    (["book", "--feed", "replay:{file}", "--tick-size", "x", "--lot-size", "1"], "--tick-size must be above 0"),
    (["book", "--feed", "replay:{file}", "--symbol", "XYZ"], "hold none of a venue known here"),
    (["book", "--feed", "replay:{file}", "--speed", "fast"], "--speed must be 0, max, or above 0"),
    (["book", "--feed", "replay:{file}", "--speed", "-1"], "--speed must be 0, max, or above 0"),
    (["book", "--feed", "replay:{file}", "--levels", "0"], "--levels must be from 1 to 1,000, was 0"),
    (["book", "--feed", "replay:{file}", "--seconds", "0"], "--seconds must be above 0"),
    (["book", "--feed", "replay:{file}", "--sizes", "1,-2"], "--sizes must be above 0"),
    (["book", "--feed", "replay:{file}", "--sizes", "0.05"], "size must be a multiple of 0.1, was '0.05'"),
    (["book", "--feed", "replay:{file}", "--png", "book.jpg"], "--png must be named NAME.png, was 'book.jpg'"),
    (["record", "--feed", "replay:{file}", "--out", "tape.csv"], "a recording must be named NAME.gz, was 'tape.csv'"),
    (["record", "--feed", "replay:{file}", "--out", "{file}"], "exists; a recording is never written over another"),
    (["replay", "{text}"], "no recording: lines must be an instant in ns and JSON, or JSON"),
    (["replay", "{empty}"], "holds no messages"),
]


@pytest.mark.parametrize(("words", "message"), BAD, ids=lambda value: value if isinstance(value, str) else "")
def test_bad_input_is_one_line(screen: Screen, recording: Path, words: list[str], message: str) -> None:
    text, empty = recording.with_name("prices.csv"), recording.with_name("empty.gz")
    text.write_text("date,close\n2024-01-01,1\n")
    empty.write_bytes(b"")
    code, out, err = screen(*(each.format(file=recording, text=text, empty=empty) for each in words))
    assert (code, out) == (2, "")
    assert err.startswith("seawall: "), err
    assert message in err, err
    assert err.count("\n") == 1, err


@pytest.mark.parametrize("feed", ["binance", "bybit"])
def test_a_closed_port_is_one_line(screen: Screen, feed: str) -> None:
    screen.monkeypatch.setenv(f"SEAWALL_{feed.upper()}_REST", "http://127.0.0.1:9")
    code, out, err = screen("book", "--feed", feed, "--once")
    assert (code, out) == (2, "")
    assert "cannot be reached" in err
    assert err.count("\n") == 1, err


@pytest.mark.real_data
def test_the_recorded_day_of_binance_ends_where_the_venue_did(screen: Screen, real_data: Path) -> None:
    file = real_data / "orderbook" / "binance_usdm_btcusdt_20240808.gz"
    code, out, err = screen("replay", file, "--json")
    assert (code, err) == (0, "")
    document = json.loads(out)
    book = document["book"]
    assert (book["bids"][0]["price"]["text"], book["asks"][0]["price"]["text"]) == ("61,659.7", "61,659.8")
    assert (document["traded"]["text"], document["incidents"]) == ("2,429.366", {"clock skew": 1})
    assert (document["updates"], document["updates_applied"], document["tops_equal"]) == (6_551, 6_547, 126)
    assert book["walls"], "the walls of 500 coins at 61,800 and 61,900 stood for minutes"


@pytest.mark.real_data
def test_the_recorded_lines_of_bybit_are_read_as_they_are(screen: Screen, real_data: Path) -> None:
    code, out, err = screen("replay", real_data / "orderbook" / "bybit_xrpusdt_ob500_20241201.zip", "--json")
    assert (code, err) == (0, "")
    document = json.loads(out)
    assert (document["updates_applied"], document["snapshots"], document["incidents"]) == (49, 1, {})
    assert document["clock"] == "by the venue's clock"
    assert (document["book"]["bids"][0]["price"]["text"], document["book"]["asks"][0]["price"]["text"]) == (
        "1.9537",
        "1.9538",
    )


def test_a_recording_is_kept_in_the_store_when_asked(
    screen: Screen, recording: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEAWALL_HOME", str(tmp_path / "home"))
    copy = tmp_path / "copy.gz"
    code, out, err = screen("record", "--feed", f"replay:{recording}", "--out", copy, "--keep")
    assert (code, err) == (0, ""), err
    messages = len(gzip.decompress(copy.read_bytes()).splitlines())
    assert f"kept {messages:,} messages, version 1 of the store" in out
    code, out, _ = screen("data", "status")
    assert (code, "TESTUSDT" in out) == (0, True), out
