"""Scores of detectors: against loops that count one flag at a time, and cases small enough to count by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.errors import InputError
from seawall.measures import (
    Detections,
    TruthIntervals,
    average_precision,
    average_precision_interval,
    match_detections,
    precision_recall_curve,
    score_detections,
)
from tests.tolerances import EXACT

_SECOND = 10**9


def _drawn(seed: int, *, flags: int = 40, truths: int = 12, blocks: int = 3) -> tuple[Detections, TruthIntervals]:
    """Flags and truths on few prices and scores, so that hits, repeats, misses and ties all occur."""
    generator = np.random.default_rng(seed)

    def some(low: int, high: int, n: int) -> np.ndarray:
        return generator.integers(low, high, n)

    start, begin = some(0, 50, truths), some(0, 60, flags)
    end = begin + some(0, 5, flags)
    truth = TruthIntervals(
        some(0, blocks, truths), 2 * some(0, 2, truths) - 1, some(100, 103, truths), start, start + some(0, 10, truths)
    )
    scores = some(0, 8, flags) / 8
    found = Detections(
        some(0, blocks, flags), 2 * some(0, 2, flags) - 1, some(100, 103, flags), begin, end, end, scores
    )
    return found, truth


def _hits(found: Detections, row: int, truth: TruthIntervals, place: int, tolerance: int) -> bool:
    same = (found.blocks[row], found.sides[row], found.price_ticks[row]) == (
        truth.blocks[place],
        truth.sides[place],
        truth.price_ticks[place],
    )
    early = found.end_ns[row] < truth.start_ns[place] - tolerance
    late = found.start_ns[row] > truth.end_ns[place] + tolerance
    return bool(same and not early and not late)


@given(st.integers(0, 10_000), st.integers(0, 3), st.sampled_from([0.0, 0.25, 0.5, 0.99]))
def test_scores_are_those_of_a_count_by_one(seed: int, tolerance: int, threshold: float) -> None:
    """The second way: every flag against every truth."""
    found, truth = _drawn(seed)
    score = score_detections(match_detections(found, truth, tolerance_ns=tolerance), threshold=threshold, hours=2.0)
    flags = [row for row in range(len(found)) if found.scores[row] >= threshold]
    hits = {row: [place for place in range(len(truth)) if _hits(found, row, truth, place, tolerance)] for row in flags}
    true = [row for row in flags if hits[row]]
    seen = {place for row in flags for place in hits[row]}
    assert (score.flags, score.true_flags, score.found) == (len(flags), len(true), len(seen)), (seed, score)
    assert score.precision == (len(true) / len(flags) if flags else None)
    assert score.recall == len(seen) / len(truth)
    assert score.false_per_hour == (len(flags) - len(true)) / 2.0
    delays = [
        min(found.flagged_ns[row] for row in flags if place in hits[row]) - truth.start_ns[place] for place in seen
    ]
    assert score.median_delay_s == (pytest.approx(np.median(delays) / _SECOND, rel=EXACT) if delays else None)


@given(st.integers(0, 10_000))
def test_curve_holds_the_score_at_each_threshold_and_its_area_is_their_sum(seed: int) -> None:
    found, truth = _drawn(seed)
    matches = match_detections(found, truth, tolerance_ns=1)
    curve = precision_recall_curve(matches)
    area = before = 0.0
    for threshold, precision, recall, flags in zip(
        curve.thresholds, curve.precision, curve.recall, curve.flags, strict=True
    ):
        score = score_detections(matches, threshold=float(threshold), hours=1.0)
        assert (score.precision, score.recall, score.flags) == (precision, recall, flags), (seed, threshold)
        area += (recall - before) * precision
        before = recall
    assert average_precision(matches) == pytest.approx(area, rel=EXACT, abs=EXACT)
    assert np.all(np.diff(curve.recall) >= 0)


def test_perfect_and_useless_detectors() -> None:
    """All truths before all else gives 1; one score for everything gives the share of true flags."""
    truth = TruthIntervals.of([(block, 1, 100, 0, 10) for block in range(10)])
    blocks = np.repeat(np.arange(10), 4)
    at = np.tile([5, 50, 60, 70], 10)
    first = at == 5
    sharp = Detections(blocks, np.ones(40, np.int64), np.full(40, 100), at, at, at, np.where(first, 0.9, 0.1))
    dull = Detections(blocks, np.ones(40, np.int64), np.full(40, 100), at, at, at, np.full(40, 0.5))
    assert average_precision(match_detections(sharp, truth, tolerance_ns=0)) == 1.0
    assert average_precision(match_detections(dull, truth, tolerance_ns=0)) == 0.25
    curve = precision_recall_curve(match_detections(sharp, truth, tolerance_ns=0))
    assert (curve.precision_at_recall(1.0), curve.threshold_at_recall(0.5)) == (1.0, 0.9)


@given(st.integers(0, 200))
def test_resampled_areas_are_those_of_blocks_written_out(seed: int) -> None:
    """A block drawn twice counts as two blocks would: the weights against copies under new numbers."""
    from seawall.measures.detection_scores import _areas, _curves, _ranked

    found, truth = _drawn(seed)
    if not set(truth.blocks.tolist()) >= {0, 1, 2}:
        return
    ranks = _ranked(match_detections(found, truth, tolerance_ns=1))
    copies = [0, 0, 1, 2, 2, 2]
    rows_of = [np.flatnonzero(found.blocks == block) for block in copies]
    truths_of = [np.flatnonzero(truth.blocks == block) for block in copies]
    rows, places = np.concatenate(rows_of), np.concatenate(truths_of)
    named = np.repeat(np.arange(6), [len(each) for each in rows_of])
    named_truths = np.repeat(np.arange(6), [len(each) for each in truths_of])
    many = Detections(
        named, found.sides[rows], found.price_ticks[rows], found.start_ns[rows], found.end_ns[rows],
        found.flagged_ns[rows], found.scores[rows],
    )  # fmt: skip
    much = TruthIntervals(
        named_truths, truth.sides[places], truth.price_ticks[places], truth.start_ns[places], truth.end_ns[places]
    )
    area = _areas(*_curves(ranks, np.array([[2.0, 1.0, 3.0]])))[0]
    assert area == pytest.approx(average_precision(match_detections(many, much, tolerance_ns=1)), rel=EXACT)


def test_interval_is_fixed_by_its_seed_and_holds_the_estimate() -> None:
    found, truth = _drawn(3, flags=400, truths=120, blocks=20)
    matches = match_detections(found, truth, tolerance_ns=1)
    interval = average_precision_interval(matches, seed=1, resamples=399)
    assert interval == average_precision_interval(matches, seed=1, resamples=399)
    assert interval is not None
    assert interval.lower < average_precision(matches) < interval.upper
    one_block = match_detections(*_drawn(3, blocks=1), tolerance_ns=1)
    assert average_precision_interval(one_block, seed=1) is None


def test_what_makes_no_score_is_refused() -> None:
    found, truth = _drawn(0)
    nothing = TruthIntervals.of([])
    with pytest.raises(InputError, match="needs detections and truths, had 40 and 0"):
        average_precision(match_detections(found, nothing, tolerance_ns=0))
    score = score_detections(match_detections(found, nothing, tolerance_ns=0), threshold=0.0, hours=1.0)
    assert (score.recall, score.precision, score.median_delay_s) == (None, 0.0, None)
    with pytest.raises(InputError, match="'end_ns' of TruthIntervals 0 must not be before 'start_ns' 5, was 4"):
        TruthIntervals.of([(0, 1, 100, 5, 4)])
    with pytest.raises(InputError, match="'tolerance_ns' must be at least 0"):
        match_detections(found, truth, tolerance_ns=-1)
