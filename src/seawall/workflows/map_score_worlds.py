"""A map and its rivals on simulated markets whose hidden parameters nobody is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from seawall.core import FloatArray, IntArray
from seawall.measures import MarkPath, RealisedLiquidations
from seawall.microstructure import (
    LeverageMix,
    LiquidationForecast,
    PerpetualFlow,
    climatology_forecast,
    even_forecast,
    mean_distance_profile,
    open_interest_fan,
    published_recipe,
    volume_profile_forecast,
)
from seawall.simulator import WorldRecord, draw_hidden_world, record_world
from seawall.workflows.market_data import Progress

__all__ = ["FIT_DAYS", "ForecastWorld", "MapMaker", "forecast_worlds", "realised_of_world"]

FIT_DAYS = 2
"""Days at the beginning on which leverages are fitted and levels are learnt; what is scored comes after."""
_HOURS_PER_DAY = 24
_MINUTE_NS = 60_000_000_000
_AFTER_BUILD_UP = slice(_HOURS_PER_DAY, None)
"""On the first day positions build up from none."""
_CLIMATOLOGY_EDGES = np.r_[0.0, np.geomspace(0.001, 0.5, 60)]

MapMaker = Callable[[PerpetualFlow, IntArray, FloatArray, int], tuple[LiquidationForecast, LeverageMix | None]]
"""From flow, the places at whose ends to forecast, price edges, and how many intervals may be fitted on."""


@dataclass(frozen=True, slots=True, eq=False)
class ForecastWorld:
    """One simulated market with everybody's forecasts, hour by hour.

    Attributes
    ----------
    record : WorldRecord
        What the public saw, and what was true.
    path : MarkPath
        Of the mark.
    realised : RealisedLiquidations
        Every forced step.
    forecasts : tuple of LiquidationForecast
        At the end of every hour: the map first, then N0 to N4, and last the true levels, which nobody could know.
    mix : LeverageMix or None
        Leverages of the map.
    fit_rows : int
        Forecasts up to here belong to the days of the fit.
    """

    record: WorldRecord
    path: MarkPath
    realised: RealisedLiquidations
    forecasts: tuple[LiquidationForecast, ...]
    mix: LeverageMix | None
    fit_rows: int

    def part(self, place: int, *, is_fit: bool) -> LiquidationForecast:
        """Rows of one forecast in the days of the fit, or after them."""
        return self.forecasts[place].rows(slice(None, self.fit_rows) if is_fit else slice(self.fit_rows, None))


def forecast_worlds(
    seeds: Sequence[int], *, days: int, make_map: MapMaker, progress: Progress | None = None
) -> tuple[ForecastWorld, ...]:
    """Run worlds, and let the map and its rivals forecast.

    Parameters
    ----------
    seeds : sequence of int
        At least two: the climatology of each comes from the others.
    days : int
        More than the days of the fit.
    make_map : MapMaker
        The map.
    progress : Progress, optional
        Told of the worlds done.

    Returns
    -------
    tuple of ForecastWorld
        In the order of the seeds.
    """
    records = []
    for done, seed in enumerate(seeds):
        records.append(record_world(draw_hidden_world(seed), days=days))
        if progress is not None:
            progress("worlds", done + 1, 2 * len(seeds))
    made = []
    for done, record in enumerate(records):
        made.append(_world(record, [each for each in records if each is not record], make_map))
        if progress is not None:
            progress("worlds", len(seeds) + done + 1, 2 * len(seeds))
    return tuple(made)


def realised_of_world(record: WorldRecord) -> RealisedLiquidations:
    """Every forced step of a world, at the mark at which it was forced, in the last nanosecond of its minute."""
    history, grid = record.history, record.terms.grid
    prices: FloatArray = history.forced_column("mark").astype(np.float64) * float(grid.tick_size)
    usd: FloatArray = history.forced_column("lots") * float(grid.lot_size) * prices
    ends = (history.forced_column("minute") + 1) * _MINUTE_NS
    return RealisedLiquidations(ends, history.forced_column("side"), usd, prices)


def _world(record: WorldRecord, others: Sequence[WorldRecord], make_map: MapMaker) -> ForecastWorld:
    flow, edges, places = record.flow, record.truth.price_edges, record.places
    fit_rows = FIT_DAYS * _HOURS_PER_DAY
    profile = mean_distance_profile(
        [each.truth.rows(_AFTER_BUILD_UP) for each in others],
        [_interest(each)[_AFTER_BUILD_UP] for each in others],
        edges=_CLIMATOLOGY_EDGES,
        learnt_from=f"true levels of {len(others)} other worlds",
    )
    found, mix = make_map(flow, places, edges, int(places[fit_rows - 1]) + 1)
    forecasts = (
        found,
        even_forecast(flow, price_edges=edges, places=places),
        climatology_forecast(profile, flow, price_edges=edges, places=places),
        open_interest_fan(flow, price_edges=edges, places=places),
        volume_profile_forecast(flow, price_edges=edges, places=places),
        published_recipe(flow, price_edges=edges, places=places),
        record.truth,
    )
    return ForecastWorld(record, MarkPath.of_flow(flow), realised_of_world(record), forecasts, mix, fit_rows)


def _interest(record: WorldRecord) -> FloatArray:
    return np.asarray((record.flow.open_interest * record.flow.mark_close)[record.places])
