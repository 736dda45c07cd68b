"""Work that a page waits for: how far it is, and the way out of it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Request, Response

from seawall.web.problems import ProblemError
from seawall.web.stated_refusals import COMMON_REFUSALS, refusals
from seawall.web.work_order import WorkState
from seawall.web.workroom import Workroom

__all__ = ["await_document", "take_work", "work_routes"]

_FORM = r"^[A-Za-z0-9_-]{16,64}$"
_Work = Annotated[str, Path(pattern=_FORM, description="Sent as x-seawall-work with the request.")]


async def take_work(
    request: Request,
    x_seawall_work: Annotated[
        str | None,
        Header(pattern=_FORM, description="Random name that the asker gives this request, to look at it and to leave."),
    ] = None,
) -> None:
    """Keep the name that a request gives its work."""
    request.state.work = x_seawall_work


async def await_document(request: Request, workroom: Workroom, name: str, options: Mapping[str, Any]) -> bytes:
    """A document, unless whoever asked for it leaves first.

    Parameters
    ----------
    request : Request
        Has passed `take_work`.
    workroom : Workroom
        Makes it.
    name : str
        Of the document.
    options : mapping
        What is asked of it.

    Raises
    ------
    SeawallError
        What the engine refused.
    ProblemError
        As the workroom raises it; a lost connection counts as leaving.
    """
    asking = asyncio.ensure_future(workroom.document(name, options, work=request.state.work))
    leaving = asyncio.ensure_future(_disconnected(request))
    try:
        await asyncio.wait((asking, leaving), return_when=asyncio.FIRST_COMPLETED)
        if not asking.done():
            raise ProblemError(HTTPStatus.CONFLICT, "cancelled", "the connection was lost")
        return asking.result()
    finally:
        asking.cancel()
        leaving.cancel()


def work_routes(workroom: Workroom) -> APIRouter:
    """Routes to look at work and to leave it.

    Parameters
    ----------
    workroom : Workroom
        Does it.
    """
    router = APIRouter(tags=["work"])
    stated = {**COMMON_REFUSALS, **refusals(422)}

    @router.get("/work-orders/{work}", summary="How far a request's work is", operation_id="get_work", responses=stated)
    async def look(work: _Work) -> WorkState:
        return workroom.state(work)

    @router.delete(
        "/work-orders/{work}",
        status_code=HTTPStatus.NO_CONTENT,
        summary="Leave a request's work, which ends when nobody else waits for it",
        operation_id="leave_work",
        responses=stated,
    )
    async def leave(work: _Work) -> Response:
        workroom.leave(work)
        return Response(status_code=HTTPStatus.NO_CONTENT)

    return router


async def _disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
