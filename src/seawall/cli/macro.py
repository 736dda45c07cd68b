"""``seawall macro``: the economy on one day."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from seawall.cli.arguments import JsonOption, parse_date
from seawall.cli.exit_codes import EXIT_FAILURES

__all__ = ["macro"]


def macro(
    *,
    data: Annotated[
        Path | None, typer.Option("--data", metavar="DIR", help="Folder of economic series, <ID>.csv each.")
    ] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="YYYY-MM-DD; what was published later is not used.")
    ] = None,
    vintage: Annotated[
        str | None, typer.Option("--vintage", metavar="NAME", help="Only this one: base, or a vintage_ sub-folder.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Inflation, jobs, rates and markets: six cards, and every indicator with its trend and percentile."""
    from seawall.errors import InputError

    day = parse_date(as_of)
    if data is None:
        raise InputError("--data is missing: a folder of economic series as FRED gives them, such as CPIAUCSL.csv")

    from seawall.cli.progress import page_console
    from seawall.report import compose_macro, document_json, print_macro
    from seawall.workflows import run_macro

    document = compose_macro(run_macro(data, as_of=day, vintage=vintage))
    if as_json:
        typer.echo(document_json(document), nl=False)
    else:
        print_macro(document, page_console())
    if document.failures:
        raise typer.Exit(EXIT_FAILURES)
