"""How bad it can get.

Takes   PnlCube, BookPnl; the P&L of trades on the same scenarios; a path of returns; ForecastRecord, the forecasts of
        a model beside what then happened; Detections of a detector beside TruthIntervals, what was there; forecasts of
        liquidations, and where the mark went.
Gives   RiskFigure: a loss with confidence, horizon, interval, n and lineage; contributions that add up; what a trade
        would change, and the trade that lowers the tail most; drawdowns; verdicts on models, and the causes of a
        change; precision, recall and reliability of detectors; scores of liquidation maps by volume, place, side,
        levels and price claims; figures of a series of returns by the conventions of other packages.
Never   knows what the positions are.
"""

from typing import TYPE_CHECKING

from seawall.core import late_names
from seawall.measures.homes import FILES

if TYPE_CHECKING:
    from seawall.measures.backtest_result import Backtest, BacktestResult
    from seawall.measures.batches import batch_interval
    from seawall.measures.best_hedge import best_hedge_quantity
    from seawall.measures.book_volatility import annual_volatility, annual_volatility_interval
    from seawall.measures.bootstrap import bootstrap_interval
    from seawall.measures.change import ChangeCause, ExplainedChange, order_averaged_change
    from seawall.measures.contribution import (
        ValueAtRiskContributions,
        grouped_contributions,
        marginal_contributions,
        shortfall_contributions,
        value_at_risk_contributions,
    )
    from seawall.measures.covariance_change import explain_covariance_change
    from seawall.measures.detection_matching import DetectionMatches, Detections, TruthIntervals, match_detections
    from seawall.measures.detection_scores import (
        DetectionScore,
        PrecisionRecallCurve,
        average_precision,
        average_precision_interval,
        precision_recall_curve,
        score_detections,
    )
    from seawall.measures.drawdown import DrawdownKind, conditional_drawdown_at_risk, drawdown_series, maximum_drawdown
    from seawall.measures.dynamic_quantile import dynamic_quantile_test
    from seawall.measures.exception_tests import conditional_coverage_test, independence_test, kupiec_test
    from seawall.measures.forecast_evaluation import (
        AgainstNaive,
        ForecastEvaluation,
        IntervalCoverage,
        evaluate_forecasts,
        interval_coverage,
    )
    from seawall.measures.forecast_record import ForecastRecord
    from seawall.measures.forecast_tails import law_tail, sample_tail
    from seawall.measures.incremental import TailChange, WhatIf, what_if
    from seawall.measures.intervals import ConfidenceInterval, expected_shortfall_interval, value_at_risk_interval
    from seawall.measures.lift import LiftScore, lift_over_base
    from seawall.measures.linear_book import LinearBook
    from seawall.measures.liquidation_cases import (
        LiquidationCases,
        MarkPath,
        RealisedLiquidations,
        TouchedBins,
        cases_given_path,
        join_cases,
    )
    from seawall.measures.liquidation_level_events import (
        LevelEventRule,
        LevelEvents,
        LevelEventScore,
        PredictedZone,
        level_events,
        predicted_zones,
    )
    from seawall.measures.liquidation_location import (
        LocationScore,
        ProfileScore,
        lift_of_top,
        location_scores,
        profile_score,
        rank_correlation,
        shared_top,
        wasserstein_bp,
    )
    from seawall.measures.liquidation_price_claims import (
        AfterTouch,
        ClaimOutcomes,
        PriceClaims,
        PriceClaimScore,
        price_claim_score,
        price_claims,
    )
    from seawall.measures.liquidation_scores import (
        ForecastScore,
        MapComparison,
        ScoredForecast,
        compare_forecasts,
        compare_losses,
        constant_rate,
        level_factor,
        score_forecast,
    )
    from seawall.measures.liquidation_sides import SideScore, side_score
    from seawall.measures.liquidation_volume import (
        SCORE_DISPERSION,
        Reliability,
        VolumeLaw,
        VolumeScore,
        fit_volume_law,
        negative_binomial_deviance,
        probability_transforms,
        reliability_slope,
        volume_score,
    )
    from seawall.measures.liquidity_adjusted import LiquidityAdjustedVar, liquidity_adjusted_var
    from seawall.measures.lognormal import lognormal_expected_shortfall, lognormal_mean, lognormal_value_at_risk
    from seawall.measures.measure import Measure
    from seawall.measures.model_ranking import (
        RankedModel,
        ScoreDifference,
        fissler_ziegel_scores,
        rank_models,
        score_difference,
    )
    from seawall.measures.multiple_testing import holm_adjusted
    from seawall.measures.null_exceptions import NullExceptions, randomised_p_value, simulate_exceptions
    from seawall.measures.performance_conventions import PACKAGE_PERIODS
    from seawall.measures.pnl_distribution import PnlDistribution, TailLine, pnl_histogram
    from seawall.measures.reconciliation import (
        PackageFigure,
        PerformancePackage,
        ReconciledFigure,
        ReturnFigure,
        reconcile,
    )
    from seawall.measures.reliability import ReliabilityCurve, brier_score, reliability_curve
    from seawall.measures.risk_figure import RiskFigure, estimate
    from seawall.measures.scenario_change import (
        ScenarioWindow,
        Side,
        explain_historical_change,
        explain_scenario_change,
    )
    from seawall.measures.shortfall_tests import acerbi_szekely_test
    from seawall.measures.simulation_error import SimulatedFigure, simulated_figure, simulated_mean_error
    from seawall.measures.tail_quantiles import expected_shortfall, tail_size, tail_weights, value_at_risk
    from seawall.measures.tail_selection import TailFigures, tail_figures
    from seawall.measures.traffic_light import TrafficLight, Zone, basel_zone
    from seawall.measures.verdict import BacktestVerdict, JudgedTest, judge
    from seawall.measures.volatility_scores import VolatilityScore, qlike_scores, rank_volatility_forecasts
else:
    __getattr__ = late_names(__name__, {name: file for file, names in FILES.items() for name in names})

__all__ = [
    "PACKAGE_PERIODS",
    "SCORE_DISPERSION",
    "AfterTouch",
    "AgainstNaive",
    "Backtest",
    "BacktestResult",
    "BacktestVerdict",
    "ChangeCause",
    "ClaimOutcomes",
    "ConfidenceInterval",
    "DetectionMatches",
    "DetectionScore",
    "Detections",
    "DrawdownKind",
    "ExplainedChange",
    "ForecastEvaluation",
    "ForecastRecord",
    "ForecastScore",
    "IntervalCoverage",
    "JudgedTest",
    "LevelEventRule",
    "LevelEventScore",
    "LevelEvents",
    "LiftScore",
    "LinearBook",
    "LiquidationCases",
    "LiquidityAdjustedVar",
    "LocationScore",
    "MapComparison",
    "MarkPath",
    "Measure",
    "NullExceptions",
    "PackageFigure",
    "PerformancePackage",
    "PnlDistribution",
    "PrecisionRecallCurve",
    "PredictedZone",
    "PriceClaimScore",
    "PriceClaims",
    "ProfileScore",
    "RankedModel",
    "RealisedLiquidations",
    "ReconciledFigure",
    "Reliability",
    "ReliabilityCurve",
    "ReturnFigure",
    "RiskFigure",
    "ScenarioWindow",
    "ScoreDifference",
    "ScoredForecast",
    "Side",
    "SideScore",
    "SimulatedFigure",
    "TailChange",
    "TailFigures",
    "TailLine",
    "TouchedBins",
    "TrafficLight",
    "TruthIntervals",
    "ValueAtRiskContributions",
    "VolatilityScore",
    "VolumeLaw",
    "VolumeScore",
    "WhatIf",
    "Zone",
    "acerbi_szekely_test",
    "annual_volatility",
    "annual_volatility_interval",
    "average_precision",
    "average_precision_interval",
    "basel_zone",
    "batch_interval",
    "best_hedge_quantity",
    "bootstrap_interval",
    "brier_score",
    "cases_given_path",
    "compare_forecasts",
    "compare_losses",
    "conditional_coverage_test",
    "conditional_drawdown_at_risk",
    "constant_rate",
    "drawdown_series",
    "dynamic_quantile_test",
    "estimate",
    "evaluate_forecasts",
    "expected_shortfall",
    "expected_shortfall_interval",
    "explain_covariance_change",
    "explain_historical_change",
    "explain_scenario_change",
    "fissler_ziegel_scores",
    "fit_volume_law",
    "grouped_contributions",
    "holm_adjusted",
    "independence_test",
    "interval_coverage",
    "join_cases",
    "judge",
    "kupiec_test",
    "law_tail",
    "level_events",
    "level_factor",
    "lift_of_top",
    "lift_over_base",
    "liquidity_adjusted_var",
    "location_scores",
    "lognormal_expected_shortfall",
    "lognormal_mean",
    "lognormal_value_at_risk",
    "marginal_contributions",
    "match_detections",
    "maximum_drawdown",
    "negative_binomial_deviance",
    "order_averaged_change",
    "pnl_histogram",
    "precision_recall_curve",
    "predicted_zones",
    "price_claim_score",
    "price_claims",
    "probability_transforms",
    "profile_score",
    "qlike_scores",
    "randomised_p_value",
    "rank_correlation",
    "rank_models",
    "rank_volatility_forecasts",
    "reconcile",
    "reliability_curve",
    "reliability_slope",
    "sample_tail",
    "score_detections",
    "score_difference",
    "score_forecast",
    "shared_top",
    "shortfall_contributions",
    "side_score",
    "simulate_exceptions",
    "simulated_figure",
    "simulated_mean_error",
    "tail_figures",
    "tail_size",
    "tail_weights",
    "value_at_risk",
    "value_at_risk_contributions",
    "value_at_risk_interval",
    "volume_score",
    "wasserstein_bp",
    "what_if",
]
