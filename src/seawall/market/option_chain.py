"""One exchange's quotes of every option on one underlying, as they stood at one instant."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from seawall.core import (
    DAYS_PER_YEAR,
    BoolArray,
    DateArray,
    FloatArray,
    check_finite,
    check_shape,
    choice_named,
    read_only,
)
from seawall.errors import DataError, InputError

__all__ = ["OptionChain", "PriceUnit", "years_until"]


class PriceUnit(StrEnum):
    """What a quoted price is counted in."""

    MONEY = "money"
    """The currency of the strike, as on a listed index."""
    COIN = "coin"
    """Units of the underlying itself, as on a coin-settled crypto venue."""


def years_until(expiry: DateArray, *, as_of: dt.datetime) -> FloatArray:
    """Years from an instant to each expiry, ACT/365 with the time of day.

    Parameters
    ----------
    expiry : DateArray
        Instants in UTC, any shape.
    as_of : datetime.datetime
        With a time zone.

    Returns
    -------
    FloatArray
        Years, the shape of `expiry`; at or below zero where it has passed.

    Raises
    ------
    InputError
        When `as_of` has no time zone.

    Examples
    --------
    >>> noon = dt.datetime(2024, 1, 1, 12, tzinfo=dt.UTC)
    >>> (years_until(np.array(["2024-01-02T00:00"], dtype="datetime64[s]"), as_of=noon) * 365).tolist()
    [0.5]
    """
    if as_of.tzinfo is None:
        raise InputError(f"'as_of' must have a time zone, was {as_of}")
    instant = np.datetime64(as_of.astimezone(dt.UTC).replace(tzinfo=None), "us")
    return np.asarray((expiry - instant) / np.timedelta64(1, "D") / DAYS_PER_YEAR, dtype=np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class OptionChain:
    """Quotes of European options, one per expiry, strike and right.

    Prices are as the exchange published them, good or bad: what is usable is decided where a surface is
    fitted. A price of zero means that there is no quote.

    Attributes
    ----------
    underlying : str
        Name of the underlying, such as ``BTC``.
    as_of : datetime.datetime
        Instant of the latest quote, with a time zone.
    price_unit : PriceUnit
        Whether prices are in money or in coin.
    source : str
        File it came from.
    data_hash : str
        Hash of the bytes read.
    index_price : float
        Price of the underlying itself at `as_of`, in money.
    expiry : DateArray
        Instant of expiry in UTC, to the second, shape (n,).
    strike : FloatArray
        Money, above zero, shape (n,).
    is_call : BoolArray
        True for a call, False for a put, shape (n,).
    bid, ask : FloatArray
        Best prices, 0 where there is none, shape (n,).
    mark : FloatArray or None
        The exchange's own price; None where it publishes none.
    exchange_volatility : FloatArray or None
        The exchange's own implied volatility, decimal per year, 0 where it computed none; None where it
        publishes none.
    exchange_forward : FloatArray or None
        The forward that the exchange values each option on; None where it publishes none.
    duplicate_rows : int
        Rows of the source that an equal instrument with a later time replaced.

    Examples
    --------
    >>> chain = OptionChain(underlying="BTC", as_of=dt.datetime(2021, 2, 11, 18, tzinfo=dt.UTC),
    ...     price_unit=PriceUnit.COIN, source="here", data_hash="0", index_price=47800.0,
    ...     expiry=["2021-02-19T08:00"], strike=[48000.0], is_call=[True], bid=[0.05], ask=[0.06])
    >>> chain.time.round(4).tolist()
    [0.0208]
    """

    underlying: str
    as_of: dt.datetime
    price_unit: PriceUnit
    source: str
    data_hash: str
    index_price: float
    expiry: DateArray
    strike: FloatArray
    is_call: BoolArray
    bid: FloatArray
    ask: FloatArray
    mark: FloatArray | None = None
    exchange_volatility: FloatArray | None = None
    exchange_forward: FloatArray | None = None
    duplicate_rows: int = 0

    def __post_init__(self) -> None:
        """Freeze the arrays; refuse a shape, strike or price that no chain can have, and repeated instruments."""
        object.__setattr__(self, "price_unit", choice_named(self.price_unit, "price_unit", PriceUnit))
        expiry = np.array(self.expiry, dtype="datetime64[s]")
        is_call = np.array(self.is_call, dtype=np.bool_)
        for name, array in (("expiry", expiry), ("is_call", is_call)):
            array.flags.writeable = False
            object.__setattr__(self, name, array)
        if not len(expiry):
            raise DataError(f"{self.source}: the option chain is empty")
        for name in ("strike", "bid", "ask", "mark", "exchange_volatility", "exchange_forward"):
            given = getattr(self, name)
            if given is None:
                continue
            values = read_only(given)
            object.__setattr__(self, name, values)
            check_finite(check_shape(values, name, (len(expiry),)), name)
            if (values < 0).any():
                raise InputError(f"{name!r} must not be below 0, was {values.min():g} at {int(values.argmin())}")
        if is_call.shape != expiry.shape or expiry.ndim != 1:
            raise InputError(f"'is_call' must have shape {expiry.shape}, was {is_call.shape}")
        if not (self.strike > 0).all():
            raise InputError(f"'strike' must be above 0, was 0 at {int(self.strike.argmin())}")
        self._check_instruments()

    def _check_instruments(self) -> None:
        order = np.lexsort((self.is_call, self.strike, self.expiry))
        same = (
            (np.diff(self.expiry[order]) == np.timedelta64(0, "s"))
            & (np.diff(self.strike[order]) == 0)
            & (self.is_call[order][1:] == self.is_call[order][:-1])
        )
        if same.any():
            place = int(order[int(np.argmax(same))])
            raise InputError(
                f"instruments must not repeat, but expiry {self.expiry[place]} strike {self.strike[place]:g} "
                f"{'call' if self.is_call[place] else 'put'} does"
            )

    @property
    def time(self) -> FloatArray:
        """Years to expiry of each quote, ACT/365; at or below zero for an expired line, shape (n,)."""
        return years_until(self.expiry, as_of=self.as_of)

    @property
    def is_two_sided(self) -> BoolArray:
        """Whether a quote has both a bid and an ask and they do not cross, shape (n,)."""
        return np.asarray((self.bid > 0) & (self.ask >= self.bid))
