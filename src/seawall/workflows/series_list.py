"""Which series can be asked for by name: symbols of the prices, and economic series of a folder or the store."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from seawall.core import Failure, to_date
from seawall.errors import SeawallError
from seawall.macro import SERIES_CATALOGUE, Economy
from seawall.models import Transform
from seawall.report import ForecastSeries, ListedSeries, SeriesKind, SeriesListResults
from seawall.sources import PriceSource, read_macro_folder, read_macro_store
from seawall.workflows.forecast import forecast_origins
from seawall.workflows.forecast_series import economic_forecast_series, price_forecast_series

__all__ = ["list_series"]

_SESSION = "by session"


def list_series(
    *, prices: PriceSource | None = None, macro_folder: Path | None = None, as_of: dt.date | None = None
) -> SeriesListResults:
    """List every series that `read_forecast_series` finds by name in the same prices and folder.

    Parameters
    ----------
    prices : PriceSource, optional
        Symbols.
    macro_folder : Path, optional
        Economic series; what the store keeps by default, where there is a store.
    as_of : datetime.date, optional
        Later prices, and values published later, are not counted.

    Returns
    -------
    SeriesListResults
        A series that cannot be read is a failure; one that can be read and not forecast says why.
    """
    failures: list[Failure] = []
    economy, absence = _economy(macro_folder, as_of, failures)
    folder_wins = frozenset(SERIES_CATALOGUE) if macro_folder is not None else frozenset()
    symbols: list[str] = []
    listed: list[ListedSeries] = []
    if prices is not None:
        symbols = [each for each in _symbols(prices, failures) if each not in folder_wins]
        read = [_price(prices, name, as_of, failures) for name in symbols]
        listed += [each for each in read if each is not None]
    if economy is not None:
        listed += [_economic(economy, name) for name in sorted(economy.series) if name not in symbols]
    return SeriesListResults(
        as_of=as_of,
        prices="" if prices is None else prices.label,
        economy="" if economy is None else "the store" if macro_folder is None else str(macro_folder),
        simulated=prices is not None and prices.simulated,
        series=tuple(listed),
        no_economy=absence,
        failures=tuple(failures),
    )


def _economy(folder: Path | None, as_of: dt.date | None, failures: list[Failure]) -> tuple[Economy | None, str]:
    """Series known on the day, or none with the reason; only a folder that was named can fail."""
    try:
        return read_macro_store(as_of=as_of) if folder is None else read_macro_folder(folder, as_of=as_of), ""
    except SeawallError as error:
        if folder is None:
            return None, str(error)
        failures.append(Failure.of("economic series", error))
        return None, ""


def _symbols(prices: PriceSource, failures: list[Failure]) -> tuple[str, ...]:
    try:
        return prices.symbols()
    except SeawallError as error:
        failures.append(Failure.of("prices", error))
        return ()


def _price(prices: PriceSource, name: str, as_of: dt.date | None, failures: list[Failure]) -> ListedSeries | None:
    try:
        series = price_forecast_series(prices, name, as_of=as_of)
    except SeawallError as error:
        failures.append(Failure.of(name, error))
        return None
    return ListedSeries(
        name=name,
        title=series.title,
        kind=SeriesKind.PRICE,
        unit=series.unit,
        frequency=_SESSION,
        transform=series.transform.value,
        n_values=len(series.levels),
        first=to_date(series.level_dates[0]),
        last=to_date(series.level_dates[-1]),
        simulated=series.lineage.simulated,
        obstacle=_refusal(series),
    )


def _economic(economy: Economy, name: str) -> ListedSeries:
    series = economy.get(name)
    try:
        obstacle = _refusal(economic_forecast_series(economy, name))
    except SeawallError as error:
        obstacle = str(error)
    return ListedSeries(
        name=name,
        title=series.facts.title,
        kind=SeriesKind.ECONOMIC,
        unit=series.facts.unit.value,
        frequency=series.facts.frequency.value,
        transform=Transform.LEVEL.value,
        n_values=len(series.values),
        first=to_date(series.dates[0]),
        last=series.latest_date,
        simulated=False,
        obstacle=obstacle,
    )


def _refusal(series: ForecastSeries) -> str:
    """Why a forecast of the default steps would be refused, by the checks that refuse it; empty where it is not."""
    try:
        forecast_origins(series)
    except SeawallError as error:
        return str(error)
    return ""
