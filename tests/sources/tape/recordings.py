"""Small recordings, written by the tests: a market of Binance futures whose end is known."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

START_NS = 1_700_000_000_000_000_000
SECOND_NS = 1_000_000_000
UPDATES = 200
END = {"bid": 999.5, "ask": 1000.5, "traded": 20.0}


def lines_of_a_market() -> list[bytes]:
    """A whole book, updates a second apart, a trade every tenth and the best prices of every fiftieth."""
    bids = [[f"{1000 - each / 2:.2f}", f"{1 + each % 3}.50"] for each in range(2, 40)]
    asks = [[f"{1000 + each / 2:.2f}", f"{1 + each % 4}.50"] for each in range(2, 40)]
    messages: list[dict[str, object]] = [
        {"result": None, "id": 1},
        {"lastUpdateId": 100, "E": 1, "T": 1, "bids": bids, "asks": asks},
    ]
    for place in range(UPDATES):
        last = 101 + place
        instant = START_NS // 1_000_000 + 1_000 * (place + 1) - 20
        is_near = place % 2 == 0
        changed = {"b": [["999.50", "0.70" if is_near else "1.00"]], "a": [["1000.50", "1.10" if is_near else "0.30"]]}
        head = {"e": "depthUpdate", "E": instant, "T": instant, "s": "TESTUSDT", "U": last, "u": last, "pu": last - 1}
        messages.append({**head, **changed})
        if place % 10 == 0:
            trade = {"e": "trade", "E": instant, "T": instant, "s": "TESTUSDT", "t": place + 1, "p": "1000.50"}
            messages.append({**trade, "q": "1.00", "X": "MARKET", "m": place % 20 == 0})
        if place % 50 == 49:
            top = {
                "e": "bookTicker",
                "u": last,
                "s": "TESTUSDT",
                "b": "999.50",
                "B": "1.00",
                "a": "1000.50",
                "A": "0.30",
            }
            messages.append({**top, "T": instant, "E": instant})
    texts = [json.dumps(each, separators=(",", ":")).encode() for each in messages]
    instants = [START_NS]
    for message in messages[1:]:
        instants.append(instants[-1] + (SECOND_NS if message.get("e") == "depthUpdate" else SECOND_NS // 1_000))
    return [b"%d %b" % pair for pair in zip(instants, texts, strict=True)]


def write_recording(file: Path, lines: list[bytes] | None = None) -> Path:
    """Write lines, packed where the name ends in ``.gz``."""
    text = b"".join(line + b"\n" for line in (lines_of_a_market() if lines is None else lines))
    file.write_bytes(gzip.compress(text, mtime=0) if file.suffix == ".gz" else text)
    return file
