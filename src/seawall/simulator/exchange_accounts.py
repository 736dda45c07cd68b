"""Accounts of a simulated exchange: agents who trade through its book, and those whose positions it closes there.

Agents decide as on the minute clock. They send market orders only, so that no two of them meet: whatever they take is
booked against a dealer, at the price of each fill. Dealers stand for the whole crowd of the flow and for the planted
actors, who have no accounts.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from seawall.core import IntArray
from seawall.microstructure import PositionSide, Side
from seawall.simulator import ledger_kernels as kernels
from seawall.simulator.agents import AgentPopulation
from seawall.simulator.book_market import BookMarket
from seawall.simulator.exchange_step import ForcedOrder, FundingPaid
from seawall.simulator.exchange_terms import ExchangeTerms
from seawall.simulator.ledger import Ledger
from seawall.simulator.ledger_kernels import FUNDING_SCALE, PRICE_SCALE, Behaviour
from seawall.simulator.market_marks import FRACTION
from seawall.simulator.matching_engine import Instruction, InstructionKind
from seawall.simulator.minute_market import MinuteMarket, MinuteMarketSettings, minute_words

__all__ = ["ExchangeAccounts"]

_EARLIER_MINUTES = 4_320
"""Positions were built over three days of the minute clock before the exchange begins."""
_DEPTH_LOTS = 100_000.0
"""In that time; about what moves the fair price of the default flow by 1 %."""
_REST_MINUTES = 60
_LARGEST_ORDER_LOTS = 5_000
"""Agents send no larger market order, about a tenth of what a side of the default book holds; the rest comes later."""
_FARTHEST_LIMIT = 1 << 14
"""No book reaches farther than this from its best price, so that limits beyond need no window of their own."""
_TAKEOVER_PPM = 5_000
"""Dealers take over what no order of the book takes, half a percent beyond mark, best quote or limit: the worst."""
_DOUBLING_FALL_PPM, _MOST_NERVOUS = 2_000, 3_000
"""A fall that doubles the volatility, and its largest multiple, in thousandths."""


class ExchangeAccounts:
    """Ledger and agents, on the clock of a book.

    Parameters
    ----------
    terms : ExchangeTerms
        Of the venue.
    market : BookMarket
        Where they trade.
    seed : int
        Of accounts and decisions.
    start_price : float
        Mark at which the exchange begins, quote currency.
    population : AgentPopulation
        Who trades.
    fund : int
        Insurance fund at the beginning, quote currency.
    """

    def __init__(
        self,
        terms: ExchangeTerms,
        market: BookMarket,
        *,
        seed: int,
        start_price: float,
        population: AgentPopulation,
        fund: int,
    ) -> None:
        settings = MinuteMarketSettings(start_price=start_price, depth_lots=_DEPTH_LOTS)
        self.crowd = MinuteMarket(terms, seed=seed, population=population, settings=settings)
        self.crowd.run(_EARLIER_MINUTES)
        self.market = market
        self._terms = terms.integer_terms()
        self.usual_mark = 0
        self.nervousness = 1000
        self._premium_sum = 0
        self._premium_count = 0
        self._begin_at(terms.ticks(start_price))
        self.ledger.endow_fund(fund * terms.units_per_quote)

    @property
    def ledger(self) -> Ledger:
        """Positions and cash."""
        return self.crowd.ledger

    @property
    def behaviour(self) -> Behaviour:
        """Who the accounts are."""
        return self.crowd.behaviour

    @property
    def premium(self) -> tuple[int, int]:
        """Weighted sum of the premium since the last funding, and over how many seconds."""
        return self._premium_sum, self._premium_count

    @premium.setter
    def premium(self, value: tuple[int, int]) -> None:
        self._premium_sum, self._premium_count = value

    def see_mark(self, line: IntArray, *, second: int) -> None:
        """Take in index, mark and best prices of a second."""
        state = self.crowd.state
        index, mark, bid, ask = (int(each) for each in line[1:])
        self._premium_count += 1
        self._premium_sum += self._premium_count * ((mark - index) * FUNDING_SCALE // index)
        per_part = FRACTION // PRICE_SCALE
        state[kernels.INDEX] = index // per_part
        state[kernels.BASIS_MEAN] = mark // per_part - index // per_part
        if bid and ask:
            state[kernels.BASIS] = (bid + ask) * PRICE_SCALE // 2 - index // per_part
        relative = min(max(self.market.volatility_by_mean, 0.125), 10.0)
        state[kernels.SIGMA] = round(relative * self.behaviour.sigma_mean)
        self._fear(mark)
        if second % 60 == 0:
            last = state[kernels.INDEX] + state[kernels.BASIS]
            state[kernels.TREND] += (last - state[kernels.TREND]) // 720
            state[kernels.MINUTE] = _EARLIER_MINUTES + second // 60

    def words(self, minute: int) -> npt.NDArray[np.uint64]:
        """Random words of a minute of the exchange's clock."""
        words: npt.NDArray[np.uint64] = minute_words(self.crowd.seed, _EARLIER_MINUTES + minute, 1)[0]
        return words

    def wakes(self, words: npt.NDArray[np.uint64], *, start_ns: int, span_ns: int) -> list[tuple[int, int]]:
        """Instants of a minute at which agents wake, in order, each with the place of its words."""
        who, state = self.behaviour, self.crowd.state
        busy = min(who.wakes * int(state[kernels.SIGMA]) // who.sigma_mean, kernels.MOST_WAKES)
        places = [16 + 3 * wake for wake in range(busy)]
        return sorted((start_ns + ((int(words[at]) >> 32) * span_ns >> 32), at) for at in places)

    def wake(self, words: npt.NDArray[np.uint64], at: int, *, now_ns: int) -> None:
        """Let one agent decide and trade."""
        book, state = self.ledger.book, self.crowd.state
        decide = kernels.compiled(kernels.decide)
        account, lots = decide(book, self._terms, self.behaviour, state, words, at)
        account, lots = int(account), int(lots)
        if not lots:
            return
        is_opening = not book.lots[account]
        fills = self._order(account, lots, now_ns)
        if fills and is_opening:
            kernels.compiled(kernels.set_exits)(book, self._terms, account, fills[0][0], words[at + 2])

    def settle(self, *, now_ns: int) -> list[ForcedOrder]:
        """Close by force who is due at the mark, one step each, then send the orders of stops and targets."""
        book, mark = self.ledger.book, self.crowd.mark_tick
        reached = np.flatnonzero((book.low >= mark) | (book.high <= mark))
        if not len(reached):
            return []
        is_due = ((book.lots > 0) & (mark <= book.trigger)) | ((book.lots < 0) & (mark >= book.trigger))
        due = [int(each) for each in reached if is_due[each]]
        due.sort(key=lambda each: -abs(int(book.trigger[each]) - mark))
        forced = [self._force(each, mark, now_ns) for each in due if kernels.is_due(book, self._terms, each, mark)]
        for account in (int(each) for each in reached if not is_due[each]):
            lots = int(book.lots[account])
            if lots and not book.low[account] < mark < book.high[account]:
                self._order(account, -lots, now_ns)
        return forced

    def pay_funding(self, *, now_ns: int) -> FundingPaid:
        """Longs pay shorts by the mean premium since the last time, or shorts longs."""
        count = self._premium_count
        rate = kernels.funding_of(self._premium_sum // (count * (count + 1) // 2))
        self.crowd.state[kernels.FUNDING] = rate
        mark = self.crowd.mark_tick
        self.ledger.pay_funding(mark=mark, rate=rate)
        self.premium = (0, 0)
        return FundingPaid(now_ns, rate, mark)

    def _fear(self, mark: int) -> None:
        """After a fall below its mean of about a quarter of an hour the price moves more, twice as much for 0.2 %."""
        self.usual_mark += (mark - self.usual_mark) // 1024 if self.usual_mark else mark
        fall_ppm = max((self.usual_mark - mark) * 1_000_000 // mark, 0)
        self.nervousness = min(1000 + fall_ppm * 1000 // _DOUBLING_FALL_PPM, _MOST_NERVOUS)
        self.market.scale_volatility(self.nervousness)

    def _begin_at(self, tick: int) -> None:
        """Move all prices of the accounts from the mark of the minute clock to the tick at which the book begins."""
        state, shift = self.crowd.state, tick - self.crowd.mark_tick
        self.ledger.move_prices(shift)
        for place in (kernels.INDEX, kernels.TREND):
            state[place] += shift * PRICE_SCALE

    def _order(self, account: int, lots: int, now_ns: int) -> list[tuple[int, int]]:
        """A market order, unless there is no price or its own would leave the account due; fills by price."""
        side = Side.BID if lots > 0 else Side.ASK
        across = self.market.engine.best(Side(-side))
        if across is None or kernels.is_due(self.ledger.book, self._terms, account, across):
            return []
        order = Instruction(now_ns, account + 1, InstructionKind.MARKET, side, lots=min(abs(lots), _LARGEST_ORDER_LOTS))
        fills = _by_price(self.market.trade(order))
        for tick, filled in fills:
            delta = int(side) * filled
            dealer = kernels.pick_dealer(self.ledger.book, self.behaviour, delta, account)
            kernels.compiled(kernels.exchange)(self.ledger.book, self._terms, account, dealer, delta, tick)
        return fills

    def _force(self, account: int, mark: int, now_ns: int) -> ForcedOrder:
        """One step: an order at the bankruptcy price, and what the book left of it on the fund or the other side."""
        book, engine = self.ledger.book, self.market.engine
        side = PositionSide(int(np.sign(book.lots[account])))
        lots = int(kernels.ladder_lots(book, self._terms, account, mark))
        price = int(kernels.bankruptcy_tick(book, account))
        near = engine.best(Side(int(side))) or mark
        limit = min(max(price, near - _FARTHEST_LIMIT, 1), near + _FARTHEST_LIMIT)
        order = Instruction(
            now_ns, account + 1, InstructionKind.IMMEDIATE_OR_CANCEL, Side(-int(side)), ticks=limit, lots=lots
        )
        fills = self.market.trade(order)
        change, filled = 0, 0
        for tick, part in _by_price(fills):
            change += self._close(account, part, price, mark, tick)[0]
            filled += part
        deleveraged = 0
        if filled < lots:
            prices = (mark, price, engine.best(Side(int(side))) or price)
            worst = min(prices) if side is PositionSide.LONG else max(prices)
            takeover = worst - int(side) * -(-worst * _TAKEOVER_PPM // 1_000_000)
            loss, deleveraged = self._close(account, lots - filled, price, mark, max(takeover, 1))
            change += loss
        self.behaviour.rest_until[account] = self.crowd.minute + _REST_MINUTES
        average = sum(tick * part for tick, part in fills) / filled if filled else 0.0
        last = fills[-1][1] if fills else 0
        return ForcedOrder(now_ns, account, side, lots, price, filled, average, last, deleveraged, change)

    def _close(self, account: int, lots: int, price: int, mark: int, fill: int) -> tuple[int, int]:
        book = self.ledger.book
        delta = -lots if book.lots[account] > 0 else lots
        dealer = kernels.pick_dealer(book, self.behaviour, delta, account)
        close = kernels.compiled(kernels.close_at)
        change, deleveraged = close(book, self._terms, account, dealer, lots, price, mark, fill)
        return int(change), int(deleveraged)


def _by_price(fills: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Fills with those at one price in one, in the order of the prices that were met."""
    found: dict[int, int] = {}
    for tick, lots in fills:
        found[tick] = found.get(tick, 0) + lots
    return list(found.items())
