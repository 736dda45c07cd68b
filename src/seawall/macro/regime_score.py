"""From indicators to the macro-regime score and its word, on many days at once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from seawall.core import DateArray, FloatArray, add_months, to_date
from seawall.macro.economy import Economy
from seawall.macro.indicator_path import IndicatorPath, PathStatus
from seawall.macro.regime_indicators import indicator_path
from seawall.macro.regime_policy import (
    WORST_REGIME_SCORE,
    IndicatorPolicy,
    RegimeIndicator,
    RegimePart,
    RegimePolicy,
)
from seawall.macro.regime_reading import RegimeWord

__all__ = ["ScoreRange", "ScoredDays", "anchored_score", "regime_word", "score_days"]

_RECOVERY_MONTHS = 6


@dataclass(frozen=True, slots=True, eq=False)
class ScoreRange:
    """Lowest and highest score that what is known allows.

    Attributes
    ----------
    best, worst : FloatArray
        Shape (n_days,), 0 to 10; equal where all is known.
    """

    best: FloatArray
    worst: FloatArray

    def day(self, index: int) -> tuple[float, float]:
        """Range of one day."""
        return float(self.best[index]), float(self.worst[index])


@dataclass(frozen=True, slots=True, eq=False)
class ScoredDays:
    """The score on many days, with all that leads to it.

    Attributes
    ----------
    days : DateArray
        Shape (n_days,).
    paths : dict of RegimeIndicator to IndicatorPath
        Readings.
    indicator_scores : dict of RegimeIndicator to FloatArray
        0 to 10; 0 where the path is not known.
    parts : dict of RegimePart to ScoreRange
        0 to 10 each.
    total : ScoreRange
        The composite.
    words : tuple of (RegimeWord or None, str)
        Word and its rule, per day.
    """

    days: DateArray
    paths: dict[RegimeIndicator, IndicatorPath]
    indicator_scores: dict[RegimeIndicator, FloatArray]
    parts: dict[RegimePart, ScoreRange]
    total: ScoreRange
    words: tuple[tuple[RegimeWord | None, str], ...]


def anchored_score(values: FloatArray, *, zero_at: float, ten_at: float) -> FloatArray:
    r"""Scores of readings, linear between two anchors and clipped.

    .. math:: s = 10 \cdot \min\left(1, \max\left(0, \frac{x - x_0}{x_{10} - x_0}\right)\right)

    Parameters
    ----------
    values : FloatArray
        Readings.
    zero_at, ten_at : float
        Readings that score 0 and 10, in either order, but not equal.

    Returns
    -------
    FloatArray
        0 to 10, higher is riskier.

    Examples
    --------
    >>> anchored_score(np.array([3.0, 0.75, -1.0]), zero_at=2.0, ten_at=-0.5)
    array([ 0.,  5., 10.])
    """
    scores: FloatArray = WORST_REGIME_SCORE * np.clip((values - zero_at) / (ten_at - zero_at), 0.0, 1.0)
    return scores


def score_days(economy: Economy, days: DateArray, policy: RegimePolicy) -> ScoredDays:
    """Score every day with what had been published by then.

    Parameters
    ----------
    economy : Economy
        Its series.
    days : DateArray
        Shape (n_days,), none after the day of the economy.
    policy : RegimePolicy
        Weights, anchors, thresholds.

    Returns
    -------
    ScoredDays
        Indicators, parts, total, words.
    """
    paths, scores = _scores(economy, policy.indicators, days)
    parts = {each.part: _part_range(each.part, policy, paths, scores) for each in policy.parts}
    best, worst = np.zeros(len(days)), np.zeros(len(days))
    for each in policy.parts:
        best = best + each.weight * parts[each.part].best
        worst = worst + each.weight * parts[each.part].worst
    # rounding in a weighted sum may pass 10 by a few units in the last place
    total = ScoreRange(np.minimum(best, WORST_REGIME_SCORE), np.minimum(worst, WORST_REGIME_SCORE))
    earlier_growth = _growth(economy, _months_before(days), policy)
    words = tuple(
        regime_word(
            {part: parts[part].day(index) for part in RegimePart},
            growth_earlier=earlier_growth.day(index),
            policy=policy,
        )
        for index in range(len(days))
    )
    return ScoredDays(days, paths, scores, parts, total, words)


def _scores(
    economy: Economy, indicators: tuple[IndicatorPolicy, ...], days: DateArray
) -> tuple[dict[RegimeIndicator, IndicatorPath], dict[RegimeIndicator, FloatArray]]:
    """Readings of some indicators, and their scores; 0 where there is no reading."""
    paths = {each.indicator: indicator_path(economy, each.indicator, days) for each in indicators}
    scores: dict[RegimeIndicator, FloatArray] = {}
    for each in indicators:
        path = paths[each.indicator]
        score = anchored_score(path.values, zero_at=each.zero_at, ten_at=each.ten_at)
        scores[each.indicator] = np.where(path.status == PathStatus.KNOWN, score, 0.0)
    return paths, scores


def _part_range(
    part: RegimePart,
    policy: RegimePolicy,
    paths: dict[RegimeIndicator, IndicatorPath],
    scores: dict[RegimeIndicator, FloatArray],
) -> ScoreRange:
    """Weighted sum of a part's indicators; one that is not known may be anything from 0 to 10."""
    inside = policy.of_part(part)
    best = np.zeros(len(scores[inside[0].indicator]))
    still_open = np.zeros(len(best))
    for each in inside:
        best = best + each.weight * scores[each.indicator]
        still_open = still_open + np.where(paths[each.indicator].status == PathStatus.KNOWN, 0.0, each.weight)
    worst = np.minimum(best + WORST_REGIME_SCORE * still_open, WORST_REGIME_SCORE)
    return ScoreRange(np.minimum(best, WORST_REGIME_SCORE), worst)


def _growth(economy: Economy, days: DateArray, policy: RegimePolicy) -> ScoreRange:
    inside = policy.of_part(RegimePart.GROWTH)
    paths, scores = _scores(economy, inside, days)
    return _part_range(RegimePart.GROWTH, policy, paths, scores)


def _months_before(days: DateArray) -> DateArray:
    earlier: list[dt.date] = [add_months(to_date(day), -_RECOVERY_MONTHS) for day in days]
    return np.array(earlier, dtype="datetime64[D]")


def _at_least(score: tuple[float, float], threshold: float) -> bool | None:
    """Whether a score that lies within a range reaches a threshold; None where that is open."""
    best, worst = score
    return True if best >= threshold else False if worst < threshold else None


def _both(first: bool | None, second: bool | None) -> bool | None:
    if first is False or second is False:
        return False
    return True if first and second else None


def regime_word(
    parts: dict[RegimePart, tuple[float, float]],
    *,
    growth_earlier: tuple[float, float],
    policy: RegimePolicy,
) -> tuple[RegimeWord | None, str]:
    """Word for the regime: the first rule that holds.

    In order: *stress*, where credit and volatility, weighted as in the score, reach a threshold; *stagflation*, where
    growth and inflation both do; *recovery*, where the score of growth has fallen from a high in six months;
    *slowdown*, where growth reaches a threshold; *overheating*, where inflation does; else *expansion*.

    Parameters
    ----------
    parts : dict of RegimePart to (float, float)
        Lowest and highest score of each part.
    growth_earlier : (float, float)
        Of growth, as it was known six months earlier.
    policy : RegimePolicy
        Thresholds.

    Returns
    -------
    (RegimeWord or None, str)
        None where a rule before the first that holds is open; and the rule with its numbers.

    Examples
    --------
    >>> from seawall.macro.regime_policy import default_regime_policy
    >>> calm = {part: (2.0, 2.0) for part in RegimePart}
    >>> regime_word(calm, growth_earlier=(2.0, 2.0), policy=default_regime_policy())[0].value
    'expansion'
    """
    at = policy.words
    growth, inflation = parts[RegimePart.GROWTH], parts[RegimePart.INFLATION]
    weights = {each.part: each.weight for each in policy.parts}
    stress = _weighted(parts, weights, (RegimePart.CREDIT, RegimePart.VOLATILITY))
    fall = (growth_earlier[0] - growth[1], growth_earlier[1] - growth[0])
    rules = (
        (
            RegimeWord.STRESS,
            _at_least(stress, at.stress_at),
            f"credit and volatility {_text(stress)}, {{}} {at.stress_at:g}",
        ),
        (
            RegimeWord.STAGFLATION,
            _both(_at_least(growth, at.stagflation_at), _at_least(inflation, at.stagflation_at)),
            f"growth {_text(growth)} and inflation {_text(inflation)}, {{}} {at.stagflation_at:g} both",
        ),
        (
            RegimeWord.RECOVERY,
            _both(_at_least(growth_earlier, at.recovery_from), _at_least(fall, at.recovery_fall)),
            f"growth {_text(growth)} after {_text(growth_earlier)} six months earlier, a fall {{}} "
            f"{at.recovery_fall:g} from {at.recovery_from:g} or more",
        ),
        (RegimeWord.SLOWDOWN, _at_least(growth, at.slowdown_at), f"growth {_text(growth)}, {{}} {at.slowdown_at:g}"),
        (
            RegimeWord.OVERHEATING,
            _at_least(inflation, at.overheating_at),
            f"inflation {_text(inflation)}, {{}} {at.overheating_at:g}",
        ),
    )
    for word, holds, rule in rules:
        if holds:
            return word, rule.format("at least")
        if holds is None:
            return None, f"{word.value} is open: {rule.format('against')}"
    return (
        RegimeWord.EXPANSION,
        f"no other rule holds: growth {_text(growth)}, inflation {_text(inflation)}, "
        f"credit and volatility {_text(stress)}",
    )


def _weighted(
    parts: dict[RegimePart, tuple[float, float]], weights: dict[RegimePart, float], which: tuple[RegimePart, ...]
) -> tuple[float, float]:
    total = sum(weights[each] for each in which)
    best = sum(weights[each] * parts[each][0] for each in which) / total
    worst = sum(weights[each] * parts[each][1] for each in which) / total
    return best, worst


def _text(score: tuple[float, float]) -> str:
    return f"{score[0]:.1f}" if score[0] == score[1] else f"{score[0]:.1f} to {score[1]:.1f}"
