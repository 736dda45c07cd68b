"""The use case: a file of returns in, four sets of figures out. Joins rooms; holds no mathematics."""

from __future__ import annotations

from pathlib import Path

from seawall.measures import reconcile
from seawall.report import ReconciliationDocument, compose_reconciliation
from seawall.sources import read_return_series

__all__ = ["run_reconciliation"]


def run_reconciliation(
    path: Path,
    *,
    column: str | None = None,
    confidences: tuple[float, ...] = (0.95, 0.99),
    periods: float | None = None,
) -> ReconciliationDocument:
    """Read returns and reconcile their figures.

    Parameters
    ----------
    path : Path
        CSV, gzipped CSV or Parquet.
    column : str, optional
        Header of the returns, where there are several.
    confidences : tuple of float
        Levels of VaR and ES, each in [0.5, 1).
    periods : float, optional
        Sessions a year for all; by default observed for Seawall and 252 for the packages.

    Returns
    -------
    ReconciliationDocument
        Ready to show.

    Raises
    ------
    InputError, DataError, SourceError
        When the file or an option breaks a rule; one line that names the place.
    """
    series = read_return_series(path, column=column)
    figures = reconcile(
        series.returns, sessions_per_year=series.sessions_per_year, confidences=confidences, periods=periods
    )
    return compose_reconciliation(series, figures, periods=periods)
