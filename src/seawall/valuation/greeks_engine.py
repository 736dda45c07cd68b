"""Delta-gamma-vega: a book as a parabola. Fast, familiar, and kept for comparison; its error is measured."""

from __future__ import annotations

import numpy as np

from seawall.core import FloatArray
from seawall.scenarios import ScenarioSet
from seawall.valuation.black_scholes_merton import black_scholes
from seawall.valuation.compiled_book import CompiledBook, OptionGroup
from seawall.valuation.full_engine import Moves, linear_values

__all__ = ["delta_gamma_vega_pnl"]


def delta_gamma_vega_pnl(book: CompiledBook, scenarios: ScenarioSet) -> FloatArray:
    r"""P&L of a book in every scenario, options by their Greeks of today.

    .. math:: \Delta V = \Delta\,\delta S + \tfrac12 \Gamma\,\delta S^2 + \nu\,\delta\sigma + \rho\,\delta r

    Parameters
    ----------
    book : CompiledBook
        The book.
    scenarios : ScenarioSet
        Shape (n_scenarios, n_factors).

    Returns
    -------
    FloatArray
        Shape (n_scenarios,), base currency, gain above zero. What is linear in price is exact.
    """
    moves = Moves(book.snapshot, scenarios)
    values = linear_values(book, moves)
    for group in book.groups:
        values += _group_values(group, moves) * moves.exchange(group.currency)
    return np.asarray(values[: moves.count] - values[moves.count])


def _group_values(group: OptionGroup, moves: Moves) -> FloatArray:
    total = 2.0 * group.half_total
    volatility = total / np.sqrt(group.time)
    rate = moves.snapshot.level(group.rate)
    greeks = black_scholes(
        spot=group.level,
        strike=group.owed * np.exp(rate * group.time),
        time=group.time,
        rate=rate,
        volatility=volatility,
        right=np.where(group.short_forward == 0.0, 1, -1),
    )
    spot_move = group.level * moves.shocks(group.spot)
    return np.asarray(
        group.size @ greeks.price
        + (group.size @ greeks.delta) * spot_move
        + 0.5 * (group.size @ greeks.gamma) * spot_move**2
        + (group.size @ (greeks.vega * volatility)) * moves.shocks(group.volatility)
        + (group.size @ greeks.rho) * moves.shocks(group.rate)
    )
