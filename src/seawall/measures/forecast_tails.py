r"""The losses that a model forecasts beyond its VaR, as equally likely points.

A test of Expected Shortfall needs to know not only the mean of the losses beyond VaR but how they scatter. The tail
is cut into m slices of equal probability, and each slice is replaced by its mean:

.. math:: t_j = m \bigl( G(j / m) - G((j - 1) / m) \bigr), \quad G(u) = u \, \mathrm{ES}_{1 - u (1 - c)}

so that the mean of the points is the Expected Shortfall, exactly.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from seawall.core import FloatArray, check_confidence, check_finite
from seawall.measures.tail_quantiles import tail_size, tail_weights

__all__ = ["TAIL_POINTS", "law_tail", "sample_tail"]

TAIL_POINTS = 100
"""Slices of a tail."""


def sample_tail(losses: FloatArray, *, confidence: float, weights: FloatArray | None = None) -> FloatArray:
    """Tail of a sample of scenarios.

    Parameters
    ----------
    losses : FloatArray
        Shape (n,), loss above zero, n >= 1.
    confidence : float
        In [0.5, 1).
    weights : FloatArray, optional
        Shape (n,), none below 0, sum 1; without them all scenarios count alike.

    Returns
    -------
    FloatArray
        Shape (TAIL_POINTS,), the largest first; their mean is the Expected Shortfall of the sample.

    Raises
    ------
    InputError
        For an empty or non-finite sample, a confidence outside its range, or weights that are none.

    Examples
    --------
    >>> tail = sample_tail(np.arange(1.0, 201.0), confidence=0.99)
    >>> tail[[0, 49, 50, 99]].round(6).tolist(), round(float(tail.mean()), 6)
    ([200.0, 200.0, 199.0, 199.0], 199.5)
    """
    shares = tail_weights(losses, confidence=confidence, weights=weights)
    place = np.flatnonzero(shares)
    place = place[np.argsort(-losses[place], kind="stable")]
    reached = np.cumsum(shares[place])
    reached[-1] = 1.0
    # from the largest loss down, the sum of loss times probability rises in straight pieces
    summed = np.cumsum(losses[place] * shares[place])
    edges = np.arange(TAIL_POINTS + 1) / TAIL_POINTS
    partial = np.interp(edges, np.append(0.0, reached), np.append(0.0, summed))
    return np.asarray(np.diff(partial) * TAIL_POINTS, dtype=np.float64)


def law_tail(shortfall_at: Callable[[float], float], *, confidence: float) -> FloatArray:
    """Tail of a law whose Expected Shortfall is known at every confidence.

    For a law of location and scale the tail is found once, and moved and stretched to each session's forecast.

    Parameters
    ----------
    shortfall_at : callable
        From a confidence to the Expected Shortfall, loss above zero.
    confidence : float
        In [0.5, 1).

    Returns
    -------
    FloatArray
        Shape (TAIL_POINTS,), the largest first; their mean is the Expected Shortfall.

    Raises
    ------
    InputError
        For a confidence outside its range.

    Examples
    --------
    An exponential law of mean 1, whose Expected Shortfall is 1 above its VaR:

    >>> tail = law_tail(lambda confidence: 1.0 - np.log(1.0 - confidence), confidence=0.99)
    >>> round(float(tail.mean()), 4)
    5.6052
    """
    size = float(tail_size(1, check_confidence(confidence)))
    shares = np.arange(1, TAIL_POINTS + 1) / TAIL_POINTS
    partial = [share * shortfall_at(1.0 - share * size) for share in shares[:-1]]
    partial.append(shortfall_at(confidence))
    tail = np.diff(np.array([0.0, *partial])) * TAIL_POINTS
    return check_finite(tail, "shortfall_at")
