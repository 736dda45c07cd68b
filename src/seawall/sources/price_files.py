"""Prices from a folder of files, or from one wide panel.

A symbol is looked for as a file of its own first (``SPY.csv``, ``SPY.csv.gz``, ``SPY.parquet``); only where
there is none are the headers of the other tables searched for a column of that name. Files of symbols that
nobody asks for are never opened.
"""

from __future__ import annotations

import difflib
import importlib.metadata
import importlib.util
from pathlib import Path

from seawall.errors import DataError, SourceError
from seawall.market import PriceSeries
from seawall.sources.price_tables import TABLE_SUFFIXES, PriceTable, read_header

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
        if not path.exists():
            raise SourceError(f"{path}: no such file or folder of prices")
        if path.is_file() and not path.name.endswith(TABLE_SUFFIXES):
            raise SourceError(f"{path}: prices must be a folder or a file ending in {', '.join(TABLE_SUFFIXES)}")
        self.path = path
        self.label = label or str(path)
        self._panels: dict[Path, PriceTable] = {}
        self._headers: dict[Path, tuple[str, ...]] | None = None

    def read(self, symbol: str) -> PriceSeries:
        """Closes of one symbol, from its own file or from a wide panel.

        Raises
        ------
        DataError
            When no file holds it, two do, or its content is corrupt.
        """
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
        return [file for suffix in TABLE_SUFFIXES if (file := self.path / f"{symbol}{suffix}").is_file()]

    def _panel_headers(self) -> dict[Path, tuple[str, ...]]:
        if self._headers is None:
            files = [self.path] if self.path.is_file() else sorted(self.path.iterdir())
            tables = [file for file in files if file.is_file() and file.name.endswith(TABLE_SUFFIXES)]
            self._headers = {file: read_header(file) for file in tables}
        return self._headers

    def _hint(self, symbol: str) -> str:
        names = [file.name.split(".")[0] for file in self._panel_headers()]
        columns = [column for header in self._panel_headers().values() for column in header]
        near = difflib.get_close_matches(symbol, [*names, *columns], n=1, cutoff=0.6)
        looked = f" (looked for {symbol}.csv, .csv.gz, .parquet, and for a column of that name)"
        return looked + (f"; did you mean {near[0]!r}?" if near else "")


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
