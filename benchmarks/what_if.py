"""Ten trades on a book of 1,000 positions: what-if against valuing the whole book again."""

from __future__ import annotations

import dataclasses
import datetime as dt

import numpy as np

from benchmarks.timing import Candidate, interleaved, report, write
from seawall.core import Lineage
from seawall.market import FactorKind, MarketSnapshot
from seawall.measures import Measure, estimate, what_if
from seawall.portfolio import (
    Asset,
    AssetClass,
    EuropeanOption,
    Perpetual,
    Portfolio,
    Position,
    Right,
    Spot,
    Trade,
    trade_positions,
)
from seawall.scenarios import NumberedLabels, ScenarioSet, risk_factors
from seawall.valuation import revalue, revalue_trades

ASSETS, POSITIONS, SCENARIOS, TRADES = 200, 1_000, 2_500, 10
CONFIDENCES = (0.95, 0.975, 0.99)
TODAY = dt.date(2025, 12, 30)
MADE = Lineage(method="benchmark", source="benchmark", data_hash="0")


def job() -> tuple[Portfolio, MarketSnapshot, ScenarioSet]:
    """Spot, perpetuals and options in turn."""
    draw = np.random.default_rng(1)
    names = [f"A{place}" for place in range(ASSETS)]
    positions = []
    for place in range(POSITIONS):
        name = names[place % ASSETS]
        expiry = TODAY + dt.timedelta(days=int(draw.integers(20, 400)))
        instrument = (
            Spot(name),
            Perpetual(name, 98.0),
            EuropeanOption(name, Right.PUT, float(draw.uniform(70, 130)), expiry, 0.4),
        )[place % 3]
        positions.append(Position(id=f"p{place}", instrument=instrument, quantity=float(draw.normal(0, 100))))
    book = Portfolio(
        name="BOOK",
        base_currency="USD",
        rates={"USD": 0.03},
        assets={name: Asset(name, AssetClass.EQUITY, name, "USD") for name in names},
        positions=tuple(positions),
    )
    snapshot = MarketSnapshot(TODAY, "USD", MADE, spots=dict.fromkeys(names, 100.0), rates={"USD": 0.03})
    factors = risk_factors(book)
    shocks = np.expm1(0.02 * draw.standard_normal((SCENARIOS, len(factors))))
    shocks[:, [factor.kind is FactorKind.RATE for factor in factors]] = 0.0
    return book, snapshot, ScenarioSet(factors, shocks, NumberedLabels("day", SCENARIOS), 1, MADE)


def main() -> None:
    """Time, compare, and write ``out/benchmark_what_if.json``."""
    book, snapshot, scenarios = job()
    cube = revalue(book, snapshot, scenarios)
    trades = trade_positions(book, [Trade(f"p{7 * place}", 50.0 * (-1) ** place) for place in range(TRADES)])
    sizes = {trade.id: trade.sized for trade in trades}
    changed = tuple(dataclasses.replace(each, quantity=each.sized + sizes.get(each.id, 0.0)) for each in book.positions)
    edited = dataclasses.replace(book, positions=changed)

    def seawall() -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        added = revalue_trades(book, snapshot, scenarios, trades=trades)
        return np.array([each.after.value for each in what_if(cube, added, confidences=CONFIDENCES).changes])

    def again() -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        whole = revalue(edited, snapshot, scenarios)
        return np.array([estimate(whole, each, confidence=level).value for each in Measure for level in CONFIDENCES])

    times = interleaved(
        [Candidate("seawall what-if", seawall, 1), Candidate("the whole book again, no intervals", again, 1)]
    )
    notes = {
        "milliseconds": times["seawall what-if"].median / 1e6,
        "largest relative difference": float(np.abs(seawall() / again() - 1.0).max()),
    }
    title = f"{TRADES} trades on {POSITIONS:,} positions x {SCENARIOS:,} scenarios"
    write("what_if", [report(title, times, ours="seawall what-if", notes=notes)])


if __name__ == "__main__":
    main()
