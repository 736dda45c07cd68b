r"""The portfolio of highest utility after the cost of trading into it.

.. math::

    \max_w \; \mu'w - \tfrac{\gamma}{2} w'\Sigma w - \frac{1}{V h} \sum_i \bigl(c_i |T_i| + k_i |T_i|^{3/2}\bigr),
    \quad T = V (w - w_0), \quad 1'w = t, \quad l \le w \le u

No programme is handed to a solver. Money is moved between the two assets between which that gains most, as far as it
gains, and Newton's method moves all traded assets together; each step raises the utility. The certificate is the rule
by which it stops: to first order, no money can be moved from one asset to another at a gain of more than `residual`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from seawall.core import FloatArray, check_finite, check_positive, check_shape, read_only
from seawall.errors import InputError, NumericalError
from seawall.optimize.bounds import WeightBounds, resolve_bounds
from seawall.optimize.moments import AssetMoments
from seawall.optimize.transaction_costs import TradeBill, TradingCosts, trade_bill

__all__ = ["CostedAllocation", "portfolio_after_costs"]

MOST_ROUNDS = 400
# Moves between two assets before all are moved together, per asset.
MOVES = 2
HALVINGS = 200
# Acceptances by which the rounding of long sums may miss the rule.
SUFFICIENT = 1e3
# Gain per unit moved that is left, relative to the slopes of utility.
ACCEPTED = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class CostedAllocation:
    """A portfolio, the trades that lead to it, and what they cost.

    Attributes
    ----------
    names : tuple of str
        Assets.
    weights, current : FloatArray
        Afterwards and today, shape (n_assets,).
    expected_return, volatility : float
        Before costs, decimals per period and per root period.
    bill : TradeBill
        Trades and costs in money.
    cost_return : float
        Cost as a return, decimals per period over the holding time.
    utility : float
        Return less half the risk aversion times variance, less `cost_return`.
    residual : float
        Largest gain of utility, to first order, by moving a unit from one asset to another; rounding.
    periods_per_year : float
        1 where figures are annual.
    """

    names: tuple[str, ...]
    weights: FloatArray
    current: FloatArray
    expected_return: float
    volatility: float
    bill: TradeBill
    cost_return: float
    utility: float
    residual: float
    periods_per_year: float

    def __post_init__(self) -> None:
        """Freeze the weights."""
        for name in ("weights", "current"):
            object.__setattr__(self, name, read_only(getattr(self, name)))


@dataclass(frozen=True, slots=True, eq=False)
class _Task:
    """Costs per unit of weight and period: ``slope |d| + power |d| ** 1.5`` for a change d of weight."""

    moments: AssetMoments
    bounds: WeightBounds
    current: FloatArray
    aversion: float
    slope: FloatArray
    power: FloatArray

    def loss(self, weights: FloatArray) -> float:
        """Utility, turned round."""
        size = np.abs(weights - self.current)
        risk = 0.5 * self.aversion * float(weights @ (self.moments.matrix @ weights))
        return risk - float(weights @ self.moments.mean) + float(self.slope @ size + self.power @ size**1.5)

    def smooth_slope(self, weights: FloatArray) -> FloatArray:
        """Slope of the loss without costs."""
        slope: FloatArray = self.aversion * (self.moments.matrix @ weights) - self.moments.mean
        return slope

    def marginal(self, changes: FloatArray) -> FloatArray:
        """Cost of one more unit of changes of this size."""
        marginal: FloatArray = self.slope + 1.5 * self.power * np.sqrt(np.abs(changes))
        return marginal

    def best_move(self, weights: FloatArray) -> tuple[float, int, int]:
        """First-order gain of the best move of a unit, and the assets that give and receive it."""
        change, smooth = weights - self.current, self.smooth_slope(weights)
        marginal = self.marginal(change)
        up = smooth + np.where(change >= 0.0, marginal, -marginal)
        down = smooth + np.where(change > 0.0, marginal, -marginal)
        gives = int(np.argmax(np.where(weights > self.bounds.lower, down, -np.inf)))
        receives = int(np.argmin(np.where(weights < self.bounds.upper, up, np.inf)))
        return float(down[gives] - up[receives]), gives, receives

    def accepted(self, weights: FloatArray) -> float:
        """Gain of a move that is rounding."""
        return ACCEPTED * float(np.abs(self.smooth_slope(weights)).max() + self.marginal(weights - self.current).max())


def portfolio_after_costs(
    moments: AssetMoments,
    *,
    current: FloatArray,
    value: float,
    costs: TradingCosts,
    risk_aversion: float,
    holding_years: float,
    bounds: WeightBounds | tuple[npt.ArrayLike, npt.ArrayLike] = (0.0, 1.0),
) -> CostedAllocation:
    r"""Portfolio of highest expected utility after the cost of trading into it.

    Parameters
    ----------
    moments : AssetMoments
        Expected returns and covariance.
    current : FloatArray
        Weights of today, shape (n_assets,).
    value : float
        Of the portfolio, money, above zero.
    costs : TradingCosts
        Of the same assets.
    risk_aversion : float
        :math:`\gamma`, above zero.
    holding_years : float
        Until the portfolio is traded again: the cost is paid once and earned back over this time.
    bounds : WeightBounds or tuple
        Least and largest weight.

    Returns
    -------
    CostedAllocation
        With trades and costs in money, and its certificate.

    Raises
    ------
    InputError
        For costs of other assets, or bounds that leave no portfolio.
    NumericalError
        Where the certificate fails.

    Examples
    --------
    >>> from seawall.optimize import ExpectedReturns, ReturnCovariance
    >>> moments = AssetMoments(("SPY", "TLT"), ExpectedReturns([0.08, 0.03], periods_per_year=1.0, method="stated"),
    ...     ReturnCovariance(np.diag([0.04, 0.01]), periods_per_year=1.0, method="stated"))
    >>> costs = TradingCosts(("SPY", "TLT"), np.array([0.001, 0.001]))
    >>> for years in (0.02, 0.1, 5.0):
    ...     found = portfolio_after_costs(moments, current=np.array([0.2, 0.8]), value=1e6, costs=costs,
    ...         risk_aversion=2.0, holding_years=years)
    ...     print(years, found.weights.round(3).tolist(), round(found.bill.turnover), round(found.bill.total))
    0.02 [0.2, 0.8] 0 0
    0.1 [0.5, 0.5] 600000 600
    5.0 [0.696, 0.304] 992000 992
    """
    n = len(moments)
    if costs.names != moments.names:
        raise InputError("'costs' must be of the assets of the moments, in their order")
    within = resolve_bounds(moments.names, bounds)
    start = check_finite(check_shape(np.asarray(current, dtype=np.float64), "current", (n,)), "current")
    check_positive(risk_aversion, "risk_aversion")
    periods = check_positive(holding_years, "holding_years") * moments.periods_per_year
    task = _Task(
        moments,
        within,
        start,
        risk_aversion,
        slope=costs.proportional / periods,
        power=costs.impact_rate * np.sqrt(check_positive(value, "value")) / periods,
    )
    weights = _solved(task)
    residual = max(0.0, task.best_move(weights)[0])
    if not residual <= SUFFICIENT * task.accepted(weights):
        raise NumericalError(f"costs over {n} assets: moving money would still gain {residual:.1e} per unit and period")
    bill = trade_bill(costs, value * (weights - start))
    return CostedAllocation(
        names=moments.names,
        weights=weights,
        current=start,
        expected_return=float(weights @ moments.mean),
        volatility=float(np.sqrt(max(0.0, float(weights @ moments.matrix @ weights)))),
        bill=bill,
        cost_return=bill.per_period(
            value=value, holding_years=holding_years, periods_per_year=moments.periods_per_year
        ),
        utility=-task.loss(weights),
        residual=residual,
        periods_per_year=moments.periods_per_year,
    )


def _solved(task: _Task) -> FloatArray:
    """Moves between pairs and of all, until none gains."""
    weights = _nearest_allowed(task)
    for _ in range(MOST_ROUNDS):
        for _ in range(MOVES * len(weights)):
            gain, gives, receives = task.best_move(weights)
            if gain <= task.accepted(weights):
                return weights
            _move(task, weights, gives, receives)
        weights = _moved_together(task, weights)
    return weights


def _nearest_allowed(task: _Task) -> FloatArray:
    """Weights of today brought into the bounds, with what is missing from the total spread over the room left."""
    weights = np.clip(task.current, task.bounds.lower, task.bounds.upper)
    missing = task.bounds.total - float(weights.sum())
    room = task.bounds.upper - weights if missing > 0.0 else weights - task.bounds.lower
    if abs(missing) > np.finfo(float).eps * len(weights) and room.any():
        weights = np.clip(weights + room * (missing / room.sum()), task.bounds.lower, task.bounds.upper)
    return weights


def _move(task: _Task, weights: FloatArray, gives: int, receives: int) -> None:
    """Move money between two assets as far as it gains; the corners of the cost are met exactly."""
    pair, toward = np.array([receives, gives]), np.array([1.0, -1.0])
    change = (weights - task.current)[pair]
    slope, power = task.slope[pair], task.power[pair]
    start = float(toward @ task.smooth_slope(weights)[pair])
    bend = task.aversion * float(toward @ task.moments.matrix[np.ix_(pair, pair)] @ toward)

    def derivative(length: float, side: float) -> float:
        moved = change + toward * length
        sign = np.where(moved == 0.0, side * toward, np.sign(moved))
        cost = toward * sign * (slope + 1.5 * power * np.sqrt(np.abs(moved)))
        return start + bend * length + float(cost.sum())

    most = float(min(task.bounds.upper[receives] - weights[receives], weights[gives] - task.bounds.lower[gives]))
    corners = [each for each in (-change[0], change[1]) if 0.0 < each < most]
    low = 0.0
    for high in (*sorted(corners), most):
        if derivative(high, -1.0) > 0.0:
            low = _root(derivative, low, high)
            break
        low = high
        if derivative(high, 1.0) >= 0.0:
            break
    if low == -change[0]:
        weights[receives] = task.current[receives]
    else:
        weights[receives] = min(weights[receives] + low, task.bounds.upper[receives])
    weights[gives] = task.current[gives] if low == change[1] else max(weights[gives] - low, task.bounds.lower[gives])


def _root(derivative: Callable[[float, float], float], low: float, high: float) -> float:
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        if not low < middle < high:
            break
        low, high = (low, middle) if derivative(middle, 1.0) > 0.0 else (middle, high)
    return low


def _moved_together(task: _Task, weights: FloatArray) -> FloatArray:
    """One step of Newton's method on the assets that are traded and at no bound, as far as it gains."""
    bounds, change = task.bounds, weights - task.current
    free = np.flatnonzero((weights > bounds.lower) & (weights < bounds.upper) & (change != 0.0))
    k = len(free)
    if k < 2:
        return weights
    sign = np.sign(change[free])
    system = np.zeros((k + 1, k + 1))
    system[k, :k] = system[:k, k] = 1.0
    system[:k, :k] = task.aversion * task.moments.matrix[np.ix_(free, free)]
    system[:k, :k] += np.diag(0.75 * task.power[free] / np.sqrt(np.abs(change[free])))
    slope = task.smooth_slope(weights)[free] + sign * task.marginal(change)[free]
    step = np.zeros(len(weights))
    step[free] = np.linalg.lstsq(system, np.append(-slope, bounds.total - weights.sum()), rcond=None)[0][:k]
    length, here = 1.0, task.loss(weights)
    while length > 1e-9:
        moved = weights + length * step
        inside = (moved >= bounds.lower).all() and (moved <= bounds.upper).all()
        if inside and (np.sign(moved - task.current)[free] == sign).all() and task.loss(moved) <= here:
            return moved
        length *= 0.5
    return weights
