"""Forward and discount from parity."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.market import PriceUnit
from seawall.valuation import ForwardSource, implied_forwards
from tests.tolerances import FORWARD
from tests.valuation.chains import quote, svi_surface

STRIKES = [85.0, 90.0, 95.0, 100.0, 105.0, 110.0, 115.0]


def test_forward_and_discount_are_recovered_in_money() -> None:
    found, failures = implied_forwards(quote(svi_surface(), STRIKES, half_spread=0.01))
    assert not failures
    assert [each.forward for each in found] == pytest.approx([101.0, 103.0], rel=FORWARD)
    assert [each.discount for each in found] == pytest.approx([0.992, 0.975], rel=FORWARD)
    assert [each.source for each in found] == [ForwardSource.PARITY] * 2
    assert [each.pairs for each in found] == [6, 5]


def test_in_coin_the_forward_is_recovered_and_premiums_pay_no_interest() -> None:
    exact = quote(svi_surface(), STRIKES, half_spread=0.01, unit=PriceUnit.COIN)
    bid, ask = (prices / np.where(exact.expiry == exact.expiry[0], 0.992, 0.975) for prices in (exact.bid, exact.ask))
    found, _ = implied_forwards(replace(exact, bid=bid, ask=ask))
    assert [each.forward for each in found] == pytest.approx([101.0, 103.0], rel=FORWARD)
    assert [each.discount for each in found] == [1.0, 1.0]


@given(st.integers(0, 6), st.floats(0.5, 20.0))
def test_one_wild_quote_hardly_moves_the_forward(place: int, jump: float) -> None:
    chain = quote(svi_surface(), STRIKES, half_spread=0.01)
    bid, ask = chain.bid.copy(), chain.ask.copy()
    bid[2 * place] += jump
    ask[2 * place] += jump
    found, _ = implied_forwards(replace(chain, bid=bid, ask=ask))
    assert found[0].forward == pytest.approx(101.0, abs=0.1)


def test_the_exchanges_forward_stands_in_where_pairs_are_missing() -> None:
    chain = quote(svi_surface(), STRIKES, half_spread=0.01)
    calls_only = np.where(chain.is_call, chain.bid, 0.0)
    found, failures = implied_forwards(replace(chain, bid=calls_only))
    assert not found
    assert len(failures) == 2
    assert "0 strikes near the money" in failures[0].message
    stated = np.where(chain.expiry == chain.expiry[0], 101.5, 103.5)
    found, failures = implied_forwards(replace(chain, bid=calls_only, exchange_forward=stated))
    assert not failures
    assert [(each.forward, each.discount) for each in found] == [(101.5, 1.0), (103.5, 1.0)]
    assert [each.source for each in found] == [ForwardSource.EXCHANGE] * 2


def test_parity_wins_over_the_exchanges_forward_where_it_is_sharp() -> None:
    chain = quote(svi_surface(), STRIKES, half_spread=0.001)
    found, _ = implied_forwards(replace(chain, exchange_forward=np.full(len(chain.strike), 150.0)))
    assert found[0].source is ForwardSource.PARITY
    assert found[0].forward == pytest.approx(101.0, rel=FORWARD)
