"""Arguments that several commands share, and how dates and numbers are read."""

from __future__ import annotations

import datetime as dt
import math
import re
from pathlib import Path
from typing import Annotated

import typer

__all__ = [
    "AsOfOption",
    "JsonOption",
    "MacroOption",
    "MarketOption",
    "PortfolioArgument",
    "decimal_or_percent",
    "parse_date",
    "parse_decimal",
]

_LIKELY_PERCENT = 100.0

PortfolioArgument = Annotated[Path, typer.Argument(metavar="PORTFOLIO", help="Portfolio file (YAML).")]
MarketOption = Annotated[
    str | None,
    typer.Option("--market", metavar="PATH", help="Prices: a folder, one wide panel, 'store', 'sample' or 'skfolio'."),
]
AsOfOption = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help="Date of the book, YYYY-MM-DD; later prices are not used.")
]
MacroOption = Annotated[
    Path | None,
    typer.Option(
        "--macro", metavar="DIR", help="Economic series, for the macro factor; see the how-to of the economy."
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")]


def parse_date(text: str | None, option: str = "--as-of") -> dt.date | None:
    """Date of an option as YYYY-MM-DD; None where the option was not given."""
    from seawall.errors import InputError

    if text is None:
        return None
    try:
        # fromisoformat alone also takes 20251230 and 2025-W01-1
        return dt.date.fromisoformat(text if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else "")
    except ValueError as error:
        raise InputError(f"{option} must be a date as YYYY-MM-DD, was {text[:40]!r}") from error


def parse_decimal(option: str, text: str | None, *, limit: float) -> float | None:
    """Decimal of an option, at most `limit` from 0; None where the option was not given."""
    from seawall.errors import InputError

    if text is None:
        return None
    allowed = f"a decimal a year from {-limit:g} to {limit:g}"
    try:
        value = float(text)
    except ValueError:
        raise InputError(f"{option} must be {allowed}, was {text[:40]!r}") from None
    if -limit <= value <= limit:
        return value
    hint = f"; percent given? {value:g} % is {value / 100.0:g}" if limit < abs(value) <= _LIKELY_PERCENT else ""
    raise InputError(f"{option} must be {allowed}, was {value:g}{hint}")


def decimal_or_percent(text: str) -> float:
    """Finite number of a text such as 0.3 or 30%; else a ValueError, for the caller to name the option."""
    value = float(text.removesuffix("%")) / (100.0 if text.endswith("%") else 1.0)
    if not math.isfinite(value):
        raise ValueError(text)
    return value
