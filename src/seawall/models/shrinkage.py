"""Shrinkage: a sample covariance drawn towards a simple target by as much as its own noise asks for."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import numpy as np

from seawall.core import FloatArray, choice_named
from seawall.models.covariance import CovarianceEstimate, check_observations

__all__ = ["ShrinkageTarget", "ledoit_wolf_covariance", "oracle_approximating_covariance"]


class ShrinkageTarget(StrEnum):
    """What the sample covariance is drawn towards."""

    SCALED_IDENTITY = "scaled identity"
    CONSTANT_CORRELATION = "constant correlation"


def ledoit_wolf_covariance(
    returns: FloatArray,
    *,
    target: ShrinkageTarget = ShrinkageTarget.SCALED_IDENTITY,
    names: Sequence[str] | None = None,
) -> CovarianceEstimate:
    r"""Covariance of Ledoit and Wolf: the mix of sample and target with the least expected squared error.

    .. math:: \hat\Sigma = (1 - \delta) S + \delta F, \quad S = \frac{1}{n}\sum_t (x_t - \bar x)(x_t - \bar x)^\top

    The target F is the identity times the mean variance, or the matrix with the variances of S and the mean correlation
    of S throughout. The intensity δ is estimated from the fourth moments, held in [0, 1]. The returns are centred by
    their own mean, and S is divided by n, as the papers do.

    All sums over pairs of assets collapse to sums over assets, so that beside S itself the cost is of order nk.

    Parameters
    ----------
    returns : FloatArray
        Shape (n, k), decimals; n >= 2, no column constant.
    target : ShrinkageTarget
        Scaled identity, or constant correlation.
    names : sequence of str, optional
        Of the columns, for messages.

    Returns
    -------
    CovarianceEstimate
        Per period of the returns, with `shrinkage` δ. Positive definite for δ above 0 with the scaled identity.

    Raises
    ------
    InputError
        For fewer than 2 observations, a value that is not finite or a column that never moves; for a `target` that
        there is not.

    References
    ----------
    Ledoit, Wolf, "A well-conditioned estimator for large-dimensional covariance matrices", *Journal of Multivariate
    Analysis* 88 (2004). Ledoit, Wolf, "Honey, I shrunk the sample covariance matrix", *Journal of Portfolio
    Management* 30 (2004).

    Examples
    --------
    >>> returns = 0.01 * np.random.default_rng(1).standard_normal((40, 30))
    >>> estimate = ledoit_wolf_covariance(returns)
    >>> estimate.shrinkage > 0.9, estimate.condition_number < 2
    (True, True)
    """
    target = choice_named(target, "target", ShrinkageTarget)
    sample = check_observations(returns, names=names)
    centred, covariance = _centred(sample)
    if target is ShrinkageTarget.SCALED_IDENTITY:
        intensity = _identity_intensity(centred, covariance)
        shrunk = _towards_identity(covariance, intensity)
    else:
        constant, intensity = _constant_correlation(centred, covariance)
        shrunk = (1.0 - intensity) * covariance + intensity * constant
    return CovarianceEstimate(shrunk, f"Ledoit-Wolf, {target}", len(sample), intensity, float(len(sample)))


def oracle_approximating_covariance(returns: FloatArray, *, names: Sequence[str] | None = None) -> CovarianceEstimate:
    r"""Covariance of Chen, Wiesel, Eldar and Hero: shrinkage to the scaled identity, best for normal returns.

    .. math::

        \delta = \min\left( 1, \frac{\overline{S^2} + \mu^2}{(n+1)\left( \overline{S^2} - \mu^2 / k \right)} \right),
        \quad \mu = \frac{\mathrm{tr} S}{k}

    with :math:`\overline{S^2}` the mean of the squared entries of S; centred and divided by n as
    :func:`ledoit_wolf_covariance`. This is the form of scikit-learn, which drops terms of order 1/k of the paper.

    Parameters
    ----------
    returns : FloatArray
        Shape (n, k), decimals; n >= 2, no column constant.
    names : sequence of str, optional
        Of the columns, for messages.

    Returns
    -------
    CovarianceEstimate
        Per period of the returns, with `shrinkage` δ.

    Raises
    ------
    InputError
        For fewer than 2 observations, a value that is not finite or a column that never moves.

    References
    ----------
    Chen, Wiesel, Eldar, Hero, "Shrinkage algorithms for MMSE covariance estimation", *IEEE Transactions on Signal
    Processing* 58 (2010).

    Examples
    --------
    >>> returns = 0.01 * np.random.default_rng(1).standard_normal((40, 30))
    >>> oracle_approximating_covariance(returns).shrinkage > 0.9
    True
    """
    sample = check_observations(returns, names=names)
    _, covariance = _centred(sample)
    n, k = sample.shape
    mean_square, level = float(np.mean(covariance**2)), float(np.trace(covariance)) / k
    spread = (n + 1.0) * (mean_square - level**2 / k)
    # one asset, or a sample that already is the target, leaves nothing to mix
    intensity = 1.0 if spread <= 0.0 else min(1.0, (mean_square + level**2) / spread)
    shrunk = _towards_identity(covariance, intensity)
    return CovarianceEstimate(shrunk, "oracle approximating shrinkage", n, intensity, float(n))


def _centred(sample: FloatArray) -> tuple[FloatArray, FloatArray]:
    centred = sample - sample.mean(axis=0)
    return centred, centred.T @ centred / len(sample)


def _towards_identity(covariance: FloatArray, intensity: float) -> FloatArray:
    shrunk = (1.0 - intensity) * covariance
    shrunk[np.diag_indices_from(shrunk)] += intensity * float(np.trace(covariance)) / len(covariance)
    return shrunk


def _identity_intensity(centred: FloatArray, covariance: FloatArray) -> float:
    """Noise of S over its distance from the target; the squared noise needs only the length of each day's returns."""
    n, k = centred.shape
    level = float(np.trace(covariance)) / k
    square = float(np.sum(covariance**2))
    distance = square - k * level**2
    if distance <= 0.0:
        return 0.0
    lengths = np.einsum("ij,ij->i", centred, centred)
    noise = (float(lengths @ lengths) / n - square) / n
    return float(min(max(noise / distance, 0.0), 1.0))


def _constant_correlation(centred: FloatArray, covariance: FloatArray) -> tuple[FloatArray, float]:
    """Target with the mean correlation, and the intensity (π - ρ) / (γ n) of the paper's appendix B."""
    n, k = centred.shape
    variances = np.diagonal(covariance).copy()
    scale = np.sqrt(variances)
    if k == 1:
        return covariance.copy(), 0.0
    mean_correlation = (float((covariance / np.outer(scale, scale)).sum()) - k) / (k * (k - 1))
    target = mean_correlation * np.outer(scale, scale)
    np.fill_diagonal(target, variances)
    distance = float(np.sum((target - covariance) ** 2))
    if distance <= 0.0:
        return target, 0.0
    squares = centred**2
    lengths = squares.sum(axis=1)
    pi = float(lengths @ lengths) / n - float(np.sum(covariance**2))
    fourth = (squares**2).sum(axis=0) / n - variances**2
    # Σ_{i≠j} (σ_j/σ_i) mean(x_i³ x_j): the double sum is a product of two sums, less its diagonal
    cubes = np.einsum("ij,ij->i", squares, centred / scale)
    product = float(cubes @ (centred @ scale)) / n - float(scale @ covariance @ scale)
    rho = float(fourth.sum()) + mean_correlation * (product - float(fourth.sum()))
    return target, min(max((pi - rho) / (distance * n), 0.0), 1.0)
