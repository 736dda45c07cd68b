"""A portfolio of risky assets with its cash: return, volatility, Sharpe ratio and losses of the whole."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seawall.core import FloatArray, check_between, check_finite, check_shape, read_only
from seawall.errors import InputError
from seawall.optimize.moments import AssetMoments

__all__ = ["WholePortfolio", "risky_target"]

# Weights and cash may miss 1 by the rounding of their sum.
UNIT_SUM = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class WholePortfolio:
    r"""Weights of risky assets, the rest in cash at the risk-free rate.

    .. math:: R = \mu'w + c r, \quad \sigma = \sqrt{w'\Sigma w}, \quad \mathrm{Sharpe} = (R - r) / \sigma

    Attributes
    ----------
    moments : AssetMoments
        Of the risky assets.
    weights : FloatArray
        Shares of the whole, shape (n_assets,).
    cash : float
        Share of the whole, in [0, 1); with the weights it sums to 1.
    risk_free_rate : float
        Decimals per period of the moments; what cash earns.

    Examples
    --------
    >>> from seawall.optimize import AssetMoments, ExpectedReturns, ReturnCovariance
    >>> moments = AssetMoments(
    ...     ("SPY", "TLT"),
    ...     ExpectedReturns(np.array([0.10, 0.04]), periods_per_year=1.0, method="stated"),
    ...     ReturnCovariance(np.array([[0.04, 0.0], [0.0, 0.01]]), periods_per_year=1.0, method="stated"),
    ... )
    >>> whole = WholePortfolio(moments, np.array([0.5, 0.4]), cash=0.1, risk_free_rate=0.02)
    >>> round(whole.expected_return, 4), round(whole.volatility, 4), round(whole.sharpe_ratio, 4)
    (0.068, 0.1077, 0.4457)
    """

    moments: AssetMoments
    weights: FloatArray
    cash: float
    risk_free_rate: float

    def __post_init__(self) -> None:
        """Freeze the weights; refuse shares that are not those of a whole."""
        object.__setattr__(self, "weights", read_only(self.weights))
        check_finite(check_shape(self.weights, "weights", (len(self.moments),)), "weights")
        check_between(self.cash, "cash", 0.0, 1.0)
        total = float(self.weights.sum()) + self.cash
        if not abs(total - 1.0) <= UNIT_SUM:
            raise InputError(f"'weights' and 'cash' must sum to 1, summed to {total!r}")

    @property
    def expected_return(self) -> float:
        """Decimals per period, with what cash earns."""
        return float(self.weights @ self.moments.mean) + self.cash * self.risk_free_rate

    @property
    def volatility(self) -> float:
        """Decimals per root period."""
        return float(np.sqrt(max(0.0, float(self.weights @ (self.moments.matrix @ self.weights)))))

    @property
    def sharpe_ratio(self) -> float | None:
        """Return above the risk-free rate over volatility; None without risk."""
        volatility = self.volatility
        return (self.expected_return - self.risk_free_rate) / volatility if volatility > 0.0 else None

    @property
    def volatility_shares(self) -> FloatArray:
        """Share of the volatility that each asset makes, shape (n_assets,); they sum to 1, or are 0 without risk."""
        parts: FloatArray = self.weights * (self.moments.matrix @ self.weights)
        total = float(parts.sum())
        return parts / total if total > 0.0 else np.zeros_like(parts)

    def losses(self, returns: FloatArray, *, sessions_per_year: float) -> FloatArray:
        """Loss of the whole in each scenario of asset returns, as a share of its value.

        Parameters
        ----------
        returns : FloatArray
            Simple returns of one session, shape (n_scenarios, n_assets).
        sessions_per_year : float
            Spreads what cash earns a year over the sessions; the moments must be annual.

        Returns
        -------
        FloatArray
            Shape (n_scenarios,), loss above zero.
        """
        earned: float = self.cash * self.risk_free_rate * self.moments.periods_per_year / sessions_per_year
        lost: FloatArray = -(returns @ self.weights) - earned
        return lost


def risky_target(target_return: float, *, cash: float, risk_free_rate: float, highest: float) -> float:
    """What the risky weights must earn for the whole to earn `target_return`.

    Parameters
    ----------
    target_return : float
        Of the whole, decimals per period.
    cash : float
        Share in cash.
    risk_free_rate : float
        What cash earns, decimals per period.
    highest : float
        Most that the risky weights can earn.

    Returns
    -------
    float
        Decimals per period.

    Raises
    ------
    InputError
        Where cash leaves too little; names the highest return of the whole.

    Examples
    --------
    >>> round(risky_target(0.06, cash=0.1, risk_free_rate=0.02, highest=0.1), 4)
    0.058
    """
    earned = cash * risk_free_rate
    if cash and target_return - earned > highest:
        raise InputError(
            f"'target_return' must be at most {highest + earned:.6g}, the highest expected return that the bounds and "
            f"{cash:g} in cash at {risk_free_rate:g} allow, was {target_return!r}"
        )
    return target_return - earned
