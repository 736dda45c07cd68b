"""Autocorrelation and partial autocorrelation, with bands for white noise, moving averages and changing variance."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from seawall.core import FloatArray, check_confidence, check_finite, check_shape, read_only
from seawall.errors import InputError

__all__ = ["Autocorrelation", "autocorrelations", "default_lags", "partial_from_autocorrelations"]

_FEWEST = 10


@dataclass(frozen=True, slots=True, eq=False)
class Autocorrelation:
    r"""Autocorrelations at lags 1 to k, and how far from zero chance may carry them.

    Attributes
    ----------
    acf, pacf : FloatArray
        Shape (k,), lag 1 first.
    white_noise_band : float
        :math:`z / \sqrt n`: of both, for independent observations of one variance.
    bartlett_bands : FloatArray
        Shape (k,): of the ACF at a lag, were the series a moving average of the lags before it.
    robust_bands : FloatArray
        Shape (k,): of the ACF, for uncorrelated observations whose variance changes, as that of returns does.
    confidence : float
        Two-sided, of every band.
    n_observations : int
        n.
    """

    acf: FloatArray
    pacf: FloatArray
    white_noise_band: float
    bartlett_bands: FloatArray
    robust_bands: FloatArray
    confidence: float
    n_observations: int

    def __post_init__(self) -> None:
        """Freeze the arrays."""
        for name in ("acf", "pacf", "bartlett_bands", "robust_bands"):
            object.__setattr__(self, name, check_shape(read_only(getattr(self, name)), name, self.acf.shape))


def default_lags(n_observations: int) -> int:
    r"""Lags shown by default: :math:`10 \log_{10} n`, at most n / 2 - 1.

    Examples
    --------
    >>> default_lags(1000)
    30
    """
    return max(1, min(int(10.0 * math.log10(n_observations)), n_observations // 2 - 1))


def autocorrelations(values: FloatArray, *, lags: int, confidence: float = 0.95) -> Autocorrelation:
    r"""ACF by the fast Fourier transform, PACF by Levinson's and Durbin's recursion, and three bands.

    .. math::

        \hat\rho_k = \frac{\sum_t u_t u_{t-k}}{\sum_t u_t^2}, \quad u_t = x_t - \bar x

        \text{Bartlett: } z \sqrt{\frac{1 + 2 \sum_{j<k} \hat\rho_j^2}{n}}, \qquad
        \text{robust: } z \sqrt{\frac{\sum_t u_t^2 u_{t-k}^2}{\bigl(\sum_t u_t^2\bigr)^2}}

    Where large moves follow large moves, the products in :math:`\hat\rho_k` vary more than under one variance, and
    the band :math:`z / \sqrt n` calls chance a pattern too often; the robust band allows for it.

    Parameters
    ----------
    values : FloatArray
        Shape (n,), n >= 10, not constant.
    lags : int
        k, from 1 to n / 2 - 1.
    confidence : float
        Of the bands, two-sided.

    Returns
    -------
    Autocorrelation
        Lags 1 to k.

    Raises
    ------
    InputError
        For a series too short, not finite or constant, or lags outside their range.

    References
    ----------
    Bartlett, *Journal of the Royal Statistical Society*, supplement 8 (1946). Taylor, *Applied Statistics* 33 (1984),
    and Lo, MacKinlay, *Review of Financial Studies* 1 (1988), for the robust band. Brockwell, Davis, *Time Series*
    (1991), section 5.2, for the recursion.

    Examples
    --------
    >>> found = autocorrelations(np.array([1.0, 2.0, 3.0, 4.0, 5.0, 4.0, 3.0, 2.0, 1.0, 2.0]), lags=2)
    >>> found.acf.round(4).tolist(), found.pacf.round(4).tolist()
    ([0.6155, 0.0447], [0.6155, -0.538])
    """
    series = check_finite(check_shape(np.asarray(values, dtype=np.float64), "values", (None,)), "values")
    n = len(series)
    if n < _FEWEST:
        raise InputError(f"'values' must hold at least {_FEWEST} observations, was {n}")
    if not 1 <= lags <= n // 2 - 1:
        raise InputError(f"'lags' must be in [1, {n // 2 - 1}] for {n} values, was {lags!r}")
    if series.max() == series.min():
        raise InputError(f"'values' must vary, but are {float(series[0])!r} throughout")
    z = -float(ndtri(0.5 * (1.0 - check_confidence(confidence))))
    unit = (series - series.mean()) / series.std()
    acf = _lagged_products(unit, lags)[1:] / n
    squares = unit**2
    together = np.maximum(_lagged_products(squares, lags)[1:], 0.0)
    before = np.concatenate([[0.0], np.cumsum(acf[:-1] ** 2)])
    return Autocorrelation(
        acf=acf,
        pacf=partial_from_autocorrelations(acf),
        white_noise_band=z / math.sqrt(n),
        bartlett_bands=z * np.sqrt((1.0 + 2.0 * before) / n),
        robust_bands=z * np.sqrt(together) / n,
        confidence=confidence,
        n_observations=n,
    )


def _lagged_products(series: FloatArray, lags: int) -> FloatArray:
    """Sums of products with the series itself, 0 to `lags` steps earlier."""
    size = 1 << (len(series) + lags).bit_length()
    spectrum = np.fft.rfft(series, size)
    return np.asarray(np.fft.irfft(spectrum * spectrum.conj(), size)[: lags + 1])


def partial_from_autocorrelations(acf: FloatArray) -> FloatArray:
    r"""Partial autocorrelations of a series with these autocorrelations.

    .. math::

        \phi_{kk} = \frac{\rho_k - \sum_{j<k} \phi_{k-1,j}\, \rho_{k-j}}{1 - \sum_{j<k} \phi_{k-1,j}\, \rho_j}, \quad
        \phi_{kj} = \phi_{k-1,j} - \phi_{kk}\, \phi_{k-1,k-j}

    Parameters
    ----------
    acf : FloatArray
        Shape (k,), lag 1 first, of a stationary series.

    Returns
    -------
    FloatArray
        Shape (k,), lag 1 first: the last coefficient of the autoregression of each order.

    Examples
    --------
    >>> partial_from_autocorrelations(0.5 ** np.arange(1, 4)).round(12).tolist()
    [0.5, 0.0, 0.0]
    """
    partial = np.empty(len(acf))
    weights = np.empty(0)
    for order, correlation in enumerate(acf):
        left = 1.0 - float(weights @ acf[:order])
        partial[order] = (correlation - float(weights @ acf[:order][::-1])) / left
        weights = np.append(weights - partial[order] * weights[::-1], partial[order])
    return partial
