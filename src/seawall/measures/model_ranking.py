"""Which model forecast best: scores that only the true VaR and ES minimise, and whether they differ by chance."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr

from seawall.core import FloatArray, check_finite, check_shape
from seawall.errors import InputError
from seawall.measures.forecast_record import ForecastRecord
from seawall.measures.multiple_testing import holm_adjusted
from seawall.measures.tail_quantiles import tail_size

__all__ = ["RankedModel", "ScoreDifference", "fissler_ziegel_scores", "rank_models", "score_difference"]

_ROUNDING = 1e-12
"""Relative to the scores: differences whose spread is below this are constant."""


@dataclass(frozen=True, slots=True)
class ScoreDifference:
    """Diebold and Mariano's comparison of two models.

    Attributes
    ----------
    mean : float
        Mean of the first model's scores less the second's; below zero where the first is better.
    statistic : float or None
        In standard errors, with the correction of Harvey, Leybourne and Newbold; None where the scores differ by the
        same amount in every session, which leaves no error to measure it by. So do models of one shape and two
        scales while no session is an exception.
    p_value : float or None
        Two-sided, from Student's t with n - 1 degrees of freedom; None as above.
    lags : int
        Autocovariances in the variance of the mean.
    """

    mean: float
    statistic: float | None
    p_value: float | None
    lags: int


@dataclass(frozen=True, slots=True)
class RankedModel:
    """Place of one model.

    Attributes
    ----------
    rank : int
        From 1, the lowest mean score.
    model : str
        Name of the model.
    mean_score : float
        Mean of its Fissler-Ziegel scores. Only differences have a meaning: it depends on the unit of the losses.
    against_best : ScoreDifference or None
        The best model's scores against this one's, mean at most 0; None for the best.
    adjusted_p_value : float or None
        Of `against_best`, after Holm over all models that have one; None for the best.
    """

    rank: int
    model: str
    mean_score: float
    against_best: ScoreDifference | None
    adjusted_p_value: float | None


def fissler_ziegel_scores(forecasts: ForecastRecord) -> FloatArray:
    r"""Scores of joint forecasts of VaR and ES, the lower the better.

    .. math:: S_t = \frac{(L_t - \mathrm{VaR}_t)^+}{(1 - c)\,\mathrm{ES}_t} + \frac{\mathrm{VaR}_t}{\mathrm{ES}_t}
              + \ln \mathrm{ES}_t - 1

    Its expectation is least for the true VaR and ES together; no score does that for ES alone. Of the family this
    is the member whose differences do not depend on the unit of the losses.

    Parameters
    ----------
    forecasts : ForecastRecord
        n sessions.

    Returns
    -------
    FloatArray
        Shape (n,).

    References
    ----------
    Fissler, Ziegel, "Higher order elicitability and Osband's principle", *Annals of Statistics* 44 (2016). Patton,
    Ziegel, Chen, "Dynamic semiparametric models for expected shortfall (and value-at-risk)", *Journal of
    Econometrics* 211 (2019), equation 6.
    """
    shortfall = forecasts.expected_shortfall
    beyond = np.maximum(forecasts.losses - forecasts.value_at_risk, 0.0)
    tail = float(tail_size(1, forecasts.confidence))
    return np.asarray(beyond / (tail * shortfall) + forecasts.value_at_risk / shortfall + np.log(shortfall) - 1.0)


def score_difference(first: FloatArray, second: FloatArray, *, lags: int | None = None) -> ScoreDifference:
    r"""Whether two series of scores differ by more than chance: Diebold and Mariano's test.

    .. math:: \mathrm{DM} = \sqrt{\frac{n + 1 - 2h + h (h - 1) / n}{n}} \; \frac{\bar d}{\sqrt{\hat\omega / n}},
              \quad \hat\omega = \hat\gamma_0 + 2 \sum_{k = 1}^{h - 1} \Bigl(1 - \frac{k}{h}\Bigr) \hat\gamma_k

    with d the differences of the scores, :math:`\hat\gamma_k` their autocovariances and h = lags + 1. Equal series
    have the statistic 0 and the p-value 1; series that differ by a constant have neither.

    Parameters
    ----------
    first, second : FloatArray
        Shape (n,), n >= 2, of the same sessions.
    lags : int, optional
        Below n / 2; without it :math:`\lfloor 4 (n / 100)^{2/9} \rfloor`, or what n allows if that is less.

    Returns
    -------
    ScoreDifference
        Mean below zero where the first is better.

    Raises
    ------
    InputError
        For series too short or of different lengths, or lags outside their range.

    References
    ----------
    Diebold, Mariano, "Comparing predictive accuracy", *Journal of Business & Economic Statistics* 13 (1995).
    Harvey, Leybourne, Newbold, "Testing the equality of prediction mean squared errors", *International Journal of
    Forecasting* 13 (1997). Newey, West, *Review of Economic Studies* 61 (1994), for the number of lags.

    Examples
    --------
    >>> noise = np.random.default_rng(1).standard_normal((2, 500))
    >>> found = score_difference(noise[0], noise[1] + 0.2)
    >>> found.lags, round(found.mean, 3), round(found.statistic, 2), round(found.p_value, 4)
    (5, -0.163, -2.7, 0.0073)
    """
    n = len(check_finite(check_shape(first, "first", (None,)), "first"))
    check_finite(check_shape(second, "second", (n,)), "second")
    most = (n - 1) // 2
    chosen = min(math.floor(4.0 * (n / 100.0) ** (2.0 / 9.0)), most) if lags is None else lags
    if n < 2 or not 0 <= chosen <= most:
        raise InputError(f"'lags' must be in [0, {most}] and there must be 2 scores, were {lags!r} and {n}")
    difference = first - second
    mean = float(difference.mean())
    centred = difference - mean
    scale = float(np.abs(first).max() + np.abs(second).max())
    if float(np.abs(centred).max()) <= _ROUNDING * scale:
        if abs(mean) <= _ROUNDING * scale:
            return ScoreDifference(0.0, 0.0, 1.0, chosen)
        return ScoreDifference(mean, None, None, chosen)
    horizon = chosen + 1
    variance = float(centred @ centred) / n
    for lag in range(1, horizon):
        variance += 2.0 * (1.0 - lag / horizon) * float(centred[lag:] @ centred[:-lag]) / n
    small_sample = math.sqrt((n + 1 - 2 * horizon + horizon * (horizon - 1) / n) / n)
    statistic = small_sample * mean / math.sqrt(variance / n)
    return ScoreDifference(mean, statistic, float(2.0 * stdtr(n - 1, -abs(statistic))), chosen)


def rank_models(forecasts: Sequence[ForecastRecord]) -> tuple[RankedModel, ...]:
    """Order models by their mean Fissler-Ziegel score, each tested against the best.

    The best is chosen by the same scores that it is then tested with, so its lead is flattered: a p-value that is
    not small says that the data cannot tell the two apart, a small one is evidence and no proof.

    Parameters
    ----------
    forecasts : sequence of ForecastRecord
        Of the same sessions, losses and confidence; each model once.

    Returns
    -------
    tuple of RankedModel
        The best first; models of equal score in the order given.

    Raises
    ------
    InputError
        For none, or for records that are not of the same sessions, losses and confidence.
    """
    _check_comparable(forecasts)
    scores = [fissler_ziegel_scores(each) for each in forecasts]
    means = [float(each.mean()) for each in scores]
    order = sorted(range(len(forecasts)), key=lambda place: means[place])
    best = order[0]
    against = {place: score_difference(scores[best], scores[place]) for place in order[1:]}
    tested = {place: each.p_value for place, each in against.items() if each.p_value is not None}
    adjusted = holm_adjusted(np.array(list(tested.values())))
    corrected = dict(zip(tested, adjusted.tolist(), strict=True))
    return tuple(
        RankedModel(rank, forecasts[place].model, means[place], against.get(place), corrected.get(place))
        for rank, place in enumerate(order, start=1)
    )


def _check_comparable(forecasts: Sequence[ForecastRecord]) -> None:
    if not forecasts:
        raise InputError("'forecasts' must hold at least one model")
    first = forecasts[0]
    names = [each.model for each in forecasts]
    if len(set(names)) < len(names):
        raise InputError(f"'forecasts' must hold each model once, held {', '.join(names)}")
    for each in forecasts[1:]:
        alike = (
            each.confidence == first.confidence
            and np.array_equal(each.dates, first.dates)
            and np.array_equal(each.losses, first.losses)
        )
        if not alike:
            raise InputError(f"{each.model} and {first.model} must be of the same sessions, losses and confidence")
