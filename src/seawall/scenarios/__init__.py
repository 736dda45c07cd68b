"""What could happen.

Takes   returns, prices, stress files.
Gives   ScenarioSet: a matrix of shocks with its provenance.
Never   knows what a position is worth.
"""

from seawall.scenarios.factor_map import position_factors, risk_factors, spot_factor
from seawall.scenarios.historical import historical_scenarios
from seawall.scenarios.quasi_random import BrownianBridge, brownian_bridge, sobol_normals
from seawall.scenarios.random_streams import check_seed, standard_normals, standard_uniforms
from seawall.scenarios.sample_design import NumberedLabels, SampleDesign
from seawall.scenarios.scenario_set import ScenarioSet
from seawall.scenarios.stress_resolution import ResolvedShock, ShockOrigin, StressShocks, resolve_stress
from seawall.scenarios.stress_scenario import (
    StatedShock,
    StressScenario,
    read_stress_scenario,
    stress_library,
    stress_scenario_schema,
)

__all__ = [
    "BrownianBridge",
    "NumberedLabels",
    "ResolvedShock",
    "SampleDesign",
    "ScenarioSet",
    "ShockOrigin",
    "StatedShock",
    "StressScenario",
    "StressShocks",
    "brownian_bridge",
    "check_seed",
    "historical_scenarios",
    "position_factors",
    "read_stress_scenario",
    "resolve_stress",
    "risk_factors",
    "sobol_normals",
    "spot_factor",
    "standard_normals",
    "standard_uniforms",
    "stress_library",
    "stress_scenario_schema",
]
