"""``seawall macro``: the economy on one day."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from seawall.cli.arguments import JsonOption, parse_date
from seawall.cli.exit_codes import EXIT_FAILURES

__all__ = ["macro"]


def macro(
    *,
    data: Annotated[
        Path | None,
        typer.Option("--data", metavar="DIR", help="Folder of series, <ID>.csv each; the store without."),
    ] = None,
    market: Annotated[
        str | None,
        typer.Option(
            "--market", metavar="PATH", help="Prices for the asset views: a folder, one wide panel or 'sample'."
        ),
    ] = None,
    drivers: Annotated[
        Path | None, typer.Option("--drivers", metavar="FILE", help="CSV of your own figures for the asset views.")
    ] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="YYYY-MM-DD; what was published later is not used.")
    ] = None,
    vintage: Annotated[
        str | None, typer.Option("--vintage", metavar="NAME", help="Only this one: base, or a vintage_ sub-folder.")
    ] = None,
    history: Annotated[
        bool, typer.Option("--history", help="Regime and recession probability by month, as known then.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Inflation, jobs, rates and markets in six cards, every indicator, the regime, and views of four assets."""
    day = parse_date(as_of)

    if history:
        _show_history(data, day, vintage, market or drivers, as_json=as_json)
        return

    from seawall.cli.progress import page_console
    from seawall.report import compose_macro, document_json, print_macro
    from seawall.sources import price_source
    from seawall.workflows import run_macro

    prices = price_source(market) if market is not None else None
    document = compose_macro(run_macro(data, prices=prices, drivers=drivers, as_of=day, vintage=vintage))
    if as_json:
        typer.echo(document_json(document), nl=False)
    else:
        print_macro(document, page_console())
    if document.failures:
        raise typer.Exit(EXIT_FAILURES)


def _show_history(
    data: Path | None, day: dt.date | None, vintage: str | None, more: str | Path | None, *, as_json: bool
) -> None:
    from seawall.errors import InputError

    if more is not None:
        raise InputError(f"--history is of the economic series alone, and takes neither --market nor --drivers: {more}")

    from seawall.cli.progress import page_console
    from seawall.report import compose_macro_history, document_json, print_macro_history
    from seawall.workflows import run_macro_history

    document = compose_macro_history(run_macro_history(data, as_of=day, vintage=vintage))
    if as_json:
        typer.echo(document_json(document), nl=False)
    else:
        print_macro_history(document, page_console())
    if document.failures:
        raise typer.Exit(EXIT_FAILURES)
