"""Records that a right model would leave, simulated once and used by every test that needs them.

Under a right model the sessions of a record are exceptions independently and with probability 1 - c. Such records
are sparse, so only the exceptions are drawn: the gaps between them are geometric.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from seawall.core import FloatArray, IntArray, check_confidence
from seawall.errors import InputError
from seawall.measures.tail_quantiles import tail_size

__all__ = ["RUNS", "NullExceptions", "random_stream", "randomised_p_value", "simulate_exceptions"]

RUNS = 9_999
"""Simulated records: with the observed one a round number, of which 5 % are a whole number."""

_TIE = 1e-9
"""Statistics within this share of each other are one value, reached by different roundings."""


@dataclass(frozen=True, slots=True, eq=False)
class NullExceptions:
    """Exceptions of simulated records.

    Attributes
    ----------
    n_sessions : int
        Length of each record.
    confidence : float
        In [0.5, 1); each session is an exception with probability 1 - c.
    seed : int
        Of the stream that they were drawn from.
    runs : int
        Records.
    run, session : IntArray
        Record and session of each exception, both from 0, in rising order.
    """

    n_sessions: int
    confidence: float
    seed: int
    runs: int
    run: IntArray
    session: IntArray

    def check_fits(self, n_sessions: int, confidence: float) -> None:
        """Refuse records of another length or confidence."""
        if (n_sessions, confidence) != (self.n_sessions, self.confidence):
            raise InputError(
                f"'null' must be of {n_sessions} sessions at {confidence:g}, "
                f"was of {self.n_sessions} at {self.confidence:g}"
            )


def simulate_exceptions(n_sessions: int, *, confidence: float, seed: int, runs: int = RUNS) -> NullExceptions:
    """Draw the exceptions of `runs` records of a right model.

    Parameters
    ----------
    n_sessions : int
        Length of each record, at least 1.
    confidence : float
        In [0.5, 1).
    seed : int
        Names the stream, at least 0.
    runs : int
        Records, at least 1.

    Returns
    -------
    NullExceptions
        The same for the same arguments.

    Raises
    ------
    InputError
        For an argument outside its range.

    Examples
    --------
    >>> null = simulate_exceptions(250, confidence=0.99, seed=1)
    >>> round(len(null.run) / null.runs, 2)
    2.48
    """
    if n_sessions < 1 or runs < 1:
        raise InputError(f"'n_sessions' and 'runs' must be at least 1, were {n_sessions}, {runs}")
    probability = float(tail_size(1, check_confidence(confidence)))
    generator = random_stream(seed, "exceptions")
    total = n_sessions * runs
    places: list[IntArray] = []
    reached = -1
    while reached < total:
        expected = (total - reached) * probability
        gaps = generator.geometric(probability, size=math.ceil(expected + 6.0 * math.sqrt(expected) + 1.0))
        places.append(reached + np.cumsum(gaps))
        reached = int(places[-1][-1])
    drawn = np.concatenate(places)
    run, session = np.divmod(drawn[drawn < total], n_sessions)
    return NullExceptions(n_sessions, confidence, seed, runs, run, session)


def randomised_p_value(observed: float, simulated: FloatArray, *, seed: int, purpose: str) -> float:
    r"""Monte Carlo p-value whose level is exact also where the statistic is discrete.

    .. math:: p = \frac{1 + \#\{s_i > s\} + J}{B + 1}, \quad J \text{ uniform on } 0, \dots, \#\{s_i = s\}

    The observed record and the B simulated ones are alike under a right model, so the rank of the observed one
    is uniform once ties are put in random order. Then :math:`\Pr(p \le a) = a` for every multiple a of 1/(B + 1).

    Parameters
    ----------
    observed : float
        The larger, the more against the model.
    simulated : FloatArray
        Shape (B,), under the right model.
    seed : int
        Names the stream that orders ties.
    purpose : str
        Sets this use of the seed apart from its others.

    Returns
    -------
    float
        In [1 / (B + 1), 1].

    References
    ----------
    Dufour, "Monte Carlo tests with nuisance parameters", *Journal of Econometrics* 133 (2006), section 2.

    Examples
    --------
    >>> randomised_p_value(2.0, np.array([1.0, 3.0, 0.0, 1.0]), seed=1, purpose="example")
    0.4
    """
    slack = _TIE * (1.0 + abs(observed))
    above = int((simulated > observed + slack).sum())
    tied = int((simulated >= observed - slack).sum()) - above
    place = int(random_stream(seed, purpose).integers(tied + 1))
    return (1 + above + place) / (1 + len(simulated))


def random_stream(seed: int, purpose: str) -> np.random.Generator:
    """Counter-based stream of a seed for one purpose; other purposes draw from it nothing."""
    if seed < 0:
        raise InputError(f"'seed' must be at least 0, was {seed!r}")
    key = int.from_bytes(purpose.encode(), "little")
    return np.random.Generator(np.random.Philox(np.random.SeedSequence([seed, key])))
