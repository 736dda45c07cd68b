"""The frontier of a table of pandas: the numbers of the engine, and one line for every fault of the table."""

from __future__ import annotations

import inspect

import numpy as np
import pandas as pd
import pytest

import seawall
from seawall import Frontier
from seawall.core import sessions_per_year
from seawall.errors import InputError
from seawall.models import james_stein_mean, ledoit_wolf_covariance, sample_covariance
from seawall.optimize import (
    AssetMoments,
    ExpectedReturns,
    ReturnCovariance,
    efficient_frontier,
    efficient_return,
    max_sharpe,
    minimum_volatility,
    weight_bounds,
)
from tests.tolerances import EXACT, QP_WEIGHTS

NAMES = ["SPY", "TLT", "BTC", "GLD"]


def _prices(sessions: int = 700, seed: int = 4) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    steps = rng.normal([7e-4, 2e-4, 1.2e-3, 4e-4], [0.010, 0.006, 0.030, 0.009], (sessions, 4))
    days = pd.bdate_range("2022-01-03", periods=sessions)
    return pd.DataFrame(100.0 * np.cumprod(1.0 + steps, axis=0), index=days, columns=NAMES)


def _moments(prices: pd.DataFrame) -> AssetMoments:
    """By hand: simple returns, Ledoit-Wolf, and sessions as the dates show them."""
    returns = prices.pct_change().iloc[1:].to_numpy()
    year = sessions_per_year(prices.index.to_numpy().astype("datetime64[D]"))
    return AssetMoments(
        tuple(prices.columns),
        ExpectedReturns(year * returns.mean(axis=0), 1.0, "by hand"),
        ReturnCovariance(year * ledoit_wolf_covariance(returns).matrix, 1.0, "by hand"),
    )


def test_answers_are_those_of_quadratic_programmes_on_moments_by_hand() -> None:
    prices, bounds = _prices(), (0.02, 0.50)
    moments, frontier = _moments(prices), Frontier.from_prices(prices, bounds=bounds)
    best = frontier.max_sharpe(risk_free_rate=0.03)
    by_programme = max_sharpe(moments, risk_free_rate=0.03, bounds=bounds)
    assert isinstance(best.weights, pd.Series)
    assert list(best.weights.index) == NAMES
    assert best.weights.to_numpy() == pytest.approx(by_programme.weights, abs=QP_WEIGHTS)
    assert best.sharpe_ratio == pytest.approx((best.expected_return - 0.03) / best.volatility, rel=EXACT)
    least = frontier.min_volatility()
    assert least.weights.to_numpy() == pytest.approx(minimum_volatility(moments, bounds=bounds).weights, abs=QP_WEIGHTS)
    assert least.sharpe_ratio is None
    target = 0.5 * (least.expected_return + frontier.exact.expected_returns[0])
    wanted = frontier.efficient_return(target)
    by_programme = efficient_return(moments, target_return=target, bounds=bounds)
    assert wanted.weights.to_numpy() == pytest.approx(by_programme.weights, abs=QP_WEIGHTS)
    again = frontier.efficient_risk(wanted.volatility)
    assert again.expected_return == pytest.approx(target, rel=1e-9)


def test_prices_and_their_returns_give_one_frontier_but_for_the_first_date() -> None:
    prices = _prices()
    frontier = Frontier.from_prices(prices, covariance="sample")
    returns = Frontier.from_returns(prices.pct_change().iloc[1:], covariance="sample")
    # the first close has no return: a table of returns shows one session and its span less
    assert returns.min_volatility().weights.to_numpy() == pytest.approx(
        frontier.min_volatility().weights.to_numpy(), rel=1e-9
    )


def test_tables_of_points_are_portfolios_within_the_bounds() -> None:
    frontier = Frontier.from_prices(_prices(), bounds=(0.05, 0.60))
    for table in (frontier.points(20), frontier.turning_points()):
        weights = table["weight"]
        assert list(weights.columns) == NAMES
        assert weights.to_numpy().sum(axis=1) == pytest.approx(1.0, abs=EXACT)
        assert weights.to_numpy().min() >= 0.05 - EXACT
        assert weights.to_numpy().max() <= 0.60 + EXACT
        matrix = frontier.exact.moments.matrix
        for (_, row), volatility in zip(weights.iterrows(), table["portfolio"]["volatility"], strict=True):
            assert volatility == pytest.approx(np.sqrt(row @ matrix @ row), rel=1e-9)
    assert frontier.points(20)["portfolio"]["expected_return"].is_monotonic_increasing
    assert (frontier.turning_points()["portfolio"]["residual"] < 1e-10).all()


def test_a_table_that_is_given_back_is_the_callers() -> None:
    prices = _prices()
    before = prices.copy()
    frontier = Frontier.from_prices(prices)
    weights = frontier.min_volatility().weights
    weights.iloc[0] = 9.0
    assert frontier.min_volatility().weights.iloc[0] != 9.0
    pd.testing.assert_frame_equal(prices, before)


def test_the_estimators_by_name_are_those_of_the_models() -> None:
    prices = _prices()
    returns = prices.pct_change().iloc[1:].to_numpy()
    year = sessions_per_year(prices.index.to_numpy().astype("datetime64[D]"))
    frontier = Frontier.from_prices(prices, covariance="sample", mean="james_stein")
    assert frontier.exact.moments.matrix == pytest.approx(year * sample_covariance(returns).matrix, rel=1e-12)
    drawn = james_stein_mean(returns, periods_per_year=year).annual()
    assert frontier.exact.moments.mean == pytest.approx(drawn.values, rel=1e-12)
    assert frontier.exact.moments.expected_returns.method == drawn.method
    for covariance, word in (("oracle_approximating", "oracle"), ("ewma", "EWMA"), ("asynchronous", "lag")):
        method = Frontier.from_prices(prices, covariance=covariance, mean="ewma").exact.moments.covariance.method
        assert word in method, covariance


def test_bounds_by_name_are_put_in_order() -> None:
    prices = _prices()
    upper = pd.Series({"GLD": 0.1, "BTC": 0.2, "TLT": 0.9, "SPY": 0.3})
    weights = Frontier.from_prices(prices, bounds=(0.0, upper)).min_volatility().weights
    assert (weights <= upper[weights.index] + EXACT).all()
    same = Frontier.from_prices(prices, bounds=weight_bounds(NAMES, (0.0, [0.3, 0.9, 0.2, 0.1])))
    assert same.min_volatility().weights.to_numpy() == pytest.approx(weights.to_numpy(), abs=EXACT)


def _spoiled(row: int, column: int, value: float) -> pd.DataFrame:
    prices = _prices(30)
    prices.iloc[row, column] = value
    return prices


@pytest.mark.parametrize(
    ("prices", "options", "fault"),
    [
        (_spoiled(3, 1, np.nan), {}, r"'prices' must be finite, was nan of TLT on 2022-01-06 \(1 such cells\)"),
        (_spoiled(3, 2, 0.0), {}, "'prices' must be above 0, was 0 of BTC on 2022-01-06"),
        (_spoiled(3, 2, -5.0), {}, "'prices' must be above 0, was -5 of BTC"),
        (_prices(30).iloc[::-1], {}, r"'prices.index' must rise strictly, but 2022-02-10 follows 2022-02-11"),
        (_prices(30)[["SPY"]], {}, "at least 2 assets, held 1"),
        (_prices(2), {}, "at least 3 rows, held 2"),
        (_prices(30).reset_index(drop=True), {}, r"must hold dates \(a DatetimeIndex\), was RangeIndex"),
        (_prices(30).astype(str), {}, "must hold numbers, but SPY does not"),
        (pd.concat([_prices(30), _prices(30)], axis=1), {}, "must not repeat, but 'SPY' does"),
        (_prices(30).to_numpy(), {}, "must be a pandas DataFrame"),
        (_prices(30), {"covariance": "ledoit-wolf"}, "did you mean 'ledoit_wolf'"),
        (_prices(30), {"mean": "histrical"}, "did you mean 'historical'"),
        (_prices(30), {"bounds": (0.5, 0.4)}, "bounds of 'SPY' cross: at least 0.5 and at most 0.4"),
        (_prices(30), {"bounds": (0.3, 0.4)}, r"lower bounds of 4 assets sum to 1.2, above their total of 1"),
        (_prices(30), {"bounds": 0.4}, "'bounds' must be a pair"),
        (_prices(30), {"bounds": (0.0, pd.Series({"SPY": 1.0}))}, "must name each asset once, but 'TLT' is not"),
    ],
)
def test_every_fault_is_one_line(prices: pd.DataFrame, options: dict[str, object], fault: str) -> None:
    with pytest.raises(InputError, match=fault) as caught:
        Frontier.from_prices(prices, **options)  # type: ignore[arg-type]
    assert "\n" not in str(caught.value)


def test_fifty_one_assets_of_at_least_two_percent_get_the_sentence_a_user_needs() -> None:
    rng = np.random.default_rng(2)
    returns = pd.DataFrame(
        0.01 * rng.standard_normal((100, 51)),
        index=pd.bdate_range("2024-01-01", periods=100),
        columns=[f"A{i}" for i in range(51)],
    )
    with pytest.raises(InputError, match=r"lower them to at most 0\.0196078, or take at most 50 assets"):
        Frontier.from_returns(returns, bounds=(0.02, 0.40))


def test_returns_that_are_none_are_refused() -> None:
    returns = _prices(30).pct_change().iloc[1:]
    returns.iloc[4, 0] = -1.0
    with pytest.raises(InputError, match="'returns' must be decimals above -1, was -1 of SPY"):
        Frontier.from_returns(returns)


def test_a_daily_mean_with_an_annual_covariance_is_refused() -> None:
    annual = _moments(_prices())
    daily = ExpectedReturns(annual.mean / 252.0, 252.0, "historical")
    with pytest.raises(InputError, match=r"per period of 1/252 year, but 'covariance' is per year; .*\.annual\(\)"):
        AssetMoments(annual.names, daily, annual.covariance)


def test_moments_of_ones_own_are_made_annual() -> None:
    annual = _moments(_prices())
    daily = AssetMoments(
        annual.names,
        ExpectedReturns(annual.mean / 252.0, 252.0, "daily"),
        ReturnCovariance(annual.matrix / 252.0, 252.0, "daily"),
    )
    found = Frontier.from_moments(daily, bounds=(0.0, 0.6)).max_sharpe(risk_free_rate=0.03)
    other = efficient_frontier(annual, bounds=(0.0, 0.6)).max_sharpe(risk_free_rate=0.03)
    assert found.weights.to_numpy() == pytest.approx(other.weights, rel=1e-9)
    assert "Sharpe" in repr(found)


def test_the_names_of_the_package_are_the_habit_of_the_field() -> None:
    assert seawall.Frontier is Frontier
    parameters = inspect.signature(Frontier.from_prices).parameters
    assert list(parameters) == ["prices", "bounds", "covariance", "mean"]
