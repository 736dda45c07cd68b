"""From a stress scenario to a shock for every factor of a book, and how each was found.

For a price the first of these that exists is taken:

1. the asset's own move between the closes of the window, from real prices;
2. a shock stated for the asset itself;
3. the same two for the asset's proxy, times its beta;
4. a shock stated for its class: in a replay, the stated proxy of assets without history;
5. none, and the positions concerned are listed. Nothing is silently zero.

A currency whose rate the portfolio file fixes is held, unless a scenario names it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from seawall.core import Failure, Lineage
from seawall.errors import InputError
from seawall.market import FactorKind, PriceSeries, RiskFactor
from seawall.portfolio import Asset, Portfolio
from seawall.scenarios.factor_map import risk_factors
from seawall.scenarios.scenario_set import ScenarioSet
from seawall.scenarios.stress_scenario import ALL_NAMES, ShockTable, StressScenario

__all__ = ["ResolvedShock", "ShockOrigin", "StressShocks", "resolve_stress"]

_OLDEST_CLOSE_DAYS = 4
"""A close may be this many calendar days older than a window's edge: a long weekend, no more."""


class ShockOrigin(StrEnum):
    """How a shock was found."""

    REPLAYED = "replayed"
    STATED = "stated"
    PROXY = "proxy"
    CLASS_PROXY = "class proxy"
    HELD = "held"
    UNSHOCKED = "unshocked"


@dataclass(frozen=True, slots=True)
class ResolvedShock:
    """The shock of one scenario to one factor.

    Attributes
    ----------
    factor : RiskFactor
        What is shocked.
    shock : float
        Decimal; 0 when unshocked.
    origin : ShockOrigin
        How it was found.
    basis : str
        The observation or statement behind it.
    """

    factor: RiskFactor
    shock: float
    origin: ShockOrigin
    basis: str


@dataclass(frozen=True, slots=True, eq=False)
class StressShocks:
    """All scenarios of a stress run, ready to be revalued.

    Attributes
    ----------
    scenarios : tuple of StressScenario
        Those that could be resolved.
    scenario_set : ScenarioSet
        One row per scenario.
    resolved : tuple of tuple of ResolvedShock
        Per scenario and factor.
    failures : tuple of Failure
        Scenarios that could not be resolved.
    """

    scenarios: tuple[StressScenario, ...]
    scenario_set: ScenarioSet
    resolved: tuple[tuple[ResolvedShock, ...], ...]
    failures: tuple[Failure, ...]


def resolve_stress(
    portfolio: Portfolio,
    scenarios: Sequence[StressScenario],
    *,
    history: Mapping[str, PriceSeries],
    lineage: Lineage,
) -> StressShocks:
    """Find a shock for every factor in every scenario.

    Parameters
    ----------
    portfolio : Portfolio
        The book.
    scenarios : sequence of StressScenario
        What to run.
    history : mapping of str to PriceSeries
        Real prices by symbol, for replays; empty when prices are simulated, because made prices
        cannot replay a real crisis.
    lineage : Lineage
        Of the prices.

    Returns
    -------
    StressShocks
        The shocks, the origin of each, and the scenarios that failed.
    """
    factors = risk_factors(portfolio)
    kept: list[StressScenario] = []
    rows: list[tuple[ResolvedShock, ...]] = []
    failures: list[Failure] = []
    for scenario in scenarios:
        row = tuple(_resolve(factor, scenario, portfolio, history) for factor in factors)
        try:
            _check_possible(row)
        except InputError as error:
            failures.append(Failure.of(f"stress {scenario.id}", error))
            continue
        kept.append(scenario)
        rows.append(row)
    shocks = np.array([[each.shock for each in row] for row in rows], dtype=np.float64)
    return StressShocks(
        scenarios=tuple(kept),
        scenario_set=ScenarioSet(
            factors=factors,
            shocks=shocks.reshape(len(kept), len(factors)),
            labels=tuple(scenario.id for scenario in kept),
            horizon_sessions=0,
            lineage=lineage,
        ),
        resolved=tuple(rows),
        failures=tuple(failures),
    )


def _check_possible(row: Sequence[ResolvedShock]) -> None:
    for each in row:
        if each.factor.kind is not FactorKind.RATE and each.shock <= -1.0:
            raise InputError(
                f"shock to {each.factor.id} must be above -100 %, was {each.shock:.1%} ({each.origin}: {each.basis})"
            )


def _resolve(
    factor: RiskFactor, scenario: StressScenario, portfolio: Portfolio, history: Mapping[str, PriceSeries]
) -> ResolvedShock:
    keys: tuple[str, ...]
    match factor.kind:
        case FactorKind.SPOT:
            return _resolve_spot(factor, portfolio.assets[factor.name], scenario, portfolio, history)
        case FactorKind.VOLATILITY:
            column = portfolio.assets[factor.name].asset_class.value
            table, keys = scenario.volatilities, (column,)
            stated = ShockOrigin.CLASS_PROXY if scenario.window else ShockOrigin.STATED
        case FactorKind.CURRENCY:
            return _resolve_currency(factor, scenario, portfolio.base_currency, history)
        case FactorKind.RATE:
            table, keys, stated = scenario.rates, (factor.name, ALL_NAMES), ShockOrigin.STATED
    return (
        _replayed(factor, factor.symbol, scenario, history)
        or _stated(factor, table, keys, stated)
        or _unshocked(factor, scenario)
    )


def _resolve_spot(
    factor: RiskFactor,
    asset: Asset,
    scenario: StressScenario,
    portfolio: Portfolio,
    history: Mapping[str, PriceSeries],
) -> ResolvedShock:
    return (
        _replayed(factor, asset.symbol, scenario, history)
        or _stated(factor, scenario.assets, (asset.id,), ShockOrigin.STATED)
        or _by_proxy(factor, asset, scenario, portfolio, history)
        or _stated(
            factor,
            scenario.asset_classes,
            (asset.asset_class.value,),
            ShockOrigin.CLASS_PROXY if scenario.window else ShockOrigin.STATED,
        )
        or _unshocked(factor, scenario)
    )


def _resolve_currency(
    factor: RiskFactor, scenario: StressScenario, base: str, history: Mapping[str, PriceSeries]
) -> ResolvedShock:
    r"""Shock to the value of a currency in the base currency.

    Statements are made against the reference currency, so the two legs are crossed:
    :math:`(1 + s_c) / (1 + s_b) - 1`, with 0 for the reference itself.
    """
    if factor.symbol is None and factor.name not in scenario.currencies:
        return ResolvedShock(factor, 0.0, ShockOrigin.HELD, "rate fixed in the portfolio file")
    replayed = _replayed(factor, factor.symbol, scenario, history)
    if replayed is not None:
        return replayed
    legs = []
    for currency in (factor.name, base):
        if currency == scenario.reference_currency:
            legs.append((0.0, f"{currency} is the reference"))
            continue
        stated = _stated(factor, scenario.currencies, (currency, ALL_NAMES), ShockOrigin.STATED)
        if stated is None:
            return _unshocked(factor, scenario)
        legs.append((stated.shock, stated.basis))
    (own, basis), (of_base, base_basis) = legs
    if base == scenario.reference_currency:
        return ResolvedShock(factor, own, ShockOrigin.STATED, basis)
    basis = f"{factor.name}: {basis}; {base}: {base_basis}"
    return ResolvedShock(factor, (1.0 + own) / (1.0 + of_base) - 1.0, ShockOrigin.STATED, basis)


def _replayed(
    factor: RiskFactor, symbol: str | None, scenario: StressScenario, history: Mapping[str, PriceSeries]
) -> ResolvedShock | None:
    if scenario.window is None or symbol is None or symbol not in history:
        return None
    series = history[symbol]
    start = series.close_on(scenario.window.start, within_days=_OLDEST_CLOSE_DAYS)
    end = series.close_on(scenario.window.end, within_days=_OLDEST_CLOSE_DAYS)
    if start is None or end is None:
        return None
    basis = f"{symbol} {start:,.6g} to {end:,.6g}"
    return ResolvedShock(factor, end / start - 1.0, ShockOrigin.REPLAYED, basis)


def _stated(factor: RiskFactor, table: ShockTable, keys: Sequence[str], origin: ShockOrigin) -> ResolvedShock | None:
    for key in keys:
        if key in table:
            return ResolvedShock(factor, table[key].shock, origin, table[key].basis)
    return None


def _by_proxy(
    factor: RiskFactor,
    asset: Asset,
    scenario: StressScenario,
    portfolio: Portfolio,
    history: Mapping[str, PriceSeries],
) -> ResolvedShock | None:
    if asset.proxy is None:
        return None
    other = portfolio.assets[asset.proxy.asset]
    found = _replayed(factor, other.symbol, scenario, history) or _stated(
        factor, scenario.assets, (other.id,), ShockOrigin.STATED
    )
    if found is None:
        return None
    basis = f"{asset.proxy.beta:g} × {other.id} ({found.basis})"
    return ResolvedShock(factor, asset.proxy.beta * found.shock, ShockOrigin.PROXY, basis)


def _unshocked(factor: RiskFactor, scenario: StressScenario) -> ResolvedShock:
    return ResolvedShock(factor, 0.0, ShockOrigin.UNSHOCKED, f"{scenario.id} states no shock and no proxy")
