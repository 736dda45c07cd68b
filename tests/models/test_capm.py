"""Betas and alphas against statsmodels, closed forms, identities, and simulations whose truth is known."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.core import FloatArray
from seawall.errors import InputError
from seawall.models import CapmFit, fit_capm, newey_west_lags
from seawall.models import capm as capm_module
from seawall.models.capm_kernels import compiled, whole_sample_loop
from tests.models.market_worlds import world
from tests.tolerances import COVERAGE_STANDARD_ERRORS, EXACT, SIMULATED_COVERAGE

PER_YEAR = 251.7
RATES = st.floats(-0.05, 0.2)


def _peer(returns: FloatArray, market: FloatArray, lags: int) -> Any:
    import statsmodels.api as sm

    keywords = {"maxlags": lags, "use_correction": True}
    return sm.OLS(returns, sm.add_constant(market)).fit(cov_type="HAC", cov_kwds=keywords, use_t=True)


def _is_close(found: object, expected: object) -> bool:
    return bool(np.allclose(np.asarray(found), np.asarray(expected), rtol=EXACT, atol=EXACT))


@pytest.mark.parametrize("lags", [None, 0, 1, 12])
@pytest.mark.parametrize("is_long", [False, True])
def test_every_figure_equals_statsmodels(lags: int | None, is_long: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both routes, by arrays and by the compiled loop; more assets than lanes, so that a strip is cut short."""
    monkeypatch.setattr(capm_module, "_LONG", 0 if is_long else 10**12)
    returns, market = world(500, 70, seed=3)
    rates = 0.05 + 0.01 * np.sin(np.arange(500) / 60.0)
    fit = fit_capm(returns, market, risk_free_annual=rates, periods_per_year=PER_YEAR, lags=lags)
    assert fit.lags == (newey_west_lags(500) if lags is None else lags)
    excess, x = returns - rates[:, None] / PER_YEAR, market - rates / PER_YEAR
    for asset in (0, 1, 35, 63, 64, 69):
        peer = _peer(excess[:, asset], x, fit.lags)
        pairs = {
            "alpha": (fit.alpha_annual[asset], PER_YEAR * peer.params[0]),
            "beta": (fit.beta[asset], peer.params[1]),
            "alpha error": (fit.alpha_error[asset], PER_YEAR * peer.bse[0]),
            "beta error": (fit.beta_error[asset], peer.bse[1]),
            "alpha t": (fit.alpha_t[asset], peer.tvalues[0]),
            "beta t": (fit.beta_t[asset], peer.tvalues[1]),
            "alpha p": (fit.alpha_p_value[asset], peer.pvalues[0]),
            "beta p": (fit.beta_p_value[asset], peer.pvalues[1]),
            "R²": (fit.r_squared[asset], peer.rsquared),
            "residual deviation": (fit.residual_deviation_annual[asset], np.sqrt(PER_YEAR * peer.mse_resid)),
        }
        for name, (found, expected) in pairs.items():
            assert _is_close(found, expected), (asset, name, found, expected)


def test_the_loop_as_plain_python_is_the_same_loop() -> None:
    returns, market = world(40, 3, seed=5)
    x = market - market.mean()
    weight = 1.0 / 40 - market.mean() * x / (x @ x)
    plain, quick = np.empty((6, 3)), np.empty((6, 3))
    loop: Any = whole_sample_loop
    loop(returns, np.zeros(40), x, weight, float(x @ x), 3, plain)
    compiled(loop)(returns, np.zeros(40), x, weight, float(x @ x), 3, quick)
    assert _is_close(plain, quick)


def test_ratios_by_hand() -> None:
    returns, market = world(300, 4, seed=8)
    fit = fit_capm(returns, market, risk_free_annual=0.03, periods_per_year=PER_YEAR)
    active = returns - market[:, None]
    information = np.sqrt(PER_YEAR) * active.mean(axis=0) / active.std(axis=0, ddof=1)
    assert _is_close(fit.information_ratio, information)
    assert _is_close(fit.mean_return_annual, PER_YEAR * returns.mean(axis=0))
    assert _is_close(fit.market_return_annual, PER_YEAR * market.mean())
    assert _is_close(fit.appraisal_ratio, fit.alpha_annual / fit.residual_deviation_annual)
    assert _is_close(fit.excess_return_annual, PER_YEAR * returns.mean(axis=0) - 0.03)


def test_treynor_is_refused_where_beta_may_be_zero_or_is_below() -> None:
    rng = np.random.default_rng(4)
    market = 0.01 * rng.standard_normal(1000)
    returns = np.array([-1.0, 0.0, 1.0]) * market[:, None] + 0.02 * rng.standard_normal((1000, 3))
    fit = fit_capm(returns, market, risk_free_annual=0.0, periods_per_year=PER_YEAR)
    assert fit.treynor_is_defined.tolist() == [False, False, True], (fit.beta, fit.beta_p_value)
    assert np.isnan(fit.treynor_annual).tolist() == [True, True, False]
    assert fit.treynor_annual[2] == pytest.approx(PER_YEAR * returns[:, 2].mean() / fit.beta[2], rel=EXACT)


def _figures(fit: CapmFit) -> FloatArray:
    return np.stack([fit.alpha_annual, fit.alpha_error, fit.beta, fit.beta_error, fit.r_squared])


@given(st.floats(0.1, 10.0), st.floats(-0.01, 0.01), RATES)
def test_scaling_and_shifting_an_asset(factor: float, shift: float, rate: float) -> None:
    returns, market = world(120, 3, seed=1)
    keywords: dict[str, Any] = {"risk_free_annual": rate, "periods_per_year": PER_YEAR}
    plain = fit_capm(returns, market, **keywords)
    risk_free = rate / PER_YEAR
    scaled = fit_capm(risk_free + factor * (returns - risk_free) + shift, market, **keywords)
    assert np.allclose(scaled.beta, factor * plain.beta, rtol=1e-9, atol=1e-11)
    assert np.allclose(scaled.beta_error, factor * plain.beta_error, rtol=1e-9)
    assert np.allclose(scaled.alpha_annual, factor * plain.alpha_annual + PER_YEAR * shift, rtol=1e-9, atol=1e-11)
    assert np.allclose(scaled.alpha_error, factor * plain.alpha_error, rtol=1e-9)
    assert np.allclose(scaled.r_squared, plain.r_squared, rtol=1e-9)


@given(st.permutations(range(6)))
def test_the_order_of_assets_changes_nothing(order: list[int]) -> None:
    returns, market = world(60, 6, seed=2)
    keywords: dict[str, Any] = {"risk_free_annual": 0.02, "periods_per_year": PER_YEAR}
    whole, turned = fit_capm(returns, market, **keywords), fit_capm(returns[:, order], market, **keywords)
    assert np.allclose(_figures(turned), _figures(whole)[:, order], rtol=EXACT, atol=EXACT)


def test_without_lags_the_order_of_periods_changes_nothing() -> None:
    returns, market = world(60, 6, seed=2)
    order = np.random.default_rng(0).permutation(60)
    keywords: dict[str, Any] = {"risk_free_annual": 0.02, "periods_per_year": PER_YEAR, "lags": 0}
    turned = fit_capm(returns[order], market[order], **keywords)
    assert np.allclose(_figures(turned), _figures(fit_capm(returns, market, **keywords)), rtol=EXACT, atol=EXACT)


def test_an_asset_that_mixes_the_market_and_cash_has_the_share_as_beta() -> None:
    returns, market = world(200, 1, seed=9)
    mix = 0.4 * market + 0.6 * 0.05 / PER_YEAR + 1e-7 * returns[:, 0]
    fit = fit_capm(mix[:, None], market, risk_free_annual=0.05, periods_per_year=PER_YEAR)
    assert fit.beta[0] == pytest.approx(0.4, abs=1e-6)
    assert fit.alpha_annual[0] == pytest.approx(0.0, abs=1e-4)
    assert fit.r_squared[0] == pytest.approx(1.0, abs=1e-6)


@pytest.mark.slow
def test_the_interval_covers_the_true_beta(slow_share: int) -> None:
    """Residuals that remember and move with the market's volatility; plain errors would cover less often."""
    runs = 4000 // slow_share
    returns, market = zip(*(world(500, 8, seed=1000 + each) for each in range(runs)), strict=True)
    truth = np.linspace(-0.5, 2.0, 8)
    inside = []
    for one, index in zip(returns, market, strict=True):
        fit = fit_capm(one, index, risk_free_annual=0.0, periods_per_year=PER_YEAR)
        inside.append(np.abs(fit.beta - truth) <= 1.96472 * fit.beta_error)
    coverage = float(np.mean(inside))
    # assets of one run share a market, so that runs are counted and not assets
    noise = COVERAGE_STANDARD_ERRORS * float(np.std(np.mean(inside, axis=1))) / np.sqrt(runs)
    assert 0.95 - SIMULATED_COVERAGE - noise <= coverage <= 0.95 + noise, (coverage, noise)


def _broken(place: tuple[int, int], value: float) -> FloatArray:
    returns = world(60, 2, seed=1)[0]
    returns[place] = value
    return returns


@pytest.mark.parametrize("is_long", [False, True])
@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"returns": _broken((7, 1), np.nan)}, "was nan at observation 7 of 'B'"),
        ({"returns": _broken((7, 1), np.inf)}, "was inf at observation 7 of 'B'"),
        ({"returns": _broken((7, 1), 1e300)}, "small enough to be squared"),
        ({"returns": np.full((60, 2), 0.001)}, "never does in 'A'"),
        ({"returns": np.zeros((59, 2))}, r"'market' must have shape \(59,\), was \(60,\)"),
        (
            {"returns": np.zeros((23, 2)), "market": np.zeros(23)},
            "at least 24 observations of at least 1 asset, was 23",
        ),
        ({"returns": np.zeros((60, 0))}, "at least 1 asset, was 60 of 0"),
        ({"returns": np.zeros(60)}, "'returns' must have shape"),
        ({"market": np.full(60, 0.01)}, "'market' must vary"),
        ({"market": np.where(np.arange(60) == 3, np.nan, 0.01)}, r"'market' must be finite, was nan at \(3,\)"),
        ({"market": np.where(np.arange(60) == 3, 1e200, 0.01)}, "'market' must be small enough"),
        ({"risk_free_annual": 5.0}, r"decimals a year in \[-1, 1\], was 5.0"),
        ({"risk_free_annual": np.full(59, 0.05)}, "'risk_free_annual' must have shape"),
        ({"risk_free_annual": np.full(60, np.nan)}, "was nan"),
        ({"periods_per_year": 0.0}, "'periods_per_year' must be finite and above 0"),
        ({"lags": 31}, "'lags' must be from 0 to 30"),
        ({"lags": -1}, "'lags' must be from 0 to 30"),
        ({"names": ["A"]}, "'names' must name each of the 2 columns"),
        ({"returns": 2.0 * world(60, 2, seed=1)[1][:, None] * np.ones(2)}, "of 'A' are a multiple of the market's"),
    ],
)
def test_what_has_no_answer_is_refused_by_name(
    change: dict[str, Any], fault: str, is_long: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(capm_module, "_LONG", 0 if is_long else 10**12)
    returns, market = world(60, 2, seed=1)
    given: dict[str, Any] = {"returns": returns, "market": market, "risk_free_annual": 0.0, "periods_per_year": 250.0}
    with pytest.raises(InputError, match=fault):
        fit_capm(**({**given, "names": ["A", "B"]} | change))


def test_the_rule_of_lags_is_the_papers() -> None:
    assert [newey_west_lags(n) for n in (1, 24, 100, 101, 252, 1000, 2500, 10_000)] == [0, 2, 4, 4, 4, 6, 8, 11]
    with pytest.raises(InputError, match="at least 1"):
        newey_west_lags(0)
