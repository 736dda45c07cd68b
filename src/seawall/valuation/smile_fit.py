r"""Fit one smile between its bids and asks, with no butterfly and below the next expiry.

The fit minimises squared distance from the middle of each quote in units of its half-spread, a little; and any
distance beyond 85 % of the half-spread, a lot. So a wide quote pulls weakly, and a narrow one holds the
smile inside it. Absence of arbitrage enters as penalties that rise over three rounds: Durrleman's function at or
above zero, wings within Lee's bound, and total variance below that of the next later expiry.

One hyperbola (raw SVI) is tried first. Where some quote is left outside, hyperbolas are added at strikes spread
over the quotes, held to small weights so that the smile stays SVI where no quote says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import least_squares

from seawall.core import FloatArray
from seawall.errors import InputError, NumericalError
from seawall.market import Smile
from seawall.valuation.arbitrage import durrleman

__all__ = ["Ceiling", "SmileTarget", "fit_smile"]

_CENTRE_PULL = 0.1
_FREE_SHARE = 0.85
_ROUNDS = (1.0, 30.0, 1000.0)
_EVALUATIONS = 60
_LEAST_DENSITY = 2e-3
_STEEPEST_WING = 1.95
_LOWEST_SHARE_OF_MONEY = 0.01
_CEILING_MARGIN = 1e-4
_CEILING_WEIGHT = 10.0
_RIDGE = 1e-3
_SVI_RIDGE = 1e-6
_WING_PULL = 5.0
_LEAST_WING = 0.01
_ADDED = 20
_NEAR_MONEY = 0.1
_NARROWEST = 1e-5
_TINY = 1e-12


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
    reach : tuple of float
        Lowest and highest log-moneyness at which the smile must be free of arbitrage.
    """

    log_moneyness: FloatArray
    low: FloatArray
    high: FloatArray
    time: float
    reach: tuple[float, float]
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
    def money_volatility(self) -> float:
        """Volatility near the money: the median of the five nearest quotes."""
        nearest = np.argsort(np.abs(self.log_moneyness), kind="stable")[:5]
        return float(np.median(self.middle[nearest]))

    def share_inside(self, smile: Smile) -> float:
        """Share of the quotes that the smile passes through."""
        volatility = np.sqrt(smile.total_variance(self.log_moneyness) / self.time)
        return float(np.mean(np.abs(volatility - self.middle) <= self.half_spread))


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
        At least five quotes.
    ceiling : Ceiling, optional
        The next later expiry, which this one must not exceed at any log-moneyness.

    Returns
    -------
    Smile
        One hyperbola where that passes through every quote, else up to fifteen.

    Notes
    -----
    Penalties make violations small, not impossible: check the finished surface with ``butterfly_violations`` and
    ``calendar_violations``.

    Examples
    --------
    >>> truth = Smile.from_svi(a=0.01, b=0.1, rho=-0.6, m=0.02, sigma=0.1)
    >>> at = np.linspace(-0.4, 0.3, 30)
    >>> quoted = np.sqrt(truth.total_variance(at) / 0.5)
    >>> target = SmileTarget(at, quoted - 1e-3, quoted + 1e-3, time=0.5, reach=(-1.0, 1.0))
    >>> fitted = fit_smile(target)
    >>> len(fitted.weights), bool(abs(fitted.widths[0] - 0.1) < 1e-3)
    (1, True)
    """
    svi = _fit_svi(target, ceiling)
    found = [] if svi is None else [svi]
    if not found or _rank(svi, target, ceiling) < (True, 1.0):
        start = _start(target, svi, ceiling)
        richer = _refine(target, _enriched(target, start), ceiling, moves_first=False)
        found += [start] if richer is None else [start, richer]
    return max(found, key=lambda each: _rank(each, target, ceiling))


def _fit_svi(target: SmileTarget, ceiling: Ceiling | None) -> Smile | None:
    """Raw SVI, found without a ceiling and then pressed below it where it is above."""
    tried = [_refine(target, start, None, moves_first=True) for start in _svi_starts(target)]
    free = max((each for each in tried if each is not None), key=target.share_inside, default=None)
    if free is None or _rank(free, target, ceiling)[0]:
        return free
    return _refine(target, free, ceiling, moves_first=True)


def _start(target: SmileTarget, svi: Smile | None, ceiling: Ceiling | None) -> Smile:
    """The ceiling brought forward in time, which is free of arbitrage; SVI for the last expiry."""
    if ceiling is not None:
        return ceiling.smile.scaled_in_time(target.time / ceiling.time)
    return svi or Smile.flat(target.money_volatility**2 * target.time)


def _rank(smile: Smile | None, target: SmileTarget, ceiling: Ceiling | None) -> tuple[bool, float]:
    """Absence of arbitrage first, then the share of quotes inside bid and ask."""
    if smile is None:
        return False, -1.0
    at = np.linspace(*target.reach, 2001)
    value, first, second = smile.derivatives(at)
    clean = bool((durrleman(at, value=value, first=first, second=second) >= 0).all())
    if ceiling is not None:
        outer, own = ceiling.smile.wing_slopes, smile.wing_slopes
        below = bool((value <= ceiling.smile.total_variance(at)).all())
        clean = clean and below and outer[0] <= own[0] and own[1] <= outer[1]
    return clean, target.share_inside(smile)


def _svi_starts(target: SmileTarget) -> list[Smile]:
    scale = target.money_volatility**2 * target.time
    deviation = np.sqrt(scale)
    return [
        Smile.from_svi(a=0.5 * scale, b=0.5 * scale / (width * deviation), rho=-0.3, m=0.0, sigma=width * deviation)
        for width in (1.0, 4.0)
    ]


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


@dataclass(frozen=True, slots=True, eq=False)
class _Parameters:
    """The numbers of a smile that may not be one yet."""

    level: float
    slope: float
    weights: FloatArray
    centres: FloatArray
    widths: FloatArray

    @property
    def wings(self) -> tuple[float, float]:
        opening = float(self.weights.sum())
        return self.slope - opening, self.slope + opening

    def curve(self, at: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Total variance and its derivatives at log-moneynesses of shape (n,)."""
        distance = at[:, np.newaxis] - self.centres
        hyperbola = np.sqrt(distance * distance + self.widths * self.widths)
        value = self.level + self.slope * at + hyperbola @ self.weights
        first = self.slope + (distance / hyperbola) @ self.weights
        return value, first, (self.widths**2 / hyperbola**3) @ self.weights

    def rows(self, at: FloatArray, moves_first: bool) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Derivatives of `curve` in the parameters, each of shape (n, n_parameters)."""
        distance = at[:, np.newaxis] - self.centres
        hyperbola = np.sqrt(distance * distance + self.widths * self.widths)
        one, none = np.ones((len(at), 1)), np.zeros((len(at), 1))
        value = [one, at[:, np.newaxis], hyperbola]
        first = [none, one, distance / hyperbola]
        second = [none, none, self.widths**2 / hyperbola**3]
        if moves_first:
            u, r, b, s = distance[:, :1], hyperbola[:, :1], self.weights[0], self.widths[0]
            value += [-b * u / r, b * s * s / r]
            first += [-b * s * s / r**3, -b * u * s * s / r**3]
            second += [3.0 * b * s * s * u / r**5, b * (2.0 * s * s / r**3 - 3.0 * s**4 / r**5)]
        return np.hstack(value), np.hstack(first), np.hstack(second)


def _refine(target: SmileTarget, start: Smile, ceiling: Ceiling | None, *, moves_first: bool) -> Smile | None:
    problem = _Problem(target, start, ceiling, moves_first=moves_first)
    point = np.zeros(len(problem.scale))
    for stiffness in _ROUNDS:
        solution = least_squares(
            problem.residuals,
            point,
            jac=problem.jacobian,
            args=(stiffness,),
            method="trf",
            x_scale="jac",
            max_nfev=_EVALUATIONS,
        )
        point = solution.x
    found = problem.parameters(point)
    try:
        return Smile(
            level=found.level, slope=found.slope, weights=found.weights, centres=found.centres, widths=found.widths
        )
    except InputError:
        return None


class _Problem:
    """Residuals and Jacobian in the moves of the parameters from a starting smile, each in its own scale.

    Parameters, in order: level, slope, one weight per hyperbola and, when `moves_first`, the centre and the
    logarithm of the width of the first hyperbola.
    """

    def __init__(self, target: SmileTarget, start: Smile, ceiling: Ceiling | None, *, moves_first: bool) -> None:
        self.target, self.start, self.moves_first = target, start, moves_first
        self.middle, self.half_spread = target.middle, target.half_spread
        self.money = target.money_volatility**2 * target.time
        self.deviation = float(np.sqrt(self.money))
        shape = [self.deviation, 1.0] if moves_first else []
        self.scale = np.array([self.money] + [self.deviation] * (1 + len(start.weights)) + shape)
        self.ridge = _SVI_RIDGE if moves_first else _RIDGE
        low, high = target.log_moneyness.min(), target.log_moneyness.max()
        near = np.linspace(low - 3.0 * self.deviation, high + 3.0 * self.deviation, 250)
        self.at = np.unique(np.concatenate([near, np.linspace(*target.reach, 100)]))
        self.ceiling = None if ceiling is None else ceiling.smile.total_variance(self.at) * (1.0 - _CEILING_MARGIN)
        self.expected_wings = np.array(start.wing_slopes)
        left, right = (-_STEEPEST_WING, _STEEPEST_WING) if ceiling is None else ceiling.smile.wing_slopes
        self.wing_pull = (0.0 if moves_first else _WING_PULL) / np.abs(self.expected_wings)
        self.wing_bounds = (max(left, -_STEEPEST_WING), min(right, _STEEPEST_WING))
        self.least_wing = _LEAST_WING * float(np.sqrt(target.time))

    @property
    def wing_rows(self) -> FloatArray:
        """Derivative of the wing slopes in the parameters, shape (2, n_parameters)."""
        rows = np.zeros((2, len(self.scale)))
        rows[:, 1] = 1.0
        rows[:, 2 : 2 + len(self.start.weights)] = [[-1.0], [1.0]]
        return rows

    def parameters(self, point: FloatArray) -> _Parameters:
        """Parameters at a point, with no guard: on its way the search may pass through impossible smiles."""
        moves = self.scale * point
        weights = self.start.weights + moves[2 : 2 + len(self.start.weights)]
        centres, widths = self.start.centres.copy(), self.start.widths.copy()
        if self.moves_first:
            centres[0] += moves[-2]
            widths[0] *= np.exp(moves[-1])
        return _Parameters(self.start.level + float(moves[0]), self.start.slope + float(moves[1]), weights, centres, widths)

    def residuals(self, point: FloatArray, stiffness: float) -> FloatArray:
        """Distances from the quotes, then penalties."""
        parameters = self.parameters(point)
        quoted = np.maximum(parameters.curve(self.target.log_moneyness)[0], _TINY)
        distance = (np.sqrt(quoted / self.target.time) - self.middle) / self.half_spread
        penalties = np.maximum(self._breaches(parameters), 0.0)
        return np.concatenate(
            [
                _CENTRE_PULL * distance,
                np.maximum(np.abs(distance) - _FREE_SHARE, 0.0),
                self.ridge * point,
                self.wing_pull * (np.array(parameters.wings) - self.expected_wings),
                stiffness * penalties,
            ]
        )

    def jacobian(self, point: FloatArray, stiffness: float) -> FloatArray:
        """Derivative of `residuals` in `point`, shape (n_residuals, n_parameters)."""
        parameters = self.parameters(point)
        at = self.target.log_moneyness
        quoted = np.maximum(parameters.curve(at)[0], _TINY)
        volatility = np.sqrt(quoted / self.target.time)
        distance = (volatility - self.middle) / self.half_spread
        per_variance = 1.0 / (2.0 * volatility * self.target.time * self.half_spread)
        rows = parameters.rows(at, self.moves_first)[0] * per_variance[:, np.newaxis]
        outside = np.sign(distance) * (np.abs(distance) > _FREE_SHARE)
        breached = self._breaches(parameters) > 0
        return np.concatenate(
            [
                _CENTRE_PULL * rows * self.scale,
                rows * outside[:, np.newaxis] * self.scale,
                self.ridge * np.eye(len(self.scale)),
                self.wing_pull[:, np.newaxis] * self.wing_rows * self.scale,
                stiffness * self._breach_rows(parameters) * breached[:, np.newaxis] * self.scale,
            ]
        )

    def _breaches(self, parameters: _Parameters) -> FloatArray:
        """How far each condition is missed, in its own scale; at or below zero where it holds."""
        value, first, second = parameters.curve(self.at)
        left, right = parameters.wings
        density = durrleman(self.at, value=np.maximum(value, _TINY), first=first, second=second)
        wings = [left + self.least_wing, self.least_wing - right, self.wing_bounds[0] - left, right - self.wing_bounds[1]]
        parts = [
            _LEAST_DENSITY - density,
            _LOWEST_SHARE_OF_MONEY - value / self.money,
            np.array(wings) / self.deviation,
        ]
        if self.ceiling is not None:
            parts.append(_CEILING_WEIGHT * (value / self.ceiling - 1.0))
        return np.concatenate(parts)

    def _breach_rows(self, parameters: _Parameters) -> FloatArray:
        """Derivative of `_breaches` in the parameters."""
        value, first, _ = parameters.curve(self.at)
        value = np.maximum(value, _TINY)
        value_rows, first_rows, second_rows = parameters.rows(self.at, self.moves_first)
        tilt = 1.0 - 0.5 * self.at * first / value
        by_value = tilt * self.at * first / value**2 + 0.25 * first * first / value**2
        by_first = -tilt * self.at / value - 0.5 * first * (1.0 / value + 0.25)
        density_rows = by_value[:, np.newaxis] * value_rows + by_first[:, np.newaxis] * first_rows + 0.5 * second_rows
        left, right = self.wing_rows
        parts = [
            -density_rows,
            -value_rows / self.money,
            np.array([left, -right, -left, right]) / self.deviation,
        ]
        if self.ceiling is not None:
            parts.append(_CEILING_WEIGHT * value_rows / self.ceiling[:, np.newaxis])
        return np.concatenate(parts)
