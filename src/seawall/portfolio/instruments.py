"""What can be held. Data only: prices of these are made in ``valuation``."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from seawall.core import check_positive, choice_named

__all__ = ["Cash", "EuropeanOption", "Instrument", "Perpetual", "Right", "Spot"]


class Right(StrEnum):
    """What an option gives its holder."""

    CALL = "call"
    PUT = "put"

    @property
    def sign(self) -> int:
        """+1 for a call, -1 for a put."""
        return 1 if self is Right.CALL else -1


@dataclass(frozen=True, slots=True)
class Spot:
    """A share, fund, coin or metal, held outright.

    Attributes
    ----------
    asset : str
        Identifier of the asset.
    """

    asset: str


@dataclass(frozen=True, slots=True)
class Cash:
    """Money in a currency.

    Attributes
    ----------
    currency : str
        Code, such as ``USD``.
    """

    currency: str


@dataclass(frozen=True, slots=True)
class Perpetual:
    """A linear perpetual future: it is worth what it has gained since entry.

    Attributes
    ----------
    asset : str
        Identifier of the underlying asset.
    entry_price : float
        Average entry price, in the asset's currency.
    contract_size : float
        Units of the asset per contract.
    margin : float or None
        Isolated margin behind the whole position, in the asset's currency: all that can be lost. None where the account
        stands behind it, and a stress does not close it.
    """

    asset: str
    entry_price: float
    contract_size: float = 1.0
    margin: float | None = None

    def __post_init__(self) -> None:
        """Hold price, size and margin above zero."""
        check_positive(self.entry_price, "entry_price")
        check_positive(self.contract_size, "contract_size")
        if self.margin is not None:
            check_positive(self.margin, "margin")


@dataclass(frozen=True, slots=True)
class EuropeanOption:
    """A cash-settled European option, premium in the asset's currency.

    Attributes
    ----------
    asset : str
        Identifier of the underlying asset.
    right : Right
        Call or put.
    strike : float
        In the asset's currency.
    expiry : datetime.date
        Last day of the option.
    implied_volatility : float or None
        Per year as a decimal; None takes the asset's volatility index on the as-of date.
    contract_size : float
        Units of the asset per contract.
    """

    asset: str
    right: Right
    strike: float
    expiry: dt.date
    implied_volatility: float | None = None
    contract_size: float = 1.0

    def __post_init__(self) -> None:
        """Hold strike, size and volatility above zero."""
        object.__setattr__(self, "right", choice_named(self.right, "right", Right))
        check_positive(self.strike, "strike")
        check_positive(self.contract_size, "contract_size")
        if self.implied_volatility is not None:
            check_positive(self.implied_volatility, "implied_volatility")


Instrument = Spot | Cash | Perpetual | EuropeanOption
