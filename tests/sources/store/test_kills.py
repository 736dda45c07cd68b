"""A writer that is killed loses nothing it acknowledged, and nobody ever sees half a batch."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from seawall.sources.datasets import Dataset
from seawall.sources.store.store import Store
from tests.sources.store.tick_batches import check_whole

KILLS = 1000
KILLS_PER_STORE = 25
LONGEST_LIFE_S = 0.3


def _start(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.sources.store.killed_processes", *arguments],
        cwd=Path(__file__).parents[3],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )


@pytest.fixture
def nursery() -> Iterator[subprocess.Popen[str]]:
    """Process that forks writers."""
    with _start("nursery") as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()


def _line(nursery: subprocess.Popen[str]) -> str:
    assert nursery.stdout is not None
    line = nursery.stdout.readline()
    assert line, "the nursery of the writers has ended; see its words above"
    return line.strip()


def _kill_one(nursery: subprocess.Popen[str], home: Path, first: int, life: float) -> list[str]:
    """Let a writer live for a while, kill it, and return what it said."""
    assert nursery.stdin is not None
    nursery.stdin.write(f"{first} {home}\n")
    nursery.stdin.flush()
    said: list[str] = []
    while not (line := _line(nursery)).startswith("pid "):
        said.append(line)
    time.sleep(life)
    os.kill(int(line.removeprefix("pid ")), signal.SIGKILL)
    while (line := _line(nursery)) != "ended":
        said.append(line)
    return said


@pytest.mark.slow
def test_no_kill_loses_or_tears_a_batch(tmp_path: Path, slow_share: int, nursery: subprocess.Popen[str]) -> None:
    kills = KILLS // (100 if slow_share > 1 else 1)
    rng = random.Random(20250106)
    unacknowledged = compactions = appends = looks = 0
    for round_of_kills in range(-(-kills // KILLS_PER_STORE)):
        home, batches = tmp_path / f"store_{round_of_kills}", 0
        with _start("reader", str(home)) as reader:
            for _ in range(min(KILLS_PER_STORE, kills - round_of_kills * KILLS_PER_STORE)):
                life = rng.uniform(0.0, LONGEST_LIFE_S)
                said = _kill_one(nursery, home, batches, life)
                kept = [int(line.split()[1]) for line in said if line.startswith("kept")]
                rows = Store(home).snapshot().read(Dataset.TICKS, columns=["price", "trade_id"])
                found = check_whole(rows)
                acknowledged = kept[-1] + 1 if kept else batches
                where = f"store {round_of_kills}, killed after {life:.4f} s, last words {said[-2:]}"
                assert acknowledged <= found <= acknowledged + 1, f"{found} of {acknowledged} batches; {where}"
                unacknowledged += found - acknowledged
                compactions += said.count("compacted")
                appends += len(kept)
                batches = found
            assert reader.stdin is not None
            assert reader.stdout is not None
            reader.stdin.close()
            last = reader.stdout.read().split()
            assert last[:1] == ["looked"], "the reader met a version that is not whole; see its words above"
            looks += int(last[1])
        with Store(home) as store:
            store.compact()
            verified = store.verify()
            assert verified.sound, verified.faults
            assert not verified.strays, verified.strays
            assert check_whole(store.snapshot().read(Dataset.TICKS)) == batches
            noted = [each.batch_id for each in store.audit() if each.outcome.startswith("kept")]
            assert len(noted) == len(set(noted)) == batches
    print(f"{kills} kills, {appends} appends and {compactions} compactions acknowledged, {unacknowledged} batches"
          f" kept whose writer died before saying so, {looks} looks by the reader")  # fmt: skip
    assert appends, "the writers were killed before they came to write"
    assert looks
