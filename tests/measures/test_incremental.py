"""What-if: figures of a full recomputation, intervals against a loop, and contributions as slopes."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seawall.core import FloatArray
from seawall.errors import InputError
from seawall.measures import Measure, batch_interval, estimate, expected_shortfall, value_at_risk, what_if
from seawall.scenarios import SampleDesign
from seawall.valuation import PnlCube
from tests.measures.test_contribution import cube_of
from tests.tolerances import COVERAGE_STANDARD_ERRORS, EXACT, MONEY

WHAT_IF = 1e-10
CONFIDENCES = (0.95, 0.99)


def book_and_trades(seed: int, n: int, trades: int, design: SampleDesign | None = None) -> tuple[PnlCube, PnlCube]:
    generator = np.random.default_rng(seed)
    common = generator.standard_t(4, (n, 1))
    book = cube_of(1e4 * (common + generator.standard_normal((n, 6))))
    added = cube_of(3e3 * (0.5 * common + generator.standard_normal((n, trades))))
    chosen = design or SampleDesign()
    return dataclasses.replace(book, design=chosen), dataclasses.replace(added, design=chosen)


@given(st.integers(0, 1_000), st.integers(400, 900), st.integers(1, 10), st.booleans())
@settings(max_examples=20)
def test_the_figures_are_those_of_the_whole_book(seed: int, n: int, trades: int, is_weighted: bool) -> None:
    weights = np.random.default_rng(seed).uniform(0.5, 1.5, n)
    design = SampleDesign(weights=weights / weights.sum()) if is_weighted else SampleDesign()
    book, added = book_and_trades(seed, n, trades, design)
    whole = cube_of(np.concatenate([book.pnl, added.pnl], axis=1), design=design)
    found = what_if(book, added, confidences=CONFIDENCES)
    np.testing.assert_allclose(found.totals, whole.totals, rtol=WHAT_IF, atol=1e-9)
    assert [(each.before.measure, each.before.confidence) for each in found.changes] == [
        (measure, confidence) for measure in Measure for confidence in CONFIDENCES
    ]
    for change in found.changes:
        before = estimate(book, change.before.measure, confidence=change.before.confidence)
        after = estimate(whole, change.before.measure, confidence=change.before.confidence)
        assert change.before == before
        assert change.after.value == pytest.approx(after.value, rel=WHAT_IF)
        assert change.change == change.after.value - change.before.value


def resampled_by_hand(before: FloatArray, after: FloatArray, block: int, seed: int) -> list[FloatArray]:
    n = len(before)
    starts = np.random.Generator(np.random.Philox(key=seed)).integers(0, n, (999, -(-n // block)), dtype=np.int32)
    changes = []
    for row in starts:
        drawn = np.array([(start + step) % n for start in row for step in range(block)][:n])
        changes.append(
            np.array(
                [
                    measure(after[drawn], confidence=0.95) - measure(before[drawn], confidence=0.95)
                    for measure in (value_at_risk, expected_shortfall)
                ]
            )
        )
    return changes


@pytest.mark.parametrize("block", [1, 10])
def test_the_interval_of_the_change_is_that_of_a_plain_loop(block: int) -> None:
    """999 resamples: the 25th change from either end, before and after drawn from the same scenarios."""
    book, added = book_and_trades(4, 900, 2, SampleDesign(overlap_sessions=block))
    found = what_if(book, added, confidences=(0.95,), seed=9)
    after = -(book.totals + added.pnl.sum(axis=1))
    changes = np.sort(np.array(resampled_by_hand(book.losses, after, block, 9)), axis=0)
    for column, change in enumerate(found.changes):
        assert change.interval is not None
        expected = (changes[24, column], changes[-25, column])
        assert (change.interval.lower, change.interval.upper) == pytest.approx(expected, rel=MONEY)


@pytest.mark.slow
def test_the_interval_of_the_change_covers_the_truth(slow_share: int) -> None:
    """Normal book of spread 1, trade of spread 0.5 and correlation 0.6: ES of both sides in closed form."""
    runs = 2_000 // slow_share
    generator = np.random.default_rng(31)
    truth = 2.062713 * (np.sqrt(1.0 + 0.25 + 2 * 0.6 * 0.5) - 1.0)
    hits, widths, apart = 0, 0.0, 0.0
    for _ in range(runs):
        first, second = generator.standard_normal((2, 800))
        trade = 0.5 * (0.6 * first + 0.8 * second)
        found = what_if(cube_of(first[:, np.newaxis]), cube_of(trade[:, np.newaxis]), confidences=(0.95,))
        change = found.changes[1]
        assert change.interval is not None
        assert change.before.interval is not None
        hits += change.interval.lower <= truth <= change.interval.upper
        widths += change.interval.upper - change.interval.lower
        apart += change.before.interval.upper - change.before.interval.lower
    error = np.sqrt(0.95 * 0.05 / runs)
    assert abs(hits / runs - 0.94) <= 0.02 + COVERAGE_STANDARD_ERRORS * error, (hits, runs)
    assert widths < 0.8 * apart, "common scenarios should narrow the interval; is the test still sharp?"


def test_batches_are_compared_batch_by_batch() -> None:
    book, added = book_and_trades(5, 1_000, 1, SampleDesign(batches=10))
    found = what_if(book, added, confidences=(0.95,))
    after = -(book.totals + added.totals)
    for change in found.changes:
        measure = value_at_risk if change.before.measure is Measure.VALUE_AT_RISK else expected_shortfall
        differences = [
            measure(late, confidence=0.95) - measure(early, confidence=0.95)
            for early, late in zip(book.losses.reshape(10, 100), after.reshape(10, 100), strict=True)
        ]
        assert change.interval is not None
        assert change.interval.standard_error == pytest.approx(np.std(differences, ddof=1) / np.sqrt(10), rel=MONEY)
        assert change.before.interval == batch_interval(book.losses, change.before.measure, confidence=0.95, batches=10)


def test_a_trade_that_moves_nothing_changes_nothing() -> None:
    book, _ = book_and_trades(6, 900, 1)
    found = what_if(book, cube_of(np.zeros((900, 1))), confidences=(0.95,))
    for change in found.changes:
        assert change.change == 0.0
        assert change.interval is not None
        assert (change.interval.lower, change.interval.upper) == (0.0, 0.0)


def test_contributions_of_trades_are_slopes() -> None:
    book, added = book_and_trades(7, 997, 3)
    found = what_if(book, added, confidences=(0.95,))
    for place in range(3):
        step = np.ones(3) + 1e-7 * np.eye(3)[place]
        up, down = (
            expected_shortfall(-(book.totals + added.pnl @ scale), confidence=0.95) for scale in (step, 2.0 - step)
        )
        assert found.contributions[0.95][place] == pytest.approx((up - down) / 2e-7, rel=1e-5)


def test_a_small_sample_has_figures_but_no_interval_of_the_change() -> None:
    book, added = book_and_trades(8, 200, 1)
    for change in what_if(book, added, confidences=(0.99,)).changes:
        assert change.interval is None
        assert change.change == pytest.approx(change.after.value - change.before.value, rel=EXACT)


def test_other_scenarios_are_refused() -> None:
    book, added = book_and_trades(9, 500, 1)
    renamed = dataclasses.replace(added, labels=tuple(f"x{i}" for i in range(500)))
    with pytest.raises(InputError, match="labels differ"):
        what_if(book, renamed, confidences=(0.95,))
    with pytest.raises(InputError, match="over 1 sessions, were in USD over 10"):
        what_if(book, dataclasses.replace(added, horizon_sessions=10), confidences=(0.95,))
    with pytest.raises(InputError, match="same weights"):
        what_if(book, dataclasses.replace(added, design=SampleDesign(overlap_sessions=2)), confidences=(0.95,))
    weighted = SampleDesign(weights=np.full(500, 1 / 500))
    with pytest.raises(InputError, match="same weights"):
        what_if(book, dataclasses.replace(added, design=weighted), confidences=(0.95,))
