"""Prices of the store: daily closes, each in the newest vintage."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa

from seawall.core import IntArray, combine_hashes, did_you_mean
from seawall.errors import DataError, SourceError
from seawall.market import PriceSeries
from seawall.sources.datasets import Dataset
from seawall.sources.store.home import store_home
from seawall.sources.store.snapshot import Snapshot
from seawall.sources.store.sorted_rows import rows_hash, sort_rows
from seawall.sources.store.store import Store

__all__ = ["StorePrices", "newest_rows"]


class StorePrices:
    """Daily closes that are kept in a store, as of the moment it was opened.

    Where a time is kept in several vintages, the newest is read, and of one vintage the row fetched last.

    Parameters
    ----------
    home : Path, optional
        Folder of the store; `store_home` by default.

    Raises
    ------
    SourceError
        When nothing is kept there.
    """

    simulated = False

    def __init__(self, home: Path | None = None) -> None:
        folder = store_home() if home is None else home
        if not folder.is_dir():
            raise SourceError(f"{folder}: no store there yet; seawall pull PORTFOLIO brings prices in")
        self._home = folder
        self._snapshot: Snapshot = Store(folder).snapshot()
        self.label = f"store {folder} version {self._snapshot.version}"

    def symbols(self) -> tuple[str, ...]:
        """Symbols with bars, sorted."""
        return tuple(each.entity for each in self._snapshot.entities(Dataset.BARS))

    def read(self, symbol: str) -> PriceSeries:
        """Daily closes of one symbol.

        Raises
        ------
        DataError
            When the store has no daily bars of it, or adjusted and unadjusted ones together.
        """
        known = self.symbols()
        if symbol not in known:
            raise DataError(f"{self._home}: no prices for symbol {symbol!r} in the store{did_you_mean(symbol, known)}")
        rows = self._snapshot.read(Dataset.BARS, entity=symbol)
        rows = rows.filter(pa.array([each == "1d" for each in rows.column("interval").to_pylist()], type=pa.bool_()))
        if not rows.num_rows:
            raise DataError(f"{self._home}: no daily prices for symbol {symbol!r} in the store, only shorter bars")
        rows = newest_rows(rows, "time")
        adjusted = set(rows.column("adjusted").to_pylist())
        if len(adjusted) > 1:
            raise DataError(f"{self._home}: {symbol} is kept adjusted and unadjusted; pull it again from one source")
        volumes = rows.column("volume")
        sources = sorted(set(rows.column("source").to_pylist()))
        return PriceSeries(
            symbol=symbol,
            dates=rows.column("time").to_numpy().astype("datetime64[D]"),
            closes=rows.column("close").to_numpy(),
            source=f"{self.label}: {', '.join(sources)}",
            column="adjusted close" if adjusted == {True} else "close",
            data_hash=combine_hashes([rows_hash(sort_rows(Dataset.BARS, rows))]),
            # a volume column with holes is not a volume: liquidity then says that it is unknown
            volumes=None if volumes.null_count else volumes.to_numpy(),
        )


def newest_rows(rows: pa.Table, time_name: str) -> pa.Table:
    """Rows of one entity in the order of time, each time once: newest vintage, fetched last."""
    times = rows.column(time_name).to_numpy()
    vintages = rows.column("vintage").to_numpy()
    fetched = rows.column("retrieved_at").to_numpy()
    order: IntArray = np.lexsort((fetched, vintages, times))
    is_last = np.append(times[order][1:] != times[order][:-1], True)
    return rows.take(pa.array(order[is_last]))
