r"""Where an American option is exercised: the boundary, by spectral collocation and Newton's method.

Strike 1 throughout. With :math:`\eta = +1` for a call and :math:`-1` for a put, the boundary :math:`B(\tau)`
at time to expiry :math:`\tau` is where the value equals the exercise value. The early-exercise representation
(Kim 1990; Carr, Jarrow and Myneni 1992) turns that into one equation per :math:`\tau`,

.. math:: e^{-r\tau}\Phi(-\eta e_2) + r\int_0^\tau e^{-ru}\Phi(-\eta d_2)\,du
   = B(\tau)\Bigl[e^{-q\tau}\Phi(-\eta e_1) + q\int_0^\tau e^{-qu}\Phi(-\eta d_1)\,du\Bigr],

with :math:`d_{1,2}` taken between :math:`B(\tau)` and :math:`B(\tau-u)` over :math:`u`, and :math:`e_{1,2}` between
:math:`B(\tau)` and the strike over :math:`\tau` (the "FP-B" form of Andersen, Lake and Offengenden 2016). As they do,
the boundary is a polynomial in :math:`\sqrt\tau` through Chebyshev nodes. Two things differ:

* the polynomial is :math:`V` in :math:`\ln B(\tau) = \ln X + \eta\,a(\tau)\,V(\sqrt\tau)`, where :math:`X` is the
  boundary at expiry and :math:`a = \sqrt{\ln(e + k/\tau)}` carries the logarithm that the boundary has there when
  :math:`X` is the strike (and :math:`a = 1` when it is not, since then the boundary is smooth in :math:`\sqrt\tau`);
* all nodes are solved for at once by Newton's method with the exact Jacobian, on grids that double. The Jacobian
  also gives the derivative of the boundary in volatility and rate.

References
----------
Andersen, L., Lake, M. and Offengenden, D. (2016), "High-performance American option pricing",
*Journal of Computational Finance* 20(1), 39-87.
Andersen, L. and Lake, M. (2021), "Fast American option pricing: the double-boundary case", *Wilmott* 2021(116), 30-40.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import numpy as np

from seawall.core import FloatArray
from seawall.errors import NumericalError

__all__ = ["Boundary", "ExerciseRegime", "exercise_regime", "first_boundary", "refine_boundary"]

_LAST_STEP = 1e-6
_NEWTON_STEPS = 25
_SMALLEST_STEP = 1e-4
_PRICE_POINTS = 121
_SQRT_TWO_PI = math.sqrt(2.0 * math.pi)


class ExerciseRegime(StrEnum):
    """How many exercise boundaries a pair of rates gives (Andersen and Lake 2021, table 2)."""

    NEVER = "never"
    SINGLE = "single"
    DOUBLE = "double"


def exercise_regime(sign: int, *, rate: float, dividend: float) -> ExerciseRegime:
    """Regime of a call (`sign` +1) or put (-1).

    Exercise gains `earned`, the rate for a put and the dividend yield for a call, and gives up `forgone`, the other
    one. Nothing is gained by exercising early where ``earned < 0 <= forgone - earned`` or ``earned = 0 <= forgone``;
    two boundaries enclose the exercise region where ``forgone < earned < 0``.

    Examples
    --------
    >>> exercise_regime(-1, rate=0.05, dividend=0.02).value, exercise_regime(1, rate=0.05, dividend=0.0).value
    ('single', 'never')
    >>> exercise_regime(-1, rate=-0.01, dividend=-0.02).value
    'double'
    """
    earned, forgone = (dividend, rate) if sign > 0 else (rate, dividend)
    if earned > 0 or (earned == 0 and forgone < 0):
        return ExerciseRegime.SINGLE
    return ExerciseRegime.DOUBLE if forgone < earned else ExerciseRegime.NEVER


@dataclass(frozen=True, slots=True, eq=False)
class _Grid:
    """Collocation nodes, quadrature and interpolation of one size; times as square roots of the share of expiry."""

    nodes: FloatArray  # (n,), rising to 1; the node at 0 is left out, V is 0 there
    barycentric: FloatArray  # (n + 1,), of the node at 0 and the others
    root_left: FloatArray  # (l,), square root of the share of time still to expiry at a quadrature point
    root_past: FloatArray  # (l,), square root of the share of time gone by
    weights: FloatArray  # (l,), summing to 1
    inner: FloatArray  # (n, l, n), from node values to the quadrature points below each node
    outer: FloatArray  # (p, n), from node values to the points of the price quadrature


@dataclass(frozen=True, slots=True, eq=False)
class _Equations:
    """Residual of the boundary equations with the pieces that its derivatives are made of."""

    residual: FloatArray  # (n,)
    jacobian: FloatArray  # (n, n), in V
    by_volatility: FloatArray  # (n,), at a fixed V
    by_rate: FloatArray  # (n,), at a fixed V


@dataclass(frozen=True, slots=True, eq=False)
class Boundary:
    """Exercise boundary of one contract with strike 1, on one grid.

    Attributes
    ----------
    sign : int
        +1 for a call, -1 for a put.
    time, rate, dividend, volatility : float
        Years and decimals per year.
    log_start : float
        Logarithm of the boundary at expiry.
    scale : float
        Constant k of the shape a, in years; 0 where a = 1.
    values : FloatArray
        V at the nodes, shape (n,).
    slopes : FloatArray
        Derivative of V in volatility and in rate, shape (n, 2).
    """

    sign: int
    time: float
    rate: float
    dividend: float
    volatility: float
    log_start: float
    scale: float
    values: FloatArray
    slopes: FloatArray

    @property
    def today(self) -> float:
        """Boundary at the full time to expiry, as a multiple of the strike."""
        shape = float(_shape(np.array(self.time), self.scale))
        return math.exp(self.log_start + self.sign * shape * float(self.values[-1]))

    @property
    def log_start_by_rate(self) -> float:
        """Derivative of `log_start` in the rate."""
        return 1.0 / self.rate if self.log_start != 0.0 else 0.0

    def along(self) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
        """Time gone by, its weight, log boundary, and its slope in volatility and rate, at the price quadrature.

        Shapes (p,), (p,), (p,) and (p, 2).
        """
        left, past, weights = price_quadrature()
        outer = _grid(len(self.values)).outer
        shape = self.sign * _shape(self.time * left**2, self.scale)
        log_boundary = self.log_start + shape * np.maximum(outer @ self.values, 0.0)
        slopes = shape[:, None] * (outer @ self.slopes)
        slopes[:, 1] += self.log_start_by_rate
        return self.time * past**2, self.time * weights, log_boundary, slopes


def first_boundary(sign: int, *, time: float, rate: float, dividend: float, volatility: float, size: int) -> Boundary:
    """Boundary on a first grid of `size` nodes, started between its limits at expiry and for ever.

    Raises
    ------
    NumericalError
        When Newton's method does not converge.
    """
    log_start, scale = 0.0, 0.0
    if rate > 0 and dividend > 0:
        log_start = sign * max(0.0, sign * math.log(rate / dividend))
    if log_start == 0.0:
        scale = volatility**2 / (8.0 * math.pi * max(abs(rate), abs(dividend)) ** 2)
    spread = 2.0 * volatility * math.sqrt(time) * _grid(size).nodes
    reach = max(sign * (_log_perpetual(sign, rate, dividend, volatility) - log_start), 1e-8)
    guess = spread if math.isinf(reach) else -reach * np.expm1(-spread / reach)
    nodes_time = time * _grid(size).nodes ** 2
    values = guess / _shape(nodes_time, scale)
    empty = np.zeros((size, 2))
    start = Boundary(sign, time, rate, dividend, volatility, log_start, scale, values, empty)
    return _newton(start)


def refine_boundary(boundary: Boundary) -> Boundary:
    """Solve for the same boundary on twice as many nodes.

    Raises
    ------
    NumericalError
        When Newton's method does not converge.
    """
    coarse, fine = _grid(len(boundary.values)), _grid(2 * len(boundary.values))
    points = np.concatenate([[0.0], coarse.nodes])
    values = np.concatenate([[0.0], boundary.values])
    straight = np.interp(fine.nodes, points, values)
    smooth = _interpolation(fine.nodes, points, coarse.barycentric)[:, 1:] @ boundary.values
    # a steep boundary makes the coarse polynomial swing; where it leaves the chord far behind, start from the chord
    near = (smooth > 0.5 * straight) & (smooth < 2.0 * straight)
    start = np.where(near, smooth, straight)
    return _newton(_with_values(boundary, start, np.zeros((len(start), 2))))


@np.errstate(invalid="ignore", divide="ignore")  # a step too far makes NaN; the line search sees it and shortens
def _newton(start: Boundary) -> Boundary:
    """Solve the boundary equations from `start`, halving steps that do not lower the residual."""
    values, frame = start.values, _frame(start)
    equations = _equations(frame, values)
    size = float(np.abs(equations.residual).max())
    for _ in range(_NEWTON_STEPS):
        if not size > _LAST_STEP:
            break
        move = _solve(equations.jacobian, -equations.residual)
        step = min(1.0, float(np.min(0.8 * values / np.maximum(-move, 1e-300))))
        while step > _SMALLEST_STEP:
            trial = _equations(frame, values + step * move)
            trial_size = float(np.abs(trial.residual).max())
            if trial_size < (1.0 - 0.1 * step) * size:
                break
            step *= 0.5
        else:
            break
        values, equations, size = values + step * move, trial, trial_size
    if not size <= _LAST_STEP:
        raise NumericalError(
            f"exercise boundary did not converge: residual {size:.1e} on {len(values)} nodes at time {start.time!r}, "
            f"rate {start.rate!r}, dividend {start.dividend!r}, volatility {start.volatility!r}"
        )
    # one more step squares the residual, which needs no check; the same solve gives the slopes
    sides = np.stack([equations.residual, equations.by_volatility, equations.by_rate], axis=1)
    last, *slopes = -_solve(equations.jacobian, sides).T
    return _with_values(start, values + last, np.stack(slopes, axis=1))


def _solve(matrix: FloatArray, right_side: FloatArray) -> FloatArray:
    try:
        return np.asarray(np.linalg.solve(matrix, right_side))
    except np.linalg.LinAlgError as error:
        raise NumericalError("exercise boundary did not converge: its equations are singular") from error


def _with_values(boundary: Boundary, values: FloatArray, slopes: FloatArray) -> Boundary:
    return Boundary(
        boundary.sign,
        boundary.time,
        boundary.rate,
        boundary.dividend,
        boundary.volatility,
        boundary.log_start,
        boundary.scale,
        values,
        slopes,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Frame:
    """What the equations of one contract and grid keep from step to step."""

    contract: Boundary
    grid: _Grid
    time: FloatArray  # (n,), of the nodes
    past: FloatArray  # (n, l), time gone by
    spread: FloatArray  # (n, l), volatility over the time gone by
    carry: FloatArray  # (n, l), what d1 holds besides the two boundaries
    node_shape: FloatArray  # (n,), a at the nodes
    inner_shape: FloatArray  # (n, l), a at the quadrature points
    floor: FloatArray  # (n, l), share of the last value of V below which V is held
    cash: FloatArray  # (n, l), weighted discount factor
    asset: FloatArray  # (n, l), weighted dividend factor
    cash_end: FloatArray  # (n,)
    asset_end: FloatArray  # (n,)


def _frame(b: Boundary) -> _Frame:
    grid = _grid(len(b.values))
    time = b.time * grid.nodes**2
    points_left = grid.nodes[:, None] * grid.root_left
    past = time[:, None] * grid.root_past**2
    spread = b.volatility * np.sqrt(past)
    weights = grid.weights * time[:, None]
    return _Frame(
        contract=b,
        grid=grid,
        time=time,
        past=past,
        spread=spread,
        carry=(b.rate - b.dividend) * past / spread + 0.5 * spread,
        node_shape=_shape(time, b.scale),
        inner_shape=_shape(b.time * points_left**2, b.scale),
        floor=1e-6 * points_left,
        cash=weights * np.exp(-b.rate * past),
        asset=weights * np.exp(-b.dividend * past),
        cash_end=np.exp(-b.rate * time),
        asset_end=np.exp(-b.dividend * time),
    )


def _equations(frame: _Frame, values: FloatArray) -> _Equations:
    """Logarithm of the left side over the right side at every node, and its derivatives."""
    from scipy.special import ndtr

    b, grid, time = frame.contract, frame.grid, frame.time
    sign, r, q, vol = b.sign, b.rate, b.dividend, b.volatility
    inner = (grid.inner.reshape(-1, len(values)) @ values).reshape(frame.past.shape)
    # where the polynomial swings below zero, the boundary stays beside its start and does not answer to the nodes
    floor = values[-1] * frame.floor
    answers = np.where(inner < floor, 0.0, frame.inner_shape)
    log_boundary = b.log_start + sign * frame.node_shape * values
    log_inner = b.log_start + sign * frame.inner_shape * np.maximum(inner, floor)
    d1 = (log_boundary[:, None] - log_inner) / frame.spread + frame.carry
    d2 = d1 - frame.spread
    whole = vol * np.sqrt(time)
    e1 = (log_boundary + (r - q) * time) / whole + 0.5 * whole
    e2 = e1 - whole
    in_cash, in_asset = frame.cash * ndtr(-sign * d2), frame.asset * ndtr(-sign * d1)
    left_end = frame.cash_end * ndtr(-sign * e2)
    left = left_end + r * in_cash.sum(1)
    right = frame.asset_end * ndtr(-sign * e1) + q * in_asset.sum(1)
    residual = np.log(left) - np.log(right) - log_boundary

    d_left_end = frame.cash_end * _density(e2) / left
    d_right_end = frame.asset_end * _density(e1) / right
    k_left = (r / left)[:, None] * frame.cash * _density(d2)
    k_right = (q / right)[:, None] * frame.asset * _density(d1)
    k = k_left - k_right
    pull = k / frame.spread
    own_end = -sign * (d_left_end - d_right_end) / whole - 1.0
    jacobian = np.matmul((pull * answers)[:, None, :], grid.inner)[:, 0, :]
    jacobian.flat[:: len(values) + 1] += (sign * own_end - pull.sum(1)) * frame.node_shape

    # d1 = d2 + spread turns the two sums over k in volatility into one over k and one over k_right
    by_vol = d_left_end * e1 - d_right_end * e2 + (k * d1).sum(1) + (k_right * frame.spread).sum(1)
    by_rate = ((in_cash * (1.0 - r * frame.past)).sum(1) - time * left_end) / left
    by_rate -= sign * (d_left_end - d_right_end) * np.sqrt(time) / vol
    by_rate -= sign * (k * frame.spread).sum(1) / vol**2
    return _Equations(residual, jacobian, sign * by_vol / vol, by_rate + b.log_start_by_rate * own_end)


def _density(x: FloatArray) -> FloatArray:
    return np.asarray(np.exp(-0.5 * x * x) / _SQRT_TWO_PI)


def _shape(time: FloatArray, scale: float) -> FloatArray:
    """Evaluate the factor a of the module's formula."""
    if scale == 0.0:
        return np.ones_like(time)
    return np.asarray(np.sqrt(np.log(math.e + scale / time)))


def _log_perpetual(sign: int, rate: float, dividend: float, volatility: float) -> float:
    """Logarithm of the boundary of an option that never expires; infinite where there is none."""
    half = 0.5 * volatility**2
    drift = rate - dividend - half
    root = (-drift + sign * math.sqrt(max(drift**2 + 4.0 * half * rate, 0.0))) / (2.0 * half)
    if (sign > 0 and root - 1.0 < 1e-12) or (sign < 0 and root > -1e-12):
        return sign * math.inf
    return math.log(root / (root - 1.0))


def _interpolation(points: FloatArray, nodes: FloatArray, barycentric: FloatArray) -> FloatArray:
    """Matrix that takes values at `nodes` to values of their polynomial at `points`."""
    gaps = points[..., None] - nodes
    hit = gaps == 0.0
    terms = barycentric / np.where(hit, 1.0, gaps)
    matrix = terms / terms.sum(-1, keepdims=True)
    on_node = hit.any(-1)
    matrix[on_node] = hit[on_node]
    return np.asarray(matrix)


@lru_cache(maxsize=16)
def _grid(size: int) -> _Grid:
    """Chebyshev-Lobatto nodes in the root of time, with 2 Gauss-Legendre points a node.

    The quadrature runs over the angle whose sine is the root of time left and whose cosine that of time gone by: the
    integrand is smooth in both roots, hence in the angle.
    """
    index = np.arange(size + 1)
    points = np.sin(0.5 * math.pi * index / size) ** 2
    barycentric = np.where(index % 2 == 0, 1.0, -1.0)
    barycentric[[0, -1]] *= 0.5
    abscissas, gauss = np.polynomial.legendre.leggauss(2 * size)
    angle = 0.25 * math.pi * (1.0 + abscissas)
    left, past = np.sin(angle), np.cos(angle)
    weights = 0.5 * math.pi * gauss * left * past
    inner = _interpolation(points[1:, None] * left, points, barycentric)[..., 1:]
    outer = _interpolation(price_quadrature()[0], points, barycentric)[..., 1:]
    return _Grid(
        nodes=points[1:],
        barycentric=barycentric,
        root_left=left,
        root_past=past,
        weights=weights,
        inner=np.ascontiguousarray(inner),
        outer=np.ascontiguousarray(outer),
    )


@lru_cache(maxsize=1)
def price_quadrature() -> tuple[FloatArray, FloatArray, FloatArray]:
    """Roots of the shares of time left and gone by, and weights: tanh-sinh, for spots however near the boundary."""
    steps = np.linspace(-3.0, 3.0, _PRICE_POINTS)
    angle = math.pi * np.sinh(steps)
    left, past = 1.0 / (1.0 + np.exp(-angle)), 1.0 / (1.0 + np.exp(angle))
    weights = (steps[1] - steps[0]) * math.pi * np.cosh(steps) * left * past
    return np.sqrt(left), np.sqrt(past), weights
