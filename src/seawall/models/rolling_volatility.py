"""One-session variance forecasts rolled through history: GARCH and GJR beside an EWMA and a constant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from seawall.core import FloatArray, check_finite, check_shape, choice_named, read_only
from seawall.errors import InputError
from seawall.models.ewma import ewma_volatility
from seawall.models.garch import GarchFit, GarchKind, fit_garch
from seawall.models.volatility_forecast import roll_garch_variance

__all__ = ["CONSTANT_MODEL", "EWMA_DECAY", "EWMA_MODEL", "RollingVolatility", "roll_volatility"]

EWMA_DECAY = 0.94
EWMA_MODEL = f"EWMA {EWMA_DECAY:g}"
CONSTANT_MODEL = "constant"


@dataclass(frozen=True, slots=True, eq=False)
class RollingVolatility:
    """Forecasts of the next squared return, by model.

    Attributes
    ----------
    returns : FloatArray
        Shape (n,): what then happened.
    forecasts : dict of str to FloatArray
        Shape (n,) each: expected squared return, by model.
    fits : int
        How often the parameters were estimated.
    """

    returns: FloatArray
    forecasts: dict[str, FloatArray]
    fits: int


def roll_volatility(
    returns: FloatArray, *, kinds: Sequence[GarchKind], origins: int, refit_every: int
) -> RollingVolatility:
    r"""Forecast the square of each of the last returns from those before it.

    GARCH and GJR are fitted to the returns before the first origin and again at every `refit_every`-th, and held in
    between; they forecast :math:`\mu^2 + \sigma^2_t`. The EWMA has the decay .94 and starts from the returns before
    the first origin; the constant is the mean square of all returns so far.

    Parameters
    ----------
    returns : FloatArray
        Shape (n,), decimals a session.
    kinds : sequence of GarchKind
        Which recursions.
    origins : int
        Returns to forecast, at least 2.
    refit_every : int
        Origins between two fits, at least 1.

    Returns
    -------
    RollingVolatility
        Oldest first.

    Raises
    ------
    InputError
        For numbers outside their range, or too few returns before the first origin; for one of `kinds` that there is
        not.
    """
    kinds = tuple(choice_named(each, "kinds", GarchKind) for each in kinds)
    sample = check_finite(check_shape(np.asarray(returns, dtype=np.float64), "returns", (None,)), "returns")
    first = len(sample) - origins
    if origins < 2 or refit_every < 1 or first < 1:
        raise InputError(
            f"'origins' must be in [2, {len(sample) - 1}] and 'refit_every' at least 1, were {origins!r} and "
            f"{refit_every!r}"
        )
    forecasts = {str(kind): _rolled(sample, kind, first, refit_every) for kind in kinds}
    forecasts[EWMA_MODEL] = ewma_volatility(sample, decay=EWMA_DECAY, start_sessions=first)[first:-1] ** 2
    forecasts[CONSTANT_MODEL] = np.cumsum(sample**2)[first - 1 : -1] / np.arange(first, len(sample))
    return RollingVolatility(
        read_only(sample[first:]),
        {name: read_only(each) for name, each in forecasts.items()},
        -(-origins // refit_every),
    )


def _rolled(sample: FloatArray, kind: GarchKind, first: int, refit_every: int) -> FloatArray:
    blocks: list[FloatArray] = []
    fit: GarchFit | None = None
    for start in range(first, len(sample), refit_every):
        fit = fit_garch(sample[:start], kind=kind, start=fit)
        end = min(start + refit_every, len(sample))
        blocks.append(roll_garch_variance(fit, sample[: end - 1])[start:] + fit.mean**2)
    return np.concatenate(blocks)
