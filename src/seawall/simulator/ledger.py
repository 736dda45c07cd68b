"""Accounts of a simulated venue: positions and cash in whole numbers that balance to the last unit.

The loops of `ledger_kernels` do the arithmetic; here they are called one event at a time, from either clock.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from seawall.core import IntArray
from seawall.errors import InputError, NumericalError
from seawall.microstructure import PositionSide
from seawall.simulator import ledger_kernels as kernels
from seawall.simulator.exchange_terms import ExchangeTerms
from seawall.simulator.ledger_kernels import LARGEST_LOTS, LARGEST_TICK, TOTALS, Book

__all__ = ["ForcedStep", "Ledger"]

_LARGEST_FUND = 2**60


@dataclass(frozen=True, slots=True)
class ForcedStep:
    """One step of a forced close.

    Attributes
    ----------
    account : int
        Whose position it was.
    side : PositionSide
        Of the position.
    lots, left_lots : int
        Closed in this step, and left afterwards.
    bankruptcy_tick, fill_tick : int
        Price at which the account was closed, and at which the fund sold on.
    fund_change : int
        Units of cash, below 0 for a loss.
    deleveraged_lots : int
        Of the lots, those closed against the opposite side.
    """

    account: int
    side: PositionSide
    lots: int
    left_lots: int
    bankruptcy_tick: int
    fill_tick: int
    fund_change: int
    deleveraged_lots: int


class Ledger:
    """Accounts in one linear perpetual, each with a wallet and at most one position.

    Parameters
    ----------
    terms : ExchangeTerms
        Of the venue.
    deposits : IntArray
        Shape (n,), units of cash in each wallet, 0 or more.
    leverages : IntArray
        Shape (n,), at least 1: what an isolated position's initial margin divides by.
    is_isolated : IntArray
        Shape (n,), 1 where a margin of its own stands behind the position, 0 where the whole wallet does.
    fund : int
        What the insurance fund holds at first, units of cash.

    Examples
    --------
    >>> from decimal import Decimal
    >>> from seawall.microstructure import BINANCE_BTCUSDT_TIERS, InstrumentGrid
    >>> grid = InstrumentGrid("BTCUSDT", Decimal("0.1"), Decimal("0.001"))
    >>> ledger = Ledger(
    ...     ExchangeTerms(grid, BINANCE_BTCUSDT_TIERS),
    ...     deposits=np.array([10**8, 10**12]),
    ...     leverages=np.array([50, 1]),
    ...     is_isolated=np.array([1, 0]),
    ... )
    >>> ledger.exchange(taker=0, maker=1, lots=1_000, tick=1_000_000)
    >>> ledger.liquidation_tick(0), ledger.open_interest
    (983935, 1000)
    """

    def __init__(
        self, terms: ExchangeTerms, *, deposits: IntArray, leverages: IntArray, is_isolated: IntArray, fund: int = 0
    ) -> None:
        wallet = _column(deposits, "deposits", 0)
        n = len(wallet)
        columns = {
            "leverage": _column(leverages, "leverages", 1),
            "is_isolated": _column(is_isolated, "is_isolated", 0),
        }
        for name, column in columns.items():
            if len(column) != n:
                raise InputError(f"{name!r} must have one value per account, had {len(column)} for {n}")
        if fund < 0:
            raise InputError(f"'fund' must be 0 or more, was {fund}")
        zeros = {name: np.zeros(n, np.int64) for name in ("margin", "lots", "cost", "trigger", "stop", "target", "low")}
        totals = np.zeros(len(TOTALS), np.int64)
        totals[kernels.FUND] = fund
        totals[kernels.NEAREST_HIGH] = LARGEST_TICK + 1
        totals[kernels.DEPOSITS] = int(wallet.sum()) + fund
        high = np.full(n, LARGEST_TICK + 1, np.int64)
        self.terms = terms
        self.book = Book(wallet=wallet, high=high, totals=totals, **columns, **zeros)
        self._integer_terms = terms.integer_terms()

    def __len__(self) -> int:
        """Number of accounts."""
        return len(self.book.lots)

    @property
    def open_interest(self) -> int:
        """Lots held long, which are those held short."""
        return int(self.book.totals[kernels.OPEN_INTEREST])

    @property
    def fund(self) -> int:
        """What the insurance fund holds, units of cash."""
        return int(self.book.totals[kernels.FUND])

    def equity(self, account: int, *, tick: int) -> int:
        """What stands behind a position at a price, units of cash."""
        return int(kernels.equity(self.book, account, self._price(tick)))

    def liquidation_tick(self, account: int) -> int | None:
        """Mark at or beyond which the account is liquidated; None where no price does."""
        found = int(self.book.trigger[account])
        return found if 0 < found <= LARGEST_TICK else None

    def exchange(self, *, taker: int, maker: int, lots: int, tick: int) -> None:
        """Book a trade: the taker's position changes by `lots` (below 0 for a sale), the maker's by the opposite.

        Raises
        ------
        InputError
            When the accounts are one, lots or price are out of range, or an isolated account cannot pay its margin.
        """
        price = self._price(tick)
        if taker == maker or lots == 0 or abs(lots) > LARGEST_LOTS:
            raise InputError(f"a trade needs two accounts and 1 to {LARGEST_LOTS} lots, was {taker}, {maker}, {lots}")
        for account, delta in ((taker, lots), (maker, -lots)):
            self._check_means(account, delta, price)
        self._run(kernels.exchange, taker, maker, lots, price)

    def due(self, *, mark: int) -> IntArray:
        """Accounts that are liquidated at a mark, in their order."""
        tick, book = self._price(mark), self.book
        reached = ((book.lots > 0) & (tick <= book.trigger)) | ((book.lots < 0) & (tick >= book.trigger))
        return np.flatnonzero(reached)

    def force(self, account: int, *, dealer: int, mark: int, fill: int) -> ForcedStep:
        """Next step of a liquidation: into the next lower tier, or all of a position in the lowest.

        Raises
        ------
        InputError
            When the account is not due at the mark.
        """
        if account not in self.due(mark=mark):
            raise InputError(f"account {account} is not due for liquidation at {mark} ticks")
        if dealer == account:
            raise InputError("'dealer' must be another account")
        side = PositionSide(int(np.sign(self.book.lots[account])))
        lots = kernels.ladder_lots(self.book, self._integer_terms, account, mark)
        price, change, deleveraged = self._run(kernels.force_step, account, dealer, lots, mark, self._price(fill))
        left = abs(int(self.book.lots[account]))
        return ForcedStep(account, side, lots, left, price, fill, change, deleveraged)

    def pay_funding(self, *, mark: int, rate: int) -> None:
        """Longs pay shorts `rate` parts per hundred million of their value at the mark; the reverse below 0."""
        self._run(kernels.pay_funding, self._price(mark), rate)

    def endow_fund(self, units: int) -> None:
        """Let the insurance fund hold so many units; the change counts as paid in from outside."""
        if not 0 <= units <= _LARGEST_FUND:
            raise InputError(f"'units' of a fund must be 0 to {_LARGEST_FUND}, was {units}")
        totals = self.book.totals
        totals[kernels.DEPOSITS] += units - totals[kernels.FUND]
        totals[kernels.FUND] = units

    def move_prices(self, ticks: int) -> None:
        """Move the prices at which all positions were opened, and their stops and targets, by so many ticks.

        Long lots equal short lots, so that the sum of costs stays; so does every equity, at prices moved alike.
        """
        book = self.book
        np.add(book.cost, book.lots * ticks, out=book.cost)
        for exits in (book.stop, book.target):
            exits[exits > 0] = np.clip(exits[exits > 0] + ticks, 1, LARGEST_TICK)
        for account in np.flatnonzero(book.lots):
            self._run(kernels.refresh, int(account))

    def deposit(self, account: int, *, units: int) -> None:
        """Pay cash into a wallet from outside, 0 or more units."""
        if not 0 <= units <= 2**60 - int(self.book.wallet[account]):
            raise InputError(f"'units' must be 0 or more and leave the wallet below 2**60, was {units}")
        self.book.wallet[account] += units
        self.book.totals[kernels.DEPOSITS] += units
        self._run(kernels.refresh, account)

    def add_margin(self, account: int, *, units: int) -> None:
        """Move cash from the wallet behind an isolated position."""
        book = self.book
        if not (book.is_isolated[account] and 0 <= units <= book.wallet[account]):
            raise InputError(f"account {account} has no {units} units to put behind an isolated position")
        book.wallet[account] -= units
        book.margin[account] += units
        self._run(kernels.refresh, account)

    def check(self) -> None:
        """Refuse a ledger that does not balance to the last unit.

        Raises
        ------
        NumericalError
            Naming the identity that is broken and by how much.
        """
        book = self.book
        if int(book.lots.sum()) != 0:
            raise NumericalError(f"long and short lots differ by {int(book.lots.sum())}")
        long_lots = int(book.lots[book.lots > 0].sum())
        if long_lots != self.open_interest:
            raise NumericalError(f"open interest is {self.open_interest} lots, long lots are {long_lots}")
        gap = _cash_gap(book)
        if gap:
            raise NumericalError(f"cash is off by {gap} units")

    def _run(self, loop: Callable[..., Any], *rest: int) -> Any:
        return kernels.compiled(loop)(self.book, self._integer_terms, *rest)

    def _price(self, tick: int) -> int:
        if not 1 <= tick <= LARGEST_TICK:
            raise InputError(f"a price must be 1 to {LARGEST_TICK} ticks, was {tick}")
        return int(tick)

    def _check_means(self, account: int, delta: int, tick: int) -> None:
        book = self.book
        held = int(book.lots[account])
        if abs(held + delta) > LARGEST_LOTS:
            raise InputError(f"a position must be at most {LARGEST_LOTS} lots, was {held + delta}")
        opened = abs(held + delta) - abs(held) if held * delta >= 0 else max(abs(delta) - abs(held), 0)
        if opened and book.is_isolated[account] and held * delta >= 0:
            needed = -(-opened * tick // int(book.leverage[account]))
            if needed > book.wallet[account]:
                raise InputError(f"account {account} needs {needed} units of margin, has {book.wallet[account]}")


def _cash_gap(book: Book) -> int:
    """Wallets, margins, fund and fees, less costs and deposits: 0."""
    held = int(book.wallet.sum()) + int(book.margin.sum()) - int(book.cost.sum())
    totals = book.totals
    return held + int(totals[kernels.FUND]) + int(totals[kernels.FEES]) - int(totals[kernels.DEPOSITS])


def _column(values: IntArray, name: str, least: int) -> IntArray:
    column = np.array(values)
    if column.ndim != 1 or column.dtype.kind not in "iub" or (column < least).any():
        raise InputError(f"{name!r} must be whole numbers of at least {least} in one row")
    return column.astype(np.int64)
