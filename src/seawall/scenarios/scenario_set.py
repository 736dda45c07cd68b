"""The one currency of risk: a matrix of shocks, however it was made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np

from seawall.core import (
    FloatArray,
    Lineage,
    check_finite,
    check_shape,
    check_unique,
    read_only,
)
from seawall.errors import InputError
from seawall.market import RiskFactor, ShockRule
from seawall.scenarios.sample_design import NumberedLabels, SampleDesign

__all__ = ["ScenarioSet"]


@dataclass(frozen=True, slots=True, eq=False)
class ScenarioSet:
    """Shocks to risk factors.

    Attributes
    ----------
    factors : tuple of RiskFactor
        Columns.
    shocks : FloatArray
        Shape (n_scenarios, n_factors): decimals, relative or absolute as each factor's rule says. A relative
        shock is above -1.
    labels : sequence of str
        Name of each scenario: a date, a stress scenario's identifier, or the number of a draw.
    horizon_sessions : int
        Sessions that a scenario spans; 0 for stress scenarios, which are instantaneous.
    lineage : Lineage
        How the shocks were made.
    held_constant : tuple of str
        Factors without history, whose shocks are 0 for that reason.
    design : SampleDesign
        Weights, batches and overlap of the scenarios.
    columns : mapping of str to int
        Column of each factor, by its identifier.
    """

    factors: tuple[RiskFactor, ...]
    shocks: FloatArray
    labels: Sequence[str]
    horizon_sessions: int
    lineage: Lineage
    held_constant: tuple[str, ...] = ()
    design: SampleDesign = field(default_factory=SampleDesign)
    columns: Mapping[str, int] = field(init=False)

    def __post_init__(self) -> None:
        """Freeze the shocks and check shape and range."""
        object.__setattr__(self, "shocks", read_only(self.shocks))
        ids = check_unique([factor.id for factor in self.factors], "factors")
        object.__setattr__(self, "columns", MappingProxyType({each: place for place, each in enumerate(ids)}))
        if not isinstance(self.labels, NumberedLabels):
            check_unique(self.labels, "labels")
        check_shape(self.shocks, "shocks", (len(self.labels), len(self.factors)))
        check_finite(self.shocks, "shocks")
        self.design.check_size(len(self.labels))
        relative = np.array([factor.rule is ShockRule.RELATIVE for factor in self.factors], dtype=bool)
        below = (self.shocks <= -1.0) & relative
        if below.any():
            row, column = (int(i) for i in np.argwhere(below)[0])
            raise InputError(
                f"scenario {self.labels[row]!r}: shock to {self.factors[column].id} must be above -100 %, "
                f"was {self.shocks[row, column]:.1%}"
            )

    def __len__(self) -> int:
        return len(self.labels)

    def column(self, factor: RiskFactor) -> FloatArray:
        """Shocks to one factor, shape (n_scenarios,); zeros for a factor that the set does not hold."""
        place = self.columns.get(factor.id)
        return np.zeros(len(self)) if place is None else self.shocks[:, place]
