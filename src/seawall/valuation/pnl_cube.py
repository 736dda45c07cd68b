"""Profit and loss per scenario and position: what every measure is a reduction of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from seawall.core import FloatArray, Lineage, check_finite, check_shape, check_unique, read_only
from seawall.scenarios import SampleDesign

__all__ = ["PnlCube"]


@dataclass(frozen=True, slots=True, eq=False)
class PnlCube:
    """The P&L of every position in every scenario.

    Attributes
    ----------
    pnl : FloatArray
        Shape (n_scenarios, n_positions), base currency, gain above zero.
    positions : tuple of str
        Column names.
    labels : sequence of str
        Name of each scenario.
    currency : str
        Base currency.
    horizon_sessions : int
        Sessions that a scenario spans; 0 for an instantaneous one.
    lineage : Lineage
        Of the scenarios.
    design : SampleDesign
        Of the scenarios.
    totals : FloatArray
        P&L of the whole book per scenario, shape (n_scenarios,): the sum of `pnl`, formed once.
    """

    pnl: FloatArray
    positions: tuple[str, ...]
    labels: Sequence[str]
    currency: str
    horizon_sessions: int
    lineage: Lineage
    design: SampleDesign = field(default_factory=SampleDesign)
    totals: FloatArray = field(init=False)

    def __post_init__(self) -> None:
        """Freeze the P&L and check its shape."""
        object.__setattr__(self, "pnl", read_only(self.pnl))
        check_unique(self.positions, "positions")
        check_shape(self.pnl, "pnl", (len(self.labels), len(self.positions)))
        check_finite(self.pnl, "pnl")
        self.design.check_size(len(self.labels))
        object.__setattr__(self, "totals", read_only(self.pnl.sum(axis=1)))

    @property
    def losses(self) -> FloatArray:
        """Loss of the whole book per scenario, loss above zero, shape (n_scenarios,)."""
        return -self.totals
