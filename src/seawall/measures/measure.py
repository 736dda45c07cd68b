"""What is measured, and the function that measures it."""

from __future__ import annotations

from enum import StrEnum

from seawall.core import FloatArray, choice_named
from seawall.measures.tail_quantiles import expected_shortfall, value_at_risk

__all__ = ["Measure", "measure_of"]


class Measure(StrEnum):
    """What is measured."""

    VALUE_AT_RISK = "value_at_risk"
    EXPECTED_SHORTFALL = "expected_shortfall"


def measure_of(losses: FloatArray, measure: Measure, *, confidence: float, weights: FloatArray | None = None) -> float:
    """One measure of a sample of losses, loss above zero."""
    measure = choice_named(measure, "measure", Measure)
    function = value_at_risk if measure is Measure.VALUE_AT_RISK else expected_shortfall
    return function(losses, confidence=confidence, weights=weights)
