"""``seawall var`` and ``seawall backtest``: models of the tail, and what became of their forecasts."""

from __future__ import annotations

import enum
from typing import Annotated

import typer

from seawall.cli.arguments import AsOfOption, JsonOption, MarketOption, PortfolioArgument, parse_date
from seawall.cli.exit_codes import EXIT_FAILURES
from seawall.cli.page import show_page

__all__ = ["backtest", "model_var"]


class Model(enum.StrEnum):
    """Names of the models, known without loading one."""

    HISTORICAL = "historical"
    AGE_WEIGHTED = "age-weighted"
    VOLATILITY_SCALED = "volatility-scaled"
    FILTERED = "filtered"
    FILTERED_FACTORS = "filtered-factors"
    NORMAL = "normal"
    STUDENT_T = "student-t"
    CORNISH_FISHER = "cornish-fisher"
    EWMA = "ewma"
    EWMA_97 = "ewma-97"
    GARCH = "garch"
    T_COPULA = "t-copula"
    PARETO_TAIL = "pareto-tail"


DEFAULT_CONFIDENCES = (0.95, 0.975, 0.99)

WindowOption = Annotated[
    int | None,
    typer.Option("--window", metavar="SESSIONS", help="Past sessions that a model knows; 999, or all there are."),
]


def model_var(
    portfolio: PortfolioArgument,
    *,
    methods: list[Model],
    confidence: float | None,
    horizon: int,
    window: int | None,
    seed: int | None,
    market: MarketOption,
    as_of: AsOfOption,
    as_json: JsonOption,
) -> None:
    """VaR and ES by the models asked for."""
    from seawall.cli.progress import shown_progress
    from seawall.portfolio import read_portfolio_file
    from seawall.report import compose_models, model_section
    from seawall.workflows import RiskModel, open_market, run_models

    date = parse_date(as_of)
    file = read_portfolio_file(portfolio)
    source = open_market(file, market)
    with shown_progress() as progress:
        results = run_models(
            file,
            source,
            models=[RiskModel(each.value) for each in dict.fromkeys(methods)],
            confidences=DEFAULT_CONFIDENCES if confidence is None else (confidence,),
            horizon_sessions=horizon,
            window_sessions=window,
            seed=seed,
            as_of=date,
            progress=progress,
        )
    document = compose_models(results, horizon_sessions=horizon)
    show_page(document, model_section, title="SEAWALL models", as_json=as_json)
    if document.failures:
        raise typer.Exit(EXIT_FAILURES)


def backtest(
    portfolio: PortfolioArgument,
    *,
    model: Annotated[
        list[Model] | None, typer.Option("--model", help="A model, and again for another; all by default.")
    ] = None,
    window: Annotated[int, typer.Option("--window", metavar="SESSIONS", help="Sessions behind each forecast.")] = 500,
    confidence: Annotated[float, typer.Option("--confidence", help="Of VaR and ES, such as 0.99.")] = 0.99,
    sessions: Annotated[
        int | None,
        typer.Option("--sessions", metavar="SESSIONS", help="Last sessions to forecast; all that the window leaves."),
    ] = None,
    refit_every: Annotated[
        int, typer.Option("--refit-every", metavar="SESSIONS", help="Sessions for which a GARCH fit is kept.")
    ] = 1,
    seed: Annotated[int | None, typer.Option("--seed", help="Of draws and simulated p-values.")] = None,
    market: MarketOption = None,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> None:
    """Roll models through history without look-ahead, and judge their VaR and ES."""
    from seawall.cli.progress import shown_progress
    from seawall.portfolio import read_portfolio_file
    from seawall.report import backtest_section, compose_backtest
    from seawall.workflows import RiskModel, open_market, run_backtest

    date = parse_date(as_of)
    file = read_portfolio_file(portfolio)
    source = open_market(file, market)
    with shown_progress() as progress:
        results = run_backtest(
            file,
            source,
            models=[RiskModel(each.value) for each in dict.fromkeys(model or Model)],
            confidence=confidence,
            window_sessions=window,
            tested_sessions=sessions,
            refit_sessions=refit_every,
            seed=seed,
            as_of=date,
            progress=progress,
        )
    document = compose_backtest(results)
    show_page(document, backtest_section, title="SEAWALL backtest", as_json=as_json)
    if document.failures:
        raise typer.Exit(EXIT_FAILURES)
