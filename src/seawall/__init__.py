"""Seawall, a risk desk for portfolios that mix traditional assets with crypto.

The rooms, in the order in which data flows::

    errors → core → market | portfolio → models → sources → scenarios → valuation → measures
           → optimize → exposures → rating → figures → report → workflows → cli

What a notebook needs is here; each name is fetched from its room when it is first used, so that importing
``seawall`` costs nothing. Nothing inside the package imports this module.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from seawall.market import join_on_common_closes, simple_returns
    from seawall.measures import Measure, RiskFigure, estimate, shortfall_contributions
    from seawall.portfolio import Portfolio, read_portfolio_file
    from seawall.report import compose_document, document_json, html_page
    from seawall.scenarios import ScenarioSet, historical_scenarios, risk_factors, stress_library
    from seawall.sources import price_source
    from seawall.valuation import PnlCube, black_scholes, revalue
    from seawall.workflows import Frontier, load_market_data, open_market, run_risk_report

_HOMES = {
    "Frontier": "workflows",
    "Measure": "measures",
    "PnlCube": "valuation",
    "Portfolio": "portfolio",
    "RiskFigure": "measures",
    "ScenarioSet": "scenarios",
    "black_scholes": "valuation",
    "compose_document": "report",
    "document_json": "report",
    "estimate": "measures",
    "historical_scenarios": "scenarios",
    "html_page": "report",
    "join_on_common_closes": "market",
    "load_market_data": "workflows",
    "open_market": "workflows",
    "price_source": "sources",
    "read_portfolio_file": "portfolio",
    "revalue": "valuation",
    "risk_factors": "scenarios",
    "run_risk_report": "workflows",
    "shortfall_contributions": "measures",
    "simple_returns": "market",
    "stress_library": "scenarios",
}

__all__ = [
    "Frontier",
    "Measure",
    "PnlCube",
    "Portfolio",
    "RiskFigure",
    "ScenarioSet",
    "black_scholes",
    "compose_document",
    "document_json",
    "estimate",
    "historical_scenarios",
    "html_page",
    "join_on_common_closes",
    "load_market_data",
    "open_market",
    "price_source",
    "read_portfolio_file",
    "revalue",
    "risk_factors",
    "run_risk_report",
    "shortfall_contributions",
    "simple_returns",
    "stress_library",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'seawall' has no attribute {name!r}")
    return getattr(importlib.import_module(f"seawall.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
