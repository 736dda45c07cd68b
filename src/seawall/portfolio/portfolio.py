"""The book: positions, the assets and venues they refer to, and its base currency."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeVar

from seawall.core import check_positive, check_unique
from seawall.errors import InputError
from seawall.portfolio.assets import Asset, AssetClass, Currency, Issuer
from seawall.portfolio.instruments import Cash, EuropeanOption, Instrument, Spot
from seawall.portfolio.limits import Limit, LimitKind
from seawall.portfolio.venues import Venue

__all__ = ["Portfolio", "Position", "resolve_weights"]

_WEIGHT_TOLERANCE = 1e-9
_LONGEST_OPTION_DAYS = 36_525

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Position:
    """One holding.

    Attributes
    ----------
    id : str
        Unique name within the portfolio.
    instrument : Instrument
        What is held.
    quantity : float or None
        Units or contracts, negative when short; for cash, the amount. None while only a weight is known.
    weight : float or None
        Share of the assets under management.
    venue : str or None
        Where it is held; None where unknown.
    average_daily_volume : float or None
        Of the instrument itself, in its own units; None takes the volume column of its prices.
    """

    id: str
    instrument: Instrument
    quantity: float | None = None
    weight: float | None = None
    venue: str | None = None
    average_daily_volume: float | None = None

    def __post_init__(self) -> None:
        """Demand either a quantity or a weight, finite."""
        if (self.quantity is None) == (self.weight is None):
            raise InputError(f"position {self.id!r} needs either a quantity or a weight, and not both")
        size = self.quantity if self.quantity is not None else self.weight
        if size is None or not math.isfinite(size) or size == 0:
            raise InputError(f"position {self.id!r} must have a finite size other than 0, was {size!r}")
        if self.weight is not None and not isinstance(self.instrument, Spot | Cash):
            raise InputError(f"position {self.id!r} is a derivative: give its quantity, not a weight")
        if self.average_daily_volume is not None:
            check_positive(self.average_daily_volume, f"{self.id}.average_daily_volume")

    @property
    def sized(self) -> float:
        """Quantity, once weights are resolved."""
        if self.quantity is None:
            raise InputError(f"position {self.id!r} has a weight; resolve_weights must come first")
        return self.quantity


def _frozen_map(items: Mapping[str, Value]) -> Mapping[str, Value]:
    return MappingProxyType(dict(items))


@dataclass(frozen=True, slots=True)
class Portfolio:
    """A book of positions.

    Attributes
    ----------
    name : str
        Shown on every page.
    base_currency : str
        Currency of every value and loss.
    positions : tuple of Position
        At least one.
    assets, venues, issuers, currencies : mapping of str
        What positions refer to, by identifier.
    rates : mapping of str to float
        Risk-free rate per currency, continuously compounded, per year, decimal.
    benchmark : str or None
        Asset against which beta is measured.
    as_of : datetime.date or None
        Date of the book; None takes the last common close.
    assets_under_management : float or None
        In base currency; given exactly when positions are weights.
    limits : tuple of Limit
        What the book may have at most; a book may have none.
    """

    name: str
    base_currency: str
    positions: tuple[Position, ...]
    assets: Mapping[str, Asset] = field(default_factory=dict)
    venues: Mapping[str, Venue] = field(default_factory=dict)
    issuers: Mapping[str, Issuer] = field(default_factory=dict)
    currencies: Mapping[str, Currency] = field(default_factory=dict)
    rates: Mapping[str, float] = field(default_factory=dict)
    benchmark: str | None = None
    as_of: dt.date | None = None
    assets_under_management: float | None = None
    limits: tuple[Limit, ...] = ()

    def __post_init__(self) -> None:
        """Freeze the maps; check names, references and weights."""
        for name in ("assets", "venues", "issuers", "currencies", "rates"):
            object.__setattr__(self, name, _frozen_map(getattr(self, name)))
        if not self.positions:
            raise InputError("'positions' must hold at least one position")
        check_unique([position.id for position in self.positions], "positions.id")
        self._check_assets()
        for position in self.positions:
            self._check_references(position)
        self._check_weights()
        self._check_limits()

    def _check_assets(self) -> None:
        if self.base_currency in self.currencies:
            raise InputError(f"currencies.{self.base_currency} is the base currency, which is worth 1: leave it out")
        by_symbol: dict[str, str] = {}
        for asset in self.assets.values():
            other = by_symbol.setdefault(asset.symbol, asset.id)
            if other != asset.id:
                raise InputError(f"assets {other!r} and {asset.id!r} share the price symbol {asset.symbol!r}")
            if asset.issuer is not None:
                _known(asset.issuer, self.issuers, f"assets.{asset.id}.issuer")
            if asset.proxy is not None:
                _known(asset.proxy.asset, self.assets, f"assets.{asset.id}.proxy.asset")
                if asset.proxy.asset == asset.id:
                    raise InputError(f"assets.{asset.id}.proxy.asset must be another asset, was {asset.id!r}")
            self._check_currency(asset.currency, f"assets.{asset.id}.currency")
        if self.benchmark is not None:
            _known(self.benchmark, self.assets, "benchmark")

    def _check_currency(self, currency: str, where: str) -> None:
        if currency != self.base_currency:
            _known(currency, self.currencies, where, f"the base currency {self.base_currency} or one of ")

    def _check_references(self, position: Position) -> None:
        where = f"positions.{position.id}"
        if position.venue is not None:
            _known(position.venue, self.venues, f"{where}.venue")
        if isinstance(position.instrument, Cash):
            self._check_currency(position.instrument.currency, f"{where}.currency")
            return
        _known(position.instrument.asset, self.assets, f"{where}.asset")
        if isinstance(position.instrument, EuropeanOption):
            asset = self.assets[position.instrument.asset]
            if asset.currency not in self.rates:
                raise InputError(f"rates.{asset.currency} is required, because {where} is an option")
            if position.instrument.implied_volatility is None and asset.volatility is None:
                raise InputError(
                    f"{where}.implied_volatility is required, because assets.{asset.id} has no volatility index"
                )

    def _check_limits(self) -> None:
        check_unique([limit.label for limit in self.limits], "limits")
        tables: dict[LimitKind, Mapping[str, object]] = {
            LimitKind.ASSET_EXPOSURE: self.assets,
            LimitKind.VENUE_SHARE: self.venues,
        }
        for limit in self.limits:
            if limit.name is not None and limit.kind in tables:
                _known(limit.name, tables[limit.kind], f"limits.{limit.kind}")

    def _check_weights(self) -> None:
        weights = [position.weight for position in self.positions if position.weight is not None]
        if not weights:
            if self.assets_under_management is not None:
                raise InputError("'assets_under_management' goes with weights; these positions have quantities")
            return
        if len(weights) != len(self.positions):
            unweighted = next(p.id for p in self.positions if p.weight is None)
            raise InputError(f"positions: either all have weights or none; {unweighted!r} has a quantity")
        if self.assets_under_management is None:
            raise InputError("'assets_under_management' is required where positions are weights")
        check_positive(self.assets_under_management, "assets_under_management")
        total = math.fsum(weights)
        if abs(total - 1.0) > _WEIGHT_TOLERANCE:
            raise InputError(f"positions: weights must sum to 1 (within {_WEIGHT_TOLERANCE:g}), summed to {total:.10g}")

    def asset_of(self, position: Position) -> Asset | None:
        """Return the asset behind a position; None for cash."""
        if isinstance(position.instrument, Cash):
            return None
        return self.assets[position.instrument.asset]

    def asset_class_of(self, position: Position) -> AssetClass:
        """Column of the heatmap for a position."""
        asset = self.asset_of(position)
        return AssetClass.CASH if asset is None else asset.asset_class

    def currency_of(self, position: Position) -> str:
        """Currency in which the position is priced."""
        if isinstance(position.instrument, Cash):
            return position.instrument.currency
        return self.assets[position.instrument.asset].currency

    def held_assets(self) -> tuple[Asset, ...]:
        """Assets behind at least one position, in order of first appearance."""
        ids = dict.fromkeys(asset.id for p in self.positions if (asset := self.asset_of(p)) is not None)
        return tuple(self.assets[each] for each in ids)

    def held_currencies(self) -> tuple[Currency, ...]:
        """Currencies other than the base in which positions are priced."""
        ids = dict.fromkeys(self.currency_of(p) for p in self.positions)
        return tuple(self.currencies[each] for each in ids if each != self.base_currency)

    def check_expiries(self, as_of: dt.date) -> None:
        """Refuse options that have expired, or expire more than 100 years from now.

        Raises
        ------
        InputError
            Naming the position, its expiry and the as-of date.
        """
        for position in self.positions:
            instrument = position.instrument
            if not isinstance(instrument, EuropeanOption):
                continue
            days = (instrument.expiry - as_of).days
            if not 0 < days <= _LONGEST_OPTION_DAYS:
                rule = f"after the as-of date {as_of}" + (", by at most 100 years" if days > 0 else "")
                raise InputError(f"positions.{position.id}.expiry must be {rule}, was {instrument.expiry}")


def _known(name: str, table: Mapping[str, object], where: str, before: str = "one of ") -> None:
    if name not in table:
        allowed = ", ".join(sorted(table)) or "none defined"
        raise InputError(f"{where} {name!r} is not defined; must be {before}{allowed}")


def resolve_weights(portfolio: Portfolio, *, unit_values: Mapping[str, float]) -> Portfolio:
    r"""Turn weights into quantities at today's prices.

    .. math:: q_i = w_i \, A / v_i

    Parameters
    ----------
    portfolio : Portfolio
        With weights or quantities; quantities are left as they are.
    unit_values : mapping of str to float
        Value of one unit of each position, in base currency, by position identifier.

    Returns
    -------
    Portfolio
        The same book with a quantity for every position.

    Raises
    ------
    InputError
        When a value is missing or not positive.

    Examples
    --------
    >>> book = Portfolio(name="P", base_currency="USD", assets_under_management=100.0,
    ...     positions=(Position(id="cash", instrument=Cash("USD"), weight=1.0),))
    >>> resolve_weights(book, unit_values={"cash": 1.0}).positions[0].quantity
    100.0
    """
    aum = portfolio.assets_under_management
    if aum is None:
        return portfolio

    def sized(positions: Iterable[Position]) -> Iterable[Position]:
        for position in positions:
            if position.weight is None:
                raise InputError(f"position {position.id!r} has no weight")
            if position.id not in unit_values:
                raise InputError(f"'unit_values' must hold {position.id!r}")
            value = check_positive(unit_values[position.id], f"unit_values[{position.id}]")
            yield dataclasses.replace(position, quantity=position.weight * aum / value, weight=None)

    return dataclasses.replace(portfolio, positions=tuple(sized(portfolio.positions)), assets_under_management=None)
