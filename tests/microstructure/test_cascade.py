"""Cascades: known answers, the fixed point by substitution, and the properties that any fixed point must have."""

from __future__ import annotations

from math import erf, sqrt
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.core import FloatArray
from seawall.errors import InputError
from seawall.microstructure import (
    BINANCE_BTCUSDT_TIERS,
    CascadePath,
    CascadeStatus,
    CascadeTerms,
    DeleveragingRule,
    DepthBeyond,
    LeveragedPosition,
    LiquidationLevels,
    LiquidationMap,
    PositionSide,
    Side,
    SideDepth,
    deleveraged_quantities,
    estimated_levels,
    flat_leverage_mix,
    laddered_levels,
    liquidation_price,
    run_cascade,
)
from seawall.microstructure import cascade_kernels as kernels
from tests.tolerances import CASCADE_DISTANCE, CASCADE_TOY, EXACT

MID = 100_000.0
Market = tuple[LiquidationLevels, SideDepth, CascadeTerms]


def levels_at(
    distances: npt.ArrayLike,
    quantities: npt.ArrayLike,
    side: PositionSide = PositionSide.LONG,
    bankruptcy_prices: FloatArray | None = None,
) -> LiquidationLevels:
    prices = MID * (1 - int(side) * np.asarray(distances))
    return LiquidationLevels(side, prices, np.asarray(quantities, float), "made", False, bankruptcy_prices)


def even_book(
    per_percent: float, side: Side = Side.BID, reach: float = 0.2, beyond: DepthBeyond = DepthBeyond.CONSTANT
) -> SideDepth:
    total = per_percent * 100 * reach
    return SideDepth(side, MID, np.array([MID * (1 - int(side) * reach)]), np.array([total]), "made", False, beyond)


def book_at(depth: SideDepth, distance: float, terms: CascadeTerms) -> float:
    """What a book of even density takes up to a distance, thinned by the withdrawal: the integral in closed form."""
    edge = abs(depth.prices[-1] / depth.mid - 1.0)
    density = depth.quantities[-1] / edge
    kappa = terms.withdrawal
    return float(density * (distance if kappa == 0 else -np.expm1(-kappa * distance) / kappa))


def gaussian_cluster() -> LiquidationLevels:
    """A background that forces a quarter of what the book holds, and 2,780 BTC about 3 % below, 0.76 % wide."""
    edges = np.linspace(0.0, 0.2, 401)
    reached = np.array([0.5 * (1 + erf((edge - 0.03) / (0.0076 * sqrt(2)))) for edge in edges])
    return levels_at(0.5 * (edges[1:] + edges[:-1]), 10_000.0 * np.diff(edges) + 2_780.0 * np.diff(reached))


def test_a_cluster_below_an_even_book_tips_just_under_one_percent() -> None:
    # 40 BTC in 10 bp; the cluster is set so that a shock of 1 % lies on the edge
    found = {shock: run_cascade(gaussian_cluster(), even_book(400.0), shock=-shock) for shock in (0.005, 0.01)}
    assert found[0.005].move == pytest.approx(-0.0067, abs=CASCADE_TOY)
    assert found[0.005].amplification == pytest.approx(1.34, abs=0.01)
    assert found[0.01].move == pytest.approx(-0.106, abs=10 * CASCADE_TOY)
    assert found[0.01].amplification == pytest.approx(10.6, abs=0.1)
    tip = found[0.005].tipping
    assert tip is not None
    assert tip.shock == pytest.approx(0.01, rel=0.01)
    by_volume = found[0.005].tipping_volume
    assert by_volume is not None
    assert by_volume.shock == pytest.approx(400.0, rel=0.01)
    assert found[0.005].status is CascadeStatus.CONTAINED
    assert found[0.01].status is CascadeStatus.JUMPS


def test_a_book_that_has_lost_nine_tenths_lets_half_a_percent_run_off() -> None:
    thin = even_book(40.0, beyond=DepthBeyond.NOTHING)
    path = run_cascade(gaussian_cluster(), thin, shock=-0.005)
    assert path.status is CascadeStatus.BEYOND
    assert path.final_price == pytest.approx(MID * 0.8)


def test_an_even_density_of_levels_amplifies_by_one_over_one_less_the_ratio() -> None:
    # R = 0.4 everywhere: levels so fine that the sum is the integral
    distances = (np.arange(20_000) + 0.5) * 1e-5
    levels = levels_at(distances, np.full(20_000, 0.4 * 40_000.0 * 1e-5))
    path = run_cascade(levels, even_book(400.0), shock=-0.02)
    assert path.amplification == pytest.approx(1 / 0.6, rel=1e-3)
    assert path.branching.ratio[path.branching.middles > 0.81 * MID] == pytest.approx(0.4, rel=0.05)
    assert path.tipping is None


@st.composite
def markets(draw: st.DrawFn) -> Market:
    side = draw(st.sampled_from(list(PositionSide)))
    seed = draw(st.integers(0, 2**32 - 1))
    generator = np.random.default_rng(seed)
    size = draw(st.integers(0, 60))
    distances = generator.uniform(0.0005, 0.15, size)
    quantities = generator.pareto(1.5, size) * draw(st.sampled_from([1.0, 10.0, 60.0]))
    terms = CascadeTerms(
        mark_follow=draw(st.sampled_from([0.0, 0.5, 1.0])),
        venue_share=draw(st.sampled_from([0.3, 1.0])),
        refill=draw(st.sampled_from([0.0, 0.4])),
        withdrawal=draw(st.sampled_from([0.0, 8.0])),
    )
    beyond = draw(st.sampled_from([DepthBeyond.CONSTANT, DepthBeyond.NOTHING]))
    return levels_at(distances, quantities, side), even_book(300.0, Side(int(side)), beyond=beyond), terms


def shocked(levels: LiquidationLevels, depth: SideDepth, shock: float, terms: CascadeTerms) -> CascadePath:
    return run_cascade(levels, depth, shock=-int(levels.side) * shock, terms=terms)


@given(markets(), st.floats(0.001, 0.1))
def test_the_end_solves_the_equation(market: Market, shock: float) -> None:
    levels, depth, terms = market
    path = shocked(levels, depth, shock, terms)
    away = abs(levels.prices / MID - 1.0)
    mark = shock + terms.mark_follow * (abs(path.move) - shock)
    due = levels.quantities[away <= mark].sum()
    pressed = book_at(depth, shock, terms) + terms.venue_share * (1 - terms.refill) * due
    if pressed > book_at(depth, 0.2 if depth.beyond is DepthBeyond.NOTHING else 0.9, terms):
        assert path.status is CascadeStatus.BEYOND
        assert path.quantity <= due * (1 + EXACT)
        return
    assert path.quantity == pytest.approx(due, rel=EXACT, abs=EXACT), (levels.prices, terms)
    assert book_at(depth, abs(path.move), terms) == pytest.approx(pressed, rel=CASCADE_DISTANCE), (path.move, terms)


@given(markets(), st.floats(0.001, 0.05), st.floats(1.0, 3.0))
def test_a_larger_shock_never_ends_nearer(market: Market, shock: float, factor: float) -> None:
    levels, depth, terms = market
    near, far = shocked(levels, depth, shock, terms), shocked(levels, depth, shock * factor, terms)
    assert abs(far.move) >= abs(near.move) * (1 - EXACT), (near.move, far.move, terms)


@given(markets(), st.floats(0.001, 0.1))
def test_rounds_add_up(market: Market, shock: float) -> None:
    levels, depth, terms = market
    path = shocked(levels, depth, shock, terms)
    assert sum(each.quantity for each in path.rounds) == pytest.approx(path.quantity, rel=EXACT, abs=EXACT)
    assert sum(each.value_usd for each in path.rounds) == pytest.approx(path.value_usd, rel=EXACT, abs=EXACT)
    press = terms.venue_share * (1 - terms.refill)
    assert sum(each.consumed for each in path.rounds) == pytest.approx(press * path.quantity, rel=EXACT, abs=EXACT)
    prices = np.array([path.shock_price, *(each.price for each in path.rounds)])
    assert (path.direction * np.diff(prices) >= 0).all(), prices
    binned = path.branching.liquidations * np.abs(np.diff(path.branching.prices))
    assert binned.sum() == pytest.approx(levels.quantities.sum(), rel=1e-9, abs=1e-9)


@given(markets())
def test_without_levels_the_move_is_the_shock(market: Market) -> None:
    _, depth, terms = market
    nothing = LiquidationLevels(PositionSide(int(depth.side)), np.empty(0), np.empty(0), "made", False)
    path = shocked(nothing, depth, 0.03, terms)
    assert path.move_beyond == 0.0
    assert path.rounds == ()
    by_volume = run_cascade(nothing, depth, volume=path.shock_volume, terms=terms)
    assert by_volume.move == pytest.approx(path.move, rel=CASCADE_DISTANCE)


@given(markets())
def test_below_the_tip_the_end_is_nearer_than_at_it_by_the_jump(market: Market) -> None:
    levels, depth, terms = market
    path = shocked(levels, depth, 0.001, terms)
    tip = path.tipping
    if tip is None:
        return
    below, at = (shocked(levels, depth, tip.shock * factor, terms) for factor in (1 - 1e-5, 1 + 1e-6))
    assert abs(at.move) >= tip.move_after * (1 - 1e-9), (tip, at.move)
    assert abs(below.move) <= tip.move_after - terms.least_jump + 1e-9, (tip, below.move)


def test_no_smaller_shock_tips() -> None:
    """Every shock on a fine grid below the tip ends less than the jump beyond its neighbour."""
    levels, depth = gaussian_cluster(), even_book(400.0)
    tip = run_cascade(levels, depth, shock=-0.001).tipping
    assert tip is not None
    ends = np.array([abs(run_cascade(levels, depth, shock=-each).move) for each in np.linspace(1e-4, tip.shock - 1e-6)])
    assert np.diff(ends).max() < 0.01


@given(markets(), st.floats(0.001, 0.1))
def test_kernel_and_plain_loop_agree(market: Market, shock: float) -> None:
    levels, _, terms = market
    away = np.sort(abs(levels.prices / MID - 1.0))
    totals = np.append(0.0, np.cumsum(levels.quantities))
    knots = np.linspace(0.0, 0.5, 64)
    book = 30_000.0 * knots * (1.0 + knots)
    volume = float(kernels.quantity_at(knots, book, shock))
    ends = []
    for loop in (kernels.follow_rounds, kernels.compiled(kernels.follow_rounds)):
        distances, counts = np.zeros(64), np.zeros(64, np.int64)
        given_ = (away, totals, knots, book, shock, volume, shock, terms.mark_follow, terms.press)
        ends.append(np.concatenate([[float(each) for each in loop(*given_, distances, counts)], distances, counts]))
    # machine code may add a product without rounding it first
    assert ends[1] == pytest.approx(ends[0], rel=EXACT), (shock, terms)
    asked = (away, totals, knots, book, False, 0.15, 16, 0.01, 1e-4, terms.mark_follow, terms.press)
    empty = np.empty(0), np.empty(0, np.int64)
    tips = [loop(*asked, *empty) for loop in (kernels.find_tip, kernels.compiled(kernels.find_tip))]
    assert tips[1] == pytest.approx(tips[0], rel=EXACT), terms


def test_the_square_root_goes_through_the_edge_of_the_known_book() -> None:
    edges = (Side.BID, 100.0, np.array([99.5, 99.0]), np.array([30.0, 50.0]), "made", False)
    bids = SideDepth(*edges, DepthBeyond.SQUARE_ROOT)
    nothing = LiquidationLevels(PositionSide.LONG, np.empty(0), np.empty(0), "made", False)
    # 1 % takes 50: four times as much goes twice as far
    path = run_cascade(nothing, bids, volume=200.0)
    assert path.move == pytest.approx(-0.02, rel=1e-3)
    assert path.status is CascadeStatus.BEYOND
    assert any("square root" in each for each in path.estimated)
    assert run_cascade(nothing, bids, volume=30.0).move == pytest.approx(-0.005)
    # the root through the edge of a thin slice holds far more than it shows; unless told, density is even
    plain = run_cascade(nothing, SideDepth(*edges), volume=200.0)
    assert plain.move == pytest.approx(-0.04, rel=1e-3)
    assert any("constant density" in each for each in plain.estimated)


def test_what_a_fund_cannot_bear_is_deleveraged() -> None:
    # one long of 10 at -0.99 %, bankrupt at -1.2 %; the shock of 1 % and the sale go to 2 %: filled at -1.5 %
    levels = levels_at([0.0099], [10.0], bankruptcy_prices=np.array([MID * 0.988]))
    depth = even_book(10.0)
    rich = run_cascade(levels, depth, shock=-0.01, terms=CascadeTerms(fund_usd=1e6)).fund
    assert rich is not None
    assert rich.deficits_usd == pytest.approx(10 * MID * 0.003)
    assert rich.deleveraged_quantity == 0.0
    assert rich.after_usd == pytest.approx(1e6 - 3_000)
    poor = run_cascade(levels, depth, shock=-0.01, terms=CascadeTerms(fund_usd=1_200.0)).fund
    assert poor is not None
    assert poor.after_usd == pytest.approx(0.0, abs=1e-6)
    assert poor.deleveraged_quantity == pytest.approx(6.0)
    assert poor.deleveraged_usd == pytest.approx(6.0 * MID * 0.988)


@given(
    st.lists(st.tuples(st.floats(0, 1e6), st.floats(-5, 5)), min_size=1, max_size=20),
    st.floats(0, 1e7),
    st.sampled_from(list(DeleveragingRule)),
)
def test_deleveraging_closes_what_is_wanted_or_all(
    positions: list[tuple[float, float]], wanted: float, rule: DeleveragingRule
) -> None:
    quantities, scores = np.array(positions).T
    closed = deleveraged_quantities(quantities, scores=scores, wanted=wanted, rule=rule)
    assert (closed >= 0).all()
    assert (closed <= quantities * (1 + EXACT)).all()
    assert closed.sum() == pytest.approx(min(wanted, quantities.sum()), rel=1e-9, abs=1e-9)


@given(st.floats(0.01, 2_000.0), st.floats(1_000.0, 200_000.0), st.sampled_from(list(PositionSide)))
def test_a_ladder_has_the_first_step_of_the_whole_position_and_closes_all(
    quantity: float, bankrupt: float, side: PositionSide
) -> None:
    position = LeveragedPosition(side, quantity, bankrupt, 0.0)
    first = liquidation_price(position, tiers=BINANCE_BTCUSDT_TIERS)
    if first is None:
        return
    steps = laddered_levels(
        side,
        quantities=np.array([quantity]),
        bankruptcy_prices=np.array([bankrupt]),
        tiers=BINANCE_BTCUSDT_TIERS,
        source="made",
        is_estimated=False,
    )
    assert steps.prices[0] == pytest.approx(first, rel=EXACT)
    assert steps.quantities.sum() == pytest.approx(quantity, rel=EXACT)
    assert (int(side) * np.diff(steps.prices) < 0).all(), steps.prices
    left = np.cumsum(steps.quantities[::-1])[::-1]
    for k, rest in enumerate(left.tolist()):
        again = liquidation_price(LeveragedPosition(side, rest, bankrupt, 0.0), tiers=BINANCE_BTCUSDT_TIERS)
        assert steps.prices[k] == pytest.approx(again, rel=1e-9), (k, left)
    kept = left[1:] * steps.prices[:-1]
    # every step but the last ends on the floor of a tier
    assert all(np.isclose(BINANCE_BTCUSDT_TIERS.floors, value, rtol=1e-9).any() for value in kept), kept


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"shock": 0.01}, "'shock' must be below 0"),
        ({"shock": -0.95}, "'shock' must be below 0 and at least -0\\.9"),
        ({"volume": 0.0}, "'volume' must be above 0"),
        ({}, "either 'shock' or 'volume'"),
        ({"shock": -0.01, "volume": 1.0}, "either 'shock' or 'volume'"),
        ({"shock": -0.01, "mark": 90_000.0}, "reached already"),
    ],
)
def test_a_shock_that_is_none_is_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        run_cascade(levels_at([0.02], [1.0]), even_book(400.0), **change)


def test_levels_and_book_must_be_of_one_direction() -> None:
    with pytest.raises(InputError, match="longs are closed against bids: 'depth' was of asks"):
        run_cascade(levels_at([0.02], [1.0]), even_book(400.0, Side.ASK), shock=-0.01)
    with pytest.raises(InputError, match="must lie beyond 'prices', was 99000 for 98000"):
        levels_at([0.02], [1.0], bankruptcy_prices=np.array([99_000.0]))
    with pytest.raises(InputError, match="must go away from the mid"):
        SideDepth(Side.BID, 100.0, np.array([99.0, 99.5]), np.array([1.0, 2.0]), "made", False)
    with pytest.raises(InputError, match=r"'mark_follow' must be 0 to 1, was 1\.5"):
        CascadeTerms(mark_follow=1.5)


def test_levels_of_a_map_are_its_bins_beyond_the_mark() -> None:
    mix = flat_leverage_mix()
    edges = np.array([90.0, 95.0, 99.0, 101.0, 110.0])
    longs, shorts = np.array([[925.0, 970.0, 400.0, 0.0]]), np.array([[0.0, 0.0, 300.0, 2110.0]])
    one, by_leverage = np.zeros(1), np.zeros((len(mix.leverages), 4))
    found = LiquidationMap(
        "BTCUSDT", edges, np.zeros(1, np.int64), longs, shorts, one + 100.0, one + 1e4, by_leverage, by_leverage.copy(),
        one.copy(), one.copy(), np.zeros((1, 4), np.uint8), mix,
    )  # fmt: skip
    below, above = (
        estimated_levels(found, side, mark=100.0, tiers=BINANCE_BTCUSDT_TIERS, position_value=100_000.0, source="made")
        for side in (PositionSide.LONG, PositionSide.SHORT)
    )
    # the bin around the mark is neither below nor above it
    assert below.prices.tolist() == [92.5, 97.0]
    assert below.quantities == pytest.approx([10.0, 10.0])
    assert (above.prices.tolist(), above.quantities.tolist()) == ([105.5], [20.0])
    for levels, side in ((below, PositionSide.LONG), (above, PositionSide.SHORT)):
        assert levels.is_estimated
        assert levels.bankruptcy_prices is not None
        for price, bankrupt in zip(levels.prices.tolist(), levels.bankruptcy_prices.tolist(), strict=True):
            # a position with nothing behind it at its bankruptcy price is liquidated at the level, by the tiers
            held = LeveragedPosition(side, 100_000.0 / price, bankrupt, 0.0)
            assert liquidation_price(held, tiers=BINANCE_BTCUSDT_TIERS) == pytest.approx(price, rel=EXACT)
