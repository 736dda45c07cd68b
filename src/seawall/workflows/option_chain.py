"""The use case: a file of option quotes in, a volatility surface out. Joins rooms; holds no mathematics."""

from __future__ import annotations

import io
from pathlib import Path

from seawall.figures import root_figure, volatility_smiles
from seawall.sources import read_option_chain
from seawall.valuation import (
    MarkCheck,
    SurfaceFit,
    SurfaceReport,
    check_marks,
    fit_surface,
    report_surface,
)
from seawall.workflows.market_data import Progress
from seawall.workflows.write_files import write_atomically

__all__ = ["fit_option_chain", "write_option_chain"]

_MOST_NAME = 100


def fit_option_chain(
    path: Path, *, progress: Progress | None = None
) -> tuple[SurfaceFit, SurfaceReport, MarkCheck | None]:
    """Read an option chain, fit its surface and measure the fit.

    Parameters
    ----------
    path : Path
        Deribit table or CBOE download.
    progress : Progress, optional
        Told of each expiry fitted.

    Returns
    -------
    SurfaceFit
        The surface, and what it was fitted to.
    SurfaceReport
        How well it fits, and any arbitrage.
    MarkCheck or None
        The exchange's own marks reproduced, where it publishes them.

    Raises
    ------
    SourceError, DataError
        When the file cannot be read, is no option chain, or has no expiry that can be fitted.
    """
    chain = read_option_chain(path)
    fit = fit_surface(chain, progress=progress)
    return fit, report_surface(fit), check_marks(chain)


def write_option_chain(folder: Path, fit: SurfaceFit, text: str, *, name: str) -> tuple[Path, ...]:
    """Write a document and a picture of the surface, both whole or not at all.

    Parameters
    ----------
    folder : Path
        Made if it does not exist.
    fit : SurfaceFit
        What the picture is drawn from.
    text : str
        The document as JSON.
    name : str
        Name of the chain's file; the files are named after it, ``NAME_surface.json`` and ``NAME_smiles.png``.

    Returns
    -------
    tuple of Path
        The files.

    Raises
    ------
    SourceError
        When the folder cannot be written to.
    """
    stem = name.removesuffix(".gz").removesuffix(".csv")[:_MOST_NAME]
    stream = io.BytesIO()
    figure = root_figure(volatility_smiles(fit.surface, fit.quotes)[0])
    figure.savefig(stream, format="png", dpi=120, metadata={"Software": None})
    return write_atomically(folder, {f"{stem}_surface.json": text, f"{stem}_smiles.png": stream.getvalue()})
