"""The iceberg watch: on streams made by hand, in which every lot is known, and on simulated markets."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seawall.errors import InputError
from seawall.microstructure import (
    BookDelta,
    IcebergEpisode,
    IcebergStatus,
    IcebergWatch,
    InstrumentGrid,
    Side,
    Trade,
)
from seawall.simulator import IcebergTrial, IcebergVariant

GRID = InstrumentGrid("MADE", Decimal(1), Decimal(1))
PRICE, PEAK = 1_000, 37
_STEP = 100_000_000


def book(at: int, bids: dict[int, int], *, is_snapshot: bool = False, symbol: str = "MADE") -> BookDelta:
    ticks = np.array(list(bids), dtype=np.int64)
    lots = np.array(list(bids.values()), dtype=np.int64)
    none = np.zeros(0, dtype=np.int64)
    return BookDelta(symbol, at, at, 0, 0, 0, is_snapshot, ticks, lots, none, none)


def sold(at: int, lots: int, *, visible: int | None = None, ticks: int = PRICE) -> Trade:
    return Trade("MADE", at, at, 0, ticks, lots, Side.ASK, lots if visible is None else visible)


def refilled(*, tips: int, peak: int = PEAK, is_retail: bool = False) -> list[BookDelta | Trade]:
    """A bid of `peak` lots that is used up and comes again, tip by tip, each two steps after the other."""
    found: list[BookDelta | Trade] = [book(0, {PRICE: peak, PRICE - 1: 500}, is_snapshot=True)]
    for tip in range(1, tips):
        at = 2 * tip * _STEP
        found += [
            sold(at - 1, peak, visible=0 if is_retail else None),
            book(at, {PRICE: 0}),
            book(at + _STEP, {PRICE: peak}),
        ]
    return found


def watched(messages: list[BookDelta | Trade]) -> tuple[IcebergWatch, tuple[IcebergEpisode, ...]]:
    watch = IcebergWatch(GRID)
    for message in messages:
        watch.receive(message)
    return watch, watch.look(least=0.0).episodes


def test_equal_refills_are_an_iceberg_and_its_lots_are_counted() -> None:
    """Twelve tips of 37: eleven were executed, which the watch must find, with peak and place."""
    watch, (episode,) = watched(refilled(tips=12))
    assert episode.probability > 0.9, episode
    assert (episode.side, episode.ticks, episode.peak_lots) == (Side.BID, PRICE, PEAK)
    assert (episode.executed_lots, episode.iceberg_lots) == (11 * PEAK, 11 * PEAK), episode
    assert episode.flagged_ns is not None
    assert episode.start_ns < episode.flagged_ns < episode.end_ns
    assert episode.status is IcebergStatus.MEASURED
    assert any("multiples of 37 lots" in line for line in episode.evidence), episode.evidence
    watch.finish()
    assert watch.take_ended()[0].ticks == PRICE
    assert watch.take_ended() == ()


def test_refills_of_all_sizes_are_less_of_one() -> None:
    """The same executions, refilled in sizes that share no divisor."""
    sizes = [37, 11, 53, 29, 101, 17, 71, 13, 43, 89, 19, 61]
    messages: list[BookDelta | Trade] = [book(0, {PRICE: sizes[0], PRICE - 1: 500}, is_snapshot=True)]
    for tip, (before, after) in enumerate(pairwise(sizes), start=1):
        at = 2 * tip * _STEP
        messages += [sold(at - 1, before), book(at, {PRICE: 0}), book(at + _STEP, {PRICE: after})]
    _, (episode,) = watched(messages)
    _, (equal,) = watched(refilled(tips=12))
    assert episode.probability < 0.5 < equal.probability, (episode, equal)


def test_volume_of_retail_price_improvement_is_no_execution() -> None:
    """Without visible volume there is no episode, though the level falls and grows as for an iceberg."""
    watch, episodes = watched(refilled(tips=12, is_retail=True))
    assert episodes == ()
    assert watch.look().status is IcebergStatus.MEASURED


def test_without_trades_nothing_is_measurable() -> None:
    """An empty list would say that there is none."""
    silent: list[BookDelta | Trade] = [message for message in refilled(tips=12) if isinstance(message, BookDelta)]
    watch, _ = watched(silent)
    assert watch.look().status is IcebergStatus.NOT_MEASURABLE
    watch.finish()
    assert watch.take_ended() == ()


def test_what_comes_while_the_stream_is_doubtful_is_no_evidence() -> None:
    """Doubt ends what is open; a whole book begins anew, with the levels that it shows."""
    messages = refilled(tips=12)
    watch, _ = watched(messages)
    watch.doubt()
    (ended,) = watch.take_ended()
    assert (ended.status, ended.ticks) == (IcebergStatus.INTERRUPTED, PRICE)
    assert watch.look(least=0.0).status is IcebergStatus.INTERRUPTED
    for message in messages[1:]:
        watch.receive(message)
    assert watch.look(least=0.0).episodes == ()
    for message in messages[:10]:
        watch.receive(message)
    (again,) = watch.look(least=0.0).episodes
    assert again.executed_lots == 3 * PEAK
    assert watch.look().status is IcebergStatus.MEASURED


def test_a_gap_ends_an_episode_even_without_doubt() -> None:
    """A whole book in the middle of a stream: what was executed before cannot be set against it."""
    messages = refilled(tips=12)
    watch, _ = watched(messages)
    watch.receive(book(10**10, {PRICE: PEAK}, is_snapshot=True))
    assert watch.take_ended()[0].status is IcebergStatus.INTERRUPTED


@settings(max_examples=40)
@given(st.integers(5, 80), st.integers(3, 15))
def test_no_more_is_said_to_be_the_icebergs_than_was_executed(peak: int, tips: int) -> None:
    _, episodes = watched(refilled(tips=tips, peak=peak))
    for each in episodes:
        assert each.iceberg_lots <= each.executed_lots == (tips - 1) * peak
        assert 0.0 <= each.probability <= each.highest_probability <= 1.0
        assert 0.0 < each.native_probability < 1.0


def test_live_and_replayed_are_the_same() -> None:
    """Looking at a running watch, and taking what ended piece by piece, changes nothing."""
    messages = list(IcebergTrial(seed=3, variant=IcebergVariant.PLAIN, seconds=120).messages())
    whole = IcebergWatch(IcebergTrial.GRID)
    for message in messages:
        whole.receive(message)
    whole.finish()
    live = IcebergWatch(IcebergTrial.GRID)
    taken: list[IcebergEpisode] = []
    for place, message in enumerate(messages):
        live.receive(message)
        if place % 50 == 0:
            live.look()
            taken += live.take_ended()
    live.finish()
    assert [*taken, *live.take_ended()] == list(whole.take_ended())


def test_what_is_no_event_of_this_book_is_refused() -> None:
    watch = IcebergWatch(GRID)
    with pytest.raises(InputError, match="'event' must be about MADE, was about 'OTHER'"):
        watch.receive(book(0, {PRICE: 1}, symbol="OTHER"))
    with pytest.raises(InputError, match="'threshold' must be above 0 and at most 1"):
        IcebergWatch(GRID, threshold=0.0)
