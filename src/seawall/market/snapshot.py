"""The market at one instant: what every position is valued against."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from seawall.core import Lineage, check_positive
from seawall.errors import DataError
from seawall.market.factors import FactorKind, RiskFactor

__all__ = ["MarketSnapshot"]


@dataclass(frozen=True, slots=True)
class MarketSnapshot:
    """Levels of all risk factors on one date.

    Attributes
    ----------
    as_of : datetime.date
        Date of the closes.
    base_currency : str
        Currency to which `currencies` convert.
    lineage : Lineage
        Where the levels came from.
    spots : mapping of str to float
        Price per asset, in the asset's currency.
    volatilities : mapping of str to float
        Volatility per asset, per year, decimal.
    rates : mapping of str to float
        Continuously compounded rate per currency, per year, decimal.
    currencies : mapping of str to float
        Base currency per unit of each currency; the base itself is 1.
    """

    as_of: dt.date
    base_currency: str
    lineage: Lineage
    spots: Mapping[str, float]
    volatilities: Mapping[str, float] = field(default_factory=dict)
    rates: Mapping[str, float] = field(default_factory=dict)
    currencies: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Freeze the maps and check the levels."""
        currencies = {**self.currencies, self.base_currency: 1.0}
        object.__setattr__(self, "currencies", currencies)
        for name in ("spots", "volatilities", "rates", "currencies"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))
        for kind in ("spots", "volatilities", "currencies"):
            for key, value in getattr(self, kind).items():
                check_positive(value, f"{kind}[{key}]")

    def level(self, factor: RiskFactor) -> float:
        """Today's level of a factor.

        Raises
        ------
        DataError
            When the snapshot does not hold it.
        """
        tables: dict[FactorKind, Mapping[str, float]] = {
            FactorKind.SPOT: self.spots,
            FactorKind.VOLATILITY: self.volatilities,
            FactorKind.RATE: self.rates,
            FactorKind.CURRENCY: self.currencies,
        }
        if factor.name not in tables[factor.kind]:
            raise DataError(f"snapshot of {self.as_of} has no level for {factor.id}")
        return tables[factor.kind][factor.name]

    def check_currency(self, currency: str, portfolio: str) -> None:
        """Refuse to value a portfolio whose base currency is another.

        Raises
        ------
        DataError
            Naming both currencies.
        """
        if currency != self.base_currency:
            raise DataError(f"snapshot is in {self.base_currency}, but portfolio {portfolio} is in {currency}")
