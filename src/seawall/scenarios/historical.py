"""Historical simulation: the market's own past moves, applied to today's book."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np

from seawall.core import FloatArray, Lineage
from seawall.errors import InputError
from seawall.market import ReturnPanel, RiskFactor
from seawall.scenarios.factor_history import check_horizon, factor_history, overlapping_sums
from seawall.scenarios.sample_design import SampleDesign
from seawall.scenarios.scenario_set import ScenarioSet

__all__ = ["age_weighted_scenarios", "age_weights", "historical_scenarios"]


def historical_scenarios(
    returns: ReturnPanel, *, factors: Sequence[RiskFactor], lineage: Lineage, horizon_sessions: int | None = None
) -> ScenarioSet:
    r"""One scenario per past return; all factors move together as they did on that date.

    Over h sessions the returns are compounded, and overlap:

    .. math:: r^{(h)}_t = \prod_{i=0}^{h-1} (1 + r_{t-i}) - 1

    Parameters
    ----------
    returns : ReturnPanel
        Simple returns, shape (n_times, n_symbols); overlapping where they span several sessions.
    factors : sequence of RiskFactor
        A factor with a symbol takes that symbol's returns; one without is held constant, and listed.
    lineage : Lineage
        Of the prices behind the returns.
    horizon_sessions : int, optional
        Sessions that each scenario spans; those of the panel by default. Only one-session returns can be compounded.

    Returns
    -------
    ScenarioSet
        Shape (n_times - h + 1, n_factors), labelled by the date on which each return ends.

    Raises
    ------
    InputError
        When a factor's symbol is not in the panel, or the panel cannot be brought to the horizon.
    DataError
        When the panel is too short for two scenarios.

    Examples
    --------
    >>> from seawall.market import FactorKind, PricePanel, simple_returns
    >>> panel = PricePanel(("A",), np.arange("2024-01-01", "2024-01-04", dtype="datetime64[D]"),
    ...     np.array([[100.0], [110.0], [99.0]]))
    >>> scenarios = historical_scenarios(simple_returns(panel),
    ...     factors=[RiskFactor(FactorKind.SPOT, "A", "A")], lineage=Lineage("close", "example", "0"))
    >>> scenarios.labels, scenarios.shocks.ravel().round(6).tolist()
    (('2024-01-02', '2024-01-03'), [0.1, -0.1])
    """
    horizon = returns.horizon_sessions if horizon_sessions is None else check_horizon(horizon_sessions)
    if horizon != returns.horizon_sessions:
        history = factor_history(returns, factors)
        return history.scenarios(
            overlapping_sums(history.log_returns, horizon),
            labels=history.dates[horizon - 1 :],
            horizon_sessions=horizon,
            lineage=lineage,
            method=_method(returns, horizon),
            design=SampleDesign(overlap_sessions=horizon),
        )
    # the panel's own returns go in as they are: no detour over logarithms changes their last digit
    shocks = np.zeros((len(returns.dates), len(factors)))
    held: list[str] = []
    for index, factor in enumerate(factors):
        if factor.symbol is None:
            held.append(factor.id)
        else:
            shocks[:, index] = returns.column(factor.symbol)
    return ScenarioSet(
        factors=tuple(factors),
        shocks=shocks,
        labels=tuple(str(date) for date in returns.dates),
        horizon_sessions=horizon,
        lineage=dataclasses.replace(lineage, method=_method(returns, horizon), window=returns.window),
        held_constant=tuple(held),
        design=SampleDesign(overlap_sessions=horizon),
    )


def age_weighted_scenarios(
    returns: ReturnPanel,
    *,
    factors: Sequence[RiskFactor],
    lineage: Lineage,
    horizon_sessions: int | None = None,
    decay: float = 0.99,
) -> ScenarioSet:
    r"""Historical simulation in which a scenario counts less the older it is.

    The moves are those of :func:`historical_scenarios`; the scenario that is i sessions old has the weight

    .. math:: w_i = \lambda^i \frac{1 - \lambda}{1 - \lambda^n}, \quad i = 0, \dots, n - 1

    Parameters
    ----------
    returns : ReturnPanel
        Simple returns, shape (n_times, n_symbols).
    factors : sequence of RiskFactor
        As in :func:`historical_scenarios`.
    lineage : Lineage
        Of the prices behind the returns.
    horizon_sessions : int, optional
        Sessions that each scenario spans, overlapping; those of the panel by default.
    decay : float
        :math:`\lambda` per session, above 0 and below 1. The source uses 0.97 and 0.99; 0.99 leaves 199 effective
        scenarios of a long window, 0.97 only 66.

    Returns
    -------
    ScenarioSet
        As :func:`historical_scenarios`, with the weights in its design.

    Raises
    ------
    InputError
        For a decay outside its range, or a panel that does not fit.

    References
    ----------
    Boudoukh, Richardson, Whitelaw, "The best of both worlds", *Risk* 11 (May 1998).

    Examples
    --------
    >>> from seawall.market import FactorKind, PricePanel, simple_returns
    >>> panel = PricePanel(("A",), np.arange("2024-01-01", "2024-01-04", dtype="datetime64[D]"),
    ...     np.array([[100.0], [110.0], [99.0]]))
    >>> scenarios = age_weighted_scenarios(simple_returns(panel), decay=0.5,
    ...     factors=[RiskFactor(FactorKind.SPOT, "A", "A")], lineage=Lineage("close", "example", "0"))
    >>> scenarios.design.weights.round(4).tolist()
    [0.3333, 0.6667]
    """
    equal = historical_scenarios(returns, factors=factors, lineage=lineage, horizon_sessions=horizon_sessions)
    weights = age_weights(len(equal), decay=decay)
    return dataclasses.replace(
        equal,
        lineage=dataclasses.replace(
            equal.lineage, method=f"age-weighted {equal.lineage.method}, decay {decay:g} per session"
        ),
        design=dataclasses.replace(equal.design, weights=weights),
    )


def age_weights(n: int, *, decay: float) -> FloatArray:
    """Weights that fall by `decay` per session of age, oldest first, shape (n,), sum 1.

    Examples
    --------
    >>> age_weights(3, decay=0.5).round(4).tolist()
    [0.1429, 0.2857, 0.5714]
    """
    if not 0.0 < decay < 1.0:
        raise InputError(f"'decay' must be above 0 and below 1, was {decay!r}")
    weights = np.power(decay, np.arange(n - 1, -1, -1, dtype=np.float64))
    return np.asarray(weights / weights.sum(), dtype=np.float64)


def _method(returns: ReturnPanel, horizon_sessions: int) -> str:
    overlap = f", overlapping {horizon_sessions}-session returns" if horizon_sessions > 1 else ""
    return f"historical simulation, {returns.kind} returns{overlap}"
