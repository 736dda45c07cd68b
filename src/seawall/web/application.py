"""The application behind the gate: documents, session, health, the page, and one way to refuse."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

from fastapi import Body, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from seawall.core import DISCLAIMER
from seawall.errors import SeawallError
from seawall.web.bundle import Bundle
from seawall.web.desk import DeskInputs
from seawall.web.feed_inputs import FeedInputs
from seawall.web.gate import Gate
from seawall.web.live_market import LiveMarket
from seawall.web.market_routes import market_routes
from seawall.web.problems import PROBLEM_TYPE, Problem, ProblemError, problem_of
from seawall.web.routes import document_routes
from seawall.web.serve_settings import ServeLimits, ServeSettings
from seawall.web.session import Session
from seawall.web.stated_refusals import COMMON_REFUSALS, ProblemBody, refusals
from seawall.web.stream_hub import StreamHub
from seawall.web.stream_routes import stream_routes
from seawall.web.work_routes import work_routes
from seawall.web.workroom import Workroom

__all__ = ["api_description", "make_application"]

_log = logging.getLogger("seawall.web")


class TokenBody(BaseModel):
    """The token that stands in the address that was printed."""

    model_config = ConfigDict(extra="forbid")
    token: Annotated[str, Field(min_length=1, max_length=256)]


def make_application(
    workroom: Workroom, settings: ServeSettings, *, market: LiveMarket | None = None, bundle: Bundle | None = None
) -> Gate:
    """All of the server that answers requests, behind its gate.

    Parameters
    ----------
    workroom : Workroom
        Makes the documents.
    settings : ServeSettings
        Who may ask, and how much.
    market : LiveMarket, optional
        Begins and ends with the application; by default there is none, and what is asked of it is refused.
    bundle : Bundle, optional
        Files of the page; those of the installation by default.
    """
    session = Session(settings.token)
    inside = _inside(workroom, session, bundle or Bundle(), market or _no_market(settings.limits), market)
    return Gate(inside, settings=settings, session=session)


def api_description() -> dict[str, Any]:
    """OpenAPI description of all routes; nothing is started for it."""
    nothing = Workroom(DeskInputs(Path("book.yaml")), limits=ServeLimits())
    return _inside(nothing, Session(""), Bundle(), _no_market(ServeLimits()), None).openapi()


def _no_market(limits: ServeLimits) -> LiveMarket:
    return LiveMarket(FeedInputs(), StreamHub(most_readers=limits.streams))


def _inside(
    workroom: Workroom, session: Session, bundle: Bundle, market: LiveMarket, started: LiveMarket | None
) -> FastAPI:
    inside = FastAPI(
        title="Seawall",
        version="1",
        summary="Risk of one book, and the markets it lives in.",
        description=DISCLAIMER,
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan(workroom, started),
    )
    _add_refusals(inside)
    _add_session(inside, session)
    inside.include_router(document_routes(workroom), prefix="/api/v1")
    inside.include_router(work_routes(workroom), prefix="/api/v1")
    inside.include_router(market_routes(market), prefix="/api/v1")
    inside.include_router(stream_routes(market.hub), prefix="/api/v1")
    _add_page(inside, bundle)
    _state_refusals(inside)
    return inside


def _lifespan(workroom: Workroom, market: LiveMarket | None) -> Any:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        if market is not None:
            market.start()
        yield
        if market is not None:
            market.close()
        workroom.close()

    return lifespan


def _add_refusals(inside: FastAPI) -> None:
    def answer(problem: Problem) -> Response:
        headers = {"cache-control": "no-store"}
        return Response(problem.json(), status_code=problem.status, media_type=PROBLEM_TYPE, headers=headers)

    @inside.exception_handler(SeawallError)
    async def refused(_: Request, error: SeawallError) -> Response:
        return answer(problem_of(error))

    @inside.exception_handler(ProblemError)
    async def limited(_: Request, error: ProblemError) -> Response:
        return answer(error.problem)

    @inside.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        where = ".".join(str(each) for each in first["loc"] if each not in {"query", "body"})
        said = str(first["msg"]).removeprefix("Value error, ")
        detail = f"{where}: {said}" if where else said
        return answer(ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, "input", detail).problem)

    @inside.exception_handler(HTTPException)
    async def other(_: Request, error: HTTPException) -> Response:
        found = answer(ProblemError(error.status_code, "http", str(error.detail)).problem)
        found.headers.update(error.headers or {})
        return found

    @inside.exception_handler(Exception)
    async def broken(request: Request, error: Exception) -> Response:
        problem = ProblemError(HTTPStatus.INTERNAL_SERVER_ERROR, "fault", "a fault of Seawall; see its log").problem
        _log.error("trace %s: %s", problem.trace, request.url.path, exc_info=error)
        return answer(problem)


def _add_session(inside: FastAPI, session: Session) -> None:
    @inside.post(
        "/api/v1/session",
        status_code=HTTPStatus.NO_CONTENT,
        summary="Exchange the token for a cookie",
        operation_id="open_session",
        tags=["session"],
        responses={**COMMON_REFUSALS, **refusals(400, 422)},
    )
    async def open_session(request: Request, body: Annotated[TokenBody, Body()]) -> Response:
        if not session.is_token(body.token):
            raise ProblemError(HTTPStatus.UNAUTHORIZED, "token", "this is not the token of this run")
        port = (request.scope.get("server") or ("", 0))[1] or 0
        return Response(status_code=HTTPStatus.NO_CONTENT, headers={"set-cookie": session.cookie(port)})

    @inside.get("/api/v1/health", summary="Whether the server answers", operation_id="get_health", tags=["session"],
                responses=COMMON_REFUSALS)  # fmt: skip
    async def health() -> dict[str, str]:
        return {"status": "ok", "version": version("seawall"), "disclaimer": DISCLAIMER}


def _add_page(inside: FastAPI, bundle: Bundle) -> None:
    @inside.get("/{path:path}", include_in_schema=False)
    async def page(request: Request, path: str) -> Response:
        found = None if path.startswith("api/") else bundle.answer(request, path)
        if found is None:
            raise ProblemError(HTTPStatus.NOT_FOUND, "path", f"there is nothing at /{path[:80]}")
        return found


def _state_refusals(inside: FastAPI) -> None:
    """Let the description hold the shape of a refusal, and no other shape for it."""
    described = inside.openapi()
    schemas = described.setdefault("components", {}).setdefault("schemas", {})
    schemas["ProblemBody"] = ProblemBody.model_json_schema()
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    inside.openapi_schema = described
