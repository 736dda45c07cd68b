"""Causes of a change of parametric figures, against orders walked by hand and closed forms."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from scipy.special import ndtri

from seawall.core import FloatArray
from seawall.errors import InputError, NumericalError
from seawall.measures import ChangeCause, LinearBook, explain_covariance_change
from tests.tolerances import CHANGE_SUM


def _book(quantities: list[float], prices: list[float]) -> LinearBook:
    return LinearBook(np.array(quantities), np.array(prices))


K = float(ndtri(0.99))
CAUSES = (ChangeCause.POSITIONS, ChangeCause.MARKET_LEVEL, ChangeCause.VOLATILITY, ChangeCause.CORRELATION)


def _covariance(volatilities: list[float], rho: float) -> FloatArray:
    scale = np.array(volatilities)
    return np.asarray(np.outer(scale, scale) * np.array([[1.0, rho], [rho, 1.0]]))


def test_the_terms_are_the_mean_over_the_24_orders() -> None:
    inputs = {
        ChangeCause.POSITIONS: (np.array([10.0, -4.0]), np.array([12.0, 1.0])),
        ChangeCause.MARKET_LEVEL: (np.array([100.0, 50.0]), np.array([90.0, 65.0])),
        ChangeCause.VOLATILITY: (np.array([0.01, 0.03]), np.array([0.02, 0.025])),
        ChangeCause.CORRELATION: (np.array(0.3), np.array(-0.5)),
    }

    def value(switched: set[ChangeCause]) -> float:
        q, p, s, rho = (inputs[cause][cause in switched] for cause in CAUSES)
        x = q * p * s
        return K * math.sqrt(x[0] ** 2 + x[1] ** 2 + 2 * rho * x[0] * x[1])

    sums = dict.fromkeys(CAUSES, 0.0)
    for order in itertools.permutations(CAUSES):
        for place, cause in enumerate(order):
            sums[cause] += (value(set(order[: place + 1])) - value(set(order[:place]))) / 24
    found = explain_covariance_change(
        _book([10.0, -4.0], [100.0, 50.0]),
        _book([12.0, 1.0], [90.0, 65.0]),
        covariance_before=_covariance([0.01, 0.03], 0.3),
        covariance_after=_covariance([0.02, 0.025], -0.5),
        standard_deviations=K,
    )
    assert found.before == pytest.approx(value(set()), rel=1e-12)
    assert found.after == pytest.approx(value(set(CAUSES)), rel=1e-12)
    for cause in CAUSES:
        assert found.terms[cause] == pytest.approx(sums[cause], rel=1e-10), cause
    assert math.fsum(found.terms.values()) == pytest.approx(found.change, abs=CHANGE_SUM * found.before)


def test_correlation_from_none_to_full() -> None:
    """Two equal positions: sqrt(2) becomes 2."""
    book = _book([1.0, 1.0], [1.0, 1.0])
    found = explain_covariance_change(
        book,
        book,
        covariance_before=_covariance([1.0, 1.0], 0.0),
        covariance_after=_covariance([1.0, 1.0], 1.0),
        standard_deviations=1.0,
    )
    assert found.terms[ChangeCause.CORRELATION] == pytest.approx(2 - math.sqrt(2), rel=1e-12)
    assert [found.terms[cause] for cause in CAUSES[:3]] == [0.0, 0.0, 0.0]


def test_a_perfect_hedge_has_no_risk_and_no_error() -> None:
    book = _book([1.0, -1.0], [1.0, 1.0])
    full = _covariance([0.1, 0.1], 1.0)
    found = explain_covariance_change(
        book, _book([1.0, 1.0], [1.0, 1.0]), covariance_before=full, covariance_after=full, standard_deviations=1.0
    )
    assert found.before == pytest.approx(0.0, abs=1e-9)
    assert found.after == pytest.approx(0.2, rel=1e-12)


def test_what_is_no_covariance_is_refused() -> None:
    book = _book([1.0, -1.0], [1.0, 1.0])
    good = _covariance([0.1, 0.1], 0.0)

    def explain(before: FloatArray, after: FloatArray, other: LinearBook = book, k: float = 1.0) -> None:
        explain_covariance_change(book, other, covariance_before=before, covariance_after=after, standard_deviations=k)

    with pytest.raises(InputError, match="'covariance_after' must have variances above 0"):
        explain(good, np.zeros((2, 2)))
    with pytest.raises(InputError, match="'covariance_before' must have shape"):
        explain(np.eye(3), good)
    with pytest.raises(InputError, match="'standard_deviations' must be finite and above 0"):
        explain(good, good, k=0.0)
    with pytest.raises(InputError, match="2 assets like the others, had 1"):
        explain(good, good, _book([1.0], [1.0]))
    with pytest.raises(NumericalError, match="not positive semidefinite"):
        explain(good, _covariance([0.1, 0.1], 1.5))
