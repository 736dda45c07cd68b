"""Economic series of FRED, the data service of the Federal Reserve Bank of St. Louis.

Without a key the CSV of the graph page is read: every observation as it stands today. With a key the API is read; for
series that are revised, it gives every vintage, so that a past day can be seen as it was.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
from collections.abc import Iterator
from typing import Any

from seawall.core import shorten
from seawall.errors import DataError
from seawall.macro import SERIES_CATALOGUE, Frequency
from seawall.sources.datasets import Batch, Dataset
from seawall.sources.pull.adapter import PullRequest
from seawall.sources.pull.rate_limit import RateLimit
from seawall.sources.pull.reply_checks import check_dataset, check_keys, number, read_json, reply_batch, whole_number
from seawall.sources.pull.web_session import Reply, WebSession

__all__ = ["FredAdapter"]

_GRAPH_ADDRESS = "https://fred.stlouisfed.org"
_API_ADDRESS = "https://api.stlouisfed.org"
# 120 requests a minute with a key (FRED API, "Errors", 429); the page without one is asked as politely
_LIMIT = RateLimit("fred", per_second=2.0, burst=10.0)
_CSV_KINDS = ("text/csv", "application/csv")
_JSON_KINDS = ("application/json",)
_DATE_HEADERS = ("observation_date", "DATE")
_BLANKS = ("", ".")
_PAGE_ROWS = 100_000
_FIRST_REALTIME, _LAST_REALTIME = "1776-07-04", "9999-12-31"
_OBSERVATION_KEYS = ("realtime_start", "realtime_end", "date", "value")
# of a series that is published daily more vintages exist than one request may ask for, and it is hardly ever revised
_REVISED = (Frequency.MONTHLY, Frequency.QUARTERLY)


class FredAdapter:
    """Economic series of FRED.

    Parameters
    ----------
    api_key : str, optional
        By default that of the environment, ``FRED_API_KEY``; without one the keyless CSV is read.
    graph_address, api_address : str, optional
        Where the two services are; ``SEAWALL_FRED_GRAPH_URL`` and ``SEAWALL_FRED_API_URL``, else those of FRED.
    page_rows : int
        Observations asked for in one request to the API.
    """

    name = "fred"
    datasets = frozenset({Dataset.MACRO})

    def __init__(
        self,
        *,
        api_key: str | None = None,
        graph_address: str | None = None,
        api_address: str | None = None,
        page_rows: int = _PAGE_ROWS,
    ) -> None:
        self._key = (os.environ.get("FRED_API_KEY", "") if api_key is None else api_key).strip()
        self._graph = graph_address or os.environ.get("SEAWALL_FRED_GRAPH_URL") or _GRAPH_ADDRESS
        self._api = api_address or os.environ.get("SEAWALL_FRED_API_URL") or _API_ADDRESS
        self._page_rows = page_rows

    def fetch(self, request: PullRequest, *, session: WebSession) -> Iterator[Batch]:
        """Fetch one series; see `SourceAdapter.fetch`."""
        check_dataset(self.name, self.datasets, request)
        return self._from_api(request, session) if self._key else self._from_page(request, session)

    def _from_page(self, request: PullRequest, session: WebSession) -> Iterator[Batch]:
        parameters = {"id": request.symbol}
        if request.start is not None:
            parameters["cosd"] = str(request.start)
        reply = session.get(f"{self._graph}/graph/fredgraph.csv", parameters, kinds=_CSV_KINDS, limit=_LIMIT)
        dates, values = _csv_observations(reply, request.symbol)
        if dates:
            columns: dict[str, list[Any]] = {"date": dates, "value": values}
            yield reply_batch(Dataset.MACRO, columns, entity=request.entity, source=self._source(request), reply=reply)

    def _from_api(self, request: PullRequest, session: WebSession) -> Iterator[Batch]:
        parameters = {"series_id": request.symbol, "file_type": "json", "limit": str(self._page_rows)}
        if request.start is not None:
            parameters["observation_start"] = str(request.start)
        facts = SERIES_CATALOGUE.get(request.symbol)
        if facts is not None and facts.frequency in _REVISED:
            parameters |= {"realtime_start": _FIRST_REALTIME, "realtime_end": _LAST_REALTIME}
        offset, last = 0, None
        while True:
            reply = session.get(
                f"{self._api}/fred/series/observations",
                {**parameters, "offset": str(offset)},
                kinds=_JSON_KINDS,
                limit=_LIMIT,
                secrets={"api_key": self._key},
            )
            rows, total = _json_observations(reply, after=last)
            if not rows:
                if offset < total:
                    raise DataError(f"{reply.address}: states {total:,} observations, but ends after {offset:,}")
                return
            columns: dict[str, list[Any]] = {"date": [each[0] for each in rows], "value": [each[2] for each in rows]}
            yield reply_batch(
                Dataset.MACRO,
                columns,
                entity=request.entity,
                source=self._source(request),
                reply=reply,
                vintages=[each[1] for each in rows],
            )
            last = rows[-1][:2]
            offset += len(rows)
            if offset >= total:
                return

    def _source(self, request: PullRequest) -> str:
        return f"{self.name} {request.symbol}"


def _csv_observations(reply: Reply, series_id: str) -> tuple[list[dt.date], list[float | None]]:
    try:
        text = reply.body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(f"{reply.address}: is not UTF-8 text (byte {error.start})") from error
    if not text.endswith("\n"):
        raise DataError(
            f"{reply.address}: the last line has no end, so the table may be cut off: {shorten(text[-40:])}"
        )
    rows = list(csv.reader(io.StringIO(text, newline="")))
    header = rows[0]
    if len(header) != 2 or header[0] not in _DATE_HEADERS or header[1] != series_id:
        raise DataError(
            f"{reply.address}: must have the columns observation_date, {series_id}, had {shorten(','.join(header))}"
        )
    dates: list[dt.date] = []
    values: list[float | None] = []
    for line, row in enumerate(rows[1:], start=2):
        place = f"{reply.address}: line {line}"
        if len(row) != 2:
            raise DataError(f"{place}: must have 2 cells, had {len(row)}")
        dates.append(_day(row[0], f"{place}: {header[0]}"))
        blank = row[1].strip() in _BLANKS
        values.append(None if blank else number(row[1], place=f"{place}: {series_id}", as_text=True))
        if len(dates) > 1 and dates[-1] <= dates[-2]:
            raise DataError(f"{place}: dates must rise, but {dates[-1]} follows {dates[-2]}")
    return dates, values


def _json_observations(
    reply: Reply, *, after: tuple[dt.date, dt.date] | None
) -> tuple[list[tuple[dt.date, dt.date, float | None]], int]:
    """Date, vintage and value of each row, and how many rows there are in all."""
    content = read_json(reply)
    if not isinstance(content, dict) or "observations" not in content or "count" not in content:
        said = content.get("error_message") if isinstance(content, dict) else None
        raise DataError(f"{reply.address}: must hold 'observations' and 'count', was {shorten(said or content)}")
    if not isinstance(content["observations"], list):
        raise DataError(f"{reply.address}: observations must be a list, was {shorten(content['observations'])}")
    rows: list[tuple[dt.date, dt.date, float | None]] = []
    for index, each in enumerate(content["observations"]):
        place = f"{reply.address}: observations[{index}]"
        found = check_keys(each, _OBSERVATION_KEYS, place=place)
        value = _value(found["value"], f"{place}.value")
        key = (_day(found["date"], f"{place}.date"), _day(found["realtime_start"], f"{place}.realtime_start"))
        if after is not None and key <= after:
            raise DataError(
                f"{place}: date and vintage must rise, but {key[0]} of {key[1]} follows {after[0]} of {after[1]}"
            )
        rows.append((*key, value))
        after = key
    return rows, whole_number(content["count"], place=f"{reply.address}: count")


def _value(text: Any, place: str) -> float | None:
    return None if isinstance(text, str) and text.strip() in _BLANKS else number(text, place=place, as_text=True)


def _day(text: Any, place: str) -> dt.date:
    try:
        if not isinstance(text, str) or len(text) != 10:
            raise ValueError
        return dt.date.fromisoformat(text)
    except ValueError:
        raise DataError(f"{place} must be a day as YYYY-MM-DD, was {shorten(text)}") from None
