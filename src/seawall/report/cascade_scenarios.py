"""A cascade beside the two scenario files that come of it: the shock alone, and what forced orders make of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from seawall.report.cascade import CascadeDocument, compose_cascade
from seawall.report.cascade_results import CascadeResults
from seawall.scenarios import (
    StressScenario,
    scenario_from_cascade,
    scenario_of_shock_alone,
    stress_scenario_yaml,
)

__all__ = ["CascadeScenariosDocument", "compose_cascade_scenarios"]

_FORMAT_VERSION = 1


@dataclass(frozen=True, slots=True)
class ScenarioFileView:
    """A scenario as a file that ``seawall stress --scenario`` reads."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class CascadeScenariosDocument:
    """A cascade, and its scenarios."""

    format_version: int
    asset: str
    shock_alone: ScenarioFileView
    with_cascade: ScenarioFileView
    cascade: CascadeDocument


def compose_cascade_scenarios(
    results: CascadeResults, *, asset: str, betas: Mapping[str, float] | None = None
) -> CascadeScenariosDocument:
    """Turn a path into its page and the texts of its scenarios.

    Parameters
    ----------
    results : CascadeResults
        One run of the workflow.
    asset : str
        Identifier of the market's asset in the portfolio file.
    betas : mapping of str to float, optional
        Of other assets to this one.
    """
    alone, whole = (
        make(results.path, asset=asset, betas=betas, is_simulated=results.is_simulated)
        for make in (scenario_of_shock_alone, scenario_from_cascade)
    )
    return CascadeScenariosDocument(_FORMAT_VERSION, asset, _file(alone), _file(whole), compose_cascade(results))


def _file(scenario: StressScenario) -> ScenarioFileView:
    return ScenarioFileView(scenario.id, scenario.title, stress_scenario_yaml(scenario))
