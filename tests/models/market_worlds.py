"""Simulated markets for the tests of betas: fat tails, moving volatility, and residuals that remember."""

from __future__ import annotations

import numpy as np

from seawall.core import FloatArray


def world(n: int, k: int, *, seed: int, memory: float = 0.3) -> tuple[FloatArray, FloatArray]:
    """Returns of k assets with betas from -0.5 to 2, and of their market."""
    rng = np.random.default_rng(seed)
    spread = np.exp(0.5 * np.sin(np.arange(n) / 40.0))
    market = 0.0003 + 0.01 * spread * rng.standard_t(5, n)
    noise = 0.012 * rng.standard_t(5, (n, k)) * spread[:, None]
    for t in range(1, n):
        noise[t] += memory * noise[t - 1]
    return np.linspace(-0.5, 2.0, k) * market[:, None] + noise, market
