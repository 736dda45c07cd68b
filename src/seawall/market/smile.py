"""One volatility smile: total variance as a function of log-moneyness, smooth and with straight wings.

Stochastic-volatility-inspired (SVI) total variance is one hyperbola. A listed index quotes hundreds of strikes
a few basis points of volatility wide, and one hyperbola cannot pass between them; a sum of hyperbolas can. It
keeps what makes SVI safe: analytic derivatives for the butterfly test, and wings that are straight lines, so
that Lee's moment bound is a bound on two slopes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from seawall.core import FloatArray, check_between, check_finite, check_positive, check_shape, read_only
from seawall.errors import InputError

__all__ = ["Smile"]

STEEPEST_WING = 2.0
"""Lee (2004): total variance may not grow faster than twice the log-moneyness."""


@dataclass(frozen=True, slots=True, eq=False)
class Smile:
    r"""Total implied variance of one expiry as a sum of hyperbolas.

    .. math:: w(k) = \ell + s\,k + \sum_i \beta_i \sqrt{(k - m_i)^2 + \sigma_i^2}, \qquad k = \ln(K/F)

    Raw SVI is the case of one hyperbola.

    Attributes
    ----------
    level : float
        :math:`\ell`, total variance (volatility squared times years).
    slope : float
        :math:`s`, total variance per unit of log-moneyness.
    weights : FloatArray
        :math:`\beta_i`, shape (n,), of any sign.
    centres : FloatArray
        :math:`m_i`, shape (n,), log-moneyness.
    widths : FloatArray
        :math:`\sigma_i`, shape (n,), above zero, log-moneyness.

    Raises
    ------
    InputError
        When a wing falls outwards or rises faster than Lee's bound of 2, total variance is not above 0
        everywhere, or a number is not finite.

    References
    ----------
    Gatheral and Jacquier (2014), "Arbitrage-free SVI volatility surfaces", Quantitative Finance 14(1).
    Lee (2004), "The moment formula for implied volatility at extreme strikes", Mathematical Finance 14(3).

    Examples
    --------
    >>> smile = Smile.from_svi(a=0.04, b=0.4, rho=-0.4, m=0.05, sigma=0.1)
    >>> smile.total_variance(np.array([-0.1, 0.0, 0.1])).round(6).tolist()
    [0.136111, 0.092721, 0.076721]
    """

    level: float
    slope: float
    weights: FloatArray
    centres: FloatArray
    widths: FloatArray

    def __post_init__(self) -> None:
        """Freeze the arrays; refuse wings that no option price can have."""
        for name in ("level", "slope"):
            object.__setattr__(self, name, float(getattr(self, name)))
        check_finite(np.array([self.level, self.slope]), "level, slope")
        for name in ("weights", "centres", "widths"):
            object.__setattr__(self, name, read_only(getattr(self, name)))
            check_shape(getattr(self, name), name, (len(self.weights),))
            check_finite(getattr(self, name), name)
        if (self.widths <= 0).any():
            raise InputError(f"'widths' must be above 0, lowest was {self.widths.min():g}")
        left, right = self.wing_slopes
        if not (-STEEPEST_WING <= left <= 0.0 <= right <= STEEPEST_WING):
            raise InputError(
                f"wing slopes must be in [-2, 0] on the left and [0, 2] on the right, were {left:g} and {right:g}"
            )
        if not self.lowest_variance > 0.0:
            raise InputError(f"total variance must be above 0 at every strike, lowest was {self.lowest_variance:g}")

    @classmethod
    def from_svi(cls, *, a: float, b: float, rho: float, m: float, sigma: float) -> Self:
        r"""Raw SVI, :math:`w(k) = a + b\{\rho(k-m) + \sqrt{(k-m)^2 + \sigma^2}\}`.

        Parameters
        ----------
        a : float
            Level, total variance.
        b : float
            Opening of the hyperbola, at least 0.
        rho : float
            Rotation, in [-1, 1].
        m : float
            Centre, log-moneyness.
        sigma : float
            Roundness, above 0, log-moneyness.

        Returns
        -------
        Smile
            With one hyperbola.
        """
        check_between(b, "b", 0.0, np.inf)
        check_between(rho, "rho", -1.0, 1.0)
        check_positive(sigma, "sigma")
        return cls(
            level=a - b * rho * m,
            slope=b * rho,
            weights=np.array([b]),
            centres=np.array([m]),
            widths=np.array([sigma]),
        )

    @classmethod
    def flat(cls, total_variance: float) -> Self:
        """Return the same total variance at every strike."""
        check_positive(total_variance, "total_variance")
        nothing = np.empty(0)
        return cls(level=total_variance, slope=0.0, weights=nothing, centres=nothing, widths=nothing)

    @property
    def wing_slopes(self) -> tuple[float, float]:
        """Slope of total variance in log-moneyness far to the left and far to the right."""
        opening = float(self.weights.sum())
        return self.slope - opening, self.slope + opening

    @property
    def lowest_variance(self) -> float:
        """Lowest total variance, searched where the smile bends; outside it rises along its wings."""
        if not len(self.weights):
            return self.level
        reach = 5.0 * self.widths.max()
        bends = np.linspace(self.centres.min() - reach, self.centres.max() + reach, 4001)
        return float(self.total_variance(bends).min())

    def total_variance(self, log_moneyness: FloatArray) -> FloatArray:
        """Total variance at `log_moneyness`, same shape."""
        distance = log_moneyness[..., np.newaxis] - self.centres
        hyperbolas = np.sqrt(distance * distance + self.widths * self.widths)
        return np.asarray(self.level + self.slope * log_moneyness + hyperbolas @ self.weights)

    def derivatives(self, log_moneyness: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Total variance with its first and second derivative in log-moneyness, each of the same shape."""
        distance = log_moneyness[..., np.newaxis] - self.centres
        squared_widths = self.widths * self.widths
        hyperbolas = np.sqrt(distance * distance + squared_widths)
        value = self.level + self.slope * log_moneyness + hyperbolas @ self.weights
        first = self.slope + (distance / hyperbolas) @ self.weights
        second = (squared_widths / hyperbolas**3) @ self.weights
        return np.asarray(value), np.asarray(first), np.asarray(second)

    def moved(self, log_shift: float) -> Smile:
        """Return the smile that has at ``k`` what this one has at ``k + log_shift``.

        A forward that rises by the factor ``exp(log_shift)`` leaves every strike its volatility this way.

        Examples
        --------
        >>> smile = Smile.from_svi(a=0.04, b=0.4, rho=-0.4, m=0.05, sigma=0.1)
        >>> at = np.array([0.02])
        >>> bool(np.isclose(smile.moved(0.1).total_variance(at), smile.total_variance(at + 0.1))[0])
        True
        """
        return replace(self, level=self.level + self.slope * log_shift, centres=self.centres - log_shift)

    def scaled_in_time(self, ratio: float) -> Smile:
        r"""Return the smile with the same volatility at the same number of standard deviations from the money.

        .. math:: w_c(k) = c\,w(k / \sqrt c)

        For a ratio :math:`c` below 1 neither a butterfly nor a calendar spread against the unscaled smile can
        arise where the smile itself has no butterfly.

        Parameters
        ----------
        ratio : float
            New time to expiry over the old, above 0.

        Returns
        -------
        Smile
            The scaled smile.

        Examples
        --------
        >>> smile = Smile.from_svi(a=0.04, b=0.4, rho=-0.4, m=0.05, sigma=0.1)
        >>> quarter = smile.scaled_in_time(0.25)
        >>> bool(np.isclose(quarter.total_variance(np.array(0.1)), smile.total_variance(np.array(0.2)) / 4))
        True
        """
        root = float(np.sqrt(check_positive(ratio, "ratio")))
        return replace(
            self,
            level=self.level * ratio,
            slope=self.slope * root,
            weights=self.weights * root,
            centres=self.centres * root,
            widths=self.widths * root,
        )
