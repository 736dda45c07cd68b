r"""How much was liquidated, given where the mark went: deviance, reliability, and the histogram of probabilities.

What happened is counted in units of one typical liquidation, and a forecast's sum over the bins that the mark came to
is the mean of a negative binomial law: clusters of liquidations make the variance :math:`\mu + \mu^2 / k`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import betainc, chdtrc, gammaln, stdtrit, xlogy

from seawall.core import FloatArray, IntArray, check_finite, check_positive, check_shape
from seawall.errors import InputError
from seawall.measures.liquidation_cases import LiquidationCases

__all__ = [
    "SCORE_DISPERSION",
    "Reliability",
    "VolumeLaw",
    "VolumeScore",
    "fit_volume_law",
    "negative_binomial_deviance",
    "probability_transforms",
    "reliability_slope",
    "volume_score",
]

SCORE_DISPERSION = 1.0
"""k of the deviance with which all forecasts are compared, fixed in advance: the score must not adapt to a forecast."""
_LEAST_UNITS = 0.01
"""A forecast below a hundredth of a typical liquidation is scored as that: one of nothing could be infinitely wrong."""
_BINS = 10
_DISPERSIONS = (1e-3, 1e4)
_FEWEST_FIT, _FEWEST_CLUSTERS, _FEWEST_PIT = 10, 3, 30
_LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class VolumeLaw:
    """Law of what is liquidated around a forecast.

    Attributes
    ----------
    unit_usd : float
        One typical liquidation, above 0.
    dispersion : float
        k of the negative binomial law, above 0: the smaller, the wilder.
    """

    unit_usd: float
    dispersion: float

    def __post_init__(self) -> None:
        """Refuse a law out of range."""
        check_positive(self.unit_usd, "unit_usd")
        check_positive(self.dispersion, "dispersion")

    def exceedance(self, predicted_usd: FloatArray, threshold_usd: FloatArray) -> FloatArray:
        """Probability that at least a threshold is liquidated, shape as given."""
        least = np.ceil(np.asarray(threshold_usd) / self.unit_usd)
        return 1.0 - _distribution(least - 1.0, _units(predicted_usd, self.unit_usd), self.dispersion)


@dataclass(frozen=True, slots=True)
class Reliability:
    """Line of log realised on log predicted volume.

    Attributes
    ----------
    slope, intercept : float
        1 and 0 where forecasts may be taken at their word.
    lower, upper : float or None
        95 % interval of the slope from the spread between clusters; None for fewer than three.
    n : int
        Cases on the line.
    left_out : int
        Cases where nothing happened or nothing was predicted, which have no logarithm.
    """

    slope: float
    intercept: float
    lower: float | None
    upper: float | None
    n: int
    left_out: int


@dataclass(frozen=True, slots=True)
class VolumeScore:
    """Volume given path of one forecast at one horizon.

    Attributes
    ----------
    deviance : float
        Mean negative binomial deviance, the lower the better.
    predicted_usd, realised_usd : float
        Sums over all cases.
    reliability : Reliability or None
        None where fewer than ten cases have both logarithms, or predictions do not vary.
    histogram : tuple of float
        Share of outcomes in each tenth of the predicted law; a tenth each where the law is right.
    histogram_p_value : float or None
        Of Pearson's chi-squared test of an even histogram, on windows that do not overlap; None for fewer than 30.
    windows_apart : int
        Windows that do not overlap.
    """

    deviance: float
    predicted_usd: float
    realised_usd: float
    reliability: Reliability | None
    histogram: tuple[float, ...]
    histogram_p_value: float | None
    windows_apart: int


def negative_binomial_deviance(
    predicted_usd: FloatArray, realised_usd: FloatArray, *, unit_usd: float, dispersion: float = SCORE_DISPERSION
) -> FloatArray:
    r"""Deviance of each case; its expectation is least for the true mean.

    .. math:: 2 \left[ y \ln\frac{y}{\mu} - (y + k) \ln\frac{y + k}{\mu + k} \right]

    with y and :math:`\mu` in units of one typical liquidation. A prediction below a hundredth of a unit counts as that.

    Parameters
    ----------
    predicted_usd, realised_usd : FloatArray
        Shape (n,), 0 or more.
    unit_usd : float
        One typical liquidation.
    dispersion : float
        k.

    Returns
    -------
    FloatArray
        Shape (n,), 0 or more.

    References
    ----------
    McCullagh, Nelder, *Generalized Linear Models*, 2nd edition (1989). Gneiting, "Making and evaluating point
    forecasts", *Journal of the American Statistical Association* 106 (2011), for scores that suit the mean.

    Examples
    --------
    >>> negative_binomial_deviance(np.array([2e5, 1e5]), np.array([2e5, 4e5]), unit_usd=1e5).round(4).tolist()
    [0.0, 1.9274]
    """
    mean, count = _units(predicted_usd, unit_usd), np.asarray(realised_usd) / check_positive(unit_usd, "unit_usd")
    k = check_positive(dispersion, "dispersion")
    gap = xlogy(count, count / mean) - (count + k) * np.log((count + k) / (mean + k))
    return np.asarray(np.maximum(2.0 * gap, 0.0), dtype=np.float64)


def fit_volume_law(predicted_usd: FloatArray, realised_usd: FloatArray, *, unit_usd: float) -> VolumeLaw:
    """Dispersion by maximum likelihood, with forecasts taken at their word.

    Parameters
    ----------
    predicted_usd, realised_usd : FloatArray
        Shape (n,), n >= 10, of a time before the cases that the law is to judge.
    unit_usd : float
        One typical liquidation.

    Returns
    -------
    VolumeLaw
        Between a dispersion of 0.001 and 10,000.
    """
    if len(check_shape(realised_usd, "realised_usd", predicted_usd.shape)) < _FEWEST_FIT:
        raise InputError(f"'realised_usd' must have at least {_FEWEST_FIT} cases, had {len(realised_usd)}")
    mean = _units(predicted_usd, unit_usd)
    count = np.rint(check_finite(realised_usd, "realised_usd") / unit_usd)

    def loss(log_dispersion: float) -> float:
        k = math.exp(log_dispersion)
        terms = gammaln(count + k) - gammaln(k) - gammaln(count + 1.0)
        terms += k * np.log(k / (mean + k)) + xlogy(count, mean / (mean + k))
        return -float(terms.sum())

    bounds = tuple(math.log(each) for each in _DISPERSIONS)
    found = minimize_scalar(loss, bounds=bounds, method="bounded", options={"xatol": 1e-6})
    return VolumeLaw(unit_usd, math.exp(float(found.x)))


def probability_transforms(
    predicted_usd: FloatArray, realised_usd: FloatArray, *, law: VolumeLaw
) -> tuple[FloatArray, FloatArray]:
    """Predicted probabilities of less than, and of at most, what happened: an outcome lies evenly between the two.

    Parameters
    ----------
    predicted_usd, realised_usd : FloatArray
        Shape (n,).
    law : VolumeLaw
        Around each prediction.

    Returns
    -------
    tuple of FloatArray
        Shapes (n,), each in [0, 1], the first not above the second.
    """
    mean = _units(predicted_usd, law.unit_usd)
    count = np.rint(realised_usd / law.unit_usd)
    return _distribution(count - 1.0, mean, law.dispersion), _distribution(count, mean, law.dispersion)


def reliability_slope(predicted_usd: FloatArray, realised_usd: FloatArray, clusters: IntArray) -> Reliability | None:
    """Least-squares line of log realised on log predicted volume, with errors between clusters.

    Parameters
    ----------
    predicted_usd, realised_usd : FloatArray
        Shape (n,).
    clusters : IntArray
        Shape (n,): cases of different clusters are independent.

    Returns
    -------
    Reliability or None
        None where fewer than ten cases have both logarithms, or predictions do not vary.

    References
    ----------
    Cameron, Miller, "A practitioner's guide to cluster-robust inference", *Journal of Human Resources* 50 (2015):
    G / (G - 1) times (n - 1) / (n - 2), Student's t with G - 1 degrees of freedom.
    """
    seen = (predicted_usd > 0.0) & (realised_usd > 0.0)
    n = int(seen.sum())
    if n < _FEWEST_FIT:
        return None
    x, y = np.log(predicted_usd[seen]), np.log(realised_usd[seen])
    centred = x - x.mean()
    spread = float(centred @ centred)
    if spread <= 1e-12 * n:
        return None
    slope = float(centred @ y) / spread
    intercept = float(y.mean() - slope * x.mean())
    names, place = np.unique(clusters[seen], return_inverse=True)
    lower = upper = None
    if len(names) >= _FEWEST_CLUSTERS:
        scores = np.bincount(place, weights=centred * (y - intercept - slope * x))
        groups = len(names)
        variance = float(scores @ scores) / spread**2 * groups / (groups - 1) * (n - 1) / (n - 2)
        half = float(stdtrit(groups - 1, 0.5 + 0.5 * _LEVEL)) * math.sqrt(variance)
        lower, upper = slope - half, slope + half
    return Reliability(slope, intercept, lower, upper, n, len(seen) - n)


def volume_score(cases: LiquidationCases, *, law: VolumeLaw, clusters: IntArray) -> VolumeScore:
    """Score the volumes of one forecast.

    Parameters
    ----------
    cases : LiquidationCases
        At least one.
    law : VolumeLaw
        Fitted before the cases began.
    clusters : IntArray
        Shape (c,): cases of different clusters are independent.

    Returns
    -------
    VolumeScore
        The deviance has the dispersion of all comparisons, not the law's.

    References
    ----------
    Czado, Gneiting, Held, "Predictive model assessment for count data", *Biometrics* 65 (2009), for the histogram.
    """
    predicted, realised = cases.predicted, cases.realised
    apart = cases.apart()
    below, at_most = probability_transforms(predicted[apart], realised[apart], law=law)
    shares = _histogram(below, at_most)
    p_value = None
    if len(apart) >= _FEWEST_PIT:
        statistic = len(apart) * float(((shares - 1.0 / _BINS) ** 2).sum()) * _BINS
        p_value = float(chdtrc(_BINS - 1, statistic))
    return VolumeScore(
        deviance=float(negative_binomial_deviance(predicted, realised, unit_usd=law.unit_usd).mean()),
        predicted_usd=float(predicted.sum()),
        realised_usd=float(realised.sum()),
        reliability=reliability_slope(predicted, realised, clusters),
        histogram=tuple(shares.tolist()),
        histogram_p_value=p_value,
        windows_apart=len(apart),
    )


def _histogram(below: FloatArray, at_most: FloatArray) -> FloatArray:
    """Mean share of each outcome's interval of probability in each tenth."""
    edges = np.linspace(0.0, 1.0, _BINS + 1)
    # an outcome of certain probability is a point: it lies in one tenth whole
    width = np.maximum(at_most - below, 1e-12)
    lower = np.minimum(below, 1.0 - width)
    inside = np.clip((edges[None, :] - lower[:, None]) / width[:, None], 0.0, 1.0)
    return np.asarray(np.diff(inside, axis=1).mean(axis=0))


def _distribution(count: FloatArray, mean: FloatArray, dispersion: float) -> FloatArray:
    """Probability of at most `count` units."""
    known = betainc(dispersion, np.maximum(count, 0.0) + 1.0, dispersion / (dispersion + mean))
    return np.where(count < 0.0, 0.0, known)


def _units(predicted_usd: FloatArray, unit_usd: float) -> FloatArray:
    return np.maximum(np.asarray(predicted_usd) / check_positive(unit_usd, "unit_usd"), _LEAST_UNITS)
