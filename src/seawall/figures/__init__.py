"""Pictures.

Takes   records.
Gives   Matplotlib Axes, one function per picture.
Never   computes a figure that it shows.
"""

from seawall.figures.autocorrelation_chart import autocorrelation_bars
from seawall.figures.cascade_chart import branching_along_price
from seawall.figures.depth_chart import cumulative_depth
from seawall.figures.detection_timeline import detections_through_time
from seawall.figures.fan_chart import gbm_fan
from seawall.figures.fan_of_models import FanRow, model_fan
from seawall.figures.forecast_chart import forecast_bands
from seawall.figures.frontier_chart import efficient_frontier
from seawall.figures.imbalance_chart import imbalance_through_time
from seawall.figures.liquidation_heatmap import liquidation_density
from seawall.figures.loss_distribution import loss_histogram
from seawall.figures.market_line import security_market_line
from seawall.figures.rating_waterfall import waterfall_bars
from seawall.figures.regime_history import regime_over_time
from seawall.figures.reliability_chart import reliability_points
from seawall.figures.smile import volatility_smile, volatility_smiles
from seawall.figures.style import root_figure
from seawall.figures.volatility_chart import volatility_term_structure

__all__ = [
    "FanRow",
    "autocorrelation_bars",
    "branching_along_price",
    "cumulative_depth",
    "detections_through_time",
    "efficient_frontier",
    "forecast_bands",
    "gbm_fan",
    "imbalance_through_time",
    "liquidation_density",
    "loss_histogram",
    "model_fan",
    "regime_over_time",
    "reliability_points",
    "root_figure",
    "security_market_line",
    "volatility_smile",
    "volatility_smiles",
    "volatility_term_structure",
    "waterfall_bars",
]
