"""Speed of the map of liquidations: a day from nothing, the same in vectorised numpy, and one minute more."""

from __future__ import annotations

import time
from collections.abc import Callable
from decimal import Decimal

import numpy as np

from seawall.core import FloatArray
from seawall.microstructure import (
    BINANCE_BTCUSDT_TIERS,
    InstrumentGrid,
    LiquidationTracker,
    MapModel,
    PerpetualFlow,
    flat_leverage_mix,
    track_liquidations,
)
from seawall.simulator import ExchangeTerms, MinuteMarket, perpetual_flow_of

_ROUNDS = 11
_MOST_MAP_MS, _MOST_UPDATE_MS = 50.0, 2.0


def main() -> None:
    """Print medians and the ratio, rounds interleaved."""
    terms = ExchangeTerms(InstrumentGrid("BTCUSDT", Decimal("0.1"), Decimal("0.001")), BINANCE_BTCUSDT_TIERS)
    flow = perpetual_flow_of(MinuteMarket(terms, seed=5).run(3 * 1_440), terms)
    day, mix = flow.between(1_440, 2_880), flat_leverage_mix()
    ours: list[float] = []
    vectorised: list[float] = []
    for _ in range(_ROUNDS):
        ours.append(_milliseconds(lambda: track_liquidations(day, tiers=BINANCE_BTCUSDT_TIERS, mix=mix)))
        vectorised.append(_milliseconds(lambda: numpy_map(day)))
    tracker = LiquidationTracker(day, tiers=BINANCE_BTCUSDT_TIERS, mix=mix)
    tracker.take(day)
    updates = []
    for minute in range(2_880, 2_980):
        one = flow.between(minute, minute + 1)
        updates.append(_milliseconds(lambda one=one: tracker.take(one)))  # type: ignore[misc]
    mine, plain, update = (float(np.median(each)) for each in (ours[1:], vectorised[1:], updates[1:]))
    buckets = len(mix.leverages)
    print(f"map of {len(day):,} minutes, 400 bins, {buckets} leverages, both sides, from nothing, warm medians")
    print(f"  ours                 {mine:9.1f} ms   bound {_MOST_MAP_MS:g} ms")
    print(f"  vectorised numpy     {plain:9.1f} ms   ratio {plain / mine:.1f}")
    print(f"  one minute more      {update:9.2f} ms   bound {_MOST_UPDATE_MS:g} ms")


def numpy_map(flow: PerpetualFlow) -> FloatArray:
    """The same map with every bin in every minute, as arrays: density (2, n, 400) in base units."""
    mix, model, volume = flat_leverage_mix(), MapModel(), flow.volume
    assert volume is not None
    width, bins = model.bin_width, model.bins
    shifts = np.round(model.shifts(mix.leverages, BINANCE_BTCUSDT_TIERS)[:, :, 0] / width).astype(int)
    shares = np.array([mix.long_shares, mix.short_shares])[:, :, None]
    lows = [np.floor(np.log(each) / width).astype(int) for each in (flow.low, flow.mark_low)]
    highs = [np.floor(np.log(each) / width).astype(int) for each in (flow.high, flow.mark_high)]
    base = int(np.log(flow.mark_close[0]) / width) - 2_083
    start = int(np.log(flow.mark_close[-1]) / width) - base - bins // 2
    cells = np.zeros((2, len(mix.leverages), 4_167))
    outside = np.full(2, flow.open_interest[0])
    ageing = 1.0 - model.closed_per_day * mix.leverages[None, :, None] / 1_440
    density = np.empty((2, len(flow), bins))
    before = flow.open_interest[0]
    for t, interest in enumerate(flow.open_interest):
        cells[0, :, lows[1][t] - base :] = 0.0
        cells[1, :, : highs[1][t] - base + 1] = 0.0
        cells *= ageing
        opened = max(interest - before + model.turnover * volume[t], 0.0)
        held = (cells * shares).sum(axis=(1, 2)) + outside
        cells *= ((interest - opened) / held)[:, None, None]
        outside *= (interest - opened) / held
        first, last = lows[0][t] - base, highs[0][t] - base + 1
        for side in range(2):
            for b, shift in enumerate(shifts[side]):
                cells[side, b, first + shift : last + shift] += opened / (last - first)
        outside += opened / (len(mix.leverages) + 1)
        density[:, t] = (cells[:, :, start : start + bins] * shares).sum(axis=1)
        before = interest
    return density


def _milliseconds(run: Callable[[], object]) -> float:
    began = time.perf_counter()
    run()
    return 1e3 * (time.perf_counter() - began)


if __name__ == "__main__":
    main()
