"""The use cases of models: VaR and ES by any of them, and the backtest of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from seawall.core import Failure, check_confidence, choice_named
from seawall.errors import InputError, SeawallError
from seawall.market import MarketSnapshot, PricePanel, ReturnPanel, recent_returns, simple_returns
from seawall.measures import ConfidenceInterval, Measure, RiskFigure, estimate, judge, rank_models
from seawall.portfolio import Portfolio, PortfolioFile
from seawall.report import BacktestResults, ModelBacktest, ModelFigures, ModelResults
from seawall.sources import PriceSource
from seawall.valuation import PnlCube, position_values, revalue
from seawall.workflows.market_data import DEFAULT_CLOSES, Progress, open_book
from seawall.workflows.pareto_tail import TAIL_SHARE, pareto_fit
from seawall.workflows.risk_models import SEED, History, RiskModel, model_scenarios, model_title
from seawall.workflows.rolling import RollingBook, rolled_forecasts, rolling_book

__all__ = ["DEFAULT_WINDOW", "backtest_models", "model_figures", "run_backtest", "run_models"]

DEFAULT_WINDOW = 500
"""Sessions behind each forecast of a backtest."""


def run_models(
    file: PortfolioFile,
    source: PriceSource,
    *,
    models: Sequence[RiskModel],
    confidences: Sequence[float],
    horizon_sessions: int = 1,
    window_sessions: int | None = None,
    seed: int | None = None,
    as_of: dt.date | None = None,
    progress: Progress | None = None,
) -> ModelResults:
    """VaR and ES of a book by one or more models.

    Parameters
    ----------
    file : PortfolioFile
        The book.
    source : PriceSource
        Its prices.
    models : sequence of RiskModel
        Which ones.
    confidences : sequence of float
        In [0.5, 1).
    horizon_sessions : int
        Sessions ahead.
    window_sessions : int, optional
        Past sessions that the models know; 999, or all where fewer exist, by default.
    seed : int, optional
        Of models that draw.
    as_of : datetime.date, optional
        Wins over the date in the file.
    progress : Progress, optional
        Told of the models.

    Returns
    -------
    ModelResults
        Each figure with its interval; a model that fails is a listed failure.

    Raises
    ------
    InputError, DataError
        When the book, its prices or an argument break a rule; one line that names the place.
    """
    models = tuple(choice_named(each, "models", RiskModel) for each in models)
    for confidence in confidences:
        check_confidence(confidence)
    tell = progress or (lambda *_: None)
    portfolio, data = open_book(file, source, as_of=as_of, closes=_closes(window_sessions), progress=progress)
    returns = _window(data.panel, window_sessions)
    book = rolling_book(portfolio, data.snapshot, returns, lineage=data.lineage)
    history = book.before(len(book.pnl), len(book.pnl))
    found: list[ModelFigures] = []
    failures: list[Failure] = []
    for place, model in enumerate(models):
        tell(f"valuing {model_title(model)}", place, len(models))
        try:
            found.append(
                model_figures(
                    model,
                    portfolio,
                    data.snapshot,
                    history,
                    confidences=confidences,
                    horizon_sessions=horizon_sessions,
                    seed=SEED if seed is None else seed,
                )
            )
        except SeawallError as error:
            failures.append(Failure.of(f"model {model}", error))
    return ModelResults(
        portfolio=portfolio,
        as_of=data.as_of,
        snapshot=data.snapshot,
        equity=float(position_values(portfolio, data.snapshot).sum()),
        window_sessions=len(book.pnl),
        models=tuple(found),
        failures=tuple(failures),
    )


def model_figures(
    model: RiskModel,
    portfolio: Portfolio,
    snapshot: MarketSnapshot,
    history: History,
    *,
    confidences: Sequence[float],
    horizon_sessions: int = 1,
    seed: int = SEED,
) -> ModelFigures:
    """VaR and ES of a book by one model, with their intervals.

    Raises
    ------
    InputError, DataError, NumericalError
        When the history does not carry the model, or a fit fails.
    """
    scenarios = model_scenarios(model, history, horizon_sessions=horizon_sessions, seed=seed)
    cube = revalue(portfolio, snapshot, scenarios)
    if model is RiskModel.PARETO_TAIL:
        figures = _pareto_figures(cube, confidences)
    else:
        figures = tuple(
            estimate(cube, measure, confidence=confidence) for measure in Measure for confidence in confidences
        )
    return ModelFigures(model.value, model_title(model), figures, scenarios.design.effective_size(len(scenarios)))


def _pareto_figures(cube: PnlCube, confidences: Sequence[float]) -> tuple[RiskFigure, ...]:
    """Figures of a Pareto law fitted to the tail of a cube, with profile-likelihood intervals."""
    fit = pareto_fit(cube.losses)
    lineage = replace(
        cube.lineage,
        method=f"{cube.lineage.method}; generalised Pareto law beyond the worst {TAIL_SHARE:.0%}, "
        f"{fit.n_exceedances} losses, shape {fit.shape:.3f}",
    )
    figures = []
    for measure in Measure:
        is_var = measure is Measure.VALUE_AT_RISK
        for confidence in confidences:
            if confidence <= 1.0 - TAIL_SHARE:
                raise InputError(
                    f"'confidence' must be above {1.0 - TAIL_SHARE:g} for the Pareto tail, was {confidence!r}"
                )
            found = fit.value_at_risk_interval(confidence) if is_var else fit.expected_shortfall_interval(confidence)
            interval = ConfidenceInterval(found.lower, found.upper, found.coverage, "profile likelihood")
            figures.append(
                RiskFigure(
                    measure=measure,
                    value=fit.value_at_risk(confidence) if is_var else fit.expected_shortfall(confidence),
                    confidence=confidence,
                    horizon_sessions=cube.horizon_sessions,
                    currency=cube.currency,
                    n=len(cube.labels),
                    interval=interval if np.isfinite(interval.upper) else None,
                    lineage=lineage,
                )
            )
    return tuple(figures)


def run_backtest(
    file: PortfolioFile,
    source: PriceSource,
    *,
    models: Sequence[RiskModel],
    confidence: float = 0.99,
    window_sessions: int = DEFAULT_WINDOW,
    tested_sessions: int | None = None,
    refit_sessions: int = 1,
    seed: int | None = None,
    as_of: dt.date | None = None,
    progress: Progress | None = None,
) -> BacktestResults:
    """Roll models through the history of a book, and judge them.

    Parameters
    ----------
    file : PortfolioFile
        The book: today's quantities at today's levels on every session.
    source : PriceSource
        Its prices.
    models : sequence of RiskModel
        Which ones.
    confidence : float
        Of VaR and ES, in [0.5, 1).
    window_sessions : int
        Sessions behind each forecast.
    tested_sessions : int, optional
        Last sessions that are forecast; all that the window leaves by default.
    refit_sessions : int
        Sessions for which a GARCH fit is kept.
    seed : int, optional
        Of models that draw, and of simulated p-values.
    as_of : datetime.date, optional
        Wins over the date in the file.
    progress : Progress, optional
        Told of each session.

    Returns
    -------
    BacktestResults
        Verdict of each model; a model that fails is a listed failure.

    Raises
    ------
    InputError, DataError
        When the book, its prices or an argument break a rule; one line that names the place.
    """
    models = tuple(choice_named(each, "models", RiskModel) for each in models)
    check_confidence(confidence)
    if refit_sessions < 1:
        raise InputError(f"'refit_sessions' must be at least 1, was {refit_sessions!r}")
    if tested_sessions is not None and tested_sessions < 1:
        raise InputError(f"'tested_sessions' must be at least 1, was {tested_sessions!r}")
    portfolio, data = open_book(file, source, as_of=as_of, closes=None, progress=progress)
    # a window that the history does not hold is refused before anything is valued
    recent_returns(data.panel, sessions=window_sessions + (tested_sessions or 1))
    book = rolling_book(portfolio, data.snapshot, simple_returns(data.panel), lineage=data.lineage)
    backtests, failures = backtest_models(
        models,
        book,
        confidence=confidence,
        window_sessions=window_sessions,
        tested_sessions=tested_sessions or len(book.pnl) - window_sessions,
        refit_sessions=refit_sessions,
        seed=SEED if seed is None else seed,
        progress=progress,
    )
    ranking = rank_models([each.forecasts for each in backtests]) if len(backtests) > 1 else ()
    return BacktestResults(
        portfolio=portfolio,
        as_of=data.as_of,
        snapshot=data.snapshot,
        confidence=confidence,
        window_sessions=window_sessions,
        refit_sessions=refit_sessions,
        models=backtests,
        ranking=ranking,
        failures=failures,
    )


def backtest_models(
    models: Sequence[RiskModel],
    book: RollingBook,
    *,
    confidence: float,
    window_sessions: int,
    tested_sessions: int,
    refit_sessions: int,
    seed: int = SEED,
    progress: Progress | None = None,
) -> tuple[tuple[ModelBacktest, ...], tuple[Failure, ...]]:
    """Roll each model through history, and judge all of them together."""
    records, failures = [], []
    for model in models:
        try:
            record = rolled_forecasts(
                model,
                book,
                window_sessions=window_sessions,
                tested_sessions=tested_sessions,
                confidence=confidence,
                refit_sessions=refit_sessions,
                seed=seed,
                progress=progress or (lambda *_: None),
            )
        except SeawallError as error:
            failures.append(Failure.of(f"backtest of {model}", error))
        else:
            records.append((model, record))
    verdicts = judge([record for _, record in records], seed=seed) if records else ()
    return (
        tuple(
            ModelBacktest(model.value, model_title(model), record, verdict)
            for (model, record), verdict in zip(records, verdicts, strict=True)
        ),
        tuple(failures),
    )


def _closes(window_sessions: int | None) -> int | None:
    """Closes to join: as many as a report keeps, or all where a window is asked for."""
    return DEFAULT_CLOSES if window_sessions is None else None


def _window(panel: PricePanel, window_sessions: int | None) -> ReturnPanel:
    return simple_returns(panel) if window_sessions is None else recent_returns(panel, sessions=window_sessions)
