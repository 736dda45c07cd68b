"""The macro regime as data and as tables: waterfall of the score, and probability of a recession with its fit."""

from __future__ import annotations

from dataclasses import dataclass

from seawall.macro import IndicatorScore, PartScore, RecessionForecast, RegimeReading
from seawall.report.layout import Cell, Column, Section, Table, table_row
from seawall.report.numbers import UNKNOWN, Number, percent, quantity, score

__all__ = [
    "RecessionView",
    "RegimeIndicatorView",
    "RegimePartView",
    "RegimeView",
    "macro_regime_section",
    "recession_table",
    "recession_view",
    "regime_tables",
    "regime_view",
]


@dataclass(frozen=True, slots=True)
class RegimeIndicatorView:
    """One indicator of the score."""

    indicator: str
    title: str
    reading: Number
    zero_at: Number
    ten_at: Number
    score: Number
    weight: Number
    contribution: Number
    series: str
    period: str | None
    known_from: str | None
    basis: str
    reason: str


@dataclass(frozen=True, slots=True)
class RegimePartView:
    """One part of the score; its score is null where an indicator is not rated."""

    part: str
    title: str
    score: Number
    best: Number
    worst: Number
    weight: Number
    contribution: Number
    indicators: tuple[RegimeIndicatorView, ...]


@dataclass(frozen=True, slots=True)
class RegimeView:
    """The macro-regime risk score; score and word are null where what is missing leaves them open."""

    policy: str
    as_of: str
    score: Number
    best: Number
    worst: Number
    word: str | None
    word_basis: str
    parts: tuple[RegimePartView, ...]
    source: str
    data_hash: str


@dataclass(frozen=True, slots=True)
class CoefficientView:
    """One coefficient of the probit."""

    name: str
    value: Number
    standard_error: Number
    robust_error: Number


@dataclass(frozen=True, slots=True)
class RecessionView:
    """Probability of a recession twelve months ahead."""

    as_of: str
    spread_month: str
    target_month: str
    spread: Number
    probability: Number
    lower: Number
    upper: Number
    coverage: Number
    coefficients: tuple[CoefficientView, ...]
    mcfadden_r_squared: Number
    estrella_r_squared: Number
    log_likelihood: Number
    area_under_curve: Number
    sample_first: str
    sample_last: str
    months: int
    recession_months: int
    proxy_months: int
    method: str
    source: str
    data_hash: str


def regime_view(reading: RegimeReading) -> RegimeView:
    """Turn a reading into its view.

    Parameters
    ----------
    reading : RegimeReading
        Of one day.

    Returns
    -------
    RegimeView
        Numbers with text and unit; a part's contribution is weight times score, and they add up to the score.
    """
    return RegimeView(
        policy=reading.policy,
        as_of=str(reading.as_of),
        score=_range(reading.score, reading.best, reading.worst),
        best=score(reading.best),
        worst=score(reading.worst),
        word=reading.word.value if reading.word else None,
        word_basis=reading.word_basis,
        parts=tuple(_part(each) for each in reading.waterfall),
        source=reading.lineage.source,
        data_hash=reading.lineage.data_hash,
    )


def _range(value: float | None, best: float, worst: float) -> Number:
    if value is not None:
        return score(value)
    return Number(None, f"{score(best).text} to {score(worst).text}", "of 10")


def _part(part: PartScore) -> RegimePartView:
    weight = part.policy.weight
    return RegimePartView(
        part=part.policy.part.value,
        title=part.policy.title,
        score=_range(part.score, part.best, part.worst),
        best=score(part.best),
        worst=score(part.worst),
        weight=Number(weight, f"{weight:.2f}", "1"),
        contribution=_range(part.contribution, weight * part.best, weight * part.worst),
        indicators=tuple(_indicator(each, weight) for each in part.indicators),
    )


def _indicator(each: IndicatorScore, part_weight: float) -> RegimeIndicatorView:
    weight = part_weight * each.policy.weight

    def number(value: float | None) -> Number:
        return quantity(value, each.policy.unit, decimals=2)

    return RegimeIndicatorView(
        indicator=each.policy.indicator.value,
        title=each.policy.title,
        reading=number(each.value),
        zero_at=number(each.policy.zero_at),
        ten_at=number(each.policy.ten_at),
        score=score(each.score) if each.score is not None else Number(None, "not rated", "of 10"),
        weight=Number(weight, f"{weight:.4g}", "1"),
        contribution=score(None if each.score is None else weight * each.score),
        series=" and ".join(each.policy.series),
        period=str(each.period) if each.period else None,
        known_from=str(each.known_from) if each.known_from else None,
        basis=each.basis,
        reason=each.policy.reason,
    )


def recession_view(forecast: RecessionForecast) -> RecessionView:
    """Turn a forecast into its view.

    Parameters
    ----------
    forecast : RecessionForecast
        With its fit.

    Returns
    -------
    RecessionView
        Numbers with text and unit.
    """
    probit = forecast.fit.probit
    names = ("constant", "10 years less 3 months")
    return RecessionView(
        as_of=str(forecast.as_of),
        spread_month=f"{forecast.spread_month:%Y-%m}",
        target_month=f"{forecast.target_month:%Y-%m}",
        spread=quantity(forecast.spread, "points", decimals=2),
        probability=percent(forecast.probability, decimals=1),
        lower=percent(forecast.lower, decimals=1),
        upper=percent(forecast.upper, decimals=1),
        coverage=percent(forecast.coverage, decimals=0),
        coefficients=tuple(
            CoefficientView(
                name,
                quantity(float(probit.coefficients[index]), "1" if index == 0 else "per point", decimals=4),
                quantity(float(probit.standard_errors[index]), "1" if index == 0 else "per point", decimals=4),
                quantity(float(probit.robust_errors[index]), "1" if index == 0 else "per point", decimals=4),
            )
            for index, name in enumerate(names)
        ),
        mcfadden_r_squared=quantity(probit.mcfadden_r_squared, "1", decimals=3),
        estrella_r_squared=quantity(probit.estrella_r_squared, "1", decimals=3),
        log_likelihood=quantity(probit.log_likelihood, "1", decimals=2),
        area_under_curve=quantity(forecast.fit.area_under_curve, "1", decimals=3),
        sample_first=f"{forecast.fit.first_month:%Y-%m}",
        sample_last=f"{forecast.fit.last_month:%Y-%m}",
        months=probit.n,
        recession_months=probit.n_outcomes,
        proxy_months=forecast.fit.proxy_months,
        method=forecast.lineage.method,
        source=forecast.lineage.source,
        data_hash=forecast.lineage.data_hash,
    )


def regime_tables(view: RegimeView) -> tuple[Table, ...]:
    """Waterfall of the score: its parts, each followed by its indicators.

    Parameters
    ----------
    view : RegimeView
        The score.

    Returns
    -------
    tuple of Table
        One.
    """
    rows: list[tuple[Cell, ...]] = []
    for part in view.parts:
        rows.append(table_row(part.title, "", "", part.score, part.weight, part.contribution, ""))
        rows.extend(
            table_row(
                f"  {each.title}",
                each.reading
                if each.reading.value is None
                else f"{each.reading.text} {_unit(each.reading.unit)}".strip(),
                f"{each.zero_at.text} to {each.ten_at.text}",
                each.score,
                each.weight,
                each.contribution,
                each.basis if each.reading.value is None else f"{each.series} {each.period}",
            )
            for each in part.indicators
        )
    word = f"Regime: {view.word}" if view.word else "Regime: open"
    rows.append(table_row(word, "", "", view.score, "1.00", view.score, ""))
    return (
        Table(
            title=f"Macro regime on {view.as_of}: the score and its parts",
            columns=(
                Column("Part and indicator", is_number=False),
                Column("Reading"),
                Column("Anchors 0 to 10"),
                Column("Score"),
                Column("Weight"),
                Column("Points"),
                Column("Series and period", is_number=False),
            ),
            rows=tuple(rows),
            caption=f"{view.word or 'Word open'}: {view.word_basis}. {view.policy}. Scores run from 0 (calm) "
            "to 10. Points of the parts add up to the score, points of indicators to those of their part. Only what "
            f"had been published by the date is used; later revisions are not undone. Data {view.data_hash}.",
            has_total=True,
        ),
    )


def _unit(unit: str) -> str:
    return "" if unit == "index" else unit


def recession_table(view: RecessionView) -> Table:
    """Probability with its interval, and the fit behind it.

    Parameters
    ----------
    view : RecessionView
        The forecast.

    Returns
    -------
    Table
        Two columns.
    """
    constant, slope = view.coefficients
    proxy = f", {view.proxy_months} of them by 10 years less fed funds" if view.proxy_months else ""
    return Table(
        title=f"Probability of a recession in {view.target_month}",
        columns=(Column("Figure", is_number=False), Column("Value"), Column("From", is_number=False)),
        rows=(
            table_row(
                "Probability", view.probability, f"spread of {view.spread.text} points in {view.spread_month}, its mean"
            ),
            table_row(
                f"Interval, {view.coverage.text}",
                f"{view.lower.text} to {view.upper.text}",
                "delta method, Newey-West errors over 12 months",
            ),
            table_row("Constant", constant.value, _errors(constant)),
            table_row("Slope, per point of spread", slope.value, _errors(slope)),
            table_row(
                "Pseudo-R²", view.mcfadden_r_squared, f"McFadden; {view.estrella_r_squared.text} by Estrella's measure"
            ),
            table_row("Log-likelihood", view.log_likelihood, f"{view.months} months{proxy}"),
            table_row("Area under the curve", view.area_under_curve, "in the sample; 0.5 says nothing, 1 separates"),
            table_row(
                "Sample",
                f"{view.months} months",
                f"spreads {view.sample_first} to {view.sample_last}, {view.recession_months} followed by a recession "
                "month a year later",
            ),
        ),
        caption=f"{view.method[0].upper()}{view.method[1:]}. A recession counts from the day its date is surely known, "
        f"640 days after the month, so the sample ends early. {view.source or UNKNOWN}, data {view.data_hash}.",
    )


def _errors(coefficient: CoefficientView) -> str:
    return (
        f"standard error {coefficient.robust_error.text} (Newey-West), {coefficient.standard_error.text} (information)"
    )


def macro_regime_section(regime: RegimeView | None, recession: RecessionView | None) -> Section:
    """Section of the page of the economy.

    Parameters
    ----------
    regime : RegimeView or None
        None where no indicator is known.
    recession : RecessionView or None
        None where no probability could be fitted; the page lists why among its failures.

    Returns
    -------
    Section
        Up to two tables.
    """
    tables = () if regime is None else regime_tables(regime)
    return Section("regime", "Macro regime", tables if recession is None else (*tables, recession_table(recession)))
