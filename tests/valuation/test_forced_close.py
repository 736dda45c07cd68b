"""Perpetuals with a margin of their own in a stress: closed where they would be, at the loss of that margin."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.core import Lineage
from seawall.market import FactorKind, MarketSnapshot, RiskFactor
from seawall.portfolio import Asset, AssetClass, Perpetual, Portfolio, Position
from seawall.scenarios import ScenarioSet
from seawall.valuation import ForcedClose, PnlCube, close_by_force, position_values, revalue
from tests.tolerances import MONEY

MADE = Lineage(method="made", source="made", data_hash="0")


def stressed(
    quantity: float, entry: float, margin: float | None, shocks: list[float]
) -> tuple[PnlCube, PnlCube, tuple[ForcedClose, ...], Portfolio, MarketSnapshot]:
    book = Portfolio(
        name="P",
        base_currency="USD",
        assets={"BTC": Asset("BTC", AssetClass.CRYPTO, "BTC", "USD")},
        positions=(Position(id="perpetual", instrument=Perpetual("BTC", entry, 1.0, margin), quantity=quantity),),
    )
    today = MarketSnapshot(dt.date(2025, 12, 30), "USD", MADE, spots={"BTC": 100_000.0})
    factors = (RiskFactor(FactorKind.SPOT, "BTC"),)
    scenarios = ScenarioSet(factors, np.array(shocks)[:, None], tuple(map(str, shocks)), 0, MADE)
    cube = revalue(book, today, scenarios)
    after, closes = close_by_force(book, today, scenarios, cube)
    return cube, after, closes, book, today


def test_a_long_at_ten_times_is_closed_below_its_price_and_loses_its_margin() -> None:
    before, after, closes, _, _ = stressed(1.0, 100_000.0, 10_000.0, [-0.05, -0.096, -0.097, -0.3])
    # 0.4 % of maintenance: 90,000 / 0.996 = 90,361
    assert [each.scenario for each in closes] == ["-0.097", "-0.3"]
    assert closes[0].liquidation_price == pytest.approx(90_361.45, abs=0.01)
    assert closes[0].bankruptcy_price == pytest.approx(90_000.0)
    assert after.pnl[:, 0].tolist() == pytest.approx([-5_000.0, -9_600.0, -10_000.0, -10_000.0])
    assert closes[1].pnl_if_held == pytest.approx(before.pnl[3, 0])


def test_a_short_is_closed_above_and_what_it_had_gained_is_lost_too() -> None:
    _, after, closes, _, _ = stressed(-2.0, 110_000.0, 20_000.0, [-0.5, 0.1, 0.25])
    # margin of 20,000 and a gain of 20,000 are lost
    assert [each.scenario for each in closes] == ["0.25"]
    assert after.pnl[2, 0] == pytest.approx(-40_000.0)


@given(
    st.floats(0.01, 50.0), st.sampled_from([1, -1]), st.floats(60_000.0, 140_000.0), st.floats(0.005, 1.5),
    st.lists(st.floats(-0.9, 2.0), min_size=1, max_size=6, unique=True),
)  # fmt: skip
def test_nothing_is_lost_beyond_the_margin(
    size: float, side: int, entry: float, share: float, shocks: list[float]
) -> None:
    quantity = side * size
    margin = share * size * entry
    before, after, closes, book, today = stressed(quantity, entry, margin, shocks)
    left = margin + position_values(book, today)[0]
    assert (after.pnl[:, 0] >= -max(left, 0.0) * (1 + MONEY) - MONEY).all() or left < 0, (left, after.pnl)
    closed = {each.scenario for each in closes}
    for row, label in enumerate(before.labels):
        if label not in closed:
            assert after.pnl[row, 0] == before.pnl[row, 0]
            assert left + before.pnl[row, 0] > 0, (left, before.pnl[row, 0], "bankrupt and not closed")


def test_without_a_margin_nothing_is_closed() -> None:
    before, after, closes, _, _ = stressed(1.0, 100_000.0, None, [-0.9])
    assert closes == ()
    assert after.pnl.tobytes() == before.pnl.tobytes()
