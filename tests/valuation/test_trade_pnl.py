"""P&L of trades: what the book with them gains, less what it gains without them."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.errors import InputError
from seawall.portfolio import Position, Spot, Trade, trade_positions
from seawall.scenarios import ScenarioSet
from seawall.valuation import revalue, revalue_trades
from tests.valuation.test_revaluation import BOOK, MADE, SNAPSHOT, random_scenarios

WHAT_IF = 1e-10
QUANTITIES = st.floats(-50, 50).filter(lambda each: abs(each) > 1e-6)


@given(st.integers(0, 500), st.lists(QUANTITIES, min_size=6, max_size=6))
def test_trades_in_every_kind_of_position_equal_a_full_recomputation(seed: int, quantities: list[float]) -> None:
    """Spot at home and abroad, a perpetual, an option and cash, each by its own change of quantity."""
    scenarios = random_scenarios(seed)
    trades = [Trade(each.id, size) for each, size in zip(BOOK.positions, quantities, strict=True)]
    added = revalue_trades(BOOK, SNAPSHOT, scenarios, trades=trade_positions(BOOK, trades)).totals
    changed = tuple(
        dataclasses.replace(each, quantity=each.sized + size)
        for each, size in zip(BOOK.positions, quantities, strict=True)
        if each.sized + size != 0
    )
    whole = revalue(dataclasses.replace(BOOK, positions=changed), SNAPSHOT, scenarios).totals
    before = revalue(BOOK, SNAPSHOT, scenarios).totals
    np.testing.assert_allclose(before + added, whole, rtol=WHAT_IF, atol=WHAT_IF * 1e6)


def test_an_asset_is_bought_outright() -> None:
    scenarios = random_scenarios(1)
    bought = trade_positions(BOOK, [Trade("SAP", 3.0)])
    assert bought[0].instrument == Spot("SAP")
    added = revalue_trades(BOOK, SNAPSHOT, scenarios, trades=bought)
    share = revalue(BOOK, SNAPSHOT, scenarios).pnl[:, 1]
    np.testing.assert_allclose(added.pnl[:, 0], share * 3.0 / 100.0, rtol=WHAT_IF, atol=1e-9)
    assert added.positions == ("SAP",)


def test_a_factor_that_the_scenarios_lack_is_not_taken_as_still() -> None:
    full = random_scenarios(1)
    short = ScenarioSet(full.factors[:1], full.shocks[:, :1], full.labels, 1, MADE)
    revalue_trades(BOOK, SNAPSHOT, short, trades=(Position(id="coin", instrument=Spot("BTC"), quantity=1.0),))
    with pytest.raises(InputError, match=r"trade 'SAP' moves with spot:SAP, which the scenarios do not hold"):
        revalue_trades(BOOK, SNAPSHOT, short, trades=(Position(id="SAP", instrument=Spot("SAP"), quantity=1.0),))
