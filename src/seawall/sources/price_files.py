"""Prices from a folder of files, or from one wide panel.

A symbol is looked for as a file of its own first (``SPY.csv``, ``SPY.csv.gz``, ``SPY.parquet``); only where
there is none are the headers of the other tables searched for a column of that name. Files of symbols that
nobody asks for are never opened.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
from pathlib import Path

from seawall.core import did_you_mean
from seawall.errors import DataError, InputError, SourceError
from seawall.market import PriceSeries
from seawall.sources.price_tables import TABLE_SUFFIXES, PriceTable, panel_columns, read_header

__all__ = ["PriceFiles", "skfolio_prices"]


class PriceFiles:
    """A folder of price files, or one wide panel.

    Parameters
    ----------
    path : Path
        Folder or file.
    label : str, optional
        Name shown on every page; the path by default.

    Raises
    ------
    SourceError
        When nothing is at `path`.
    """

    simulated = False

    def __init__(self, path: Path, *, label: str | None = None) -> None:
        try:
            str(path).encode("utf-8")  # every page names its source
            exists = path.exists()
        except UnicodeEncodeError as error:
            raise SourceError(f"{path}: the name of a folder or file of prices must be UTF-8") from error
        except OSError as error:
            raise SourceError(f"{path}: cannot be read: {error.strerror or error}") from error
        if not exists:
            raise SourceError(f"{path}: no such file or folder of prices")
        if path.is_file() and not path.name.endswith(TABLE_SUFFIXES):
            raise SourceError(f"{path}: prices must be a folder or a file ending in {', '.join(TABLE_SUFFIXES)}")
        self.path = path
        self.label = label or str(path)
        self._panels: dict[Path, PriceTable] = {}
        self._headers: dict[Path, tuple[str, ...]] | None = None
        self._unreadable: list[str] = []

    def symbols(self) -> tuple[str, ...]:
        """Symbols with a file of their own, and columns of wide panels; sorted.

        Raises
        ------
        DataError, SourceError
            When a table cannot be looked into.
        """
        found: list[str] = []
        for file, header in self._panel_headers().items():
            columns = panel_columns(header)
            stem = next(file.name.removesuffix(each) for each in TABLE_SUFFIXES if file.name.endswith(each))
            found += columns or (() if self.path.is_file() else (stem,))
        if self._unreadable:
            raise DataError(self._unreadable[0])
        return tuple(sorted(set(found)))

    def read(self, symbol: str) -> PriceSeries:
        """Closes of one symbol, from its own file or from a wide panel.

        Raises
        ------
        DataError
            When no file holds it, two do, or its content is corrupt.
        InputError
            When `symbol` could lead to a file outside the folder.
        """
        if any(separator in symbol for separator in ("/", "\\", "\0")):
            raise InputError(f"'symbol' must hold no path separator, was {symbol!r}")
        files = [] if self.path.is_file() else self._own_files(symbol)
        if len(files) > 1:
            names = " and ".join(file.name for file in files)
            raise DataError(f"{self.path}: symbol {symbol!r} has two files, {names}; keep one")
        if files:
            return PriceTable.read(files[0]).series(symbol)
        panels = [file for file, header in self._panel_headers().items() if symbol in header]
        if len(panels) > 1:
            names = " and ".join(file.name for file in panels)
            raise DataError(f"{self.path}: symbol {symbol!r} stands in two tables, {names}; keep one")
        if not panels:
            raise DataError(f"{self.path}: no prices for symbol {symbol!r}{self._hint(symbol)}")
        if panels[0] not in self._panels:
            self._panels[panels[0]] = PriceTable.read(panels[0])
        return self._panels[panels[0]].series(symbol, column=symbol)

    def _own_files(self, symbol: str) -> list[Path]:
        try:
            return [file for suffix in TABLE_SUFFIXES if (file := self.path / f"{symbol}{suffix}").is_file()]
        except OSError as error:
            raise SourceError(f"{self.path}: cannot be read: {error.strerror or error}") from error

    def _panel_headers(self) -> dict[Path, tuple[str, ...]]:
        if self._headers is None:
            self._headers = {self.path: read_header(self.path)} if self.path.is_file() else self._folder_headers()
        return self._headers

    def _folder_headers(self) -> dict[Path, tuple[str, ...]]:
        try:
            files = sorted(self.path.iterdir())
        except OSError as error:
            raise SourceError(f"{self.path}: cannot be read: {error.strerror or error}") from error
        headers: dict[Path, tuple[str, ...]] = {}
        for file in files:
            if not (file.is_file() and file.name.endswith(TABLE_SUFFIXES)):
                continue
            try:
                headers[file] = read_header(file)
            except (DataError, SourceError) as error:
                # it may be another symbol's: it is named only where a symbol is not found
                self._unreadable.append(str(error))
        return headers

    def _hint(self, symbol: str) -> str:
        columns = [column for header in self._panel_headers().values() for column in header]
        if self.path.is_file():
            return f" (looked for a column of that name){did_you_mean(symbol, columns)}"
        names = [
            file.name.removesuffix(suffix)
            for file in self._panel_headers()
            for suffix in TABLE_SUFFIXES
            if file.name.endswith(suffix)
        ]
        looked = f" (looked for {symbol}.csv, .csv.gz, .parquet, and for a column of that name)"
        unread = f"; could not look into {self._unreadable[0]}" if self._unreadable else ""
        more = f" (and {len(self._unreadable) - 1} more)" if len(self._unreadable) > 1 else ""
        return f"{looked}{did_you_mean(symbol, [*columns, *names])}{unread}{more}"


def skfolio_prices() -> PriceFiles:
    """Real prices of 20 US shares and the S&P 500, 1990 to 2022, that the package skfolio carries.

    The data files are read; skfolio itself is not imported.

    Raises
    ------
    SourceError
        When skfolio is not installed.
    """
    spec = importlib.util.find_spec("skfolio")
    if spec is None or not spec.submodule_search_locations:
        raise SourceError("market 'skfolio' needs the package skfolio: pip install 'seawall[examples]'")
    folder = Path(spec.submodule_search_locations[0]) / "datasets" / "data"
    version = importlib.metadata.version("skfolio")
    return PriceFiles(folder, label=f"skfolio {version} bundled data sets")
