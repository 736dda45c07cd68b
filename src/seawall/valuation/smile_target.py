"""What a smile is fitted to: the quotes of its expiry, and its neighbours in time."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from seawall.core import FloatArray
from seawall.market import Smile

__all__ = ["CENTRE_PULL", "FREE_SHARE", "Ceiling", "SmileTarget", "VarianceFloor"]

CENTRE_PULL = 0.1
"""Weight of a distance from the middle of a quote, per half-spread."""
FREE_SHARE = 0.85
"""Share of the half-spread beyond which a distance weighs in full."""
_NARROWEST = 1e-5
_FARTHEST = 5.5


@dataclass(frozen=True, slots=True, eq=False)
class VarianceFloor:
    """Bids of earlier expiries, which total variance must not fall below: else a calendar spread is free money.

    Attributes
    ----------
    log_moneyness : FloatArray
        Shape (m,); empty where there is no earlier expiry.
    total_variance : FloatArray
        Of the bids, shape (m,).
    half_spread : FloatArray
        Half the distance from bid to ask in total variance, above zero, shape (m,).
    """

    log_moneyness: FloatArray
    total_variance: FloatArray
    half_spread: FloatArray

    @classmethod
    def none(cls) -> VarianceFloor:
        """Return the floor of the first expiry."""
        nothing = np.empty(0)
        return cls(nothing, nothing, nothing)

    def shortfall(self, total_variance: FloatArray) -> FloatArray:
        """How far `total_variance` at the floor's places is below it, in half-spreads; negative above it."""
        return (self.total_variance - total_variance) / self.half_spread


@dataclass(frozen=True, slots=True, eq=False)
class SmileTarget:
    """What one expiry quotes.

    Attributes
    ----------
    log_moneyness : FloatArray
        Shape (n,).
    low, high : FloatArray
        Implied volatility of bid and ask, decimal per year, shape (n,).
    time : float
        Years to expiry.
    standard_reach : tuple of float
        Lowest and highest log-moneyness over the square root of time of the whole surface.
    floor : VarianceFloor
        Bids of earlier expiries.
    """

    log_moneyness: FloatArray
    low: FloatArray
    high: FloatArray
    time: float
    standard_reach: tuple[float, float]
    floor: VarianceFloor = field(default_factory=VarianceFloor.none)

    @property
    def middle(self) -> FloatArray:
        """Volatility halfway between bid and ask."""
        return 0.5 * (self.low + self.high)

    @property
    def half_spread(self) -> FloatArray:
        """Half the distance from bid to ask in volatility, with a floor for locked quotes."""
        return np.maximum(0.5 * (self.high - self.low), _NARROWEST)

    @property
    def money_variance(self) -> float:
        """Total variance near the money: from the median of the five nearest quotes."""
        nearest = np.argsort(np.abs(self.log_moneyness), kind="stable")[:5]
        return float(np.median(self.middle[nearest])) ** 2 * self.time

    def distance(self, total_variance: FloatArray) -> FloatArray:
        """Distance of each quote's total variance from its middle, in half-spreads of volatility."""
        volatility = np.sqrt(np.maximum(total_variance, 0.0) / self.time)
        return (volatility - self.middle) / self.half_spread

    def spread(self, points: int) -> FloatArray:
        """Log-moneynesses dense near the money and reaching far beyond any quote.

        What is brought forward to earlier expiries comes nearer the money with the square root of time, so that
        it must be free of arbitrage long before it is quoted.
        """
        return np.asarray(np.sqrt(self.time) * np.sinh(np.linspace(-_FARTHEST, _FARTHEST, points)))

    def near(self, points: int) -> FloatArray:
        """Log-moneynesses evenly over the quotes and three standard deviations beyond."""
        beyond = 3.0 * float(np.sqrt(self.money_variance))
        return np.linspace(self.log_moneyness.min() - beyond, self.log_moneyness.max() + beyond, points)

    def share_inside(self, smile: Smile) -> float:
        """Share of the quotes that the smile passes through."""
        return float(np.mean(np.abs(self.distance(smile.total_variance(self.log_moneyness))) <= 1.0))


@dataclass(frozen=True, slots=True, eq=False)
class Ceiling:
    """The next later expiry, below whose total variance a smile must stay.

    Attributes
    ----------
    smile : Smile
        Its smile.
    time : float
        Its years to expiry.
    """

    smile: Smile
    time: float
