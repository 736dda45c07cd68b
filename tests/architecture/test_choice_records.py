"""A record that is made by hand holds the member of a choice, whether it was given that or its word."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from enum import StrEnum
from typing import Any

import numpy as np
import pytest

from seawall.core import DayCount, Roll
from seawall.errors import InputError
from seawall.macro import DriverObservation, ViewAsset, drivers_of
from seawall.market import FactorKind, PriceUnit, ReturnKind, RiskFactor, ShockRule
from seawall.microstructure import ContractKind, DepthBeyond, LeveragedPosition, PositionSide, Side, SideDepth
from seawall.models import GarchKind, ResidualLaw, Transform
from seawall.portfolio import Asset, AssetClass, Custody, EuropeanOption, Right, Venue, VolumeUnit
from seawall.report import ForecastSeries
from seawall.scenarios import PathMethod, simulate_gbm
from seawall.simulator import ActorKind, ActorPlan, BookFault, FaultSwitches
from seawall.sources import Dataset, PullRequest
from seawall.valuation import FixedCouponBond
from tests.scenarios.panels import MADE, garch_fit, panel_of
from tests.sources.store.tick_batches import numbered_batch
from tests.valuation.chains import quote, svi_surface

DAYS = np.array(["2024-01-02", "2024-01-03"], dtype="datetime64[D]")
SUPPLIED = next(each for each in drivers_of(ViewAsset.BTC) if each.is_supplied)


def _changed(record: Any, field: str) -> Callable[[Any], Any]:
    return lambda word: dataclasses.replace(record, **{field: word})


def _bond(**terms: Any) -> FixedCouponBond:
    return FixedCouponBond(
        face=100.0, coupon_rate=0.05, issue=dt.date(2024, 1, 15), maturity=dt.date(2026, 1, 15), months_per_coupon=6,
        **terms,
    )  # fmt: skip


def _depth(word: Any) -> SideDepth:
    prices, quantities = np.array([99.0, 98.0]), np.array([1.0, 2.0])
    return SideDepth(Side.BID, 100.0, prices, quantities, "test", is_estimated=False, beyond=word)


def _observation(word: Any) -> DriverObservation:
    value = 0.5 * (SUPPLIED.lowest + SUPPLIED.highest)
    return DriverObservation(word, SUPPLIED.driver_id, dt.date(2024, 1, 2), value, "test", "0")


SERIES = ForecastSeries("A", "A", "price", Transform.LEVEL, DAYS, np.ones(2), DAYS, np.ones(2), 252.0, MADE)
PATHS = simulate_gbm(spot=1.0, drift_annual=0.0, volatility_annual=0.2, days=2, paths=128, seed=1)
CHAIN = quote(svi_surface(), [90.0, 100.0, 110.0], half_spread=0.01)
WALL: dict[str, Any] = {"start_ns": 0, "hold_ns": 1, "side": Side.BID, "distance_ticks": 1, "lots": 5, "peak_lots": 5}

RECORDS: list[tuple[str, Callable[[Any], Any], StrEnum]] = [
    ("kind", lambda word: RiskFactor(word, "USD"), FactorKind.RATE),
    ("kind", _changed(panel_of(np.zeros((2, 1))), "kind"), ReturnKind.SIMPLE),
    ("price_unit", _changed(CHAIN, "price_unit"), PriceUnit.COIN),
    ("asset_class", lambda word: Asset("BTC", word, "BTC", "USD"), AssetClass.CRYPTO),
    ("volume_unit", _changed(Asset("A", AssetClass.CRYPTO, "A", "USD"), "volume_unit"), VolumeUnit.CURRENCY),
    ("right", lambda word: EuropeanOption("A", word, 100.0, dt.date(2026, 1, 1)), Right.CALL),
    ("custody", lambda word: Venue("desk", word), Custody.SELF),
    ("kind", lambda word: LeveragedPosition(PositionSide.LONG, 1.0, 100.0, 20.0, word), ContractKind.LINEAR),
    ("beyond", _depth, DepthBeyond.NOTHING),
    ("kind", _changed(garch_fit(omega=0.1, alpha=0.1, gamma=0.0, beta=0.8), "kind"), GarchKind.GJR),
    ("law", _changed(garch_fit(omega=0.1, alpha=0.1, gamma=0.0, beta=0.8), "law"), ResidualLaw.NORMAL),
    ("transform", _changed(SERIES, "transform"), Transform.LOG_RETURNS),
    ("method", _changed(PATHS, "method"), PathMethod.SOBOL),
    ("kind", lambda word: ActorPlan(word, **WALL), ActorKind.WALL),
    ("dataset", _changed(numbered_batch(0), "dataset"), Dataset.TICKS),
    ("dataset", lambda word: PullRequest(word, "SPY", "SPY"), Dataset.BARS),
    ("asset", _observation, ViewAsset.BTC),
    ("day_count", lambda word: _bond(day_count=word, roll=Roll.FOLLOWING), DayCount.ACT_360),
    ("roll", lambda word: _bond(day_count=DayCount.ACT_360, roll=word), Roll.PRECEDING),
]


@pytest.mark.parametrize(("field", "make", "member"), RECORDS, ids=lambda each: each if isinstance(each, str) else "")
def test_a_record_holds_the_member_of_a_word(field: str, make: Callable[[Any], Any], member: StrEnum) -> None:
    for given in (member, str(member.value)):
        assert getattr(make(given), field) is member, f"{type(make(given)).__name__}.{field} of {given!r}"
    with pytest.raises(InputError, match=f"'{field}' must be one of .*, was 'no-such-word'"):
        make("no-such-word")


def test_a_rate_by_its_word_moves_by_absolute_shocks() -> None:
    kind: Any = "rate"
    assert RiskFactor(kind, "USD").rule is ShockRule.ABSOLUTE


@pytest.mark.parametrize(("name", "made"), [("shares", lambda word: {word: 0.5}), ("numbered", lambda word: {1: word})])
def test_faults_are_switched_on_by_their_words(name: str, made: Callable[[Any], Any]) -> None:
    by_word, by_member = (FaultSwitches(**{name: made(each)}) for each in ("drop", BookFault.DROP))
    assert repr(by_word) == repr(by_member)
    with pytest.raises(InputError, match=f"'{name}' must be one of .*, was 'no-such-word'"):
        FaultSwitches(**{name: made("no-such-word")})
