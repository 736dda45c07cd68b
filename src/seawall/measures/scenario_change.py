r"""Causes of a change where a figure is made from scenarios.

What a model takes as an input is a cause of its own; what it only implies is not. Plain historical simulation has
neither a volatility nor a correlation, so what happens to them shows as scenarios that enter and leave. A model that
scales past moves to today's volatility has volatility as an input, and one that also turns them to today's
correlation has both.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from seawall.core import FloatArray, check_finite, check_shape, check_unique, choice_named, read_only
from seawall.errors import InputError, NumericalError
from seawall.measures.change import ChangeCause, ExplainedChange, order_averaged_change
from seawall.measures.linear_book import LinearBook
from seawall.measures.measure import Measure
from seawall.measures.tail_quantiles import expected_shortfall, value_at_risk

__all__ = ["ScenarioWindow", "Side", "explain_historical_change", "explain_scenario_change"]

_UNIT_DIAGONAL = 1e-9
"""A correlation may miss 1 on its diagonal by this much."""


class Side(StrEnum):
    """Which of the two dates an input is from."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True, eq=False)
class ScenarioWindow:
    r"""The scenarios of one date, in the parts that they are made from: :math:`x_s = \sigma \odot (A u_s)`.

    Attributes
    ----------
    labels : tuple of str
        Name of each scenario, such as its date; the same name on both dates is the same scenario.
    moves : FloatArray
        Shape (n_scenarios, n_factors): u, the shocks themselves or what is left of them once volatility, and where
        `correlation` is given correlation too, are taken out.
    volatilities : FloatArray or None
        Shape (n_factors,), above zero, per horizon: σ; None where the moves are the shocks.
    correlation : FloatArray or None
        Shape (n_factors, n_factors), positive definite, of which A is the lower Cholesky factor; None where the moves
        have their correlation in them.
    weights : FloatArray or None
        Shape (n_scenarios,), above zero: how much each scenario counts, on any scale; None where all count alike.
    """

    labels: tuple[str, ...]
    moves: FloatArray
    volatilities: FloatArray | None = None
    correlation: FloatArray | None = None
    weights: FloatArray | None = None

    def __post_init__(self) -> None:
        """Freeze the arrays and check their shapes and ranges."""
        check_unique(self.labels, "labels")
        object.__setattr__(self, "moves", check_finite(read_only(self.moves), "moves"))
        check_shape(self.moves, "moves", (len(self.labels), None))
        n_factors = self.moves.shape[1]
        if self.volatilities is not None:
            volatilities = check_finite(read_only(self.volatilities), "volatilities")
            object.__setattr__(self, "volatilities", check_shape(volatilities, "volatilities", (n_factors,)))
            if (volatilities <= 0).any():
                raise InputError(f"'volatilities' must be above 0, was {float(volatilities.min())!r}")
        if self.correlation is not None:
            correlation = check_finite(read_only(self.correlation), "correlation")
            object.__setattr__(self, "correlation", check_shape(correlation, "correlation", (n_factors, n_factors)))
            if np.abs(np.diagonal(correlation) - 1.0).max(initial=0.0) > _UNIT_DIAGONAL:
                raise InputError("'correlation' must have 1 on its diagonal")
            _cholesky(correlation)
        if self.weights is not None:
            weights = check_finite(read_only(self.weights), "weights")
            object.__setattr__(self, "weights", check_shape(weights, "weights", (len(self.labels),)))
            if (weights <= 0).any():
                raise InputError(f"'weights' must be above 0, was {float(weights.min())!r}")


def explain_scenario_change(
    before: ScenarioWindow,
    after: ScenarioWindow,
    *,
    figure: Callable[[Side, Side, FloatArray, FloatArray | None], float],
) -> ExplainedChange:
    """Split the change of a figure that is made from scenarios, whatever the book.

    The causes are the positions, the market levels that they are valued at, volatility and correlation where the
    windows state them, scenarios that enter and leave, and scenarios of both windows whose moves or weights were
    restated, such as residuals of a model fitted anew, or scenarios grown a day older. A cause whose input is the
    same on both dates has a term of 0.

    Parameters
    ----------
    before, after : ScenarioWindow
        Of the same factors, stating the same parts, and with scenarios in common.
    figure : callable
        From the side of the positions, the side of the market levels, shocks of shape (n, n_factors), and their
        weights of sum 1 or None, to the figure. Called for every set of causes, 2 to the power of their number: full
        revaluation belongs in here.

    Returns
    -------
    ExplainedChange
        Terms by :class:`ChangeCause`.

    Raises
    ------
    InputError
        For windows that do not fit each other, or have no scenario in common.
    NumericalError
        When the figure is not finite for a set of causes.
    """
    _check_alike(before, after)
    common, leaving, entering = _shared_rows(before, after)
    changed = {
        ChangeCause.POSITIONS: True,
        ChangeCause.MARKET_LEVEL: True,
        ChangeCause.VOLATILITY: _differs(before.volatilities, after.volatilities),
        ChangeCause.CORRELATION: _differs(before.correlation, after.correlation),
        ChangeCause.SCENARIOS_ENTERING: bool(len(entering)),
        ChangeCause.SCENARIOS_LEAVING: bool(len(leaving)),
        ChangeCause.SCENARIOS_RESTATED: _differs(before.moves[common[0]], after.moves[common[1]])
        or _differs(_part(before.weights, common[0]), _part(after.weights, common[1])),
    }

    def value(switched: frozenset[str]) -> float:
        parts = [(after, common[1]) if ChangeCause.SCENARIOS_RESTATED in switched else (before, common[0])]
        if ChangeCause.SCENARIOS_LEAVING not in switched:
            parts.append((before, leaving))
        if ChangeCause.SCENARIOS_ENTERING in switched:
            parts.append((after, entering))
        shocks = _shocks(
            np.concatenate([window.moves[rows] for window, rows in parts]),
            volatilities=(after if ChangeCause.VOLATILITY in switched else before).volatilities,
            correlation=(after if ChangeCause.CORRELATION in switched else before).correlation,
        )
        weights = None
        if before.weights is not None:
            joined = np.concatenate([_part(window.weights, rows) for window, rows in parts])
            weights = joined / joined.sum()
        positions = Side.AFTER if ChangeCause.POSITIONS in switched else Side.BEFORE
        levels = Side.AFTER if ChangeCause.MARKET_LEVEL in switched else Side.BEFORE
        return figure(positions, levels, shocks, weights)

    found = order_averaged_change(value, [cause for cause in changed if changed[cause]])
    return ExplainedChange(found.before, found.after, {cause: found.terms.get(cause, 0.0) for cause in changed})


def explain_historical_change(
    before: LinearBook,
    after: LinearBook,
    *,
    window_before: ScenarioWindow,
    window_after: ScenarioWindow,
    measure: Measure,
    confidence: float,
) -> ExplainedChange:
    """Split the change of the historical VaR or ES of a linear book.

    Parameters
    ----------
    before, after : LinearBook
        The same assets on both dates; an asset that is not held has the quantity 0.
    window_before, window_after : ScenarioWindow
        Relative moves of the assets.
    measure : Measure
        Value at Risk or Expected Shortfall.
    confidence : float
        In [0.5, 1).

    Returns
    -------
    ExplainedChange
        Base currency; terms by :class:`ChangeCause`.

    Raises
    ------
    InputError
        For inputs that do not fit each other, or a confidence outside its range; for a `measure` that there is not.

    Examples
    --------
    The position grows by half, the worst day leaves the window, and a mild one enters:

    >>> returns = np.array([[-0.10], [-0.02], [0.01], [-0.04], [0.03], [-0.01]])
    >>> days = ("1", "2", "3", "4", "5", "6")
    >>> found = explain_historical_change(
    ...     LinearBook([100.0], [10.0]),
    ...     LinearBook([150.0], [10.0]),
    ...     window_before=ScenarioWindow(days[:5], returns[:5]),
    ...     window_after=ScenarioWindow(days[1:], returns[1:]),
    ...     measure=Measure.VALUE_AT_RISK,
    ...     confidence=0.8,
    ... )
    >>> found.before, found.after
    (100.0, 60.0)
    >>> {cause.value: round(term, 4) for cause, term in found.terms.items() if term}
    {'positions': 30.0, 'scenarios_entering': -35.0, 'scenarios_leaving': -35.0}
    """
    measure = choice_named(measure, "measure", Measure)
    for book in (before, after):
        book.check_assets(window_before.moves.shape[1])
    books = {Side.BEFORE: before, Side.AFTER: after}
    reduce = {Measure.VALUE_AT_RISK: value_at_risk, Measure.EXPECTED_SHORTFALL: expected_shortfall}[measure]

    def figure(positions: Side, levels: Side, shocks: FloatArray, weights: FloatArray | None) -> float:
        exposures = books[positions].quantities * books[levels].prices
        return reduce(-(shocks @ exposures), confidence=confidence, weights=weights)

    return explain_scenario_change(window_before, window_after, figure=figure)


def _check_alike(before: ScenarioWindow, after: ScenarioWindow) -> None:
    if before.moves.shape[1] != after.moves.shape[1]:
        raise InputError(
            f"'before' and 'after' must have the same factors, had {before.moves.shape[1]} and {after.moves.shape[1]}"
        )
    for name in ("volatilities", "correlation", "weights"):
        if (getattr(before, name) is None) != (getattr(after, name) is None):
            raise InputError(f"'before' and 'after' must both state {name!r}, or neither")


def _shared_rows(
    before: ScenarioWindow, after: ScenarioWindow
) -> tuple[tuple[list[int], list[int]], list[int], list[int]]:
    """Rows of both windows that are one scenario, rows that leave, rows that enter."""
    rows_after = {label: row for row, label in enumerate(after.labels)}
    rows_before = {label: row for row, label in enumerate(before.labels)}
    shared = [label for label in before.labels if label in rows_after]
    if not shared:
        raise InputError("'before' and 'after' must have scenarios in common, or what enters replaces what leaves")
    leaving = [row for label, row in rows_before.items() if label not in rows_after]
    entering = [row for label, row in rows_after.items() if label not in rows_before]
    return ([rows_before[label] for label in shared], [rows_after[label] for label in shared]), leaving, entering


def _shocks(moves: FloatArray, *, volatilities: FloatArray | None, correlation: FloatArray | None) -> FloatArray:
    """Put correlation and volatility into moves, where they are stated."""
    turned = moves if correlation is None else moves @ _cholesky(correlation).T
    return turned if volatilities is None else turned * volatilities


def _differs(before: FloatArray | None, after: FloatArray | None) -> bool:
    return before is not None and after is not None and not np.array_equal(before, after)


def _part(weights: FloatArray | None, rows: list[int]) -> FloatArray | None:
    return None if weights is None else weights[rows]


def _cholesky(correlation: FloatArray) -> FloatArray:
    try:
        return np.asarray(np.linalg.cholesky(correlation))
    except np.linalg.LinAlgError as error:
        raise NumericalError("'correlation' is not positive definite") from error
