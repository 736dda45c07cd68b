"""Volatility term structures and their errors against arch and against simulated truth."""

from __future__ import annotations

import numpy as np
import pytest

from seawall.core import FloatArray
from seawall.errors import InputError
from seawall.models import (
    GarchKind,
    ResidualLaw,
    fit_garch,
    forecast_volatility,
    garch_parameter_covariance,
    roll_garch_variance,
)
from tests.tolerances import GARCH_ERROR_PEER, SCALED


def leveraged(n: int, seed: int, gamma: float = 0.12) -> FloatArray:
    rng = np.random.default_rng(seed)
    values, variance = np.empty(n), 1.0
    for t, draw in enumerate(rng.standard_normal(n)):
        values[t] = 0.03 + np.sqrt(variance) * draw
        shock = values[t] - 0.03
        variance = 0.05 + (0.05 + gamma * (shock < 0)) * shock**2 + 0.84 * variance
    return 0.01 * values


@pytest.mark.parametrize("kind", GarchKind)
def test_likelihood_path_and_robust_errors_agree_with_arch(kind: GarchKind) -> None:
    from arch import arch_model

    returns = leveraged(3000, seed=3)
    fit = fit_garch(returns, kind=kind)
    found = forecast_volatility(fit, returns, steps=10, sessions_per_year=252.0)
    model = arch_model(100.0 * returns, p=1, o=int(kind is GarchKind.GJR), q=1, rescale=False)
    peer = model.fit(disp="off", cov_type="robust", backcast=1e4 * fit.backcast_variance)
    assert fit.log_likelihood == pytest.approx(float(peer.loglikelihood) + len(returns) * np.log(100.0), abs=0.02)
    path = peer.forecast(horizon=10, reindex=False).variance.to_numpy()[-1] / 1e4
    assert (found.session_volatility**2 / 252.0) == pytest.approx(path, rel=1e-3)
    assert found.parameter_errors is not None
    units = np.array([100.0, 1e4, *[1.0] * (len(found.parameters) - 2)])
    assert found.parameter_errors * units == pytest.approx(np.asarray(peer.std_err), rel=GARCH_ERROR_PEER)


def test_the_first_session_and_the_long_run_are_those_of_the_fit() -> None:
    returns = leveraged(2000, seed=4)
    fit = fit_garch(returns, kind=GarchKind.GJR)
    found = forecast_volatility(fit, returns, steps=2000, sessions_per_year=365.0)
    assert found.average_volatility[0] == pytest.approx(fit.next_volatility * np.sqrt(365.0), rel=SCALED)
    assert found.session_volatility[-1] == pytest.approx(found.long_run_volatility, rel=1e-6)
    assert found.lower is not None
    assert found.upper is not None
    assert (found.lower < found.average_volatility).all()
    assert (found.average_volatility < found.upper).all()


def test_bounds_cover_the_true_volatility_of_tomorrow() -> None:
    inside, runs = 0, 60
    for seed in range(runs):
        rng = np.random.default_rng(seed)
        values, variance = np.empty(1200), 1.0
        for t, draw in enumerate(rng.standard_normal(1200)):
            values[t] = np.sqrt(variance) * draw
            variance = 0.05 + 0.1 * values[t] ** 2 + 0.85 * variance
        fit = fit_garch(values)
        found = forecast_volatility(fit, values, steps=1, sessions_per_year=1.0)
        assert found.lower is not None
        assert found.upper is not None
        inside += int(found.lower[0] <= np.sqrt(variance) <= found.upper[0])
    assert inside / runs > 0.85, inside


def test_errors_scale_with_the_unit_of_the_returns() -> None:
    returns = leveraged(1500, seed=6)
    small, large = (garch_parameter_covariance(fit_garch(each), each) for each in (returns, 100.0 * returns))
    units = np.array([100.0, 1e4, 1.0, 1.0])
    assert large == pytest.approx(small * np.outer(units, units), rel=1e-2)


def test_a_fit_on_the_edge_says_why_it_has_no_bounds() -> None:
    noise = 0.01 * np.random.default_rng(1).standard_normal(600)
    for seed in range(12):
        sample = 0.01 * np.random.default_rng(seed).standard_normal(400)
        fit = fit_garch(sample)
        if fit.alpha < 1e-6:
            found = forecast_volatility(fit, sample, steps=5, sessions_per_year=252.0)
            assert found.lower is None
            assert "edge" in found.why_no_errors
            return
    pytest.fail(f"no sample of {len(noise)} draws ended on the edge")


def test_another_sample_or_law_is_refused() -> None:
    returns = leveraged(600, seed=7)
    fit = fit_garch(returns)
    with pytest.raises(InputError, match="must be the sample of 'fit'"):
        forecast_volatility(fit, returns[::-1].copy(), steps=1, sessions_per_year=252.0)
    with pytest.raises(InputError, match="normal residuals"):
        forecast_volatility(fit_garch(returns, law=ResidualLaw.STUDENT_T), returns, steps=1, sessions_per_year=252.0)
    with pytest.raises(InputError, match="'steps'"):
        forecast_volatility(fit, returns, steps=0, sessions_per_year=252.0)


def test_held_parameters_follow_the_path_of_the_fit() -> None:
    returns = leveraged(800, seed=8)
    fit = fit_garch(returns)
    path = roll_garch_variance(fit, returns)
    assert np.sqrt(path[:-1]) == pytest.approx(fit.volatility, rel=SCALED)
    assert np.sqrt(path[-1]) == pytest.approx(fit.next_volatility, rel=SCALED)
