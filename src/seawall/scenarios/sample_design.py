"""How a sample of scenarios was drawn: what its weights are, and what its error has to be measured by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np

from seawall.core import FloatArray, check_finite, check_shape, read_only
from seawall.errors import InputError

__all__ = ["NumberedLabels", "SampleDesign"]

_UNIT_SUM = 1e-9
"""Weights may miss 1 by this much: the rounding of a sum of millions."""


@dataclass(frozen=True, slots=True, eq=False)
class SampleDesign:
    """How scenarios were drawn.

    Attributes
    ----------
    weights : FloatArray or None
        Probability of each scenario, shape (n_scenarios,), none below 0, sum 1; None where all count alike.
    batches : int
        Independent randomisations that the scenarios come in, of equal size and one after the other. Where there
        are several, scenarios within a batch depend on each other (quasi-random points, antithetic pairs) and
        error is measured between batches.
    overlap_sessions : int
        Sessions by which successive scenarios overlap: h for overlapping h-session returns, 1 for none.
    """

    weights: FloatArray | None = None
    batches: int = 1
    overlap_sessions: int = 1

    def __post_init__(self) -> None:
        """Freeze the weights and check their range."""
        if self.batches < 1 or self.overlap_sessions < 1:
            raise InputError(
                f"'batches' and 'overlap_sessions' must be at least 1, were {self.batches}, {self.overlap_sessions}"
            )
        if self.weights is None:
            return
        weights = check_finite(check_shape(read_only(self.weights), "weights", (None,)), "weights")
        if (weights < 0).any():
            raise InputError(f"'weights' must not be below 0, was {float(weights.min())!r}")
        if abs(float(weights.sum()) - 1.0) > _UNIT_SUM:
            raise InputError(f"'weights' must sum to 1, summed to {float(weights.sum())!r}")
        object.__setattr__(self, "weights", weights)

    def check_size(self, n_scenarios: int) -> None:
        """Refuse a sample whose size the design does not fit."""
        if self.weights is not None:
            check_shape(self.weights, "weights", (n_scenarios,))
        if n_scenarios % self.batches:
            raise InputError(f"{n_scenarios} scenarios do not divide into {self.batches} batches")

    def effective_size(self, n_scenarios: int) -> float:
        r"""Equally weighted scenarios that would say as much: :math:`1 / \sum_s w_s^2`, Kish's formula."""
        return float(n_scenarios) if self.weights is None else float(1.0 / np.square(self.weights).sum())


@dataclass(frozen=True, slots=True)
class NumberedLabels(Sequence[str]):
    """Labels ``prefix 1`` to ``prefix n``, made when they are asked for: a million of them take no room.

    Attributes
    ----------
    prefix : str
        Such as ``"draw"``.
    size : int
        Labels in all.

    Examples
    --------
    >>> labels = NumberedLabels("draw", 1_000_000)
    >>> len(labels), labels[0], labels[-1]
    (1000000, 'draw 1', 'draw 1000000')
    """

    prefix: str
    size: int

    def __len__(self) -> int:
        return self.size

    @overload
    def __getitem__(self, index: int) -> str: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[str, ...]: ...

    def __getitem__(self, index: int | slice) -> str | tuple[str, ...]:
        if isinstance(index, slice):
            return tuple(self[each] for each in range(self.size)[index])
        return f"{self.prefix} {range(self.size)[index] + 1}"

    def __iter__(self) -> Iterator[str]:
        return (f"{self.prefix} {number}" for number in range(1, self.size + 1))
