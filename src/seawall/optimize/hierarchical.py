"""Hierarchical risk parity: weights from a tree of correlations, without inverting a covariance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from seawall.core import FloatArray, IntArray, check_finite, check_shape, check_unique, choice_named, read_only
from seawall.errors import InputError
from seawall.optimize.moments import ReturnCovariance

__all__ = ["ClusterDistance", "HierarchicalAllocation", "hierarchical_risk_parity"]

# Correlations beyond 1 by less are rounding.
ROUNDING = 1e-9


class ClusterDistance(StrEnum):
    r"""How far two assets are apart; libraries differ here.

    CORRELATION is :math:`d_{ij} = \sqrt{(1 - \rho_{ij}) / 2}`, as PyPortfolioOpt and Riskfolio-Lib take it;
    COLUMNS is the Euclidean distance between the columns i and j of d, as López de Prado's paper does.
    """

    CORRELATION = "correlation"
    COLUMNS = "columns"


@dataclass(frozen=True, slots=True, eq=False)
class HierarchicalAllocation:
    """Weights with the order of the tree that they come from.

    Attributes
    ----------
    names : tuple of str
        Assets.
    weights : FloatArray
        Above zero, sum 1, shape (n_assets,).
    order : tuple of str
        Assets from left to right in the tree.
    volatility : float
        Decimals per root period.
    periods_per_year : float
        1 where the volatility is annual.
    covariance_method : str
        Estimator behind it.
    """

    names: tuple[str, ...]
    weights: FloatArray
    order: tuple[str, ...]
    volatility: float
    periods_per_year: float
    covariance_method: str

    def __post_init__(self) -> None:
        """Freeze the weights."""
        object.__setattr__(self, "weights", read_only(self.weights))

    @property
    def by_name(self) -> dict[str, float]:
        """Weight of each asset."""
        return dict(zip(self.names, self.weights.tolist(), strict=True))


def hierarchical_risk_parity(
    covariance: ReturnCovariance,
    *,
    names: Sequence[str],
    correlation: FloatArray | None = None,
    distance: ClusterDistance = ClusterDistance.CORRELATION,
) -> HierarchicalAllocation:
    """Weights by single-linkage clustering, quasi-diagonal order and recursive bisection.

    The assets in the order of the tree are halved again and again; each half receives of what the two halves share the
    part 1 - v / (v + v'), with v and v' the variances of the inverse-variance portfolios of this half and the other.

    Parameters
    ----------
    covariance : ReturnCovariance
        With variances above zero.
    names : sequence of str
        Assets.
    correlation : FloatArray, optional
        Shape (n_assets, n_assets), for the tree; that of the covariance by default. Pairwise estimates on series of
        different lengths have one of their own.
    distance : ClusterDistance
        Convention for the tree.

    Returns
    -------
    HierarchicalAllocation
        Weights sum to 1. The halves are by count and not by the tree, as in the paper; bounds are not taken.

    Raises
    ------
    InputError
        For a variance of zero, or a correlation that is none; for a `distance` that there is not.

    References
    ----------
    López de Prado, "Building diversified portfolios that outperform out of sample", *Journal of Portfolio Management*
    42 (2016).

    Examples
    --------
    >>> covariance = ReturnCovariance([[0.04, 0.03, 0.0], [0.03, 0.04, 0.0], [0.0, 0.0, 0.01]], periods_per_year=1.0,
    ...     method="stated")
    >>> hierarchical_risk_parity(covariance, names=("SPY", "QQQ", "TLT")).weights.round(4).tolist()
    [0.1111, 0.1111, 0.7778]
    """
    distance = choice_named(distance, "distance", ClusterDistance)
    from scipy.cluster.hierarchy import leaves_list, linkage
    from scipy.spatial.distance import squareform

    names = tuple(check_unique(tuple(names), "names"))
    n = len(names)
    matrix = check_shape(covariance.matrix, "covariance", (n, n))
    deviations = np.sqrt(matrix.diagonal())
    if not (deviations > 0.0).all():
        raise InputError(f"{names[int(np.argmin(deviations))]!r} has no variance; hold it apart from the tree")
    related = matrix / np.outer(deviations, deviations) if correlation is None else _checked(correlation, n)
    order = np.arange(n)
    if n > 1:
        apart = np.sqrt(np.clip((1.0 - related) / 2.0, 0.0, 1.0))
        np.fill_diagonal(apart, 0.0)
        if distance is ClusterDistance.COLUMNS:
            apart = np.sqrt(np.square(apart[:, :, np.newaxis] - apart[:, np.newaxis, :]).sum(axis=0))
        order = leaves_list(linkage(squareform(apart, checks=False), "single"))
    weights = _bisected(matrix, order)
    return HierarchicalAllocation(
        names=names,
        weights=weights,
        order=tuple(names[i] for i in order),
        volatility=float(np.sqrt(weights @ matrix @ weights)),
        periods_per_year=covariance.periods_per_year,
        covariance_method=covariance.method,
    )


def _bisected(matrix: FloatArray, order: IntArray) -> FloatArray:
    weights = np.ones(len(order))
    groups = [order]
    while groups:
        group = groups.pop()
        if len(group) == 1:
            continue
        left, right = group[: len(group) // 2], group[len(group) // 2 :]
        variances = _inverse_variance_risk(matrix, left), _inverse_variance_risk(matrix, right)
        weights[left] *= 1.0 - variances[0] / sum(variances)
        weights[right] *= variances[0] / sum(variances)
        groups += [left, right]
    return weights


def _inverse_variance_risk(matrix: FloatArray, group: IntArray) -> float:
    block = matrix[np.ix_(group, group)]
    weights = 1.0 / block.diagonal()
    weights /= weights.sum()
    return float(weights @ block @ weights)


def _checked(correlation: FloatArray, n: int) -> FloatArray:
    matrix = np.asarray(correlation, dtype=np.float64)
    check_finite(check_shape(matrix, "correlation", (n, n)), "correlation")
    if np.abs(matrix).max() > 1.0 + ROUNDING or np.abs(matrix - matrix.T).max() > ROUNDING:
        raise InputError(f"'correlation' must be symmetric and in [-1, 1], reached {float(np.abs(matrix).max())!r}")
    return matrix
