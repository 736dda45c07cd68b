"""How far weights would move if the past had been another sample of the same: bootstrap intervals of weights."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from seawall.core import FloatArray, check_finite, check_shape, read_only
from seawall.errors import InputError
from seawall.optimize.walk_forward import Allocator
from seawall.scenarios import standard_uniforms

__all__ = ["WeightIntervals", "weight_intervals_of"]

FEWEST_RESAMPLES = 39
LEVEL = 0.95


@dataclass(frozen=True, slots=True, eq=False)
class WeightIntervals:
    """Weights with the interval that resampled returns leave to each.

    Attributes
    ----------
    names : tuple of str
        Assets.
    weights : FloatArray
        On the sample as it is, shape (n_assets,).
    lower, upper : FloatArray
        Percentile interval of each weight, shape (n_assets,).
    standard_errors : FloatArray
        Standard deviation of the resampled weights, shape (n_assets,).
    level : float
        Nominal coverage of each interval; all together cover less.
    resamples, block_sessions : int
        Of the bootstrap.
    """

    names: tuple[str, ...]
    weights: FloatArray
    lower: FloatArray
    upper: FloatArray
    standard_errors: FloatArray
    level: float
    resamples: int
    block_sessions: int

    def __post_init__(self) -> None:
        """Freeze the arrays."""
        for name in ("weights", "lower", "upper", "standard_errors"):
            object.__setattr__(self, name, read_only(getattr(self, name)))


def weight_intervals_of(
    returns: FloatArray,
    *,
    names: Sequence[str],
    allocator: Allocator,
    seed: int,
    resamples: int = 199,
    block_sessions: int = 1,
) -> WeightIntervals:
    """Percentile intervals of weights, from sessions drawn again in circular blocks.

    Parameters
    ----------
    returns : FloatArray
        Simple returns, shape (n_sessions, n_assets), oldest first.
    names : sequence of str
        Assets.
    allocator : callable
        From returns of the shape of `returns` to weights.
    seed : int
        Names the random numbers; resample b is the same whatever their number.
    resamples : int
        At least 39, which leaves 2.5 % on either side.
    block_sessions : int
        Sessions drawn together, from 1 (independent sessions) to n_sessions; blocks that pass the end go on at the
        beginning.

    Returns
    -------
    WeightIntervals
        Nominal 95 % for each asset. Where a bound of the allocator binds in every resample, the interval is that bound:
        it says how stable the answer is, not how right.

    Raises
    ------
    InputError
        For too few resamples or a block longer than the sample. An error of the allocator on a resample is passed on.

    References
    ----------
    Politis, Romano, "A circular block-resampling procedure for stationary data", in *Exploring the Limits of
    Bootstrap* (1992). Michaud, "The Markowitz optimization enigma", *Financial Analysts Journal* 45 (1989).

    Examples
    --------
    >>> returns = 0.01 * np.random.default_rng(1).standard_normal((250, 2)) * [1.0, 2.0]
    >>> def inverse_variance(sample):
    ...     weights = 1.0 / sample.var(axis=0)
    ...     return weights / weights.sum()
    >>> found = weight_intervals_of(returns, names=("SPY", "BTC"), allocator=inverse_variance, seed=7)
    >>> found.weights.round(3).tolist(), found.lower.round(3).tolist(), found.upper.round(3).tolist()
    ([0.787, 0.213], [0.729, 0.175], [0.825, 0.271])
    """
    sample = check_finite(check_shape(np.asarray(returns, dtype=np.float64), "returns", (None, len(names))), "returns")
    n = len(sample)
    if resamples < FEWEST_RESAMPLES:
        raise InputError(f"'resamples' must be at least {FEWEST_RESAMPLES}, was {resamples!r}")
    if not 1 <= block_sessions <= n:
        raise InputError(f"'block_sessions' must be from 1 to the {n} sessions, was {block_sessions!r}")
    blocks = -(-n // block_sessions)
    weights = check_shape(np.asarray(allocator(sample), dtype=np.float64), "weights of the allocator", (len(names),))
    drawn = np.empty((resamples, len(names)))
    for index in range(resamples):
        starts = np.floor(n * standard_uniforms(blocks, 1, seed=seed, stream=index)[:, 0]).astype(np.int64)
        rows = ((starts[:, np.newaxis] + np.arange(block_sessions)) % n).ravel()[:n]
        drawn[index] = allocator(sample[rows])
    check_finite(drawn, "weights of the allocator")
    ordered = np.sort(drawn, axis=0)
    rank = max(math.floor((1.0 - LEVEL) / 2.0 * (resamples + 1) * (1.0 + 1e-12)), 1)
    return WeightIntervals(
        names=tuple(names),
        weights=weights,
        lower=ordered[rank - 1],
        upper=ordered[-rank],
        standard_errors=np.std(drawn, axis=0, ddof=1),
        level=LEVEL,
        resamples=resamples,
        block_sessions=block_sessions,
    )
