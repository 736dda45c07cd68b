"""The gateway read by real clients over sockets: ccxt, and Seawall's own under every fault."""

from __future__ import annotations

import asyncio
import time
from decimal import Decimal
from typing import Any

import pytest

from seawall.microstructure import IncidentKind, PositionSide, StreamState
from seawall.simulator import (
    BookFault,
    EmbeddedGateway,
    FaultSwitches,
    ForcedOrder,
    Gateway,
    GatewayLimits,
    Silence,
    VenueFeed,
)
from seawall.sources import BinanceFutures, BybitLinear, ConnectionTimes, LiveSource, TapeReader, tape_reader
from tests.simulator.wire_market import GRID, SECOND, START_NS, TrueBooks, WireMarket, disagreement

SEED, WARM_S = 5, 20
SPEED = 8.0
PATIENCE_SECONDS = 90.0
SILENCE_SECONDS = 0.5
QUICK = ConnectionTimes(
    first_pause=0.02, longest_pause=0.1, first_snapshot_pause=0.05, longest_snapshot_pause=0.2, tick=0.02, ping=0.5
)
SLOW_LIQUIDATIONS = tuple(
    ForcedOrder(each * SECOND // 2, 7, PositionSide.LONG, 40, 50_000, 40, 59_000.0, 15, 0, 0) for each in range(40, 700)
)


def opened(switches: FaultSwitches, *, start_ns: int = START_NS, limits: GatewayLimits | None = None) -> Gateway:
    feed = VenueFeed(WireMarket(SEED, forced=SLOW_LIQUIDATIONS), start_ns=start_ns, faults=switches)
    feed.wanted = frozenset()
    feed.advance(WARM_S * SECOND)
    return Gateway([feed], speed=SPEED, limits=limits)


# Seawall's own client ----------------------------------------------------------------------------------------------

DEPTH = {"binance": "btcusdt@depth", "bybit": "orderbook."}
SWITCHES: dict[str, tuple[FaultSwitches, IncidentKind | None]] = {
    "nothing": (FaultSwitches(), None),
    "drop": (FaultSwitches(numbered={220: BookFault.DROP}), IncidentKind.GAP),
    "duplicate": (FaultSwitches(numbered={220: BookFault.DUPLICATE}), IncidentKind.DUPLICATE),
    "reorder": (FaultSwitches(numbered={220: BookFault.REORDER}), IncidentKind.GAP),
    "cross": (FaultSwitches(numbered={220: BookFault.CROSS}), IncidentKind.CROSSED),
    "restart": (FaultSwitches(restarts_ns=(23 * SECOND,)), IncidentKind.RESET),
    "stale book": (FaultSwitches(stale_books=1), IncidentKind.STALE_SNAPSHOT),
    "clock skew": (FaultSwitches(skew_ns=30 * SECOND), IncidentKind.CLOCK_SKEW),
    "disconnect": (FaultSwitches(), IncidentKind.INTERRUPTED),
    "silent stream": (FaultSwitches(), IncidentKind.INTERRUPTED),
}
FOR_ONE_VENUE = {("bybit", "stale book")}  # its whole books come in the stream
CASES = [(venue, name) for venue in DEPTH for name in SWITCHES if (venue, name) not in FOR_ONE_VENUE]


async def follow(venue: str, name: str) -> tuple[TapeReader, list[str]]:
    """Read the gateway until the book is live after the fault; what was live and wrong, if anything was."""
    switches, expected = SWITCHES[name]
    if name == "silent stream":
        switches = FaultSwitches(silences=(Silence(DEPTH[venue], 0, (WARM_S + 10) * SECOND),))
    limits = GatewayLimits(connection_seconds=0.8) if name == "disconnect" else None
    truth, wrong = TrueBooks(SEED), []
    async with opened(switches, limits=limits) as gateway:
        running = asyncio.create_task(gateway.run())
        client = (BinanceFutures if venue == "binance" else BybitLinear)(
            GRID.symbol,
            rest=gateway.rest,
            websocket=gateway.websocket,
            depth_silence=SILENCE_SECONDS if name == "silent stream" else PATIENCE_SECONDS,
        )
        grid = await asyncio.to_thread(client.fetch_grid)
        reader = tape_reader(client.name, grid, snapshot_levels=1_000)
        source = LiveSource(client, times=QUICK, jitter=lambda: 0.5)
        deadline, looked_at = time.monotonic() + PATIENCE_SECONDS, 0
        async for item in source:
            reader.take(item)
            if reader.wants_snapshot:
                source.request_snapshot()
            if reader.feed.applied != looked_at:
                looked_at = reader.feed.applied
                wrong += [each for each in [disagreement(reader, truth, skew_ns=switches.skew_ns)] if each]
            counts = reader.feed.log.counts
            is_over = reader.feed.applied >= 40 and (expected is None or counts[expected] > 0)
            if is_over and reader.feed.state is StreamState.LIVE:
                break
            assert time.monotonic() < deadline, (venue, name, reader.feed.state, reader.feed.log.incidents[-5:])
        await source.close()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    return reader, wrong


@pytest.mark.parametrize(("venue", "name"), CASES, ids=[f"{venue}, {name}" for venue, name in CASES])
def test_our_client_is_never_wrong_and_live(venue: str, name: str) -> None:
    reader, wrong = asyncio.run(follow(venue, name))
    log = reader.feed.log
    assert not wrong, (wrong[:3], log.incidents)
    assert (reader.feed.grid.tick_size, reader.feed.grid.lot_size) == (Decimal("1.0"), Decimal("0.001"))
    if name == "nothing":
        assert not log.incidents, log.incidents
    if name == "silent stream":
        (first, *_) = log.incidents
        assert "subscribed, but silent for" in first.cause
    if name in {"drop", "reorder", "cross", "disconnect"}:
        assert log.outages, log.incidents
        assert all(each.back_ns is not None for each in log.outages)


# ccxt --------------------------------------------------------------------------------------------------------------


def ccxt_client(rest: str, websocket: str) -> Any:
    """ccxt's own client of Binance, with nothing but its addresses changed."""
    pro = pytest.importorskip("ccxt.pro")
    venue = pro.binanceusdm({"options": {"fetchMarkets": {"types": ["linear"]}}, "enableRateLimit": False})
    for name, url in list(venue.urls["api"].items()):
        if isinstance(url, str):
            venue.urls["api"][name] = url.replace("https://fapi.binance.com", rest)
    venue.urls["api"]["ws"]["linear"] = f"{websocket}/ws"
    return venue


async def watch(gateway: EmbeddedGateway) -> dict[str, Any]:
    venue, symbol = ccxt_client(gateway.rest, gateway.websocket), "BTC/USDT:USDT"
    try:
        await venue.load_markets()
        calls = {
            "trades": venue.watch_trades(symbol),
            "liquidations": venue.watch_liquidations(symbol),
            "interest": venue.fetch_open_interest_history(symbol, "5m"),
            "book": venue.watch_order_book(symbol),
        }
        found = dict(zip(calls, await asyncio.gather(*calls.values()), strict=True))
        books = []
        for _ in range(5):
            book = await venue.watch_order_book(symbol)
            sides = [
                [tuple(level) for level in book[side][:5]] for side in ("bids", "asks")
            ]  # it changes them in place
            books.append((book["timestamp"], *sides))
        return {**found, "books": books, "market": venue.market(symbol)}
    finally:
        await venue.close()


def test_ccxt_reads_book_trades_liquidations_and_open_interest() -> None:
    pytest.importorskip("ccxt.pro")
    start_ns = START_NS - 15 * SECOND  # five minutes end in the warm-up
    with EmbeddedGateway(opened(FaultSwitches(), start_ns=start_ns)) as gateway:
        found = asyncio.run(asyncio.wait_for(watch(gateway), PATIENCE_SECONDS))
    precision = found["market"]["precision"]
    assert (precision["amount"], precision["price"]) == (0.001, 1.0)
    truth = TrueBooks(SEED)
    compared = 0
    for timestamp, bids, asks in found["books"]:
        true_bids, true_asks = truth.at(timestamp * 1_000_000 - start_ns)
        for levels, true, is_bid in ((bids, true_bids, True), (asks, true_asks, False)):
            expected = sorted(true.items(), reverse=is_bid)[:5]
            assert levels == [(float(tick), lots / 1_000) for tick, lots in expected]
            compared += 1
    assert compared == 10
    (trade, *_) = found["trades"]
    assert trade["side"] in {"buy", "sell"}
    assert abs(trade["price"] - 60_000) < 3_000
    (liquidation, *_) = found["liquidations"]
    # of 0.040 it names the last fill
    assert (liquidation["side"], liquidation["price"], liquidation["contracts"]) == ("sell", 59_000.0, 0.015)
    (row,) = found["interest"]
    assert (row["timestamp"], row["openInterestAmount"]) == (START_NS // 1_000_000, 5.014)
    assert row["openInterestValue"] == pytest.approx(5.014 * 60_000, rel=0.02)
