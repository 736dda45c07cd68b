"""The scorecard of spoof-like orders: what it counts, and the bar that the detector must clear."""

from __future__ import annotations

from pathlib import Path

import pytest

from seawall.errors import InputError
from seawall.report import SpoofScorecard, compose_detection
from seawall.sources import read_bitstamp_live
from seawall.workflows import ScoreWindow, plant_in_recording, plant_in_simulator, score_spoof_trials

TIMES_BASE_RATE = 3.0


@pytest.fixture(scope="module")
def scorecard(slow_share: int) -> SpoofScorecard:
    """Test seeds of ten minutes each; one of six minutes in the short runs."""
    seeds, minutes = (range(101, 107), 10.0) if slow_share == 1 else (range(101, 102), 6.0)
    return score_spoof_trials([plant_in_simulator(seed=seed, minutes=minutes) for seed in seeds], where="simulated")


@pytest.mark.slow
def test_counts_close_and_the_bar_is_cleared_in_the_simulated_market(scorecard: SpoofScorecard) -> None:
    seawall, *rules = scorecard.lines
    assert scorecard.base_rate == scorecard.found_large / scorecard.large
    assert 0 < scorecard.found_large <= scorecard.planted
    assert seawall.area is not None
    assert seawall.area >= TIMES_BASE_RATE * scorecard.base_rate
    assert [rule.name for rule in rules] == ["plain rule, from 0.8", "plain rule, from 1.2"]
    document = compose_detection([], [scorecard], share="two seeds", parameters="as shipped")
    assert (document.rows, document.spoof_like[0].large) == ((), scorecard.large)


def test_no_trials_are_no_score() -> None:
    with pytest.raises(InputError, match="'trials' must be at least one"):
        score_spoof_trials([], where="nowhere")
    with pytest.raises(InputError, match="'minutes' must be at least 3, was 2"):
        plant_in_simulator(seed=1, minutes=2.0)


@pytest.mark.slow
@pytest.mark.real_data
def test_the_bar_is_cleared_in_the_recorded_market(real_data: Path) -> None:
    capture = real_data / "orderbook" / "bitstamp_live_20260502"
    if not capture.exists():
        pytest.skip(f"real data: {capture} with orders.csv.gz and trades.csv is not in SEAWALL_TEST_DATA")
    orders = read_bitstamp_live(capture / "orders.csv.gz", capture / "trades.csv").orders
    found = score_spoof_trials([plant_in_recording(orders, ScoreWindow.TEST, seed=101)], where="recorded")
    assert found.lines[0].area is not None
    assert found.lines[0].area >= TIMES_BASE_RATE * found.base_rate
