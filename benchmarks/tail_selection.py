"""VaR and ES of ten million losses at three levels: Seawall, numpy's quantile and partition, and one reading."""

from __future__ import annotations

import numpy as np

from benchmarks.timing import Candidate, interleaved, report, write
from seawall.core import FloatArray
from seawall.measures import expected_shortfall, tail_figures, value_at_risk

LOSSES = 10_000_000
CONFIDENCES = (0.95, 0.975, 0.99)
ROUNDS = 7


def main() -> None:
    """Time, compare bit by bit, and write ``out/benchmark_tail_selection.json``."""
    losses = np.random.default_rng(1).standard_t(4, LOSSES)
    for found in tail_figures(losses, confidences=CONFIDENCES):
        plain = (f(losses, confidence=found.confidence) for f in (value_at_risk, expected_shortfall))
        if (found.value_at_risk, found.expected_shortfall) != tuple(plain):
            raise SystemExit("the fast figures are not the plain ones")
    times = interleaved(
        [
            Candidate("seawall", lambda: tail_figures(losses, confidences=CONFIDENCES), LOSSES),
            Candidate("np.quantile, VaR alone", lambda: np.quantile(losses, CONFIDENCES), LOSSES),
            Candidate("np.partition and means", lambda: by_partition(losses), LOSSES),
            Candidate("floor: largest loss", losses.max, LOSSES),
        ],
        rounds=ROUNDS,
    )
    ours = times["seawall"].median
    notes = {
        "part of np.quantile": ours / times["np.quantile, VaR alone"].median,
        "share of the read floor": times["floor: largest loss"].median / ours,
    }
    title = f"VaR and ES of {LOSSES:,} losses at {len(CONFIDENCES)} levels, per loss"
    write("tail_selection", [report(title, times, ours="seawall", notes=notes)])


def by_partition(losses: FloatArray) -> None:
    """The plain numpy way, without the fraction at the boundary and without exact sums."""
    ranks = [round(LOSSES * (1.0 - each)) for each in CONFIDENCES]
    ordered = np.partition(losses, [LOSSES - rank for rank in ranks])
    for rank in ranks:
        ordered[LOSSES - rank :].mean()


if __name__ == "__main__":
    main()
