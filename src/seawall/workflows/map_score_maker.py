"""The map as it is scored: leverages fitted on the past, the tracker brought forward, bins laid on the score's own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from seawall.core import FloatArray, IntArray
from seawall.errors import DataError
from seawall.microstructure import (
    BINANCE_BTCUSDT_TIERS,
    LeverageMix,
    LiquidationForecast,
    LiquidationMap,
    LiquidationTracker,
    MapModel,
    MarginTiers,
    PerpetualFlow,
    fit_leverage_mix,
    flat_leverage_mix,
)

__all__ = ["tracked_map"]

_DRAWS = 2
"""Intervals of the shares are not scored."""
_GROWTH = 1.25
"""Leverages are fitted anew, on all that is known by then, when the record has grown by so much."""
_LEVEL_HORIZON_NS, _LEVELS = 4 * 3_600 * 10**9, (0.5, 3.0)
"""The level is what was seen over what was said in windows of this length that are past, within these bounds."""
_MODEL = MapModel(bins=1_250, half_width=0.25)
"""Bins of four basis points, as far as any window of a day has gone."""


def tracked_map(
    flow: PerpetualFlow, places: IntArray, price_edges: FloatArray, fitted: int
) -> tuple[LiquidationForecast, LeverageMix]:
    """The product's map: leverages and state at each place from what lies before it.

    Parameters
    ----------
    flow : PerpetualFlow
        What is publicly known.
    places : IntArray
        Shape (n,), rising: intervals at whose ends to forecast.
    price_edges : FloatArray
        Shape (m + 1,).
    fitted : int
        Intervals at the beginning that are fitted on; what comes later is fitted on when it is past, each time the
        record has grown by a quarter. Where there are too few forced closes, leverages stay those of the prior.

    Returns
    -------
    tuple of LiquidationForecast and LeverageMix
        Named ``map``; the leverages last fitted.
    """
    tiers = replace(BINANCE_BTCUSDT_TIERS, symbol=flow.symbol)
    longs, shorts = (np.zeros((len(places), len(price_edges) - 1)) for _ in range(2))
    levels = np.ones(len(places))
    tracker = _fitted_tracker(flow, tiers, fitted)
    begin, level, next_fit = 0, 1.0, fitted
    for row, place in enumerate(places.tolist()):
        if place >= next_fit:
            if begin > fitted:
                tracker = _fitted_tracker(flow, tiers, begin)
                tracker.take(flow.between(0, begin), rows=1)
            level = _level(flow, places[:row], price_edges, longs[:row], shorts[:row])
            next_fit = round(_GROWTH * place)
        found = tracker.take(flow.between(begin, place + 1), rows=1)
        longs[row], shorts[row] = _rebinned(found, price_edges)
        levels[row] = level
        begin = place + 1
    longs, shorts = longs * levels[:, None], shorts * levels[:, None]
    made = LiquidationForecast("map", price_edges, flow.end_ns[places], flow.mark_close[places], longs, shorts)
    return made, tracker.mix


def _fitted_tracker(flow: PerpetualFlow, tiers: MarginTiers, known: int) -> LiquidationTracker:
    """A tracker at the beginning of the record, with the leverages of its first intervals."""
    try:
        fit = fit_leverage_mix(flow.between(0, known), tiers=tiers, model=_MODEL, draws=_DRAWS)
        mix, model = fit.mix, fit.model
    except DataError:
        mix, model = flat_leverage_mix(), _MODEL
    return LiquidationTracker(flow, tiers=tiers, mix=mix, model=model)


def _level(
    flow: PerpetualFlow, places: IntArray, price_edges: FloatArray, longs: FloatArray, shorts: FloatArray
) -> float:
    """What was liquidated in four hours over what the map said of the prices that the mark came to, so far.

    A map holds what is open; what is opened within the window and closed by force in it too is in the level.
    """
    if flow.liquidated_long is None or flow.liquidated_short is None or not len(places):
        return 1.0
    steps = _LEVEL_HORIZON_NS // flow.interval_ns
    said = LiquidationForecast("map", price_edges, flow.end_ns[places], flow.mark_close[places], longs, shorts)
    usd = (flow.liquidated_long + flow.liquidated_short) * flow.mark_close
    seen, predicted = 0.0, 0.0
    for row, place in enumerate(places.tolist()):
        window = slice(place + 1, place + 1 + steps)
        if place + steps > places[-1]:
            break
        mark = float(flow.mark_close[place])
        low, high = float(flow.mark_low[window].min()), float(flow.mark_high[window].max())
        predicted += sum(float(each.sum()) for each in said.reached(row, low=min(low, mark), high=max(high, mark)))
        seen += float(usd[window].sum())
    return float(np.clip(seen / predicted, *_LEVELS)) if predicted > 0.0 and seen > 0.0 else 1.0


def _rebinned(found: LiquidationMap, price_edges: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The last instant of a map on other edges; within a bin its mass lies evenly over price."""
    longs, shorts = (
        np.diff(np.interp(price_edges, found.price_edges, np.r_[0.0, np.cumsum(table[-1])]))
        for table in (found.long_usd, found.short_usd)
    )
    return longs, shorts
