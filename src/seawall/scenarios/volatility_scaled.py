"""Historical simulation at today's volatility: each past move is scaled by what volatility was and what it is now."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from seawall.core import Lineage
from seawall.errors import DataError
from seawall.market import ReturnPanel, RiskFactor
from seawall.models import ewma_effective_days, ewma_volatility
from seawall.scenarios.factor_history import check_horizon, factor_history, overlapping_sums
from seawall.scenarios.sample_design import SampleDesign
from seawall.scenarios.scenario_set import ScenarioSet

__all__ = ["volatility_scaled_scenarios"]

_FEWEST_SCALED = 30
"""Sessions that must remain once the volatility has its start."""


def volatility_scaled_scenarios(
    returns: ReturnPanel,
    *,
    factors: Sequence[RiskFactor],
    lineage: Lineage,
    horizon_sessions: int = 1,
    decay: float = 0.94,
) -> ScenarioSet:
    r"""One scenario per past date, at the volatility forecast for the next session.

    Each factor's log return of date s is scaled by the ratio of two EWMA volatilities,

    .. math:: x_s \frac{\sigma_{n+1}}{\sigma_s}, \qquad \sigma^2_{s+1} = \lambda \sigma^2_s + (1 - \lambda) x_s^2

    where :math:`\sigma_s` knows only the returns before s. The first :math:`\ln 0.01 / \ln \lambda` sessions, 75 at
    0.94, give the volatility its start, and make no scenarios. The shock is :math:`e^x - 1`, so that no scaling takes
    it to -100 %. Over h sessions the scaled log returns are added up, and overlap: volatility stays at today's forecast
    throughout.

    Parameters
    ----------
    returns : ReturnPanel
        Simple returns over one session, shape (n_times, n_symbols), at least 30 sessions beyond the start.
    factors : sequence of RiskFactor
        A factor without a symbol is held constant, and listed.
    lineage : Lineage
        Of the prices behind the returns.
    horizon_sessions : int
        Sessions that each scenario spans, at least 1.
    decay : float
        :math:`\lambda` of the EWMA, above 0 and below 1.

    Returns
    -------
    ScenarioSet
        Shape (n_times - start - h + 1, n_factors), labelled by the date on which each return ends.

    Raises
    ------
    InputError
        For an argument outside its range, or a symbol that is not in the panel.
    DataError
        When the window is too short, or a price never moved before the first scenario.

    References
    ----------
    Hull, White, "Incorporating volatility updating into the historical simulation method for value-at-risk",
    *Journal of Risk* 1 (1998).

    Examples
    --------
    >>> from seawall.market import FactorKind, PricePanel, simple_returns
    >>> steps = np.where(np.arange(150) % 2, 1.0, -1.0) * np.where(np.arange(150) < 100, 0.01, 0.02)
    >>> panel = PricePanel(("A",), np.arange("2024-01-01", "2024-05-30", dtype="datetime64[D]"),
    ...     100.0 * np.exp(np.cumsum(steps))[:, None])
    >>> scenarios = volatility_scaled_scenarios(simple_returns(panel),
    ...     factors=[RiskFactor(FactorKind.SPOT, "A", "A")], lineage=Lineage("close", "example", "0"))
    >>> len(scenarios), scenarios.shocks[:2].ravel().round(4).tolist()
    (74, [-0.0195, 0.0199])
    """
    horizon = check_horizon(horizon_sessions)
    start = math.ceil(ewma_effective_days(decay))
    history = factor_history(returns, factors)
    history.check_length(start + _FEWEST_SCALED, f"volatility scaling with decay {decay:g}")
    moves = history.log_returns[start:]
    if history.symbols:
        still = ~history.log_returns[:start].any(axis=0)
        if still.any():
            symbol = history.symbols[int(np.argmax(still))]
            raise DataError(
                f"{symbol} has no volatility to scale by: its price never moved from {history.window.start} "
                f"to {history.dates[start - 1]}"
            )
        volatility = ewma_volatility(history.log_returns, decay=decay, start_sessions=start, names=history.symbols)
        moves = moves * (volatility[-1] / volatility[start:-1])
    overlap = f", overlapping sums over {horizon} sessions" if horizon > 1 else ""
    return history.scenarios(
        overlapping_sums(moves, horizon),
        labels=history.dates[start + horizon - 1 :],
        horizon_sessions=horizon,
        lineage=lineage,
        method=f"volatility-scaled historical simulation, log returns times forecast over past EWMA volatility, decay "
        f"{decay:g} started on {start} sessions{overlap}",
        design=SampleDesign(overlap_sessions=horizon),
    )
