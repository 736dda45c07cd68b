"""The register: each exposure by hand, and what is unknown said."""

from __future__ import annotations

import dataclasses
import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.core import Lineage
from seawall.errors import NumericalError
from seawall.exposures import ExposureRegister, benchmark_beta, concentration, register_exposures
from seawall.market import MarketSnapshot, PriceSeries, join_on_common_closes, simple_returns
from seawall.portfolio import (
    Asset,
    AssetClass,
    Cash,
    Custody,
    Issuer,
    Perpetual,
    Portfolio,
    Position,
    Spot,
    Venue,
    VolumeUnit,
)
from seawall.valuation import revalue
from tests.tolerances import EXACT
from tests.valuation.test_revaluation import BOOK as MIXED_BOOK
from tests.valuation.test_revaluation import SNAPSHOT as MIXED_SNAPSHOT
from tests.valuation.test_revaluation import shocked

MADE = Lineage(method="test", source="test", data_hash="0")
DAYS = np.arange("2025-11-01", "2025-12-31", dtype="datetime64[D]")
MOVES = np.random.default_rng(6).standard_normal(len(DAYS)) * 0.02


def prices(symbol: str, last: float, beta: float, volumes: float | None) -> PriceSeries:
    path = np.cumprod(1 + beta * MOVES)
    return PriceSeries(
        symbol,
        DAYS,
        last * path / path[-1],
        f"{symbol}.csv",
        "close",
        "0",
        volumes=None if volumes is None else np.full(len(DAYS), volumes),
    )


SERIES = {"BTC": prices("BTC", 88_000.0, 2.0, 4.4e9), "TLT": prices("TLT", 90.0, -0.5, 2e6)}
BOOK = Portfolio(
    name="BOOK",
    base_currency="USD",
    benchmark="BTC",
    rates={"USD": 0.04},
    assets={
        "BTC": Asset("BTC", AssetClass.CRYPTO, "BTC", "USD", volume_unit=VolumeUnit.CURRENCY),
        "TLT": Asset("TLT", AssetClass.RATES, "TLT", "USD", issuer="US", volume_unit=VolumeUnit.UNITS),
    },
    venues={
        "exchange": Venue("exchange", Custody.EXCHANGE, 0.04, 0.5),
        "bank": Venue("bank", Custody.BANK),
    },
    issuers={"US": Issuer("US", 0.001, 0.4)},
    positions=(
        Position(id="coin", instrument=Spot("BTC"), quantity=10.0, venue="exchange"),
        Position(id="bond", instrument=Spot("TLT"), quantity=-4_000.0, venue="exchange"),
        Position(id="short", instrument=Perpetual("BTC", 80_000.0), quantity=-2.0, average_daily_volume=100.0),
        Position(id="cash", instrument=Cash("USD"), quantity=120_000.0, venue="bank"),
    ),
)
SNAPSHOT = MarketSnapshot(dt.date(2025, 12, 30), "USD", MADE, spots={"BTC": 88_000.0, "TLT": 90.0})


def register(portfolio: Portfolio = BOOK, series: dict[str, PriceSeries] = SERIES) -> ExposureRegister:
    returns = simple_returns(join_on_common_closes(series))
    return register_exposures(portfolio, SNAPSHOT, returns=returns, series=series)


def test_market_exposure_by_hand() -> None:
    found = register().exposures
    assert [each.market.value for each in found] == pytest.approx([880_000, -360_000, -16_000, 120_000], rel=EXACT)
    assert [each.market.delta for each in found] == pytest.approx([880_000, -360_000, -176_000, 0], rel=EXACT)
    assert [each.market.beta for each in found] == pytest.approx([1.0, -0.25, 1.0, 0.0], rel=1e-3)
    assert register().equity == pytest.approx(624_000, rel=EXACT)


def test_credit_exposure_by_hand() -> None:
    coin, bond, short, cash = (each.credit for each in register().exposures)
    assert coin.loss_rate == pytest.approx(0.02)
    assert bond.loss_rate == pytest.approx(1 - (1 - 0.02) * (1 - 0.0004))
    assert (bond.claim, short.claim) == (0.0, 0.0), "what is owed to others cannot be lost"
    assert short.unknown == "venue not named"
    assert cash.unknown == "venue bank has no default probability"
    assert register().credit_loss_rate is None


def test_credit_is_rated_when_all_claims_are_known() -> None:
    known = dataclasses.replace(BOOK, venues={**BOOK.venues, "bank": Venue("bank", Custody.BANK, 0.01, 0.5)})
    expected = (880_000 * 0.02 + 120_000 * 0.005) / 1_000_000
    assert register(known).credit_loss_rate == pytest.approx(expected, rel=EXACT)


def test_liquidity_exposure_by_hand() -> None:
    coin, bond, short, cash = (each.liquidity for each in register().exposures)
    mean_units = float(np.mean(4.4e9 / SERIES["BTC"].closes[-21:]))
    assert coin.days_to_sell == pytest.approx(10 / (0.1 * mean_units), rel=EXACT)
    assert bond.days_to_sell == pytest.approx(4_000 / (0.1 * 2e6), rel=EXACT)
    assert short.days_to_sell == pytest.approx(2 / (0.1 * 100), rel=EXACT)
    assert cash.days_to_sell == 0.0


@pytest.mark.parametrize(
    ("changes", "series", "basis"),
    [
        ({"volume_unit": None}, SERIES, "unit of the volume column not stated"),
        ({}, {**SERIES, "BTC": prices("BTC", 88_000.0, 2.0, None)}, "prices carry no volume"),
        ({}, {**SERIES, "BTC": prices("BTC", 88_000.0, 2.0, 0.0)}, "no volume traded in the last 21 sessions"),
    ],
)
def test_unknown_volume_is_said(
    changes: dict[str, VolumeUnit | None], series: dict[str, PriceSeries], basis: str
) -> None:
    assets = {**BOOK.assets, "BTC": dataclasses.replace(BOOK.assets["BTC"], **changes)}  # type: ignore[arg-type]
    found = register(dataclasses.replace(BOOK, assets=assets), series)
    assert found.exposures[0].liquidity.days_to_sell is None
    assert basis in found.exposures[0].unknown
    assert found.days_to_sell is None


def test_venue_shares_by_hand() -> None:
    found = register().venues
    assert [(each.venue, each.custody) for each in found] == [
        ("exchange", Custody.EXCHANGE),
        ("bank", Custody.BANK),
        (None, None),
    ]
    assert [each.share for each in found] == pytest.approx([0.88, 0.12, 0.0])


def test_exposure_is_netted_by_asset() -> None:
    assert dict(register().by_asset) == pytest.approx({"BTC": 704_000, "TLT": -360_000, "cash:USD": 120_000})


def test_delta_is_the_slope_of_the_revaluation() -> None:
    """For every instrument: a small move of the coin, priced in full, against delta times the move."""
    step = 1e-6
    up, down = (revalue(MIXED_BOOK, MIXED_SNAPSHOT, shocked(spot_BTC=side * step)).pnl[0] for side in (1, -1))
    slope = (up - down) / (2 * step)
    from seawall.exposures import market_exposures

    btc = prices("BTC", 88_000.0, 1.0, None)
    sap = prices("SAP", 220.0, 0.5, None)
    returns = simple_returns(join_on_common_closes({"BTC": btc, "SAP": sap}))
    found = market_exposures(MIXED_BOOK, MIXED_SNAPSHOT, returns)
    for position, exposure, expected in zip(MIXED_BOOK.positions, found, slope, strict=True):
        if position.id in {"coin", "perpetual", "put"}:
            assert exposure.delta == pytest.approx(expected, rel=1e-6), position
            assert exposure.beta is None


@given(st.lists(st.floats(-1e6, 1e6).filter(lambda x: abs(x) > 1e-3), min_size=1, max_size=30), st.floats(0.01, 100))
def test_concentration_lies_between_one_over_n_and_one(exposures: list[float], factor: float) -> None:
    index = concentration(exposures)
    assert 1 / len(exposures) - 1e-12 <= index <= 1 + 1e-12
    assert concentration([factor * each for each in exposures]) == pytest.approx(index, rel=1e-9)
    assert concentration(sorted(exposures)) == pytest.approx(index, rel=1e-12)


def test_concentration_of_nothing_is_zero() -> None:
    assert concentration([0.0, 0.0]) == 0.0


def test_beta_to_a_benchmark_that_stands_still_is_undefined() -> None:
    with pytest.raises(NumericalError, match="did not move"):
        benchmark_beta(np.array([0.01, 0.02]), np.zeros(2))
