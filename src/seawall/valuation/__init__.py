"""What things are worth.

Takes   Portfolio, MarketSnapshot, ScenarioSet; terms and quotes of options, bonds, futures and perpetuals.
Gives   values, Greeks, DiscountCurve from quotes, and PnlCube: the P&L of every position in every scenario.
Never   decides which scenarios matter.
"""

from seawall.valuation.american import AmericanOption, american_option
from seawall.valuation.black_scholes_merton import OptionValues, black_scholes
from seawall.valuation.bond import (
    BondPrice,
    BondRisk,
    FixedCouponBond,
    accrued_interest,
    bond_price_from_curve,
    bond_price_from_yield,
    bond_risk,
    bond_yield,
    curve_dv01,
)
from seawall.valuation.bootstrap import Deposit, ParBond, ParSwap, bootstrap_curve
from seawall.valuation.linear import (
    DatedFuture,
    InversePerpetualPnl,
    annual_funding_rate,
    dated_future,
    implied_carry,
    inverse_funding,
    inverse_perpetual_pnl,
    linear_funding,
    linear_perpetual_pnl,
)
from seawall.valuation.pnl_cube import PnlCube
from seawall.valuation.revaluation import position_values, revalue, unit_values

__all__ = [
    "AmericanOption",
    "BondPrice",
    "BondRisk",
    "DatedFuture",
    "Deposit",
    "FixedCouponBond",
    "InversePerpetualPnl",
    "OptionValues",
    "ParBond",
    "ParSwap",
    "PnlCube",
    "accrued_interest",
    "american_option",
    "annual_funding_rate",
    "black_scholes",
    "bond_price_from_curve",
    "bond_price_from_yield",
    "bond_risk",
    "bond_yield",
    "bootstrap_curve",
    "curve_dv01",
    "dated_future",
    "implied_carry",
    "inverse_funding",
    "inverse_perpetual_pnl",
    "linear_funding",
    "linear_perpetual_pnl",
    "position_values",
    "revalue",
    "unit_values",
]
