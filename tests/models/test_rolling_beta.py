"""Rolling regressions against one regression per window, statsmodels, and a crash that must not linger."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from seawall.errors import InputError
from seawall.models import fit_capm, newey_west_lags, rolling_beta_errors, rolling_capm
from seawall.models import rolling_beta as module
from tests.models.market_worlds import world
from tests.tolerances import EXACT, ROLLING_PEER

PER_YEAR = 251.7
GIVEN: dict[str, Any] = {"risk_free_annual": 0.04, "periods_per_year": PER_YEAR}


@pytest.fixture(params=[False, True], ids=["arrays", "compiled"])
def route(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways of computing the same."""
    monkeypatch.setattr(module, "_LONG", 0 if request.param else 10**12)


@pytest.mark.usefixtures("route")
@pytest.mark.parametrize(("n", "window"), [(300, 60), (300, 300), (180, 60), (121, 24), (61, 60)])
def test_each_window_is_a_regression_of_its_own(n: int, window: int) -> None:
    returns, market = world(n, 70, seed=n)
    found = rolling_capm(returns, market, window=window, **GIVEN)
    errors = rolling_beta_errors(returns, market, window=window, **GIVEN)
    assert found.beta.shape == errors.shape == (n - window + 1, 70)
    for row in sorted({0, (n - window + 1) // 2, n - window}):
        part = slice(row, row + window)
        fit = fit_capm(returns[part], market[part], **GIVEN)
        for name, mine, its in (
            ("alpha", found.alpha_annual[row], fit.alpha_annual),
            ("beta", found.beta[row], fit.beta),
            ("R²", found.r_squared[row], fit.r_squared),
            ("error", errors[row], fit.beta_error),
        ):
            assert np.allclose(mine, its, rtol=1e-11, atol=EXACT), (row, name, np.abs(mine - its).max())


@pytest.mark.usefixtures("route")
def test_rolling_equals_statsmodels() -> None:
    import statsmodels.api as sm
    from statsmodels.regression.rolling import RollingOLS

    returns, market = world(260, 2, seed=4)
    found = rolling_capm(returns, market, window=50, **GIVEN)
    x = sm.add_constant(market - 0.04 / PER_YEAR)
    for asset in range(2):
        peer = RollingOLS(returns[:, asset] - 0.04 / PER_YEAR, x, window=50).fit()
        assert np.allclose(found.beta[:, asset], peer.params[49:, 1], rtol=ROLLING_PEER, atol=EXACT)
        assert np.allclose(found.alpha_annual[:, asset], PER_YEAR * peer.params[49:, 0], rtol=ROLLING_PEER, atol=1e-10)
        assert np.allclose(found.r_squared[:, asset], peer.rsquared[49:], rtol=ROLLING_PEER, atol=1e-10)


@pytest.mark.usefixtures("route")
@pytest.mark.parametrize("lags", [0, 1, 7, 25])
def test_errors_by_lag_equal_statsmodels(lags: int) -> None:
    import statsmodels.api as sm

    returns, market = world(90, 1, seed=6)
    found = rolling_beta_errors(returns, market, window=50, lags=lags, **GIVEN)
    for row in (0, 20, 40):
        y, x = returns[row : row + 50, 0], sm.add_constant(market[row : row + 50])
        keywords = {"maxlags": lags, "use_correction": True}
        peer = sm.OLS(y, x).fit(cov_type="HAC", cov_kwds=keywords, use_t=True)
        assert found[row, 0] == pytest.approx(peer.bse[1], rel=1e-11)


@pytest.mark.usefixtures("route")
def test_a_crash_leaves_nothing_behind_in_quiet_windows() -> None:
    """Sums that are moved on from window to window would keep the rounding of a move of ten thousand."""
    returns, market = world(400, 2, seed=7)
    calm = slice(200, 400)
    expected = rolling_capm(returns[calm], market[calm], window=60, **GIVEN)
    returns[100], market[100] = 1e4, -1e4
    found = rolling_capm(returns, market, window=60, **GIVEN)
    assert np.allclose(found.beta[200:], expected.beta, rtol=1e-7), np.abs(found.beta[200:] - expected.beta).max()


@pytest.mark.usefixtures("route")
def test_a_level_far_from_zero_costs_few_digits() -> None:
    returns, market = world(200, 3, seed=7)
    plain, raised = (rolling_capm(returns + level, market + level, window=60, **GIVEN) for level in (0.0, 1000.0))
    assert np.allclose(plain.beta, raised.beta, rtol=1e-8, atol=1e-9)


@pytest.mark.usefixtures("route")
def test_a_window_without_a_move_explains_nothing() -> None:
    returns, market = world(120, 2, seed=7)
    returns[40:100, 1] = 0.001
    found = rolling_capm(returns, market, window=30, **GIVEN)
    still = slice(40, 71)
    assert (found.r_squared[still, 1] == 0.0).all()
    assert np.allclose(found.beta[still, 1], 0.0, atol=EXACT)
    assert (found.r_squared[still, 0] > 0.0).all()


@pytest.mark.usefixtures("route")
@pytest.mark.parametrize("function", [rolling_capm, rolling_beta_errors])
def test_what_has_no_answer_is_refused(function: Any) -> None:
    returns, market = world(120, 2, seed=7)
    for window in (23, 121):
        with pytest.raises(InputError, match="'window' must be from 24 to 120"):
            function(returns, market, window=window, **GIVEN)
    still = market.copy()
    still[40:70] = 0.001
    with pytest.raises(InputError, match="stands still in the 30 observations that end with row 69"):
        function(returns, still, window=30, **GIVEN)
    returns[77, 1] = np.nan
    with pytest.raises(InputError, match="was nan at observation 77 of 'asset 2'"):
        function(returns, market, window=30, **GIVEN)


def test_lags_follow_the_window() -> None:
    returns, market = world(120, 1, seed=7)
    by_rule = rolling_beta_errors(returns, market, window=100, **GIVEN)
    stated = rolling_beta_errors(returns, market, window=100, lags=newey_west_lags(100), **GIVEN)
    assert np.array_equal(by_rule, stated)
    with pytest.raises(InputError, match="'lags' must be from 0 to 50"):
        rolling_beta_errors(returns, market, window=100, lags=51, **GIVEN)
