"""``seawall explain``: what a book gained between two closes, by cause."""

from __future__ import annotations

from typing import Annotated

import typer

from seawall.cli.arguments import JsonOption, MarketOption, PortfolioArgument, parse_date
from seawall.cli.page import show_page

__all__ = ["explain"]


def explain(
    portfolio: PortfolioArgument,
    *,
    start: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="First close, YYYY-MM-DD; the one before --to without.")
    ] = None,
    end: Annotated[
        str | None, typer.Option("--to", metavar="DATE", help="Second close; the date of the book without.")
    ] = None,
    market: MarketOption = None,
    as_json: JsonOption = False,
) -> None:
    """P&L of the book between two closes by cause: delta, gamma, vega, theta, residual."""
    from seawall.cli.progress import shown_progress
    from seawall.portfolio import read_portfolio_file
    from seawall.report import compose_explain, explain_section
    from seawall.workflows import open_market, run_pnl_explain

    first, last = parse_date(start, "--from"), parse_date(end, "--to")
    file = read_portfolio_file(portfolio)
    source = open_market(file, market)
    with shown_progress() as progress:
        document = compose_explain(run_pnl_explain(file, source, start=first, end=last, progress=progress))
    show_page(document, explain_section, title="SEAWALL P&L explain", as_json=as_json)
