"""What the simulated exchange answers when it is asked, in the words of Binance's and Bybit's REST."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Protocol

import orjson

from seawall.errors import DataError, InputError
from seawall.microstructure import InstrumentGrid, Side
from seawall.simulator import binance_messages as say
from seawall.simulator.book_streams import Levels
from seawall.simulator.displayed_book import DisplayedBook
from seawall.simulator.exchange_terms import ExchangeTerms
from seawall.simulator.ledger import Ledger
from seawall.simulator.market_marks import FRACTION
from seawall.simulator.outbox import Outbox
from seawall.simulator.perpetual_facts import PerpetualFacts, SecondFacts

__all__ = ["OLD_BOOK_NS", "ToldExchange", "VenueAnswers"]

_QUOTES = ("USDT", "USDC", "USD")
_MOST_LEVELS, _MOST_ROWS = 1_000, 500
_INTEREST_RATE = "0.00010000"
_MILLISECOND_NS = 1_000_000
OLD_BOOK_NS = 5_000_000_000
"""A whole book that is too old is one of 5 to 10 seconds ago."""
_OldBook = tuple[int, int, Levels, Levels]


class ToldExchange(Protocol):
    """What the answers tell of an exchange."""

    @property
    def terms(self) -> ExchangeTerms:
        """Grid, fees and tiers."""

    @property
    def ledger(self) -> Ledger:
        """Its accounts."""


class VenueAnswers:
    """Bodies of the answers, as the book and the facts stand.

    Parameters
    ----------
    exchange : ToldExchange
        Its terms, and its ledger, whose insurance fund is told.
    outbox : Outbox
        The venue's clock and texts.
    book, rpi_book : DisplayedBook
        The displayed book, and that with RPI orders.
    facts : PerpetualFacts
        Marks, open interest and taker volumes.
    stale_books : int
        So many of the first whole books are old ones.
    """

    def __init__(
        self,
        exchange: ToldExchange,
        outbox: Outbox,
        *,
        book: DisplayedBook,
        rpi_book: DisplayedBook,
        facts: PerpetualFacts,
        stale_books: int = 0,
    ) -> None:
        self.grid: InstrumentGrid = exchange.terms.grid
        self.symbol = exchange.terms.grid.symbol
        self.book = book
        self._terms = exchange.terms
        self._ledger = exchange.ledger
        self._out = outbox
        self._rpi_book = rpi_book
        self._facts = facts
        self._stale_left = stale_books
        self._old_books: list[_OldBook] = []
        self._value_step = Fraction(self.grid.tick_size) * Fraction(self.grid.lot_size) / FRACTION

    @property
    def now_ns(self) -> int:
        """How far the feed has run, since the exchange began."""
        return self._out.now_ns

    def depth(self, limit: int) -> bytes:
        """``/fapi/v1/depth``: the displayed book now, without RPI orders: 1 to 1,000 levels a side."""
        if self._stale_left and self._old_books:
            self._stale_left -= 1
            at_ms, last, bids, asks = self._old_books[0]
            levels = [self._out.levels(side[: _checked(limit, _MOST_LEVELS)]) for side in (bids, asks)]
            return say.whole_book(at_ms, last=last, bids=levels[0], asks=levels[1])
        return self._whole(self.book, limit)

    def keep_old_book(self, time_ns: int) -> None:
        """Keep the book as it is, and the one before, for answers that are too old."""
        bids, asks = (self._top(self.book, side, _MOST_LEVELS) for side in Side)
        self._old_books = [*self._old_books[-1:], (self._out.milliseconds(time_ns), self.book.last_id, bids, asks)]

    def rpi_depth(self, limit: int) -> bytes:
        """``/fapi/v1/rpiDepth``: the same with RPI orders."""
        return self._whole(self._rpi_book, limit)

    def exchange_info(self) -> bytes:
        """``/fapi/v1/exchangeInfo``: the one instrument, with tick and lot size."""
        base, quote = self._assets()
        tick, lot = str(self.grid.tick_size), str(self.grid.lot_size)
        filters = [
            {"filterType": "PRICE_FILTER", "minPrice": tick, "maxPrice": "1000000000", "tickSize": tick},
            {"filterType": "LOT_SIZE", "minQty": lot, "maxQty": "1000000", "stepSize": lot},
            {"filterType": "MARKET_LOT_SIZE", "minQty": lot, "maxQty": "1000000", "stepSize": lot},
            {"filterType": "MIN_NOTIONAL", "notional": "5"},
        ]
        about = {
            "symbol": self.symbol,
            "pair": self.symbol,
            "contractType": "PERPETUAL",
            "status": "TRADING",
            "baseAsset": base,
            "quoteAsset": quote,
            "marginAsset": quote,
            "pricePrecision": _digits(self.grid.tick_size),
            "quantityPrecision": _digits(self.grid.lot_size),
            "underlyingType": "COIN",
            "onboardDate": self._out.milliseconds(0),
            "liquidationFee": "0.000000",
            "filters": filters,
            "orderTypes": ["LIMIT", "MARKET"],
            "timeInForce": ["GTC", "IOC", "FOK", "GTX", "RPI"],
        }
        now = self._now()
        return orjson.dumps({"timezone": "UTC", "serverTime": now, "symbols": [about]})

    def bybit_instruments_info(self) -> bytes:
        """``/v5/market/instruments-info`` of Bybit: the one instrument."""
        base, quote = self._assets()
        tick, lot = str(self.grid.tick_size), str(self.grid.lot_size)
        about = {
            "symbol": self.symbol,
            "contractType": "LinearPerpetual",
            "status": "Trading",
            "baseCoin": base,
            "quoteCoin": quote,
            "settleCoin": quote,
            "launchTime": str(self._out.milliseconds(0)),
            "priceFilter": {"minPrice": tick, "maxPrice": "1000000000", "tickSize": tick},
            "lotSizeFilter": {"minOrderQty": lot, "maxOrderQty": "1000000", "qtyStep": lot},
            "fundingInterval": 480,
        }
        listed = {"category": "linear", "list": [about], "nextPageCursor": ""}
        now = self._now()
        return orjson.dumps({"retCode": 0, "retMsg": "OK", "result": listed, "retExtInfo": {}, "time": now})

    def premium_index(self) -> bytes:
        """``/fapi/v1/premiumIndex``: mark, index, funding as this interval has it so far, and when it is paid."""
        latest, tick = self._latest(), Fraction(self.grid.tick_size)
        index = say.eight_decimals(latest.index, tick).decode()
        return orjson.dumps(
            {
                "symbol": self.symbol,
                "markPrice": say.eight_decimals(latest.mark, tick).decode(),
                "indexPrice": index,
                "estimatedSettlePrice": index,
                "lastFundingRate": f"{latest.rate:.8f}",
                "interestRate": _INTEREST_RATE,
                "nextFundingTime": self._out.milliseconds(latest.next_funding_ns),
                "time": self._out.milliseconds(latest.time_ns),
            }
        )

    def open_interest(self) -> bytes:
        """``/fapi/v1/openInterest``: contracts held long, as of the last second."""
        latest = self._latest()
        lots = self._out.sizes[latest.open_interest].decode()
        time = self._out.milliseconds(latest.time_ns)
        return orjson.dumps({"openInterest": lots, "symbol": self.symbol, "time": time})

    def open_interest_history(self, period: str, limit: int) -> bytes:
        """``/futures/data/openInterestHist``: contracts, and their value at the mark, at the ends of periods."""
        rows = self._facts.open_interest_history(period, _checked(limit, _MOST_ROWS))
        return orjson.dumps(
            [
                {
                    "symbol": self.symbol,
                    "sumOpenInterest": self._out.sizes[row.lots].decode(),
                    "sumOpenInterestValue": f"{float(row.value * self._value_step):.8f}",
                    "timestamp": row.venue_ns // _MILLISECOND_NS,
                }
                for row in rows
            ]
        )

    def taker_long_short_ratio(self, period: str, limit: int) -> bytes:
        """``/futures/data/takerlongshortRatio``: what takers bought and sold, by periods."""
        rows = self._facts.taker_volumes(period, _checked(limit, _MOST_ROWS))
        return orjson.dumps(
            [
                {
                    "buySellRatio": f"{row.bought_lots / row.sold_lots:.4f}" if row.sold_lots else "0.0000",
                    "buyVol": self._out.sizes[row.bought_lots].decode(),
                    "sellVol": self._out.sizes[row.sold_lots].decode(),
                    "timestamp": row.venue_ns // _MILLISECOND_NS,
                }
                for row in rows
            ]
        )

    def leverage_bracket(self) -> bytes:
        """``/fapi/v1/leverageBracket``: the tiers of maintenance margin, with the sum that each takes off."""
        tiers = self._terms.tiers
        caps = [*tiers.floors[1:].tolist(), float(tiers.cap)]
        columns = zip(tiers.leverages, caps, tiers.floors, tiers.rates, tiers.deductions, strict=True)
        brackets = [
            {
                "bracket": place,
                "initialLeverage": int(leverage),
                "notionalCap": _plain(cap),
                "notionalFloor": _plain(floor),
                "maintMarginRatio": float(rate),
                "cum": float(deduction),
            }
            for place, (leverage, cap, floor, rate, deduction) in enumerate(columns, start=1)
        ]
        return orjson.dumps([{"symbol": self.symbol, "brackets": brackets}])

    def insurance_balance(self) -> bytes:
        """``/fapi/v1/insuranceBalance``: what the fund holds, in the quote currency."""
        balance = f"{float(Fraction(self._ledger.fund, self._terms.units_per_quote)):.8f}"
        asset = {"asset": self._assets()[1], "marginBalance": balance, "updateTime": self._now()}
        return orjson.dumps({"symbols": [self.symbol], "assets": [asset]})

    def adl_risk(self) -> bytes:
        """``/fapi/v1/symbolAdlRisk``: high for half an hour after a deleveraging, medium after a loss of the fund."""
        risk = self._facts.deleveraging_risk(self._out.now_ns)
        return orjson.dumps({"symbol": self.symbol, "adlRisk": risk, "updateTime": self._now()})

    def _whole(self, book: DisplayedBook, limit: int) -> bytes:
        bids, asks = (self._out.levels(self._top(book, side, _checked(limit, _MOST_LEVELS))) for side in Side)
        return say.whole_book(self._now(), last=book.last_id, bids=bids, asks=asks)

    def _top(self, book: DisplayedBook, side: Side, limit: int) -> Levels:
        return [(abs(key), book.lots[key]) for key in book.top(side, limit)]

    def _latest(self) -> SecondFacts:
        if self._facts.latest is None:
            raise DataError(f"{self.symbol}: the exchange has not run for a second yet")
        return self._facts.latest

    def _now(self) -> int:
        return self._out.milliseconds(self._out.now_ns)

    def _assets(self) -> tuple[str, str]:
        """Base and quote asset; a name that ends in no known quote is its own base."""
        quote = next((each for each in _QUOTES if self.symbol.endswith(each)), "USDT")
        return self.symbol.removesuffix(quote), quote


def _checked(limit: int, most: int) -> int:
    if not 1 <= limit <= most:
        raise InputError(f"'limit' must be from 1 to {most:,}, was {limit}")
    return limit


def _digits(step: Decimal) -> int:
    exponent = step.as_tuple().exponent
    return max(-int(exponent), 0)


def _plain(value: float) -> int | float:
    return int(value) if value == int(value) else value
