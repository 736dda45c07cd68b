"""What one model forecast, session by session, and what then happened."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seawall.core import (
    BoolArray,
    DateArray,
    FloatArray,
    Lineage,
    check_confidence,
    check_dates,
    check_finite,
    check_shape,
    read_only,
    read_only_dates,
)
from seawall.errors import InputError
from seawall.measures.tail_quantiles import tail_size

__all__ = ["ForecastRecord"]

_ROUNDING = 1e-9
"""Relative: by how much figures that are ordered or equal by definition may miss it."""


@dataclass(frozen=True, slots=True, eq=False)
class ForecastRecord:
    """Forecasts of one model, one session ahead, each made from data before its session.

    Attributes
    ----------
    model : str
        Name of the model.
    dates : DateArray
        Shape (n,), rising: the session that each forecast is for.
    losses : FloatArray
        Shape (n,): the loss that then came, of the positions that the forecast was for; loss above zero.
    value_at_risk, expected_shortfall : FloatArray
        Shape (n,), loss above zero. Expected Shortfall is above 0, and not below VaR.
    tail_losses : FloatArray
        Shape (n, m): the losses beyond VaR that each forecast holds possible, as m equally likely points whose mean
        is its Expected Shortfall (:func:`sample_tail`, :func:`law_tail`).
    confidence : float
        In [0.5, 1).
    window_sessions : int
        Sessions of history behind each forecast.
    lineage : Lineage
        How the forecasts were made.
    """

    model: str
    dates: DateArray
    losses: FloatArray
    value_at_risk: FloatArray
    expected_shortfall: FloatArray
    tail_losses: FloatArray
    confidence: float
    window_sessions: int
    lineage: Lineage

    def __post_init__(self) -> None:
        """Freeze the arrays, and hold them to their shapes and to each other."""
        check_confidence(self.confidence)
        if self.window_sessions < 1:
            raise InputError(f"'window_sessions' must be at least 1, was {self.window_sessions!r}")
        object.__setattr__(self, "dates", check_dates(read_only_dates(self.dates), "dates"))
        n = len(self.dates)
        if not n:
            raise InputError(f"{self.model}: 'dates' must hold at least one session")
        for name in ("losses", "value_at_risk", "expected_shortfall"):
            values = check_shape(read_only(getattr(self, name)), name, (n,))
            object.__setattr__(self, name, check_finite(values, name))
        tails = check_finite(check_shape(read_only(self.tail_losses), "tail_losses", (n, None)), "tail_losses")
        object.__setattr__(self, "tail_losses", tails)
        shortfall = self.expected_shortfall
        self._refuse(shortfall <= 0.0, "'expected_shortfall' must be above 0")
        slack = _ROUNDING * shortfall
        self._refuse(shortfall < self.value_at_risk - slack, "'expected_shortfall' must not be below 'value_at_risk'")
        if not tails.shape[1]:
            raise InputError(f"{self.model}: 'tail_losses' must hold at least one point a session")
        self._refuse(
            np.abs(tails.mean(axis=1) - shortfall) > slack, "the mean of 'tail_losses' must be 'expected_shortfall'"
        )

    def _refuse(self, wrong: BoolArray, rule: str) -> None:
        if wrong.any():
            place = int(np.argmax(wrong))
            raise InputError(
                f"{self.model}, {self.dates[place]}: {rule}; VaR {self.value_at_risk[place]:g}, "
                f"ES {self.expected_shortfall[place]:g}, mean of the tail {self.tail_losses[place].mean():g}"
            )

    def __len__(self) -> int:
        return len(self.dates)

    @property
    def exceptions(self) -> BoolArray:
        """Whether the loss was strictly above VaR, shape (n,)."""
        return np.asarray(self.losses > self.value_at_risk)

    @property
    def expected_exceptions(self) -> float:
        """Exceptions to be expected of a right model."""
        return float(tail_size(len(self), self.confidence))
