"""Where bitcoin stands between two halvings of its block reward."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass

from seawall.core import DateWindow, Lineage, content_hash
from seawall.errors import DataError
from seawall.macro.asset_view import DriverEstimate

__all__ = ["BLOCKS_PER_HALVING", "HALVING_DATES", "HalvingCycle", "halving_cycle_on", "halving_estimates"]

BLOCKS_PER_HALVING = 210_000
"""Blocks between two halvings, by the protocol."""

HALVING_DATES = (dt.date(2012, 11, 28), dt.date(2016, 7, 9), dt.date(2020, 5, 11), dt.date(2024, 4, 20))
"""UTC days of blocks 210,000, 420,000, 630,000 and 840,000."""

_MINUTES_PER_BLOCK = 10
_MINUTES_PER_DAY = 24 * 60
_SOURCE = "halving dates, blocks 210,000 k"


@dataclass(frozen=True, slots=True)
class HalvingCycle:
    """The halving cycle on one day.

    Attributes
    ----------
    last_date : datetime.date
        Of the last halving.
    next_block : int
        Height of the block that halves next.
    days_since : int
        Since the last halving.
    next_date : datetime.date
        Estimate: the protocol's 10 minutes a block from the last halving on.
    earliest_date, latest_date : datetime.date or None
        The same by the shortest and the longest past cycle; None before a cycle is complete.
    n_cycles : int
        Complete cycles known.
    """

    last_date: dt.date
    next_block: int
    days_since: int
    next_date: dt.date
    earliest_date: dt.date | None
    latest_date: dt.date | None
    n_cycles: int


def halving_cycle_on(day: dt.date) -> HalvingCycle:
    """Days since the last halving, and the expected day of the next.

    At 10 minutes a block, 210,000 blocks take 1,458 1/3 days. Blocks came faster while computing power grew, so the
    complete cycles known on `day` give an earliest and a latest date beside it.

    Parameters
    ----------
    day : datetime.date
        Halvings after it are not used.

    Returns
    -------
    HalvingCycle
        Dated facts and one estimate.

    Raises
    ------
    DataError
        Before the first halving, or when the estimate has passed and the table knows of no halving.

    Examples
    --------
    >>> cycle = halving_cycle_on(dt.date(2026, 2, 12))
    >>> cycle.days_since, cycle.next_date.isoformat(), cycle.next_block
    (663, '2028-04-17', 1050000)
    """
    known = [each for each in HALVING_DATES if each <= day]
    if not known:
        raise DataError(f"{_SOURCE}: the first halving was on {HALVING_DATES[0]}, after {day}")
    cycles = [(after - before).days for before, after in itertools.pairwise(known)]
    expected = known[-1] + dt.timedelta(days=BLOCKS_PER_HALVING * _MINUTES_PER_BLOCK // _MINUTES_PER_DAY)
    if day > expected:
        raise DataError(f"{_SOURCE}: a halving was expected by {expected}, and none is known up to {day}")
    return HalvingCycle(
        last_date=known[-1],
        next_block=BLOCKS_PER_HALVING * (len(known) + 1),
        days_since=(day - known[-1]).days,
        next_date=expected,
        earliest_date=known[-1] + dt.timedelta(days=min(cycles)) if cycles else None,
        latest_date=known[-1] + dt.timedelta(days=max(cycles)) if cycles else None,
        n_cycles=len(cycles),
    )


def halving_estimates(day: dt.date) -> dict[str, DriverEstimate]:
    """Drivers ``days_since_halving`` and ``days_to_halving``."""
    cycle = halving_cycle_on(day)
    data_hash = content_hash(",".join(map(str, HALVING_DATES)).encode())
    since = Lineage(f"days since {cycle.last_date}", _SOURCE, data_hash, DateWindow(cycle.last_date, day))
    to = Lineage(f"10 minutes a block from {cycle.last_date} to block {cycle.next_block:,}", _SOURCE, data_hash)
    has_range = cycle.earliest_date is not None and cycle.latest_date is not None
    # a past cycle may have been shorter than the days that have gone by, and the day cannot lie behind us
    ends = [float(max((each - day).days, 0)) for each in (cycle.earliest_date, cycle.latest_date) if each]
    return {
        "days_since_halving": DriverEstimate(float(cycle.days_since), day, since),
        "days_to_halving": DriverEstimate(
            float((cycle.next_date - day).days),
            day,
            to,
            lower=ends[0] if has_range else None,
            upper=ends[1] if has_range else None,
            interval="shortest to longest past cycle" if has_range else "",
            n_observations=cycle.n_cycles or None,
            note=f"expected on {cycle.next_date}; past cycles were shorter than 10 minutes a block",
        ),
    }
