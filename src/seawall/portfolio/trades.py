"""Trades that are only thought of: as they are written, and as positions that a book would gain."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from seawall.core import check_unique, did_you_mean
from seawall.errors import InputError
from seawall.portfolio.instruments import Spot
from seawall.portfolio.portfolio import Portfolio, Position

__all__ = ["Trade", "parse_trade", "trade_positions"]

MOST_TRADES = 10
_LARGEST = 1e18
_WRITTEN = re.compile(r"\s*(\S+)\s+(\S+)\s*")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Trade:
    """A change of quantity.

    Attributes
    ----------
    name : str
        Identifier of a position, whose quantity changes, or of an asset, which is bought or sold outright.
    quantity : float
        Units or contracts, above zero for a purchase, below for a sale.
    """

    name: str
    quantity: float

    def __post_init__(self) -> None:
        """Demand a quantity that changes something."""
        if not math.isfinite(self.quantity) or self.quantity == 0 or abs(self.quantity) > _LARGEST:
            raise InputError(
                f"trade {self.name!r}: the quantity must not be 0 and at most 1e18 in size, was {self.quantity!r}"
            )


def parse_trade(text: str) -> Trade:
    """Read ``NAME [+|-]QUANTITY``.

    Parameters
    ----------
    text : str
        Such as ``"BTC +2"``; without a sign the quantity is bought.

    Returns
    -------
    Trade
        Name and signed quantity.

    Raises
    ------
    InputError
        For text of another form, a quantity that is no decimal number, or 0.

    Examples
    --------
    >>> parse_trade("SPY -100.5")
    Trade(name='SPY', quantity=-100.5)
    """
    found = _WRITTEN.fullmatch(text)
    if found is None:
        raise InputError(f'a trade is written "NAME QUANTITY", such as "BTC +2"; was {text[:_SHOWN]!r}')
    name, number = found.groups()
    if not _NUMBER.fullmatch(number):
        raise InputError(f"trade {name[:_SHOWN]!r}: the quantity must be a decimal number, was {number[:_SHOWN]!r}")
    return Trade(name, float(number))


def trade_positions(portfolio: Portfolio, trades: Sequence[Trade]) -> tuple[Position, ...]:
    """Positions that trades would add to a book.

    A trade in a position adds the same instrument, with its entry price, strike and expiry; a trade in an asset adds
    spot. Where a name is both, the position is meant.

    Parameters
    ----------
    portfolio : Portfolio
        The book.
    trades : sequence of Trade
        From 1 to 10, each name once.

    Returns
    -------
    tuple of Position
        One for each trade, by its name.

    Raises
    ------
    InputError
        For no trade, more than ten, a name that is repeated or that the book does not know.

    Examples
    --------
    >>> from seawall.portfolio import Cash
    >>> book = Portfolio(name="P", base_currency="USD", positions=(Position("cash", Cash("USD"), 100.0),))
    >>> trade_positions(book, [Trade("cash", -50.0)])[0].quantity
    -50.0
    """
    if not 1 <= len(trades) <= MOST_TRADES:
        raise InputError(f"'trades' must hold from 1 to {MOST_TRADES} trades, held {len(trades)}")
    check_unique([trade.name for trade in trades], "trades")
    positions = {position.id: position for position in portfolio.positions}
    added = []
    for trade in trades:
        held = positions.get(trade.name)
        if held is None and trade.name not in portfolio.assets:
            hint = did_you_mean(trade.name, [*positions, *portfolio.assets])
            raise InputError(
                f"trade {trade.name[:_SHOWN]!r}: neither a position nor an asset of {portfolio.name}{hint}"
            )
        instrument = Spot(trade.name) if held is None else held.instrument
        venue = None if held is None else held.venue
        added.append(Position(id=trade.name, instrument=instrument, quantity=trade.quantity, venue=venue))
    return tuple(added)
