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
    PerpetualFlow,
    fit_leverage_mix,
    flat_leverage_mix,
)

__all__ = ["tracked_map"]

_MODEL = MapModel(bins=500, half_width=0.25)
"""Bins of ten basis points, as far as any window of a day has gone."""


def tracked_map(
    flow: PerpetualFlow, places: IntArray, price_edges: FloatArray, fitted: int
) -> tuple[LiquidationForecast, LeverageMix]:
    """The product's map: its leverages from the first intervals, its state from all up to each place.

    Parameters
    ----------
    flow : PerpetualFlow
        What is publicly known.
    places : IntArray
        Shape (n,), rising: intervals at whose ends to forecast.
    price_edges : FloatArray
        Shape (m + 1,).
    fitted : int
        Intervals at the beginning that may be fitted on; where they hold too few forced closes, the leverages stay
        those of the prior.

    Returns
    -------
    tuple of LiquidationForecast and LeverageMix
        Named ``map``.
    """
    tiers = replace(BINANCE_BTCUSDT_TIERS, symbol=flow.symbol)
    try:
        fit = fit_leverage_mix(flow.between(0, fitted), tiers=tiers, model=_MODEL)
        mix, model = fit.mix, fit.model
    except DataError:
        mix, model = flat_leverage_mix(), _MODEL
    tracker = LiquidationTracker(flow, tiers=tiers, mix=mix, model=model)
    longs, shorts = (np.zeros((len(places), len(price_edges) - 1)) for _ in range(2))
    begin = 0
    for row, place in enumerate(places.tolist()):
        found = tracker.take(flow.between(begin, place + 1), rows=1)
        longs[row], shorts[row] = _rebinned(found, price_edges)
        begin = place + 1
    return LiquidationForecast("map", price_edges, flow.end_ns[places], flow.mark_close[places], longs, shorts), mix


def _rebinned(found: LiquidationMap, price_edges: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The last instant of a map on other edges; within a bin its mass lies evenly over price."""
    longs, shorts = (
        np.diff(np.interp(price_edges, found.price_edges, np.r_[0.0, np.cumsum(table[-1])]))
        for table in (found.long_usd, found.short_usd)
    )
    return longs, shorts
