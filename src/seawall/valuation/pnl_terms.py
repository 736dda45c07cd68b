"""Records of P&L explain: the causes of a profit or loss, per position and for the book."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from dataclasses import dataclass

__all__ = ["CAUSES", "PnlExplain", "PnlTerms", "PositionExplain"]


@dataclass(frozen=True, slots=True)
class PnlTerms:
    """Profit and loss by cause, base currency, gain above zero.

    Attributes
    ----------
    delta, gamma : float
        Of the spot: first order, and second order in it.
    vega, volga : float
        Of the volatility: first order, and second order in it.
    vanna : float
        Of spot and volatility moving together.
    theta : float
        Of time passing, at the levels of before.
    rho : float
        Of the rate moving.
    currency : float
        Of the exchange rate, on the value of after.
    funding : float
        Of perpetuals: below zero where the position paid.
    carry : float
        Payments received for holding: interest, dividends, staking, less what borrowing cost.
    new_trades : float
        Of what was bought and sold in between, from its price to the value of after.
    unexplained : float
        What is left of the actual P&L.
    """

    delta: float = 0.0
    gamma: float = 0.0
    vega: float = 0.0
    theta: float = 0.0
    rho: float = 0.0
    vanna: float = 0.0
    volga: float = 0.0
    currency: float = 0.0
    funding: float = 0.0
    carry: float = 0.0
    new_trades: float = 0.0
    unexplained: float = 0.0

    @property
    def explained(self) -> float:
        """Sum of all causes, without what is unexplained."""
        return math.fsum(self._causes())

    @property
    def actual(self) -> float:
        """Sum of all terms: the P&L."""
        return math.fsum((*self._causes(), self.unexplained))

    @property
    def gross(self) -> float:
        """Sum of the sizes of all causes; above zero where gains and losses cancel."""
        return math.fsum(abs(each) for each in self._causes())

    def _causes(self) -> tuple[float, ...]:
        return tuple(getattr(self, cause) for cause in CAUSES)


CAUSES = tuple(field.name for field in dataclasses.fields(PnlTerms) if field.name != "unexplained")
"""Names of all terms but the remainder."""


@dataclass(frozen=True, slots=True)
class PositionExplain:
    """P&L of one position by cause.

    Attributes
    ----------
    position : str
        Its identifier.
    actual : float
        P&L by pricing the position on both dates, base currency.
    terms : PnlTerms
        They sum to `actual`.
    """

    position: str
    actual: float
    terms: PnlTerms


@dataclass(frozen=True, slots=True)
class PnlExplain:
    """P&L of a book by cause.

    Attributes
    ----------
    start, end : datetime.date
        Dates of the two snapshots.
    currency : str
        Base currency of every figure.
    positions : tuple of PositionExplain
        Those of before in their order, then the new ones.
    actual : float
        P&L of the whole book.
    total : PnlTerms
        Of the whole book; its terms sum to `actual`.
    """

    start: dt.date
    end: dt.date
    currency: str
    positions: tuple[PositionExplain, ...]
    actual: float
    total: PnlTerms
