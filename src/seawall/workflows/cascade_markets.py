"""Levels and book of a cascade: of simulated agents, of a venue, or of files."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from seawall.errors import DataError
from seawall.microstructure import (
    BINANCE_BTCUSDT_TIERS,
    CascadeTerms,
    LiquidationLevels,
    MapModel,
    PositionSide,
    Side,
    SideDepth,
    StreamState,
    estimated_levels,
    side_depth,
)
from seawall.report import LiquidationResults, TapeKind, TapeOrigin
from seawall.simulator import minute_depth, minute_liquidations
from seawall.sources import BinanceFutures, fetch_binance_perpetual, read_book_depth, read_liquidation_levels
from seawall.workflows.liquidations import estimate_liquidations, simulated_perpetual
from seawall.workflows.tape import Tape, follow_tape, open_live_tape, open_recording

__all__ = ["CascadeMarket", "binance_cascade_market", "cascade_market_of_files", "simulated_cascade_market"]

_REPLAY, _SYMBOL = "replay:", "BTCUSDT"
_MAP_HOURS = 24.0
_WIDE = MapModel(bins=1_600, half_width=0.48)
"""Bins as the map has them, four times as far: a cascade goes on where the page of the map ends."""
_LONGEST_WAIT_S = 30.0
_MARK_FOLLOW = 5.0 / 6.0
"""Of the minute clock: the half of an answer that stays, and two thirds of the half that decays."""


@dataclass(frozen=True, slots=True, eq=False)
class CascadeMarket:
    """Levels and book of both sides.

    Attributes
    ----------
    symbol : str
        Of the market.
    mark : float
        Quote currency.
    levels : mapping of PositionSide to LiquidationLevels
        Of longs and of shorts, beyond the mark.
    depth : mapping of Side to SideDepth
        Bids and asks.
    terms : CascadeTerms
        That the market itself states; the others are the defaults.
    is_simulated : bool
        Whether levels or book are those of a simulated market.
    """

    symbol: str
    mark: float
    levels: Mapping[PositionSide, LiquidationLevels]
    depth: Mapping[Side, SideDepth]
    terms: CascadeTerms
    is_simulated: bool


def simulated_cascade_market(*, seed: int, knows_truth: bool = False) -> CascadeMarket:
    """Four days of simulated agents, and the law by which their market answers orders.

    Parameters
    ----------
    seed : int
        0 or more; the market is that of ``seawall liquidations --feed simulate`` with this seed.
    knows_truth : bool
        Whether levels are those of the agents' true positions, which only a simulation knows; else they are those of
        the map, estimated from what is public.
    """
    market, flow = simulated_perpetual(_MAP_HOURS, seed=seed)
    mark = market.mark_tick * float(market.ledger.terms.grid.tick_size)
    if knows_truth:
        levels = {side: minute_liquidations(market, side) for side in PositionSide}
    else:
        origin = TapeOrigin(TapeKind.SIMULATED, f"simulated market, seed {seed}", "simulator", "of the simulator")
        found = estimate_liquidations(
            flow, origin=origin, tiers=BINANCE_BTCUSDT_TIERS, hours=_MAP_HOURS, seed=seed, model=_WIDE
        )
        levels = _levels_of_map(found, mark)
    return CascadeMarket(
        symbol=flow.symbol,
        mark=mark,
        levels=levels,
        depth={side: minute_depth(market, side) for side in Side},
        terms=CascadeTerms(mark_follow=_MARK_FOLLOW, fund_usd=market.ledger.fund / market.ledger.terms.units_per_quote),
        is_simulated=True,
    )


def binance_cascade_market() -> CascadeMarket:
    """The map of Binance's BTCUSDT perpetual and its book as it is now.

    Returns
    -------
    CascadeMarket
        The mid of the book stands for the mark.

    Raises
    ------
    SourceError, DataError
        When the venue cannot be reached, or does not show a whole book within half a minute.
    """
    venue = BinanceFutures(_SYMBOL)
    flow = fetch_binance_perpetual(_SYMBOL, venue=venue)
    tape = open_live_tape("binance", _SYMBOL)
    asyncio.run(follow_tape(tape, seconds=_LONGEST_WAIT_S, until_live=True))
    if tape.watch.reader.feed.state is not StreamState.LIVE:
        raise DataError(f"{venue.address}: no whole book of {_SYMBOL} within {_LONGEST_WAIT_S:g} s")
    depth, mark = _depth_of_tape(tape)
    origin = tape.watch.origin
    found = estimate_liquidations(flow, origin=origin, tiers=BINANCE_BTCUSDT_TIERS, hours=_MAP_HOURS, model=_WIDE)
    return CascadeMarket(
        symbol=_SYMBOL,
        mark=mark,
        levels=_levels_of_map(found, mark),
        depth=depth,
        terms=CascadeTerms(),
        is_simulated=origin.kind is TapeKind.SIMULATED,
    )


def cascade_market_of_files(*, levels: Path, book: str, symbol: str) -> CascadeMarket:
    """Levels of a file, and a book from a file of depth or from the end of a recording.

    Parameters
    ----------
    levels : Path
        CSV of price, side and usd.
    book : str
        Path of a CSV of price, side and quantity, or ``replay:FILE``.
    symbol : str
        Of the market, where the book does not name it.

    Raises
    ------
    InputError, DataError, SourceError
        When a file cannot be read, or a level lies on the wrong side of the book's mid.
    """
    found = read_liquidation_levels(levels)
    is_simulated = False
    if book.startswith(_REPLAY):
        tape = open_recording(Path(book.removeprefix(_REPLAY)))
        asyncio.run(follow_tape(tape))
        depth, mid = _depth_of_tape(tape)
        symbol, is_simulated = tape.header.grid.symbol, tape.watch.origin.kind is TapeKind.SIMULATED
    else:
        depth = read_book_depth(Path(book))
        mid = depth[Side.BID].mid
    for side, each in found.items():
        wrong = [price for price in each.prices.tolist() if int(side) * (mid - price) <= 0]
        if wrong:
            where = "below" if side is PositionSide.LONG else "above"
            raise DataError(
                f"{levels}: levels of {side.name.lower()}s must lie {where} the mid {mid:g}, was {wrong[0]:g}"
            )
    return CascadeMarket(symbol, mid, found, depth, CascadeTerms(), is_simulated)


def _depth_of_tape(tape: Tape) -> tuple[dict[Side, SideDepth], float]:
    """Both sides of the book at the end of what was read, and its mid."""
    image = tape.watch.reader.feed.image()
    depth = {side: side_depth(image, side, source=tape.watch.origin.source) for side in Side}
    return depth, depth[Side.BID].mid


def _levels_of_map(found: LiquidationResults, mark: float) -> dict[PositionSide, LiquidationLevels]:
    shown, source = found.shown, found.origin.source
    interest = float(shown.open_interest_usd[-1])
    outside = {PositionSide.LONG: shown.long_outside_usd, PositionSide.SHORT: shown.short_outside_usd}
    basis = "leverage fitted to forced closes" if found.fit else "leverage a flat prior"
    return {
        side: estimated_levels(
            shown,
            side,
            mark=mark,
            tiers=BINANCE_BTCUSDT_TIERS,
            position_value=_WIDE.typical_value,
            source=f"map of {found.hours:.0f} hours of {source}, {basis}; "
            f"{float(without[-1]) / interest:.0%} of {side.name.lower()}s have no place on it",
        )
        for side, without in outside.items()
    }
