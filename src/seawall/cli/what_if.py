"""``seawall what-if`` and ``hedge``: the tail of a book before and after trades, and the trades that lower it most."""

from __future__ import annotations

from typing import Annotated

import typer

from seawall.cli.arguments import AsOfOption, JsonOption, MarketOption, PortfolioArgument, parse_date
from seawall.cli.page import show_page

__all__ = ["hedge", "what_if"]


def what_if(
    portfolio: PortfolioArgument,
    trade: Annotated[
        list[str] | None,
        typer.Option(
            "--trade", metavar="TRADE", help="'NAME QUANTITY', such as 'BTC +2': a position or an asset; up to ten."
        ),
    ] = None,
    market: MarketOption = None,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> None:
    """VaR and Expected Shortfall before and after trades, on the same scenarios."""
    from seawall.cli.progress import shown_progress
    from seawall.errors import InputError
    from seawall.portfolio import parse_trade, read_portfolio_file
    from seawall.report import compose_what_if, what_if_section
    from seawall.workflows import open_market, run_what_if

    if not trade:
        raise InputError("--trade is missing: name at least one, such as --trade 'BTC +2'")
    date = parse_date(as_of)
    trades = [parse_trade(each) for each in trade]
    file = read_portfolio_file(portfolio)
    source = open_market(file, market)
    with shown_progress() as progress:
        document = compose_what_if(run_what_if(file, source, trades, as_of=date, progress=progress))
    show_page(document, what_if_section, title="SEAWALL what if", as_json=as_json)


def hedge(
    portfolio: PortfolioArgument, market: MarketOption = None, as_of: AsOfOption = None, as_json: JsonOption = False
) -> None:
    """Trade in each instrument that lowers Expected Shortfall most, and each position closed."""
    from seawall.cli.progress import shown_progress
    from seawall.portfolio import read_portfolio_file
    from seawall.report import compose_hedges, hedge_section
    from seawall.workflows import open_market, run_hedges

    date = parse_date(as_of)
    file = read_portfolio_file(portfolio)
    source = open_market(file, market)
    with shown_progress() as progress:
        document = compose_hedges(run_hedges(file, source, as_of=date, progress=progress))
    show_page(document, hedge_section, title="SEAWALL hedges", as_json=as_json)
