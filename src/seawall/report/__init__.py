"""What people read.

Takes   results of a workflow.
Gives   one document, and its three faces: terminal, JSON, HTML; pages of Greeks, of a what-if and of a
        simulation in the first two.
Never   computes a number; each is turned into text once.
"""

from seawall.report.chain_document import ChainDocument, chain_json, compose_chain
from seawall.report.chain_terminal import print_chain
from seawall.report.compose import DISCLAIMER, compose_document
from seawall.report.document import ReportDocument
from seawall.report.greeks import GreeksDocument, compose_greeks, greeks_section
from seawall.report.html import html_page
from seawall.report.json_file import (
    document_json,
    greeks_schema,
    report_schema,
    section_json,
    simulation_schema,
    what_if_schema,
)
from seawall.report.results import GbmResults, GreeksResults, RiskResults, WhatIfResults
from seawall.report.simulation import SimulationDocument, compose_simulation, simulation_section
from seawall.report.simulation_terminal import print_simulation
from seawall.report.tables import STAGES, headline, sections
from seawall.report.terminal import print_greeks, print_report, print_what_if
from seawall.report.what_if import WhatIfDocument, compose_what_if, what_if_section

__all__ = [
    "DISCLAIMER",
    "STAGES",
    "ChainDocument",
    "GbmResults",
    "GreeksDocument",
    "GreeksResults",
    "ReportDocument",
    "RiskResults",
    "SimulationDocument",
    "WhatIfDocument",
    "WhatIfResults",
    "chain_json",
    "compose_chain",
    "compose_document",
    "compose_greeks",
    "compose_simulation",
    "compose_what_if",
    "document_json",
    "greeks_schema",
    "greeks_section",
    "headline",
    "html_page",
    "print_chain",
    "print_greeks",
    "print_report",
    "print_simulation",
    "print_what_if",
    "report_schema",
    "section_json",
    "sections",
    "simulation_schema",
    "simulation_section",
    "what_if_schema",
    "what_if_section",
]
