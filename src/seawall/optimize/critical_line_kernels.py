r"""The critical line, from the highest return down to the least variance: one loop, plain or compiled.

Along the efficient frontier of

.. math:: \min_w \tfrac12 w'\Sigma w - \lambda \mu'w, \quad 1'w = t, \quad l \le w \le u

the portfolio is a straight line in :math:`\lambda` as long as the same assets are free, that is, off their bounds. Free
assets F and the multiplier of the budget follow from one linear system, whose matrix is held as the Cholesky factor of

.. math:: M = \Sigma_{FF} + \rho 11',

which changes no portfolio, since :math:`1'w` is fixed, and is positive definite exactly when the portfolio is unique.
The next turning point is where the first free asset reaches a bound or the first gradient of a bound asset changes
sign. Portfolio and gradient are intercept plus slope times :math:`\lambda`, made anew at each turning point, so errors
do not add up along the path.

All arrays are flat. Given lists, the loop runs as it stands, which for few assets is faster than waking the compiler;
given arrays, it is compiled. What is compiled stands in this one file, because the compiler's cache notices only edits
of the file that holds the loop.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from seawall.core import compile_loop

__all__ = [
    "CYCLED",
    "FULL",
    "SHORT",
    "TRACED",
    "UNCERTIFIED",
    "Path",
    "Problem",
    "State",
    "blank_state",
    "compiled_path",
    "trace_path",
]

# With fewer assets than this the loop runs as plain Python; which of the two runs depends on the number alone.
SHORT = 24

TRACED, CYCLED, FULL, UNCERTIFIED = range(4)
AT_LOWER, AT_UPPER, FREE = range(3)

# Relative residual of the optimality conditions up to which a turning point counts as certified; rounding leaves 1e-15.
CERTIFIED = 1e-10
# Two events whose lambdas differ relatively by less are one turning point.
TIE = 1e-12
# Slopes that are smaller than this share of their terms are rounding.
ROUNDING = 1e-14
# Share of its own variance that an asset must add to the free ones; below, their system would be singular.
DEPENDENT = 1e-13
# Changes of the free set after which factor and gradient are made anew.
REFRESH = 64
REFINEMENTS = 3
# Where volatility vanishes, accuracy is relative to this share: of the average asset, or of the riskiest turning point.
SMALL = 1e-3
# Distinct artificial means for assets that tie at the highest return: multiples of the golden ratio, modulo one.
GOLDEN = 0.6180339887498949


class Problem(NamedTuple):
    """What is given: flat lists or flat arrays, all of one kind."""

    covariance: Any  # n * n, row by row
    deviation: Any  # n, root of the diagonal
    mean: Any  # n
    lower: Any  # n
    upper: Any  # n
    width: Any  # n, upper less lower
    order: Any  # n, by mean from the highest down
    lower_gradient: Any  # n, covariance times lower
    total: float
    shift: float  # rho


class State(NamedTuple):
    """Where the path stands. Entries marked p are by place among the free assets, all others by asset."""

    status: Any
    movable: Any  # 1 where the asset may leave its bound
    blocked: Any  # 1 where it depends linearly on the free assets
    free: Any  # p, which asset
    factor: Any  # n * n, upper triangle R of M = R'R, by p
    bound_gradient: Any  # covariance times the portfolio with free assets at their lower bounds
    drift: Any  # means in use
    unit: Any  # p, M^-1 1
    tilt: Any  # p, M^-1 of the free means
    pull: Any  # p, M^-1 of the free bound gradient
    height: Any  # p, weight above the lower bound at lambda = 0
    slope: Any  # p, its change with lambda
    gradient: Any  # of the Lagrangian at lambda = 0
    gradient_slope: Any  # its change with lambda
    event: Any  # lambda at which the asset changes its state, -1 for never
    sizes: Any  # number of free assets, changes since the last refresh
    levels: Any  # slack, budget multiplier, its slope, reference mean, size below which slopes are rounding,
    #        largest undiversified volatility so far, span of the means in use


class Path(NamedTuple):
    """Turning points, written as they are found."""

    weights: Any  # capacity * n
    multiplier: Any  # lambda
    mean: Any
    variance: Any
    residual: Any


def blank_state(n: int, decimals: Callable[[int], Any], places: Callable[[int], Any]) -> State:
    """Room for a path over `n` assets, made by two makers of zeros."""
    return State(
        status=places(n),
        movable=places(n),
        blocked=places(n),
        free=places(n + 1),
        factor=decimals(n * n),
        bound_gradient=decimals(n),
        drift=decimals(n),
        unit=decimals(n),
        tilt=decimals(n),
        pull=decimals(n),
        height=decimals(n),
        slope=decimals(n),
        gradient=decimals(n),
        gradient_slope=decimals(n),
        event=decimals(n),
        sizes=places(2),
        levels=decimals(7),
    )


def solve(factor: Any, n: int, k: int, x: Any) -> None:
    """Overwrite `x` by M^-1 x, by two triangular systems."""
    for p in range(k):
        row = p * n
        x[p] /= factor[row + p]
        pivot = x[p]
        for q in range(p + 1, k):
            x[q] -= factor[row + q] * pivot
    for p in range(k - 1, -1, -1):
        row = p * n
        rest = x[p]
        for q in range(p + 1, k):
            rest -= factor[row + q] * x[q]
        x[p] = rest / factor[row + p]


def extend_factor(problem: Any, state: Any, asset: int) -> bool:
    """Add a column for `asset`; False, and nothing done, where it depends linearly on the free assets."""
    n, k = len(problem.mean), state.sizes[0]
    column, row = state.pull, asset * n
    for p in range(k):
        column[p] = problem.covariance[row + state.free[p]] + problem.shift
    rest = own = problem.covariance[row + asset] + problem.shift
    for p in range(k):
        column[p] /= state.factor[p * n + p]
        pivot = column[p]
        rest -= pivot * pivot
        for q in range(p + 1, k):
            column[q] -= state.factor[p * n + q] * pivot
    if not rest > DEPENDENT * own:
        return False
    for p in range(k):
        state.factor[p * n + k] = column[p]
    state.factor[k * n + k] = math.sqrt(rest)
    state.free[k] = asset
    state.sizes[0] = k + 1
    return True


def shrink_factor(n: int, state: Any, place: int) -> None:
    """Take the free asset at `place` out, and turn the factor back into a triangle by Givens rotations."""
    k, factor = state.sizes[0], state.factor
    for p in range(place, k - 1):
        state.free[p] = state.free[p + 1]
    for p in range(k):
        for q in range(max(place, p - 1), k - 1):
            factor[p * n + q] = factor[p * n + q + 1]
    for p in range(place, k - 1):
        row, below = p * n, (p + 1) * n
        a, b = factor[row + p], factor[below + p]
        length = math.sqrt(a * a + b * b)
        cosine, sine = a / length, b / length
        for q in range(p, k - 1):
            upper, lower = factor[row + q], factor[below + q]
            factor[row + q] = cosine * upper + sine * lower
            factor[below + q] = cosine * lower - sine * upper
    state.sizes[0] = k - 1


def refresh(problem: Any, state: Any) -> None:
    """Make factor and bound gradient anew."""
    n, k = len(problem.mean), state.sizes[0]
    state.sizes[0] = state.sizes[1] = 0
    for p in range(k):
        if not extend_factor(problem, state, state.free[p]):
            # it has become dependent by rounding; the certificate judges what this costs
            state.status[state.free[p]] = AT_LOWER
    for i in range(n):
        state.bound_gradient[i] = problem.lower_gradient[i]
    for i in range(n):
        if state.status[i] == AT_UPPER:
            add_row(problem, i, problem.width[i], state.bound_gradient)


def add_row(problem: Any, asset: int, amount: float, into: Any) -> None:
    """Add the gradient that `amount` of one asset makes."""
    n = len(problem.mean)
    row = asset * n
    for i in range(n):
        into[i] += amount * problem.covariance[row + i]


def add_free_rows(problem: Any, state: Any) -> None:
    """Add what the free assets make of both gradients: three rows in one pass, since memory is what takes the time."""
    n, k = len(problem.mean), state.sizes[0]
    covariance, gradient, gradient_slope = problem.covariance, state.gradient, state.gradient_slope
    for p in range(0, k - 2, 3):
        a, b, c = state.free[p] * n, state.free[p + 1] * n, state.free[p + 2] * n
        height_a, height_b, height_c = state.height[p], state.height[p + 1], state.height[p + 2]
        slope_a, slope_b, slope_c = state.slope[p], state.slope[p + 1], state.slope[p + 2]
        for i in range(n):
            in_a, in_b, in_c = covariance[a + i], covariance[b + i], covariance[c + i]
            gradient[i] += height_a * in_a + height_b * in_b + height_c * in_c
            gradient_slope[i] += slope_a * in_a + slope_b * in_b + slope_c * in_c
    for p in range(k - k % 3, k):
        add_row(problem, state.free[p], state.height[p], gradient)
        add_row(problem, state.free[p], state.slope[p], gradient_slope)


def solve_lines(problem: Any, state: Any) -> None:
    """Portfolio and gradient as lines in lambda, for the free set as it is."""
    n, k = len(problem.mean), state.sizes[0]
    reference = state.drift[state.free[0]]
    slack = problem.total
    for i in range(n):
        slack -= problem.lower[i]
        if state.status[i] == AT_UPPER:
            slack -= problem.width[i]
    for p in range(k):
        i = state.free[p]
        state.unit[p] = 1.0
        state.tilt[p] = state.drift[i] - reference
        state.pull[p] = state.bound_gradient[i]
    for x in (state.unit, state.tilt, state.pull):
        solve(state.factor, n, k, x)
    units = tilts = pulls = 0.0
    for p in range(k):
        units += state.unit[p]
        tilts += state.tilt[p]
        pulls += state.pull[p]
    budget, budget_slope = (slack + pulls) / units, -tilts / units
    largest = 0.0
    for p in range(k):
        state.height[p] = budget * state.unit[p] - state.pull[p]
        state.slope[p] = budget_slope * state.unit[p] + state.tilt[p]
        largest = max(largest, abs(budget_slope * state.unit[p]) + abs(state.tilt[p]))
    budget -= problem.shift * slack
    for i in range(n):
        state.gradient[i] = state.bound_gradient[i] - budget
        state.gradient_slope[i] = reference - state.drift[i] - budget_slope
    add_free_rows(problem, state)
    state.levels[0], state.levels[1], state.levels[2] = slack, budget, budget_slope
    state.levels[3], state.levels[4] = reference, ROUNDING * largest
    refine(problem, state, units)


def refine(problem: Any, state: Any, units: float) -> None:
    """Drive the gradients of the free assets, and the defect of the budget, to rounding."""
    n, k = len(problem.mean), state.sizes[0]
    floor = SMALL * math.sqrt(problem.shift)
    for line in range(2):
        amounts, gradient = (state.height, state.gradient) if line == 0 else (state.slope, state.gradient_slope)
        for _ in range(REFINEMENTS):
            defect, worst, scale = (state.levels[0] if line == 0 else 0.0), 0.0, 0.0
            for p in range(k):
                i = state.free[p]
                defect -= amounts[p]
                worst = max(worst, abs(gradient[i]) / max(problem.deviation[i], floor))
                scale += abs(amounts[p]) * problem.deviation[i]
            if worst <= ROUNDING * scale:
                break
            pulls = 0.0
            for p in range(k):
                state.pull[p] = gradient[state.free[p]]
            solve(state.factor, n, k, state.pull)
            for p in range(k):
                pulls += state.pull[p]
            level = (defect + pulls) / units
            for p in range(k):
                change = level * state.unit[p] - state.pull[p]
                amounts[p] += change
                add_row(problem, state.free[p], change, gradient)
            level -= problem.shift * defect
            for i in range(n):
                gradient[i] -= level
            state.levels[1 + line] += level


def due(now: float, event: float, end: float) -> float:
    """An event as seen from `now`; -1 where lambda would be so small that the means weigh less than rounding."""
    if event <= end:
        return -1.0
    return min(now, event)


def list_events(problem: Any, state: Any, now: float) -> None:
    """For every asset, the lambda at which it would change its state, at most `now`; -1 for never."""
    n, k = len(problem.mean), state.sizes[0]
    turn, span = 0.0, state.levels[6]
    end = ROUNDING * state.levels[5] * math.sqrt(problem.shift) / span if span > 0.0 else math.inf
    for p in range(k):
        turn += abs(state.slope[p]) * problem.deviation[state.free[p]]
    for i in range(n):
        state.event[i] = -1.0
        if state.status[i] == FREE or state.movable[i] == 0 or state.blocked[i] == 1:
            continue
        change = state.gradient_slope[i] if state.status[i] == AT_LOWER else -state.gradient_slope[i]
        noise = problem.deviation[i] * turn + abs(state.drift[i] - state.levels[3]) + abs(state.levels[2])
        if change > ROUNDING * noise:
            state.event[i] = due(now, -state.gradient[i] / state.gradient_slope[i], end)
    for p in range(k):
        i = state.free[p]
        if state.slope[p] > state.levels[4]:
            state.event[i] = due(now, -state.height[p] / state.slope[p], end)
        elif state.slope[p] < -state.levels[4]:
            state.event[i] = due(now, (problem.width[i] - state.height[p]) / state.slope[p], end)


def first_event(problem: Any, state: Any) -> int:
    """Asset that changes first as lambda falls; among ties the first in order, which cannot cycle; -1 for none."""
    n = len(problem.mean)
    while True:
        latest = 0.0
        for i in range(n):
            latest = max(latest, state.event[i])
        chosen = -1
        for i in range(n):
            if latest > 0.0 and state.event[i] >= latest * (1.0 - TIE):
                chosen = i
                break
        if chosen < 0:
            return -1
        state.event[chosen] = latest
        if state.status[chosen] == FREE or extend_factor(problem, state, chosen):
            return chosen
        state.blocked[chosen] = 1
        state.event[chosen] = -1.0


def change_state(problem: Any, state: Any, asset: int) -> None:
    """Free an asset whose column the factor already has, or put a free one to the bound that it has reached."""
    state.sizes[1] += 1
    moved = 0.0
    if state.status[asset] != FREE:
        if state.status[asset] == AT_UPPER:
            moved = -problem.width[asset]
        state.status[asset] = FREE
    else:
        place = 0
        while state.free[place] != asset:
            place += 1
        if state.slope[place] > 0.0:
            state.status[asset] = AT_LOWER
        else:
            state.status[asset] = AT_UPPER
            moved = problem.width[asset]
        shrink_factor(len(problem.mean), state, place)
        for i in range(len(problem.mean)):
            state.blocked[i] = 0
    if moved != 0.0:
        add_row(problem, asset, moved, state.bound_gradient)


def record(problem: Any, state: Any, free_count: int, now: float, path: Any, row: int) -> bool:
    """Write the turning point at lambda = `now` with its certificate; False where that fails."""
    n = len(problem.mean)
    start = row * n
    worst = gross = spread = mean = variance = room = 0.0
    roomiest = -1
    for i in range(n):
        weight = problem.upper[i] if state.status[i] == AT_UPPER else problem.lower[i]
        path.weights[start + i] = weight
        gross += abs(weight)
        spread += abs(weight) * problem.deviation[i]
    for p in range(free_count):
        i = state.free[p]
        height = state.height[p] + now * state.slope[p]
        worst = max(worst, -height, height - problem.width[i])
        if min(height, problem.width[i] - height) > room:
            roomiest, room = i, min(height, problem.width[i] - height)
        path.weights[start + i] = min(max(problem.lower[i] + height, problem.lower[i]), problem.upper[i])
        gross += abs(height)
        spread += abs(height) * problem.deviation[i]
    defect = problem.total
    for i in range(n):
        defect -= path.weights[start + i]
    if roomiest >= 0:  # what the bounds cut off, at most rounding times the condition of the free assets
        path.weights[start + roomiest] += defect
    level = state.levels[1] + now * state.levels[2]
    for i in range(n):
        weight = path.weights[start + i]
        mean += weight * problem.mean[i]
        push = now * (state.drift[i] - state.levels[3])
        variance += weight * (state.gradient[i] + now * state.gradient_slope[i] + push + level)
    worst = max(worst, abs(defect)) / gross if gross > 0.0 else 0.0
    path.multiplier[row], path.mean[row], path.variance[row] = now, mean, variance
    state.levels[5] = max(state.levels[5], spread)
    spread = max(spread, SMALL * state.levels[5])
    path.residual[row] = max(worst, gradient_residual(problem, state, now, spread, gross))
    return bool(path.residual[row] <= CERTIFIED)


def gradient_residual(problem: Any, state: Any, now: float, spread: float, gross: float) -> float:
    """Largest violation of the sign conditions of the gradient, relative to the terms that it is made of."""
    worst = 0.0
    floor = spread / gross if gross > 0.0 else 0.0
    for i in range(len(problem.mean)):
        slope = state.gradient[i] + now * state.gradient_slope[i]
        if state.movable[i] == 0:
            wrong = 0.0
        elif state.status[i] == FREE:
            wrong = abs(slope)
        elif state.status[i] == AT_LOWER:
            wrong = max(0.0, -slope)
        else:
            wrong = max(0.0, slope)
        if wrong > 0.0:
            scale = max(problem.deviation[i], floor) * spread + now * abs(state.drift[i] - state.levels[3])
            worst = max(worst, wrong / scale if scale > 0.0 else math.inf)
    return worst


def follow(problem: Any, state: Any, path: Any, is_recorded: bool) -> tuple[int, int]:
    """Follow the path from lambda = infinity to zero; how it ended, and the number of turning points."""
    n = len(problem.mean)
    now, row, stalled = math.inf, 0, 0
    while True:
        if state.sizes[1] >= REFRESH:
            refresh(problem, state)
        solve_lines(problem, state)
        list_events(problem, state, now)
        free_count = state.sizes[0]
        asset = first_event(problem, state)
        reached = state.event[asset] if asset >= 0 else 0.0
        if reached < now * (1.0 - TIE):
            stalled = 0
            if is_recorded:
                if row >= len(path.multiplier):
                    return FULL, row
                if not record(problem, state, free_count, reached, path, row):
                    return UNCERTIFIED, row
                row += 1
        else:
            stalled += 1
            if stalled > 20 * n + 200:
                return CYCLED, row
        if asset < 0:
            return TRACED, row
        now = min(now, reached)
        change_state(problem, state, asset)


def start_on_top(problem: Any, state: Any) -> bool:
    """Fill from the highest mean down; False where several assets tie for the rest and still have to share it."""
    n = len(problem.mean)
    rest = problem.total
    for i in range(n):
        state.status[i] = AT_LOWER
        state.blocked[i] = state.movable[i] = 0
        rest -= problem.lower[i]
    first = last = 0
    while last < n:
        first, room = last, 0.0
        while last < n and problem.mean[problem.order[last]] == problem.mean[problem.order[first]]:
            room += problem.width[problem.order[last]]
            last += 1
        if room > 0.0 and rest < room:
            break
        for place in range(first, last):
            if problem.width[problem.order[place]] > 0.0:
                state.status[problem.order[place]] = AT_UPPER
        rest -= room
    # the tied ones again, by the artificial mean
    for place in range(first, last):
        i = problem.order[place]
        state.drift[i] = (GOLDEN * (i + 1)) % 1.0
        state.movable[i] = 1 if problem.width[i] > 0.0 else 0
    chosen = fill_tied(problem, state, first, last, rest)
    state.status[chosen] = FREE
    state.free[0] = chosen
    state.sizes[0], state.sizes[1] = 1, REFRESH
    return last - first == 1


def fill_tied(problem: Any, state: Any, first: int, last: int, rest: float) -> int:
    """Put tied assets to their upper bounds from the highest artificial mean down; the one that is filled in part."""
    previous = -1
    while True:
        chosen = -1
        for place in range(first, last):
            i = problem.order[place]
            is_open = state.movable[i] == 1 and state.status[i] == AT_LOWER
            if is_open and (chosen < 0 or state.drift[i] > state.drift[chosen]):
                chosen = i
        if chosen < 0:  # rounding of sums: the last one is full, to the last digit
            state.status[previous] = AT_LOWER
            return previous
        if rest <= problem.width[chosen]:
            return chosen
        state.status[chosen] = AT_UPPER
        previous = chosen
        rest -= problem.width[chosen]


def trace_path(problem: Any, state: Any, path: Any) -> tuple[int, int]:
    """All turning points from the highest return down; how the path ended, and how many they are.

    Assets that tie at the highest return first share it at least variance: that is the end of another critical line,
    over them alone and with artificial means that do not tie.
    """
    status = row = 0
    is_final = start_on_top(problem, state)
    while True:
        state.levels[6] = 1.0
        if is_final:
            state.levels[6] = problem.mean[problem.order[0]] - problem.mean[problem.order[-1]]
            for i in range(len(problem.mean)):
                state.drift[i] = problem.mean[i]
                state.movable[i] = 1 if problem.width[i] > 0.0 else 0
                state.blocked[i] = 0
        status, row = follow(problem, state, path, is_final)
        if is_final or status != TRACED:
            return status, row
        is_final = True


@cache
def compiled_path() -> Callable[..., tuple[int, int]]:
    """Machine code of :func:`trace_path` for flat arrays, kept on disk between runs."""
    from numba.extending import register_jitable

    settings: Any = {"error_model": "numpy", "fastmath": False}
    for function in (
        solve, add_row, add_free_rows, extend_factor, shrink_factor, refresh, refine, solve_lines, list_events,
        due, first_event, change_state, gradient_residual, record, follow, fill_tied, start_on_top,
    ):  # fmt: skip
        register_jitable(**settings)(function)
    return compile_loop(trace_path)
