"""Revaluation: every position priced again in every scenario, by the formula that prices it today.

Without an engine the P&L of every position is kept, for reports and contributions. With one only the total of the
book is, streamed, for books and scenario sets whose matrix would not fit in memory.

Scenarios are instantaneous: time to expiry, funding and carry stand still while prices move.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import overload

import numpy as np

from seawall.core import FloatArray, choice_named, year_fraction
from seawall.market import FactorKind, MarketSnapshot, RiskFactor, apply_shock
from seawall.portfolio import Cash, EuropeanOption, Perpetual, Portfolio, Position, Spot
from seawall.scenarios import ScenarioSet
from seawall.valuation.black_scholes_merton import black_scholes
from seawall.valuation.book_pnl import BookPnl, Engine, revalue_book
from seawall.valuation.compiled_book import compile_book
from seawall.valuation.pnl_cube import PnlCube

__all__ = ["position_values", "revalue", "unit_values"]


class _Levels:
    """Factor levels for one row per scenario: today's (no scenarios) or shocked."""

    def __init__(self, snapshot: MarketSnapshot, scenarios: ScenarioSet | None) -> None:
        self._snapshot = snapshot
        self._scenarios = scenarios

    def of(self, factor: RiskFactor, today: float | None = None) -> FloatArray:
        """Levels of one factor, shape (n_scenarios,), or (1,) today."""
        level = self._snapshot.level(factor) if today is None else today
        if self._scenarios is None:
            return np.array([level])
        return apply_shock(level, self._scenarios.column(factor), factor.rule)


def _unit_value(portfolio: Portfolio, position: Position, snapshot: MarketSnapshot, levels: _Levels) -> FloatArray:
    """Value of one unit in base currency, one per scenario."""
    currency = portfolio.currency_of(position)
    exchange = levels.of(RiskFactor(FactorKind.CURRENCY, currency))
    instrument = position.instrument
    if isinstance(instrument, Cash):
        return exchange
    asset = portfolio.assets[instrument.asset]
    spot = levels.of(RiskFactor(FactorKind.SPOT, asset.id))
    match instrument:
        case Spot():
            return spot * exchange
        case Perpetual():
            return instrument.contract_size * (spot - instrument.entry_price) * exchange
        case EuropeanOption():
            values = black_scholes(
                spot=spot,
                strike=instrument.strike,
                time=year_fraction(snapshot.as_of, instrument.expiry),
                rate=levels.of(RiskFactor(FactorKind.RATE, asset.currency)),
                volatility=levels.of(RiskFactor(FactorKind.VOLATILITY, asset.id), instrument.implied_volatility),
                right=instrument.right,
            )
            return instrument.contract_size * values.price * exchange


def unit_values(portfolio: Portfolio, snapshot: MarketSnapshot) -> Mapping[str, float]:
    """Value of one unit of each position today, in base currency, by position identifier.

    Parameters
    ----------
    portfolio : Portfolio
        The book; weights need not be resolved.
    snapshot : MarketSnapshot
        Today's levels.

    Returns
    -------
    mapping of str to float
        Base currency per unit or contract.
    """
    levels = _Levels(snapshot, None)
    return {p.id: float(_unit_value(portfolio, p, snapshot, levels)[0]) for p in portfolio.positions}


def position_values(portfolio: Portfolio, snapshot: MarketSnapshot) -> FloatArray:
    """Value of each position today, in base currency, shape (n_positions,)."""
    units = unit_values(portfolio, snapshot)
    return np.array([position.sized * units[position.id] for position in portfolio.positions])


@overload
def revalue(portfolio: Portfolio, snapshot: MarketSnapshot, scenarios: ScenarioSet) -> PnlCube: ...


@overload
def revalue(
    portfolio: Portfolio, snapshot: MarketSnapshot, scenarios: ScenarioSet, *, engine: Engine, threads: int = 1
) -> BookPnl: ...


def revalue(
    portfolio: Portfolio,
    snapshot: MarketSnapshot,
    scenarios: ScenarioSet,
    *,
    engine: Engine | None = None,
    threads: int = 1,
) -> PnlCube | BookPnl:
    r"""Value every position in every scenario, less its value today.

    .. math:: \mathrm{PnL}_{s,i} = q_i \left( v_i(x_s) - v_i(x_0) \right)

    Parameters
    ----------
    portfolio : Portfolio
        With quantities.
    snapshot : MarketSnapshot
        Today's levels.
    scenarios : ScenarioSet
        Shape (n_scenarios, n_factors).
    engine : Engine, optional
        Full revaluation, Chebyshev proxy or delta-gamma-vega of the book as a whole.
    threads : int
        Workers of the engine; the same bytes come out for any number.

    Returns
    -------
    PnlCube or BookPnl
        Without an engine the P&L of every position, shape (n_scenarios, n_positions); with one the totals of the
        book and their error. Base currency, gain above zero.

    Raises
    ------
    DataError
        When the snapshot lacks a level that a position needs.
    InputError
        When a shock carries a price or a volatility to zero or below; for an `engine` that there is not.

    Examples
    --------
    >>> import datetime as dt
    >>> from seawall.core import Lineage
    >>> from seawall.portfolio import Asset, AssetClass
    >>> made = Lineage(method="example", source="example", data_hash="0")
    >>> book = Portfolio(name="P", base_currency="USD",
    ...     assets={"BTC": Asset("BTC", AssetClass.CRYPTO, "BTC", "USD")},
    ...     positions=(Position(id="long", instrument=Spot("BTC"), quantity=2.0),))
    >>> today = MarketSnapshot(dt.date(2025, 12, 30), "USD", made, spots={"BTC": 100.0})
    >>> shocks = ScenarioSet((RiskFactor(FactorKind.SPOT, "BTC"),), np.array([[-0.25]]), ("crash",), 0, made)
    >>> revalue(book, today, shocks).pnl.tolist()
    [[-50.0]]
    """
    if engine is not None:
        engine = choice_named(engine, "engine", Engine)
        return revalue_book(compile_book(portfolio, snapshot), scenarios, engine=engine, threads=threads)
    snapshot.check_currency(portfolio.base_currency, portfolio.name)
    today, shocked = _Levels(snapshot, None), _Levels(snapshot, scenarios)
    pnl = np.empty((len(scenarios), len(portfolio.positions)))
    for column, position in enumerate(portfolio.positions):
        after = _unit_value(portfolio, position, snapshot, shocked)
        before = _unit_value(portfolio, position, snapshot, today)
        pnl[:, column] = position.sized * (after - before)
    return PnlCube(
        pnl=pnl,
        positions=tuple(position.id for position in portfolio.positions),
        labels=scenarios.labels,
        currency=portfolio.base_currency,
        horizon_sessions=scenarios.horizon_sessions,
        lineage=scenarios.lineage,
        design=scenarios.design,
    )
