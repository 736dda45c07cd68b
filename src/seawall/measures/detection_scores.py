r"""How good a detector is: precision and recall of events, at one threshold and over all of them.

Precision is the share of flags that hit something planted; recall the share of what was planted that any flag hits.
Several flags may hit one truth: each counts as a true flag, and the truth is found once; `repeats` says how many.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from seawall.core import BoolArray, FloatArray, IntArray, check_positive
from seawall.errors import InputError
from seawall.measures.bootstrap import percentile_interval
from seawall.measures.detection_matching import DetectionMatches
from seawall.measures.intervals import ConfidenceInterval

__all__ = [
    "DetectionScore",
    "PrecisionRecallCurve",
    "average_precision",
    "average_precision_interval",
    "precision_recall_curve",
    "score_detections",
]

_RESAMPLES = 1_999
_FEWEST_RESAMPLES = 39
_NANOSECONDS = 1e9


@dataclass(frozen=True, slots=True)
class DetectionScore:
    """A detector at one threshold.

    Attributes
    ----------
    threshold : float
        Detections with at least this score are flags.
    flags, true_flags, repeats : int
        Flags; those that hit a truth; of these, how many more than truths found.
    truths, found : int
        What was there, and how much of it at least one flag hits.
    precision, recall : float or None
        `true_flags` / `flags` and `found` / `truths`; None where nothing was flagged, or nothing was there.
    false_per_hour : float
        Flags that hit nothing, per hour of the market.
    median_delay_s : float or None
        From the start of a truth to the first flag that hits it, over the truths found; None where none was.
    """

    threshold: float
    flags: int
    true_flags: int
    repeats: int
    truths: int
    found: int
    precision: float | None
    recall: float | None
    false_per_hour: float
    median_delay_s: float | None


@dataclass(frozen=True, slots=True, eq=False)
class PrecisionRecallCurve:
    """Precision and recall at every threshold that changes them, from the highest down; every column of shape (n,)."""

    thresholds: FloatArray
    precision: FloatArray
    recall: FloatArray
    flags: IntArray

    def precision_at_recall(self, recall: float) -> float | None:
        """Highest precision of the thresholds that reach this recall; None where none does."""
        reached = self.recall >= recall
        return float(self.precision[reached].max()) if reached.any() else None

    def threshold_at_recall(self, recall: float) -> float | None:
        """Highest threshold that reaches this recall; None where none does."""
        reached = self.recall >= recall
        return float(self.thresholds[reached.argmax()]) if reached.any() else None


def score_detections(matches: DetectionMatches, *, threshold: float, hours: float) -> DetectionScore:
    """Precision, recall, false flags and time to detect of detections with at least this score.

    Parameters
    ----------
    matches : DetectionMatches
    threshold : float
        Of the score.
    hours : float
        Length of the market that was looked at, all blocks together.

    Examples
    --------
    >>> from seawall.measures import Detections, TruthIntervals, match_detections
    >>> truths = TruthIntervals.of([(1, 1, 100, 10, 20), (1, -1, 101, 10, 20)])
    >>> at = np.array([12, 14, 15])
    >>> flags = Detections([1, 1, 1], [1, 1, -1], [100, 100, 105], at, at, at, np.array([0.9, 0.8, 0.7]))
    >>> score = score_detections(match_detections(flags, truths, tolerance_ns=0), threshold=0.5, hours=0.5)
    >>> score.flags, score.true_flags, score.repeats, score.found, score.recall, score.false_per_hour
    (3, 2, 1, 1, 0.5, 2.0)
    """
    check_positive(hours, "hours")
    detections, truths = matches.detections, matches.truths
    is_flag = detections.scores >= threshold
    flags, true_flags = int(is_flag.sum()), int((is_flag & matches.is_true).sum())
    kept = is_flag[matches.detection_rows]
    rows, hit = matches.detection_rows[kept], matches.truth_rows[kept]
    first = np.full(len(truths), np.iinfo(np.int64).max)
    np.minimum.at(first, hit, detections.flagged_ns[rows])
    found = np.unique(hit)
    delays = (first[found] - truths.start_ns[found]) / _NANOSECONDS
    return DetectionScore(
        threshold=threshold,
        flags=flags,
        true_flags=true_flags,
        repeats=max(true_flags - len(found), 0),
        truths=len(truths),
        found=len(found),
        precision=true_flags / flags if flags else None,
        recall=len(found) / len(truths) if len(truths) else None,
        false_per_hour=(flags - true_flags) / hours,
        median_delay_s=float(np.median(delays)) if len(found) else None,
    )


def precision_recall_curve(matches: DetectionMatches) -> PrecisionRecallCurve:
    """Precision and recall at every score.

    Raises
    ------
    InputError
        When nothing was detected, or nothing was there.
    """
    ranks = _ranked(matches)
    every = np.ones((1, ranks.blocks))
    precision, recall = _curves(ranks, every)
    return PrecisionRecallCurve(
        ranks.thresholds, precision[0], recall[0], np.cumsum(np.bincount(ranks.place, minlength=len(ranks.thresholds)))
    )


def average_precision(matches: DetectionMatches) -> float:
    r"""Area under the precision-recall curve as a sum of steps, which does not flatter as a line between points would.

    .. math:: \mathrm{AP} = \sum_i (R_i - R_{i-1})\,P_i

    over thresholds from the highest down, with :math:`R_0 = 0`. Truths that no detection hits at any threshold add
    nothing. A detector that knows nothing has about the share of its flags that are true.

    References
    ----------
    Davis, Goadrich, "The relationship between precision-recall and ROC curves", *ICML* (2006).
    """
    ranks = _ranked(matches)
    return float(_areas(*_curves(ranks, np.ones((1, ranks.blocks))))[0])


def average_precision_interval(
    matches: DetectionMatches, *, seed: int, resamples: int = _RESAMPLES
) -> ConfidenceInterval | None:
    """Percentile interval of the average precision, drawing whole blocks again: what lies in one is not independent.

    Parameters
    ----------
    matches : DetectionMatches
    seed : int
        Key of the generator Philox.
    resamples : int
        At least 39.

    Returns
    -------
    ConfidenceInterval or None
        Nominal 95 %; None where there are fewer than two blocks with truths, which say nothing of their spread.
    """
    if resamples < _FEWEST_RESAMPLES:
        raise InputError(f"'resamples' must be at least {_FEWEST_RESAMPLES}, was {resamples!r}")
    ranks = _ranked(matches)
    if len(np.unique(matches.truths.blocks)) < 2:
        return None
    generator = np.random.Generator(np.random.Philox(key=seed))
    drawn = generator.multinomial(ranks.blocks, np.full(ranks.blocks, 1.0 / ranks.blocks), size=resamples)
    drawn = drawn[(drawn[:, ranks.truth_blocks].sum(axis=1) > 0)]  # a resample without any truth has no recall
    areas = np.concatenate(
        [_areas(*_curves(ranks, part.astype(float))) for part in np.array_split(drawn, max(len(drawn) // 50, 1))]
    )
    return percentile_interval(areas, f"bootstrap of {ranks.blocks} blocks, {resamples:,} resamples")


@dataclass(frozen=True, slots=True, eq=False)
class _Ranked:
    """Detections by threshold: place of each among the thresholds, and the first threshold at which a truth is hit."""

    thresholds: FloatArray
    place: IntArray
    is_true: BoolArray
    detection_blocks: IntArray
    truth_place: IntArray  # len(thresholds) where no detection hits it
    truth_blocks: IntArray
    blocks: int


def _ranked(matches: DetectionMatches) -> _Ranked:
    detections, truths = matches.detections, matches.truths
    if not len(detections) or not len(truths):
        raise InputError(f"a curve needs detections and truths, had {len(detections)} and {len(truths)}")
    levels, ascending = np.unique(detections.scores, return_inverse=True)
    place = len(levels) - 1 - ascending
    truth_place = np.full(len(truths), len(levels))
    np.minimum.at(truth_place, matches.truth_rows, place[matches.detection_rows])
    names, numbers = np.unique(np.concatenate([detections.blocks, truths.blocks]), return_inverse=True)
    return _Ranked(
        thresholds=levels[::-1].copy(),
        place=place,
        is_true=matches.is_true,
        detection_blocks=numbers[: len(detections)],
        truth_place=truth_place,
        truth_blocks=numbers[len(detections) :],
        blocks=len(names),
    )


def _curves(ranks: _Ranked, weights: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Precision and recall, shape (rows, thresholds), where block b counts `weights[row, b]` times."""
    size = len(ranks.thresholds)

    def reached(place: IntArray, blocks: IntArray) -> FloatArray:
        found = np.zeros((len(weights), size + 1))
        order = np.argsort(place, kind="stable")
        summed = np.cumsum(weights[:, blocks[order]], axis=1)
        ends = np.searchsorted(place[order], np.arange(size), side="right")
        found[:, :size] = np.where(ends > 0, summed[:, np.maximum(ends - 1, 0)], 0.0) if len(place) else 0.0
        found[:, size] = summed[:, -1] if len(place) else 0.0
        return found

    flags = reached(ranks.place, ranks.detection_blocks)[:, :size]
    true = reached(ranks.place[ranks.is_true], ranks.detection_blocks[ranks.is_true])[:, :size]
    hits = reached(ranks.truth_place, ranks.truth_blocks)
    precision = np.divide(true, flags, out=np.zeros_like(true), where=flags > 0)
    recall = np.divide(hits[:, :size], hits[:, size:], out=np.zeros_like(true), where=hits[:, size:] > 0)
    return precision, recall


def _areas(precision: FloatArray, recall: FloatArray) -> FloatArray:
    return np.asarray((np.diff(recall, axis=1, prepend=0.0) * precision).sum(axis=1))


def wilson_bounds(share: float, n: int, *, z: float = 1.959963984540054) -> tuple[float, float]:
    """Wilson's 95 % bounds of a share of n independent cases."""
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return max(middle - half, 0.0), min(middle + half, 1.0)
