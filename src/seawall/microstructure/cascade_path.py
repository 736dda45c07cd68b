"""The record of a cascade: rounds, end, branching ratio, tipping shocks, and how far it can be believed."""

from __future__ import annotations

import enum
from dataclasses import dataclass

import numpy as np

from seawall.microstructure.branching_ratio import BranchingRatio
from seawall.microstructure.cascade_inputs import CascadeTerms
from seawall.microstructure.insurance_fund import FundUse

__all__ = ["CascadePath", "CascadeRound", "CascadeStatus", "TippingShock"]


class CascadeStatus(enum.StrEnum):
    """How far the end of a path can be believed."""

    CONTAINED = "stops within the known book"
    JUMPS = "stops within the known book, after a jump: each forced order forced more than itself"
    BEYOND = "runs beyond the known book"


@dataclass(frozen=True, slots=True)
class CascadeRound:
    """One round: who is due at the mark is sold, and the price goes on.

    Attributes
    ----------
    price : float
        After the round, quote currency.
    quantity, value_usd : float
        Liquidated in the round: base units, and quote currency at the prices of liquidation.
    consumed : float
        What the round took from the book, base units.
    """

    price: float
    quantity: float
    value_usd: float
    consumed: float


@dataclass(frozen=True, slots=True)
class TippingShock:
    """The smallest shock at which the end of the cascade jumps.

    Attributes
    ----------
    shock : float
        Decimal of the price for a price shock, base units for a volume; above 0.
    move_before, move_after : float
        Move in the end just below it and at it, decimals above 0.
    """

    shock: float
    move_before: float
    move_after: float


@dataclass(frozen=True, slots=True, eq=False)
class CascadePath:
    """A shock and what forced orders make of it.

    Attributes
    ----------
    direction : int
        -1 down, where longs are liquidated; 1 up, where shorts are.
    mid, mark : float
        Before the shock, quote currency.
    shock_price, final_price : float
        After the shock, and in the end.
    shock_volume : float
        What the shock took from the book, base units.
    rounds : tuple of CascadeRound
        In order; at most 4,096 are kept.
    quantity, value_usd : float
        Liquidated in all: base units, and quote currency at the prices of liquidation.
    branching : BranchingRatio
        Along the price.
    tipping, tipping_volume : TippingShock or None
        As a price shock and as a volume; None where no shock that the book can take tips.
    fund : FundUse or None
        None where bankruptcy prices are not known.
    status : CascadeStatus
        How far the end can be believed.
    known_price : float
        Where the known book ends.
    terms : CascadeTerms
        On which it was computed.
    sources, estimated : tuple of str
        Where levels and book come from, and which inputs are no observations.
    """

    direction: int
    mid: float
    mark: float
    shock_price: float
    shock_volume: float
    final_price: float
    rounds: tuple[CascadeRound, ...]
    quantity: float
    value_usd: float
    branching: BranchingRatio
    tipping: TippingShock | None
    tipping_volume: TippingShock | None
    fund: FundUse | None
    status: CascadeStatus
    known_price: float
    terms: CascadeTerms
    sources: tuple[str, ...]
    estimated: tuple[str, ...]

    @property
    def shock(self) -> float:
        """Return of the shock, with its sign."""
        return self.shock_price / self.mid - 1.0

    @property
    def move(self) -> float:
        """Return from before the shock to the end, with its sign."""
        return self.final_price / self.mid - 1.0

    @property
    def move_beyond(self) -> float:
        """What forced orders add to the shock, decimal of the price before it, with the sign of the shock."""
        return self.move - self.shock

    @property
    def amplification(self) -> float:
        """Move over shock, at least 1."""
        return self.move / self.shock

    def depth_left(self, *, within: float) -> float | None:
        """What the book holds from the end of the path to a return beyond it, base units.

        Parameters
        ----------
        within : float
            Return beyond the end, above 0.

        Returns
        -------
        float or None
            None where that is beyond the known book.
        """
        low, high = sorted((self.final_price, self.final_price * (1.0 + self.direction * within)))
        if not min(self.known_price, self.mid) <= low <= high <= max(self.known_price, self.mid):
            return None
        edges = np.clip(self.branching.prices, low, high)
        return float((self.branching.depth * np.abs(np.diff(edges))).sum())
