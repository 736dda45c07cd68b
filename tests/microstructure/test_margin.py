"""Liquidation prices: printed vectors, the definition itself, and every tier and boundary."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq

from seawall.errors import InputError
from seawall.microstructure import (
    BINANCE_BTCUSDT_TIERS,
    ContractKind,
    LeveragedPosition,
    MarginTiers,
    PositionSide,
    bankruptcy_price,
    cross_liquidation_prices,
    entry_based_liquidation_price,
    isolated_position,
    liquidation_price,
    margin_ratio,
)
from tests.tolerances import EXACT, MARGIN_RATIO, PRINTED_CENT

LONG, SHORT = PositionSide.LONG, PositionSide.SHORT
TIERS = BINANCE_BTCUSDT_TIERS
# coins: a tenth of the values of Bybit's BTCUSD table, only to have several tiers on both sides of a position
INVERSE_TIERS = MarginTiers(
    symbol="BTCUSD",
    venue="test",
    as_of=dt.date(2026, 1, 1),
    source="made for this test",
    floors=np.array([0.0, 15.0, 30.0, 45.0]),
    rates=np.array([0.005, 0.01, 0.015, 0.02]),
    leverages=np.array([100.0, 50.0, 33.3, 25.0]),
    cap=150.0,
)


@pytest.mark.parametrize(
    ("quantity", "leverage", "side", "printed"),
    [
        (1.0, 50.0, LONG, 98_393.57),
        (1.0, 50.0, SHORT, 101_593.63),
        (1.0, 100.0, LONG, 99_397.59),
        (5.0, 100.0, LONG, 99_437.19),
        (20.0, 50.0, LONG, 98_565.68),
        (100.0, 20.0, LONG, 95_838.38),
        (500.0, 20.0, LONG, 96_669.39),
    ],
)
def test_the_seven_vectors(quantity: float, leverage: float, side: PositionSide, printed: float) -> None:
    position = isolated_position(side=side, quantity=quantity, entry=100_000.0, leverage=leverage)
    assert liquidation_price(position, tiers=TIERS) == pytest.approx(printed, abs=PRINTED_CENT)


def test_deductions_are_those_of_the_venue() -> None:
    printed = [0, 300, 1_500, 12_000, 132_000, 482_000, 2_982_000, 14_482_000, 26_482_000]
    assert TIERS.deductions.tolist() == pytest.approx([*printed, 41_482_000, 121_482_000, 421_482_000], rel=EXACT)


@given(st.floats(0.0, 2e9), st.floats(0.0, 1e6))
def test_maintenance_is_continuous_and_rises_with_the_value(value: float, more: float) -> None:
    low, high = TIERS.maintenance_margin(value), TIERS.maintenance_margin(value + more)
    assert low <= high * (1 + EXACT) + EXACT, (value, more)
    assert high - low <= 0.5 * more * (1 + MARGIN_RATIO) + MARGIN_RATIO * (1 + value), (value, more)


@given(
    side=st.sampled_from(PositionSide),
    value=st.one_of(st.floats(10.0, 1.7e9), st.sampled_from(TIERS.floors[1:].tolist())),
    entry=st.floats(0.01, 1e6),
    leverage=st.floats(1.0, 150.0),
    extra=st.floats(0.0, 0.5),
    kind=st.sampled_from(ContractKind),
)
def test_the_ratio_at_the_price_is_one(
    *, side: PositionSide, value: float, entry: float, leverage: float, extra: float, kind: ContractKind
) -> None:
    check_ratio(side=side, value=value, entry=entry, leverage=leverage, extra=extra, kind=kind)


def check_ratio(
    *, side: PositionSide, value: float, entry: float, leverage: float, extra: float, kind: ContractKind
) -> bool:
    is_linear = kind is ContractKind.LINEAR
    tiers = TIERS if is_linear else INVERSE_TIERS
    quantity = value / entry if is_linear else value * 1e-7 * entry
    bare = LeveragedPosition(side, quantity, entry, 0.0, kind)
    position = isolated_position(
        side=side,
        quantity=quantity,
        entry=entry,
        leverage=leverage,
        extra_margin=extra * bare.value(entry),
        kind=kind,
    )
    price = liquidation_price(position, tiers=tiers)
    inputs = (side, value, entry, leverage, extra, kind)
    never_at = 1e-9 * entry if side is LONG else 1e9 * entry
    if price is None:
        assert margin_ratio(position, mark=never_at, tiers=tiers) < 1.0, inputs
        return False
    if not 1e-3 < price / entry < 1e3:
        return False  # further away the equity is a small difference of huge numbers
    assert margin_ratio(position, mark=price, tiers=tiers) == pytest.approx(1.0, abs=MARGIN_RATIO), inputs
    return True


@pytest.mark.parametrize("kind", ContractKind)
def test_the_ratio_is_one_for_ten_thousand_positions_over_all_tiers(kind: ContractKind) -> None:
    generator = np.random.default_rng(7)
    held = set()
    checked = 0
    for _ in range(10_000):
        value = float(10 ** generator.uniform(2, np.log10(1.7e9)))
        side = LONG if generator.random() < 0.5 else SHORT
        leverage = float(generator.uniform(1.5, 150))
        checked += check_ratio(side=side, value=value, entry=100_000.0, leverage=leverage, extra=0.0, kind=kind)
        held.add(TIERS.tier_of(value))
    assert held == set(range(12))
    assert checked > 9_000


@given(st.sampled_from(PositionSide), st.integers(1, 11), st.floats(50_000.0, 150_000.0))
def test_a_price_that_lies_on_a_boundary_is_found(side: PositionSide, tier: int, price: float) -> None:
    floor = float(TIERS.floors[tier])
    quantity, entry = floor / price, price * (1.05 if side is LONG else 0.95)
    needed = TIERS.maintenance_margin(floor) - side * quantity * (price - entry)
    position = LeveragedPosition(side, quantity, entry, needed)
    assert liquidation_price(position, tiers=TIERS) == pytest.approx(price, rel=MARGIN_RATIO), (side, tier, price)


@given(
    long=st.floats(0.01, 2_000.0),
    short=st.floats(0.01, 2_000.0),
    wallet=st.floats(1e3, 1e8),
    others=st.floats(0.0, 1e4),
)
def test_a_hedged_account_is_liquidated_where_a_search_finds_it(
    *, long: float, short: float, wallet: float, others: float
) -> None:
    positions = [LeveragedPosition(LONG, long, 98_000.0, 0.0), LeveragedPosition(SHORT, short, 103_000.0, 0.0)]

    def excess(price: float) -> float:
        needed = sum(TIERS.maintenance_margin(each.value(price)) for each in positions)
        return wallet + sum(each.unrealised(price) for each in positions) - needed - others

    if excess(100_000.0) < 0:
        with pytest.raises(InputError, match="beyond liquidation"):
            cross_liquidation_prices(positions, wallet=wallet, mark=1e5, tiers=TIERS, other_maintenance=others)
        return
    below, above = cross_liquidation_prices(positions, wallet=wallet, mark=1e5, tiers=TIERS, other_maintenance=others)
    for found, far in ((below, 1e-6), (above, 1e15)):
        if excess(far) >= 0:
            assert found is None, (long, short, wallet, others, found)
        else:
            # brentq walks on the same function without knowing of tiers
            expected = brentq(excess, min(far, 1e5), max(far, 1e5), xtol=1e-9, rtol=1e-14, maxiter=500)
            assert found == pytest.approx(expected, rel=MARGIN_RATIO), (long, short, wallet, others)


def test_an_isolated_position_is_a_cross_account_of_its_own() -> None:
    for side in PositionSide:
        position = isolated_position(side=side, quantity=30.0, entry=1e5, leverage=10.0)
        pair = cross_liquidation_prices([position], wallet=position.margin, mark=1e5, tiers=TIERS)
        assert liquidation_price(position, tiers=TIERS) in pair, pair
    with_others = cross_liquidation_prices(
        [position], wallet=position.margin, mark=1e5, tiers=TIERS, other_unrealised=1e4
    )
    more = LeveragedPosition(SHORT, 30.0, 1e5, position.margin + 1e4)
    assert with_others[1] == pytest.approx(liquidation_price(more, tiers=TIERS), rel=EXACT)


def test_bankruptcy_and_the_older_rule_by_hand() -> None:
    long = isolated_position(side=LONG, quantity=2.0, entry=100.0, leverage=10.0)
    assert bankruptcy_price(long) == pytest.approx(90.0, rel=EXACT)  # E (1 - 1/L)
    assert long.unrealised(90.0) == pytest.approx(-long.margin, rel=EXACT)
    # 100 - (20 - 200 * 0.004) / 2
    assert entry_based_liquidation_price(long, tiers=TIERS) == pytest.approx(90.4, rel=EXACT)
    # (2 * 100 - 20) / (2 * 0.996)
    assert liquidation_price(long, tiers=TIERS) == pytest.approx(180.0 / 1.992, rel=EXACT)
    inverse = isolated_position(side=LONG, quantity=100.0, entry=100.0, leverage=4.0, kind=ContractKind.INVERSE)
    assert bankruptcy_price(inverse) == pytest.approx(80.0, rel=EXACT)  # 1 / (1/100 + 1/400)
    assert bankruptcy_price(isolated_position(side=LONG, quantity=1.0, entry=100.0, leverage=1.0)) is None
    with pytest.raises(InputError, match="older rule is known for USDT contracts only"):
        entry_based_liquidation_price(inverse, tiers=TIERS)


def test_a_long_that_is_paid_for_is_never_liquidated() -> None:
    paid = LeveragedPosition(LONG, 1.0, 100.0, 100.0)
    assert liquidation_price(paid, tiers=TIERS) is None
    assert cross_liquidation_prices([paid], wallet=100.0, mark=100.0, tiers=TIERS) == (None, None)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"floors": [1.0, 2.0]}, "'floors' of X must begin at 0"),
        ({"floors": [0.0, 0.0]}, "'floors' of X must rise"),
        ({"rates": [0.02, 0.01]}, r"'rates' of X must rise within \(0, 1\)"),
        ({"rates": [0.0, 0.01]}, r"'rates' of X must rise within \(0, 1\)"),
        ({"leverages": [1.0, 2.0]}, "'leverages' of X must fall and be at least 1"),
        ({"cap": 5.0}, "'cap' of X must be above the last floor 10, was 5"),
        ({"rates": [0.01]}, "'rates' of X must have one value per tier"),
    ],
)
def test_tiers_that_do_not_follow_are_refused(changed: dict[str, object], message: str) -> None:
    good = {"floors": [0.0, 10.0], "rates": [0.01, 0.02], "leverages": [50.0, 25.0], "cap": 100.0}
    with pytest.raises(InputError, match=message):
        MarginTiers(symbol="X", venue="v", as_of=dt.date(2026, 1, 1), source="s", **{**good, **changed})  # type: ignore[arg-type]


@pytest.mark.parametrize("leverage", [0.5, float("nan"), float("inf")])
def test_leverage_below_one_is_refused(leverage: float) -> None:
    with pytest.raises(InputError, match="'leverage' must be finite and at least 1"):
        isolated_position(side=LONG, quantity=1.0, entry=100.0, leverage=leverage)
