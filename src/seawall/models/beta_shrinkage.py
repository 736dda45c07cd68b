"""Betas drawn towards what betas usually are: Vasicek by the precision of each, Blume by one rule for all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seawall.core import FloatArray, check_finite, check_positive, check_shape, read_only
from seawall.errors import InputError

__all__ = ["ShrunkBetas", "blume_betas", "vasicek_betas"]

_FEWEST = 3


@dataclass(frozen=True, slots=True, eq=False)
class ShrunkBetas:
    """Betas after shrinkage.

    Attributes
    ----------
    method : str
        In words, with its parameters.
    target : float
        What betas are drawn towards.
    weights : FloatArray
        Share of the target in each beta, shape (k,), in [0, 1].
    betas : FloatArray
        Shape (k,).
    """

    method: str
    target: float
    weights: FloatArray
    betas: FloatArray

    def __post_init__(self) -> None:
        """Freeze the arrays and check their shapes."""
        betas = check_finite(check_shape(read_only(self.betas), "betas", (None,)), "betas")
        weights = check_finite(check_shape(read_only(self.weights), "weights", (len(betas),)), "weights")
        object.__setattr__(self, "betas", betas)
        object.__setattr__(self, "weights", weights)


def vasicek_betas(
    betas: FloatArray, errors: FloatArray, *, prior_mean: float | None = None, prior_variance: float | None = None
) -> ShrunkBetas:
    r"""Draw each beta towards the mean of betas, the more the less precisely it is known.

    .. math:: \beta_i' = w_i \bar\beta + (1 - w_i) \beta_i, \quad w_i = \frac{s_i^2}{s_i^2 + \sigma_\beta^2}

    Parameters
    ----------
    betas, errors : FloatArray
        Estimates and their standard errors above 0, shape (k,).
    prior_mean, prior_variance : float, optional
        Mean and variance of betas. By default those of `betas` themselves, variance over k - 1; this takes k >= 3. The
        estimates scatter more than true betas do, so that this draws too little rather than too much.

    Returns
    -------
    ShrunkBetas
        The weights are those of the mean.

    Raises
    ------
    InputError
        For shapes that differ, errors not above 0, one prior without the other, fewer than 3 betas without priors, or
        betas that are all alike.

    References
    ----------
    Vasicek, "A note on using cross-sectional information in Bayesian estimation of security betas", *Journal of
    Finance* 28 (1973).

    Examples
    --------
    >>> shrunk = vasicek_betas(np.array([0.5, 1.0, 1.5]), np.array([0.5, 0.5, 0.25]))
    >>> shrunk.target, shrunk.weights.tolist(), shrunk.betas.round(6).tolist()
    (1.0, [0.5, 0.5, 0.2], [0.75, 1.0, 1.4])
    """
    estimates = check_finite(check_shape(np.asarray(betas, dtype=np.float64), "betas", (None,)), "betas")
    spread = check_finite(check_shape(np.asarray(errors, dtype=np.float64), "errors", estimates.shape), "errors")
    if (spread <= 0).any():
        raise InputError(f"'errors' must be above 0, lowest was {float(spread.min())!r}")
    if (prior_mean is None) != (prior_variance is None):
        raise InputError("'prior_mean' and 'prior_variance' must be given both or not at all")
    if prior_mean is None or prior_variance is None:
        if len(estimates) < _FEWEST:
            raise InputError(f"'betas' must be at least {_FEWEST} to have a mean and a variance, was {len(estimates)}")
        mean, variance, origin = float(estimates.mean()), float(estimates.var(ddof=1)), f"of {len(estimates)} betas"
        if variance == 0.0:
            raise InputError(f"'betas' must differ by enough to have a variance, but all were {mean!r}, or nearly")
    else:
        mean, variance, origin = prior_mean, check_positive(prior_variance, "prior_variance"), "as given"
    weights = spread**2 / (spread**2 + variance)
    method = f"Vasicek towards {mean:.3f}, variance {variance:.3f}, {origin}"
    return ShrunkBetas(method, mean, weights, weights * mean + (1.0 - weights) * estimates)


def blume_betas(betas: FloatArray) -> ShrunkBetas:
    r"""Draw each beta by a third towards 1, the market's own.

    .. math:: \beta_i' = \tfrac{1}{3} + \tfrac{2}{3} \beta_i

    This is the "adjusted beta" of data vendors. It rounds what Blume measured of US shares from 1948 to 1961, .343 and
    .677, and knows nothing of how well a beta is known. For other assets than shares it has no ground.

    Parameters
    ----------
    betas : FloatArray
        Shape (k,).

    Returns
    -------
    ShrunkBetas
        All weights a third.

    Raises
    ------
    InputError
        For betas that are not finite.

    References
    ----------
    Blume, "On the assessment of risk", *Journal of Finance* 26 (1971).

    Examples
    --------
    >>> blume_betas(np.array([0.4, 1.0, 1.6])).betas.round(6).tolist()
    [0.6, 1.0, 1.4]
    """
    estimates = check_finite(check_shape(np.asarray(betas, dtype=np.float64), "betas", (None,)), "betas")
    weights = np.full(len(estimates), 1.0 / 3.0)
    return ShrunkBetas("Blume, a third towards 1", 1.0, weights, weights + (1.0 - weights) * estimates)
