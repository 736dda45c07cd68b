"""Interleaved timing: contestants take turns, so that a busy machine slows all of them alike."""

from __future__ import annotations

import json
import os
import platform
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

OUTPUT = Path("out") / "benchmarks"


@dataclass(frozen=True)
class Result:
    """Median, best and worst seconds of one contestant."""

    name: str
    median_s: float
    best_s: float
    worst_s: float
    runs: int


def interleave(contestants: Mapping[str, Callable[[], object]], *, rounds: int) -> list[Result]:
    """Run every contestant once per round, after one untimed round."""
    seconds: dict[str, list[float]] = {name: [] for name in contestants}
    for contestant in contestants.values():
        contestant()
    for _ in range(rounds):
        for name, contestant in contestants.items():
            begun = time.perf_counter()
            contestant()
            seconds[name].append(time.perf_counter() - begun)
    return [Result(name, statistics.median(taken), min(taken), max(taken), rounds) for name, taken in seconds.items()]


def show(title: str, ours: str, results: list[Result], notes: str = "") -> None:
    """Print one table with ratios to ours, and keep it as JSON."""
    base = next(each.median_s for each in results if each.name == ours)
    load = os.getloadavg()[0]
    print(f"\n{title}\n  {notes}\n  load {load:.2f}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(f"  {'':44s}{'median':>12s}{'best':>12s}{'times ours':>12s}")
    for each in results:
        row = f"  {each.name:44s}{each.median_s * 1e3:9.3f} ms{each.best_s * 1e3:9.3f} ms"
        print(f"{row}{each.median_s / base:12.2f}")
    OUTPUT.mkdir(parents=True, exist_ok=True)
    name = "".join(letter if letter.isalnum() else "_" for letter in title.lower())[:60]
    record = {"title": title, "notes": notes, "load": load, "results": [asdict(each) for each in results]}
    (OUTPUT / f"{name}.json").write_text(json.dumps(record, indent=2) + "\n")
