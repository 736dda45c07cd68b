"""One document of the desk as others ask for it: its path, what may be asked, what comes back, and how it is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict

from seawall.web.desk import Desk

__all__ = ["HTML", "JSON", "DocumentRoute", "NoQuery", "Query"]

JSON, HTML = "application/json", "text/html"


class Query(BaseModel):
    """What may be asked, with its bounds; those of the commands, or narrower."""

    model_config = ConfigDict(extra="forbid")


class NoQuery(Query):
    """Nothing to choose."""


@dataclass(frozen=True, slots=True)
class DocumentRoute:
    """One document.

    Attributes
    ----------
    path : str
        Under the prefix of the API.
    summary : str
        In the description of the API.
    make : callable
        Takes the desk and what is asked; gives the document's text, the same as the command's of that name.
    query : type of Query
        What may be asked.
    document : type, optional
        Shape of the answer; a stage of the report has none of its own.
    is_posted : bool
        Whether what is asked comes in the body.
    file_name : str, optional
        Under which a browser keeps it; by default it is shown, not kept.
    media_type : str
        Of the text.
    """

    path: str
    summary: str
    make: Callable[[Desk, Any], str]
    query: type[Query] = NoQuery
    document: type | None = None
    is_posted: bool = False
    file_name: str | None = None
    media_type: str = JSON

    @property
    def name(self) -> str:
        """Among all documents: what is posted to a path is another than what is asked of it."""
        return f"posted {self.path}" if self.is_posted else self.path
