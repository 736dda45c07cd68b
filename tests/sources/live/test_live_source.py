"""Clients of venues against a venue on this machine: whatever goes wrong, the book ends as the venue's own."""

from __future__ import annotations

import asyncio
import socket
import time
from decimal import Decimal

import pytest

from seawall.errors import InputError, SourceError
from seawall.microstructure import IncidentKind, InstrumentGrid, StreamState
from seawall.sources.live.binance_futures import BinanceFutures
from seawall.sources.live.bybit_linear import BybitLinear
from seawall.sources.live.live_source import ConnectionTimes, LiveSource
from seawall.sources.tape.tape_reader import TapeReader, tape_reader
from tests.sources.live.local_venue import SYMBOL, Fault, LocalBybit, LocalVenue, running
from tests.sources.tape.recordings import lines_of_a_market

QUICK = ConnectionTimes(
    first_pause=0.02, longest_pause=0.1, first_snapshot_pause=0.05, longest_snapshot_pause=0.2, tick=0.02, ping=0.05
)
PATIENCE_SECONDS = 60.0
SILENCE_SECONDS = 0.6
USUAL_SILENCE_SECONDS = 5.0
"""A busy machine may hold everything up for a second; only where silence is the fault must it be noticed soon."""


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    """Compile what reads a tape before clocks run."""
    reader = tape_reader("binance-usdm", InstrumentGrid("TESTUSDT", Decimal("0.5"), Decimal("0.1")))
    for line in lines_of_a_market():
        stamp, _, message = line.partition(b" ")
        reader.take_message(int(stamp), message)


def client_of(venue: LocalVenue, port: int) -> BinanceFutures | BybitLinear:
    kind = BybitLinear if isinstance(venue, LocalBybit) else BinanceFutures
    rest, websocket = f"http://127.0.0.1:{port}", f"ws://127.0.0.1:{port}"
    silence = SILENCE_SECONDS if venue.fault is Fault.SILENT else USUAL_SILENCE_SECONDS
    return kind(SYMBOL, rest=rest, websocket=websocket, depth_silence=silence)


async def follow(venue: LocalVenue) -> tuple[TapeReader, list[StreamState]]:
    """Read the venue until it has told everything and the book is live at its last update; it must be the venue's."""
    states: list[StreamState] = []
    async with running(venue) as port:
        client = client_of(venue, port)
        grid = await asyncio.to_thread(client.fetch_grid)
        assert (str(grid.tick_size), str(grid.lot_size)) == ("0.10", "0.001")
        reader = tape_reader(client.name, grid, snapshot_levels=client.snapshot_levels)
        source = LiveSource(client, times=QUICK, jitter=lambda: 0.5)
        deadline = time.monotonic() + PATIENCE_SECONDS
        async for item in source:
            reader.take(item)
            if reader.wants_snapshot:
                source.request_snapshot()
            if not states or states[-1] is not reader.feed.state:
                states.append(reader.feed.state)
            is_there = reader.feed.state is StreamState.LIVE and reader.feed.book.last_id == venue.last_id
            if venue.is_done.is_set() and is_there:
                assert_true(reader, venue)
                break
            assert time.monotonic() < deadline, (venue.fault, states, reader.feed.log.incidents)
        await source.close()
    return reader, states


def assert_true(reader: TapeReader, venue: LocalVenue) -> None:
    image = reader.feed.image()
    bids = dict(zip(image.bid_ticks.tolist(), image.bid_lots.tolist(), strict=True))
    asks = dict(zip(image.ask_ticks.tolist(), image.ask_lots.tolist(), strict=True))
    assert (bids, asks) == (venue.bids, venue.asks), (venue.fault, reader.feed.log.incidents)


EXPECTED = {
    Fault.NOTHING: None,
    Fault.CUT_MID_MESSAGE: IncidentKind.INTERRUPTED,
    Fault.LOST_UPDATE: IncidentKind.GAP,
    Fault.GARBAGE: IncidentKind.CORRUPT,
    Fault.REPEATED: IncidentKind.DUPLICATE,
    Fault.SILENT: IncidentKind.INTERRUPTED,
    Fault.SLOW_SNAPSHOT: None,
    Fault.STALE_SNAPSHOT: IncidentKind.STALE_SNAPSHOT,
    Fault.TOO_MANY_REQUESTS: IncidentKind.BANNED,
    Fault.BANNED: IncidentKind.BANNED,
    Fault.BROKEN_SNAPSHOT: IncidentKind.INTERRUPTED,
}
OF_BYBIT = (
    Fault.NOTHING, Fault.CUT_MID_MESSAGE, Fault.LOST_UPDATE, Fault.GARBAGE, Fault.REPEATED, Fault.SILENT
)  # fmt: skip


@pytest.mark.parametrize("fault", Fault, ids=lambda fault: fault.value)
def test_binance_ends_in_the_venues_true_book(fault: Fault) -> None:
    venue = LocalVenue(fault)
    reader, states = asyncio.run(follow(venue))
    expected = EXPECTED[fault]
    found = reader.feed.log.counts
    assert expected is None or found[expected], (fault, found)
    if fault is Fault.NOTHING:
        assert (found.total(), states) == (0, [StreamState.SYNCING, StreamState.LIVE]), found
    if expected is IncidentKind.BANNED:
        assert StreamState.DEAD in states, states
        cause = next(each.cause for each in reader.feed.log.incidents if each.kind is IncidentKind.BANNED)
        assert "stay away for 1 s, until 20" in cause
    if fault is Fault.SILENT:
        assert "depthUpdate: subscribed, but silent for " in reader.feed.log.incidents[0].cause
        assert venue.connections == 2


@pytest.mark.parametrize("fault", OF_BYBIT, ids=lambda fault: fault.value)
def test_bybit_ends_in_the_venues_true_book_and_is_pinged(fault: Fault) -> None:
    venue = LocalBybit(fault)
    reader, _ = asyncio.run(follow(venue))
    expected = EXPECTED[fault]
    assert expected is None or reader.feed.log.counts[expected], (fault, reader.feed.log.counts)
    assert venue.pings > 1


def test_a_closed_port_is_one_error() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    venue = client_of(LocalVenue(), port)
    with pytest.raises(SourceError, match=rf"http://127.0.0.1:{port}/fapi/v1/exchangeInfo: cannot be reached"):
        venue.fetch_grid()

    async def read() -> None:
        async for _ in LiveSource(venue, times=QUICK):
            pass

    with pytest.raises(SourceError, match=rf"ws://127.0.0.1:{port}/\w+/ws: cannot be reached: .*refused|Connect call"):
        asyncio.run(read())


@pytest.mark.parametrize("venue_class", [LocalVenue, LocalBybit])
def test_a_refused_subscription_is_one_error(venue_class: type[LocalVenue]) -> None:
    async def read() -> None:
        venue = venue_class(refuses_subscription=True)
        async with running(venue) as port:
            async for _ in LiveSource(client_of(venue, port), times=QUICK):
                pass

    with pytest.raises(SourceError, match=r"subscription refused: (Invalid request: unknown stream|unknown topic)"):
        asyncio.run(read())


@pytest.mark.parametrize("venue_class", [LocalVenue, LocalBybit])
def test_an_unknown_symbol_is_one_error(venue_class: type[LocalVenue]) -> None:
    async def ask() -> None:
        venue = venue_class()
        async with running(venue) as port:
            client = client_of(venue, port)
            client.symbol = "XYZUSDT"
            await asyncio.to_thread(client.fetch_grid)

    with pytest.raises(InputError, match="no symbol 'XYZUSDT'"):
        asyncio.run(ask())


def test_pauses_double_to_their_limit_and_are_drawn() -> None:
    source = LiveSource(BinanceFutures(SYMBOL), times=ConnectionTimes(), jitter=lambda: 0.5)
    assert [source._pause(attempt) for attempt in (1, 2, 3, 8, 9, 500)] == [0.25, 0.5, 1.0, 30.0, 30.0, 30.0]


@pytest.mark.parametrize("address", ["fapi.binance.com", "ftp://x", "http://", "http://x:99999"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(InputError, match="SEAWALL_BINANCE_REST must be an address as https://HOST"):
        BinanceFutures(SYMBOL, rest=address)
