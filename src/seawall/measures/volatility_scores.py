"""Which variance forecast was best: the QLIKE score, and whether scores differ by chance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from seawall.core import FloatArray, check_finite, check_shape
from seawall.errors import InputError
from seawall.measures.model_ranking import ScoreDifference, score_difference

__all__ = ["VolatilityScore", "qlike_scores", "rank_volatility_forecasts"]


@dataclass(frozen=True, slots=True)
class VolatilityScore:
    """One model's place.

    Attributes
    ----------
    model : str
        Its name.
    mean_score : float
        Mean QLIKE, the lower the better; only differences have a meaning.
    against_best : ScoreDifference or None
        The best model's scores less this one's; None for the best.
    """

    model: str
    mean_score: float
    against_best: ScoreDifference | None


def qlike_scores(returns: FloatArray, variances: FloatArray) -> FloatArray:
    r"""Scores of variance forecasts by what then happened.

    .. math:: S_t = \ln v_t + \frac{r_t^2}{v_t}

    Its expectation is least for the true variance, and the ranking by it is the same as if the variance itself had
    been seen, although the squared return is so rough a picture of it. A return of zero has a score too.

    Parameters
    ----------
    returns : FloatArray
        Shape (n,).
    variances : FloatArray
        Shape (n,), above 0: expected squared returns.

    Returns
    -------
    FloatArray
        Shape (n,).

    Raises
    ------
    InputError
        For a variance that is not above 0, or arrays of different lengths.

    References
    ----------
    Patton, "Volatility forecast comparison using imperfect volatility proxies", *Journal of Econometrics* 160 (2011).

    Examples
    --------
    >>> qlike_scores(np.array([0.02]), np.array([0.0004])).round(4).tolist()
    [-6.824]
    """
    check_finite(check_shape(returns, "returns", (None,)), "returns")
    check_finite(check_shape(variances, "variances", returns.shape), "variances")
    if (variances <= 0.0).any():
        raise InputError(f"'variances' must be above 0, were {float(variances.min())!r} at the least")
    return np.asarray(np.log(variances) + returns**2 / variances)


def rank_volatility_forecasts(returns: FloatArray, forecasts: Mapping[str, FloatArray]) -> tuple[VolatilityScore, ...]:
    """Order models by their mean QLIKE, each tested against the best by Diebold and Mariano's test.

    The best is chosen by the same scores that it is then tested with, so its lead is flattered.

    Parameters
    ----------
    returns : FloatArray
        Shape (n,): what then happened.
    forecasts : mapping of str to FloatArray
        Shape (n,) each: expected squared returns, by model.

    Returns
    -------
    tuple of VolatilityScore
        The best first.

    Raises
    ------
    InputError
        For no model, or forecasts outside their range.
    """
    if not forecasts:
        raise InputError("'forecasts' must hold at least one model")
    scores = {name: qlike_scores(returns, each) for name, each in forecasts.items()}
    order = sorted(scores, key=lambda name: float(scores[name].mean()))
    best = scores[order[0]]
    return tuple(
        VolatilityScore(
            name, float(scores[name].mean()), None if name == order[0] else score_difference(best, scores[name])
        )
        for name in order
    )
