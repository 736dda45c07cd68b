r"""Maintenance tiers: the share of a position's value that must stand behind it, rising with its size.

A tier's rate holds for the part of the value within it, as with income tax: the whole value times the tier's rate, less
a deduction that makes the requirement continuous,

.. math:: c_1 = 0, \qquad c_n = c_{n-1} + f_n (m_n - m_{n-1})

with floor :math:`f` and rate :math:`m`. Venues change their tiers, so a table carries its date and source.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from seawall.core import FloatArray, check_finite, check_positive, read_only
from seawall.errors import InputError

__all__ = ["BINANCE_BTCUSDT_TIERS", "MarginTiers"]


@dataclass(frozen=True, slots=True, eq=False)
class MarginTiers:
    """Maintenance tiers of one instrument at one venue on one day.

    Attributes
    ----------
    symbol, venue : str
        Which instrument, and where.
    as_of : datetime.date
        Day on which the table held.
    source : str
        Where it was read.
    floors : FloatArray
        Shape (n,), lowest value of each tier, from 0, strictly rising; in the quote currency of a linear contract,
        in the coin of an inverse one.
    rates : FloatArray
        Shape (n,), maintenance rate of each tier, in (0, 1), rising.
    leverages : FloatArray
        Shape (n,), largest leverage at opening, at least 1, falling.
    cap : float
        Largest value of a position.
    """

    symbol: str
    venue: str
    as_of: dt.date
    source: str
    floors: FloatArray
    rates: FloatArray
    leverages: FloatArray
    cap: float

    def __post_init__(self) -> None:
        """Freeze the arrays; refuse tiers that do not follow one another."""
        for name in ("floors", "rates", "leverages"):
            array = read_only(getattr(self, name))
            object.__setattr__(self, name, array)
            check_finite(array, name)
            if array.ndim != 1 or array.shape != self.floors.shape:
                raise InputError(f"'{name}' of {self.symbol} must have one value per tier, had shape {array.shape}")
        if not len(self.floors) or self.floors[0] != 0.0:
            raise InputError(f"'floors' of {self.symbol} must begin at 0, were {self.floors.tolist()}")
        if (np.diff(self.floors) <= 0).any():
            raise InputError(f"'floors' of {self.symbol} must rise, were {self.floors.tolist()}")
        if (np.diff(self.rates) < 0).any() or self.rates[0] <= 0 or self.rates[-1] >= 1:
            raise InputError(f"'rates' of {self.symbol} must rise within (0, 1), were {self.rates.tolist()}")
        if (np.diff(self.leverages) > 0).any() or self.leverages[-1] < 1:
            raise InputError(
                f"'leverages' of {self.symbol} must fall and be at least 1, were {self.leverages.tolist()}"
            )
        check_positive(self.cap, "cap")
        if self.cap <= self.floors[-1]:
            raise InputError(
                f"'cap' of {self.symbol} must be above the last floor {self.floors[-1]:g}, was {self.cap:g}"
            )

    @property
    def deductions(self) -> FloatArray:
        """Deduction of each tier, shape (n,); it makes the requirement continuous."""
        steps = self.floors[1:] * np.diff(self.rates)
        return read_only(np.concatenate([[0.0], np.cumsum(steps)]))

    def tier_of(self, value: float) -> int:
        """Place of the tier in which a value lies: floor ≤ value < next floor."""
        return int(np.searchsorted(self.floors, value, side="right")) - 1

    def maintenance_margin(self, value: float) -> float:
        """Margin that must stand behind a position of this value.

        Parameters
        ----------
        value : float
            Of the position at the mark price, 0 or more.

        Returns
        -------
        float
            In the same currency; the last tier's rate holds beyond the cap.

        Examples
        --------
        >>> BINANCE_BTCUSDT_TIERS.maintenance_margin(5_000_000.0)
        38000.0
        """
        tier = self.tier_of(value)
        return float(self.rates[tier] * value - self.deductions[tier])


BINANCE_BTCUSDT_TIERS = MarginTiers(
    symbol="BTCUSDT",
    venue="binance-usdm",
    as_of=dt.date(2026, 9, 30),
    source="leverage brackets of the venue as freqtrade 2026.9 ships them",
    floors=np.array([0.0, 0.3e6, 0.8e6, 3e6, 12e6, 70e6, 100e6, 230e6, 480e6, 600e6, 800e6, 1.2e9]),
    rates=np.array([0.004, 0.005, 0.0065, 0.01, 0.02, 0.025, 0.05, 0.1, 0.125, 0.15, 0.25, 0.5]),
    leverages=np.array([150.0, 100.0, 75.0, 50.0, 25.0, 20.0, 10.0, 5.0, 4.0, 3.0, 2.0, 1.0]),
    cap=1.8e9,
)
"""Tiers of Binance's BTCUSDT perpetual, September 2026."""
