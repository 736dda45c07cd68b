"""GARCH against the published benchmark, a recursion in plain Python, and simulated truth."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.special import gammaln

from seawall.core import FloatArray
from seawall.errors import InputError, NumericalError
from seawall.models import GarchFit, GarchKind, ResidualLaw, fit_garch
from seawall.models import garch as garch_module
from tests.tolerances import (
    EXACT,
    LOG_LIKELIHOOD,
    PEER,
    PRINTED_EIGHT,
    PRINTED_SIX,
    PRINTED_THREE,
    REFIT_LIKELIHOOD,
    REFIT_PARAMETER,
)


def _simulate(n: int, seed: int, *, gamma: float = 0.0, degrees: float | None = None) -> FloatArray:
    """Returns of 1 % a day with alpha .06, beta .88 less half of gamma, and a small mean."""
    rng = np.random.default_rng(seed)
    draws = rng.standard_normal(n + 500)
    if degrees is not None:
        draws = rng.standard_t(degrees, n + 500) * math.sqrt((degrees - 2) / degrees)
    returns, variance = np.empty(n + 500), 1e-4
    for t, draw in enumerate(draws):
        residual = math.sqrt(variance) * float(draw)
        returns[t] = 3e-4 + residual
        weight = 0.06 + (gamma if residual < 0 else 0.0)
        variance = 6e-6 + weight * residual**2 + (0.88 - 0.5 * gamma) * variance
    return returns[500:]


def _oracle(fit: GarchFit, returns: FloatArray) -> tuple[list[float], float]:
    """Volatilities, one more than returns, and log-likelihood: nothing but the definition, in plain Python."""
    residuals = [float(each) - fit.mean for each in returns]
    start = sum(each * each for each in residuals) / len(residuals)
    variance = fit.omega + (fit.alpha + 0.5 * fit.gamma + fit.beta) * start
    volatilities, likelihood = [], 0.0
    for residual in residuals:
        volatilities.append(math.sqrt(variance))
        z2 = residual**2 / variance
        nu = fit.degrees_of_freedom
        if nu is None:
            likelihood += -0.5 * (math.log(2 * math.pi) + math.log(variance) + z2)
        else:
            likelihood += float(gammaln((nu + 1) / 2) - gammaln(nu / 2)) - 0.5 * math.log(math.pi * (nu - 2) * variance)
            likelihood -= (nu + 1) / 2 * math.log(1 + z2 / (nu - 2))
        leverage = fit.gamma if residual < 0 else 0.0
        variance = fit.omega + (fit.alpha + leverage) * residual**2 + fit.beta * variance
    volatilities.append(math.sqrt(variance))
    return volatilities, likelihood


@pytest.mark.real_data
def test_the_benchmark_of_fiorentini_calzolari_and_panattoni(real_data: Path) -> None:
    """1,974 DEM/GBP returns. With the mean squared residual before the sample the maximum has ω .01076140, one unit of
    the last digit above the print; there all slopes vanish, and the likelihood exceeds that of the printed values."""
    returns = np.loadtxt(real_data / "benchmarks/rugarch/dmbp.csv", delimiter=",", skiprows=1)[:, 0]
    fit = fit_garch(returns)
    assert len(returns) == 1974
    assert fit.mean == pytest.approx(-0.00619041, abs=PRINTED_EIGHT)
    assert fit.omega == pytest.approx(0.0107613, abs=1.5e-7)
    assert fit.alpha == pytest.approx(0.153134, abs=PRINTED_SIX)
    assert fit.beta == pytest.approx(0.805974, abs=PRINTED_SIX)
    assert fit.log_likelihood == pytest.approx(-1106.608, abs=PRINTED_THREE)
    printed = dataclasses.replace(fit, mean=-0.00619041, omega=0.0107613, alpha=0.153134, beta=0.805974)
    assert fit.log_likelihood >= _oracle(printed, returns)[1]


@pytest.mark.real_data
def test_the_start_of_the_variance_is_what_the_benchmark_turns_on(real_data: Path) -> None:
    """arch's own start, a decaying average of the first returns, ends at ω .00991511 and -1104.52."""
    from arch import arch_model

    returns = np.loadtxt(real_data / "benchmarks/rugarch/dmbp.csv", delimiter=",", skiprows=1)[:, 0]
    peer = arch_model(returns, mean="Constant", vol="GARCH", p=1, q=1, rescale=False).fit(disp="off")
    assert float(peer.loglikelihood) == pytest.approx(-1104.52, abs=5e-3)
    assert fit_garch(returns).log_likelihood == pytest.approx(-1106.608, abs=PRINTED_THREE)


@pytest.mark.parametrize("kind", GarchKind)
@pytest.mark.parametrize("law", ResidualLaw)
@pytest.mark.parametrize("constant_mean", [True, False])
def test_path_and_likelihood_by_the_recursion(kind: GarchKind, law: ResidualLaw, constant_mean: bool) -> None:
    returns = _simulate(600, seed=1, gamma=0.08, degrees=6.0)
    fit = fit_garch(returns, kind=kind, law=law, constant_mean=constant_mean)
    volatilities, likelihood = _oracle(fit, returns)
    np.testing.assert_allclose(fit.volatility, volatilities[:-1], rtol=PEER)
    assert fit.next_volatility == pytest.approx(volatilities[-1], rel=PEER)
    assert fit.log_likelihood == pytest.approx(likelihood, abs=LOG_LIKELIHOOD)
    np.testing.assert_allclose(fit.mean + fit.volatility * fit.residuals, returns, atol=1e-15)
    assert fit.backcast_variance == pytest.approx(float(np.mean((returns - fit.mean) ** 2)), rel=EXACT)
    assert (fit.mean == 0.0) is not constant_mean
    assert (fit.gamma == 0.0) is (kind is GarchKind.GARCH)
    assert (fit.degrees_of_freedom is None) is (law is ResidualLaw.NORMAL)


@pytest.mark.parametrize("kind", GarchKind)
@pytest.mark.parametrize("law", ResidualLaw)
def test_no_neighbour_is_likelier(kind: GarchKind, law: ResidualLaw) -> None:
    returns = _simulate(800, seed=3, gamma=0.08, degrees=6.0)
    fit = fit_garch(returns, kind=kind, law=law)
    names = ["omega", "alpha", "beta", *(["gamma"] if kind is GarchKind.GJR else [])]
    names += ["degrees_of_freedom"] if law is ResidualLaw.STUDENT_T else []
    for name in names:
        for factor in (0.98, 1.02):
            moved = dataclasses.replace(fit, **{name: getattr(fit, name) * factor})
            assert _oracle(moved, returns)[1] < fit.log_likelihood + LOG_LIKELIHOOD, (name, factor)
    for shift in (-1e-4, 1e-4):
        assert _oracle(dataclasses.replace(fit, mean=fit.mean + shift), returns)[1] < fit.log_likelihood


def test_the_unit_of_the_returns_changes_nothing() -> None:
    returns = _simulate(500, seed=4)
    plain, percent = fit_garch(returns), fit_garch(100.0 * returns)
    assert percent.alpha == pytest.approx(plain.alpha, rel=REFIT_PARAMETER)
    assert percent.omega == pytest.approx(1e4 * plain.omega, rel=REFIT_PARAMETER)
    assert percent.next_volatility == pytest.approx(100.0 * plain.next_volatility, rel=REFIT_PARAMETER)
    assert percent.log_likelihood == pytest.approx(plain.log_likelihood - 500 * math.log(100.0), abs=REFIT_LIKELIHOOD)


def test_an_earlier_fit_may_start_the_search() -> None:
    returns = _simulate(521, seed=6, gamma=0.08, degrees=5.0)
    for kind in GarchKind:
        for law in ResidualLaw:
            early = fit_garch(returns[:500], kind=kind, law=law)
            cold = fit_garch(returns[21:], kind=kind, law=law)
            warm = fit_garch(returns[21:], kind=kind, law=law, start=early)
            assert warm.log_likelihood == pytest.approx(cold.log_likelihood, abs=REFIT_LIKELIHOOD), (kind, law)
            assert warm.next_volatility == pytest.approx(cold.next_volatility, rel=1e-4), (kind, law)
    with pytest.raises(InputError, match="'start' must be a fit of kind garch and law normal, was gjr and student_t"):
        fit_garch(returns, start=warm)


def test_the_truth_is_found_in_a_long_sample() -> None:
    fit = fit_garch(_simulate(8000, seed=8, gamma=0.1, degrees=6.0), kind=GarchKind.GJR, law=ResidualLaw.STUDENT_T)
    assert fit.alpha == pytest.approx(0.06, abs=0.03)
    assert fit.gamma == pytest.approx(0.10, abs=0.04)
    assert fit.beta == pytest.approx(0.83, abs=0.04)
    assert fit.degrees_of_freedom == pytest.approx(6.0, abs=1.0)
    assert fit.long_run_volatility == pytest.approx(0.01, rel=0.08)
    assert float(np.std(fit.residuals)) == pytest.approx(1.0, abs=0.03)


def _by_hand(**changes: object) -> GarchFit:
    values: dict[str, object] = {
        "kind": GarchKind.GJR,
        "law": ResidualLaw.NORMAL,
        "mean": 0.0,
        "omega": 0.1,
        "alpha": 0.05,
        "gamma": 0.1,
        "beta": 0.8,
        "degrees_of_freedom": None,
        "volatility": np.ones(3),
        "next_volatility": 2.0,
        "residuals": np.zeros(3),
        "log_likelihood": 0.0,
        "backcast_variance": 1.0,
    }
    return GarchFit(**(values | changes))  # type: ignore[arg-type]


def test_half_life_and_term_structure() -> None:
    fit = _by_hand()
    assert fit.persistence == pytest.approx(0.9, rel=EXACT)
    assert 0.9**fit.half_life_sessions == pytest.approx(0.5, rel=EXACT)
    assert fit.long_run_volatility == pytest.approx(1.0, rel=EXACT)
    variance, expected = 4.0, []
    for _ in range(30):
        expected.append(variance)
        variance = 0.1 + 0.9 * variance
    np.testing.assert_allclose(fit.variance_path(30), expected, rtol=1e-12)
    assert _by_hand(alpha=0.0, gamma=0.0, beta=0.0).half_life_sessions == 0.0
    with pytest.raises(InputError, match="'horizon_sessions' must be at least 1"):
        fit.variance_path(0)


def test_the_term_structure_is_the_mean_of_simulated_paths() -> None:
    fit = _by_hand()
    rng = np.random.default_rng(10)
    n = 200_000
    variance = np.full(n, fit.next_volatility**2)
    for expected in fit.variance_path(6):
        error = float(variance.std()) / math.sqrt(n)
        assert abs(float(variance.mean()) - expected) <= 4 * error + 1e-9, (float(variance.mean()), expected)
        variance = fit.next_variance(variance, np.sqrt(variance) * rng.standard_normal(n))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"omega": 0.0}, "'omega'"),
        ({"beta": 0.95}, "must not be above 1"),
        ({"beta": math.nan}, "must not be above 1"),
        ({"residuals": np.zeros(2)}, "'residuals'"),
        ({"volatility": np.array([1.0, np.nan, 1.0])}, "'volatility'"),
        ({"next_volatility": math.inf}, "'next_volatility'"),
    ],
)
def test_a_fit_that_is_none_cannot_be_made(changes: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        _by_hand(**changes)


@pytest.mark.parametrize(
    ("returns", "message"),
    [
        (np.linspace(-1.0, 1.0, 99), "at least 100 observations for a GARCH fit, was 99"),
        (np.full(200, 0.01), "variance is 0"),
        (np.array([0.01, -0.01] * 100 + [np.nan]), "finite"),
        (np.ones((200, 2)), "shape"),
    ],
)
def test_returns_that_cannot_be_fitted_are_refused(returns: FloatArray, message: str) -> None:
    with pytest.raises(InputError, match=message):
        fit_garch(returns)


@pytest.mark.parametrize("seed", range(5))
def test_a_variance_that_does_not_return_is_integrated(seed: int) -> None:
    """Volatility that only rises has persistence 1 at its likeliest."""
    growth = np.exp(np.linspace(0.0, 3.0, 600))
    fit = fit_garch(0.001 * growth * np.random.default_rng(seed).standard_normal(600))
    assert fit.is_integrated, fit
    assert fit.persistence == pytest.approx(1.0, abs=1e-6)
    for figure in ("half_life_sessions", "long_run_volatility"):
        with pytest.raises(NumericalError, match="integrated garch fit, of persistence 1, has no"):
            getattr(fit, figure)
    steps = np.diff(fit.variance_path(5))
    assert steps == pytest.approx(np.full(4, fit.omega), abs=2e-6 * fit.next_volatility**2)


def test_a_law_without_variance_is_refused() -> None:
    with pytest.raises(NumericalError, match=r"asks for 2\.05 degrees of freedom or fewer"):
        fit_garch(np.random.default_rng(0).standard_cauchy(500), law=ResidualLaw.STUDENT_T)


def test_a_likelihood_that_our_recursion_does_not_reach_is_refused() -> None:
    """The peer clips variances at wild days, and would then have maximised another likelihood than ours."""
    sample = _simulate(500, seed=4)
    fit = fit_garch(sample)
    made: dict[str, Any] = {"scale": 1.0, "kind": fit.kind, "law": fit.law}
    parameters = (fit.mean, fit.omega, fit.alpha, fit.gamma, fit.beta, None)
    again = garch_module._complete(sample, **made, parameters=parameters, unit_likelihood=fit.log_likelihood)
    assert again.next_volatility == pytest.approx(fit.next_volatility, rel=EXACT)
    with pytest.raises(NumericalError, match="met a bound on the variance"):
        garch_module._complete(sample, **made, parameters=parameters, unit_likelihood=fit.log_likelihood + 1.0)


def test_a_search_that_is_cut_short_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(garch_module, "_MOST_ITERATIONS", 2)
    with pytest.raises(NumericalError, match="garch fit with normal residuals to 500 returns did not converge: Iter"):
        fit_garch(_simulate(500, seed=4))


def test_a_search_that_gives_up_is_begun_again_where_it_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first search is told that it found no direction; a second one, from its point, must follow and agree."""
    sample = _simulate(500, seed=4, gamma=0.06)
    plain = fit_garch(sample, kind=GarchKind.GJR)
    search, starts = garch_module._maximise, []

    def gives_up_once(*arguments: Any) -> Any:
        found = search(*arguments)
        starts.append(arguments[-1])
        if len(starts) == 1:
            found.__dict__["_optim_output"]["status"] = garch_module._NO_DIRECTION
        return found

    monkeypatch.setattr(garch_module, "_maximise", gives_up_once)
    again = fit_garch(sample, kind=GarchKind.GJR)
    assert starts[0] is None
    assert len(starts) == 2
    assert starts[1][2] == pytest.approx(plain.alpha, abs=1e-5)
    assert again.log_likelihood == pytest.approx(plain.log_likelihood, abs=REFIT_LIKELIHOOD)
