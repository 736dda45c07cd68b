"""The Cornish-Fisher quantile against its own derivative, quadrature and the published domain."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.polynomial.hermite_e import hermegauss
from scipy.integrate import quad
from scipy.special import ndtri

from seawall.errors import InputError
from seawall.models import cornish_fisher_quantile, cornish_fisher_tail, normal_tail
from tests.tolerances import EXACT


def _rises(skewness: float, kurtosis: float) -> bool:
    """Whether the slope, a parabola in z, is above zero on a wide grid: independent of the closed domain."""
    far = np.geomspace(40.0, 1e8, 1000)
    z = np.concatenate([np.linspace(-40.0, 40.0, 40_001), -far, far])
    slope = 1 + skewness / 3 * z + kurtosis / 24 * (3 * z**2 - 3) - skewness**2 / 36 * (6 * z**2 - 5)
    return bool((slope >= 0).all())


@pytest.mark.parametrize(("skewness", "kurtosis", "fits"), [(-1, 1, False), (-2, 3, False), (-0.5, 3, True)])
def test_the_domain_on_known_cases(skewness: float, kurtosis: float, fits: bool) -> None:
    assert _rises(skewness, kurtosis) is fits
    if fits:
        cornish_fisher_quantile(0.0, skewness=skewness, excess_kurtosis=kurtosis)
    else:
        with pytest.raises(InputError, match=rf"skewness {skewness} .*, was {kurtosis}"):
            cornish_fisher_quantile(0.0, skewness=skewness, excess_kurtosis=kurtosis)


@given(st.floats(-3.0, 3.0), st.floats(-2.0, 14.0))
def test_the_domain_is_where_the_quantile_rises(skewness: float, kurtosis: float) -> None:
    margin = 1e-3
    corners = [_rises(skewness + i * margin, kurtosis + j * margin) for i in (-1, 0, 1) for j in (-1, 0, 1)]
    if any(corners) and not all(corners):
        return  # too near the edge for the grid to say
    try:
        cornish_fisher_quantile(0.0, skewness=skewness, excess_kurtosis=kurtosis)
        accepted = True
    except InputError:
        accepted = False
    assert accepted is corners[0], (skewness, kurtosis)


def test_the_skewness_bound_is_the_published_one() -> None:
    bound = 6 * (math.sqrt(2) - 1)
    with pytest.raises(InputError, match=r"'skewness' in \[-2.4853, 2.4853\]"):
        cornish_fisher_quantile(0.0, skewness=bound + 1e-6, excess_kurtosis=9.0)
    assert cornish_fisher_quantile(0.0, skewness=0.0, excess_kurtosis=8.0) == 0.0
    with pytest.raises(InputError, match=r"\[0.0000, 8.0000\]"):
        cornish_fisher_quantile(0.0, skewness=0.0, excess_kurtosis=8.001)


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_a_parameter_that_is_no_number_is_refused(bad: float) -> None:
    with pytest.raises(InputError):
        cornish_fisher_quantile(0.0, skewness=bad, excess_kurtosis=1.0)
    with pytest.raises(InputError):
        cornish_fisher_quantile(0.0, skewness=0.0, excess_kurtosis=bad)
    with pytest.raises(InputError, match="'z'"):
        cornish_fisher_quantile(bad, skewness=0.0, excess_kurtosis=1.0)


def test_without_skewness_and_kurtosis_it_is_the_normal_law() -> None:
    z = np.linspace(-4, 4, 9)
    np.testing.assert_array_equal(cornish_fisher_quantile(z, skewness=0.0, excess_kurtosis=0.0), z)
    for confidence in (0.9, 0.99, 0.999):
        found = cornish_fisher_tail(confidence, skewness=0.0, excess_kurtosis=0.0)
        assert found == pytest.approx(normal_tail(confidence), rel=EXACT)


@pytest.mark.parametrize("confidence", [0.5, 0.95, 0.975, 0.99, 0.999])
@pytest.mark.parametrize(("skewness", "kurtosis"), [(-0.5, 3.0), (0.5, 3.0), (-1.0, 3.0), (0.0, 5.0), (-0.1, 0.1)])
def test_shortfall_is_the_mean_of_the_quantile_beyond_var(skewness: float, kurtosis: float, confidence: float) -> None:
    """By quadrature of the polynomial under the normal density."""

    def loss(z: float) -> float:
        q = z + skewness * (z**2 - 1) / 6 + kurtosis * (z**3 - 3 * z) / 24 - skewness**2 * (2 * z**3 - 5 * z) / 36
        return -q * math.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)

    z = float(ndtri(1 - confidence))
    expected = quad(loss, -40.0, z, epsabs=1e-14, epsrel=1e-12, limit=200)[0] / (1 - confidence)
    var, shortfall = cornish_fisher_tail(confidence, skewness=skewness, excess_kurtosis=kurtosis)
    assert shortfall == pytest.approx(expected, rel=1e-9)
    assert shortfall > var


def test_mean_of_the_law_is_zero_and_left_skew_means_larger_losses() -> None:
    nodes, weights = hermegauss(20)
    values = cornish_fisher_quantile(nodes, skewness=-0.6, excess_kurtosis=2.0)
    assert float(weights @ values) / math.sqrt(2 * math.pi) == pytest.approx(0.0, abs=EXACT)
    left = cornish_fisher_tail(0.99, skewness=-0.6, excess_kurtosis=2.0)
    right = cornish_fisher_tail(0.99, skewness=0.6, excess_kurtosis=2.0)
    assert left[0] > right[0]
    assert left[1] > right[1]


@pytest.mark.parametrize("confidence", [99.0, 1.0, 0.4])
def test_a_confidence_outside_its_range_is_refused(confidence: float) -> None:
    with pytest.raises(InputError, match="'confidence'"):
        cornish_fisher_tail(confidence, skewness=0.0, excess_kurtosis=1.0)
