"""``seawall detect score``: the detectors against what was planted."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from seawall.cli.arguments import JsonOption

__all__ = ["score"]

_FIRST_TEST_SEED = 101


def score(
    *,
    seeds: Annotated[
        int,
        typer.Option("--seeds", metavar="N", help="Test seeds, each four half hours of icebergs and ten minutes more."),
    ] = 1,
    first_seed: Annotated[
        int, typer.Option("--first-seed", metavar="N", help="From which on; 1 to 40 are those they were fitted on.")
    ] = _FIRST_TEST_SEED,
    spoof_like: Annotated[bool, typer.Option("--spoof-like", help="Spoof-like orders alone.")] = False,
    data: Annotated[
        Path | None,
        typer.Option("--data", metavar="DIR", help="Plant spoof-like orders into this capture too: see the how-to."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Score both detectors on markets whose truth is known: simulated ones, and a recorded one with plants."""
    from seawall.cli.progress import page_console, shown_progress
    from seawall.report import document_json, print_detection
    from seawall.workflows import run_detect_score

    with shown_progress() as progress:
        document = run_detect_score(
            seeds=seeds, first_seed=first_seed, folder=data, only_spoof_like=spoof_like, progress=progress
        )
    if as_json:
        typer.echo(document_json(document), nl=False)
    else:
        print_detection(document, page_console())
