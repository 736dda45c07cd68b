"""What the best prices of a book say: mid, spread, weighted mid and imbalance.

Imbalance goes by two names here, never by one: the *bid share* B / (B + A), between 0 and 1, and the *signed imbalance*
(B - A) / (B + A), between -1 and 1. A bid share of 62 % is a signed imbalance of +24 %.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seawall.core import IntArray, check_positive
from seawall.errors import InputError
from seawall.microstructure.book_image import BookImage, StreamState
from seawall.microstructure.events import Side
from seawall.microstructure.grid import InstrumentGrid

__all__ = [
    "Imbalance",
    "Touch",
    "imbalance_of_levels",
    "imbalance_within",
    "known_levels",
    "read_touch",
]

_BASIS_POINTS = 1e4


@dataclass(frozen=True, slots=True)
class Imbalance:
    """Sizes on both sides, and how they compare.

    Attributes
    ----------
    bid_lots, ask_lots : int
        Displayed sizes that were counted; not both 0.
    is_complete : bool
        Whether every level that should be counted is known.
    state : StreamState
        Of the book.
    """

    bid_lots: int
    ask_lots: int
    is_complete: bool
    state: StreamState

    @property
    def bid_share(self) -> float:
        """B / (B + A): share of the bids, in [0, 1]; a half is balance."""
        return self.bid_lots / (self.bid_lots + self.ask_lots)

    @property
    def signed(self) -> float:
        """(B - A) / (B + A), in [-1, 1]; above 0 bids are larger."""
        return (self.bid_lots - self.ask_lots) / (self.bid_lots + self.ask_lots)


@dataclass(frozen=True, slots=True)
class Touch:
    """Best bid and best ask of a book that has both, the bid below the ask.

    Attributes
    ----------
    grid : InstrumentGrid
        Steps of price and size.
    bid_tick, bid_lots, ask_tick, ask_lots : int
        The two best levels.
    state : StreamState
        Of the book.
    """

    grid: InstrumentGrid
    bid_tick: int
    bid_lots: int
    ask_tick: int
    ask_lots: int
    state: StreamState

    @property
    def mid(self) -> float:
        """Halfway between the best prices, in the quote currency."""
        return self.grid.price((self.bid_tick + self.ask_tick) / 2)

    @property
    def spread_ticks(self) -> int:
        """Best ask minus best bid, in ticks, above 0."""
        return self.ask_tick - self.bid_tick

    @property
    def spread(self) -> float:
        """Best ask minus best bid, in the quote currency, above 0."""
        return self.grid.price(self.spread_ticks)

    @property
    def spread_bp(self) -> float:
        """Spread over the mid, in basis points."""
        return _BASIS_POINTS * self.spread_ticks / ((self.bid_tick + self.ask_tick) / 2)

    @property
    def weighted_mid(self) -> float:
        """I a + (1 - I) b with the bid share I: nearer to the ask the larger the bid is; in the quote currency."""
        return self.grid.price(self.bid_tick + self.imbalance.bid_share * self.spread_ticks)

    @property
    def imbalance(self) -> Imbalance:
        """Of the two best levels."""
        return Imbalance(self.bid_lots, self.ask_lots, is_complete=True, state=self.state)


def read_touch(image: BookImage) -> Touch | None:
    r"""Best prices of a book.

    .. math::

        m = \frac{a + b}{2}, \quad I = \frac{B}{A + B}, \quad \text{weighted mid} = I a + (1 - I) b

    Parameters
    ----------
    image : BookImage
        The book.

    Returns
    -------
    Touch or None
        None where a side is empty, or the bid is not below the ask: then there is no mid.

    Examples
    --------
    >>> from decimal import Decimal
    >>> from seawall.microstructure import InstrumentGrid, OrderBook
    >>> book = OrderBook(InstrumentGrid("BTCUSDT", Decimal("0.1"), Decimal("0.001")))
    >>> book.set_levels([9_999, 9_998], [620, 500], [10_000], [380])
    >>> touch = read_touch(book.image())
    >>> touch.mid, round(touch.weighted_mid, 3), touch.spread_ticks
    (999.95, 999.962, 1)
    >>> touch.imbalance.bid_share, touch.imbalance.signed
    (0.62, 0.24)
    """
    if not image.is_two_sided or image.is_crossed:
        return None
    return Touch(
        grid=image.grid,
        bid_tick=int(image.bid_ticks[0]),
        bid_lots=int(image.bid_lots[0]),
        ask_tick=int(image.ask_ticks[0]),
        ask_lots=int(image.ask_lots[0]),
        state=image.state,
    )


def known_levels(image: BookImage, side: Side) -> tuple[IntArray, IntArray]:
    """Ticks and lots of one side as far as every level is known, best first.

    A book put together by hand, which names no range at all (`complete_to_tick` below `complete_from_tick`), knows
    nothing for sure: both arrays are empty.
    """
    if side is Side.BID:
        known = int(np.count_nonzero(image.bid_ticks >= image.complete_from_tick))
        known *= image.complete_from_tick <= image.complete_to_tick
        return image.bid_ticks[:known], image.bid_lots[:known]
    known = int(np.count_nonzero(image.ask_ticks <= image.complete_to_tick))
    known *= image.complete_from_tick <= image.complete_to_tick
    return image.ask_ticks[:known], image.ask_lots[:known]


def imbalance_of_levels(image: BookImage, *, levels: int) -> Imbalance | None:
    r"""Imbalance of the best levels of both sides.

    .. math:: I_k = \frac{\sum_{i \le k} B_i - \sum_{i \le k} A_i}{\sum_{i \le k} B_i + \sum_{i \le k} A_i}

    Parameters
    ----------
    image : BookImage
        The book.
    levels : int
        k, at least 1.

    Returns
    -------
    Imbalance or None
        None where a side is empty or the book is crossed. Not complete where a side has fewer than k known levels.
    """
    if levels < 1:
        raise InputError(f"'levels' must be at least 1, was {levels}")
    if read_touch(image) is None:
        return None
    known = min(len(known_levels(image, side)[0]) for side in Side)
    return Imbalance(
        int(image.bid_lots[:levels].sum()), int(image.ask_lots[:levels].sum()), known >= levels, image.state
    )


def imbalance_within(image: BookImage, *, distance_bp: float) -> Imbalance | None:
    """Imbalance of all levels no further than a distance from the mid.

    Parameters
    ----------
    image : BookImage
        The book.
    distance_bp : float
        In basis points of the mid, above 0.

    Returns
    -------
    Imbalance or None
        None where a side is empty, the book is crossed, or no level lies so near. Not complete where the distance
        reaches beyond what is known of the book.
    """
    check_positive(distance_bp, "distance_bp")
    touch = read_touch(image)
    if touch is None:
        return None
    mid = (touch.bid_tick + touch.ask_tick) / 2
    reach = mid * distance_bp / _BASIS_POINTS
    bids = int(image.bid_lots[image.bid_ticks >= mid - reach].sum())
    asks = int(image.ask_lots[image.ask_ticks <= mid + reach].sum())
    if bids + asks == 0:
        return None
    complete = image.complete_from_tick <= mid - reach and mid + reach <= image.complete_to_tick
    return Imbalance(bids, asks, complete, image.state)
