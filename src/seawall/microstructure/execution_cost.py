"""What it costs to trade at once against the displayed book, and the record of it that other rooms read."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from seawall.core import BoolArray, FloatArray, IntArray, read_only
from seawall.errors import DataError, InputError
from seawall.microstructure.book_image import BookImage, StreamState
from seawall.microstructure.events import Side
from seawall.microstructure.touch import known_levels, read_touch

__all__ = ["CostCurve", "ExecutionCosts", "cost_curve", "cost_to_trade"]

_BASIS_POINTS = 1e4


@dataclass(frozen=True, slots=True, eq=False)
class ExecutionCosts:
    """Cost of taking several sizes from one side of a book, before fees.

    Attributes
    ----------
    taker_side : Side
        BID for a buyer, who takes asks.
    sizes_lots : IntArray
        Shape (n,), wanted.
    filled_lots : IntArray
        Shape (n,), what the displayed levels hold of it.
    filled_cost_bp : FloatArray
        Shape (n,): |average price of the filled lots - mid| over the mid, in basis points, above 0. Of a size that is
        not wholly filled it says nothing: ask `cost_bp`.
    is_known : BoolArray
        Shape (n,): whether every level up to the last that is taken is known. Elsewhere levels may be missing, which
        could only add depth: the cost is then the most that it can be, and the filled size the least.
    state : StreamState
        Of the book.
    """

    taker_side: Side
    sizes_lots: IntArray
    filled_lots: IntArray
    filled_cost_bp: FloatArray
    is_known: BoolArray
    state: StreamState

    @property
    def filled_share(self) -> FloatArray:
        """Shape (n,): share of each size that the displayed levels hold, in (0, 1]."""
        return np.asarray(self.filled_lots / self.sizes_lots)

    @property
    def cost_bp(self) -> tuple[float | None, ...]:
        """Cost of each size in basis points of the mid; None where the displayed levels hold less."""
        return tuple(
            cost if filled == wanted else None
            for cost, filled, wanted in zip(
                self.filled_cost_bp.tolist(), self.filled_lots.tolist(), self.sizes_lots.tolist(), strict=True
            )
        )


def cost_to_trade(image: BookImage, *, taker_side: Side, sizes_lots: npt.ArrayLike) -> ExecutionCosts | None:
    r"""Cost of taking each of several sizes at once.

    .. math:: c(Q) = \frac{|\mathrm{VWAP}(Q) - m|}{m} \cdot 10^4 \text{ bp}

    It starts at half the spread, and rises with Q. Fees are not in it.

    Parameters
    ----------
    image : BookImage
        The book.
    taker_side : Side
        BID to buy, ASK to sell.
    sizes_lots : array_like
        Shape (n,), whole lots, each at least 1.

    Returns
    -------
    ExecutionCosts or None
        None where a side is empty or the book is crossed.

    Examples
    --------
    >>> from decimal import Decimal
    >>> from seawall.microstructure import BookDelta, InstrumentGrid, OrderBook
    >>> book = OrderBook(InstrumentGrid("BTCUSDT", Decimal("0.1"), Decimal("0.001")))
    >>> levels = [np.array(each) for each in ([9_999, 9_998], [1_500, 500], [10_001], [730])]
    >>> book.apply(BookDelta("BTCUSDT", 0, 0, 1, 1, -1, True, *levels))
    >>> cost_to_trade(book.image(), taker_side=Side.ASK, sizes_lots=[1_500, 2_000, 3_000]).cost_bp
    (1.0, 1.25, None)
    """
    sizes = np.asarray(sizes_lots)
    if sizes.ndim != 1 or not np.issubdtype(sizes.dtype, np.integer):
        raise InputError(f"'sizes_lots' must be whole numbers of shape (n,), were {sizes.dtype} {sizes.shape}")
    if len(sizes) and sizes.min() < 1:
        raise InputError(f"'sizes_lots' must be at least 1, lowest was {int(sizes.min())}")
    touch = read_touch(image)
    if touch is None:
        return None
    is_buy = taker_side is Side.BID
    ticks, lots = (image.ask_ticks, image.ask_lots) if is_buy else (image.bid_ticks, image.bid_lots)
    beyond = np.abs(ticks - ticks[0])  # whole ticks behind the best price: sums stay exact
    reached = np.cumsum(lots)
    paid = np.cumsum(lots.astype(float) * beyond)
    filled = np.minimum(sizes, reached[-1])
    last = np.searchsorted(reached, filled)
    excess = (paid[last] - (reached[last] - filled) * beyond[last].astype(float)) / filled
    mid = (touch.bid_tick + touch.ask_tick) / 2
    return ExecutionCosts(
        taker_side=taker_side,
        sizes_lots=sizes.astype(np.int64),
        filled_lots=filled.astype(np.int64),
        filled_cost_bp=_BASIS_POINTS * (excess + touch.spread_ticks / 2) / mid,
        is_known=last < len(known_levels(image, Side.ASK if is_buy else Side.BID)[0]),
        state=image.state,
    )


@dataclass(frozen=True, slots=True, eq=False)
class CostCurve:
    """Cost of selling and of buying by size, at one instant: a record that holds no book.

    Attributes
    ----------
    symbol : str
        Name at the venue.
    mid : float
        Quote currency, above 0.
    sell_sizes, sell_cost_bp : FloatArray
        Shape (n,): sizes in the base asset, rising from above 0, and what selling each costs, in basis points of the
        mid, not falling.
    buy_sizes, buy_cost_bp : FloatArray
        Shape (m,): the same for buying.
    sell_known_size, buy_known_size : float
        Up to these every level was known. Beyond, levels may be missing, which could only add depth: costs are then the
        most that they can be.
    as_of : datetime.datetime
        Instant of the book, with its time zone.
    source : str
        Venue and stream.
    is_stale : bool
        Whether the book may have differed from the venue's.
    """

    symbol: str
    mid: float
    sell_sizes: FloatArray
    sell_cost_bp: FloatArray
    buy_sizes: FloatArray
    buy_cost_bp: FloatArray
    sell_known_size: float
    buy_known_size: float
    as_of: dt.datetime
    source: str
    is_stale: bool

    def __post_init__(self) -> None:
        """Freeze the arrays; refuse sizes that do not rise, and costs that fall or are not above 0."""
        for side in ("sell", "buy"):
            sizes = read_only(getattr(self, f"{side}_sizes"))
            costs = read_only(getattr(self, f"{side}_cost_bp"))
            if sizes.ndim != 1 or sizes.shape != costs.shape or not len(sizes):
                raise InputError(f"'{side}_sizes' and '{side}_cost_bp' must be of one shape (n,), n at least 1")
            if not (np.isfinite(sizes).all() and np.isfinite(costs).all()):
                raise InputError(f"'{side}_sizes' and '{side}_cost_bp' must be finite")
            if sizes[0] <= 0 or (np.diff(sizes) <= 0).any():
                raise InputError(f"'{side}_sizes' must rise from above 0, were {sizes[:5].tolist()}...")
            if costs[0] < 0 or (np.diff(costs) < 0).any():
                raise InputError(f"'{side}_cost_bp' must not fall nor be below 0, were {costs[:5].tolist()}...")
            object.__setattr__(self, f"{side}_sizes", sizes)
            object.__setattr__(self, f"{side}_cost_bp", costs)
        if not self.mid > 0:
            raise InputError(f"'mid' must be above 0, was {self.mid!r}")
        if self.as_of.tzinfo is None:
            raise InputError(f"'as_of' must name its time zone, was {self.as_of}")

    def cost_bp(self, size: float) -> float | None:
        """Cost of selling (`size` below 0) or buying (above 0) at once, in basis points of the mid.

        Between sizes that are in the curve the cost in money is interpolated; since it is convex, the answer is never
        below the true one. None where the curve does not reach so far.
        """
        sizes, costs = (self.sell_sizes, self.sell_cost_bp) if size < 0 else (self.buy_sizes, self.buy_cost_bp)
        wanted = abs(size)
        if wanted == 0:
            return 0.0
        if wanted > sizes[-1]:
            return None
        money = np.interp(wanted, np.append(0.0, sizes), np.append(0.0, sizes * costs))
        return float(money / wanted)

    def largest(self, size: float) -> float:
        """The most that can be sold (`size` below 0) or bought at once by this curve, in the base asset."""
        return float(self.sell_sizes[-1] if size < 0 else self.buy_sizes[-1])


def cost_curve(image: BookImage, *, source: str) -> CostCurve:
    """Cost of every size up to all that is displayed, exact at the end of each level.

    Raises
    ------
    DataError
        When a side is empty, or the book is crossed.
    """
    touch = read_touch(image)
    if touch is None:
        raise DataError(f"{image.grid.symbol}: the book of {source} has not two sides, the bid below the ask")
    lot_size = float(image.grid.lot_size)
    sell, buy = np.cumsum(image.bid_lots), np.cumsum(image.ask_lots)
    sell_known, buy_known = (known_levels(image, side)[1].sum() * lot_size for side in (Side.BID, Side.ASK))
    return CostCurve(
        symbol=image.grid.symbol,
        mid=touch.mid,
        sell_sizes=np.asarray(sell * lot_size, dtype=np.float64),
        sell_cost_bp=_rising_costs(image, Side.ASK, sell),
        buy_sizes=np.asarray(buy * lot_size, dtype=np.float64),
        buy_cost_bp=_rising_costs(image, Side.BID, buy),
        sell_known_size=float(sell_known),
        buy_known_size=float(buy_known),
        as_of=dt.datetime.fromtimestamp(image.venue_ns / 1e9, tz=dt.UTC),
        source=source,
        is_stale=image.is_stale,
    )


def _rising_costs(image: BookImage, taker_side: Side, reached: IntArray) -> FloatArray:
    """Costs at the end of each level; rounding must not make them fall by their last digit."""
    costs = cost_to_trade(image, taker_side=taker_side, sizes_lots=reached)
    return np.maximum.accumulate(costs.filled_cost_bp) if costs else np.empty(0)
