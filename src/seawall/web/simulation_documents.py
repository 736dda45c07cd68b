"""Documents of simulated prices."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from seawall.report import SimulationDocument, compose_simulation, document_json
from seawall.scenarios import PathMethod
from seawall.web.desk import Desk
from seawall.web.document_route import DocumentRoute, Query
from seawall.web.query_fields import Confidence, Seed
from seawall.workflows import run_gbm_simulation

__all__ = ["SIMULATION_DOCUMENTS"]

_MOST_STEPS_OF_PATHS = 400_000_000
_MOST_STEPS_OF_POINTS = 200_000_000
"""Of Sobol paths, which are held whole, a sixteenth of them at once."""


class SimulationQuery(Query):
    """Geometric Brownian motion."""

    spot: Annotated[float, Field(gt=0.0, le=1e12)] = 97_420.0
    drift: Annotated[float, Field(ge=-10.0, le=10.0, description="Decimal a year.")] = 0.25
    volatility: Annotated[float, Field(ge=0.0, le=10.0, description="Decimal a year.")] = 0.72
    days: Annotated[int, Field(ge=1, le=3_650)] = 30
    paths: Annotated[int, Field(ge=100, le=200_000)] = 10_000
    seed: Seed = 7
    confidence: Confidence = 0.99
    method: PathMethod = PathMethod.PSEUDO_RANDOM

    @model_validator(mode="after")
    def _bounded_work(self) -> Self:
        most = _MOST_STEPS_OF_POINTS if self.method is PathMethod.SOBOL else _MOST_STEPS_OF_PATHS
        if self.paths * self.days > most:
            raise ValueError(f"paths times days is at most {most:,}, was {self.paths * self.days:,}")
        return self


def _simulation(desk: Desk, asked: SimulationQuery) -> str:
    """``seawall simulate gbm --json``."""
    results = run_gbm_simulation(
        spot=asked.spot,
        drift_annual=asked.drift,
        volatility_annual=asked.volatility,
        days=asked.days,
        paths=asked.paths,
        seed=asked.seed,
        confidence=asked.confidence,
        method=asked.method,
        progress=desk.progress,
    )
    return document_json(compose_simulation(results))


SIMULATION_DOCUMENTS = (
    DocumentRoute("simulation", "Geometric Brownian motion", _simulation, SimulationQuery, SimulationDocument),
)
