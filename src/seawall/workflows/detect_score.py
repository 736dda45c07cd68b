"""The use case: detectors scored on markets whose truth is known. Joins rooms; holds no mathematics."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from seawall.errors import InputError
from seawall.measures import DetectionMatches as Matches
from seawall.measures import (
    average_precision,
    average_precision_interval,
    brier_score,
    match_detections,
    precision_recall_curve,
    reliability_curve,
    score_detections,
)
from seawall.microstructure import SpoofModel, shipped_iceberg_parameters
from seawall.report import DetectionDocument, DetectionTrial, compose_detection
from seawall.simulator import IcebergVariant
from seawall.workflows.iceberg_trials import (
    FEWEST_REFILLS,
    IcebergRun,
    iceberg_detections,
    iceberg_truths,
    run_iceberg_trial,
)
from seawall.workflows.spoof_scores import run_spoof_scores

__all__ = ["FIRST_TEST_SEED", "TEST_SEEDS", "iceberg_trial_scores", "run_detect_score"]

FIRST_TEST_SEED, TEST_SEEDS = 101, 20
_SECONDS = 1_800
_THRESHOLD = 0.5
_TOLERANCE_NS = 1_000_000_000
_RECALLS = (0.5, 0.6, 0.7, 0.8)
_BOOTSTRAP_SEED = 1
_MOST_SEEDS = 1_000


def run_detect_score(
    *,
    seeds: int = 1,
    first_seed: int = FIRST_TEST_SEED,
    seconds: int = _SECONDS,
    folder: Path | None = None,
    only_spoof_like: bool = False,
    progress: Callable[[str, int, int], None] | None = None,
) -> DetectionDocument:
    """Score both detectors: of icebergs, and of spoof-like orders.

    Parameters
    ----------
    seeds : int
        How many, from 1 to 1,000: each has a market of every variant of icebergs, and a stream of spoof-like orders.
    first_seed : int
        From which on; the detectors were fitted on seeds 1 to 40, which would flatter them.
    seconds : int
        Length of each market with icebergs, at least 60.
    folder : Path, optional
        A recording to plant spoof-like orders into, as of :func:`run_spoof_scores`; icebergs are planted into simulated
        markets alone, since those of a recording are not known.
    only_spoof_like : bool
        Leave icebergs out.
    progress : callable, optional
        Told what is being done, how much of it is done, and how much there is.

    Returns
    -------
    DetectionDocument
        Ready to show.

    Raises
    ------
    InputError
        For too few or too many seeds.
    """
    if not 1 <= seeds <= _MOST_SEEDS:
        raise InputError(f"'seeds' must be from 1 to {_MOST_SEEDS:,}, was {seeds}")
    if not 0 <= first_seed < 2**32:
        raise InputError(f"'first_seed' must be from 0 to 2**32 - 1, was {first_seed}")
    trials = [] if only_spoof_like else _iceberg_trials(seeds, first_seed, seconds, progress)
    scorecards = run_spoof_scores(seeds=seeds, first_seed=first_seed, folder=folder, progress=progress)
    icebergs, spoof_like = shipped_iceberg_parameters(), SpoofModel.shipped()
    fitted = [
        *([f"icebergs version {icebergs.version}, fitted on seeds {icebergs.fitted_on['seeds']}"] if trials else []),
        f"spoof-like version {spoof_like.version}, fitted on {spoof_like.fitted_on['on']}",
    ]
    last = first_seed + seeds - 1
    whole = f" of the {TEST_SEEDS} test seeds" if first_seed == FIRST_TEST_SEED and seeds <= TEST_SEEDS else ""
    named = f"seed {first_seed}, 1" if seeds == 1 else f"seeds {first_seed} to {last}, {seeds}"
    length = f"icebergs in {seconds // 60} minutes of each of {len(IcebergVariant)} variants, " if trials else ""
    return compose_detection(
        trials,
        scorecards,
        share=f"{named}{whole}; {length}spoof-like orders in ten minutes",
        parameters="; ".join(fitted),
        simulated=folder is None,
    )


def _iceberg_trials(
    seeds: int, first_seed: int, seconds: int, progress: Callable[[str, int, int], None] | None
) -> list[DetectionTrial]:
    """Every variant, and all of them together."""
    variants = list(IcebergVariant)
    runs: dict[IcebergVariant, list[IcebergRun]] = {variant: [] for variant in variants}
    for number in range(seeds * len(variants)):
        seed, variant = first_seed + number // len(variants), variants[number % len(variants)]
        runs[variant].append(run_iceberg_trial(seed=seed, variant=variant, seconds=seconds, threshold=_THRESHOLD))
        if progress is not None:
            progress("markets with icebergs", number + 1, seeds * len(variants))
    trials = [iceberg_trial_scores(runs[variant], variant.value) for variant in variants]
    return [*trials, iceberg_trial_scores(_separate(runs), "all")]


def iceberg_trial_scores(runs: Sequence[IcebergRun], variant: str) -> DetectionTrial:
    """Scores of runs whose numbers of seeds are their blocks."""
    matches = match_detections(iceberg_detections(runs), iceberg_truths(runs), tolerance_ns=_TOLERANCE_NS)
    has_curve = bool(len(matches.detections) and len(matches.truths))
    curve = precision_recall_curve(matches) if has_curve else None
    stated = np.array([each.probability for run in runs for each in run.episodes])
    size_error, total_size_error = _size_errors(runs, matches)
    return DetectionTrial(
        detector="icebergs",
        variant=variant,
        markets=len(runs),
        score=score_detections(matches, threshold=_THRESHOLD, hours=sum(run.seconds for run in runs) / 3_600),
        average_precision=average_precision(matches) if has_curve else None,
        interval=average_precision_interval(matches, seed=_BOOTSTRAP_SEED) if has_curve else None,
        precision_at_recall=tuple(
            (recall, None if curve is None else curve.precision_at_recall(recall)) for recall in _RECALLS
        ),
        reliability=reliability_curve(stated, matches.is_true) if len(stated) else None,
        brier=brier_score(stated, matches.is_true) if len(stated) else None,
        size_error=size_error,
        total_size_error=total_size_error,
    )


def _separate(runs: dict[IcebergVariant, list[IcebergRun]]) -> list[IcebergRun]:
    """Runs of all variants, each a block of its own: prices of one market mean nothing in another."""
    every = [run for each in runs.values() for run in each]
    return [IcebergRun(number, run.seconds, run.episodes, run.icebergs) for number, run in enumerate(every)]


def _size_errors(runs: Sequence[IcebergRun], matches: Matches) -> tuple[float | None, float | None]:
    """Mean errors of the executed and of the whole size, over icebergs found."""
    episodes = [each for run in runs for each in run.episodes]
    icebergs = [
        each for run in runs for each in run.icebergs if each.refills >= FEWEST_REFILLS and each.refilled_ns is not None
    ]
    executed, whole = [], []
    for row, place in zip(matches.detection_rows.tolist(), matches.truth_rows.tolist(), strict=True):
        said, true = episodes[row], icebergs[place]
        if said.highest_probability < _THRESHOLD or not true.rested_lots:
            continue
        executed.append(abs(said.iceberg_lots - true.rested_lots) / true.rested_lots)
        if true.executed_lots == true.total_lots and said.expected_remaining_lots is not None:
            total = said.iceberg_lots + said.expected_remaining_lots
            whole.append(abs(total - true.total_lots) / true.total_lots)
    return (
        float(np.mean(executed)) if executed else None,
        float(np.mean(whole)) if whole else None,
    )
