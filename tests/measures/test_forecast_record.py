"""The record of forecasts: strict exceptions, and what it refuses."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from seawall.errors import InputError
from seawall.measures import ForecastRecord
from tests.measures.forecasts import LINEAGE


def _record(**changes: Any) -> ForecastRecord:
    fields: dict[str, Any] = {
        "model": "example",
        "dates": np.array(["2024-01-02", "2024-01-03", "2024-01-04"], dtype="datetime64[D]"),
        "losses": [1.0, 2.0, -3.0],
        "value_at_risk": [1.0, 1.5, 1.0],
        "expected_shortfall": [2.0, 2.0, 2.0],
        "tail_losses": [[3.0, 1.0]] * 3,
        "confidence": 0.99,
        "window_sessions": 250,
        "lineage": LINEAGE,
    }
    return ForecastRecord(**(fields | changes))


def test_a_loss_that_equals_the_var_is_no_exception() -> None:
    record = _record()
    assert record.exceptions.tolist() == [False, True, False]
    assert len(record) == 3
    assert record.expected_exceptions == pytest.approx(0.03)


def test_arrays_cannot_be_written_to() -> None:
    record = _record()
    for name in ("dates", "losses", "value_at_risk", "expected_shortfall", "tail_losses"):
        with pytest.raises(ValueError, match="read-only"):
            getattr(record, name)[0] = getattr(record, name)[1]


def test_a_book_that_cannot_lose_by_its_var_may_be_judged() -> None:
    assert _record(value_at_risk=[-1.0, -1.0, -1.0]).exceptions.sum() == 2


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"losses": [1.0, np.nan, 1.0]}, "'losses' must be finite, was nan at \\(1,\\)"),
        ({"losses": [1.0, 1.0]}, "'losses' must have shape \\(3,\\)"),
        ({"value_at_risk": [1.0, 2.5, 1.0]}, "2024-01-03: 'expected_shortfall' must not be below 'value_at_risk'"),
        ({"expected_shortfall": [2.0, 0.0, 2.0]}, "2024-01-03: 'expected_shortfall' must be above 0"),
        ({"tail_losses": [[3.0, 1.0], [3.0, 1.0], [3.0, 1.1]]}, "2024-01-04: the mean of 'tail_losses' must be"),
        ({"tail_losses": np.zeros((3, 0))}, "at least one point"),
        ({"confidence": 99.0}, "percent given"),
        ({"window_sessions": 0}, "'window_sessions' must be at least 1"),
        ({"dates": np.array(["2024-01-03", "2024-01-02", "2024-01-04"], dtype="datetime64[D]")}, "'dates' must rise"),
        ({"dates": np.zeros(0, dtype="datetime64[D]")}, "at least one session"),
    ],
)
def test_what_is_no_record_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        _record(**changes)
