"""``seawall serve``: the dashboard in a browser."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from seawall.cli.arguments import AsOfOption, MacroOption, MarketOption, parse_date

__all__ = ["serve"]

_DEFAULT_PORT = 8_710


def serve(
    portfolio: Annotated[
        Path | None, typer.Argument(metavar="[PORTFOLIO]", help="Portfolio file; the example's book without.")
    ] = None,
    *,
    market: MarketOption = None,
    macro: MacroOption = None,
    chain: Annotated[
        Path | None, typer.Option("--chain", metavar="FILE", help="Option quotes, as seawall option chain takes them.")
    ] = None,
    as_of: AsOfOption = None,
    feed: Annotated[
        str, typer.Option("--feed", metavar="FEED", help="Market: simulate, binance, bybit or replay:FILE.")
    ] = "simulate",
    symbol: Annotated[str | None, typer.Option("--symbol", metavar="NAME", help="Such as BTCUSDT.")] = None,
    seed: Annotated[int | None, typer.Option("--seed", metavar="N", help="Of a simulation; 1 by default.")] = None,
    speed: Annotated[float, typer.Option("--speed", metavar="X", help="Of a simulation or a recording.")] = 1.0,
    host: Annotated[str, typer.Option("--host", metavar="ADDRESS", help="A public one needs SEAWALL_TOKEN.")] = (
        "127.0.0.1"
    ),
    port: Annotated[int, typer.Option("--port", metavar="N", help="0 takes a free one.")] = _DEFAULT_PORT,
    allowed_host: Annotated[
        list[str] | None, typer.Option("--allowed-host", metavar="NAME", help="A name it may be asked under.")
    ] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open it in the browser.")] = True,
) -> None:
    """Dashboard of a book and of the markets that it lives in, at an address that only this machine reaches."""
    date = parse_date(as_of)

    from seawall.portfolio import example_portfolio_path, read_portfolio_file
    from seawall.sources import read_option_chain
    from seawall.web import DeskInputs, FeedInputs, ServeSettings, run_server
    from seawall.workflows import open_market

    settings = ServeSettings(
        host=host, port=port, token=os.environ.get("SEAWALL_TOKEN", ""), allowed_hosts=tuple(allowed_host or ())
    )
    shown = FeedInputs(feed, symbol, seed, speed)
    path = portfolio or example_portfolio_path()
    open_market(read_portfolio_file(path), market)  # faults of the input end here, in one line
    if chain is not None:
        read_option_chain(chain)

    def ready(address: str) -> None:
        typer.echo(f"Seawall is at {address}\nCtrl-C ends it.")
        if browser:
            import webbrowser

            webbrowser.open(address)

    run_server(DeskInputs(path, market, date, macro, chain), settings, feed=shown, ready=ready)
