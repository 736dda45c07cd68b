"""Cascades on estimated levels against those on true ones: ``python -m tests.workflows.cascade_of_map`` measures them.

One simulated market a seed, with its own law of depth; shocks both ways on the levels of the map, and on the true
positions. Nothing else differs.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

import numpy as np

from seawall.microstructure import CascadePath, PositionSide
from seawall.workflows import CascadeMarket, run_cascade_shock, simulated_cascade_market

SHOCKS = (0.01, 0.02, 0.03, 0.04, 0.06)
SMALLEST_MOVE = 0.0005
"""Of the price, of either: moves that nobody would see are not compared."""


@dataclass(frozen=True)
class MapComparison:
    """One shock to one market."""

    seed: int
    side: PositionSide
    shock: float
    of_map: float
    of_truth: float

    @property
    def counts(self) -> bool:
        """Whether it is large enough to compare."""
        return max(self.of_map, self.of_truth) >= SMALLEST_MOVE

    @property
    def ratio(self) -> float:
        """Move beyond the shock by the map, over that by the true positions."""
        return self.of_map / self.of_truth if self.of_truth else np.inf


def moves_on_both(seed: int) -> list[MapComparison]:
    """All shocks of a seed, on the map and on the true positions."""
    markets = [simulated_cascade_market(seed=seed, knows_truth=each) for each in (False, True)]
    return [
        MapComparison(seed, side, shock, *(abs(path(market, side, shock).move_beyond) for market in markets))
        for side in PositionSide
        for shock in SHOCKS
    ]


def path(market: CascadeMarket, side: PositionSide, shock: float) -> CascadePath:
    """Of a shock that liquidates a side."""
    return run_cascade_shock(market, shock=-int(side) * shock).path


def main() -> None:
    """Print the table of the page on cascades."""
    seeds = [int(each) for each in sys.argv[1:]] or list(range(1, 9))
    rows = [row for seed in seeds for row in moves_on_both(seed) if row.counts]
    print("shock, compared, median by the map, by truth, median ratio, quartiles, within a factor of 1.25, of 2")
    for shock in (*SHOCKS, None):
        here = [row for row in rows if shock is None or row.shock == shock]
        ratios = np.array([row.ratio for row in here])
        moves = np.median([(row.of_map, row.of_truth) for row in here], axis=0)
        quarters = np.quantile(ratios, [0.25, 0.5, 0.75])
        within = [np.mean(np.abs(np.log(ratios)) <= np.log(factor)) for factor in (1.25, 2.0)]
        print(
            f"| {'all' if shock is None else f'{shock:.0%}'} | {len(here)} | {moves[0]:.3%} | {moves[1]:.3%} "
            f"| {quarters[1]:.2f} | {quarters[0]:.2f} to {quarters[2]:.2f} | {within[0]:.0%} | {within[1]:.0%} |"
        )


if __name__ == "__main__":
    main()
