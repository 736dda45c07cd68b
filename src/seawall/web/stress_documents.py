"""Documents of stress: scenarios that are typed in beside those of the library, and what they may name."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from seawall.report import (
    ScenarioFactorsDocument,
    StatedScenarioDocument,
    StressSection,
    compose_document,
    compose_scenario_factors,
    compose_stated_scenario,
    document_json,
    section_json,
)
from seawall.scenarios import parse_stress_scenario
from seawall.web.desk import Desk
from seawall.web.document_route import DocumentRoute, NoQuery, Query
from seawall.workflows import run_risk_report, run_scenario_factors

__all__ = ["STRESS_DOCUMENTS"]

_ScenarioText = Annotated[
    str, Field(min_length=1, max_length=20_000, description="A scenario file, as it would stand on disk.")
]


class StressQuery(Query):
    """Scenarios to try."""

    scenarios: Annotated[list[_ScenarioText], Field(min_length=1, max_length=4)]


class ScenarioQuery(Query):
    """A scenario to read."""

    text: _ScenarioText


def _stress(desk: Desk, asked: StressQuery) -> str:
    """``seawall stress --scenario FILE … --json``, each file holding one of the texts."""
    names = ["typed in", *(f"typed in {number}" for number in range(2, len(asked.scenarios) + 1))]
    typed = [parse_stress_scenario(text, name=name) for text, name in zip(asked.scenarios, names, strict=True)]
    results = run_risk_report(
        desk.file,
        desk.source,
        as_of=desk.inputs.as_of,
        scenarios=typed,
        with_models=False,
        progress=desk.progress,
    )
    return section_json(compose_document(results), "stress")


def _scenario(_: Desk, asked: ScenarioQuery) -> str:
    """What ``seawall stress --scenario FILE`` reads in a file that holds the text."""
    return document_json(compose_stated_scenario(parse_stress_scenario(asked.text)))


def _factors(desk: Desk, _: NoQuery) -> str:
    """``seawall stress --factors --json``."""
    results = run_scenario_factors(desk.file, desk.source, as_of=desk.inputs.as_of, progress=desk.progress)
    return document_json(compose_scenario_factors(results))


STRESS_DOCUMENTS = (
    DocumentRoute("stress", "Scenarios that are typed in, beside those of the library", _stress, StressQuery,
                  StressSection, is_posted=True),
    DocumentRoute("scenario", "A scenario file, read", _scenario, ScenarioQuery, StatedScenarioDocument,
                  is_posted=True),
    DocumentRoute("scenario-factors", "What a stress scenario may name in the book", _factors,
                  document=ScenarioFactorsDocument),
)  # fmt: skip
