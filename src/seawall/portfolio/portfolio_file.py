"""The portfolio file: YAML at the door, a :class:`Portfolio` behind it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import ConfigDict, Field

from seawall.core import Document, FormatVersion, did_you_mean, parse_document, read_document
from seawall.errors import InputError
from seawall.portfolio.assets import Asset, AssetClass, Currency, Issuer, Proxy, VolatilityIndex, VolumeUnit
from seawall.portfolio.file_fields import (
    SYMBOL_FORM,
    CurrencyCode,
    Identifier,
    Number,
    Positive,
    Record,
    Share,
    Symbol,
)
from seawall.portfolio.instruments import Cash, EuropeanOption, Instrument, Perpetual, Right, Spot
from seawall.portfolio.limit_records import LimitRecord, limit_of
from seawall.portfolio.portfolio import Portfolio, Position
from seawall.portfolio.venues import Custody, Venue

__all__ = ["PortfolioFile", "portfolio_file_schema", "read_portfolio_file"]

Made = TypeVar("Made", Venue, Issuer, Currency)


class _ProxyRecord(Record):
    asset: Identifier = Field(description="Asset whose move is used where this one has no history.")
    beta: Number = Field(description="Multiplies that move.")


class _VolatilityRecord(Record):
    symbol: Symbol = Field(description="Price symbol of the index, such as VIX.")
    unit: Literal["percent", "decimal"] = Field(description="20 means 20 % (percent), or 0.20 (decimal).")


class _AssetRecord(Record):
    asset_class: Literal["equity", "crypto", "metal", "rates", "credit", "commodity"] = Field(alias="class")
    symbol: Symbol | None = Field(None, description="Name of the price series; the asset's own name if absent.")
    currency: CurrencyCode | None = Field(None, description="Currency of the price; the base currency if absent.")
    issuer: Identifier | None = Field(None, description="Who owes, for bonds and bond funds.")
    volume_unit: VolumeUnit | None = Field(
        None, strict=False, description="What the volume column of its prices counts."
    )
    proxy: _ProxyRecord | None = None
    volatility: _VolatilityRecord | None = None


class _VenueRecord(Record):
    custody: Custody = Field(strict=False)
    default_probability: Share | None = Field(None, description="Per year.")
    loss_given_default: Share | None = Field(None, description="Share of the claim that is lost.")


class _IssuerRecord(Record):
    default_probability: Share = Field(description="Per year.")
    loss_given_default: Share = Field(description="Share of the claim that is lost.")


class _CurrencyRecord(Record):
    symbol: Symbol | None = Field(None, description="Series of the price of one unit in base currency.")
    fixed_rate: Positive | None = Field(None, description="Base currency per unit, stated and held.")


class _PositionRecord(Record):
    id: Identifier
    quantity: Number | None = Field(None, description="Units or contracts, negative when short; cash: the amount.")
    venue: Identifier | None = None
    average_daily_volume: Positive | None = Field(None, description="In units of the instrument.")


class _SpotRecord(_PositionRecord):
    instrument: Literal["spot"]
    asset: Identifier
    weight: Number | None = Field(None, description="Share of assets_under_management.")


class _CashRecord(_PositionRecord):
    instrument: Literal["cash"]
    currency: CurrencyCode | None = None
    weight: Number | None = Field(None, description="Share of assets_under_management.")


class _PerpetualRecord(_PositionRecord):
    instrument: Literal["perpetual"]
    asset: Identifier
    entry_price: Positive
    contract_size: Positive = 1.0
    margin: Positive | None = Field(None, description="Isolated, behind the whole position, in the asset's currency.")


class _OptionRecord(_PositionRecord):
    instrument: Literal["option"]
    asset: Identifier
    right: Right = Field(strict=False)
    strike: Positive
    expiry: dt.date
    implied_volatility: Positive | None = Field(None, le=10, description="Per year, decimal.")
    contract_size: Positive = 1.0


_AnyPosition = Annotated[
    _SpotRecord | _CashRecord | _PerpetualRecord | _OptionRecord, Field(discriminator="instrument")
]


class _PortfolioRecord(Record):
    """A Seawall portfolio file, version 1."""

    model_config = ConfigDict(title="Seawall portfolio file")

    version: FormatVersion = Field(description="Version of this format.")
    name: Identifier
    base_currency: CurrencyCode
    as_of: dt.date | None = Field(None, description="Date of the book; the last common close if absent.")
    market: str | None = Field(
        None, min_length=1, description="Default prices: 'sample', 'skfolio', or a path beside this file."
    )
    assets_under_management: Positive | None = Field(None, description="Goes with weights.")
    benchmark: Identifier | None = Field(None, description="Asset against which beta is measured.")
    rates: dict[CurrencyCode, Annotated[float, Field(ge=-1, le=1)]] = Field(
        default_factory=dict, description="Risk-free rate per currency, continuous, per year, decimal."
    )
    currencies: dict[CurrencyCode, _CurrencyRecord] = Field(default_factory=dict)
    assets: dict[Identifier, _AssetRecord] = Field(default_factory=dict)
    venues: dict[Identifier, _VenueRecord] = Field(default_factory=dict)
    issuers: dict[Identifier, _IssuerRecord] = Field(default_factory=dict)
    positions: Annotated[list[_AnyPosition], Field(min_length=1)]
    limits: list[LimitRecord] = Field(default_factory=list, description="What the book may have at most.")


@dataclass(frozen=True, slots=True)
class PortfolioFile:
    """A portfolio as read from a file.

    Attributes
    ----------
    portfolio : Portfolio
        The book.
    market : str or None
        The prices that the file names: ``sample``, ``skfolio`` or a path.
    path : Path
        The file.
    data_hash : str
        Hash of its bytes.
    """

    portfolio: Portfolio
    market: str | None
    path: Path
    data_hash: str


def portfolio_file_schema() -> dict[str, Any]:
    """JSON schema of the portfolio file."""
    return _PortfolioRecord.model_json_schema(by_alias=True)


def read_portfolio_file(path: str | Path) -> PortfolioFile:
    """Read a portfolio file.

    Parameters
    ----------
    path : str or Path
        YAML file; ``seawall schema portfolio`` prints its schema.

    Returns
    -------
    PortfolioFile
        The book and the prices it names.

    Raises
    ------
    SourceError
        When the file cannot be read.
    InputError
        When its content breaks a rule; one line with file, line, field and value.
    """
    document = read_document(Path(path))
    record = parse_document(_PortfolioRecord, document)
    _check_names(record, document)
    positions = tuple(_position(each, record, document, index) for index, each in enumerate(record.positions))
    assets = {id_: _asset(id_, each, record, document) for id_, each in record.assets.items()}
    venues = _table("venues", Venue, record.venues, document)
    issuers = _table("issuers", Issuer, record.issuers, document)
    currencies = _table("currencies", Currency, record.currencies, document)
    try:
        portfolio = Portfolio(
            name=record.name,
            base_currency=record.base_currency,
            positions=positions,
            assets=assets,
            venues=venues,
            issuers=issuers,
            currencies=currencies,
            rates=record.rates,
            benchmark=record.benchmark,
            as_of=record.as_of,
            assets_under_management=record.assets_under_management,
            limits=tuple(limit_of(each) for each in record.limits),
        )
    except InputError as error:
        # what is left concerns the book as a whole, such as the sum of its weights
        raise InputError(f"{document.path}: {error}") from error
    return PortfolioFile(portfolio, record.market, document.path, document.data_hash)


def _check_names(record: _PortfolioRecord, document: Document) -> None:
    """Refuse names that the file does not define, each with its line; Portfolio guards books made by hand."""
    for location, name, defined in _names_used(record):
        if name is not None and name not in defined:
            allowed = f"must be one of {', '.join(sorted(defined))}" if defined else "the file defines none"
            raise InputError(
                f"{document.place(location)}: {name!r} is not defined; {allowed}{did_you_mean(name, defined)}"
            )


def _names_used(record: _PortfolioRecord) -> Iterator[tuple[tuple[str | int, ...], str | None, set[str]]]:
    assets, venues, issuers = set(record.assets), set(record.venues), set(record.issuers)
    currencies = {record.base_currency, *record.currencies}
    yield ("benchmark",), record.benchmark, assets
    for id_, asset in record.assets.items():
        yield ("assets", id_, "currency"), asset.currency, currencies
        yield ("assets", id_, "issuer"), asset.issuer, issuers
        yield ("assets", id_, "proxy", "asset"), asset.proxy.asset if asset.proxy else None, assets
    for index, position in enumerate(record.positions):
        yield ("positions", index, "venue"), position.venue, venues
        if isinstance(position, _CashRecord):
            yield ("positions", index, "currency"), position.currency, currencies
        else:
            yield ("positions", index, "asset"), position.asset, assets
    for index, limit in enumerate(record.limits):
        yield ("limits", index, "asset"), getattr(limit, "asset", None), assets
        yield ("limits", index, "venue"), getattr(limit, "venue", None), venues


def _table(name: str, make: Callable[..., Made], records: Mapping[str, Record], document: Document) -> dict[str, Made]:
    made: dict[str, Made] = {}
    for id_, record in records.items():
        try:
            made[id_] = make(id=id_, **record.model_dump())
        except InputError as error:
            raise InputError(f"{document.place((name, id_))}: {error}") from error
    return made


def _asset(id_: str, record: _AssetRecord, whole: _PortfolioRecord, document: Document) -> Asset:
    index = record.volatility
    if record.symbol is None and not re.match(SYMBOL_FORM, id_):
        place = document.place(("assets", id_, "symbol"))
        raise InputError(f"{place}: is required, because the name {id_!r} is no symbol: it must match {SYMBOL_FORM}")
    return Asset(
        id=id_,
        asset_class=AssetClass(record.asset_class),
        symbol=record.symbol or id_,
        currency=record.currency or whole.base_currency,
        issuer=record.issuer,
        volume_unit=record.volume_unit,
        proxy=Proxy(record.proxy.asset, record.proxy.beta) if record.proxy else None,
        volatility=VolatilityIndex(index.symbol, 0.01 if index.unit == "percent" else 1.0) if index else None,
    )


def _position(record: _AnyPosition, whole: _PortfolioRecord, document: Document, index: int) -> Position:
    try:
        return Position(
            id=record.id,
            instrument=_instrument(record, whole),
            quantity=record.quantity,
            weight=record.weight if isinstance(record, _SpotRecord | _CashRecord) else None,
            venue=record.venue,
            average_daily_volume=record.average_daily_volume,
        )
    except InputError as error:
        raise InputError(f"{document.place(('positions', index))}: {error}") from error


def _instrument(record: _AnyPosition, whole: _PortfolioRecord) -> Instrument:
    match record:
        case _SpotRecord():
            return Spot(record.asset)
        case _CashRecord():
            return Cash(record.currency or whole.base_currency)
        case _PerpetualRecord():
            return Perpetual(record.asset, record.entry_price, record.contract_size, record.margin)
        case _OptionRecord():
            return EuropeanOption(
                record.asset,
                record.right,
                record.strike,
                record.expiry,
                record.implied_volatility,
                record.contract_size,
            )
