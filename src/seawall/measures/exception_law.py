r"""The exact law of exceptions that are independent and happen with probability p, by counting.

The tests of Kupiec and Christoffersen look at a record of n sessions only through four whole numbers: the count x
of exceptions, the number r of runs that they form, and whether the first and the last session is one. With z the
number of runs of sessions without one, the records that share these numbers are

.. math:: \binom{x - 1}{r - 1} \binom{n - x - 1}{z - 1}, \qquad z = r + 1 - \mathrm{first} - \mathrm{last},

so the law of any such statistic is a finite sum, and no p-value has to be simulated or approximated.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.special import gammaln, xlog1py, xlogy

from seawall.core import FloatArray, IntArray, read_only

__all__ = ["PatternLaw", "coverage_ratio", "exact_p_value", "markov_ratio", "patterns_of_count", "patterns_of_session"]

_TIE = 1e-9
"""Statistics within this share of each other are one value, reached by different roundings."""
_NEGLIGIBLE = 1e-30
"""Counts less likely than this are left out of a sum over counts; their probability goes to every p-value."""


@dataclass(frozen=True, slots=True, eq=False)
class PatternLaw:
    """Patterns of exceptions, each with its numbers and its probability; all arrays of one length.

    Attributes
    ----------
    count, runs, first, last : IntArray
        Exceptions, their runs, and whether the first and the last session is one (0 or 1).
    probability : FloatArray
        Of the pattern.
    left_out : float
        Probability of the patterns that are not listed.
    """

    count: IntArray
    runs: IntArray
    first: IntArray
    last: IntArray
    probability: FloatArray
    left_out: float = 0.0


def coverage_ratio(count: IntArray | int, n: int, probability: float) -> FloatArray:
    """Likelihood ratio of a free exception probability against the stated one, Kupiec's statistic."""
    x = np.asarray(count, dtype=np.float64)
    rate = x / n
    free = xlogy(x, rate) + xlog1py(n - x, -rate)
    stated = xlogy(x, probability) + xlog1py(n - x, -probability)
    return np.asarray(np.maximum(2.0 * (free - stated), 0.0))


def markov_ratio(law: PatternLaw, n: int) -> FloatArray:
    """Likelihood ratio of a first-order Markov chain against independence, Christoffersen's statistic."""
    both = (law.count - law.runs).astype(np.float64)
    entered = (law.runs - law.first).astype(np.float64)
    left = (law.runs - law.last).astype(np.float64)
    neither = (n - 1) - both - entered - left
    after_none, after_one = neither + entered, left + both
    # a state that is never left has no transition probability; 0 stands in, and its term vanishes
    chance = (entered + both) / (n - 1)
    from_none = entered / np.maximum(after_none, 1.0)
    from_one = both / np.maximum(after_one, 1.0)
    chain = xlogy(entered, from_none) + xlog1py(neither, -from_none) + xlogy(both, from_one) + xlog1py(left, -from_one)
    alike = xlogy(entered + both, chance) + xlog1py(neither + left, -chance)
    return np.asarray(np.maximum(2.0 * (chain - alike), 0.0))


def exact_p_value(statistic: float, statistics: FloatArray, law: PatternLaw) -> float:
    """Probability of the patterns whose statistic is at least `statistic`."""
    reached = statistics >= statistic - _TIE * (1.0 + abs(statistic))
    return float(min(law.probability[reached].sum() + law.left_out, 1.0))


@lru_cache(maxsize=256)
def patterns_of_count(n: int, count: int) -> PatternLaw:
    """Patterns of n sessions with exactly `count` exceptions, each placing of them equally likely.

    Whatever the probability of an exception: given their number, independence leaves it no say in the places.
    """
    return _patterns(n, np.array([count]), np.zeros(1))


@lru_cache(maxsize=8)
def patterns_of_session(n: int, probability: float) -> PatternLaw:
    """Patterns of n independent sessions that are exceptions with `probability` each."""
    counts = np.arange(n + 1)
    log_chance = _log_choose(n, counts) + xlogy(counts, probability) + xlog1py(n - counts, -probability)
    likely = np.exp(log_chance) > _NEGLIGIBLE
    left_out = float(np.exp(log_chance[~likely]).sum())
    return _patterns(n, counts[likely], log_chance[likely], left_out)


def _patterns(n: int, counts: IntArray, log_chance: FloatArray, left_out: float = 0.0) -> PatternLaw:
    """List the patterns of the counts given, whose logarithmic probabilities are `log_chance`."""
    inner = (counts > 0) & (counts < n)
    most = int(counts[inner].max(initial=0))
    size = np.repeat(np.flatnonzero(inner), 4 * most)
    runs = np.tile(np.repeat(np.arange(1, most + 1), 4), int(inner.sum()))
    first = np.tile(np.array([0, 0, 1, 1]), len(size) // 4)
    last = np.tile(np.array([0, 1, 0, 1]), len(size) // 4)
    count = counts[size]
    gaps = runs + 1 - first - last
    possible = (runs <= count) & (gaps >= 1) & (gaps <= n - count)
    size, count, runs, first, last, gaps = (each[possible] for each in (size, count, runs, first, last, gaps))
    ways = _log_choose(count - 1, runs - 1) + _log_choose(n - count - 1, gaps - 1) - _log_choose(n, count)
    chance = np.exp(ways + log_chance[size])
    # with none or nothing but exceptions there is one pattern, without a second state
    outer = np.flatnonzero(~inner)
    full = (counts[outer] == n).astype(np.int64)
    return PatternLaw(
        count=_frozen(count, counts[outer]),
        runs=_frozen(runs, full),
        first=_frozen(first, full),
        last=_frozen(last, full),
        probability=read_only(np.concatenate([chance, np.exp(log_chance[outer])])),
        left_out=left_out,
    )


def _log_choose(n: IntArray | int, k: IntArray) -> FloatArray:
    top = np.asarray(n, dtype=np.float64)
    return np.asarray(gammaln(top + 1.0) - gammaln(k + 1.0) - gammaln(top - k + 1.0))


def _frozen(inner: IntArray, outer: IntArray) -> IntArray:
    array = np.concatenate([inner, outer]).astype(np.int64)
    array.flags.writeable = False
    return array
