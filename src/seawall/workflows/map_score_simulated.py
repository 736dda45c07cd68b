"""The score of the liquidation map on simulated markets, where every true level is known."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from seawall.core import Lineage, content_hash
from seawall.errors import InputError
from seawall.measures import (
    LevelEventRule,
    LevelEvents,
    LevelEventScore,
    MapComparison,
    PriceClaims,
    PriceClaimScore,
    ProfileScore,
    ScoredForecast,
    VolumeLaw,
    cases_given_path,
    compare_losses,
    join_cases,
    level_events,
    predicted_zones,
    price_claim_score,
    price_claims,
    profile_score,
)
from seawall.report import BucketShare, MapScoreResults, ProfileMeans, ScoreGate, Spread
from seawall.workflows.map_score_maker import tracked_map
from seawall.workflows.map_score_tables import (
    HORIZONS_NS,
    MAIN_HORIZON_NS,
    TrainedCases,
    against_rivals,
    beats,
    levelled,
    reliable,
)
from seawall.workflows.map_score_worlds import FIT_DAYS, ForecastWorld, MapMaker, forecast_worlds
from seawall.workflows.market_data import Progress

__all__ = ["run_simulated_map_score"]

REACHES = (0.12, 0.03)
_PROFILE_HOURS = 4
"""True levels change little in an hour: every fourth is compared."""
_LEAST_SHARE = 0.001
"""A level has come true when a thousandth of open interest is liquidated at it."""
_LEAST_SPEARMAN, _LEAST_LIFT = 0.80, 3.0
_DAY_NS = 86_400_000_000_000
_CLAIM_SEED = 20_221_123


def run_simulated_map_score(
    *,
    seeds: int = 20,
    days: int = 5,
    first_seed: int = 1,
    make_map: MapMaker = tracked_map,
    progress: Progress | None = None,
) -> MapScoreResults:
    """Score the map against true levels, realised liquidations and the rules that it must beat.

    Parameters
    ----------
    seeds : int
        Worlds, at least two.
    days : int
        Of each, more than the two on which leverages are fitted.
    first_seed : int
        The worlds are this one and those that follow.
    make_map : MapMaker
        From what the public sees to the map; the product's own by default.
    progress : Progress, optional
        Told of the worlds done.

    Returns
    -------
    MapScoreResults
        Identical for identical arguments.

    Raises
    ------
    InputError
        For too few worlds or days.
    """
    if seeds < 2:
        raise InputError(f"'seeds' must be at least 2, was {seeds}")
    if days <= FIT_DAYS + 1:
        raise InputError(f"'days' must be above {FIT_DAYS + 1}, was {days}")
    worlds = forecast_worlds(range(first_seed, first_seed + seeds), days=days, make_map=make_map, progress=progress)
    unit = float(
        np.concatenate([each.realised.usd[each.realised.between(0, FIT_DAYS * _DAY_NS)] for each in worlds]).mean()
    )
    scored: list[ScoredForecast] = []
    comparisons: list[MapComparison] = []
    laws: dict[str, VolumeLaw] = {}
    for horizon in HORIZONS_NS:
        found, against = against_rivals(_pairs(worlds, horizon), unit_usd=unit)
        scored += found
        comparisons += against
        if horizon == MAIN_HORIZON_NS:
            laws = {each.score.name: each.score.law for each in found}
    profiles, profile_comparisons = _profiles(worlds)
    main = [each for each in comparisons if each.horizon_ns == MAIN_HORIZON_NS]
    return MapScoreResults(
        title=f"{seeds} simulated worlds of {days} days, hidden parameters",
        span=f"worlds {first_seed} to {first_seed + seeds - 1}, fitted on days 1 to {FIT_DAYS}, scored hourly after",
        forecasts=tuple(each.score for each in scored),
        comparisons=tuple(comparisons),
        profiles=profiles,
        profile_comparisons=profile_comparisons,
        level_events=_level_events(worlds, laws),
        price_claims=_price_claims(worlds),
        buckets=_buckets(worlds),
        gates=_gates(profiles, profile_comparisons, scored, main),
        not_measurable=(),
        findings=(),
        lineage=Lineage(
            method="protocol of liquidation maps: given the path, against N0 to N4 and true levels",
            source=f"simulated worlds {first_seed} to {first_seed + seeds - 1} of {days} days",
            data_hash=content_hash(b"".join(each.record.history.minutes.tobytes() for each in worlds)),
            seed=first_seed,
            simulated=True,
        ),
    )


def _pairs(worlds: Sequence[ForecastWorld], horizon_ns: int) -> list[TrainedCases]:
    """The map and the truth at their word, the rivals with the level of the days of the fit."""
    count = len(worlds[0].forecasts)
    found = []
    for place in range(count):
        before, after = (
            join_cases(
                [
                    cases_given_path(
                        world.part(place, is_fit=is_fit), world.path, world.realised, horizon_ns=horizon_ns
                    )
                    for world in worlds
                ]
            )
            for is_fit in (True, False)
        )
        found.append((before, after) if place in {0, count - 1} else levelled((before, after)))
    return found


def _profiles(worlds: Sequence[ForecastWorld]) -> tuple[tuple[ProfileMeans, ...], tuple[MapComparison, ...]]:
    means: list[ProfileMeans] = []
    comparisons: list[MapComparison] = []
    for reach in REACHES:
        by_name: dict[str, list[list[ProfileScore]]] = {}
        for place, forecast in enumerate(worlds[0].forecasts):
            by_name[forecast.name] = [_against_truth(world, place, reach) for world in worlds]
        means += [_profile_means(name, reach, scores) for name, scores in by_name.items()]
        if reach == REACHES[0]:
            comparisons = _profile_comparisons(by_name)
    return tuple(means), tuple(comparisons)


def _against_truth(world: ForecastWorld, place: int, reach: float) -> list[ProfileScore]:
    truth, forecast = world.record.truth, world.forecasts[place]
    found = []
    for row in range(world.fit_rows, len(truth.end_ns), _PROFILE_HOURS):
        edges, true = truth.within(row, reach)
        found.append(profile_score(edges, forecast.within(row, reach)[1], true))
    return found


def _profile_means(name: str, reach: float, scores: Sequence[Sequence[ProfileScore]]) -> ProfileMeans:
    def spread(field: str) -> Spread:
        means = [float(np.mean([getattr(each, field) for each in run])) for run in scores]
        return Spread(float(np.mean(means)), min(means), max(means))

    return ProfileMeans(
        name,
        reach,
        *(spread(field) for field in ("spearman", "lift", "shared_top", "wasserstein_bp", "total_ratio")),
    )


def _profile_comparisons(by_name: dict[str, list[list[ProfileScore]]]) -> list[MapComparison]:
    names = list(by_name)
    per_day = 24 // _PROFILE_HOURS
    rows = len(by_name[names[0]][0])
    runs = len(by_name[names[0]])
    days = np.repeat(np.arange(runs) * rows, rows) + np.tile(np.arange(rows) // per_day, runs)
    found = []
    for other in names[1:-1]:
        for measure, field in (("true ranks", "spearman"), ("true lift", "lift")):
            losses = [
                np.array([-getattr(each, field) for run in by_name[name] for each in run]) for name in (names[0], other)
            ]
            found.append(compare_losses((names[0], other), (losses[0], losses[1]), days, measure=measure, horizon_ns=0))
    return found


def _level_events(
    worlds: Sequence[ForecastWorld], laws: dict[str, VolumeLaw]
) -> tuple[tuple[str, LevelEventScore], ...]:
    found = []
    for place, forecast in enumerate(worlds[0].forecasts):
        events: list[LevelEvents] = []
        for world in worlds:
            part = world.part(place, is_fit=False)
            cases = cases_given_path(part, world.path, world.realised, horizon_ns=MAIN_HORIZON_NS)
            made = level_events(part, world.path, world.realised, cases, rule=_rule(world), law=laws[forecast.name])
            if made is not None:
                events.append(made)
        found.append((forecast.name, _joined(events).score()))
    return tuple(found)


def _rule(world: ForecastWorld) -> LevelEventRule:
    """What counts at a world: fixed at the end of the days of the fit."""
    last = int(world.record.places[world.fit_rows - 1])
    flow = world.record.flow
    return LevelEventRule(least_usd=_LEAST_SHARE * float(flow.open_interest[last] * flow.mark_close[last]))


def _joined(parts: Sequence[LevelEvents]) -> LevelEvents:
    return LevelEvents(
        np.concatenate([each.probabilities for each in parts]),
        np.concatenate([each.came_true for each in parts]),
        *(
            sum(getattr(each, name) for each in parts)
            for name in ("bursts", "foreseen", "touched_bins", "touched_in_zone")
        ),
    )


def _price_claims(worlds: Sequence[ForecastWorld]) -> PriceClaimScore | None:
    """The map's zones every four hours, each followed for four hours."""
    outcomes = []
    for world in worlds:
        part = world.part(0, is_fit=False)
        rule = _rule(world)
        claimed = [
            (int(part.end_ns[row]), zone.centre)
            for row in range(0, len(part.end_ns), _PROFILE_HOURS)
            for zone in predicted_zones(part, row, rule=rule)
        ]
        if claimed:
            claims = PriceClaims(
                np.array([origin for origin, _ in claimed], dtype=np.int64), np.array([price for _, price in claimed])
            )
            seed = _CLAIM_SEED + world.record.world.seed
            outcomes.append(price_claims(world.path, claims, horizon_ns=MAIN_HORIZON_NS, seed=seed))
    return price_claim_score(outcomes, seed=_CLAIM_SEED) if outcomes else None


def _buckets(worlds: Sequence[ForecastWorld]) -> tuple[BucketShare, ...]:
    mixes = [world.mix for world in worlds if world.mix is not None]
    if not mixes:
        return ()
    return tuple(
        BucketShare(
            leverage=float(leverage),
            identified=sum(bool(mix.is_identified[place]) for mix in mixes),
            runs=len(mixes),
            long_share=float(np.mean([mix.long_shares[place] for mix in mixes])),
            short_share=float(np.mean([mix.short_shares[place] for mix in mixes])),
        )
        for place, leverage in enumerate(mixes[0].leverages.tolist())
    )


def _gates(
    profiles: Sequence[ProfileMeans],
    profile_comparisons: Sequence[MapComparison],
    scored: Sequence[ScoredForecast],
    main: Sequence[MapComparison],
) -> tuple[ScoreGate, ...]:
    own = profiles[0]
    ceiling = next(each for each in profiles if each.name == "truth" and each.reach == own.reach)
    score = next(each.score for each in scored if each.score.horizon_ns == MAIN_HORIZON_NS)
    within = f"within ±{own.reach:.0%}"
    return (
        ScoreGate(
            f"rank correlation with true levels at least {_LEAST_SPEARMAN:.2f} {within}",
            f"{own.spearman.mean:.3f} (worlds {own.spearman.lowest:.2f} to {own.spearman.highest:.2f})",
            own.spearman.mean >= _LEAST_SPEARMAN,
        ),
        ScoreGate(
            f"lift at 10 % on true levels at least {_LEAST_LIFT:g} {within}",
            f"{own.lift.mean:.2f} (worlds {own.lift.lowest:.2f} to {own.lift.highest:.2f}); "
            f"true levels themselves {ceiling.lift.mean:.2f}",
            own.lift.mean >= _LEAST_LIFT,
        ),
        reliable(score),
        *(
            beats(main, other=other, measures=("volume",), what="volume at 4 h")
            for other in ("N1 climatology", "N4 published recipe")
        ),
        *(
            beats(main, other=other, measures=("distance", "lift", "ranks"), what="place at 4 h")
            for other in ("N1 climatology", "N4 published recipe")
        ),
        *(
            beats(profile_comparisons, other=other, measures=("true ranks", "true lift"), what=f"true levels {within}")
            for other in ("N1 climatology", "N4 published recipe")
        ),
    )
