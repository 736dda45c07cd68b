"""Independent standard normals behind drawn scenarios, and the four ways of drawing them."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from scipy.special import ndtr, ndtri

from seawall.core import FloatArray, choice_named
from seawall.errors import InputError
from seawall.scenarios.quasi_random import sobol_normals
from seawall.scenarios.random_streams import standard_normals

__all__ = ["BELOW_ONE", "Sampling", "check_sample_size", "normal_draws"]

BELOW_ONE = 1.0 - 2.0**-53
"""Largest uniform: the normal of 1 is infinite."""


class Sampling(StrEnum):
    """How standard normals are drawn.

    Pseudo-random draws are independent. Of an antithetic pair the second is the mirror image of the first. Stratified
    draws fall one each into equally likely slices of the first coordinate and are independent in the others. Sobol
    points are even in all coordinates, the first ones above all.
    """

    PSEUDO_RANDOM = "pseudo_random"
    ANTITHETIC = "antithetic"
    STRATIFIED = "stratified"
    SOBOL = "sobol"


def check_sample_size(n_scenarios: int, *, batches: int, sampling: Sampling) -> int:
    """Return the scenarios of one batch, if the sample can be cut into batches as its way of drawing asks.

    Raises
    ------
    InputError
        When scenarios do not divide into batches, antithetic ones into pairs, or scenarios that depend on each other
        come in a single batch, whose error nothing would show.
    """
    if n_scenarios < 1 or batches < 1:
        raise InputError(f"'n_scenarios' and 'batches' must be at least 1, were {n_scenarios!r}, {batches!r}")
    if n_scenarios % batches:
        raise InputError(f"'n_scenarios' must be a multiple of 'batches' {batches}, was {n_scenarios}")
    if sampling is Sampling.PSEUDO_RANDOM:
        return n_scenarios // batches
    if batches < 2:
        raise InputError(f"'batches' must be at least 2 for {sampling} draws: their error is measured between batches")
    if sampling is Sampling.ANTITHETIC and n_scenarios // batches % 2:
        raise InputError(f"a batch must hold antithetic pairs, was {n_scenarios // batches} scenarios")
    return n_scenarios // batches


def normal_draws(
    n_scenarios: int, dimensions: int, *, seed: int, batches: int = 1, sampling: Sampling = Sampling.PSEUDO_RANDOM
) -> FloatArray:
    """Standard normals, independent between columns and between batches.

    Parameters
    ----------
    n_scenarios, dimensions : int
        Shape.
    seed : int
        Names the numbers.
    batches : int
        Batches of equal size, one after the other; at least 2 where scenarios depend on each other.
    sampling : Sampling
        How they are drawn.

    Returns
    -------
    FloatArray
        Shape (n_scenarios, dimensions).

    Raises
    ------
    InputError
        When the sample does not fit its batches; for Sobol points also when a batch is no power of two; for a
        `sampling` that there is not.

    Examples
    --------
    >>> normal_draws(4, 1, seed=7, batches=2, sampling=Sampling.ANTITHETIC).sum()
    np.float64(0.0)
    """
    sampling = choice_named(sampling, "sampling", Sampling)
    size = check_sample_size(n_scenarios, batches=batches, sampling=sampling)
    match sampling:
        case Sampling.SOBOL:
            return sobol_normals(size, dimensions, seed=seed, batches=batches)
        case Sampling.ANTITHETIC:
            half = standard_normals(n_scenarios // 2, dimensions, seed=seed)
            return np.stack((half, -half), axis=1).reshape(n_scenarios, dimensions)
        case Sampling.STRATIFIED:
            normals = standard_normals(n_scenarios, dimensions, seed=seed)
            within = ndtr(normals[:, 0]) + np.tile(np.arange(size), batches)
            normals[:, 0] = ndtri(np.minimum(within / size, BELOW_ONE))
            return normals
        case Sampling.PSEUDO_RANDOM:
            return standard_normals(n_scenarios, dimensions, seed=seed)
