"""From levels and a book to the path of a shock, its picture, and the scenario that a stress reads."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from seawall.errors import DataError, InputError
from seawall.microstructure import (
    BINANCE_BTCUSDT_TIERS,
    BookImage,
    CascadeTerms,
    InstrumentGrid,
    LiquidationLevels,
    LiquidationMap,
    PositionSide,
    Side,
    SideDepth,
    run_cascade,
    side_depth,
)
from seawall.report import CascadeResults, TapeKind, TapeOrigin
from seawall.scenarios import scenario_from_cascade, stress_scenario_yaml
from seawall.simulator import ExchangeTerms, MinuteMarket, minute_depth, minute_liquidations
from seawall.sources import read_book_depth, read_liquidation_levels
from seawall.workflows.tape import follow_tape, open_recording
from seawall.workflows.write_files import write_atomically

__all__ = [
    "CascadeMarket",
    "cascade_market_of_files",
    "cascade_market_of_map",
    "run_cascade_shock",
    "simulated_cascade_market",
    "write_cascade_picture",
    "write_cascade_scenario",
]

_REPLAY = "replay:"
_WARM_MINUTES = 3 * 1_440
_PROBE = 1e-4
"""A shock so small that it asks for nothing but the tipping shocks."""
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


def simulated_cascade_market(*, seed: int) -> CascadeMarket:
    """Three days of simulated agents: their true positions, and the law by which their market answers orders.

    Parameters
    ----------
    seed : int
        0 or more.
    """
    grid = InstrumentGrid("BTCUSDT", Decimal("0.1"), Decimal("0.001"))
    market = MinuteMarket(ExchangeTerms(grid, BINANCE_BTCUSDT_TIERS), seed=seed)
    market.run(_WARM_MINUTES)
    return CascadeMarket(
        symbol=grid.symbol,
        mark=market.mark_tick * float(grid.tick_size),
        levels={side: minute_liquidations(market, side) for side in PositionSide},
        depth={side: minute_depth(market, side) for side in Side},
        terms=CascadeTerms(mark_follow=_MARK_FOLLOW, fund_usd=market.ledger.fund / market.ledger.terms.units_per_quote),
        is_simulated=True,
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
        image = tape.watch.reader.feed.image()
        depth = {side: side_depth(image, side, source=tape.watch.origin.source) for side in Side}
        symbol, is_simulated = image.grid.symbol, tape.watch.origin.kind is TapeKind.SIMULATED
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


def cascade_market_of_map(shown: LiquidationMap, image: BookImage, *, origin: TapeOrigin) -> CascadeMarket:
    """Estimated levels of a map, and the book that stands now.

    Parameters
    ----------
    shown : LiquidationMap
        Whose last instant counts; levels on the wrong side of the book's mid are due already and left out.
    image : BookImage
        The book.
    origin : TapeOrigin
        Of both.

    Raises
    ------
    DataError
        When the book has no two believable sides.
    """
    depth = {side: side_depth(image, side, source=origin.source) for side in Side}
    mid = depth[Side.BID].mid
    levels = {}
    for side in PositionSide:
        prices, quantities = shown.latest_levels(side)
        is_due = int(side) * (mid - prices) <= 0
        levels[side] = LiquidationLevels(
            side, prices[~is_due], quantities[~is_due], source=f"map of {origin.source}", is_estimated=True
        )
    is_simulated = origin.kind is TapeKind.SIMULATED
    return CascadeMarket(shown.symbol, mid, levels, depth, CascadeTerms(), is_simulated)


def run_cascade_shock(
    market: CascadeMarket,
    *,
    shock: float | None = None,
    volume: float | None = None,
    stated: Mapping[str, float] | None = None,
) -> CascadeResults:
    """Follow one shock, and find what tips the market the other way.

    Parameters
    ----------
    market : CascadeMarket
        Levels and book.
    shock : float, optional
        Return, below 0 for a fall.
    volume : float, optional
        Base units, below 0 for a sale; instead of `shock`.
    stated : mapping of str to float, optional
        Fields of `CascadeTerms` that replace the market's own.

    Raises
    ------
    InputError
        When a shock or a term is out of range.
    """
    terms = replace(market.terms, **(stated or {}))
    size = shock if volume is None else volume
    if not size:
        raise InputError("a shock must be other than 0")
    side = PositionSide.LONG if size < 0 else PositionSide.SHORT
    path = run_cascade(
        market.levels[side],
        market.depth[Side(int(side))],
        shock=shock,
        volume=None if volume is None else abs(volume),
        mark=market.mark,
        terms=terms,
    )
    other = PositionSide(-int(side))
    opposite = run_cascade(
        market.levels[other], market.depth[Side(int(other))], shock=-int(other) * _PROBE, mark=market.mark, terms=terms
    )
    return CascadeResults(market.symbol, path, opposite, market.is_simulated)


def write_cascade_scenario(
    file: Path, results: CascadeResults, *, asset: str, betas: Mapping[str, float] | None = None
) -> Path:
    """Write the path as a stress scenario, which ``seawall stress --scenario`` reads.

    Parameters
    ----------
    file : Path
        NAME.yaml.
    results : CascadeResults
        Whose path it is.
    asset : str
        Identifier in the portfolio file.
    betas : mapping of str to float, optional
        Of other assets to this one.
    """
    scenario = scenario_from_cascade(results.path, asset=asset, betas=betas, is_simulated=results.is_simulated)
    (written,) = write_atomically(file.parent, {file.name: stress_scenario_yaml(scenario)})
    return written


def write_cascade_picture(file: Path, results: CascadeResults) -> Path:
    """Write the picture: densities and branching ratio along the price, with the path in it.

    Parameters
    ----------
    file : Path
        NAME.png.
    results : CascadeResults
        What it is drawn from.
    """
    from seawall.figures import branching_along_price, root_figure

    stream = io.BytesIO()
    axes = branching_along_price(results.path, symbol=results.symbol, is_simulated=results.is_simulated)
    root_figure(axes).savefig(stream, format="png", dpi=120, metadata={"Software": None})
    (written,) = write_atomically(file.parent, {file.name: stream.getvalue()})
    return written
