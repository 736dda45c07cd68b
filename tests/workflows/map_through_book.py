"""The map of liquidations on an exchange with a book: ``python -m tests.workflows.map_through_book`` measures it.

Four hours of the simulated exchange, its public record by the minute, and at the end of each hour the map beside the
true levels. The exchange begins with positions of three earlier days of the minute clock. With that clock's record of
them before its own, the map fits its leverages on the three days; with the exchange's own record alone it fits them on
the four hours, and most of what is open has no place on it.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from seawall.core import FloatArray, IntArray
from seawall.errors import DataError
from seawall.measures import ProfileScore, profile_score
from seawall.microstructure import (
    LeverageMix,
    LiquidationForecast,
    LiquidationTracker,
    MapModel,
    PerpetualFlow,
    PositionSide,
    fit_leverage_mix,
    flat_leverage_mix,
)
from seawall.simulator import (
    BTCUSDT_TERMS,
    EventKind,
    EventLog,
    ExchangeStep,
    ForcedOrder,
    LiquidationTruth,
    MinuteMarket,
    MinuteMarketSettings,
    SimulatedExchange,
    perpetual_flow_of,
    perpetual_flow_of_steps,
)
from seawall.simulator.exchange_accounts import _DEPTH_LOTS, _EARLIER_MINUTES

SECOND = 1_000_000_000
STEP_MINUTES = 10
MODEL = MapModel(bins=500, half_width=0.25)
PRICES = ("open", "high", "low", "close", "mark_high", "mark_low", "mark_close")
BIN_SHARE, REACHES = 0.002, (0.12, 0.03)


@dataclass(frozen=True)
class Run:
    """One seed: public records, and what was true at the end of every hour, or of a shorter run."""

    seed: int
    earlier: PerpetualFlow
    flow: PerpetualFlow
    places: IntArray
    truth: LiquidationForecast
    forced: tuple[ForcedOrder, ...]


@dataclass(frozen=True)
class MapRun:
    """The map of a run, hour by hour."""

    run: Run
    forecast: LiquidationForecast
    unseen: FloatArray
    mix: LeverageMix
    is_fitted: bool

    def scores(self, reach: float) -> list[ProfileScore]:
        """Against the true levels within a reach of the mark."""
        found, truth = [], self.run.truth
        for row in range(len(truth.end_ns)):
            edges, true = truth.within(row, reach)
            found.append(profile_score(edges, self.forecast.within(row, reach)[1], true))
        return found

    def said_and_happened(self) -> tuple[float, float]:
        """USD along the way of the mark, from the end of each hour to that of the next: the map's, and forced."""
        flow, said, happened = self.run.flow, 0.0, 0.0
        for row, (start, stop) in enumerate(zip(self.run.places[:-1] + 1, self.run.places[1:] + 1, strict=True)):
            low, high = float(flow.mark_low[start:stop].min()), float(flow.mark_high[start:stop].max())
            said += sum(float(each.sum()) for each in self.forecast.reached(row, low=low, high=high))
            assert flow.liquidated_long is not None
            assert flow.liquidated_short is not None
            lots = flow.liquidated_long[start:stop] + flow.liquidated_short[start:stop]
            happened += float(lots @ flow.mark_close[start:stop])
        return said, happened


def through_the_book(seed: int, *, minutes: int) -> Run:
    """Run an exchange, and write down what is public and what is true."""
    exchange = SimulatedExchange(BTCUSDT_TERMS, seed=seed)
    steps: list[ExchangeStep] = []
    places, truths = [], []
    for end in range(min(STEP_MINUTES, minutes), minutes + 1, STEP_MINUTES):
        step = exchange.advance(end * 60 * SECOND)
        exchange.ledger.check()
        is_trade = step.log.kind == EventKind.TRADE
        steps.append(replace(step, log=EventLog(*(column[is_trade] for column in step.log.columns()))))
        if end % 60 == 0 or end == minutes:
            places.append(end - 1)
            truths.append(exchange.truth().liquidations)
    flow = perpetual_flow_of_steps(steps, BTCUSDT_TERMS, start_ns=_EARLIER_MINUTES * 60 * SECOND)
    truth = _levels(flow, np.array(places), truths)
    return Run(
        seed, _earlier(exchange), flow, np.array(places), truth, tuple(each for step in steps for each in step.forced)
    )


def _earlier(exchange: SimulatedExchange) -> PerpetualFlow:
    """The record of the days in which the exchange's positions were built, its prices moved as theirs were."""
    settings = MinuteMarketSettings(start_price=exchange.start_price, depth_lots=_DEPTH_LOTS)
    market = MinuteMarket(BTCUSDT_TERMS, seed=exchange.seed, population=exchange.population, settings=settings)
    flow = perpetual_flow_of(market.run(_EARLIER_MINUTES), BTCUSDT_TERMS)
    shift = BTCUSDT_TERMS.ticks(exchange.start_price) - market.mark_tick
    prices: dict[str, Any] = {name: getattr(flow, name) + shift for name in PRICES}
    moved = replace(flow, **prices)
    # a market without open interest is no market yet
    return moved.between(60, len(moved))


def _joined(first: PerpetualFlow, second: PerpetualFlow) -> PerpetualFlow:
    columns = [each.name for each in fields(PerpetualFlow) if each.name not in {"symbol", "interval_ns"}]
    return replace(first, **{name: np.append(getattr(first, name), getattr(second, name)) for name in columns})


def _levels(flow: PerpetualFlow, places: IntArray, truths: list[LiquidationTruth]) -> LiquidationForecast:
    first, last = (int(np.log(flow.mark_close[0] * each) / np.log1p(BIN_SHARE)) for each in (0.75, 1.3))
    edges = (1.0 + BIN_SHARE) ** np.arange(first, last, dtype=np.float64)
    ticks, middle = np.ceil(edges).astype(np.int64), 0.5 * (edges[1:] + edges[:-1])
    longs, shorts = (
        np.array([each.lots_by_price(ticks, side=side) * 0.001 * middle for each in truths])
        for side in (PositionSide.LONG, PositionSide.SHORT)
    )
    return LiquidationForecast("truth", edges, flow.end_ns[places], flow.mark_close[places], longs, shorts)


def map_of(run: Run, *, knows_earlier: bool) -> MapRun:
    """The map, with leverages fitted to the earlier record or, without it, to the run itself, where that can be."""
    flow, tiers = (_joined(run.earlier, run.flow) if knows_earlier else run.flow), BTCUSDT_TERMS.tiers
    try:
        fit = fit_leverage_mix(run.earlier if knows_earlier else run.flow, tiers=tiers, model=MODEL)
        mix, model, is_fitted = fit.mix, fit.model, True
    except DataError:
        mix, model, is_fitted = flat_leverage_mix(), MODEL, False
    tracker = LiquidationTracker(flow, tiers=tiers, mix=mix, model=model)
    edges, places = run.truth.price_edges, run.places + len(flow) - len(run.flow)
    tables: list[list[FloatArray]] = [[], []]
    unseen, begin = [], 0
    for place in places.tolist():
        found = tracker.take(flow.between(begin, place + 1), rows=1)
        for table, usd in zip(tables, (found.long_usd, found.short_usd), strict=True):
            table.append(np.diff(np.interp(edges, found.price_edges, np.append(0.0, np.cumsum(usd[-1])))))
        unseen.append(float(np.mean(tracker.state.unseen) / flow.open_interest[place]))
        begin = place + 1
    longs, shorts = (np.array(each) for each in tables)
    forecast = LiquidationForecast("map", edges, flow.end_ns[places], flow.mark_close[places], longs, shorts)
    return MapRun(run, forecast, np.array(unseen), mix, is_fitted)


def main() -> None:
    """Print the figures of the page on the score of the map."""
    seeds = [int(each) for each in sys.argv[1:]] or [1, 2]
    for seed in seeds:
        run = through_the_book(seed, minutes=240)
        print(f"\nseed {seed}: {len(run.forced)} forced orders, {sum(each.lots for each in run.forced) / 1_000:g} BTC")
        for knows_earlier in (True, False):
            made = map_of(run, knows_earlier=knows_earlier)
            said, happened = made.said_and_happened()
            print(
                f"with the earlier record: {knows_earlier}, fitted: {made.is_fitted}; after the first hour, along the"
            )
            print(f"way, said {said:,.0f} USD, happened {happened:,.0f}; unseen {np.round(made.unseen, 2).tolist()}")
            for reach in REACHES:
                scores = made.scores(reach)
                print(
                    f"{reach:4.0%} ranks {[round(each.spearman, 2) for each in scores]} "
                    f"lift {[round(each.lift, 2) for each in scores]} "
                    f"level {[round(each.total_ratio, 2) for each in scores]}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
