"""Risk factors: what can move, and how a shock to it applies."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from seawall.core import FloatArray, choice_named

__all__ = ["FactorKind", "RiskFactor", "ShockRule", "apply_shock"]


class FactorKind(StrEnum):
    """What a factor measures."""

    SPOT = "spot"
    VOLATILITY = "volatility"
    RATE = "rate"
    CURRENCY = "currency"


class ShockRule(StrEnum):
    """How a shock turns today's level into tomorrow's."""

    RELATIVE = "relative"
    ABSOLUTE = "absolute"


@dataclass(frozen=True, slots=True)
class RiskFactor:
    """One source of risk.

    Attributes
    ----------
    kind : FactorKind
        Spot, volatility, rate or currency.
    name : str
        Asset or currency that it belongs to.
    symbol : str or None
        Series of its history; None where it has none.
    """

    kind: FactorKind
    name: str
    symbol: str | None = None

    def __post_init__(self) -> None:
        """Take the kind by its word too."""
        object.__setattr__(self, "kind", choice_named(self.kind, "kind", FactorKind))

    @property
    def id(self) -> str:
        """Unique identifier, such as ``spot:BTC``."""
        return f"{self.kind}:{self.name}"

    @property
    def rule(self) -> ShockRule:
        """Rates move by absolute shocks, everything else by relative ones."""
        return ShockRule.ABSOLUTE if self.kind is FactorKind.RATE else ShockRule.RELATIVE


def apply_shock(level: float, shocks: FloatArray, rule: ShockRule) -> FloatArray:
    """Shocked levels, the shape of `shocks`.

    Examples
    --------
    >>> import numpy as np
    >>> apply_shock(0.04, np.array([0.02]), ShockRule.ABSOLUTE).round(6).tolist()
    [0.06]
    """
    rule = choice_named(rule, "rule", ShockRule)
    return level + shocks if rule is ShockRule.ABSOLUTE else level * (1.0 + shocks)
