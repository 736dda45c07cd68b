"""Causes of a change where a figure is made from a covariance."""

from __future__ import annotations

import numpy as np

from seawall.core import FloatArray, check_finite, check_positive, check_shape
from seawall.errors import InputError, NumericalError
from seawall.measures.change import ChangeCause, ExplainedChange, order_averaged_change
from seawall.measures.linear_book import LinearBook

__all__ = ["explain_covariance_change"]

_ROUNDING = 1e-9
"""Of the sum of the variances of the positions: what a book's variance may be below 0 by rounding."""


def explain_covariance_change(
    before: LinearBook,
    after: LinearBook,
    *,
    covariance_before: FloatArray,
    covariance_after: FloatArray,
    standard_deviations: float,
) -> ExplainedChange:
    r"""Split the change of a figure that is a multiple of the standard deviation of a linear book.

    .. math:: v = k \sqrt{x' D C D x}, \quad x = \text{quantities} \odot \text{prices}

    with D the volatilities and C the correlation of the covariance stated. So are VaR and ES under a normal law,
    a Student-t law of fixed degrees of freedom, and an EWMA covariance, without a mean.

    Parameters
    ----------
    before, after : LinearBook
        The same assets on both dates; an asset that is not held has the quantity 0.
    covariance_before, covariance_after : FloatArray
        Shape (n_assets, n_assets), of relative moves over the horizon; variances above zero.
    standard_deviations : float
        k, above zero: such as 2.326 for VaR at 99 % under a normal law.

    Returns
    -------
    ExplainedChange
        Base currency; the terms are positions, market level, volatility and correlation.

    Raises
    ------
    InputError
        For inputs that do not fit each other, or a variance that is not above zero.
    NumericalError
        When the book has a negative variance, because a covariance is not positive semidefinite.

    Examples
    --------
    One asset whose volatility doubles while the position halves; half of the change is each one's:

    >>> found = explain_covariance_change(
    ...     LinearBook([200.0], [1.0]),
    ...     LinearBook([100.0], [1.0]),
    ...     covariance_before=np.array([[0.01**2]]),
    ...     covariance_after=np.array([[0.02**2]]),
    ...     standard_deviations=2.0,
    ... )
    >>> {cause.value: round(term, 6) for cause, term in found.terms.items() if term}
    {'positions': -3.0, 'volatility': 3.0}
    """
    check_positive(standard_deviations, "standard_deviations")
    n_assets = len(before.quantities)
    after.check_assets(n_assets)
    volatility_before, correlation_before = _parts(covariance_before, "covariance_before", n_assets)
    volatility_after, correlation_after = _parts(covariance_after, "covariance_after", n_assets)
    causes = [ChangeCause.POSITIONS, ChangeCause.MARKET_LEVEL, ChangeCause.VOLATILITY, ChangeCause.CORRELATION]

    def value(switched: frozenset[str]) -> float:
        quantities = after.quantities if ChangeCause.POSITIONS in switched else before.quantities
        prices = after.prices if ChangeCause.MARKET_LEVEL in switched else before.prices
        volatilities = volatility_after if ChangeCause.VOLATILITY in switched else volatility_before
        correlation = correlation_after if ChangeCause.CORRELATION in switched else correlation_before
        scaled = quantities * prices * volatilities
        variance = float(scaled @ correlation @ scaled)
        if variance < -_ROUNDING * float(scaled @ scaled):
            raise NumericalError(f"the variance of the book is {variance:g}: a covariance is not positive semidefinite")
        return standard_deviations * float(np.sqrt(max(variance, 0.0)))

    return order_averaged_change(value, causes)


def _parts(covariance: FloatArray, name: str, n_assets: int) -> tuple[FloatArray, FloatArray]:
    matrix = check_finite(check_shape(np.asarray(covariance, dtype=np.float64), name, (n_assets, n_assets)), name)
    variances = np.diagonal(matrix)
    if (variances <= 0).any():
        raise InputError(f"{name!r} must have variances above 0, was {float(variances.min())!r}")
    volatilities = np.sqrt(variances)
    return volatilities, matrix / np.outer(volatilities, volatilities)
