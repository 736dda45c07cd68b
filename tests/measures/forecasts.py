"""Forecasts of models that are known to be right or wrong."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri

from seawall.core import FloatArray, Lineage
from seawall.measures import ForecastRecord, law_tail

LINEAGE = Lineage(method="test forecasts", source="tests", data_hash="0" * 16, simulated=True)


def normal_shortfall(confidence: float) -> float:
    """Closed form: phi(z) / (1 - c)."""
    return float(np.exp(-0.5 * ndtri(confidence) ** 2) / np.sqrt(2.0 * np.pi)) / (1.0 - confidence)


def normal_record(
    losses: FloatArray,
    volatility: FloatArray | float,
    *,
    confidence: float = 0.99,
    model: str = "normal",
    shortfall_factor: float = 1.0,
) -> ForecastRecord:
    """Forecasts of a normal law of mean 0 and the volatility given; its ES and tail may be stretched."""
    n = len(losses)
    scale = np.broadcast_to(np.asarray(volatility, dtype=np.float64), (n,))
    tail = law_tail(normal_shortfall, confidence=confidence) * shortfall_factor
    return ForecastRecord(
        model=model,
        dates=np.datetime64("2020-01-01") + np.arange(n),
        losses=losses,
        value_at_risk=ndtri(confidence) * scale,
        expected_shortfall=tail.mean() * scale,
        tail_losses=np.outer(scale, tail),
        confidence=confidence,
        window_sessions=1,
        lineage=LINEAGE,
    )


def garch_losses(generator: np.random.Generator, n: int) -> tuple[FloatArray, FloatArray]:
    """Losses of a normal GARCH(1,1) of unconditional variance 1, and the volatility they were drawn with."""
    noise = generator.standard_normal(n + 200)
    variance = np.ones(n + 200)
    for t in range(1, n + 200):
        variance[t] = 0.05 + (0.10 * noise[t - 1] ** 2 + 0.85) * variance[t - 1]
    volatility = np.sqrt(variance[200:])
    return volatility * noise[200:], volatility
