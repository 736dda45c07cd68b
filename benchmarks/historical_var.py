"""VaR and ES of large books: Seawall, the pandas idiom, and reading the numbers once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.timing import Candidate, interleaved, report, write
from seawall.core import Lineage
from seawall.market import FactorKind, MarketSnapshot, RiskFactor
from seawall.measures import (
    Measure,
    estimate,
    expected_shortfall,
    shortfall_contributions,
    tail_weights,
    value_at_risk,
)
from seawall.portfolio import Asset, AssetClass, Portfolio, Position, Spot
from seawall.scenarios import NumberedLabels, ScenarioSet
from seawall.valuation import Engine, PnlCube, compile_book, revalue_book

SCENARIOS, POSITIONS, INSTRUMENTS = 2_500, 1_000, 10_000
MADE = Lineage(method="benchmark", source="benchmark", data_hash="0")


def main() -> None:
    """Time both, and write ``out/benchmark_historical_var.json``."""
    write("historical_var", [*cube_tables(), instruments_table()])


def instruments_table() -> dict[str, Any]:
    """VaR, ES and components of a linear book, from a matrix of returns."""
    draw = np.random.default_rng(2)
    returns = np.clip(draw.standard_t(4, (SCENARIOS, INSTRUMENTS)) * 0.01, -0.9, 9.0)
    quantities, level = draw.normal(0.0, 100.0, INSTRUMENTS), 100.0
    names = [f"A{place}" for place in range(INSTRUMENTS)]
    book = Portfolio(
        name="WIDE",
        base_currency="USD",
        assets={name: Asset(name, AssetClass.EQUITY, name, "USD") for name in names},
        positions=tuple(
            Position(id=name, instrument=Spot(name), quantity=float(each))
            for name, each in zip(names, quantities, strict=True)
        ),
    )
    snapshot = MarketSnapshot(dt.date(2025, 12, 30), "USD", MADE, spots=dict.fromkeys(names, level))
    factors = tuple(RiskFactor(FactorKind.SPOT, name, name) for name in names)
    scenarios = ScenarioSet(factors, returns, NumberedLabels("day", SCENARIOS), 1, MADE)
    compiled = compile_book(book, snapshot)
    frame, exposures = pd.DataFrame(returns), quantities * level

    def seawall_book() -> None:
        pnl = revalue_book(compiled, scenarios, engine=Engine.FULL)
        value_at_risk(pnl.losses, confidence=0.99)
        expected_shortfall(pnl.losses, confidence=0.99)
        weights = tail_weights(pnl.losses, confidence=0.99)
        in_tail = weights > 0
        -(weights[in_tail] @ scenarios.shocks[in_tail]) * exposures

    def pandas_book() -> None:
        total = (frame * exposures).sum(axis=1)
        threshold = total.quantile(0.01)
        tail = total <= threshold
        total[tail].mean()
        (frame[tail] * exposures).mean()

    cells = SCENARIOS * INSTRUMENTS
    times = interleaved(
        [
            Candidate("seawall", seawall_book, cells),
            Candidate("pandas idiom", pandas_book, cells),
            Candidate("numpy, totals alone", lambda: returns @ exposures, cells),
            Candidate("floor: largest number of the matrix", returns.max, cells),
        ]
    )
    ours, floor = times["seawall"].median, times["floor: largest number of the matrix"].median
    notes = {"times the pandas idiom": times["pandas idiom"].median / ours, "share of the read floor": floor / ours}
    title = f"VaR, ES and components of {INSTRUMENTS:,} instruments x {SCENARIOS:,} days, per return"
    return report(title, times, ours="seawall", notes=notes)


def cube_tables() -> list[dict[str, Any]]:
    """Reduction of one P&L cube."""
    pnl = np.random.default_rng(1).standard_t(4, (SCENARIOS, POSITIONS)) * 1e4
    cube = PnlCube(
        pnl=pnl,
        positions=tuple(f"p{i}" for i in range(POSITIONS)),
        labels=tuple(str(i) for i in range(SCENARIOS)),
        currency="USD",
        horizon_sessions=1,
        lineage=MADE,
    )
    frame = pd.DataFrame(cube.pnl)
    losses = cube.losses

    def seawall_cube() -> None:
        estimate(cube, Measure.VALUE_AT_RISK, confidence=0.99)
        estimate(cube, Measure.EXPECTED_SHORTFALL, confidence=0.99)
        shortfall_contributions(cube, confidence=0.99)

    def pandas_cube() -> None:
        total = frame.sum(axis=1)
        threshold = total.quantile(0.01)
        tail = total <= threshold
        total[tail].mean()
        frame[tail].mean()

    cells = SCENARIOS * POSITIONS
    cube_times = interleaved(
        [
            Candidate("seawall", seawall_cube, cells),
            Candidate("pandas idiom, no intervals", pandas_cube, cells),
            Candidate("floor: one sum of the cube", pnl.sum, cells),
        ]
    )
    title = f"VaR, ES, intervals, contributions: {SCENARIOS:,} x {POSITIONS:,} cube, per cell"
    tables = [report(title, cube_times, ours="seawall", notes={})]

    def seawall_tail() -> None:
        value_at_risk(losses, confidence=0.99)
        expected_shortfall(losses, confidence=0.99)

    tail_times = interleaved(
        [Candidate("seawall", seawall_tail, SCENARIOS), Candidate("floor: np.sort", lambda: np.sort(losses), SCENARIOS)]
    )
    tables.append(report(f"VaR and ES of {SCENARIOS:,} losses, per loss", tail_times, ours="seawall", notes={}))
    return tables


if __name__ == "__main__":
    main()
