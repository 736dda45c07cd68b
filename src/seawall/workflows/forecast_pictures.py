"""Pictures of forecasts, autocorrelations and volatility, written to files."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from seawall.errors import InputError
from seawall.report import AcfResults, ForecastResults, ForecastSeries, VolatilityResults
from seawall.workflows.write_files import write_atomically

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["write_acf_picture", "write_forecast_picture", "write_volatility_picture"]

_NAMES = {"garch": "GARCH", "gjr": "GJR"}


def write_forecast_picture(file: Path, results: ForecastResults) -> Path:
    """Write the picture of a forecast: of the level for log-returns, else of what is modelled.

    Parameters
    ----------
    file : Path
        Ends in ``.png``; its folder is made if it does not exist.
    results : ForecastResults
        What it is drawn from.

    Returns
    -------
    Path
        The file.
    """
    from seawall.figures import forecast_bands

    series, level = results.series, results.level
    naive = {str(name): values for name, values in results.naive.items()}
    title = f"{series.name}: ARIMA {results.fit.order} of {series.transform}"
    verdict = results.evaluation.sentence(1, model="ARIMA")
    note = f"{title}, {_origin(series)}\n{verdict}"
    if level is None:
        axes = forecast_bands(
            series.values,
            results.forecast.mean,
            lower=results.forecast.lower,
            upper=results.forecast.upper,
            confidences=results.confidences,
            naive=naive,
            label=str(series.transform),
            note=note,
        )
    else:
        axes = forecast_bands(
            series.levels,
            level.median,
            lower=level.lower,
            upper=level.upper,
            confidences=results.confidences,
            naive=results.naive_levels,
            label=f"level, {series.unit}",
            note=note,
        )
    return _write(file, axes)


def write_acf_picture(file: Path, results: AcfResults) -> Path:
    """Write the picture of autocorrelations; arguments as those of :func:`write_forecast_picture`."""
    from seawall.figures import autocorrelation_bars

    series = results.series
    note = f"{series.name}: autocorrelations of {series.transform}, bands of {100 * results.found.confidence:g} %"
    return _write(file, autocorrelation_bars(results.found, note=f"{note}, {_origin(series)}"))


def write_volatility_picture(file: Path, results: VolatilityResults) -> Path:
    """Write the picture of term structures; arguments as those of :func:`write_forecast_picture`."""
    from seawall.figures import volatility_term_structure

    series = results.series
    named = {_NAMES[str(each.fit.kind)]: each for each in results.forecasts}
    return _write(file, volatility_term_structure(named, note=f"{series.name}: volatility, {_origin(series)}"))


def _origin(series: ForecastSeries) -> str:
    lineage = series.lineage
    return f"{'SIMULATED: ' if lineage.simulated else ''}{lineage.source}, {lineage.window}"


def _write(file: Path, axes: Axes) -> Path:
    from seawall.figures import root_figure

    if file.suffix.lower() != ".png":
        raise InputError(f"the picture must be named NAME.png, was {file.name[:60]!r}")
    stream = io.BytesIO()
    root_figure(axes).savefig(stream, format="png", dpi=120, metadata={"Software": None})
    (written,) = write_atomically(file.parent, {file.name: stream.getvalue()})
    return written
