"""The page of what a stress scenario may name in a book: levels today, and what the library states for each."""

from __future__ import annotations

from dataclasses import dataclass

from seawall.core import DISCLAIMER
from seawall.errors import DataError
from seawall.market import MarketSnapshot, RiskFactor
from seawall.portfolio import Portfolio
from seawall.report.document import LineageView
from seawall.report.factor_level import level_number
from seawall.report.layout import Column, Section, Table, table_row
from seawall.report.numbers import Number, percent
from seawall.report.provenance import badge_text, lineage_view
from seawall.report.results import ScenarioFactorsResults
from seawall.scenarios import ShockTableName, StatableShock, StressScenario, position_factors

__all__ = [
    "ScenarioFactorsDocument",
    "StatedScenarioDocument",
    "compose_scenario_factors",
    "compose_stated_scenario",
    "scenario_factors_section",
]

_FORMAT_VERSION = 1
_FEW = 4
"""Of levels and positions that a terminal names."""
_ALL = "all"


@dataclass(frozen=True, slots=True)
class LevelView:
    """Today's level of one factor."""

    factor: str
    level: Number


@dataclass(frozen=True, slots=True)
class StatableShockView:
    """One name that a scenario may state a shock for."""

    table: str
    key: str
    meaning: str
    is_absolute: bool
    levels: tuple[LevelView, ...]
    positions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StatedShockView:
    """A shock as a scenario file states it."""

    table: str
    key: str
    shock: Number
    basis: str


@dataclass(frozen=True, slots=True)
class StatedScenarioDocument:
    """A scenario, as its file states it."""

    id: str
    title: str
    source: str
    window_start: str | None
    window_end: str | None
    reference_currency: str
    shocks: tuple[StatedShockView, ...]


@dataclass(frozen=True, slots=True)
class ScenarioFactorsDocument:
    """What a stress scenario may name in a book, and what the library names."""

    format_version: int
    portfolio: str
    base_currency: str
    as_of: str
    prices_as_of: str
    simulated: bool
    badge: str
    shocks: tuple[StatableShockView, ...]
    library: tuple[StatedScenarioDocument, ...]
    lineage: LineageView
    notes: tuple[str, ...]
    disclaimer: str


_NOTES = (
    "Shocks to prices, volatilities and currencies are relative and above -1: -0.5 halves. A rate moves by the shock "
    "itself: 0.01 is one percentage point.",
    "For a price the first of these counts: its own closes where the scenario has a window and they cover it, the "
    "asset's own shock, its proxy times beta, the shock of its class.",
    "The name 'all' covers what its table does not name. A currency at a rate that the portfolio file fixes moves only "
    "where it is named.",
)


def compose_scenario_factors(results: ScenarioFactorsResults) -> ScenarioFactorsDocument:
    """Turn names and levels into the document that terminal, JSON and the editor of scenarios are drawn from.

    Parameters
    ----------
    results : ScenarioFactorsResults
        One run of the workflow.
    """
    portfolio, snapshot = results.portfolio, results.snapshot
    return ScenarioFactorsDocument(
        format_version=_FORMAT_VERSION,
        portfolio=portfolio.name,
        base_currency=portfolio.base_currency,
        as_of=str(results.as_of),
        prices_as_of=str(snapshot.as_of),
        simulated=snapshot.lineage.simulated,
        badge=badge_text(snapshot.lineage),
        shocks=tuple(_statable(each, portfolio, snapshot) for each in results.statable),
        library=tuple(compose_stated_scenario(each) for each in results.library),
        lineage=lineage_view(snapshot.lineage),
        notes=_NOTES,
        disclaimer=DISCLAIMER,
    )


def _statable(shock: StatableShock, portfolio: Portfolio, snapshot: MarketSnapshot) -> StatableShockView:
    moved = {each.id for each in shock.factors}
    return StatableShockView(
        table=shock.table.value,
        key=shock.key,
        meaning=_meaning(shock, portfolio),
        is_absolute=shock.table is ShockTableName.RATES,
        levels=tuple(LevelView(each.id, _level(each, portfolio, snapshot)) for each in shock.factors),
        positions=tuple(
            each.id
            for each in portfolio.positions
            if any(factor.id in moved for factor in position_factors(portfolio, each))
        ),
    )


def _meaning(shock: StatableShock, portfolio: Portfolio) -> str:
    key = shock.key
    match shock.table:
        case ShockTableName.ASSETS:
            own = any(each.name == key for each in shock.factors)
            proxied = [each.name for each in shock.factors if each.name != key]
            held = [f"the price of {key}"] if own else []
            return "; ".join([*held, *(f"{each} through its proxy {key}" for each in proxied)])
        case ShockTableName.ASSET_CLASSES:
            return f"the price of every {key} asset that has no shock of its own"
        case ShockTableName.VOLATILITIES:
            return f"implied volatility of every {key} asset"
        case ShockTableName.RATES:
            return "every rate not named" if key == _ALL else f"the rate of {key}"
        case ShockTableName.CURRENCIES:
            own_base = " (the base of the book)" if key == portfolio.base_currency else ""
            name = "every currency not named" if key == _ALL else f"{key}{own_base}"
            return f"the value of {name} against the reference currency"


def _level(factor: RiskFactor, portfolio: Portfolio, snapshot: MarketSnapshot) -> Number:
    try:
        level: float | None = snapshot.level(factor)
    except DataError:
        level = None
    return level_number(level, factor, portfolio)


def compose_stated_scenario(scenario: StressScenario) -> StatedScenarioDocument:
    """Turn a scenario into rows that an editor shows.

    Parameters
    ----------
    scenario : StressScenario
        As it was read.
    """
    window = scenario.window
    return StatedScenarioDocument(
        id=scenario.id,
        title=scenario.title,
        source=scenario.source,
        window_start=str(window.start) if window else None,
        window_end=str(window.end) if window else None,
        reference_currency=scenario.reference_currency,
        shocks=tuple(
            StatedShockView(table.value, key, percent(each.shock), each.basis)
            for table in ShockTableName
            for key, each in getattr(scenario, table).items()
        ),
    )


def scenario_factors_section(document: ScenarioFactorsDocument) -> Section:
    """The names as a table.

    Parameters
    ----------
    document : ScenarioFactorsDocument
        The page.
    """

    def listed(names: tuple[str, ...]) -> str:
        return ", ".join(names) if len(names) <= _FEW else f"{len(names)} positions"

    def levels(found: tuple[LevelView, ...]) -> str:
        if len(found) == 1:
            return found[0].level.text
        return ", ".join(f"{each.factor.split(':')[1]} {each.level.text}" for each in found[:_FEW]) + (
            ", …" if len(found) > _FEW else ""
        )

    names = Table(
        title="What a stress scenario may name in this book",
        columns=(
            Column("Table", is_number=False),
            Column("Name", is_number=False),
            Column("Moves", is_number=False),
            Column("Today"),
            Column("Shock", is_number=False),
            Column("Positions", is_number=False),
        ),
        rows=tuple(
            table_row(
                each.table,
                each.key,
                each.meaning,
                levels(each.levels),
                "added" if each.is_absolute else "relative",
                listed(each.positions),
            )
            for each in document.shocks
        ),
    )
    return Section("factors", "03 Stress: what may be shocked", (names,))
