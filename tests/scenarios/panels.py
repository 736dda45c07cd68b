"""Return panels with known content, which the tests of scenario models share."""

from __future__ import annotations

import numpy as np

from seawall.core import FloatArray, Lineage
from seawall.market import FactorKind, ReturnKind, ReturnPanel, RiskFactor
from seawall.models import GarchFit, GarchKind, ResidualLaw

MADE = Lineage(method="closes", source="made", data_hash="0")


def panel_of(log_returns: FloatArray, symbols: tuple[str, ...] | None = None) -> ReturnPanel:
    """One-session simple returns with these log returns, on successive days from 2020-01-02."""
    columns = np.asarray(log_returns, dtype=np.float64)
    columns = columns[:, None] if columns.ndim == 1 else columns
    dates = np.datetime64("2020-01-02") + np.arange(len(columns))
    return ReturnPanel(
        symbols=symbols or tuple("ABCDEFGHIJ"[: columns.shape[1]]),
        dates=dates,
        returns=np.expm1(columns),
        kind=ReturnKind.SIMPLE,
        horizon_sessions=1,
        first_close=np.datetime64("2020-01-01"),
        sessions_per_year=365.0,
    )


def spots(*symbols: str) -> list[RiskFactor]:
    """One price factor per symbol."""
    return [RiskFactor(FactorKind.SPOT, symbol, symbol) for symbol in symbols]


def garch_returns(n: int, *, seed: int, omega: float, alpha: float, beta: float) -> tuple[FloatArray, FloatArray]:
    """Normal GARCH(1,1) returns, shape (n,), and their true volatility, shape (n + 1,), written out by hand."""
    draws = np.random.default_rng(seed).standard_normal(n)
    returns, variance = np.empty(n), np.empty(n + 1)
    variance[0] = omega / (1.0 - alpha - beta)
    for t in range(n):
        returns[t] = np.sqrt(variance[t]) * draws[t]
        variance[t + 1] = omega + alpha * returns[t] ** 2 + beta * variance[t]
    return returns, np.sqrt(variance)


def garch_fit(*, omega: float, alpha: float, gamma: float, beta: float, mean: float = 0.0) -> GarchFit:
    """Recursion with these parameters, started at its long-run variance, with an empty path of its own."""
    return GarchFit(
        kind=GarchKind.GJR,
        law=ResidualLaw.NORMAL,
        mean=mean,
        omega=omega,
        alpha=alpha,
        gamma=gamma,
        beta=beta,
        degrees_of_freedom=None,
        volatility=np.empty(0),
        next_volatility=1.0,
        residuals=np.empty(0),
        log_likelihood=0.0,
        backcast_variance=omega / (1.0 - alpha - 0.5 * gamma - beta),
    )
