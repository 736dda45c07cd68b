"""What a venue keeps and answers about a perpetual: funding so far, open interest and taker volume by five minutes."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np

from seawall.errors import InputError
from seawall.microstructure import Side
from seawall.simulator.exchange_step import ForcedOrder
from seawall.simulator.market_marks import funding_rate

__all__ = ["FUNDING_NS", "PERIODS", "OpenInterestRow", "PerpetualFacts", "SecondFacts", "TakerRow"]

_MINUTE_NS = 60_000_000_000
_FIVE_MINUTES_NS = 5 * _MINUTE_NS
FUNDING_NS = 480 * _MINUTE_NS
"""Funding is paid every eight hours of the exchange's clock."""
_MOST_ROWS = 30 * 288
"""Thirty days, as the venue keeps them."""
_RECENT_NS = 30 * _MINUTE_NS
PERIODS = {
    "5m": 5, "15m": 15, "30m": 30, "1h": 60, "2h": 120, "4h": 240, "6h": 360, "12h": 720, "1d": 1_440,
}  # fmt: skip
"""Minutes of the periods that may be asked for."""


@dataclass(frozen=True, slots=True)
class SecondFacts:
    """Mark, index and what goes with them at one second.

    Attributes
    ----------
    time_ns : int
        Since the exchange began.
    mark, index : int
        In ticks / 65,536.
    rate : float
        Funding of the interval as its premium has it so far, decimal.
    next_funding_ns : int
        When it is paid, since the exchange began.
    open_interest : int
        Lots held long.
    """

    time_ns: int
    mark: int
    index: int
    rate: float
    next_funding_ns: int
    open_interest: int

    @property
    def value(self) -> int:
        """Open interest at the mark, in lots times ticks / 65,536."""
        return self.open_interest * self.mark


@dataclass(frozen=True, slots=True)
class OpenInterestRow:
    """Open interest at the end of an interval: lots, and lots times ticks / 65,536 at the mark."""

    venue_ns: int
    lots: int
    value: int


@dataclass(frozen=True, slots=True)
class TakerRow:
    """Lots that takers bought and sold in the interval that ended at an instant."""

    venue_ns: int
    bought_lots: int
    sold_lots: int


class PerpetualFacts:
    """Keeps what the venue answers.

    Parameters
    ----------
    start_ns : int
        What the venue's clock shows when the exchange begins: intervals are those of the venue's clock.
    """

    def __init__(self, *, start_ns: int) -> None:
        self.latest: SecondFacts | None = None
        self._start_ns = start_ns
        self._premium_sum = 0.0  # of (mark - index) / index, weighted by 1, 2, ..., n
        self._seconds = 0
        self._open_interest: deque[OpenInterestRow] = deque(maxlen=_MOST_ROWS)
        self._takers: deque[TakerRow] = deque(maxlen=_MOST_ROWS)
        self._bucket = start_ns // _FIVE_MINUTES_NS
        self._taken = {Side.BID: 0, Side.ASK: 0}
        self._last_deleveraging_ns = self._last_fund_loss_ns = -_RECENT_NS

    def take_second(self, time_ns: int, *, mark: int, index: int, open_interest: int) -> SecondFacts:
        """Take the marks of a second."""
        self._close_intervals(time_ns)
        self._seconds += 1
        self._premium_sum += self._seconds * (mark - index) / index
        weights = self._seconds * (self._seconds + 1) / 2
        rate = funding_rate(np.array([self._premium_sum / weights]))
        following = (time_ns // FUNDING_NS + 1) * FUNDING_NS
        self.latest = SecondFacts(time_ns, mark, index, rate, following, open_interest)
        return self.latest

    def take_trade(self, time_ns: int, *, lots: int, taker_side: Side) -> None:
        """Take a trade of the book."""
        self._close_intervals(time_ns)
        self._taken[taker_side] += lots

    def take_forced(self, order: ForcedOrder) -> None:
        """Take a forced close."""
        if order.deleveraged_lots:
            self._last_deleveraging_ns = order.time_ns
        if order.fund_change < 0:
            self._last_fund_loss_ns = order.time_ns

    def take_funding(self) -> None:
        """Funding was paid: a new interval begins."""
        self._premium_sum, self._seconds = 0.0, 0

    def deleveraging_risk(self, now_ns: int) -> str:
        """``high`` within 30 minutes of a deleveraging, ``medium`` within 30 of a loss of the fund, else ``low``."""
        if now_ns - self._last_deleveraging_ns < _RECENT_NS:
            return "high"
        return "medium" if now_ns - self._last_fund_loss_ns < _RECENT_NS else "low"

    def open_interest_history(self, period: str, limit: int) -> list[OpenInterestRow]:
        """Latest rows at the ends of periods, oldest first."""
        step = _period_ns(period)
        return [row for row in self._open_interest if row.venue_ns % step == 0][-limit:]

    def taker_volumes(self, period: str, limit: int) -> list[TakerRow]:
        """Latest sums over periods that have ended, oldest first; periods without a trade are left out."""
        step = _period_ns(period)
        sums: dict[int, list[int]] = {}
        for row in self._takers:
            found = sums.setdefault(-(-row.venue_ns // step) * step, [0, 0])
            found[0] += row.bought_lots
            found[1] += row.sold_lots
        ended = self._bucket * _FIVE_MINUTES_NS
        rows = [TakerRow(end, *lots) for end, lots in sums.items() if end <= ended and any(lots)]
        return rows[-limit:]

    def _close_intervals(self, time_ns: int) -> None:
        """Note what stood at the ends of the five minutes that have passed."""
        bucket = (self._start_ns + time_ns) // _FIVE_MINUTES_NS
        if bucket == self._bucket:
            return
        for ended in range(self._bucket + 1, bucket + 1):
            if self.latest is not None:
                row = OpenInterestRow(ended * _FIVE_MINUTES_NS, self.latest.open_interest, self.latest.value)
                self._open_interest.append(row)
            self._takers.append(TakerRow(ended * _FIVE_MINUTES_NS, self._taken[Side.BID], self._taken[Side.ASK]))
            self._taken = dict.fromkeys(self._taken, 0)
        self._bucket = bucket


def _period_ns(period: str) -> int:
    if period not in PERIODS:
        raise InputError(f"'period' must be one of {', '.join(PERIODS)}, was {period[:20]!r}")
    return PERIODS[period] * _MINUTE_NS
