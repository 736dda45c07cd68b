"""Streams damaged at random: no wrong book is ever called live, and each comes back to the true one."""

from __future__ import annotations

import time
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from seawall.microstructure import SequenceRule
from tests.microstructure.damaged_streams import HARMLESS, MESSAGES_PER_TRIAL, Fault, Outcome, Trial
from tests.microstructure.venue_streams import Venue, recorded_deltas, simulated_deltas

FAULTS_RECORDED, FAULTS_SIMULATED, FEWEST = 10_000, 2_000, 100
SHORT_RECORDING = 1_000
RULES = tuple(SequenceRule)

LATEST_PROOF = {Fault.DROP: 0, Fault.DROP_SEVERAL: 0, Fault.DUPLICATE: 1, Fault.LATE_REPEAT: 5, Fault.RESET: 0}
"""Messages from the fault to the first that could prove it; the first that comes in is number 0, and the usual case."""


def play(venues: list[Venue], count: int, *, seed: int) -> dict[Fault, list[Outcome]]:
    generator = np.random.default_rng(seed)
    faults = list(Fault)
    outcomes = defaultdict(list)
    for number in range(count):
        fault = faults[number // len(venues) % len(faults)]
        outcome = Trial(venues[number % len(venues)], generator, fault).run()
        outcomes[fault].append(outcome)
        if fault not in HARMLESS:
            assert 0 <= outcome.proof_messages <= LATEST_PROOF.get(fault, 0), outcome.log
            assert 0 <= outcome.back_messages < MESSAGES_PER_TRIAL, outcome.log
    assert outcomes.keys() == set(Fault)
    return outcomes


def print_lags(title: str, outcomes: dict[Fault, list[Outcome]], seconds: float) -> None:
    """The table of `docs/explanation/feed_states.md`."""
    count = sum(map(len, outcomes.values()))
    print(f"\n{title}: {count:,} faults, {seconds:.0f} s")
    print(f"{'':22s}{'runs':>6s}{'to the proof, ms':>20s}{'back, messages':>18s}{'back, ms':>18s}")
    for fault, runs in outcomes.items():
        cells = [f"{fault.value:22s}{len(runs):6,d}"]
        for name, scale, width in (("proof_ns", 1e6, 20), ("back_messages", 1, 18), ("back_ns", 1e6, 18)):
            found = np.array([getattr(run, name) for run in runs]) / scale
            cells.append(f"{f'{np.median(found):,.0f} / {found.max():,.0f}':>{width}s}")
        print("".join(cells))


@pytest.fixture(scope="module")
def simulated_venues() -> list[Venue]:
    start, deltas = simulated_deltas(11, 1_500)
    return [Venue(deltas, rule, start) for rule in RULES]


@pytest.mark.slow
def test_a_simulated_venue_fools_no_feed(simulated_venues: list[Venue], slow_share: int) -> None:
    started = time.monotonic()
    outcomes = play(simulated_venues, FAULTS_SIMULATED if slow_share == 1 else FEWEST, seed=1)
    print_lags("simulated, median / worst", outcomes, time.monotonic() - started)


@pytest.mark.slow
@pytest.mark.real_data
def test_a_recorded_venue_fools_no_feed(real_data: Path, slow_share: int) -> None:
    start, deltas = recorded_deltas(real_data / "orderbook" / "binance_usdm_btcusdt_20240808.gz")
    is_whole = slow_share == 1
    venues = [Venue(deltas if is_whole else deltas[:SHORT_RECORDING], rule, start) for rule in RULES]
    started = time.monotonic()
    outcomes = play(venues, FAULTS_RECORDED if is_whole else FEWEST, seed=2)
    print_lags("recorded, median / worst", outcomes, time.monotonic() - started)
