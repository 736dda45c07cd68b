"""Implied volatility of hard points from 50-digit prices, one thread: ``python -m benchmarks.implied_vol``."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.timing import Candidate, interleaved, is_installed, pin_to_one_core, report, write
from seawall.core import FloatArray
from seawall.valuation import implied_volatility
from seawall.valuation.kernels import compiled, volatility_loop
from tests.tolerances import ATTAINABLE_MULTIPLE, IMPLIED_VOLATILITY
from tests.valuation.test_implied_vol import hard_points

SIZE = 10_000
PART = 500
OURS = "seawall kernel"
Solver = Callable[[], FloatArray]
Points = dict[str, FloatArray]


def forwards(points: Points) -> tuple[FloatArray, FloatArray]:
    """Forward and discount factor."""
    time = points["time"]
    return points["spot"] * np.exp((points["rate"] - points["dividend"]) * time), np.exp(-points["rate"] * time)


def iv_engine(points: Points) -> Solver:
    """Rust, Let's be rational; calls and puts apart because it takes one kind per call."""
    from iv_engine import batch

    forward, discount = forwards(points)
    undiscounted = points["price"] / discount
    parts = []
    for is_call in (True, False):
        mask = (points["right"] > 0) == is_call
        parts.append((is_call, mask, *(c[mask] for c in (undiscounted, forward, points["strike"], points["time"]))))

    def run() -> FloatArray:
        out = np.empty(points["price"].size)
        for is_call, mask, price, at, strike, time in parts:
            out[mask] = batch.implied_volatilities(price, at, strike, time, is_call, False)
        return out

    return run


def fast_vollib(points: Points) -> Solver:
    """Its vector solver with its own choice of backend."""
    import fast_vollib

    flags = np.where(points["right"] > 0, "c", "p")
    solve: Any = fast_vollib.fast_implied_volatility
    row = [points[name] for name in ("price", "spot", "strike", "time", "rate")]

    def run() -> FloatArray:
        return np.asarray(
            solve(
                *row,
                flags,
                points["dividend"],
                on_error="ignore",
                model="black_scholes_merton",
                return_as="numpy",
            )
        )

    return run


def quantlib_loop(points: Points) -> Solver:
    """Newton iteration in C++, one call per point, asked for 1e-12."""
    import QuantLib

    forward, discount = forwards(points)
    kinds = np.where(points["right"] > 0, QuantLib.Option.Call, QuantLib.Option.Put).tolist()
    rows = list(zip(kinds, *(c.tolist() for c in (points["strike"], forward, points["price"], discount)), strict=True))
    roots = np.sqrt(points["time"])

    def solve(row: Any) -> float:
        try:
            return float(QuantLib.blackFormulaImpliedStdDev(*row, 0.0, 0.2, 1e-12, 200))
        except RuntimeError:
            return float("nan")

    return lambda: np.array([solve(row) for row in rows]) / roots


def vollib_loop(points: Points) -> Solver:
    """Let's be rational in Python, one call per point."""
    from vollib.black_scholes_merton.implied_volatility import implied_volatility as solve

    flags = ["c" if sign > 0 else "p" for sign in points["right"]]
    names = ("price", "spot", "strike", "time", "rate", "dividend")
    rows = list(zip(*(points[name].tolist() for name in names), flags, strict=True))

    def run() -> FloatArray:
        out = np.empty(len(rows))
        for i, row in enumerate(rows):
            try:
                out[i] = solve(*row)
            except Exception:  # its errors for hard points are of several kinds; all count as a failure
                out[i] = np.nan
        return out

    return run


def verdict(found: FloatArray, truth: FloatArray, attainable: FloatArray) -> str:
    """How many points failed, and the largest error where the price holds enough digits."""
    errors = np.abs(found - truth)
    failed = ~(errors <= np.maximum(1e-6, ATTAINABLE_MULTIPLE * attainable))
    loose = ~(errors <= np.maximum(IMPLIED_VOLATILITY, ATTAINABLE_MULTIPLE * attainable))
    well = attainable < IMPLIED_VOLATILITY
    return (
        f"{failed.sum()} of {truth.size} wrong or NaN, {loose.sum()} beyond max(1e-12, 300 x attainable), "
        f"largest error where attainable < 1e-12: {np.nanmax(errors[well]):.1e}"
    )


def main() -> None:
    """All solvers on the same points; loops in Python on the first part of them."""
    pin_to_one_core()
    warnings.simplefilter("ignore")
    points, truth, attainable = hard_points(SIZE)
    part = {name: column[:PART] for name, column in points.items()}
    columns = [points[name] for name in ("price", "spot", "strike", "time", "rate", "dividend", "right")]
    out = np.empty((3, SIZE))
    volatility: FloatArray = out[0]
    kernel = compiled(volatility_loop)

    def ours() -> FloatArray:
        kernel(*columns, out)
        return volatility

    solvers: dict[str, tuple[Solver, int]] = {
        OURS: (ours, SIZE),
        "seawall implied_volatility": (lambda: implied_volatility(**points).volatility, SIZE),
    }
    if is_installed("iv_engine"):
        solvers["iv-engine"] = (iv_engine(points), SIZE)
    if is_installed("fast_vollib"):
        solvers["fast-vollib"] = (fast_vollib(points), SIZE)
    if is_installed("QuantLib"):
        solvers[f"QuantLib loop ({PART} of them)"] = (quantlib_loop(part), PART)
    if is_installed("vollib"):
        solvers[f"vollib loop ({PART} of them)"] = (vollib_loop(part), PART)
    timings = interleaved([Candidate(name, run, size) for name, (run, size) in solvers.items()])
    notes = {name: verdict(run(), truth[:size], attainable[:size]) for name, (run, size) in solvers.items()}
    title = f"implied volatility, {SIZE:,} hard points, 1 thread"
    write("implied_vol", [report(title, timings, ours=OURS, notes=notes)])


if __name__ == "__main__":
    main()
