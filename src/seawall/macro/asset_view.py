"""What is known of one asset: its level, the figures behind it, and what they say in words."""

from __future__ import annotations

import datetime as dt
import enum
import math
from collections.abc import Mapping
from dataclasses import dataclass

from seawall.core import Lineage, check_finite, check_positive, check_unique, read_only
from seawall.errors import InputError
from seawall.macro.driver_catalogue import DriverFacts, ViewAsset
from seawall.market import PriceSeries

__all__ = [
    "AssetDriver",
    "AssetLevel",
    "AssetPrices",
    "AssetView",
    "DriverEstimate",
    "DriverStatus",
    "Leaning",
    "QuotedFigure",
    "ViewSentence",
]


class DriverStatus(enum.StrEnum):
    """Where a driver's figure comes from, or why no claim rests on it."""

    COMPUTED = "computed"
    SUPPLIED = "supplied"
    STALE = "stale"
    MISSING = "not supplied"


class Leaning(enum.StrEnum):
    """What a claim says of its asset."""

    SUPPORTS = "supports"
    WEIGHS = "weighs"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class AssetPrices:
    """Closes of an asset, and what they are closes of.

    Attributes
    ----------
    label : str
        In words: ``GLD, a gold ETF share, not ounces``.
    unit : str
        Of a close.
    series : PriceSeries
        The closes.
    simulated : bool
        True when they were made, not observed.
    note : str
        Why a better symbol was passed over; empty where none was.
    """

    label: str
    unit: str
    series: PriceSeries
    simulated: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class AssetLevel:
    """Last close of an asset and the one before it.

    Attributes
    ----------
    label, unit : str
        What the close is of, and what it counts.
    date, previous_date : datetime.date
        Days of the two closes.
    close, previous_close : float
        Above zero.
    is_stale : bool
        Whether the last close is too old to speak for the as-of date.
    lineage : Lineage
        Source and hash.
    note : str
        Why the closes of a better symbol were passed over; empty where none were.
    """

    label: str
    unit: str
    date: dt.date
    close: float
    previous_date: dt.date
    previous_close: float
    is_stale: bool
    lineage: Lineage
    note: str = ""

    def __post_init__(self) -> None:
        """Refuse closes at or below zero, and days in the wrong order."""
        check_positive(self.close, "close")
        check_positive(self.previous_close, "previous_close")
        if self.previous_date >= self.date:
            raise InputError(f"'previous_date' must be before 'date' {self.date}, was {self.previous_date}")

    @property
    def day_change(self) -> float:
        """Close over the previous close less 1, decimal."""
        return self.close / self.previous_close - 1.0


@dataclass(frozen=True, slots=True)
class DriverEstimate:
    """The figure of a driver.

    Attributes
    ----------
    value : float
        In the unit of the driver.
    date : datetime.date
        Day of the newest observation in it; for a month or quarter, its last day.
    lineage : Lineage
        Rule, source, hash and window.
    lower, upper : float or None
        Ends of the interval; None where there is none.
    interval : str
        What the interval is, in words; empty where there is none.
    n_observations : int or None
        Behind the figure; None where it is one observation.
    note : str
        What limits it, in words.
    """

    value: float
    date: dt.date
    lineage: Lineage
    lower: float | None = None
    upper: float | None = None
    interval: str = ""
    n_observations: int | None = None
    note: str = ""

    def __post_init__(self) -> None:
        """Refuse a figure that is not finite or lies outside an interval turned round."""
        check_finite(read_only([self.value]), "value")
        if (self.lower is None) != (self.upper is None) or (self.lower is None) == bool(self.interval):
            raise InputError("'lower', 'upper' and 'interval' must be given together or not at all")
        if self.lower is not None and self.upper is not None and not self.lower <= self.upper < math.inf:
            raise InputError(f"'lower' must be at most 'upper' {self.upper!r}, was {self.lower!r}")


@dataclass(frozen=True, slots=True)
class AssetDriver:
    """A driver with its figure, or with the reason why there is none.

    Attributes
    ----------
    facts : DriverFacts
        What it is.
    status : DriverStatus
        Computed, supplied, stale, or not supplied.
    estimate : DriverEstimate or None
        None where, and only where, it is not supplied.
    reason : str
        Why it is stale or not supplied; empty otherwise.
    """

    facts: DriverFacts
    status: DriverStatus
    estimate: DriverEstimate | None
    reason: str = ""

    def __post_init__(self) -> None:
        """A figure is there, or the reason why it is not."""
        if (self.status is DriverStatus.MISSING) != (self.estimate is None):
            raise InputError(
                f"'estimate' must be None where the status is {DriverStatus.MISSING.value!r}, and only there"
            )
        if (self.status in {DriverStatus.MISSING, DriverStatus.STALE}) != bool(self.reason):
            raise InputError(f"'reason' must be given for a driver that is {self.status.value}")

    @property
    def supports_claims(self) -> bool:
        """Whether a sentence may rest on it."""
        return self.status in {DriverStatus.COMPUTED, DriverStatus.SUPPLIED}


@dataclass(frozen=True, slots=True)
class QuotedFigure:
    """A figure as a sentence quotes it.

    Attributes
    ----------
    place : str
        Driver and part: ``real_yield_beta.lower``.
    text : str
        As it stands in the sentence.
    value : float, datetime.date or str
        What the text was made from, at full precision.
    """

    place: str
    text: str
    value: float | dt.date | str


@dataclass(frozen=True, slots=True)
class ViewSentence:
    """One claim.

    Attributes
    ----------
    rule_id : str
        Rule that made it.
    text : str
        The sentence.
    figures : tuple of QuotedFigure
        Every figure in it, in their order.
    leaning : Leaning
        What it says of the asset.
    """

    rule_id: str
    text: str
    figures: tuple[QuotedFigure, ...]
    leaning: Leaning


@dataclass(frozen=True, slots=True)
class AssetView:
    """Level, drivers and reading of one asset.

    Attributes
    ----------
    asset : ViewAsset
        Which.
    as_of : datetime.date
        Nothing known later is used.
    level : AssetLevel or None
        None where there are no closes.
    level_reason : str
        Why there is no level or why it is stale; empty otherwise.
    drivers : tuple of AssetDriver
        Every driver of the catalogue, in its order.
    reading : tuple of ViewSentence
        What they say.
    simulated : bool
        True when the closes were made, not observed.
    """

    asset: ViewAsset
    as_of: dt.date
    level: AssetLevel | None
    level_reason: str
    drivers: tuple[AssetDriver, ...]
    reading: tuple[ViewSentence, ...]
    simulated: bool

    def __post_init__(self) -> None:
        """Refuse drivers of another asset, and drivers that are repeated."""
        check_unique([each.facts.driver_id for each in self.drivers], "drivers")
        if stray := [each.facts.driver_id for each in self.drivers if each.facts.asset is not self.asset]:
            raise InputError(f"'drivers' must be those of {self.asset.value}, but {stray[0]!r} is not")

    @property
    def by_id(self) -> Mapping[str, AssetDriver]:
        """Drivers by identifier."""
        return {each.facts.driver_id: each for each in self.drivers}
