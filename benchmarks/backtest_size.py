"""How often the backtests reject models that are right, and models that are wrong, at a nominal 5 %.

The sizes of the tests by counting are exact sums over all patterns of exceptions; nothing is simulated. The others are
measured on simulated records. Monte Carlo p-values are made from 999 records instead of 9,999, which leaves their size
as it is and costs a tenth.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from functools import cache

import numpy as np
from scipy.special import chdtrc, ndtri

from benchmarks.timing import OUT
from seawall.core import FloatArray, Lineage
from seawall.measures import (
    Backtest,
    BacktestResult,
    ForecastRecord,
    acerbi_szekely_test,
    conditional_coverage_test,
    dynamic_quantile_test,
    independence_test,
    kupiec_test,
    law_tail,
    simulate_exceptions,
)
from seawall.measures.exception_law import (
    PatternLaw,
    coverage_ratio,
    markov_ratio,
    patterns_of_count,
    patterns_of_session,
)

NOMINAL = 0.05
LENGTHS, CONFIDENCES = (250, 500, 1000), (0.975, 0.99)
TESTS = tuple(Backtest)
SEED = 20_240_101
REPLICATIONS = 2_000
NULL_RECORDS = 999
LINEAGE = Lineage(method="simulated forecasts", source="benchmark", data_hash="0" * 16, simulated=True)


def main() -> None:
    """Print the tables, and write them to ``out/benchmark_backtest_size.json``."""
    start = time.perf_counter()
    print(f"Rejections of a right model at a nominal {NOMINAL:.0%}; {REPLICATIONS:,} records where simulated")
    rows = [_size_row(n, confidence) for confidence in CONFIDENCES for n in LENGTHS]
    _print(rows)
    print(f"\nRejections of wrong models at a nominal {NOMINAL:.0%}; {REPLICATIONS:,} records")
    powers = [
        _power_row(world, n, confidence)
        for world in WORLDS
        if world not in {"right", "right, GARCH"}
        for confidence in CONFIDENCES
        for n in LENGTHS
    ]
    _print(powers)
    OUT.mkdir(exist_ok=True)
    path = OUT / "benchmark_backtest_size.json"
    path.write_text(json.dumps({"replications": REPLICATIONS, "size": rows, "power": powers}, indent=1) + "\n")
    print(f"\nwritten: {path}, after {time.perf_counter() - start:.0f} s")


def _size_row(n: int, confidence: float) -> dict[str, float | int | str]:
    exact, limit = _exact_sizes(n, confidence)
    row: dict[str, float | int | str] = {"confidence": confidence, "n": n}
    for test in (Backtest.KUPIEC, Backtest.INDEPENDENCE, Backtest.CONDITIONAL_COVERAGE):
        row |= {f"{test} exact": exact[test], f"{test} chi2": limit[test]}
    for world in ("right", "right, GARCH"):
        simulated = _rejections(world, n, confidence)
        row |= {f"dq MC ({world})": simulated[Backtest.DYNAMIC_QUANTILE], f"dq chi2 ({world})": simulated["dq chi2"]}
        row |= {f"z2 MC ({world})": simulated[Backtest.ACERBI_SZEKELY]}
    return row


def _power_row(world: str, n: int, confidence: float) -> dict[str, float | int | str]:
    simulated = _rejections(world, n, confidence)
    row: dict[str, float | int | str] = {"world": world, "confidence": confidence, "n": n}
    return row | {str(test): simulated[test] for test in TESTS}


def _exact_sizes(n: int, confidence: float) -> tuple[dict[str, float], dict[str, float]]:
    """Probability of rejection by exact p-values, and by those of the chi-square limit."""
    probability = round(1.0 - confidence, 12)
    law = patterns_of_session(n, probability)
    coverage, markov = coverage_ratio(law.count, n, probability), markov_ratio(law, n)
    within_count = np.empty(len(law.count))
    for count in np.unique(law.count):
        of_count = law.count == count
        given = patterns_of_count(n, int(count))
        within_count[of_count] = _p_values(markov[of_count], markov_ratio(given, n), given)
    p_values = {
        Backtest.KUPIEC: _p_values(coverage, coverage, law),
        Backtest.INDEPENDENCE: within_count,
        Backtest.CONDITIONAL_COVERAGE: _p_values(coverage + markov, coverage + markov, law),
    }
    limits = {
        Backtest.KUPIEC: chdtrc(1, coverage),
        Backtest.INDEPENDENCE: chdtrc(1, markov),
        Backtest.CONDITIONAL_COVERAGE: chdtrc(2, coverage + markov),
    }

    def size(values: FloatArray) -> float:
        return float(law.probability[values <= NOMINAL].sum())

    return {k: size(v) for k, v in p_values.items()}, {k: size(v) for k, v in limits.items()}


def _p_values(wanted: FloatArray, statistics: FloatArray, law: PatternLaw) -> FloatArray:
    order = np.argsort(statistics)
    above = np.append(np.cumsum(law.probability[order][::-1])[::-1], 0.0)
    return above[np.searchsorted(statistics[order], wanted - 1e-9 * (1.0 + wanted))]


@cache
def _normal_tail(confidence: float) -> tuple[float, float, FloatArray]:
    """VaR, ES and tail of the standard normal law."""

    def shortfall(level: float) -> float:
        quantile = float(ndtri(level))
        return float(np.exp(-0.5 * quantile**2) / np.sqrt(2 * np.pi)) / (1.0 - level)

    tail = law_tail(shortfall, confidence=confidence)
    return float(ndtri(confidence)), float(tail.mean()), tail


def _garch(generator: np.random.Generator, n: int) -> tuple[FloatArray, FloatArray]:
    """Losses and true volatility of a GARCH(1,1), alpha 0.10, beta 0.85, normal, unconditional variance 1."""
    noise = generator.standard_normal(n + 500)
    variance = np.empty(n + 500)
    variance[0] = 1.0
    for t in range(1, n + 500):
        variance[t] = 0.05 + (0.10 * noise[t - 1] ** 2 + 0.85) * variance[t - 1]
    volatility = np.sqrt(variance[500:])
    return volatility * noise[500:], volatility


def _wandering(generator: np.random.Generator, n: int) -> FloatArray:
    """Volatility that follows its own path, whatever the losses: an autoregression of its logarithm."""
    noise = generator.standard_normal(n + 500)
    log_volatility = np.zeros(n + 500)
    for t in range(1, n + 500):
        log_volatility[t] = 0.97 * log_volatility[t - 1] + 0.07 * noise[t]
    return np.exp(log_volatility[500:])


World = Callable[[np.random.Generator, int], tuple[FloatArray, FloatArray]]
"""From a stream and a length to losses, and the volatility that a normal model forecasts with."""


def _right(generator: np.random.Generator, n: int) -> tuple[FloatArray, FloatArray]:
    volatility = _wandering(generator, n)
    return volatility * generator.standard_normal(n), volatility


def _too_small(generator: np.random.Generator, n: int) -> tuple[FloatArray, FloatArray]:
    losses, volatility = _right(generator, n)
    return losses, 0.8 * volatility


def _constant(generator: np.random.Generator, n: int) -> tuple[FloatArray, FloatArray]:
    """Clusters: the forecast does not follow a GARCH, and is nearly right on average."""
    return _garch(generator, n)[0], np.ones(n)


def _fat_tailed(generator: np.random.Generator, n: int) -> tuple[FloatArray, FloatArray]:
    volatility = _wandering(generator, n)
    return volatility * generator.standard_t(4, n) / np.sqrt(2.0), volatility


WORLDS: dict[str, World] = {
    "right": _right,
    "right, GARCH": _garch,
    "volatility 20 % too small": _too_small,
    "constant in a GARCH": _constant,
    "normal for Student-t(4)": _fat_tailed,
}


def _rejections(world: str, n: int, confidence: float) -> dict[str, float]:
    """Share of records on which each test rejects."""
    quantile, shortfall, tail = _normal_tail(confidence)
    dates = np.datetime64("2000-01-01") + np.arange(n)
    counts = dict.fromkeys([*map(str, TESTS), "dq chi2"], 0)
    for replication in range(REPLICATIONS):
        generator = np.random.default_rng([SEED, replication, n, round(1e4 * confidence), list(WORLDS).index(world)])
        losses, volatility = WORLDS[world](generator, n)
        record = ForecastRecord(
            model=world,
            dates=dates,
            losses=losses,
            value_at_risk=quantile * volatility,
            expected_shortfall=shortfall * volatility,
            tail_losses=np.outer(volatility, tail),
            confidence=confidence,
            window_sessions=1,
            lineage=LINEAGE,
        )
        results = _results(record, seed=replication)
        for result in results:
            counts[result.test] += result.p_value <= NOMINAL
            if result.test is Backtest.DYNAMIC_QUANTILE:
                counts["dq chi2"] += (result.asymptotic_p_value or 0.0) <= NOMINAL
    return {name: count / REPLICATIONS for name, count in counts.items()}


def _results(record: ForecastRecord, *, seed: int) -> tuple[BacktestResult, ...]:
    null = simulate_exceptions(len(record), confidence=record.confidence, seed=seed, runs=NULL_RECORDS)
    exceptions, confidence = record.exceptions, record.confidence
    return (
        kupiec_test(exceptions, confidence=confidence),
        independence_test(exceptions),
        conditional_coverage_test(exceptions, confidence=confidence),
        dynamic_quantile_test(exceptions, record.value_at_risk, null=null),
        acerbi_szekely_test(record, null=null),
    )


def _print(rows: list[dict[str, float | int | str]]) -> None:
    titles = list(rows[0])
    lines = [
        [f"{each:.1%}" if isinstance(each, float) and name != "confidence" else str(each) for name, each in row.items()]
        for row in rows
    ]
    widths = [max(len(title), *(len(line[i]) for line in lines)) for i, title in enumerate(titles)]
    for line in [titles, *lines]:
        print("  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)))


if __name__ == "__main__":
    main()
