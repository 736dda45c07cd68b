"""A million paths of 252 steps, and one VaR to equal error by quasi-random points: ``python -m benchmarks.gbm_paths``.

One thread. The founding page's code stores its paths; it runs on a tenth of them and is scaled, which its name says.
"""

from __future__ import annotations

import math
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.timing import Candidate, interleaved, pin_to_one_core, report, write
from seawall.core import FloatArray
from seawall.measures import lognormal_value_at_risk, value_at_risk
from seawall.scenarios import PathMethod, simulate_gbm
from seawall.scenarios.path_kernels import BLOCK, compiled, motion_loop

PATHS, STEPS, PAGE_PATHS = 1_000_000, 252, 100_000
CHUNK = 2_048
ROUNDS = 5
SPOT, DRIFT, VOLATILITY, CONFIDENCE = 97_420.0, 0.25, 0.72, 0.99
DAYS, PAGE_N, QUASI_N, REPLICATES = 30, 10_000, 8_192, 200
OURS = "seawall simulate_gbm"


def page_code(paths: int, steps: int, years: float, seed: int) -> FloatArray:
    """The founding page's way, with its units set right: legacy generator, every level stored."""
    random = np.random.RandomState(seed)
    step = years / steps
    normals = random.standard_normal((steps, paths))
    growth = np.exp((DRIFT - 0.5 * VOLATILITY**2) * step + VOLATILITY * math.sqrt(step) * normals)
    levels = SPOT * np.cumprod(growth, axis=0)
    return np.asarray(levels[-1])


def numpy_chunked(paths: int, steps: int, years: float) -> FloatArray:
    """The best plain numpy: the fastest generator, pieces that stay in the cache, one exponential at the end."""
    random = np.random.Generator(np.random.SFC64(1))
    out = np.empty(paths)
    room = np.empty((steps, CHUNK))
    for start in range(0, paths, CHUNK):
        part = out[start : start + CHUNK]
        piece = room[:, : part.size] if part.size == CHUNK else np.empty((steps, part.size))
        random.standard_normal(out=piece)
        piece.sum(axis=0, out=part)
    out *= VOLATILITY * math.sqrt(years / steps)
    out += (DRIFT - 0.5 * VOLATILITY**2) * years
    np.exp(out, out=out)
    out *= SPOT
    return out


def ours(paths: int, steps: int, days: int, **more: Any) -> FloatArray:
    """Terminal levels; a fan only at the horizon."""
    asked: dict[str, Any] = {"spot": SPOT, "drift_annual": DRIFT, "volatility_annual": VOLATILITY, "seed": 7, **more}
    return simulate_gbm(**asked, days=days, paths=paths, steps=steps, fan_steps=[]).terminal


def memory_mb() -> float:
    """Largest memory of a process that simulates and does nothing else."""
    code = (
        "import resource\n"
        "from seawall.scenarios import simulate_gbm\n"
        f"simulate_gbm(spot={SPOT}, drift_annual={DRIFT}, volatility_annual={VOLATILITY}, days=365, paths={PATHS},\n"
        f"    steps={STEPS}, seed=7)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return float(done.stdout)


def speed() -> dict[str, Any]:
    """Time per step of a path."""
    # first, since a child's record of memory begins with that of its parent
    memory = memory_mb()
    sums = np.zeros(-(-PATHS // BLOCK) * BLOCK)
    kernel = compiled(motion_loop)
    key = np.uint64(7), np.uint64(0)

    def floor() -> None:
        kernel(sums, np.uint64(0), np.uint64(0), np.uint64(STEPS), *key)

    page_name = f"page's code ({PAGE_PATHS:,} paths)"
    numpy_name = f"numpy SFC64, chunked ({PAGE_PATHS:,})"
    floor_name = "floor: its normals, summed"
    timings = interleaved(
        [
            Candidate(OURS, lambda: ours(PATHS, STEPS, 365), PATHS * STEPS),
            Candidate(page_name, lambda: page_code(PAGE_PATHS, STEPS, 1.0, 1), PAGE_PATHS * STEPS),
            Candidate(numpy_name, lambda: numpy_chunked(PAGE_PATHS, STEPS, 1.0), PAGE_PATHS * STEPS),
            Candidate(floor_name, floor, sums.size * STEPS),
        ],
        rounds=ROUNDS,
    )
    notes = {
        "seconds for all paths": timings[OURS].median * PATHS * STEPS / 1e9,
        "share of the floor": timings[floor_name].median / timings[OURS].median,
        "times the page's code": timings[page_name].median / timings[OURS].median,
        "memory with a fan of 64 days, MB": memory,
    }
    return report(f"{PATHS:,} paths x {STEPS} steps, one thread, per step", timings, ours=OURS, notes=notes)


def efficiency() -> dict[str, Any]:
    """Error of the VaR over many seeds, and the processor time that it takes, side by side."""
    years = DAYS / 365
    exact = lognormal_value_at_risk(
        spot=SPOT, drift_annual=DRIFT, volatility_annual=VOLATILITY, years=years, confidence=CONFIDENCE
    )
    page_name, quasi_name = f"page's code, {PAGE_N:,}", f"Sobol and bridge, {QUASI_N:,} in 16 batches"
    ways: dict[str, tuple[int, Callable[[int], FloatArray]]] = {
        page_name: (PAGE_N, lambda seed: page_code(PAGE_N, DAYS, years, seed)),
        f"pseudo-random, {PAGE_N:,}": (PAGE_N, lambda seed: ours(PAGE_N, DAYS, DAYS, seed=seed)),
        quasi_name: (QUASI_N, lambda seed: ours(QUASI_N, DAYS, DAYS, seed=seed, method=PathMethod.SOBOL)),
        f"Sobol and bridge, {QUASI_N:,} in one batch": (
            QUASI_N,
            lambda seed: ours(QUASI_N, DAYS, DAYS, seed=seed, method=PathMethod.SOBOL, batches=1),
        ),
    }
    gaps: dict[str, list[float]] = {name: [] for name in ways}
    for _, run in ways.values():
        run(0)
    spent: dict[str, list[float]] = {name: [] for name in ways}
    for seed in range(REPLICATES):
        for name, (_, run) in ways.items():
            begun = time.process_time()
            found = value_at_risk(SPOT - run(seed), confidence=CONFIDENCE)
            spent[name].append(time.process_time() - begun)
            gaps[name].append(found - exact)
    errors = {name: float(np.sqrt(np.mean(np.square(each)))) for name, each in gaps.items()}
    medians = {name: float(np.median(each)) for name, each in spent.items()}
    worth = {name: 1.0 / (errors[name] ** 2 * medians[name]) for name in ways}
    timings = interleaved([Candidate(name, lambda run=run: run(1), n) for name, (n, run) in ways.items()], rounds=9)  # type: ignore[misc]
    notes = {
        name: f"RMSE {errors[name]:.2f} of {exact:,.0f}, {1e3 * medians[name]:.3f} ms, "
        f"{worth[name] / worth[page_name]:,.1f} x the page in processor time to equal error"
        for name in ways
    }
    title = f"VaR 99 % of one factor, {DAYS} steps, {REPLICATES} seeds, per path"
    return report(title, timings, ours=quasi_name, notes=notes)


def main() -> None:
    """Speed, memory, and processor time to equal error."""
    pin_to_one_core()
    write("gbm_paths", [speed(), efficiency()])


if __name__ == "__main__":
    main()
