"""Closed forms for geometric Brownian motion, against integration, identities, and the founding page's mistake."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import ndtri

from seawall.errors import InputError
from seawall.measures import lognormal_expected_shortfall, lognormal_mean, lognormal_value_at_risk
from tests.tolerances import EXACT, INTEGRATED

PAGE: dict[str, Any] = {"spot": 97_420.0, "drift_annual": 0.25, "volatility_annual": 0.72, "years": 30 / 365}
MODELS = st.fixed_dictionaries(
    {
        "spot": st.floats(0.01, 1e6),
        "drift_annual": st.floats(-1.0, 1.0),
        "volatility_annual": st.floats(0.01, 2.0),
        "years": st.floats(1 / 365, 5.0),
    }
)


def chance_below(level: float, *, spot: float, drift_annual: float, volatility_annual: float, years: float) -> float:
    """Integral of the lognormal density, in the standard normal."""
    mean = (drift_annual - volatility_annual**2 / 2) * years
    end = (math.log(level / spot) - mean) / (volatility_annual * math.sqrt(years))
    return float(quad(lambda z: math.exp(-z * z / 2) / math.sqrt(2 * math.pi), -40.0, end, epsabs=0, limit=400)[0])


@given(MODELS, st.sampled_from([0.9, 0.95, 0.99, 0.999]))
def test_the_loss_beyond_var_has_the_probability_that_it_says(model: dict[str, float], confidence: float) -> None:
    loss = lognormal_value_at_risk(**model, confidence=confidence)
    assert chance_below(model["spot"] - loss, **model) == pytest.approx(1 - confidence, rel=1e-6), model


@given(MODELS, st.sampled_from([0.5, 0.9, 0.99]))
def test_es_is_the_mean_of_var_over_the_tail(model: dict[str, float], confidence: float) -> None:
    """Gauss-Legendre over the tail, with its end smoothed by u = p t**6."""
    nodes, weights = np.polynomial.legendre.leggauss(200)
    t, w = (nodes + 1) / 2, weights / 2
    mean = (model["drift_annual"] - model["volatility_annual"] ** 2 / 2) * model["years"]
    deviation = model["volatility_annual"] * math.sqrt(model["years"])
    levels = model["spot"] * np.exp(mean + deviation * ndtri((1 - confidence) * t**6))
    integral = model["spot"] - float((w * 6 * t**5) @ levels)
    found = lognormal_expected_shortfall(**model, confidence=confidence)
    assert found == pytest.approx(integral, rel=INTEGRATED, abs=INTEGRATED * model["spot"]), (model, confidence)


@given(MODELS)
def test_es_of_the_whole_law_is_the_mean_loss(model: dict[str, float]) -> None:
    """Tail means of both halves average to the mean: E[S | below median] and its complement."""
    mean = lognormal_mean(spot=model["spot"], drift_annual=model["drift_annual"], years=model["years"])
    lower = model["spot"] - lognormal_expected_shortfall(**model, confidence=0.5)
    assert lower < mean
    assert mean == pytest.approx(model["spot"] * math.exp(model["drift_annual"] * model["years"]), rel=EXACT)


@given(MODELS, st.floats(0.5, 0.999))
def test_es_is_not_below_var_and_neither_exceeds_the_spot(model: dict[str, float], confidence: float) -> None:
    loss = lognormal_value_at_risk(**model, confidence=confidence)
    shortfall = lognormal_expected_shortfall(**model, confidence=confidence)
    assert loss <= shortfall * (1 + EXACT) + EXACT * model["spot"], (model, confidence)
    assert shortfall <= model["spot"]


def test_the_founding_pages_tail() -> None:
    """30 days are 30/365 of a year: a loss of 38 % at 99 %. With 30 years instead, next to everything is lost."""
    assert lognormal_value_at_risk(**PAGE, confidence=0.99) == pytest.approx(37_195.68, abs=0.005)
    assert lognormal_expected_shortfall(**PAGE, confidence=0.99) == pytest.approx(41_152.14, abs=0.005)
    thirty_years = lognormal_value_at_risk(**{**PAGE, "years": 30.0}, confidence=0.99)
    assert thirty_years > 0.99 * 97_420


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"spot": 0.0}, "'spot' must be finite and above 0"),
        ({"volatility_annual": 0.0}, "'volatility_annual' must be finite and above 0"),
        ({"years": -1.0}, "'years' must be finite and above 0"),
        ({"confidence": 99.0}, r"'confidence' must be in \[0.5, 1\), was 99.0; percent given\?"),
        ({"drift_annual": math.nan}, "must be in"),
        ({"drift_annual": 1e6}, "must be in"),
    ],
)
def test_arguments_outside_their_range_are_refused(changed: dict[str, float], message: str) -> None:
    for figure in (lognormal_value_at_risk, lognormal_expected_shortfall):
        with pytest.raises(InputError, match=message):
            figure(**{**PAGE, "confidence": 0.99, **changed})
