"""The book.

Takes   a portfolio file, or records built by hand.
Gives   Portfolio: positions, assets, venues, issuers, currencies, limits; trades as positions. Data only.
Never   prices anything.
"""

from typing import TYPE_CHECKING

from seawall.core import late_names
from seawall.portfolio.assets import Asset, AssetClass, Currency, Issuer, Proxy, VolatilityIndex, VolumeUnit
from seawall.portfolio.instruments import Cash, EuropeanOption, Instrument, Perpetual, Right, Spot
from seawall.portfolio.limits import Limit, LimitKind
from seawall.portfolio.portfolio import Portfolio, Position, resolve_weights
from seawall.portfolio.venues import Custody, Venue

if TYPE_CHECKING:
    from seawall.portfolio.example_file import example_portfolio_path
    from seawall.portfolio.file_fields import Identifier
    from seawall.portfolio.portfolio_file import PortfolioFile, portfolio_file_schema, read_portfolio_file
    from seawall.portfolio.trades import Trade, parse_trade, trade_positions
else:
    __getattr__ = late_names(
        __name__,
        {
            "Identifier": "file_fields",
            "PortfolioFile": "portfolio_file",
            "Trade": "trades",
            "example_portfolio_path": "example_file",
            "parse_trade": "trades",
            "portfolio_file_schema": "portfolio_file",
            "read_portfolio_file": "portfolio_file",
            "trade_positions": "trades",
        },
    )

__all__ = [
    "Asset",
    "AssetClass",
    "Cash",
    "Currency",
    "Custody",
    "EuropeanOption",
    "Identifier",
    "Instrument",
    "Issuer",
    "Limit",
    "LimitKind",
    "Perpetual",
    "Portfolio",
    "PortfolioFile",
    "Position",
    "Proxy",
    "Right",
    "Spot",
    "Trade",
    "Venue",
    "VolatilityIndex",
    "VolumeUnit",
    "example_portfolio_path",
    "parse_trade",
    "portfolio_file_schema",
    "read_portfolio_file",
    "resolve_weights",
    "trade_positions",
]


def __dir__() -> list[str]:
    return __all__
