"""What the dashboard is about: one book, its prices, and the economy; and every document that can be made of them.

Each document is made by the workflow and the composer behind the command of the same name, so that its JSON is that of
the command's ``--json``, byte for byte.
"""

from __future__ import annotations

import datetime as dt
import json
import math
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seawall.core import DAYS_PER_YEAR, DISCLAIMER
from seawall.errors import InputError
from seawall.report import (
    compose_acf,
    compose_backtest,
    compose_capm,
    compose_document,
    compose_forecast,
    compose_frontier,
    compose_greeks,
    compose_macro,
    compose_models,
    compose_optimize,
    compose_simulation,
    compose_volatility,
    compose_what_if,
    document_json,
    html_page,
    section_json,
)

if TYPE_CHECKING:
    from seawall.portfolio import PortfolioFile
    from seawall.report import ForecastSeries, ReportDocument, RiskResults
    from seawall.sources import PriceSource

__all__ = ["Desk", "DeskInputs"]


@dataclass(frozen=True, slots=True)
class DeskInputs:
    """Files and names that a dashboard is started with.

    Attributes
    ----------
    portfolio : Path
        File of the book.
    market : str, optional
        Prices; those that the file names by default.
    as_of : datetime.date, optional
        Day of all figures; the file's, or the last common close, by default.
    macro : Path, optional
        Folder of economic series; what the store keeps by default.
    """

    portfolio: Path
    market: str | None = None
    as_of: dt.date | None = None
    macro: Path | None = None


class Desk:
    """Files opened once, and the documents made of them, each as JSON text.

    Parameters
    ----------
    inputs : DeskInputs
        What to open; nothing is read yet.
    """

    def __init__(self, inputs: DeskInputs) -> None:
        self.inputs = inputs

    @cached_property
    def file(self) -> PortfolioFile:
        """The book."""
        from seawall.portfolio import read_portfolio_file

        return read_portfolio_file(self.inputs.portfolio)

    @cached_property
    def source(self) -> PriceSource:
        """Its prices."""
        from seawall.workflows import open_market

        return open_market(self.file, self.inputs.market)

    @cached_property
    def market(self) -> str:
        """The prices by name or path, as other commands are given them."""
        if self.inputs.market is not None:
            return self.inputs.market
        if self.file.market is None:
            raise InputError(f"{self.file.path}: market is missing; name one in the file, or give --market")
        beside = self.file.path.parent / self.file.market
        return str(beside) if beside.exists() else self.file.market

    @cached_property
    def _whole(self) -> tuple[RiskResults, ReportDocument]:
        return self._run(with_models=True)

    @cached_property
    def _without_models(self) -> ReportDocument:
        return self._run(with_models=False)[1]

    def _run(self, *, with_models: bool) -> tuple[RiskResults, ReportDocument]:
        from seawall.workflows import run_risk_report

        asked = self.inputs
        results = run_risk_report(self.file, self.source, as_of=asked.as_of, macro=asked.macro, with_models=with_models)
        return results, compose_document(results)

    def report(self) -> str:
        """``seawall report --json``."""
        return document_json(self._whole[1])

    def report_page(self) -> str:
        """The self-contained page that ``seawall report --out`` writes."""
        results, document = self._whole
        return html_page(document, results)

    def section(self, *, name: str) -> str:
        """``seawall identify``, ``var``, ``stress`` or ``rate``, each with ``--json``."""
        return section_json(self._whole[1] if name == "quantify" else self._without_models, name)

    def models(
        self, *, methods: list[str], confidence: float | None, horizon: int, window: int | None, seed: int | None
    ) -> str:
        """``seawall var --method … --json``."""
        from seawall.workflows import CONFIDENCES, RiskModel, run_models

        results = run_models(
            self.file,
            self.source,
            models=[RiskModel(each) for each in dict.fromkeys(methods)],
            confidences=CONFIDENCES if confidence is None else (confidence,),
            horizon_sessions=horizon,
            window_sessions=window,
            seed=seed,
            as_of=self.inputs.as_of,
        )
        return document_json(compose_models(results, horizon_sessions=horizon))

    def backtest(
        self, *, methods: list[str], confidence: float, window: int, sessions: int | None, seed: int | None
    ) -> str:
        """``seawall backtest --json``."""
        from seawall.workflows import RiskModel, run_backtest

        results = run_backtest(
            self.file,
            self.source,
            models=[RiskModel(each) for each in dict.fromkeys(methods)],
            confidence=confidence,
            window_sessions=window,
            tested_sessions=sessions,
            seed=seed,
            as_of=self.inputs.as_of,
        )
        return document_json(compose_backtest(results))

    def greeks(self) -> str:
        """``seawall greeks --json``."""
        from seawall.workflows import run_book_greeks

        return document_json(compose_greeks(run_book_greeks(self.file, self.source, as_of=self.inputs.as_of)))

    def what_if(self, *, trades: list[str]) -> str:
        """``seawall what-if --json``."""
        from seawall.portfolio import parse_trade
        from seawall.workflows import run_what_if

        parsed = [parse_trade(each) for each in trades]
        return document_json(compose_what_if(run_what_if(self.file, self.source, parsed, as_of=self.inputs.as_of)))

    def frontier(self, *, low: float, high: float, covariance: str, mean: str, **options: Any) -> str:
        """``seawall frontier --json``."""
        from seawall.workflows import CovarianceMethod, MeanMethod, run_frontier

        results = run_frontier(
            self.source,
            bounds=(low, high),
            covariance=CovarianceMethod(covariance),
            mean=MeanMethod(mean),
            as_of=self.inputs.as_of,
            **options,
        )
        return document_json(compose_frontier(results))

    def optimize(
        self,
        *,
        objective: str,
        low: float | None,
        high: float | None,
        covariance: str,
        mean: str,
        with_book: bool,
        **options: Any,
    ) -> str:
        """``seawall optimize --json``."""
        from seawall.workflows import CovarianceMethod, MeanMethod, Objective, run_optimization

        results = run_optimization(
            self.source,
            bounds=None if low is None or high is None else (low, high),
            objective=Objective(objective),
            covariance=CovarianceMethod(covariance),
            mean=MeanMethod(mean),
            book=self.file if with_book else None,
            as_of=self.inputs.as_of,
            **options,
        )
        return document_json(compose_optimize(results))

    def capm(self, *, market: str, risk_free_rate: float, market_return: float | None, assets: list[str] | None) -> str:
        """``seawall capm --json``."""
        from seawall.workflows import run_capm

        results = run_capm(
            self.source,
            market=market,
            risk_free_annual=risk_free_rate,
            market_return_annual=market_return,
            assets=assets,
            as_of=self.inputs.as_of,
        )
        return document_json(compose_capm(results))

    def simulation(self, *, drift: float, volatility: float, method: str, **options: Any) -> str:
        """``seawall simulate gbm --json``."""
        from seawall.scenarios import PathMethod
        from seawall.workflows import run_gbm_simulation

        results = run_gbm_simulation(
            drift_annual=drift, volatility_annual=volatility, method=PathMethod(method), **options
        )
        return document_json(compose_simulation(results))

    def option(self, *, days: float, **inputs: Any) -> str:
        """``seawall option greeks --json``."""
        from seawall.valuation import single_option_values

        values = single_option_values(time=days / DAYS_PER_YEAR, **inputs)
        found = {name: value if math.isfinite(value) else None for name, value in values.by_unit().items()}
        document = {**found, "inputs": {**inputs, "days": days}, "disclaimer": DISCLAIMER}
        return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False)

    def macro(self) -> str:
        """``seawall macro --json``."""
        from seawall.workflows import run_macro

        results = run_macro(self.inputs.macro, prices=self.source, as_of=self.inputs.as_of)
        return document_json(compose_macro(results))

    def forecast(self, *, series: str, transform: str | None, criterion: str, **options: Any) -> str:
        """``seawall forecast --json``."""
        from seawall.models import InformationCriterion
        from seawall.workflows import run_forecast

        read = self._series(series, transform)
        return document_json(compose_forecast(run_forecast(read, criterion=InformationCriterion(criterion), **options)))

    def acf(self, *, series: str, transform: str | None, lags: int | None) -> str:
        """``seawall acf --json``."""
        from seawall.workflows import run_acf

        return document_json(compose_acf(run_acf(self._series(series, transform), lags=lags)))

    def volatility(self, *, series: str, steps: int) -> str:
        """``seawall volatility --json``."""
        from seawall.models import GarchKind
        from seawall.workflows import run_volatility

        results = run_volatility(self._series(series, None), steps=steps, kinds=tuple(GarchKind))
        return document_json(compose_volatility(results))

    def _series(self, name: str, transform: str | None) -> ForecastSeries:
        from seawall.models import Transform
        from seawall.workflows import read_forecast_series

        return read_forecast_series(
            name,
            market=self.market,
            macro_folder=self.inputs.macro,
            transform=None if transform is None else Transform(transform),
            as_of=self.inputs.as_of,
        )
