"""The models that a report carries beside its historical figures, and what became of their earlier forecasts."""

from __future__ import annotations

from seawall.core import Failure
from seawall.errors import SeawallError
from seawall.market import ReturnPanel, join_on_common_closes, simple_returns
from seawall.portfolio import Portfolio
from seawall.report import ModelBacktest, ModelFigures
from seawall.workflows.market_data import MarketData, Progress
from seawall.workflows.model_runs import backtest_models, model_figures
from seawall.workflows.risk_models import RiskModel, model_title
from seawall.workflows.rolling import rolling_book

__all__ = ["FAN_MODELS", "model_fan"]

FAN_MODELS = (RiskModel.HISTORICAL, RiskModel.NORMAL, RiskModel.EWMA, RiskModel.FILTERED)
FAN_CONFIDENCE = 0.99
TESTED_SESSIONS = 500
REFIT_SESSIONS = 21
FEWEST_WINDOW_SESSIONS = 250
"""What a volatility model needs."""
FEWEST_TESTED_SESSIONS = 100
"""With fewer, a right and a wrong model look the same."""


def model_fan(
    portfolio: Portfolio, data: MarketData, returns: ReturnPanel, *, progress: Progress
) -> tuple[tuple[ModelFigures, ...], tuple[ModelBacktest, ...], tuple[Failure, ...]]:
    """Say what each model of the fan sees in the sessions of the report, and judge its earlier forecasts.

    Parameters
    ----------
    portfolio : Portfolio
        With quantities.
    data : MarketData
        Its prices.
    returns : ReturnPanel
        One-session returns that the report's historical figures rest on.
    progress : Progress
        Told of each session.

    Returns
    -------
    tuple
        Figures, backtests and failures. All empty where history is too short to tell models apart: fewer than 350
        sessions.
    """
    longer = join_on_common_closes(
        {symbol: data.series[symbol] for symbol in data.panel.symbols},
        until=data.snapshot.as_of,
        closes=len(returns.dates) + 1 + TESTED_SESSIONS,
    )
    sessions = len(longer.dates) - 1
    if sessions < FEWEST_WINDOW_SESSIONS + FEWEST_TESTED_SESSIONS:
        return (), (), ()
    book = rolling_book(portfolio, data.snapshot, returns, lineage=data.lineage)
    history = book.before(len(book.pnl), len(book.pnl))
    found, failures = [], []
    for place, model in enumerate(FAN_MODELS):
        progress(f"valuing {model_title(model)}", place, len(FAN_MODELS))
        try:
            found.append(model_figures(model, portfolio, data.snapshot, history, confidences=(FAN_CONFIDENCE,)))
        except SeawallError as error:
            failures.append(Failure.of(f"model {model}", error))
    # where history is short, two thirds of it are the window and one third is tested
    window = min(len(returns.dates), max(2 * sessions // 3, FEWEST_WINDOW_SESSIONS))
    backtests, untested = backtest_models(
        FAN_MODELS,
        rolling_book(portfolio, data.snapshot, simple_returns(longer), lineage=data.lineage),
        confidence=FAN_CONFIDENCE,
        window_sessions=window,
        tested_sessions=min(TESTED_SESSIONS, sessions - window),
        refit_sessions=REFIT_SESSIONS,
        progress=progress,
    )
    return tuple(found), backtests, (*failures, *untested)
