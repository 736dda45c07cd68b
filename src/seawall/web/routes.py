"""The documents of a desk over HTTP: one route each, made of its row."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Query, Request, Response

from seawall.web.document_route import JSON, DocumentRoute
from seawall.web.documents import DOCUMENTS
from seawall.web.stated_refusals import COMMON_REFUSALS, refusals
from seawall.web.work_routes import await_document, take_work
from seawall.web.workroom import Workroom

__all__ = ["document_routes"]

_SMALLEST_COMPRESSED, _QUICK = 1_024, 4
_WORK_REFUSALS = {**COMMON_REFUSALS, **refusals(409, 422, 424, 503)}


def document_routes(workroom: Workroom) -> APIRouter:
    """Routes of all documents.

    Parameters
    ----------
    workroom : Workroom
        Makes them.
    """
    router = APIRouter(tags=["documents"], dependencies=[Depends(take_work)])
    for route in DOCUMENTS.values():
        router.add_api_route(
            f"/{route.path}",
            _answering(workroom, route),
            methods=["POST" if route.is_posted else "GET"],
            summary=route.summary,
            operation_id=f"{'try' if route.is_posted else 'get'}_{_word(route.path)}",
            responses={200: _described(route), **_WORK_REFUSALS, **(refusals(400) if route.is_posted else {})},
            response_class=Response,
        )
    return router


def _word(path: str) -> str:
    return "".join(each if each.isalnum() else "_" for each in path)


def _described(route: DocumentRoute) -> dict[str, Any]:
    if route.document is not None:
        return {"model": route.document}
    return {"content": {route.media_type: {"schema": {"type": "object"}} if route.media_type == JSON else {}}}


def _answering(workroom: Workroom, route: DocumentRoute) -> Callable[..., Awaitable[Response]]:
    async def answer(request: Request, asked: Any) -> Response:
        content = await await_document(request, workroom, route.name, asked.model_dump(mode="json"))
        return _shown(request, content) if route.file_name is None else _kept(route, content)

    answer.__annotations__["asked"] = Annotated[route.query, Body() if route.is_posted else Query()]
    return answer


def _kept(route: DocumentRoute, content: bytes) -> Response:
    headers = {"content-disposition": f'attachment; filename="{route.file_name}"', "cache-control": "no-store"}
    return Response(content, media_type=route.media_type, headers=headers)


def _shown(request: Request, content: bytes) -> Response:
    """JSON with a tag, or nothing where the browser has it already."""
    tag = f'"{hashlib.sha256(content).hexdigest()[:24]}"'
    headers = {"etag": tag, "cache-control": "private, no-cache", "vary": "accept-encoding"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    if len(content) >= _SMALLEST_COMPRESSED and "gzip" in request.headers.get("accept-encoding", ""):
        content = gzip.compress(content, compresslevel=_QUICK, mtime=0)
        headers["content-encoding"] = "gzip"
    return Response(content, media_type=JSON, headers=headers)
