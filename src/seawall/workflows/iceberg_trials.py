"""Icebergs looked for in simulated markets, beside where they truly were."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from seawall.measures import Detections, TruthIntervals
from seawall.microstructure import BookDelta, IcebergEpisode, IcebergParameters, IcebergWatch, Trade
from seawall.simulator import IcebergTrial, IcebergVariant, PlantedIceberg

__all__ = [
    "FEWEST_REFILLS",
    "IcebergRun",
    "iceberg_detections",
    "iceberg_truths",
    "run_iceberg_trial",
    "watch_messages",
]

FEWEST_REFILLS = 2
"""An iceberg that was refilled less often did nothing that a plain order does not do."""


@dataclass(frozen=True, slots=True)
class IcebergRun:
    """One market, what was detected in it, and what was there."""

    seed: int
    seconds: int
    episodes: tuple[IcebergEpisode, ...]
    icebergs: tuple[PlantedIceberg, ...]


def run_iceberg_trial(
    *, seed: int, variant: IcebergVariant, seconds: int, threshold: float, parameters: IcebergParameters | None = None
) -> IcebergRun:
    """Run a market of a seed, and watch its feed."""
    trial = IcebergTrial(seed=seed, variant=variant, seconds=seconds)
    episodes = watch_messages(trial.messages(), threshold=threshold, parameters=parameters)
    return IcebergRun(seed, seconds, episodes, trial.icebergs())


def watch_messages(
    messages: Iterable[BookDelta | Trade], *, threshold: float, parameters: IcebergParameters | None = None
) -> tuple[IcebergEpisode, ...]:
    """Episodes of a simulated feed, to its end."""
    watch = IcebergWatch(IcebergTrial.GRID, threshold=threshold, parameters=parameters)
    for message in messages:
        watch.receive(message)
    watch.finish()
    return watch.take_ended()


def iceberg_detections(runs: Sequence[IcebergRun]) -> Detections:
    """Episodes with the highest probability that each reached; every run is a block."""
    rows = [(run.seed, each) for run in runs for each in run.episodes]
    return Detections(
        blocks=np.array([seed for seed, _ in rows], dtype=np.int64),
        sides=np.array([int(each.side) for _, each in rows], dtype=np.int64),
        price_ticks=np.array([each.ticks for _, each in rows], dtype=np.int64),
        start_ns=np.array([each.start_ns for _, each in rows], dtype=np.int64),
        end_ns=np.array([each.end_ns for _, each in rows], dtype=np.int64),
        flagged_ns=np.array(
            [each.end_ns if each.flagged_ns is None else each.flagged_ns for _, each in rows], dtype=np.int64
        ),
        scores=np.array([each.highest_probability for _, each in rows]),
    )


def iceberg_truths(runs: Sequence[IcebergRun]) -> TruthIntervals:
    """Icebergs with at least two refills, from the first of these to the end."""
    return TruthIntervals.of(
        [
            (run.seed, int(each.side), each.ticks, each.refilled_ns, each.end_ns)
            for run in runs
            for each in run.icebergs
            if each.refills >= FEWEST_REFILLS and each.refilled_ns is not None
        ]
    )
