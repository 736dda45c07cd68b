"""The level of one risk factor as it is shown."""

from __future__ import annotations

from seawall.market import FactorKind, RiskFactor
from seawall.portfolio import Portfolio
from seawall.report.numbers import Number, percent, significant

__all__ = ["level_number"]


def level_number(level: float | None, factor: RiskFactor, portfolio: Portfolio) -> Number:
    """Price and exchange rate to four digits with their unit, volatility and rate in percent."""
    match factor.kind:
        case FactorKind.SPOT:
            return significant(level, portfolio.assets[factor.name].currency)
        case FactorKind.CURRENCY:
            return significant(level, f"{portfolio.base_currency} per {factor.name}")
        case FactorKind.VOLATILITY | FactorKind.RATE:
            return percent(level)
