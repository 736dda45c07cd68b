"""The kinds of data that are kept, and the columns of each.

Every row, whatever its kind, carries where it came from, when it was fetched, and its vintage: the day on which the
source held that value. Instants are UTC; a `time` of a bar is its start.
"""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass

import pyarrow as pa

from seawall.core import choice_named
from seawall.errors import InputError

__all__ = ["PROVENANCE_COLUMNS", "Batch", "Dataset", "dataset_schema", "entity_column", "time_column"]


class Dataset(enum.StrEnum):
    """Kinds of data."""

    BARS = "bars"
    TICKS = "ticks"
    BOOK_EVENTS = "book_events"
    MACRO = "macro"
    OPTION_QUOTES = "option_quotes"
    FUNDING = "funding"
    OPEN_INTEREST = "open_interest"


_INSTANT = pa.timestamp("ns", tz="UTC")
_NAME = pa.string()
_PROVENANCE = [
    pa.field("source", _NAME, nullable=False),
    pa.field("retrieved_at", pa.timestamp("us", tz="UTC"), nullable=False),
    pa.field("vintage", pa.date32(), nullable=False),
]
PROVENANCE_COLUMNS = tuple(field.name for field in _PROVENANCE)
"""Columns that every row carries: where it came from, when it was fetched, and its vintage."""


def _required(name: str, kind: pa.DataType) -> pa.Field:
    return pa.field(name, kind, nullable=False)


_SCHEMAS = {
    Dataset.BARS: pa.schema(
        [
            _required("symbol", _NAME),
            _required("time", _INSTANT),
            _required("interval", _NAME),  # 1m, 1h, 1d
            _required("open", pa.float64()),
            _required("high", pa.float64()),
            _required("low", pa.float64()),
            _required("close", pa.float64()),
            pa.field("volume", pa.float64()),
            _required("adjusted", pa.bool_()),
            *_PROVENANCE,
        ]
    ),
    Dataset.TICKS: pa.schema(
        [
            _required("symbol", _NAME),
            _required("time", _INSTANT),
            _required("price", pa.float64()),
            _required("size", pa.float64()),
            _required("taker_side", pa.int8()),  # +1 the buyer took, -1 the seller took, 0 not known
            pa.field("trade_id", pa.int64()),
            *_PROVENANCE,
        ]
    ),
    Dataset.BOOK_EVENTS: pa.schema(
        [
            _required("symbol", _NAME),
            _required("time", _INSTANT),  # when the line was received here
            _required("stream", _NAME),
            _required("line", pa.binary()),  # as received, byte for byte
            *_PROVENANCE,
        ]
    ),
    Dataset.MACRO: pa.schema(
        [
            _required("series_id", _NAME),
            _required("date", pa.date32()),  # first day of the reference period
            pa.field("value", pa.float64()),  # null where the source lists the period without a value
            *_PROVENANCE,
        ]
    ),
    Dataset.OPTION_QUOTES: pa.schema(
        [
            _required("underlying", _NAME),
            _required("time", _INSTANT),
            _required("expiry", _INSTANT),
            _required("strike", pa.float64()),
            _required("is_call", pa.bool_()),
            pa.field("bid", pa.float64()),
            pa.field("ask", pa.float64()),
            pa.field("mark", pa.float64()),
            pa.field("mark_volatility", pa.float64()),  # decimal a year
            pa.field("underlying_price", pa.float64()),
            _required("price_unit", _NAME),  # currency, or the underlying itself
            *_PROVENANCE,
        ]
    ),
    Dataset.FUNDING: pa.schema(
        [
            _required("symbol", _NAME),
            _required("time", _INSTANT),
            _required("rate", pa.float64()),  # decimal per funding interval; a long pays when above 0
            pa.field("mark_price", pa.float64()),
            *_PROVENANCE,
        ]
    ),
    Dataset.OPEN_INTEREST: pa.schema(
        [
            _required("symbol", _NAME),
            _required("time", _INSTANT),
            _required("contracts", pa.float64()),  # in the base asset
            pa.field("value", pa.float64()),  # in the quote currency
            *_PROVENANCE,
        ]
    ),
}


def dataset_schema(dataset: Dataset) -> pa.Schema:
    """Columns of one kind of data, in their order."""
    dataset = choice_named(dataset, "dataset", Dataset)
    return _SCHEMAS[dataset]


def entity_column(dataset: Dataset) -> str:
    """Column that names what a row is about: ``symbol``, ``series_id`` or ``underlying``."""
    return str(dataset_schema(dataset).names[0])


def time_column(dataset: Dataset) -> str:
    """Column by which rows are ordered and days are told apart: ``time`` or ``date``."""
    return str(dataset_schema(dataset).names[1])


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Rows that are kept together or not at all.

    Attributes
    ----------
    dataset : Dataset
        Kind of the rows.
    rows : pyarrow.Table
        Columns of `dataset_schema`, in that order; at least one row.
    request : str
        What was asked of the source, such as its address without any key, or the path of a file.
    data_hash : str
        Hash of the bytes that the source gave.
    """

    dataset: Dataset
    rows: pa.Table
    request: str
    data_hash: str

    def __post_init__(self) -> None:
        """Refuse rows of another shape."""
        object.__setattr__(self, "dataset", choice_named(self.dataset, "dataset", Dataset))
        wanted = dataset_schema(self.dataset)
        if self.rows.schema.names != wanted.names or self.rows.schema.types != wanted.types:
            raise InputError(
                f"'rows' of {self.dataset} must have the columns {', '.join(wanted.names)}, had {self.rows.schema}"
            )
        if not self.rows.num_rows:
            raise InputError(f"'rows' of {self.dataset} must hold at least one row")
        for field in wanted:
            if not field.nullable and (nulls := self.rows.column(field.name).null_count):
                raise InputError(f"{self.dataset}.{field.name} must hold no null, had {nulls:,} ({self.request})")

    @property
    def retrieved_at(self) -> dt.datetime:
        """When its first row was fetched."""
        found: dt.datetime = self.rows.column("retrieved_at")[0].as_py()
        return found
