"""Reported arbitrage against an independent pass over prices."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.market import ExpirySmile, Smile, VolSurface
from seawall.valuation import ArbitrageKind, butterfly_violations, calendar_violations, durrleman
from tests.tolerances import EXACT
from tests.valuation.chains import FAR, NEAR, NOW, svi_surface
from tests.valuation.price_pass import count_butterflies, count_calendars

VOGT = Smile.from_svi(a=-0.0410, b=0.1331, rho=0.3060, m=0.3586, sigma=0.4153)


def made(*smiles: Smile) -> VolSurface:
    expiries = (NEAR, FAR)
    return VolSurface(
        "X",
        NOW,
        tuple(ExpirySmile(e, forward=100.0, discount=1.0, smile=s) for e, s in zip(expiries, smiles, strict=False)),
    )


def test_a_surface_without_arbitrage_reports_none_and_the_price_pass_agrees() -> None:
    surface = svi_surface()
    assert butterfly_violations(surface) + calendar_violations(surface) == ()
    assert count_butterflies(surface) == [0, 0]
    assert count_calendars(surface) == [0]


def test_vogts_smile_has_the_butterfly_that_the_price_pass_finds() -> None:
    found = butterfly_violations(made(VOGT))
    assert count_butterflies(made(VOGT)) == [len(found)] == [1]
    assert found[0].kind is ArbitrageKind.BUTTERFLY
    assert found[0].low_strike < found[0].worst_strike < found[0].high_strike
    assert found[0].size > 0
    assert "butterfly at expiry 2024-03-01" in str(found[0])


def test_crossing_smiles_have_the_calendars_that_the_price_pass_finds() -> None:
    steep = Smile.from_svi(a=0.01, b=0.3, rho=0.0, m=0.0, sigma=0.1)
    shallow = Smile.from_svi(a=0.045, b=0.1, rho=0.0, m=0.0, sigma=0.1)
    surface = made(steep, shallow)
    found = calendar_violations(surface)
    assert count_calendars(surface) == [len(found)] == [2]
    assert found[0].high_strike < 100.0 < found[1].low_strike
    crossing = np.log(found[1].low_strike / 100.0)
    gap = steep.total_variance(np.array(crossing)) - shallow.total_variance(np.array(crossing))
    assert 0 <= gap < 1e-3
    assert all(each.expiry == FAR for each in found)


@given(st.floats(0.001, 0.5), st.floats(0.001, 2.0))
def test_flat_smiles_have_density_one_and_calendars_only_where_variance_falls(near: float, far: float) -> None:
    at = np.linspace(-1, 1, 11)
    zero = np.zeros(11)
    assert durrleman(at, value=np.full(11, near), first=zero, second=zero) == pytest.approx(np.ones(11), rel=EXACT)
    surface = made(Smile.flat(near), Smile.flat(far))
    assert not butterfly_violations(surface)
    assert len(calendar_violations(surface)) == (1 if near > far + 1e-12 else 0)


@given(st.floats(0.02, 0.6), st.floats(-0.9, 0.9), st.floats(0.05, 0.4), st.floats(0.0, 0.05))
def test_butterflies_agree_with_prices_for_any_svi(b: float, rho: float, sigma: float, lift: float) -> None:
    smile = Smile.from_svi(a=0.005 + lift - b * sigma * np.sqrt(1 - rho * rho), b=b, rho=rho, m=0.0, sigma=sigma)
    found = [each for each in butterfly_violations(made(smile)) if each.size > 1e-2]
    if found or not butterfly_violations(made(smile)):
        assert bool(count_butterflies(made(smile))[0]) == bool(found)


@given(st.floats(0.05, 1.0))
def test_bringing_a_smile_forward_in_time_opens_nothing(ratio: float) -> None:
    later = svi_surface().smiles[1].smile
    surface = made(later.scaled_in_time(ratio), later)
    assert butterfly_violations(surface) + calendar_violations(surface) == ()


def test_a_parallel_shift_is_seen_by_both_checks() -> None:
    surface = svi_surface().with_volatility_shock(0.1)
    assert count_butterflies(surface) == [0, 0]
    assert butterfly_violations(surface) + calendar_violations(surface) == ()
