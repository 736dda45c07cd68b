"""Error between independent batches: for samples whose scenarios depend on each other within a batch."""

from __future__ import annotations

import math

import numpy as np
from scipy.special import stdtrit

from seawall.core import FloatArray, choice_named
from seawall.errors import InputError
from seawall.measures.intervals import INTERVAL_LEVEL, ConfidenceInterval
from seawall.measures.measure import Measure, measure_of
from seawall.measures.tail_quantiles import tail_size, uneven_weights
from seawall.scenarios import SampleDesign

__all__ = ["batch_interval"]


def batch_interval(
    losses: FloatArray, measure: Measure, *, confidence: float, batches: int, weights: FloatArray | None = None
) -> ConfidenceInterval | None:
    r"""Interval from the spread of the estimates of independent batches.

    .. math:: \hat\theta \pm t_{B-1,\,0.975} \, \frac{s}{\sqrt{B}}, \quad
              s^2 = \frac{1}{B-1} \sum_b (\hat\theta_b - \bar\theta)^2

    with :math:`\hat\theta` the estimate of the whole sample, which is less biased than the mean of the batches.

    Parameters
    ----------
    losses : FloatArray
        Shape (n,), one batch after the other, each of n / B losses.
    measure : Measure
        Value at Risk or Expected Shortfall.
    confidence : float
        In [0.5, 1).
    batches : int
        B, at least 2.
    weights : FloatArray, optional
        Probability of each loss, shape (n,); each batch is weighed by itself.

    Returns
    -------
    ConfidenceInterval or None
        Nominal 95 %, with its standard error; None where equally weighted batches hold less than one loss beyond the
        confidence.

    Raises
    ------
    InputError
        For fewer than two batches, a size that they do not divide, or a batch without weight; for a `measure` that
        there is not.

    References
    ----------
    Glasserman, *Monte Carlo Methods in Financial Engineering* (2003), appendix A. Owen, "Randomly permuted
    (t,m,s)-nets", in *Monte Carlo and Quasi-Monte Carlo Methods* (1995): replication of randomised points.

    Examples
    --------
    >>> losses = np.random.default_rng(1).standard_normal(4_000)
    >>> found = batch_interval(losses, Measure.EXPECTED_SHORTFALL, confidence=0.95, batches=8)
    >>> found.method, found.lower < 2.0627 < found.upper
    ('8 batches, t', True)
    """
    measure = choice_named(measure, "measure", Measure)
    return batch_spread(
        losses[np.newaxis], measure, confidence=confidence, design=SampleDesign(weights=weights, batches=batches)
    )


def batch_spread(
    samples: FloatArray, measure: Measure, *, confidence: float, design: SampleDesign
) -> ConfidenceInterval | None:
    """Interval of a measure, or of the last of two samples less the first where `samples` has two rows."""
    n, batches = samples.shape[1], design.batches
    if batches < 2:
        raise InputError(f"'batches' must be at least 2, was {batches!r}")
    design.check_size(n)
    weights = uneven_weights(design.weights, n)
    if weights is None and tail_size(n // batches, confidence) < 1:
        return None

    def figure(part: slice) -> float:
        shares = None if weights is None else _own(weights[part])
        found = [measure_of(each[part], measure, confidence=confidence, weights=shares) for each in samples]
        return found[-1] - (found[0] if len(found) > 1 else 0.0)

    size = n // batches
    estimates = np.array([figure(slice(start, start + size)) for start in range(0, n, size)])
    whole = figure(slice(0, n))
    error = float(np.std(estimates, ddof=1)) / math.sqrt(batches)
    half_width = float(stdtrit(batches - 1, 0.5 + INTERVAL_LEVEL / 2.0)) * error
    return ConfidenceInterval(whole - half_width, whole + half_width, INTERVAL_LEVEL, f"{batches} batches, t", error)


def _own(weights: FloatArray) -> FloatArray:
    total = float(weights.sum())
    if total <= 0.0:
        raise InputError("'weights' must not be 0 throughout a batch")
    return weights / total
