"""Which span of time shares a file: a day where rows come by the thousand, a year or all time where they do not."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np

from seawall.core import IntArray
from seawall.sources.datasets import Dataset

__all__ = ["DAY_NS", "partition_keys", "partition_name", "partition_range"]

DAY_NS = 86_400_000_000_000
_DAILY = {Dataset.TICKS, Dataset.BOOK_EVENTS, Dataset.OPTION_QUOTES}
_YEARLY = {Dataset.BARS, Dataset.FUNDING, Dataset.OPEN_INTEREST}  # ten years of daily bars are ten files, not 2,500
_ALL_TIME = "all"


def partition_keys(dataset: Dataset, instants_ns: IntArray) -> IntArray:
    """Number of the span that each instant falls in, UTC: days or years from 1970, or 0 for all."""
    if dataset in _DAILY:
        return instants_ns // DAY_NS
    if dataset in _YEARLY:
        years: IntArray = instants_ns.astype("datetime64[ns]").astype("datetime64[Y]").astype(np.int64)
        return years
    return np.zeros(len(instants_ns), dtype=np.int64)


def partition_name(dataset: Dataset, key: int) -> str:
    """Name of a span, the same for its folder; names of one kind sort as time does.

    Examples
    --------
    >>> from seawall.sources.datasets import Dataset
    >>> partition_name(Dataset.TICKS, 20094), partition_name(Dataset.BARS, 55), partition_name(Dataset.MACRO, 0)
    ('2025-01-06', '2025', 'all')
    """
    if dataset in _DAILY:
        return (dt.date(1970, 1, 1) + dt.timedelta(days=key)).isoformat()
    if dataset in _YEARLY:
        return f"{1970 + key:04d}"
    return _ALL_TIME


def partition_range(dataset: Dataset, start_ns: int | None, end_ns: int | None) -> tuple[str, str]:
    """First and last name of the spans that hold instants between two, both included; None leaves a side open."""
    first, last = "", "~"

    def name(instant: int) -> str:
        keys: Any = partition_keys(dataset, np.array([instant], dtype=np.int64))
        return partition_name(dataset, int(keys[0]))

    return (first if start_ns is None else name(start_ns)), (last if end_ns is None else name(end_ns))
