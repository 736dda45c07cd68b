"""Refusals as the description of the API states them."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from pydantic import BaseModel

from seawall.web.problems import PROBLEM_TYPE

__all__ = ["COMMON_REFUSALS", "ProblemBody", "refusals"]


class ProblemBody(BaseModel):
    """What every refusal says."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    trace: str


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Refusals of a route as OpenAPI states them."""
    content = {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemBody"}}}
    return {status: {"description": HTTPStatus(status).phrase, "content": content} for status in statuses}


COMMON_REFUSALS = refusals(401, 403, 413, 429)
