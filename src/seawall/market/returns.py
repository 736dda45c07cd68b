"""Returns of a price panel: simple across assets, overlapping over several sessions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from seawall.core import (
    DateArray,
    DateWindow,
    FloatArray,
    check_dates,
    check_finite,
    check_shape,
    choice_named,
    read_only,
    read_only_dates,
    sessions_per_year,
    to_date,
)
from seawall.errors import DataError, InputError
from seawall.market.prices import PricePanel

__all__ = ["ReturnKind", "ReturnPanel", "recent_returns", "simple_returns"]


class ReturnKind(StrEnum):
    """Simple returns add up across assets; log returns add up over time."""

    SIMPLE = "simple"
    LOG = "log"


@dataclass(frozen=True, slots=True, eq=False)
class ReturnPanel:
    """Returns of several symbols over the same sessions.

    Attributes
    ----------
    symbols : tuple of str
        Column names.
    dates : DateArray
        Date on which each return ends, shape (n_times,).
    returns : FloatArray
        Decimals, shape (n_times, n_symbols).
    kind : ReturnKind
        Simple or log.
    horizon_sessions : int
        Sessions that each return spans; more than one means that they overlap.
    first_close : numpy.datetime64
        Date of the first close used.
    sessions_per_year : float
        As observed.
    """

    symbols: tuple[str, ...]
    dates: DateArray
    returns: FloatArray
    kind: ReturnKind
    horizon_sessions: int
    first_close: np.datetime64
    sessions_per_year: float

    def __post_init__(self) -> None:
        """Freeze the arrays and check their shapes."""
        object.__setattr__(self, "kind", choice_named(self.kind, "kind", ReturnKind))
        object.__setattr__(self, "dates", read_only_dates(self.dates))
        object.__setattr__(self, "returns", read_only(self.returns))
        check_dates(self.dates, "dates")
        check_shape(self.returns, "returns", (len(self.dates), len(self.symbols)))
        check_finite(self.returns, "returns")

    @property
    def window(self) -> DateWindow:
        """From the first close to the last."""
        return DateWindow(to_date(self.first_close), to_date(self.dates[-1]))

    @property
    def closes(self) -> int:
        """Closes behind the returns."""
        return len(self.dates) + self.horizon_sessions

    def column(self, symbol: str) -> FloatArray:
        """Returns of one symbol, shape (n_times,)."""
        if symbol not in self.symbols:
            raise InputError(f"'symbol' must be one of {', '.join(self.symbols)}, was {symbol!r}")
        return self.returns[:, self.symbols.index(symbol)]


def simple_returns(panel: PricePanel, *, horizon_sessions: int = 1) -> ReturnPanel:
    r"""Simple returns over `horizon_sessions` common closes, overlapping where it is more than one.

    .. math:: r_t = \frac{P_t}{P_{t-h}} - 1

    Parameters
    ----------
    panel : PricePanel
        Closes, shape (n_closes, n_symbols).
    horizon_sessions : int
        Sessions per return, at least 1.

    Returns
    -------
    ReturnPanel
        Shape (n_closes - horizon_sessions, n_symbols), decimals.

    Raises
    ------
    InputError
        For a horizon below 1.
    DataError
        When the panel is too short for two returns.

    Examples
    --------
    >>> panel = PricePanel(("A",), np.arange("2024-01-01", "2024-01-05", dtype="datetime64[D]"),
    ...     np.array([[100.0], [110.0], [99.0], [108.9]]))
    >>> simple_returns(panel).returns.ravel().round(6).tolist()
    [0.1, -0.1, 0.1]
    >>> simple_returns(panel, horizon_sessions=2).returns.ravel().round(6).tolist()
    [-0.01, -0.01]
    """
    if horizon_sessions < 1:
        raise InputError(f"'horizon_sessions' must be at least 1, was {horizon_sessions!r}")
    if len(panel.dates) < horizon_sessions + 2:
        raise DataError(
            f"{len(panel.dates)} common closes ({panel.window}) are too few for returns over "
            f"{horizon_sessions} sessions; at least {horizon_sessions + 2} are needed"
        )
    return ReturnPanel(
        symbols=panel.symbols,
        dates=panel.dates[horizon_sessions:],
        returns=panel.closes[horizon_sessions:] / panel.closes[:-horizon_sessions] - 1.0,
        kind=ReturnKind.SIMPLE,
        horizon_sessions=horizon_sessions,
        first_close=panel.dates[0],
        sessions_per_year=sessions_per_year(panel.dates),
    )


def recent_returns(panel: PricePanel, *, sessions: int) -> ReturnPanel:
    """One-session simple returns of the last `sessions` sessions; all of them, or an error.

    Parameters
    ----------
    panel : PricePanel
        Closes, shape (n_closes, n_symbols).
    sessions : int
        Length of the window, at least 2.

    Returns
    -------
    ReturnPanel
        Shape (sessions, n_symbols), decimals.

    Raises
    ------
    InputError
        For a window below 2 sessions.
    DataError
        When the window is longer than the common history; names the symbol that starts last.

    Examples
    --------
    >>> panel = PricePanel(("A",), np.arange("2024-01-01", "2024-01-05", dtype="datetime64[D]"),
    ...     np.array([[100.0], [110.0], [99.0], [108.9]]))
    >>> recent_returns(panel, sessions=2).returns.ravel().round(6).tolist()
    [-0.1, 0.1]
    """
    if sessions < 2:
        raise InputError(f"'sessions' must be at least 2, was {sessions!r}")
    wanted = sessions + 1
    if len(panel.dates) < wanted:
        last = max(panel.uses, key=lambda use: use.available.start, default=None)
        who = f"; {last.symbol} is the last to start, on {last.available.start}" if last else ""
        raise DataError(
            f"a window of {sessions} sessions needs {wanted} common closes of {', '.join(panel.symbols)}, "
            f"found {len(panel.dates)} ({panel.window}){who}"
        )
    return simple_returns(PricePanel(panel.symbols, panel.dates[-wanted:], panel.closes[-wanted:]))
