"""Documents of the book: the report and its stages, VaR and ES by model, backtests, Greeks, trades and hedges."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from pydantic import Field

from seawall.portfolio import parse_trade
from seawall.report import (
    BacktestDocument,
    GreeksDocument,
    HedgeDocument,
    ModelDocument,
    ReportDocument,
    StressSection,
    WhatIfDocument,
    compose_backtest,
    compose_greeks,
    compose_hedges,
    compose_models,
    compose_what_if,
    document_json,
    html_page,
    section_json,
)
from seawall.web.desk import Desk
from seawall.web.document_route import HTML, DocumentRoute, NoQuery, Query
from seawall.web.query_fields import Confidence, Seed
from seawall.workflows import CONFIDENCES, RiskModel, run_backtest, run_book_greeks, run_hedges, run_models, run_what_if

__all__ = ["BOOK_DOCUMENTS"]

_Models = Annotated[tuple[RiskModel, ...], Field(min_length=1, max_length=len(RiskModel))]
_Trade = Annotated[str, Field(min_length=3, max_length=80)]


class ModelsQuery(Query):
    """VaR and ES by models."""

    methods: _Models = (RiskModel.HISTORICAL,)
    confidence: Confidence | None = None
    horizon: Annotated[int, Field(ge=1, le=10)] = 1
    window: Annotated[int | None, Field(ge=100, le=10_000)] = None
    seed: Seed | None = None


class BacktestQuery(Query):
    """Models judged by their past."""

    methods: _Models = (RiskModel.HISTORICAL,)
    confidence: Confidence = 0.99
    window: Annotated[int, Field(ge=100, le=5_000)] = 500
    sessions: Annotated[int | None, Field(ge=50, le=5_000)] = None
    refit_every: Annotated[int, Field(ge=1, le=250, description="Sessions for which a GARCH fit is kept.")] = 1
    seed: Seed | None = None


class WhatIfQuery(Query):
    """Trades to try."""

    trades: Annotated[list[_Trade], Field(min_length=1, max_length=10)]


def _report(desk: Desk, _: NoQuery) -> str:
    """``seawall report --json``."""
    return document_json(desk.report[1])


def _report_page(desk: Desk, _: NoQuery) -> str:
    """The self-contained page that ``seawall report --out`` writes."""
    results, document = desk.report
    return html_page(document, results)


def _section(name: str) -> Callable[[Desk, NoQuery], str]:
    """``seawall identify``, ``var``, ``stress`` or ``rate``, each with ``--json``."""

    def make(desk: Desk, _: NoQuery) -> str:
        document = desk.report[1] if name == "quantify" else desk.report_without_models
        return section_json(document, name)

    return make


def _models(desk: Desk, asked: ModelsQuery) -> str:
    """``seawall var --method … --json``."""
    results = run_models(
        desk.file,
        desk.source,
        models=list(dict.fromkeys(asked.methods)),
        confidences=CONFIDENCES if asked.confidence is None else (asked.confidence,),
        horizon_sessions=asked.horizon,
        window_sessions=asked.window,
        seed=asked.seed,
        as_of=desk.inputs.as_of,
        progress=desk.progress,
    )
    return document_json(compose_models(results, horizon_sessions=asked.horizon))


def _backtest(desk: Desk, asked: BacktestQuery) -> str:
    """``seawall backtest --json``."""
    results = run_backtest(
        desk.file,
        desk.source,
        models=list(dict.fromkeys(asked.methods)),
        confidence=asked.confidence,
        window_sessions=asked.window,
        tested_sessions=asked.sessions,
        refit_sessions=asked.refit_every,
        seed=asked.seed,
        as_of=desk.inputs.as_of,
        progress=desk.progress,
    )
    return document_json(compose_backtest(results))


def _greeks(desk: Desk, _: NoQuery) -> str:
    """``seawall greeks --json``."""
    results = run_book_greeks(desk.file, desk.source, as_of=desk.inputs.as_of, progress=desk.progress)
    return document_json(compose_greeks(results))


def _what_if(desk: Desk, asked: WhatIfQuery) -> str:
    """``seawall what-if --json``."""
    trades = [parse_trade(each) for each in asked.trades]
    results = run_what_if(desk.file, desk.source, trades, as_of=desk.inputs.as_of, progress=desk.progress)
    return document_json(compose_what_if(results))


def _hedge(desk: Desk, _: NoQuery) -> str:
    """``seawall hedge --json``."""
    results = run_hedges(desk.file, desk.source, as_of=desk.inputs.as_of, progress=desk.progress)
    return document_json(compose_hedges(results))


BOOK_DOCUMENTS = (
    DocumentRoute("report", "Rated risk report of the book", _report, document=ReportDocument),
    DocumentRoute("exposures", "Stage 'identify' of the report", _section("identify")),
    DocumentRoute("var", "Stage 'quantify' of the report", _section("quantify")),
    DocumentRoute("stress", "Stage 'stress' of the report", _section("stress"), document=StressSection),
    DocumentRoute("rating", "Stage 'rating' of the report", _section("rating")),
    DocumentRoute("greeks", "Greeks of the book", _greeks, document=GreeksDocument),
    DocumentRoute("models", "VaR and ES by model", _models, ModelsQuery, ModelDocument),
    DocumentRoute("backtest", "Models judged by their past", _backtest, BacktestQuery, BacktestDocument),
    DocumentRoute("what-if", "VaR and ES before and after trades", _what_if, WhatIfQuery, WhatIfDocument,
                  is_posted=True),
    DocumentRoute("hedge", "The trade in each instrument that lowers ES most, and each position closed", _hedge,
                  document=HedgeDocument),
    DocumentRoute("download/report.json", "The report as a file (json)", _report, file_name="seawall-report.json"),
    DocumentRoute("download/report.html", "The report as a file (html)", _report_page, file_name="seawall-report.html",
                  media_type=HTML),
)  # fmt: skip
