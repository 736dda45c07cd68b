"""Which risk factors move a portfolio."""

from __future__ import annotations

from seawall.market import FactorKind, RiskFactor
from seawall.portfolio import Asset, EuropeanOption, Portfolio, Position

__all__ = ["position_factors", "risk_factors", "spot_factor"]


def spot_factor(asset: Asset) -> RiskFactor:
    """Return the price factor of an asset."""
    return RiskFactor(FactorKind.SPOT, asset.id, asset.symbol)


def position_factors(portfolio: Portfolio, position: Position) -> tuple[RiskFactor, ...]:
    """Factors that move one position: spot, volatility, rate, currency, as far as each applies.

    Parameters
    ----------
    portfolio : Portfolio
        The book.
    position : Position
        One of its positions.

    Returns
    -------
    tuple of RiskFactor
        Empty for cash in the base currency.
    """
    factors: list[RiskFactor] = []
    asset = portfolio.asset_of(position)
    if asset is not None:
        factors.append(spot_factor(asset))
        if isinstance(position.instrument, EuropeanOption):
            symbol = asset.volatility.symbol if asset.volatility else None
            factors.append(RiskFactor(FactorKind.VOLATILITY, asset.id, symbol))
            factors.append(RiskFactor(FactorKind.RATE, asset.currency))
    currency = portfolio.currency_of(position)
    if currency != portfolio.base_currency:
        factors.append(RiskFactor(FactorKind.CURRENCY, currency, portfolio.currencies[currency].symbol))
    return tuple(factors)


def risk_factors(portfolio: Portfolio) -> tuple[RiskFactor, ...]:
    """All factors of a book, each once, in order of first appearance."""
    found = {factor.id: factor for position in portfolio.positions for factor in position_factors(portfolio, position)}
    return tuple(found.values())
