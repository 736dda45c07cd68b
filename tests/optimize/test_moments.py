"""What no returns can have is refused, and so are two units of time."""

from __future__ import annotations

import numpy as np
import pytest

from seawall.errors import InputError, NumericalError
from seawall.optimize import AssetMoments, ExpectedReturns, ReturnCovariance


def _pair(mean_periods: float, covariance_periods: float) -> AssetMoments:
    return AssetMoments(
        ("BTC", "SPY"),
        ExpectedReturns(np.array([0.001, 0.0004]), periods_per_year=mean_periods, method="historical"),
        ReturnCovariance(np.diag([1e-3, 1e-4]), periods_per_year=covariance_periods, method="sample"),
    )


def test_a_daily_mean_with_an_annual_covariance_is_refused() -> None:
    with pytest.raises(InputError, match=r"per period of 1/252 year, but 'covariance' is per year; .*\.annual\(\)"):
        _pair(252.0, 1.0)
    both = _pair(252.0, 252.0).annual()
    assert both.periods_per_year == 1.0
    assert both.mean == pytest.approx([0.252, 0.1008])
    assert both.matrix == pytest.approx(np.diag([0.252, 0.0252]))


def test_a_matrix_that_is_no_covariance_is_refused() -> None:
    with pytest.raises(InputError, match=r"symmetric, was 0\.2 at \(0, 1\), 0\.3 across"):
        ReturnCovariance(np.array([[1.0, 0.2], [0.3, 1.0]]), 1.0, "typed")
    with pytest.raises(NumericalError, match=r"smallest eigenvalue -0\.5.*assets 0, 1"):
        ReturnCovariance(np.array([[1.0, -1.6, 0.0], [-1.6, 1.1, 0.0], [0.0, 0.0, 1.0]]) * (0.5 / 0.5508), 1.0, "typed")
    with pytest.raises(NumericalError, match=r"variance -0\.1 at 1"):
        ReturnCovariance(np.diag([1.0, -0.1]), 1.0, "typed")
    with pytest.raises(InputError, match="shape"):
        ReturnCovariance(np.ones((2, 3)), 1.0, "typed")
    with pytest.raises(InputError, match="finite"):
        ReturnCovariance(np.full((2, 2), np.nan), 1.0, "typed")


def test_a_singular_covariance_is_one() -> None:
    rng = np.random.default_rng(2)
    for scale in (1e-8, 1.0, 1e8):
        data = rng.normal(size=(10, 40)) * scale
        assert len(ReturnCovariance(data.T @ data / 10, 1.0, "sample").matrix) == 40
    assert ReturnCovariance(np.zeros((3, 3)), 1.0, "none").matrix.sum() == 0.0


@pytest.mark.parametrize("names", [("BTC", "BTC"), ("BTC",), ()])
def test_names_and_figures_must_match(names: tuple[str, ...]) -> None:
    with pytest.raises(InputError):
        AssetMoments(
            names,
            ExpectedReturns(np.array([0.1, 0.2]), periods_per_year=1.0, method="stated"),
            ReturnCovariance(np.eye(2), periods_per_year=1.0, method="stated"),
        )


@pytest.mark.parametrize("periods", [0.0, -1.0, float("nan")])
def test_a_year_has_periods(periods: float) -> None:
    with pytest.raises(InputError, match="periods_per_year"):
        ExpectedReturns(np.array([0.1]), periods_per_year=periods, method="stated")
