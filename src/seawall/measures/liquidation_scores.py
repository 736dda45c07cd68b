"""The score of a liquidation map, beside the scores of the rules that it must beat, by days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from seawall.core import FloatArray, IntArray
from seawall.errors import InputError
from seawall.measures.liquidation_cases import LiquidationCases
from seawall.measures.liquidation_location import LocationScore, location_scores
from seawall.measures.liquidation_sides import SideScore, side_score
from seawall.measures.liquidation_volume import (
    VolumeLaw,
    VolumeScore,
    fit_volume_law,
    negative_binomial_deviance,
    volume_score,
)
from seawall.measures.model_ranking import ScoreDifference, score_difference

__all__ = [
    "ForecastScore",
    "MapComparison",
    "ScoredForecast",
    "compare_forecasts",
    "compare_losses",
    "constant_rate",
    "level_factor",
    "score_forecast",
]

LEVEL = 0.05
_FEWEST_DAYS = 10
_MEASURES = ("volume", "distance", "lift", "ranks", "side")
_WITH_ZERO = frozenset({"volume", "distance", "side"})


@dataclass(frozen=True, slots=True)
class ForecastScore:
    """All that the protocol asks of one forecast at one horizon.

    Attributes
    ----------
    name : str
        Of the forecast.
    horizon_ns : int
        Length of the windows.
    cases, skipped : int
        Windows scored, and instants without a whole window.
    volume : VolumeScore
        How much, given the path.
    located : int or None
        Cases in which the place could be scored; None where the prices of what happened are not known.
    wasserstein_bp, lift, spearman : float or None
        Means over those cases; None where there is none.
    side_cases : int
        Cases in which something was liquidated.
    side_brier, side_even : float or None
        Brier score of the share of longs, and that of the answer "one half".
    law : VolumeLaw
        Behind the histogram, fitted beforehand.
    """

    name: str
    horizon_ns: int
    cases: int
    skipped: int
    volume: VolumeScore
    located: int | None
    wasserstein_bp: float | None
    lift: float | None
    spearman: float | None
    side_cases: int
    side_brier: float | None
    side_even: float | None
    law: VolumeLaw


@dataclass(frozen=True, slots=True, eq=False)
class ScoredForecast:
    """A forecast with its scores case by case, which comparisons need.

    Attributes
    ----------
    cases : LiquidationCases
        What was scored.
    score : ForecastScore
        The means.
    losses : Mapping of str to tuple of IntArray and FloatArray
        By measure (volume, distance, lift, ranks, side): which cases have it, and their loss, the lower the better; a
        lift and a rank correlation with a minus. Measures that cannot be taken are missing.
    """

    cases: LiquidationCases
    score: ForecastScore
    losses: Mapping[str, tuple[IntArray, FloatArray]]


@dataclass(frozen=True, slots=True)
class MapComparison:
    """A forecast against another in one measure at one horizon.

    Attributes
    ----------
    name, other : str
        Whose loss, less whose.
    horizon_ns : int
        Length of the windows.
    measure : str
        volume, distance, lift, ranks or side.
    skill : float or None
        One less the ratio of mean losses: above 0 where the first is better. None for lift and ranks, whose losses
        have no zero, and where the other never errs.
    days : int
        Daily means compared.
    difference : ScoreDifference or None
        Diebold and Mariano's test on daily means; None for fewer than ten days.
    """

    name: str
    other: str
    horizon_ns: int
    measure: str
    skill: float | None
    days: int
    difference: ScoreDifference | None

    @property
    def is_better(self) -> bool:
        """Whether the first loses less beyond chance at the level of 5 %."""
        found = self.difference
        return found is not None and found.mean < 0.0 and (found.p_value is None or found.p_value < LEVEL)

    @property
    def is_worse(self) -> bool:
        """Whether the first loses more beyond chance at the level of 5 %."""
        found = self.difference
        return found is not None and found.mean > 0.0 and (found.p_value is None or found.p_value < LEVEL)


def level_factor(training: LiquidationCases) -> float:
    """What a forecast's volumes must be multiplied by to add up to what happened before; 1 where it saw nothing."""
    predicted = float(training.predicted.sum())
    return float(training.realised.sum()) / predicted if predicted > 0.0 else 1.0


def constant_rate(cases: LiquidationCases, training: LiquidationCases) -> LiquidationCases:
    """The forecast that says the mean of the past, wherever the mark went.

    Parameters
    ----------
    cases : LiquidationCases
        Of any forecast: what happened is kept.
    training : LiquidationCases
        Of the past, at the same horizon.

    Returns
    -------
    LiquidationCases
        Named ``constant rate``. It says nothing of places.
    """
    ones = np.ones(len(cases))
    return replace(
        cases,
        name="constant rate",
        predicted_long=ones * float(training.realised_long.mean()),
        predicted_short=ones * float(training.realised_short.mean()),
        touched=None,
    )


def score_forecast(
    cases: LiquidationCases, *, law: VolumeLaw | None = None, training: LiquidationCases | None = None, unit_usd: float
) -> ScoredForecast:
    """Volume, place and side of one forecast.

    Parameters
    ----------
    cases : LiquidationCases
        Out of sample.
    law : VolumeLaw, optional
        Of volumes around the forecast; without it, it is fitted to `training`.
    training : LiquidationCases, optional
        The same forecast at the same horizon, before.
    unit_usd : float
        One typical liquidation, from before.

    Returns
    -------
    ScoredForecast
        Errors of the reliability slope are between groups where there are at least ten, else between days.
    """
    if law is None:
        if training is None:
            raise InputError("'law' or 'training' must be given")
        law = fit_volume_law(training.predicted, training.realised, unit_usd=unit_usd)
    clusters = cases.groups if len(np.unique(cases.groups)) >= 10 else cases.days
    volume = volume_score(cases, law=law, clusters=clusters)
    location, side = location_scores(cases), side_score(cases)
    losses = _losses(cases, location, side, unit_usd)
    is_located = location is not None and len(location) > 0
    score = ForecastScore(
        name=cases.name,
        horizon_ns=cases.horizon_ns,
        cases=len(cases),
        skipped=cases.skipped,
        volume=volume,
        located=None if location is None else len(location),
        wasserstein_bp=float(location.wasserstein_bp.mean()) if location is not None and is_located else None,
        lift=float(location.lift.mean()) if location is not None and is_located else None,
        spearman=float(location.spearman.mean()) if location is not None and is_located else None,
        side_cases=len(side.places),
        side_brier=side.brier,
        side_even=side.even,
        law=law,
    )
    return ScoredForecast(cases, score, losses)


def compare_forecasts(first: ScoredForecast, second: ScoredForecast) -> tuple[MapComparison, ...]:
    """Every measure that both have, by daily means.

    Parameters
    ----------
    first, second : ScoredForecast
        Of the same windows.

    Returns
    -------
    tuple of MapComparison
        In the order volume, distance, lift, ranks, side.

    Raises
    ------
    InputError
        When the windows differ.
    """
    same = first.cases.horizon_ns == second.cases.horizon_ns and np.array_equal(
        np.stack([first.cases.groups, first.cases.origin_ns]), np.stack([second.cases.groups, second.cases.origin_ns])
    )
    if not same:
        raise InputError(f"{first.cases.name!r} and {second.cases.name!r} must be scored on the same windows")
    return tuple(
        _comparison(first, second, measure)
        for measure in _MEASURES
        if measure in first.losses and measure in second.losses
    )


def compare_losses(
    names: tuple[str, str],
    losses: tuple[FloatArray, FloatArray],
    days: IntArray,
    *,
    measure: str,
    horizon_ns: int,
    has_zero: bool = False,
) -> MapComparison:
    """Hold two series of losses against each other by daily means.

    Parameters
    ----------
    names : tuple of str
        Whose losses, less whose.
    losses : tuple of FloatArray
        Shape (n,) each, of the same cases, the lower the better.
    days : IntArray
        Shape (n,): the day of each case.
    measure : str
        What was measured.
    horizon_ns : int
        Length of the windows, 0 for an instant.
    has_zero : bool
        Whether a loss of 0 is that of a forecast that never errs, so that a ratio of losses has a meaning.

    Returns
    -------
    MapComparison
        Its test has daily means as observations.
    """
    own, other = losses
    means = [_daily(days, each) for each in losses]
    base = float(other.mean()) if len(other) else 0.0
    return MapComparison(
        *names,
        horizon_ns=horizon_ns,
        measure=measure,
        skill=1.0 - float(own.mean()) / base if has_zero and base > 0.0 else None,
        days=len(means[0]),
        difference=score_difference(*means) if len(means[0]) >= _FEWEST_DAYS else None,
    )


def _comparison(first: ScoredForecast, second: ScoredForecast, measure: str) -> MapComparison:
    (places, own), (others, other) = first.losses[measure], second.losses[measure]
    if not np.array_equal(places, others):
        raise InputError(f"{measure!r} must be known in the same cases")
    return compare_losses(
        (first.cases.name, second.cases.name),
        (own, other),
        first.cases.days[places],
        measure=measure,
        horizon_ns=first.cases.horizon_ns,
        has_zero=measure in _WITH_ZERO,
    )


def _daily(days: IntArray, values: FloatArray) -> FloatArray:
    _, place = np.unique(days, return_inverse=True)
    return np.asarray(np.bincount(place, weights=values) / np.bincount(place)) if len(days) else np.zeros(0)


def _losses(
    cases: LiquidationCases, location: LocationScore | None, side: SideScore, unit_usd: float
) -> dict[str, tuple[IntArray, FloatArray]]:
    deviance = negative_binomial_deviance(cases.predicted, cases.realised, unit_usd=unit_usd)
    found = {"volume": (np.arange(len(cases), dtype=np.int64), deviance), "side": (side.places, side.squares)}
    if location is not None:
        found["distance"] = (location.places, location.wasserstein_bp)
        found["lift"] = (location.places, -location.lift)
        found["ranks"] = (location.places, -location.spearman)
    return found
