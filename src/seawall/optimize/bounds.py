"""Bounds of weights and the total they must reach; what leaves no portfolio is answered with the figure that would."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from seawall.core import FloatArray, check_finite, check_shape, read_only
from seawall.errors import InputError

__all__ = ["WeightBounds", "resolve_bounds", "weight_bounds"]

# Relative: sums of bounds that miss the total by less meet it.
SUM_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class WeightBounds:
    """Least and largest weight of each asset, and their total.

    Attributes
    ----------
    names : tuple of str
        Assets.
    lower : FloatArray
        Least weight, shape (n_assets,); below zero allows a short position.
    upper : FloatArray
        Largest weight, shape (n_assets,).
    total : float
        What the weights add up to: 1, or less where the rest is held in cash.
    """

    names: tuple[str, ...]
    lower: FloatArray
    upper: FloatArray
    total: float = 1.0

    def __post_init__(self) -> None:
        """Refuse bounds that cross, and bounds between which no portfolio lies."""
        for side in ("lower", "upper"):
            object.__setattr__(self, side, read_only(getattr(self, side)))
            check_finite(check_shape(getattr(self, side), f"{side} bounds", (len(self.names),)), f"{side} bounds")
        if not math.isfinite(self.total):
            raise InputError(f"'total' must be finite, was {self.total!r}")
        crossing = self.lower > self.upper
        if crossing.any():
            i = int(np.argmax(crossing))
            raise InputError(
                f"bounds of {self.names[i]!r} cross: at least {self.lower[i]:g} and at most {self.upper[i]:g}"
            )
        least, most = float(self.lower.sum()), float(self.upper.sum())
        slack = SUM_ROUNDING * max(abs(self.total), float(np.abs(self.lower).sum()), 1.0)
        if least > self.total + slack:
            raise InputError(_above(self.names, self.lower, least, self.total))
        if most < self.total - slack:
            raise InputError(_below(self.names, self.upper, most, self.total))

    @property
    def only(self) -> FloatArray | None:
        """The only portfolio, where the bounds leave no choice."""
        scale = SUM_ROUNDING * max(abs(self.total), float(np.abs(self.lower).sum()), 1.0)
        if float(self.lower.sum()) >= self.total - scale:
            return self.lower
        if float(self.upper.sum()) <= self.total + scale:
            return self.upper
        return None


def weight_bounds(
    names: Sequence[str], bounds: tuple[npt.ArrayLike, npt.ArrayLike], *, total: float = 1.0
) -> WeightBounds:
    """Bounds from two numbers, or from two columns of numbers.

    Parameters
    ----------
    names : sequence of str
        Assets.
    bounds : tuple
        Least and largest weight; each a number for all assets, or one number per asset in the order of `names`.
    total : float
        What the weights add up to.

    Returns
    -------
    WeightBounds
        Checked.

    Raises
    ------
    InputError
        Where bounds cross or leave no portfolio; says what would.

    Examples
    --------
    >>> weight_bounds([f"A{i}" for i in range(51)], (0.02, 0.40))
    Traceback (most recent call last):
    ...
    seawall.errors.InputError: lower bounds of 51 assets sum to 1.02, above their total of 1; lower them to at most \
0.0196078, or take at most 50 assets
    """
    columns = (np.asarray(side, dtype=np.float64) for side in bounds)
    lower, upper = (np.full(len(names), side) if side.ndim == 0 else side for side in columns)
    return WeightBounds(tuple(names), lower, upper, total)


def resolve_bounds(names: tuple[str, ...], bounds: WeightBounds | tuple[npt.ArrayLike, npt.ArrayLike]) -> WeightBounds:
    """Bounds as they are, if they are of these assets, or from two numbers or columns, with a total of 1."""
    if not isinstance(bounds, WeightBounds):
        return weight_bounds(names, bounds)
    if bounds.names != names:
        raise InputError("'bounds' must be of the assets of the moments, in their order")
    return bounds


def _above(names: tuple[str, ...], lower: FloatArray, least: float, total: float) -> str:
    start = f"lower bounds of {len(names)} assets sum to {least:g}, above their total of {total:g}"
    if (lower == lower[0]).all() and lower[0] > 0:
        if total <= 0.0:
            return f"{start}; lower them"
        fit, count = _six_digits(total / len(names), math.floor), math.floor(total / lower[0] * (1 + SUM_ROUNDING))
        return f"{start}; lower them to at most {fit:g}" + (f", or take at most {count} assets" if count else "")
    largest = np.argsort(-lower, kind="stable")[:3]
    named = ", ".join(f"{names[i]} {lower[i]:g}" for i in largest)
    return f"{start}; lower them by {least - total:g} in all (the largest: {named})"


def _below(names: tuple[str, ...], upper: FloatArray, most: float, total: float) -> str:
    start = f"upper bounds of {len(names)} assets sum to {most:g}, below their total of {total:g}"
    if (upper == upper[0]).all() and upper[0] > 0:
        fit, count = _six_digits(total / len(names), math.ceil), math.ceil(total / upper[0] * (1 - SUM_ROUNDING))
        return f"{start}; raise them to at least {fit:g}, or take at least {count} assets"
    smallest = np.argsort(upper, kind="stable")[:3]
    named = ", ".join(f"{names[i]} {upper[i]:g}" for i in smallest)
    return f"{start}; raise them by {total - most:g} in all (the smallest: {named})"


def _six_digits(value: float, rounding: Callable[[float], int]) -> float:
    """A figure above zero with the digits that are printed, rounded to the side on which it still holds."""
    step = 10.0 ** (math.floor(math.log10(value)) - 5)
    return rounding(value / step) * step
