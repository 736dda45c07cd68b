"""Use cases.

Takes   files and the options of the command line.
Gives   results, ready to show.
Never   holds mathematics.
"""

from typing import TYPE_CHECKING

from seawall.core import late_names

if TYPE_CHECKING:
    from seawall.workflows.asset_moments import CovarianceMethod, MeanMethod
    from seawall.workflows.asset_views import ASSET_SYMBOLS, AssetSymbol, run_asset_views
    from seawall.workflows.capm import run_capm, write_market_line
    from seawall.workflows.cascade import (
        cascade_scenario_pair,
        run_cascade_shock,
        write_cascade_picture,
        write_cascade_scenario,
        write_shock_scenario,
    )
    from seawall.workflows.cascade_markets import (
        CascadeMarket,
        binance_cascade_market,
        cascade_market_of_files,
        cascade_market_of_map,
        simulated_cascade_market,
    )
    from seawall.workflows.data import export_data, import_data, named_dataset, run_data_check, run_data_status
    from seawall.workflows.detect_score import FIRST_TEST_SEED, TEST_SEEDS, iceberg_trial_scores, run_detect_score
    from seawall.workflows.detections import DetectionWatch, write_detections_picture
    from seawall.workflows.explain import run_pnl_explain
    from seawall.workflows.forecast import run_acf, run_forecast, run_volatility
    from seawall.workflows.forecast_pictures import write_acf_picture, write_forecast_picture, write_volatility_picture
    from seawall.workflows.forecast_series import read_forecast_series
    from seawall.workflows.frontier import Frontier, FrontierPortfolio
    from seawall.workflows.frontier_run import run_frontier, write_allocation, write_frontier
    from seawall.workflows.greeks import run_book_greeks
    from seawall.workflows.hedges import HEDGED_CONFIDENCE, run_hedges
    from seawall.workflows.iceberg_trials import (
        FEWEST_REFILLS,
        IcebergRun,
        iceberg_detections,
        iceberg_truths,
        run_iceberg_trial,
        watch_messages,
    )
    from seawall.workflows.liquidation_watch import LiquidationAdvance, LiquidationWatch
    from seawall.workflows.liquidations import (
        estimate_liquidations,
        run_liquidations,
        simulated_perpetual,
        write_liquidation_picture,
    )
    from seawall.workflows.macro import run_macro
    from seawall.workflows.macro_history import run_macro_history
    from seawall.workflows.map_score_recorded import run_recorded_map_score, scorable_file
    from seawall.workflows.map_score_simulated import run_simulated_map_score
    from seawall.workflows.market_data import MarketData, Progress, load_market_data
    from seawall.workflows.model_runs import run_backtest, run_models
    from seawall.workflows.optimization import Objective, run_optimization
    from seawall.workflows.option_chain import fit_option_chain, write_option_chain
    from seawall.workflows.pull import run_pull
    from seawall.workflows.pull_plan import DEFAULT_PULL_SOURCES, PlannedPull, PullSource, plan_pull
    from seawall.workflows.reconcile import run_reconciliation
    from seawall.workflows.recording import keep_recording
    from seawall.workflows.risk_models import RiskModel
    from seawall.workflows.risk_report import CONFIDENCES, HORIZONS, open_market, run_risk_report
    from seawall.workflows.scenario_factors import run_scenario_factors
    from seawall.workflows.series_list import list_series
    from seawall.workflows.shock_grid import DEFAULT_SPOT_MOVES, DEFAULT_VOLATILITY_MOVES, even_moves, run_shock_grid
    from seawall.workflows.simulate import run_gbm_simulation, write_gbm_fan
    from seawall.workflows.simulated_exchange import open_simulated_exchange, simulated_feed
    from seawall.workflows.simulated_tape import open_simulated_tape
    from seawall.workflows.spoof_scores import fit_on_plants, run_spoof_scores, score_spoof_trials
    from seawall.workflows.spoof_trials import ScoreWindow, SpoofTrial, plant_in_recording, plant_in_simulator
    from seawall.workflows.tape import (
        BookWatch,
        Tape,
        follow_tape,
        open_live_tape,
        open_recording,
        run_replay,
        write_book_picture,
    )
    from seawall.workflows.what_if import run_what_if
    from seawall.workflows.write_files import write_atomically
else:
    __getattr__ = late_names(
        __name__,
        {
            "ASSET_SYMBOLS": "asset_views",
            "AssetSymbol": "asset_views",
            "BookWatch": "tape",
            "CONFIDENCES": "risk_report",
            "CascadeMarket": "cascade_markets",
            "CovarianceMethod": "asset_moments",
            "DEFAULT_PULL_SOURCES": "pull_plan",
            "DEFAULT_SPOT_MOVES": "shock_grid",
            "DEFAULT_VOLATILITY_MOVES": "shock_grid",
            "DetectionWatch": "detections",
            "FEWEST_REFILLS": "iceberg_trials",
            "FIRST_TEST_SEED": "detect_score",
            "HEDGED_CONFIDENCE": "hedges",
            "Frontier": "frontier",
            "FrontierPortfolio": "frontier",
            "HORIZONS": "risk_report",
            "IcebergRun": "iceberg_trials",
            "LiquidationAdvance": "liquidation_watch",
            "LiquidationWatch": "liquidation_watch",
            "MarketData": "market_data",
            "MeanMethod": "asset_moments",
            "Objective": "optimization",
            "PlannedPull": "pull_plan",
            "Progress": "market_data",
            "PullSource": "pull_plan",
            "RiskModel": "risk_models",
            "ScoreWindow": "spoof_trials",
            "SpoofTrial": "spoof_trials",
            "TEST_SEEDS": "detect_score",
            "Tape": "tape",
            "binance_cascade_market": "cascade_markets",
            "cascade_market_of_files": "cascade_markets",
            "cascade_market_of_map": "cascade_markets",
            "cascade_scenario_pair": "cascade",
            "estimate_liquidations": "liquidations",
            "even_moves": "shock_grid",
            "export_data": "data",
            "fit_on_plants": "spoof_scores",
            "fit_option_chain": "option_chain",
            "follow_tape": "tape",
            "iceberg_detections": "iceberg_trials",
            "iceberg_trial_scores": "detect_score",
            "iceberg_truths": "iceberg_trials",
            "import_data": "data",
            "keep_recording": "recording",
            "list_series": "series_list",
            "load_market_data": "market_data",
            "named_dataset": "data",
            "open_live_tape": "tape",
            "open_market": "risk_report",
            "open_recording": "tape",
            "open_simulated_exchange": "simulated_exchange",
            "open_simulated_tape": "simulated_tape",
            "plan_pull": "pull_plan",
            "plant_in_recording": "spoof_trials",
            "plant_in_simulator": "spoof_trials",
            "read_forecast_series": "forecast_series",
            "run_acf": "forecast",
            "run_asset_views": "asset_views",
            "run_backtest": "model_runs",
            "run_book_greeks": "greeks",
            "run_capm": "capm",
            "run_cascade_shock": "cascade",
            "run_data_check": "data",
            "run_data_status": "data",
            "run_detect_score": "detect_score",
            "run_forecast": "forecast",
            "run_frontier": "frontier_run",
            "run_gbm_simulation": "simulate",
            "run_hedges": "hedges",
            "run_iceberg_trial": "iceberg_trials",
            "run_liquidations": "liquidations",
            "run_macro": "macro",
            "run_macro_history": "macro_history",
            "run_models": "model_runs",
            "run_optimization": "optimization",
            "run_pnl_explain": "explain",
            "run_pull": "pull",
            "run_reconciliation": "reconcile",
            "run_recorded_map_score": "map_score_recorded",
            "run_replay": "tape",
            "run_risk_report": "risk_report",
            "run_scenario_factors": "scenario_factors",
            "run_shock_grid": "shock_grid",
            "run_simulated_map_score": "map_score_simulated",
            "run_spoof_scores": "spoof_scores",
            "run_volatility": "forecast",
            "run_what_if": "what_if",
            "scorable_file": "map_score_recorded",
            "score_spoof_trials": "spoof_scores",
            "simulated_cascade_market": "cascade_markets",
            "simulated_feed": "simulated_exchange",
            "simulated_perpetual": "liquidations",
            "watch_messages": "iceberg_trials",
            "write_acf_picture": "forecast_pictures",
            "write_allocation": "frontier_run",
            "write_atomically": "write_files",
            "write_book_picture": "tape",
            "write_cascade_picture": "cascade",
            "write_cascade_scenario": "cascade",
            "write_detections_picture": "detections",
            "write_forecast_picture": "forecast_pictures",
            "write_frontier": "frontier_run",
            "write_gbm_fan": "simulate",
            "write_liquidation_picture": "liquidations",
            "write_market_line": "capm",
            "write_option_chain": "option_chain",
            "write_shock_scenario": "cascade",
            "write_volatility_picture": "forecast_pictures",
        },
    )

__all__ = [
    "ASSET_SYMBOLS",
    "CONFIDENCES",
    "DEFAULT_PULL_SOURCES",
    "DEFAULT_SPOT_MOVES",
    "DEFAULT_VOLATILITY_MOVES",
    "FEWEST_REFILLS",
    "FIRST_TEST_SEED",
    "HEDGED_CONFIDENCE",
    "HORIZONS",
    "TEST_SEEDS",
    "AssetSymbol",
    "BookWatch",
    "CascadeMarket",
    "CovarianceMethod",
    "DetectionWatch",
    "Frontier",
    "FrontierPortfolio",
    "IcebergRun",
    "LiquidationAdvance",
    "LiquidationWatch",
    "MarketData",
    "MeanMethod",
    "Objective",
    "PlannedPull",
    "Progress",
    "PullSource",
    "RiskModel",
    "ScoreWindow",
    "SpoofTrial",
    "Tape",
    "binance_cascade_market",
    "cascade_market_of_files",
    "cascade_market_of_map",
    "cascade_scenario_pair",
    "estimate_liquidations",
    "even_moves",
    "export_data",
    "fit_on_plants",
    "fit_option_chain",
    "follow_tape",
    "iceberg_detections",
    "iceberg_trial_scores",
    "iceberg_truths",
    "import_data",
    "keep_recording",
    "list_series",
    "load_market_data",
    "named_dataset",
    "open_live_tape",
    "open_market",
    "open_recording",
    "open_simulated_exchange",
    "open_simulated_tape",
    "plan_pull",
    "plant_in_recording",
    "plant_in_simulator",
    "read_forecast_series",
    "run_acf",
    "run_asset_views",
    "run_backtest",
    "run_book_greeks",
    "run_capm",
    "run_cascade_shock",
    "run_data_check",
    "run_data_status",
    "run_detect_score",
    "run_forecast",
    "run_frontier",
    "run_gbm_simulation",
    "run_hedges",
    "run_iceberg_trial",
    "run_liquidations",
    "run_macro",
    "run_macro_history",
    "run_models",
    "run_optimization",
    "run_pnl_explain",
    "run_pull",
    "run_reconciliation",
    "run_recorded_map_score",
    "run_replay",
    "run_risk_report",
    "run_scenario_factors",
    "run_shock_grid",
    "run_simulated_map_score",
    "run_spoof_scores",
    "run_volatility",
    "run_what_if",
    "scorable_file",
    "score_spoof_trials",
    "simulated_cascade_market",
    "simulated_feed",
    "simulated_perpetual",
    "watch_messages",
    "write_acf_picture",
    "write_allocation",
    "write_atomically",
    "write_book_picture",
    "write_cascade_picture",
    "write_cascade_scenario",
    "write_detections_picture",
    "write_forecast_picture",
    "write_frontier",
    "write_gbm_fan",
    "write_liquidation_picture",
    "write_market_line",
    "write_option_chain",
    "write_shock_scenario",
    "write_volatility_picture",
]
