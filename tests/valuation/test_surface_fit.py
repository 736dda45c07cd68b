"""From quotes to a surface: truth recovered, real chains fitted, bad chains refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seawall.errors import DataError
from seawall.market import ExpirySmile, PriceUnit, Smile, VolSurface
from seawall.sources import read_option_chain
from seawall.valuation import SurfaceReport, chain_prices, fit_surface, report_surface
from seawall.valuation.normalised_option import normalised_price
from tests.tolerances import MARK_MAX_BTC, MARK_MEDIAN_BTC
from tests.valuation.chains import NEAR, NOW, quote, svi_surface
from tests.valuation.price_pass import count_butterflies, count_calendars

STRIKES = [float(strike) for strike in range(70, 140, 2)]


def test_a_known_surface_is_found_again() -> None:
    truth = svi_surface()
    fit = fit_surface(quote(truth, STRIKES, half_spread=0.002))
    strikes = np.arange(75.0, 130.0)
    for time in (truth.times[0], truth.times.mean(), truth.times[1]):
        assert fit.surface.volatility(strikes, time) == pytest.approx(truth.volatility(strikes, time), abs=2e-4)
    report = report_surface(fit)
    assert report.share_inside() == 1.0
    assert report.violations == ()


def test_flat_in_flat_out() -> None:
    flat = VolSurface("X", NOW, (ExpirySmile(NEAR, forward=100.0, discount=0.99, smile=Smile.flat(0.04 * 60 / 365)),))
    fit = fit_surface(quote(flat, STRIKES, half_spread=0.001))
    assert fit.surface.volatility(np.array(STRIKES), fit.surface.times[0]) == pytest.approx(
        np.full(len(STRIKES), 0.2), abs=1e-4
    )


def test_coin_and_money_give_the_same_volatilities() -> None:
    surface = VolSurface("X", NOW, tuple(ExpirySmile(s.expiry, s.forward, 1.0, s.smile) for s in svi_surface().smiles))
    in_money, in_coin = (
        fit_surface(quote(surface, STRIKES, half_spread=0.002, unit=unit)).surface for unit in PriceUnit
    )
    near = np.arange(90.0, 112.0)
    assert in_coin.volatility(near, 0.3) == pytest.approx(in_money.volatility(near, 0.3), abs=1e-5)


def test_quotes_that_contradict_each_other_in_time_give_no_calendar_arbitrage() -> None:
    near, far = svi_surface().smiles
    upside_down = VolSurface(
        "X",
        NOW,
        (
            ExpirySmile(near.expiry, near.forward, near.discount, far.smile),
            ExpirySmile(far.expiry, far.forward, far.discount, near.smile),
        ),
    )
    report = report_surface(fit_surface(quote(upside_down, STRIKES, half_spread=0.002)))
    assert report.violations == ()
    assert report.share_inside() < 0.9


def test_a_chain_with_nothing_usable_is_refused_with_its_counts() -> None:
    chain = quote(svi_surface(), STRIKES, half_spread=0.002)
    nothing = np.zeros(len(chain.strike))
    with pytest.raises(DataError, match="no expiry has a forward and 5 usable strikes; rejected: 140 neither bid nor"):
        fit_surface(replace(chain, bid=nothing, ask=nothing))


def test_an_expiry_that_cannot_be_fitted_is_a_failure_not_a_fault() -> None:
    chain = quote(svi_surface(), STRIKES, half_spread=0.002)
    fit = fit_surface(replace(chain, bid=np.where(chain.expiry == NEAR, 0.0, chain.bid)))
    assert len(fit.surface.smiles) == 1
    assert [each.where for each in fit.failures] == ["expiry 2024-03-01T00:00:00"]


@settings(max_examples=12)
@given(st.integers(0, 2**32 - 1), st.sampled_from([0.01, 0.1, 1.0]), st.sampled_from([0.0, 0.001, 0.1]))
def test_noise_in_the_quotes_never_becomes_arbitrage_in_the_surface(seed: int, noise: float, spread: float) -> None:
    generator = np.random.default_rng(seed)
    chain = quote(svi_surface(), STRIKES[::4], half_spread=spread)
    factor = np.exp(noise * generator.standard_normal(len(chain.bid)))
    bid = np.where(generator.random(len(factor)) < 0.1, 0.0, chain.bid * factor)
    try:
        fit = fit_surface(replace(chain, bid=bid, ask=chain.ask * factor))
    except DataError:
        return
    assert report_surface(fit).violations == ()


@pytest.mark.real_data
def test_deribit_marks_are_black76_on_the_exchanges_own_forward(real_data: Path) -> None:
    chain = read_option_chain(real_data / "options" / "deribit_btc_chain_2021-02.csv.gz")
    assert chain.mark is not None
    assert chain.exchange_forward is not None
    assert chain.exchange_volatility is not None
    deviation = chain.exchange_volatility * np.sqrt(chain.time)
    made = normalised_price(np.log(chain.strike / chain.exchange_forward), deviation, chain.is_call)
    gap = np.abs(made - chain.mark)
    assert np.median(gap) <= MARK_MEDIAN_BTC
    assert gap.max() <= MARK_MAX_BTC


@pytest.mark.real_data
def test_deribit_quotes_give_a_surface_without_arbitrage(real_data: Path) -> None:
    fit = fit_surface(read_option_chain(real_data / "options" / "deribit_btc_chain_2021-02.csv.gz"))
    report = report_surface(fit)
    assert len(report.expiries) == 3
    assert len(report.failures) == 6
    assert report.violations == ()
    assert count_butterflies(fit.surface) == [0, 0, 0]
    assert count_calendars(fit.surface) == [0, 0]


@pytest.fixture(scope="module")
def spx(real_data: Path) -> tuple[VolSurface, SurfaceReport]:
    fit = fit_surface(read_option_chain(real_data / "options" / "cboe_spx_chain_2023-08-20.csv.gz"))
    assert np.isnan(chain_prices(fit.surface, chain=fit.chain)).sum() == 1476
    return fit.surface, report_surface(fit)


@pytest.mark.real_data
def test_spx_fits_inside_bid_and_ask(spx: tuple[VolSurface, SurfaceReport]) -> None:
    _, report = spx
    assert sum(each.two_sided for each in report.expiries if 7 / 365 <= each.time <= 1.0) == 15466
    assert report.share_inside(shortest=7 / 365, longest=1.0) >= 0.99
    assert not report.failures


@pytest.mark.real_data
def test_spx_violations_are_those_of_the_price_pass(spx: tuple[VolSurface, SurfaceReport]) -> None:
    surface, report = spx
    butterflies, calendars = count_butterflies(surface), count_calendars(surface)
    assert sum(butterflies) + sum(calendars) == len(report.violations) == 0


@pytest.mark.real_data
def test_spx_has_no_butterfly_between_expiries_either(spx: tuple[VolSurface, SurfaceReport]) -> None:
    surface, _ = spx
    at = np.linspace(-0.5, 0.3, 400)
    for before, after in zip(surface.times[:-1], surface.times[1:], strict=True):
        middle = 0.5 * (before + after)
        deviation = float(surface.volatility(surface.forward(middle), middle)) * np.sqrt(middle)
        strikes = np.exp(np.linspace(-6, 4, 400) * deviation)
        total = np.sqrt(surface.total_variance(np.log(strikes), middle))
        price = normalised_price(np.log(strikes), total, np.full(len(at), True))
        slope = np.diff(price) / np.diff(strikes)
        assert (np.diff(slope) > -1e-11).all()
