"""What people read.

Takes   results of a workflow.
Gives   one document, and its three faces: terminal, JSON, HTML; pages of Greeks, models, backtests, what-ifs,
        simulations, reconciled figures, the CAPM, portfolio construction, order books and replays in the first two.
Never   computes a number; each is turned into text once.
"""

from seawall.core import DISCLAIMER
from seawall.report.allocation_results import BookTrades, FrontierResults, OptimizeResults
from seawall.report.allocation_terminal import print_frontier, print_optimize
from seawall.report.backtest_document import BacktestDocument, backtest_section, compose_backtest
from seawall.report.book import BookDocument, compose_book
from seawall.report.book_results import BookResults, ReplayResults, TapeKind, TapeOrigin
from seawall.report.book_terminal import book_screen, print_book, print_replay
from seawall.report.capm import CapmDocument, capm_section, compose_capm
from seawall.report.capm_terminal import print_capm
from seawall.report.chain_document import ChainDocument, chain_json, compose_chain
from seawall.report.chain_terminal import print_chain
from seawall.report.compose import compose_document
from seawall.report.document import ReportDocument
from seawall.report.frontier import FrontierDocument, compose_frontier, frontier_section
from seawall.report.greeks import GreeksDocument, compose_greeks, greeks_section
from seawall.report.html import html_page
from seawall.report.json_file import (
    backtest_schema,
    book_schema,
    capm_schema,
    document_json,
    frontier_schema,
    greeks_schema,
    models_schema,
    optimize_schema,
    replay_schema,
    report_schema,
    section_json,
    simulation_schema,
    what_if_schema,
)
from seawall.report.model_document import ModelDocument, compose_models, model_section
from seawall.report.optimize import OptimizeDocument, compose_optimize, optimize_section
from seawall.report.reconcile import ReconciliationDocument, compose_reconciliation, reconciliation_json
from seawall.report.reconcile_terminal import print_reconciliation
from seawall.report.replay import ReplayDocument, compose_replay
from seawall.report.results import (
    BacktestResults,
    CapmResults,
    GbmResults,
    GreeksResults,
    ModelBacktest,
    ModelFigures,
    ModelResults,
    RiskResults,
    WhatIfResults,
)
from seawall.report.simulation import SimulationDocument, compose_simulation, simulation_section
from seawall.report.simulation_terminal import print_simulation
from seawall.report.tables import STAGES, headline, sections
from seawall.report.terminal import print_page, print_report
from seawall.report.what_if import WhatIfDocument, compose_what_if, what_if_section

__all__ = [
    "DISCLAIMER",
    "STAGES",
    "BacktestDocument",
    "BacktestResults",
    "BookDocument",
    "BookResults",
    "BookTrades",
    "CapmDocument",
    "CapmResults",
    "ChainDocument",
    "FrontierDocument",
    "FrontierResults",
    "GbmResults",
    "GreeksDocument",
    "GreeksResults",
    "ModelBacktest",
    "ModelDocument",
    "ModelFigures",
    "ModelResults",
    "OptimizeDocument",
    "OptimizeResults",
    "ReconciliationDocument",
    "ReplayDocument",
    "ReplayResults",
    "ReportDocument",
    "RiskResults",
    "SimulationDocument",
    "TapeKind",
    "TapeOrigin",
    "WhatIfDocument",
    "WhatIfResults",
    "backtest_schema",
    "backtest_section",
    "book_schema",
    "book_screen",
    "capm_schema",
    "capm_section",
    "chain_json",
    "compose_backtest",
    "compose_book",
    "compose_capm",
    "compose_chain",
    "compose_document",
    "compose_frontier",
    "compose_greeks",
    "compose_models",
    "compose_optimize",
    "compose_reconciliation",
    "compose_replay",
    "compose_simulation",
    "compose_what_if",
    "document_json",
    "frontier_schema",
    "frontier_section",
    "greeks_schema",
    "greeks_section",
    "headline",
    "html_page",
    "model_section",
    "models_schema",
    "optimize_schema",
    "optimize_section",
    "print_book",
    "print_capm",
    "print_chain",
    "print_frontier",
    "print_optimize",
    "print_page",
    "print_reconciliation",
    "print_replay",
    "print_report",
    "print_simulation",
    "reconciliation_json",
    "replay_schema",
    "report_schema",
    "section_json",
    "sections",
    "simulation_schema",
    "simulation_section",
    "what_if_schema",
    "what_if_section",
]
