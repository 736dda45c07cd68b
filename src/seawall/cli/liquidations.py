"""``seawall liquidations``: where leveraged positions are estimated to be liquidated, and what that is worth."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from seawall.cli.arguments import JsonOption
from seawall.cli.liquidations_score import score

__all__ = ["liquidations_application"]

liquidations_application = typer.Typer(name="liquidations", rich_markup_mode=None)
liquidations_application.command()(score)


@liquidations_application.callback(invoke_without_command=True)
def liquidations(
    context: typer.Context,
    *,
    feed: Annotated[
        str | None, typer.Option("--feed", metavar="FEED", help="simulate, binance or replay:FILE.")
    ] = None,
    symbol: Annotated[str | None, typer.Option("--symbol", metavar="NAME", help="Such as BTCUSDT.")] = None,
    hours: Annotated[float, typer.Option("--hours", metavar="N", help="Of the map.")] = 24.0,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Of the simulation.")] = 1,
    png: Annotated[Path | None, typer.Option("--png", metavar="FILE", help="Write the picture of the map.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Estimated liquidations by price: clusters, squeeze zones, leverage, and how far each may be believed."""
    if context.invoked_subcommand is not None:
        return
    from seawall.errors import InputError

    if feed is None:
        raise InputError("--feed is missing: simulate, binance or replay:FILE; or the command 'score'")
    if png is not None and png.suffix.lower() != ".png":
        raise InputError(f"--png must be named NAME.png, was {png.name[:60]!r}")
    if not 0 <= seed < 2**63:
        raise InputError(f"--seed must be 0 or more and below 2**63, was {seed}")

    from seawall.cli.progress import page_console
    from seawall.report import compose_liquidations, document_json, print_liquidations
    from seawall.workflows import run_liquidations, write_liquidation_picture

    results = run_liquidations(feed, symbol=symbol, hours=hours, seed=seed)
    document = compose_liquidations(results)
    written = None if png is None else write_liquidation_picture(png, results)
    if as_json:
        typer.echo(document_json(document), nl=False)
    else:
        print_liquidations(document, page_console())
    if written is not None:
        typer.echo(f"wrote {written}", err=as_json)
