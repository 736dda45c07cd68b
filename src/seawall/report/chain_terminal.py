"""A fitted option chain in a terminal."""

from __future__ import annotations

import datetime as dt

from rich import box
from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from seawall.report.chain_document import ChainDocument, ExpiryView
from seawall.report.layout import Cell, Column, Section, Table
from seawall.report.numbers import Number
from seawall.report.section_terminal import print_section
from seawall.report.terminal import failures_text
from seawall.valuation import STANDARD_DISTANCES

__all__ = ["print_chain"]

_DISTANCE_NAMES = {0.0: "at the forward"}


def print_chain(document: ChainDocument, console: Console) -> None:
    """Print the surface, its fit by expiry, and what was left out.

    Parameters
    ----------
    document : ChainDocument
        What to show.
    console : rich.console.Console
        Where; colour and width are its own.
    """
    console.print(_header(document))
    for line in _summary(document):
        console.print(Text(line))
    print_section(Section("surface", "Fitted surface", (_fit(document), _volatilities(document))), console)
    print_section(Section("rejected", "Left out", (_rejected(document),)), console)
    if document.violations:
        print_section(Section("arbitrage", "Arbitrage", (_violations(document),)), console)
    console.print()
    console.print(failures_text(document.failures))
    if document.failures:
        tried = len(document.expiries) + len(document.failures)
        console.print(Text(f"{len(document.failures)} of {tried} expiries could not be fitted: exit code 1."))
    console.print(Text(document.disclaimer, style="dim italic"))


def _header(document: ChainDocument) -> Panel:
    as_of = dt.datetime.fromisoformat(document.as_of).astimezone(dt.UTC)
    title = Text(document.underlying, style="bold")
    title.append(f"   as of {as_of:%Y-%m-%d %H:%M:%S} UTC", style="default")
    title.append(f"   index {document.index_price.text}   prices in {document.price_unit}", style="default")
    return Panel(title, title="SEAWALL volatility surface", title_align="left", box=box.ROUNDED)


def _summary(document: ChainDocument) -> list[str]:
    first, last = document.middle_range_days
    replaced = f"; {document.replaced_rows:,} older lines of the same options replaced" * bool(document.replaced_rows)
    lines = [
        f"File: {document.source}, data {document.data_hash[:12]}.",
        f"Quotes: {document.quotes:,}, of which {document.used:,} used and {document.quotes - document.used:,} left out"
        f"{replaced}.",
        f"Two-sided quotes inside bid and ask: {document.share_inside.text} of all on the surface, "
        f"{document.middle_range_share_inside.text} from {first} to {last} days.",
        f"Violations (butterfly or calendar spread with a negative price): {len(document.violations)}.",
    ]
    if document.marks is not None:
        lines.append(
            f"Exchange's own marks by Black-76 on its forward and volatility: {document.marks.count:,} marks, "
            f"gap {document.marks.median_gap.text} median, {document.marks.largest_gap.text} largest, coins."
        )
    return lines


def _row(*values: str | int | Number) -> tuple[Cell, ...]:
    return tuple(
        Cell(each.text if isinstance(each, Number) else f"{each:,}" if isinstance(each, int) else each)
        for each in values
    )


def _shown(each: ExpiryView) -> str:
    # no blank between date and time, at which a narrow page would break it
    return each.expiry.removesuffix("Z")


def _fit(document: ChainDocument) -> Table:
    return Table(
        title="Fit by expiry",
        columns=(
            Column("Expiry UTC", is_number=False),
            Column("Days"),
            Column("Forward"),
            Column("From", is_number=False),
            Column("Discount"),
            Column("Used"),
            Column("Left out"),
            Column("Inside bid–ask"),
            Column("RMSE points"),
            Column("At the money"),
            Column("Violations"),
        ),
        rows=tuple(
            _row(
                _shown(each),
                each.days,
                each.forward,
                each.forward_source,
                each.discount,
                each.used,
                each.quotes - each.used,
                each.share_inside,
                each.rmse,
                each.money_volatility,
                each.violations,
            )
            for each in document.expiries
        ),
        caption="From: put-call parity of the quotes, or the exchange's own forward. Inside: share of all two-sided "
        "quotes. RMSE: distance from the middle of the used quotes; a point is 0.01 of volatility a year.",
    )


def _volatilities(document: ChainDocument) -> Table:
    return Table(
        title="Fitted volatility a year, by distance of the strike from the forward",
        columns=(
            Column("Expiry UTC", is_number=False),
            *(Column(_DISTANCE_NAMES.get(each, f"{each:+g} sd")) for each in STANDARD_DISTANCES),
        ),
        rows=tuple(_row(_shown(each), *each.standard_volatilities) for each in document.expiries),
        caption="1 sd: the volatility at the forward times the square root of the years to expiry, in ln(strike / "
        "forward).",
    )


def _rejected(document: ChainDocument) -> Table:
    left_out = document.quotes - document.used
    return Table(
        title="Quotes left out, by the first reason that applies",
        columns=(Column("Reason", is_number=False), Column("Quotes")),
        rows=(
            *(_row(reason, count) for reason, count in document.rejected.items()),
            _row("All", left_out),
        ),
        has_total=True,
    )


def _violations(document: ChainDocument) -> Table:
    return Table(
        title="Spreads with a negative price",
        columns=(Column("Where", is_number=False),),
        rows=tuple(_row(each.text) for each in document.violations),
    )
