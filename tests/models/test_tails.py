"""Generalised Pareto tails against the Danish fire claims, two libraries, and simulated truth."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from scipy import stats
from scipy.optimize import minimize_scalar

from seawall.core import FloatArray
from seawall.errors import InputError, NumericalError
from seawall.models import GeneralisedParetoFit, ProfileInterval, fit_generalised_pareto
from tests.tolerances import COVERAGE_STANDARD_ERRORS, EXACT, FITTED_PARAMETER, PRINTED_CENT, PRINTED_THREE, PROFILE_END


def _danish(real_data: Path) -> FloatArray:
    return np.loadtxt(real_data / "benchmarks/danish_fire.csv", delimiter=",", skiprows=1, usecols=1)


def _pareto(n: int, shape: float, seed: int, scale: float = 1.0) -> FloatArray:
    uniform = np.random.default_rng(seed).uniform(size=n)
    return scale * (-np.log(uniform) if shape == 0.0 else (uniform**-shape - 1.0) / shape)


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("threshold", "count", "shape", "scale"), [(10.0, 109, 0.497, 6.975), (20.0, 36, 0.684, 9.635)]
)
def test_danish_fire(real_data: Path, threshold: float, count: int, shape: float, scale: float) -> None:
    """McNeil (1997): 2,167 claims of a million kroner or more."""
    fit = fit_generalised_pareto(_danish(real_data), threshold=threshold)
    assert (fit.n_observations, fit.n_exceedances) == (2167, count)
    assert fit.shape == pytest.approx(shape, abs=PRINTED_THREE)
    assert fit.scale == pytest.approx(scale, abs=PRINTED_THREE)


@pytest.mark.real_data
def test_danish_fire_figures(real_data: Path) -> None:
    fit = fit_generalised_pareto(_danish(real_data), threshold=10.0)
    assert fit.value_at_risk(0.99) == pytest.approx(27.29, abs=PRINTED_CENT)
    assert fit.expected_shortfall(0.99) == pytest.approx(58.24, abs=PRINTED_CENT)
    assert fit.value_at_risk(0.999) == pytest.approx(94.34, abs=PRINTED_CENT)
    assert fit.shape_error == pytest.approx(0.14, abs=PRINTED_CENT)  # printed by McNeil, (0.14)


@pytest.mark.real_data
def test_danish_fire_of_the_heavier_tail_has_no_upper_end_of_es(real_data: Path) -> None:
    fit = fit_generalised_pareto(_danish(real_data), threshold=20.0)
    assert fit.shape_interval().upper > 1.0
    interval = fit.expected_shortfall_interval(0.99)
    assert interval.upper == math.inf
    assert interval.lower < fit.expected_shortfall(0.99)


@pytest.mark.parametrize("shape", [-0.3, -0.05, 0.0, 0.1, 0.5, 1.2])
def test_fit_against_scipy(shape: float) -> None:
    excesses = _pareto(400, shape, seed=int(100 * shape) + 50, scale=3.0)
    fit = fit_generalised_pareto(excesses + 7.0, threshold=7.0)
    peer_shape, _, peer_scale = stats.genpareto.fit(excesses, shape, floc=0.0, scale=3.0)
    assert fit.shape == pytest.approx(peer_shape, abs=FITTED_PARAMETER)
    assert fit.scale == pytest.approx(peer_scale, rel=FITTED_PARAMETER)
    likelihood = float(stats.genpareto.logpdf(fit.excesses, fit.shape, 0.0, fit.scale).sum())
    assert fit.log_likelihood == pytest.approx(likelihood, rel=1e-9)
    assert fit.log_likelihood >= float(stats.genpareto.logpdf(fit.excesses, peer_shape, 0.0, peer_scale).sum()) - 1e-7


def test_fit_against_pyextremes() -> None:
    import pandas as pd
    from pyextremes import EVA

    losses = _pareto(1500, 0.25, seed=12)
    fit = fit_generalised_pareto(losses, quantile=0.9)
    series = pd.Series(losses, index=pd.date_range("2000-01-01", periods=1500, freq="D"))
    model = EVA(series)
    model.get_extremes("POT", threshold=fit.threshold, r="1h")
    model.fit_model("MLE", distribution="genpareto")
    peer = model.distribution.mle_parameters
    assert fit.n_exceedances == 150
    assert fit.shape == pytest.approx(peer["c"], abs=FITTED_PARAMETER)
    assert fit.scale == pytest.approx(peer["scale"], rel=FITTED_PARAMETER)


def _fit(shape: float, scale: float = 2.0, n: int = 1000, count: int = 100) -> GeneralisedParetoFit:
    """A fit with stated parameters, whose excesses are not looked at."""
    return GeneralisedParetoFit(shape, scale, 10.0, np.linspace(0.01, 1.0, count), n, 0.0)


@pytest.mark.parametrize("shape", [-0.4, -1e-7, 0.0, 1e-9, 1e-5, 0.3, 0.9])
@pytest.mark.parametrize("confidence", [0.9, 0.95, 0.99, 0.9999])
def test_figures_are_quantile_and_tail_mean_of_the_law(shape: float, confidence: float) -> None:
    fit = _fit(shape)
    tail = (1 - confidence) / 0.1
    law = stats.genpareto(shape, 10.0, 2.0)
    assert fit.value_at_risk(confidence) == pytest.approx(float(law.isf(min(tail, 1.0))), rel=1e-9, abs=1e-9)
    # the tail beyond VaR is again generalised Pareto, with mean excess (scale + shape × (VaR - u)) / (1 - shape)
    var = fit.value_at_risk(confidence)
    assert fit.expected_shortfall(confidence) == pytest.approx(
        var + (2.0 + shape * (var - 10.0)) / (1 - shape), rel=1e-9
    )


@pytest.mark.parametrize("confidence", [0.95, 0.999])
def test_everything_is_continuous_at_shape_zero(confidence: float) -> None:
    below, at, above = (_fit(shape) for shape in (-1e-6, 0.0, 1e-6))
    for figure in ("value_at_risk", "expected_shortfall", "value_at_risk_error", "expected_shortfall_error"):
        values = [getattr(each, figure)(confidence) for each in (below, at, above)]
        assert values[0] == pytest.approx(values[1], rel=1e-4), figure
        assert values[1] == pytest.approx(0.5 * (values[0] + values[2]), rel=1e-9), figure


@pytest.mark.parametrize("shape", [-0.3, 0.0, 3e-5, 0.4])
def test_errors_by_differences_and_the_information_of_the_law(shape: float) -> None:
    """Delta method with numerical slopes, and the inverse of the expected information written out."""
    m, scale, h = 100, 2.0, 1e-6
    inverse = (1 + shape) / m * np.array([[1 + shape, -scale], [-scale, 2 * scale**2]])
    for figure in ("value_at_risk", "expected_shortfall"):

        def value(shape: float, scale: float, figure: str = figure) -> float:
            return float(getattr(_fit(shape, scale), figure)(0.99))

        slope = np.array(
            [
                (value(shape + h, scale) - value(shape - h, scale)) / (2 * h),
                (value(shape, scale + h) - value(shape, scale - h)) / (2 * h),
            ]
        )
        found = getattr(_fit(shape), f"{figure}_error")(0.99)
        assert found == pytest.approx(math.sqrt(float(slope @ inverse @ slope)), rel=1e-6), figure
    assert _fit(shape).shape_error == pytest.approx(math.sqrt(inverse[0, 0]), rel=EXACT)
    assert _fit(shape).scale_error == pytest.approx(math.sqrt(inverse[1, 1]), rel=EXACT)


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("shape", [-0.2, 0.0, 0.3])
def test_intervals_end_where_the_profile_meets_the_floor(shape: float, seed: int) -> None:
    """Second route: at each end, maximise the likelihood under the constraint; compare with the floor."""
    fit = fit_generalised_pareto(_pareto(150, shape, seed), threshold=0.0)
    y = fit.excesses
    drop = 0.5 * float(stats.chi2.ppf(0.95, 1))

    def profile(scale_of_shape: object) -> float:
        def objective(x: float) -> float:
            return -float(stats.genpareto.logpdf(y, x, 0.0, scale_of_shape(x)).sum())  # type: ignore[operator]

        grid = np.linspace(-0.6, 0.95, 400)
        values = [objective(float(x)) for x in grid]
        place = int(np.argmin(values))
        found = minimize_scalar(
            objective,
            bounds=(grid[max(place - 1, 0)], grid[min(place + 1, 399)]),
            method="bounded",
            options={"xatol": 1e-9},
        )
        return -float(found.fun)

    tail = 0.01
    for end in (fit.value_at_risk_interval(0.99).lower, fit.value_at_risk_interval(0.99).upper):
        height = profile(lambda x, end=end: end * x / (tail**-x - 1))
        assert height == pytest.approx(fit.log_likelihood - drop, abs=PROFILE_END), (shape, seed, end)
    interval = fit.expected_shortfall_interval(0.99)
    for end in (interval.lower, interval.upper):
        if math.isfinite(end):
            height = profile(lambda x, end=end: end * (1 - x) / ((tail**-x - 1) / x + 1))
            assert height == pytest.approx(fit.log_likelihood - drop, abs=PROFILE_END), (shape, seed, end)
    for end in (fit.shape_interval().lower, fit.shape_interval().upper):
        heights = [
            -float(
                minimize_scalar(
                    lambda log_scale, end=end: -float(stats.genpareto.logpdf(y, end, 0.0, math.exp(log_scale)).sum()),
                    bounds=(math.log(max(1e-3, -end * y.max() * 1.000001)), 4.0),
                    method="bounded",
                    options={"xatol": 1e-9},
                ).fun
            )
        ]
        assert heights[0] == pytest.approx(fit.log_likelihood - drop, abs=PROFILE_END), (shape, seed, end)


def test_intervals_hold_the_estimate_and_widen_with_coverage() -> None:
    fit = fit_generalised_pareto(_pareto(200, 0.2, seed=5), threshold=0.0)
    pairs: list[tuple[float, Callable[[float], ProfileInterval]]] = [
        (fit.shape, fit.shape_interval),
        (fit.value_at_risk(0.99), lambda coverage: fit.value_at_risk_interval(0.99, coverage)),
        (fit.expected_shortfall(0.99), lambda coverage: fit.expected_shortfall_interval(0.99, coverage)),
    ]
    for estimate, interval in pairs:
        narrow, wide = interval(0.5), interval(0.95)
        assert wide.lower < narrow.lower < estimate < narrow.upper < wide.upper
        assert wide.coverage == 0.95


def test_scale_and_translation() -> None:
    losses = _pareto(200, 0.2, seed=6)
    plain, moved = (
        fit_generalised_pareto(losses, threshold=0.5),
        fit_generalised_pareto(1e6 * losses + 3e6, threshold=3.5e6),
    )
    assert moved.shape == pytest.approx(plain.shape, abs=1e-6)
    assert moved.value_at_risk(0.99) == pytest.approx(1e6 * plain.value_at_risk(0.99) + 3e6, rel=1e-6)
    assert moved.value_at_risk_interval(0.99).upper == pytest.approx(
        1e6 * plain.value_at_risk_interval(0.99).upper + 3e6, rel=1e-5
    )


def test_the_threshold_by_count_by_quantile_and_by_value() -> None:
    losses = 1000.0 / np.random.default_rng(3).permutation(np.arange(1.0, 201.0))
    by_count = fit_generalised_pareto(losses, exceedances=40)
    by_quantile = fit_generalised_pareto(losses, quantile=0.8)
    by_value = fit_generalised_pareto(losses, threshold=1000.0 / 41.0)
    assert by_count.threshold == by_quantile.threshold == by_value.threshold == 1000.0 / 41.0
    assert by_count.n_exceedances == by_quantile.n_exceedances == by_value.n_exceedances == 40
    assert by_count.shape == by_quantile.shape == by_value.shape


def test_ties_at_the_threshold_are_not_beyond_it() -> None:
    losses = np.concatenate([np.ones(100), 1.0 + _pareto(30, 0.2, seed=1)])
    assert fit_generalised_pareto(losses, exceedances=50).n_exceedances == 30


def test_an_infinite_shortfall_is_refused_in_words() -> None:
    fit = fit_generalised_pareto(_pareto(500, 1.5, seed=2), threshold=0.0)
    assert math.isfinite(fit.value_at_risk(0.99))
    for call in (fit.expected_shortfall, fit.expected_shortfall_error, fit.expected_shortfall_interval):
        with pytest.raises(NumericalError, match="Expected Shortfall is infinite: the fitted shape"):
            call(0.99)


def test_a_tail_that_ends_too_abruptly_is_refused() -> None:
    with pytest.raises(NumericalError, match=r"must be above -0\.5"):
        fit_generalised_pareto(np.random.default_rng(1).uniform(size=300), threshold=0.0)


def test_a_figure_below_the_threshold_is_refused() -> None:
    fit = _fit(0.2)
    fit.value_at_risk(0.9)
    for call in (fit.value_at_risk, fit.expected_shortfall, fit.value_at_risk_interval, fit.value_at_risk_error):
        with pytest.raises(InputError, match=r"'confidence' must be at least 0\.9, the share not beyond the threshold"):
            call(0.89)
    with pytest.raises(InputError, match="percent given"):
        fit.value_at_risk(99.0)
    with pytest.raises(InputError, match="'coverage'"):
        fit.shape_interval(95.0)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, "exactly one of"),
        ({"threshold": 1.0, "exceedances": 20}, "exactly one of"),
        ({"threshold": math.nan}, "'threshold' must be finite"),
        ({"threshold": 91.0}, "at least 10 of 'losses' must be beyond the threshold 91, were 9 of 100"),
        ({"exceedances": 9}, r"'exceedances' must be in \[10, 99\], was 9"),
        ({"exceedances": 100}, r"'exceedances' must be in \[10, 99\]"),
        ({"quantile": 95.0}, r"'quantile' must be in \(0, 1\)"),
        ({"quantile": 0.95}, "at least 10 of 'losses'"),
    ],
)
def test_a_threshold_that_is_none_is_refused(arguments: dict[str, float], message: str) -> None:
    with pytest.raises(InputError, match=message):
        fit_generalised_pareto(np.arange(1.0, 101.0), **arguments)  # type: ignore[arg-type]


def test_losses_that_are_none_are_refused() -> None:
    with pytest.raises(InputError, match="'losses' must be finite"):
        fit_generalised_pareto(np.array([1.0, np.inf]), threshold=0.0)
    with pytest.raises(InputError, match="'losses' must have shape"):
        fit_generalised_pareto(np.ones((5, 2)), threshold=0.0)


@pytest.mark.slow
@pytest.mark.parametrize("shape", [-0.1, 0.0, 0.25])
def test_profile_intervals_cover_as_stated(shape: float, slow_share: int) -> None:
    """400 exceedances over a known threshold, 95 % intervals; the tail share is known, as the intervals take it."""
    runs, m, confidence = 2000 // slow_share, 400, 0.99
    tail = 1 - confidence
    var = -math.log(tail) if shape == 0 else (tail**-shape - 1) / shape
    shortfall = var + (1 + shape * var) / (1 - shape)
    hits = np.zeros(3)
    for seed in range(runs):
        fit = fit_generalised_pareto(_pareto(m, shape, seed), threshold=0.0)
        for place, (interval, truth) in enumerate(
            [
                (fit.shape_interval(), shape),
                (fit.value_at_risk_interval(confidence), var),
                (fit.expected_shortfall_interval(confidence), shortfall),
            ]
        ):
            hits[place] += interval.lower <= truth <= interval.upper
    error = math.sqrt(0.95 * 0.05 / runs)
    coverage = hits / runs
    assert (np.abs(coverage - 0.95) < COVERAGE_STANDARD_ERRORS * error).all(), (shape, runs, coverage)
