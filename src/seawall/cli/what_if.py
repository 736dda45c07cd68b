"""``seawall what-if``: the tail of a book before and after a few trades."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from seawall.cli.dates import parse_date

__all__ = ["what_if"]


def what_if(
    portfolio: Annotated[Path, typer.Argument(metavar="PORTFOLIO", help="Portfolio file (YAML).")],
    trade: Annotated[
        list[str] | None,
        typer.Option(
            "--trade", metavar="TRADE", help="'NAME QUANTITY', such as 'BTC +2': a position or an asset; up to ten."
        ),
    ] = None,
    market: Annotated[
        str | None,
        typer.Option("--market", metavar="PATH", help="Prices: a folder, one wide panel, 'sample' or 'skfolio'."),
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DATE", help="Date of the book, YYYY-MM-DD; later prices are not used."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
) -> None:
    """VaR and Expected Shortfall before and after trades, on the same scenarios."""
    from seawall.cli.progress import page_console, shown_progress
    from seawall.errors import InputError
    from seawall.portfolio import parse_trade, read_portfolio_file
    from seawall.report import compose_what_if, document_json, print_what_if
    from seawall.workflows import open_market, run_what_if

    if not trade:
        raise InputError("--trade is missing: name at least one, such as --trade 'BTC +2'")
    date = parse_date(as_of)
    trades = [parse_trade(each) for each in trade]
    file = read_portfolio_file(portfolio)
    source = open_market(file, market)
    with shown_progress() as progress:
        document = compose_what_if(run_what_if(file, source, trades, as_of=date, progress=progress))
    if as_json:
        typer.echo(document_json(document), nl=False)
    else:
        print_what_if(document, page_console())
