"""Hidden executions foretold: by hand, and on recorded days."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from seawall.measures import LiftScore, lift_over_base
from seawall.microstructure import (
    HiddenExecutionWatch,
    HiddenForecast,
    InstrumentGrid,
    OrderAction,
    OrderColumns,
    OrderEvent,
    Side,
)
from seawall.sources import read_lobster, read_market_by_order
from tests.tolerances import EXACT

GRID = InstrumentGrid("MADE", Decimal("0.01"), Decimal(1))
_SECOND = 10**9


def event(at_s: float, action: OrderAction, lots: int, *, order_id: int = 7, ticks: int = 100) -> OrderEvent:
    at = round(at_s * _SECOND)
    return OrderEvent("MADE", at, at, order_id, action, Side.BID, ticks, lots)


def test_probability_is_the_mean_of_the_beta_law_with_faded_counts() -> None:
    """By hand: base 0.1 / 10; after one hidden fill and 30 s, H = 1/2 and b = 1.1 / 11."""
    watch = HiddenExecutionWatch(GRID, half_life_s=30.0)
    first = watch.receive(event(0, OrderAction.HIDDEN_FILL, 5, order_id=0))
    second = watch.receive(event(30, OrderAction.HIDDEN_FILL, 5, order_id=0))
    assert first is not None
    assert second is not None
    assert first.probability == pytest.approx(0.01, rel=EXACT)
    assert second.probability == pytest.approx((2.0 * 0.1 + 0.5) / (2.0 + 0.5), rel=EXACT)


def test_an_order_filled_beyond_what_it_showed_is_hidden_and_its_refill_is_known_before() -> None:
    """Shows 10, filled 10, shows 10 again: the next fill is beyond, and was more likely before it came."""
    watch = HiddenExecutionWatch(GRID)
    watch.receive(event(0, OrderAction.ADD, 10))
    whole = watch.receive(event(1, OrderAction.FILL, 10))
    before = watch.probability(Side.BID, 100, now_ns=2 * _SECOND)
    watch.receive(event(2, OrderAction.REPLACE, 10))
    beyond = watch.receive(event(2, OrderAction.FILL, 4))
    assert whole is not None
    assert beyond is not None
    assert not whole.is_hidden
    assert beyond.is_hidden
    assert beyond.probability > 5 * before, (before, beyond)


def test_a_larger_order_is_not_a_refill() -> None:
    """Replaced before it was filled, to 30: fills up to 30 are visible."""
    watch = HiddenExecutionWatch(GRID)
    watch.receive(event(0, OrderAction.ADD, 10))
    watch.receive(event(1, OrderAction.REPLACE, 30))
    found = watch.receive(event(2, OrderAction.FILL, 30))
    assert found is not None
    assert not found.is_hidden
    assert watch.receive(event(3, OrderAction.FILL, 1, order_id=8)) is None  # never seen: what it showed is not known


def foretold(orders: OrderColumns) -> list[HiddenForecast]:
    watch = HiddenExecutionWatch(orders.grid)
    return [each for each in map(watch.receive, orders) if each is not None]


def lift_of(found: list[HiddenForecast], *, minutes: int) -> LiftScore:
    """Foretold: at least twice as likely as the base rate before it."""
    told = np.array([each.probability >= 2.0 * each.base_share for each in found])
    came = np.array([each.is_hidden for each in found])
    blocks = np.array([each.venue_ns // (minutes * 60 * _SECOND) for each in found])
    return lift_over_base(told, came, blocks, seed=1)


@pytest.mark.real_data
@pytest.mark.parametrize(("symbol", "levels", "executions"), [("AMZN", 5, 2_445), ("AAPL", 1, 11_332)])
def test_hidden_executions_of_a_recorded_day_come_where_they_are_foretold(
    real_data: Path, symbol: str, levels: int, executions: int
) -> None:
    """Messages of type 5 are the truth; the lift's interval must leave out 1."""
    file = real_data / "orderbook" / f"LOBSTER_SampleFile_{symbol}_2012-06-21_{levels}.zip"
    score = lift_of(foretold(read_lobster(file).recording.orders), minutes=15)
    assert score.events == executions
    assert score.interval is not None
    assert score.interval.lower > 1.5, score


@pytest.mark.real_data
def test_orders_filled_beyond_what_they_showed_are_those_of_the_recording(real_data: Path) -> None:
    """Twelve orders of the CME recording; the executions beyond, all told, come where they are foretold."""
    file = real_data / "orderbook" / "cme_esh4_mbo_20231225.parquet"
    orders = read_market_by_order(file, grid=InstrumentGrid("ESH4", Decimal("0.25"), Decimal(1))).orders
    found = foretold(orders)
    assert len({each.order_id for each in found if each.is_hidden}) == 12
    score = lift_of(found, minutes=5)
    assert score.interval is not None
    assert score.interval.lower > 3.0, score
