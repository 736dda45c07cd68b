r"""Static arbitrage in a volatility surface: where it is, and how large.

A butterfly has a negative price where Durrleman's function is below zero, since the density of the underlying is
that function times a positive one. A calendar spread has a negative price where total variance at fixed
forward-moneyness falls as time passes.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from seawall.core import FloatArray
from seawall.market import ExpirySmile, VolSurface

__all__ = ["ArbitrageKind", "Violation", "butterfly_violations", "calendar_violations", "durrleman"]

_POINTS = 4001
_MARGIN = 0.25
_NEAR_MONEY = 0.02
_ROUNDING = 1e-12


class ArbitrageKind(StrEnum):
    """Which spread would have a negative price."""

    BUTTERFLY = "butterfly"
    CALENDAR = "calendar"


@dataclass(frozen=True, slots=True)
class Violation:
    """One unbroken range of strikes with static arbitrage.

    Attributes
    ----------
    kind : ArbitrageKind
        Butterfly or calendar.
    expiry : numpy.datetime64
        Expiry that is at fault; for a calendar spread the later one.
    time : float
        Its time to expiry, years.
    low_strike, high_strike : float
        First and last strike of the range, on that expiry's forward.
    worst_strike : float
        Where it is largest.
    size : float
        Above zero: how far Durrleman's function is below 0, or by how much total variance falls.
    """

    kind: ArbitrageKind
    expiry: np.datetime64
    time: float
    low_strike: float
    high_strike: float
    worst_strike: float
    size: float

    def __str__(self) -> str:
        what = "Durrleman's g is below 0" if self.kind is ArbitrageKind.BUTTERFLY else "total variance falls"
        return (
            f"{self.kind} at expiry {self.expiry}, strikes {self.low_strike:.6g} to {self.high_strike:.6g}: "
            f"{what} by up to {self.size:.3g} at {self.worst_strike:.6g}"
        )


def durrleman(log_moneyness: FloatArray, *, value: FloatArray, first: FloatArray, second: FloatArray) -> FloatArray:
    r"""Durrleman's function; call prices are convex in strike exactly where it is not negative.

    .. math:: g = \left(1 - \frac{k w'}{2 w}\right)^2 - \frac{w'^2}{4}\left(\frac1w + \frac14\right) + \frac{w''}{2}

    Parameters
    ----------
    log_moneyness : FloatArray
        :math:`k = \ln(K/F)`, any shape.
    value, first, second : FloatArray
        Total variance and its derivatives in log-moneyness, same shape; total variance above zero.

    Returns
    -------
    FloatArray
        Same shape; 1 everywhere for a flat smile.

    References
    ----------
    Gatheral and Jacquier (2014), "Arbitrage-free SVI volatility surfaces", lemma 2.2.

    Examples
    --------
    >>> at = np.array([-0.1, 0.0, 0.1])
    >>> durrleman(at, value=np.full(3, 0.04), first=np.zeros(3), second=np.zeros(3)).tolist()
    [1.0, 1.0, 1.0]
    """
    tilt = 1.0 - 0.5 * log_moneyness * first / value
    return np.asarray(tilt * tilt - 0.25 * first * first * (1.0 / value + 0.25) + 0.5 * second)


def butterfly_violations(surface: VolSurface) -> tuple[Violation, ...]:
    """Ranges of strikes, per expiry, where a butterfly would have a negative price.

    Parameters
    ----------
    surface : VolSurface
        Checked at each of its expiries on 4,001 strikes, densest near the money, that hold every bend of every smile.

    Returns
    -------
    tuple of Violation
        In order of expiry and strike; empty where there is none.

    Examples
    --------
    Gatheral and Jacquier's example 3.1, from Vogt, has positive variance and negative butterflies:

    >>> import datetime as dt
    >>> from seawall.market import Smile
    >>> vogt = Smile.from_svi(a=-0.0410, b=0.1331, rho=0.3060, m=0.3586, sigma=0.4153)
    >>> surface = VolSurface("X", dt.datetime(2024, 1, 1, tzinfo=dt.UTC),
    ...     (ExpirySmile(np.datetime64("2024-12-31T00:00:00"), forward=100.0, discount=1.0, smile=vogt),))
    >>> [round(each.worst_strike) for each in butterfly_violations(surface)]
    [241]
    """
    at = _grid(surface)
    found: list[Violation] = []
    for index, (each, time) in enumerate(zip(surface.smiles, surface.times, strict=True)):
        value, first, second = surface.derivatives(index, at)
        excess = -durrleman(at, value=value, first=first, second=second)
        found.extend(_violations(ArbitrageKind.BUTTERFLY, each, time, at, excess))
    return tuple(found)


def calendar_violations(surface: VolSurface) -> tuple[Violation, ...]:
    """Ranges of strikes, per neighbouring pair of expiries, where total variance falls as time passes.

    Parameters
    ----------
    surface : VolSurface
        Checked between neighbouring expiries at 4,001 equal log-moneynesses, densest near the money, that hold
        every bend of every smile.

    Returns
    -------
    tuple of Violation
        In order of expiry and strike; empty where there is none.

    Examples
    --------
    >>> import datetime as dt
    >>> from seawall.market import Smile
    >>> days = [np.datetime64("2024-03-01T00:00:00"), np.datetime64("2024-07-01T00:00:00")]
    >>> surface = VolSurface("X", dt.datetime(2024, 1, 1, tzinfo=dt.UTC),
    ...     tuple(ExpirySmile(day, forward=100.0, discount=1.0, smile=Smile.flat(total))
    ...           for day, total in zip(days, (0.05, 0.04))))
    >>> [round(each.size, 6) for each in calendar_violations(surface)]
    [0.01]
    """
    at = _grid(surface)
    found: list[Violation] = []
    earlier, _, _ = surface.derivatives(0, at)
    for index, (each, time) in enumerate(zip(surface.smiles[1:], surface.times[1:], strict=True), start=1):
        later, _, _ = surface.derivatives(index, at)
        found.extend(_violations(ArbitrageKind.CALENDAR, each, time, at, earlier - later))
        earlier = later
    return tuple(found)


def _grid(surface: VolSurface) -> FloatArray:
    low, high = surface.log_moneyness_range
    steps = np.linspace(np.arcsinh((low - _MARGIN) / _NEAR_MONEY), np.arcsinh((high + _MARGIN) / _NEAR_MONEY), _POINTS)
    return np.asarray(_NEAR_MONEY * np.sinh(steps))


def _violations(
    kind: ArbitrageKind, each: ExpirySmile, time: float, log_moneyness: FloatArray, excess: FloatArray
) -> list[Violation]:
    strike = each.forward * np.exp(log_moneyness)
    bad = np.concatenate(([False], excess > _ROUNDING, [False])).astype(np.int8)
    edges = np.flatnonzero(np.diff(bad)).tolist()
    found = []
    for start, stop in zip(edges[::2], edges[1::2], strict=True):
        worst = start + int(np.argmax(excess[start:stop]))
        found.append(
            Violation(
                kind=kind,
                expiry=each.expiry,
                time=float(time),
                low_strike=float(strike[start]),
                high_strike=float(strike[stop - 1]),
                worst_strike=float(strike[worst]),
                size=float(excess[worst]),
            )
        )
    return found
