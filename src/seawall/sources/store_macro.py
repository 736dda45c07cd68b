"""Economic series of the store, as they were known on one day."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pyarrow as pa

from seawall.errors import DataError, SourceError
from seawall.macro import SERIES_CATALOGUE, Economy, MacroSeries
from seawall.sources.datasets import Dataset
from seawall.sources.store.home import store_home
from seawall.sources.store.snapshot import Snapshot
from seawall.sources.store.sorted_rows import rows_hash, sort_rows
from seawall.sources.store.store import Store
from seawall.sources.store_prices import newest_rows

__all__ = ["read_macro_store"]


def read_macro_store(home: Path | None = None, *, as_of: dt.date | None = None) -> Economy:
    """Economic series that are kept in a store, cut to what was known on a day.

    Of each period the newest vintage is read, and where vintages up to `as_of` are kept of a series, the newest of
    those: its values are then the ones of that day, revisions undone. Where all of its vintages are later, its oldest
    is read and cut by the publication lag, and revisions made between stay in it, as `MacroSeries.known_on` states.

    Parameters
    ----------
    home : Path, optional
        Folder of the store; `store_home` by default.
    as_of : datetime.date, optional
        The day asked for; today, UTC, by default.

    Returns
    -------
    Economy
        All series of the catalogue that are kept; `absent` says of the others why.

    Raises
    ------
    SourceError
        When nothing is kept there.
    DataError
        When the store has no economic series, or what it has is damaged.
    """
    folder = store_home() if home is None else home
    if not folder.is_dir():
        raise SourceError(f"{folder}: no store there yet; seawall pull PORTFOLIO brings economic series in")
    day = as_of or dt.datetime.now(dt.UTC).date()
    snapshot = Store(folder).snapshot()
    kept = {each.entity for each in snapshot.entities(Dataset.MACRO)}
    known = [name for name in SERIES_CATALOGUE if name in kept]
    if not known:
        raise DataError(f"{folder}: the store has no economic series; seawall pull PORTFOLIO --source fred")
    series: dict[str, MacroSeries] = {}
    absent = {name: "not in the store" for name in SERIES_CATALOGUE if name not in kept}
    for name in known:
        try:
            series[name] = _series(folder, snapshot, name, day).known_on(day)
        except DataError as error:
            absent[name] = str(error)
    return Economy(day, series, absent)


def _series(folder: Path, snapshot: Snapshot, name: str, day: dt.date) -> MacroSeries:
    rows = snapshot.read(Dataset.MACRO, entity=name)
    vintages = rows.column("vintage").to_numpy()
    limit = max(np.datetime64(day, "D"), vintages.min())
    rows = newest_rows(rows.filter(pa.array(vintages <= limit)), "date")
    dates = rows.column("date").to_numpy().astype("datetime64[D]")
    is_blank = rows.column("value").is_null().to_numpy()
    values = rows.column("value").to_numpy()
    if is_blank.all():
        raise DataError(f"{folder}: {name} has no values in the store")
    return MacroSeries(
        facts=SERIES_CATALOGUE[name],
        dates=dates[~is_blank],
        values=values[~is_blank],
        blank_dates=dates[is_blank],
        vintage=rows.column("vintage").to_numpy().max().astype("datetime64[D]").item(),
        source=f"store {folder} version {snapshot.version}: {rows.column('source')[-1].as_py()}",
        data_hash=rows_hash(sort_rows(Dataset.MACRO, rows)),
    )
