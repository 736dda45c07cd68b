"""A volatility surface: one smile per expiry, joined in time, and the shocks that stress it.

Rules between and beyond the expiries, all at fixed log-moneyness ``ln(K / F)``:

- between two expiries total variance is linear in time, so that it never falls where the expiries do not;
- before the first and after the last expiry volatility is that of the nearest one;
- beyond the outermost strikes each smile runs on along its own straight wings;
- the logarithm of the forward is linear in time between expiries, and flat before the first and after the last;
- the rate of discount is linear in time between expiries, and flat before the first and after the last.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from seawall.core import DateArray, FloatArray, check_finite, check_positive, choice_named, read_only
from seawall.errors import InputError
from seawall.market.option_chain import years_until
from seawall.market.smile import Smile

__all__ = ["ExpirySmile", "StickyRule", "VolSurface"]

_BEND = 3.0
"""Half-widths from its centre at which a hyperbola has 95 % of its final slope."""


class StickyRule(StrEnum):
    """What keeps its volatility when the spot moves."""

    STRIKE = "strike"
    """Every strike keeps its volatility."""
    MONEYNESS = "moneyness"
    """Every ratio of strike to forward keeps its volatility, and with it every delta (sticky delta)."""


@dataclass(frozen=True, slots=True, eq=False)
class ExpirySmile:
    """The smile of one expiry, with the forward that its log-moneyness is counted from.

    Attributes
    ----------
    expiry : numpy.datetime64
        Instant in UTC.
    forward : float
        Price for delivery at expiry, above zero.
    discount : float
        Value today of one unit of the premium's currency at expiry, above zero.
    smile : Smile
        Total variance by log-moneyness.
    """

    expiry: np.datetime64
    forward: float
    discount: float
    smile: Smile

    def __post_init__(self) -> None:
        """Hold forward and discount above zero."""
        check_positive(self.forward, "forward")
        check_positive(self.discount, "discount")


@dataclass(frozen=True, slots=True, eq=False)
class VolSurface:
    """Implied volatility by strike and time to expiry.

    Attributes
    ----------
    underlying : str
        Name of the underlying.
    as_of : datetime.datetime
        Instant from which time is counted, with a time zone.
    smiles : tuple of ExpirySmile
        At least one, in strictly rising order of expiry, all after `as_of`.
    volatility_shift : float
        Added to every volatility, decimal per year.
    times : FloatArray
        Years to each expiry, ACT/365 with the time of day, shape (n_expiries,); derived.
    forwards : FloatArray
        Forward of each expiry, shape (n_expiries,); derived.

    Raises
    ------
    InputError
        When expiries do not rise or have passed, or the shift would take a volatility to zero or below.

    Examples
    --------
    >>> smile = Smile.from_svi(a=0.001, b=0.02, rho=-0.5, m=0.0, sigma=0.1)
    >>> surface = VolSurface("X", dt.datetime(2024, 1, 1, tzinfo=dt.UTC),
    ...     (ExpirySmile(np.datetime64("2024-01-31T00:00:00"), forward=100.0, discount=1.0, smile=smile),))
    >>> surface.volatility(np.array([90.0, 100.0]), 30 / 365).round(4).tolist()
    [0.2456, 0.191]
    >>> surface.with_spot_shock(-0.1, rule=StickyRule.STRIKE).volatility(90.0, 30 / 365).round(4).item()
    0.2456
    >>> surface.with_spot_shock(-0.1, rule=StickyRule.MONEYNESS).volatility(90.0, 30 / 365).round(4).item()
    0.191
    """

    underlying: str
    as_of: dt.datetime
    smiles: tuple[ExpirySmile, ...]
    volatility_shift: float = 0.0
    times: FloatArray = field(init=False)
    forwards: FloatArray = field(init=False)

    def __post_init__(self) -> None:
        """Derive the times; refuse expiries out of order and volatilities at or below zero."""
        if not self.smiles:
            raise InputError("'smiles' must hold at least one expiry")
        expiries: DateArray = np.array([each.expiry for each in self.smiles], dtype="datetime64[s]")
        times = read_only(years_until(expiries, as_of=self.as_of))
        object.__setattr__(self, "times", times)
        object.__setattr__(self, "forwards", read_only([each.forward for each in self.smiles]))
        if not times[0] > 0:
            raise InputError(f"expiries must be after 'as_of' {self.as_of}, the first was {expiries[0]}")
        if (np.diff(times) <= 0).any():
            place = int(np.argmax(np.diff(times) <= 0)) + 1
            raise InputError(f"expiries must rise strictly, but {expiries[place]} follows {expiries[place - 1]}")
        check_finite(np.array([self.volatility_shift]), "volatility_shift")
        if not self.lowest_volatility > 0:
            raise InputError(
                f"'volatility_shift' {self.volatility_shift:g} takes the lowest volatility to "
                f"{self.lowest_volatility:g}; it must stay above 0"
            )

    @property
    def lowest_volatility(self) -> float:
        """Lowest volatility on the surface, decimal per year.

        Between expiries volatility squared is a weighted mean of its neighbours', so the lowest is at an expiry.
        """
        variances = np.array([each.smile.lowest_variance for each in self.smiles])
        return float(np.sqrt((variances / self.times).min())) + self.volatility_shift

    @property
    def log_moneyness_range(self) -> tuple[float, float]:
        """Log-moneyness between which every smile bends; the wings beyond are all but straight."""
        smiles = [each.smile for each in self.smiles]
        low = np.concatenate([[0.0], *(each.centres - _BEND * each.widths for each in smiles)])
        high = np.concatenate([[0.0], *(each.centres + _BEND * each.widths for each in smiles)])
        return float(low.min()), float(high.max())

    def forward(self, time: npt.ArrayLike) -> FloatArray:
        """Forward for delivery in `time` years, same shape."""
        return np.asarray(np.exp(np.interp(np.asarray(time, np.float64), self.times, np.log(self.forwards))))

    def discount(self, time: npt.ArrayLike) -> FloatArray:
        """Discount factor to `time` years, same shape."""
        rates = -np.log([each.discount for each in self.smiles]) / self.times
        times = np.asarray(time, np.float64)
        return np.asarray(np.exp(-np.interp(times, self.times, rates) * times))

    def volatility(self, strike: npt.ArrayLike, time: npt.ArrayLike) -> FloatArray:
        """Implied volatility, decimal per year.

        Parameters
        ----------
        strike : array_like
            Money, above zero.
        time : array_like
            Years to expiry, above zero; broadcasts against `strike`.

        Returns
        -------
        FloatArray
            The broadcast shape.

        Raises
        ------
        InputError
            When a strike or time is not finite and above zero.
        """
        strikes, times = np.broadcast_arrays(np.asarray(strike, np.float64), np.asarray(time, np.float64))
        for name, values in (("strike", strikes), ("time", times)):
            if not (check_finite(values, name) > 0).all():
                raise InputError(f"{name!r} must be above 0, was {values.min():g}")
        log_moneyness = np.log(strikes / self.forward(times))
        return np.asarray(np.sqrt(self._unshifted_variance(log_moneyness, times) / times) + self.volatility_shift)

    def total_variance(self, log_moneyness: npt.ArrayLike, time: npt.ArrayLike) -> FloatArray:
        """Volatility squared times years at ``ln(K / F)``, broadcast against `time` in years, above zero."""
        moneyness, times = np.broadcast_arrays(np.asarray(log_moneyness, np.float64), np.asarray(time, np.float64))
        if not (times > 0).all():
            raise InputError(f"'time' must be above 0, was {times.min():g}")
        volatility = np.sqrt(self._unshifted_variance(moneyness, times) / times) + self.volatility_shift
        return np.asarray(volatility * volatility * times)

    def derivatives(self, index: int, log_moneyness: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Total variance of one expiry with its first and second derivative in log-moneyness.

        Parameters
        ----------
        index : int
            Position of the expiry in `smiles`.
        log_moneyness : FloatArray
            ``ln(K / F)``, any shape.

        Returns
        -------
        tuple of FloatArray
            Value, first and second derivative, the volatility shift included; same shape.
        """
        value, first, second = self.smiles[index].smile.derivatives(log_moneyness)
        # With total volatility u = sqrt(w), the shifted one is u + c, where c = shift · sqrt(T).
        root = np.sqrt(value)
        ratio = 1.0 + self.volatility_shift * np.sqrt(self.times[index]) / root
        bend = 0.5 * first * first * (1.0 - ratio) / value
        return value * ratio * ratio, first * ratio, second * ratio + bend

    def with_spot_shock(self, relative: float, *, rule: StickyRule) -> VolSurface:
        """Return the surface after the spot, and every forward with it, moves by `relative`.

        Parameters
        ----------
        relative : float
            -0.1 for a fall of a tenth; above -1.
        rule : StickyRule
            Whether strikes or moneynesses keep their volatility.

        Returns
        -------
        VolSurface
            With scaled forwards. Moving the smile under fixed strikes can open a butterfly far from the money;
            ``butterfly_violations`` tells.

        Raises
        ------
        InputError
            For a move of -1 or below, or a `rule` that there is not.
        """
        rule = choice_named(rule, "rule", StickyRule)
        factor = check_positive(1.0 + relative, "1 + relative")
        moved = np.log(factor) if rule is StickyRule.STRIKE else 0.0
        smiles = tuple(
            replace(each, forward=each.forward * factor, smile=each.smile.moved(float(moved))) for each in self.smiles
        )
        return replace(self, smiles=smiles)

    def with_volatility_shock(self, shift: float) -> VolSurface:
        """Return the surface with `shift` added to every volatility.

        Parameters
        ----------
        shift : float
            Decimal per year: 0.01 is one volatility point.

        Returns
        -------
        VolSurface
            The shifted surface.

        Raises
        ------
        InputError
            When a volatility would be zero or below.
        """
        return replace(self, volatility_shift=self.volatility_shift + shift)

    def _unshifted_variance(self, log_moneyness: FloatArray, time: FloatArray) -> FloatArray:
        moneyness, times = np.ravel(log_moneyness), np.ravel(time)
        variance = np.empty_like(moneyness)
        last = len(self.smiles) - 1
        following = np.searchsorted(self.times, times)
        for each in np.unique(following):
            here = following == each
            high = min(int(each), last)
            low = max(int(each) - 1, 0)
            if low == high or each > last:
                nearest = self.smiles[high]
                variance[here] = nearest.smile.total_variance(moneyness[here]) * times[here] / self.times[high]
                continue
            share = (times[here] - self.times[low]) / (self.times[high] - self.times[low])
            before = self.smiles[low].smile.total_variance(moneyness[here])
            after = self.smiles[high].smile.total_variance(moneyness[here])
            variance[here] = (1.0 - share) * before + share * after
        return variance.reshape(np.shape(log_moneyness))
