"""Replies held against what their source documents: one doubt, and nothing of the reply is kept."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from seawall.core import content_hash, shorten
from seawall.errors import DataError, InputError
from seawall.sources.datasets import Batch, Dataset, dataset_schema, time_column
from seawall.sources.pull.adapter import PullRequest
from seawall.sources.pull.web_session import Reply

__all__ = [
    "check_dataset",
    "check_keys",
    "check_rising",
    "instant_of_milliseconds",
    "make_batch",
    "number",
    "read_json",
    "reply_batch",
    "whole_number",
]

_NUMBER = re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_FIRST_YEAR, _LAST_YEAR = 1950, 2200


def read_json(reply: Reply) -> Any:
    """Content of a JSON reply; NaN and infinity are no JSON."""

    def refuse(text: str) -> float:
        raise ValueError(f"{text} is no number")

    try:
        return json.loads(reply.body, parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        raise DataError(f"{reply.address}: is not JSON: {str(error)[:80]}") from None


def check_keys(row: Any, wanted: Sequence[str], *, place: str, optional: Sequence[str] = ()) -> Mapping[str, Any]:
    """Return `row` if it is an object with the keys wanted, and none that is not known."""
    if not isinstance(row, dict):
        raise DataError(f"{place}: must be an object with {', '.join(wanted)}, was {shorten(row)}")
    missing = [name for name in wanted if name not in row]
    unknown = [name for name in row if name not in wanted and name not in optional]
    if missing:
        found = f"; holds {', '.join(map(str, list(row)[:8]))}"
        raise DataError(f"{place}: field {missing[0]!r} is missing{found}")
    if unknown:
        raise DataError(f"{place}: field {shorten(unknown[0])} is not known; the source documents {', '.join(wanted)}")
    return row


def number(value: Any, *, place: str, as_text: bool) -> float:
    """Finite number that a source writes as text (``as_text``) or as a JSON number, and never the other way."""
    fits = isinstance(value, str) if as_text else isinstance(value, int | float) and not isinstance(value, bool)
    kind = "a number written as text" if as_text else "a number"
    if not fits or (as_text and not _NUMBER.fullmatch(value)):
        raise DataError(f"{place}: must be {kind}, was {shorten(value)}")
    found = float(value)
    if not math.isfinite(found):
        raise DataError(f"{place}: must be finite, was {shorten(value)}")
    return found


def whole_number(value: Any, *, place: str, as_text: bool = False) -> int:
    """Whole number, written as text or not."""
    found = number(value, place=place, as_text=as_text)
    if found != int(found):
        raise DataError(f"{place}: must be a whole number, was {shorten(value)}")
    return int(found)


def instant_of_milliseconds(value: int, *, place: str) -> dt.datetime:
    """UTC instant of a count of milliseconds since 1970; a count in another unit is refused by its year."""
    try:
        found = dt.datetime.fromtimestamp(0, dt.UTC) + dt.timedelta(milliseconds=value)
    except OverflowError:
        found = dt.datetime.fromtimestamp(0, dt.UTC)
    if value <= 0 or not _FIRST_YEAR < found.year < _LAST_YEAR:
        raise DataError(f"{place}: must be milliseconds since 1970, was {value}")
    return found


def check_rising(times: Sequence[Any], *, place: str, newest_first: bool = False) -> None:
    """Demand times that rise strictly, or fall strictly where the source lists the newest first."""
    for index, (before, after) in enumerate(itertools.pairwise(times), start=1):
        if before == after:
            raise DataError(f"{place}[{index}]: time {after} stands twice")
        if (after < before) != newest_first:
            order = "fall" if newest_first else "rise"
            raise DataError(f"{place}[{index}]: times must {order}, but {after} follows {before}")


def check_dataset(name: str, datasets: frozenset[Dataset], request: PullRequest) -> None:
    """Refuse a request for a kind of data that the source does not have."""
    if request.dataset not in datasets:
        known = ", ".join(sorted(datasets))
        raise InputError(f"'dataset' of {name} must be one of {known}, was {str(request.dataset)!r}")


def make_batch(
    dataset: Dataset,
    columns: Mapping[str, Sequence[Any]],
    *,
    entity: str,
    source: str,
    origin: str,
    data_hash: str,
    retrieved_at: float,
    vintages: Sequence[dt.date] | None = None,
) -> Batch:
    """Rows of one reply or file with their provenance.

    Parameters
    ----------
    dataset : Dataset
        Kind of the rows.
    columns : mapping of str to sequence
        All columns but the first, which is `entity`, and those of provenance.
    entity : str
        Name under which the rows are kept.
    source : str
        Name of the source, and what it calls this history.
    origin : str
        Address without any key, or path.
    data_hash : str
        Hash of the bytes read.
    retrieved_at : float
        Seconds since 1970, UTC.
    vintages : sequence of datetime.date, optional
        Of each row; the day of retrieval by default.
    """
    schema = dataset_schema(dataset)
    count = len(columns[time_column(dataset)])
    retrieved = dt.datetime.fromtimestamp(retrieved_at, dt.UTC)
    every = {
        schema.names[0]: [entity] * count,
        **columns,
        "source": [source] * count,
        "retrieved_at": [retrieved] * count,
        "vintage": [retrieved.date()] * count if vintages is None else vintages,
    }
    rows = pa.table([pa.array(every[field.name], type=field.type) for field in schema], schema=schema)
    return Batch(dataset, rows, origin, data_hash)


def reply_batch(
    dataset: Dataset,
    columns: Mapping[str, Sequence[Any]],
    *,
    entity: str,
    source: str,
    reply: Reply,
    vintages: Sequence[dt.date] | None = None,
) -> Batch:
    """Rows of one reply; see `make_batch`."""
    return make_batch(
        dataset,
        columns,
        entity=entity,
        source=source,
        origin=reply.address,
        data_hash=content_hash(reply.body),
        retrieved_at=reply.retrieved_at,
        vintages=vintages,
    )
