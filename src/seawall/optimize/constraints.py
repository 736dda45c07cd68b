"""Linear constraints on weights beyond their bounds, and the rows that they become."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from seawall.core import FloatArray, check_finite, check_shape, read_only
from seawall.errors import InputError
from seawall.optimize.bounds import WeightBounds

__all__ = ["Constraint", "FactorLimit", "GrossLimit", "GroupLimit", "Rows", "TurnoverLimit", "constraint_rows"]


@dataclass(frozen=True, slots=True)
class GroupLimit:
    """Least and largest sum of the weights of a group.

    Attributes
    ----------
    name : str
        Of the group.
    members : tuple of str
        Assets.
    lower, upper : float, optional
        Of the sum of their weights.
    """

    name: str
    members: tuple[str, ...]
    lower: float | None = None
    upper: float | None = None

    def __post_init__(self) -> None:
        """Refuse limits that cross or are missing."""
        _check_sides(f"group {self.name!r}", self.lower, self.upper)


@dataclass(frozen=True, slots=True, eq=False)
class FactorLimit:
    """Least and largest exposure to a factor.

    Attributes
    ----------
    name : str
        Of the factor.
    exposures : FloatArray
        Of one unit of each asset, shape (n_assets,).
    lower, upper : float, optional
        Of the sum of weights times exposures.
    """

    name: str
    exposures: FloatArray
    lower: float | None = None
    upper: float | None = None

    def __post_init__(self) -> None:
        """Freeze the exposures; refuse limits that cross or are missing."""
        object.__setattr__(self, "exposures", read_only(self.exposures))
        check_finite(self.exposures, f"exposures to {self.name!r}")
        _check_sides(f"factor {self.name!r}", self.lower, self.upper)


@dataclass(frozen=True, slots=True, eq=False)
class TurnoverLimit:
    """Largest turnover from the weights of today: the sum of what is bought and what is sold.

    Attributes
    ----------
    current : FloatArray
        Weights of today, shape (n_assets,).
    limit : float
        Of the sum of absolute changes; selling 10 % of one asset for another is 0.2.
    """

    current: FloatArray
    limit: float

    def __post_init__(self) -> None:
        """Freeze the weights; refuse a negative limit."""
        object.__setattr__(self, "current", read_only(self.current))
        check_finite(self.current, "current weights")
        _check_limit("turnover", self.limit)


@dataclass(frozen=True, slots=True)
class GrossLimit:
    """Largest sum of absolute weights, long and short: the leverage.

    Attributes
    ----------
    limit : float
        1.6 allows 130 % long and 30 % short.
    """

    limit: float

    def __post_init__(self) -> None:
        """Refuse a negative limit."""
        _check_limit("gross", self.limit)


Constraint = GroupLimit | FactorLimit | TurnoverLimit | GrossLimit


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """``matrix @ x <= limit``, where x are the weights followed by helpers that are at least zero.

    Attributes
    ----------
    matrix : FloatArray
        Shape (n_rows, n_assets + n_helpers).
    limit : FloatArray
        Shape (n_rows,).
    words : tuple of str or None
        What each row asks for, with a place for its figure; None where it only defines a helper.
    signs : FloatArray
        1 where the figure in words is the limit, -1 where it is less the limit.
    """

    matrix: FloatArray
    limit: FloatArray
    words: tuple[str | None, ...]
    signs: FloatArray

    @property
    def width(self) -> int:
        """Number of weights and helpers."""
        return int(self.matrix.shape[1])


def constraint_rows(bounds: WeightBounds, constraints: Sequence[Constraint]) -> Rows:
    """Rows of all constraints.

    Parameters
    ----------
    bounds : WeightBounds
        Names the assets.
    constraints : sequence of Constraint
        In any order.

    Returns
    -------
    Rows
        Absolute values become helpers: ``t >= w - c``, ``t >= c - w``, ``sum(t) <= limit``.

    Raises
    ------
    InputError
        For a member that is not an asset, or a column of another length.
    """
    n = len(bounds.names)
    width = n * (1 + sum(isinstance(each, TurnoverLimit | GrossLimit) for each in constraints))
    rows: list[FloatArray] = []
    limits: list[float] = []
    words: list[str | None] = []
    signs: list[float] = []

    def add(row: FloatArray, limit: float, word: str | None, sign: float = 1.0) -> None:
        rows.append(row)
        limits.append(limit)
        words.append(word)
        signs.append(sign)

    start = n
    for each in constraints:
        match each:
            case GroupLimit() | FactorLimit():
                row = np.zeros(width)
                row[:n], label = _exposures(bounds.names, each)
                if each.upper is not None:
                    add(row, each.upper, f"{label} at most {{:g}}")
                if each.lower is not None:
                    add(-row, -each.lower, f"{label} at least {{:g}}", -1.0)
            case TurnoverLimit() | GrossLimit():
                centre, label = _centre(n, each)
                total = np.zeros(width)
                total[start : start + n] = 1.0
                for i in range(n):
                    for sign in (1.0, -1.0):
                        row = np.zeros(width)
                        row[i], row[start + i] = sign, -1.0
                        add(row, sign * centre[i], None)
                add(total, each.limit, f"{label} at most {{:g}}")
                start += n
    return Rows(np.array(rows).reshape(len(rows), width), np.array(limits), tuple(words), np.array(signs))


def _exposures(names: tuple[str, ...], each: GroupLimit | FactorLimit) -> tuple[FloatArray, str]:
    if isinstance(each, FactorLimit):
        return check_shape(each.exposures, f"exposures to {each.name!r}", (len(names),)), f"exposure to {each.name!r}"
    unknown = [member for member in each.members if member not in names]
    if unknown:
        raise InputError(f"group {each.name!r} holds {unknown[0]!r}, which is not one of the {len(names)} assets")
    members = set(each.members)
    return np.array([float(name in members) for name in names]), f"group {each.name!r}"


def _centre(n: int, each: TurnoverLimit | GrossLimit) -> tuple[FloatArray, str]:
    if isinstance(each, TurnoverLimit):
        return check_shape(each.current, "current weights", (n,)), "turnover"
    return np.zeros(n), "sum of absolute weights"


def _check_sides(label: str, lower: float | None, upper: float | None) -> None:
    if lower is None and upper is None:
        raise InputError(f"{label} has neither a lower nor an upper limit")
    for side in (lower, upper):
        if side is not None and not math.isfinite(side):
            raise InputError(f"limits of {label} must be finite, was {side!r}; leave a side out instead")
    if lower is not None and upper is not None and lower > upper:
        raise InputError(f"limits of {label} cross: at least {lower:g} and at most {upper:g}")


def _check_limit(label: str, limit: float) -> None:
    if not (math.isfinite(limit) and limit >= 0.0):
        raise InputError(f"limit of {label} must be finite and at least 0, was {limit!r}")
