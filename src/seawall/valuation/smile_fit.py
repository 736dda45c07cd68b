r"""Fit one smile between its bids and asks, with no butterfly and below the next later expiry.

The fit minimises squared distance from the middle of each quote in units of its half-spread, a little; and any
distance beyond 85 % of the half-spread, a lot. So a wide quote pulls weakly, and a narrow one holds the smile
inside it. One hyperbola (raw SVI) is tried first; it is kept where it passes through every quote without
arbitrage. Else hyperbolas are added and the weights of all are found by sequential quadratic programming.

The programme starts from a smile without arbitrage: the next later expiry's, scaled in time. Every step obeys the
constraints (Durrleman's function, wings, total variance below the next later expiry's) to first order and is
halved until it obeys the first in full, so that absence of arbitrage is never traded against a quote.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import least_squares, nnls

from seawall.core import FloatArray
from seawall.errors import InputError
from seawall.market import Smile
from seawall.valuation.arbitrage import durrleman

__all__ = ["Ceiling", "SmileTarget", "fit_smile"]

_CENTRE_PULL = 0.1
_FREE_SHARE = 0.85
_NARROWEST = 1e-5
_ADDED = 20
_NEAR_MONEY = 0.1
_RIDGE = 1e-2
_WING_PULL = 3.0
_LEAST_DENSITY = 2e-3
_LOWEST_SHARE_OF_MONEY = 0.01
_CEILING_MARGIN = 1e-4
_STEEPEST_WING = 1.95
_LEAST_WING = 0.01
_STEPS = 40
_HALVINGS = 8
_SETTLED = 1e-5
_REPAIRS = 8
_FARTHEST = 5.5
_SHARPEST = -3.0


@dataclass(frozen=True, slots=True, eq=False)
class SmileTarget:
    """What one expiry quotes.

    Attributes
    ----------
    log_moneyness : FloatArray
        Shape (n,).
    low, high : FloatArray
        Implied volatility of bid and ask, decimal per year, shape (n,).
    time : float
        Years to expiry.
    standard_reach : tuple of float
        Lowest and highest log-moneyness over the square root of time of the whole surface.
    """

    log_moneyness: FloatArray
    low: FloatArray
    high: FloatArray
    time: float
    standard_reach: tuple[float, float]

    @property
    def middle(self) -> FloatArray:
        """Volatility halfway between bid and ask."""
        return 0.5 * (self.low + self.high)

    @property
    def half_spread(self) -> FloatArray:
        """Half the distance from bid to ask in volatility, with a floor for locked quotes."""
        return np.maximum(0.5 * (self.high - self.low), _NARROWEST)

    @property
    def money_variance(self) -> float:
        """Total variance near the money: from the median of the five nearest quotes."""
        nearest = np.argsort(np.abs(self.log_moneyness), kind="stable")[:5]
        return float(np.median(self.middle[nearest])) ** 2 * self.time

    def distance(self, total_variance: FloatArray) -> FloatArray:
        """Distance of each quote's total variance from its middle, in half-spreads of volatility."""
        volatility = np.sqrt(np.maximum(total_variance, 0.0) / self.time)
        return (volatility - self.middle) / self.half_spread

    def share_inside(self, smile: Smile) -> float:
        """Share of the quotes that the smile passes through."""
        return float(np.mean(np.abs(self.distance(smile.total_variance(self.log_moneyness))) <= 1.0))


@dataclass(frozen=True, slots=True, eq=False)
class Ceiling:
    """The next later expiry, below whose total variance a smile must stay.

    Attributes
    ----------
    smile : Smile
        Its smile.
    time : float
        Its years to expiry.
    """

    smile: Smile
    time: float


def fit_smile(target: SmileTarget, *, ceiling: Ceiling | None = None) -> Smile:
    """Fit total variance to one expiry's quotes.

    Parameters
    ----------
    target : SmileTarget
        At least one quote; fewer than five are matched by scaling, not by shape.
    ceiling : Ceiling, optional
        The next later expiry, which this one must not exceed at any log-moneyness.

    Returns
    -------
    Smile
        One hyperbola where that passes through every quote, else up to 22.

    Notes
    -----
    Constraints are held on a grid of log-moneyness; check the finished surface with ``butterfly_violations`` and
    ``calendar_violations``.

    Examples
    --------
    >>> truth = Smile.from_svi(a=0.01, b=0.1, rho=-0.6, m=0.02, sigma=0.1)
    >>> at = np.linspace(-0.4, 0.3, 30)
    >>> quoted = np.sqrt(truth.total_variance(at) / 0.5)
    >>> target = SmileTarget(at, quoted - 1e-3, quoted + 1e-3, 0.5, standard_reach=(-1.0, 1.0))
    >>> fitted = fit_smile(target)
    >>> len(fitted.weights), bool(abs(fitted.widths[0] - 0.1) < 1e-3)
    (1, True)
    """
    svi = _fit_svi(target)
    svi_is_clean = svi is not None and not len(_faults(svi, target, ceiling))
    if svi is not None and svi_is_clean and target.share_inside(svi) == 1.0:
        return svi
    if ceiling is not None:
        start = ceiling.smile.scaled_in_time(target.time / ceiling.time)
    elif svi is not None and svi_is_clean:
        start = svi
    else:
        start = _all_but_flat(target)
    start = _enriched(target, start)
    held = np.empty(0)
    for _ in range(_REPAIRS):
        fitted = _Programme(target, start, svi or start, ceiling, held).solve()
        faults = _faults(fitted, target, ceiling)
        if not len(faults):
            break
        held = np.concatenate([held, faults])
    return fitted


def _faults(smile: Smile, target: SmileTarget, ceiling: Ceiling | None) -> FloatArray:
    """Log-moneynesses of a fine grid where a butterfly or calendar spread has a negative price."""
    at = np.unique(np.concatenate([_spread(target, 8001), _near(target, 8001)]))
    value, first, second = smile.derivatives(at)
    wrong = durrleman(at, value=value, first=first, second=second) < 0
    if ceiling is not None:
        wrong |= value > ceiling.smile.total_variance(at)
    return at[wrong]


def _spread(target: SmileTarget, points: int) -> FloatArray:
    """Log-moneynesses dense near the money and reaching far beyond any quote.

    What is brought forward to earlier expiries comes nearer the money with the square root of time, so that it
    must be free of arbitrage long before it is quoted.
    """
    return np.asarray(np.sqrt(target.time) * np.sinh(np.linspace(-_FARTHEST, _FARTHEST, points)))


def _all_but_flat(target: SmileTarget) -> Smile:
    """Return the nearest thing to a flat smile that has wings: free of butterflies at any strike."""
    money = target.money_variance
    opening = 2.0 * _LEAST_WING * np.sqrt(target.time)
    return Smile.from_svi(a=money, b=opening, rho=0.0, m=0.0, sigma=float(np.sqrt(money)))


def _fit_svi(target: SmileTarget) -> Smile | None:
    """Raw SVI by least squares from two starts; None where it leads to an impossible smile."""
    money = target.money_variance
    deviation = float(np.sqrt(money))
    unit = np.array([money, deviation, 1.0, deviation, 1.0])

    def smile(point: FloatArray) -> Smile:
        level, opening, turn, centre, log_width = (point * unit).tolist()
        return Smile.from_svi(
            a=level, b=opening, rho=float(np.tanh(turn)), m=centre, sigma=deviation * float(np.exp(log_width))
        )

    def residuals(point: FloatArray) -> FloatArray:
        level, opening, turn, centre, log_width = point * unit
        k = target.log_moneyness - centre
        hyperbola = np.sqrt(k * k + (deviation * np.exp(log_width)) ** 2)
        distance = target.distance(level + opening * (np.tanh(turn) * k + hyperbola))
        return np.concatenate([_CENTRE_PULL * distance, np.maximum(np.abs(distance) - _FREE_SHARE, 0.0)])

    best: Smile | None = None
    for width in (1.0, 4.0):
        start = np.array([0.5, 0.5 / width, -0.3, 0.0, np.log(width)])
        low = np.array([-np.inf, 0.0, -6.0, -20.0, _SHARPEST])
        found = least_squares(residuals, start, bounds=(low, [np.inf, np.inf, 6.0, 20.0, 5.0]), max_nfev=100)
        try:
            candidate = smile(found.x)
        except InputError:
            continue
        if best is None or target.share_inside(candidate) > target.share_inside(best):
            best = candidate
    return best


def _enriched(target: SmileTarget, start: Smile) -> Smile:
    """Return `start` with hyperbolas of zero weight added, dense near the money; as it is where it has them.

    Centres are in log-moneyness over the square root of time, so that `scaled_in_time` carries them along.
    """
    if len(start.weights) > _ADDED:
        return start
    root = np.sqrt(target.time)
    low, high = np.arcsinh(np.array(target.standard_reach) / _NEAR_MONEY)
    centres = _NEAR_MONEY * np.sinh(np.linspace(low, high, _ADDED))
    return Smile(
        level=start.level,
        slope=start.slope,
        weights=np.concatenate([start.weights, np.zeros(_ADDED)]),
        centres=np.concatenate([start.centres, root * centres]),
        widths=np.concatenate([start.widths, root * np.gradient(centres)]),
    )


def _near(target: SmileTarget, points: int) -> FloatArray:
    """Log-moneynesses evenly over the quotes and three standard deviations beyond."""
    beyond = 3.0 * float(np.sqrt(target.money_variance))
    quoted = target.log_moneyness
    return np.linspace(quoted.min() - beyond, quoted.max() + beyond, points)


class _Programme:
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
        self.at = np.unique(np.concatenate([_near(target, 200), _spread(target, 300), held]))
        self.rows = [rows * self.scale for rows in _linear_rows(start, self.at)]
        self.curve = start.derivatives(self.at)
        self.quoted_rows = _linear_rows(start, quoted)[0] * self.scale
        self.quoted = start.total_variance(quoted)
        sums = np.array([[0.0, 1.0] + [-1.0] * len(start.weights), [0.0, 1.0] + [1.0] * len(start.weights)])
        self.wing_rows, self.wings = sums * self.scale, np.array(start.wing_slopes)
        outer = np.array((-_STEEPEST_WING, _STEEPEST_WING) if ceiling is None else ceiling.smile.wing_slopes)
        least = _LEAST_WING * np.sqrt(target.time) * np.array([-1.0, 1.0])
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
        cost = self._cost(moves)
        for _ in range(_STEPS):
            step = self._step(moves)
            if step is None:
                break
            for _ in range(_HALVINGS):
                density = self._density(moves + step)
                floor = np.minimum(self._density(moves), 0.5 * _LEAST_DENSITY)
                following = self._cost(moves + step)
                if (density >= floor).all() and following < cost:
                    break
                step = 0.5 * step
            else:
                break
            moves, gain, cost = moves + step, cost - following, following
            if gain <= _SETTLED * cost:
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
        outside = np.maximum(np.abs(distance) - _FREE_SHARE, 0.0)
        wings = self._wing_distance(moves)
        ridge = _RIDGE * moves
        return float(_CENTRE_PULL**2 * distance @ distance + outside @ outside + wings @ wings + ridge @ ridge)

    def _step(self, moves: FloatArray) -> FloatArray | None:
        """Step to the minimum of the cost's quadratic model under linearised constraints."""
        quoted = self.quoted + self.quoted_rows @ moves
        distance = self.target.distance(quoted)
        volatility = np.sqrt(quoted / self.target.time)
        rows = self.quoted_rows / (2.0 * volatility * self.target.time * self.target.half_spread)[:, np.newaxis]
        outside = np.abs(distance) > _FREE_SHARE
        model = np.concatenate(
            [
                _CENTRE_PULL * rows,
                rows[outside],
                _WING_PULL * self.wing_rows / self.expected_wings[:, np.newaxis],
                _RIDGE * np.eye(len(moves)),
            ]
        )
        goal = -np.concatenate(
            [
                _CENTRE_PULL * distance,
                distance[outside] - np.sign(distance[outside]) * _FREE_SHARE,
                self._wing_distance(moves),
                _RIDGE * moves,
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
    weights, distance = nnls(system, aim, maxiter=30 * system.shape[1])
    residual = system @ weights - aim
    if distance < 1e-8 or residual[-1] >= 0:
        return None
    nearest = -farthest * residual[:-1] / residual[-1]
    return np.asarray(centre + np.linalg.solve(triangle, nearest))
