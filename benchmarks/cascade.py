"""A cascade with branching ratio and both tipping shocks, of a map of 400 bins and of a ledger of 4,000 positions."""

from __future__ import annotations

from functools import partial

import numpy as np

from benchmarks.timing import Candidate, interleaved, pin_to_one_core, report, write
from seawall.microstructure import LiquidationLevels, PositionSide, Side, SideDepth, run_cascade

MID, SEED = 100_000.0, 11
SIZES = (400, 4_000)
BOOK_LEVELS = 1_000
ROUNDS = 15


def market(levels: int) -> tuple[LiquidationLevels, SideDepth]:
    """Levels to 20 % below, with a cluster at 3 % in which each forced order forces more than itself."""
    generator = np.random.default_rng(SEED)
    away = (np.arange(levels) + 0.5) * 0.2 / levels
    quantities = (
        (200.0 / levels) * (1.0 + 12.0 * np.exp(-(((away - 0.03) / 0.008) ** 2))) * generator.gamma(2.0, 2.0, levels)
    )
    prices = np.asarray(MID * (1.0 - np.arange(1, BOOK_LEVELS + 1) * 2e-5), dtype=np.float64)
    depth = np.cumsum(generator.gamma(2.0, 0.5, BOOK_LEVELS))
    return (
        LiquidationLevels(PositionSide.LONG, MID * (1.0 - away), quantities, "made", is_estimated=True),
        SideDepth(Side.BID, MID, prices, depth, "made", is_estimated=False),
    )


def main() -> None:
    """Time both, and write ``out/benchmark_cascade.json``."""
    pin_to_one_core()
    candidates = [Candidate(f"{size:,} levels", partial(run_cascade, *market(size), shock=-0.01), 1) for size in SIZES]
    times = interleaved(candidates, rounds=ROUNDS)
    notes = {f"ms, {name}": round(timing.median / 1e6, 3) for name, timing in times.items()}
    write("cascade", [report("One cascade", times, ours="400 levels", notes=notes)])


if __name__ == "__main__":
    main()
