"""The engine against plain lists: every event, every place in every queue, and every lot, after every instruction."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seawall.errors import InputError
from seawall.microstructure import Side
from seawall.simulator import EventFlag, EventKind, Instruction, InstructionKind, MatchingEngine
from tests.simulator.plain_exchange import PlainExchange

Kind = InstructionKind
NEAR = st.integers(995, 1_005)
DRAWN = st.tuples(
    st.sampled_from([*Kind, Kind.LIMIT, Kind.LIMIT, Kind.ICEBERG, Kind.HIDDEN, Kind.RPI]),
    st.integers(0, 3),  # owner
    st.sampled_from(list(Side)),
    NEAR | st.sampled_from([1, 40, 2_000, 33_000, 60_000, 200_000]),
    st.integers(1, 12),
    st.integers(1, 12),  # peak
    st.integers(1, 12),  # how far back the order to change was made
    st.booleans(),
)


def assert_equal(drawn: list[tuple[Kind, int, Side, int, int, int, int, bool]]) -> MatchingEngine:
    engine, plain = MatchingEngine(middle_ticks=1_000), PlainExchange()
    owners: list[int] = []
    numbers: list[int] = []
    for place, (kind, owner, side, ticks, lots, peak, back, is_retail) in enumerate(drawn):
        target = max(place - back, -1)
        is_new = kind.makes_an_order or target < 0
        chosen = kind if kind.makes_an_order or target >= 0 else Kind.LIMIT
        instruction = Instruction(
            time_ns=place,
            owner=owner if is_new or owner == 3 else owners[target],  # 3 names orders of others
            kind=chosen,
            side=side,
            ticks=0 if chosen is Kind.MARKET else ticks,
            lots=lots,
            peak_lots=min(peak, lots),
            order_id=0 if is_new else numbers[target],
            is_retail=is_retail,
        )
        owners.append(instruction.owner)
        plain.do(
            place if is_new else names(numbers, numbers[target]), instruction, names(numbers, instruction.order_id)
        )
        numbers += engine.submit([instruction])
        log = engine.take_log()
        found = [tuple(int(each) for each in line) for line in zip(*log.columns(), strict=True)]
        expected = [with_numbers(event, numbers) for event in plain.events]
        assert found == expected, (instruction, drawn)
        plain.events.clear()
        for each in Side:
            resting = [
                (order.order_id, order.owner, order.ticks, order.shown_lots, order.reserve_lots, order.kind)
                for order in engine.resting(each)
            ]
            queue = [(numbers[o.name], o.owner, o.ticks, o.shown, o.reserve, o.kind) for o in plain.queue(each)]
            assert resting == queue, (instruction, drawn)
        assert engine.counts().missing == 0, (instruction, engine.counts(), drawn)
        assert engine.counts().made == engine.counts().taken
    return engine


def names(numbers: list[int], number: int) -> int:
    return numbers.index(number) if number in numbers else number


def with_numbers(event: tuple[int, ...], numbers: list[int]) -> tuple[int, ...]:
    changed = list(event)
    is_unknown = event[1] == EventKind.REJECT and event[10] == EventFlag.UNKNOWN and event[6] >= len(numbers)
    changed[6] = event[6] if is_unknown else numbers[event[6]]
    if event[1] == EventKind.TRADE:
        changed[8] = numbers[event[8]]
    return tuple(changed)


@settings(max_examples=400)
@given(st.lists(DRAWN, min_size=1, max_size=40))
def test_the_engine_equals_plain_lists(drawn: list[tuple[Kind, int, Side, int, int, int, int, bool]]) -> None:
    assert_equal(drawn)


def test_a_long_random_session_equals_plain_lists() -> None:
    generator = np.random.default_rng(5)
    kinds = [*Kind, Kind.LIMIT, Kind.LIMIT, Kind.LIMIT, Kind.ICEBERG, Kind.CANCEL, Kind.CANCEL]
    drawn = []
    for place in range(2_500):
        middle = 1_000 + place // 50
        drawn.append(
            (
                kinds[generator.integers(len(kinds))],
                int(generator.integers(0, 4)),
                Side(int(generator.choice([-1, 1]))),
                int(middle + generator.integers(-9, 10)),
                int(generator.integers(1, 30)),
                int(generator.integers(1, 6)),
                int(generator.integers(1, 60)),
                bool(generator.integers(0, 2)),
            )
        )
    assert_equal(drawn)


def test_pools_and_window_grow_and_lose_nothing() -> None:
    engine = MatchingEngine(middle_ticks=50_000)
    orders = [Instruction(0, 1, Kind.LIMIT, Side.BID, ticks=20_000 + place % 500, lots=2) for place in range(9_000)]
    engine.submit(orders)
    engine.submit([Instruction(1, 1, Kind.LIMIT, Side.ASK, ticks=400_000, lots=3)])
    assert len(engine.take_log()) == 9_001
    assert sum(lots for _, lots in engine.displayed(Side.BID)) == 18_000
    assert engine.displayed(Side.ASK) == [(400_000, 3)]
    engine.submit([Instruction(2, 2, Kind.MARKET, Side.ASK, lots=18_001)])
    log = engine.take_log()
    assert int((log.kind == EventKind.TRADE).sum()) == 9_000
    assert int(log.hidden_lots[-1]) == 1, "what nobody would buy expires"
    assert engine.counts().missing == 0
    with pytest.raises(InputError, match="within 524288 of all resting orders"):
        engine.submit([Instruction(3, 2, Kind.LIMIT, Side.BID, ticks=2_000_000, lots=1)])


def test_bad_instructions_are_refused_with_the_rule() -> None:
    with pytest.raises(InputError, match="'lots' must be from 1"):
        Instruction(0, 1, Kind.LIMIT, Side.BID, ticks=5, lots=0)
    with pytest.raises(InputError, match="'ticks' must be from 1"):
        Instruction(0, 1, Kind.RPI, Side.BID, ticks=0, lots=1)
    with pytest.raises(InputError, match="'peak_lots' must be from 1"):
        Instruction(0, 1, Kind.ICEBERG, Side.BID, ticks=5, lots=3, peak_lots=4)
    engine = MatchingEngine(middle_ticks=1_000)
    engine.submit([Instruction(9, 1, Kind.LIMIT, Side.BID, ticks=900, lots=1)])
    with pytest.raises(InputError, match="must not go back in time"):
        engine.submit([Instruction(8, 1, Kind.LIMIT, Side.BID, ticks=900, lots=1)])
