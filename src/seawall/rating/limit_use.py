"""Limits against what was measured: how much of each is used, and whether it is kept for certain."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from seawall.errors import InputError
from seawall.portfolio import Limit

__all__ = ["LimitReading", "LimitUse", "LimitVerdict"]


class LimitVerdict(StrEnum):
    """Whether a limit is kept.

    It is breached where the reading is above it, and kept where the reading and all of its interval are not. Between
    the two it is uncertain: the reading is not above it, but what it estimates may be.
    """

    KEPT = "kept"
    UNCERTAIN = "uncertain"
    BREACHED = "breached"
    NOT_KNOWN = "not_known"


@dataclass(frozen=True, slots=True)
class LimitReading:
    """What was measured for one limit.

    Attributes
    ----------
    value : float or None
        In the unit of the limit; None where it could not be measured.
    basis : str
        Where it comes from, or what is missing.
    interval : (float, float) or None
        Of an estimate, in the same unit; None where the value is exact, or nobody can say.
    is_bounded : bool
        Whether it is known that the true value is no higher than the value, or than its interval; false for an estimate
        of too few scenarios for an interval, and for the worst of scenarios of which one failed.
    """

    value: float | None
    basis: str
    interval: tuple[float, float] | None = None
    is_bounded: bool = True

    def __post_init__(self) -> None:
        """Hold an interval in order."""
        if self.interval is not None and self.interval[0] > self.interval[1]:
            raise InputError(f"'interval' must be in order, was {self.interval}")


@dataclass(frozen=True, slots=True)
class LimitUse:
    """One limit, and what there is of what it limits.

    Attributes
    ----------
    limit : Limit
        At most what.
    reading : LimitReading
        What was measured.

    Examples
    --------
    >>> from seawall.portfolio import Limit, LimitKind
    >>> limit = Limit(LimitKind.STRESS_LOSS, most=0.25)
    >>> use = LimitUse(limit, LimitReading(0.20, "COVID_2020"))
    >>> round(use.share, 3), str(use.verdict)
    (0.8, 'kept')
    >>> str(LimitUse(limit, LimitReading(0.24, "by simulation", interval=(0.22, 0.26))).verdict)
    'uncertain'
    """

    limit: Limit
    reading: LimitReading

    @property
    def share(self) -> float | None:
        """Of the limit that is used, decimal: above 1 it is breached; None where nothing was measured."""
        return None if self.reading.value is None else self.reading.value / self.limit.most

    @property
    def verdict(self) -> LimitVerdict:
        """Whether it is kept."""
        reading, most = self.reading, self.limit.most
        if reading.value is None:
            return LimitVerdict.NOT_KNOWN
        if reading.value > most:
            return LimitVerdict.BREACHED
        highest = reading.value if reading.interval is None else reading.interval[1]
        return LimitVerdict.KEPT if reading.is_bounded and highest <= most else LimitVerdict.UNCERTAIN
