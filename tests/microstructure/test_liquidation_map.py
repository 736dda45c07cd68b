"""The map: both sides add up to open interest, nothing stands where the mark was, and the loop is its plain twin."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seawall.core import FloatArray
from seawall.errors import InputError
from seawall.microstructure import (
    BINANCE_BTCUSDT_TIERS,
    InstrumentGrid,
    LeverageMix,
    LiquidationMap,
    LiquidationTracker,
    MapFlag,
    MapModel,
    PerpetualFlow,
    PositionSide,
    examine_flow,
    flat_leverage_mix,
    isolated_position,
    liquidation_map_kernels,
    liquidation_price,
    track_liquidations,
)
from seawall.simulator import AgentPopulation, ExchangeTerms, MinuteMarket, perpetual_flow_of
from tests.microstructure.made_flows import made_flow
from tests.tolerances import CONSERVED_INTEREST

SMALL = MapModel(bins=60)


def tracked(flow: PerpetualFlow, mix: LeverageMix | None = None, model: MapModel | None = None) -> LiquidationMap:
    return track_liquidations(flow, tiers=BINANCE_BTCUSDT_TIERS, mix=mix or flat_leverage_mix(), model=model)


def in_all(shown: LiquidationMap, usd: FloatArray, outside: FloatArray) -> FloatArray:
    found: FloatArray = (usd / shown.prices).sum(axis=1) + outside / shown.mark
    return found


@settings(max_examples=40)
@given(
    seed=st.integers(0, 10**6),
    step=st.floats(1e-5, 0.01),
    turnover=st.floats(0.0, 1.0),
    passive=st.floats(0.0, 1.0),
    closed=st.floats(0.0, 0.1),
)
def test_sides_add_up_and_touched_bins_are_empty(
    seed: int, step: float, turnover: float, passive: float, closed: float
) -> None:
    flow = made_flow(120, seed=seed, step=step)
    model = MapModel(turnover=turnover, passive_crowd=passive, closed_per_day=closed)
    shown = tracked(flow, model=model)
    found = examine_flow(flow)
    for usd, outside in ((shown.long_usd, shown.long_outside_usd), (shown.short_usd, shown.short_outside_usd)):
        np.testing.assert_allclose(in_all(shown, usd, outside), flow.open_interest, rtol=CONSERVED_INTEREST)
        assert (usd >= 0).all()
    for row in range(len(flow)):
        # a bin that the mark touched at all is empty of both
        assert not shown.long_usd[row][shown.price_edges[1:] > found.mark_low[row] * (1 + 1e-12)].any(), (seed, row)
        assert not shown.short_usd[row][shown.price_edges[:-1] < found.mark_high[row] * (1 - 1e-12)].any(), (seed, row)


@settings(max_examples=15)
@given(seed=st.integers(0, 10**6), step=st.floats(1e-4, 0.01), passive=st.floats(0.0, 1.0))
def test_state_adds_up_bin_by_bin(seed: int, step: float, passive: float) -> None:
    """Not what is left over, but every cell of the grid, counted afresh."""
    flow = made_flow(90, seed=seed, step=step)
    model = MapModel(passive_crowd=passive)
    tracker = LiquidationTracker(flow, tiers=BINANCE_BTCUSDT_TIERS, mix=flat_leverage_mix(), model=model)
    for minute in range(len(flow)):
        tracker.take(flow.between(minute, minute + 1))
        state, rules = tracker.state, tracker.rules
        cells = (state.cells.sum(axis=2) * state.factor * rules.shares).sum(axis=1)
        np.testing.assert_allclose(cells + state.unlevered + state.unseen, state.crowd, rtol=CONSERVED_INTEREST)
        assert state.crowd.max() == pytest.approx(flow.open_interest[minute], rel=CONSERVED_INTEREST)


def test_where_the_crowd_only_takes_its_holdings_are_those_of_the_ledger() -> None:
    """Public volume and open interest tell how many contracts the levered crowd is long and short."""
    grid = InstrumentGrid("BTCUSDT", Decimal("0.1"), Decimal("0.001"))
    terms = ExchangeTerms(grid, BINANCE_BTCUSDT_TIERS)
    market = MinuteMarket(terms, seed=5, population=AgentPopulation(agents=2_000))
    flow = perpetual_flow_of(market.run(720), terms)
    tracker = LiquidationTracker(
        flow, tiers=BINANCE_BTCUSDT_TIERS, mix=flat_leverage_mix(), model=MapModel(passive_crowd=0.0, turnover=1.0)
    )
    tracker.take(flow, rows=1)
    lots = market.ledger.book.lots[market.dealers :] * 0.001
    true = [lots[lots > 0].sum(), -lots[lots < 0].sum()]
    np.testing.assert_allclose(tracker.state.crowd, true, atol=0.02 * flow.open_interest[-1])


def test_machine_code_gives_what_plain_python_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    flow = made_flow(80, step=0.004)
    mix = dataclasses.replace(flat_leverage_mix(), is_identified=np.arange(11) > 5)
    compiled = tracked(flow, mix, SMALL)
    monkeypatch.setattr(liquidation_map_kernels, "compiled", lambda loop: loop)
    plain = tracked(flow, mix, SMALL)
    for name in ("long_usd", "short_usd", "long_outside_usd", "long_by_leverage", "short_by_leverage"):
        np.testing.assert_allclose(getattr(compiled, name), getattr(plain, name), rtol=1e-12, atol=1e-6, err_msg=name)
    assert (compiled.flags == plain.flags).all()


def test_a_record_cut_anywhere_gives_the_same_map() -> None:
    flow = made_flow(200, step=0.002)
    whole = tracked(flow)
    for cut in (1, 77, 199):
        tracker = LiquidationTracker(flow, tiers=BINANCE_BTCUSDT_TIERS, mix=flat_leverage_mix())
        tracker.take(flow.between(0, cut))
        rest = tracker.take(flow.between(cut, 200))
        np.testing.assert_allclose(rest.long_usd[-1], whole.long_usd[-1], rtol=1e-9, atol=1e-6, err_msg=str(cut))
        np.testing.assert_allclose(rest.short_usd[-1], whole.short_usd[-1], rtol=1e-9, atol=1e-6, err_msg=str(cut))


def test_new_positions_lie_at_their_liquidation_price() -> None:
    """One bucket, a still price: all that was opened lies in the bin that the formula of the venue gives."""
    still = np.full(50, 100_000.0)
    prices: dict[str, Any] = dict.fromkeys(
        ("open", "high", "low", "close", "mark_high", "mark_low", "mark_close"), still
    )
    flow = made_flow(50, open_interest=1_000.0 + np.arange(50.0), **prices)
    for leverage in (5.0, 25.0, 100.0):
        mix = LeverageMix(np.array([leverage]), np.ones(1), np.ones(1), np.ones(1, bool), None, None, "one")
        shown = tracked(flow, mix, MapModel(half_width=0.25))
        for side, usd in ((PositionSide.LONG, shown.long_usd), (PositionSide.SHORT, shown.short_usd)):
            position = isolated_position(side=side, quantity=1.0, entry=100_000.0, leverage=leverage)
            price = liquidation_price(position, tiers=BINANCE_BTCUSDT_TIERS)
            assert price is not None
            place = int(np.searchsorted(shown.price_edges, price)) - 1
            assert np.flatnonzero(usd[-1]).tolist() == [place], (leverage, side)


def test_by_leverage_and_levels_agree_with_the_last_row() -> None:
    shown = tracked(made_flow(200, step=0.003))
    np.testing.assert_allclose(shown.long_by_leverage.sum(axis=0), shown.long_usd[-1], rtol=1e-9, atol=1e-6)
    np.testing.assert_allclose(shown.short_by_leverage.sum(axis=0), shown.short_usd[-1], rtol=1e-9, atol=1e-6)
    prices, quantities = shown.latest_levels(PositionSide.LONG)
    assert (np.diff(prices) > 0).all()
    assert float((prices * quantities).sum()) == pytest.approx(float(shown.long_usd[-1].sum()))
    assert prices.max() < shown.mark[-1] < shown.latest_levels(PositionSide.SHORT)[0].min()


def test_a_price_that_doubles_takes_the_grid_with_it() -> None:
    rise = np.exp(np.linspace(0.0, 1.5, 400))
    close = 100_000.0 * rise
    opened = np.append(100_000.0, close[:-1])
    flow = made_flow(400, open=opened, high=close, low=opened, close=close, mark_high=close, mark_low=opened,
                     mark_close=close)  # fmt: skip
    tracker = LiquidationTracker(flow, tiers=BINANCE_BTCUSDT_TIERS, mix=flat_leverage_mix())
    for start in range(0, 400, 40):
        shown = tracker.take(flow.between(start, start + 40))
    np.testing.assert_allclose(
        in_all(shown, shown.long_usd, shown.long_outside_usd), flow.open_interest[-40:], rtol=CONSERVED_INTEREST
    )
    assert shown.long_usd[-1].any()


def test_flags_say_what_is_not_known() -> None:
    interest = np.array(made_flow().open_interest)
    interest[290] *= 3.0
    shown = tracked(made_flow(open_interest=interest))
    assert (shown.flags[290] & MapFlag.SUSPECT).all()
    assert not (shown.flags[289] & MapFlag.SUSPECT).any()
    assert (shown.flags[0] & MapFlag.UNSEEN).all(), "at first everything is older than the record"
    filled = (shown.long_usd + shown.short_usd)[-1] > 0
    assert ((shown.flags[-1][filled] & MapFlag.PRIOR) > 0).all(), "a flat mix identifies nothing"


def test_bad_input_is_named() -> None:
    flow = made_flow(20)
    with pytest.raises(InputError, match="'tiers' must be of BTCUSDT, were of ETHUSDT"):
        track_liquidations(
            flow, tiers=dataclasses.replace(BINANCE_BTCUSDT_TIERS, symbol="ETHUSDT"), mix=flat_leverage_mix()
        )
    tracker = LiquidationTracker(flow, tiers=BINANCE_BTCUSDT_TIERS, mix=flat_leverage_mix())
    tracker.take(flow)
    with pytest.raises(InputError, match="'flow' must follow"):
        tracker.take(flow)
    with pytest.raises(InputError, match="'turnover' must be in"):
        MapModel(turnover=2.0)
    with pytest.raises(InputError, match="at most 1 in sum"):
        LeverageMix(np.array([2.0, 3.0]), np.ones(2), np.ones(2), np.ones(2, bool), None, None, "")
