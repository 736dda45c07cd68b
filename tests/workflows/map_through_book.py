"""The map of liquidations on an exchange with a book: ``python -m tests.workflows.map_through_book`` measures it.

Four hours of the simulated exchange, its public record by the minute, leverages fitted to that record, and at the end
of each hour the map beside the true levels. The exchange begins with positions of three earlier days, which no record
of it shows; so the map is also held against those alone that were opened since.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace

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
    SimulatedExchange,
    perpetual_flow_of_steps,
)

SECOND = 1_000_000_000
STEP_MINUTES = 10
MODEL = MapModel(bins=500, half_width=0.25)
BIN_SHARE, REACHES = 0.002, (0.12, 0.03)


@dataclass(frozen=True)
class Run:
    """One seed: its public record, and what was true at the end of every hour, or of a shorter run."""

    seed: int
    flow: PerpetualFlow
    places: IntArray
    everyone: LiquidationForecast
    opened_since: LiquidationForecast
    forced: tuple[ForcedOrder, ...]


@dataclass(frozen=True)
class MapRun:
    """The map of a run, hour by hour."""

    run: Run
    forecast: LiquidationForecast
    unseen: FloatArray
    mix: LeverageMix
    is_fitted: bool

    def scores(self, truth: LiquidationForecast, reach: float) -> list[ProfileScore]:
        """Against one of the truths, within a reach of the mark."""
        found = []
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
    begun = exchange.truth().liquidations
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
    flow = perpetual_flow_of_steps(steps, BTCUSDT_TERMS)
    whole, since = (_levels(flow, np.array(places), each, begun) for each in ((truths, False), (truths, True)))
    return Run(seed, flow, np.array(places), whole, since, tuple(order for step in steps for order in step.forced))


def _levels(
    flow: PerpetualFlow, places: IntArray, chosen: tuple[list[LiquidationTruth], bool], begun: LiquidationTruth
) -> LiquidationForecast:
    """True levels by price; of those alone whose account held nothing of the kind at the beginning, where asked."""
    truths, is_since = chosen
    first, last = (int(np.log(flow.mark_close[0] * each) / np.log1p(BIN_SHARE)) for each in (0.75, 1.3))
    edges = (1.0 + BIN_SHARE) ** np.arange(first, last, dtype=np.float64)
    ticks, middle = np.ceil(edges).astype(np.int64), 0.5 * (edges[1:] + edges[:-1])
    held = dict(zip(begun.accounts.tolist(), (begun.sides * begun.lots).tolist(), strict=True))
    tables: list[list[FloatArray]] = [[], []]
    for truth in truths:
        before = np.array([held.get(each, 0) for each in truth.accounts.tolist()])
        lots = truth.lots - np.clip(before * truth.sides, 0, truth.lots) if is_since else truth.lots
        counted = replace(truth, lots=lots)
        for table, side in zip(tables, (PositionSide.LONG, PositionSide.SHORT), strict=True):
            table.append(counted.lots_by_price(ticks, side=side) * 0.001 * middle)
    name = "opened since" if is_since else "everyone"
    longs, shorts = (np.array(each) for each in tables)
    return LiquidationForecast(name, edges, flow.end_ns[places], flow.mark_close[places], longs, shorts)


def map_of(run: Run) -> MapRun:
    """The map, with leverages fitted to the run itself where it holds forced closes enough."""
    flow, tiers = run.flow, BTCUSDT_TERMS.tiers
    try:
        fit = fit_leverage_mix(flow, tiers=tiers, model=MODEL)
        mix, model, is_fitted = fit.mix, fit.model, True
    except DataError:
        mix, model, is_fitted = flat_leverage_mix(), MODEL, False
    tracker = LiquidationTracker(flow, tiers=tiers, mix=mix, model=model)
    edges = run.everyone.price_edges
    tables: list[list[FloatArray]] = [[], []]
    unseen, begin = [], 0
    for place in run.places.tolist():
        found = tracker.take(flow.between(begin, place + 1), rows=1)
        for table, usd in zip(tables, (found.long_usd, found.short_usd), strict=True):
            table.append(np.diff(np.interp(edges, found.price_edges, np.append(0.0, np.cumsum(usd[-1])))))
        unseen.append(float(np.mean(tracker.state.unseen) / flow.open_interest[place]))
        begin = place + 1
    longs, shorts = (np.array(each) for each in tables)
    forecast = LiquidationForecast("map", edges, flow.end_ns[run.places], flow.mark_close[run.places], longs, shorts)
    return MapRun(run, forecast, np.array(unseen), mix, is_fitted)


def main() -> None:
    """Print the table of the page on the score of the map."""
    seeds = [int(each) for each in sys.argv[1:]] or [1, 2]
    for seed in seeds:
        made = map_of(through_the_book(seed, minutes=240))
        run, unseen = made.run, made.unseen
        said, happened = made.said_and_happened()
        print(f"\nseed {seed}: {len(run.forced)} forced orders, fitted: {made.is_fitted}, said {said:,.0f} USD along")
        print(f"the way after the first hour, happened {happened:,.0f}; unseen by hour {np.round(unseen, 2).tolist()}")
        for truth in (run.everyone, run.opened_since):
            for reach in REACHES:
                scores = made.scores(truth, reach)
                print(
                    f"{truth.name:13} {reach:4.0%} ranks {[round(each.spearman, 2) for each in scores]} "
                    f"lift {[round(each.lift, 2) for each in scores]} "
                    f"level {[round(each.total_ratio, 2) for each in scores]}"
                )


if __name__ == "__main__":
    main()
