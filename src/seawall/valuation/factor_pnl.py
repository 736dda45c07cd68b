"""Profit and loss by factor: what each one did, so that they add up, and what each would have done alone."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass

import numpy as np

from seawall.core import FloatArray
from seawall.market import MarketSnapshot, RiskFactor
from seawall.portfolio import Portfolio, Position
from seawall.scenarios import ScenarioSet, position_factors, risk_factors
from seawall.valuation.pnl_cube import PnlCube
from seawall.valuation.revaluation import revalue

__all__ = ["FactorPnl", "revalue_by_factor"]


@dataclass(frozen=True, slots=True, eq=False)
class FactorPnl:
    """P&L of a book by factor instead of by position.

    Attributes
    ----------
    factors : tuple of RiskFactor
        Columns of both cubes, which carry their identifiers.
    attributed : PnlCube
        Share of each factor in the P&L of every scenario; the shares add up to it.
    alone : PnlCube
        P&L of every scenario if only that factor had moved; these do not add up.
    """

    factors: tuple[RiskFactor, ...]
    attributed: PnlCube
    alone: PnlCube


def revalue_by_factor(portfolio: Portfolio, snapshot: MarketSnapshot, scenarios: ScenarioSet) -> FactorPnl:
    r"""P&L of every factor in every scenario, averaged over the orders in which factors can move.

    .. math::

        x_j = \sum_{A \not\ni j} \frac{|A|!\,(m - |A| - 1)!}{m!} \left( v(A \cup j) - v(A) \right)

    with v(A) the P&L when only the factors of A move: the Shapley value. It treats factors alike, gives nothing to
    one that does not matter, and adds up exactly. Over all factors of a book that would take :math:`2^m` revaluations;
    but a position is moved by at most four of them (spot, volatility, rate, currency), and the shares of a book are
    the sums of the shares in its positions. So no position is valued more than 15 times, and most are valued once.

    Parameters
    ----------
    portfolio : Portfolio
        With quantities.
    snapshot : MarketSnapshot
        Today's levels.
    scenarios : ScenarioSet
        Shape (n_scenarios, n_factors).

    Returns
    -------
    FactorPnl
        Two cubes of shape (n_scenarios, n_factors), base currency, gain above zero.

    Raises
    ------
    DataError, InputError
        As :func:`revalue`.

    References
    ----------
    Shapley, "A value for n-person games" (1953). Shorrocks, "Decomposition procedures for distributional analysis",
    *Journal of Economic Inequality* 11 (2013).
    """
    factors = risk_factors(portfolio)
    column = {factor.id: index for index, factor in enumerate(factors)}
    attributed, alone = (np.zeros((len(scenarios), len(factors))) for _ in range(2))
    for position in portfolio.positions:
        moving = [f for f in position_factors(portfolio, position) if scenarios.column(f).any()]
        values = _values_by_subset(portfolio, position, snapshot, scenarios, moving)
        for place, factor in enumerate(moving):
            alone[:, column[factor.id]] += values[1 << place]
            attributed[:, column[factor.id]] += _shapley(values, place, len(moving))
    names = tuple(factor.id for factor in factors)

    def cube(pnl: FloatArray) -> PnlCube:
        return PnlCube(
            pnl,
            names,
            scenarios.labels,
            portfolio.base_currency,
            scenarios.horizon_sessions,
            scenarios.lineage,
            scenarios.design,
        )

    return FactorPnl(factors, cube(attributed), cube(alone))


def _values_by_subset(
    portfolio: Portfolio, position: Position, snapshot: MarketSnapshot, scenarios: ScenarioSet, moving: list[RiskFactor]
) -> list[FloatArray]:
    """P&L of a position for every set of factors that may move; bit j of the place says that factor j does."""
    own = dataclasses.replace(portfolio, positions=(position,))
    values = [np.zeros(len(scenarios))]
    for subset in range(1, 1 << len(moving)):
        chosen = tuple(factor for place, factor in enumerate(moving) if subset >> place & 1)
        shocks = np.column_stack([scenarios.column(factor) for factor in chosen])
        values.append(revalue(own, snapshot, dataclasses.replace(scenarios, factors=chosen, shocks=shocks)).totals)
    return values


def _shapley(values: list[FloatArray], place: int, count: int) -> FloatArray:
    share = np.zeros_like(values[0])
    for subset in range(1 << count):
        if not subset >> place & 1:
            size = subset.bit_count()
            weight = math.factorial(size) * math.factorial(count - size - 1) / math.factorial(count)
            share += weight * (values[subset | 1 << place] - values[subset])
    return share
