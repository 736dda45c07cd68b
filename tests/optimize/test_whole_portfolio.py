"""Figures of a portfolio with its cash, against cash as one more asset without risk."""

from __future__ import annotations

import numpy as np
import pytest

from seawall.errors import InputError
from seawall.optimize import (
    AssetMoments,
    ExpectedReturns,
    ReturnCovariance,
    WholePortfolio,
    efficient_frontier,
    risky_target,
    weight_bounds,
)
from tests.tolerances import EXACT

MEAN = np.array([0.25, 0.10, 0.03])
DEVIATION = np.array([0.60, 0.18, 0.12])
CORRELATION = np.array([[1.0, 0.3, 0.0], [0.3, 1.0, -0.2], [0.0, -0.2, 1.0]])
MATRIX = CORRELATION * np.outer(DEVIATION, DEVIATION)
MOMENTS = AssetMoments(
    ("BTC", "SPY", "TLT"), ExpectedReturns(MEAN, 1.0, "stated"), ReturnCovariance(MATRIX, 1.0, "stated")
)


def test_cash_is_an_asset_without_risk() -> None:
    whole = WholePortfolio(MOMENTS, np.array([0.2, 0.5, 0.2]), cash=0.1, risk_free_rate=0.04)
    weights, mean = np.array([0.2, 0.5, 0.2, 0.1]), np.array([*MEAN, 0.04])
    matrix = np.zeros((4, 4))
    matrix[:3, :3] = MATRIX
    volatility = np.sqrt(weights @ matrix @ weights)
    assert whole.expected_return == pytest.approx(weights @ mean, rel=EXACT)
    assert whole.volatility == pytest.approx(volatility, rel=EXACT)
    assert whole.sharpe_ratio == pytest.approx((weights @ mean - 0.04) / volatility, rel=EXACT)
    assert whole.volatility_shares.sum() == pytest.approx(1.0, rel=EXACT)
    returns = np.array([[0.01, -0.02, 0.0], [-0.03, 0.01, 0.02]])
    earned = np.column_stack([returns, [0.04 / 250, 0.04 / 250]]) @ weights
    assert whole.losses(returns, sessions_per_year=250.0) == pytest.approx(-earned, rel=EXACT)


def test_the_tangency_within_the_whole_has_the_sharpe_ratio_of_the_engine() -> None:
    bounds = weight_bounds(MOMENTS.names, (0.02, 0.6), total=0.9)
    found = efficient_frontier(MOMENTS, bounds=bounds).max_sharpe(risk_free_rate=0.04)
    whole = WholePortfolio(MOMENTS, found.weights, cash=0.1, risk_free_rate=0.04)
    best = whole.sharpe_ratio
    assert best is not None
    assert best == pytest.approx(found.sharpe_ratio, rel=EXACT)
    for moved in np.random.default_rng(5).dirichlet(np.ones(3), 2_000) * 0.9:
        if (moved >= 0.02).all() and (moved <= 0.6).all():
            other = WholePortfolio(MOMENTS, moved, cash=0.1, risk_free_rate=0.04)
            assert other.sharpe_ratio is not None
            assert other.sharpe_ratio <= best + EXACT, moved


def test_shares_that_are_not_those_of_a_whole_are_refused() -> None:
    with pytest.raises(InputError, match=r"must sum to 1, summed to 1\.1"):
        WholePortfolio(MOMENTS, np.array([0.5, 0.3, 0.2]), cash=0.1, risk_free_rate=0.04)
    with pytest.raises(InputError, match="'cash' must be"):
        WholePortfolio(MOMENTS, np.array([0.5, 0.5, 0.2]), cash=-0.2, risk_free_rate=0.04)


def test_no_risk_has_no_sharpe_ratio() -> None:
    flat = AssetMoments(
        ("A", "B"),
        ExpectedReturns(np.array([0.1, 0.1]), 1.0, "stated"),
        ReturnCovariance(np.zeros((2, 2)), 1.0, "stated"),
    )
    whole = WholePortfolio(flat, np.array([0.5, 0.5]), cash=0.0, risk_free_rate=0.0)
    assert whole.sharpe_ratio is None
    assert whole.volatility_shares.tolist() == [0.0, 0.0]


def test_a_target_that_cash_puts_out_of_reach_names_the_highest_return_of_the_whole() -> None:
    assert risky_target(0.2, cash=0.0, risk_free_rate=0.05, highest=0.1) == 0.2
    with pytest.raises(InputError, match=r"at most 0.105, .* 0.1 in cash at 0.05 allow, was 0.11"):
        risky_target(0.11, cash=0.1, risk_free_rate=0.05, highest=0.1)
