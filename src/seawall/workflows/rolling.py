"""One model, rolled through history: each forecast is made from the sessions before it, and met by the one after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np

from seawall.core import FloatArray, Lineage
from seawall.errors import DataError, SeawallError
from seawall.market import MarketSnapshot, ReturnPanel, RiskFactor
from seawall.measures import ForecastRecord, expected_shortfall, law_tail, sample_tail, value_at_risk
from seawall.models import GarchFit
from seawall.portfolio import Portfolio
from seawall.scenarios import NumberedLabels, SampleDesign, ScenarioSet, historical_scenarios, risk_factors
from seawall.valuation import CompiledBook, Engine, compile_book, revalue, revalue_book
from seawall.workflows.market_data import Progress
from seawall.workflows.pareto_tail import pareto_fit
from seawall.workflows.risk_models import (
    FITTED_MODELS,
    PLAIN_MODELS,
    History,
    RiskModel,
    fit_model,
    model_scenarios,
    model_title,
)

__all__ = ["RollingBook", "rolled_forecasts", "rolling_book"]

DRAWS = 4_096
"""Scenarios a session of a model that draws them: the error of VaR stays below 1 %, far below that of the test."""
_STACKED_SCENARIOS = 16_384
"""Scenarios of successive sessions that are revalued together."""


@dataclass(frozen=True, slots=True, eq=False)
class RollingBook:
    """Today's book on every session of its history.

    Attributes
    ----------
    compiled : CompiledBook
        The book at today's levels.
    factors : sequence of RiskFactor
        That move it.
    returns : ReturnPanel
        One-session simple returns, shape (n_times, n_symbols).
    pnl : FloatArray
        What today's book would have gained on each session, shape (n_times,).
    lineage : Lineage
        Of the prices.
    """

    compiled: CompiledBook
    factors: Sequence[RiskFactor]
    returns: ReturnPanel
    pnl: FloatArray
    lineage: Lineage

    def before(self, session: int, window_sessions: int) -> History:
        """What is known before a session: the `window_sessions` sessions that end with the one before."""
        start = session - window_sessions
        return History(
            returns=replace(
                self.returns,
                dates=self.returns.dates[start:session],
                returns=self.returns.returns[start:session],
                first_close=self.returns.first_close if start == 0 else self.returns.dates[start - 1],
            ),
            factors=self.factors,
            lineage=self.lineage,
            book_pnl=self.pnl[start:session],
        )


def rolling_book(
    portfolio: Portfolio, snapshot: MarketSnapshot, returns: ReturnPanel, *, lineage: Lineage
) -> RollingBook:
    """Value today's book on every session of a history."""
    factors = risk_factors(portfolio)
    scenarios = historical_scenarios(returns, factors=factors, lineage=lineage)
    pnl = revalue(portfolio, snapshot, scenarios).totals
    return RollingBook(compile_book(portfolio, snapshot), factors, returns, pnl, lineage)


def rolled_forecasts(
    model: RiskModel,
    book: RollingBook,
    *,
    window_sessions: int,
    tested_sessions: int,
    confidence: float,
    refit_sessions: int,
    seed: int,
    progress: Progress,
) -> ForecastRecord:
    """Forecasts of the last sessions of a history, each from the window before its session.

    Parameters
    ----------
    model : RiskModel
        Which one.
    book : RollingBook
        Today's book and its history.
    window_sessions : int
        Sessions behind each forecast.
    tested_sessions : int
        Sessions forecast: the last of the history.
    confidence : float
        Of VaR and ES.
    refit_sessions : int
        Sessions for which a GARCH fit is kept; its volatility is brought up to date on each of them.
    seed : int
        Of models that draw; the same draws serve every session.
    progress : Progress
        Told of the sessions done.

    Returns
    -------
    ForecastRecord
        Shape (tested_sessions,).

    Raises
    ------
    DataError
        When the history is shorter than the window and the sessions tested.
    InputError, NumericalError
        When a window does not carry the model, or a fit fails; names the session.
    """
    n = len(book.pnl)
    if n < window_sessions + tested_sessions:
        raise DataError(
            f"a window of {window_sessions} sessions and {tested_sessions} tested need "
            f"{window_sessions + tested_sessions} sessions, found {n} ({book.returns.window})"
        )
    sessions = range(n - tested_sessions, n)
    samples = _plain_samples(book, sessions, window_sessions, model)
    if samples is None:
        samples = _revalued_samples(
            model, book, sessions, window_sessions=window_sessions, refit_sessions=refit_sessions, seed=seed
        )
    figures: list[tuple[float, float]] = []
    tails: list[FloatArray] = []
    for losses, weights in samples:
        progress(f"backtesting {model_title(model)}", len(figures), tested_sessions)
        if model is RiskModel.PARETO_TAIL:
            with _named(book, sessions[len(figures)]):
                fit = pareto_fit(losses)
                figures.append((fit.value_at_risk(confidence), fit.expected_shortfall(confidence)))
                tails.append(law_tail(fit.expected_shortfall, confidence=confidence))
            continue
        value = value_at_risk(losses, confidence=confidence, weights=weights)
        figures.append((value, expected_shortfall(losses, confidence=confidence, weights=weights)))
        tails.append(sample_tail(losses, confidence=confidence, weights=weights))
    values = np.array(figures)
    return ForecastRecord(
        model=model.value,
        dates=book.returns.dates[sessions.start :],
        losses=-book.pnl[sessions.start :],
        value_at_risk=values[:, 0],
        expected_shortfall=values[:, 1],
        tail_losses=np.array(tails),
        confidence=confidence,
        window_sessions=window_sessions,
        lineage=replace(
            book.lineage,
            method=_words(model, window_sessions, refit_sessions),
            window=book.returns.window,
            seed=None if model in PLAIN_MODELS or model in FITTED_MODELS else seed,
        ),
    )


@contextmanager
def _named(book: RollingBook, session: int) -> Iterator[None]:
    """Name the session in an error."""
    try:
        yield
    except SeawallError as error:
        raise type(error)(f"forecast of {book.returns.dates[session]}: {error}") from error


def _words(model: RiskModel, window_sessions: int, refit_sessions: int) -> str:
    refit = ""
    if model in FITTED_MODELS:
        refit = ", refit every session" if refit_sessions == 1 else f", refit every {refit_sessions} sessions"
    return f"{model_title(model)}, one session ahead from the {window_sessions} before it{refit}; today's book"


_Sample = tuple[FloatArray, FloatArray | None]
"""Losses of one session's scenarios, and their weights."""


def _plain_samples(
    book: RollingBook, sessions: range, window_sessions: int, model: RiskModel
) -> Iterator[_Sample] | None:
    """Samples of a model whose scenarios are past moves: rows of the one revaluation of the whole history."""
    if model not in PLAIN_MODELS:
        return None
    # the weights of a window depend on its length alone
    first = model_scenarios(model, book.before(sessions[0], window_sessions))
    return ((-book.pnl[session - window_sessions : session], first.design.weights) for session in sessions)


def _revalued_samples(
    model: RiskModel, book: RollingBook, sessions: range, *, window_sessions: int, refit_sessions: int, seed: int
) -> Iterator[_Sample]:
    waiting: list[ScenarioSet] = []
    fits: Mapping[str, GarchFit] | None = None
    for place, session in enumerate(sessions):
        history = book.before(session, window_sessions)
        with _named(book, session):
            if model in FITTED_MODELS and place % refit_sessions == 0:
                fits = fit_model(model, history)
            waiting.append(model_scenarios(model, history, n_draws=DRAWS, seed=seed, fits=fits))
        if sum(map(len, waiting)) >= _STACKED_SCENARIOS or session == sessions[-1]:
            yield from _revalued(book, waiting)
            waiting = []


def _revalued(book: RollingBook, sets: Sequence[ScenarioSet]) -> Iterator[_Sample]:
    """Losses of several scenario sets of the same factors, revalued as one."""
    stacked = replace(
        sets[0],
        shocks=np.concatenate([each.shocks for each in sets]),
        labels=NumberedLabels("draw", sum(map(len, sets))),
        design=SampleDesign(),
    )
    losses = revalue_book(book.compiled, stacked, engine=Engine.FULL).losses
    start = 0
    for each in sets:
        yield losses[start : start + len(each)], each.design.weights
        start += len(each)
