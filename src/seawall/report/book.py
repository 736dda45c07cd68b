"""The page of an order book: levels, spread, depth, walls, thin zones and cost to trade, and whether to believe it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version

from seawall.core import DISCLAIMER
from seawall.errors import InputError
from seawall.microstructure import (
    ExecutionCosts,
    InstrumentGrid,
    PositionSide,
    Side,
    StreamState,
    ThinZone,
    Wall,
)
from seawall.report.book_levels import MARKED_FROM, LevelView, level_views
from seawall.report.book_numbers import instant_text, price_number, size_number
from seawall.report.book_results import BookResults, TapeKind
from seawall.report.numbers import Number, percent, quantity, significant

__all__ = ["BookDocument", "compose_book"]

_FORMAT_VERSION = 1
_QUOTE = "quote currency"
_MEANINGS = {
    StreamState.SYNCING: "the first whole book has not come yet",
    StreamState.LIVE: "every update is accounted for",
    StreamState.SUSPECT: "stale: an update is missing, or may be",
    StreamState.DEAD: "closed, banned or silent: do not use",
}


@dataclass(frozen=True, slots=True)
class ImbalanceView:
    """Bids against asks: share of the bids, and (bids - asks) / (bids + asks)."""

    of: str
    bid_share: Number
    signed: Number
    is_complete: bool


@dataclass(frozen=True, slots=True)
class WallView:
    """A level far larger than usual at its distance, that stays."""

    side: str
    price: Number
    size: Number
    usual_size: Number
    deviations: Number
    age: Number


@dataclass(frozen=True, slots=True)
class ThinZoneView:
    """A stretch of price with less depth than it has had nine tenths of the time."""

    side: str
    nearest: Number
    furthest: Number
    size: Number
    usual_size: Number


@dataclass(frozen=True, slots=True)
class CostView:
    """What trading one size at once costs against the mid, before fees; null where the book holds less."""

    size: Number
    notional: Number
    sell_cost: Number
    buy_cost: Number
    sell_is_upper_bound: bool
    buy_is_upper_bound: bool


@dataclass(frozen=True, slots=True)
class TradeView:
    """An execution."""

    price: Number
    size: Number
    taker: str
    venue_time: str


@dataclass(frozen=True, slots=True)
class BookDocument:
    """An order book at one instant."""

    format_version: int
    badge: str
    simulated: bool
    source: str
    venue: str
    symbol: str
    tick_size: str
    lot_size: str
    grid_origin: str
    state: str
    state_meaning: str
    is_stale: bool
    venue_time: str | None
    local_time: str | None
    age: Number
    last_update: int
    spread: Number
    spread_bp: Number
    mid: Number
    weighted_mid: Number
    last_trade: TradeView | None
    mark: Number
    bids: tuple[LevelView, ...]
    asks: tuple[LevelView, ...]
    bid_levels: int
    ask_levels: int
    bid_depth: Number
    ask_depth: Number
    imbalances: tuple[ImbalanceView, ...]
    walls: tuple[WallView, ...]
    thin_zones: tuple[ThinZoneView, ...]
    depth_judged: str
    costs: tuple[CostView, ...]
    messages: int
    updates: int
    trades: int
    traded: Number
    liquidations: int
    incidents: dict[str, int]
    last_incident: str | None
    last_incident_time: str | None
    version: str
    notes: tuple[str, ...]
    disclaimer: str


def compose_book(results: BookResults, *, levels: int) -> BookDocument:
    """Turn a book into the document that the ladder and JSON are drawn from.

    Parameters
    ----------
    results : BookResults
        One frame of a tape.
    levels : int
        Levels of each side to list, at least 1.

    Returns
    -------
    BookDocument
        Numbers with text and unit; nothing is computed after this.
    """
    if levels < 1:
        raise InputError(f"'levels' must be at least 1, was {levels}")
    image, touch, totals, grid = results.image, results.touch, results.totals, results.image.grid
    last = results.last_incident
    has_book = image.last_id >= 0
    return BookDocument(
        format_version=_FORMAT_VERSION,
        badge=_badge(results),
        simulated=results.origin.kind is TapeKind.SIMULATED,
        source=results.origin.source,
        venue=results.origin.venue,
        symbol=grid.symbol,
        tick_size=f"{grid.tick_size:f}",
        lot_size=f"{grid.lot_size:f}",
        grid_origin=results.origin.grid_origin,
        state=str(image.state),
        state_meaning=_MEANINGS[image.state],
        is_stale=image.is_stale,
        venue_time=instant_text(image.venue_ns) if has_book else None,
        local_time=instant_text(image.local_ns) if has_book else None,
        age=quantity(max(results.now_ns - image.local_ns, 0) / 1e9 if has_book else None, "seconds", decimals=2),
        last_update=image.last_id,
        spread=price_number(touch.spread if touch else None, grid),
        spread_bp=significant(touch.spread_bp if touch else None, "basis points of the mid"),
        mid=price_number(touch.mid if touch else None, grid, more=1),
        weighted_mid=price_number(touch.weighted_mid if touch else None, grid, more=2),
        last_trade=_last_trade(results),
        mark=price_number(totals.last_mark.mark if totals.last_mark else None, grid, more=1),
        bids=level_views(results, Side.BID, levels),
        asks=level_views(results, Side.ASK, levels),
        bid_levels=len(image.bid_ticks),
        ask_levels=len(image.ask_ticks),
        bid_depth=size_number(grid.size(int(image.bid_lots.sum())), grid),
        ask_depth=size_number(grid.size(int(image.ask_lots.sum())), grid),
        imbalances=tuple(
            ImbalanceView(
                name,
                percent(each.bid_share if each else None, decimals=1),
                percent(each.signed if each else None, decimals=1),
                each is not None and each.is_complete,
            )
            for name, each in results.imbalances.items()
        ),
        walls=tuple(_wall(each, grid) for each in results.walls.walls) if results.walls else (),
        thin_zones=tuple(_zone(each, grid) for each in results.thin_zones.zones) if results.thin_zones else (),
        depth_judged=_judged(results),
        costs=_costs(results),
        messages=totals.messages,
        updates=totals.updates,
        trades=totals.trades,
        traded=size_number(grid.size(totals.traded_lots), grid),
        liquidations=totals.liquidations,
        incidents={str(kind): count for kind, count in sorted(results.counts.items())},
        last_incident=f"{last.kind}: {last.cause}" if last else None,
        last_incident_time=instant_text(last.local_ns) if last else None,
        version=version("seawall"),
        notes=_notes(results),
        disclaimer=DISCLAIMER,
    )


def _badge(results: BookResults) -> str:
    """LIVE is said only of a venue's book that may be believed."""
    kind = results.origin.kind
    if kind is TapeKind.LIVE and results.image.state is not StreamState.LIVE:
        return f"NOT LIVE: {results.image.state}"
    return str(kind)


def _last_trade(results: BookResults) -> TradeView | None:
    trade, grid = results.totals.last_trade, results.image.grid
    if trade is None:
        return None
    return TradeView(
        price_number(grid.price(trade.price_ticks), grid),
        size_number(grid.size(trade.size_lots), grid),
        "bought" if trade.taker_side is Side.BID else "sold",
        instant_text(trade.venue_ns),
    )


def _side(side: Side | PositionSide) -> str:
    return "bid" if side is Side.BID else "ask"


def _wall(wall: Wall, grid: InstrumentGrid) -> WallView:
    return WallView(
        _side(wall.side),
        price_number(grid.price(wall.tick), grid),
        size_number(grid.size(wall.lots), grid),
        size_number(grid.size(wall.usual_lots), grid),
        quantity(wall.z, "deviations of the logarithm", decimals=1),
        quantity(wall.age_s, "seconds", decimals=0),
    )


def _zone(zone: ThinZone, grid: InstrumentGrid) -> ThinZoneView:
    return ThinZoneView(
        _side(zone.side),
        price_number(grid.price(zone.nearest_tick), grid),
        price_number(grid.price(zone.furthest_tick), grid),
        size_number(grid.size(zone.lots), grid),
        size_number(grid.size(zone.usual_lots), grid),
    )


def _judged(results: BookResults) -> str:
    if results.walls is None or results.thin_zones is None:
        return "not judged yet: the book has not been live"
    walls, zones = results.walls, results.thin_zones
    if not walls.judged_buckets and not zones.judged_buckets:
        return "not judged yet: needs a minute of live book"
    total = zones.judged_buckets + zones.unjudged_buckets
    return f"{walls.judged_buckets} of {total} stretches judged for walls, {zones.judged_buckets} for thin zones"


def _costs(results: BookResults) -> tuple[CostView, ...]:
    sell, buy, touch, grid = results.sell_costs, results.buy_costs, results.touch, results.image.grid
    if sell is None or buy is None or touch is None:
        return ()
    return tuple(
        CostView(
            size=size_number(grid.size(lots), grid),
            notional=quantity(grid.size(lots) * touch.mid, _QUOTE, decimals=0),
            sell_cost=_cost(sell, place),
            buy_cost=_cost(buy, place),
            sell_is_upper_bound=not bool(sell.is_known[place]),
            buy_is_upper_bound=not bool(buy.is_known[place]),
        )
        for place, lots in enumerate(sell.sizes_lots.tolist())
    )


def _cost(costs: ExecutionCosts, place: int) -> Number:
    return quantity(costs.cost_bp[place], "basis points of the mid", decimals=3)


def _notes(results: BookResults) -> tuple[str, ...]:
    notes: Sequence[str] = (
        f"Prices in the quote currency, sizes in the base asset; grid {results.origin.grid_origin}.",
        "Cost to trade: average price of the displayed levels against the mid, before fees.",
        "Wall: a level 3 deviations above what its distance usually holds, for 5 s or longer. Thin zone: less depth "
        "than nine tenths of the time. Both against this tape only; hidden orders are not in any book.",
        *(
            (
                f"iceberg? and spoof-like: what a level looks like now or did in the last 10 s, from a probability of "
                f"{MARKED_FROM:g} on; seawall detect lists evidence and base rate. Neither says anything of intent.",
            )
            if results.detections
            else ()
        ),
        *(
            ("Levels marked ~ lie outside the last whole book: others between them may be missing.",)
            if results.image.last_id >= 0
            else ()
        ),
    )
    return tuple(notes)
