"""What could happen.

Takes   returns, prices, fitted models, stress files, the path of a liquidation cascade.
Gives   ScenarioSet: a matrix of shocks with its provenance.
Never   knows what a position is worth.
"""

from typing import TYPE_CHECKING

from seawall.core import late_names

if TYPE_CHECKING:
    from seawall.scenarios.factor_map import position_factors, risk_factors, spot_factor
    from seawall.scenarios.filtered import book_filtered_scenarios, factor_filtered_scenarios, fit_factor_filters
    from seawall.scenarios.from_cascade import scenario_from_cascade, scenario_of_shock_alone
    from seawall.scenarios.garch_paths import GarchFactors, fit_garch_factors, garch_scenarios
    from seawall.scenarios.gbm_paths import FAN_PROBABILITIES, GbmPaths, PathMethod, simulate_gbm
    from seawall.scenarios.historical import age_weighted_scenarios, historical_scenarios
    from seawall.scenarios.importance import shifted_scenarios
    from seawall.scenarios.jump_diffusion import (
        CommonJumps,
        JumpDiffusion,
        OwnJumps,
        fit_jump_diffusion,
        jump_diffusion_scenarios,
    )
    from seawall.scenarios.monte_carlo import GeometricBrownianMotion, brownian_scenarios, fit_geometric_brownian_motion
    from seawall.scenarios.parametric import (
        CovarianceRule,
        ParametricLaw,
        common_degrees_of_freedom,
        parametric_scenarios,
    )
    from seawall.scenarios.quasi_random import BrownianBridge, brownian_bridge, sobol_normals
    from seawall.scenarios.random_streams import check_seed, standard_normals, standard_uniforms
    from seawall.scenarios.rotation import aligned_rotation
    from seawall.scenarios.sample_design import NumberedLabels, SampleDesign
    from seawall.scenarios.sampled_normals import Sampling, normal_draws
    from seawall.scenarios.scenario_set import ScenarioSet
    from seawall.scenarios.shock_grid import grid_scenarios
    from seawall.scenarios.standard_draws import DRAW_BATCHES, standard_normal_draws
    from seawall.scenarios.stated_names import StatableShock, names_outside_book, statable_shocks
    from seawall.scenarios.stress_resolution import ResolvedShock, ShockOrigin, StressShocks, resolve_stress
    from seawall.scenarios.stress_scenario import (
        ShockTableName,
        StatedShock,
        StressScenario,
        parse_stress_scenario,
        read_stress_scenario,
        stress_library,
        stress_scenario_schema,
        stress_scenario_yaml,
    )
    from seawall.scenarios.student_copula import (
        EmpiricalMarginals,
        MarginalLaw,
        StudentCopula,
        StudentMarginals,
        copula_scenarios,
        fit_student_copula,
    )
    from seawall.scenarios.twisting import QuadraticLoss, quadratic_loss, twisted_scenarios
    from seawall.scenarios.volatility_filter import FilteredSeries, advance_filter
    from seawall.scenarios.volatility_scaled import volatility_scaled_scenarios
else:
    __getattr__ = late_names(
        __name__,
        {
            "BrownianBridge": "quasi_random",
            "CommonJumps": "jump_diffusion",
            "CovarianceRule": "parametric",
            "DRAW_BATCHES": "standard_draws",
            "EmpiricalMarginals": "student_copula",
            "FAN_PROBABILITIES": "gbm_paths",
            "FilteredSeries": "volatility_filter",
            "GarchFactors": "garch_paths",
            "GbmPaths": "gbm_paths",
            "GeometricBrownianMotion": "monte_carlo",
            "JumpDiffusion": "jump_diffusion",
            "MarginalLaw": "student_copula",
            "NumberedLabels": "sample_design",
            "OwnJumps": "jump_diffusion",
            "ParametricLaw": "parametric",
            "PathMethod": "gbm_paths",
            "QuadraticLoss": "twisting",
            "ResolvedShock": "stress_resolution",
            "SampleDesign": "sample_design",
            "Sampling": "sampled_normals",
            "ScenarioSet": "scenario_set",
            "ShockOrigin": "stress_resolution",
            "ShockTableName": "stress_scenario",
            "StatableShock": "stated_names",
            "StatedShock": "stress_scenario",
            "StressScenario": "stress_scenario",
            "StressShocks": "stress_resolution",
            "StudentCopula": "student_copula",
            "StudentMarginals": "student_copula",
            "advance_filter": "volatility_filter",
            "age_weighted_scenarios": "historical",
            "aligned_rotation": "rotation",
            "book_filtered_scenarios": "filtered",
            "brownian_bridge": "quasi_random",
            "brownian_scenarios": "monte_carlo",
            "check_seed": "random_streams",
            "common_degrees_of_freedom": "parametric",
            "copula_scenarios": "student_copula",
            "factor_filtered_scenarios": "filtered",
            "fit_factor_filters": "filtered",
            "fit_garch_factors": "garch_paths",
            "fit_geometric_brownian_motion": "monte_carlo",
            "fit_jump_diffusion": "jump_diffusion",
            "fit_student_copula": "student_copula",
            "garch_scenarios": "garch_paths",
            "grid_scenarios": "shock_grid",
            "historical_scenarios": "historical",
            "jump_diffusion_scenarios": "jump_diffusion",
            "names_outside_book": "stated_names",
            "normal_draws": "sampled_normals",
            "parametric_scenarios": "parametric",
            "parse_stress_scenario": "stress_scenario",
            "position_factors": "factor_map",
            "quadratic_loss": "twisting",
            "read_stress_scenario": "stress_scenario",
            "resolve_stress": "stress_resolution",
            "risk_factors": "factor_map",
            "scenario_from_cascade": "from_cascade",
            "scenario_of_shock_alone": "from_cascade",
            "shifted_scenarios": "importance",
            "simulate_gbm": "gbm_paths",
            "sobol_normals": "quasi_random",
            "spot_factor": "factor_map",
            "standard_normal_draws": "standard_draws",
            "standard_normals": "random_streams",
            "standard_uniforms": "random_streams",
            "statable_shocks": "stated_names",
            "stress_library": "stress_scenario",
            "stress_scenario_schema": "stress_scenario",
            "stress_scenario_yaml": "stress_scenario",
            "twisted_scenarios": "twisting",
            "volatility_scaled_scenarios": "volatility_scaled",
        },
    )

__all__ = [
    "DRAW_BATCHES",
    "FAN_PROBABILITIES",
    "BrownianBridge",
    "CommonJumps",
    "CovarianceRule",
    "EmpiricalMarginals",
    "FilteredSeries",
    "GarchFactors",
    "GbmPaths",
    "GeometricBrownianMotion",
    "JumpDiffusion",
    "MarginalLaw",
    "NumberedLabels",
    "OwnJumps",
    "ParametricLaw",
    "PathMethod",
    "QuadraticLoss",
    "ResolvedShock",
    "SampleDesign",
    "Sampling",
    "ScenarioSet",
    "ShockOrigin",
    "ShockTableName",
    "StatableShock",
    "StatedShock",
    "StressScenario",
    "StressShocks",
    "StudentCopula",
    "StudentMarginals",
    "advance_filter",
    "age_weighted_scenarios",
    "aligned_rotation",
    "book_filtered_scenarios",
    "brownian_bridge",
    "brownian_scenarios",
    "check_seed",
    "common_degrees_of_freedom",
    "copula_scenarios",
    "factor_filtered_scenarios",
    "fit_factor_filters",
    "fit_garch_factors",
    "fit_geometric_brownian_motion",
    "fit_jump_diffusion",
    "fit_student_copula",
    "garch_scenarios",
    "grid_scenarios",
    "historical_scenarios",
    "jump_diffusion_scenarios",
    "names_outside_book",
    "normal_draws",
    "parametric_scenarios",
    "parse_stress_scenario",
    "position_factors",
    "quadratic_loss",
    "read_stress_scenario",
    "resolve_stress",
    "risk_factors",
    "scenario_from_cascade",
    "scenario_of_shock_alone",
    "shifted_scenarios",
    "simulate_gbm",
    "sobol_normals",
    "spot_factor",
    "standard_normal_draws",
    "standard_normals",
    "standard_uniforms",
    "statable_shocks",
    "stress_library",
    "stress_scenario_schema",
    "stress_scenario_yaml",
    "twisted_scenarios",
    "volatility_scaled_scenarios",
]
