"""The documents of a desk over HTTP; one route each, with what may be asked and what comes back."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Request, Response
from pydantic import BaseModel

from seawall.report import (
    AcfDocument,
    BacktestDocument,
    CapmDocument,
    ForecastDocument,
    FrontierDocument,
    GreeksDocument,
    MacroDocument,
    ModelDocument,
    OptimizeDocument,
    ReportDocument,
    SimulationDocument,
    VolatilityDocument,
    WhatIfDocument,
)
from seawall.web import queries as q
from seawall.web.problems import PROBLEM_TYPE
from seawall.web.workroom import Workroom

__all__ = ["ProblemBody", "document_routes"]

_SMALLEST_COMPRESSED, _QUICK = 1_024, 4
_JSON, _HTML = "application/json", "text/html; charset=utf-8"


class ProblemBody(BaseModel):
    """What every refusal says."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    trace: str


class OptionBody(BaseModel):
    """Price and Greeks per unit of the underlying; a value without bound is null."""

    price: float
    delta: float
    gamma: float | None
    theta_per_day: float | None
    theta_per_year: float | None
    vega_per_point: float
    vega_per_1: float
    rho_per_percent: float
    rho_per_1: float
    vanna: float | None
    volga: float | None
    inputs: dict[str, float | str]
    disclaimer: str


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Refusals of a route as OpenAPI states them."""
    content = {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemBody"}}}
    return {status: {"description": HTTPStatus(status).phrase, "content": content} for status in statuses}


COMMON_REFUSALS = refusals(401, 403, 413, 429)
_WORK_REFUSALS = {**COMMON_REFUSALS, **refusals(409, 422, 424, 503)}

_DOCUMENTS: tuple[tuple[str, str, type[BaseModel], Any, str], ...] = (
    ("report", "report", q.NoQuery, ReportDocument, "Rated risk report of the book"),
    ("greeks", "greeks", q.NoQuery, GreeksDocument, "Greeks of the book"),
    ("models", "models", q.ModelsQuery, ModelDocument, "VaR and ES by model"),
    ("backtest", "backtest", q.BacktestQuery, BacktestDocument, "Models judged by their past"),
    ("frontier", "frontier", q.FrontierQuery, FrontierDocument, "Every efficient portfolio"),
    ("optimize", "optimize", q.OptimizeQuery, OptimizeDocument, "One portfolio by an objective"),
    ("capm", "capm", q.CapmQuery, CapmDocument, "Betas and the security market line"),
    ("simulation", "simulation", q.SimulationQuery, SimulationDocument, "Geometric Brownian motion"),
    ("option", "option", q.OptionQuery, OptionBody, "Price and Greeks of one European option"),
    ("macro", "macro", q.NoQuery, MacroDocument, "The economy on one day"),
    ("forecast", "forecast", q.ForecastQuery, ForecastDocument, "ARIMA forecast of a series"),
    ("acf", "acf", q.AcfQuery, AcfDocument, "Autocorrelations of a series"),
    ("volatility", "volatility", q.VolatilityQuery, VolatilityDocument, "GARCH volatility of a series"),
)
_SECTIONS = {"exposures": "identify", "var": "quantify", "stress": "stress", "rating": "rating"}


def document_routes(workroom: Workroom) -> APIRouter:
    """Routes of all documents.

    Parameters
    ----------
    workroom : Workroom
        Makes them.
    """
    router = APIRouter(tags=["documents"])
    for path, name, query, document, summary in _DOCUMENTS:
        router.add_api_route(
            f"/{path}",
            _getting(workroom, name, query),
            methods=["GET"],
            summary=summary,
            operation_id=f"get_{name}",
            responses={200: {"model": document}, **_WORK_REFUSALS},
            response_class=Response,
        )
    for path, section in _SECTIONS.items():
        router.add_api_route(
            f"/{path}",
            _getting_section(workroom, section),
            methods=["GET"],
            summary=f"Stage '{section}' of the report",
            operation_id=f"get_{path}",
            responses={200: {"content": {_JSON: {"schema": {"type": "object"}}}}, **_WORK_REFUSALS},
            response_class=Response,
        )
    _add_what_if(router, workroom)
    _add_downloads(router, workroom)
    return router


def _getting(workroom: Workroom, name: str, query: type[BaseModel]) -> Callable[..., Awaitable[Response]]:
    async def get(request: Request, asked: Any) -> Response:
        return _answer(request, await workroom.document(name, asked.model_dump(mode="json")))

    get.__annotations__["asked"] = Annotated[query, Query()]
    return get


def _getting_section(workroom: Workroom, section: str) -> Callable[..., Awaitable[Response]]:
    async def get(request: Request, asked: Annotated[q.NoQuery, Query()]) -> Response:
        del asked
        return _answer(request, await workroom.document("section", {"name": section}))

    return get


def _add_what_if(router: APIRouter, workroom: Workroom) -> None:
    @router.post(
        "/what-if",
        summary="VaR and ES before and after trades",
        operation_id="try_trades",
        responses={200: {"model": WhatIfDocument}, **_WORK_REFUSALS, **refusals(400)},
        response_class=Response,
    )
    async def what_if(request: Request, asked: Annotated[q.WhatIfBody, Body()]) -> Response:
        return _answer(request, await workroom.document("what_if", asked.model_dump(mode="json")))


def _add_downloads(router: APIRouter, workroom: Workroom) -> None:
    for suffix, name, kind in (("json", "report", _JSON), ("html", "report_page", _HTML)):
        router.add_api_route(
            f"/download/report.{suffix}",
            _downloading(workroom, name, suffix, kind),
            methods=["GET"],
            summary=f"The report as a file ({suffix})",
            operation_id=f"download_report_{suffix}",
            responses={200: {"content": {kind.split(";")[0]: {}}}, **_WORK_REFUSALS},
            response_class=Response,
        )


def _downloading(workroom: Workroom, name: str, suffix: str, kind: str) -> Callable[..., Awaitable[Response]]:
    async def get(asked: Annotated[q.NoQuery, Query()]) -> Response:
        del asked
        content = await workroom.document(name, {})
        headers = {
            "content-disposition": f'attachment; filename="seawall-report.{suffix}"',
            "cache-control": "no-store",
        }
        return Response(content, media_type=kind, headers=headers)

    return get


def _answer(request: Request, content: bytes) -> Response:
    """JSON with a tag, or nothing where the browser has it already."""
    tag = f'"{hashlib.sha256(content).hexdigest()[:24]}"'
    headers = {"etag": tag, "cache-control": "private, no-cache", "vary": "accept-encoding"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    if len(content) >= _SMALLEST_COMPRESSED and "gzip" in request.headers.get("accept-encoding", ""):
        content = gzip.compress(content, compresslevel=_QUICK, mtime=0)
        headers["content-encoding"] = "gzip"
    return Response(content, media_type=_JSON, headers=headers)
