"""The public side of a simulation is its history in other units, and nothing in it contradicts itself."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from seawall.errors import InputError
from seawall.microstructure import PositionSide, Side, examine_flow
from seawall.simulator import (
    BTCUSDT_TERMS,
    AgentPopulation,
    EventKind,
    EventLog,
    ExchangeStep,
    Instruction,
    InstructionKind,
    MinuteMarket,
    SimulatedExchange,
    perpetual_flow_of,
    perpetual_flow_of_steps,
)
from tests.simulator.minute_facts import TERMS

SECOND = 1_000_000_000


def test_a_history_as_the_public_sees_it() -> None:
    market = MinuteMarket(TERMS, seed=4)
    history = market.run(1_440)
    flow = perpetual_flow_of(history, TERMS, start_ns=5)
    assert flow.end_ns[0] == 5 + 60 * 10**9
    np.testing.assert_allclose(flow.open_interest / 0.001, history.column("open_interest"))
    np.testing.assert_allclose(flow.mark_low / 0.1, history.column("mark_low"))
    assert flow.liquidated_long is not None
    assert flow.liquidated_long.sum() == pytest.approx(
        0.001 * history.forced_column("lots")[history.forced_column("side") > 0].sum()
    )
    with pytest.raises(InputError, match="at least one minute"):
        perpetual_flow_of(market.run(0), TERMS)


def test_open_interest_of_the_simulator_is_always_explained_by_volume() -> None:
    found = examine_flow(perpetual_flow_of(MinuteMarket(TERMS, seed=4).run(1_440), TERMS))
    assert not found.is_suspect.any(), found.sentences


@pytest.fixture(scope="module")
def fallen() -> list[ExchangeStep]:
    """Four minutes with forced closes, in pieces."""
    crowd = AgentPopulation(agents=1_500, leverages=(100,), leverage_shares=(1_000,), smallest_allowance=2_000)
    exchange = SimulatedExchange(BTCUSDT_TERMS, seed=6, population=crowd)
    sales = [Instruction(at * SECOND, 500_000, InstructionKind.MARKET, Side.ASK, lots=1_000) for at in range(121, 160)]
    steps = [exchange.advance(60 * SECOND), exchange.advance(99 * SECOND)]
    return [*steps, exchange.advance(200 * SECOND, instructions=sales), exchange.advance(240 * SECOND)]


def test_an_exchange_as_the_public_sees_it(fallen: list[ExchangeStep]) -> None:
    """Trade by trade, second by second and order by order, against the columns."""
    flow = perpetual_flow_of_steps(fallen[1:], BTCUSDT_TERMS, start_ns=7)
    assert (flow.end_ns - 7).tolist() == [120 * SECOND, 180 * SECOND, 240 * SECOND]
    log = EventLog.joined([step.log for step in fallen[1:]])
    for minute in range(3):
        inside = (log.kind == EventKind.TRADE) & (log.time_ns // (60 * SECOND) == minute + 1)
        ticks, lots = log.ticks[inside], (log.lots + log.hidden_lots)[inside]
        prices = [getattr(flow, name)[minute] for name in ("open", "high", "low", "close")]
        assert prices == [ticks[0], ticks.max(), ticks.min(), ticks[-1]]
        assert flow.taker_buy is not None
        assert flow.taker_sell is not None
        assert flow.taker_buy[minute] == pytest.approx(0.001 * lots[log.side[inside] == Side.ASK].sum())
        assert flow.taker_sell[minute] == pytest.approx(0.001 * lots[log.side[inside] == Side.BID].sum())
    marks = np.concatenate([step.marks.mark for step in fallen[1:]])[:60] / 65_536
    assert (flow.mark_low[0], flow.mark_high[0], flow.mark_close[0]) == (marks.min(), marks.max(), marks[-1])
    assert flow.open_interest[-1] == pytest.approx(0.001 * fallen[-1].open_interest[-1])
    forced = [order for step in fallen[1:] for order in step.forced]
    assert len(forced) > 20
    assert flow.liquidated_long is not None
    assert flow.liquidated_long.sum() == pytest.approx(
        0.001 * sum(order.lots for order in forced if order.side is PositionSide.LONG)
    )


def test_a_minute_without_a_trade_keeps_its_price_and_pieces_are_no_matter(fallen: list[ExchangeStep]) -> None:
    log = fallen[0].log
    at_once = fallen[0].marks.time_ns[-1] // 2
    early = EventLog(*(column[log.time_ns < at_once] for column in log.columns()))
    none = EventLog(*(column[:0] for column in log.columns()))
    quiet = [replace(fallen[0], log=early), *(replace(step, log=none) for step in fallen[1:])]
    flow = perpetual_flow_of_steps(quiet, BTCUSDT_TERMS)
    assert (flow.open[1:] == flow.close[0]).all()
    assert (flow.high[1:] == flow.low[1:]).all()
    assert flow.volume is not None
    assert not flow.volume[1:].any()
    whole = perpetual_flow_of_steps(fallen, BTCUSDT_TERMS)
    assert np.array_equal(whole.close[1:], perpetual_flow_of_steps(fallen[1:], BTCUSDT_TERMS).close)
    with pytest.raises(InputError, match="must hold whole minutes, held 39 seconds"):
        perpetual_flow_of_steps(fallen[1:2], BTCUSDT_TERMS)
    with pytest.raises(InputError, match="must hold whole minutes, held 0 seconds"):
        perpetual_flow_of_steps([], BTCUSDT_TERMS)
    with pytest.raises(InputError, match="must have a trade in their first minute"):
        perpetual_flow_of_steps([replace(step, log=none) for step in fallen], BTCUSDT_TERMS)
