"""Cornish-Fisher: a normal quantile bent by skewness and kurtosis, inside the domain where it stays a quantile."""

from __future__ import annotations

import math

import numpy as np
from scipy.special import ndtri

from seawall.core import FloatArray, check_confidence, check_finite
from seawall.errors import InputError

__all__ = ["cornish_fisher_quantile", "cornish_fisher_tail"]

_MOST_SKEWNESS = 6.0 * (math.sqrt(2.0) - 1.0)


def cornish_fisher_quantile(z: FloatArray | float, *, skewness: float, excess_kurtosis: float) -> FloatArray:
    r"""Quantile of a law with unit scale, from the normal quantile of the same level.

    .. math::

        q(z) = z + \frac{S}{6}(z^2-1) + \frac{K}{24}(z^3-3z) - \frac{S^2}{36}(2z^3-5z)

    It is a quantile only where it rises in z throughout: for :math:`|S| \le 6(\sqrt 2 - 1)` and

    .. math::

        \frac{K}{8} \in \frac{1}{2}\left( A + B \pm \sqrt{(B-A)^2 - S^2/9} \right), \quad
        A = \frac{S^2}{6}, \quad B = 1 + \frac{5 S^2}{36}.

    Outside, a more extreme level would get a milder loss, and the arguments are refused.

    Parameters
    ----------
    z : FloatArray or float
        Normal quantiles, any shape.
    skewness : float
        S of the returns, below zero where the losses have the longer tail.
    excess_kurtosis : float
        K of the returns, 0 for a normal law.

    Returns
    -------
    FloatArray
        Shape of `z`, in standard deviations, gain above zero. S and K are parameters of the expansion: the skewness and
        kurtosis of the law that it defines are near them only where they are small.

    Raises
    ------
    InputError
        When S and K lie outside the domain.

    References
    ----------
    Maillard, "A user's guide to the Cornish Fisher expansion" (2012). Chernozhukov, Fernández-Val, Galichon,
    "Rearranging Edgeworth-Cornish-Fisher expansions", *Economic Theory* 42 (2010).

    Examples
    --------
    >>> cornish_fisher_quantile(np.array([-2.326348]), skewness=-0.5, excess_kurtosis=3.0).round(4).tolist()
    [-3.3013]
    """
    _check_domain(skewness, excess_kurtosis)
    normal = check_finite(np.asarray(z, dtype=np.float64), "z")
    skew = skewness / 6.0 * (normal**2 - 1.0) - skewness**2 / 36.0 * (2.0 * normal**3 - 5.0 * normal)
    return np.asarray(normal + skew + excess_kurtosis / 24.0 * (normal**3 - 3.0 * normal))


def cornish_fisher_tail(confidence: float, *, skewness: float, excess_kurtosis: float) -> tuple[float, float]:
    r"""VaR and ES of the Cornish-Fisher law, per unit of its scale.

    ES is the mean of the quantile beyond VaR, in closed form. With z the normal quantile of 1 - c:

    .. math::

        \frac{\mathrm{ES}}{\sigma} = \frac{\varphi(z)}{1-c}
        \left( 1 + \frac{S}{6} z + \frac{K}{24}(z^2-1) + \frac{S^2}{36}(1-2z^2) \right)

    Parameters
    ----------
    confidence : float
        In [0.5, 1).
    skewness : float
        S of the returns, below zero where the losses have the longer tail.
    excess_kurtosis : float
        K of the returns, 0 for a normal law.

    Returns
    -------
    tuple of float
        (VaR, ES) in standard deviations, loss above zero, for a mean of zero.

    Raises
    ------
    InputError
        For a confidence outside its range, or S and K outside the domain of :func:`cornish_fisher_quantile`.

    References
    ----------
    Maillard, "A user's guide to the Cornish Fisher expansion" (2012).

    Examples
    --------
    >>> [round(each, 4) for each in cornish_fisher_tail(0.99, skewness=-0.5, excess_kurtosis=3.0)]
    [3.3013, 4.4699]
    """
    tail = 1.0 - check_confidence(confidence)
    z = float(ndtri(tail))
    quantile = cornish_fisher_quantile(z, skewness=skewness, excess_kurtosis=excess_kurtosis)
    density = math.exp(-0.5 * z**2) / math.sqrt(2.0 * math.pi)
    bend = skewness / 6.0 * z + excess_kurtosis / 24.0 * (z**2 - 1.0) + skewness**2 / 36.0 * (1.0 - 2.0 * z**2)
    return -float(quantile), density / tail * (1.0 + bend)


def _check_domain(skewness: float, excess_kurtosis: float) -> None:
    if not abs(skewness) <= _MOST_SKEWNESS:
        raise InputError(
            f"Cornish-Fisher needs 'skewness' in [-{_MOST_SKEWNESS:.4f}, {_MOST_SKEWNESS:.4f}] to stay monotone, "
            f"was {skewness!r} with excess kurtosis {excess_kurtosis!r}"
        )
    low_term, high_term = skewness**2 / 6.0, 1.0 + 5.0 * skewness**2 / 36.0
    root = math.sqrt(max(0.0, (high_term - low_term) ** 2 - skewness**2 / 9.0))
    low, high = 4.0 * (low_term + high_term - root), 4.0 * (low_term + high_term + root)
    if not low <= excess_kurtosis <= high:
        raise InputError(
            f"Cornish-Fisher needs 'excess_kurtosis' in [{low:.4f}, {high:.4f}] at skewness {skewness!r} "
            f"to stay monotone, was {excess_kurtosis!r}"
        )
