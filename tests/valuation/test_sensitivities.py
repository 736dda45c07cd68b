"""Derivatives by log moves, against differences of the full revaluation."""

from __future__ import annotations

import numpy as np
import pytest

from seawall.core import FloatArray, Lineage
from seawall.errors import InputError
from seawall.market import FactorKind, RiskFactor
from seawall.scenarios import NumberedLabels, ScenarioSet
from seawall.valuation import Engine, book_sensitivities, compile_book, revalue_book
from tests.tolerances import GREEK_DIFFERENCE
from tests.valuation.test_book_pnl import option_book
from tests.valuation.test_revaluation import BOOK, SNAPSHOT

MADE = Lineage(method="test", source="test", data_hash="0")
MIXED = tuple(
    RiskFactor(*each)
    for each in (
        (FactorKind.SPOT, "BTC"),
        (FactorKind.SPOT, "SAP"),
        (FactorKind.CURRENCY, "EUR"),
        (FactorKind.VOLATILITY, "BTC"),
    )
)


def differences(book: object, factors: tuple[RiskFactor, ...], step: float) -> tuple[FloatArray, FloatArray]:
    """First and second central differences of the P&L by log moves."""
    count = len(factors)
    rows = [np.zeros(count)]
    for i in range(count):
        for j in range(count):
            for a, b in ((1, 1), (1, -1), (-1, 1), (-1, -1)):
                row = np.zeros(count)
                row[i] += a * step
                row[j] += b * step
                rows.append(row)
    shocks = np.expm1(np.array(rows))
    scenarios = ScenarioSet(factors, shocks, NumberedLabels("bump", len(shocks)), 0, MADE)
    totals = revalue_book(book, scenarios, engine=Engine.FULL).totals  # type: ignore[arg-type]
    corners = totals[1:].reshape(count, count, 4)
    second = (corners[..., 0] - corners[..., 1] - corners[..., 2] + corners[..., 3]) / (4 * step**2)
    diagonal = np.diagonal(corners[..., 0] - corners[..., 3]) / (4 * step)
    return diagonal, second


@pytest.mark.parametrize("name", ["mixed", "options"])
def test_they_are_the_differences_of_the_full_revaluation(name: str) -> None:
    portfolio, snapshot = (BOOK, SNAPSHOT) if name == "mixed" else option_book(4, 60)
    factors = MIXED
    if name == "options":
        kinds = (FactorKind.SPOT, FactorKind.VOLATILITY)
        factors = tuple(RiskFactor(kind, f"A{i}") for kind in kinds for i in range(3))
    book = compile_book(portfolio, snapshot)
    found = book_sensitivities(book, factors=factors)
    first, second = differences(book, factors, 3e-4)
    assert np.abs(found.gradient - first).max() < GREEK_DIFFERENCE * 10 * np.abs(first).max(), (found.gradient, first)
    assert np.abs(found.gamma - second).max() < GREEK_DIFFERENCE * 10 * np.abs(second).max(), (found.gamma, second)
    assert (found.gamma == found.gamma.T).all()
    assert (np.abs(first) > 0).all()


def test_a_factor_that_moves_nothing_has_zeros_and_the_order_is_the_callers() -> None:
    book = compile_book(BOOK, SNAPSHOT)
    other = RiskFactor(FactorKind.SPOT, "GOLD")
    found = book_sensitivities(book, factors=(other, MIXED[1], MIXED[0]))
    whole = book_sensitivities(book, factors=MIXED)
    assert found.gradient.tolist() == [0.0, whole.gradient[1], whole.gradient[0]]
    assert not found.gamma[0].any()
    with pytest.raises(InputError, match="must not repeat"):
        book_sensitivities(book, factors=(other, other))
