"""Models as they are shown: what each says of the tail, and what became of its forecasts."""

from __future__ import annotations

from collections.abc import Sequence

from seawall.measures import Backtest, BacktestVerdict, JudgedTest
from seawall.report.document import BacktestView, ModelView, TestView
from seawall.report.layout import Column, Table, table_row
from seawall.report.numbers import Number, quantity
from seawall.report.provenance import figure_view, lineage_view
from seawall.report.results import ModelBacktest, ModelFigures

__all__ = ["backtest_view", "fan_table", "model_view", "verdict_words"]

TEST_NAMES = {
    Backtest.KUPIEC: "Kupiec",
    Backtest.INDEPENDENCE: "independence",
    Backtest.CONDITIONAL_COVERAGE: "conditional coverage",
    Backtest.DYNAMIC_QUANTILE: "dynamic quantile",
    Backtest.ACERBI_SZEKELY: "Acerbi-Szekely",
}


def model_view(found: ModelFigures, equity: float) -> ModelView:
    """Numbers of one model with their texts."""
    return ModelView(
        model=found.model,
        title=found.title,
        figures=tuple(figure_view(each, equity) for each in found.figures),
        effective_n=quantity(found.effective_n, "scenarios", decimals=0),
    )


def backtest_view(found: ModelBacktest) -> BacktestView:
    """Numbers of one backtest with their texts."""
    verdict, forecasts = found.verdict, found.forecasts
    return BacktestView(
        model=found.model,
        title=found.title,
        confidence=verdict.confidence,
        first=str(forecasts.dates[0]),
        last=str(forecasts.dates[-1]),
        sessions=verdict.n_sessions,
        window_sessions=forecasts.window_sessions,
        exceptions=verdict.exceptions,
        expected_exceptions=quantity(verdict.expected_exceptions, "sessions", decimals=1),
        zone=verdict.light.zone.value,
        multiplier=quantity(verdict.multiplier, "1", decimals=2),
        tests=tuple(_test_view(each) for each in verdict.tests),
        rejected=verdict.rejected,
        verdict=verdict_words(verdict),
        exception_dates=tuple(str(date) for date in forecasts.dates[forecasts.exceptions]),
        lineage=lineage_view(forecasts.lineage),
    )


def _test_view(judged: JudgedTest) -> TestView:
    result = judged.result
    return TestView(
        test=result.test.value,
        title=_title(TEST_NAMES[result.test]),
        statistic=quantity(result.statistic, "1", decimals=3),
        p_value=_probability(result.p_value),
        adjusted_p_value=_probability(judged.adjusted_p_value),
        asymptotic_p_value=_probability(result.asymptotic_p_value),
        rejected=judged.rejected,
        method=result.method,
    )


def _title(name: str) -> str:
    return name[0].upper() + name[1:]


def _probability(value: float | None) -> Number:
    """Probability with three decimals; one that would round to none keeps a bound."""
    number = quantity(value, "1", decimals=3)
    return Number(number.value, "<0.001", number.unit) if value is not None and value < 0.0005 else number


def verdict_words(verdict: BacktestVerdict) -> str:
    """Which tests reject a model, or that none does."""
    against = [TEST_NAMES[each.result.test] for each in verdict.tests if each.rejected]
    return f"rejected: {', '.join(against)}" if against else "not rejected"


def fan_table(models: Sequence[ModelView], backtests: Sequence[BacktestView], *, base: str) -> Table:
    """One line a model: VaR and ES at one confidence with their intervals, and the verdict of its backtest."""
    judged = {each.model: each for each in backtests}
    rows = []
    for model in models:
        value, shortfall = model.figures
        found = judged.get(model.model)
        rows.append(
            table_row(
                model.title,
                value.value,
                value.lower,
                value.upper,
                shortfall.value,
                shortfall.lower,
                shortfall.upper,
                f"{found.exceptions} of {found.sessions:,}" if found else "–",
                found.expected_exceptions if found else "–",
                found.zone if found else "–",
                found.verdict if found else "not tested",
            )
        )
    level = f"{models[0].figures[0].confidence * 100:g}%" if models else ""
    return Table(
        title=f"Models of the same tail, {level} over 1 session, and their backtests",
        columns=(
            Column("Model", is_number=False),
            Column(f"VaR {base}"),
            Column("Lower"),
            Column("Upper"),
            Column(f"ES {base}"),
            Column("Lower"),
            Column("Upper"),
            Column("Exceptions"),
            Column("expected"),
            Column("Zone", is_number=False),
            Column("Verdict", is_number=False),
        ),
        rows=tuple(rows),
        caption=_fan_caption(backtests),
    )


def _fan_caption(backtests: Sequence[BacktestView]) -> str:
    if not backtests:
        return "History is too short to tell models apart, or they were not asked for."
    first = backtests[0]
    return (
        f"Backtest of today's book: {first.sessions:,} sessions, {first.first} to {first.last}, each forecast from the "
        f"{first.window_sessions:,} sessions before it. Rejected: p-value at most 5 % after Holm's adjustment over all "
        f"{sum(len(each.tests) for each in backtests)} tests."
    )
