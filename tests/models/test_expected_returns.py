"""Expected returns: by hand, against PyPortfolioOpt and skfolio, by simulation, and with units that cannot be mixed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from seawall.errors import InputError
from seawall.models import capm_mean, compounded_mean, ewma_mean, historical_mean, james_stein_mean, sample_covariance
from seawall.optimize import AssetMoments, ExpectedReturns, ReturnCovariance
from tests.tolerances import EXACT, PEER

RETURNS = np.random.default_rng(5).standard_t(4, (400, 6)) * 0.01 + np.linspace(-0.001, 0.002, 6)


def test_half_up_and_forty_down_gain_five_on_average_and_lose_ten_together() -> None:
    sample = np.array([[0.5], [-0.4]])
    assert historical_mean(sample, periods_per_year=2.0).values == pytest.approx([0.05], rel=EXACT)
    assert historical_mean(sample, periods_per_year=2.0).annual().values == pytest.approx([0.10], rel=EXACT)
    assert compounded_mean(sample, periods_per_year=2.0).values == pytest.approx([-0.10], rel=EXACT)


def test_pyportfolioopt_agrees() -> None:
    expected_returns = pytest.importorskip("pypfopt.expected_returns")
    frame = pd.DataFrame(RETURNS)
    arithmetic = expected_returns.mean_historical_return(frame, returns_data=True, compounding=False, frequency=252)
    compounded = expected_returns.mean_historical_return(frame, returns_data=True, compounding=True, frequency=252)
    assert historical_mean(RETURNS, periods_per_year=252.0).annual().values == pytest.approx(arithmetic, rel=PEER)
    assert compounded_mean(RETURNS, periods_per_year=252.0).values == pytest.approx(compounded, rel=PEER)


def test_skfolio_shrinks_alike() -> None:
    moments = pytest.importorskip("skfolio.moments")
    few = RETURNS[:60]
    peer = moments.ShrunkMu(method=moments.ShrunkMuMethods.JAMES_STEIN).fit(few)
    ours = james_stein_mean(few, periods_per_year=252.0)
    assert ours.values == pytest.approx(peer.mu_, rel=PEER)


def test_shrinkage_is_closer_to_the_truth_on_average() -> None:
    """Ten assets of like means and unrelated noise: the squared error of James and Stein is less, by a wide margin."""
    truth = np.linspace(0.0003, 0.0007, 10)
    plain, shrunk = 0.0, 0.0
    for seed in range(200):
        sample = truth + 0.01 * np.random.default_rng(seed).standard_normal((250, 10))
        plain += float(np.square(sample.mean(axis=0) - truth).sum())
        shrunk += float(np.square(james_stein_mean(sample, periods_per_year=252.0).values - truth).sum())
    assert shrunk < 0.5 * plain


def test_the_common_mean_is_kept_and_one_factor_forbids_shrinkage() -> None:
    estimate = james_stein_mean(RETURNS[:60], periods_per_year=252.0)
    assert estimate.values.mean() == pytest.approx(RETURNS[:60].mean(), rel=EXACT)
    assert estimate.shrinkage is not None
    assert 0.0 < estimate.shrinkage < 1.0
    factor = np.random.default_rng(1).standard_normal((100, 1)) * np.linspace(0.5, 1.5, 5)
    assert james_stein_mean(factor, periods_per_year=252.0).shrinkage == 0.0


def test_ewma_by_hand_and_towards_the_plain_mean() -> None:
    weights = 0.94 ** np.arange(399, -1, -1.0)
    assert ewma_mean(RETURNS, periods_per_year=252.0, decay=0.94).values == pytest.approx(
        np.average(RETURNS, axis=0, weights=weights), rel=EXACT
    )
    slow = ewma_mean(RETURNS, periods_per_year=252.0, decay=1.0 - 1e-12)
    plain = historical_mean(RETURNS, periods_per_year=252.0)
    assert slow.values == pytest.approx(plain.values, abs=1e-9)
    assert slow.standard_errors == pytest.approx(plain.standard_errors, rel=1e-9)


def test_stated_errors_are_the_spread_over_simulations() -> None:
    drawn = [0.01 * np.random.default_rng(seed).standard_normal((250, 2)) + 0.001 for seed in range(600)]
    for estimator in (historical_mean, compounded_mean):
        found = [estimator(sample, periods_per_year=252.0) for sample in drawn]
        spread = np.std([each.values for each in found], axis=0, ddof=1)
        stated = np.mean([np.asarray(each.standard_errors) for each in found], axis=0)
        # the spread of 600 is known to 3 %
        assert stated == pytest.approx(spread, rel=0.12), estimator.__name__


def test_the_security_market_line() -> None:
    line = capm_mean([0.0, 1.0, 2.0, -0.5], market_return=0.12, risk_free_rate=0.05, periods_per_year=1.0)
    assert line.values == pytest.approx([0.05, 0.12, 0.19, 0.015], rel=EXACT)


def test_a_daily_mean_does_not_go_with_an_annual_covariance() -> None:
    mean = historical_mean(RETURNS, periods_per_year=252.0)
    names = tuple("ABCDEF")
    daily = ReturnCovariance(sample_covariance(RETURNS).matrix, periods_per_year=252.0, method="sample")
    expected = ExpectedReturns(mean.values, mean.periods_per_year, mean.method)
    with pytest.raises(InputError, match="per period of 1/252 year, but 'covariance' is per year"):
        AssetMoments(names, expected, daily.annual())
    annual = mean.annual()
    together = AssetMoments(
        names, ExpectedReturns(annual.values, annual.periods_per_year, annual.method), daily.annual()
    )
    assert together.mean == pytest.approx(252.0 * RETURNS.mean(axis=0), rel=EXACT)


def test_bad_input_is_refused_in_one_line() -> None:
    with pytest.raises(InputError, match="'decay' must be above 0 and below 1"):
        ewma_mean(RETURNS, periods_per_year=252.0, decay=1.0)
    with pytest.raises(InputError, match="'returns' must be above -1 to be compounded"):
        compounded_mean(np.array([[0.5], [-1.0]]), periods_per_year=252.0)
    with pytest.raises(InputError, match="'periods_per_year' must be finite and above 0"):
        historical_mean(RETURNS, periods_per_year=0.0)
    with pytest.raises(InputError, match="never does in 'B'"):
        historical_mean(np.array([[0.1, 0.2], [0.3, 0.2]]), periods_per_year=252.0, names=["A", "B"])
    with pytest.raises(InputError, match="'market_return' must be finite"):
        capm_mean([1.0], market_return=float("nan"), risk_free_rate=0.0, periods_per_year=1.0)
