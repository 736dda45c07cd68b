"""Plant each fault in a copy of the source, run its tests there, and count what they notice.

Source and tests are copied first: the working tree is only read, and may be worked in meanwhile. A fault is
killed when a test fails. It is no kill when pytest cannot collect, finds no test, takes too long, or stops at a name
or an import: such a fault would be noticed by anything.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from queue import Queue
from typing import TYPE_CHECKING

from mutants.planted import Mutant

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Outcome", "Verdict", "planted_text", "run_gate"]

ROOT = Path(__file__).parent.parent
COPIED = ("src", "tests", "examples", "pyproject.toml")
WORKERS = 2
LONGEST_SECONDS = 300.0
TESTS_FAILED = 1
_NO_KILL = re.compile(
    r"^E\s+(?:\w+\.)*(SyntaxError|IndentationError|ImportError|ModuleNotFoundError|NameError|UnboundLocalError)\b", re.M
)


class Verdict(StrEnum):
    """What became of a fault."""

    KILLED = "killed"
    SURVIVED = "SURVIVED"
    ERROR = "ERROR"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one fault, in how many seconds, and why that is no kill."""

    mutant: Mutant
    verdict: Verdict
    seconds: float
    reason: str = ""


def planted_text(mutant: Mutant, source: Path) -> str:
    """Text of the file with the fault in it.

    Raises
    ------
    ValueError
        When the text to replace is not there, or not once: the list is out of date.
    """
    path = source / "seawall" / mutant.file
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    found = text.count(mutant.text)
    if found != 1:
        raise ValueError(f"text stands {found} times in {mutant.file}: the list of faults is out of date")
    harmed = text.replace(mutant.text, mutant.replacement)
    compile(harmed, mutant.file, "exec")
    return harmed


def run_gate(mutants: Sequence[Mutant]) -> list[Outcome]:
    """Run every fault and print what becomes of it; raise RuntimeError when the tests fail without one."""
    copies: Queue[Path] = Queue()
    with tempfile.TemporaryDirectory(prefix="seawall-mutants-") as folder:
        houses = [_copied(Path(folder) / str(number)) for number in range(WORKERS)]
        _check_unharmed(mutants, houses)
        for house in houses:
            copies.put(house)

        def judge(mutant: Mutant) -> Outcome:
            copy = copies.get()
            try:
                outcome = _judge(mutant, copy)
            finally:
                copies.put(copy)
            note = f": {outcome.reason}" if outcome.reason else ""
            print(f"{outcome.verdict:<9}{outcome.seconds:6.1f} s  {mutant.name}: {mutant.breaks}{note}", flush=True)
            return outcome

        with ThreadPoolExecutor(WORKERS) as pool:
            return list(pool.map(judge, mutants))


def _copied(house: Path) -> Path:
    house.mkdir()
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, house / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif (ROOT / name).is_file():
            shutil.copy2(ROOT / name, house / name)
    return house


def _check_unharmed(mutants: Sequence[Mutant], houses: Sequence[Path]) -> None:
    """The tests must see the copy, and pass on it, or a failure says nothing about a fault."""
    shown = [sys.executable, "-c", "import seawall; print(seawall.__file__)"]
    for house in houses:
        found = subprocess.run(
            shown, env=_environment(house), capture_output=True, text=True, check=True, cwd=house
        ).stdout
        if not found.startswith(str(house)):
            raise RuntimeError(f"tests would import {found.strip()}, not the copy in {house}")
    selection = sorted({test for mutant in mutants for test in mutant.tests})
    shares = [selection[number :: len(houses)] for number in range(len(houses))]

    def check(house: Path, tests: Sequence[str]) -> None:
        if not tests:
            return
        started = time.monotonic()
        done = _pytest(tests, house, _environment(house, compiles=True), seconds=None)
        if done.returncode != 0:
            raise RuntimeError(f"the tests fail without any fault:\n{done.stdout[-4000:]}{done.stderr[-2000:]}")
        print(f"{'sound':<9}{time.monotonic() - started:6.1f} s  {done.stdout.strip().splitlines()[-1]}", flush=True)

    with ThreadPoolExecutor(len(houses)) as pool:
        list(pool.map(check, houses, shares))


def _environment(house: Path, *, compiles: bool = False) -> dict[str, str]:
    # byte code is kept for the sound source alone: a fault of the same length within a second would be missed
    keep = {} if compiles else {"PYTHONDONTWRITEBYTECODE": "1"}
    return {**os.environ, "PYTHONPATH": str(house / "src"), "PYTHONHASHSEED": "0", "OMP_NUM_THREADS": "1", **keep}


def _pytest(
    tests: Sequence[str], house: Path, environment: dict[str, str], *, seconds: float | None
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-x", "--tb=short", "-p", "no:cacheprovider", *tests]
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, cwd=house, timeout=seconds
    )


@contextmanager
def _planted(mutant: Mutant, house: Path) -> Iterator[dict[str, str]]:
    """The fault in the copy, and taken out again; gives the environment to run in."""
    path = house / "src" / "seawall" / mutant.file
    harmed = planted_text(mutant, house / "src")
    kept = path.with_name(f"{path.name}.kept")
    shutil.copy2(path, kept)
    environment = _environment(house)
    try:
        path.write_text(harmed, encoding="utf-8")
        with tempfile.TemporaryDirectory(prefix="seawall-numba-") as cache:
            if any((path.parent / "__pycache__").glob(f"{path.stem}.*.nbi")):
                environment["NUMBA_CACHE_DIR"] = cache  # machine code of the fault is not kept beside the sound one
            yield environment
    finally:
        os.replace(kept, path)


def _judge(mutant: Mutant, house: Path) -> Outcome:
    started = time.monotonic()
    try:
        with _planted(mutant, house) as environment:
            done = _pytest(mutant.tests, house, environment, seconds=LONGEST_SECONDS)
    except (ValueError, SyntaxError) as error:
        return Outcome(mutant, Verdict.ERROR, time.monotonic() - started, str(error))
    except subprocess.TimeoutExpired:
        return Outcome(mutant, Verdict.ERROR, time.monotonic() - started, f"took over {LONGEST_SECONDS:.0f} s")
    seconds = time.monotonic() - started
    if done.returncode == 0:
        return Outcome(mutant, Verdict.SURVIVED, seconds, "no test notices it")
    if done.returncode != TESTS_FAILED:
        last = (done.stdout + done.stderr).strip().splitlines()[-1:]
        return Outcome(mutant, Verdict.ERROR, seconds, f"pytest ended with {done.returncode}: {' '.join(last)}")
    broken = _NO_KILL.search(done.stdout)
    if broken:
        return Outcome(mutant, Verdict.ERROR, seconds, f"stopped at {broken[1]}, which anything would notice")
    return Outcome(mutant, Verdict.KILLED, seconds)
