"""``seawall liquidations score``: what the liquidation map is worth, beside the rules that it must beat."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from seawall.report import MapScoreResults
    from seawall.workflows import Progress

__all__ = ["score"]

_SIMULATE = "simulate"
_FEWEST_SEEDS, _MOST_SEEDS = 2, 200


def score(
    data: Annotated[
        str,
        typer.Argument(metavar="DATA", help="File or folder of recorded perpetuals, or: simulate.", show_default=False),
    ],
    *,
    seeds: Annotated[
        str | None, typer.Option("--seeds", metavar="N", help="Simulated worlds, 2 to 200; 20 without it.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Write Markdown and JSON here.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
) -> None:
    """Score of the liquidation map: how much, where and who, against what happened and against plain rules."""
    worlds = _seeds(data, seeds)

    from seawall.cli.progress import page_console, shown_progress
    from seawall.report import (
        compose_liquidation_score,
        document_json,
        liquidation_score_markdown,
        print_liquidation_score,
    )
    from seawall.workflows import write_atomically

    with shown_progress() as progress:
        name, results = _run(data, worlds, progress)
    document = compose_liquidation_score(results)
    if as_json:
        typer.echo(document_json(document), nl=False)
    else:
        print_liquidation_score(document, page_console())
    if out is not None:
        contents = {f"{name}.md": liquidation_score_markdown(document), f"{name}.json": document_json(document)}
        for path in write_atomically(out, contents):
            typer.echo(f"wrote {path}", err=as_json)


def _run(data: str, seeds: int, progress: Progress) -> tuple[str, MapScoreResults]:
    from seawall.workflows import run_recorded_map_score, run_simulated_map_score, scorable_file

    if data == _SIMULATE:
        return "score_simulated", run_simulated_map_score(seeds=seeds, progress=progress)
    file = scorable_file(Path(data))
    stem = Path(file.path).name.removesuffix(".gz").removesuffix(".csv")
    return f"score_{stem}", run_recorded_map_score(file, progress=progress)


def _seeds(data: str, text: str | None) -> int:
    from seawall.errors import InputError

    if data != _SIMULATE and text is not None:
        raise InputError(f"--seeds belongs to 'simulate', was given with {data[:60]!r}")
    if text is None:
        return 20
    seeds = int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else -1
    if _FEWEST_SEEDS <= seeds <= _MOST_SEEDS:
        return seeds
    raise InputError(f"--seeds must be a whole number from {_FEWEST_SEEDS} to {_MOST_SEEDS}, was {text[:40]!r}")
