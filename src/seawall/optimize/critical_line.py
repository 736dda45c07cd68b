"""The exact efficient frontier within bounds, by the critical line algorithm.

Each turning point carries a certificate: the conditions of optimality, checked on the portfolio as it is. Where one
fails, the rest of the frontier is solved as quadratic programmes, and the result says how many of its portfolios are.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from seawall.core import FloatArray
from seawall.optimize import critical_line_kernels as kernels
from seawall.optimize.bounds import WeightBounds, resolve_bounds
from seawall.optimize.frontier import EfficientFrontier
from seawall.optimize.mean_risk import penalised_portfolio
from seawall.optimize.moments import AssetMoments

__all__ = ["efficient_frontier"]

# Portfolios that take the place of what could not be certified.
FALLBACK_PORTFOLIOS = 50
# Small problems of a process after which waking the compiler has paid.
WAKE_AFTER = 100

_short_runs = 0


def efficient_frontier(
    moments: AssetMoments, *, bounds: WeightBounds | tuple[npt.ArrayLike, npt.ArrayLike] = (0.0, 1.0)
) -> EfficientFrontier:
    r"""All efficient portfolios within bounds: the turning points, between which they are straight lines.

    .. math:: \min_w \tfrac12 w'\Sigma w - \lambda \mu'w, \quad 1'w = t, \quad l \le w \le u

    for all :math:`\lambda` from infinity down to zero.

    Parameters
    ----------
    moments : AssetMoments
        Expected returns and covariance.
    bounds : WeightBounds or tuple
        Least and largest weight; each a number for all assets, or one number per asset. The total is 1, unless made
        otherwise by :func:`seawall.optimize.weight_bounds`.

    Returns
    -------
    EfficientFrontier
        From the highest return down to the least volatility.

    Raises
    ------
    InputError
        Where bounds cross or leave no portfolio; says what would.

    References
    ----------
    Markowitz, "The optimization of a quadratic function subject to linear constraints", *Naval Research Logistics
    Quarterly* 3 (1956). Bailey, López de Prado, "An open-source implementation of the critical-line algorithm for
    portfolio optimization", *Algorithms* 6 (2013). Terlaky, Zhang, "Pivot rules for linear programming", *Annals of
    Operations Research* 46 (1993), on rules that cannot cycle.

    Examples
    --------
    >>> from seawall.optimize import AssetMoments, ExpectedReturns, ReturnCovariance
    >>> moments = AssetMoments(
    ...     ("SPY", "TLT"),
    ...     ExpectedReturns(np.array([0.08, 0.03]), periods_per_year=1.0, method="stated"),
    ...     ReturnCovariance(np.array([[0.04, -0.01], [-0.01, 0.02]]), periods_per_year=1.0, method="stated"),
    ... )
    >>> efficient_frontier(moments).minimum_volatility().weights.round(12).tolist()
    [0.375, 0.625]
    """
    within = resolve_bounds(moments.names, bounds)
    only = within.only
    if only is not None:
        volatility = np.sqrt(np.array([max(0.0, float(only @ moments.matrix @ only))]))
        return EfficientFrontier(moments, within, only[None, :], volatility, np.zeros(1), np.zeros(1), exact=1)
    capacity = 4 * len(moments) + 40
    while True:
        status, count, path = _traced(moments, within, capacity)
        if status != kernels.FULL:
            break
        capacity *= 4
    weights, volatilities, multipliers, residuals = path
    certified = EfficientFrontier(moments, within, weights, volatilities, multipliers, residuals, exact=count)
    return certified if status == kernels.TRACED else _completed(certified)


def _traced(moments: AssetMoments, bounds: WeightBounds, capacity: int) -> tuple[int, int, tuple[FloatArray, ...]]:
    """Run the loop; how it ended, how many turning points, and their weights, volatilities, multipliers, residuals."""
    n = len(moments)
    is_compiled = _is_compiled(n)
    deviation = np.sqrt(moments.matrix.diagonal())
    problem = kernels.Problem(
        covariance=_flat(moments.matrix, is_compiled),
        deviation=_flat(deviation, is_compiled),
        mean=_flat(moments.mean, is_compiled),
        lower=_flat(bounds.lower, is_compiled),
        upper=_flat(bounds.upper, is_compiled),
        width=_flat(bounds.upper - bounds.lower, is_compiled),
        order=_flat(np.argsort(-moments.mean, kind="stable"), is_compiled),
        lower_gradient=_flat(moments.matrix @ bounds.lower, is_compiled),
        total=bounds.total,
        shift=float(deviation @ deviation) / n or 1.0,
    )
    decimals, places = _blank(is_compiled)
    state = kernels.blank_state(n, decimals, places)
    path = kernels.Path(decimals(capacity * n), *(decimals(capacity) for _ in range(4)))
    run = kernels.compiled_path() if is_compiled else kernels.trace_path
    status, count = run(problem, state, path)
    weights = np.asarray(path.weights[: count * n]).reshape(count, n)
    columns = (np.asarray(each[:count]) for each in (path.variance, path.multiplier, path.residual))
    variances, multipliers, residuals = columns
    return status, count, (weights, np.sqrt(np.maximum(variances, 0.0)), multipliers, residuals)


def _is_compiled(n: int) -> bool:
    """Whether to run machine code: both forms give the same bytes, so only time decides."""
    global _short_runs  # noqa: PLW0603 - a count that no result depends on
    if n >= kernels.SHORT or kernels.compiled_path.cache_info().currsize:
        return True
    _short_runs += 1
    return _short_runs > WAKE_AFTER


def _flat(values: npt.NDArray[Any], is_compiled: bool) -> Any:
    flat = np.ascontiguousarray(values).ravel()
    return flat if is_compiled else flat.tolist()


def _blank(is_compiled: bool) -> tuple[Callable[[int], Any], Callable[[int], Any]]:
    """Makers of decimals and of whole numbers, all zero."""
    if is_compiled:
        return np.zeros, lambda size: np.zeros(size, dtype=np.int64)
    return lambda size: [0.0] * size, lambda size: [0] * size


def _completed(certified: EfficientFrontier) -> EfficientFrontier:
    """The certified part of a frontier, and quadratic programmes from there down to lambda = 0."""
    moments, bounds, count = certified.moments, certified.bounds, len(certified)
    if count:
        top = float(certified.multipliers[-1])
    else:
        # Above this lambda no gradient of the variance outweighs the smallest difference of means.
        steps = np.diff(np.unique(moments.mean))
        largest = float(np.abs(np.concatenate((bounds.lower, bounds.upper))).max())
        gradient = largest * float(np.abs(moments.matrix).sum(axis=1).max())
        top = 2.0 * gradient / float(steps.min()) if len(steps) else 0.0
    shares = np.linspace(1.0, 0.0, FALLBACK_PORTFOLIOS + 1)[1 if count else 0 :] ** 3
    added = [penalised_portfolio(moments, bounds, multiplier=top * share) for share in shares]
    return EfficientFrontier(
        moments,
        bounds,
        np.vstack((certified.weights, *(portfolio.weights[None, :] for portfolio in added))),
        np.concatenate((certified.volatilities, [portfolio.volatility for portfolio in added])),
        np.concatenate((certified.multipliers, top * shares)),
        np.concatenate((certified.residuals, [portfolio.residual for portfolio in added])),
        exact=count,
    )
