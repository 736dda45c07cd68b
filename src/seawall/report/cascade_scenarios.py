"""A cascade beside the two scenario files that come of it: the shock alone, and what forced orders make of it."""

from __future__ import annotations

from dataclasses import dataclass

from seawall.report.cascade import CascadeDocument, compose_cascade
from seawall.report.cascade_results import CascadeResults
from seawall.scenarios import StressScenario, stress_scenario_yaml

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
    results: CascadeResults, *, asset: str, shock_alone: StressScenario, with_cascade: StressScenario
) -> CascadeScenariosDocument:
    """Turn a path into its page and the texts of its scenarios.

    Parameters
    ----------
    results : CascadeResults
        One run of the workflow.
    asset : str
        Identifier of the market's asset in the portfolio file.
    shock_alone, with_cascade : StressScenario
        The shock without what it forces, and the whole path.
    """
    return CascadeScenariosDocument(
        format_version=_FORMAT_VERSION,
        asset=asset,
        shock_alone=_file(shock_alone),
        with_cascade=_file(with_cascade),
        cascade=compose_cascade(results),
    )


def _file(scenario: StressScenario) -> ScenarioFileView:
    return ScenarioFileView(scenario.id, scenario.title, stress_scenario_yaml(scenario))
