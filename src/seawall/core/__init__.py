"""Ground floor: what every room speaks.

Takes   plain values and arrays.
Gives   read-only arrays, door guards, closed choices by their words, calendars, lineage and failures.
Never   knows of markets, positions or files.
"""

from typing import TYPE_CHECKING

from seawall.core.doors import late_names

if TYPE_CHECKING:
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
        BusinessCalendar,
        DayCount,
        Roll,
        add_months,
        is_month_end,
        sessions_per_year,
        to_date,
        year_fraction,
    )
    from seawall.core.compilation import compile_loop
    from seawall.core.days import DAYS_PER_YEAR
    from seawall.core.disclaimer import DISCLAIMER
    from seawall.core.documents import (
        Document,
        FormatVersion,
        document_of_text,
        parse_document,
        read_document,
    )
    from seawall.core.failure import Failure
    from seawall.core.lineage import DateWindow, Lineage, combine_hashes, content_hash
    from seawall.core.words import choice_named, did_you_mean, shorten
else:
    __getattr__ = late_names(
        __name__,
        {
            "BoolArray": "arrays",
            "BusinessCalendar": "calendars",
            "DAYS_PER_YEAR": "days",
            "DISCLAIMER": "disclaimer",
            "DateArray": "arrays",
            "DateWindow": "lineage",
            "DayCount": "calendars",
            "Document": "documents",
            "Failure": "failure",
            "FloatArray": "arrays",
            "FormatVersion": "documents",
            "IntArray": "arrays",
            "Lineage": "lineage",
            "Roll": "calendars",
            "add_months": "calendars",
            "check_between": "arrays",
            "check_confidence": "arrays",
            "check_dates": "arrays",
            "check_finite": "arrays",
            "check_positive": "arrays",
            "check_shape": "arrays",
            "check_unique": "arrays",
            "choice_named": "words",
            "combine_hashes": "lineage",
            "compile_loop": "compilation",
            "content_hash": "lineage",
            "did_you_mean": "words",
            "document_of_text": "documents",
            "is_month_end": "calendars",
            "parse_document": "documents",
            "read_document": "documents",
            "read_only": "arrays",
            "read_only_dates": "arrays",
            "sessions_per_year": "calendars",
            "shorten": "words",
            "to_date": "calendars",
            "year_fraction": "calendars",
        },
    )

__all__ = [
    "DAYS_PER_YEAR",
    "DISCLAIMER",
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
    "choice_named",
    "combine_hashes",
    "compile_loop",
    "content_hash",
    "did_you_mean",
    "document_of_text",
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


def __dir__() -> list[str]:
    return __all__
