"""``seawall reconcile``: one file of returns under four sets of conventions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from seawall.cli.arguments import JsonOption

__all__ = ["reconcile"]

_LEVELS = (0.95, 0.99)


def reconcile(
    returns: Annotated[
        Path, typer.Argument(metavar="RETURNS", help="Table of dates and returns, decimals (CSV or Parquet).")
    ],
    column: Annotated[
        str | None, typer.Option("--column", metavar="NAME", help="Header of the returns, where there are several.")
    ] = None,
    confidence: Annotated[
        list[float] | None,
        typer.Option(
            "--confidence", metavar="LEVEL", help="Level of VaR and ES; repeat for more. By default .95, .99."
        ),
    ] = None,
    periods: Annotated[
        float | None,
        typer.Option(
            "--periods", metavar="N", help="Sessions a year for all; by default observed, and 252 for the packages."
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """What quantstats, empyrical and skfolio make of your returns, and why."""
    from seawall.report import print_reconciliation, reconciliation_json
    from seawall.workflows import run_reconciliation

    document = run_reconciliation(
        returns, column=column, confidences=tuple(confidence) if confidence else _LEVELS, periods=periods
    )
    if as_json:
        typer.echo(reconciliation_json(document), nl=False)
        return
    from seawall.cli.progress import page_console

    print_reconciliation(document, page_console())
