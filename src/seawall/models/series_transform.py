"""From the levels of a series to the values that are modelled."""

from __future__ import annotations

from enum import StrEnum

import numpy as np

from seawall.core import FloatArray, check_finite, check_shape, choice_named, read_only
from seawall.errors import InputError

__all__ = ["Transform", "transform_series"]


class Transform(StrEnum):
    """What is modelled in place of the level."""

    LOG_RETURNS = "log-returns"
    RETURNS = "returns"
    LOG = "log"
    DIFFERENCE = "difference"
    LEVEL = "level"

    @property
    def is_step(self) -> bool:
        """Whether a value is a step between two levels, so that there is one fewer and zero means no change."""
        return self in {Transform.LOG_RETURNS, Transform.RETURNS, Transform.DIFFERENCE}


def transform_series(levels: FloatArray, *, transform: Transform) -> FloatArray:
    r"""Values to model.

    .. math:: \ln \frac{x_t}{x_{t-1}}, \quad \frac{x_t}{x_{t-1}} - 1, \quad \ln x_t, \quad x_t - x_{t-1}, \quad x_t

    Parameters
    ----------
    levels : FloatArray
        Shape (n,), oldest first, n >= 2; above 0 where a ratio or logarithm is asked for.
    transform : Transform
        Which.

    Returns
    -------
    FloatArray
        Shape (n,), or (n - 1,) of steps.

    Raises
    ------
    InputError
        For a level that is not above 0, or fewer than 2 levels; for a `transform` that there is not.

    Examples
    --------
    >>> transform_series(np.array([100.0, 110.0, 99.0]), transform=Transform.RETURNS).round(12).tolist()
    [0.1, -0.1]
    """
    transform = choice_named(transform, "transform", Transform)
    series = check_finite(check_shape(np.asarray(levels, dtype=np.float64), "levels", (None,)), "levels")
    if len(series) < 2:
        raise InputError(f"'levels' must hold at least 2 values, was {len(series)}")
    needs_positive = transform not in {Transform.DIFFERENCE, Transform.LEVEL}
    if needs_positive and (series <= 0.0).any():
        raise InputError(
            f"the transform {transform} needs levels above 0, but one is {float(series.min()):g}; "
            f"{Transform.DIFFERENCE} and {Transform.LEVEL} do not"
        )
    match transform:
        case Transform.LOG_RETURNS:
            return read_only(np.diff(np.log(series)))
        case Transform.RETURNS:
            return read_only(series[1:] / series[:-1] - 1.0)
        case Transform.LOG:
            return read_only(np.log(series))
        case Transform.DIFFERENCE:
            return read_only(np.diff(series))
        case Transform.LEVEL:
            return read_only(series)
