"""The weights of a smile's hyperbolas by sequential quadratic programming, free of arbitrage at every step."""

from __future__ import annotations

import numpy as np

from seawall.core import FloatArray
from seawall.market import Smile
from seawall.valuation.arbitrage import durrleman
from seawall.valuation.smile_target import CENTRE_PULL, FREE_SHARE, Ceiling, SmileTarget

__all__ = ["LEAST_WING", "SmileProgramme"]

_RIDGE = 1e-2
_WING_PULL = 3.0
_LEAST_DENSITY = 1e-2
_LOWEST_SHARE_OF_MONEY = 0.01
_CEILING_MARGIN = 1e-4
_STEEPEST_WING = 1.95
LEAST_WING = 0.01
_STEPS = 80
_DAMPING = 1e-3
_MOST_DAMPING = 1e5
_SETTLED = 1e-5


class SmileProgramme:
    """Level, slope and weights of hyperbolas whose centres and widths stay where they are.

    Unknowns are the moves from the starting smile, each in its own scale; total variance, its derivatives and
    the wings are linear in them, Durrleman's function is not.
    """

    def __init__(
        self, target: SmileTarget, start: Smile, svi: Smile, ceiling: Ceiling | None, held: FloatArray
    ) -> None:
        self.target, self.start = target, start
        money = target.money_variance
        deviation = float(np.sqrt(money))
        self.scale = np.array([money] + [deviation] * (1 + len(start.weights)))
        quoted = target.log_moneyness
        self.at = np.unique(np.concatenate([target.near(200), target.spread(300), held]))
        self.rows = [rows * self.scale for rows in _linear_rows(start, self.at)]
        self.curve = start.derivatives(self.at)
        self.quoted_rows = _linear_rows(start, quoted)[0] * self.scale
        self.quoted = start.total_variance(quoted)
        floor = target.floor
        self.floor_rows = _linear_rows(start, floor.log_moneyness)[0] * self.scale
        self.floored = start.total_variance(floor.log_moneyness)
        sums = np.array([[0.0, 1.0] + [-1.0] * len(start.weights), [0.0, 1.0] + [1.0] * len(start.weights)])
        self.wing_rows, self.wings = sums * self.scale, np.array(start.wing_slopes)
        outer = np.array((-_STEEPEST_WING, _STEEPEST_WING) if ceiling is None else ceiling.smile.wing_slopes)
        least = LEAST_WING * np.sqrt(target.time) * np.array([-1.0, 1.0])
        edges = svi.derivatives(np.array([quoted.min(), quoted.max()]))[1]
        left = np.clip(min(edges[0], self.wings[0]), outer[0], least[0])
        right = np.clip(max(edges[1], self.wings[1]), least[1], outer[1])
        self.expected_wings = np.array([left, right])
        # every linear condition as  rows @ moves >= bound
        value, value_rows = self.curve[0], self.rows[0]
        parts = [
            (value_rows / money, _LOWEST_SHARE_OF_MONEY - value / money),
            (-self.wing_rows[:1] / deviation, (self.wings[:1] - least[:1]) / deviation),
            (self.wing_rows[1:] / deviation, (least[1:] - self.wings[1:]) / deviation),
            (self.wing_rows[:1] / deviation, (outer[:1] - self.wings[:1]) / deviation),
            (-self.wing_rows[1:] / deviation, (self.wings[1:] - outer[1:]) / deviation),
        ]
        if ceiling is not None:
            above = ceiling.smile.total_variance(self.at)
            parts.append((-value_rows / above[:, np.newaxis], value / above - 1.0 + _CEILING_MARGIN))
        self.linear_rows = np.concatenate([rows for rows, _ in parts])
        self.linear_bounds = np.concatenate([bound for _, bound in parts])

    def solve(self) -> Smile:
        """Best smile that the programme reaches from its start."""
        moves = np.zeros(len(self.scale))
        cost, damping = self._cost(moves), _DAMPING
        for _ in range(_STEPS):
            step = self._step(moves, damping)
            if step is None:
                break
            floor = np.minimum(self._density(moves), 0.5 * _LEAST_DENSITY)
            following = self._cost(moves + step)
            if (self._density(moves + step) < floor).any() or following >= cost:
                damping *= 8.0
                if damping > _MOST_DAMPING:
                    break
                continue
            moves, gain, cost = moves + step, cost - following, following
            damping = max(damping / 8.0, _DAMPING)
            if gain <= _SETTLED * cost and damping == _DAMPING:
                break
        return self._smile(moves)

    def _smile(self, moves: FloatArray) -> Smile:
        level, slope, *weights = (self.scale * moves).tolist()
        start = self.start
        return Smile(
            level=start.level + level,
            slope=start.slope + slope,
            weights=start.weights + weights,
            centres=start.centres,
            widths=start.widths,
        )

    def _density(self, moves: FloatArray) -> FloatArray:
        value, first, second = (curve + rows @ moves for curve, rows in zip(self.curve, self.rows, strict=True))
        return durrleman(self.at, value=value, first=first, second=second)

    def _wing_distance(self, moves: FloatArray) -> FloatArray:
        return np.asarray(_WING_PULL * ((self.wings + self.wing_rows @ moves) / self.expected_wings - 1.0))

    def _cost(self, moves: FloatArray) -> float:
        distance = self.target.distance(self.quoted + self.quoted_rows @ moves)
        outside = np.maximum(np.abs(distance) - FREE_SHARE, 0.0)
        short = np.maximum(self.target.floor.shortfall(self.floored + self.floor_rows @ moves), 0.0)
        wings = self._wing_distance(moves)
        ridge = _RIDGE * moves
        squares = [CENTRE_PULL**2 * distance @ distance, outside @ outside, short @ short, wings @ wings, ridge @ ridge]
        return float(sum(squares))

    def _step(self, moves: FloatArray, damping: float) -> FloatArray | None:
        """Step to the minimum of the cost's quadratic model under linearised constraints."""
        quoted = self.quoted + self.quoted_rows @ moves
        distance = self.target.distance(quoted)
        volatility = np.sqrt(quoted / self.target.time)
        rows = self.quoted_rows / (2.0 * volatility * self.target.time * self.target.half_spread)[:, np.newaxis]
        outside = np.abs(distance) > FREE_SHARE
        shortfall = self.target.floor.shortfall(self.floored + self.floor_rows @ moves)
        short = shortfall > 0
        model = np.concatenate(
            [
                CENTRE_PULL * rows,
                rows[outside],
                -self.floor_rows[short] / self.target.floor.half_spread[short, np.newaxis],
                _WING_PULL * self.wing_rows / self.expected_wings[:, np.newaxis],
                _RIDGE * np.eye(len(moves)),
                damping * np.eye(len(moves)),
            ]
        )
        goal = -np.concatenate(
            [
                CENTRE_PULL * distance,
                distance[outside] - np.sign(distance[outside]) * FREE_SHARE,
                shortfall[short],
                self._wing_distance(moves),
                _RIDGE * moves,
                np.zeros_like(moves),
            ]
        )
        density, density_rows = self._density(moves), self._density_rows(moves)
        constraints = np.concatenate([self.linear_rows, density_rows])
        bounds = np.concatenate([self.linear_bounds - self.linear_rows @ moves, _LEAST_DENSITY - density])
        step = _constrained_least_squares(model, goal, constraints, bounds)
        if step is None:
            # a condition that the start misses by a hair may stay missed by as much, so that staying is allowed
            step = _constrained_least_squares(model, goal, constraints, np.minimum(bounds, 0.0))
        return step

    def _density_rows(self, moves: FloatArray) -> FloatArray:
        value, first, _ = (curve + rows @ moves for curve, rows in zip(self.curve, self.rows, strict=True))
        tilt = 1.0 - 0.5 * self.at * first / value
        by_value = tilt * self.at * first / value**2 + 0.25 * first * first / value**2
        by_first = -tilt * self.at / value - 0.5 * first * (1.0 / value + 0.25)
        value_rows, first_rows, second_rows = self.rows
        return np.asarray(
            by_value[:, np.newaxis] * value_rows + by_first[:, np.newaxis] * first_rows + 0.5 * second_rows
        )


def _linear_rows(smile: Smile, at: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Differentiate total variance, its slope and its bend in level, slope and weights, shape (n, 2 + weights)."""
    distance = at[:, np.newaxis] - smile.centres
    hyperbola = np.sqrt(distance * distance + smile.widths * smile.widths)
    one, none = np.ones((len(at), 1)), np.zeros((len(at), 1))
    return (
        np.hstack([one, at[:, np.newaxis], hyperbola]),
        np.hstack([none, one, distance / hyperbola]),
        np.hstack([none, none, smile.widths**2 / hyperbola**3]),
    )


def _constrained_least_squares(
    model: FloatArray, goal: FloatArray, constraints: FloatArray, bounds: FloatArray
) -> FloatArray | None:
    """Minimise ``|model @ x - goal|`` where ``constraints @ x >= bounds``; None where nothing satisfies them.

    Least-distance programming after Lawson and Hanson (1974), "Solving least squares problems", chapter 23.
    """
    orthogonal, triangle = np.linalg.qr(model)
    centre = np.linalg.solve(triangle, orthogonal.T @ goal)
    rows = np.linalg.solve(triangle.T, constraints.T)
    size = np.maximum(np.sqrt((rows * rows).sum(axis=0)), 1e-300)
    gaps = (bounds - constraints @ centre) / size
    farthest = float(gaps.max())
    if farthest <= 0:
        return np.asarray(centre)
    # counted in the distance to the farthest single condition, so that the solution is near one
    system = np.vstack([rows / size, gaps / farthest])
    aim = np.zeros(len(system))
    aim[-1] = 1.0
    from scipy.optimize import nnls

    weights, distance = nnls(system, aim, maxiter=30 * system.shape[1])
    residual = system @ weights - aim
    if distance < 1e-8 or residual[-1] >= 0:
        return None
    nearest = -farthest * residual[:-1] / residual[-1]
    return np.asarray(centre + np.linalg.solve(triangle, nearest))
