"""Every document of the desk, by its name.

Each is made by the workflow and the composer behind the command of the same name, so that its JSON is that of the
command's ``--json``, byte for byte.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from seawall.web.book_documents import BOOK_DOCUMENTS
from seawall.web.desk import Desk
from seawall.web.document_route import DocumentRoute
from seawall.web.option_documents import OPTION_DOCUMENTS
from seawall.web.portfolio_documents import PORTFOLIO_DOCUMENTS
from seawall.web.series_documents import SERIES_DOCUMENTS
from seawall.web.simulation_documents import SIMULATION_DOCUMENTS
from seawall.web.stress_documents import STRESS_DOCUMENTS

__all__ = ["DOCUMENTS", "make_document"]

DOCUMENTS: Mapping[str, DocumentRoute] = {
    each.name: each
    for each in (
        *BOOK_DOCUMENTS,
        *PORTFOLIO_DOCUMENTS,
        *OPTION_DOCUMENTS,
        *SIMULATION_DOCUMENTS,
        *SERIES_DOCUMENTS,
        *STRESS_DOCUMENTS,
    )
}


def make_document(desk: Desk, name: str, asked: Mapping[str, Any]) -> str:
    """Make one.

    Parameters
    ----------
    desk : Desk
        What it is about.
    name : str
        Which.
    asked : mapping
        What is asked of it, as its query writes itself in JSON.

    Raises
    ------
    SeawallError
        What the engine refuses.
    """
    route = DOCUMENTS[name]
    return route.make(desk, route.query.model_validate(asked))
