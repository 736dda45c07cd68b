"""Stages of the report as JSON, and the schema of every document."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

from seawall.report.acf import AcfDocument
from seawall.report.backtest_document import BacktestDocument
from seawall.report.book import BookDocument
from seawall.report.capm import CapmDocument
from seawall.report.cascade import CascadeDocument
from seawall.report.chain_document import ChainDocument
from seawall.report.data_check import DataCheckDocument
from seawall.report.data_status import DataStatusDocument
from seawall.report.detection import DetectionDocument
from seawall.report.detections import EpisodeDocument
from seawall.report.document import ReportDocument
from seawall.report.explain import ExplainDocument
from seawall.report.forecast import ForecastDocument
from seawall.report.frontier import FrontierDocument
from seawall.report.greeks import GreeksDocument
from seawall.report.hedges import HedgeDocument
from seawall.report.liquidation_score import LiquidationScoreDocument
from seawall.report.liquidations import LiquidationsDocument
from seawall.report.macro import MacroDocument
from seawall.report.macro_history import MacroHistoryDocument
from seawall.report.model_document import ModelDocument
from seawall.report.optimize import OptimizeDocument
from seawall.report.replay import ReplayDocument
from seawall.report.scenario_factors import ScenarioFactorsDocument
from seawall.report.series_list import SeriesListDocument
from seawall.report.shock_grid import GridDocument
from seawall.report.simulation import SimulationDocument
from seawall.report.volatility import VolatilityDocument
from seawall.report.what_if import WhatIfDocument

__all__ = [
    "acf_schema",
    "backtest_schema",
    "book_schema",
    "capm_schema",
    "cascade_schema",
    "chain_schema",
    "data_check_schema",
    "data_status_schema",
    "detection_schema",
    "detections_schema",
    "explain_schema",
    "forecast_schema",
    "frontier_schema",
    "greeks_schema",
    "grid_schema",
    "hedge_schema",
    "liquidation_score_schema",
    "liquidations_schema",
    "macro_history_schema",
    "macro_schema",
    "models_schema",
    "optimize_schema",
    "replay_schema",
    "report_schema",
    "scenario_factors_schema",
    "section_json",
    "series_list_schema",
    "simulation_schema",
    "volatility_schema",
    "what_if_schema",
]

_SECTION_FIELDS = {
    "identify": ("exposures", "exposure_total", "venues"),
    "quantify": ("figures", "distribution", "models", "backtests", "contributions"),
    "stress": ("stress",),
    "rating": ("rating", "limits", "macro_regime"),
}
_COMMON_FIELDS = (
    "format_version",
    "portfolio",
    "base_currency",
    "as_of",
    "prices_as_of",
    "simulated",
    "badge",
    "equity",
    "data",
    "failures",
    "disclaimer",
)


def section_json(document: ReportDocument, section: str) -> str:
    """One stage of the document as JSON text, with what identifies the run.

    Parameters
    ----------
    document : ReportDocument
        The report.
    section : str
        ``identify``, ``quantify``, ``stress`` or ``rating``.
    """
    whole = dataclasses.asdict(document)
    kept = {name: whole[name] for name in (*_COMMON_FIELDS, *_SECTION_FIELDS[section])}
    return json.dumps(kept, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def report_schema() -> dict[str, Any]:
    """JSON schema of the whole document."""
    return _schema(ReportDocument, "Seawall risk report")


def scenario_factors_schema() -> dict[str, Any]:
    """JSON schema of what a stress scenario may name in a book."""
    return _schema(ScenarioFactorsDocument, "Seawall factors of a stress scenario")


def greeks_schema() -> dict[str, Any]:
    """JSON schema of the Greeks of a book."""
    return _schema(GreeksDocument, "Seawall Greeks of a book")


def explain_schema() -> dict[str, Any]:
    """JSON schema of the P&L of a book by cause."""
    return _schema(ExplainDocument, "Seawall P&L explain")


def grid_schema() -> dict[str, Any]:
    """JSON schema of a book over a grid of moves of spot and volatility."""
    return _schema(GridDocument, "Seawall grid of spot and volatility")


def hedge_schema() -> dict[str, Any]:
    """JSON schema of the hedges of a book."""
    return _schema(HedgeDocument, "Seawall hedges of a book")


def models_schema() -> dict[str, Any]:
    """JSON schema of VaR and ES by model."""
    return _schema(ModelDocument, "Seawall VaR and ES by model")


def backtest_schema() -> dict[str, Any]:
    """JSON schema of the backtests of a book."""
    return _schema(BacktestDocument, "Seawall backtests of a book")


def what_if_schema() -> dict[str, Any]:
    """JSON schema of a book before and after trades."""
    return _schema(WhatIfDocument, "Seawall what-if")


def simulation_schema() -> dict[str, Any]:
    """JSON schema of a simulation."""
    return _schema(SimulationDocument, "Seawall simulation")


def capm_schema() -> dict[str, Any]:
    """JSON schema of the capital asset pricing model."""
    return _schema(CapmDocument, "Seawall capital asset pricing model")


def liquidation_score_schema() -> dict[str, Any]:
    """JSON schema of the score of a liquidation map."""
    return _schema(LiquidationScoreDocument, "Seawall score of a liquidation map")


def cascade_schema() -> dict[str, Any]:
    """JSON schema of a liquidation cascade."""
    return _schema(CascadeDocument, "Seawall liquidation cascade")


def chain_schema() -> dict[str, Any]:
    """JSON schema of the volatility surface of an option chain."""
    return _schema(ChainDocument, "Seawall volatility surface")


def data_status_schema() -> dict[str, Any]:
    """JSON schema of what a store holds."""
    return _schema(DataStatusDocument, "Seawall data status")


def data_check_schema() -> dict[str, Any]:
    """JSON schema of what the gate finds in a store, in files, or in what is imported."""
    return _schema(DataCheckDocument, "Seawall data check")


def optimize_schema() -> dict[str, Any]:
    """JSON schema of one portfolio by an objective."""
    return _schema(OptimizeDocument, "Seawall portfolio construction")


def frontier_schema() -> dict[str, Any]:
    """JSON schema of an efficient frontier."""
    return _schema(FrontierDocument, "Seawall efficient frontier")


def macro_schema() -> dict[str, Any]:
    """JSON schema of the economy on one day."""
    return _schema(MacroDocument, "Seawall macro")


def macro_history_schema() -> dict[str, Any]:
    """JSON schema of the macro regime over time."""
    return _schema(MacroHistoryDocument, "Seawall macro history")


def series_list_schema() -> dict[str, Any]:
    """JSON schema of the series that can be asked for by name."""
    return _schema(SeriesListDocument, "Seawall series")


def forecast_schema() -> dict[str, Any]:
    """JSON schema of a forecast."""
    return _schema(ForecastDocument, "Seawall forecast")


def acf_schema() -> dict[str, Any]:
    """JSON schema of autocorrelations."""
    return _schema(AcfDocument, "Seawall autocorrelations")


def volatility_schema() -> dict[str, Any]:
    """JSON schema of a volatility forecast."""
    return _schema(VolatilityDocument, "Seawall volatility forecast")


def book_schema() -> dict[str, Any]:
    """JSON schema of an order book."""
    return _schema(BookDocument, "Seawall order book")


def detections_schema() -> dict[str, Any]:
    """JSON schema of icebergs and spoof-like orders of a tape."""
    return _schema(EpisodeDocument, "Seawall icebergs and spoof-like orders")


def detection_schema() -> dict[str, Any]:
    """JSON schema of the scores of detectors."""
    return _schema(DetectionDocument, "Seawall scores of detectors")


def liquidations_schema() -> dict[str, Any]:
    """JSON schema of a map of liquidations."""
    return _schema(LiquidationsDocument, "Seawall estimated liquidations")


def replay_schema() -> dict[str, Any]:
    """JSON schema of a replayed recording."""
    return _schema(ReplayDocument, "Seawall replay of a recording")


def _schema(document: type, title: str) -> dict[str, Any]:
    from pydantic import TypeAdapter

    schema = TypeAdapter(document).json_schema()
    schema["title"] = title
    return schema
