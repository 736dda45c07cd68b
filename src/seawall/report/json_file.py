"""The document as JSON, and the schema that holds it."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

from seawall.report.document import ReportDocument
from seawall.report.greeks import GreeksDocument
from seawall.report.simulation import SimulationDocument
from seawall.report.what_if import WhatIfDocument

__all__ = ["document_json", "greeks_schema", "report_schema", "section_json", "simulation_schema", "what_if_schema"]

_SECTION_FIELDS = {
    "identify": ("exposures", "venues"),
    "quantify": ("figures", "contributions"),
    "stress": ("stress",),
    "rating": ("rating",),
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


def document_json(document: ReportDocument | GreeksDocument | SimulationDocument | WhatIfDocument) -> str:
    """Return the whole document as JSON text, two-space indented."""
    return json.dumps(dataclasses.asdict(document), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


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
    from pydantic import TypeAdapter

    schema = TypeAdapter(ReportDocument).json_schema()
    schema["title"] = "Seawall risk report"
    return schema


def greeks_schema() -> dict[str, Any]:
    """JSON schema of the Greeks of a book."""
    from pydantic import TypeAdapter

    schema = TypeAdapter(GreeksDocument).json_schema()
    schema["title"] = "Seawall Greeks of a book"
    return schema


def what_if_schema() -> dict[str, Any]:
    """JSON schema of a book before and after trades."""
    from pydantic import TypeAdapter

    schema = TypeAdapter(WhatIfDocument).json_schema()
    schema["title"] = "Seawall what-if"
    return schema


def simulation_schema() -> dict[str, Any]:
    """JSON schema of a simulation."""
    from pydantic import TypeAdapter

    schema = TypeAdapter(SimulationDocument).json_schema()
    schema["title"] = "Seawall simulation"
    return schema
