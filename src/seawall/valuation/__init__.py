"""What things are worth.

Takes   Portfolio, MarketSnapshot, ScenarioSet.
Gives   values, Greeks, and PnlCube: the P&L of every position in every scenario.
Never   decides which scenarios matter.
"""

from seawall.valuation.black_scholes_merton import OptionValues, black_scholes
from seawall.valuation.pnl_cube import PnlCube
from seawall.valuation.revaluation import position_values, revalue, unit_values

__all__ = ["OptionValues", "PnlCube", "black_scholes", "position_values", "revalue", "unit_values"]
