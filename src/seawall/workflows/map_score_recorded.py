"""The score of the liquidation map on a recorded market, walked forward with parameters frozen for each month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from seawall.core import DateWindow, FloatArray, IntArray, Lineage
from seawall.errors import DataError, InputError
from seawall.measures import (
    LiquidationCases,
    MapComparison,
    MarkPath,
    RealisedLiquidations,
    ScoredForecast,
    cases_given_path,
    constant_rate,
    join_cases,
)
from seawall.microstructure import (
    LiquidationForecast,
    PerpetualFlow,
    PositionSide,
    climatology_forecast,
    fit_distance_profile,
    open_interest_fan,
    published_recipe,
)
from seawall.report import MapScoreResults, ScoreGate
from seawall.sources import PerpetualFile, find_perpetual_files, read_perpetual_file
from seawall.workflows.map_score_maker import tracked_map
from seawall.workflows.map_score_tables import (
    HORIZONS_NS,
    MAIN_HORIZON_NS,
    TrainedCases,
    against_rivals,
    beats,
    levelled,
    reliable,
    unit_of,
)
from seawall.workflows.map_score_worlds import MapMaker
from seawall.workflows.market_data import Progress

__all__ = ["run_recorded_map_score", "scorable_file"]

_FIRST_DAYS = 30
"""Parameters of the first month that is scored are learnt from at least so many days."""
_BIN_SHARE, _BEYOND = 0.002, 1.25
_DAY_NS = 86_400_000_000_000
_PLACES = "location, level events and price claims: the file gives liquidations by interval, without their prices"
_TRUTH = "true levels: no venue publishes its positions"


@dataclass(frozen=True, slots=True)
class _Month:
    """Intervals to score, by place, and how many lie before them."""

    first: int
    last: int


def run_recorded_map_score(
    file: PerpetualFile, *, make_map: MapMaker = tracked_map, progress: Progress | None = None
) -> MapScoreResults:
    """Score the map on what a file records.

    Every calendar month after the first thirty days is scored with parameters from before it: leverages of the map, the
    profile and the level of each rival, the typical size of a liquidation.

    Parameters
    ----------
    file : PerpetualFile
        With prices, open interest and liquidations.
    make_map : MapMaker
        From what the public sees to the map; the product's own by default.
    progress : Progress, optional
        Told of the months done.

    Returns
    -------
    MapScoreResults
        Volume given the path, and side.

    Raises
    ------
    DataError
        When the file has no prices or no liquidations, or is too short.
    """
    flow = file.flow
    if flow is None or file.liquidated_long_usd is None or file.liquidated_short_usd is None:
        lacking = "prices" if flow is None else "liquidations (zero in every row: not collected)"
        raise DataError(f"{file.path}: a map cannot be scored on it: it has no {lacking}")
    months = _months(flow)
    if not months:
        days = (int(flow.end_ns[-1]) - int(flow.end_ns[0])) / _DAY_NS
        raise DataError(f"{file.path}: must span more than {_FIRST_DAYS} days to be scored, spans {days:.0f}")
    horizons = [each for each in HORIZONS_NS if each % flow.interval_ns == 0]
    realised = _realised(file.end_ns, file.liquidated_long_usd, file.liquidated_short_usd)
    parts: dict[int, list[list[TrainedCases]]] = {each: [] for each in horizons}
    first_total = (file.liquidated_long_usd + file.liquidated_short_usd)[: months[0].first]
    edges, places = _edges(flow), np.arange(len(flow), dtype=np.int64)
    # rules without parameters are made once; they see at each instant only what lies before it
    fixed = [make(flow, price_edges=edges, places=places) for make in (open_interest_fan, published_recipe)]
    for done, month in enumerate(months):
        found, _ = make_map(flow.between(0, month.last), places[: month.last], edges, month.first)
        cases = _month_cases(
            flow, realised, month, horizons, [found, *(each.rows(slice(month.last)) for each in fixed)]
        )
        for horizon, pairs in cases.items():
            parts[horizon].append(pairs)
        if progress is not None:
            progress("months", done + 1, len(months))
    scored: list[ScoredForecast] = []
    comparisons: list[MapComparison] = []
    for horizon in horizons:
        judged, against = against_rivals(_joined(parts[horizon]), unit_usd=unit_of(first_total))
        scored += judged
        comparisons += against
    return _results(file, flow, months, scored, comparisons)


def scorable_file(path: Path) -> PerpetualFile:
    """The file itself, or the longest one of a folder that has prices and liquidations.

    Parameters
    ----------
    path : Path
        A file of recorded perpetuals, or a folder of such.

    Returns
    -------
    PerpetualFile
        As it was read.

    Raises
    ------
    DataError
        When no file of the folder has both.
    InputError
        When there is neither file nor folder.
    """
    if path.is_file():
        return read_perpetual_file(path)
    if not path.is_dir():
        raise InputError(f"DATA must be a file or folder of recorded perpetuals, or 'simulate', was {str(path)[:80]!r}")
    files = [read_perpetual_file(each) for each in find_perpetual_files(path)]
    chosen = [each for each in files if each.flow is not None and each.liquidated_long_usd is not None]
    if not chosen:
        raise DataError(f"{path}: none of {len(files)} files of perpetuals has both prices and liquidations")
    return max(chosen, key=lambda each: int(each.end_ns[-1] - each.end_ns[0]))


def _results(
    file: PerpetualFile,
    flow: PerpetualFlow,
    months: Sequence[_Month],
    scored: Sequence[ScoredForecast],
    comparisons: Sequence[MapComparison],
) -> MapScoreResults:
    begins, ends = (_date(int(flow.end_ns[place])) for place in (months[0].first, months[-1].last - 1))
    main = [each for each in comparisons if each.horizon_ns == MAIN_HORIZON_NS]
    own = next(each.score for each in scored if each.score.horizon_ns == MAIN_HORIZON_NS)
    gates: tuple[ScoreGate, ...] = (
        reliable(own),
        *(
            beats(main, other=other, measures=("volume",), what="volume at 4 h")
            for other in ("constant rate", "N1 climatology", "N2 fan", "N4 published recipe")
        ),
        *(
            beats(main, other=other, measures=("side",), what="side at 4 h")
            for other in ("constant rate", "N1 climatology")
        ),
    )
    unknown = [_PLACES, _TRUTH]
    if flow.taker_buy is None:
        unknown.append("N3: the file has no volume of takers")
    return MapScoreResults(
        title=f"{flow.symbol}, {flow.interval_ns // 60_000_000_000} minutes, {file.path.rsplit('/', 1)[-1]}",
        span=f"{begins} to {ends}, {len(months)} months, each with parameters from before it",
        forecasts=tuple(each.score for each in scored),
        comparisons=tuple(comparisons),
        profiles=(),
        profile_comparisons=(),
        level_events=(),
        price_claims=None,
        buckets=(),
        gates=gates,
        not_measurable=tuple(unknown),
        findings=file.statements,
        lineage=Lineage(
            method="protocol of liquidation maps: volume and side given the path, walk-forward by month",
            source=file.path,
            data_hash=file.data_hash,
            window=DateWindow(begins, ends),
        ),
    )


def _months(flow: PerpetualFlow) -> list[_Month]:
    """Calendar months, the first cut at thirty days after the beginning."""
    names = flow.end_ns.astype("datetime64[ns]").astype("datetime64[M]")
    start = int(np.searchsorted(flow.end_ns, flow.end_ns[0] + _FIRST_DAYS * _DAY_NS))
    found = []
    for name in np.unique(names[start:]):
        places = np.flatnonzero(names == name)
        found.append(_Month(max(int(places[0]), start), int(places[-1]) + 1))
    return found


def _realised(end_ns: IntArray, longs: FloatArray, shorts: FloatArray) -> RealisedLiquidations:
    sides = np.tile(np.array([PositionSide.LONG, PositionSide.SHORT], dtype=np.int64), len(end_ns))
    return RealisedLiquidations(np.repeat(end_ns, 2), sides, np.stack([longs, shorts], axis=1).ravel(), None)


def _month_cases(
    flow: PerpetualFlow,
    realised: RealisedLiquidations,
    month: _Month,
    horizons: Sequence[int],
    forecasts: Sequence[LiquidationForecast],
) -> dict[int, list[TrainedCases]]:
    """Everybody's cases of one month, each with those from before it."""
    known = flow.between(0, month.last)
    places = np.arange(month.last, dtype=np.int64)
    edges = forecasts[0].price_edges
    path = MarkPath.of_flow(flow)
    by_horizon: dict[int, list[TrainedCases]] = {}
    for horizon in horizons:
        steps = horizon // flow.interval_ns
        past = places[: max(month.first - steps, 0)]
        profile = fit_distance_profile(known, places=past, steps=steps, learnt_from=f"before {_date_text(flow, month)}")
        climatology = climatology_forecast(profile, known, price_edges=edges, places=places)
        pairs = []
        for each in (forecasts[0], climatology, *forecasts[1:]):
            # a window of the past ends before the month begins
            before = cases_given_path(each.rows(slice(0, len(past))), path, realised, horizon_ns=horizon)
            after = cases_given_path(each.rows(slice(month.first, None)), path, realised, horizon_ns=horizon)
            pairs.append((before, after))
        own, rivals = pairs[0], [levelled(pair) for pair in pairs[1:]]
        flat = (constant_rate(own[0], own[0]), constant_rate(own[1], own[0]))
        by_horizon[horizon] = [own, flat, *rivals]
    return by_horizon


def _joined(months: Sequence[Sequence[TrainedCases]]) -> list[TrainedCases]:
    """All months after one another; the law of volumes comes from before the first."""
    joined = []
    for place in range(len(months[0])):
        after: LiquidationCases = join_cases([pairs[place][1] for pairs in months])
        one_market = np.zeros(len(after), dtype=np.int64)
        joined.append((months[0][place][0], replace(after, groups=one_market)))
    return joined


def _edges(flow: PerpetualFlow) -> FloatArray:
    low, high = float(flow.mark_low.min()) / _BEYOND, float(flow.mark_high.max()) * _BEYOND
    first, last = (int(np.floor(np.log(each) / np.log1p(_BIN_SHARE))) for each in (low, high))
    return np.asarray((1.0 + _BIN_SHARE) ** np.arange(first, last + 2, dtype=np.float64))


def _date(instant_ns: int) -> dt.date:
    return dt.datetime.fromtimestamp(instant_ns // 1_000_000_000, tz=dt.UTC).date()


def _date_text(flow: PerpetualFlow, month: _Month) -> str:
    return _date(int(flow.end_ns[month.first])).isoformat()
