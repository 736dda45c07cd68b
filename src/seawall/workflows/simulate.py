"""From the parameters of geometric Brownian motion to its fan and tail, each beside its closed form."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from seawall.core import check_confidence
from seawall.errors import InputError
from seawall.measures import (
    Measure,
    lognormal_expected_shortfall,
    lognormal_mean,
    lognormal_value_at_risk,
    simulated_figure,
    simulated_mean_error,
)
from seawall.report import GbmResults
from seawall.scenarios import PathMethod, simulate_gbm
from seawall.workflows.market_data import Progress
from seawall.workflows.write_files import write_atomically

__all__ = ["run_gbm_simulation", "write_gbm_fan"]


def run_gbm_simulation(
    *,
    spot: float,
    drift_annual: float,
    volatility_annual: float,
    days: int,
    paths: int,
    seed: int,
    confidence: float = 0.99,
    method: PathMethod = PathMethod.PSEUDO_RANDOM,
    threads: int = 1,
    progress: Progress | None = None,
) -> GbmResults:
    """Simulate, measure, and set closed forms beside.

    Parameters
    ----------
    spot : float
        Level on day 0, above 0.
    drift_annual, volatility_annual : float
        Decimals per year.
    days : int
        Horizon in calendar days; a year has 365.
    paths : int
        Simulated paths.
    seed : int
        Names the random numbers.
    confidence : float
        Of VaR and ES, in [0.5, 1).
    method : PathMethod
        How the normals are drawn.
    threads : int
        At least 1; the result is the same.
    progress : Progress, optional
        Told of the steps done.

    Returns
    -------
    GbmResults
        Losses per unit held.

    Raises
    ------
    InputError
        One line: the argument, its value and what is allowed.
    """
    check_confidence(confidence)
    found = simulate_gbm(
        spot=spot,
        drift_annual=drift_annual,
        volatility_annual=volatility_annual,
        days=days,
        paths=paths,
        seed=seed,
        method=method,
        threads=threads,
        progress=progress,
    )
    model: dict[str, Any] = {"spot": spot, "drift_annual": drift_annual, "years": found.years}
    tail: dict[str, Any] = {**model, "volatility_annual": volatility_annual, "confidence": confidence}
    return GbmResults(
        paths=found,
        figures=tuple(
            simulated_figure(found.losses, measure, confidence=confidence, design=found.design) for measure in Measure
        ),
        closed_forms=(lognormal_value_at_risk(**tail), lognormal_expected_shortfall(**tail)),
        mean=float(found.terminal.mean()),
        mean_error=simulated_mean_error(found.terminal, batches=found.design.batches),
        closed_mean=lognormal_mean(**model),
    )


def write_gbm_fan(file: Path, results: GbmResults) -> Path:
    """Write the picture of the fan.

    Parameters
    ----------
    file : Path
        Ends in ``.png``; its folder is made if it does not exist.
    results : GbmResults
        What it is drawn from.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    InputError
        When the name does not end in ``.png``.
    SourceError
        When it cannot be written.
    """
    from seawall.figures import gbm_fan, root_figure

    if file.suffix.lower() != ".png":
        raise InputError(f"the picture must be named NAME.png, was {file.name[:60]!r}")
    stream = io.BytesIO()
    axes = gbm_fan(results.paths, results.figures)
    root_figure(axes).savefig(stream, format="png", dpi=120, metadata={"Software": None})
    (written,) = write_atomically(file.parent, {file.name: stream.getvalue()})
    return written
