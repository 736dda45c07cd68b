"""Where every position of a simulated venue is truly liquidated: what a map of liquidations is held against."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seawall.core import IntArray
from seawall.errors import InputError
from seawall.microstructure import PositionSide
from seawall.simulator.ledger import Ledger
from seawall.simulator.ledger_kernels import LARGEST_TICK, Book

__all__ = ["LiquidationTruth", "liquidation_truth"]


@dataclass(frozen=True, slots=True, eq=False)
class LiquidationTruth:
    """Open positions with the mark at which each is liquidated, one value per position.

    Attributes
    ----------
    accounts : IntArray
        Which they are.
    sides : IntArray
        1 for a long, -1 for a short.
    lots : IntArray
        Above 0.
    leverages : IntArray
        Chosen at opening; the margin behind a position may since have changed.
    ticks : IntArray
        First mark that liquidates; 0 (long) or one above the largest tick (short) where none does.
    is_isolated : IntArray
        1 or 0.
    bankruptcy_ticks : IntArray
        Where nothing is left of what stands behind the position, to the tick in the account's favour; at least 1.
    """

    accounts: IntArray
    sides: IntArray
    lots: IntArray
    leverages: IntArray
    ticks: IntArray
    is_isolated: IntArray
    bankruptcy_ticks: IntArray

    def lots_by_price(self, edges: IntArray, *, side: PositionSide, leverage: int | None = None) -> IntArray:
        """Lots liquidated between the edges of each bin of prices.

        Parameters
        ----------
        edges : IntArray
            Shape (k + 1,), rising, in ticks; a bin holds its lower edge.
        side : PositionSide
            Of the positions.
        leverage : int, optional
            Only positions of this leverage.

        Returns
        -------
        IntArray
            Shape (k,), exact.
        """
        if len(edges) < 2 or (np.diff(edges) <= 0).any():
            raise InputError("'edges' must rise and be at least two")
        chosen = self.sides == side
        if leverage is not None:
            chosen &= self.leverages == leverage
        place = np.searchsorted(edges, self.ticks[chosen], side="right") - 1
        is_inside = (place >= 0) & (place < len(edges) - 1)
        found = np.zeros(len(edges) - 1, np.int64)
        np.add.at(found, place[is_inside], self.lots[chosen][is_inside])
        return found

    @property
    def is_liquidatable(self) -> IntArray:
        """1 where some price liquidates the position, shape (n,)."""
        return ((self.ticks > 0) & (self.ticks <= LARGEST_TICK)).astype(np.int64)


def liquidation_truth(ledger: Ledger, *, dealers: int = 0) -> LiquidationTruth:
    """True liquidation levels of a ledger as it stands, without its first `dealers` accounts.

    Parameters
    ----------
    ledger : Ledger
        The accounts.
    dealers : int
        Accounts at the beginning to leave out.

    Returns
    -------
    LiquidationTruth
        Copies; the ledger may go on.
    """
    book = ledger.book
    held = np.flatnonzero(book.lots)
    held = held[held >= dealers]
    return LiquidationTruth(
        accounts=held,
        sides=np.sign(book.lots[held]),
        lots=np.abs(book.lots[held]),
        leverages=book.leverage[held],
        ticks=book.trigger[held],
        is_isolated=book.is_isolated[held],
        bankruptcy_ticks=_bankruptcy_ticks(book, held),
    )


def _bankruptcy_ticks(book: Book, held: IntArray) -> IntArray:
    """What `ledger_kernels.bankruptcy_tick` says, of many at once."""
    backing = np.where(book.is_isolated[held] == 1, book.margin[held], book.wallet[held])
    lots, short_of = book.lots[held], backing - book.cost[held]
    return np.maximum(np.where(lots > 0, -(short_of // lots), short_of // -lots), 1)
