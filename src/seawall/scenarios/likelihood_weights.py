r"""Weights of scenarios that were drawn where the losses are, and not where the market usually goes.

A share a of the draws keeps the plain law; the others follow a law with the density ratio r. Whichever of the two a
draw came from, its likelihood ratio is that of the mixture,

.. math:: \ell = \frac{1}{a + (1 - a)\,r} \le \frac1a,

so that no scenario can outweigh the others by more than 1 / a, however wrong the chosen law is for the book.

The mean of the ratios is 1 only on average. Dividing all of them by it would carry the noise of the calm scenarios,
which have the large ratios, into the tail. Instead the ratios in the tail are left as they are, and the calm ones share
what is left of 1. The probability of a loss beyond a level in the tail is then the plain mean of the likelihood ratios
beyond it, which is unbiased.

References
----------
Hesterberg, "Weighted average importance sampling and defensive mixture distributions", *Technometrics* 37 (1995).
Glasserman, *Monte Carlo Methods in Financial Engineering* (2003), sections 4.6 and 9.2.
"""

from __future__ import annotations

import math

import numpy as np
from scipy.special import ndtr, ndtri

from seawall.core import BoolArray, FloatArray
from seawall.errors import InputError, NumericalError
from seawall.scenarios.sampled_normals import BELOW_ONE

__all__ = ["check_plain_share", "choose_component", "mixture_ratios", "mixture_weights"]

_FEWEST_PLAIN = 8
"""Plain draws that a batch must be able to count on, so that there are calm scenarios in it."""


def check_plain_share(plain_share: float, batch_size: int) -> float:
    """Return `plain_share` if it lies inside (0, 1) and leaves enough plain draws in a batch."""
    if not 0.0 < plain_share < 1.0:
        raise InputError(f"'plain_share' must be above 0 and below 1, was {plain_share!r}")
    if plain_share * batch_size < _FEWEST_PLAIN:
        raise InputError(
            f"a batch of {batch_size} scenarios with a plain share of {plain_share:g} has fewer than {_FEWEST_PLAIN} "
            "plain draws; use fewer batches, or more scenarios"
        )
    return plain_share


def choose_component(normals: FloatArray, plain_share: float) -> tuple[BoolArray, FloatArray]:
    """Let the first coordinate choose the law of a draw, and stretch what is left of it into a normal again.

    The lowest `plain_share` of the normal law means plain, the rest means moved. An even sample stays even in both.

    Parameters
    ----------
    normals : FloatArray
        Standard normals, shape (n,).
    plain_share : float
        Inside (0, 1).

    Returns
    -------
    tuple of BoolArray and FloatArray
        Which draws are plain, and standard normals independent of that, shape (n,).

    Examples
    --------
    >>> plain, normal = choose_component(np.array([-2.0, 0.0]), 0.25)
    >>> plain.tolist(), normal.round(4).tolist()
    ([True, False], [-1.3346, -0.4307])
    """
    lower, upper = ndtr(normals), ndtr(-normals)
    is_plain = lower < plain_share
    # each from its own end of the law, so that far tails keep their precision
    plain = ndtri(np.minimum(lower / plain_share, BELOW_ONE))
    moved = -ndtri(np.minimum(upper / (1.0 - plain_share), BELOW_ONE))
    return is_plain, np.where(is_plain, plain, moved)


def mixture_ratios(log_ratios: FloatArray, plain_share: float) -> FloatArray:
    """Likelihood ratios of the plain law to the mixture, from logarithms of moved over plain density, shape (n,)."""
    return np.asarray(np.exp(-np.logaddexp(math.log(plain_share), math.log1p(-plain_share) + log_ratios)))


def mixture_weights(log_ratios: FloatArray, *, is_tail: BoolArray, plain_share: float, batches: int) -> FloatArray:
    """Weights that sum to 1: likelihood ratios in the tail, and what is left of 1 among the calm scenarios.

    Every batch is weighted by itself, so that each is an estimate of its own.

    Parameters
    ----------
    log_ratios : FloatArray
        Logarithm of the density of the moved law over that of the plain law at each draw, shape (n,).
    is_tail : BoolArray
        Draws on the side where the losses are, shape (n,).
    plain_share : float
        Inside (0, 1).
    batches : int
        Of equal size.

    Returns
    -------
    FloatArray
        Shape (n,), none below 0; each batch sums to 1 / batches.

    Raises
    ------
    NumericalError
        When a batch has no calm scenario, or nothing is left for it.
    """
    weights = (mixture_ratios(log_ratios, plain_share) / len(log_ratios)).reshape(batches, -1)
    tail = np.where(is_tail.reshape(batches, -1), weights, 0.0)
    calm = weights - tail
    left, held = 1.0 / batches - tail.sum(axis=1), calm.sum(axis=1)
    if not ((left > 0) & (held > 0)).all():
        worst = int(np.argmin(np.minimum(left, held)))
        raise NumericalError(
            f"batch {worst + 1} of {batches} has a weight of {1.0 - batches * left[worst]:.3g} in its tail and "
            f"{batches * held[worst]:.3g} outside; draw more scenarios per batch"
        )
    return np.asarray(tail + calm * (left / held)[:, None]).ravel()
