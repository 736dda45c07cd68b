"""The messages of three venues read a second time, slowly: `json`, `Decimal`, and one rule a line."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from seawall.microstructure import (
    BookDelta,
    FeedEvent,
    InstrumentGrid,
    LiquidationPrint,
    MarkPrice,
    OpenInterest,
    SequenceRule,
    TopOfBook,
    Trade,
)

LOCAL_NS = 1_700_000_000_123_456_789
MS = 1_000_000


def steps(text: Any, step: Decimal) -> int:
    found = Decimal(text) / step
    assert isinstance(text, str)
    assert int(found) * step == Decimal(text), text
    return int(found)


def plain(event: FeedEvent) -> tuple[Any, ...]:
    """An event as values that can be compared."""
    names = (each for slots in [type(event).__slots__] for each in slots)
    values = (getattr(event, name) for name in names)
    return (type(event), *(value.tolist() if hasattr(value, "tolist") else value for value in values))


def careful(rule: SequenceRule, grid: InstrumentGrid, message: bytes) -> list[tuple[Any, ...]]:
    """Events of a message without state; any exception where it cannot be read."""
    data = json.loads(message)
    if rule is SequenceRule.BYBIT:
        return bybit(grid, data)
    inner = data["data"] if isinstance(data, dict) and isinstance(data.get("data"), dict | list) else data
    if inner is not data and rule is SequenceRule.BINANCE_FUTURES and "@rpiDepth" in str(data.get("stream")):
        return []
    rows = inner if isinstance(inner, list) else [inner]
    return [found for row in rows for found in binance(rule, grid, row)]


def levels(grid: InstrumentGrid, rows: Any) -> tuple[list[int], list[int]]:
    return [steps(row[0], grid.tick_size) for row in rows], [steps(row[1], grid.lot_size) for row in rows]


def binance(rule: SequenceRule, grid: InstrumentGrid, row: Any) -> list[tuple[Any, ...]]:
    is_futures = rule is SequenceRule.BINANCE_FUTURES
    symbol, kind = grid.symbol, row.get("e")
    about = row["o"]["s"] if kind == "forceOrder" else row.get("s", row.get("symbol", symbol))
    if about != symbol:
        return []
    head = (symbol,)
    if kind is None and "lastUpdateId" in row:
        when = row.get("T", row.get("E", 0)) if is_futures else row.get("E", 0)
        number = row["lastUpdateId"]
        sides = (*levels(grid, row["bids"]), *levels(grid, row["asks"]))
        return [(BookDelta, *head, when * MS, LOCAL_NS, number, number, -1, True, *sides)]
    if kind == "depthUpdate":
        when = row.get("T", row.get("E")) if is_futures else row["E"]
        sides = (*levels(grid, row["b"]), *levels(grid, row["a"]))
        previous = row["pu"] if is_futures else -1
        return [(BookDelta, *head, when * MS, LOCAL_NS, row["U"], row["u"], previous, False, *sides)]
    if kind in {"trade", "aggTrade"}:
        if is_futures and kind == "trade" and row.get("X", "MARKET") != "MARKET":
            return []
        lots = steps(row["q"], grid.lot_size)
        visible = steps(row["nq"], grid.lot_size) if is_futures and kind == "aggTrade" and "nq" in row else lots
        number = row["t" if kind == "trade" else "a"]
        price = steps(row["p"], grid.tick_size)
        return [(Trade, *head, row["T"] * MS, LOCAL_NS, number, price, lots, -1 if row["m"] else 1, visible)]
    return top(grid, row, kind) if is_futures or kind is None else []


def top(grid: InstrumentGrid, row: Any, kind: Any) -> list[tuple[Any, ...]]:
    if kind == "bookTicker" or (kind is None and "B" in row):
        when = row["T"] * MS if kind else 0
        best = [steps(row[name], grid.lot_size if name.isupper() else grid.tick_size) for name in "bBaA"]
        return [(TopOfBook, grid.symbol, when, LOCAL_NS, row["u"], *best)]
    return binance_futures_only(grid, row, kind)


def binance_futures_only(grid: InstrumentGrid, row: Any, kind: Any) -> list[tuple[Any, ...]]:
    head = (grid.symbol,)
    if kind == "forceOrder":
        order = row["o"]
        side = {"SELL": 1, "BUY": -1}[order["S"]]
        price, lots = round(Decimal(order["ap"]) / grid.tick_size), steps(order["z"], grid.lot_size)
        return [(LiquidationPrint, *head, order["T"] * MS, LOCAL_NS, side, price, lots, "average fill", True)]
    if kind == "markPriceUpdate":
        numbers = float(row["p"]), float(row["i"]), float(row["r"])
        return [(MarkPrice, *head, row["E"] * MS, LOCAL_NS, *numbers, row["T"] * MS)]
    if kind is None and "openInterest" in row:
        return [(OpenInterest, *head, row["time"] * MS, LOCAL_NS, steps(row["openInterest"], grid.lot_size))]
    return []


def bybit(grid: InstrumentGrid, data: Any) -> list[tuple[Any, ...]]:
    topic = data.get("topic")
    if topic is None or topic.split(".")[-1] != grid.symbol:
        return []
    head, kind = (grid.symbol,), topic.split(".")[0]
    if kind == "orderbook":
        book, number = data["data"], data["data"]["u"]
        sides = (*levels(grid, book["b"]), *levels(grid, book["a"]))
        is_whole = data["type"] == "snapshot" or number == 1
        return [
            (
                BookDelta,
                *head,
                data["cts" if "cts" in data else "ts"] * MS,
                LOCAL_NS,
                number,
                number,
                -1,
                is_whole,
                *sides,
            )
        ]
    found: list[tuple[Any, ...]] = []
    for row in data["data"] if kind in {"publicTrade", "allLiquidation"} else []:
        price, lots = steps(row["p"], grid.tick_size), steps(row["v"], grid.lot_size)
        side, when = {"Buy": 1, "Sell": -1}[row["S"]], row["T"] * MS
        if kind == "publicTrade":
            found.append((Trade, *head, when, LOCAL_NS, row.get("seq", 0), price, lots, side, lots))
        else:
            found.append((LiquidationPrint, *head, when, LOCAL_NS, side, price, lots, "bankruptcy", False))
    if kind == "tickers" and data["type"] == "snapshot":
        row, when = data["data"], data["ts"] * MS
        if {"markPrice", "indexPrice", "fundingRate", "nextFundingTime"} <= row.keys():
            numbers = float(row["markPrice"]), float(row["indexPrice"]), float(row["fundingRate"])
            found.append((MarkPrice, *head, when, LOCAL_NS, *numbers, int(row["nextFundingTime"]) * MS))
        if "openInterest" in row:
            found.append((OpenInterest, *head, when, LOCAL_NS, steps(row["openInterest"], grid.lot_size)))
    return found
