"""From a forecast of log-returns to one of the level: its median, its mean, and its interval."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import ndtri

from seawall.core import FloatArray, check_confidence, check_positive
from seawall.errors import InputError
from seawall.models.arima_forecast import LevelForecast

__all__ = ["level_from_log_returns", "moving_average_weights"]


def moving_average_weights(
    *,
    autoregressive: Sequence[FloatArray],
    moving_average: Sequence[FloatArray],
    differences: Sequence[int],
    steps: int,
) -> FloatArray:
    r"""Weights of past innovations in a model written as one long moving average.

    .. math:: \psi(B) = \frac{\prod_i \theta_i(B)}{\prod_i \phi_i(B) \prod_j (1 - B^{s_j})}

    Parameters
    ----------
    autoregressive, moving_average : sequence of FloatArray
        Polynomials in the lag operator, constant term 1 first: :math:`1 - \phi_1 B - \dots` and
        :math:`1 + \theta_1 B + \dots`; a seasonal one has zeros between its terms.
    differences : sequence of int
        The lag of each differencing.
    steps : int
        Weights wanted.

    Returns
    -------
    FloatArray
        Shape (steps,), the first is 1.

    Examples
    --------
    >>> ar = np.array([1.0, -0.5])
    >>> moving_average_weights(autoregressive=[ar], moving_average=[], differences=[], steps=4).tolist()
    [1.0, 0.5, 0.25, 0.125]
    """
    from scipy.signal import lfilter

    above, below = np.ones(1), np.ones(1)
    for each in moving_average:
        above = np.convolve(above, each)
    for each in autoregressive:
        below = np.convolve(below, each)
    for lag in differences:
        below = np.convolve(below, np.concatenate([[1.0], np.zeros(lag - 1), [-1.0]]))
    impulse = np.zeros(steps)
    impulse[0] = 1.0
    return np.asarray(lfilter(above, below, impulse))


def level_from_log_returns(
    mean: FloatArray,
    *,
    weights: FloatArray,
    innovation_variance: float,
    last_level: float,
    confidences: Sequence[float],
) -> LevelForecast:
    r"""Level after each step of a forecast of log-returns with normal innovations.

    .. math::

        \text{median} = P_n \exp\Bigl(\sum_{i \le h} m_i\Bigr), \quad
        v_h = \sigma^2 \sum_{j=0}^{h-1} \Bigl(\sum_{i \le j} \psi_i\Bigr)^2, \quad
        \text{mean} = \text{median} \cdot e^{v_h / 2}

    Parameters
    ----------
    mean : FloatArray
        Shape (steps,): forecast of each log-return.
    weights : FloatArray
        Shape (steps,): ψ, of :func:`moving_average_weights`.
    innovation_variance : float
        σ², above 0.
    last_level : float
        Above 0.
    confidences : sequence of float
        Of the intervals, two-sided.

    Returns
    -------
    LevelForecast
        The error of the parameters is not in the interval.

    Raises
    ------
    InputError
        For arguments outside their range.

    Examples
    --------
    >>> found = level_from_log_returns(np.zeros(2), weights=np.array([1.0, 0.0]), innovation_variance=0.04,
    ...     last_level=100.0, confidences=(0.95,))
    >>> found.median.tolist(), found.mean.round(2).tolist(), found.upper.round(1).tolist()
    ([100.0, 100.0], [102.02, 104.08], [[148.0, 174.1]])
    """
    check_positive(innovation_variance, "innovation_variance")
    check_positive(last_level, "last_level")
    if weights.shape != mean.shape:
        raise InputError(f"'weights' must have the shape of 'mean', {mean.shape}, was {weights.shape}")
    variance = innovation_variance * np.cumsum(np.cumsum(weights) ** 2)
    middle = np.cumsum(mean)
    z = np.array([[-float(ndtri(0.5 * (1.0 - check_confidence(each))))] for each in confidences])
    spread = z * np.sqrt(variance)
    return LevelForecast(
        median=last_level * np.exp(middle),
        mean=last_level * np.exp(middle + 0.5 * variance),
        confidences=tuple(confidences),
        lower=last_level * np.exp(middle - spread),
        upper=last_level * np.exp(middle + spread),
    )
