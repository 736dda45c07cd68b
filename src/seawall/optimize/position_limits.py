"""Limits on the sizes of positions, and what would have to give where no sizes meet them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from seawall.core import FloatArray, check_finite, check_shape, read_only
from seawall.errors import InputError
from seawall.optimize.shortfall_programme import ShortfallProgramme

__all__ = ["PositionLimit", "Side", "conflict", "one_sided"]

# Of what the positions can add up to: a limit missed by less is met.
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class PositionLimit:
    """Least and largest sum over positions: a budget, a margin, a Greek.

    Attributes
    ----------
    name : str
        For messages.
    per_scale : FloatArray
        What each position adds at scale 1, shape (n_positions,).
    lower, upper : float, optional
        Of the sum.
    absolute : bool
        Whether a position counts by the size of its scale, as margin does for long and short; needs amounts of at
        least 0 and no `lower`.
    """

    name: str
    per_scale: FloatArray
    lower: float | None = None
    upper: float | None = None
    absolute: bool = False

    def __post_init__(self) -> None:
        """Freeze the amounts; refuse sides that are missing, cross or make no polytope."""
        object.__setattr__(self, "per_scale", read_only(self.per_scale))
        check_finite(check_shape(self.per_scale, f"limit {self.name!r}", (None,)), f"limit {self.name!r}")
        sides = [each for each in (self.lower, self.upper) if each is not None]
        if not sides or not all(math.isfinite(each) for each in sides) or sides != sorted(sides):
            raise InputError(f"limit {self.name!r} needs finite sides in order, was {self.lower} and {self.upper}")
        if self.absolute and (self.lower is not None or (self.per_scale < 0.0).any()):
            raise InputError(f"limit {self.name!r} of absolute sizes takes only 'upper', and amounts of at least 0")


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """``row @ x <= limit``; words where a person set it."""

    row: FloatArray
    limit: float
    words: str
    sign: float


def one_sided(programme: ShortfallProgramme, names: tuple[str, ...]) -> list[Side]:
    """Both sides of every row but the last, which is the gain."""
    found = []
    for row, low, high, name in zip(
        programme.rows[:-1], programme.row_lower[:-1], programme.row_upper[:-1], names, strict=True
    ):
        if math.isfinite(high):
            found.append(Side(row, float(high), f"{name} at most" if name else "", 1.0))
        if math.isfinite(low):
            found.append(Side(-row, -float(low), f"{name} at least" if name else "", -1.0))
    return found


def conflict(sides: list[Side], programme: ShortfallProgramme, n: int) -> str:
    """What would have to give: the least sum of relaxations, each in units of what its positions can add up to."""
    from scipy.optimize import linprog

    largest = np.maximum(np.abs(programme.lower), np.abs(programme.upper))
    reach = [max(abs(each.limit), float(np.abs(each.row) @ largest)) or 1.0 for each in sides]
    relaxed = [i for i, each in enumerate(sides) if each.words]
    slack = np.zeros((len(sides), len(relaxed)))
    slack[relaxed, np.arange(len(relaxed))] = [-reach[i] for i in relaxed]
    width = len(programme.lower)
    found = linprog(
        np.concatenate((np.zeros(width), np.ones(len(relaxed)))),
        A_ub=np.hstack((np.array([each.row for each in sides]), slack)),
        b_ub=[each.limit for each in sides],
        bounds=[*zip(programme.lower, programme.upper, strict=True), *[(0.0, None)] * len(relaxed)],
        method="highs",
    )
    told = [
        f"{sides[i].words} {sides[i].sign * (sides[i].limit + moved * reach[i]):g} instead of "
        f"{sides[i].sign * sides[i].limit:g}"
        for i, moved in zip(relaxed, found.x[width:], strict=True)
        if moved > ROUNDING
    ]
    return f"no scales of the {n} positions meet all limits; this would do: {'; '.join(told)}"
