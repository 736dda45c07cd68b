"""Filtered historical simulation: past surprises, at the volatility that a GARCH model forecasts now.

Two filters. The book filter has one model, of the book's own P&L, and scales the moves of all factors of a date by the
same ratio, so that the dependence within the date stays as it was. The factor filter has a model per factor, and lets
each volatility go its own way; the standardised surprises of a date stay together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from seawall.core import DateArray, FloatArray, IntArray, Lineage, check_finite, check_shape, choice_named
from seawall.errors import DataError, InputError, NumericalError
from seawall.market import ReturnPanel, RiskFactor
from seawall.models import GarchFit, GarchKind, ResidualLaw, fit_garch
from seawall.scenarios.factor_history import FactorHistory, check_horizon, factor_history
from seawall.scenarios.random_streams import standard_uniforms
from seawall.scenarios.scenario_set import ScenarioSet
from seawall.scenarios.volatility_filter import FilteredSeries, advance_filter

__all__ = ["book_filtered_scenarios", "factor_filtered_scenarios", "fit_factor_filters"]

_FEWEST_SESSIONS = 250
_DATE_STREAM = 0x464853
"""Stream of a seed from which dates are drawn; no other sample uses it."""


def book_filtered_scenarios(
    returns: ReturnPanel,
    *,
    factors: Sequence[RiskFactor],
    lineage: Lineage,
    filter_series: FloatArray,
    horizon_sessions: int = 1,
    fit: GarchFit | None = None,
    kind: GarchKind = GarchKind.GJR,
    law: ResidualLaw = ResidualLaw.STUDENT_T,
    n_paths: int = 10_000,
    seed: int = 0,
) -> ScenarioSet:
    r"""Past moves of all factors, scaled by the volatility of the book.

    With :math:`\sigma_s` the GARCH volatility of the book before date s, the scenario of date s over one session is

    .. math:: x_s \frac{\sigma_{n+1}}{\sigma_s}

    for the log returns x of all factors: each date once, nothing is drawn. Over h sessions dates are drawn with
    replacement. A step takes the moves of its date :math:`d`, scaled to the volatility of the path,
    :math:`x_d \sigma_t / \sigma_d`, and the book's standardised residual of that date sets the variance of the next
    step. The shock is :math:`e^x - 1`, above -100 %.

    Parameters
    ----------
    returns : ReturnPanel
        Simple returns over one session, shape (n_times, n_symbols), at least 250 sessions.
    factors : sequence of RiskFactor
        A factor without a symbol is held constant, and listed.
    lineage : Lineage
        Of the prices behind the returns.
    filter_series : FloatArray
        P&L or return of today's book on each date of the panel, shape (n_times,), any unit, gain above zero.
    horizon_sessions : int
        Sessions that each scenario spans, at least 1.
    fit : GarchFit, optional
        Parameters fitted before, in the unit of the series, which are kept while the volatility is brought up to date;
        by default they are fitted to the series.
    kind : GarchKind
        Recursion that is fitted.
    law : ResidualLaw
        Law under which it is fitted; scenarios take the residuals as they were.
    n_paths : int
        Scenarios over more than one session; over one there are as many as dates.
    seed : int
        Names the draws of dates, from 0 to 2**63 - 1.

    Returns
    -------
    ScenarioSet
        Shape (n_times, n_factors) over one session, labelled by date, else (n_paths, n_factors).

    Raises
    ------
    InputError
        For an argument outside its range, or a symbol that is not in the panel.
    DataError
        When the window is too short, or the book never moved.
    NumericalError
        When the fit does not converge; no other model stands in.

    References
    ----------
    Hull, White, "Incorporating volatility updating into the historical simulation method for value-at-risk",
    *Journal of Risk* 1 (1998). Barone-Adesi, Giannopoulos, Vosper, "VaR without correlations for portfolios of
    derivative securities", *Journal of Futures Markets* 19 (1999).

    Examples
    --------
    >>> from seawall.market import FactorKind, PricePanel, simple_returns
    >>> steps = 0.01 * np.random.default_rng(1).standard_normal(500)
    >>> panel = PricePanel(("A",), np.arange("2024-01-01", "2025-05-15", dtype="datetime64[D]"),
    ...     100.0 * np.exp(np.cumsum(steps))[:, None])
    >>> returns = simple_returns(panel)
    >>> scenarios = book_filtered_scenarios(returns, filter_series=returns.column("A"),
    ...     factors=[RiskFactor(FactorKind.SPOT, "A", "A")], lineage=Lineage("close", "example", "0"))
    >>> len(scenarios), scenarios.labels[0]
    (499, '2024-01-02')
    """
    kind = choice_named(kind, "kind", GarchKind)
    law = choice_named(law, "law", ResidualLaw)
    horizon = check_horizon(horizon_sessions)
    history = factor_history(returns, factors)
    history.check_length(_FEWEST_SESSIONS, "filtered historical simulation")
    series = np.asarray(filter_series, dtype=np.float64)
    check_finite(check_shape(series, "filter_series", (len(history.dates),)), "filter_series")
    if series.min() == series.max():
        raise DataError(f"the book has zero variance: 'filter_series' is {series[0]:g} throughout {history.window}")
    filtered = _filter(series, fit, kind, law, f"the book in {history.window}")
    surprises = history.log_returns / filtered.volatility[:, None]
    dates = _drawn_dates(history, horizon, n_paths, seed)
    moves = np.zeros((len(dates), len(history.symbols)))
    variance = np.full(len(dates), filtered.next_volatility**2)
    for step in dates.T:
        moves += surprises[step] * np.sqrt(variance)[:, None]
        variance = filtered.next_variance(variance, filtered.residuals[step])
    words = f"book filter {_words(filtered.fit, fit is not None)}, start variance {filtered.fit.backcast_variance:.4g}"
    return history.scenarios(
        moves,
        labels=_labels(history, horizon),
        horizon_sessions=horizon,
        lineage=lineage,
        method=_method(words, horizon),
        seed=None if horizon == 1 else seed,
    )


def factor_filtered_scenarios(
    returns: ReturnPanel,
    *,
    factors: Sequence[RiskFactor],
    lineage: Lineage,
    horizon_sessions: int = 1,
    fits: Mapping[str, GarchFit] | None = None,
    kind: GarchKind = GarchKind.GJR,
    law: ResidualLaw = ResidualLaw.STUDENT_T,
    n_paths: int = 10_000,
    seed: int = 0,
) -> ScenarioSet:
    r"""Past surprises of all factors, each at the volatility that its own GARCH model forecasts.

    With the model :math:`x_{s,j} = \mu_j + \sigma_{s,j} z_{s,j}` of factor j's log returns, the scenario of date s over
    one session is

    .. math:: \mu_j + \sigma_{n+1,j} z_{s,j}

    for all factors j: each date once, nothing is drawn. Over h sessions dates are drawn with replacement, all factors
    take the standardised residuals z of the same date, and each variance follows its own recursion along the path. The
    shock is :math:`e^x - 1`, above -100 %.

    Parameters
    ----------
    returns : ReturnPanel
        Simple returns over one session, shape (n_times, n_symbols), at least 250 sessions.
    factors : sequence of RiskFactor
        A factor without a symbol is held constant, and listed.
    lineage : Lineage
        Of the prices behind the returns.
    horizon_sessions : int
        Sessions that each scenario spans, at least 1.
    fits : mapping of str to GarchFit, optional
        Parameters fitted before to log returns, by symbol, which are kept while volatilities are brought up to date;
        by default they are fitted to the panel.
    kind : GarchKind
        Recursion that is fitted.
    law : ResidualLaw
        Law under which it is fitted; scenarios take the residuals as they were.
    n_paths : int
        Scenarios over more than one session; over one there are as many as dates.
    seed : int
        Names the draws of dates, from 0 to 2**63 - 1.

    Returns
    -------
    ScenarioSet
        Shape (n_times, n_factors) over one session, labelled by date, else (n_paths, n_factors).

    Raises
    ------
    InputError
        For an argument outside its range, a symbol that is not in the panel or one without a fit.
    DataError
        When the window is too short, or a price never moved.
    NumericalError
        When a fit does not converge, with the name of the symbol; no other model stands in.

    References
    ----------
    Barone-Adesi, Giannopoulos, Vosper, "VaR without correlations for portfolios of derivative securities",
    *Journal of Futures Markets* 19 (1999).

    Examples
    --------
    >>> from seawall.market import FactorKind, PricePanel, simple_returns
    >>> steps = 0.01 * np.random.default_rng(1).standard_normal(500)
    >>> panel = PricePanel(("A",), np.arange("2024-01-01", "2025-05-15", dtype="datetime64[D]"),
    ...     100.0 * np.exp(np.cumsum(steps))[:, None])
    >>> scenarios = factor_filtered_scenarios(simple_returns(panel), horizon_sessions=10, n_paths=2000, seed=7,
    ...     factors=[RiskFactor(FactorKind.SPOT, "A", "A")], lineage=Lineage("close", "example", "0"))
    >>> len(scenarios), scenarios.labels[0]
    (2000, 'draw 1')
    """
    kind = choice_named(kind, "kind", GarchKind)
    law = choice_named(law, "law", ResidualLaw)
    horizon = check_horizon(horizon_sessions)
    history = factor_history(returns, factors)
    history.check_length(_FEWEST_SESSIONS, "filtered historical simulation")
    history.check_moves()
    missing = [symbol for symbol in history.symbols if fits is not None and symbol not in fits]
    if missing:
        raise InputError(f"'fits' must hold a fit for every symbol of the book, but lacks {', '.join(missing)}")
    dates = _drawn_dates(history, horizon, n_paths, seed)
    moves = np.zeros((len(dates), len(history.symbols)))
    starts = []
    for column, symbol in enumerate(history.symbols):
        given = None if fits is None else fits[symbol]
        filtered = _filter(history.log_returns[:, column], given, kind, law, f"{symbol} in {history.window}")
        starts.append(f"{symbol} {filtered.fit.backcast_variance:.4g}")
        variance = np.full(len(dates), filtered.next_volatility**2)
        for step in dates.T:
            residuals = filtered.residuals[step]
            moves[:, column] += filtered.fit.mean + residuals * np.sqrt(variance)
            variance = filtered.next_variance(variance, residuals)
    parameters = "parameters handed in" if fits is not None else f"{_model_words(kind, law)} fitted to the window"
    words = f"factor filter {parameters}, start variance {', '.join(starts)}"
    return history.scenarios(
        moves,
        labels=_labels(history, horizon),
        horizon_sessions=horizon,
        lineage=lineage,
        method=_method(words, horizon),
        seed=None if horizon == 1 else seed,
    )


def fit_factor_filters(
    returns: ReturnPanel,
    *,
    factors: Sequence[RiskFactor],
    kind: GarchKind = GarchKind.GJR,
    law: ResidualLaw = ResidualLaw.STUDENT_T,
) -> Mapping[str, GarchFit]:
    """Fits that :func:`factor_filtered_scenarios` can be given on this day and on later ones, by symbol.

    Parameters
    ----------
    returns : ReturnPanel
        Simple returns over one session, shape (n_times, n_symbols).
    factors : sequence of RiskFactor
        Those without a symbol need no fit.
    kind : GarchKind
        Recursion that is fitted.
    law : ResidualLaw
        Law under which it is fitted.

    Returns
    -------
    mapping of str to GarchFit
        One for each symbol that the factors take.

    Raises
    ------
    InputError
        When a symbol is not in the panel; for a `kind` or `law` that there is not.
    NumericalError
        When a fit does not converge, with the name of the symbol.
    """
    kind = choice_named(kind, "kind", GarchKind)
    law = choice_named(law, "law", ResidualLaw)
    history = factor_history(returns, factors)
    return {
        symbol: _filter(history.log_returns[:, column], None, kind, law, f"{symbol} in {history.window}").fit
        for column, symbol in enumerate(history.symbols)
    }


def _filter(series: FloatArray, fit: GarchFit | None, kind: GarchKind, law: ResidualLaw, what: str) -> FilteredSeries:
    if fit is None:
        try:
            fit = fit_garch(series, kind=kind, law=law)
        except NumericalError as error:
            raise NumericalError(f"volatility filter of {what}: {error}") from error
    return advance_filter(fit, series)


def _words(fit: GarchFit, given: bool) -> str:
    return f"{_model_words(fit.kind, fit.law)}, {'parameters handed in' if given else 'fitted to the window'}"


def _model_words(kind: GarchKind, law: ResidualLaw) -> str:
    return f"{kind.upper()} with {'Student-t' if law is ResidualLaw.STUDENT_T else law.value} residuals"


def _drawn_dates(history: FactorHistory, horizon: int, n_paths: int, seed: int) -> IntArray:
    """Row of the history that each step of each path takes: every one once over one session, else drawn."""
    n = len(history.dates)
    if horizon == 1:
        return np.arange(n)[:, None]
    if n_paths < 1:
        raise InputError(f"'n_paths' must be at least 1, was {n_paths!r}")
    uniforms = standard_uniforms(n_paths, horizon, seed=seed, stream=_DATE_STREAM)
    # a uniform next to 1 may round up to the row after the last
    return np.minimum((uniforms * n).astype(np.int64), n - 1)


def _labels(history: FactorHistory, horizon: int) -> DateArray | str:
    return history.dates if horizon == 1 else "draw"


def _method(words: str, horizon: int) -> str:
    drawn = f", dates drawn with replacement along paths of {horizon} sessions" if horizon > 1 else ""
    return f"filtered historical simulation, {words}{drawn}"
