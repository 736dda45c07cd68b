"""A folder of price files and macro files as a source of history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from seawall.core import FloatArray
from seawall.errors import DataError
from seawall.macro import SERIES_CATALOGUE
from seawall.market import PriceSeries
from seawall.sources.datasets import Batch, Dataset
from seawall.sources.macro_files import read_macro_file
from seawall.sources.price_files import PriceFiles
from seawall.sources.price_tables import PriceTable
from seawall.sources.pull.adapter import PullRequest
from seawall.sources.pull.reply_checks import check_dataset, make_batch
from seawall.sources.pull.web_session import WebSession

__all__ = ["FileFolderAdapter"]

_PRICES = ("open", "high", "low", "close")


class FileFolderAdapter:
    """Prices and economic series of a folder.

    A file with the columns open, high, low and close gives whole bars, all four scaled by the ratio of the two closes
    where it has an adjusted close. A file of closes alone gives bars whose four prices are that close; their source
    says ``closes only``.

    Parameters
    ----------
    folder : Path
        Holds ``<symbol>.csv``, ``.csv.gz`` or ``.parquet``, wide panels of closes, and ``<series>.csv``.
    """

    name = "files"
    datasets = frozenset({Dataset.BARS, Dataset.MACRO})

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def fetch(self, request: PullRequest, *, session: WebSession) -> Iterator[Batch]:
        """Read one history; see `SourceAdapter.fetch`."""
        check_dataset(self.name, self.datasets, request)
        if request.dataset is Dataset.MACRO:
            return self._macro(request, session)
        return self._bars(request, session)

    def _bars(self, request: PullRequest, session: WebSession) -> Iterator[Batch]:
        if request.interval != "1d":
            raise DataError(
                f"{self._folder}: {request.symbol} is read in daily bars only, asked for {request.interval}"
            )
        series = PriceFiles(self._folder).read(request.symbol)
        adjusted = series.column.lower().startswith("adj")
        whole = _whole_bars(series)
        prices = (series.closes,) * 4 if whole is None else whole
        kept = np.ones(len(series.dates), bool)
        if request.start is not None:
            kept = series.dates >= np.datetime64(request.start, "D")
        if not kept.any():
            return
        count = int(kept.sum())
        columns = {
            "time": [dt.datetime.combine(day, dt.time(), dt.UTC) for day in series.dates[kept].tolist()],
            "interval": ["1d"] * count,
            **{name: list(values[kept]) for name, values in zip(_PRICES, prices, strict=True)},
            "volume": [None] * count if series.volumes is None else list(series.volumes[kept]),
            "adjusted": [adjusted] * count,
        }
        source = f"{self.name} {request.symbol}{'' if whole else ' (closes only)'}"
        yield make_batch(
            Dataset.BARS,
            columns,
            entity=request.entity,
            source=source,
            origin=series.source,
            data_hash=series.data_hash,
            retrieved_at=session.clock.now(),
        )

    def _macro(self, request: PullRequest, session: WebSession) -> Iterator[Batch]:
        if request.symbol not in SERIES_CATALOGUE:
            raise DataError(f"{self._folder}: {request.symbol!r} is no known economic series")
        series = read_macro_file(self._folder / f"{request.symbol}.csv")
        found: dict[dt.date, float | None] = dict.fromkeys(series.blank_dates.tolist())
        found |= dict(zip(series.dates.tolist(), series.values.tolist(), strict=True))
        dates = sorted(day for day in found if request.start is None or day >= request.start)
        if dates:
            yield make_batch(
                Dataset.MACRO,
                {"date": dates, "value": [found[day] for day in dates]},
                entity=request.entity,
                source=f"{self.name} {request.symbol}",
                origin=series.source,
                data_hash=series.data_hash,
                retrieved_at=session.clock.now(),
                vintages=None if series.vintage is None else [series.vintage] * len(dates),
            )


def _whole_bars(series: PriceSeries) -> tuple[FloatArray, ...] | None:
    """Open, high, low and close of the dates of a series, scaled as its closes are; None for a file of closes alone."""
    table = PriceTable.read(Path(series.source))
    headers = {name.lower(): name for name in table.columns}
    date_header = table.date_column()
    if date_header is None or not set(_PRICES) <= set(headers):
        return None
    dates = table.dates(date_header)
    order = np.argsort(dates, kind="stable")
    rows = order[np.searchsorted(dates, series.dates, sorter=order)]
    raw = {name: table.numbers(headers[name])[rows] for name in _PRICES}
    for name, values in raw.items():
        bad = ~(values > 0)  # a blank cell is NaN, and fails too
        if bad.any():
            place = int(np.argmax(bad))
            found = "blank" if np.isnan(values[place]) else f"{values[place]:g}"
            raise DataError(f"{series.source}: {headers[name]} on {series.dates[place]}: must be above 0, was {found}")
    ratio = series.closes / raw["close"]
    # where a price is the close itself, its scaled value must be the scaled close to the last digit
    scaled = [np.where(raw[name] == raw["close"], series.closes, raw[name] * ratio) for name in _PRICES]
    return tuple(scaled)
