"""From the name of a market to the source that holds its prices."""

from __future__ import annotations

from pathlib import Path

from seawall.errors import InputError
from seawall.sources.price_files import PriceFiles, skfolio_prices
from seawall.sources.protocol import PriceSource
from seawall.sources.sample_market import SampleMarket

__all__ = ["price_source"]


def price_source(market: str, *, beside: Path | None = None) -> PriceSource:
    """Open the prices that a portfolio file or the command line names.

    Parameters
    ----------
    market : str
        ``sample`` (simulated), ``skfolio`` (real, bundled with that package), ``store`` (what has been pulled), or a
        path.
    beside : Path, optional
        Folder from which a relative path starts; the working directory by default.

    Returns
    -------
    PriceSource
        The source; nothing has been read yet.

    Raises
    ------
    InputError
        When `market` is empty.
    SourceError
        When nothing is there.
    """
    if not market:
        raise InputError("market must be 'sample', 'skfolio', 'store' or a path, was ''")
    if market == "sample":
        return SampleMarket()
    if market == "store":
        from seawall.sources.store_prices import StorePrices  # needs the store, which no file of prices does

        return StorePrices()
    if market == "skfolio":
        return skfolio_prices()
    path = Path(market)
    return PriceFiles(path if beside is None else beside / path)
