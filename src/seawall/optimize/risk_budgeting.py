r"""Portfolios in which each asset makes a stated share of the volatility; equal shares are risk parity.

Shares :math:`b_i` are met where the convex function

.. math:: \tfrac12 y' \Sigma y - \sum_i b_i \ln y_i

is least: there :math:`y_i (\Sigma y)_i = b_i`, and scaling y to the total changes no share. For a positive definite
covariance this is the only portfolio of long positions with these shares. So bounds cannot be met by moving along: they
hold at it, or no portfolio has these shares within them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from seawall.core import FloatArray, check_finite, check_shape, check_unique, read_only
from seawall.errors import InputError, NumericalError
from seawall.optimize.bounds import WeightBounds, resolve_bounds
from seawall.optimize.moments import ReturnCovariance

__all__ = ["RiskBudgetAllocation", "risk_budget_portfolio"]

MOST_STEPS = 200
# Largest miss of a share of the variance.
ACCEPTED = 1e-12
# Budgets may miss 1 by the rounding of their sum, and weights their bounds by theirs.
UNIT_SUM = 1e-9
# Of the decrease that the slope promises.
ARMIJO = 0.25


@dataclass(frozen=True, slots=True, eq=False)
class RiskBudgetAllocation:
    """A portfolio with the share of the volatility that each asset makes.

    Attributes
    ----------
    names : tuple of str
        Assets.
    weights : FloatArray
        Above zero, shape (n_assets,).
    budgets, contributions : FloatArray
        Shares of the volatility that were asked for, and that the weights have; sum 1.
    volatility : float
        Decimals per root period.
    periods_per_year : float
        1 where the volatility is annual.
    covariance_method : str
        Estimator behind it.
    """

    names: tuple[str, ...]
    weights: FloatArray
    budgets: FloatArray
    contributions: FloatArray
    volatility: float
    periods_per_year: float
    covariance_method: str

    def __post_init__(self) -> None:
        """Freeze the arrays."""
        for name in ("weights", "budgets", "contributions"):
            object.__setattr__(self, name, read_only(getattr(self, name)))

    @property
    def by_name(self) -> dict[str, float]:
        """Weight of each asset."""
        return dict(zip(self.names, self.weights.tolist(), strict=True))

    @property
    def residual(self) -> float:
        """Largest miss of a budget."""
        return float(np.abs(self.contributions - self.budgets).max())


def risk_budget_portfolio(
    covariance: ReturnCovariance,
    *,
    names: Sequence[str],
    budgets: npt.ArrayLike | None = None,
    bounds: WeightBounds | tuple[npt.ArrayLike, npt.ArrayLike] = (0.0, 1.0),
) -> RiskBudgetAllocation:
    r"""Long portfolio whose assets make stated shares of its volatility.

    .. math:: \frac{w_i (\Sigma w)_i}{w' \Sigma w} = b_i

    Parameters
    ----------
    covariance : ReturnCovariance
        Positive definite.
    names : sequence of str
        Assets.
    budgets : array-like, optional
        Shares, shape (n_assets,), each above 0, sum 1; equal by default, which is risk parity.
    bounds : WeightBounds or tuple
        Checked, not steered to: the portfolio is the only one with these shares.

    Returns
    -------
    RiskBudgetAllocation
        With the shares that were reached, within 1e-12.

    Raises
    ------
    InputError
        For budgets that are no shares, or where the portfolio lies outside the bounds: names the asset and its weight.
    NumericalError
        Where the shares are not reached, as for a covariance that is singular.

    References
    ----------
    Maillard, Roncalli, Teïletche, "The properties of equally weighted risk contribution portfolios", *Journal of
    Portfolio Management* 36 (2010). Spinu, "An algorithm for computing risk parity weights" (2013).

    Examples
    --------
    >>> covariance = ReturnCovariance(np.diag([0.01, 0.04, 0.16]), periods_per_year=1.0, method="stated")
    >>> parity = risk_budget_portfolio(covariance, names=("TLT", "SPY", "BTC"))
    >>> parity.weights.round(4).tolist(), parity.contributions.round(4).tolist()
    ([0.5714, 0.2857, 0.1429], [0.3333, 0.3333, 0.3333])
    """
    names = tuple(check_unique(tuple(names), "names"))
    n = len(names)
    check_shape(covariance.matrix, "covariance", (n, n))
    within = resolve_bounds(names, bounds)
    if within.total <= 0.0:
        raise InputError(f"'total' of a risk budget must be above 0, was {within.total!r}")
    shares = np.full(n, 1.0 / n) if budgets is None else _checked(budgets, n)
    deviations = np.sqrt(covariance.matrix.diagonal())
    if not (deviations > 0.0).all():
        raise NumericalError(f"{names[int(np.argmin(deviations))]!r} has no variance, so it can make no share of it")
    scaled = _least_barrier(covariance.matrix / np.outer(deviations, deviations), shares)
    weights = scaled / deviations
    weights *= within.total / weights.sum()
    _check_inside(within, weights)
    variances = weights * (covariance.matrix @ weights)
    if not variances.sum() > 0.0:
        raise NumericalError(f"the covariance of {n} assets is singular: a portfolio of long positions has no risk")
    found = RiskBudgetAllocation(
        names=names,
        weights=weights,
        budgets=shares,
        contributions=variances / variances.sum(),
        volatility=float(np.sqrt(variances.sum())),
        periods_per_year=covariance.periods_per_year,
        covariance_method=covariance.method,
    )
    if not found.residual <= ACCEPTED:
        raise NumericalError(
            f"risk budgets of {n} assets were missed by up to {found.residual:.1e}; the covariance may be singular"
        )
    return found


def _checked(budgets: npt.ArrayLike, n: int) -> FloatArray:
    shares = check_finite(check_shape(np.asarray(budgets, dtype=np.float64), "budgets", (n,)), "budgets")
    if not (shares > 0.0).all():
        place = int(np.argmin(shares))
        raise InputError(f"'budgets' must be above 0, was {shares[place]!r} at {place}; leave that asset out instead")
    if abs(float(shares.sum()) - 1.0) > UNIT_SUM:
        raise InputError(f"'budgets' must sum to 1, summed to {float(shares.sum())!r}")
    unit: FloatArray = shares / shares.sum()
    return unit


def _least_barrier(correlation: FloatArray, shares: FloatArray) -> FloatArray:
    """Newton's method with steps that stay positive and lower the function, until they are rounding."""
    from scipy.linalg import LinAlgError, cho_factor, cho_solve

    def value(x: FloatArray) -> float:
        return float(0.5 * x @ (correlation @ x) - shares @ np.log(x))

    x = np.sqrt(shares)
    x /= np.sqrt(x @ (correlation @ x)) or 1.0
    best, least = x, np.inf
    for _ in range(MOST_STEPS):
        product = correlation @ x
        miss = float(np.abs(x * product - shares).max())
        if miss < least:
            best, least = x, miss
        elif least < ACCEPTED:
            break
        gradient = product - shares / x
        try:
            factor = cho_factor(correlation + np.diag(shares / x**2))
        except LinAlgError:
            break
        step = -cho_solve(factor, gradient)
        slope, length = float(gradient @ step), 1.0
        while (x + length * step <= 0.0).any():
            length *= 0.5
        here = value(x)
        # near the optimum the decrease drowns in rounding, and the full step is the right one
        while length > 1e-10 and -slope > ACCEPTED and value(x + length * step) > here + ARMIJO * length * slope:
            length *= 0.5
        x = x + length * step
    return best


def _check_inside(bounds: WeightBounds, weights: FloatArray) -> None:
    below, above = bounds.lower - weights, weights - bounds.upper
    outside = np.maximum(below, above)
    place = int(np.argmax(outside))
    if outside[place] <= UNIT_SUM:
        return
    side = f"at least {bounds.lower[place]:g}" if below[place] > above[place] else f"at most {bounds.upper[place]:g}"
    raise InputError(
        f"only one long portfolio has these risk budgets, and in it {bounds.names[place]!r} weighs "
        f"{weights[place]:.6g}, which the bounds want {side}; widen the bounds or change the budgets"
    )
