"""The document of the economy: six cards, every indicator, and the series behind them."""

from __future__ import annotations

from dataclasses import dataclass

from seawall.core import DISCLAIMER
from seawall.report.asset_views import AssetCard, compose_asset_views
from seawall.report.document import FailureView
from seawall.report.macro_curve import CurveView, curve_views
from seawall.report.macro_indicators import (
    CardView,
    IndicatorView,
    SeriesView,
    card_view,
    indicator_view,
    series_views,
)
from seawall.report.macro_regime import RecessionView, RegimeView, recession_view, regime_view
from seawall.report.macro_results import MacroResults

__all__ = ["MacroDocument", "compose_macro"]

_FORMAT_VERSION = 1


@dataclass(frozen=True, slots=True)
class MacroDocument:
    """The economy on one day."""

    format_version: int
    as_of: str
    data: str
    vintage: str
    simulated: bool
    badge: str
    cards: tuple[CardView, ...]
    indicators: tuple[IndicatorView, ...]
    curves: tuple[CurveView, ...]
    regime: RegimeView | None
    recession: RecessionView | None
    views: tuple[AssetCard, ...]
    series: tuple[SeriesView, ...]
    notes: tuple[str, ...]
    failures: tuple[FailureView, ...]
    disclaimer: str


def compose_macro(results: MacroResults) -> MacroDocument:
    """Turn a reading of the economy into the document that terminal and JSON are drawn from.

    Parameters
    ----------
    results : MacroResults
        One run of the workflow.

    Returns
    -------
    MacroDocument
        Numbers with text and unit; nothing is computed after this.
    """
    as_of = results.economy.as_of
    return MacroDocument(
        format_version=_FORMAT_VERSION,
        as_of=str(as_of),
        data=results.data,
        vintage=results.vintage,
        simulated=any(each.simulated for each in results.views),
        badge=_badge(results),
        cards=tuple(card_view(each, as_of=as_of) for each in results.cards),
        indicators=tuple(indicator_view(each, as_of=as_of) for each in results.indicators),
        curves=curve_views(results.curves),
        regime=None if results.regime is None else regime_view(results.regime),
        recession=None if results.recession is None else recession_view(results.recession),
        views=compose_asset_views(results.views),
        series=series_views(results.economy),
        notes=_notes(results),
        failures=tuple(FailureView(each.where, each.reason, each.message) for each in results.failures),
        disclaimer=DISCLAIMER,
    )


def _badge(results: MacroResults) -> str:
    if any(each.simulated for each in results.views):
        return f"SIMULATED prices: {results.prices}"
    if not results.economy.series:
        return f"Real prices: {results.prices}"
    return "Published data" if not results.prices else "Published data, real prices"


def _notes(results: MacroResults) -> tuple[str, ...]:
    as_of = results.economy.as_of
    if not results.economy.series:
        return (f"Prices alone, up to {as_of}: no economic series, so neither cards nor a regime.",)
    notes = [
        f"Only what had been published by {as_of} is used, by the usual lag of each series; a release that was "
        "delayed, as by a shutdown of the government, may have come later than its lag says.",
    ]
    unstated = sorted(name for name, each in results.economy.series.items() if each.vintage is None)
    later = sorted(name for name, each in results.economy.series.items() if each.vintage and each.vintage > as_of)
    if unstated or later:
        notes.append(
            "Values may hold revisions made after the as-of date where the vintage is not stated or later than it: "
            f"{len(unstated) + len(later)} of {len(results.economy.series)} series."
        )
    if stale := [each.title for each in results.indicators if each.stale]:
        notes.append(f"Stale: {'; '.join(stale)}.")
    if not results.prices:
        notes.append("Views of the dollar, gold, bitcoin and ether need prices: name them with --market.")
    return tuple(notes)
