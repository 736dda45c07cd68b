"""Levels of the market, and how shocks apply to them."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from seawall.core import Lineage
from seawall.errors import DataError, InputError
from seawall.market import FactorKind, MarketSnapshot, RiskFactor, ShockRule, apply_shock

MADE = Lineage(method="test", source="test", data_hash="0")
SNAPSHOT = MarketSnapshot(
    dt.date(2025, 12, 30), "USD", MADE, spots={"BTC": 88_000.0}, volatilities={"BTC": 0.55}, rates={"USD": -0.01}
)


@pytest.mark.parametrize(
    ("kind", "name", "level"),
    [
        (FactorKind.SPOT, "BTC", 88_000.0),
        (FactorKind.VOLATILITY, "BTC", 0.55),
        (FactorKind.RATE, "USD", -0.01),
        (FactorKind.CURRENCY, "USD", 1.0),
    ],
)
def test_levels(kind: FactorKind, name: str, level: float) -> None:
    assert SNAPSHOT.level(RiskFactor(kind, name)) == level


def test_a_level_that_is_missing_is_named() -> None:
    with pytest.raises(DataError, match="no level for currency:EUR"):
        SNAPSHOT.level(RiskFactor(FactorKind.CURRENCY, "EUR"))


def test_a_price_at_zero_is_refused() -> None:
    with pytest.raises(InputError, match=r"spots\[X\]"):
        MarketSnapshot(dt.date(2025, 1, 1), "USD", MADE, spots={"X": 0.0})


def test_rates_move_by_absolute_shocks_and_all_else_by_relative_ones() -> None:
    shocks = np.array([-0.5, 0.0, 0.02])
    assert RiskFactor(FactorKind.RATE, "USD").rule is ShockRule.ABSOLUTE
    assert RiskFactor(FactorKind.VOLATILITY, "BTC").rule is ShockRule.RELATIVE
    assert apply_shock(-0.01, shocks, ShockRule.ABSOLUTE).tolist() == pytest.approx([-0.51, -0.01, 0.01])
    assert apply_shock(50.0, shocks, ShockRule.RELATIVE).tolist() == pytest.approx([25.0, 50.0, 51.0])
