"""What a cascade is computed from: levels of liquidation, one side of a book, and the terms on which they meet."""

from __future__ import annotations

import enum
from dataclasses import dataclass

import numpy as np

from seawall.core import FloatArray, check_finite, check_positive, check_shape, choice_named, read_only
from seawall.errors import DataError, InputError
from seawall.microstructure.book_image import BookImage
from seawall.microstructure.events import PositionSide, Side
from seawall.microstructure.touch import known_levels, read_touch

__all__ = ["CascadeTerms", "DepthBeyond", "LiquidationLevels", "SideDepth", "side_depth"]


@dataclass(frozen=True, slots=True, eq=False)
class LiquidationLevels:
    """Marks at which positions of one side are liquidated, and how much at each.

    Attributes
    ----------
    side : PositionSide
        LONG: liquidated as the mark falls; SHORT: as it rises.
    prices : FloatArray
        Shape (n,), quote currency, above 0, in any order.
    quantities : FloatArray
        Shape (n,), base units, 0 or more.
    source : str
        Where they come from.
    is_estimated : bool
        True of a map, False of a ledger that knows.
    bankruptcy_prices : FloatArray or None
        Shape (n,), where the margin of each is gone: not above the price of a long, not below that of a short. Without
        them nothing is said of the insurance fund.
    """

    side: PositionSide
    prices: FloatArray
    quantities: FloatArray
    source: str
    is_estimated: bool
    bankruptcy_prices: FloatArray | None = None

    def __post_init__(self) -> None:
        """Freeze the arrays; refuse prices not above 0, quantities below 0, and bankruptcy before liquidation."""
        for name in ("prices", "quantities"):
            object.__setattr__(self, name, check_finite(read_only(getattr(self, name)), name))
        check_shape(self.prices, "prices", (None,))
        check_shape(self.quantities, "quantities", self.prices.shape)
        if len(self.prices) and self.prices.min() <= 0:
            raise InputError(f"'prices' must be above 0, lowest was {self.prices.min():g}")
        if len(self.prices) and self.quantities.min() < 0:
            raise InputError(f"'quantities' must be 0 or more, lowest was {self.quantities.min():g}")
        if self.bankruptcy_prices is None:
            return
        bankrupt = check_finite(read_only(self.bankruptcy_prices), "bankruptcy_prices")
        check_shape(bankrupt, "bankruptcy_prices", self.prices.shape)
        wrong = np.flatnonzero(self.side * (bankrupt - self.prices) > 0)
        if len(wrong):
            k = int(wrong[0])
            raise InputError(
                f"'bankruptcy_prices' must lie beyond 'prices', was {bankrupt[k]:g} for {self.prices[k]:g} "
                f"({self.side.name.lower()})"
            )
        object.__setattr__(self, "bankruptcy_prices", bankrupt)


class DepthBeyond(enum.StrEnum):
    """What is taken for the book beyond what is known of it."""

    SQUARE_ROOT = "square root"
    """The move grows as the square root of the quantity, through the edge of what is known."""
    CONSTANT = "constant density"
    """As much per price step as the known part holds on average."""
    NOTHING = "nothing"
    """There is no more: the price runs off."""


@dataclass(frozen=True, slots=True, eq=False)
class SideDepth:
    """One side of a book: what can be traded before the price has gone so far.

    Attributes
    ----------
    side : Side
        BID: what sellers take; ASK: what buyers take.
    mid : float
        Price from which it is counted, above 0.
    prices : FloatArray
        Shape (n,), going away from the mid strictly, n at least 1.
    quantities : FloatArray
        Shape (n,), base units up to and with each price: rising, above 0.
    source : str
        Where it comes from.
    is_estimated : bool
        False of a book that was read, True of a law of depth.
    beyond : DepthBeyond
        What is taken for the book beyond the last price.
    """

    side: Side
    mid: float
    prices: FloatArray
    quantities: FloatArray
    source: str
    is_estimated: bool
    beyond: DepthBeyond = DepthBeyond.CONSTANT

    def __post_init__(self) -> None:
        """Freeze the arrays; refuse prices that do not go away from the mid, and quantities that do not rise."""
        object.__setattr__(self, "beyond", choice_named(self.beyond, "beyond", DepthBeyond))
        check_positive(self.mid, "mid")
        for name in ("prices", "quantities"):
            object.__setattr__(self, name, check_finite(read_only(getattr(self, name)), name))
        check_shape(self.prices, "prices", (None,))
        check_shape(self.quantities, "quantities", self.prices.shape)
        if not len(self.prices) or self.prices.min() <= 0:
            raise InputError("'prices' of a book must be above 0, and at least one")
        away = np.diff(np.append(self.mid, self.prices)) * -int(self.side)
        if away.min() <= 0:
            where = self.prices[int(np.argmin(away))]
            raise InputError(f"'prices' must go away from the mid {self.mid:g} strictly, did not at {where:g}")
        if np.diff(np.append(0.0, self.quantities)).min() <= 0:
            raise InputError(f"'quantities' must rise from above 0, were {self.quantities[:4].tolist()}...")


def side_depth(image: BookImage, side: Side, *, source: str, beyond: DepthBeyond = DepthBeyond.CONSTANT) -> SideDepth:
    """Levels of a book that are known, as depth from its mid.

    Raises
    ------
    InputError
        For a `beyond` that there is not.
    DataError
        When the book has not two sides, or may differ from the venue's.
    """
    beyond = choice_named(beyond, "beyond", DepthBeyond)
    touch = read_touch(image)
    if touch is None or image.is_stale:
        raise DataError(f"{image.grid.symbol}: the book of {source} has no two believable sides ({image.state})")
    ticks, lots = known_levels(image, side)
    return SideDepth(
        side=side,
        mid=touch.mid,
        prices=np.asarray(ticks * float(image.grid.tick_size), dtype=np.float64),
        quantities=np.asarray(np.cumsum(lots) * float(image.grid.lot_size), dtype=np.float64),
        source=source,
        is_estimated=False,
        beyond=beyond,
    )


@dataclass(frozen=True, slots=True)
class CascadeTerms:
    """How forced orders meet the book.

    Attributes
    ----------
    mark_follow : float
        Part of what forced orders move the price that the mark follows, 0 to 1; the mark decides who is liquidated.
    venue_share : float
        Part of the liquidations that is sold into this book, 0 to 1.
    refill : float
        Part of that which new orders take while the cascade runs, 0 to below 1.
    withdrawal : float
        How fast depth thins with the move: density times exp(-withdrawal times move), 0 or more; at 20 a move of 5 %
        leaves 37 %.
    fund_usd : float
        Insurance fund at first, quote currency, 0 or more.
    least_jump : float
        By how much of the price the end must jump for a shock to count as tipping, in (0, 1).
    """

    mark_follow: float = 1.0
    venue_share: float = 1.0
    refill: float = 0.0
    withdrawal: float = 0.0
    fund_usd: float = 0.0
    least_jump: float = 0.01

    def __post_init__(self) -> None:
        """Refuse terms out of range."""
        ranges = {
            "mark_follow": (0.0, 1.0),
            "venue_share": (0.0, 1.0),
            "refill": (0.0, 0.999),
            "withdrawal": (0.0, 1_000.0),
            "fund_usd": (0.0, 1e15),
            "least_jump": (1e-5, 0.999),
        }
        for name, (least, most) in ranges.items():
            value = getattr(self, name)
            if not least <= value <= most:
                raise InputError(f"{name!r} must be {least:g} to {most:g}, was {value!r}")

    @property
    def press(self) -> float:
        """Part of the liquidated quantity that is taken from the book for good."""
        return self.venue_share * (1.0 - self.refill)
