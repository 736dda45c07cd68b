"""Causes of a change of scenario figures: exact sums, truth by construction, orders walked by hand."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.core import FloatArray
from seawall.errors import InputError, NumericalError
from seawall.measures import (
    ChangeCause,
    ExplainedChange,
    LinearBook,
    Measure,
    ScenarioWindow,
    Side,
    expected_shortfall,
    explain_historical_change,
    explain_scenario_change,
    value_at_risk,
)
from tests.tolerances import CHANGE_SUM


def _book(quantities: list[float], prices: list[float]) -> LinearBook:
    return LinearBook(np.array(quantities), np.array(prices))


RETURNS = np.random.default_rng(2).standard_t(4, (130, 3)) * np.array([0.01, 0.02, 0.03])
DAYS = tuple(str(np.datetime64("2024-01-01") + day) for day in range(130))
BEFORE, AFTER = _book([10.0, -5.0, 3.0], [100.0, 50.0, 200.0]), _book([12.0, -5.0, 1.0], [101.0, 48.0, 220.0])


def _window(first: int, last: int, **parts: Any) -> ScenarioWindow:
    return ScenarioWindow(DAYS[first:last], RETURNS[first:last], **parts)


def _explain(before: ScenarioWindow, after: ScenarioWindow, **changes: Any) -> ExplainedChange:
    settings: dict[str, Any] = {"measure": Measure.EXPECTED_SHORTFALL, "confidence": 0.95}
    settings |= changes
    books = settings.pop("books", (BEFORE, AFTER))
    return explain_historical_change(*books, window_before=before, window_after=after, **settings)


@pytest.mark.parametrize("measure", Measure)
def test_both_ends_are_the_figures_of_the_two_dates_and_the_terms_sum(measure: Measure) -> None:
    figure = {Measure.VALUE_AT_RISK: value_at_risk, Measure.EXPECTED_SHORTFALL: expected_shortfall}[measure]
    found = _explain(_window(0, 100), _window(5, 105), measure=measure)
    before, after = (
        figure(-(RETURNS[rows] @ (book.quantities * book.prices)), confidence=0.95)
        for rows, book in ((slice(0, 100), BEFORE), (slice(5, 105), AFTER))
    )
    assert found.before == pytest.approx(before, rel=1e-12)
    assert found.after == pytest.approx(after, rel=1e-12)
    assert math.fsum(found.terms.values()) == pytest.approx(found.change, abs=CHANGE_SUM * found.before)
    assert list(found.terms) == list(ChangeCause)
    for cause in (ChangeCause.VOLATILITY, ChangeCause.CORRELATION, ChangeCause.SCENARIOS_RESTATED):
        assert found.terms[cause] == 0.0, "historical simulation takes none of these as an input"


@given(st.integers(0, 2**31 - 1))
def test_sums_are_exact_for_any_inputs(seed: int) -> None:
    generator = np.random.default_rng(seed)
    n, factors = int(generator.integers(5, 60)), int(generator.integers(1, 5))
    moves = generator.standard_t(3, (n + 10, factors))
    labels = tuple(str(i) for i in range(n + 10))
    start, entering = int(generator.integers(0, 4)), int(generator.integers(0, 10))
    roots = generator.standard_normal((2, factors, 2 * factors))
    correlations = [np.corrcoef(root) if factors > 1 else np.ones((1, 1)) for root in roots]
    windows = [
        ScenarioWindow(
            labels[rows],
            moves[rows] * (1.0 + 0.01 * generator.random()),
            volatilities=0.01 + generator.random(factors),
            correlation=correlations[which],
            weights=0.1 + generator.random(len(labels[rows])),
        )
        for which, rows in enumerate((slice(0, n), slice(start, n + entering)))
    ]
    books = [LinearBook(generator.standard_normal(factors), 1 + generator.random(factors)) for _ in range(2)]
    found = _explain(windows[0], windows[1], books=books, measure=Measure.VALUE_AT_RISK, confidence=0.9)
    scale = abs(found.before) + abs(found.after) + max(abs(term) for term in found.terms.values())
    assert math.fsum(found.terms.values()) == pytest.approx(found.change, abs=CHANGE_SUM * scale), seed


@pytest.mark.parametrize("cause", ["positions", "market_level", "volatility", "correlation", "restated", "nothing"])
def test_a_single_change_is_the_whole_term_and_all_others_are_zero(cause: str) -> None:
    volatilities, correlation = np.array([0.01, 0.02, 0.03]), np.eye(3)
    moves = RETURNS[:100] / volatilities
    turned = np.array([[1.0, 0.6, 0.1], [0.6, 1.0, 0.2], [0.1, 0.2, 1.0]])
    before = ScenarioWindow(DAYS[:100], moves, volatilities, correlation)
    after = ScenarioWindow(
        DAYS[:100],
        moves * (1.1 if cause == "restated" else 1.0),
        volatilities * (np.array([1.5, 1.0, 2.0]) if cause == "volatility" else 1.0),
        turned if cause == "correlation" else correlation,
    )
    book = LinearBook(
        AFTER.quantities if cause == "positions" else BEFORE.quantities,
        AFTER.prices if cause == "market_level" else BEFORE.prices,
    )
    found = _explain(before, after, books=(BEFORE, book))
    named = {"restated": ChangeCause.SCENARIOS_RESTATED.value}.get(cause, cause)
    assert found.change != 0.0 or cause == "nothing"
    for term, amount in found.terms.items():
        wanted = found.change if term == named else 0.0
        assert amount == pytest.approx(wanted, rel=1e-12, abs=0.0), (cause, found)


def test_entering_and_leaving_are_the_mean_of_the_two_orders() -> None:
    before, after = _window(0, 100), _window(7, 110)
    exposures = BEFORE.quantities * BEFORE.prices

    def figure(first: int, last: int) -> float:
        return expected_shortfall(-(RETURNS[first:last] @ exposures), confidence=0.95)

    found = _explain(before, after, books=(BEFORE, BEFORE))
    entering = 0.5 * (figure(0, 110) - figure(0, 100)) + 0.5 * (figure(7, 110) - figure(7, 100))
    leaving = 0.5 * (figure(7, 100) - figure(0, 100)) + 0.5 * (figure(7, 110) - figure(0, 110))
    assert found.terms[ChangeCause.SCENARIOS_ENTERING] == pytest.approx(entering, rel=1e-9)
    assert found.terms[ChangeCause.SCENARIOS_LEAVING] == pytest.approx(leaving, rel=1e-9)


def test_the_worst_scenario_that_leaves_lowers_the_figure_and_one_that_enters_raises_it() -> None:
    crash = RETURNS.copy()
    crash[0] = crash[104] = [-0.3, 0.3, -0.3]
    gone = explain_historical_change(
        BEFORE,
        BEFORE,
        window_before=ScenarioWindow(DAYS[:100], crash[:100]),
        window_after=ScenarioWindow(DAYS[1:100], crash[1:100]),
        measure=Measure.EXPECTED_SHORTFALL,
        confidence=0.95,
    )
    come = explain_historical_change(
        BEFORE,
        BEFORE,
        window_before=ScenarioWindow(DAYS[1:104], crash[1:104]),
        window_after=ScenarioWindow(DAYS[1:105], crash[1:105]),
        measure=Measure.EXPECTED_SHORTFALL,
        confidence=0.95,
    )
    assert gone.terms[ChangeCause.SCENARIOS_LEAVING] == pytest.approx(gone.change, rel=1e-12)
    assert come.terms[ChangeCause.SCENARIOS_ENTERING] == pytest.approx(come.change, rel=1e-12)
    assert gone.change < 0 < come.change


def test_weights_that_age_are_a_restatement() -> None:
    """Age-weighted simulation: each day the old scenarios lose weight, and the new one has the most."""
    decay = 0.97
    weights = decay ** np.arange(100)[::-1]
    found = _explain(_window(0, 100, weights=weights), _window(1, 101, weights=weights))
    exposures = [book.quantities * book.prices for book in (BEFORE, AFTER)]
    for figure, rows, exposure in (
        (found.before, slice(0, 100), exposures[0]),
        (found.after, slice(1, 101), exposures[1]),
    ):
        wanted = expected_shortfall(-(RETURNS[rows] @ exposure), confidence=0.95, weights=weights / weights.sum())
        assert figure == pytest.approx(wanted, rel=1e-12)
    assert found.terms[ChangeCause.SCENARIOS_RESTATED] != 0.0


def test_full_revaluation_goes_through_the_callback() -> None:
    """A short call, valued by its payoff: every set of causes is asked for once, with the shocks that it names."""
    before, after = _window(0, 50), _window(2, 52)
    levels, strikes = {Side.BEFORE: 100.0, Side.AFTER: 103.0}, {Side.BEFORE: 100.0, Side.AFTER: 98.0}
    asked: list[tuple[Side, Side, int]] = []

    def figure(positions: Side, level: Side, shocks: FloatArray, weights: FloatArray | None) -> float:
        asked.append((positions, level, len(shocks)))
        assert weights is None
        spot = levels[level]
        payoff = np.maximum(spot * (1 + shocks[:, 0]) - strikes[positions], 0.0) - max(spot - strikes[positions], 0.0)
        return value_at_risk(payoff, confidence=0.9)

    found = explain_scenario_change(before, after, figure=figure)
    assert sorted(asked) == sorted(
        (positions, level, n) for positions, level, n in itertools.product(Side, Side, (48, 50, 50, 52))
    )
    assert math.fsum(found.terms.values()) == pytest.approx(found.change, abs=CHANGE_SUM)


def test_shocks_are_put_together_as_stated() -> None:
    correlation = np.array([[1.0, 0.5], [0.5, 1.0]])
    moves = np.random.default_rng(1).standard_normal((200_000, 2))
    window = ScenarioWindow(tuple(str(i) for i in range(200_000)), moves, np.array([0.1, 0.2]), correlation)
    caught: list[FloatArray] = []

    def figure(positions: Side, level: Side, shocks: FloatArray, weights: FloatArray | None) -> float:
        caught.append(shocks)
        return 0.0

    explain_scenario_change(window, window, figure=figure)
    assert np.cov(caught[0].T) == pytest.approx(np.array([[0.01, 0.01], [0.01, 0.04]]), rel=0.02)


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        (_window(0, 10), _window(10, 20), "scenarios in common"),
        (_window(0, 10), _window(0, 10, volatilities=np.ones(3)), "both state 'volatilities', or neither"),
        (_window(0, 10), _window(0, 10, weights=np.ones(10)), "both state 'weights', or neither"),
        (_window(0, 10), ScenarioWindow(DAYS[:10], RETURNS[:10, :2]), "the same factors, had 3 and 2"),
    ],
)
def test_windows_that_do_not_fit_are_refused(before: ScenarioWindow, after: ScenarioWindow, message: str) -> None:
    with pytest.raises(InputError, match=message):
        _explain(before, after)


def test_windows_and_books_are_checked() -> None:
    with pytest.raises(InputError, match="'volatilities' must be above 0"):
        _window(0, 10, volatilities=np.array([1.0, 0.0, 1.0]))
    with pytest.raises(InputError, match="'weights' must be above 0"):
        _window(0, 10, weights=np.zeros(10))
    with pytest.raises(InputError, match="1 on its diagonal"):
        _window(0, 10, correlation=2.0 * np.eye(3))
    with pytest.raises(NumericalError, match="not positive definite"):
        _window(0, 10, correlation=np.ones((3, 3)))
    with pytest.raises(InputError, match="'labels' must not repeat"):
        ScenarioWindow(("a", "a"), RETURNS[:2])
    with pytest.raises(InputError, match="'moves' must have shape"):
        ScenarioWindow(("a",), RETURNS[:2])
    with pytest.raises(InputError, match="must have 3 assets like the others, had 1"):
        _explain(_window(0, 10), _window(1, 11), books=(BEFORE, _book([1.0], [1.0])))
    with pytest.raises(InputError, match="'prices' must have shape"):
        _book([1.0, 2.0], [1.0])
    with pytest.raises(InputError, match="'quantities' must be finite"):
        _book([np.nan], [1.0])
