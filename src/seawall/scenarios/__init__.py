"""What could happen.

Takes   returns, prices, fitted models, stress files.
Gives   ScenarioSet: a matrix of shocks with its provenance.
Never   knows what a position is worth.
"""

from seawall.scenarios.factor_map import position_factors, risk_factors, spot_factor
from seawall.scenarios.filtered import book_filtered_scenarios, factor_filtered_scenarios
from seawall.scenarios.gbm_paths import FAN_PROBABILITIES, GbmPaths, PathMethod, simulate_gbm
from seawall.scenarios.historical import age_weighted_scenarios, historical_scenarios
from seawall.scenarios.parametric import (
    CovarianceRule,
    ParametricLaw,
    common_degrees_of_freedom,
    parametric_scenarios,
)
from seawall.scenarios.quasi_random import BrownianBridge, brownian_bridge, sobol_normals
from seawall.scenarios.random_streams import check_seed, standard_normals, standard_uniforms
from seawall.scenarios.sample_design import NumberedLabels, SampleDesign
from seawall.scenarios.scenario_set import ScenarioSet
from seawall.scenarios.standard_draws import standard_normal_draws
from seawall.scenarios.stress_resolution import ResolvedShock, ShockOrigin, StressShocks, resolve_stress
from seawall.scenarios.stress_scenario import (
    StatedShock,
    StressScenario,
    read_stress_scenario,
    stress_library,
    stress_scenario_schema,
)
from seawall.scenarios.volatility_filter import FilteredSeries, advance_filter
from seawall.scenarios.volatility_scaled import volatility_scaled_scenarios

__all__ = [
    "FAN_PROBABILITIES",
    "BrownianBridge",
    "CovarianceRule",
    "FilteredSeries",
    "GbmPaths",
    "NumberedLabels",
    "ParametricLaw",
    "PathMethod",
    "ResolvedShock",
    "SampleDesign",
    "ScenarioSet",
    "ShockOrigin",
    "StatedShock",
    "StressScenario",
    "StressShocks",
    "advance_filter",
    "age_weighted_scenarios",
    "book_filtered_scenarios",
    "brownian_bridge",
    "check_seed",
    "common_degrees_of_freedom",
    "factor_filtered_scenarios",
    "historical_scenarios",
    "parametric_scenarios",
    "position_factors",
    "read_stress_scenario",
    "resolve_stress",
    "risk_factors",
    "simulate_gbm",
    "sobol_normals",
    "spot_factor",
    "standard_normal_draws",
    "standard_normals",
    "standard_uniforms",
    "stress_library",
    "stress_scenario_schema",
    "volatility_scaled_scenarios",
]
