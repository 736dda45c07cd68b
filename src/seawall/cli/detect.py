"""``seawall detect``: what may be hidden or feigned in a book, and how far that can be believed."""

from __future__ import annotations

from typing import Annotated

import typer

from seawall.cli.arguments import JsonOption

__all__ = ["detect_application"]

detect_application = typer.Typer(
    name="detect",
    help="Icebergs and spoof-like orders, as probabilities.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_FIRST_TEST_SEED = 101


# With a second command the group would need no callback: typer folds a single command into its group.
@detect_application.callback()
def _group() -> None:
    pass


@detect_application.command()
def score(
    *,
    seeds: Annotated[
        int, typer.Option("--seeds", metavar="N", help="Test seeds, each with four half hours; 20 are the whole test.")
    ] = 1,
    first_seed: Annotated[
        int, typer.Option("--first-seed", metavar="N", help="From which on; 1 to 40 are those it was fitted on.")
    ] = _FIRST_TEST_SEED,
    as_json: JsonOption = False,
) -> None:
    """Score the detectors on simulated markets whose truth is known."""
    from seawall.cli.progress import page_console, shown_progress
    from seawall.report import document_json, print_detection
    from seawall.workflows import run_detect_score

    with shown_progress() as progress:
        document = run_detect_score(seeds=seeds, first_seed=first_seed, progress=progress)
    if as_json:
        typer.echo(document_json(document), nl=False)
    else:
        print_detection(document, page_console())
