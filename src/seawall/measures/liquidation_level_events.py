"""Levels that a map points out: whether much is liquidated where it says so once the mark comes by, and only there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seawall.core import BoolArray, FloatArray, check_positive
from seawall.errors import InputError
from seawall.measures.liquidation_cases import LiquidationCases, MarkPath, RealisedLiquidations
from seawall.measures.liquidation_volume import VolumeLaw
from seawall.microstructure import LiquidationForecast

__all__ = ["LevelEventRule", "LevelEventScore", "LevelEvents", "PredictedZone", "level_events", "predicted_zones"]


@dataclass(frozen=True, slots=True)
class LevelEventRule:
    """What counts as a level and as its coming true; fixed before anything is scored.

    Attributes
    ----------
    least_usd : float
        Liquidated within the zone and `margin` of it, for the level to have come true.
    margin : float
        On either side of a zone, as a share of the mark.
    reach : float
        How far from the mark levels are looked for, as a share of it.
    top_share : float
        Share of the bins within reach that a map points out.
    """

    least_usd: float
    margin: float = 0.001
    reach: float = 0.12
    top_share: float = 0.1

    def __post_init__(self) -> None:
        """Refuse a rule out of range."""
        for name in ("least_usd", "margin", "reach", "top_share"):
            check_positive(getattr(self, name), name)
        if max(self.reach, self.top_share) >= 1.0:
            raise InputError(f"'reach' and 'top_share' must be below 1, were {self.reach!r} and {self.top_share!r}")


@dataclass(frozen=True, slots=True)
class PredictedZone:
    """Neighbouring bins that a map points out.

    Attributes
    ----------
    low, high : float
        Prices, quote currency.
    usd : float
        Predicted in it.
    centre : float
        Price at the middle of its mass.
    """

    low: float
    high: float
    usd: float
    centre: float


@dataclass(frozen=True, slots=True, eq=False)
class LevelEvents:
    """What became of the zones that the mark came to, and of all that was liquidated.

    Attributes
    ----------
    probabilities : FloatArray
        Shape (z,): predicted probability that a touched zone comes true.
    came_true : BoolArray
        Shape (z,).
    bursts, foreseen : int
        Touched bins around which at least the least amount was liquidated, and those of them in a predicted zone.
    touched_bins, touched_in_zone : int
        Touched bins, and those of them in a predicted zone: by chance a burst would be foreseen as often.
    """

    probabilities: FloatArray
    came_true: BoolArray
    bursts: int
    foreseen: int
    touched_bins: int
    touched_in_zone: int

    def score(self) -> LevelEventScore:
        """Precision, recall and Brier score of these events."""
        n = len(self.came_true)
        rate = float(self.came_true.mean()) if n else None
        squares = (self.probabilities - self.came_true) ** 2
        return LevelEventScore(
            zones=n,
            precision=rate,
            recall=self.foreseen / self.bursts if self.bursts else None,
            recall_by_chance=self.touched_in_zone / self.touched_bins if self.touched_bins else None,
            brier=float(squares.mean()) if n else None,
            brier_of_rate=rate * (1.0 - rate) if rate is not None else None,
            bursts=self.bursts,
        )


@dataclass(frozen=True, slots=True)
class LevelEventScore:
    """How far a map's levels may be believed.

    Attributes
    ----------
    zones, bursts : int
        Touched zones, and touched bins around which much was liquidated.
    precision : float or None
        Share of touched zones that came true; None for no zone.
    recall : float or None
        Share of bursts in a predicted zone; None for no burst.
    recall_by_chance : float or None
        Share of all touched bins in a predicted zone: the recall of a map that points out as much, anywhere.
    brier : float or None
        Of the probability that a touched zone comes true.
    brier_of_rate : float or None
        Of the share that did, told beforehand.
    """

    zones: int
    precision: float | None
    recall: float | None
    recall_by_chance: float | None
    brier: float | None
    brier_of_rate: float | None
    bursts: int


def predicted_zones(forecast: LiquidationForecast, place: int, *, rule: LevelEventRule) -> tuple[PredictedZone, ...]:
    """Runs of neighbouring bins among those with most predicted mass within reach.

    Parameters
    ----------
    forecast : LiquidationForecast
        Of some instants.
    place : int
        Which instant, from 0.
    rule : LevelEventRule
        Reach, and share of the bins.

    Returns
    -------
    tuple of PredictedZone
        From the lowest price; bins without mass are in none. The bin of the mark is in none.
    """
    edges, usd = forecast.within(place, rule.reach)
    mark = float(forecast.mark[place])
    usd = np.where((edges[:-1] <= mark) & (mark < edges[1:]), 0.0, usd)
    count = max(round(rule.top_share * len(usd)), 1)
    chosen = np.zeros(len(usd), dtype=bool)
    chosen[np.argsort(-usd, kind="stable")[:count]] = True
    chosen &= usd > 0.0
    bounds = np.flatnonzero(np.diff(np.r_[False, chosen, False])).reshape(-1, 2).tolist()
    middle = 0.5 * (edges[1:] + edges[:-1])
    return tuple(
        PredictedZone(
            float(edges[first]),
            float(edges[last]),
            float(usd[first:last].sum()),
            float(middle[first:last] @ usd[first:last] / usd[first:last].sum()),
        )
        for first, last in bounds
    )


def level_events(
    forecast: LiquidationForecast,
    path: MarkPath,
    realised: RealisedLiquidations,
    cases: LiquidationCases,
    *,
    rule: LevelEventRule,
    law: VolumeLaw,
) -> LevelEvents | None:
    """Follow every predicted zone over windows that do not overlap.

    Parameters
    ----------
    forecast, path, realised : LiquidationForecast, MarkPath, RealisedLiquidations
        As they were made into the cases.
    cases : LiquidationCases
        Their windows.
    rule : LevelEventRule
        Fixed beforehand.
    law : VolumeLaw
        From a predicted volume to the probability of the least amount.

    Returns
    -------
    LevelEvents or None
        None where the prices of what happened are not known.
    """
    if realised.prices is None:
        return None
    said: list[float] = []
    true: list[bool] = []
    counts = np.zeros(4, dtype=np.int64)
    for case in cases.apart().tolist():
        origin = int(cases.origin_ns[case])
        place = int(np.searchsorted(forecast.end_ns, origin))
        mark = float(forecast.mark[place])
        window = slice(*np.searchsorted(path.end_ns, [origin, origin + cases.horizon_ns], side="right").tolist())
        low, high = min(mark, float(path.low[window].min())), max(mark, float(path.high[window].max()))
        inside = realised.between(origin, origin + cases.horizon_ns)
        prices, usd = realised.prices[inside], realised.usd[inside]
        zones = predicted_zones(forecast, place, rule=rule)
        for zone in zones:
            if zone.low > high or zone.high < low:
                continue
            near = (prices >= zone.low - rule.margin * mark) & (prices <= zone.high + rule.margin * mark)
            said.append(float(law.exceedance(np.array([zone.usd]), np.array([rule.least_usd]))[0]))
            true.append(bool(usd[near].sum() >= rule.least_usd))
        counts += _bursts(forecast.price_edges, zones, prices, usd, low=low, high=high, mark=mark, rule=rule)
    return LevelEvents(np.array(said), np.array(true, dtype=bool), *counts.tolist())


def _bursts(
    edges: FloatArray,
    zones: tuple[PredictedZone, ...],
    prices: FloatArray,
    usd: FloatArray,
    *,
    low: float,
    high: float,
    mark: float,
    rule: LevelEventRule,
) -> tuple[int, int, int, int]:
    """Bursts, those foreseen, touched bins, and those in a zone, of one window."""
    lower, upper = edges[:-1], edges[1:]
    touched = (upper > low) & (lower < high) & (np.abs(0.5 * (lower + upper) / mark - 1.0) <= rule.reach)
    in_zone = np.zeros(len(lower), dtype=bool)
    for zone in zones:
        in_zone |= (lower >= zone.low) & (upper <= zone.high)
    is_burst = np.zeros(len(lower), dtype=bool)
    margin = rule.margin * mark
    for bin_ in np.flatnonzero(touched).tolist():
        near = (prices >= lower[bin_] - margin) & (prices <= upper[bin_] + margin)
        is_burst[bin_] = usd[near].sum() >= rule.least_usd
    return (
        int(is_burst.sum()),
        int((is_burst & in_zone).sum()),
        int(touched.sum()),
        int((touched & in_zone).sum()),
    )
