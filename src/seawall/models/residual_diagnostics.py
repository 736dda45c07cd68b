"""What a model left in its residuals: correlation, changing variance, and tails that are not normal."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc

from seawall.core import FloatArray, check_finite, check_shape
from seawall.errors import InputError
from seawall.models.autocorrelation import autocorrelations

__all__ = ["ResidualTest", "arch_lm", "jarque_bera", "ljung_box"]

_LEVEL = 0.05
_FEWEST = 10


@dataclass(frozen=True, slots=True)
class ResidualTest:
    """One test of residuals.

    Attributes
    ----------
    name : str
        Of the test.
    statistic : float
        Of a chi-squared law where the residuals are as they should be.
    degrees_of_freedom : int
        Of that law.
    p_value : float
        Chance of a larger statistic.
    verdict : str
        In words, at the level of 5 %.
    """

    name: str
    statistic: float
    degrees_of_freedom: int
    p_value: float
    verdict: str


def _judged(name: str, statistic: float, degrees: int, *, fails: str, passes: str) -> ResidualTest:
    p_value = float(chdtrc(degrees, statistic))
    return ResidualTest(name, statistic, degrees, p_value, fails if p_value < _LEVEL else passes)


def ljung_box(residuals: FloatArray, *, lags: int, fitted_parameters: int = 0) -> ResidualTest:
    r"""Ljung and Box's test of correlation up to a lag.

    .. math:: Q = n (n + 2) \sum_{k=1}^{m} \frac{\hat\rho_k^2}{n - k}, \quad Q \sim \chi^2_{m - p}

    with p the ARMA coefficients that were fitted, constant and variance not counted. It assumes one variance: where
    that of the residuals changes, it rejects too often.

    Parameters
    ----------
    residuals : FloatArray
        Shape (n,), n >= 10, not constant.
    lags : int
        m, above `fitted_parameters` and at most n / 2 - 1.
    fitted_parameters : int
        p.

    Returns
    -------
    ResidualTest
        Of the null that nothing is left to forecast.

    Raises
    ------
    InputError
        For too few residuals, or lags that leave no degree of freedom.

    References
    ----------
    Ljung, Box, "On a measure of lack of fit in time series models", *Biometrika* 65 (1978).

    Examples
    --------
    >>> found = ljung_box(np.random.default_rng(8).standard_normal(500), lags=10, fitted_parameters=2)
    >>> found.degrees_of_freedom, found.verdict
    (8, 'no correlation left')
    """
    sample = _checked(residuals)
    if not 0 <= fitted_parameters < lags:
        raise InputError(f"'lags' must be above the {fitted_parameters} fitted parameters, was {lags!r}")
    n = len(sample)
    acf = autocorrelations(sample, lags=lags).acf
    statistic = n * (n + 2.0) * float((acf**2 / (n - np.arange(1, lags + 1))).sum())
    return _judged(
        f"Ljung-Box, {lags} lags",
        statistic,
        lags - fitted_parameters,
        fails="correlation is left",
        passes="no correlation left",
    )


def arch_lm(residuals: FloatArray, *, lags: int) -> ResidualTest:
    r"""Engle's Lagrange multiplier test of a variance that follows past squares.

    .. math:: u_t^2 = a + \sum_{k=1}^{m} b_k u_{t-k}^2 + e_t, \quad (n - m) R^2 \sim \chi^2_m

    Parameters
    ----------
    residuals : FloatArray
        Shape (n,), not constant in their squares.
    lags : int
        m, at least 1; n must be above 2 m + 1.

    Returns
    -------
    ResidualTest
        Of the null that the variance does not depend on past squares.

    Raises
    ------
    InputError
        For too few residuals, or squares that do not vary.

    References
    ----------
    Engle, "Autoregressive conditional heteroscedasticity with estimates of the variance of United Kingdom inflation",
    *Econometrica* 50 (1982).

    Examples
    --------
    >>> arch_lm(np.random.default_rng(8).standard_normal(500), lags=5).verdict
    'no change of variance found'
    """
    sample = _checked(residuals)
    n = len(sample) - lags
    if lags < 1 or n <= lags + 1:
        raise InputError(f"'lags' must be from 1 to {(len(sample) - 2) // 2}, was {lags!r}")
    squares = (sample / np.sqrt(np.mean(sample**2))) ** 2
    target = squares[lags:] - squares[lags:].mean()
    total = float(target @ target)
    if total <= 1e-20 * n:
        raise InputError("'residuals' must vary in their squares, but all are of one size")
    design = np.column_stack([np.ones(n), *(squares[lags - k : lags - k + n] for k in range(1, lags + 1))])
    solution, *_ = np.linalg.lstsq(design, target, rcond=None)
    left = target - design @ solution
    return _judged(
        f"ARCH-LM, {lags} lags",
        n * (1.0 - float(left @ left) / total),
        lags,
        fails="the variance changes: see seawall volatility",
        passes="no change of variance found",
    )


def jarque_bera(residuals: FloatArray) -> ResidualTest:
    r"""Jarque and Bera's test of normal skewness and kurtosis.

    .. math:: \mathrm{JB} = \frac{n}{6} \Bigl(S^2 + \frac{(K - 3)^2}{4}\Bigr) \sim \chi^2_2

    Parameters
    ----------
    residuals : FloatArray
        Shape (n,), n >= 10, not constant.

    Returns
    -------
    ResidualTest
        Of the null that residuals are normal, on which the intervals of a forecast rest.

    Raises
    ------
    InputError
        For too few residuals, or a constant.

    References
    ----------
    Jarque, Bera, *International Statistical Review* 55 (1987).

    Examples
    --------
    >>> jarque_bera(np.random.default_rng(8).standard_normal(500)).verdict
    'normal skewness and kurtosis not rejected'
    """
    sample = _checked(residuals)
    unit = (sample - sample.mean()) / sample.std()
    skewness, kurtosis = float(np.mean(unit**3)), float(np.mean(unit**4))
    statistic = len(sample) / 6.0 * (skewness**2 + 0.25 * (kurtosis - 3.0) ** 2)
    return _judged(
        "Jarque-Bera",
        statistic,
        2,
        fails=f"not normal: skewness {skewness:.2f}, kurtosis {kurtosis:.1f}",
        passes="normal skewness and kurtosis not rejected",
    )


def _checked(residuals: FloatArray) -> FloatArray:
    sample = check_finite(check_shape(np.asarray(residuals, dtype=np.float64), "residuals", (None,)), "residuals")
    if len(sample) < _FEWEST:
        raise InputError(f"'residuals' must hold at least {_FEWEST} observations, was {len(sample)}")
    if sample.max() == sample.min():
        raise InputError(f"'residuals' must vary, but are {float(sample[0])!r} throughout")
    return sample
