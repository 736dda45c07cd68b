"""Dimson's sum against an explicit regression, and an asset that answers late."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from seawall.errors import InputError
from seawall.models import dimson_beta, fit_capm
from tests.models.market_worlds import world
from tests.tolerances import EXACT

GIVEN: dict[str, Any] = {"risk_free_annual": 0.03, "periods_per_year": 252.0}


@pytest.mark.parametrize(("lags", "leads"), [(0, 0), (1, 0), (0, 1), (1, 1), (3, 2)])
def test_the_sum_and_its_error_are_those_of_the_explicit_regression(lags: int, leads: int) -> None:
    import statsmodels.api as sm

    returns, market = world(300, 3, seed=11)
    found = dimson_beta(returns, market, market_lags=lags, market_leads=leads, **GIVEN)
    x = market - 0.03 / 252.0
    n = len(x) - lags - leads
    columns = np.column_stack([np.ones(n), *(x[lags + j : lags + j + n] for j in range(-lags, leads + 1))])
    keywords = {"maxlags": found.hac_lags, "use_correction": True}
    assert found.n_observations == n
    for asset in range(3):
        y = returns[lags : lags + n, asset] - 0.03 / 252.0
        peer = sm.OLS(y, columns).fit(cov_type="HAC", cov_kwds=keywords, use_t=True)
        test = peer.t_test(np.r_[0.0, np.ones(lags + leads + 1)])
        assert found.beta[asset] == pytest.approx(test.effect.item(), rel=1e-11, abs=EXACT)
        assert found.error[asset] == pytest.approx(test.sd.item(), rel=1e-11)
        assert np.allclose(found.slopes[:, asset], peer.params[1:], rtol=1e-10, atol=EXACT)


def test_without_neighbours_it_is_the_plain_beta() -> None:
    returns, market = world(100, 3, seed=12)
    found, fit = (
        dimson_beta(returns, market, market_lags=0, market_leads=0, **GIVEN),
        fit_capm(returns, market, **GIVEN),
    )
    assert np.allclose(found.beta, fit.beta, rtol=EXACT, atol=EXACT)
    assert np.allclose(found.error, fit.beta_error, rtol=EXACT)


def test_an_asset_read_half_a_day_later_gets_its_beta_back() -> None:
    halves = 0.01 * np.random.default_rng(3).standard_normal(8001)
    market, late = halves[:-1:2] + halves[1::2], halves[1::2] + halves[2::2]
    plain = fit_capm(late[:, None], market, **GIVEN)
    found = dimson_beta(late[:, None], market, market_lags=1, market_leads=1, **GIVEN)
    assert plain.beta[0] == pytest.approx(0.5, abs=4 * plain.beta_error[0])
    assert abs(found.beta[0] - 1.0) <= 4 * found.error[0], (found.beta, found.error)


def test_what_has_no_answer_is_refused() -> None:
    returns, market = world(60, 2, seed=1)
    with pytest.raises(InputError, match="must be 0 or more, were -1, 0"):
        dimson_beta(returns, market, market_lags=-1, market_leads=0, **GIVEN)
    with pytest.raises(InputError, match="at least 26 observations"):
        dimson_beta(returns[:25], market[:25], market_lags=1, market_leads=0, **GIVEN)
    with pytest.raises(InputError, match="collinear"):
        dimson_beta(returns, np.resize([0.01, -0.01], 60), market_lags=1, market_leads=1, **GIVEN)
    returns[5, 0] = np.nan
    with pytest.raises(InputError, match="nan at observation 5 of 'asset 1'"):
        dimson_beta(returns, market, market_lags=1, market_leads=0, **GIVEN)
