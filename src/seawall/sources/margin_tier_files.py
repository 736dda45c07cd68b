"""Maintenance tiers from files: freqtrade's and ccxt's tables, Binance's leverage brackets, Bybit's risk limits.

The format is recognised by what stands in the file. Nothing is repaired: a table that has gaps, a rate that falls, or
a deduction that is not the one its tiers imply is refused with file, symbol and tier.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import numpy as np

from seawall.core import shorten
from seawall.errors import DataError, InputError, SourceError
from seawall.microstructure import MarginTiers

__all__ = ["read_margin_tiers"]

_LARGEST_FILE_BYTES = 64_000_000
_DEDUCTION_TOLERANCE = Decimal("0.01")
"""Venues print deductions to a hundredth at most; relative to the deduction from one unit of currency on."""


@dataclass(frozen=True, slots=True)
class _Tier:
    """One line of a table; `deduction` is None where the file does not say."""

    number: int
    floor: Decimal
    cap: Decimal
    rate: Decimal
    leverage: Decimal
    deduction: Decimal | None


def read_margin_tiers(path: Path, *, venue: str, as_of: dt.date) -> Mapping[str, MarginTiers]:
    """Read the maintenance tiers of every instrument in a file.

    Parameters
    ----------
    path : Path
        JSON: a table by symbol (freqtrade's ``*_leverage_tiers.json``, ccxt's ``fetchLeverageTiers``), the answer of
        Binance's ``leverageBracket``, or of Bybit's ``/v5/market/risk-limit``.
    venue : str
        What to call the venue.
    as_of : datetime.date
        Day on which the tables held; files do not say.

    Returns
    -------
    Mapping of str to MarginTiers
        By the symbol as the file writes it, in its order.

    Raises
    ------
    DataError
        When a table breaks a rule, or its deductions are not those that its tiers imply.
    SourceError
        When the file cannot be read.
    """
    document = _document(path)
    if isinstance(document, dict) and "retCode" in document:
        tables = _bybit(path, document)
    elif isinstance(document, list) or (isinstance(document, dict) and "brackets" in document):
        tables = _brackets(path, document if isinstance(document, list) else [document])
    elif isinstance(document, dict):
        tables = _by_symbol(path, document)
    else:
        raise DataError(f"{path}: must hold tables of tiers, held a {type(document).__name__}")
    if not tables:
        raise DataError(f"{path}: must hold tiers of at least one instrument, held none")
    return {symbol: _tiers(path, symbol, tiers, venue, as_of) for symbol, tiers in tables.items()}


def _document(path: Path) -> Any:
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST_FILE_BYTES + 1)
    except OSError as error:
        raise SourceError(f"{path}: cannot be read: {error.strerror}") from error
    if len(content) > _LARGEST_FILE_BYTES:
        raise DataError(f"{path}: must have at most {_LARGEST_FILE_BYTES} bytes")
    try:
        # texts of numbers stay as they are written, so that 0.004 is 0.004
        return json.loads(content, parse_float=Decimal, parse_int=Decimal, object_pairs_hook=_without_repeats)
    except _RepeatedKey as error:
        raise DataError(f"{path}: has {shorten(str(error))} twice") from error
    except (ValueError, RecursionError) as error:
        raise DataError(f"{path}: must be JSON: {shorten(str(error))}") from error


class _RepeatedKey(Exception):  # noqa: N818 - it never leaves this file
    """A key that stands twice in one object."""


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise _RepeatedKey(next(name for name in names if names.count(name) > 1))
    return found


def _by_symbol(path: Path, document: dict[str, Any]) -> dict[str, list[_Tier]]:
    tables: dict[str, list[_Tier]] = {}
    for symbol, rows in document.items():
        tables[symbol] = []
        for row in _rows(path, symbol, rows):
            place = f"{path}: {shorten(symbol)}"
            info = _object(row.get("info", {}), f"{place} info")
            tables[symbol].append(
                _Tier(
                    number=int(_number(row, "tier", place)),
                    floor=_number(row, "minNotional", place),
                    cap=_number(row, "maxNotional", place),
                    rate=_number(row, "maintenanceMarginRate", place),
                    leverage=_number(row, "maxLeverage", place),
                    deduction=_number(info, "cum", place) if "cum" in info else None,
                )
            )
    return tables


def _brackets(path: Path, document: list[Any]) -> dict[str, list[_Tier]]:
    tables: dict[str, list[_Tier]] = {}
    for entry in document:
        symbol = _symbol(path, entry)
        if symbol in tables:
            raise DataError(f"{path}: has tiers of {shorten(symbol)} twice")
        place = f"{path}: {shorten(symbol)}"
        tables[symbol] = [
            _Tier(
                number=int(_number(row, "bracket", place)),
                floor=_number(row, "notionalFloor", place),
                cap=_number(row, "notionalCap", place),
                rate=_number(row, "maintMarginRatio", place),
                leverage=_number(row, "initialLeverage", place),
                deduction=_number(row, "cum", place),
            )
            for row in _rows(path, symbol, entry.get("brackets"))
        ]
    return tables


def _bybit(path: Path, document: dict[str, Any]) -> dict[str, list[_Tier]]:
    if document["retCode"] != 0:
        raise DataError(f"{path}: is an error of the venue: {shorten(str(document.get('retMsg')))}")
    result = _object(document.get("result"), f"{path}: result")
    tables: dict[str, list[_Tier]] = {}
    for row in _rows(path, "result", result.get("list")):
        symbol = _symbol(path, row)
        place = f"{path}: {shorten(symbol)}"
        tiers = tables.setdefault(symbol, [])
        tiers.append(
            _Tier(
                number=len(tiers) + 1,
                floor=tiers[-1].cap if tiers else Decimal(0),
                cap=_number(row, "riskLimitValue", place),
                rate=_number(row, "maintenanceMargin", place),
                leverage=_number(row, "maxLeverage", place),
                deduction=_number(row, "mmDeduction", place) if row.get("mmDeduction") else None,
            )
        )
    return tables


def _tiers(path: Path, symbol: str, tiers: list[_Tier], venue: str, as_of: dt.date) -> MarginTiers:
    place = f"{path}: {shorten(symbol)}"
    for count, tier in enumerate(tiers, start=1):
        start = tiers[count - 2].cap if count > 1 else Decimal(0)
        if tier.number != count:
            raise DataError(f"{place}: tier {count} must be numbered so, was {tier.number}")
        if tier.floor != start:
            raise DataError(f"{place}: tier {count} must begin at {start}, where the one before ends, was {tier.floor}")
    _check_deductions(place, tiers)
    try:
        return MarginTiers(
            symbol=symbol,
            venue=venue,
            as_of=as_of,
            source=str(path),
            floors=np.array([float(tier.floor) for tier in tiers]),
            rates=np.array([float(tier.rate) for tier in tiers]),
            leverages=np.array([float(tier.leverage) for tier in tiers]),
            cap=float(tiers[-1].cap),
        )
    except InputError as error:
        raise DataError(f"{place}: {error}") from error


def _check_deductions(place: str, tiers: list[_Tier]) -> None:
    implied = Decimal(0)
    for count, tier in enumerate(tiers):
        if count:
            implied += tier.floor * (tier.rate - tiers[count - 1].rate)
        stated = tier.deduction
        if stated is not None and abs(stated - implied) > _DEDUCTION_TOLERANCE * min(Decimal(1), max(implied, stated)):
            raise DataError(
                f"{place}: the deduction of tier {count + 1} must be {implied.normalize():f}, as its floors and rates "
                f"imply, was {stated:f}"
            )


def _rows(path: Path, symbol: str, rows: Any) -> list[dict[str, Any]]:
    if not isinstance(rows, list) or not rows:
        raise DataError(f"{path}: {shorten(symbol)} must hold a list of tiers, was {shorten(str(rows))}")
    return [_object(row, f"{path}: {shorten(symbol)}") for row in rows]


def _object(value: Any, place: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise DataError(f"{place}: must be an object, was {shorten(str(value))}")
    return value


def _symbol(path: Path, entry: Any) -> str:
    symbol = _object(entry, f"{path}: an entry").get("symbol")
    if not isinstance(symbol, str) or not symbol:
        raise DataError(f"{path}: an entry must name its 'symbol', was {shorten(str(symbol))}")
    return symbol


def _number(row: dict[str, Any], name: str, place: str) -> Decimal:
    value = row.get(name)
    try:
        found = Decimal(value) if isinstance(value, str | Decimal) else None
    except InvalidOperation:
        found = None
    if found is None or not found.is_finite():
        raise DataError(f"{place}: {name!r} must be a number, was {shorten(str(value))}")
    return found
