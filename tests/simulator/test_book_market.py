"""The market that runs by itself: one seed, one history, however it is cut, saved or fed to a book."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import numpy as np
import pytest

from seawall.errors import DataError, InputError
from seawall.microstructure import BookDelta, BookFeed, InstrumentGrid, SequenceRule, Side, StreamState, Trade
from seawall.simulator import (
    ActorKind,
    BookMarket,
    DepthFeed,
    EventFlag,
    EventKind,
    EventLog,
    FlowRates,
    Instruction,
    InstructionKind,
    PlantedMarket,
    TruthAction,
    draw_actors,
)
from seawall.simulator import matching_kernels as k

SECOND = 1_000_000_000
GRID = InstrumentGrid("BTCUSDT", Decimal(1), Decimal("0.001"))
GOLDEN = "51265da3fe9e7b3b033ecc2d8c4a7cace9ab89dbc95f3de529f81427259b723a"


def planted_market(seed: int = 11, *, until_s: int = 300, per_kind: int = 6) -> PlantedMarket:
    plans = draw_actors(seed=seed, from_ns=20 * SECOND, until_ns=until_s * SECOND, per_kind=per_kind)
    return PlantedMarket(BookMarket(seed=seed), plans, seed=seed)


def test_a_seed_gives_the_same_bytes() -> None:
    log = BookMarket(seed=2026).advance(until_ns=60 * SECOND)
    assert log.sha256() == GOLDEN, f"{len(log)} lines, {log.sha256()}"
    assert BookMarket(seed=2027).advance(until_ns=60 * SECOND).sha256() != GOLDEN


def test_time_may_be_cut_anywhere() -> None:
    whole = planted_market().advance(until_ns=120 * SECOND)
    cut = planted_market()
    parts = [cut.advance(until_ns=until) for until in (1, 3 * SECOND + 7, 50 * SECOND, 50 * SECOND, 120 * SECOND)]
    assert EventLog.joined(parts).sha256() == whole.sha256()
    assert (np.diff(whole.time_ns) >= 0).all()


def test_a_saved_market_goes_on_identically() -> None:
    market = planted_market()
    market.advance(until_ns=100 * SECOND)
    saved = market.save()
    copy = PlantedMarket.restore(saved)
    expected, found = market.advance(until_ns=260 * SECOND), copy.advance(until_ns=260 * SECOND)
    assert len(expected) > 10_000
    assert found.sha256() == expected.sha256()
    assert copy.truth == market.truth
    assert np.array_equal(copy.market.take_marks().mark, market.market.take_marks().mark)
    assert copy.market.engine.counts() == market.market.engine.counts()


def test_what_is_no_saved_market_is_refused() -> None:
    market = BookMarket(seed=1)
    whole = PlantedMarket(market, (), seed=1).save()
    changed = whole[:5_000] + bytes([whole[5_000] ^ 1]) + whole[5_001:]
    for bad in (b"", b"PK\x03\x04nothing", whole[:-200], whole[32:], changed):
        with pytest.raises(DataError, match="cannot be read"):
            BookMarket.restore(bad)
        with pytest.raises(DataError, match="cannot be read"):
            PlantedMarket.restore(bad)


@pytest.mark.parametrize("interval_ns", [None, 100_000_000])
def test_a_feed_of_the_log_ends_in_the_book_of_the_engine(interval_ns: int | None) -> None:
    market = planted_market()
    source = DepthFeed(GRID, interval_ns=interval_ns)
    feed = BookFeed(GRID, rule=SequenceRule.BINANCE_FUTURES, snapshot_levels=5_000)
    early = source.messages(market.advance(until_ns=30 * SECOND), until_ns=30 * SECOND)
    snapshot = source.whole_book(levels=5_000)
    for message in early[-3:]:
        if isinstance(message, BookDelta):
            feed.receive(message)
    feed.receive(snapshot)
    traded = 0
    for until_s in range(31, 180):
        log = market.advance(until_ns=until_s * SECOND)
        for message in source.messages(log, until_ns=until_s * SECOND):
            if isinstance(message, Trade):
                traded += message.size_lots
                assert message.visible_lots in {0, message.size_lots}
            else:
                feed.receive(message)
                assert feed.state is StreamState.LIVE, (until_s, feed.log)
                assert not feed.book.is_crossed
        is_trade = log.kind == EventKind.TRADE
        traded -= int((log.lots + log.hidden_lots)[is_trade].sum())
        assert traded == 0
        if until_s % 30 == 0:
            for side in Side:
                ticks, lots = feed.book.top(side, 5_000)
                found = list(zip(ticks.tolist(), lots.tolist(), strict=True))
                assert found == market.market.engine.displayed(side), (until_s, side)


def test_machine_code_does_what_the_plain_loops_do() -> None:
    """Plain numpy integers warn when they overflow, and a warning fails the test; machine code would not."""
    market = BookMarket(seed=13, rates=FlowRates(jump_ticks=300.0, seconds_per_jump=0.2))
    market.advance(until_ns=20 * SECOND)
    plain = BookMarket.restore(market.save())
    assert market._flow.state[k.SLOT] == plain._flow.state[k.SLOT]
    for _ in range(3):
        plain._more_draws()  # enough for the plain loop to run through
        market._more_draws()
    until_slot = int(market._flow.state[k.SLOT]) + 6_000
    assert k.flow_loop(plain.engine.pools, plain._flow, until_slot) == k.DONE  # type: ignore[no-untyped-call]
    assert k.compiled(k.flow_loop)(market.engine.pools, market._flow, until_slot) == k.DONE
    found, expected = plain.engine.take_log(), market.engine.take_log()
    assert len(expected) > 100
    assert found.sha256() == expected.sha256()
    assert np.array_equal(plain._flow.state, market._flow.state)


def test_prices_that_leave_the_window_take_it_along() -> None:
    rates = FlowRates(volatility_ticks=2_000.0, volatility_spread=0.1)
    market = BookMarket(seed=4, start_ticks=400_000, rates=rates)
    for until_s in range(10, 301, 10):
        market.advance(until_ns=until_s * SECOND)
        assert market.engine.counts().missing == 0
    marks = market.take_marks()
    assert np.ptp(marks.index >> 16) > 40_000, "the window is 65,536 ticks wide, and half of it is margin"


def test_a_price_that_falls_to_nothing_stays_above_it() -> None:
    rates = FlowRates(volatility_ticks=4_000.0, volatility_spread=0.1)
    market = BookMarket(seed=4, start_ticks=10_000, rates=rates)
    lowest = 10_000.0
    for until_s in range(1, 61):
        log = market.advance(until_ns=until_s * SECOND)
        lowest = min(lowest, market.fair_ticks)
        assert log.ticks[np.isin(log.kind, [EventKind.ADD, EventKind.TRADE])].min(initial=1) >= 1
        assert market.engine.counts().missing == 0
    assert 16.0 <= lowest < 500.0, "the seed is one whose price falls that far"


def test_every_lot_is_accounted_for_after_every_second() -> None:
    market = planted_market(5)
    for until_s in range(1, 90):
        log = market.advance(until_ns=until_s * SECOND)
        assert market.market.engine.counts().missing == 0
        assert not len(log) or log.time_ns.max() <= until_s * SECOND


def test_owners_trade_with_the_flow_and_marks_follow_the_index() -> None:
    market = BookMarket(seed=3)
    market.advance(until_ns=30 * SECOND)
    order = Instruction(31 * SECOND, 42, InstructionKind.MARKET, Side.BID, lots=50)
    log = market.advance(until_ns=40 * SECOND, instructions=[order])
    mine = log.counterparty == 42
    assert int((log.lots + log.hidden_lots)[mine].sum()) == 50
    assert (log.time_ns[mine] >= 31 * SECOND).all()
    assert (log.time_ns[mine] < 31 * SECOND + 1_000_000).all()
    marks = market.take_marks()
    assert len(marks) == 40
    assert np.abs(marks.premium).max() < 0.002
    with pytest.raises(InputError, match="must be in order"):
        market.advance(until_ns=41 * SECOND, instructions=[order])


def test_the_truth_names_every_order_of_an_actor_and_what_it_hides() -> None:
    market = planted_market(7, until_s=240, per_kind=12)
    log = market.advance(until_ns=600 * SECOND)
    placed = {line.order_id: line for line in market.truth if line.action is TruthAction.PLACE}
    of_actors = (log.owner >= 1_000_000) & (log.kind == EventKind.ADD)
    assert set(log.order_id[of_actors].tolist()) <= set(placed), "an order that the truth does not know"
    kinds = {line.kind for line in market.truth}
    assert kinds == set(ActorKind), kinds
    for number, line in placed.items():
        first = log.order_id == number
        if line.kind is ActorKind.NATIVE_ICEBERG and (first & (log.kind == EventKind.ADD)).any():
            add = np.flatnonzero(first & (log.kind == EventKind.ADD))[0]
            taken = (log.lots + log.hidden_lots)[(log.taker_id == number) & (log.kind == EventKind.TRADE)].sum()
            assert log.lots[add] + log.hidden_lots[add] + taken == line.lots + line.hidden_lots
            assert log.flags[add] & EventFlag.ICEBERG
    assert (log.kind == EventKind.REFILL).any()
    for actor, plan in enumerate(market.plans):
        lines = [line for line in market.truth if line.owner == 1_000_000 + actor]
        if plan.kind is ActorKind.SYNTHETIC_ICEBERG:
            tips = [line for line in lines if line.action is TruthAction.PLACE]
            assert all(later.hidden_lots < earlier.hidden_lots for earlier, later in pairwise(tips))
            assert tips[0].lots + tips[0].hidden_lots == plan.lots
        if plan.kind is ActorKind.SPOOF:
            assert len([line for line in lines if line.action is TruthAction.PLACE]) == plan.layers + 1
            assert lines[-1].time_ns <= plan.start_ns + plan.hold_ns
            filled = [line for line in lines if line.action is TruthAction.FILLED]
            if filled and lines[-1].action is TruthAction.CANCEL:
                assert lines[-1].time_ns <= filled[0].time_ns + plan.delay_ns + 250_000
        if plan.kind is ActorKind.WITHDRAWAL:
            assert [line.action for line in lines] == [TruthAction.WITHDRAW, TruthAction.RETURN]
    assert (
        sum(line.kind is ActorKind.SYNTHETIC_ICEBERG and line.action is TruthAction.PLACE for line in market.truth) > 20
    )


def test_a_withdrawal_thins_the_side_it_leaves() -> None:
    thin, normal = BookMarket(seed=9), BookMarket(seed=9)
    for market in (thin, normal):
        market.advance(until_ns=120 * SECOND)
    assert thin.pull_depth(Side.BID, share=0.9, ticks=100) > 10
    thin.keep_depth(Side.BID, 0.1)
    left = []
    for market in (thin, normal):
        market.advance(until_ns=122 * SECOND)
        assert market.engine.counts().missing == 0
        near = [lots for tick, lots in market.engine.displayed(Side.BID) if tick > market.fair_ticks - 20]
        left.append(sum(near))
    assert left[0] < 0.5 * left[1], left


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"trades_per_trade": 1.2}, "spectral radius"),
        ({"limits_per_trade": 9.0}, "base rates would be"),
        ({"sign_memory": 1.0}, "'sign_memory' must be below 1"),
        ({"trade_tail": 1.0}, "must be above 1"),
        ({"impact_ticks": 51.0}, "must be from 0 to 50"),
        ({"volatility_ticks": float("nan")}, "must be from 0 to 10,000"),
    ],
)
def test_rates_of_no_stationary_flow_are_refused(changes: dict[str, float], words: str) -> None:
    with pytest.raises(InputError, match=words):
        FlowRates(**changes)
