"""Interleaved timing, the arithmetic limit of one core, and the table that a benchmark prints."""

from __future__ import annotations

import importlib.util
import json
import os
import platform
import re
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numba
import numpy as np

OUT = Path("out")
ROUNDS = 15
LANES = 96


@dataclass(frozen=True, slots=True)
class Candidate:
    """One contender: a call and the number of points that it handles."""

    name: str
    run: Callable[[], Any]
    points: int


@dataclass(frozen=True, slots=True)
class Timing:
    """Nanoseconds of processor time per point over the rounds."""

    median: float
    lowest: float
    highest: float


def is_installed(package: str) -> bool:
    """Whether a peer can be measured here; says so by name if not."""
    found = importlib.util.find_spec(package) is not None
    if not found:
        print(f"  skipped: {package} is not installed")
    return found


def pin_to_one_core() -> None:
    """Keep the process on one core where the system allows it."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def interleaved(candidates: list[Candidate], *, rounds: int = ROUNDS) -> dict[str, Timing]:
    """Time all candidates in turn, round after round, so that a busy neighbour hits them alike."""
    repeats = {}
    for candidate in candidates:
        candidate.run()
        start = time.perf_counter()
        candidate.run()
        repeats[candidate.name] = max(1, int(0.01 / (time.perf_counter() - start)))
    samples: dict[str, list[float]] = {candidate.name: [] for candidate in candidates}
    for _ in range(rounds):
        for candidate in candidates:
            count = repeats[candidate.name]
            start = time.process_time()
            for _ in range(count):
                candidate.run()
            spent = time.process_time() - start
            samples[candidate.name].append(1e9 * spent / count / candidate.points)
    return {name: Timing(statistics.median(s), min(s), max(s)) for name, s in samples.items()}


@numba.njit(error_model="numpy", fastmath={"contract"})
def _multiply_add(rounds: int, a: float, b: float) -> float:
    lanes = np.zeros(LANES)
    for _ in range(rounds):
        for j in range(LANES):
            lanes[j] = lanes[j] * a + b
    return float(lanes.sum())


@numba.njit(error_model="numpy")
def _divide(rounds: int, a: float) -> float:
    lanes = np.ones(LANES)
    for _ in range(rounds):
        for j in range(LANES):
            lanes[j] = a / lanes[j]
    return float(lanes.sum())


@numba.njit(error_model="numpy")
def _root(rounds: int) -> float:
    lanes = np.full(LANES, 2.0)
    for _ in range(rounds):
        for j in range(LANES):
            lanes[j] = np.sqrt(lanes[j])
    return float(lanes.sum())


def arithmetic_candidates() -> list[Candidate]:
    """Vector multiply-add, division and square root at the highest rate the core gives, per element."""
    rounds = 2000
    return [
        Candidate("multiply-add", lambda: _multiply_add(rounds, 0.999, 0.1), rounds * LANES),
        Candidate("division", lambda: _divide(rounds, 1.5), rounds * LANES),
        Candidate("square root", lambda: _root(rounds), rounds * LANES),
    ]


@dataclass(frozen=True, slots=True)
class Operations:
    """Arithmetic per point, read from the machine code of a loop; a fused multiply-add counts once, sums not at all."""

    multiply_adds: int
    divisions: int
    roots: int

    def floor(self, timings: Mapping[str, Timing]) -> float:
        """Nanoseconds per point if nothing but this arithmetic had to be done."""
        return (
            self.multiply_adds * timings["multiply-add"].median
            + self.divisions * timings["division"].median
            + self.roots * timings["square root"].median
        )


def count_operations(kernel: Any, loop: Callable[..., Any], columns: int, *, rows: int = 1) -> Operations | None:
    """Operations of the longest vector block of `loop`; None where the code is not x86-64."""
    if platform.machine() not in {"x86_64", "AMD64"}:
        return None
    options = {name: value for name, value in kernel.targetoptions.items() if name != "nopython"}
    fresh = numba.njit(**options)(loop)
    fresh.compile((numba.float64[::1],) * columns + (numba.float64[:, ::1],) * rows)
    (assembly,) = fresh.inspect_asm().values()
    blocks = re.split(r"\n(?=\.L\w+:)", assembly)
    register = "zmm" if "zmm" in assembly else "ymm"
    packed = [
        re.findall(rf"^\s*v(mul|fn?m(?:add|sub)\d+|div|sqrt)pd\b.*{register}", block, re.MULTILINE) for block in blocks
    ]
    names = max(packed, key=len)
    return Operations(
        multiply_adds=sum(name not in {"div", "sqrt"} for name in names),
        divisions=names.count("div"),
        roots=names.count("sqrt"),
    )


def report(title: str, timings: Mapping[str, Timing], *, ours: str, notes: Mapping[str, Any]) -> dict[str, Any]:
    """Print a table of times and ratios; return it for the JSON file."""
    print(f"\n{title}   load {os.getloadavg()[0]:.2f}")
    print(f"  {'':34s}{'ns/point':>12s}{'lowest':>10s}{'highest':>10s}{'x ours':>10s}")
    for name, timing in timings.items():
        ratio = timing.median / timings[ours].median
        print(f"  {name:34s}{timing.median:12.3f}{timing.lowest:10.3f}{timing.highest:10.3f}{ratio:10.2f}")
    for name, note in notes.items():
        print(f"  {name}: {note}")
    table = {
        name: {
            "median_ns": timing.median,
            "lowest_ns": timing.lowest,
            "highest_ns": timing.highest,
            "times_ours": timing.median / timings[ours].median,
        }
        for name, timing in timings.items()
    }
    return {"title": title, "load": os.getloadavg()[0], "timings": table, "notes": dict(notes)}


def write(name: str, tables: list[dict[str, Any]]) -> None:
    """Write the tables of a run to ``out/benchmark_<name>.json``."""
    OUT.mkdir(exist_ok=True)
    machine = {"machine": platform.machine(), "python": platform.python_version(), "numpy": np.__version__}
    machine |= {"numba": numba.__version__, "vector_cpu": _cpu_name()}
    path = OUT / f"benchmark_{name}.json"
    path.write_text(json.dumps({"machine": machine, "tables": tables}, indent=1) + "\n")
    print(f"\nwritten: {path}")


def _cpu_name() -> str:
    from llvmlite import binding

    return str(binding.get_host_cpu_name())
