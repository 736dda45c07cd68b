"""How scenarios were drawn: weights, batches, labels."""

from __future__ import annotations

import numpy as np
import pytest

from seawall.core import Lineage
from seawall.errors import InputError
from seawall.market import FactorKind, RiskFactor
from seawall.scenarios import NumberedLabels, SampleDesign, ScenarioSet

MADE = Lineage(method="example", source="example", data_hash="0")


@pytest.mark.parametrize(
    ("weights", "message"),
    [([0.5, 0.6], "must sum to 1"), ([1.5, -0.5], "must not be below 0"), ([np.nan, 1.0], "must be finite")],
)
def test_weights_are_a_probability(weights: list[float], message: str) -> None:
    with pytest.raises(InputError, match=message):
        SampleDesign(weights=np.array(weights))


def test_effective_size_is_kishs() -> None:
    assert SampleDesign().effective_size(40) == 40
    assert SampleDesign(weights=np.full(40, 1 / 40)).effective_size(40) == pytest.approx(40)
    assert SampleDesign(weights=np.array([0.5, 0.5, 0.0, 0.0])).effective_size(4) == pytest.approx(2)
    assert SampleDesign(weights=np.array([0.5, 0.25, 0.25])).effective_size(3) == pytest.approx(1 / 0.375)


@pytest.mark.parametrize(
    ("design", "message"),
    [(SampleDesign(weights=np.array([1.0])), "shape"), (SampleDesign(batches=2), "3 scenarios do not divide into 2")],
)
def test_a_design_that_does_not_fit_is_refused(design: SampleDesign, message: str) -> None:
    with pytest.raises(InputError, match=message):
        ScenarioSet((RiskFactor(FactorKind.SPOT, "A"),), np.zeros((3, 1)), ("a", "b", "c"), 1, MADE, design=design)


def test_numbered_labels_read_as_a_sequence() -> None:
    labels = NumberedLabels("draw", 5)
    assert list(labels) == [labels[i] for i in range(5)] == ["draw 1", "draw 2", "draw 3", "draw 4", "draw 5"]
    assert labels[1:3] == ("draw 2", "draw 3")
    assert labels[-1] == "draw 5"
    with pytest.raises(IndexError):
        labels[5]
