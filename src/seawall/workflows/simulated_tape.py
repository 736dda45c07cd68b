"""The tape of a simulated exchange that runs in this program, read by the client that reads real venues."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal

from seawall.errors import InputError
from seawall.report import TapeKind, TapeOrigin
from seawall.simulator import BTCUSDT_TERMS, EmbeddedGateway
from seawall.sources import BinanceFutures, LiveSource, RecordingHeader, tape_reader
from seawall.workflows.simulated_exchange import open_simulated_exchange
from seawall.workflows.tape import BookWatch, Tape

__all__ = ["open_simulated_tape"]


@contextmanager
def open_simulated_tape(
    *,
    seed: int,
    symbol: str = BTCUSDT_TERMS.grid.symbol,
    speed: float | None = 1.0,
    sizes: Sequence[Decimal] = (),
    progress: Callable[[str, int, int], None] | None = None,
) -> Iterator[Tape]:
    """Open a simulated exchange on a free port of this machine, and a tape of it; both end with the block.

    Parameters
    ----------
    seed : int
        Fixes what the exchange does.
    symbol : str
        BTCUSDT: there is one instrument.
    speed : float or None
        Simulated seconds in a second; None for as fast as it goes.
    sizes : sequence of Decimal
        Sizes in the base asset whose cost is shown.
    progress : callable, optional
        Told how far the market is before it opens.

    Yields
    ------
    Tape
        Not connected yet; simulated, with the seed as its source.

    Raises
    ------
    InputError
        When the exchange does not trade the symbol.
    """
    if symbol != BTCUSDT_TERMS.grid.symbol:
        raise InputError(f"--symbol of --feed simulate must be {BTCUSDT_TERMS.grid.symbol}, was {symbol[:40]!r}")
    gateway = open_simulated_exchange(seed=seed, speed=speed, progress=progress)
    with EmbeddedGateway(gateway) as opened:
        venue = BinanceFutures(symbol, rest=opened.rest, websocket=opened.websocket)
        grid = venue.fetch_grid()
        source = f"simulated exchange, seed {seed}"
        origin = TapeOrigin(TapeKind.SIMULATED, source, venue.name, "stated by the venue")
        reader = tape_reader(venue.name, grid, snapshot_levels=venue.snapshot_levels)
        header = RecordingHeader(venue.name, grid, source, simulated=True)
        yield Tape(LiveSource(venue), BookWatch(reader, origin, sizes=sizes), header)
