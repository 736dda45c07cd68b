"""Where the example book lies: in the package once it is installed, beside it in a checkout."""

from __future__ import annotations

from pathlib import Path

from seawall.errors import SourceError

__all__ = ["example_portfolio_path"]

_NAME = "multi_asset_01.yaml"
_PLACES = (Path(__file__).parent / "examples", Path(__file__).parents[3] / "examples")


def example_portfolio_path() -> Path:
    """File of the founding page's book of 4.2 M USD, on a simulated market.

    Raises
    ------
    SourceError
        When this installation lacks it.

    Examples
    --------
    >>> example_portfolio_path().name
    'multi_asset_01.yaml'
    """
    for folder in _PLACES:
        if (folder / _NAME).is_file():
            return folder / _NAME
    raise SourceError(f"{_NAME} is not in this installation; name a portfolio file")
