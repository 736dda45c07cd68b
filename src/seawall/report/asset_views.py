"""The views of the dollar, gold, bitcoin and ether, as data and as tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from seawall.macro import AssetDriver, AssetView, ViewAsset
from seawall.report.document import LineageView
from seawall.report.layout import Column, Section, Table, table_row
from seawall.report.numbers import Number, percent, quantity, signed
from seawall.report.provenance import lineage_view

__all__ = [
    "AssetCard",
    "AssetDriverView",
    "AssetLevelView",
    "AssetSentenceView",
    "asset_views_section",
    "compose_asset_views",
]

_TITLES = {
    ViewAsset.DOLLAR: "Dollar",
    ViewAsset.GOLD: "Gold",
    ViewAsset.BTC: "Bitcoin (BTC)",
    ViewAsset.ETH: "Ether (ETH)",
}


@dataclass(frozen=True, slots=True)
class AssetLevelView:
    """Last close, the one before it, and the change between them."""

    label: str
    close: Number
    date: str
    previous_close: Number
    previous_date: str
    day_change: Number
    is_stale: bool
    note: str
    lineage: LineageView


@dataclass(frozen=True, slots=True)
class AssetDriverView:
    """One driver: its figure and interval, or why there is none."""

    driver_id: str
    title: str
    status: str
    value: Number
    lower: Number
    upper: Number
    interval: str
    date: str | None
    n_observations: int | None
    note: str
    reason: str
    lineage: LineageView | None


@dataclass(frozen=True, slots=True)
class AssetSentenceView:
    """One claim, the rule that made it, and the figures in it by place."""

    rule_id: str
    text: str
    leaning: str
    figures: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class AssetCard:
    """The view of one asset."""

    asset: str
    title: str
    as_of: str
    simulated: bool
    level: AssetLevelView | None
    level_reason: str
    drivers: tuple[AssetDriverView, ...]
    reading: tuple[AssetSentenceView, ...]


def compose_asset_views(views: Sequence[AssetView]) -> tuple[AssetCard, ...]:
    """Turn views into the cards that terminal and JSON are drawn from.

    Parameters
    ----------
    views : sequence of AssetView
        As the workflow made them.

    Returns
    -------
    tuple of AssetCard
        Numbers with text and unit; nothing is computed after this.
    """
    return tuple(
        AssetCard(
            asset=view.asset.value,
            title=_TITLES[view.asset],
            as_of=str(view.as_of),
            simulated=view.simulated,
            level=_level_view(view),
            level_reason=view.level_reason,
            drivers=tuple(_driver_view(each) for each in view.drivers),
            reading=tuple(
                AssetSentenceView(
                    each.rule_id,
                    each.text,
                    each.leaning.value,
                    tuple((figure.place, figure.text) for figure in each.figures),
                )
                for each in view.reading
            ),
        )
        for view in views
    )


def _level_view(view: AssetView) -> AssetLevelView | None:
    level = view.level
    if level is None:
        return None
    return AssetLevelView(
        label=level.label,
        close=quantity(level.close, level.unit, decimals=2),
        date=str(level.date),
        previous_close=quantity(level.previous_close, level.unit, decimals=2),
        previous_date=str(level.previous_date),
        day_change=signed(percent(level.day_change)),
        is_stale=level.is_stale,
        note=level.note,
        lineage=lineage_view(level.lineage),
    )


def _driver_view(driver: AssetDriver) -> AssetDriverView:
    facts, estimate = driver.facts, driver.estimate

    def number(value: float | None) -> Number:
        return quantity(value, facts.unit, decimals=facts.decimals)

    return AssetDriverView(
        driver_id=facts.driver_id,
        title=facts.title,
        status=driver.status.value,
        value=number(estimate.value if estimate else None),
        lower=number(estimate.lower if estimate else None),
        upper=number(estimate.upper if estimate else None),
        interval=estimate.interval if estimate else "",
        date=str(estimate.date) if estimate else None,
        n_observations=estimate.n_observations if estimate else None,
        note=estimate.note if estimate else "",
        reason=driver.reason,
        lineage=lineage_view(estimate.lineage) if estimate else None,
    )


def asset_views_section(cards: Sequence[AssetCard]) -> Section:
    """Drivers and reading of each asset.

    Parameters
    ----------
    cards : sequence of AssetCard
        The views.

    Returns
    -------
    Section
        Three tables for each asset: figures, what they say, and where they come from.
    """
    return Section("asset-views", "Asset views", tuple(table for card in cards for table in _tables(card)))


def _tables(card: AssetCard) -> tuple[Table, Table, Table]:
    badge = " [SIMULATED]" if card.simulated else ""
    drivers = Table(
        title=f"{card.title}{badge}: {_headline(card)}",
        columns=(
            Column("Driver", is_number=False),
            Column("Figure"),
            Column("Interval"),
            Column("Unit", is_number=False),
            Column("Date", is_number=False),
            Column("Status", is_number=False),
        ),
        rows=tuple(
            table_row(each.title, each.value, _interval(each), each.value.unit, each.date or "–", each.status)
            for each in card.drivers
        ),
        caption=_level_caption(card),
    )
    reading = Table(
        title=f"{card.title}: reading on {card.as_of}",
        columns=(Column("What the figures say", is_number=False), Column("Rule", is_number=False)),
        rows=tuple(table_row(each.text, each.rule_id.removeprefix(f"{card.asset}-")) for each in card.reading),
    )
    origins = Table(
        title=f"{card.title}: where the figures come from, and what limits them",
        columns=(Column("Driver", is_number=False), Column("Rule, window and limits", is_number=False)),
        rows=tuple(table_row(each.title, _how(each)) for each in card.drivers),
        caption=_sources(card),
    )
    return drivers, reading, origins


def _headline(card: AssetCard) -> str:
    level = card.level
    if level is None:
        return f"no level: {card.level_reason}"
    stale = f" (stale: {card.level_reason})" if level.is_stale else ""
    return (
        f"{level.close.text} {level.close.unit}, {level.day_change.text} from {level.previous_close.text}; closes of "
        f"{level.date} and {level.previous_date}{stale}"
    )


def _interval(driver: AssetDriverView) -> str:
    return f"{driver.lower.text} to {driver.upper.text}" if driver.interval else ""


def _how(driver: AssetDriverView) -> str:
    if driver.lineage is None:
        return driver.reason
    window = f", {driver.lineage.window_start} to {driver.lineage.window_end}" if driver.lineage.window_start else ""
    count = f", n {driver.n_observations:,}" if driver.n_observations else ""
    source = f" by {driver.lineage.source}" if driver.status == "supplied" else ""
    method = f"{driver.lineage.method}{source}{window}{count}, data {driver.lineage.data_hash}"
    return "; ".join(part for part in (method, driver.interval, driver.note, driver.reason) if part)


def _level_caption(card: AssetCard) -> str:
    if card.level is None:
        return ""
    passed = f" Passed over: {card.level.note}." if card.level.note else ""
    return f"Level: {card.level.label}; data {card.level.lineage.data_hash}.{passed}"


def _sources(card: AssetCard) -> str:
    lineages = [each.lineage for each in card.drivers if each.lineage is not None]
    lineages += [card.level.lineage] if card.level is not None else []
    names = dict.fromkeys(name for each in lineages for name in each.source.split("; "))
    version = f", Seawall {lineages[0].version}" if lineages else ""
    return f"Sources: {'; '.join(names) or 'none'}{version}."
