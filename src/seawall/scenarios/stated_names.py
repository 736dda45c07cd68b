"""What a stress scenario may name in a book: every name under every table, and the factors that it moves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from seawall.market import FactorKind, RiskFactor
from seawall.portfolio import Portfolio
from seawall.scenarios.factor_map import risk_factors
from seawall.scenarios.stress_scenario import ALL_NAMES, ShockTableName, StressScenario

__all__ = ["StatableShock", "names_outside_book", "statable_shocks"]


@dataclass(frozen=True, slots=True)
class StatableShock:
    """One name that a scenario may state a shock for.

    Attributes
    ----------
    table : ShockTableName
        Table of the scenario file.
    key : str
        Name in it, such as ``BTC``, ``crypto`` or ``all``.
    factors : tuple of RiskFactor
        Factors of the book that it moves where nothing closer to them is stated. The rate of two currencies neither of
        which is the reference, as of GBP in a book in EUR, moves only where both are stated: one name alone leaves it
        unshocked.
    """

    table: ShockTableName
    key: str
    factors: tuple[RiskFactor, ...]


def statable_shocks(portfolio: Portfolio, *, reference_currency: str = "USD") -> tuple[StatableShock, ...]:
    """Every name that moves something in a book, table by table.

    Parameters
    ----------
    portfolio : Portfolio
        The book.
    reference_currency : str
        Currency against which a scenario states the value of the others.

    Returns
    -------
    tuple of StatableShock
        Assets held and the proxies of those; classes; volatilities by class; rates and currencies, each with ``all``.
        The rate of the reference currency in a book of another base, fixed in the portfolio file, has no name here: it
        is held, and the reference has no value to state in itself.
    """
    moved: dict[tuple[ShockTableName, str], list[RiskFactor]] = {}
    for factor in risk_factors(portfolio):
        for table, key in _names_of(factor, portfolio, reference_currency):
            moved.setdefault((table, key), []).append(factor)
    order = list(ShockTableName)
    found = sorted(moved.items(), key=lambda each: (order.index(each[0][0]), each[0][1] == ALL_NAMES))
    return tuple(StatableShock(table, key, tuple(factors)) for (table, key), factors in found)


def names_outside_book(scenario: StressScenario, portfolio: Portfolio) -> tuple[str, ...]:
    """Names that a scenario states a shock for and that move nothing in a book, such as ``assets.SOL``.

    Parameters
    ----------
    scenario : StressScenario
        May be written for many books.
    portfolio : Portfolio
        The book.
    """
    moving = {
        (each.table, each.key) for each in statable_shocks(portfolio, reference_currency=scenario.reference_currency)
    }
    return tuple(
        f"{table}.{key}" for table in ShockTableName for key in getattr(scenario, table) if (table, key) not in moving
    )


def _names_of(factor: RiskFactor, portfolio: Portfolio, reference: str) -> Iterator[tuple[ShockTableName, str]]:
    match factor.kind:
        case FactorKind.SPOT:
            asset = portfolio.assets[factor.name]
            yield ShockTableName.ASSETS, asset.id
            if asset.proxy is not None:
                yield ShockTableName.ASSETS, asset.proxy.asset
            yield ShockTableName.ASSET_CLASSES, asset.asset_class.value
        case FactorKind.VOLATILITY:
            yield ShockTableName.VOLATILITIES, portfolio.assets[factor.name].asset_class.value
        case FactorKind.RATE:
            yield ShockTableName.RATES, factor.name
            yield ShockTableName.RATES, ALL_NAMES
        case FactorKind.CURRENCY:
            if factor.symbol is None and factor.name == reference:
                return  # fixed in the portfolio file, so held where only the other leg is named
            for name in (factor.name, portfolio.base_currency):
                if name != reference:
                    yield ShockTableName.CURRENCIES, name
            if factor.symbol is not None:  # a rate that the portfolio file fixes moves only where it is named
                yield ShockTableName.CURRENCIES, ALL_NAMES
