"""Forecasts that need no model, and that every model has to beat."""

from __future__ import annotations

from enum import StrEnum

import numpy as np

from seawall.core import FloatArray, check_finite, check_shape, choice_named
from seawall.errors import InputError

__all__ = ["Naive", "naive_mean", "naive_scale"]


class Naive(StrEnum):
    """Rule of a forecast without a model."""

    LAST_VALUE = "last value"
    """For ever: a random walk."""
    DRIFT = "drift"
    """The last value, and the mean step of the history for each step ahead: a random walk with drift."""
    ZERO = "zero"
    """Of returns and differences: a random walk of the level behind them."""
    MEAN = "mean"
    """Of the history; of returns and differences, a random walk with drift of the level behind them."""
    SEASONAL = "seasonal naive"
    """The value one season earlier."""


def naive_mean(history: FloatArray, naive: Naive, *, steps: int, period: int = 1) -> FloatArray:
    """Forecast by one rule.

    Parameters
    ----------
    history : FloatArray
        Shape (n,), oldest first; n >= 2, and n >= `period` for the seasonal rule.
    naive : Naive
        The rule.
    steps : int
        Ahead, at least 1.
    period : int
        Values in a season; above 1 for the seasonal rule.

    Returns
    -------
    FloatArray
        Shape (steps,).

    Raises
    ------
    InputError
        For a history too short, or a season of one value; for a rule that there is not.

    Examples
    --------
    >>> history = np.array([1.0, 2.0, 4.0])
    >>> naive_mean(history, Naive.DRIFT, steps=2).tolist()
    [5.5, 7.0]
    >>> naive_mean(history, Naive.SEASONAL, steps=3, period=2).tolist()
    [2.0, 4.0, 2.0]
    """
    naive = choice_named(naive, "naive", Naive)
    known = check_finite(check_shape(np.asarray(history, dtype=np.float64), "history", (None,)), "history")
    if steps < 1 or len(known) < 2:
        raise InputError(f"'history' must hold 2 values and 'steps' be 1 or more, were {len(known)} and {steps!r}")
    ahead = np.arange(1, steps + 1)
    match naive:
        case Naive.LAST_VALUE:
            return np.full(steps, known[-1])
        case Naive.DRIFT:
            return np.asarray(known[-1] + ahead * (known[-1] - known[0]) / (len(known) - 1))
        case Naive.ZERO:
            return np.zeros(steps)
        case Naive.MEAN:
            return np.full(steps, known.mean())
        case Naive.SEASONAL:
            if not 1 < period <= len(known):
                raise InputError(f"'period' must be in [2, {len(known)}] for the seasonal rule, was {period!r}")
            return np.asarray(known[len(known) - period + (ahead - 1) % period])


def naive_scale(history: FloatArray, *, period: int = 1) -> float:
    """Mean absolute step over one season of a history: the unit of the mean absolute scaled error.

    Parameters
    ----------
    history : FloatArray
        Shape (n,), n above `period`.
    period : int
        Values in a season; 1 without.

    Raises
    ------
    InputError
        When the history is too short or never changes.

    References
    ----------
    Hyndman, Koehler, "Another look at measures of forecast accuracy", *International Journal of Forecasting* 22 (2006).

    Examples
    --------
    >>> naive_scale(np.array([1.0, 3.0, 2.0]))
    1.5
    """
    if not 1 <= period < len(history):
        raise InputError(f"'period' must be in [1, {len(history) - 1}], was {period!r}")
    scale = float(np.abs(history[period:] - history[:-period]).mean())
    if scale == 0.0:
        raise InputError("'history' must change, but its steps are 0: errors cannot be scaled by them")
    return scale
