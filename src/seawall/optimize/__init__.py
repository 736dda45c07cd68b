"""Which weights to hold.

Takes   AssetMoments (expected returns and covariance in one unit of time), bounds, linear constraints.
Gives   EfficientFrontier and Allocation, each with its certificate; what is in the way, in words.
Never   estimates a moment, repairs a covariance, or reports a portfolio that it has not checked.
"""

from seawall.optimize.allocation import Allocation, Solver
from seawall.optimize.book_shortfall import BookAllocation, book_shortfall_frontier, minimum_book_shortfall
from seawall.optimize.bounds import WeightBounds, weight_bounds
from seawall.optimize.constraints import Constraint, FactorLimit, GrossLimit, GroupLimit, TurnoverLimit
from seawall.optimize.critical_line import efficient_frontier
from seawall.optimize.diagnosis import CovarianceHealth, covariance_health, infeasibility
from seawall.optimize.frontier import EfficientFrontier, FrontierPoints, TurningPoint
from seawall.optimize.mean_risk import efficient_return, efficient_risk, max_sharpe, minimum_volatility
from seawall.optimize.minimum_shortfall import ShortfallAllocation, minimum_shortfall, shortfall_frontier
from seawall.optimize.moments import AssetMoments, ExpectedReturns, ReturnCovariance
from seawall.optimize.position_limits import PositionLimit
from seawall.optimize.return_scenarios import ReturnScenarios

__all__ = [
    "Allocation",
    "AssetMoments",
    "BookAllocation",
    "Constraint",
    "CovarianceHealth",
    "EfficientFrontier",
    "ExpectedReturns",
    "FactorLimit",
    "FrontierPoints",
    "GrossLimit",
    "GroupLimit",
    "PositionLimit",
    "ReturnCovariance",
    "ReturnScenarios",
    "ShortfallAllocation",
    "Solver",
    "TurningPoint",
    "TurnoverLimit",
    "WeightBounds",
    "book_shortfall_frontier",
    "covariance_health",
    "efficient_frontier",
    "efficient_return",
    "efficient_risk",
    "infeasibility",
    "max_sharpe",
    "minimum_book_shortfall",
    "minimum_shortfall",
    "minimum_volatility",
    "shortfall_frontier",
    "weight_bounds",
]
