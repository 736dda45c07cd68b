"""Stress scenarios as data: a window to replay, stated shocks, and where each figure comes from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from seawall.core import DateWindow, Document, FormatVersion, document_of_text, parse_document, read_document
from seawall.errors import InputError
from seawall.portfolio import AssetClass

__all__ = [
    "ALL_NAMES",
    "ShockTableName",
    "StatedShock",
    "StressScenario",
    "parse_stress_scenario",
    "read_stress_scenario",
    "stress_library",
    "stress_scenario_schema",
    "stress_scenario_yaml",
]


@dataclass(frozen=True, slots=True)
class StatedShock:
    """A shock with the reason for its size.

    Attributes
    ----------
    shock : float
        Decimal: relative, except for rates, which move by this much.
    basis : str
        Observation or judgement behind it.
    """

    shock: float
    basis: str


ShockTable = Mapping[str, StatedShock]

ALL_NAMES = "all"
"""Key of a table that covers what it does not name."""


class ShockTableName(StrEnum):
    """Tables of a scenario file."""

    ASSETS = "assets"
    ASSET_CLASSES = "asset_classes"
    VOLATILITIES = "volatilities"
    RATES = "rates"
    CURRENCIES = "currencies"


@dataclass(frozen=True, slots=True)
class StressScenario:
    """One crisis, real or imagined.

    Attributes
    ----------
    id : str
        Such as ``COVID_2020``.
    title : str
        Shown beside the identifier.
    source : str
        Where dates and shocks come from.
    window : DateWindow or None
        Closes between which real prices are replayed; None for a hypothetical scenario.
    assets : mapping of str to StatedShock
        Shock to the price of an asset, by its identifier.
    asset_classes : mapping of str to StatedShock
        Shock to the price of every other asset of a class: for assets without history, the stated proxy.
    volatilities : mapping of str to StatedShock
        Relative shock to implied volatility, by asset class.
    rates : mapping of str to StatedShock
        Absolute shock to a currency's rate; the key ``all`` covers those not named.
    currencies : mapping of str to StatedShock
        Relative shock to a currency's value in `reference_currency`; the key ``all`` covers those not named.
    reference_currency : str
        Currency against which `currencies` are stated; a book in another base sees the cross rate.
    """

    id: str
    title: str
    source: str
    window: DateWindow | None = None
    assets: ShockTable = field(default_factory=dict)
    asset_classes: ShockTable = field(default_factory=dict)
    volatilities: ShockTable = field(default_factory=dict)
    rates: ShockTable = field(default_factory=dict)
    currencies: ShockTable = field(default_factory=dict)
    reference_currency: str = "USD"

    def __post_init__(self) -> None:
        """Freeze the tables."""
        for name in ShockTableName:
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False, frozen=True, strict=True)


class _Window(_Record):
    start: dt.date
    end: dt.date


class _Shock(_Record):
    shock: float
    basis: Annotated[str, Field(min_length=1)]


class _PriceShock(_Shock):
    shock: Annotated[float, Field(le=1_000.0, description="Relative, above -1.")]


class _VolatilityShock(_Shock):
    shock: Annotated[float, Field(le=15.0, description="Relative, above -1.")]


class _RateShock(_Shock):
    shock: Annotated[float, Field(ge=-5.0, le=5.0, description="Added to the rate.")]


_CurrencyKey = Annotated[str, Field(pattern=r"^(all|[A-Z]{3,6})$")]
_AssetKey = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:/^=-]*$")]
_ClassName = Annotated[AssetClass, Field(strict=False)]


class _ScenarioRecord(_Record):
    """A Seawall stress scenario file, version 1."""

    model_config = ConfigDict(title="Seawall stress scenario file")

    version: FormatVersion
    id: Annotated[str, Field(pattern=r"^[A-Z0-9_]+$")]
    title: str
    source: str
    window: _Window | None = None
    assets: dict[_AssetKey, _PriceShock] = Field(default_factory=dict)
    asset_classes: dict[_ClassName, _PriceShock] = Field(default_factory=dict)
    volatilities: dict[_ClassName, _VolatilityShock] = Field(default_factory=dict)
    rates: dict[_CurrencyKey, _RateShock] = Field(default_factory=dict)
    currencies: dict[_CurrencyKey, _PriceShock] = Field(default_factory=dict)
    reference_currency: Annotated[str, Field(pattern=r"^[A-Z]{3,6}$")] = "USD"

    @model_validator(mode="after")
    def _relative_shocks_above_minus_one(self) -> _ScenarioRecord:
        if AssetClass.CASH in self.asset_classes or AssetClass.CASH in self.volatilities:
            raise ValueError("cash has no price to shock; state a shock to its currency instead")
        for name in ("assets", "asset_classes", "volatilities", "currencies"):
            for key, each in getattr(self, name).items():
                if each.shock <= -1.0:
                    raise ValueError(f"{name}.{key}.shock must be above -1, was {each.shock}")
        return self


def stress_scenario_schema() -> dict[str, Any]:
    """JSON schema of a stress scenario file."""
    return _ScenarioRecord.model_json_schema()


def read_stress_scenario(path: Path) -> StressScenario:
    """Read one scenario file.

    Raises
    ------
    InputError
        One line with file, line, field and value.
    """
    return _scenario_of(read_document(path))


def parse_stress_scenario(text: str, *, name: str = "typed in") -> StressScenario:
    """Read one scenario from the text that a file would hold.

    Parameters
    ----------
    text : str
        YAML of a scenario file.
    name : str
        Where it comes from; stands in front of a complaint, where a file's path would.

    Raises
    ------
    InputError
        One line with name, line, field and value.

    Examples
    --------
    >>> text = "{version: 1, id: HALF, title: t, source: s, assets: {BTC: {shock: -0.5, basis: judgement}}}"
    >>> parse_stress_scenario(text).assets["BTC"]
    StatedShock(shock=-0.5, basis='judgement')
    """
    return _scenario_of(document_of_text(text, name=name))


def _scenario_of(document: Document) -> StressScenario:
    record = parse_document(_ScenarioRecord, document)

    def table(shocks: Mapping[Any, _Shock]) -> ShockTable:
        return {str(key): StatedShock(each.shock, each.basis) for key, each in shocks.items()}

    try:
        window = DateWindow(record.window.start, record.window.end) if record.window else None
    except InputError as error:
        raise InputError(f"{document.place(('window',))}: {error}") from error
    return StressScenario(
        id=record.id,
        title=record.title,
        source=record.source,
        window=window,
        assets=table(record.assets),
        asset_classes=table(record.asset_classes),
        volatilities=table(record.volatilities),
        rates=table(record.rates),
        currencies=table(record.currencies),
        reference_currency=record.reference_currency,
    )


def stress_scenario_yaml(scenario: StressScenario) -> str:
    """Text of a scenario file, which `read_stress_scenario` reads back as it was."""
    whole: dict[str, Any] = {"version": 1, "id": scenario.id, "title": scenario.title, "source": scenario.source}
    if scenario.window is not None:
        whole["window"] = {"start": scenario.window.start, "end": scenario.window.end}
    for name in ShockTableName:
        table = {key: {"shock": each.shock, "basis": each.basis} for key, each in getattr(scenario, name).items()}
        whole |= {name.value: table} if table else {}
    whole["reference_currency"] = scenario.reference_currency
    return str(yaml.safe_dump(whole, sort_keys=False, allow_unicode=True, width=100))


@cache
def stress_library() -> tuple[StressScenario, ...]:
    """Return the scenarios that Seawall ships: replays by date, then hypothetical ones, then the page's shock sets."""
    folder = resources.files("seawall.scenarios") / "library"
    with resources.as_file(folder) as path:
        found = [read_stress_scenario(file) for file in path.glob("*.yaml")]
    return tuple(sorted(found, key=_library_order))


def _library_order(scenario: StressScenario) -> tuple[int, str, str]:
    rank = 0 if scenario.window else 2 if scenario.id.startswith("PAGE_") else 1
    return rank, str(scenario.window.start) if scenario.window else "", scenario.id
