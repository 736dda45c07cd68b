"""Figures by four sets of conventions as data: what JSON holds, and what the terminal draws."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version

from seawall.core import DISCLAIMER
from seawall.measures import PACKAGE_PERIODS, PackageFigure, PerformancePackage, ReconciledFigure, ReturnFigure
from seawall.report.document import LineageView
from seawall.report.numbers import Number, percent, quantity
from seawall.sources import ReturnSeries

__all__ = [
    "PackageFigureView",
    "ReconciledFigureView",
    "ReconciliationDocument",
    "compose_reconciliation",
    "reconciliation_json",
]

_FORMAT_VERSION = 1
_VERSIONS = {
    PerformancePackage.QUANTSTATS: "quantstats 0.0.86",
    PerformancePackage.EMPYRICAL: "empyrical-reloaded 0.7.1",
    PerformancePackage.SKFOLIO: "skfolio 1.12.2",
}
_TITLES = {
    ReturnFigure.VALUE_AT_RISK: "VaR",
    ReturnFigure.EXPECTED_SHORTFALL: "ES",
    ReturnFigure.ANNUAL_VOLATILITY: "Volatility a year",
    ReturnFigure.ANNUAL_RETURN: "Return a year",
    ReturnFigure.SHARPE_RATIO: "Sharpe ratio",
    ReturnFigure.SORTINO_RATIO: "Sortino ratio",
    ReturnFigure.MAXIMUM_DRAWDOWN: "Maximum drawdown",
    ReturnFigure.CALMAR_RATIO: "Calmar ratio",
    ReturnFigure.SKEWNESS: "Skewness",
    ReturnFigure.EXCESS_KURTOSIS: "Excess kurtosis",
    ReturnFigure.TAIL_RATIO: "Tail ratio",
}
_SHARES = {
    ReturnFigure.VALUE_AT_RISK,
    ReturnFigure.EXPECTED_SHORTFALL,
    ReturnFigure.ANNUAL_VOLATILITY,
    ReturnFigure.ANNUAL_RETURN,
    ReturnFigure.MAXIMUM_DRAWDOWN,
}


@dataclass(frozen=True, slots=True)
class PackageFigureView:
    """One figure by the rule of one package; `setting` says how it is asked for, where that is not the default."""

    package: str
    setting: str
    value: Number
    difference: float | None
    agrees: bool
    rule: str


@dataclass(frozen=True, slots=True)
class ReconciledFigureView:
    """One figure by all conventions."""

    figure: str
    confidence: float | None
    title: str
    seawall: Number
    packages: tuple[PackageFigureView, ...]


@dataclass(frozen=True, slots=True)
class ReconciliationDocument:
    """Figures of a file of returns by Seawall's conventions and by those of three packages."""

    format_version: int
    source: str
    column: str
    n: int
    sessions_per_year: Number
    package_sessions_per_year: Number
    packages: tuple[str, ...]
    figures: tuple[ReconciledFigureView, ...]
    lineage: LineageView
    disclaimer: str


def compose_reconciliation(
    series: ReturnSeries, figures: Sequence[ReconciledFigure], *, periods: float | None
) -> ReconciliationDocument:
    """Turn reconciled figures into a document.

    Parameters
    ----------
    series : ReturnSeries
        The returns.
    figures : sequence of ReconciledFigure
        Their figures.
    periods : float or None
        Sessions a year that were given for all; None where none were.

    Returns
    -------
    ReconciliationDocument
        Each number with its text, made once.
    """
    return ReconciliationDocument(
        format_version=_FORMAT_VERSION,
        source=series.source,
        column=series.name,
        n=len(series.returns),
        sessions_per_year=quantity(series.sessions_per_year if periods is None else periods, "sessions", decimals=2),
        package_sessions_per_year=quantity(PACKAGE_PERIODS if periods is None else periods, "sessions", decimals=2),
        packages=tuple(_VERSIONS.values()),
        figures=tuple(map(_figure, figures)),
        lineage=LineageView(
            method=f"returns as given; conventions of {', '.join(_VERSIONS.values())}",
            source=series.source,
            data_hash=series.data_hash,
            window_start=str(series.window.start),
            window_end=str(series.window.end),
            seed=None,
            version=version("seawall"),
            simulated=series.simulated,
        ),
        disclaimer=DISCLAIMER,
    )


def reconciliation_json(document: ReconciliationDocument) -> str:
    """Return the document as JSON text, two-space indented."""
    return json.dumps(dataclasses.asdict(document), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _number(figure: ReturnFigure, value: float | None) -> Number:
    return percent(value, decimals=3) if figure in _SHARES else quantity(value, "1", decimals=4)


def _figure(figure: ReconciledFigure) -> ReconciledFigureView:
    level = "" if figure.confidence is None else f" {figure.confidence * 100:.10g} %"
    return ReconciledFigureView(
        figure=figure.figure.value,
        confidence=figure.confidence,
        title=_TITLES[figure.figure] + level,
        seawall=_number(figure.figure, figure.value),
        packages=tuple(_package(figure, each) for each in figure.packages),
    )


def _package(figure: ReconciledFigure, each: PackageFigure) -> PackageFigureView:
    known = figure.value is not None and each.value is not None
    return PackageFigureView(
        package=each.package.value,
        setting=each.setting,
        value=_number(figure.figure, each.value),
        difference=each.value - figure.value if known else None,  # type: ignore[operator]
        agrees=figure.agrees(each),
        rule=each.rule,
    )
