"""From a folder of economic series to the cards and indicators of one day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from seawall.core import Failure
from seawall.errors import DataError, InputError, SeawallError, SourceError
from seawall.macro import (
    Economy,
    Indicator,
    MacroCard,
    RecessionForecast,
    RegimeReading,
    TreasuryCurve,
    forecast_recession,
    read_cards,
    read_indicators,
    read_regime,
    read_treasury_curves,
)
from seawall.report import MacroResults
from seawall.sources import PriceSource, read_macro_folder, read_macro_store
from seawall.workflows.asset_views import last_view_close, run_asset_views

__all__ = ["open_economy", "run_macro"]

_Result = TypeVar("_Result")


def run_macro(
    data: Path | None = None,
    *,
    prices: PriceSource | None = None,
    drivers: Path | None = None,
    as_of: dt.date | None = None,
    vintage: str | None = None,
) -> MacroResults:
    """Read the economy on one day.

    Parameters
    ----------
    data : Path, optional
        Folder of economic series, one file each; by default what the store keeps.
    prices : PriceSource, optional
        Closes of the dollar, gold, bitcoin and ether, for their views.
    drivers : Path, optional
        CSV of figures on them that the user supplies; needs `prices`.
    as_of : datetime.date, optional
        Only what had been published by then is used; by default all that the newest vintages of the folder hold, and
        of the store today, UTC.
    vintage : str, optional
        Only this vintage of a folder.

    Returns
    -------
    MacroResults
        An indicator, or the level of an asset, without data is listed as a failure. Where there are prices, so is a
        store without economic series, whose page is then of the day of the last close, and a day before all series of
        the folder or the store: the views of assets then stand alone.

    Raises
    ------
    InputError, DataError, SourceError
        One line: the file or argument, its value and what is allowed.
    """
    if drivers is not None and prices is None:
        raise InputError(f"drivers {drivers} need the prices of the assets that they are of")
    failures: list[Failure] = []
    economy = _economy(data, vintage, as_of, prices, failures)
    read = _read(economy, failures) if economy.series else _Readings()
    views = () if prices is None else run_asset_views(economy, prices, drivers=drivers)
    failures += [
        Failure(f"view of {each.asset.noun}", "DataError", each.level_reason) for each in views if each.level is None
    ]
    return MacroResults(
        economy=economy,
        data="the store" if data is None else str(data),
        vintage=vintage or "",
        cards=read.cards,
        indicators=read.indicators,
        curves=read.curves,
        regime=read.regime,
        recession=read.recession,
        views=views,
        prices="" if prices is None else prices.label,
        failures=tuple(failures),
    )


def open_economy(data: Path | None, *, vintage: str | None, as_of: dt.date | None) -> Economy:
    """Series of a folder, or of the store, at least one; arguments and faults as those of :func:`run_macro`."""
    economy = _known(data, vintage, as_of)
    if not economy.series:
        raise _nothing_known(data, economy)
    return economy


def _known(data: Path | None, vintage: str | None, as_of: dt.date | None) -> Economy:
    if data is None and vintage is not None:
        raise InputError(f"vintage {vintage!r} names a part of a folder of series: name the folder too")
    return read_macro_store(as_of=as_of) if data is None else read_macro_folder(data, as_of=as_of, vintage=vintage)


def _nothing_known(data: Path | None, economy: Economy) -> DataError:
    name, reason = list(economy.absent.items())[-1]  # a store lists first what it never had
    return DataError(
        f"{data or 'the store'}: of no economic series was anything known on {economy.as_of}; {name}: {reason}"
    )


def _economy(
    data: Path | None, vintage: str | None, as_of: dt.date | None, prices: PriceSource | None, failures: list[Failure]
) -> Economy:
    """What was known; without a store, or on a day before all series, nothing, where prices give something to show."""
    if prices is None:
        return open_economy(data, vintage=vintage, as_of=as_of)
    try:
        economy = _known(data, vintage, as_of)
    except (SourceError, DataError) as error:
        if data is not None:
            raise
        failures.append(Failure.of("economic series", error))
        return Economy(as_of or last_view_close(prices), {})
    if not economy.series:
        failures.append(Failure.of("economic series", _nothing_known(data, economy)))
    return economy


@dataclass(frozen=True, slots=True)
class _Readings:
    """What the series of an economy say; nothing where it has none."""

    cards: tuple[MacroCard, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    curves: tuple[TreasuryCurve, ...] = ()
    regime: RegimeReading | None = None
    recession: RecessionForecast | None = None


def _read(economy: Economy, failures: list[Failure]) -> _Readings:
    indicators = read_indicators(economy)
    failures += [
        Failure(f"indicator {each.id}", "DataError", each.unavailable) for each in indicators if each.value is None
    ]
    return _Readings(
        cards=read_cards(economy),
        indicators=indicators,
        regime=_attempt("macro regime", read_regime, economy, failures),
        recession=_attempt("recession", forecast_recession, economy, failures),
        curves=_attempt("Treasury curve", read_treasury_curves, economy, failures) or (),
    )


def _attempt(
    where: str, read: Callable[[Economy], _Result], economy: Economy, failures: list[Failure]
) -> _Result | None:
    """Result of one part of the page; a fault is listed, and the rest of the page still stands."""
    try:
        return read(economy)
    except SeawallError as error:
        failures.append(Failure.of(where, error))
        return None
