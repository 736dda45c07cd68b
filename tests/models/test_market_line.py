"""The security market line: the founding page's numbers, and the identity of distance and alpha."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.errors import InputError
from seawall.models import SecurityMarketLine, capm_expected_return, fit_capm, security_market_line
from tests.models.market_worlds import world
from tests.tolerances import EXACT


@pytest.mark.parametrize(("beta", "expected"), [(0.4, 0.078), (1.0, 0.12), (1.2, 0.134), (1.6, 0.162), (0.0, 0.05)])
def test_the_founding_pages_returns(beta: float, expected: float) -> None:
    """Risk-free 5 %, market 12 %: GLD at a beta of .4, ETH at 1.2, BTC at 1.6."""
    found = capm_expected_return(beta, risk_free_annual=0.05, market_return_annual=0.12)
    assert found == pytest.approx(expected, abs=EXACT)
    line = SecurityMarketLine(("A",), 0.05, 0.12, False, np.array([beta]), np.array([0.10]))
    assert line.expected_return_annual[0] == pytest.approx(expected, abs=EXACT)
    assert line.distance_annual[0] == pytest.approx(0.10 - expected, abs=EXACT)


@given(st.floats(-0.05, 0.2), st.integers(0, 50))
def test_at_the_estimated_market_return_the_distance_is_alpha(rate: float, seed: int) -> None:
    returns, market = world(60, 4, seed=seed)
    fit = fit_capm(returns, market, risk_free_annual=rate, periods_per_year=252.0)
    line = security_market_line(fit)
    assert line.market_is_estimated
    assert np.allclose(line.distance_annual, fit.alpha_annual, rtol=1e-10, atol=1e-11)


def test_a_given_market_return_moves_the_line_and_not_the_assets() -> None:
    returns, market = world(60, 4, seed=2)
    fit = fit_capm(returns, market, risk_free_annual=0.05, periods_per_year=252.0)
    line = security_market_line(fit, market_return_annual=0.12)
    assert not line.market_is_estimated
    assert np.allclose(line.distance_annual, fit.mean_return_annual - 0.05 - 0.07 * fit.beta, rtol=EXACT, atol=EXACT)


def test_what_has_no_answer_is_refused() -> None:
    with pytest.raises(InputError, match="'market_return_annual' must be a decimal a year"):
        capm_expected_return(1.0, risk_free_annual=0.05, market_return_annual=12.0)
    with pytest.raises(InputError, match="'names' must not repeat, but 'A' does"):
        SecurityMarketLine(("A", "A"), 0.05, 0.12, False, np.ones(2))
    with pytest.raises(InputError, match="'mean_return_annual' must be given"):
        _ = SecurityMarketLine(("A",), 0.05, 0.12, False, np.ones(1)).distance_annual
