"""How bad it can get.

Takes   PnlCube, BookPnl; the P&L of trades on the same scenarios; a path of returns.
Gives   RiskFigure: a loss with confidence, horizon, interval, n and lineage; contributions that add up; what a
        trade would change; drawdowns.
Never   knows what the positions are.
"""

from seawall.measures.batches import batch_interval
from seawall.measures.bootstrap import bootstrap_interval
from seawall.measures.contribution import (
    ValueAtRiskContributions,
    grouped_contributions,
    marginal_contributions,
    shortfall_contributions,
    value_at_risk_contributions,
)
from seawall.measures.drawdown import DrawdownKind, conditional_drawdown_at_risk, drawdown_series, maximum_drawdown
from seawall.measures.incremental import TailChange, WhatIf, what_if
from seawall.measures.intervals import (
    ConfidenceInterval,
    expected_shortfall_interval,
    value_at_risk_interval,
)
from seawall.measures.lognormal import lognormal_expected_shortfall, lognormal_mean, lognormal_value_at_risk
from seawall.measures.measure import Measure
from seawall.measures.risk_figure import RiskFigure, annual_volatility, estimate
from seawall.measures.simulation_error import SimulatedFigure, simulated_figure, simulated_mean_error
from seawall.measures.tail_quantiles import expected_shortfall, tail_size, tail_weights, value_at_risk

__all__ = [
    "ConfidenceInterval",
    "DrawdownKind",
    "Measure",
    "RiskFigure",
    "SimulatedFigure",
    "TailChange",
    "ValueAtRiskContributions",
    "WhatIf",
    "annual_volatility",
    "batch_interval",
    "bootstrap_interval",
    "conditional_drawdown_at_risk",
    "drawdown_series",
    "estimate",
    "expected_shortfall",
    "expected_shortfall_interval",
    "grouped_contributions",
    "lognormal_expected_shortfall",
    "lognormal_mean",
    "lognormal_value_at_risk",
    "marginal_contributions",
    "maximum_drawdown",
    "shortfall_contributions",
    "simulated_figure",
    "simulated_mean_error",
    "tail_size",
    "tail_weights",
    "value_at_risk",
    "value_at_risk_contributions",
    "value_at_risk_interval",
    "what_if",
]
