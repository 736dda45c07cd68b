"""A figure with its provenance: who made the prices, what made the number, and what share of the book it is."""

from __future__ import annotations

from importlib.metadata import version

from seawall.core import Lineage
from seawall.measures import PnlDistribution, RiskFigure
from seawall.report.document import DistributionLineView, DistributionView, FigureView, LineageView
from seawall.report.numbers import Number, money, percent

__all__ = ["badge_text", "distribution_view", "figure_view", "lineage_view", "origin_text", "share_of"]


def badge_text(lineage: Lineage) -> str:
    """Whether prices were made or observed, and by whom."""
    return f"SIMULATED: {lineage.source}" if lineage.simulated else f"Real prices: {lineage.source}"


def lineage_view(lineage: Lineage) -> LineageView:
    """What made the numbers, as text."""
    return LineageView(
        method=lineage.method,
        source=lineage.source,
        data_hash=lineage.data_hash,
        window_start=str(lineage.window.start) if lineage.window else None,
        window_end=str(lineage.window.end) if lineage.window else None,
        seed=lineage.seed,
        version=version("seawall"),
        simulated=lineage.simulated,
    )


def origin_text(lineage: LineageView) -> str:
    """Source, data and version, as they stand below a table."""
    return f"{lineage.source}, data {lineage.data_hash}, Seawall {lineage.version}"


def share_of(value: float, equity: float) -> Number:
    """Share of equity; a book without equity has none."""
    return percent(value / equity if equity > 0 else None)


def figure_view(figure: RiskFigure, equity: float) -> FigureView:
    """One VaR or ES with its texts."""
    interval = figure.interval
    return FigureView(
        measure=figure.measure.value,
        confidence=figure.confidence,
        horizon_sessions=figure.horizon_sessions,
        value=money(figure.value, figure.currency),
        share_of_equity=share_of(figure.value, equity),
        lower=money(interval.lower if interval else None, figure.currency),
        upper=money(interval.upper if interval else None, figure.currency),
        coverage=percent(interval.coverage if interval else None, decimals=1),
        interval=interval.method if interval else "none (n too small)",
        n=figure.n,
        lineage=lineage_view(figure.lineage),
    )


def distribution_view(found: PnlDistribution, equity: float, lineage: Lineage) -> DistributionView:
    """Histogram of P&L with the figures that cut it, and their texts."""
    return DistributionView(
        unit=found.currency,
        horizon_sessions=found.horizon_sessions,
        scenarios=found.scenarios,
        edges=tuple(found.edges.tolist()),
        probabilities=tuple(found.probabilities.tolist()),
        lines=tuple(
            DistributionLineView(
                measure=each.figure.measure.value,
                confidence=each.figure.confidence,
                loss=money(each.figure.value, found.currency),
                share_of_equity=share_of(each.figure.value, equity),
                probability=percent(each.probability),
            )
            for each in found.lines
        ),
        lineage=lineage_view(lineage),
    )
