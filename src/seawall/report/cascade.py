"""The page of a cascade: shock, rounds, branching ratio along the price, tipping shocks and fund, and a sentence."""

from __future__ import annotations

from dataclasses import dataclass

from rich import box
from rich.console import Console
from rich.panel import Panel
from rich.table import Table as RichTable
from rich.text import Text

from seawall.core import DISCLAIMER
from seawall.microstructure import CascadePath, CascadeStatus
from seawall.report.cascade_results import CascadeResults
from seawall.report.layout import Column, Section, Table, table_row
from seawall.report.numbers import UNKNOWN, Number, money, percent, quantity
from seawall.report.section_terminal import print_section

__all__ = ["CascadeDocument", "cascade_section", "compose_cascade", "print_cascade"]

_FORMAT_VERSION = 1
_MOST_BANDS, _MOST_ROUNDS = 14, 8
_LEAST_SHOWN, _BEYOND_END = 0.05, 1.6
_LONGEST_BAR = 12


@dataclass(frozen=True, slots=True)
class CascadeBandView:
    """A stretch of the price."""

    from_price: Number
    to_price: Number
    liquidations: Number
    depth: Number
    branching_ratio: Number
    marks: str


@dataclass(frozen=True, slots=True)
class CascadeRoundView:
    """One round, or several at the end taken together."""

    round: str
    price: Number
    quantity: Number
    value: Number
    consumed: Number


@dataclass(frozen=True, slots=True)
class TippingView:
    """The smallest shock that tips, one way."""

    shock: Number
    volume: Number
    move_before: Number
    move_after: Number


@dataclass(frozen=True, slots=True)
class FundView:
    """The insurance fund and what it leaves to deleveraging."""

    before: Number
    after: Number
    deficits: Number
    deleveraged: Number


@dataclass(frozen=True, slots=True)
class CascadeDocument:
    """One shock to one market."""

    format_version: int
    symbol: str
    simulated: bool
    badge: str
    status: str
    price: Number
    mark: Number
    shock: Number
    shock_price: Number
    shock_volume: Number
    final_price: Number
    move: Number
    move_beyond: Number
    amplification: Number
    liquidated: Number
    liquidated_value: Number
    largest_ratio: Number
    largest_ratio_at: Number
    known_to: Number
    rounds: tuple[CascadeRoundView, ...]
    bands: tuple[CascadeBandView, ...]
    tipping_down: TippingView
    tipping_up: TippingView
    fund: FundView | None
    sentence: str
    sources: tuple[str, ...]
    estimated: tuple[str, ...]
    disclaimer: str


def compose_cascade(results: CascadeResults) -> CascadeDocument:
    """Turn a path into the document that terminal and JSON are drawn from.

    Parameters
    ----------
    results : CascadeResults
        One run of the workflow.
    """
    path = results.path
    ratio, at = path.branching.largest
    fund = path.fund
    here, there = _tipping(path), _tipping(results.opposite)
    return CascadeDocument(
        format_version=_FORMAT_VERSION,
        symbol=results.symbol,
        simulated=results.is_simulated,
        badge="SIMULATED" if results.is_simulated else "ESTIMATED",
        status=str(path.status),
        price=_price(path.mid),
        mark=_price(path.mark),
        shock=percent(path.shock),
        shock_price=_price(path.shock_price),
        shock_volume=_size(path.shock_volume),
        final_price=_price(path.final_price),
        move=percent(path.move),
        move_beyond=percent(path.move_beyond),
        amplification=quantity(path.amplification, "times", decimals=2),
        liquidated=_size(path.quantity),
        liquidated_value=money(path.value_usd, "USD"),
        largest_ratio=quantity(ratio, "R", decimals=2),
        largest_ratio_at=_price(at),
        known_to=_price(path.known_price),
        rounds=_rounds(path),
        bands=_bands(path),
        tipping_down=here if path.direction < 0 else there,
        tipping_up=there if path.direction < 0 else here,
        fund=None
        if fund is None
        else FundView(
            money(fund.before_usd, "USD"),
            money(fund.after_usd, "USD"),
            money(fund.deficits_usd, "USD"),
            money(fund.deleveraged_usd, "USD"),
        ),
        sentence=_sentence(path),
        sources=path.sources,
        estimated=path.estimated,
        disclaimer=DISCLAIMER,
    )


def _sentence(path: CascadePath) -> str:
    who, verb = ("longs", "falls") if path.direction < 0 else ("shorts", "rises")
    first = f"After a shock of {path.shock:+.2%}"
    if not path.rounds:
        stays = f"{first} nobody is liquidated: the price stays at {path.shock_price:,.2f}."
        beyond = " The shock itself leaves the book that is known: what it takes is an extrapolation."
        return stays + (beyond if path.status is CascadeStatus.BEYOND else "")
    end = (
        f"{first} {path.quantity:,.1f} of {who} ({path.value_usd:,.0f} USD) are closed by force, and the price {verb} "
        f"{abs(path.move_beyond):.2%} more, to {path.final_price:,.2f}: {path.amplification:.2f} times the shock."
    )
    words = {
        CascadeStatus.CONTAINED: " It stops there: each forced order forces less than itself.",
        CascadeStatus.JUMPS: " It went through a jump, where each forced order forces more than itself: a little "
        "more or less depth moves the end far.",
        CascadeStatus.BEYOND: " The path leaves the book that is known: the end is an extrapolation, not a forecast.",
    }
    return end + words[path.status]


def _tipping(path: CascadePath) -> TippingView:
    price, volume, way = path.tipping, path.tipping_volume, path.direction
    return TippingView(
        percent(None if price is None else way * price.shock),
        _size(None if volume is None else volume.shock),
        percent(None if price is None else way * price.move_before),
        percent(None if price is None else way * price.move_after),
    )


def _rounds(path: CascadePath) -> tuple[CascadeRoundView, ...]:
    """The first rounds one by one, the others together."""
    shown = path.rounds if len(path.rounds) <= _MOST_ROUNDS else path.rounds[: _MOST_ROUNDS - 1]
    views = [
        CascadeRoundView(
            f"{k}", _price(each.price), _size(each.quantity), money(each.value_usd, "USD"), _size(each.consumed)
        )
        for k, each in enumerate(shown, start=1)
    ]
    rest = path.rounds[len(shown) :]
    if rest:
        views.append(
            CascadeRoundView(
                f"{len(shown) + 1} to {len(path.rounds)}",
                _price(rest[-1].price),
                _size(sum(each.quantity for each in rest)),
                money(sum(each.value_usd for each in rest), "USD"),
                _size(sum(each.consumed for each in rest)),
            )
        )
    return tuple(views)


def _bands(path: CascadePath) -> tuple[CascadeBandView, ...]:
    bands = path.branching.bands(_MOST_BANDS, within=max(_BEYOND_END * abs(path.move), _LEAST_SHOWN))
    places = ((path.shock_price, "shock"), (path.final_price, "end"), (path.known_price, "book known to here"))
    views = []
    for start, end, forced, depth, ratio in bands:
        low, high = sorted((start, end))
        marks = [word for price, word in places if low < price <= high]
        value = money(forced * 0.5 * (start + end), "USD")
        views.append(
            CascadeBandView(
                _price(start), _price(end), value, _size(depth), quantity(ratio, "R", decimals=2), ", ".join(marks)
            )
        )
    return tuple(views)


def _price(value: float | None) -> Number:
    return quantity(value, "quote currency", decimals=2)


def _size(value: float | None) -> Number:
    return quantity(value, "base units", decimals=1)


def cascade_section(document: CascadeDocument) -> Section:
    """Branching ratio along the price, rounds, and tipping shocks.

    Parameters
    ----------
    document : CascadeDocument
        The page.
    """
    tables = [
        Table(
            title="Along the price",
            columns=(
                Column("From"), Column("To"), Column("Liquidations, USD"), Column("Depth, base"), Column("R"),
                Column("R, drawn", is_number=False), Column("Here", is_number=False),
            ),
            rows=tuple(
                table_row(each.from_price, each.to_price, each.liquidations, each.depth, each.branching_ratio,
                          _bar(each.branching_ratio.value), each.marks)
                for each in document.bands
            ),
            caption="R: base units that one base unit forces. Above 1, shown with !, forced orders feed themselves.",
        ),
        Table(
            title="Round by round",
            columns=(
                Column("Round", is_number=False), Column("Price after"), Column("Liquidated, base"), Column("USD"),
                Column("Taken from the book"),
            ),
            rows=tuple(
                table_row(each.round, each.price, each.quantity, each.value, each.consumed) for each in document.rounds
            )
            or (table_row("none", document.shock_price, UNKNOWN, UNKNOWN, UNKNOWN),),
        ),
        Table(
            title="Shock that tips",
            columns=(
                Column("Way", is_number=False), Column("Shock"), Column("or volume, base"), Column("End just below it"),
                Column("End at it"),
            ),
            rows=tuple(
                table_row(way, each.shock if each.shock.value is not None else "none", each.volume, each.move_before,
                          each.move_after)
                for way, each in (("down", document.tipping_down), ("up", document.tipping_up))
            ),
            caption="The smallest shock at which the end of the cascade jumps by 1 % of the price or more.",
        ),
    ]  # fmt: skip
    if document.fund is not None:
        fund = document.fund
        tables.append(
            Table(
                title="Insurance fund, USD",
                columns=(Column("Before"), Column("Deficits paid"), Column("After"), Column("Auto-deleveraged")),
                rows=(table_row(fund.before, fund.deficits, fund.after, fund.deleveraged),),
            )
        )
    return Section("cascade", "Liquidation cascade", tuple(tables))


def _bar(ratio: float | None) -> str:
    if ratio is None:
        return ""
    length = round(_LONGEST_BAR * min(ratio, 2.0) / 2.0)
    return "█" * length + ("!" if ratio > 1.0 else "")


def print_cascade(document: CascadeDocument, console: Console) -> None:
    """Print the page.

    Parameters
    ----------
    document : CascadeDocument
        What to show.
    console : rich.console.Console
        Where.
    """
    title = Text(f"{document.symbol}  {document.price.text}", style="bold")
    title.append(f"   shock {document.shock.text} → end {document.move.text}", style="default")
    grid = RichTable.grid(expand=True, padding=(0, 2))
    grid.add_column()
    grid.add_column(justify="right")
    grid.add_row(title, Text(f" {document.badge} ", style="bold black on yellow"))
    console.print(Panel(grid, title="SEAWALL cascade", title_align="left", box=box.ROUNDED))
    console.print(Text(document.sentence))
    console.print(
        Text(
            f"The shock takes {document.shock_volume.text} from the book. Largest R {document.largest_ratio.text} at "
            f"{document.largest_ratio_at.text}. The book is known to {document.known_to.text}."
        )
    )
    print_section(cascade_section(document), console)
    console.print()
    for note in (f"Levels: {document.sources[0]}.", f"Book: {document.sources[1]}.", *document.estimated):
        console.print(Text(f"· {note}", style="dim"))
    console.print()
    console.print(Text(document.disclaimer, style="dim italic"))
