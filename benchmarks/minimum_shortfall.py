"""Least Expected Shortfall of 50 assets against peers and direct solvers: ``python -m benchmarks minimum_shortfall``.

Bounds are 0.28 % and 40 %, the confidence 95 %, scenarios are drawn from six fat-tailed factors. Every answer is
brought into the bounds and to the total of 1, and measured by the same Expected Shortfall; gaps are relative to the
least of all.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from benchmarks.timing import Candidate, interleaved, is_installed, pin_to_one_core, report, write
from seawall.core import FloatArray
from seawall.measures import expected_shortfall
from seawall.optimize import ReturnScenarios, minimum_shortfall, shortfall_frontier

ASSETS, LOWER, UPPER, CONFIDENCE = 50, 0.0028, 0.40, 0.95
SIZES, ROUNDS, POINTS = (1_000, 10_000), 7, 20
OURS, FRONTIER = "seawall, with certificate", f"seawall, frontier of {POINTS} points"
MILLION = 1_000_000
"""Points that make a nanosecond a point a millisecond."""


def drawn_returns(count: int) -> FloatArray:
    rng = np.random.default_rng(0)
    loadings = rng.normal(1.0, 0.4, (ASSETS, 6)) * np.array([10, 5, 4, 3, 3, 2]) / 1_000
    factors, noise = rng.standard_t(4, (count, 6)), rng.standard_t(4, (count, ASSETS))
    returns: FloatArray = factors @ loadings.T + 0.012 * noise + 0.0004 * rng.normal(1.0, 1.0, ASSETS)
    return returns


def ours(scenarios: ReturnScenarios) -> FloatArray:
    return minimum_shortfall(scenarios, confidence=CONFIDENCE, bounds=(LOWER, UPPER)).weights


def by_highs(returns: FloatArray) -> FloatArray:
    """A row and a column for every scenario, at once."""
    import highspy

    count, n = returns.shape
    share, infinity = count * (1.0 - CONFIDENCE), highspy.kHighsInf
    model: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    model.setOptionValue("output_flag", False)
    model.setOptionValue("threads", 1)
    model.setOptionValue("solver", "simplex")
    lower, upper = np.zeros(n + 1 + count), np.full(n + 1 + count, infinity)
    lower[:n], upper[:n], lower[n] = LOWER, UPPER, -infinity
    costs = np.concatenate((np.zeros(n), [1.0], np.full(count, 1.0 / share)))
    none = np.array([], dtype=np.int32)
    model.addCols(len(costs), costs, lower, upper, 0, none, none, np.array([]))
    model.addRow(1.0, 1.0, n, np.arange(n, dtype=np.int32), np.ones(n))
    values = np.hstack((returns, np.ones((count, 2))))
    places = np.tile(np.arange(n + 2, dtype=np.int32), (count, 1))
    places[:, -1] = n + 1 + np.arange(count)
    starts = np.arange(count, dtype=np.int32) * (n + 2)
    model.addRows(count, np.zeros(count), np.full(count, infinity), values.size, starts, places.ravel(), values.ravel())
    model.run()
    return np.array(model.getSolution().col_value)[:n]


def by_pyportfolioopt(returns: FloatArray) -> FloatArray:
    import pandas as pd
    from pypfopt import EfficientCVaR

    peer = EfficientCVaR(None, pd.DataFrame(returns), beta=CONFIDENCE, weight_bounds=(LOWER, UPPER))
    peer.min_cvar()
    return np.array(list(peer.weights))


def by_skfolio(returns: FloatArray) -> FloatArray:
    from skfolio import RiskMeasure
    from skfolio.optimization import MeanRisk

    model = MeanRisk(risk_measure=RiskMeasure.CVAR, cvar_beta=CONFIDENCE, min_weights=LOWER, max_weights=UPPER)
    return np.array(model.fit(returns).weights_)


def main() -> None:
    """Print times, ratios and gaps, and write them to ``out/benchmark_minimum_shortfall.json``."""
    pin_to_one_core()
    warnings.simplefilter("ignore")
    tables = []
    for count in SIZES:
        returns = drawn_returns(count)
        names = tuple(f"A{i}" for i in range(ASSETS))
        scenarios = ReturnScenarios(names, returns, periods_per_year=252.0)
        calls: dict[str, Callable[[], FloatArray]] = {
            OURS: partial(ours, scenarios),
            "HiGHS, the whole programme": partial(by_highs, returns),
        }
        if is_installed("pypfopt"):
            calls["PyPortfolioOpt EfficientCVaR"] = partial(by_pyportfolioopt, returns)
        if is_installed("skfolio"):
            calls["skfolio MeanRisk"] = partial(by_skfolio, returns)
        shortfalls = {name: measured(returns, call()) for name, call in calls.items()}
        candidates = [Candidate(name, call, MILLION) for name, call in calls.items()]
        candidates.append(Candidate(FRONTIER, partial(frontier, scenarios), MILLION))
        least = min(shortfalls.values())
        gaps = {f"relative gap, {name}": f"{each / least - 1.0:.1e}" for name, each in shortfalls.items()}
        certificate = minimum_shortfall(scenarios, confidence=CONFIDENCE, bounds=(LOWER, UPPER))
        notes = gaps | {
            "certificate: gap to the bound": f"{certificate.gap:.1e}",
            "scenarios with a row of their own": certificate.active_scenarios,
        }
        title = f"Least ES, {ASSETS} assets, {count:,} scenarios; 1 ns/point is 1 ms"
        tables.append(report(title, interleaved(candidates, rounds=ROUNDS), ours=OURS, notes=notes))
    write("minimum_shortfall", tables)


def frontier(scenarios: ReturnScenarios) -> float:
    found = shortfall_frontier(scenarios, confidence=CONFIDENCE, bounds=(LOWER, UPPER), points=POINTS)
    return max(abs(each.gap) for each in found)


def measured(returns: FloatArray, weights: FloatArray) -> float:
    """Expected Shortfall of weights brought into the bounds, with what is missing from 1 spread over the room left."""
    inside = np.clip(weights, LOWER, UPPER)
    missing = 1.0 - inside.sum()
    room = UPPER - inside if missing > 0.0 else inside - LOWER
    return expected_shortfall(-returns @ (inside + room * missing / room.sum()), confidence=CONFIDENCE)


if __name__ == "__main__":
    main()
