"""From a market to the path of a shock, its picture, and the scenarios that a stress reads."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from seawall.errors import InputError
from seawall.microstructure import PositionSide, Side, run_cascade
from seawall.report import CascadeResults
from seawall.scenarios import StressScenario, scenario_from_cascade, scenario_of_shock_alone, stress_scenario_yaml
from seawall.workflows.cascade_markets import CascadeMarket
from seawall.workflows.write_files import write_atomically

__all__ = [
    "cascade_scenario_pair",
    "run_cascade_shock",
    "write_cascade_picture",
    "write_cascade_scenario",
    "write_shock_scenario",
]

_PROBE = 1e-4
"""A shock so small that it asks for nothing but the tipping shocks."""


def run_cascade_shock(
    market: CascadeMarket,
    *,
    shock: float | None = None,
    volume: float | None = None,
    stated: Mapping[str, float] | None = None,
) -> CascadeResults:
    """Follow one shock, and find what tips the market the other way.

    Parameters
    ----------
    market : CascadeMarket
        Levels and book.
    shock : float, optional
        Return, below 0 for a fall.
    volume : float, optional
        Base units, below 0 for a sale; instead of `shock`.
    stated : mapping of str to float, optional
        Fields of `CascadeTerms` that replace the market's own.

    Raises
    ------
    InputError
        When a shock or a term is out of range.
    """
    terms = replace(market.terms, **(stated or {}))
    size = shock if volume is None else volume
    if not size:
        raise InputError("a shock must be other than 0")
    side = PositionSide.LONG if size < 0 else PositionSide.SHORT
    path = run_cascade(
        market.levels[side],
        market.depth[Side(int(side))],
        shock=shock,
        volume=None if volume is None else abs(volume),
        mark=market.mark,
        terms=terms,
    )
    other = PositionSide(-int(side))
    opposite = run_cascade(
        market.levels[other], market.depth[Side(int(other))], shock=-int(other) * _PROBE, mark=market.mark, terms=terms
    )
    return CascadeResults(market.symbol, path, opposite, market.is_simulated)


def cascade_scenario_pair(
    results: CascadeResults, *, asset: str, betas: Mapping[str, float] | None = None
) -> tuple[StressScenario, StressScenario]:
    """State the shock without what it forces, and the whole path, as scenarios that are stressed beside each other.

    Parameters
    ----------
    results : CascadeResults
        Whose path it is.
    asset : str
        Identifier in the portfolio file.
    betas : mapping of str to float, optional
        Of other assets to this one.

    Raises
    ------
    InputError
        When a beta is of the asset itself, or carries a price to 0.
    """
    alone, whole = (
        make(results.path, asset=asset, betas=betas, is_simulated=results.is_simulated)
        for make in (scenario_of_shock_alone, scenario_from_cascade)
    )
    return alone, whole


def write_cascade_scenario(
    file: Path, results: CascadeResults, *, asset: str, betas: Mapping[str, float] | None = None
) -> Path:
    """Write the path as a stress scenario, which ``seawall stress --scenario`` reads.

    Parameters
    ----------
    file : Path
        NAME.yaml.
    results, asset, betas
        As of :func:`cascade_scenario_pair`.
    """
    whole = scenario_from_cascade(results.path, asset=asset, betas=betas, is_simulated=results.is_simulated)
    return _write_scenario(file, whole)


def write_shock_scenario(
    file: Path, results: CascadeResults, *, asset: str, betas: Mapping[str, float] | None = None
) -> Path:
    """Write the shock without what it forces, to be stressed beside the whole path.

    Parameters
    ----------
    file : Path
        NAME.yaml.
    results, asset, betas
        As of :func:`cascade_scenario_pair`.
    """
    alone = scenario_of_shock_alone(results.path, asset=asset, betas=betas, is_simulated=results.is_simulated)
    return _write_scenario(file, alone)


def _write_scenario(file: Path, scenario: StressScenario) -> Path:
    (written,) = write_atomically(file.parent, {file.name: stress_scenario_yaml(scenario)})
    return written


def write_cascade_picture(file: Path, results: CascadeResults) -> Path:
    """Write the picture: densities and branching ratio along the price, with the path in it.

    Parameters
    ----------
    file : Path
        NAME.png.
    results : CascadeResults
        What it is drawn from.
    """
    from seawall.figures import branching_along_price, root_figure

    stream = io.BytesIO()
    axes = branching_along_price(results.path, symbol=results.symbol, is_simulated=results.is_simulated)
    root_figure(axes).savefig(stream, format="png", dpi=120, metadata={"Software": None})
    (written,) = write_atomically(file.parent, {file.name: stream.getvalue()})
    return written
