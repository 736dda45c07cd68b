"""Up and down betas against regressions on each side, and a planted kink."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from seawall.errors import InputError
from seawall.models import up_down_beta
from tests.models.market_worlds import world
from tests.tolerances import EXACT

GIVEN: dict[str, Any] = {"risk_free_annual": 0.03, "periods_per_year": 252.0}


def test_each_side_is_a_regression_of_its_own() -> None:
    returns, market = world(300, 3, seed=11)
    found = up_down_beta(returns, market, **GIVEN)
    is_up = market > market.mean()
    for side, betas, count in ((is_up, found.up, found.n_up), (~is_up, found.down, found.n_down)):
        assert count == side.sum()
        expected = np.polyfit(market[side], returns[side], 1)[0]
        assert np.allclose(betas, expected, rtol=1e-10, atol=EXACT)
    assert found.threshold == pytest.approx(market.mean() - 0.03 / 252.0, rel=EXACT)


def test_errors_are_those_of_one_regression_with_two_sides() -> None:
    import statsmodels.api as sm

    returns, market = world(300, 1, seed=12)
    found = up_down_beta(returns, market, **GIVEN)
    up = (market > market.mean()).astype(float)
    x = np.column_stack([up, up * market, 1.0 - up, (1.0 - up) * market])
    keywords = {"maxlags": found.hac_lags, "use_correction": True}
    peer = sm.OLS(returns[:, 0], x).fit(cov_type="HAC", cov_kwds=keywords, use_t=True)
    assert found.up_error[0] == pytest.approx(peer.bse[1], rel=1e-10)
    assert found.down_error[0] == pytest.approx(peer.bse[3], rel=1e-10)


def test_a_planted_kink_is_found() -> None:
    noise, market = world(4000, 1, seed=13, memory=0.0)
    x = market - market.mean()
    asset = np.where(x > 0, 0.6, 1.3) * x + 0.2 * (noise[:, 0] + 0.5 * market)
    found = up_down_beta(asset[:, None], market, **GIVEN)
    assert abs(found.up[0] - 0.6) <= 4 * found.up_error[0], (found.up, found.up_error)
    assert abs(found.down[0] - 1.3) <= 4 * found.down_error[0], (found.down, found.down_error)


def test_a_side_with_too_few_periods_is_refused() -> None:
    returns, market = world(60, 1, seed=1)
    market = np.where(np.arange(60) < 10, 0.05 + 0.001 * market, market * 0.01)
    with pytest.raises(
        InputError, match=r"at least 24 returns on each side of its mean, had 10 above and 50 not above"
    ):
        up_down_beta(returns, market, **GIVEN)
