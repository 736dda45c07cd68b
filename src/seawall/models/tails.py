"""Peaks over a threshold: a generalised Pareto law for the losses beyond it, with profile-likelihood intervals."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from seawall.core import FloatArray, check_confidence, check_finite, check_positive, check_shape, read_only
from seawall.errors import InputError, NumericalError
from seawall.models.generalised_pareto import (
    extreme_over_region,
    maximise_likelihood,
    pareto_log_likelihood,
    pareto_quantile,
    pareto_quantile_slope,
    shape_region,
)

__all__ = ["GeneralisedParetoFit", "ProfileInterval", "fit_generalised_pareto"]

_FEWEST = 10


@dataclass(frozen=True, slots=True)
class ProfileInterval:
    """Values that a likelihood-ratio test at 1 less `coverage` would not reject.

    Attributes
    ----------
    lower, upper : float
        Same unit and sign as the estimate; `upper` of an ES is infinite where the data allow a shape of 1.
    coverage : float
        Nominal: reached as the number of exceedances grows.
    """

    lower: float
    upper: float
    coverage: float


@dataclass(frozen=True, slots=True)
class GeneralisedParetoFit:
    r"""Tail of a loss: :math:`P(L > x) = \frac{m}{n} \left( 1 + \xi \frac{x - u}{\beta} \right)^{-1/\xi}`.

    All errors and intervals are for a given number of exceedances: that m/n is itself an estimate is not in them.

    Attributes
    ----------
    shape : float
        ξ: above 0 for a power tail, 0 for an exponential one, below 0 for one that ends.
    scale : float
        β, unit of the losses.
    threshold : float
        u, unit of the losses.
    excesses : FloatArray
        Shape (m,), losses beyond the threshold, less the threshold.
    n_observations : int
        Losses in the sample, beyond the threshold or not.
    log_likelihood : float
        Of the excesses, at the maximum.
    """

    shape: float
    scale: float
    threshold: float
    excesses: FloatArray
    n_observations: int
    log_likelihood: float

    def __post_init__(self) -> None:
        """Hold a law that reaches every excess."""
        check_positive(self.scale, "scale")
        object.__setattr__(self, "excesses", check_shape(read_only(self.excesses), "excesses", (None,)))

    @property
    def n_exceedances(self) -> int:
        """Losses beyond the threshold, m."""
        return len(self.excesses)

    @property
    def shape_error(self) -> float:
        """Standard error of the shape, (1 + ξ) / √m, from the expected information (Smith, 1987)."""
        return (1.0 + self.shape) / math.sqrt(self.n_exceedances)

    @property
    def scale_error(self) -> float:
        """Standard error of the scale, β √(2 (1 + ξ) / m), unit of the losses."""
        return self.scale * math.sqrt(2.0 * (1.0 + self.shape) / self.n_exceedances)

    def value_at_risk(self, confidence: float) -> float:
        r"""Value at Risk beyond the threshold, unit of the losses, loss above zero.

        .. math:: \mathrm{VaR}_c = u + \frac{\beta}{\xi}\left( \left( \tfrac{n}{m}(1-c) \right)^{-\xi} - 1 \right)
        """
        return self.threshold + self.scale * pareto_quantile(self.shape, self._tail(confidence))

    def expected_shortfall(self, confidence: float) -> float:
        r"""Expected Shortfall, unit of the losses, loss above zero; infinite, and so refused, for a shape of 1 or more.

        .. math:: \mathrm{ES}_c = \frac{\mathrm{VaR}_c + \beta - \xi u}{1 - \xi}
        """
        return self.threshold + self.scale * _shortfall_factor(self._finite_mean(), self._tail(confidence))

    def value_at_risk_error(self, confidence: float) -> float:
        """Standard error of the Value at Risk by the delta method, unit of the losses."""
        tail = self._tail(confidence)
        return self._delta_error(pareto_quantile_slope(self.shape, tail), pareto_quantile(self.shape, tail))

    def expected_shortfall_error(self, confidence: float) -> float:
        """Standard error of the Expected Shortfall by the delta method, unit of the losses."""
        tail, shape = self._tail(confidence), self._finite_mean()
        factor = _shortfall_factor(shape, tail)
        return self._delta_error((pareto_quantile_slope(shape, tail) + factor) / (1.0 - shape), factor)

    def shape_interval(self, coverage: float = 0.95) -> ProfileInterval:
        """Profile-likelihood interval of the shape."""
        lower, upper = shape_region(self.excesses, self.shape, self._floor(coverage))
        return ProfileInterval(lower, upper, coverage)

    def value_at_risk_interval(self, confidence: float, coverage: float = 0.95) -> ProfileInterval:
        """Profile-likelihood interval of the Value at Risk, unit of the losses."""
        tail, floor = self._tail(confidence), self._floor(coverage)
        region = shape_region(self.excesses, self.shape, floor)
        lower, upper = (
            extreme_over_region(
                self.excesses,
                region,
                floor,
                figure=lambda shape, scale: self.threshold + scale * pareto_quantile(shape, tail),
                upper=upper,
            )
            for upper in (False, True)
        )
        return ProfileInterval(lower, upper, coverage)

    def expected_shortfall_interval(self, confidence: float, coverage: float = 0.95) -> ProfileInterval:
        """Profile-likelihood interval of the Expected Shortfall; its upper end is infinite where shape 1 is allowed."""
        self._finite_mean()
        tail, floor = self._tail(confidence), self._floor(coverage)
        low, high = shape_region(self.excesses, self.shape, floor)

        def figure(shape: float, scale: float) -> float:
            return self.threshold + scale * _shortfall_factor(shape, tail)

        # a shape of 1 has an infinite mean: the least ES is sought below it, and the greatest is not finite
        below_one = (low, min(high, 1.0 - 1e-9))
        lower = extreme_over_region(self.excesses, below_one, floor, figure=figure, upper=False)
        if high >= 1.0:
            return ProfileInterval(lower, math.inf, coverage)
        upper = extreme_over_region(self.excesses, below_one, floor, figure=figure, upper=True)
        return ProfileInterval(lower, upper, coverage)

    def _tail(self, confidence: float) -> float:
        """Probability of the loss, given that it is beyond the threshold; refused where it is not."""
        tail = (1.0 - check_confidence(confidence)) * self.n_observations / self.n_exceedances
        if tail > 1.0:
            least = 1.0 - self.n_exceedances / self.n_observations
            raise InputError(
                f"'confidence' must be at least {least:.6g}, the share not beyond the threshold, was {confidence!r}"
            )
        return tail

    def _finite_mean(self) -> float:
        if self.shape >= 1.0:
            raise NumericalError(
                f"Expected Shortfall is infinite: the fitted shape {self.shape:.4f} is 1 or more, "
                "and so heavy a tail has no mean"
            )
        return self.shape

    def _floor(self, coverage: float) -> float:
        """Log-likelihood that the likelihood-ratio test lets pass: half a chi-squared quantile below the maximum."""
        if not 0.0 < coverage < 1.0:
            raise InputError(f"'coverage' must be in (0, 1), was {coverage!r}")
        return self.log_likelihood - 0.5 * float(ndtri(0.5 + 0.5 * coverage)) ** 2

    def _delta_error(self, by_shape: float, by_scale: float) -> float:
        """Error of scale × factor, from the expected information of shape and scale."""
        slope = self.scale * by_shape
        variance = slope**2 * (1.0 + self.shape) + 2.0 * self.scale**2 * by_scale * (by_scale - by_shape)
        return math.sqrt((1.0 + self.shape) / self.n_exceedances * variance)


def fit_generalised_pareto(
    losses: FloatArray,
    *,
    threshold: float | None = None,
    exceedances: int | None = None,
    quantile: float | None = None,
) -> GeneralisedParetoFit:
    """Generalised Pareto law of the losses beyond a threshold, by maximum likelihood.

    The threshold is given as a value, as the number of losses beyond it or as the share of losses not beyond it;
    the last two read it off the sample. It is the user's choice, and the fit cannot judge it: too low, and the law is
    not yet that of a tail; too high, and few losses are left.

    Parameters
    ----------
    losses : FloatArray
        Shape (n,), any unit, loss above zero.
    threshold : float, optional
        Losses strictly above it are the tail.
    exceedances : int, optional
        Number of losses beyond; the threshold is the next largest. Where losses tie with it, fewer are beyond.
    quantile : float, optional
        Share of losses at or below the threshold, in (0, 1), counted up to a whole loss.

    Returns
    -------
    GeneralisedParetoFit
        In the unit of the losses.

    Raises
    ------
    InputError
        When not exactly one of the three is given, the sample is not finite or fewer than 10 losses are beyond.
    NumericalError
        When the likelihood has no maximum with a shape above -0.5.

    References
    ----------
    McNeil, "Estimating the tails of loss severity distributions using extreme value theory", *ASTIN Bulletin* 27
    (1997). McNeil, Frey, Embrechts, *Quantitative Risk Management* (2015), section 5.2. Smith, "Estimating tails of
    probability distributions", *Annals of Statistics* 15 (1987).

    Examples
    --------
    >>> levels = (np.arange(1000) + 0.5) / 1000
    >>> fit = fit_generalised_pareto((1.0 - levels) ** -0.25, exceedances=200)
    >>> round(fit.shape, 2), round(fit.value_at_risk(0.99), 2), round(fit.expected_shortfall(0.99), 2)
    (0.24, 3.15, 4.16)
    """
    sample = check_finite(check_shape(np.asarray(losses, dtype=np.float64), "losses", (None,)), "losses")
    level = _threshold(sample, threshold, exceedances, quantile)
    excesses = np.sort(sample[sample > level] - level)
    if len(excesses) < _FEWEST:
        raise InputError(
            f"at least {_FEWEST} of 'losses' must be beyond the threshold {level:g}, "
            f"were {len(excesses)} of {len(sample)}"
        )
    shape, scale = maximise_likelihood(excesses)
    likelihood = pareto_log_likelihood(excesses, shape, scale)
    return GeneralisedParetoFit(shape, scale, level, excesses, len(sample), likelihood)


def _threshold(sample: FloatArray, threshold: float | None, exceedances: int | None, quantile: float | None) -> float:
    given = [each is not None for each in (threshold, exceedances, quantile)]
    if sum(given) != 1:
        raise InputError(f"exactly one of 'threshold', 'exceedances' and 'quantile' must be given, were {sum(given)}")
    if threshold is not None:
        if not math.isfinite(threshold):
            raise InputError(f"'threshold' must be finite, was {threshold!r}")
        return float(threshold)
    n = len(sample)
    if quantile is not None:
        if not 0.0 < quantile < 1.0:
            raise InputError(f"'quantile' must be in (0, 1), was {quantile!r}")
        rank = math.ceil(round(n * quantile, 9))
    else:
        assert exceedances is not None
        if not _FEWEST <= exceedances < n:
            raise InputError(f"'exceedances' must be in [{_FEWEST}, {n - 1}], was {exceedances!r}")
        rank = n - exceedances
    return float(np.sort(sample)[max(rank, 1) - 1])


def _shortfall_factor(shape: float, tail: float) -> float:
    """Expected Shortfall less threshold, in units of the scale."""
    return (pareto_quantile(shape, tail) + 1.0) / (1.0 - shape)
