"""Processes for the kill test: a nursery that forks writers, and a reader that checks every version it meets.

The nursery has everything imported, so that a writer is at work a few milliseconds after it is asked for.
"""

from __future__ import annotations

import os
import select
import sys
import tempfile
import time
from pathlib import Path

from seawall.sources.datasets import Dataset
from seawall.sources.store.store import Store
from tests.sources.store.tick_batches import check_whole, numbered_batch

APPENDS_PER_COMPACTION = 4
PAUSE_S = 0.01


def write(home: Path, first: int) -> None:
    """Append numbered batches without end, compact now and then, and say on stdout what is done."""
    with Store(home) as store:
        for number in range(first, first + 10_000):
            store.append(numbered_batch(number))
            os.write(1, f"kept {number}\n".encode())
            if number % APPENDS_PER_COMPACTION == 0:
                store.compact()
                os.write(1, b"compacted\n")


def raise_writers() -> None:
    """For each line ``<first number> <home>``: fork a writer, say its pid, and later that it ended."""
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder)) as store:
        store.append(numbered_batch(0))  # what is imported when first used
    for line in sys.stdin:
        first, home = line.rstrip("\n").split(" ", 1)
        child = os.fork()
        if not child:
            write(Path(home), int(first))
            os._exit(0)
        os.write(1, f"pid {child}\n".encode())
        os.waitpid(child, 0)
        os.write(1, b"ended\n")


def read(home: Path) -> None:
    """Read version after version until stdin closes; each must hold whole batches, and no fewer than the last."""
    store, looks, batches, version = Store(home), 0, 0, 0
    while not select.select([sys.stdin], [], [], 0)[0]:
        snapshot = store.snapshot()
        found = check_whole(snapshot.read(Dataset.TICKS, columns=["price", "trade_id"]))
        again = check_whole(snapshot.read(Dataset.TICKS, columns=["price", "trade_id"]))
        assert found == again, f"version {snapshot.version} changed from {found} to {again} batches"
        assert found >= batches, f"version {snapshot.version} has {found} batches, {version} had {batches}"
        assert snapshot.version >= version, f"version {snapshot.version} came after {version}"
        looks, batches, version = looks + 1, found, snapshot.version
        time.sleep(PAUSE_S)
    print(f"looked {looks}", flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "nursery":
        raise_writers()
    else:
        read(Path(sys.argv[2]))
