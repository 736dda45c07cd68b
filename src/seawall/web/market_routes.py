"""The market over HTTP: the documents of its commands, as they are now."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field

from seawall.report import BookDocument, CascadeDocument, CascadeScenariosDocument, LiquidationsDocument
from seawall.web.document_route import NoQuery
from seawall.web.document_route import Query as Asked
from seawall.web.live_market import LiveMarket
from seawall.web.query_fields import AssetId
from seawall.web.stated_refusals import COMMON_REFUSALS, refusals

__all__ = ["market_routes"]

_HEADERS = {"cache-control": "no-store"}
_FEED_REFUSALS = {**COMMON_REFUSALS, **refusals(422, 424)}
_ASKED_REFUSALS = {**_FEED_REFUSALS, **refusals(409, 503)}


class CascadeQuery(Asked):
    """A shock."""

    shock: Annotated[float, Field(ge=-0.5, le=0.5, description="Return, decimal; above 0 squeezes shorts.")] = -0.01


class CascadeScenariosQuery(CascadeQuery):
    """A shock, and the asset of the book that it hits."""

    asset: AssetId = "BTC"


def market_routes(market: LiveMarket) -> APIRouter:
    """Routes of the market.

    Parameters
    ----------
    market : LiveMarket
        Whose documents they are.
    """
    router = APIRouter(tags=["market"])

    @router.get("/book", summary="The order book", operation_id="get_book", response_class=Response,
                responses={200: {"model": BookDocument}, **_FEED_REFUSALS})  # fmt: skip
    async def book(asked: Annotated[NoQuery, Query()]) -> Response:
        del asked
        return _json(market.document("book"))

    @router.get("/liquidations", summary="Estimated liquidations by price", operation_id="get_liquidations",
                response_class=Response,
                responses={200: {"model": LiquidationsDocument}, **_FEED_REFUSALS})  # fmt: skip
    async def liquidations(asked: Annotated[NoQuery, Query()]) -> Response:
        del asked
        return _json(market.document("liquidations"))

    @router.get("/cascade", summary="How far forced orders carry a shock", operation_id="get_cascade",
                response_class=Response,
                responses={200: {"model": CascadeDocument}, **_ASKED_REFUSALS})  # fmt: skip
    async def cascade(asked: Annotated[CascadeQuery, Query()]) -> Response:
        return _json(await market.answer("cascade", asked.model_dump()))

    @router.get("/cascade-scenarios", summary="A cascade, and the stress scenarios that come of it",
                operation_id="get_cascade_scenarios", response_class=Response,
                responses={200: {"model": CascadeScenariosDocument}, **_ASKED_REFUSALS})  # fmt: skip
    async def cascade_scenarios(asked: Annotated[CascadeScenariosQuery, Query()]) -> Response:
        return _json(await market.answer("cascade_scenarios", asked.model_dump()))

    return router


def _json(content: bytes) -> Response:
    return Response(content, media_type="application/json", headers=_HEADERS)
