"""Error by drawing the sample again: for figures whose law no formula gives.

The interval is the percentile one. The accelerated one would need a jackknife, which is not valid for a quantile, nor
for losses that depend on their neighbours.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from seawall.core import FloatArray, IntArray, check_confidence, choice_named
from seawall.errors import InputError, NumericalError
from seawall.measures.intervals import INTERVAL_LEVEL, ConfidenceInterval, value_at_risk_interval
from seawall.measures.measure import Measure
from seawall.measures.tail_quantiles import tail_size, uneven_weights

__all__ = ["bootstrap_interval"]

_FEWEST_RESAMPLES = 39
"""The least number whose ends leave 2.5 % on either side."""
_CELLS = 4_000_000
"""Counts held at a time."""
_ROUNDING = 1e-12
_FIRST_LOOK = 1.5
"""Times the expected tail that is looked at first; where a resample needs more, more is taken."""


def bootstrap_interval(
    losses: FloatArray,
    measure: Measure,
    *,
    confidence: float,
    seed: int,
    resamples: int = 1_999,
    block_sessions: int = 1,
    weights: FloatArray | None = None,
) -> ConfidenceInterval | None:
    """Percentile interval of the bootstrap, drawing single losses or circular blocks of neighbours.

    With B resamples the bounds are the estimates of rank 0.025 (B + 1) from either end.

    Parameters
    ----------
    losses : FloatArray
        Shape (n,), in the order of time, loss above zero.
    measure : Measure
        Value at Risk or Expected Shortfall.
    confidence : float
        In [0.5, 1).
    seed : int
        Key of the counter-based generator Philox, at least 0.
    resamples : int
        B, at least 39.
    block_sessions : int
        Losses drawn together, from 1 (independent losses) to n; blocks that pass the end go on at the beginning.
    weights : FloatArray, optional
        Probability of each loss, shape (n,): it travels with the loss.

    Returns
    -------
    ConfidenceInterval or None
        Nominal 95 %, with the standard deviation of the resampled estimates as its standard error; None where
        :func:`value_at_risk_interval` has no upper bound, since no resample holds more than the largest loss.

    Raises
    ------
    InputError
        For too few resamples, a block longer than the sample, or a seed below 0; for a `measure` that there is not.
    NumericalError
        When so few losses have weight that a resample holds none of them.

    References
    ----------
    Davison, Hinkley, *Bootstrap Methods and their Application* (1997), section 5.3. Politis, Romano, "A circular
    block-resampling procedure for stationary data", in *Exploring the Limits of Bootstrap* (1992).

    Examples
    --------
    >>> losses = np.random.default_rng(1).standard_normal(1_000)
    >>> found = bootstrap_interval(losses, Measure.EXPECTED_SHORTFALL, confidence=0.95, seed=7)
    >>> found.method, found.lower < 2.0627 < found.upper
    ('bootstrap, 1,999 resamples', True)
    """
    measure = choice_named(measure, "measure", Measure)
    overlap = min(block_sessions, len(losses))
    bounds = value_at_risk_interval(losses, confidence=confidence, overlap_sessions=overlap, weights=weights)
    tails = resampled_tails(
        losses[np.newaxis], (confidence,), seed=seed, resamples=resamples, block=block_sessions, weights=weights
    )
    if bounds is None:
        return None
    estimates = tails[0, 0, :, list(Measure).index(measure)]
    return percentile_interval(estimates, _method(resamples, block_sessions))


def percentile_interval(estimates: FloatArray, method: str) -> ConfidenceInterval:
    """Bounds that leave 2.5 % of the resampled estimates on either side."""
    ordered = np.sort(estimates)
    rank = math.floor((1.0 - INTERVAL_LEVEL) / 2.0 * (len(ordered) + 1) * (1.0 + _ROUNDING))
    error = float(np.std(ordered, ddof=1))
    return ConfidenceInterval(float(ordered[rank - 1]), float(ordered[-rank]), INTERVAL_LEVEL, method, error)


def resampled_tails(
    samples: FloatArray,
    confidences: Sequence[float],
    *,
    seed: int,
    resamples: int,
    block: int,
    weights: FloatArray | None = None,
) -> FloatArray:
    """VaR and ES of samples over the same scenarios, the same scenarios drawn for all of them.

    Returns shape (n_samples, n_confidences, n_resamples, 2): VaR, then ES.
    """
    n = samples.shape[1]
    if resamples < _FEWEST_RESAMPLES:
        raise InputError(f"'resamples' must be at least {_FEWEST_RESAMPLES}, was {resamples!r}")
    if not 1 <= block <= n:
        raise InputError(f"'block_sessions' must be from 1 to the {n} losses, was {block!r}")
    if seed < 0:
        raise InputError(f"'seed' must be at least 0, was {seed!r}")
    shares = [float(tail_size(1, check_confidence(each))) for each in confidences]
    uneven = uneven_weights(weights, n)
    each_weight = np.ones(n) if uneven is None else uneven
    orders = [np.argsort(-sample, kind="stable") for sample in samples]
    generator = np.random.Generator(np.random.Philox(key=seed))
    found = np.empty((len(samples), len(shares), resamples, 2))
    rows = max(_CELLS // n, 1)
    for start in range(0, resamples, rows):
        part = slice(start, min(start + rows, resamples))
        counts = _counts(generator, part.stop - start, n, block)
        totals = np.full(part.stop - start, float(n)) if uneven is None else counts @ each_weight
        if (totals <= 0.0).any():
            raise NumericalError("bootstrap: a resample holds no scenario with weight; too few of them have any")
        targets = np.multiply.outer(shares, totals)
        for index, (sample, order) in enumerate(zip(samples, orders, strict=True)):
            found[index, :, part] = _tails(counts, sample, order, weights=each_weight, targets=targets)
    return found


def _counts(generator: np.random.Generator, rows: int, n: int, block: int) -> IntArray:
    """How often each scenario is drawn, shape (rows, n)."""
    blocks = -(-n // block)
    starts = generator.integers(0, n, (rows, blocks), dtype=np.int32).astype(np.int64)
    if block > 1:
        starts = ((starts[:, :, np.newaxis] + np.arange(block)) % n).reshape(rows, -1)[:, :n]
    starts += n * np.arange(rows)[:, np.newaxis]
    return np.bincount(starts.ravel(), minlength=rows * n).reshape(rows, n)


def _tails(
    counts: IntArray, sample: FloatArray, order: IntArray, *, weights: FloatArray, targets: FloatArray
) -> FloatArray:
    """VaR and ES of one sample in every resample, shape (n_shares, n_rows, 2), from what each tail must weigh."""
    n, rows = len(sample), np.arange(len(counts))
    width = min(n, math.ceil(_FIRST_LOOK * float((targets.max(axis=1) / weights.sum()).max()) * n) + 1)
    while True:
        top = order[:width]
        drawn = counts[:, top] * weights[top]
        reached = np.cumsum(drawn, axis=1)
        if width == n or bool((reached[:, -1] >= targets.max(axis=0)).all()):
            break
        width = min(n, 2 * width)
    losses = sample[top]
    summed = np.cumsum(drawn * losses, axis=1)
    found = np.empty((*targets.shape, 2))
    for index, target in enumerate(targets):
        short = reached < (target * (1.0 - _ROUNDING))[:, np.newaxis]
        last = np.minimum(short.sum(axis=1), width - 1)
        found[index, :, 0] = losses[last]
        missing = target - reached[rows, last]
        found[index, :, 1] = (summed[rows, last] + missing * losses[last]) / target
    return found


def _method(resamples: int, block: int) -> str:
    return f"bootstrap, {resamples:,} resamples" + (f" of blocks of {block}" if block > 1 else "")
