"""What the tests of simulated scenarios share: models by hand, panels of known returns, and errors between batches."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from seawall.core import FloatArray, Lineage
from seawall.market import FactorKind, ReturnKind, ReturnPanel, RiskFactor
from seawall.scenarios import GeometricBrownianMotion, ScenarioSet

MADE = Lineage(method="stated", source="test", data_hash="0")
HELD = RiskFactor(FactorKind.RATE, "USD")


def spots(count: int) -> tuple[RiskFactor, ...]:
    return tuple(RiskFactor(FactorKind.SPOT, f"A{i}", f"A{i}") for i in range(count))


def covariance(count: int, *, seed: int = 1, scale: float = 0.02) -> FloatArray:
    """A covariance matrix without structure."""
    loadings = np.random.default_rng(seed).standard_normal((count, count + 2)) * scale / np.sqrt(count)
    matrix = loadings @ loadings.T
    return np.asarray(0.5 * (matrix + matrix.T))


def brownian(count: int, *, seed: int = 1, drift: float = 0.0, scale: float = 0.02) -> GeometricBrownianMotion:
    return GeometricBrownianMotion(
        spots(count), np.full(count, drift), covariance(count, seed=seed, scale=scale), MADE, (HELD,)
    )


def panel(log_returns: FloatArray) -> ReturnPanel:
    """One-session simple returns of symbols A0, A1, ..."""
    n = len(log_returns)
    return ReturnPanel(
        symbols=tuple(f"A{i}" for i in range(log_returns.shape[1])),
        dates=np.datetime64("2020-01-02") + np.arange(n),
        returns=np.expm1(log_returns),
        kind=ReturnKind.SIMPLE,
        horizon_sessions=1,
        first_close=np.datetime64("2020-01-01"),
        sessions_per_year=252.0,
    )


def log_moves(scenarios: ScenarioSet) -> FloatArray:
    """Log moves of the factors that move, shape (n_scenarios, n_moving)."""
    moving = len(scenarios.factors) - len(scenarios.held_constant)
    return np.asarray(np.log1p(scenarios.shocks[:, :moving]))


def errors_over_seeds(estimate: Callable[[int], FloatArray], true: FloatArray, seeds: int) -> FloatArray:
    """Mean miss of an estimate over seeds, in its own standard errors."""
    found = np.array([estimate(seed) for seed in range(seeds)])
    return np.asarray((found.mean(axis=0) - true) / (found.std(axis=0, ddof=1) / np.sqrt(seeds)))
