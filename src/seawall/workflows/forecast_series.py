"""One series to forecast: a symbol of the prices, or an economic series, with its transform."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np

from seawall.core import (
    DateArray,
    DateWindow,
    FloatArray,
    Lineage,
    choice_named,
    did_you_mean,
    sessions_per_year,
    shorten,
    to_date,
)
from seawall.errors import DataError, InputError
from seawall.macro import SERIES_CATALOGUE, Economy, Frequency, MacroSeries
from seawall.models import Transform, transform_series
from seawall.report import ForecastSeries
from seawall.sources import PriceSource, price_source, read_macro_folder, read_macro_store, store_home

__all__ = ["economic_forecast_series", "price_forecast_series", "read_forecast_series"]


def read_forecast_series(
    name: str,
    *,
    market: str | None = None,
    macro_folder: Path | None = None,
    transform: Transform | None = None,
    as_of: dt.date | None = None,
) -> ForecastSeries:
    """Read one series and transform it.

    Parameters
    ----------
    name : str
        Symbol of the market, or identifier of an economic series.
    market : str, optional
        Prices: ``sample``, ``skfolio`` or a path.
    macro_folder : Path, optional
        Folder of economic series; what the store keeps by default, for names that are not among the prices.
    transform : Transform, optional
        Log-returns of prices and levels of economic series by default.
    as_of : datetime.date, optional
        Later prices, and values published later, are not used.

    Returns
    -------
    ForecastSeries
        With its lineage.

    Raises
    ------
    InputError
        When the series is known to neither, or no source is given; for a `transform` that there is not.
    DataError
        For corrupt data, none by `as_of`, or a gap inside an economic series by month or quarter.
    """
    transform = None if transform is None else choice_named(transform, "transform", Transform)
    if macro_folder is not None and (name in SERIES_CATALOGUE or market is None):
        if name not in SERIES_CATALOGUE:
            raise InputError(
                f"{macro_folder}: no economic series {shorten(name)}{did_you_mean(name, SERIES_CATALOGUE)}"
            )
        return economic_forecast_series(read_macro_folder(macro_folder, as_of=as_of), name, transform=transform)
    source = None if market is None else price_source(market)
    known = () if source is None else source.symbols()
    if name in SERIES_CATALOGUE and name not in known and store_home().is_dir():
        return economic_forecast_series(read_macro_store(as_of=as_of), name, transform=transform)
    if source is None:
        option = "--data, a folder of economic series" if name in SERIES_CATALOGUE else "--market, a folder or 'sample'"
        raise InputError(f"{option}, is missing: nothing says where {shorten(name)} is")
    if name not in known:
        raise InputError(f"{source.label}: no series {shorten(name)}{did_you_mean(name, known)}")
    return price_forecast_series(source, name, transform=transform, as_of=as_of)


def price_forecast_series(
    source: PriceSource, name: str, *, transform: Transform | None = None, as_of: dt.date | None = None
) -> ForecastSeries:
    """One symbol of open prices; arguments and faults as those of :func:`read_forecast_series`."""
    series = source.read(name)
    kept = np.ones(len(series.dates), dtype=bool) if as_of is None else series.dates <= np.datetime64(as_of, "D")
    if not kept.any():
        raise DataError(f"{series.source}: {name} starts on {series.window.start}, after the as-of date {as_of}")
    return _transformed(
        name,
        title=f"{series.column}",
        unit="price",
        transform=transform or Transform.LOG_RETURNS,
        dates=series.dates[kept],
        levels=series.closes[kept],
        source=source.label,
        data_hash=series.data_hash,
        simulated=source.simulated,
    )


def economic_forecast_series(economy: Economy, name: str, *, transform: Transform | None = None) -> ForecastSeries:
    """One series of an open economy; arguments and faults as those of :func:`read_forecast_series`."""
    series = economy.get(name)
    _check_no_gap(series)
    return _transformed(
        name,
        title=series.facts.title,
        unit=str(series.facts.unit),
        transform=transform or Transform.LEVEL,
        dates=series.dates,
        levels=series.values,
        source=series.source,
        data_hash=series.data_hash,
        simulated=False,
    )


def _check_no_gap(series: MacroSeries) -> None:
    """Refuse a period without a value inside a series by month or quarter: a model needs equal steps."""
    months = {Frequency.MONTHLY: 1, Frequency.QUARTERLY: 3}.get(series.facts.frequency)
    if months is None:
        return
    steps = np.diff(series.dates.astype("datetime64[M]")).astype(np.int64)
    wide = np.flatnonzero(steps != months)
    if len(wide):
        before, after = series.dates[wide[0]], series.publication_dates[wide[0] + 1]
        missing = before.astype("datetime64[M]") + np.timedelta64(months, "M")
        raise DataError(
            f"{series.source}: {series.facts.series_id} has no value for {missing}, and a gap is never filled; "
            f"an as-of date before {after} ends the series on {before}"
        )


def _transformed(
    name: str,
    *,
    title: str,
    unit: str,
    transform: Transform,
    dates: DateArray,
    levels: FloatArray,
    source: str,
    data_hash: str,
    simulated: bool,
) -> ForecastSeries:
    if len(levels) < 2:
        raise DataError(f"{source}: {name} has {len(levels)} value, too few for a forecast")
    try:
        values = transform_series(levels, transform=transform)
    except InputError as error:
        raise InputError(f"{source}: {name}: {error}") from error
    return ForecastSeries(
        name=name,
        title=title,
        unit=unit,
        transform=transform,
        level_dates=dates,
        levels=levels,
        dates=dates[1:] if transform.is_step else dates,
        values=values,
        sessions_per_year=sessions_per_year(dates),
        lineage=Lineage(
            method=f"{transform} of {name}",
            source=source,
            data_hash=data_hash,
            window=DateWindow(to_date(dates[0]), to_date(dates[-1])),
            simulated=simulated,
        ),
    )
