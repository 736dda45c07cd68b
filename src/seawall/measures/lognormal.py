r"""Closed forms for one unit of an asset that follows geometric Brownian motion: what a simulation must come to.

With :math:`m = (\mu - \tfrac12 \sigma^2) T`, :math:`s = \sigma \sqrt T` and :math:`z = \Phi^{-1}(c)` the level at
the horizon is :math:`S_0 e^{m + s Z}`, and its quantile at 1 - c is :math:`S_0 e^{m - s z}`.
"""

from __future__ import annotations

import math

from scipy.special import ndtr, ndtri

from seawall.core import check_between, check_confidence, check_positive

__all__ = ["lognormal_expected_shortfall", "lognormal_mean", "lognormal_value_at_risk"]

_LARGEST_EXPONENT = 700.0


def lognormal_mean(*, spot: float, drift_annual: float, years: float) -> float:
    r"""Mean level at the horizon.

    .. math:: E[S_T] = S_0 e^{\mu T}

    Parameters
    ----------
    spot : float
        Level today, above 0.
    drift_annual : float
        Decimal per year.
    years : float
        Above 0.

    Returns
    -------
    float
        In the currency of the spot.

    Raises
    ------
    InputError
        When an argument is outside its range.

    Examples
    --------
    >>> round(lognormal_mean(spot=97_420, drift_annual=0.25, years=30 / 365), 2)
    99442.49
    """
    check_positive(spot, "spot")
    growth = drift_annual * check_positive(years, "years")
    check_between(growth, "drift_annual x years", -_LARGEST_EXPONENT, _LARGEST_EXPONENT)
    return spot * math.exp(growth)


def lognormal_value_at_risk(
    *, spot: float, drift_annual: float, volatility_annual: float, years: float, confidence: float
) -> float:
    r"""Value at Risk of one unit held: the loss from the spot, above zero.

    .. math:: \mathrm{VaR}_c = S_0 \bigl(1 - e^{m - s z}\bigr)

    Parameters
    ----------
    spot : float
        Level today, above 0.
    drift_annual, volatility_annual : float
        Decimals per year; volatility above 0.
    years : float
        Above 0.
    confidence : float
        In [0.5, 1).

    Returns
    -------
    float
        In the currency of the spot; below zero where even that quantile gains.

    Raises
    ------
    InputError
        When an argument is outside its range.

    References
    ----------
    Hull, *Options, Futures, and Other Derivatives* (2018), section 15.1.

    Examples
    --------
    >>> asked = dict(spot=97_420, drift_annual=0.25, volatility_annual=0.72, years=30 / 365, confidence=0.99)
    >>> round(lognormal_value_at_risk(**asked), 2)
    37195.68
    """
    mean, deviation = _exponent(spot, drift_annual, volatility_annual, years)
    return -spot * math.expm1(mean - deviation * float(ndtri(check_confidence(confidence))))


def lognormal_expected_shortfall(
    *, spot: float, drift_annual: float, volatility_annual: float, years: float, confidence: float
) -> float:
    r"""Expected Shortfall of one unit held: the mean loss beyond the VaR, above zero.

    .. math:: \mathrm{ES}_c = S_0 \Bigl(1 - e^{\mu T} \frac{\Phi(-z - s)}{1 - c}\Bigr)

    Parameters
    ----------
    spot : float
        Level today, above 0.
    drift_annual, volatility_annual : float
        Decimals per year; volatility above 0.
    years : float
        Above 0.
    confidence : float
        In [0.5, 1).

    Returns
    -------
    float
        In the currency of the spot; never below the Value at Risk.

    Raises
    ------
    InputError
        When an argument is outside its range.

    References
    ----------
    McNeil, Frey, Embrechts, *Quantitative Risk Management* (2015), section 2.3.4.

    Examples
    --------
    >>> asked = dict(spot=97_420, drift_annual=0.25, volatility_annual=0.72, years=30 / 365, confidence=0.99)
    >>> round(lognormal_expected_shortfall(**asked), 2)
    41152.14
    """
    _, deviation = _exponent(spot, drift_annual, volatility_annual, years)
    mean = lognormal_mean(spot=spot, drift_annual=drift_annual, years=years)
    beyond = float(ndtri(check_confidence(confidence)))
    return spot - mean * float(ndtr(-beyond - deviation) / ndtr(-beyond))


def _exponent(spot: float, drift_annual: float, volatility_annual: float, years: float) -> tuple[float, float]:
    check_positive(spot, "spot")
    check_positive(volatility_annual, "volatility_annual")
    check_positive(years, "years")
    mean = (drift_annual - 0.5 * volatility_annual**2) * years
    check_between(mean, "(drift - variance / 2) x years", -_LARGEST_EXPONENT, _LARGEST_EXPONENT)
    return mean, volatility_annual * math.sqrt(years)
