"""Limits of a book: how much of what it may have at most, as its owner says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from seawall.core import check_confidence, check_positive, choice_named
from seawall.errors import InputError
from seawall.portfolio.assets import AssetClass

__all__ = ["Limit", "LimitKind"]


class LimitKind(StrEnum):
    """What is limited.

    The loss of a tail and of the worst stress scenario, and every exposure, are shares of equity. Volatility is per
    year, of equity. A venue is limited by its share of all claims, and selling by the days that the slowest position
    takes.
    """

    VALUE_AT_RISK = "value_at_risk"
    EXPECTED_SHORTFALL = "expected_shortfall"
    STRESS_LOSS = "stress_loss"
    VOLATILITY = "volatility"
    GROSS_EXPOSURE = "gross_exposure"
    ASSET_EXPOSURE = "asset_exposure"
    CLASS_EXPOSURE = "class_exposure"
    VENUE_SHARE = "venue_share"
    DAYS_TO_SELL = "days_to_sell"

    @property
    def is_tail(self) -> bool:
        """Whether it is a figure of a confidence and a horizon."""
        return self in {LimitKind.VALUE_AT_RISK, LimitKind.EXPECTED_SHORTFALL}

    @property
    def is_named(self) -> bool:
        """Whether it is of one asset, class or venue."""
        return self in {LimitKind.ASSET_EXPOSURE, LimitKind.CLASS_EXPOSURE, LimitKind.VENUE_SHARE}


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit.

    Attributes
    ----------
    kind : LimitKind
        What is limited.
    most : float
        What it may be at most, above zero, in the unit of its kind: decimal shares, or days.
    confidence : float or None
        In [0.5, 1), of a Value at Risk or an Expected Shortfall; None for all else.
    horizon_sessions : int or None
        Of the same; None for all else.
    name : str or None
        Of the asset, class or venue that is limited; None for all else.

    Examples
    --------
    >>> Limit(LimitKind.ASSET_EXPOSURE, most=0.3, name="BTC").label
    'asset_exposure BTC'
    """

    kind: LimitKind
    most: float
    confidence: float | None = None
    horizon_sessions: int | None = None
    name: str | None = None

    def __post_init__(self) -> None:
        """Hold what its kind needs, and nothing else."""
        object.__setattr__(self, "kind", choice_named(self.kind, "kind", LimitKind))
        check_positive(self.most, "most")
        if (self.confidence is None, self.horizon_sessions is None) != (not self.kind.is_tail,) * 2:
            needs = "needs a confidence and a horizon" if self.kind.is_tail else "has neither confidence nor horizon"
            raise InputError(f"a limit of {self.kind} {needs}")
        if (self.name is None) == self.kind.is_named:
            raise InputError(f"a limit of {self.kind} {'needs a name' if self.kind.is_named else 'has no name'}")
        if self.confidence is not None:
            check_confidence(self.confidence)
        if self.horizon_sessions is not None and self.horizon_sessions < 1:
            raise InputError(f"'horizon_sessions' must be at least 1, was {self.horizon_sessions}")
        if self.kind is LimitKind.CLASS_EXPOSURE:
            object.__setattr__(self, "name", choice_named(self.name or "", "name", AssetClass))

    @property
    def label(self) -> str:
        """What is limited, as no other limit of a book is."""
        if self.kind.is_tail:
            return f"{self.kind} {self.confidence:g} over {self.horizon_sessions}"
        return f"{self.kind} {self.name}" if self.kind.is_named else str(self.kind)
