"""Forecasts rolled through history: each made from what came before its origin, and kept beside what then happened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from seawall.core import FloatArray, IntArray, check_finite, check_shape, read_only
from seawall.errors import InputError

__all__ = ["Forecaster", "OriginForecast", "RollingForecasts", "roll_forecasts"]


@dataclass(frozen=True, slots=True, eq=False)
class OriginForecast:
    """What a model says at one origin.

    Attributes
    ----------
    mean : FloatArray
        Shape (steps,).
    lower, upper : FloatArray
        Shape (n_confidences, steps).
    """

    mean: FloatArray
    lower: FloatArray
    upper: FloatArray


Forecaster = Callable[[FloatArray, int], OriginForecast]
"""From a history and a number of steps to a forecast, with parameters held."""


@dataclass(frozen=True, slots=True, eq=False)
class RollingForecasts:
    """Forecasts of one model from successive origins.

    Attributes
    ----------
    origins : IntArray
        Shape (n_origins,): how many values were known.
    mean, actual : FloatArray
        Shape (n_origins, steps): forecast, and what then happened.
    lower, upper : FloatArray
        Shape (n_confidences, n_origins, steps).
    confidences : tuple of float
        Of the intervals.
    fits : int
        How often the parameters were estimated.
    """

    origins: IntArray
    mean: FloatArray
    actual: FloatArray
    lower: FloatArray
    upper: FloatArray
    confidences: tuple[float, ...]
    fits: int

    def __post_init__(self) -> None:
        """Freeze the arrays and check their shapes."""
        shape = (len(self.origins), self.mean.shape[1])
        for name in ("mean", "actual"):
            object.__setattr__(self, name, check_shape(read_only(getattr(self, name)), name, shape))
        for name in ("lower", "upper"):
            bounds = check_shape(read_only(getattr(self, name)), name, (len(self.confidences), *shape))
            object.__setattr__(self, name, bounds)


def roll_forecasts(
    values: FloatArray,
    *,
    estimate: Callable[[FloatArray], Forecaster],
    origins: int,
    steps: int,
    refit_every: int,
    confidences: tuple[float, ...],
) -> RollingForecasts:
    """Forecast from each of the last origins that leave `steps` values to compare with.

    At every origin the model is given the values before it and no other; at the first, and at every
    `refit_every`-th after it, its parameters are estimated anew from those values, and are held in between.

    Parameters
    ----------
    values : FloatArray
        Shape (n,), oldest first.
    estimate : callable
        From a history to a forecaster that takes that history or a longer one.
    origins : int
        At least 2.
    steps : int
        Ahead, at least 1.
    refit_every : int
        Origins, at least 1.
    confidences : tuple of float
        Of the intervals that the forecaster gives.

    Returns
    -------
    RollingForecasts
        Oldest origin first.

    Raises
    ------
    InputError
        For numbers outside their range, or when the first origin would leave nothing to estimate from.
    """
    series = check_finite(check_shape(np.asarray(values, dtype=np.float64), "values", (None,)), "values")
    if origins < 2 or steps < 1 or refit_every < 1:
        raise InputError(
            "'origins' must be at least 2, 'steps' and 'refit_every' at least 1, were "
            f"{origins!r}, {steps!r}, {refit_every!r}"
        )
    first = len(series) - steps - origins + 1
    if first < 1:
        raise InputError(f"'origins' must be at most {len(series) - steps} for {len(series)} values, was {origins}")
    places = np.arange(first, first + origins)
    found: list[OriginForecast] = []
    forecaster: Forecaster | None = None
    for count, place in enumerate(places.tolist()):
        known = series[:place].copy()
        if forecaster is None or count % refit_every == 0:
            forecaster = estimate(known)
        found.append(forecaster(known, steps))
    return RollingForecasts(
        origins=places,
        mean=np.stack([each.mean for each in found]),
        actual=np.stack([series[place : place + steps] for place in places]),
        lower=np.stack([each.lower for each in found], axis=1),
        upper=np.stack([each.upper for each in found], axis=1),
        confidences=confidences,
        fits=-(-origins // refit_every),
    )
