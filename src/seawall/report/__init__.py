"""What people read.

Takes   results of a workflow.
Gives   one document, and its three faces: terminal, JSON, HTML.
Never   computes a number; each is turned into text once.
"""

from seawall.report.chain_document import ChainDocument, chain_json, compose_chain
from seawall.report.chain_terminal import print_chain
from seawall.report.compose import DISCLAIMER, compose_document
from seawall.report.document import ReportDocument
from seawall.report.html import html_page
from seawall.report.json_file import document_json, report_schema, section_json
from seawall.report.results import RiskResults
from seawall.report.tables import STAGES, headline, sections
from seawall.report.terminal import print_report

__all__ = [
    "DISCLAIMER",
    "STAGES",
    "ChainDocument",
    "ReportDocument",
    "RiskResults",
    "chain_json",
    "compose_chain",
    "compose_document",
    "document_json",
    "headline",
    "html_page",
    "print_chain",
    "print_report",
    "report_schema",
    "section_json",
    "sections",
]
