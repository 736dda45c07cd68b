"""What a book is exposed to: assets, currencies, and the issuers behind them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from seawall.core import check_between, check_positive, choice_named
from seawall.errors import InputError

__all__ = ["Asset", "AssetClass", "Currency", "Issuer", "Proxy", "VolatilityIndex", "VolumeUnit"]


class AssetClass(StrEnum):
    """The columns of the stress heatmap."""

    EQUITY = "equity"
    CRYPTO = "crypto"
    METAL = "metal"
    RATES = "rates"
    CREDIT = "credit"
    COMMODITY = "commodity"
    CASH = "cash"

    @property
    def is_claim(self) -> bool:
        """Whether a holder is owed money, so that an issuer's default is not already in the price."""
        return self in {AssetClass.RATES, AssetClass.CREDIT}


class VolumeUnit(StrEnum):
    """What the volume column of a price file counts."""

    UNITS = "units"
    CURRENCY = "currency"


@dataclass(frozen=True, slots=True)
class Proxy:
    """An asset that stands in where another has no history.

    Attributes
    ----------
    asset : str
        Identifier of the asset whose move is used.
    beta : float
        The move is multiplied by this.
    """

    asset: str
    beta: float


@dataclass(frozen=True, slots=True)
class VolatilityIndex:
    """A series of implied volatility of an asset.

    Attributes
    ----------
    symbol : str
        Price symbol of the index, such as ``VIX``.
    scale : float
        Multiplies the index into volatility per year as a decimal: 0.01 for an index in percent.
    """

    symbol: str
    scale: float


@dataclass(frozen=True, slots=True)
class Asset:
    """One thing with a price.

    Attributes
    ----------
    id : str
        Name used by positions and stress scenarios, such as ``BTC``.
    asset_class : AssetClass
        Column of the heatmap.
    symbol : str
        Name of its price series.
    currency : str
        Currency of the price.
    issuer : str or None
        Who owes, for claims.
    volume_unit : VolumeUnit or None
        What the volume column counts; None where unknown.
    proxy : Proxy or None
        Stand-in for windows in which the asset has no history.
    volatility : VolatilityIndex or None
        Series of its implied volatility.
    """

    id: str
    asset_class: AssetClass
    symbol: str
    currency: str
    issuer: str | None = None
    volume_unit: VolumeUnit | None = None
    proxy: Proxy | None = None
    volatility: VolatilityIndex | None = None

    def __post_init__(self) -> None:
        """Take class and unit by their words too."""
        object.__setattr__(self, "asset_class", choice_named(self.asset_class, "asset_class", AssetClass))
        if self.volume_unit is not None:
            object.__setattr__(self, "volume_unit", choice_named(self.volume_unit, "volume_unit", VolumeUnit))


@dataclass(frozen=True, slots=True)
class Currency:
    """How a currency is turned into the base currency: by a price series, or at a stated rate.

    Attributes
    ----------
    id : str
        Code, such as ``EUR``.
    symbol : str or None
        Series of the price of one unit in base currency.
    fixed_rate : float or None
        Base currency per unit, stated and held; exactly one of the two is given.
    """

    id: str
    symbol: str | None = None
    fixed_rate: float | None = None

    def __post_init__(self) -> None:
        """Demand one way of conversion, and only one."""
        if (self.symbol is None) == (self.fixed_rate is None):
            raise InputError(f"currency {self.id!r} needs either a symbol or a fixed_rate, and not both")
        if self.fixed_rate is not None:
            check_positive(self.fixed_rate, f"currencies.{self.id}.fixed_rate")


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who owes on a claim.

    Attributes
    ----------
    id : str
        Name.
    default_probability : float
        Per year, in [0, 1].
    loss_given_default : float
        Share lost, in [0, 1].
    """

    id: str
    default_probability: float
    loss_given_default: float

    def __post_init__(self) -> None:
        """Hold both figures inside [0, 1]."""
        check_between(self.default_probability, f"issuers.{self.id}.default_probability", 0, 1)
        check_between(self.loss_given_default, f"issuers.{self.id}.loss_given_default", 0, 1)

    @property
    def loss_rate(self) -> float:
        """Expected loss per year as a share of the claim."""
        return self.default_probability * self.loss_given_default
