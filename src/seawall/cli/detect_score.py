"""``seawall detect score``: the detectors against what was planted."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from seawall.cli.arguments import JsonOption

__all__ = ["score"]

_FIRST_TEST_SEED = 101
_MOST_SEEDS = 64


def score(
    *,
    seeds: Annotated[
        int, typer.Option("--seeds", metavar="N", help="Test seeds; of icebergs, each with four half hours.")
    ] = 1,
    first_seed: Annotated[
        int, typer.Option("--first-seed", metavar="N", help="From which on; 1 to 40 are those it was fitted on.")
    ] = _FIRST_TEST_SEED,
    spoof_like: Annotated[bool, typer.Option("--spoof-like", help="Spoof-like orders in place of icebergs.")] = False,
    data: Annotated[
        Path | None,
        typer.Option("--data", metavar="DIR", help="Plant spoof-like orders into this capture too: see the how-to."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Score the detectors on markets whose truth is known: simulated ones, and a recorded one with plants."""
    from seawall.cli.progress import page_console, shown_progress
    from seawall.errors import InputError
    from seawall.report import compose_spoof_scores, document_json, print_detection, print_spoof_scores
    from seawall.workflows import run_detect_score, run_spoof_scores

    if data is not None and not spoof_like:
        raise InputError("--data is for spoof-like orders: give --spoof-like too")
    if spoof_like and not 1 <= seeds <= _MOST_SEEDS:
        raise InputError(f"--seeds must be from 1 to {_MOST_SEEDS}, was {seeds}")
    if spoof_like:
        with shown_progress() as progress:
            scores = compose_spoof_scores(
                run_spoof_scores(seeds=seeds, first_seed=first_seed, folder=data, progress=progress)
            )
        if as_json:
            typer.echo(document_json(scores), nl=False)
        else:
            print_spoof_scores(scores, page_console())
        return
    with shown_progress() as progress:
        document = run_detect_score(seeds=seeds, first_seed=first_seed, progress=progress)
    if as_json:
        typer.echo(document_json(document), nl=False)
    else:
        print_detection(document, page_console())
