"""How good the detector of spoof-like orders is on streams with plants, beside a plain rule; and how it is fitted."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from seawall.core import FloatArray
from seawall.errors import InputError
from seawall.measures import (
    DetectionMatches,
    Detections,
    TruthIntervals,
    average_precision,
    average_precision_interval,
    brier_score,
    match_detections,
    reliability_curve,
    score_detections,
)
from seawall.microstructure import OrderColumns, SpoofModel, fit_spoof_model
from seawall.report import DetectorLine, SpoofScorecard
from seawall.simulator import SpoofShape
from seawall.sources import read_bitstamp_live
from seawall.workflows.market_data import Progress
from seawall.workflows.spoof_trials import ScoreWindow, SpoofTrial, plant_in_recording, plant_in_simulator

__all__ = ["fit_on_plants", "run_spoof_scores", "score_spoof_trials"]

_NANOSECONDS_PER_HOUR = 3_600e9
_BLOCK_NS = 30_000_000_000
_TOLERANCE_NS = 50_000_000
_APART_NS = 10**15
"""Trials share the recorded stream: they are laid end to end, so that no flag meets a plant of another trial."""
_FLAG = 0.5
_SEED = 20_260_502
_FIRST_TEST_SEED = 101
_ORDERS, _TRADES = "orders.csv.gz", "trades.csv"
_TWELVE_MEDIANS = SpoofShape(12.0, 12.0, by_median=True)


def fit_on_plants(trials: Sequence[SpoofTrial], *, version: str, where: str) -> SpoofModel:
    """Fit the weights to large orders of trials.

    Parameters
    ----------
    trials : sequence of SpoofTrial
        Of training windows or training seeds.
    version, where : str
        Name of the parameters, and what the trials are.
    """
    features, planted = [], []
    for trial in trials:
        found = _matches([trial]).is_true.tolist()
        features += [each.features for each in trial.episodes]
        planted += found
    about = {
        "on": where,
        "trials": len(trials),
        "seeds": [trial.seed for trial in trials],
        "large_orders": len(planted),
        "planted": sum(planted),
        "method": "ridge logistic regression on bins of features",
    }
    return fit_spoof_model(features, planted, version=version, fitted_on=about)


def score_spoof_trials(trials: Sequence[SpoofTrial], *, where: str) -> SpoofScorecard:
    """Score the detector, and the plain rules, on trials.

    Parameters
    ----------
    trials : sequence of SpoofTrial
        Whose plants the parameters have not seen.
    where : str
        What they are.

    Returns
    -------
    SpoofScorecard
        The interval of the area draws whole half minutes of the stream again, with all that was planted in them.
    """
    if not trials:
        raise InputError("'trials' must be at least one")
    matches = _matches(trials)
    hours = sum(trial.until_ns - trial.from_ns for trial in trials) / _NANOSECONDS_PER_HOUR
    interval = average_precision_interval(matches, seed=_SEED)
    is_true, chances = matches.is_true, matches.detections.scores
    lines = [
        DetectorLine(
            "seawall",
            score_detections(matches, threshold=_FLAG, hours=hours),
            average_precision(matches),
            None if interval is None else interval.lower,
            None if interval is None else interval.upper,
        )
    ]
    for size in trials[0].rules:
        rule = match_detections(_flags(trials, size), matches.truths, tolerance_ns=_TOLERANCE_NS)
        name = f"plain rule, from {size:g}"
        lines.append(DetectorLine(name, score_detections(rule, threshold=_FLAG, hours=hours)))
    curve = reliability_curve(chances, is_true)
    return SpoofScorecard(
        where=where,
        trials=len(trials),
        planted=len(matches.truths),
        found_large=int(is_true.sum()),
        large=len(is_true),
        base_rate=float(is_true.mean()),
        lines=tuple(lines),
        calibration_error=curve.expected_calibration_error,
        brier=brier_score(chances, is_true),
    )


def run_spoof_scores(
    *, seeds: int, first_seed: int = _FIRST_TEST_SEED, folder: Path | None = None, progress: Progress | None = None
) -> tuple[SpoofScorecard, ...]:
    """Score the shipped detector on seeds that it was not fitted to.

    Parameters
    ----------
    seeds : int
        Streams of each kind, with plants of their own.
    first_seed : int
        From which on; 1 to 16 are those of the training.
    folder : Path, optional
        Holds half an hour of Bitstamp's live orders, as ``orders.csv.gz`` and ``trades.csv``; without it the simulated
        market alone is looked at.
    progress : Progress, optional
        Told of each stream.

    Returns
    -------
    tuple of SpoofScorecard
        The simulated market; and in the recorded one, natural sizes and twelve median levels in the test window, and
        natural sizes in the window that was held back.
    """
    orders = None if folder is None else read_bitstamp_live(folder / _ORDERS, folder / _TRADES).orders
    tried = range(first_seed, first_seed + seeds)
    kinds: list[tuple[str, ScoreWindow | None, SpoofShape | None]] = [("simulated market, natural size", None, None)]
    if orders is not None:
        kinds += [
            ("recorded market, natural size, test window", ScoreWindow.TEST, None),
            ("recorded market, 12 median levels, test window", ScoreWindow.TEST, _TWELVE_MEDIANS),
            ("recorded market, natural size, held back", ScoreWindow.HELD_BACK, None),
        ]
    found = []
    for number, (where, window, shape) in enumerate(kinds):
        trials: list[SpoofTrial] = []
        for seed in tried:
            if progress is not None:
                progress(where, number * seeds + len(trials), len(kinds) * seeds)
            trials.append(_trial(orders, window, shape, seed))
        found.append(score_spoof_trials(trials, where=where))
    return tuple(found)


def _trial(orders: OrderColumns | None, window: ScoreWindow | None, shape: SpoofShape | None, seed: int) -> SpoofTrial:
    if orders is None or window is None:
        return plant_in_simulator(seed=seed)
    return plant_in_recording(orders, window, seed=seed, shape=shape)


def _matches(trials: Sequence[SpoofTrial]) -> DetectionMatches:
    """Large orders and plants of the same side and price whose appearances are one."""
    rows: list[tuple[int, ...]] = []
    scores = []
    truths = []
    for number, trial in enumerate(trials):
        moved = number * _APART_NS
        for each in trial.episodes:
            at = each.appeared_ns + moved
            rows.append((_block(trial, each.appeared_ns), int(each.side), each.tick, at, at, each.judged_ns + moved))
            scores.append(each.probability)
        for plant in trial.truth:
            at = plant.appeared_ns + moved
            truths.append((_block(trial, plant.appeared_ns), int(plant.side), plant.tick, at, at))
    detections = _detections(rows, np.array(scores, dtype=float))
    return match_detections(detections, TruthIntervals.of(truths), tolerance_ns=_TOLERANCE_NS)


def _flags(trials: Sequence[SpoofTrial], size: float) -> Detections:
    rows: list[tuple[int, ...]] = [
        (
            _block(trial, flag.appeared_ns),
            int(flag.side),
            flag.tick,
            flag.appeared_ns + number * _APART_NS,
            flag.appeared_ns + number * _APART_NS,
            flag.ended_ns + number * _APART_NS,
        )
        for number, trial in enumerate(trials)
        for flag in trial.rules[size]
    ]
    return _detections(rows, np.ones(len(rows)))


def _detections(rows: list[tuple[int, ...]], scores: FloatArray) -> Detections:
    """Rows of block, side, price, first and last instant, and when it was said."""
    blocks, sides, ticks, start_ns, end_ns, flagged_ns = np.array(rows, dtype=np.int64).reshape(-1, 6).T
    return Detections(blocks, sides, ticks, start_ns, end_ns, flagged_ns, scores)


def _block(trial: SpoofTrial, appeared_ns: int) -> int:
    """Half minute of the window: the same stretch of the recording is one block in all trials."""
    return (appeared_ns - trial.from_ns) // _BLOCK_NS
