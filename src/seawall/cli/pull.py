"""``seawall pull``: history from the sources into the store."""

from __future__ import annotations

import enum
from pathlib import Path
from typing import Annotated

import typer

from seawall.cli.arguments import PortfolioArgument, parse_date
from seawall.cli.exit_codes import EXIT_FAILURES

__all__ = ["pull"]


class SourceName(enum.StrEnum):
    """Sources of history."""

    FRED = "fred"
    YAHOO = "yahoo"
    BINANCE = "binance"
    BYBIT = "bybit"


def pull(
    portfolio: PortfolioArgument,
    *,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="DATE", help="First day wanted, YYYY-MM-DD; all there is by default."),
    ] = None,
    source: Annotated[
        list[SourceName] | None,
        typer.Option("--source", help="Only this source, and again for another; fred, yahoo and binance by default."),
    ] = None,
    home: Annotated[
        Path | None, typer.Option("--home", metavar="DIR", help="Folder of the store; SEAWALL_HOME by default.")
    ] = None,
) -> None:
    """Bring prices, funding, open interest and economic series of a portfolio into the store."""
    first_day = parse_date(since, "--since")
    from seawall.cli.progress import page_console, shown_progress
    from seawall.portfolio import read_portfolio_file
    from seawall.report import print_pull
    from seawall.sources import store_home
    from seawall.workflows import DEFAULT_PULL_SOURCES, PullSource, run_pull

    file = read_portfolio_file(portfolio)
    chosen = tuple(PullSource(each.value) for each in dict.fromkeys(source)) if source else DEFAULT_PULL_SOURCES
    with shown_progress() as progress:
        results = run_pull(
            file, home=store_home() if home is None else home, sources=chosen, since=first_day, progress=progress
        )
    print_pull(results, page_console())
    if results.has_failures:
        raise typer.Exit(EXIT_FAILURES)
