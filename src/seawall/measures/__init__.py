"""How bad it can get.

Takes   PnlCube.
Gives   RiskFigure: a loss with confidence, horizon, interval, n and lineage; contributions that add up.
Never   knows what the positions are.
"""

from seawall.measures.contribution import shortfall_contributions
from seawall.measures.intervals import (
    ConfidenceInterval,
    expected_shortfall_interval,
    value_at_risk_interval,
)
from seawall.measures.risk_figure import Measure, RiskFigure, annual_volatility, estimate
from seawall.measures.tail_quantiles import expected_shortfall, tail_size, tail_weights, value_at_risk

__all__ = [
    "ConfidenceInterval",
    "Measure",
    "RiskFigure",
    "annual_volatility",
    "estimate",
    "expected_shortfall",
    "expected_shortfall_interval",
    "shortfall_contributions",
    "tail_size",
    "tail_weights",
    "value_at_risk",
    "value_at_risk_interval",
]
