r"""Quadratic programmes: solved by an interior point, sharpened on the constraints it found to bind, and certified.

.. math:: \min_x \tfrac12 x'Hx + f'x, \quad Ax = b, \quad Gx \le h, \quad l \le x \le u
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seawall.core import FloatArray

__all__ = ["Programme", "Solution", "solve_programme"]

PRECISION = 1e-11
# Residual up to which an answer is one; the interior point alone leaves about 1e-9.
ACCEPTED = 1e-7
# What lies closer to its limit than this, relative to its multiplier, binds.
BINDING = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Programme:
    """The arrays of the formula above; a side of a bound may be infinite."""

    curvature: FloatArray
    slope: FloatArray
    equal: FloatArray
    equal_to: FloatArray
    rows: FloatArray
    limit: FloatArray
    lower: FloatArray
    upper: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """Point, multipliers and certificate.

    Attributes
    ----------
    x : FloatArray
        The point.
    equal, rows : FloatArray
        Multipliers of equations and rows.
    residual : float
        Largest step that any condition of optimality still asks for, in units of the scaled problem.
    """

    x: FloatArray
    equal: FloatArray
    rows: FloatArray
    residual: float


def solve_programme(programme: Programme) -> Solution | None:
    """Solve; None where no point was found, which as a rule means that there is none.

    Parameters
    ----------
    programme : Programme
        Convex; scaled so that curvature and constraints are of size 1.

    Returns
    -------
    Solution or None
        With its residual, at most 1e-7 and 1e-15 as a rule.
    """
    rough = _interior_point(programme)
    if rough is None:
        return None
    sharp = _sharpened(programme, rough)
    best = sharp if sharp is not None and sharp.residual < rough.residual else rough
    return best if best.residual <= ACCEPTED else None


def _interior_point(programme: Programme) -> Solution | None:
    import piqp

    solver = piqp.DenseSolver()
    settings = solver.settings
    settings.eps_abs = settings.eps_rel = settings.eps_duality_gap_abs = settings.eps_duality_gap_rel = PRECISION
    settings.max_iter = 500
    fortran = np.asfortranarray
    solver.setup(
        fortran(programme.curvature),
        programme.slope,
        fortran(programme.equal),
        programme.equal_to,
        fortran(programme.rows),
        np.full(len(programme.limit), -np.inf),
        programme.limit,
        programme.lower,
        programme.upper,
    )
    solver.solve()
    found = solver.result
    x, equal, rows = (np.array(each, dtype=np.float64) for each in (found.x, found.y, found.z_u))
    if not (np.isfinite(x).all() and np.isfinite(equal).all() and np.isfinite(rows).all()):
        return None
    x = np.clip(x, programme.lower, programme.upper)
    return Solution(x, equal, rows, _residual(programme, x, equal, rows))


def _gradient(programme: Programme, x: FloatArray, equal: FloatArray, rows: FloatArray) -> FloatArray:
    slope: FloatArray = programme.curvature @ x + programme.slope + programme.equal.T @ equal + programme.rows.T @ rows
    return slope


def _residual(programme: Programme, x: FloatArray, equal: FloatArray, rows: FloatArray) -> float:
    """Projected steps of the point and of the multipliers; all vanish exactly where the point is optimal."""
    step = x - np.clip(x - _gradient(programme, x, equal, rows), programme.lower, programme.upper)
    slack = programme.limit - programme.rows @ x
    worst = [np.abs(step).max(initial=0.0), np.abs(programme.equal @ x - programme.equal_to).max(initial=0.0)]
    worst.append(np.abs(np.minimum(slack, rows)).max(initial=0.0))
    return float(max(worst) / max(1.0, float(np.abs(x).max())))


def _sharpened(programme: Programme, rough: Solution) -> Solution | None:
    """The point that meets exactly what binds at the rough one, by one linear system."""
    gradient = _gradient(programme, rough.x, rough.equal, rough.rows)
    at_lower = rough.x - programme.lower <= BINDING * gradient
    at_upper = (programme.upper - rough.x <= -BINDING * gradient) & ~at_lower
    binding = programme.limit - programme.rows @ rough.x <= BINDING * rough.rows
    x = np.where(at_lower, programme.lower, np.where(at_upper, programme.upper, rough.x))
    free = ~(at_lower | at_upper)
    stacked = np.vstack((programme.equal, programme.rows[binding]))
    wanted = np.concatenate((programme.equal_to, programme.limit[binding]))
    k, m = int(free.sum()), len(stacked)
    system = np.zeros((k + m, k + m))
    system[:k, :k] = programme.curvature[np.ix_(free, free)]
    system[:k, k:], system[k:, :k] = stacked[:, free].T, stacked[:, free]
    fixed = np.where(free, 0.0, x)
    right = np.concatenate((-(programme.slope + programme.curvature @ fixed)[free], wanted - stacked @ fixed))
    # least squares from the rough point: a singular system keeps what it does not determine
    start = np.concatenate((rough.x[free], rough.equal, rough.rows[binding]))
    solved = start + np.linalg.lstsq(system, right - system @ start, rcond=None)[0]
    x[free] = solved[:k]
    if (x < programme.lower - PRECISION).any() or (x > programme.upper + PRECISION).any():
        return None
    x = np.clip(x, programme.lower, programme.upper)
    equal, rows = solved[k : k + len(programme.equal)], np.zeros(len(programme.limit))
    rows[binding] = solved[k + len(programme.equal) :]
    return Solution(x, equal, rows, _residual(programme, x, equal, rows))
