"""Historical simulation: the market's own past moves, applied to today's book."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np

from seawall.core import Lineage
from seawall.market import ReturnPanel, RiskFactor
from seawall.scenarios.sample_design import SampleDesign
from seawall.scenarios.scenario_set import ScenarioSet

__all__ = ["historical_scenarios"]


def historical_scenarios(returns: ReturnPanel, *, factors: Sequence[RiskFactor], lineage: Lineage) -> ScenarioSet:
    """One scenario per past return; all factors move together as they did on that date.

    Parameters
    ----------
    returns : ReturnPanel
        Simple returns, shape (n_times, n_symbols); overlapping where they span several sessions.
    factors : sequence of RiskFactor
        A factor with a symbol takes that symbol's returns; one without is held constant, and listed.
    lineage : Lineage
        Of the prices behind the returns.

    Returns
    -------
    ScenarioSet
        Shape (n_times, n_factors), labelled by the date on which each return ends.

    Raises
    ------
    InputError
        When a factor's symbol is not in the panel.

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
    shocks = np.zeros((len(returns.dates), len(factors)))
    held: list[str] = []
    for index, factor in enumerate(factors):
        if factor.symbol is None:
            held.append(factor.id)
        else:
            shocks[:, index] = returns.column(factor.symbol)
    overlap = f", overlapping {returns.horizon_sessions}-session returns" if returns.horizon_sessions > 1 else ""
    return ScenarioSet(
        factors=tuple(factors),
        shocks=shocks,
        labels=tuple(str(date) for date in returns.dates),
        horizon_sessions=returns.horizon_sessions,
        lineage=dataclasses.replace(
            lineage, method=f"historical simulation, {returns.kind} returns{overlap}", window=returns.window
        ),
        held_constant=tuple(held),
        design=SampleDesign(overlap_sessions=returns.horizon_sessions),
    )
