"""Why there is no portfolio, what would have to give, and how far the covariance can be trusted.

Each side of each rule is a row of a linear programme. The smallest relaxation is the least sum of slacks; the rows
that carry its dual form a set without a portfolio, and a deletion filter shrinks it until every row in it is needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from seawall.core import FloatArray
from seawall.errors import InputError, NumericalError
from seawall.optimize.bounds import WeightBounds
from seawall.optimize.constraints import Constraint, constraint_rows
from seawall.optimize.moments import AssetMoments

__all__ = ["CovarianceHealth", "covariance_health", "highest_return", "infeasibility"]

# Slack that is rounding of the solver, and dual that is none.
NO_SLACK, NO_DUAL = 1e-7, 1e-9
INFEASIBLE = 2
# Among equally small changes one limit of a group is better news than bounds of many assets.
DEARER = 1.001
# Bounds of one kind that are named one by one.
MOST_NAMED = 4


@dataclass(frozen=True, slots=True, eq=False)
class _Rules:
    """Rows ``matrix @ x <= limit`` that may be relaxed, after rows that only define helpers, and the total."""

    matrix: FloatArray
    limit: FloatArray
    words: tuple[str | None, ...]
    signs: FloatArray
    kinds: tuple[str, ...]
    total_row: FloatArray
    total: float


def _rules(bounds: WeightBounds, constraints: Sequence[Constraint]) -> _Rules:
    rows = constraint_rows(bounds, constraints)
    n = len(bounds.names)
    helpers = rows.width - n
    eye = np.eye(n, rows.width)
    below_zero = -np.eye(rows.width)[n:]
    return _Rules(
        matrix=np.vstack((rows.matrix, eye, -eye, below_zero)),
        limit=np.concatenate((rows.limit, bounds.upper, -bounds.lower, np.zeros(helpers))),
        words=(
            *rows.words,
            *(f"{name} at most {{:g}}" for name in bounds.names),
            *(f"{name} at least {{:g}}" for name in bounds.names),
            *(None,) * helpers,
        ),
        signs=np.concatenate((rows.signs, np.ones(n), -np.ones(n), np.ones(helpers))),
        kinds=(*("row",) * len(rows.words), *("upper",) * n, *("lower",) * n, *("row",) * helpers),
        total_row=np.concatenate((np.ones(n), np.zeros(helpers))),
        total=bounds.total,
    )


def infeasibility(bounds: WeightBounds, constraints: Sequence[Constraint]) -> str | None:
    """Which rules cannot be met together, and the smallest change that lets them; None where they can.

    Parameters
    ----------
    bounds : WeightBounds
        Of the weights.
    constraints : sequence of Constraint
        Groups, factors, turnover, gross.

    Returns
    -------
    str or None
        One sentence. Of the rules that it names none can be left out, and the others play no part.

    Examples
    --------
    >>> from seawall.optimize import GroupLimit, weight_bounds
    >>> bounds = weight_bounds(("BTC", "ETH", "SPY"), (0.0, 0.4))
    >>> print(infeasibility(bounds, [GroupLimit("coins", ("BTC", "ETH"), upper=0.5)]))
    no portfolio meets all of these, but without any one of them there is one: weights sum to 1; group 'coins' at most \
0.5; SPY at most 0.4. A smallest change that suffices: group 'coins' at most 0.6
    """
    rules = _rules(bounds, constraints)
    slacks, duals = _least_slack(rules)
    if slacks.sum() <= NO_SLACK:
        return None
    needed = _deletion_filter(rules, np.flatnonzero(np.abs(duals) > NO_DUAL).tolist())
    conflict = "; ".join((f"weights sum to {rules.total:g}", *_named(rules, needed, rules.limit)))
    changed = np.flatnonzero(slacks > NO_SLACK).tolist()
    relief = "; ".join(_named(rules, changed, rules.limit + slacks))
    return (
        f"no portfolio meets all of these, but without any one of them there is one: {conflict}. "
        f"A smallest change that suffices: {relief}"
    )


def highest_return(bounds: WeightBounds, constraints: Sequence[Constraint], mean: FloatArray) -> FloatArray:
    """Weights of the highest expected return, by a linear programme.

    Parameters
    ----------
    bounds : WeightBounds
        Of the weights.
    constraints : sequence of Constraint
        Groups, factors, turnover, gross.
    mean : FloatArray
        Expected returns, shape (n_assets,).

    Returns
    -------
    FloatArray
        Shape (n_assets,).

    Raises
    ------
    InputError
        Where no portfolio meets the constraints.
    """
    from scipy.optimize import linprog

    rules = _rules(bounds, constraints)
    n, width = len(mean), rules.matrix.shape[1]
    scale = float(np.abs(mean).max()) or 1.0
    found = linprog(
        np.concatenate((-mean / scale, np.zeros(width - n))),
        A_ub=rules.matrix,
        b_ub=rules.limit,
        A_eq=rules.total_row[None, :],
        b_eq=[rules.total],
        bounds=(None, None),
        method="highs",
    )
    if found.status != 0:
        words = infeasibility(bounds, constraints)
        if words is not None:
            raise InputError(words)
        raise NumericalError(f"linear programme of the highest return over {n} assets: {found.message}")
    best: FloatArray = np.clip(found.x[:n], bounds.lower, bounds.upper)
    return best


def _least_slack(rules: _Rules) -> tuple[FloatArray, FloatArray]:
    """Slack of each rule where their sum is least, and the dual of each."""
    from scipy.optimize import linprog
    from scipy.sparse import csr_array, hstack

    count, width = rules.matrix.shape
    relaxed = np.flatnonzero([word is not None for word in rules.words])
    slack = csr_array((-np.ones(len(relaxed)), (relaxed, np.arange(len(relaxed)))), shape=(count, len(relaxed)))
    found = linprog(
        np.concatenate((np.zeros(width), [1.0 if rules.kinds[i] == "row" else DEARER for i in relaxed])),
        A_ub=hstack((csr_array(rules.matrix), slack)),
        b_ub=rules.limit,
        A_eq=np.concatenate((rules.total_row, np.zeros(len(relaxed))))[None, :],
        b_eq=[rules.total],
        bounds=[(None, None)] * width + [(0.0, None)] * len(relaxed),
        method="highs",
    )
    if found.status != 0:
        raise NumericalError(f"linear programme of the smallest relaxation: {found.message}")
    slacks = np.zeros(count)
    slacks[relaxed] = found.x[width:]
    return slacks, found.ineqlin.marginals


def _deletion_filter(rules: _Rules, suspects: list[int]) -> list[int]:
    """Rules without any one of which the others can be met."""
    from scipy.optimize import linprog

    definitions = [i for i, word in enumerate(rules.words) if word is None]
    needed = [i for i in suspects if rules.words[i] is not None]
    for candidate in tuple(needed):
        others = [i for i in needed if i != candidate]
        kept = definitions + others
        found = linprog(
            np.zeros(rules.matrix.shape[1]),
            A_ub=rules.matrix[kept],
            b_ub=rules.limit[kept],
            A_eq=rules.total_row[None, :],
            b_eq=[rules.total],
            bounds=(None, None),
            method="highs",
        )
        if found.status == INFEASIBLE:
            needed = others
    return needed


def _named(rules: _Rules, chosen: Sequence[int], limits: FloatArray) -> list[str]:
    """Rules in words; many bounds of one kind are summed up."""
    told: list[str] = []
    for kind, side in (("row", ""), ("upper", "upper"), ("lower", "lower")):
        members = [i for i in chosen if rules.kinds[i] == kind]
        values = [float(rules.signs[i] * limits[i]) for i in members]
        if side and len(members) > MOST_NAMED:
            told.append(f"{side} bounds of {len(members)} assets, which sum to {sum(values):g}")
            continue
        told += [str(rules.words[i]).format(value) for i, value in zip(members, values, strict=True)]
    return told


@dataclass(frozen=True, slots=True)
class CovarianceHealth:
    """How far weights can be trusted that come from a covariance.

    Attributes
    ----------
    condition_number : float
        Largest over smallest eigenvalue of the correlations; infinite where one is zero.
    is_near_singular : bool
        Whether the condition number exceeds 1e8: relative errors of 1e-8 in the data then move weights by their size.
    assets : tuple of str
        What makes it so: the assets in the combination of least variance, largest first; empty where it is sound.
    """

    condition_number: float
    is_near_singular: bool
    assets: tuple[str, ...]


def covariance_health(moments: AssetMoments) -> CovarianceHealth:
    """Condition of the correlations, and the assets that nearly repeat each other.

    Parameters
    ----------
    moments : AssetMoments
        Its covariance is looked at.

    Returns
    -------
    CovarianceHealth
        An asset without variance counts as singular.

    Examples
    --------
    >>> from seawall.optimize import AssetMoments, ExpectedReturns, ReturnCovariance
    >>> twice = AssetMoments(
    ...     ("BTC", "WBTC", "SPY"),
    ...     ExpectedReturns(np.array([0.3, 0.3, 0.1]), periods_per_year=1.0, method="stated"),
    ...     ReturnCovariance(np.array([[0.5, 0.5, 0], [0.5, 0.5, 0], [0, 0, 0.03]]), 1.0, method="stated"),
    ... )
    >>> covariance_health(twice).assets
    ('BTC', 'WBTC')
    """
    deviation = np.sqrt(moments.matrix.diagonal())
    flat = deviation == 0.0
    if flat.any():
        names = tuple(name for name, is_flat in zip(moments.names, flat, strict=True) if is_flat)
        return CovarianceHealth(np.inf, is_near_singular=True, assets=names)
    values, vectors = np.linalg.eigh(moments.matrix / np.outer(deviation, deviation))
    rounding = len(values) * np.finfo(float).eps * values[-1]
    condition = float(values[-1] / values[0]) if values[0] > rounding else np.inf
    if condition <= 1e8:
        return CovarianceHealth(condition, is_near_singular=False, assets=())
    share = np.abs(vectors[:, 0])
    order = np.argsort(-share, kind="stable")
    named = tuple(moments.names[i] for i in order if share[i] > 0.1 * share.max())
    return CovarianceHealth(condition, is_near_singular=True, assets=named)
