"""The answer of an optimiser: weights, what they promise, and how the answer was checked."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from seawall.core import FloatArray, check_finite, check_shape, read_only
from seawall.optimize.moments import AssetMoments

__all__ = ["Allocation", "Solver", "allocation_of"]


class Solver(StrEnum):
    """What found the portfolio."""

    CRITICAL_LINE = "critical line"
    QUADRATIC_PROGRAMME = "quadratic programme"


@dataclass(frozen=True, slots=True, eq=False)
class Allocation:
    """One portfolio with its figures and its certificate.

    Attributes
    ----------
    names : tuple of str
        Assets.
    weights : FloatArray
        Shares, shape (n_assets,); short below zero.
    expected_return : float
        Of the weights alone, decimals per period.
    volatility : float
        Decimals per root period.
    residual : float
        Largest violation of the conditions of optimality, relative to the terms they are made of; rounding is 1e-15.
    solver : Solver
        What found it.
    periods_per_year : float
        1 where return and volatility are annual.
    mean_method, covariance_method : str
        Estimators behind the moments.
    n_observations : int, optional
        Returns behind the covariance.
    risk_free_rate : float, optional
        Decimals per period, where the Sharpe ratio was asked for.
    """

    names: tuple[str, ...]
    weights: FloatArray
    expected_return: float
    volatility: float
    residual: float
    solver: Solver
    periods_per_year: float
    mean_method: str
    covariance_method: str
    n_observations: int | None = None
    risk_free_rate: float | None = None

    def __post_init__(self) -> None:
        """Freeze the weights."""
        object.__setattr__(self, "weights", read_only(self.weights))
        check_finite(check_shape(self.weights, "weights", (len(self.names),)), "weights")

    @property
    def by_name(self) -> dict[str, float]:
        """Weight of each asset."""
        return dict(zip(self.names, self.weights.tolist(), strict=True))

    @property
    def sharpe_ratio(self) -> float | None:
        """Return above the risk-free rate per unit of volatility; None without a rate, or without risk.

        What the weights leave of 1 is cash at the risk-free rate, and what they exceed it by is borrowed at that rate.
        """
        if self.risk_free_rate is None or self.volatility == 0.0:
            return None
        return (self.expected_return - self.risk_free_rate * float(self.weights.sum())) / self.volatility


def allocation_of(
    moments: AssetMoments,
    weights: FloatArray,
    *,
    residual: float,
    solver: Solver,
    risk_free_rate: float | None = None,
) -> Allocation:
    """Record of `weights`, with return and volatility by the given moments.

    Parameters
    ----------
    moments : AssetMoments
        Of the same assets.
    weights : FloatArray
        Shape (n_assets,).
    residual : float
        Certificate.
    solver : Solver
        What found the weights.
    risk_free_rate : float, optional
        Decimals per period.

    Returns
    -------
    Allocation
        With the methods that the moments name.
    """
    return Allocation(
        names=moments.names,
        weights=weights,
        expected_return=float(weights @ moments.mean),
        volatility=float(np.sqrt(max(0.0, float(weights @ (moments.matrix @ weights))))),
        residual=residual,
        solver=solver,
        periods_per_year=moments.periods_per_year,
        mean_method=moments.expected_returns.method,
        covariance_method=moments.covariance.method,
        n_observations=moments.covariance.n_observations,
        risk_free_rate=risk_free_rate,
    )
