"""Fit the iceberg detector: ``python -m benchmarks.fit_icebergs`` writes the parameter file that Seawall ships.

Seeds 1 to 40, each a half hour of one variant in turn; no other seed is ever looked at here. The logistic weights are
those of the largest penalised likelihood, by Newton's method; the steps that make them reliable are monotone
regression on forecasts of five groups of seeds, each made by weights that were fitted without that group.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import isotonic_regression
from scipy.special import expit

import seawall.microstructure
from seawall.core import BoolArray, FloatArray
from seawall.measures import match_detections
from seawall.microstructure import (
    ICEBERG_FEATURES,
    HiddenSizeLaw,
    IcebergParameters,
    spline_terms,
)
from seawall.simulator import IcebergVariant
from seawall.workflows import IcebergRun, iceberg_detections, iceberg_truths, run_iceberg_trial

TRAINING_SEEDS = range(1, 41)
SECONDS = 1_800
TOLERANCE_NS = 1_000_000_000
GROUPS = 5
PENALTY = 1.0
VERSION = "1"
NATIVE_FEATURES = ("refills under fire", "refills of empty", "over-executed", "pieces")


def blank_parameters() -> IcebergParameters:
    """Weights of nothing, with which features can be gathered before anything is fitted."""
    size = len(ICEBERG_FEATURES)
    nothing = np.zeros(3 * size)
    law = HiddenSizeLaw(np.array([1.0]), np.array([0.0]))
    one = np.zeros(1)
    return IcebergParameters(
        "0", {}, np.zeros((2, size)), nothing, nothing + 1.0, nothing, 0.0, one, one, np.zeros(5), law
    )


def variant_of(seed: int) -> IcebergVariant:
    """Variants in turn."""
    return list(IcebergVariant)[seed % len(IcebergVariant)]


def gather(seed: int) -> IcebergRun:
    """The episodes of a training market."""
    return run_iceberg_trial(
        seed=seed, variant=variant_of(seed), seconds=SECONDS, threshold=1.0, parameters=blank_parameters()
    )


def fit(runs: Sequence[IcebergRun]) -> dict[str, Any]:
    """Everything of the parameter file."""
    rows = np.array([each.features for run in runs for each in run.episodes])
    seeds = np.array([run.seed for run in runs for _ in run.episodes])
    matches = match_detections(iceberg_detections(runs), iceberg_truths(runs), tolerance_ns=TOLERANCE_NS)
    is_true = matches.is_true
    knots = np.percentile(rows[is_true], [30, 70], axis=0)
    terms = spline_terms(rows, knots)
    means, scales = terms.mean(axis=0), terms.std(axis=0)
    scales[scales == 0.0] = 1.0
    terms = (terms - means) / scales
    weights = logistic_weights(terms, is_true)
    left_out = np.zeros(len(rows))
    for group in range(GROUPS):
        away = seeds % GROUPS == group
        left_out[away] = with_one(terms[away]) @ logistic_weights(terms[~away], is_true[~away])
    steps = monotone_steps(left_out, is_true)
    return {
        "format": 1,
        "version": VERSION,
        "features": list(ICEBERG_FEATURES),
        "fitted_on": {
            "market": "simulated",
            "seeds": f"{TRAINING_SEEDS.start}-{TRAINING_SEEDS.stop - 1}",
            "variants": [each.value for each in IcebergVariant],
            "seconds_each": SECONDS,
            "date": datetime.now(UTC).date().isoformat(),
            "episodes": len(rows),
            "true_episodes": int(is_true.sum()),
            "command": "python -m benchmarks.fit_icebergs",
        },
        "knots": rounded(knots),
        "means": rounded(means),
        "scales": rounded(scales),
        "weights": rounded(weights[1:]),
        "intercept": float(rounded(weights[0])),
        "steps_logit": rounded(steps[0]),
        "steps_probability": rounded(steps[1]),
        "native_weights": rounded(native_weights(runs, rows, matches.detection_rows, matches.truth_rows)),
        **sizes(runs),
    }


def logistic_weights(terms: FloatArray, is_true: BoolArray, *, penalty: float = PENALTY) -> FloatArray:
    """Intercept and weights of the largest likelihood less half the penalised squares of the weights."""
    design = with_one(terms)
    ridge = np.full(design.shape[1], penalty)
    ridge[0] = 0.0
    signs = np.where(is_true, 1.0, -1.0)

    def lost(weights: FloatArray) -> float:
        return float(np.logaddexp(0.0, -signs * (design @ weights)).sum() + 0.5 * (ridge * weights * weights).sum())

    weights = np.zeros(design.shape[1])
    weights[0] = np.log(is_true.mean() / (1.0 - is_true.mean()))
    for _ in range(100):
        chance = expit(design @ weights)
        slope = design.T @ (is_true - chance) - ridge * weights
        curvature = (design * (chance * (1.0 - chance))[:, np.newaxis]).T @ design + np.diag(ridge + 1e-9)
        step, before = np.linalg.solve(curvature, slope), lost(weights)
        while lost(weights + step) > before and float(np.abs(step).max()) > 1e-12:
            step *= 0.5
        weights += step
        if float(np.abs(step).max()) < 1e-8:
            break
    return weights


def with_one(terms: FloatArray) -> FloatArray:
    """Terms with a first column of ones."""
    return np.column_stack([np.ones(len(terms)), terms])


def monotone_steps(logits: FloatArray, is_true: BoolArray) -> tuple[FloatArray, FloatArray]:
    """Where the monotone regression rises, and to what; the ends shrunk to what their cases can support."""
    order = np.argsort(logits, kind="stable")
    blocks = isotonic_regression(is_true[order].astype(float)).blocks
    starts, ends = blocks[:-1], blocks[1:]
    true = np.add.reduceat(is_true[order].astype(float), starts)
    cases = ends - starts
    # half a case on either side keeps any step from claiming certainty
    return logits[order][starts], np.maximum.accumulate((true + 0.5 * is_true.mean()) / (cases + 0.5))


def native_weights(
    runs: Sequence[IcebergRun], rows: FloatArray, detection_rows: np.ndarray, truth_rows: np.ndarray
) -> FloatArray:
    """Of episodes that are icebergs: what tells those that the exchange refills."""
    is_native = np.array(
        [each.is_native for run in runs for each in run.icebergs if each.refills >= 2 and each.refilled_ns is not None]
    )
    columns = [ICEBERG_FEATURES.index(name) for name in NATIVE_FEATURES]
    return logistic_weights(rows[detection_rows][:, columns], is_native[truth_rows])


def sizes(runs: Sequence[IcebergRun]) -> dict[str, Any]:
    """Kaplan and Meier's law of sizes in peaks; icebergs that were cancelled, or cut by the end, are censored."""
    found = [
        (each.executed_lots / each.first_tip_lots, each.executed_lots == each.total_lots)
        for run in runs
        if variant_of(run.seed) is not IcebergVariant.RANDOM_PEAK
        for each in run.icebergs
        if each.refills
    ]
    law = HiddenSizeLaw.fit([peaks for peaks, _ in found], [is_whole for _, is_whole in found])
    return {"size_peaks": rounded(law.peaks), "size_survival": rounded(law.survival)}


def rounded(numbers: Any) -> Any:
    """Ten digits, so that the last bits of a machine do not enter the file."""
    return json.loads(json.dumps(np.vectorize(lambda each: float(f"{each:.10g}"))(np.asarray(numbers)).tolist()))


def main(*, load: Callable[[int], IcebergRun] = gather) -> None:
    """Fit, and write."""
    runs = []
    for seed in TRAINING_SEEDS:
        runs.append(load(seed))
        print(f"seed {seed}: {len(runs[-1].episodes)} episodes", file=sys.stderr)
    target = Path(seawall.microstructure.__file__).parent / "iceberg_parameters.json"
    target.write_text(json.dumps(fit(runs), indent=1) + "\n", encoding="utf-8")
    print(f"wrote {target}")


if __name__ == "__main__":
    main()
