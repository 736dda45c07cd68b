"""skfolio's optima on its own data, never better than ours and never far."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from seawall.optimize import AssetMoments, ExpectedReturns, ReturnCovariance, efficient_frontier
from tests.tolerances import EXACT, FRONTIER_GAP, PEER_OBJECTIVE

RATE = 0.05 / 252


@pytest.fixture(scope="module")
def stocks() -> Any:
    """Daily returns of seven stocks over ten years."""
    from skfolio.datasets import load_sp500_dataset
    from skfolio.preprocessing import prices_to_returns

    return prices_to_returns(load_sp500_dataset())[["AAPL", "AMD", "BAC", "GE", "JNJ", "KO", "XOM"]].iloc[-2520:]


def _model(**settings: Any) -> Any:
    from skfolio.moments import EmpiricalCovariance, EmpiricalMu
    from skfolio.optimization import MeanRisk
    from skfolio.prior import EmpiricalPrior

    prior = EmpiricalPrior(mu_estimator=EmpiricalMu(), covariance_estimator=EmpiricalCovariance())
    return MeanRisk(prior_estimator=prior, min_weights=0.02, max_weights=0.4, **settings)


def test_least_volatility_and_tangency(stocks: Any) -> None:
    from skfolio.optimization import ObjectiveFunction

    moments = AssetMoments(
        tuple(stocks.columns),
        ExpectedReturns(stocks.mean().to_numpy(), periods_per_year=252.0, method="historical"),
        ReturnCovariance(stocks.cov().to_numpy(), periods_per_year=252.0, method="sample"),
    )
    frontier = efficient_frontier(moments, bounds=(0.02, 0.40))

    weights = _model().fit(stocks).weights_
    theirs = float(np.sqrt(weights @ moments.matrix @ weights))
    ours = frontier.minimum_volatility().volatility
    # a solver within its tolerance may break the total, and gain by it what it is off
    slack = EXACT + 2.0 * abs(float(weights.sum()) - 1.0) + 2.0 * float(np.maximum(0.02 - weights, 0.0).sum())
    assert ours * (1.0 - slack) <= theirs <= ours * (1.0 + PEER_OBJECTIVE)

    weights = _model(objective_function=ObjectiveFunction.MAXIMIZE_RATIO, risk_free_rate=RATE).fit(stocks).weights_
    ratio = float((weights @ moments.mean - RATE * weights.sum()) / np.sqrt(weights @ moments.matrix @ weights))
    best = frontier.max_sharpe(risk_free_rate=RATE).sharpe_ratio
    assert best is not None
    slack = EXACT + 2.0 * float(np.maximum(0.02 - weights, 0.0).sum() + np.maximum(weights - 0.4, 0.0).sum())
    assert best * (1.0 + slack) >= ratio >= best * (1.0 - PEER_OBJECTIVE)
    assert slack < FRONTIER_GAP * 100
