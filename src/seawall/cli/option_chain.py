"""``seawall option chain``: from a file of quotes to a volatility surface."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from seawall.cli.exit_codes import EXIT_FAILURES

__all__ = ["chain"]

_THREAD_SETTINGS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


def chain(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Option chain: Deribit table or CBOE download (CSV).")],
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Write JSON and a picture here.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
) -> None:
    """Volatility surface of an option chain: the fit, and what was rejected."""
    _use_one_blas_thread()
    from seawall.cli.progress import page_console, shown_progress
    from seawall.report import compose_chain, document_json, print_chain
    from seawall.workflows import fit_option_chain, write_option_chain

    with shown_progress() as progress:
        fit, measured, marks = fit_option_chain(file, progress=progress)
        document = compose_chain(fit, measured, marks)
        text = document_json(document)
        written = () if out is None else write_option_chain(out, fit, text, name=file.name)
    if as_json:
        typer.echo(text, nl=False)
    else:
        print_chain(document, page_console())
    for path in written:
        typer.echo(f"wrote {path}", err=as_json)
    if document.failures:
        raise typer.Exit(EXIT_FAILURES)


def _use_one_blas_thread() -> None:
    """Keep the linear algebra of small matrices on one core, where waking a second one costs more than it gives.

    The libraries read these settings once, as they are loaded; a choice that the user has made stands.
    """
    if "numpy" not in sys.modules:
        for name in _THREAD_SETTINGS:
            os.environ.setdefault(name, "1")
