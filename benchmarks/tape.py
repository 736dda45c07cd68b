"""From the bytes of a venue to its book, on one core: diffs per second beside ccxt's book and the JSON parser alone.

Every contender is given the same messages, one by one, as they came over the wire. Seawall decodes onto the integer
grid, checks the numbering and applies; ccxt (with its messages parsed by orjson, the fastest way that it has) does what
its own `handle_order_book` does. Both end at the same best prices, or the benchmark stops.
"""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from benchmarks.timing import Candidate, interleaved, is_installed, pin_to_one_core
from seawall.microstructure import InstrumentGrid, Side, StreamState
from seawall.sources import RecordingLines, TapeReader, recording_facts, tape_reader

ROUNDS = 5
SYNTHETIC_DIFFS = 20_000
LEVELS_PER_SIDE = 10
UNIFIED = "BTC/USDT:USDT"
SYNTHETIC_GRID = InstrumentGrid("BTCUSDT", Decimal("0.1"), Decimal("0.001"))
Messages = list[tuple[int, bytes]]


def main() -> None:
    """Print one table for the recorded tape, where there is one, and one for a synthetic tape."""
    pin_to_one_core()
    folder = os.environ.get("SEAWALL_TEST_DATA")
    if folder:
        file = Path(folder) / "orderbook" / "binance_usdm_btcusdt_20240808.gz"
        lines = RecordingLines(file)
        grid = recording_facts(lines).header.grid
        _compare(f"recorded: {file.name}", *_whole_book_first(list(lines)), grid)
        _whole_tape(lines, grid)
    synthetic = _synthetic()
    _compare(f"synthetic, {LEVELS_PER_SIDE} levels a side", synthetic[0], synthetic[1:], SYNTHETIC_GRID)


def _whole_book_first(lines: Messages) -> tuple[tuple[int, bytes], Messages]:
    """The whole book, and the diffs that are not older than it."""
    snapshot = next(each for each in lines if each[1].startswith(b'{"lastUpdateId"'))
    last = orjson.loads(snapshot[1])["lastUpdateId"]
    depth = [each for each in lines if b'"depthUpdate"' in each[1][:80]]
    later = [each for each in depth if _body(each[1])["u"] >= last]
    return (later[0][0], snapshot[1]), later  # the clock must not go back


def _body(message: bytes) -> dict[str, Any]:
    data: dict[str, Any] = orjson.loads(message)
    body: dict[str, Any] = data.get("data", data)
    return body


def _synthetic() -> Messages:
    generator = np.random.default_rng(1)
    tape = [(1, _message({"lastUpdateId": 1, **_sides(generator, 600_000, 1_000, "bids", "asks")}))]
    for place in range(SYNTHETIC_DIFFS):
        middle = 600_000 + place // 20 % 8
        head = {"e": "depthUpdate", "E": place + 2, "T": place + 2, "s": "BTCUSDT"}
        numbers = {"U": place + 2, "u": place + 2, "pu": place + 1}
        tape.append((place + 2, _message({**head, **numbers, **_sides(generator, middle, LEVELS_PER_SIDE, "b", "a")})))
    return tape


def _sides(
    generator: np.random.Generator, middle: int, levels: int, bids: str, asks: str
) -> dict[str, list[list[str]]]:
    sides = {}
    for name, direction in ((bids, -1), (asks, 1)):
        # every fourth level is removed, and never the best one
        lots = generator.integers(1, 5_000, levels) * (generator.random(levels) < 0.75)
        reach = np.arange(levels) if levels > 100 else generator.choice(200, levels, replace=False)
        lots[0] = 1 + lots[0]
        ticks = middle + direction * (10 + reach)
        sides[name] = [[f"{tick / 10:.2f}", f"{lot / 1000:.3f}"] for tick, lot in zip(ticks, lots, strict=True)]
    return sides


def _message(data: dict[str, Any]) -> bytes:
    return orjson.dumps(data)


def _compare(title: str, snapshot: tuple[int, bytes], diffs: Messages, grid: InstrumentGrid) -> None:
    parsed = [_body(message) for _, message in diffs]
    levels = sum(len(each["b"]) + len(each["a"]) for each in parsed) / len(parsed)
    size = sum(len(message) for _, message in diffs) / len(diffs)
    print(f"{title}: {len(diffs):,} diffs of {levels:.1f} levels and {size:,.0f} bytes")
    candidates = [
        Candidate("orjson alone", lambda: _parse(diffs), len(diffs)),
        Candidate("Seawall, bytes to verified book", lambda: _seawall(snapshot, diffs, grid), len(diffs)),
    ]
    if is_installed("ccxt"):
        candidates.append(Candidate("ccxt, bytes to book", lambda: _ccxt(snapshot, diffs), len(diffs)))
        _check_equal(_seawall(snapshot, diffs, grid), _ccxt(snapshot, diffs))
    timings = interleaved(candidates, rounds=ROUNDS)
    ours = timings["Seawall, bytes to verified book"].median
    for name, timing in timings.items():
        print(f"  {name:34} {1e9 / timing.median:>10,.0f} diffs/s   {timing.median / ours:>5.2f} x the time of Seawall")


def _parse(diffs: Messages) -> None:
    for _, message in diffs:
        orjson.loads(message)


def _seawall(snapshot: tuple[int, bytes], diffs: Messages, grid: InstrumentGrid) -> TapeReader:
    reader = tape_reader("binance-usdm", grid, snapshot_levels=1_000)
    take = reader.take_message
    take(*snapshot)
    for local_ns, message in diffs:
        take(local_ns, message)
    if reader.feed.state is not StreamState.LIVE or reader.feed.applied != len(diffs):
        raise SystemExit(f"the tape has faults: {dict(reader.feed.log.counts)}")
    return reader


class _Client:
    """What ccxt's handler needs of a connection."""

    url = "wss://fstream.binance.com/public/ws"

    def resolve(self, *_: object) -> None:
        """Nobody waits."""


def _ccxt(snapshot: tuple[int, bytes], diffs: Messages) -> Any:
    import ccxt.pro

    venue = ccxt.pro.binanceusdm()
    market = {"id": "BTCUSDT", "symbol": UNIFIED, "base": "BTC", "quote": "USDT", "settle": "USDT", "type": "swap"}
    kinds = {"spot": False, "margin": False, "swap": True, "future": False, "option": False, "contract": True}
    venue.set_markets(
        [{**market, **kinds, "linear": True, "inverse": False, "precision": {}, "limits": {}, "info": {}}]
    )
    book = venue.orderbooks[UNIFIED] = venue.order_book({}, 1_000)
    whole = orjson.loads(snapshot[1])
    sides = {name: [[float(price), float(size)] for price, size in whole[name]] for name in ("bids", "asks")}
    book.reset({"symbol": UNIFIED, "nonce": whole["lastUpdateId"], "timestamp": None, "datetime": None, **sides})
    client = _Client()
    for _, message in diffs:
        data = orjson.loads(message)
        venue.handle_order_book(client, data.get("data", data))
    return book


def _check_equal(reader: TapeReader, theirs: Any) -> None:
    book, grid = reader.feed.book, reader.feed.grid
    for side, levels in ((Side.BID, theirs["bids"]), (Side.ASK, theirs["asks"])):
        ticks, lots = book.top(side, 5)
        ours = [[grid.price(tick), grid.size(size)] for tick, size in zip(ticks.tolist(), lots.tolist(), strict=True)]
        if ours != [list(each[:2]) for each in levels[:5]]:
            raise SystemExit(f"the books differ: {ours} and {levels[:5]}")


def _whole_tape(lines: RecordingLines, grid: InstrumentGrid) -> None:
    messages = list(lines)

    def read() -> None:
        reader = tape_reader("binance-usdm", grid, snapshot_levels=1_000)
        for local_ns, message in messages:
            reader.take_message(local_ns, message)

    timing = interleaved([Candidate("whole tape", read, len(messages))], rounds=3)["whole tape"]
    print(f"  whole tape with trades and best prices: {1e9 / timing.median:,.0f} of {len(messages):,} messages/s")


if __name__ == "__main__":
    main()
