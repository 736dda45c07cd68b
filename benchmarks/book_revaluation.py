"""Revaluation of 100,000 options in 10,000 scenarios of 50 factors: ``python -m benchmarks.book_revaluation``.

Slow peers are timed on a part and scaled, which their names say. Memory is read from a process of its own.
"""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np
from scipy.special import ndtr

from benchmarks.timing import (
    Candidate,
    Operations,
    arithmetic_candidates,
    count_operations,
    interleaved,
    is_installed,
    report,
    write,
)
from seawall.core import FloatArray, Lineage, read_only
from seawall.market import FactorKind, MarketSnapshot, RiskFactor
from seawall.measures import Measure, estimate
from seawall.scenarios import ScenarioSet
from seawall.valuation import Engine, revalue_book
from seawall.valuation.chebyshev_engine import chebyshev_pnl
from seawall.valuation.compiled_book import CompiledBook, OptionGroup
from seawall.valuation.full_engine import full_pnl
from seawall.valuation.kernels import book_loop, compiled

OPTIONS, SCENARIOS, FACTORS = 100_000, 10_000, 50
NUMPY_OPTIONS, QUANTLIB_OPTIONS, QUANTLIB_SCENARIOS = 1_000, 20, 500
THREAD_ROUNDS = 9
MADE = Lineage(method="benchmark", source="benchmark", data_hash="0")
TODAY = dt.date(2025, 12, 30)


def job() -> tuple[CompiledBook, ScenarioSet, dict[str, FloatArray]]:
    """The book as columns, the scenarios, and the raw terms for the peers."""
    draw = np.random.default_rng(1)
    terms = {
        "size": draw.standard_normal(OPTIONS),
        "strike": draw.uniform(70, 130, OPTIONS),
        "time": draw.uniform(0.1, 2.0, OPTIONS),
        "volatility": draw.uniform(0.15, 0.6, OPTIONS),
        "sign": draw.choice([-1.0, 1.0], OPTIONS),
        "asset": np.arange(OPTIONS) % FACTORS,
    }
    rate = 0.03
    spots = {f"A{i}": 100.0 for i in range(FACTORS)}
    snapshot = MarketSnapshot(TODAY, "USD", MADE, spots=spots, rates={"USD": rate})
    groups = []
    for i in range(FACTORS):
        mine = terms["asset"] == i
        size, strike, years, volatility, sign = (
            terms[name][mine] for name in ("size", "strike", "time", "volatility", "sign")
        )
        total = volatility * np.sqrt(years)
        groups.append(
            OptionGroup(
                RiskFactor(FactorKind.SPOT, f"A{i}"),
                RiskFactor(FactorKind.VOLATILITY, f"A{i}"),
                RiskFactor(FactorKind.RATE, "USD"),
                RiskFactor(FactorKind.CURRENCY, "USD"),
                100.0,
                *(
                    read_only(column)
                    for column in (
                        size,
                        rate * years - np.log(strike),
                        strike * np.exp(-rate * years),
                        1.0 / total,
                        0.5 * total,
                        np.where(sign < 0, size, 0.0),
                        years,
                    )
                ),
            )
        )
    common = draw.standard_normal((SCENARIOS, 1))
    shocks = np.expm1(0.02 * (0.5 * common + 0.9 * draw.standard_normal((SCENARIOS, FACTORS))))
    factors = tuple(RiskFactor(FactorKind.SPOT, f"A{i}") for i in range(FACTORS))
    labels = tuple(str(i) for i in range(SCENARIOS))
    return CompiledBook(snapshot, "USD", (), tuple(groups)), ScenarioSet(factors, shocks, labels, 1, MADE), terms


def numpy_by_option(terms: dict[str, FloatArray], scenarios: ScenarioSet) -> FloatArray:
    """The best plain numpy: one option at a time over all scenarios, temporaries in the cache."""
    totals = np.zeros(SCENARIOS)
    spots = 100.0 * (1.0 + scenarios.shocks)
    logs = np.ascontiguousarray(np.log(spots).T)
    spots = np.ascontiguousarray(spots.T)
    for p in range(NUMPY_OPTIONS):
        size, strike, years, volatility, sign, asset = (terms[name][p] for name in terms)
        total = volatility * np.sqrt(years)
        owed = strike * np.exp(-0.03 * years)
        d1 = (logs[int(asset)] - np.log(owed)) / total + 0.5 * total
        totals += size * sign * (spots[int(asset)] * ndtr(sign * d1) - owed * ndtr(sign * (d1 - total)))
    return totals


def quantlib_by_option(terms: dict[str, FloatArray], scenarios: ScenarioSet) -> None:
    """QuantLib's blackFormula in a Python loop."""
    import QuantLib as ql

    for p in range(QUANTLIB_OPTIONS):
        _, strike, years, volatility, sign, asset = (terms[name][p] for name in terms)
        kind = ql.Option.Call if sign > 0 else ql.Option.Put
        deviation, discount = float(volatility * np.sqrt(years)), float(np.exp(-0.03 * years))
        for relative in scenarios.shocks[:QUANTLIB_SCENARIOS, int(asset)]:
            ql.blackFormula(kind, float(strike), 100.0 * (1.0 + float(relative)) / discount, deviation, discount)


def thread_gain(book: CompiledBook, scenarios: ScenarioSet) -> tuple[float, float]:
    """Best seconds of one and of two threads, taken in turn."""
    best = [np.inf, np.inf]
    for _ in range(THREAD_ROUNDS):
        for index, threads in enumerate((1, 2)):
            begun = time.perf_counter()
            full_pnl(book, scenarios, threads=threads)
            best[index] = min(best[index], time.perf_counter() - begun)
    return best[0], best[1]


def memory_mb() -> float:
    """Largest memory of a process that does the full revaluation and nothing else."""
    code = (
        "from benchmarks.book_revaluation import job\n"
        "from seawall.valuation.full_engine import full_pnl\n"
        "import resource\n"
        "book, scenarios, _ = job()\n"
        "full_pnl(book, scenarios, threads=1)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return float(done.stdout)


def main() -> None:
    """Time, count, compare, and write ``out/benchmark_book_revaluation.json``."""
    book, scenarios, terms = job()
    cells = OPTIONS * SCENARIOS
    candidates = [
        Candidate("seawall full", lambda: full_pnl(book, scenarios, threads=1), cells),
        Candidate("seawall Chebyshev", lambda: chebyshev_pnl(book, scenarios, threads=1), cells),
        Candidate(
            "seawall Chebyshev, tail checked",
            lambda: revalue_book(book, scenarios, engine=Engine.CHEBYSHEV),
            cells,
        ),
        Candidate(
            f"numpy by option ({NUMPY_OPTIONS:,} options)",
            lambda: numpy_by_option(terms, scenarios),
            NUMPY_OPTIONS * SCENARIOS,
        ),
    ]
    if is_installed("QuantLib"):
        candidates.append(
            Candidate(
                f"QuantLib blackFormula ({QUANTLIB_OPTIONS} x {QUANTLIB_SCENARIOS})",
                lambda: quantlib_by_option(terms, scenarios),
                QUANTLIB_OPTIONS * QUANTLIB_SCENARIOS,
            )
        )
    rates = arithmetic_candidates()
    timings = interleaved([*candidates, *rates], rounds=7)
    kernel: Callable[..., int] = compiled(book_loop)
    operations: Operations | None = count_operations(kernel, book_loop, 11, rows=0)
    one, two = thread_gain(book, scenarios)
    full = revalue_book(book, scenarios, engine=Engine.FULL)
    proxy = revalue_book(book, scenarios, engine=Engine.CHEBYSHEV)
    value_at_risk = estimate(full, Measure.VALUE_AT_RISK, confidence=0.99).value
    notes = {
        "full, seconds": timings["seawall full"].median * cells / 1e9,
        "Chebyshev, part of full": timings["seawall Chebyshev"].median / timings["seawall full"].median,
        "with tail check, part of full": timings["seawall Chebyshev, tail checked"].median
        / timings["seawall full"].median,
        "share of the compute floor": operations.floor(timings) / timings["seawall full"].median
        if operations
        else "not measured: needs x86-64",
        "two threads, times one (best of 9)": one / two,
        "memory of the full engine, MB": memory_mb(),
        "Chebyshev error stated, of VaR": proxy.error / value_at_risk,
        "Chebyshev error true, of VaR": float(np.abs(proxy.totals - full.totals).max()) / value_at_risk,
    }
    shown = {name: timing for name, timing in timings.items() if name in {c.name for c in candidates}}
    title = f"{OPTIONS:,} options x {SCENARIOS:,} scenarios of {FACTORS} factors, one thread"
    write("book_revaluation", [report(title, shown, ours="seawall full", notes=notes)])


if __name__ == "__main__":
    main()
