"""Events of a feed gathered into the minutes of a perpetual's public record."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from seawall.core import FloatArray
from seawall.errors import DataError, InputError
from seawall.microstructure.events import FeedEvent, LiquidationPrint, MarkPrice, OpenInterest, Side, Trade
from seawall.microstructure.grid import InstrumentGrid
from seawall.microstructure.liquidation_censoring import uncensor_prints
from seawall.microstructure.perpetual_flow import PerpetualFlow

__all__ = ["PerpetualFlowCollector"]

_MINUTE_NS = 60 * 10**9
_COLUMNS = (
    "open", "high", "low", "close", "mark_high", "mark_low", "mark_close", "open_interest", "taker_buy", "taker_sell",
)  # fmt: skip


@dataclass(slots=True)
class _Minute:
    """What came in one minute; prices 0.0 where none did."""

    open: float = 0.0
    high: float = 0.0
    low: float = 0.0
    close: float = 0.0
    mark_high: float = 0.0
    mark_low: float = 0.0
    mark_close: float = 0.0
    open_interest: float | None = None
    taker_buy: float = 0.0
    taker_sell: float = 0.0
    prints: list[LiquidationPrint] = field(default_factory=list)


class PerpetualFlowCollector:
    """Trades, marks, open interest and forced closes of one instrument, minute by minute of the venue's clock.

    A minute without a mark is missing, and the next one says so. A minute without a trade stands at the last price with
    no volume; one without open interest keeps the last. Forced closes of a feed that shows only some are un-censored.

    Parameters
    ----------
    grid : InstrumentGrid
        Of the instrument; events of others are passed over.
    has_liquidations : bool
        Whether forced closes are among the events at all.

    Examples
    --------
    >>> from decimal import Decimal
    >>> grid = InstrumentGrid("X", Decimal("0.1"), Decimal("0.001"))
    >>> collector = PerpetualFlowCollector(grid)
    >>> for minute in range(3):
    ...     at = minute * 60 * 10**9
    ...     collector.take(MarkPrice("X", at, at, 100.0, 100.0, 0.0001, 0))
    ...     collector.take(Trade("X", at + 1, at + 1, minute, 1000, 500, Side.BID, 500))
    ...     collector.take(OpenInterest("X", at + 2, at + 2, 7_000))
    >>> flow = collector.flow()
    >>> len(flow), flow.open_interest.tolist(), flow.taker_buy.tolist()
    (2, [7.0, 7.0], [0.5, 0.5])
    """

    def __init__(self, grid: InstrumentGrid, *, has_liquidations: bool = True) -> None:
        self._grid = grid
        self._tick, self._lot = float(grid.tick_size), float(grid.lot_size)
        self._has_liquidations = has_liquidations
        self._minutes: dict[int, _Minute] = {}
        self._last = -1

    def __len__(self) -> int:
        """Minutes begun."""
        return len(self._minutes)

    def take(self, event: FeedEvent) -> None:
        """Take an event; the book's are passed over."""
        if event.symbol != self._grid.symbol or not isinstance(
            event, Trade | MarkPrice | OpenInterest | LiquidationPrint
        ):
            return
        number = event.venue_ns // _MINUTE_NS
        self._last = max(self._last, number)
        minute = self._minutes.setdefault(number, _Minute())
        if isinstance(event, Trade):
            self._trade(minute, event)
        elif isinstance(event, MarkPrice):
            if event.mark <= 0.0:
                raise InputError(f"mark of {event.symbol} must be above 0, was {event.mark:g}")
            minute.mark_high = max(minute.mark_high, event.mark)
            minute.mark_low = min(minute.mark_low or event.mark, event.mark)
            minute.mark_close = event.mark
        elif isinstance(event, OpenInterest):
            minute.open_interest = event.lots * self._lot
        else:
            minute.prints.append(event)

    def flow(self, *, with_last: bool = False) -> PerpetualFlow:
        """The record so far.

        Parameters
        ----------
        with_last : bool
            Whether the minute that may still run counts.

        Returns
        -------
        PerpetualFlow
            Whole minutes, from the first with a mark, a price and open interest.

        Raises
        ------
        DataError
            When there is none yet, naming what did not come.
        """
        numbers = sorted(each for each in self._minutes if each < self._last or with_last)
        rows: list[tuple[float, ...]] = []
        ends: list[int] = []
        kept: list[_Minute] = []
        price = interest = None
        for number in numbers:
            minute = self._minutes[number]
            interest = interest if minute.open_interest is None else minute.open_interest
            price = minute.close or price
            if interest is None or price is None or not minute.mark_close:
                continue
            traded = (minute.open, minute.high, minute.low, minute.close) if minute.close else (price,) * 4
            marks = (minute.mark_high, minute.mark_low, minute.mark_close)
            rows.append((*traded, *marks, interest, minute.taker_buy, minute.taker_sell))
            ends.append((number + 1) * _MINUTE_NS)
            kept.append(minute)
        if not rows:
            raise DataError(f"no minute of {self._grid.symbol} is known yet: {self._missing(numbers)}")
        long, short = self._forced(kept)
        columns = dict(zip(_COLUMNS, np.array(rows).T, strict=True))
        return PerpetualFlow(
            self._grid.symbol,
            _MINUTE_NS,
            np.array(ends, dtype=np.int64),
            **columns,
            liquidated_long=long,
            liquidated_short=short,
        )

    def _trade(self, minute: _Minute, event: Trade) -> None:
        price = event.price_ticks * self._tick
        minute.open = minute.open or price
        minute.high = max(minute.high, price)
        minute.low = min(minute.low or price, price)
        minute.close = price
        if event.taker_side is Side.BID:
            minute.taker_buy += event.size_lots * self._lot
        else:
            minute.taker_sell += event.size_lots * self._lot

    def _forced(self, minutes: list[_Minute]) -> tuple[FloatArray | None, FloatArray | None]:
        if not self._has_liquidations:
            return None, None
        prints = [each for minute in minutes for each in minute.prints]
        weights = iter(uncensor_prints(prints, lot_size=self._lot).weights.tolist())
        found = np.zeros((2, len(minutes)))
        for place, minute in enumerate(minutes):
            for each in minute.prints:
                found[0 if each.position_side > 0 else 1, place] += next(weights) * each.size_lots * self._lot
        return found[0], found[1]

    def _missing(self, numbers: list[int]) -> str:
        minutes = [self._minutes[each] for each in numbers]
        if not minutes:
            return "the first minute is not over"
        absent = [
            name
            for name, is_there in (
                ("trades", any(each.close for each in minutes)),
                ("mark prices", any(each.mark_close for each in minutes)),
                ("open interest", any(each.open_interest is not None for each in minutes)),
            )
            if not is_there
        ]
        return f"{' and '.join(absent)} did not come" if absent else "they did not come within one minute"
