"""P&L by factor: against all orders written out, what each factor does alone, and the P&L that the shares add up to."""

from __future__ import annotations

import dataclasses
import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seawall.measures import grouped_contributions, shortfall_contributions
from seawall.scenarios import ScenarioSet
from seawall.valuation import revalue, revalue_by_factor
from tests.tolerances import EXACT, MONEY
from tests.valuation.test_revaluation import BOOK, FACTORS, MADE, SNAPSHOT, random_scenarios, shocked

GROSS = 500_000.0


@given(st.integers(0, 500))
@settings(max_examples=25)
def test_the_shares_add_up_to_the_pnl_of_the_book(seed: int) -> None:
    scenarios = random_scenarios(seed)
    found = revalue_by_factor(BOOK, SNAPSHOT, scenarios)
    np.testing.assert_allclose(
        found.attributed.totals, revalue(BOOK, SNAPSHOT, scenarios).totals, rtol=0, atol=EXACT * GROSS
    )


def test_each_share_is_the_mean_over_all_orders_of_all_factors() -> None:
    """The definition on the whole book: 120 orders in which its five factors can move, one revaluation a step."""
    scenarios = random_scenarios(3, 7)
    found = revalue_by_factor(BOOK, SNAPSHOT, scenarios)
    worth: dict[frozenset[int], np.ndarray] = {}
    for size in range(len(FACTORS) + 1):
        for chosen in itertools.combinations(range(len(FACTORS)), size):
            shocks = np.zeros_like(scenarios.shocks)
            shocks[:, list(chosen)] = scenarios.shocks[:, list(chosen)]
            moved = dataclasses.replace(scenarios, shocks=shocks)
            worth[frozenset(chosen)] = revalue(BOOK, SNAPSHOT, moved).totals
    expected = np.zeros_like(scenarios.shocks)
    for order in itertools.permutations(range(len(FACTORS))):
        for place, factor in enumerate(order):
            before = frozenset(order[:place])
            expected[:, factor] += worth[before | {factor}] - worth[before]
    expected /= math.factorial(len(FACTORS))
    np.testing.assert_allclose(found.attributed.pnl, expected, rtol=0, atol=MONEY * GROSS)
    alone = np.column_stack([worth[frozenset({place})] for place in range(len(FACTORS))])
    np.testing.assert_allclose(found.alone.pnl, alone, rtol=0, atol=MONEY * GROSS)


def test_a_product_is_shared_by_hand() -> None:
    """A share of 220 euros at 1.10: the cross term of price and currency is halved between the two."""
    found = revalue_by_factor(BOOK, SNAPSHOT, shocked(spot_SAP=0.05, currency_EUR=0.10))
    value, cash = 100 * 220 * 1.10, 10_000 * 1.10
    by_factor = dict(zip(found.attributed.positions, found.attributed.pnl[0], strict=True))
    assert by_factor["spot:SAP"] == pytest.approx(value * (0.05 + 0.5 * 0.05 * 0.10), rel=1e-9)
    assert by_factor["currency:EUR"] == pytest.approx(value * (0.10 + 0.5 * 0.05 * 0.10) + cash * 0.10, rel=1e-9)
    assert by_factor["spot:BTC"] == by_factor["volatility:BTC"] == by_factor["rate:USD"] == 0.0
    assert found.alone.pnl[0].sum() != pytest.approx(found.attributed.pnl[0].sum(), rel=1e-6)


def test_contributions_of_factors_add_up_like_those_of_positions() -> None:
    scenarios = random_scenarios(5, 400)
    cube = revalue(BOOK, SNAPSHOT, scenarios)
    found = revalue_by_factor(BOOK, SNAPSHOT, scenarios)
    by_position = shortfall_contributions(cube, confidence=0.95)
    by_factor = shortfall_contributions(found.attributed, confidence=0.95)
    assert by_factor.sum() == pytest.approx(by_position.sum(), rel=EXACT)
    kinds = grouped_contributions(by_factor, groups=[factor.kind.value for factor in found.factors])
    assert list(kinds) == ["spot", "currency", "volatility", "rate"]
    assert math.fsum(kinds.values()) == pytest.approx(by_position.sum(), rel=EXACT)


def test_a_book_that_nothing_moves_has_no_shares() -> None:
    still = ScenarioSet(FACTORS, np.zeros((2, len(FACTORS))), ("a", "b"), 1, MADE)
    found = revalue_by_factor(BOOK, SNAPSHOT, still)
    assert not found.attributed.pnl.any()
    assert not found.alone.pnl.any()
