"""Messages of a venue to events: ours, the JSON parser alone (the floor), and json with Decimal (a plain reading).

The messages have the size and the layout of a recorded minute: 68 levels a depth message, best prices, and trades.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np
import orjson

from benchmarks.timing import Candidate, interleaved, pin_to_one_core, report, write
from seawall.microstructure import BinanceFuturesDecoder, BookDelta, InstrumentGrid, SequenceRule
from seawall.microstructure.sequence import follows

GRID = InstrumentGrid("BTCUSDT", Decimal("0.1"), Decimal("0.001"))
MESSAGES, LEVELS = 500, 34


def depth_messages() -> list[bytes]:
    generator = np.random.default_rng(1)
    messages = []
    for place in range(MESSAGES):
        sides = []
        for direction in (-1, 1):
            ticks = 616_600 + direction * np.sort(generator.choice(3_000, LEVELS, replace=False) + 1)
            lots = generator.integers(0, 4_000, LEVELS)
            pairs = zip(ticks.tolist(), lots.tolist(), strict=True)
            sides.append([[f"{tick / 10:.2f}", f"{lot / 1000:.3f}"] for tick, lot in pairs])
        data = {
            **{"e": "depthUpdate", "E": 1723161256299 + place, "T": 1723161256298 + place, "s": "BTCUSDT"},
            **{"U": 100 * place + 1, "u": 100 * place + 100, "pu": 100 * place, "b": sides[0], "a": sides[1]},
        }
        messages.append(orjson.dumps({"stream": "btcusdt@depth@0ms", "data": data}))
    return messages


def small_messages(kind: str) -> list[bytes]:
    head: dict[str, Any] = {"e": kind, "s": "BTCUSDT", "T": 1723161256313, "E": 1723161256313}
    more = {
        "bookTicker": {"u": 5123107839020, "b": "61800.20", "B": "2.507", "a": "61800.30", "A": "2.510"},
        "trade": {"t": 5266583935, "p": "61800.30", "q": "0.006", "X": "MARKET", "m": False},
    }[kind]
    return [orjson.dumps({"stream": f"btcusdt@{kind}", "data": head | more})] * MESSAGES


def plain_reading(message: bytes) -> list[tuple[int, int]]:
    data = json.loads(message)["data"]
    pairs = [pair for side in "ba" if isinstance(data.get(side), list) for pair in data[side]]
    pairs = pairs or [(data.get("p", data.get("b")), data.get("q", data.get("B")))]
    return [(int(Decimal(price) / GRID.tick_size), int(Decimal(size) / GRID.lot_size)) for price, size in pairs]


def each(messages: list[bytes], read: Callable[[bytes], Any]) -> Callable[[], None]:
    def run() -> None:
        for message in messages:
            read(message)

    return run


def decode_and_verify(messages: list[bytes]) -> Callable[[], None]:
    decoder = BinanceFuturesDecoder(GRID)

    def run() -> None:
        last = 0
        for message in messages:
            (delta,) = decoder.decode(message, local_ns=0)
            assert isinstance(delta, BookDelta) and follows(delta, last, SequenceRule.BINANCE_FUTURES)  # noqa: PT018
            last = delta.last_id

    return run


def main() -> None:
    pin_to_one_core()
    decoder = BinanceFuturesDecoder(GRID)
    tables = []
    for kind in ("depth", "bookTicker", "trade"):
        messages = depth_messages() if kind == "depth" else small_messages(kind)
        candidates = [
            Candidate("seawall: bytes to event", each(messages, lambda m: decoder.decode(m, local_ns=0)), MESSAGES),
            Candidate("orjson alone", each(messages, orjson.loads), MESSAGES),
            Candidate("json and Decimal", each(messages, plain_reading), MESSAGES),
        ]
        if kind == "depth":
            candidates.insert(1, Candidate("seawall: to event, verified", decode_and_verify(messages), MESSAGES))
        timings = interleaved(candidates)
        notes = {
            "messages a second": f"{1e9 / timings['seawall: bytes to event'].median:,.0f}",
            "bytes a message": f"{len(messages[0]):,}",
        }
        tables.append(report(f"{kind}, time per message", timings, ours="seawall: bytes to event", notes=notes))
    write("feed_decoding", tables)
