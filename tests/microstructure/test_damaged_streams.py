"""Streams damaged at random: no wrong book is ever called live, and each comes back to the true one."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from seawall.microstructure import SequenceRule
from tests.microstructure.damaged_streams import (
    MESSAGES_PER_TRIAL,
    Fault,
    Outcome,
    Trial,
    Venue,
    recorded_deltas,
    simulated_deltas,
)

FAULTS = 10_000
RULES = tuple(SequenceRule)


def play(venues: list[Venue], count: int, *, seed: int) -> Counter[tuple[str, str]]:
    generator = np.random.default_rng(seed)
    faults = list(Fault)
    lags: Counter[tuple[str, str]] = Counter()
    for number in range(count):
        venue = venues[number % len(venues)]
        fault = faults[number // len(venues) % len(faults)]
        outcome = Trial(venue, generator, fault).run()
        check(outcome, fault)
        lags[(fault.value, f"{outcome.proved_after} messages later")] += 1
    return lags


def check(outcome: Outcome, fault: Fault) -> None:
    assert outcome.proved_after is not None, f"not noticed: {outcome.log}"
    # a dropped message is proved by the one after it, everything else by itself
    assert 0 <= outcome.proved_after <= {Fault.LATE_REPEAT: 6, Fault.DROP_SEVERAL: 14}.get(fault, 2), outcome.log
    assert 0 < outcome.suspect_for < MESSAGES_PER_TRIAL, outcome.log


@pytest.fixture(scope="module")
def simulated_venues() -> list[Venue]:
    start, deltas = simulated_deltas(11, 1_500)
    return [Venue(deltas, rule, start) for rule in RULES]


@pytest.mark.slow
def test_a_simulated_venue_fools_no_feed(simulated_venues: list[Venue], slow_share: int) -> None:
    lags = play(simulated_venues, max(FAULTS // slow_share // 5, 100), seed=1)
    assert {fault for fault, _ in lags} == {fault.value for fault in Fault}


@pytest.mark.slow
@pytest.mark.real_data
def test_a_recorded_venue_fools_no_feed(real_data: Path, slow_share: int) -> None:
    start, deltas = recorded_deltas(real_data / "orderbook" / "binance_usdm_btcusdt_20240808.gz")
    venues = [Venue(deltas, rule, start) for rule in RULES]
    lags = play(venues, max(FAULTS // slow_share // 5, 100), seed=2)
    assert {fault for fault, _ in lags} == {fault.value for fault in Fault}
