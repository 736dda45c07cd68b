"""Black-Litterman: He and Litterman's printed tables, limits of confidence, PyPortfolioOpt, and Bayes' rule itself."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.core import FloatArray
from seawall.errors import InputError, NumericalError
from seawall.optimize import (
    AssetMoments,
    ExpectedReturns,
    ReturnCovariance,
    ReturnView,
    black_litterman_moments,
    equilibrium_returns,
)
from tests.tolerances import EXACT, MOMENTS_PEER, PRINTED_HALF_UNIT

NAMES = ("Australia", "Canada", "France", "Germany", "Japan", "UK", "USA")
VOLATILITY = np.array([0.160, 0.203, 0.248, 0.271, 0.210, 0.200, 0.187])
MARKET = np.array([0.016, 0.022, 0.052, 0.055, 0.116, 0.124, 0.615])
CORRELATION = np.eye(7)
CORRELATION[np.triu_indices(7, 1)] = (
    0.488, 0.478, 0.515, 0.439, 0.512, 0.491,
    0.664, 0.655, 0.310, 0.608, 0.779,
    0.861, 0.355, 0.783, 0.668,
    0.354, 0.777, 0.653,
    0.405, 0.306,
    0.652,
)  # fmt: skip
CORRELATION = CORRELATION + np.triu(CORRELATION, 1).T
EUROPE = {"Germany": 1.0, "France": -0.052 / 0.176, "UK": -0.124 / 0.176}


def _printed_covariance() -> ReturnCovariance:
    return ReturnCovariance(CORRELATION * np.outer(VOLATILITY, VOLATILITY), periods_per_year=1.0, method="printed")


@pytest.fixture(scope="module")
def market() -> AssetMoments:
    """He and Litterman (1999), tables 1 and 2, with a risk aversion of 2.5."""
    covariance = ReturnCovariance(
        CORRELATION * np.outer(VOLATILITY, VOLATILITY), periods_per_year=1.0, method="printed"
    )
    return AssetMoments(NAMES, equilibrium_returns(covariance, market_weights=MARKET, risk_aversion=2.5), covariance)


def test_equilibrium_returns_as_printed(market: AssetMoments) -> None:
    """Table 2, in percent."""
    printed = [3.9, 6.9, 8.4, 9.0, 4.3, 6.8, 7.6]
    assert 100.0 * market.mean == pytest.approx(printed, abs=0.1 * PRINTED_HALF_UNIT + EXACT)


def test_the_view_on_germany_as_printed(market: AssetMoments) -> None:
    """Table 4: Germany 5 % above the rest of Europe, tau 0.05; returns and optimal weights, in percent.

    The optimal portfolio there is the one without constraints for the posterior covariance, over 1 + tau.
    """
    view = ReturnView(EUROPE, expected_return=0.05, periods_per_year=1.0)
    posterior = black_litterman_moments(market, views=[view])
    printed = [4.3, 7.6, 9.3, 11.0, 4.5, 7.0, 8.1]
    assert 100.0 * posterior.mean == pytest.approx(printed, abs=0.1 * PRINTED_HALF_UNIT + EXACT)
    weights = np.linalg.solve(2.5 * posterior.matrix, posterior.mean)
    assert 100.0 * weights == pytest.approx([1.5, 2.1, -4.0, 35.4, 11.0, -9.5, 58.6], abs=0.1)


def test_what_is_not_viewed_keeps_its_market_weight(market: AssetMoments) -> None:
    """He and Litterman's intuition: the optimum is the market plus multiples of the viewed portfolios, over 1 + tau."""
    view = ReturnView(EUROPE, expected_return=0.05, periods_per_year=1.0)
    posterior = black_litterman_moments(market, views=[view])
    tilt = np.linalg.solve(2.5 * posterior.matrix, posterior.mean) - MARKET / 1.05
    row = np.array([EUROPE.get(name, 0.0) for name in NAMES])
    assert tilt == pytest.approx(row * (tilt @ row) / (row @ row), abs=EXACT)


def test_without_views_the_prior_stays(market: AssetMoments) -> None:
    posterior = black_litterman_moments(market, views=[], tau=0.02)
    assert (posterior.mean == market.mean).all()
    assert posterior.matrix == pytest.approx(1.02 * market.matrix, rel=EXACT)


@given(st.floats(-0.2, 0.2), st.floats(0.001, 1.0), st.integers(0, 6))
def test_full_confidence_makes_the_view_hold(told: float, tau: float, asset: int) -> None:
    covariance = ReturnCovariance(
        CORRELATION * np.outer(VOLATILITY, VOLATILITY), periods_per_year=1.0, method="printed"
    )
    prior = AssetMoments(NAMES, ExpectedReturns(VOLATILITY / 3, periods_per_year=1.0, method="stated"), covariance)
    view = ReturnView({NAMES[asset]: 1.0, NAMES[asset - 1]: -0.5}, told, periods_per_year=1.0, confidence=1.0)
    posterior = black_litterman_moments(prior, views=[view], tau=tau)
    reached = posterior.mean[asset] - 0.5 * posterior.mean[asset - 1]
    assert reached == pytest.approx(told, abs=EXACT), f"view {told}, tau {tau}, asset {asset}"


def test_confidence_is_how_far_a_view_moves_its_own_portfolio(market: AssetMoments) -> None:
    row = np.array([EUROPE.get(name, 0.0) for name in NAMES])
    before = float(row @ market.mean)
    for confidence in (0.1, 0.5, 0.9):
        view = ReturnView(EUROPE, expected_return=0.05, periods_per_year=1.0, confidence=confidence)
        after = float(row @ black_litterman_moments(market, views=[view]).mean)
        assert (after - before) / (0.05 - before) == pytest.approx(confidence, abs=EXACT)


def _views() -> list[ReturnView]:
    return [
        ReturnView(EUROPE, expected_return=0.05, periods_per_year=1.0, confidence=0.7),
        ReturnView({"Canada": 1.0, "USA": -1.0}, expected_return=0.03, periods_per_year=1.0, confidence=0.3),
    ]


def _arrays(market: AssetMoments, tau: float) -> tuple[FloatArray, FloatArray, FloatArray]:
    picks = np.array([[view.exposures.get(name, 0.0) for name in NAMES] for view in _views()])
    odds = np.array([(1 - view.confidence) / view.confidence for view in _views()])
    doubt = np.diag(odds * np.einsum("ij,jk,ik->i", picks, tau * market.matrix, picks))
    return picks, np.array([view.expected_return for view in _views()]), doubt


def test_it_is_bayes_rule(market: AssetMoments) -> None:
    """The same posterior in the form of precisions, as Black and Litterman wrote it."""
    tau = 0.025
    picks, told, doubt = _arrays(market, tau)
    precision = np.linalg.inv(tau * market.matrix) + picks.T @ np.linalg.inv(doubt) @ picks
    spread = np.linalg.inv(precision)
    mean = spread @ (np.linalg.solve(tau * market.matrix, market.mean) + picks.T @ np.linalg.solve(doubt, told))
    posterior = black_litterman_moments(market, views=_views(), tau=tau)
    assert posterior.mean == pytest.approx(mean, rel=MOMENTS_PEER)
    assert posterior.matrix == pytest.approx(market.matrix + spread, rel=MOMENTS_PEER)


def test_pyportfolioopt_agrees(market: AssetMoments) -> None:
    pypfopt = pytest.importorskip("pypfopt")
    tau = 0.05
    picks, told, doubt = _arrays(market, tau)
    peer = pypfopt.BlackLittermanModel(
        np.array(market.matrix), pi=np.array(market.mean)[:, None], P=picks, Q=told, omega=doubt, tau=tau
    )
    posterior = black_litterman_moments(market, views=_views(), tau=tau)
    assert posterior.mean == pytest.approx(np.asarray(peer.bl_returns()).ravel(), rel=MOMENTS_PEER)
    assert posterior.matrix == pytest.approx(np.asarray(peer.bl_cov()), rel=MOMENTS_PEER)


def test_bad_input_is_refused_in_one_line(market: AssetMoments) -> None:
    with pytest.raises(InputError, match="names 'Mars', which is not one of the 7 assets"):
        black_litterman_moments(market, views=[ReturnView({"Mars": 1.0}, 0.1, periods_per_year=1.0)])
    with pytest.raises(InputError, match="a view for 1/252 year does not fit a prior for 1/1 year"):
        black_litterman_moments(market, views=[ReturnView({"USA": 1.0}, 0.001, periods_per_year=252.0)])
    with pytest.raises(InputError, match="'confidence' of a view must be in"):
        ReturnView({"USA": 1.0}, 0.1, periods_per_year=1.0, confidence=0.0)
    with pytest.raises(InputError, match="at least one that is not 0"):
        ReturnView({"USA": 0.0}, 0.1, periods_per_year=1.0)
    with pytest.raises(InputError, match="a view must be finite"):
        ReturnView({"USA": 1.0}, float("nan"), periods_per_year=1.0)
    with pytest.raises(InputError, match="'market_weights' must sum to 1, summed to 2"):
        equilibrium_returns(market.covariance, market_weights=2 * MARKET, risk_aversion=2.5)
    with pytest.raises(InputError, match="'tau' must be finite and above 0"):
        black_litterman_moments(market, views=[], tau=0.0)
    sure = [ReturnView({"USA": 1.0}, told, periods_per_year=1.0, confidence=1.0) for told in (0.1, 0.2)]
    with pytest.raises(NumericalError, match="2 views cannot be told apart"):
        black_litterman_moments(market, views=sure)
