"""``seawall capm``: betas with their errors, alphas, and the distance to the security market line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from seawall.cli.arguments import JsonOption, parse_date, parse_decimal

__all__ = ["capm"]

_LARGEST_RATE = 1.0
_LARGEST_MARKET_RETURN = 10.0


def capm(
    prices: Annotated[str, typer.Argument(metavar="PRICES", help="A folder, one wide panel, 'sample' or 'skfolio'.")],
    *,
    market: Annotated[str | None, typer.Option("--market", metavar="SYMBOL", help="The market, such as SPY.")] = None,
    rf: Annotated[
        str | None, typer.Option("--rf", metavar="DECIMAL", help="Risk-free rate a year; 0.05 is 5 %.")
    ] = None,
    market_return: Annotated[
        str | None,
        typer.Option("--market-return", metavar="DECIMAL", help="Expected of the market a year; its mean without."),
    ] = None,
    assets: Annotated[
        str | None, typer.Option("--assets", metavar="A,B", help="Symbols; everything in PRICES without.")
    ] = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DATE", help="First date, YYYY-MM-DD; earlier prices are not used.")
    ] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="Last date, YYYY-MM-DD; later prices are not used.")
    ] = None,
    png: Annotated[Path | None, typer.Option("--png", metavar="FILE", help="Write the market line here.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Beta, Jensen's alpha and the security market line, with Newey-West errors."""
    from seawall.errors import InputError

    if not market:
        raise InputError("--market is missing: name the market's symbol, such as --market SPY")
    rate = parse_decimal("--rf", rf, limit=_LARGEST_RATE)
    if rate is None:
        raise InputError("--rf is missing: a risk-free rate a year as a decimal, such as --rf 0.05")
    expected = parse_decimal("--market-return", market_return, limit=_LARGEST_MARKET_RETURN)
    first, last = parse_date(since, "--since"), parse_date(as_of)
    symbols = None if assets is None else [each.strip() for each in assets.split(",") if each.strip()]
    if png is not None and png.suffix.lower() != ".png":
        raise InputError(f"--png must be named NAME.png, was {png.name[:60]!r}")

    from seawall.cli.progress import page_console, shown_progress
    from seawall.report import compose_capm, document_json, print_capm
    from seawall.sources import price_source
    from seawall.workflows import run_capm, write_market_line

    source = price_source(prices)
    with shown_progress() as progress:
        results = run_capm(
            source,
            market=market,
            risk_free_annual=rate,
            market_return_annual=expected,
            assets=symbols,
            since=first,
            as_of=last,
            progress=progress,
        )
        document = compose_capm(results)
        written = None if png is None else write_market_line(png, results)
    if as_json:
        typer.echo(document_json(document), nl=False)
    else:
        print_capm(document, page_console())
    if written is not None:
        typer.echo(f"wrote {written}", err=as_json)
