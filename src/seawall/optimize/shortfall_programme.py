r"""Least Expected Shortfall over a polytope, exactly, on the few scenarios that decide it.

.. math::

    \min_{x, \alpha} \; \alpha + \frac{1}{1 - c} \sum_s p_s \max(0, \; \ell_s \cdot x - \alpha),
    \quad l \le x \le u, \; a \le A x \le b

As a linear programme this has a row and a column for each scenario (Rockafellar and Uryasev). But a scenario far below
:math:`\alpha` adds nothing, and one far above it adds a linear term; only those near :math:`\alpha` need their own row.
Both simplifications can only lower the optimum. So the programme is solved with a band of scenarios around the
:math:`\alpha` of a start; scenarios that turn out to be on the wrong side get their row, and the simplex goes on from
where it stands. When none is on the wrong side, the answer is that of the whole programme.

The start is the answer for every fourth scenario, which is found in the same way.

The certificate does not rest on the solver: the weights of the tail and the multipliers of the rows, clipped to what
their signs allow, give a lower bound on what any x can reach (weak duality), and the gap to it is reported.

References
----------
Rockafellar, Uryasev, "Optimization of conditional value-at-risk", *Journal of Risk* 2 (2000).
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

import numpy as np

from seawall.core import FloatArray, IntArray
from seawall.errors import NumericalError

__all__ = ["ShortfallProgramme", "ShortfallSolution", "ShortfallSolver", "solver_from"]

# Scenarios with a row of their own at the start, as shares of the tail that is counted from the largest loss.
BAND = 0.7, 1.4
COARSER = 4
# A coarser sample is worth its time while this many of its scenarios are in the tail.
FEWEST_IN_TAIL = 30
# In mean absolute losses: a scenario this far on the wrong side of alpha is on it.
ON_THE_LINE = 1e-11
FEASIBILITY = 1e-10
# Rows added in one step, in bands or variables.
MOST_AT_ONCE = 2
OUTSIDE, IN_BAND, IN_TAIL = 0, 1, 2


@dataclass(frozen=True, slots=True, eq=False)
class ShortfallProgramme:
    """The arrays of the formula above; a side of a row may be infinite, a bound may not.

    Attributes
    ----------
    losses : FloatArray
        Loss of one unit of each of the first n variables, shape (n_scenarios, n); the others lose nothing.
    probabilities : FloatArray
        Shape (n_scenarios,), sum 1.
    share : float
        1 - c.
    lower, upper : FloatArray
        Bounds of the variables, shape (n_variables,).
    rows : FloatArray
        Shape (n_rows, n_variables).
    row_lower, row_upper : FloatArray
        Shape (n_rows,).
    """

    losses: FloatArray
    probabilities: FloatArray
    share: float
    lower: FloatArray
    upper: FloatArray
    rows: FloatArray
    row_lower: FloatArray
    row_upper: FloatArray

    def every(self, stride: int) -> ShortfallProgramme:
        """The same on every so many scenarios."""
        chosen = self.probabilities[::stride]
        return dataclasses.replace(self, losses=self.losses[::stride], probabilities=chosen / chosen.sum())


@dataclass(frozen=True, slots=True, eq=False)
class ShortfallSolution:
    """Point and certificate.

    Attributes
    ----------
    x : FloatArray
        Shape (n_variables,), within its bounds.
    bound : float
        No point has less Expected Shortfall, by the multipliers.
    violation : float
        Largest excess over a side of a row.
    rows_used : int
        Scenarios that had a row of their own.
    """

    x: FloatArray
    bound: float
    violation: float
    rows_used: int


class ShortfallSolver:
    """One programme with its active scenarios and the basis of the simplex, which later questions start from.

    Parameters
    ----------
    programme : ShortfallProgramme
        With at least one point; bounded.
    start : FloatArray
        Point near which the active scenarios are looked for, shape (n_variables,).
    """

    def __init__(self, programme: ShortfallProgramme, start: FloatArray) -> None:
        # in units in which the mean absolute loss is 1, the tolerances of the solver mean something
        self._unit = float(np.abs(programme.losses).mean()) or 1.0
        self._whole = programme
        self._losses = programme.losses / self._unit
        self._costs = programme.probabilities / programme.share
        self._side = np.full(len(self._losses), OUTSIDE)
        self._rows: list[IntArray] = []
        self._signs: list[FloatArray] = []
        self._model = _new_model()
        self._build(start)

    def limit_row(self, row: int, *, lower: float, upper: float) -> None:
        """Move the sides of a row of the programme."""
        row_lower, row_upper = self._whole.row_lower.copy(), self._whole.row_upper.copy()
        row_lower[row], row_upper[row] = lower, upper
        self._whole = dataclasses.replace(self._whole, row_lower=row_lower, row_upper=row_upper)
        self._model.changeRowBounds(row, lower, upper)

    def solve(self) -> ShortfallSolution | None:
        """Solve; None where the constraints leave no point.

        Returns
        -------
        ShortfallSolution or None
            With its certificate.

        Raises
        ------
        NumericalError
            When the simplex stops for any other reason.
        """
        import highspy

        width = len(self._whole.lower)
        while True:
            self._model.run()
            status = self._model.getModelStatus()
            if status in {highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible}:
                return None
            if status != highspy.HighsModelStatus.kOptimal:
                raise NumericalError(
                    f"least Expected Shortfall over {self._losses.shape[1]} variables and {len(self._losses)} "
                    f"scenarios: the simplex ended with {self._model.modelStatusToString(status)!r}"
                )
            values = np.array(self._model.getSolution().col_value)
            x, alpha = values[:width], values[width]
            above = self._losses @ x[: self._losses.shape[1]] - alpha
            wrong = self._most_wrong(above)
            if not len(wrong):
                return self._certified(x)
            self._activate(wrong)

    def _most_wrong(self, above: FloatArray) -> IntArray:
        """Scenarios on the wrong side of alpha, the furthest first where they are many: a far point misjudges most."""
        wrong = np.flatnonzero(
            ((self._side == OUTSIDE) & (above > ON_THE_LINE)) | ((self._side == IN_TAIL) & (above < -ON_THE_LINE))
        )
        most = MOST_AT_ONCE * max(len(self._rows[0]), self._losses.shape[1])
        return wrong if len(wrong) <= most else wrong[np.argpartition(-np.abs(above[wrong]), most)[:most]]

    def _build(self, start: FloatArray) -> None:
        whole, (n, width) = self._whole, (self._losses.shape[1], len(self._whole.lower))
        order = np.argsort(-(self._losses @ start[:n]), kind="stable")
        reached = np.cumsum(self._costs[order])
        first, last = (int(np.searchsorted(reached, each)) for each in BAND)
        self._side[order[:first]] = IN_TAIL
        tail = self._costs * (self._side == IN_TAIL)
        costs = np.zeros(width + 1)
        costs[:n], costs[width] = tail @ self._losses, 1.0 - tail.sum()
        lower, upper = np.append(whole.lower, -np.inf), np.append(whole.upper, np.inf)
        self._model.addCols(width + 1, costs, lower, upper, 0, *_no_entries())
        for row, low, high in zip(whole.rows, whole.row_lower, whole.row_upper, strict=True):
            places = np.flatnonzero(row).astype(np.int32)
            self._model.addRow(low, high, len(places), places, row[places])
        self._activate(order[first : last + 1])

    def _activate(self, scenarios: IntArray) -> None:
        """Give scenarios a row and a column of their own.

        Outside, the column is what the loss exceeds alpha by. In the tail, whose excess is counted in the costs
        already, it is what the loss falls short of alpha by; so no cost changes and the basis stays dual feasible.
        """
        count, n, width = len(scenarios), self._losses.shape[1], len(self._whole.lower)
        first = self._model.getNumCol()
        signs = np.where(self._side[scenarios] == IN_TAIL, -1.0, 1.0)
        self._model.addCols(count, self._costs[scenarios], np.zeros(count), np.full(count, np.inf), 0, *_no_entries())
        values, places = np.empty((count, n + 2)), np.empty((count, n + 2), dtype=np.int32)
        values[:, :n] = signs[:, np.newaxis] * self._losses[scenarios]
        values[:, n], values[:, n + 1] = -signs, -1.0
        places[:, :n], places[:, n], places[:, n + 1] = np.arange(n), width, first + np.arange(count)
        starts = np.arange(count, dtype=np.int32) * (n + 2)
        nothing = np.full(count, -np.inf)
        self._model.addRows(count, nothing, np.zeros(count), values.size, starts, places.ravel(), values.ravel())
        self._side[scenarios] = IN_BAND
        self._rows.append(scenarios)
        self._signs.append(signs)

    def _certified(self, x: FloatArray) -> ShortfallSolution:
        whole, n = self._whole, self._losses.shape[1]
        x = np.clip(x, whole.lower, whole.upper)
        duals = np.array(self._model.getSolution().row_dual)
        scenarios, signs = np.concatenate(self._rows), np.concatenate(self._signs)
        tail = self._costs * (self._side == IN_TAIL)
        tail[scenarios] = np.where(signs < 0.0, self._costs[scenarios], 0.0) - signs * duals[len(whole.rows) :]
        tail = np.clip(tail, 0.0, self._costs)
        tail /= tail.sum()
        multipliers = duals[: len(whole.rows)]
        sides = np.where(multipliers > 0.0, whole.row_lower, whole.row_upper)
        multipliers = np.where(np.isfinite(sides), multipliers, 0.0)
        slope = -multipliers @ whole.rows
        slope[:n] += tail @ self._losses
        ends = np.where(slope > 0.0, whole.lower, whole.upper)
        bound = float(multipliers @ np.where(np.isfinite(sides), sides, 0.0) + slope @ ends)
        reached = whole.rows @ x
        excess = np.maximum(whole.row_lower - reached, reached - whole.row_upper)
        return ShortfallSolution(x, bound * self._unit, max(0.0, float(excess.max(initial=0.0))), len(scenarios))


def solver_from(programme: ShortfallProgramme, start: FloatArray) -> ShortfallSolver:
    """Solver whose active scenarios were looked for near the answers of coarser samples.

    Parameters
    ----------
    programme : ShortfallProgramme
        Of any size.
    start : FloatArray
        Shape (n_variables,); need not meet the constraints.

    Returns
    -------
    ShortfallSolver
        Not yet run on the whole.
    """
    strides = [COARSER]
    while programme.share * len(programme.losses) / strides[-1] >= FEWEST_IN_TAIL:
        strides.append(strides[-1] * COARSER)
    for stride in reversed(strides[:-1]):
        if not programme.probabilities[::stride].any():
            continue
        found = ShortfallSolver(programme.every(stride), start).solve()
        if found is None:
            break
        start = found.x
    return ShortfallSolver(programme, start)


def _no_entries() -> tuple[IntArray, IntArray, FloatArray]:
    return np.array([], dtype=np.int32), np.array([], dtype=np.int32), np.array([])


def _new_model() -> Any:
    import highspy

    solver: Any = highspy.Highs

    def begin(model: Any) -> Any:
        # the constructor's own first call, at which 1.16.0 prints its name into whatever is written to standard output
        model.setOptionValue("output_flag", False)
        return solver.enableCallbacks(model)

    model = type("QuietHighs", (solver,), {"enableCallbacks": begin})()
    model.setOptionValue("output_flag", False)
    model.setOptionValue("solver", "simplex")
    # a presolved model would have to be built again at every step
    model.setOptionValue("presolve", "off")
    model.setOptionValue("threads", 1)
    model.setOptionValue("primal_feasibility_tolerance", FEASIBILITY)
    model.setOptionValue("dual_feasibility_tolerance", FEASIBILITY)
    return model
