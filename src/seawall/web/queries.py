"""What may be asked of each document, with its bounds; the bounds are those of the commands, or narrower."""

from __future__ import annotations

import enum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

__all__ = [
    "AcfQuery",
    "BacktestQuery",
    "CapmQuery",
    "ForecastQuery",
    "FrontierQuery",
    "ModelsQuery",
    "NoQuery",
    "OptimizeQuery",
    "OptionQuery",
    "SimulationQuery",
    "VolatilityQuery",
    "WhatIfBody",
]

_MOST_STEPS_OF_PATHS = 20_000_000

Name = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9_.^=-]+$")]
Names = Annotated[list[Name], Field(min_length=2, max_length=60)]
Rate = Annotated[float, Field(ge=-1.0, le=1.0, description="Decimal a year.")]
Share = Annotated[float, Field(ge=-10.0, le=10.0, description="Share of the whole.")]
Method = Literal[
    "historical",
    "age-weighted",
    "volatility-scaled",
    "filtered",
    "filtered-factors",
    "normal",
    "student-t",
    "cornish-fisher",
    "ewma",
    "ewma-97",
    "garch",
    "t-copula",
    "pareto-tail",
]
Confidence = Annotated[float, Field(ge=0.5, le=0.999)]
Covariance = Literal["ledoit_wolf", "sample", "oracle_approximating", "ewma", "asynchronous"]
Mean = Literal["historical", "james_stein", "ewma"]
Transform = Literal["log-returns", "returns", "log", "difference", "level"]
Seed = Annotated[int, Field(ge=0, le=2**63 - 1)]


class _Query(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NoQuery(_Query):
    """Nothing to choose."""


class ModelsQuery(_Query):
    """VaR and ES by models."""

    methods: Annotated[list[Method], Field(min_length=1, max_length=13)] = ["historical"]
    confidence: Confidence | None = None
    horizon: Annotated[int, Field(ge=1, le=10)] = 1
    window: Annotated[int | None, Field(ge=100, le=10_000)] = None
    seed: Seed | None = None


class BacktestQuery(_Query):
    """Models judged by their past."""

    methods: Annotated[list[Method], Field(min_length=1, max_length=13)] = ["historical"]
    confidence: Confidence = 0.99
    window: Annotated[int, Field(ge=100, le=5_000)] = 500
    sessions: Annotated[int | None, Field(ge=50, le=5_000)] = None
    seed: Seed | None = None


class FrontierQuery(_Query):
    """Efficient portfolios."""

    risk_free_rate: Rate = 0.05
    low: Share = 0.0
    high: Share = 1.0
    assets: Names | None = None
    cash: Annotated[float, Field(ge=0.0, lt=1.0)] = 0.0
    points: Annotated[int, Field(ge=2, le=1_000)] = 10
    covariance: Covariance = "ledoit_wolf"
    mean: Mean = "historical"


class Aim(enum.StrEnum):
    """Objectives."""

    MAX_SHARPE = "max-sharpe"
    MIN_VOLATILITY = "min-volatility"
    EFFICIENT_RETURN = "efficient-return"
    EFFICIENT_RISK = "efficient-risk"
    MIN_SHORTFALL = "min-shortfall"
    RISK_PARITY = "risk-parity"
    HIERARCHICAL = "hierarchical"


class OptimizeQuery(_Query):
    """One portfolio by an objective."""

    objective: Aim = Aim.MAX_SHARPE
    risk_free_rate: Rate = 0.05
    low: Share | None = None
    high: Share | None = None
    assets: Names | None = None
    cash: Annotated[float, Field(ge=0.0, lt=1.0)] = 0.0
    target: Annotated[float | None, Field(ge=-10.0, le=10.0)] = None
    covariance: Covariance = "ledoit_wolf"
    mean: Mean = "historical"
    with_book: bool = False

    @model_validator(mode="after")
    def _both_bounds(self) -> Self:
        if (self.low is None) != (self.high is None):
            raise ValueError("low and high are given together, or neither")
        return self


class CapmQuery(_Query):
    """Assets against a market."""

    market: Name = "SPY"
    risk_free_rate: Rate = 0.05
    market_return: Annotated[float | None, Field(ge=-10.0, le=10.0)] = None
    assets: Annotated[list[Name] | None, Field(min_length=1, max_length=60)] = None


class SimulationQuery(_Query):
    """Geometric Brownian motion."""

    spot: Annotated[float, Field(gt=0.0, le=1e12)] = 97_420.0
    drift: Annotated[float, Field(ge=-10.0, le=10.0, description="Decimal a year.")] = 0.25
    volatility: Annotated[float, Field(ge=0.0, le=10.0, description="Decimal a year.")] = 0.72
    days: Annotated[int, Field(ge=1, le=3_650)] = 30
    paths: Annotated[int, Field(ge=100, le=200_000)] = 10_000
    seed: Seed = 7
    confidence: Confidence = 0.99
    method: Literal["pseudo_random", "antithetic", "sobol"] = "pseudo_random"

    @model_validator(mode="after")
    def _bounded_work(self) -> Self:
        if self.paths * self.days > _MOST_STEPS_OF_PATHS:
            raise ValueError(f"paths times days is at most {_MOST_STEPS_OF_PATHS:,}, was {self.paths * self.days:,}")
        return self


class OptionQuery(_Query):
    """One European option."""

    right: Literal["call", "put"] = "call"
    spot: Annotated[float, Field(gt=0.0, le=1e12)] = 97_420.0
    strike: Annotated[float, Field(gt=0.0, le=1e12)] = 100_000.0
    days: Annotated[float, Field(gt=0.0, le=36_500.0, description="Calendar days; a year has 365.")] = 30.0
    volatility: Annotated[float, Field(gt=0.0, le=10.0, description="Decimal a year.")] = 0.72
    rate: Annotated[float, Field(ge=-2.0, le=2.0, description="Decimal a year, continuously compounded.")] = 0.05
    dividend: Annotated[float, Field(ge=-2.0, le=2.0)] = 0.0


class ForecastQuery(_Query):
    """ARIMA forecast of a series."""

    series: Name
    transform: Transform | None = None
    steps: Annotated[int, Field(ge=1, le=60)] = 10
    criterion: Literal["aicc", "aic", "bic"] = "aicc"
    period: Annotated[int, Field(ge=1, le=52)] = 1


class AcfQuery(_Query):
    """Autocorrelations of a series."""

    series: Name
    transform: Transform | None = None
    lags: Annotated[int | None, Field(ge=1, le=500)] = None


class VolatilityQuery(_Query):
    """GARCH volatility of a series."""

    series: Name
    steps: Annotated[int, Field(ge=1, le=60)] = 10


class WhatIfBody(_Query):
    """Trades to try."""

    trades: Annotated[list[Annotated[str, Field(min_length=3, max_length=80)]], Field(min_length=1, max_length=10)]
