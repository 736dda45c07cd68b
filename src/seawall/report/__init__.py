"""What people read.

Takes   results of a workflow.
Gives   one document, and its three faces: terminal, JSON, HTML; and a page of Greeks in the first two.
Never   computes a number; each is turned into text once.
"""

from seawall.report.chain_document import ChainDocument, chain_json, compose_chain
from seawall.report.chain_terminal import print_chain
from seawall.report.compose import DISCLAIMER, compose_document
from seawall.report.document import ReportDocument
from seawall.report.greeks import GreeksDocument, compose_greeks, greeks_section
from seawall.report.html import html_page
from seawall.report.json_file import document_json, greeks_schema, report_schema, section_json
from seawall.report.results import GreeksResults, RiskResults
from seawall.report.tables import STAGES, headline, sections
from seawall.report.terminal import print_greeks, print_report

__all__ = [
    "DISCLAIMER",
    "STAGES",
    "ChainDocument",
    "GreeksDocument",
    "GreeksResults",
    "ReportDocument",
    "RiskResults",
    "chain_json",
    "compose_chain",
    "compose_document",
    "compose_greeks",
    "document_json",
    "greeks_schema",
    "greeks_section",
    "headline",
    "html_page",
    "print_chain",
    "print_greeks",
    "print_report",
    "report_schema",
    "section_json",
    "sections",
]
