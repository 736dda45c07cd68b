"""Tables of the page on the economy."""

from __future__ import annotations

from seawall.report.asset_views import asset_views_section
from seawall.report.layout import Column, Section, Table, table_row
from seawall.report.macro import MacroDocument
from seawall.report.macro_curve import curve_table
from seawall.report.macro_indicators import IndicatorView
from seawall.report.macro_regime import macro_regime_section
from seawall.report.numbers import UNKNOWN

__all__ = ["macro_sections", "rule_sentences"]


def macro_sections(document: MacroDocument) -> tuple[Section, ...]:
    """Every section below the cards.

    Parameters
    ----------
    document : MacroDocument
        The economy on one day.

    Returns
    -------
    tuple of Section
        Indicators with the curve, the regime, the views of assets, and the series behind them; without an economic
        series the views alone.
    """
    if not document.series:
        return (asset_views_section(document.views),)
    regime = macro_regime_section(document.regime, document.recession)
    views = (asset_views_section(document.views),) if document.views else ()
    return (_indicators(document), *((regime,) if regime.tables else ()), *views, _provenance(document))


def _indicators(document: MacroDocument) -> Section:
    subjects = tuple(dict.fromkeys(each.subject for each in document.indicators))
    tables = tuple(
        _subject_table(subject, [each for each in document.indicators if each.subject == subject])
        for subject in subjects
    )
    curve = (curve_table(document.curves),) if document.curves else ()
    return Section("indicators", "Indicators", (*tables, *curve))


def _subject_table(subject: str, indicators: list[IndicatorView]) -> Table:
    return Table(
        title=subject.capitalize(),
        columns=(
            Column("Indicator", is_number=False),
            Column("Value"),
            Column("Unit", is_number=False),
            Column("Period", is_number=False),
            Column("Change"),
            Column("since", is_number=False),
            Column("Trend", is_number=False),
            Column("by"),
            Column("usual"),
            Column("Percentile"),
            Column("since", is_number=False),
            Column("Reading", is_number=False),
        ),
        rows=tuple(
            table_row(
                each.title,
                each.value,
                each.value.unit,
                f"{each.period or UNKNOWN}{' stale' if each.stale else ''}",
                each.change,
                each.previous_period or UNKNOWN,
                each.trend.word if each.trend else UNKNOWN,
                each.trend.change if each.trend else UNKNOWN,
                each.trend.usual_change if each.trend else UNKNOWN,
                each.rank.percentile if each.rank else UNKNOWN,
                each.rank.window_start[:7] if each.rank else UNKNOWN,
                each.word or each.unavailable or UNKNOWN,
            )
            for each in indicators
        ),
    )


def rule_sentences(document: MacroDocument) -> tuple[str, ...]:
    """What readings and trends are judged by, and who set the levels, one sentence for each rule."""
    rules = {each.rule.text: each.rule for each in document.indicators}
    users = {text: "; ".join(each.title for each in document.indicators if each.rule.text == text) for text in rules}
    trends = {each.trend.span: each.trend.rule for each in document.indicators if each.trend}
    return (
        *(f"{users[text]}: {text}. Levels: {rule.source}." for text, rule in rules.items()),
        *(f"Trend: {rule}." for rule in trends.values()),
        f"{UNKNOWN}: a month that is needed was never published, or the history is too short.",
    )


def _provenance(document: MacroDocument) -> Section:
    table = Table(
        title="Series used, newest vintage not later than the as-of date"
        if not document.vintage
        else f"Series used, vintage {document.vintage}",
        columns=(
            Column("Series", is_number=False),
            Column("What", is_number=False),
            Column("Known to", is_number=False),
            Column("Lag, days"),
            Column("Vintage", is_number=False),
            Column("Hash", is_number=False),
        ),
        rows=tuple(
            table_row(each.id, each.title, each.last, str(each.publication_lag_days), each.vintage, each.data_hash)
            for each in document.series
        ),
        caption=f"From {document.data}. Lag: days from the end of a period until its value counts as known.",
    )
    return Section("data", "Data", (table,))
