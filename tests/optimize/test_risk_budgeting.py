"""Risk budgets: closed forms, the shares themselves, other libraries, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.core import FloatArray
from seawall.errors import InputError, NumericalError
from seawall.optimize import ReturnCovariance, risk_budget_portfolio
from tests.optimize.shortfall_problems import factor_returns
from tests.tolerances import EXACT, RISK_PARITY_PEER


def _covariance(matrix: FloatArray) -> ReturnCovariance:
    return ReturnCovariance(matrix, periods_per_year=1.0, method="stated")


def _names(n: int) -> tuple[str, ...]:
    return tuple(f"A{i}" for i in range(n))


@given(st.floats(0.01, 3.0), st.floats(0.01, 3.0), st.floats(-0.95, 0.99))
def test_two_assets_whatever_their_correlation(first: float, second: float, correlation: float) -> None:
    """Parity of two assets is in inverse proportion to their volatilities (Maillard, Roncalli, Teïletche)."""
    cross = correlation * first * second
    found = risk_budget_portfolio(_covariance(np.array([[first**2, cross], [cross, second**2]])), names=_names(2))
    expected = np.array([second, first]) / (first + second)
    assert found.weights == pytest.approx(expected, rel=1e-11), f"{first}, {second}, {correlation}"


@given(st.lists(st.floats(0.01, 2.0), min_size=1, max_size=12), st.floats(0.0, 0.95))
def test_one_correlation_for_all_gives_inverse_volatilities(deviations: list[float], correlation: float) -> None:
    scale, n = np.array(deviations), len(deviations)
    matrix = np.outer(scale, scale) * (correlation + (1.0 - correlation) * np.eye(n))
    found = risk_budget_portfolio(_covariance(matrix), names=_names(n))
    assert found.weights == pytest.approx(1.0 / scale / (1.0 / scale).sum(), rel=1e-11)


@given(st.integers(1, 40), st.integers(0, 1_000), st.booleans())
def test_the_shares_are_met(n: int, seed: int, even: bool) -> None:
    matrix = np.cov(factor_returns(60 + n, n, seed), rowvar=False).reshape(n, n)
    budgets = None if even else np.random.default_rng(seed).dirichlet(np.full(n, 0.7)) * 0.99 + 0.01 / n
    found = risk_budget_portfolio(_covariance(matrix), names=_names(n), budgets=budgets)
    wanted = np.full(n, 1.0 / n) if budgets is None else budgets
    shares = found.weights * (matrix @ found.weights) / (found.weights @ matrix @ found.weights)
    assert np.abs(shares - wanted).max() < EXACT, f"n {n}, seed {seed}"
    assert found.weights.sum() == pytest.approx(1.0, abs=EXACT)
    assert found.volatility == pytest.approx(np.sqrt(found.weights @ matrix @ found.weights), rel=EXACT)


def test_the_unit_of_time_changes_no_weight() -> None:
    daily = ReturnCovariance(np.cov(factor_returns(300, 6, 1), rowvar=False), periods_per_year=252.0, method="sample")
    first, second = (risk_budget_portfolio(each, names=_names(6)) for each in (daily, daily.annual()))
    assert first.weights == pytest.approx(second.weights, rel=EXACT)
    assert second.volatility == pytest.approx(first.volatility * np.sqrt(252.0), rel=EXACT)


def test_skfolio_agrees() -> None:
    skfolio = pytest.importorskip("skfolio.optimization")
    from skfolio import RiskMeasure

    returns = factor_returns(500, 8, 4)
    matrix = np.cov(returns, rowvar=False)
    peer = skfolio.RiskBudgeting(risk_measure=RiskMeasure.STANDARD_DEVIATION).fit(returns).weights_
    ours = risk_budget_portfolio(_covariance(matrix), names=_names(8))
    assert ours.weights == pytest.approx(peer, abs=RISK_PARITY_PEER)
    shares = peer * (matrix @ peer) / (peer @ matrix @ peer)
    assert ours.residual <= np.abs(shares - 1 / 8).max()


def test_bounds_hold_or_are_refused_with_the_asset_that_breaks_them() -> None:
    covariance = _covariance(np.diag([0.01, 0.04, 0.16]))
    inside = risk_budget_portfolio(covariance, names=("TLT", "SPY", "BTC"), bounds=(0.1, 0.6))
    assert inside.weights == pytest.approx([4 / 7, 2 / 7, 1 / 7], rel=1e-11)
    with pytest.raises(InputError, match=r"'TLT' weighs 0\.571429, which the bounds want at most 0\.5"):
        risk_budget_portfolio(covariance, names=("TLT", "SPY", "BTC"), bounds=(0.0, 0.5))


def test_bad_input_is_refused_in_one_line() -> None:
    covariance = _covariance(np.diag([0.01, 0.04]))
    with pytest.raises(InputError, match=r"'budgets' must be above 0, was .* at 1; leave that asset out"):
        risk_budget_portfolio(covariance, names=_names(2), budgets=[1.0, 0.0])
    with pytest.raises(InputError, match=r"'budgets' must sum to 1, summed to 1\.1"):
        risk_budget_portfolio(covariance, names=_names(2), budgets=[0.6, 0.5])
    with pytest.raises(InputError, match="'budgets' must have shape"):
        risk_budget_portfolio(covariance, names=_names(2), budgets=[1.0])
    with pytest.raises(NumericalError, match="'A1' has no variance"):
        risk_budget_portfolio(_covariance(np.diag([0.01, 0.0])), names=_names(2))
    hedged = _covariance(np.array([[0.04, -0.04], [-0.04, 0.04]]))
    with pytest.raises(NumericalError, match="singular"):
        risk_budget_portfolio(hedged, names=_names(2))
