"""The page of a simulation: fan, mean and tail beside their closed forms, as data, as tables, and as JSON."""

from __future__ import annotations

import math
from dataclasses import dataclass

from seawall.core import DAYS_PER_YEAR, DISCLAIMER
from seawall.measures import Measure
from seawall.report.document import LineageView
from seawall.report.layout import Cell, Column, Section, Table
from seawall.report.numbers import Number, quantity
from seawall.report.provenance import lineage_view
from seawall.report.results import GbmResults
from seawall.scenarios import FAN_PROBABILITIES

__all__ = ["SimulationDocument", "compose_simulation", "simulation_section"]

_FORMAT_VERSION = 1
_MOST_ROWS = 8
_MEASURES = {Measure.VALUE_AT_RISK: "Value at Risk", Measure.EXPECTED_SHORTFALL: "Expected Shortfall"}
_UNIT = "money, per unit"
_DIGITS = 5


@dataclass(frozen=True, slots=True)
class FanDayView:
    """Levels of the fan on one day, by probability."""

    day: Number
    levels: dict[str, Number]


@dataclass(frozen=True, slots=True)
class ComparedView:
    """A simulated number, its standard error, its closed form, and their gap in standard errors."""

    name: str
    simulated: Number
    standard_error: Number
    closed_form: Number
    gap: Number
    error_method: str


@dataclass(frozen=True, slots=True)
class SimulationDocument:
    """A simulation of geometric Brownian motion."""

    format_version: int
    simulated: bool
    badge: str
    spot: Number
    drift_annual: Number
    volatility_annual: Number
    days: Number
    years: Number
    steps: int
    paths: int
    method: str
    batches: int
    seed: int
    confidence: float
    fan: tuple[FanDayView, ...]
    mean: ComparedView
    tail: tuple[ComparedView, ...]
    lineage: LineageView
    notes: tuple[str, ...]
    disclaimer: str


def compose_simulation(results: GbmResults) -> SimulationDocument:
    """Turn a simulation into the document that terminal and JSON are drawn from.

    Parameters
    ----------
    results : GbmResults
        One run of the workflow.

    Returns
    -------
    SimulationDocument
        Numbers with text and unit; nothing is computed after this.
    """
    paths = results.paths
    decimals = min(max(_DIGITS - 1 - math.floor(math.log10(paths.spot)), 0), 12)

    def money(value: float | None) -> Number:
        return quantity(value, _UNIT, decimals=decimals)

    def compared(name: str, value: float, error: float | None, closed: float, method: str) -> ComparedView:
        gap = (value - closed) / error if error else None
        return ComparedView(
            name, money(value), money(error), money(closed), quantity(gap, "standard errors", decimals=1), method
        )

    batched = f"between {paths.design.batches} batches" if paths.design.batches > 1 else "independent paths"
    figures = zip(results.figures, results.closed_forms, strict=True)
    return SimulationDocument(
        format_version=_FORMAT_VERSION,
        simulated=True,
        badge="SIMULATED",
        spot=money(paths.spot),
        drift_annual=Number(paths.drift_annual, f"{100 * paths.drift_annual:g} %", "a year"),
        volatility_annual=Number(paths.volatility_annual, f"{100 * paths.volatility_annual:g} %", "a year"),
        days=Number(float(paths.days), f"{paths.days:,}", "calendar days"),
        years=Number(paths.years, f"{paths.days:,}/{DAYS_PER_YEAR:g} = {paths.years:.6f}", "years"),
        steps=paths.steps,
        paths=len(paths.terminal),
        method=paths.method.replace("_", "-"),
        batches=paths.design.batches,
        seed=paths.lineage.seed or 0,
        confidence=results.figures[0].confidence,
        fan=tuple(
            FanDayView(
                Number(float(day), f"{day:,.6g}", "calendar days"),
                {f"{each:g}": money(float(level)) for each, level in zip(FAN_PROBABILITIES, levels, strict=True)},
            )
            for day, levels in zip(paths.fan_days, paths.fan_levels, strict=True)
        ),
        mean=compared("Mean level", results.mean, results.mean_error, results.closed_mean, batched),
        tail=tuple(
            compared(
                f"{_MEASURES[figure.measure]} {100 * figure.confidence:g} %",
                figure.value,
                figure.standard_error,
                closed,
                figure.interval.method if figure.interval else "too few paths",
            )
            for figure, closed in figures
        ),
        lineage=lineage_view(paths.lineage),
        notes=_NOTES,
        disclaimer=DISCLAIMER,
    )


_NOTES = (
    "Losses are above zero: the spot less the level at the horizon, for one unit held.",
    f"Drift and volatility are per year, and a year has {DAYS_PER_YEAR:g} days. Every step is exact: their number "
    "changes the fan's days, not its law.",
    "Closed form: what endless paths would give. Gap: simulated less closed form, in standard errors.",
)


def simulation_section(document: SimulationDocument) -> Section:
    """Fan by day, and mean and tail beside their closed forms.

    Parameters
    ----------
    document : SimulationDocument
        The simulation.

    Returns
    -------
    Section
        Two tables.
    """
    rows = [document.fan[index] for index in _selection(len(document.fan))]
    return Section(
        "simulation",
        "02 Quantify: geometric Brownian motion",
        (
            Table(
                title="Level by day, money per unit",
                columns=(Column("Day"), *(Column(f"{100 * each:g} %") for each in FAN_PROBABILITIES)),
                rows=tuple(_row(each.day, *each.levels.values()) for each in rows),
                caption="In the columns, the probability of a lower level.",
            ),
            Table(
                title=f"On day {document.days.text}, money per unit",
                columns=(
                    Column("Figure", is_number=False),
                    Column("Simulated"),
                    Column("Standard error"),
                    Column("Closed form"),
                    Column("Gap"),
                    Column("Error from", is_number=False),
                ),
                rows=tuple(
                    _row(each.name, each.simulated, each.standard_error, each.closed_form, each.gap, each.error_method)
                    for each in (document.mean, *document.tail)
                ),
            ),
        ),
    )


def _selection(count: int) -> list[int]:
    """Rows to show, evenly spread, the first and the last among them."""
    shown = min(count, _MOST_ROWS)
    return sorted({round(each * (count - 1) / (shown - 1)) for each in range(shown)})


def _row(*values: str | Number) -> tuple[Cell, ...]:
    return tuple(Cell(each if isinstance(each, str) else each.text) for each in values)
