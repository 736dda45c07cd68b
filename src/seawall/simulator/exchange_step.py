"""What happened at a simulated exchange between two instants of its clock."""

from __future__ import annotations

from dataclasses import dataclass

from seawall.core import IntArray
from seawall.microstructure import PositionSide
from seawall.simulator.event_log import EventLog
from seawall.simulator.market_marks import MarketMarks

__all__ = ["ExchangeStep", "ForcedOrder", "FundingPaid"]


@dataclass(frozen=True, slots=True)
class ForcedOrder:
    """One step of a forced close as it went through the book: immediate-or-cancel at the bankruptcy price.

    Attributes
    ----------
    time_ns : int
        Since the exchange began.
    account : int
        Whose position it was.
    side : PositionSide
        Of the position; the order is on the other side.
    lots : int
        Closed in this step.
    limit_ticks : int
        Bankruptcy price: the limit of the order, and the price at which the account is closed.
    filled_lots : int
        Of the lots, those that the book took.
    average_ticks : float
        Their mean price; 0.0 where the book took nothing.
    last_fill_lots : int
        Size of the last fill of the order; 0 where the book took nothing.
    deleveraged_lots : int
        Of the lots, those closed against the opposite side. What is neither filled nor deleveraged went to a dealer
        at the cost of the fund.
    fund_change : int
        Units of cash, below 0 for a loss of the insurance fund.
    """

    time_ns: int
    account: int
    side: PositionSide
    lots: int
    limit_ticks: int
    filled_lots: int
    average_ticks: float
    last_fill_lots: int
    deleveraged_lots: int
    fund_change: int


@dataclass(frozen=True, slots=True)
class FundingPaid:
    """Funding of one interval: longs paid shorts `rate` parts per hundred million of their value at the mark."""

    time_ns: int
    rate: int
    mark_ticks: int


@dataclass(frozen=True, slots=True, eq=False)
class ExchangeStep:
    """What happened until an instant, since the step before.

    Attributes
    ----------
    until_ns : int
        End of the step, since the exchange began.
    log : EventLog
        Every line of the matching engine.
    marks : MarketMarks
        Index, mark and best prices, second by second, shape (n,).
    open_interest : IntArray
        Lots held long, which are those held short, at each of those seconds; shape (n,), read-only.
    forced : tuple of ForcedOrder
        Steps of forced closes, in the order in which they happened.
    funding : tuple of FundingPaid
        What was paid every eight hours.
    """

    until_ns: int
    log: EventLog
    marks: MarketMarks
    open_interest: IntArray
    forced: tuple[ForcedOrder, ...]
    funding: tuple[FundingPaid, ...]
