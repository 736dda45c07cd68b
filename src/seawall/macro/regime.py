"""The macro-regime score of the day of an economy, with its waterfall."""

from __future__ import annotations

import numpy as np

from seawall.core import DateWindow, Lineage, combine_hashes, to_date
from seawall.errors import DataError
from seawall.macro.economy import Economy
from seawall.macro.indicator_path import PathStatus
from seawall.macro.regime_policy import IndicatorPolicy, RegimePolicy, default_regime_policy
from seawall.macro.regime_reading import IndicatorScore, PartScore, RegimeReading
from seawall.macro.regime_score import ScoredDays, score_days

__all__ = ["economy_lineage", "read_regime"]

_MISSING = {
    PathStatus.NOT_SUPPLIED: "not supplied",
    PathStatus.TOO_SHORT: "its history is too short",
    PathStatus.STALE: "its newest value is too old",
}


def read_regime(economy: Economy, *, policy: RegimePolicy | None = None) -> RegimeReading:
    r"""Macro-regime risk score of the day of an economy.

    .. math:: S = \sum_{p} w_p \sum_{i \in p} w_i s_i, \qquad
       s_i = 10 \min\left(1, \max\left(0, \frac{x_i - x_{i,0}}{x_{i,10} - x_{i,0}}\right)\right)

    Parameters
    ----------
    economy : Economy
        What was known on its day.
    policy : RegimePolicy, optional
        Weights, anchors and thresholds; those that Seawall ships by default.

    Returns
    -------
    RegimeReading
        Score from 0 (calm) to 10, or the range that what is missing leaves open; waterfall and word.

    Raises
    ------
    DataError
        When no indicator is known: then there is nothing to say.
    """
    chosen = policy or default_regime_policy()
    scored = score_days(economy, np.array([economy.as_of], dtype="datetime64[D]"), chosen)
    waterfall = tuple(
        PartScore(
            policy=part,
            indicators=tuple(_indicator(each, scored) for each in chosen.of_part(part.part)),
            best=float(scored.parts[part.part].best[0]),
            worst=float(scored.parts[part.part].worst[0]),
        )
        for part in chosen.parts
    )
    if all(each.score is None for part in waterfall for each in part.indicators):
        raise DataError(f"no indicator of the macro regime is known on {economy.as_of}: {_needed(chosen)}")
    word, basis = scored.words[0]
    best, worst = scored.total.day(0)
    used = {
        name for part in waterfall for each in part.indicators if each.score is not None for name in each.policy.series
    }
    return RegimeReading(
        as_of=economy.as_of,
        policy=chosen.name,
        waterfall=waterfall,
        best=best,
        worst=worst,
        word=word,
        word_basis=basis,
        lineage=economy_lineage(economy, used, method=chosen.name),
    )


def economy_lineage(economy: Economy, series_ids: set[str], *, method: str) -> Lineage:
    """What made a number out of some series of an economy."""
    used = [economy.get(each) for each in sorted(series_ids)]
    return Lineage(
        method=method,
        source=", ".join(each.facts.series_id for each in used),
        data_hash=combine_hashes(each.data_hash for each in used),
        window=DateWindow(to_date(min(each.dates[0] for each in used)), to_date(max(each.dates[-1] for each in used))),
    )


def _needed(policy: RegimePolicy) -> str:
    names = dict.fromkeys(name for each in policy.indicators for name in each.series)
    return f"it is made of {', '.join(names)}"


def _indicator(policy: IndicatorPolicy, scored: ScoredDays) -> IndicatorScore:
    path = scored.paths[policy.indicator]
    status = PathStatus(int(path.status[0]))
    named = " and ".join(policy.series)
    has_date = not np.isnat(path.published[0])
    period = to_date(path.periods[0]) if has_date else None
    known_from = to_date(path.published[0]) if has_date else None
    dated = f"{named}, {period}, known from {known_from}" if has_date else named
    if status is not PathStatus.KNOWN:
        return IndicatorScore(policy, None, period, known_from, None, f"not rated, {_MISSING[status]}: {dated}")
    score = float(scored.indicator_scores[policy.indicator][0])
    return IndicatorScore(policy, float(path.values[0]), period, known_from, score, dated)
