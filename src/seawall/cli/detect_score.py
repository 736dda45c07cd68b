"""``seawall detect score``: the detectors against what was planted."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from seawall.cli.arguments import JsonOption

__all__ = ["score"]

_MOST_SEEDS = 64


def score(
    *,
    data: Annotated[
        Path | None,
        typer.Option("--data", metavar="DIR", help="Folder with orders.csv.gz and trades.csv of Bitstamp, 30 minutes."),
    ] = None,
    seeds: Annotated[int, typer.Option("--seeds", metavar="N", help="Streams with plants of their own.")] = 4,
    as_json: JsonOption = False,
) -> None:
    """How good the detector of spoof-like orders is: on the simulated market, and in a recorded one."""
    from seawall.errors import InputError

    if not 1 <= seeds <= _MOST_SEEDS:
        raise InputError(f"--seeds must be from 1 to {_MOST_SEEDS}, was {seeds}")

    from seawall.cli.progress import page_console, shown_progress
    from seawall.report import compose_spoof_scores, document_json, print_spoof_scores
    from seawall.workflows import run_spoof_scores

    with shown_progress() as progress:
        document = compose_spoof_scores(run_spoof_scores(seeds=seeds, folder=data, progress=progress))
    if as_json:
        typer.echo(document_json(document), nl=False)
    else:
        print_spoof_scores(document, page_console())
