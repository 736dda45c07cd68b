"""How much more often what was foretold happens where it was foretold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seawall.core import BoolArray, FloatArray, IntArray
from seawall.errors import InputError
from seawall.measures.bootstrap import percentile_interval
from seawall.measures.intervals import ConfidenceInterval

__all__ = ["LiftScore", "lift_over_base"]

_RESAMPLES, _FEWEST = 1_999, 39


@dataclass(frozen=True, slots=True)
class LiftScore:
    """Events where they were foretold, beside all.

    Attributes
    ----------
    cases, events : int
        All cases, and those in which it happened.
    foretold, hits : int
        Cases in which it was foretold, and of these those in which it happened.
    base_share : float
        `events` / `cases`.
    lift : float or None
        (`hits` / `foretold`) / `base_share`; 1 says nothing. None where nothing was foretold or nothing happened.
    interval : ConfidenceInterval or None
        Percentile interval, blocks drawn again; None with fewer than two blocks, or without a lift.
    """

    cases: int
    events: int
    foretold: int
    hits: int
    base_share: float
    lift: float | None
    interval: ConfidenceInterval | None


def lift_over_base(is_foretold: BoolArray, happened: BoolArray, blocks: IntArray, *, seed: int) -> LiftScore:
    """Lift of a forecast over the base rate, with an interval by blocks.

    Parameters
    ----------
    is_foretold, happened : BoolArray
        Shape (n,), case by case.
    blocks : IntArray
        Shape (n,): what is independent of everything else, such as a quarter of an hour.
    seed : int
        Key of the generator Philox.

    Examples
    --------
    >>> told = np.array([True, True, False, False, False, False])
    >>> score = lift_over_base(told, np.array([True, False, True, False, False, False]), np.zeros(6, int), seed=1)
    >>> score.hits, score.lift
    (1, 1.5)
    """
    told, came = np.asarray(is_foretold, dtype=np.bool_), np.asarray(happened, dtype=np.bool_)
    if not len(told) or told.shape != came.shape or told.shape != np.shape(blocks):
        raise InputError(f"cases must be of one shape (n,), were {told.shape}, {came.shape} and {np.shape(blocks)}")
    names, place = np.unique(blocks, return_inverse=True)
    counts = np.column_stack(
        [
            np.bincount(place, weights=each, minlength=len(names))
            for each in (told & came, told, came, np.ones(len(told)))
        ]
    )
    hits, foretold, events, cases = counts.sum(axis=0)
    found = _lifts(counts.sum(axis=0)[np.newaxis])
    interval = None
    if len(found) and len(names) > 1:
        generator = np.random.Generator(np.random.Philox(key=seed))
        drawn = generator.multinomial(len(names), np.full(len(names), 1.0 / len(names)), size=_RESAMPLES)
        lifts = _lifts(drawn.astype(np.float64) @ counts)
        if len(lifts) >= _FEWEST:
            interval = percentile_interval(lifts, f"bootstrap of {len(names)} blocks, {len(lifts):,} resamples")
    return LiftScore(
        int(cases), int(events), int(foretold), int(hits), float(events / cases),
        float(found[0]) if len(found) else None, interval,
    )  # fmt: skip


def _lifts(sums: FloatArray) -> FloatArray:
    """Of rows (hits, foretold, events, cases), those that have one."""
    kept = sums[(sums[:, 1] > 0) & (sums[:, 2] > 0)]
    return np.asarray((kept[:, 0] / kept[:, 1]) / (kept[:, 2] / kept[:, 3]))
