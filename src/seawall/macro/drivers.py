"""Figures that a user supplies, and the newest of them on a day."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

from seawall.core import Lineage, choice_named
from seawall.errors import InputError
from seawall.macro.asset_view import AssetDriver, DriverEstimate, DriverStatus
from seawall.macro.driver_catalogue import DriverFacts, ViewAsset, driver_facts

__all__ = ["DriverObservation", "supplied_driver", "with_status"]


@dataclass(frozen=True, slots=True)
class DriverObservation:
    """One figure that a user supplies.

    Attributes
    ----------
    asset : ViewAsset
        Whose view it is for.
    driver_id : str
        One of the supplied drivers of that asset.
    date : datetime.date
        Day from which the figure was known.
    value : float
        In the unit of the driver, within its range.
    source : str
        Who says so; not empty.
    data_hash : str
        Hash of the bytes it was read from.
    simulated : bool
        True when it was made, not observed.
    """

    asset: ViewAsset
    driver_id: str
    date: dt.date
    value: float
    source: str
    data_hash: str
    simulated: bool = False

    def __post_init__(self) -> None:
        """Refuse a driver that is computed, and a value out of its range."""
        object.__setattr__(self, "asset", choice_named(self.asset, "asset", ViewAsset))
        facts = driver_facts(self.asset, self.driver_id)
        if not facts.is_supplied:
            raise InputError(f"'driver_id' must be a supplied driver, but {self.driver_id!r} is computed")
        if not (math.isfinite(self.value) and facts.lowest <= self.value <= facts.highest):
            raise InputError(f"'value' must be in [{facts.lowest:g}, {facts.highest:g}], was {self.value!r}")
        if not self.source.strip():
            raise InputError("'source' must say where the figure is from, was empty")


def supplied_driver(facts: DriverFacts, observations: Sequence[DriverObservation], *, as_of: dt.date) -> AssetDriver:
    """Newest observation of a driver that was known on `as_of`.

    Parameters
    ----------
    facts : DriverFacts
        Which driver.
    observations : sequence of DriverObservation
        Of any drivers, in any order.
    as_of : datetime.date
        Later ones are not used.

    Returns
    -------
    AssetDriver
        Supplied, stale, or not supplied with the reason.

    Raises
    ------
    InputError
        When two observations of the driver have the newest date.
    """
    own = [each for each in observations if each.asset is facts.asset and each.driver_id == facts.driver_id]
    known = [each for each in own if each.date <= as_of]
    if not known:
        reason = f"first row is of {min(each.date for each in own)}" if own else "no row for it"
        return AssetDriver(facts, DriverStatus.MISSING, None, reason)
    newest = max(each.date for each in known)
    last = [each for each in known if each.date == newest]
    if len(last) > 1:
        raise InputError(
            f"'observations' must hold one row per driver and day, but {facts.asset.value} {facts.driver_id} has "
            f"{len(last)} on {newest}"
        )
    row = last[0]
    lineage = Lineage("as supplied", row.source, row.data_hash, simulated=row.simulated)
    return with_status(facts, DriverEstimate(row.value, row.date, lineage), as_of=as_of)


def with_status(facts: DriverFacts, estimate: DriverEstimate, *, as_of: dt.date) -> AssetDriver:
    """Driver with its status: stale once it is older than its facts allow."""
    age = (as_of - estimate.date).days
    if age > facts.stale_after_days:
        reason = f"{age} days old, more than {facts.stale_after_days}"
        return AssetDriver(facts, DriverStatus.STALE, estimate, reason)
    return AssetDriver(facts, DriverStatus.SUPPLIED if facts.is_supplied else DriverStatus.COMPUTED, estimate)
