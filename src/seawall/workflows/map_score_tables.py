"""What a score of a map has on every kind of market: horizons, rivals with their level, gates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from seawall.core import FloatArray
from seawall.measures import (
    ForecastScore,
    LiquidationCases,
    MapComparison,
    Reliability,
    ScoredForecast,
    compare_forecasts,
    level_factor,
    score_forecast,
)
from seawall.report import ScoreGate

__all__ = [
    "HORIZONS_NS",
    "HOUR_NS",
    "MAIN_HORIZON_NS",
    "TrainedCases",
    "against_rivals",
    "beats",
    "levelled",
    "reliable",
]

HOUR_NS = 3_600_000_000_000
HORIZONS_NS = (HOUR_NS, 4 * HOUR_NS, 24 * HOUR_NS)
MAIN_HORIZON_NS = 4 * HOUR_NS
"""The horizon at which requirements are stated; the others are reported beside it."""
_SLOPES = (0.8, 1.25)

TrainedCases = tuple[LiquidationCases, LiquidationCases]
"""Cases of one forecast at one horizon: before, and to be scored."""


def levelled(pair: TrainedCases) -> TrainedCases:
    """Give a rival the level of what happened before: it shall not lose by its scale alone."""
    factor = level_factor(pair[0])
    before, after = (
        replace(
            each,
            predicted_long=each.predicted_long * factor,
            predicted_short=each.predicted_short * factor,
        )
        for each in pair
    )
    return before, after


def against_rivals(
    pairs: Sequence[TrainedCases], *, unit_usd: float
) -> tuple[list[ScoredForecast], list[MapComparison]]:
    """Score all forecasts of one horizon, and hold the first against the others."""
    found = [score_forecast(after, training=before, unit_usd=unit_usd) for before, after in pairs]
    return found, [each for other in found[1:] for each in compare_forecasts(found[0], other)]


def reliable(score: ForecastScore) -> ScoreGate:
    """Requirement on the slope."""
    name = f"reliability slope {_SLOPES[0]:g} to {_SLOPES[1]:g} at {score.horizon_ns // HOUR_NS} h"
    found: Reliability | None = score.volume.reliability
    if found is None:
        return ScoreGate(name, "not measurable", None)
    interval = "" if found.lower is None or found.upper is None else f" ({found.lower:.2f} to {found.upper:.2f})"
    return ScoreGate(name, f"{found.slope:.2f}{interval}", bool(_SLOPES[0] <= found.slope <= _SLOPES[1]))


def beats(comparisons: Sequence[MapComparison], *, other: str, measures: Sequence[str], what: str) -> ScoreGate:
    """Requirement to be better than a rival in every one of some measures, each beyond chance at 5 %."""
    name = f"better than {other}: {what}"
    chosen = [each for each in comparisons if each.other == other and each.measure in measures]
    if len(chosen) < len(measures) or any(each.difference is None for each in chosen):
        return ScoreGate(name, "not measurable", None)
    said = []
    for each in chosen:
        p_value = each.difference.p_value if each.difference is not None else None
        verdict = "better" if each.is_better else "worse" if each.is_worse else "no difference"
        said.append(f"{each.measure} {verdict}" + ("" if p_value is None else f", p {_p_text(p_value)}"))
    return ScoreGate(name, "; ".join(said), all(each.is_better for each in chosen))


def _p_text(p_value: float) -> str:
    return "< 0.001" if p_value < 5e-4 else f"{p_value:.3f}"


def unit_of(usd: FloatArray) -> float:
    """One typical liquidation: the mean of those above 0."""
    return float(usd[usd > 0.0].mean())
