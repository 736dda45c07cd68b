r"""Sizes of positions of least Expected Shortfall on the P&L of a full revaluation.

An option or a perpetual is no return series, but its P&L in every scenario is linear in its size. So a book of
options can be optimised as exactly as one of shares: the P&L of each position comes from pricing it again in every
scenario, and only its scale is sought.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from seawall.core import FloatArray, check_confidence, check_finite, check_shape, read_only
from seawall.errors import InputError, NumericalError
from seawall.measures import expected_shortfall, tail_size, value_at_risk
from seawall.optimize.position_limits import PositionLimit, conflict, one_sided
from seawall.optimize.shortfall_programme import ShortfallProgramme, ShortfallSolution, solver_from
from seawall.valuation import PnlCube

__all__ = ["BookAllocation", "book_shortfall_frontier", "minimum_book_shortfall"]

# Of what the sizes can reach: a limit missed by less is met, a target beyond the end by less is the end.
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class BookAllocation:
    """Scales of the positions with their Expected Shortfall and the certificate that none has less.

    Attributes
    ----------
    positions : tuple of str
        Columns of the cube.
    scales : FloatArray
        Factor on each position as the cube holds it, shape (n_positions,); 1 leaves it as it is.
    expected_gain : float
        Currency of the cube, over its horizon.
    expected_shortfall, value_at_risk : float
        Loss above zero, currency of the cube.
    confidence : float
        Of both.
    gap : float
        Expected Shortfall less the bound that the multipliers prove, in currency; rounding.
    violation : float
        Largest excess over a limit, in its unit; rounding.
    currency : str
        Of the figures.
    n_scenarios, active_scenarios : int
        In all, and with a row of their own in the programme.
    """

    positions: tuple[str, ...]
    scales: FloatArray
    expected_gain: float
    expected_shortfall: float
    value_at_risk: float
    confidence: float
    gap: float
    violation: float
    currency: str
    n_scenarios: int
    active_scenarios: int

    def __post_init__(self) -> None:
        """Freeze the scales."""
        object.__setattr__(self, "scales", read_only(self.scales))

    @property
    def by_position(self) -> dict[str, float]:
        """Scale of each position."""
        return dict(zip(self.positions, self.scales.tolist(), strict=True))


@dataclass(frozen=True, slots=True, eq=False)
class _Task:
    """The programme of a book: scales, absolute scales where a limit wants them, and the gain as its last row."""

    cube: PnlCube
    confidence: float
    gains: FloatArray
    names: tuple[str, ...]
    programme: ShortfallProgramme

    def allocation(self, found: ShortfallSolution) -> BookAllocation:
        """Record with figures measured on all scenarios."""
        scales, weights = found.x[: len(self.gains)], self.cube.design.weights
        losses = -(self.cube.pnl @ scales)
        shortfall = expected_shortfall(losses, confidence=self.confidence, weights=weights)
        return BookAllocation(
            positions=self.cube.positions,
            scales=scales,
            expected_gain=float(self.gains @ scales),
            expected_shortfall=shortfall,
            value_at_risk=value_at_risk(losses, confidence=self.confidence, weights=weights),
            confidence=self.confidence,
            gap=shortfall - found.bound,
            violation=found.violation,
            currency=self.cube.currency,
            n_scenarios=len(losses),
            active_scenarios=found.rows_used,
        )

    def highest_gain(self) -> float:
        """Largest expected gain that the limits allow; raises in words where they allow nothing."""
        from scipy.optimize import linprog

        whole = self.programme
        sides = one_sided(whole, self.names)
        found = linprog(
            -whole.rows[-1],
            A_ub=np.array([each.row for each in sides]).reshape(len(sides), len(whole.lower)),
            b_ub=[each.limit for each in sides],
            bounds=np.column_stack((whole.lower, whole.upper)),
            method="highs",
        )
        if found.status != 0:
            raise InputError(conflict(sides, whole, len(self.gains)))
        return -float(found.fun)


def _absolute_rows(n: int) -> FloatArray:
    """``x - t <= 0`` and ``-x - t <= 0``: t is at least the absolute value of x."""
    eye = np.eye(n)
    return np.vstack((np.hstack((eye, -eye)), np.hstack((-eye, -eye))))


def _scale_bounds(cube: PnlCube, scales: tuple[npt.ArrayLike, npt.ArrayLike]) -> tuple[FloatArray, FloatArray]:
    n = len(cube.positions)
    columns = (np.asarray(side, dtype=np.float64) for side in scales)
    lower, upper = (np.full(n, side) if side.ndim == 0 else side for side in columns)
    for name, side in (("lower scales", lower), ("upper scales", upper)):
        check_finite(check_shape(side, name, (n,)), name)
    if (lower > upper).any():
        i = int(np.argmax(lower > upper))
        raise InputError(f"scales of {cube.positions[i]!r} cross: at least {lower[i]:g} and at most {upper[i]:g}")
    return lower, upper


def _gains(cube: PnlCube, expected_gains: npt.ArrayLike | None) -> FloatArray:
    if expected_gains is not None:
        stated = check_shape(np.asarray(expected_gains, dtype=np.float64), "expected_gains", (len(cube.positions),))
        return check_finite(stated, "expected_gains")
    weights = cube.design.weights
    mean: FloatArray = cube.pnl.mean(axis=0) if weights is None else weights @ cube.pnl
    return mean


def _task(
    cube: PnlCube,
    confidence: float,
    scales: tuple[npt.ArrayLike, npt.ArrayLike],
    limits: Sequence[PositionLimit],
    expected_gains: npt.ArrayLike | None,
) -> _Task:
    n = len(cube.positions)
    lower, upper = _scale_bounds(cube, scales)
    gains = _gains(cube, expected_gains)
    helpers = n if any(each.absolute for each in limits) else 0
    rows = np.zeros((len(limits), n + helpers))
    for row, each in zip(rows, limits, strict=True):
        start = n if each.absolute else 0
        row[start : start + n] = check_shape(each.per_scale, f"limit {each.name!r}", (n,))
    definitions = _absolute_rows(n) if helpers else np.zeros((0, n))
    size = np.maximum(np.abs(lower), np.abs(upper))[:helpers]
    weights, count = cube.design.weights, len(definitions)
    programme = ShortfallProgramme(
        losses=-cube.pnl,
        probabilities=np.full(len(cube.pnl), 1.0 / len(cube.pnl)) if weights is None else weights,
        share=float(tail_size(1, check_confidence(confidence))),
        lower=np.concatenate((lower, np.zeros(helpers))),
        upper=np.concatenate((upper, size)),
        rows=np.vstack((rows, definitions, np.concatenate((gains, np.zeros(helpers))))),
        row_lower=np.array([*(_side(each.lower, -np.inf) for each in limits), *[-np.inf] * count, -np.inf]),
        row_upper=np.array([*(_side(each.upper, np.inf) for each in limits), *[0.0] * count, np.inf]),
    )
    return _Task(cube, confidence, gains, tuple(each.name for each in limits) + ("",) * count, programme)


def _side(value: float | None, nothing: float) -> float:
    return nothing if value is None else value


def minimum_book_shortfall(
    cube: PnlCube,
    *,
    confidence: float,
    scales: tuple[npt.ArrayLike, npt.ArrayLike],
    limits: Sequence[PositionLimit] = (),
    expected_gains: npt.ArrayLike | None = None,
    target_gain: float | None = None,
) -> BookAllocation:
    r"""Scales of positions of least Expected Shortfall, exactly.

    .. math:: \min_x \mathrm{ES}_c(-P x), \quad l \le x \le u

    with P the P&L of each position at scale 1, under limits, and where asked for :math:`g'x \ge G`.

    Parameters
    ----------
    cube : PnlCube
        P&L per position, shape (n_scenarios, n_positions). A candidate is a position of one contract.
    confidence : float
        In [0.5, 1).
    scales : tuple
        Least and largest scale; each a number for all positions, or one number per position. (1, 1) keeps a position,
        (0, 1) may reduce it, below zero turns it round.
    limits : sequence of PositionLimit
        Budgets, margins, exposures.
    expected_gains : array-like, optional
        Of each position at scale 1, currency over the horizon; the mean of the scenarios by default.
    target_gain : float, optional
        Least expected gain of the book.

    Returns
    -------
    BookAllocation
        With its certificate.

    Raises
    ------
    InputError
        Where no scales meet the limits, with the limits that would have to give; where none gains the target, with the
        largest gain.

    Notes
    -----
    The P&L must be linear in the scale: margin calls, impact and liquidation are not.

    Examples
    --------
    >>> from seawall.core import Lineage
    >>> moves = 0.1 * np.random.default_rng(2).standard_normal(1_000)
    >>> coin, put = 100.0 * moves, np.maximum(-5.0 - 100.0 * moves, 0.0) - 1.5
    >>> cube = PnlCube(np.column_stack([coin, put]), ("coin", "put"), [str(i) for i in range(1_000)], "USD", 1,
    ...     Lineage("drawn", "example", "0", simulated=True))
    >>> budget = PositionLimit("premium", np.array([0.0, 1.5]), upper=0.9)
    >>> hedged = minimum_book_shortfall(cube, confidence=0.95, scales=([1.0, 0.0], [1.0, 2.0]), limits=[budget])
    >>> hedged.by_position, round(hedged.expected_shortfall, 2)
    ({'coin': 1.0, 'put': 0.6}, 12.05)
    """
    task = _task(cube, confidence, scales, limits, expected_gains)
    most = task.highest_gain()
    programme = task.programme
    if target_gain is not None:
        scale = float(np.abs(task.gains) @ np.abs(programme.upper[: len(task.gains)])) or 1.0
        if not target_gain <= most + ROUNDING * scale:
            raise InputError(
                f"'target_gain' must be at most {most:.6g}, the most that the limits allow, was {target_gain!r}"
            )
        row_lower = programme.row_lower.copy()
        row_lower[-1] = min(target_gain, most)
        programme = dataclasses.replace(programme, row_lower=row_lower)
    found = solver_from(programme, programme.upper).solve()
    if found is None:
        raise NumericalError(f"the simplex found no scales of {len(task.gains)} positions, and no conflict explains it")
    return task.allocation(found)


def book_shortfall_frontier(
    cube: PnlCube,
    *,
    confidence: float,
    scales: tuple[npt.ArrayLike, npt.ArrayLike],
    limits: Sequence[PositionLimit] = (),
    expected_gains: npt.ArrayLike | None = None,
    points: int = 20,
) -> tuple[BookAllocation, ...]:
    """Books of least Expected Shortfall at even steps of expected gain, from the least of all to the largest gain.

    Parameters
    ----------
    cube : PnlCube
        P&L per position.
    confidence : float
        In [0.5, 1).
    scales : tuple
        Least and largest scale.
    limits : sequence of PositionLimit
        Budgets, margins, exposures.
    expected_gains : array-like, optional
        Of each position at scale 1; the mean of the scenarios by default.
    points : int
        At least 2.

    Returns
    -------
    tuple of BookAllocation
        Each with its certificate; Expected Shortfall never falls along it.

    Raises
    ------
    InputError
        Where no scales meet the limits, or for fewer than 2 points.

    Examples
    --------
    >>> from seawall.core import Lineage
    >>> pnl = np.random.default_rng(2).standard_normal((500, 2)) * [1.0, 3.0] + [0.0, 0.2]
    >>> cube = PnlCube(pnl, ("A", "B"), [str(i) for i in range(500)], "USD", 1, Lineage("drawn", "example", "0"))
    >>> [round(each.expected_shortfall, 2) for each in
    ...     book_shortfall_frontier(cube, confidence=0.9, scales=([1.0, 0.0], [1.0, 1.0]), points=3)]
    [1.75, 3.22, 5.55]
    """
    if points < 2:
        raise InputError(f"'points' must be at least 2, was {points!r}")
    task = _task(cube, confidence, scales, limits, expected_gains)
    most = task.highest_gain()
    solver = solver_from(task.programme, task.programme.upper)
    frontier: list[BookAllocation] = []
    for index in range(points):
        if index:
            step = (most - frontier[0].expected_gain) * index / (points - 1)
            target = min(frontier[0].expected_gain + step, most)
            solver.limit_row(len(task.programme.rows) - 1, lower=target, upper=np.inf)
        found = solver.solve()
        if found is None:
            raise NumericalError(f"the simplex found no scales at point {index} of {points}")
        frontier.append(task.allocation(found))
    return tuple(frontier)
