"""The surface: interpolation in time, stated extrapolation, and shocks."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.errors import InputError
from seawall.market import ExpirySmile, Smile, StickyRule, VolSurface
from tests.tolerances import EXACT, VARIANCE_DERIVATIVE

NOW = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
STRIKES = np.array([60.0, 80.0, 95.0, 100.0, 110.0, 150.0])


def surface() -> VolSurface:
    near = Smile.from_svi(a=0.001, b=0.02, rho=-0.5, m=0.0, sigma=0.1)
    far = Smile.from_svi(a=0.004, b=0.08, rho=-0.5, m=0.0, sigma=0.2)
    return VolSurface(
        "X",
        NOW,
        (
            ExpirySmile(np.datetime64("2024-01-31T12:00:00"), forward=100.0, discount=0.995, smile=near),
            ExpirySmile(np.datetime64("2024-07-01T00:00:00"), forward=103.0, discount=0.97, smile=far),
        ),
    )


def test_time_counts_hours() -> None:
    assert surface().times == pytest.approx([30.5 / 365, 182 / 365], rel=EXACT)


def test_flat_in_flat_out() -> None:
    smiles = tuple(
        ExpirySmile(np.datetime64(day, "s"), forward=100.0, discount=1.0, smile=Smile.flat(0.04 * years))
        for day, years in (("2024-07-01", 182 / 365), ("2025-12-31", 730 / 365))
    )
    flat = VolSurface("X", NOW, smiles)
    times = np.array([[0.01], [182 / 365], [1.0], [2.0], [5.0]])
    assert flat.volatility(STRIKES, times) == pytest.approx(np.full((5, 6), 0.2), rel=EXACT)


@given(st.floats(0.0, 1.0))
def test_total_variance_is_linear_in_time_at_fixed_moneyness(share: float) -> None:
    made = surface()
    at = np.linspace(-0.8, 0.8, 9)
    time = made.times[0] + share * (made.times[1] - made.times[0])
    ends = [each.smile.total_variance(at) for each in made.smiles]
    assert made.total_variance(at, time) == pytest.approx((1 - share) * ends[0] + share * ends[1], rel=1e-9)


def test_beyond_the_expiries_volatility_is_that_of_the_nearest() -> None:
    made = surface()
    at = np.linspace(-0.5, 0.5, 5)
    for index, time in ((0, 0.001), (1, 3.0)):
        edge = made.smiles[index].smile.total_variance(at) / made.times[index]
        assert made.total_variance(at, time) / time == pytest.approx(edge, rel=EXACT)
    assert made.forward([0.001, 3.0]).tolist() == pytest.approx([100.0, 103.0])
    rate = -np.log(0.97) / made.times[1]
    assert made.discount(3.0) == pytest.approx(np.exp(-3.0 * rate), rel=EXACT)
    middle = made.times.mean()
    assert made.forward(middle) == pytest.approx(np.sqrt(100.0 * 103.0), rel=EXACT)


def test_volatility_broadcasts_and_keeps_shape() -> None:
    made = surface()
    assert made.volatility(100.0, 0.2).shape == ()
    assert made.volatility(STRIKES, np.array([[0.05], [0.3]])).shape == (2, 6)


@given(st.floats(-0.5, 1.0))
def test_sticky_strike_keeps_each_strikes_volatility(relative: float) -> None:
    made = surface()
    for time in made.times:
        shocked = made.with_spot_shock(relative, rule=StickyRule.STRIKE)
        assert shocked.volatility(STRIKES, time) == pytest.approx(made.volatility(STRIKES, time), rel=1e-9)
        assert shocked.forward(time) == pytest.approx(made.forward(time) * (1 + relative), rel=EXACT)


@given(st.floats(-0.5, 1.0), st.floats(0.01, 2.0))
def test_sticky_moneyness_keeps_each_moneynesss_volatility(relative: float, time: float) -> None:
    made = surface()
    shocked = made.with_spot_shock(relative, rule=StickyRule.MONEYNESS)
    moved = shocked.volatility(STRIKES * (1 + relative), time)
    assert moved == pytest.approx(made.volatility(STRIKES, time), rel=1e-9)


@given(st.floats(-0.05, 0.5), st.floats(0.01, 2.0))
def test_parallel_shock_adds_to_every_volatility(shift: float, time: float) -> None:
    made = surface()
    shocked = made.with_volatility_shock(shift)
    assert shocked.volatility(STRIKES, time) == pytest.approx(made.volatility(STRIKES, time) + shift, rel=1e-9)
    back = shocked.with_volatility_shock(-shift)
    assert back.volatility_shift == pytest.approx(0.0, abs=EXACT)


def test_derivatives_include_the_shift() -> None:
    made = surface().with_volatility_shock(0.05)
    at, step = np.linspace(-0.5, 0.5, 11), 1e-5
    for index, time in enumerate(made.times):
        value, first, second = made.derivatives(index, at)
        sides = [made.total_variance(at + side * step, time) for side in (1, -1)]
        slopes = [made.derivatives(index, at + side * step)[1] for side in (1, -1)]
        assert value == pytest.approx(made.total_variance(at, time), rel=1e-9)
        assert first == pytest.approx((sides[0] - sides[1]) / (2 * step), abs=VARIANCE_DERIVATIVE)
        assert second == pytest.approx((slopes[0] - slopes[1]) / (2 * step), abs=VARIANCE_DERIVATIVE)


def test_lowest_volatility_is_the_lowest_anywhere() -> None:
    made = surface()
    everywhere = made.volatility(np.geomspace(20, 500, 2001), np.linspace(0.01, 2.0, 60)[:, np.newaxis])
    assert made.lowest_volatility == pytest.approx(everywhere.min(), rel=1e-3)
    assert made.lowest_volatility <= everywhere.min() * (1 + 1e-6)


def test_a_shock_to_zero_or_below_is_refused() -> None:
    made = surface()
    with pytest.raises(InputError, match="it must stay above 0"):
        made.with_volatility_shock(-made.lowest_volatility)
    with pytest.raises(InputError, match=r"'1 \+ relative' must be finite and above 0"):
        made.with_spot_shock(-1.0, rule=StickyRule.STRIKE)


@pytest.mark.parametrize(("strike", "time"), [(0.0, 1.0), (-5.0, 1.0), (np.nan, 1.0), (100.0, 0.0), (100.0, -1.0)])
def test_bad_places_are_refused(strike: float, time: float) -> None:
    with pytest.raises(InputError):
        surface().volatility(strike, time)


def test_bad_surfaces_are_refused() -> None:
    first, second = surface().smiles
    with pytest.raises(InputError, match="at least one expiry"):
        VolSurface("X", NOW, ())
    with pytest.raises(InputError, match="must rise strictly"):
        VolSurface("X", NOW, (second, first))
    with pytest.raises(InputError, match="must be after 'as_of'"):
        VolSurface("X", dt.datetime(2024, 3, 1, tzinfo=dt.UTC), (first, second))
    with pytest.raises(InputError, match="must have a time zone"):
        VolSurface("X", dt.datetime(2024, 1, 1), (first, second))
