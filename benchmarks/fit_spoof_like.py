"""Fit the detector of spoof-like orders: ``python -m benchmarks.fit_spoof_like DIR`` writes the file Seawall ships.

DIR holds half an hour of Bitstamp's live orders, as ``orders.csv.gz`` and ``trades.csv``. Seeds 1 to 16 are planted
into its minutes 2 to 15, and seeds 1 to 8 into ten minutes of the simulated market; no other window and no other seed
is looked at here.
"""

from __future__ import annotations

import sys
from pathlib import Path

import seawall.microstructure
from seawall.microstructure import OrderColumns, SpoofModel
from seawall.sources import read_bitstamp_live
from seawall.workflows import ScoreWindow, SpoofTrial, fit_on_plants, plant_in_recording, plant_in_simulator

RECORDED_SEEDS = range(1, 17)
SIMULATED_SEEDS = range(1, 9)
VERSION = "1"
WHERE = (
    "Bitstamp BTC/USD, 2026-05-02 02:38 to 02:51 UTC, seeds 1 to 16; simulated market, ten minutes each, seeds 1 to 8"
)


def training_trials(orders: OrderColumns) -> list[SpoofTrial]:
    """Streams of the training, the recorded ones first."""
    trials = []
    for seed in RECORDED_SEEDS:
        trials.append(plant_in_recording(orders, ScoreWindow.TRAINING, seed=seed))
        print(f"recorded, seed {seed}: {len(trials[-1].episodes)} large orders", file=sys.stderr)
    for seed in SIMULATED_SEEDS:
        trials.append(plant_in_simulator(seed=seed))
        print(f"simulated, seed {seed}: {len(trials[-1].episodes)} large orders", file=sys.stderr)
    return trials


def fit(folder: Path) -> SpoofModel:
    """Everything of the parameter file."""
    orders = read_bitstamp_live(folder / "orders.csv.gz", folder / "trades.csv").orders
    return fit_on_plants(training_trials(orders), version=VERSION, where=WHERE)


def main(folder: Path) -> None:
    """Fit, say whether the shipped numbers come out again, and write."""
    model = fit(folder)
    print("equal to the shipped file" if model == SpoofModel.shipped() else "differs from the shipped file")
    target = Path(seawall.microstructure.__file__).parent / "spoof_parameters.json"
    target.write_text(model.text(), encoding="utf-8")
    print(f"wrote {target}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m benchmarks.fit_spoof_like DIR")
    main(Path(sys.argv[1]))
