"""Portfolios of least Expected Shortfall on scenarios of returns, and the frontier of return against it."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

import numpy as np
import numpy.typing as npt

from seawall.core import FloatArray, check_confidence, check_finite, check_shape, read_only
from seawall.errors import InputError, NumericalError
from seawall.measures import expected_shortfall, tail_size, value_at_risk
from seawall.optimize.bounds import WeightBounds, resolve_bounds
from seawall.optimize.constraints import Constraint, GrossLimit, TurnoverLimit, constraint_rows
from seawall.optimize.diagnosis import highest_return, infeasibility
from seawall.optimize.return_scenarios import ReturnScenarios
from seawall.optimize.sentences import return_too_high
from seawall.optimize.shortfall_programme import ShortfallProgramme, ShortfallSolution, ShortfallSolver, solver_from

__all__ = ["ShortfallAllocation", "minimum_shortfall", "shortfall_frontier"]

Bounds = WeightBounds | tuple[npt.ArrayLike, npt.ArrayLike]
# Relative: a target beyond the highest return by less is the highest return.
AT_THE_END = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class ShortfallAllocation:
    """A portfolio with its Expected Shortfall and the certificate that none has less.

    Attributes
    ----------
    names : tuple of str
        Assets.
    weights : FloatArray
        Shares, shape (n_assets,).
    expected_return : float
        Decimals over the span of a scenario.
    expected_shortfall, value_at_risk : float
        Of the weights on all scenarios, loss above zero, as :mod:`seawall.measures` defines them.
    confidence : float
        Of both.
    gap : float
        Expected Shortfall less the bound that the multipliers prove; rounding, some 1e-17.
    violation : float
        Largest excess over the total or a constraint; rounding.
    n_scenarios, active_scenarios : int
        In all, and with a row of their own in the programme.
    periods_per_year : float
        1 where a scenario spans a year.
    """

    names: tuple[str, ...]
    weights: FloatArray
    expected_return: float
    expected_shortfall: float
    value_at_risk: float
    confidence: float
    gap: float
    violation: float
    n_scenarios: int
    active_scenarios: int
    periods_per_year: float

    def __post_init__(self) -> None:
        """Freeze the weights."""
        object.__setattr__(self, "weights", read_only(self.weights))
        check_finite(check_shape(self.weights, "weights", (len(self.names),)), "weights")

    @property
    def by_name(self) -> dict[str, float]:
        """Weight of each asset."""
        return dict(zip(self.names, self.weights.tolist(), strict=True))


@dataclass(frozen=True, slots=True, eq=False)
class _Task:
    """Scenarios, bounds and constraints, and the programme that they become; its last row is the expected return."""

    scenarios: ReturnScenarios
    bounds: WeightBounds
    constraints: tuple[Constraint, ...]
    confidence: float
    programme: ShortfallProgramme

    def solver(self, target: float | None = None) -> ShortfallSolver:
        """For the target, started as near to equal weights as the bounds allow."""
        start = np.zeros(len(self.programme.lower))
        room = self.bounds.upper - self.bounds.lower
        missing = self.bounds.total - self.bounds.lower.sum()
        start[: len(room)] = self.bounds.lower + room * (missing / room.sum() if room.any() else 0.0)
        if target is None:
            return solver_from(self.programme, start)
        row_lower = self.programme.row_lower.copy()
        row_lower[-1] = target
        return solver_from(dataclasses.replace(self.programme, row_lower=row_lower), start)

    def solve(self, solver: ShortfallSolver, target: float | None) -> ShortfallAllocation:
        """Least Expected Shortfall at the target; raises in words where there is no portfolio."""
        if target is not None:
            solver.limit_row(len(self.programme.rows) - 1, lower=target, upper=np.inf)
        found = solver.solve()
        if found is None:
            self.explain(target)
        return self.allocation(found)

    def allocation(self, found: ShortfallSolution) -> ShortfallAllocation:
        """Record with figures measured on all scenarios."""
        weights = found.x[: len(self.scenarios.names)]
        losses = -(self.scenarios.returns @ weights)
        weighted = self.scenarios.design.weights
        shortfall = expected_shortfall(losses, confidence=self.confidence, weights=weighted)
        return ShortfallAllocation(
            names=self.scenarios.names,
            weights=weights,
            expected_return=float(weights @ self.scenarios.mean),
            expected_shortfall=shortfall,
            value_at_risk=value_at_risk(losses, confidence=self.confidence, weights=weighted),
            confidence=self.confidence,
            gap=shortfall - found.bound,
            violation=found.violation,
            n_scenarios=len(self.scenarios),
            active_scenarios=found.rows_used,
            periods_per_year=self.scenarios.periods_per_year,
        )

    def highest(self, target: float | None) -> tuple[float, float]:
        """Highest expected return, and the target brought down to it where it lies beyond by rounding."""
        best = highest_return(self.bounds, self.constraints, self.scenarios.mean)
        most = float(best @ self.scenarios.mean)
        if target is None:
            return most, most
        if not target <= most + AT_THE_END * float(np.abs(self.scenarios.mean).max()):
            raise InputError(return_too_high(self.scenarios.names, best, most, target))
        return most, min(target, most)

    def explain(self, target: float | None) -> NoReturn:
        """Raise what is in the way."""
        words = infeasibility(self.bounds, self.constraints)
        if words is not None:
            raise InputError(words)
        at = "" if target is None else f" at the return {target:g}"
        raise NumericalError(
            f"the simplex found no portfolio of {len(self.scenarios.names)} assets{at}, and no conflict explains it"
        )


def _task(scenarios: ReturnScenarios, bounds: Bounds, constraints: Sequence[Constraint], confidence: float) -> _Task:
    within = resolve_bounds(scenarios.names, bounds)
    share = float(tail_size(1, check_confidence(confidence)))
    rows = constraint_rows(within, constraints)
    n, helpers = len(within.names), rows.width - len(within.names)
    # a helper is one of the absolute values that its limit is the sum of
    most = np.repeat([each.limit for each in constraints if isinstance(each, TurnoverLimit | GrossLimit)], n)
    total = np.concatenate((np.ones(n), np.zeros(helpers)))
    mean = np.concatenate((scenarios.mean, np.zeros(helpers)))
    programme = ShortfallProgramme(
        losses=-scenarios.returns,
        probabilities=scenarios.probabilities,
        share=share,
        lower=np.concatenate((within.lower, np.zeros(helpers))),
        upper=np.concatenate((within.upper, most)),
        rows=np.vstack((total, rows.matrix, mean)),
        row_lower=np.concatenate(([within.total], np.full(len(rows.limit), -np.inf), [-np.inf])),
        row_upper=np.concatenate(([within.total], rows.limit, [np.inf])),
    )
    return _Task(scenarios, within, tuple(constraints), confidence, programme)


def minimum_shortfall(
    scenarios: ReturnScenarios,
    *,
    confidence: float,
    bounds: Bounds = (0.0, 1.0),
    constraints: Sequence[Constraint] = (),
    target_return: float | None = None,
) -> ShortfallAllocation:
    r"""Portfolio of least Expected Shortfall, exactly.

    .. math:: \min_w \mathrm{ES}_c(-R w), \quad 1'w = t, \quad l \le w \le u

    under linear constraints, and where asked for :math:`\mu'w \ge r`.

    Parameters
    ----------
    scenarios : ReturnScenarios
        Returns of the assets in each scenario.
    confidence : float
        In [0.5, 1).
    bounds : WeightBounds or tuple
        Least and largest weight; each a number for all assets, or one number per asset.
    constraints : sequence of Constraint
        Groups, factors, turnover, gross.
    target_return : float, optional
        Least expected return, decimals over the span of a scenario.

    Returns
    -------
    ShortfallAllocation
        With its certificate. Where several portfolios share the least Expected Shortfall, one of them.

    Raises
    ------
    InputError
        Where no portfolio meets the constraints: the smallest set that conflicts, and what to relax; where none earns
        the target: the highest return.

    Notes
    -----
    ES takes the loss at the boundary for the fraction of it that the tail still wants, as
    :func:`seawall.measures.expected_shortfall` does.

    References
    ----------
    Rockafellar, Uryasev, "Optimization of conditional value-at-risk", *Journal of Risk* 2 (2000).

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> returns = 0.01 * rng.standard_t(4, (1_000, 3)) * [1.0, 2.0, 4.0]
    >>> scenarios = ReturnScenarios(("SPY", "GLD", "BTC"), returns, periods_per_year=252.0)
    >>> least = minimum_shortfall(scenarios, confidence=0.95, bounds=(0.02, 0.9))
    >>> least.weights.round(3).tolist(), round(least.expected_shortfall, 5), abs(least.gap) < 1e-15
    ([0.694, 0.269, 0.036], 0.02783, True)
    """
    task = _task(scenarios, bounds, constraints, confidence)
    target = None if target_return is None else task.highest(target_return)[1]
    return task.solve(task.solver(target), target)


def shortfall_frontier(
    scenarios: ReturnScenarios,
    *,
    confidence: float,
    bounds: Bounds = (0.0, 1.0),
    constraints: Sequence[Constraint] = (),
    points: int = 20,
) -> tuple[ShortfallAllocation, ...]:
    """Portfolios of least Expected Shortfall at even steps of expected return, from the least of all to the highest.

    Each is found from the basis of the one before it.

    Parameters
    ----------
    scenarios : ReturnScenarios
        Returns of the assets in each scenario.
    confidence : float
        In [0.5, 1).
    bounds : WeightBounds or tuple
        Least and largest weight.
    constraints : sequence of Constraint
        Groups, factors, turnover, gross.
    points : int
        At least 2.

    Returns
    -------
    tuple of ShortfallAllocation
        Each with its certificate; Expected Shortfall never falls along it.

    Raises
    ------
    InputError
        Where no portfolio meets the constraints, or for fewer than 2 points.

    Examples
    --------
    >>> returns = 0.01 * np.random.default_rng(1).standard_t(4, (500, 3)) * [1.0, 2.0, 4.0] + [0.0, 0.0002, 0.001]
    >>> scenarios = ReturnScenarios(("SPY", "GLD", "BTC"), returns, periods_per_year=252.0)
    >>> frontier = shortfall_frontier(scenarios, confidence=0.95, points=3)
    >>> [round(each.expected_shortfall, 4) for each in frontier]
    [0.0262, 0.0603, 0.1327]
    """
    if points < 2:
        raise InputError(f"'points' must be at least 2, was {points!r}")
    task = _task(scenarios, bounds, constraints, confidence)
    solver = task.solver()
    first = task.solve(solver, None)
    highest, _ = task.highest(None)
    targets = np.linspace(first.expected_return, highest, points)[1:]
    return first, *(task.solve(solver, min(float(target), highest)) for target in targets)
