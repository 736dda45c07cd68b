"""Which weights to hold.

Takes   expected returns and covariance in one unit of time, scenarios of returns, PnlCube; bounds, limits, costs.
Gives   EfficientFrontier, Allocation and its kin, each with its certificate; what is in the way, in words.
Never   estimates a moment, repairs a covariance, or reports a portfolio that it has not checked.
"""

from seawall.optimize.allocation import Allocation, Solver
from seawall.optimize.black_litterman import ReturnView, black_litterman_moments, equilibrium_returns
from seawall.optimize.book_shortfall import BookAllocation, book_shortfall_frontier, minimum_book_shortfall
from seawall.optimize.bounds import WeightBounds, weight_bounds
from seawall.optimize.constraints import Constraint, FactorLimit, GrossLimit, GroupLimit, TurnoverLimit
from seawall.optimize.costed_portfolio import CostedAllocation, portfolio_after_costs
from seawall.optimize.critical_line import efficient_frontier
from seawall.optimize.diagnosis import CovarianceHealth, covariance_health, infeasibility
from seawall.optimize.frontier import EfficientFrontier, FrontierPoints, TurningPoint
from seawall.optimize.hierarchical import ClusterDistance, HierarchicalAllocation, hierarchical_risk_parity
from seawall.optimize.mean_risk import efficient_return, efficient_risk, max_sharpe, minimum_volatility
from seawall.optimize.mean_shortfall import ShortfallAllocation, minimum_shortfall, shortfall_frontier
from seawall.optimize.moments import AssetMoments, ExpectedReturns, ReturnCovariance
from seawall.optimize.position_limits import PositionLimit
from seawall.optimize.rebalancing import Rebalancing, rebalancing_trades
from seawall.optimize.return_scenarios import ReturnScenarios
from seawall.optimize.risk_budgeting import RiskBudgetAllocation, risk_budget_portfolio
from seawall.optimize.transaction_costs import TradeBill, TradingCosts, trade_bill
from seawall.optimize.walk_forward import Allocator, SharpeEstimate, TradedPortfolio, WalkForward, walk_forward_test
from seawall.optimize.weight_intervals import WeightIntervals, weight_intervals_of
from seawall.optimize.whole_portfolio import WholePortfolio, risky_target

__all__ = [
    "Allocation",
    "Allocator",
    "AssetMoments",
    "BookAllocation",
    "ClusterDistance",
    "Constraint",
    "CostedAllocation",
    "CovarianceHealth",
    "EfficientFrontier",
    "ExpectedReturns",
    "FactorLimit",
    "FrontierPoints",
    "GrossLimit",
    "GroupLimit",
    "HierarchicalAllocation",
    "PositionLimit",
    "Rebalancing",
    "ReturnCovariance",
    "ReturnScenarios",
    "ReturnView",
    "RiskBudgetAllocation",
    "SharpeEstimate",
    "ShortfallAllocation",
    "Solver",
    "TradeBill",
    "TradedPortfolio",
    "TradingCosts",
    "TurningPoint",
    "TurnoverLimit",
    "WalkForward",
    "WeightBounds",
    "WeightIntervals",
    "WholePortfolio",
    "black_litterman_moments",
    "book_shortfall_frontier",
    "covariance_health",
    "efficient_frontier",
    "efficient_return",
    "efficient_risk",
    "equilibrium_returns",
    "hierarchical_risk_parity",
    "infeasibility",
    "max_sharpe",
    "minimum_book_shortfall",
    "minimum_shortfall",
    "minimum_volatility",
    "portfolio_after_costs",
    "rebalancing_trades",
    "risk_budget_portfolio",
    "risky_target",
    "shortfall_frontier",
    "trade_bill",
    "walk_forward_test",
    "weight_bounds",
    "weight_intervals_of",
]
