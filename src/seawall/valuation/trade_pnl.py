"""Profit and loss of trades in the scenarios of a book, without valuing the book again."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from seawall.errors import InputError
from seawall.market import MarketSnapshot
from seawall.portfolio import Portfolio, Position
from seawall.scenarios import ScenarioSet, position_factors
from seawall.valuation.pnl_cube import PnlCube
from seawall.valuation.revaluation import revalue

__all__ = ["revalue_trades"]


def revalue_trades(
    portfolio: Portfolio, snapshot: MarketSnapshot, scenarios: ScenarioSet, *, trades: Sequence[Position]
) -> PnlCube:
    """P&L of trades, paid from cash in the base currency at today's values, which no scenario moves.

    Parameters
    ----------
    portfolio : Portfolio
        The book: its assets, currencies and rates.
    snapshot : MarketSnapshot
        Today's levels.
    scenarios : ScenarioSet
        Those of the book.
    trades : sequence of Position
        What the trades would add, short below zero.

    Returns
    -------
    PnlCube
        Shape (n_scenarios, n_trades), base currency, gain above zero.

    Raises
    ------
    InputError
        When the scenarios do not hold a factor that a trade depends on.
    DataError
        When the snapshot lacks a level.
    """
    bought = dataclasses.replace(portfolio, positions=tuple(trades), assets_under_management=None)
    held = {factor.id for factor in scenarios.factors}
    for trade in trades:
        for factor in position_factors(bought, trade):
            if factor.id not in held:
                raise InputError(f"trade {trade.id!r} moves with {factor.id}, which the scenarios do not hold")
    return revalue(bought, snapshot, scenarios)
