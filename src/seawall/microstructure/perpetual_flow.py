"""What is publicly known of a perpetual, interval by interval: prices, marks, open interest, takers, forced closes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from seawall.core import BoolArray, FloatArray, IntArray, check_finite, read_only
from seawall.errors import DataError, InputError

__all__ = ["PerpetualFlow"]

_PRICES = ("open", "high", "low", "close", "mark_high", "mark_low", "mark_close")
_QUANTITIES = ("open_interest", "taker_buy", "taker_sell", "liquidated_long", "liquidated_short")
_SUMS = (*_QUANTITIES[1:], "funding_rate")
_OPTIONAL = ("taker_buy", "taker_sell", "liquidated_long", "liquidated_short", "funding_rate")
_MOST_FUNDING = 0.05
"""No venue charges 5 % at once: a larger number is a percentage, or wrong."""
_FEWEST_JUDGED = 60
"""Fewer intervals may well pass without a trade."""


@dataclass(frozen=True, slots=True, eq=False)
class PerpetualFlow:
    """Public record of one linear perpetual at equal intervals, oldest first; every column has shape (n,).

    Attributes
    ----------
    symbol : str
        Name at the venue.
    interval_ns : int
        Length of an interval.
    end_ns : IntArray
        End of each, nanoseconds since 1970-01-01 UTC, strictly rising by whole intervals; where it rises by more than
        one, the intervals between are missing.
    open, high, low, close : FloatArray
        Traded price, quote currency.
    mark_high, mark_low, mark_close : FloatArray
        Mark price, by which positions are liquidated.
    open_interest : FloatArray
        Base units of one side at the end of the interval.
    taker_buy, taker_sell : FloatArray or None
        Base units in the interval; both None when they were not collected.
    liquidated_long, liquidated_short : FloatArray or None
        Base units closed by force in the interval; None when it was not collected, which is not zero.
    funding_rate : FloatArray or None
        Decimal, where it was paid at the end of the interval, else 0; above 0 longs pay. None when not collected.

    Raises
    ------
    InputError
        When a column has another length, prices do not fit each other, or funding looks like a percentage.
    DataError
        When open interest is 0 throughout, or the volume of takers in 60 intervals or more: it was not collected.
    """

    symbol: str
    interval_ns: int
    end_ns: IntArray
    open: FloatArray
    high: FloatArray
    low: FloatArray
    close: FloatArray
    mark_high: FloatArray
    mark_low: FloatArray
    mark_close: FloatArray
    open_interest: FloatArray
    taker_buy: FloatArray | None
    taker_sell: FloatArray | None
    liquidated_long: FloatArray | None = None
    liquidated_short: FloatArray | None = None
    funding_rate: FloatArray | None = None

    def __post_init__(self) -> None:
        """Freeze the columns; refuse those that contradict each other."""
        self._freeze()
        self._check_clock()
        self._check_prices()
        for name in _QUANTITIES:
            column = getattr(self, name)
            if column is not None and (column < 0).any():
                place = int(np.argmax(column < 0))
                raise InputError(f"{name!r} of {self.symbol} must be 0 or more, was {column[place]:g} at {place}")
        if not self.open_interest.any():
            raise DataError(f"open interest of {self.symbol} is 0 in all {len(self)} intervals: it was not collected")
        if (self.taker_buy is None) != (self.taker_sell is None):
            raise InputError(f"'taker_buy' and 'taker_sell' of {self.symbol} must both be known, or neither")
        volume = self.volume
        if volume is not None and len(self) >= _FEWEST_JUDGED and not volume.any():
            raise DataError(f"taker volume of {self.symbol} is 0 in all {len(self)} intervals: it was not collected")
        if self.funding_rate is not None and np.abs(self.funding_rate).max() > _MOST_FUNDING:
            worst = float(np.abs(self.funding_rate).max())
            raise InputError(
                f"'funding_rate' of {self.symbol} must be a decimal within {_MOST_FUNDING:g}, was up to {worst:g}; "
                f"percent given? {worst:g} % is {worst / 100:g}"
            )

    def __len__(self) -> int:
        """Number of intervals."""
        return len(self.end_ns)

    @property
    def is_after_gap(self) -> BoolArray:
        """Whether intervals are missing just before each, shape (n,)."""
        found = np.append(False, np.diff(self.end_ns) > self.interval_ns)
        found.flags.writeable = False
        return found

    @property
    def volume(self) -> FloatArray | None:
        """Base units traded in each interval, shape (n,); None when takers were not collected."""
        if self.taker_buy is None or self.taker_sell is None:
            return None
        return read_only(self.taker_buy + self.taker_sell)

    def between(self, start: int, stop: int) -> PerpetualFlow:
        """Intervals from `start` up to and without `stop`, by place.

        Returns
        -------
        PerpetualFlow
            A copy; a column that is 0 throughout the part is refused as elsewhere.
        """
        columns = {name: getattr(self, name) for name in self._columns()}
        chosen: dict[str, Any] = {name: None if each is None else each[start:stop] for name, each in columns.items()}
        return PerpetualFlow(self.symbol, self.interval_ns, self.end_ns[start:stop], **chosen)

    def coarser(self, interval_ns: int) -> PerpetualFlow:
        """The same record in longer intervals, each as far as it is known.

        Parameters
        ----------
        interval_ns : int
            A multiple of the record's own; intervals end at multiples of it.
        """
        if interval_ns % self.interval_ns:
            raise InputError(f"'interval_ns' must be a multiple of {self.interval_ns}, was {interval_ns}")
        ends = -(-self.end_ns // interval_ns) * interval_ns
        first = np.flatnonzero(np.append(True, np.diff(ends) > 0))
        last = np.append(first[1:], len(self)) - 1

        def merged(name: str) -> FloatArray | None:
            column: FloatArray | None = getattr(self, name)
            if column is None:
                return None
            if name in _SUMS:
                found: FloatArray = np.add.reduceat(column, first)
                return found
            if name in ("high", "mark_high"):
                return np.asarray(np.maximum.reduceat(column, first))
            if name in ("low", "mark_low"):
                return np.asarray(np.minimum.reduceat(column, first))
            return column[first if name == "open" else last]

        columns: dict[str, Any] = {name: merged(name) for name in self._columns()}
        return PerpetualFlow(self.symbol, interval_ns, ends[first], **columns)

    def followed_by(self, later: PerpetualFlow) -> PerpetualFlow:
        """One record of two; a column that either lacks is lacking in both."""
        if (later.symbol, later.interval_ns) != (self.symbol, self.interval_ns):
            raise InputError(
                f"'later' must be of {self.symbol} in intervals of {self.interval_ns} ns, was of {later.symbol} in "
                f"{later.interval_ns} ns"
            )
        pairs = {name: (getattr(self, name), getattr(later, name)) for name in self._columns()}
        columns: dict[str, Any] = {
            name: None if one is None or other is None else np.concatenate([one, other])
            for name, (one, other) in pairs.items()
        }
        return PerpetualFlow(self.symbol, self.interval_ns, np.concatenate([self.end_ns, later.end_ns]), **columns)

    def brought_to(self, *, end_ns: int, mark: float, open_interest: float) -> PerpetualFlow:
        """The same record as if it had ended at another instant, mark and open interest: moves and shares stay.

        Parameters
        ----------
        end_ns : int
            Of the last interval.
        mark : float
            Last mark, above 0.
        open_interest : float
            Last open interest, above 0, base units.
        """
        price, size = mark / self.mark_close[-1], open_interest / self.open_interest[-1]
        factors = dict.fromkeys(("open", "high", "low", "close", *_PRICES[4:]), price)
        factors.update(dict.fromkeys(_QUANTITIES, size))
        columns: dict[str, Any] = {
            name: None if (column := getattr(self, name)) is None else column * factors.get(name, 1.0)
            for name in self._columns()
        }
        return PerpetualFlow(self.symbol, self.interval_ns, self.end_ns + (end_ns - self.end_ns[-1]), **columns)

    @staticmethod
    def _columns() -> tuple[str, ...]:
        return (*("open", "high", "low", "close"), *_PRICES[4:], *_QUANTITIES, "funding_rate")

    def _freeze(self) -> None:
        ends = np.array(self.end_ns, dtype=np.int64, order="C", copy=True)
        ends.flags.writeable = False
        object.__setattr__(self, "end_ns", ends)
        if ends.ndim != 1 or not len(ends):
            raise InputError(f"'end_ns' of {self.symbol} must have shape (n,) with n at least 1, was {ends.shape}")
        for name in self._columns():
            given = getattr(self, name)
            if given is None and name in _OPTIONAL:
                continue
            column = read_only(given)
            if column.shape != ends.shape:
                raise InputError(f"{name!r} of {self.symbol} must have shape {ends.shape}, was {column.shape}")
            object.__setattr__(self, name, check_finite(column, name))

    def _check_clock(self) -> None:
        if self.interval_ns <= 0:
            raise InputError(f"'interval_ns' must be above 0, was {self.interval_ns}")
        steps = np.diff(self.end_ns)
        is_wrong = (steps <= 0) | (steps % self.interval_ns != 0)
        if is_wrong.any():
            place = int(np.argmax(is_wrong))
            raise InputError(
                f"'end_ns' of {self.symbol} must rise by whole intervals of {self.interval_ns} ns, rose by "
                f"{steps[place]} after {place}"
            )

    def _check_prices(self) -> None:
        for name in _PRICES:
            column = getattr(self, name)
            if (column <= 0).any():
                place = int(np.argmax(column <= 0))
                raise InputError(f"{name!r} of {self.symbol} must be above 0, was {column[place]:g} at {place}")
        for low, inner, high in (
            ("low", "open", "high"),
            ("low", "close", "high"),
            ("mark_low", "mark_close", "mark_high"),
        ):
            is_outside = (getattr(self, inner) > getattr(self, high)) | (getattr(self, inner) < getattr(self, low))
            if is_outside.any():
                place = int(np.argmax(is_outside))
                raise InputError(
                    f"{inner!r} of {self.symbol} must lie between {low!r} and {high!r}, was "
                    f"{getattr(self, inner)[place]:g} at {place}"
                )
