"""What people read.

Takes   results of a workflow.
Gives   one document, and its three faces: terminal, JSON, HTML; pages of Greeks, P&L explains, grids of shocks, models,
        backtests, what-ifs, hedges, simulations, reconciled figures, the CAPM, portfolio construction, forecasts, kept
        data, the economy, order books, replays, detections, liquidation maps and cascades in the first two; the score
        of a liquidation map there and as Markdown; one option in JSON.
Never   computes a number; each is turned into text once.
"""

from typing import TYPE_CHECKING

from seawall.core import DISCLAIMER, late_names
from seawall.report.homes import FILES

if TYPE_CHECKING:
    from seawall.report.acf import AcfDocument, acf_section, compose_acf
    from seawall.report.allocation_results import BookAllocation, BookTrades, FrontierResults, OptimizeResults
    from seawall.report.allocation_terminal import print_frontier, print_optimize
    from seawall.report.asset_views import AssetCard, asset_views_section, compose_asset_views
    from seawall.report.backtest_document import BacktestDocument, backtest_section, compose_backtest
    from seawall.report.book import BookDocument, compose_book
    from seawall.report.book_results import BookResults, ReplayResults, TapeKind, TapeOrigin
    from seawall.report.book_terminal import book_screen, print_book, print_replay
    from seawall.report.capm import CapmDocument, capm_section, compose_capm
    from seawall.report.capm_terminal import print_capm
    from seawall.report.cascade import CascadeDocument, cascade_section, compose_cascade, print_cascade
    from seawall.report.cascade_results import CascadeResults
    from seawall.report.cascade_scenarios import CascadeScenariosDocument, compose_cascade_scenarios
    from seawall.report.chain_document import ChainDocument, compose_chain
    from seawall.report.chain_terminal import print_chain
    from seawall.report.compose import compose_document
    from seawall.report.data_check import DataCheckDocument, compose_data_check, compose_data_import, data_check_section
    from seawall.report.data_results import DataCheckResults, DataImportResults, DataStatusResults
    from seawall.report.data_status import DataStatusDocument, compose_data_status, data_status_section
    from seawall.report.data_terminal import print_data_check, print_data_status, print_series_list
    from seawall.report.derivative_results import ExplainResults, GridResults
    from seawall.report.detected_episode import Detection, DetectionKind
    from seawall.report.detection import DetectionDocument, DetectionTrial, compose_detection, detection_section
    from seawall.report.detection_results import DetectionResults, Exclusions
    from seawall.report.detection_terminal import print_detection
    from seawall.report.detections import DetectionOrder, DetectionView, EpisodeDocument, compose_detections
    from seawall.report.detections_terminal import detection_screen, print_detections
    from seawall.report.document import ReportDocument, StressSection
    from seawall.report.explain import ExplainDocument, compose_explain, explain_section
    from seawall.report.forecast import ForecastDocument, compose_forecast
    from seawall.report.forecast_results import (
        AcfResults,
        ForecastResults,
        ForecastSeries,
        RollingSchedule,
        VolatilityResults,
    )
    from seawall.report.forecast_tables import forecast_section
    from seawall.report.forecast_terminal import print_series_page
    from seawall.report.frontier import FrontierDocument, compose_frontier, frontier_section
    from seawall.report.greeks import GreeksDocument, compose_greeks, greeks_section
    from seawall.report.hedges import HedgeDocument, compose_hedges, hedge_section
    from seawall.report.html import html_page
    from seawall.report.json_file import (
        acf_schema,
        backtest_schema,
        book_schema,
        capm_schema,
        cascade_schema,
        chain_schema,
        data_check_schema,
        data_status_schema,
        detection_schema,
        detections_schema,
        explain_schema,
        forecast_schema,
        frontier_schema,
        greeks_schema,
        grid_schema,
        hedge_schema,
        liquidation_score_schema,
        liquidations_schema,
        macro_history_schema,
        macro_schema,
        models_schema,
        optimize_schema,
        replay_schema,
        report_schema,
        scenario_factors_schema,
        section_json,
        series_list_schema,
        simulation_schema,
        volatility_schema,
        what_if_schema,
    )
    from seawall.report.json_text import document_json
    from seawall.report.layout import Section
    from seawall.report.liquidation_results import LiquidationResults
    from seawall.report.liquidation_score import LiquidationScoreDocument, compose_liquidation_score
    from seawall.report.liquidation_score_results import BucketShare, MapScoreResults, ProfileMeans, ScoreGate, Spread
    from seawall.report.liquidation_score_tables import (
        liquidation_score_markdown,
        liquidation_score_sections,
        print_liquidation_score,
    )
    from seawall.report.liquidations import LiquidationsDocument, compose_liquidations
    from seawall.report.liquidations_terminal import print_liquidations
    from seawall.report.macro import MacroDocument, compose_macro
    from seawall.report.macro_history import MacroHistoryDocument, compose_macro_history, macro_history_section
    from seawall.report.macro_regime import RecessionView, RegimeView, macro_regime_section, recession_view, regime_view
    from seawall.report.macro_results import MacroHistoryResults, MacroResults
    from seawall.report.macro_tables import macro_sections
    from seawall.report.macro_terminal import print_macro, print_macro_history
    from seawall.report.model_document import ModelDocument, compose_models, model_section
    from seawall.report.one_option import (
        option_greeks_json,
        option_price_json,
        option_volatility_json,
        volatility_words,
    )
    from seawall.report.optimize import OptimizeDocument, compose_optimize, optimize_section
    from seawall.report.pull_page import PullResults, print_pull, pull_section
    from seawall.report.reconcile import ReconciliationDocument, compose_reconciliation, reconciliation_json
    from seawall.report.reconcile_terminal import print_reconciliation
    from seawall.report.replay import ReplayDocument, compose_replay
    from seawall.report.results import (
        BacktestResults,
        CapmResults,
        GbmResults,
        GreeksResults,
        HedgeResults,
        ModelBacktest,
        ModelFigures,
        ModelResults,
        RiskResults,
        ScenarioFactorsResults,
        WhatIfResults,
    )
    from seawall.report.scenario_factors import (
        ScenarioFactorsDocument,
        StatedScenarioDocument,
        compose_scenario_factors,
        compose_stated_scenario,
        scenario_factors_section,
    )
    from seawall.report.series_list import SeriesListDocument, compose_series_list, series_list_section
    from seawall.report.series_results import ListedSeries, SeriesKind, SeriesListResults
    from seawall.report.shock_grid import GridDocument, compose_grid, grid_section
    from seawall.report.simulation import SimulationDocument, compose_simulation, simulation_section
    from seawall.report.simulation_terminal import print_simulation
    from seawall.report.spoof_scorecard import DetectorLine, SpoofScorecard
    from seawall.report.tables import STAGES, headline, sections
    from seawall.report.terminal import BookPage, print_page, print_report
    from seawall.report.volatility import VolatilityDocument, compose_volatility, volatility_section
    from seawall.report.what_if import WhatIfDocument, compose_what_if, what_if_section
else:
    __getattr__ = late_names(__name__, {name: file for file, names in FILES.items() for name in names})

__all__ = [
    "DISCLAIMER",
    "STAGES",
    "AcfDocument",
    "AcfResults",
    "AssetCard",
    "BacktestDocument",
    "BacktestResults",
    "BookAllocation",
    "BookDocument",
    "BookPage",
    "BookResults",
    "BookTrades",
    "BucketShare",
    "CapmDocument",
    "CapmResults",
    "CascadeDocument",
    "CascadeResults",
    "CascadeScenariosDocument",
    "ChainDocument",
    "DataCheckDocument",
    "DataCheckResults",
    "DataImportResults",
    "DataStatusDocument",
    "DataStatusResults",
    "Detection",
    "DetectionDocument",
    "DetectionKind",
    "DetectionOrder",
    "DetectionResults",
    "DetectionTrial",
    "DetectionView",
    "DetectorLine",
    "EpisodeDocument",
    "Exclusions",
    "ExplainDocument",
    "ExplainResults",
    "ForecastDocument",
    "ForecastResults",
    "ForecastSeries",
    "FrontierDocument",
    "FrontierResults",
    "GbmResults",
    "GreeksDocument",
    "GreeksResults",
    "GridDocument",
    "GridResults",
    "HedgeDocument",
    "HedgeResults",
    "LiquidationResults",
    "LiquidationScoreDocument",
    "LiquidationsDocument",
    "ListedSeries",
    "MacroDocument",
    "MacroHistoryDocument",
    "MacroHistoryResults",
    "MacroResults",
    "MapScoreResults",
    "ModelBacktest",
    "ModelDocument",
    "ModelFigures",
    "ModelResults",
    "OptimizeDocument",
    "OptimizeResults",
    "ProfileMeans",
    "PullResults",
    "RecessionView",
    "ReconciliationDocument",
    "RegimeView",
    "ReplayDocument",
    "ReplayResults",
    "ReportDocument",
    "RiskResults",
    "RollingSchedule",
    "ScenarioFactorsDocument",
    "ScenarioFactorsResults",
    "ScoreGate",
    "Section",
    "SeriesKind",
    "SeriesListDocument",
    "SeriesListResults",
    "SimulationDocument",
    "SpoofScorecard",
    "Spread",
    "StatedScenarioDocument",
    "StressSection",
    "TapeKind",
    "TapeOrigin",
    "VolatilityDocument",
    "VolatilityResults",
    "WhatIfDocument",
    "WhatIfResults",
    "acf_schema",
    "acf_section",
    "asset_views_section",
    "backtest_schema",
    "backtest_section",
    "book_schema",
    "book_screen",
    "capm_schema",
    "capm_section",
    "cascade_schema",
    "cascade_section",
    "chain_schema",
    "compose_acf",
    "compose_asset_views",
    "compose_backtest",
    "compose_book",
    "compose_capm",
    "compose_cascade",
    "compose_cascade_scenarios",
    "compose_chain",
    "compose_data_check",
    "compose_data_import",
    "compose_data_status",
    "compose_detection",
    "compose_detections",
    "compose_document",
    "compose_explain",
    "compose_forecast",
    "compose_frontier",
    "compose_greeks",
    "compose_grid",
    "compose_hedges",
    "compose_liquidation_score",
    "compose_liquidations",
    "compose_macro",
    "compose_macro_history",
    "compose_models",
    "compose_optimize",
    "compose_reconciliation",
    "compose_replay",
    "compose_scenario_factors",
    "compose_series_list",
    "compose_simulation",
    "compose_stated_scenario",
    "compose_volatility",
    "compose_what_if",
    "data_check_schema",
    "data_check_section",
    "data_status_schema",
    "data_status_section",
    "detection_schema",
    "detection_screen",
    "detection_section",
    "detections_schema",
    "document_json",
    "explain_schema",
    "explain_section",
    "forecast_schema",
    "forecast_section",
    "frontier_schema",
    "frontier_section",
    "greeks_schema",
    "greeks_section",
    "grid_schema",
    "grid_section",
    "headline",
    "hedge_schema",
    "hedge_section",
    "html_page",
    "liquidation_score_markdown",
    "liquidation_score_schema",
    "liquidation_score_sections",
    "liquidations_schema",
    "macro_history_schema",
    "macro_history_section",
    "macro_regime_section",
    "macro_schema",
    "macro_sections",
    "model_section",
    "models_schema",
    "optimize_schema",
    "optimize_section",
    "option_greeks_json",
    "option_price_json",
    "option_volatility_json",
    "print_book",
    "print_capm",
    "print_cascade",
    "print_chain",
    "print_data_check",
    "print_data_status",
    "print_detection",
    "print_detections",
    "print_frontier",
    "print_liquidation_score",
    "print_liquidations",
    "print_macro",
    "print_macro_history",
    "print_optimize",
    "print_page",
    "print_pull",
    "print_reconciliation",
    "print_replay",
    "print_report",
    "print_series_list",
    "print_series_page",
    "print_simulation",
    "pull_section",
    "recession_view",
    "reconciliation_json",
    "regime_view",
    "replay_schema",
    "report_schema",
    "scenario_factors_schema",
    "scenario_factors_section",
    "section_json",
    "sections",
    "series_list_schema",
    "series_list_section",
    "simulation_schema",
    "simulation_section",
    "volatility_schema",
    "volatility_section",
    "volatility_words",
    "what_if_schema",
    "what_if_section",
]


def __dir__() -> list[str]:
    return __all__
