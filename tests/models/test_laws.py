"""Normal and Student-t tails against printed values, quadrature and simulation."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest
from scipy import stats

from seawall.errors import InputError, NumericalError
from seawall.models import StudentTFit, fit_student_t, normal_tail, student_t_tail
from tests.tolerances import COVERAGE_STANDARD_ERRORS, EXACT, FITTED_PARAMETER, LOG_LIKELIHOOD, PRINTED_SIX

LEVELS = [0.5, 0.9, 0.95, 0.975, 0.99, 0.999, 0.99999]


@pytest.mark.parametrize(("confidence", "shortfall"), [(0.95, 2.062713), (0.975, 2.337803), (0.99, 2.665214)])
def test_printed_values_of_the_normal_law(confidence: float, shortfall: float) -> None:
    assert normal_tail(confidence)[1] == pytest.approx(shortfall, abs=PRINTED_SIX)
    assert normal_tail(0.99)[0] == pytest.approx(2.326348, abs=PRINTED_SIX)


@pytest.mark.parametrize(
    ("degrees", "confidence", "var", "shortfall"),
    [
        (4, 0.975, 2.776445, 3.993557),
        (4, 0.99, 3.746947, 5.220584),
        (8, 0.975, 2.306004, 2.969907),
    ],
)
def test_printed_values_of_the_raw_student_law(degrees: int, confidence: float, var: float, shortfall: float) -> None:
    """Printed for the law with scale 1; ours is scaled to unit variance."""
    raw = math.sqrt(degrees / (degrees - 2))
    found = student_t_tail(confidence, degrees_of_freedom=degrees)
    assert found[0] * raw == pytest.approx(var, abs=PRINTED_SIX)
    assert found[1] * raw == pytest.approx(shortfall, abs=PRINTED_SIX)


def test_printed_values_of_the_student_law_with_unit_variance() -> None:
    assert student_t_tail(0.99, 5) == pytest.approx((2.606463, 3.448837), abs=1e-6)


@pytest.mark.parametrize("confidence", LEVELS)
@pytest.mark.parametrize("degrees", [2.1, 3.0, 4.5, 30.0, 1000.0])
def test_shortfall_is_the_integral_of_the_tail(degrees: float, confidence: float) -> None:
    """Forty digits of mpmath: ES is the mean of the loss beyond VaR."""
    nu, scale = mpmath.mpf(degrees), mpmath.sqrt((mpmath.mpf(degrees) - 2) / degrees)
    var, shortfall = student_t_tail(confidence, degrees)
    constant = mpmath.gamma((nu + 1) / 2) / mpmath.gamma(nu / 2) / mpmath.sqrt(nu * mpmath.pi)

    def density(x: mpmath.mpf) -> mpmath.mpf:
        return constant * (1 + x**2 / nu) ** (-(nu + 1) / 2)

    quantile = mpmath.mpf(var) / scale
    pieces = [quantile, quantile + 1, quantile + 10, quantile + 1000, mpmath.inf]
    probability = mpmath.quad(density, pieces)
    mean = mpmath.quad(lambda x: x * density(x), pieces) / probability
    assert float(probability) == pytest.approx(1.0 - confidence, rel=1e-9), (degrees, confidence)
    if degrees > 2.5:
        assert shortfall == pytest.approx(float(scale * mean), rel=1e-9), (degrees, confidence)


@pytest.mark.parametrize("confidence", LEVELS)
def test_the_student_law_tends_to_the_normal_one(confidence: float) -> None:
    assert student_t_tail(confidence, 1e8) == pytest.approx(normal_tail(confidence), rel=1e-5, abs=1e-7)


def test_shortfall_by_simulation() -> None:
    """The wrong formula in circulation is too small by a factor of 4 and more; a million draws tell them apart."""
    draws = np.random.default_rng(24).standard_t(4, 1_000_000) * math.sqrt(2 / 4)
    var, shortfall = student_t_tail(0.975, 4)
    tail = draws[draws > var]
    assert float(draws.std()) == pytest.approx(1.0, abs=0.02)
    error = float(tail.std()) / math.sqrt(len(tail))
    assert abs(float(tail.mean()) - shortfall) < COVERAGE_STANDARD_ERRORS * error, (float(tail.mean()), shortfall)


@pytest.mark.parametrize("degrees", [2.0, 1.0, -3.0, math.inf, math.nan])
def test_degrees_without_variance_are_refused(degrees: float) -> None:
    with pytest.raises(InputError, match="'degrees_of_freedom' must be finite and above 2"):
        student_t_tail(0.99, degrees)


@pytest.mark.parametrize("confidence", [99.0, 1.0, 0.4])
def test_a_confidence_outside_its_range_is_refused(confidence: float) -> None:
    with pytest.raises(InputError, match="'confidence'"):
        normal_tail(confidence)
    with pytest.raises(InputError, match="'confidence'"):
        student_t_tail(confidence, 5)


@pytest.mark.parametrize(("degrees", "scale"), [(2.5, 1.0), (4.0, 0.01), (12.0, 300.0)])
def test_fit_against_scipy(degrees: float, scale: float) -> None:
    sample = np.random.default_rng(int(degrees * 10)).standard_t(degrees, 3000) * scale + 0.2 * scale
    fit = fit_student_t(sample)
    nu, location, width = stats.t.fit(sample / scale, degrees)
    assert fit.location == pytest.approx(location * scale, abs=1e-3 * scale)
    assert fit.scale == pytest.approx(width * scale, rel=FITTED_PARAMETER)
    assert fit.degrees_of_freedom == pytest.approx(nu, rel=10 * FITTED_PARAMETER)
    likelihood = float(stats.t.logpdf(sample, fit.degrees_of_freedom, fit.location, fit.scale).sum())
    assert fit.log_likelihood == pytest.approx(likelihood, abs=LOG_LIKELIHOOD)
    peer = float(stats.t.logpdf(sample, nu, location * scale, width * scale).sum())
    assert fit.log_likelihood >= peer - LOG_LIKELIHOOD, (fit, peer)


def test_fit_moves_with_the_sample() -> None:
    sample = np.random.default_rng(1).standard_t(5, 500)
    plain, moved = fit_student_t(sample), fit_student_t(1e-4 * sample + 3.0)
    assert moved.degrees_of_freedom == pytest.approx(plain.degrees_of_freedom, rel=1e-5)
    assert moved.scale == pytest.approx(1e-4 * plain.scale, rel=1e-5)
    assert moved.volatility == pytest.approx(1e-4 * plain.volatility, rel=1e-5)


def test_a_sample_with_thin_tails_is_called_normal() -> None:
    fit = fit_student_t(np.random.default_rng(3).uniform(-1.0, 1.0, 400))
    assert fit.is_normal
    assert fit.degrees_of_freedom == 1000.0


def test_a_sample_without_variance_is_refused() -> None:
    with pytest.raises(NumericalError, match="no finite variance"):
        fit_student_t(np.random.default_rng(4).standard_cauchy(1000))


def test_volatility_is_not_the_scale() -> None:
    assert StudentTFit(0.0, 1.0, 3.0, 0.0, 100).volatility == pytest.approx(math.sqrt(3.0), rel=EXACT)


@pytest.mark.parametrize(
    ("sample", "message"),
    [
        (np.arange(19.0), "at least 20"),
        (np.ones(50), "its variance is 0"),
        (np.array([1.0] * 30 + [np.nan]), "finite"),
        (np.ones((30, 2)), "shape"),
    ],
)
def test_a_sample_that_is_none_is_refused(sample: np.ndarray, message: str) -> None:
    with pytest.raises(InputError, match=message):
        fit_student_t(sample)


def test_a_fit_without_variance_cannot_be_made() -> None:
    with pytest.raises(InputError, match="'degrees_of_freedom'"):
        StudentTFit(0.0, 1.0, 2.0, 0.0, 100)
    with pytest.raises(InputError, match="'scale'"):
        StudentTFit(0.0, 0.0, 5.0, 0.0, 100)
