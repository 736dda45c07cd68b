"""Mean-variance portfolios under linear constraints: groups, factors, turnover, leverage; by quadratic programmes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

import numpy as np
import numpy.typing as npt

from seawall.core import FloatArray
from seawall.errors import InputError, NumericalError
from seawall.optimize.allocation import Allocation, Solver, allocation_of
from seawall.optimize.bounds import WeightBounds, resolve_bounds
from seawall.optimize.constraints import Constraint, Rows, constraint_rows
from seawall.optimize.diagnosis import highest_return, infeasibility
from seawall.optimize.moments import AssetMoments
from seawall.optimize.quadratic import Programme, Solution, solve_programme
from seawall.optimize.sentences import no_excess_return, return_too_high, volatility_too_low

__all__ = ["efficient_return", "efficient_risk", "max_sharpe", "minimum_volatility", "penalised_portfolio"]

Bounds = WeightBounds | tuple[npt.ArrayLike, npt.ArrayLike]
# Relative: a target beyond the end of what is possible by less is the end.
AT_THE_END = 1e-9
# Of the mean volatility: less is none.
RISKLESS = 1e-7


@dataclass(frozen=True, slots=True, eq=False)
class _Task:
    """Moments in units in which the mean variance and the largest mean are 1, with bounds and rows."""

    moments: AssetMoments
    bounds: WeightBounds
    constraints: tuple[Constraint, ...]
    rows: Rows
    covariance: FloatArray
    mean: FloatArray
    variance_unit: float
    mean_unit: float

    def padded(self, weights: FloatArray) -> FloatArray:
        """A row over weights and helpers."""
        row = np.zeros(self.rows.width)
        row[: len(weights)] = weights
        return row

    def solve(self, *, slope: FloatArray, equal: FloatArray, equal_to: FloatArray) -> Solution:
        """Least half variance plus `slope` times weights; raises in words where there is no portfolio."""
        n, helpers = len(self.mean), self.rows.width - len(self.mean)
        curvature = np.zeros((self.rows.width, self.rows.width))
        curvature[:n, :n] = self.covariance
        found = solve_programme(
            Programme(
                curvature=curvature,
                slope=slope,
                equal=np.vstack((self.padded(np.ones(n)), equal)),
                equal_to=np.concatenate(([self.bounds.total], equal_to)),
                rows=self.rows.matrix,
                limit=self.rows.limit,
                lower=np.concatenate((self.bounds.lower, np.zeros(helpers))),
                upper=np.concatenate((self.bounds.upper, np.full(helpers, np.inf))),
            )
        )
        if found is None:
            self.explain("the quadratic programme")
        return found

    def explain(self, what: str) -> NoReturn:
        """Raise what is in the way."""
        words = infeasibility(self.bounds, self.constraints)
        if words is not None:
            raise InputError(words)
        raise NumericalError(f"{what} over {len(self.mean)} assets did not reach a certified optimum; {self.state()}")

    def state(self) -> str:
        """What may make the numbers hard."""
        values = np.linalg.eigvalsh(self.covariance)
        return f"eigenvalues of the covariance, in mean variances, run from {values[0]:.2g} to {values[-1]:.2g}"


def _task(moments: AssetMoments, bounds: Bounds, constraints: Sequence[Constraint]) -> _Task:
    within = resolve_bounds(moments.names, bounds)
    variance_unit = float(moments.matrix.diagonal().mean()) or 1.0
    mean_unit = float(np.abs(moments.mean).max()) or 1.0
    return _Task(
        moments,
        within,
        tuple(constraints),
        constraint_rows(within, constraints),
        moments.matrix / variance_unit,
        moments.mean / mean_unit,
        variance_unit,
        mean_unit,
    )


def _answer(task: _Task, solution: Solution, *, risk_free_rate: float | None = None) -> Allocation:
    return allocation_of(
        task.moments,
        solution.x[: len(task.mean)],
        residual=solution.residual,
        solver=Solver.QUADRATIC_PROGRAMME,
        risk_free_rate=risk_free_rate,
    )


def _least_variance(task: _Task) -> Solution:
    none = np.zeros((0, task.rows.width))
    return task.solve(slope=np.zeros(task.rows.width), equal=none, equal_to=np.zeros(0))


def _at_return(task: _Task, target: float) -> Solution:
    """Least variance at exactly the return `target`, in units of the task."""
    return task.solve(
        slope=np.zeros(task.rows.width), equal=task.padded(task.mean)[None, :], equal_to=np.array([target])
    )


def penalised_portfolio(moments: AssetMoments, bounds: Bounds, *, multiplier: float) -> Allocation:
    """Portfolio of least half variance less `multiplier` times expected return: one point of the critical line.

    Parameters
    ----------
    moments : AssetMoments
        Expected returns and covariance.
    bounds : WeightBounds or tuple
        Least and largest weight.
    multiplier : float
        Lambda, at least 0.

    Returns
    -------
    Allocation
        By a quadratic programme.
    """
    task = _task(moments, bounds, ())
    weight = multiplier * task.mean_unit / task.variance_unit
    scale = max(1.0, weight)
    shrunk = _Task(
        moments, task.bounds, (), task.rows, task.covariance / scale, task.mean, task.variance_unit, task.mean_unit
    )
    none = np.zeros((0, task.rows.width))
    return _answer(shrunk, shrunk.solve(slope=-weight / scale * task.mean, equal=none, equal_to=np.zeros(0)))


def minimum_volatility(
    moments: AssetMoments, *, bounds: Bounds = (0.0, 1.0), constraints: Sequence[Constraint] = ()
) -> Allocation:
    """Portfolio of least volatility under linear constraints.

    Parameters
    ----------
    moments : AssetMoments
        Expected returns and covariance.
    bounds : WeightBounds or tuple
        Least and largest weight; each a number for all assets, or one number per asset.
    constraints : sequence of Constraint
        Groups, factors, turnover, gross.

    Returns
    -------
    Allocation
        With its certificate.

    Raises
    ------
    InputError
        Where no portfolio meets the constraints: the smallest set that conflicts, and what to relax.

    Examples
    --------
    >>> from seawall.optimize import AssetMoments, ExpectedReturns, GroupLimit, ReturnCovariance
    >>> moments = AssetMoments(
    ...     ("BTC", "ETH", "SPY"),
    ...     ExpectedReturns(np.array([0.3, 0.3, 0.08]), periods_per_year=1.0, method="stated"),
    ...     ReturnCovariance(np.diag([0.36, 0.64, 0.03]), periods_per_year=1.0, method="stated"),
    ... )
    >>> coins = GroupLimit("coins", ("BTC", "ETH"), lower=0.25)
    >>> minimum_volatility(moments, constraints=[coins]).weights.round(4).tolist()
    [0.16, 0.09, 0.75]
    """
    task = _task(moments, bounds, constraints)
    return _answer(task, _least_variance(task))


def efficient_return(
    moments: AssetMoments,
    *,
    target_return: float,
    bounds: Bounds = (0.0, 1.0),
    constraints: Sequence[Constraint] = (),
) -> Allocation:
    """Least volatility among portfolios that are expected to earn at least `target_return`.

    Parameters
    ----------
    moments : AssetMoments
        Expected returns and covariance.
    target_return : float
        Decimals per period of the moments.
    bounds : WeightBounds or tuple
        Least and largest weight.
    constraints : sequence of Constraint
        Groups, factors, turnover, gross.

    Returns
    -------
    Allocation
        With its certificate.

    Raises
    ------
    InputError
        Where no portfolio meets the constraints, or none of those earns the target; names the highest return.
    """
    task = _task(moments, bounds, constraints)
    least = _least_variance(task)
    if task.mean @ least.x[: len(task.mean)] >= target_return / task.mean_unit:
        return _answer(task, least)
    best = highest_return(task.bounds, task.constraints, moments.mean)
    highest = float(best @ moments.mean)
    if target_return > highest + AT_THE_END * task.mean_unit:
        raise InputError(return_too_high(moments.names, best, highest, target_return))
    return _answer(task, _at_return(task, min(target_return, highest) / task.mean_unit))


def efficient_risk(
    moments: AssetMoments,
    *,
    target_volatility: float,
    bounds: Bounds = (0.0, 1.0),
    constraints: Sequence[Constraint] = (),
) -> Allocation:
    """Highest expected return among portfolios of at most `target_volatility`.

    Parameters
    ----------
    moments : AssetMoments
        Expected returns and covariance.
    target_volatility : float
        Decimals per root period of the moments.
    bounds : WeightBounds or tuple
        Least and largest weight.
    constraints : sequence of Constraint
        Groups, factors, turnover, gross.

    Returns
    -------
    Allocation
        With its certificate.

    Raises
    ------
    InputError
        Where no portfolio meets the constraints, or each of those is riskier; names the least volatility.
    """
    from scipy.optimize import brentq

    task = _task(moments, bounds, constraints)
    n, wanted = len(task.mean), target_volatility / math.sqrt(task.variance_unit)

    def volatility(x: FloatArray) -> float:
        return math.sqrt(max(0.0, float(x[:n] @ task.covariance @ x[:n])))

    least = _least_variance(task)
    if not wanted >= volatility(least.x) * (1.0 - AT_THE_END):
        raise InputError(volatility_too_low(volatility(least.x) * math.sqrt(task.variance_unit), target_volatility))
    best = highest_return(task.bounds, task.constraints, moments.mean)
    low, high = float(task.mean @ least.x[:n]), float(best @ task.mean)
    top = _at_return(task, high)
    if high <= low or wanted >= volatility(top.x):
        return _answer(task, top)
    if wanted <= volatility(least.x):
        return _answer(task, least)
    # the least volatility at a return rises with the return, and is smooth but for a few corners
    target = brentq(lambda r: volatility(_at_return(task, r).x) - wanted, low, high, xtol=1e-14, rtol=1e-14)
    return _answer(task, _at_return(task, target))


def max_sharpe(
    moments: AssetMoments,
    *,
    risk_free_rate: float,
    bounds: Bounds = (0.0, 1.0),
    constraints: Sequence[Constraint] = (),
) -> Allocation:
    r"""Highest Sharpe ratio under linear constraints.

    With :math:`y = \kappa w` and the excess return of y fixed at 1, the ratio is highest where y'Σy is least; every
    constraint, and not only the homogeneous ones, is multiplied by :math:`\kappa`.

    Parameters
    ----------
    moments : AssetMoments
        Expected returns and covariance.
    risk_free_rate : float
        Decimals per period of the moments.
    bounds : WeightBounds or tuple
        Least and largest weight.
    constraints : sequence of Constraint
        Groups, factors, turnover, gross.

    Returns
    -------
    Allocation
        With the rate, and so with its Sharpe ratio.

    Raises
    ------
    InputError
        Where no portfolio meets the constraints, or none of those earns more than the rate.
    NumericalError
        Where a portfolio without risk earns more than the rate, so that the ratio has no bound.

    References
    ----------
    Cornuéjols, Tütüncü, *Optimization Methods in Finance* (2007), section 8.2.
    """
    task = _task(moments, bounds, constraints)
    n, total = len(task.mean), task.bounds.total
    best = highest_return(task.bounds, task.constraints, moments.mean - risk_free_rate)
    excess = moments.mean - risk_free_rate
    highest = float(best @ excess)
    if not highest > 0.0:
        raise InputError(no_excess_return(moments, best, risk_free_rate))
    # one more variable, kappa; the excess return is measured in units of the highest
    slack = task.rows
    lower, upper = task.bounds.lower, task.bounds.upper
    rows = np.vstack(
        (
            np.column_stack((slack.matrix, -slack.limit)),
            np.column_stack((np.eye(n, slack.width), -upper)),
            np.column_stack((-np.eye(n, slack.width), lower)),
        )
    )
    width = slack.width + 1
    curvature = np.zeros((width, width))
    curvature[:n, :n] = task.covariance
    equal = np.zeros((2, width))
    equal[0, :n], equal[0, -1] = 1.0, -total
    equal[1, :n] = excess / highest
    found = solve_programme(
        Programme(
            curvature=curvature,
            slope=np.zeros(width),
            equal=equal,
            equal_to=np.array([0.0, 1.0]),
            rows=rows,
            limit=np.zeros(len(rows)),
            lower=np.concatenate((np.full(n, -np.inf), np.zeros(width - n))),
            upper=np.full(width, np.inf),
        )
    )
    if found is None or not found.x[-1] > 0.0:
        task.explain("the quadratic programme of the Sharpe ratio")
    weights = np.clip(found.x[:n] / found.x[-1], lower, upper)
    variance = float(found.x[:n] @ task.covariance @ found.x[:n]) / found.x[-1] ** 2
    if variance <= RISKLESS**2:
        raise NumericalError(
            f"a portfolio without risk is expected to earn more than the risk-free rate of {risk_free_rate:g}: "
            "the Sharpe ratio has no bound; raise the rate, or look at the covariance"
        )
    return allocation_of(
        moments,
        weights,
        residual=found.residual,
        solver=Solver.QUADRATIC_PROGRAMME,
        risk_free_rate=risk_free_rate,
    )
