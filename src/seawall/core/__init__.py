"""Ground floor: what every room speaks.

Takes   plain values and arrays.
Gives   read-only arrays, door guards, calendars, lineage and failures.
Never   knows of markets, positions or files.
"""

from typing import TYPE_CHECKING

from seawall.core.arrays import (
    BoolArray,
    DateArray,
    FloatArray,
    IntArray,
    check_between,
    check_confidence,
    check_dates,
    check_finite,
    check_positive,
    check_shape,
    check_unique,
    read_only,
    read_only_dates,
)
from seawall.core.calendars import (
    DAYS_PER_YEAR,
    BusinessCalendar,
    DayCount,
    Roll,
    add_months,
    is_month_end,
    sessions_per_year,
    to_date,
    year_fraction,
)
from seawall.core.doors import late_names
from seawall.core.failure import Failure
from seawall.core.lineage import DateWindow, Lineage, combine_hashes, content_hash

if TYPE_CHECKING:
    from seawall.core.documents import Document, FormatVersion, did_you_mean, parse_document, read_document, shorten
else:
    __getattr__ = late_names(
        __name__,
        {
            "Document": "documents",
            "FormatVersion": "documents",
            "did_you_mean": "documents",
            "parse_document": "documents",
            "read_document": "documents",
            "shorten": "documents",
        },
    )

__all__ = [
    "DAYS_PER_YEAR",
    "BoolArray",
    "BusinessCalendar",
    "DateArray",
    "DateWindow",
    "DayCount",
    "Document",
    "Failure",
    "FloatArray",
    "FormatVersion",
    "IntArray",
    "Lineage",
    "Roll",
    "add_months",
    "check_between",
    "check_confidence",
    "check_dates",
    "check_finite",
    "check_positive",
    "check_shape",
    "check_unique",
    "combine_hashes",
    "content_hash",
    "did_you_mean",
    "is_month_end",
    "late_names",
    "parse_document",
    "read_document",
    "read_only",
    "read_only_dates",
    "sessions_per_year",
    "shorten",
    "to_date",
    "year_fraction",
]
