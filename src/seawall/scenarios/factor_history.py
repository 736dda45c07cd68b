"""What the past says of a book's factors: the log returns of the symbols behind them.

Log returns add up over time and stay log returns when they are scaled, so a simple return made from them is above
-100 % whatever the scale. Simple returns times the square root of a horizon are not.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from seawall.core import DateArray, DateWindow, FloatArray, Lineage
from seawall.errors import DataError, InputError
from seawall.market import ReturnKind, ReturnPanel, RiskFactor, ShockRule
from seawall.scenarios.sample_design import NumberedLabels, SampleDesign
from seawall.scenarios.scenario_set import ScenarioSet

__all__ = ["FactorHistory", "check_horizon", "factor_history", "overlapping_sums"]


@dataclass(frozen=True, slots=True, eq=False)
class FactorHistory:
    """Log returns of the symbols behind the factors of a book.

    Attributes
    ----------
    factors : tuple of RiskFactor
        All factors of the book.
    symbols : tuple of str
        Symbols that they take, each once, in alphabetical order: what is made from the history does not depend on
        the order of the factors.
    log_returns : FloatArray
        Shape (n_times, n_symbols), decimals over one session.
    dates : DateArray
        Date on which each return ends, shape (n_times,).
    window : DateWindow
        From the first close to the last.
    """

    factors: tuple[RiskFactor, ...]
    symbols: tuple[str, ...]
    log_returns: FloatArray
    dates: DateArray
    window: DateWindow

    def check_length(self, minimum: int, method: str) -> None:
        """Refuse a history of fewer than `minimum` sessions."""
        if len(self.dates) < minimum:
            raise DataError(
                f"{method} needs at least {minimum} sessions of {', '.join(self.symbols)}, "
                f"found {len(self.dates)} ({self.window})"
            )

    def check_moves(self) -> None:
        """Refuse a symbol whose price never moved: it has no variance to model."""
        still = ~self.log_returns.any(axis=0)
        if still.any():
            symbol = self.symbols[int(np.argmax(still))]
            raise DataError(f"{symbol} has zero variance: its price never moved in {self.window}")

    def scenarios(
        self,
        log_moves: FloatArray,
        *,
        labels: DateArray | str,
        horizon_sessions: int,
        lineage: Lineage,
        method: str,
        seed: int | None = None,
        design: SampleDesign | None = None,
    ) -> ScenarioSet:
        """Scenarios of all factors from log returns of the symbols.

        Parameters
        ----------
        log_moves : FloatArray
            Shape (n_scenarios, n_symbols), log returns over the horizon.
        labels : DateArray or str
            Dates of the scenarios, or the prefix of numbered draws.
        horizon_sessions : int
            Sessions that each move spans.
        lineage : Lineage
            Of the prices.
        method : str
            How the moves were made.
        seed : int, optional
            Of the draws; that of the prices stays where nothing is drawn.
        design : SampleDesign, optional
            How the moves were drawn.

        Returns
        -------
        ScenarioSet
            Simple returns, shape (n_scenarios, n_factors); factors without a symbol are held constant.
        """
        with np.errstate(over="ignore"):  # a move beyond the range of floats is infinite, and the set refuses it
            simple = np.expm1(log_moves)
        shocks = np.zeros((len(simple), len(self.factors)))
        for index, factor in enumerate(self.factors):
            if factor.symbol is not None:
                shocks[:, index] = simple[:, self.symbols.index(factor.symbol)]
        return ScenarioSet(
            factors=self.factors,
            shocks=shocks,
            labels=NumberedLabels(labels, len(simple)) if isinstance(labels, str) else tuple(map(str, labels)),
            horizon_sessions=horizon_sessions,
            lineage=dataclasses.replace(
                lineage, method=method, window=self.window, seed=lineage.seed if seed is None else seed
            ),
            held_constant=tuple(factor.id for factor in self.factors if factor.symbol is None),
            design=design or SampleDesign(),
        )


def factor_history(returns: ReturnPanel, factors: Sequence[RiskFactor]) -> FactorHistory:
    """Take the log returns of a book's factors from a panel of one-session simple returns.

    Parameters
    ----------
    returns : ReturnPanel
        Simple returns over one session, shape (n_times, n_symbols).
    factors : sequence of RiskFactor
        Those without a symbol have no history.

    Returns
    -------
    FactorHistory
        Shape (n_times, n_symbols that the factors take).

    Raises
    ------
    InputError
        When the panel does not hold one-session simple returns, a symbol is not in it, or a factor that moves by
        absolute shocks names one.
    """
    if returns.kind is not ReturnKind.SIMPLE or returns.horizon_sessions != 1:
        raise InputError(
            f"'returns' must be simple returns over 1 session, were {returns.kind} over {returns.horizon_sessions}"
        )
    for factor in factors:
        if factor.symbol is not None and factor.rule is not ShockRule.RELATIVE:
            raise InputError(f"{factor.id} moves by absolute shocks, and cannot take the returns of {factor.symbol}")
    symbols = tuple(sorted({factor.symbol for factor in factors if factor.symbol is not None}))
    columns = [returns.column(symbol) for symbol in symbols]
    logs = np.log1p(np.column_stack(columns)) if columns else np.empty((len(returns.dates), 0))
    return FactorHistory(
        factors=tuple(factors), symbols=symbols, log_returns=logs, dates=returns.dates, window=returns.window
    )


def check_horizon(horizon_sessions: int) -> int:
    """Return `horizon_sessions` if it is at least 1."""
    if horizon_sessions < 1:
        raise InputError(f"'horizon_sessions' must be at least 1, was {horizon_sessions!r}")
    return horizon_sessions


def overlapping_sums(log_returns: FloatArray, horizon_sessions: int) -> FloatArray:
    """Sums of `horizon_sessions` successive rows, each window one session after the last.

    Examples
    --------
    >>> overlapping_sums(np.array([[1.0], [2.0], [4.0]]), 2).ravel().tolist()
    [3.0, 6.0]
    """
    if horizon_sessions == 1:
        return log_returns
    if len(log_returns) < horizon_sessions + 1:
        raise DataError(
            f"{len(log_returns)} sessions are too few for two scenarios over {horizon_sessions} sessions; "
            f"at least {horizon_sessions + 1} are needed"
        )
    windows = np.lib.stride_tricks.sliding_window_view(log_returns, horizon_sessions, axis=0)
    return np.asarray(windows.sum(axis=-1), dtype=np.float64)
