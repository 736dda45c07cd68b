"""History of Binance: bars of coins and of USD-margined perpetual futures, funding and open interest."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from seawall.core import shorten
from seawall.errors import DataError
from seawall.sources.datasets import Batch, Dataset
from seawall.sources.pull.adapter import PullRequest
from seawall.sources.pull.exchange_rows import Candle, bar_columns, first_millisecond, on_grid
from seawall.sources.pull.rate_limit import RateLimit
from seawall.sources.pull.reply_checks import (
    check_dataset,
    check_keys,
    check_rising,
    instant_of_milliseconds,
    number,
    read_json,
    reply_batch,
    whole_number,
)
from seawall.sources.pull.web_session import Reply, WebSession

__all__ = ["BinanceAdapter"]

_SPOT_ADDRESS = "https://api.binance.com"
_FUTURES_ADDRESS = "https://fapi.binance.com"
_KINDS = ("application/json",)
# 6,000 weight a minute on the spot market and 2,400 on futures; a fifth is left to the user's other programmes
_SPOT_LIMIT = RateLimit(
    "binance spot", per_second=80.0, burst=400.0, used_header="x-mbx-used-weight-1m", used_most=4_800
)
_FUTURES_LIMIT = RateLimit(
    "binance futures", per_second=32.0, burst=200.0, used_header="x-mbx-used-weight-1m", used_most=1_920
)
# funding and open interest have allowances of their own: 500 requests in 5 minutes, and 1,000
_FUNDING_LIMIT = RateLimit("binance funding", per_second=1.3, burst=50.0)
_INTEREST_LIMIT = RateLimit("binance open interest", per_second=2.6, burst=50.0)
_SPOT_WEIGHT, _FUTURES_WEIGHT = 2.0, 5.0
_CANDLE_FIELDS = 12
_OPEN, _CLOSE_TIME = 1, 6
_FUNDING_KEYS = ("symbol", "fundingTime", "fundingRate", "markPrice")
_INTEREST_KEYS = ("symbol", "sumOpenInterest", "sumOpenInterestValue", "timestamp")
_INTEREST_DAYS = 29
"""The source keeps 30 days of open interest, and refuses to be asked for more."""


@dataclass(frozen=True, slots=True)
class _Page:
    """How one kind of history is asked for."""

    address: str
    limit: RateLimit
    weight: float
    rows: int
    parameters: Mapping[str, str]


class BinanceAdapter:
    """Public history of Binance; no key is needed.

    Parameters
    ----------
    spot_address, futures_address : str, optional
        Where the two services are; ``SEAWALL_BINANCE_SPOT_URL`` and ``SEAWALL_BINANCE_FUTURES_URL``, else Binance's.
    page_rows : int, optional
        Rows asked for in one request; the most that each service gives by default.
    """

    name = "binance"
    datasets = frozenset({Dataset.BARS, Dataset.FUNDING, Dataset.OPEN_INTEREST})

    def __init__(
        self, *, spot_address: str | None = None, futures_address: str | None = None, page_rows: int | None = None
    ) -> None:
        self._spot = spot_address or os.environ.get("SEAWALL_BINANCE_SPOT_URL") or _SPOT_ADDRESS
        self._futures = futures_address or os.environ.get("SEAWALL_BINANCE_FUTURES_URL") or _FUTURES_ADDRESS
        self._page_rows = page_rows

    def fetch(self, request: PullRequest, *, session: WebSession) -> Iterator[Batch]:
        """Fetch one history, page by page; see `SourceAdapter.fetch`."""
        check_dataset(self.name, self.datasets, request)
        page = self._page(request)
        rows = min(page.rows, self._page_rows or page.rows)
        source = f"{self.name} {'perpetual' if self._is_future(request) else 'spot'} {request.symbol}"
        cursor = first_millisecond(request.start)
        if request.dataset is Dataset.OPEN_INTEREST:
            cursor = max(cursor, int(session.clock.now() - _INTEREST_DAYS * 86_400) * 1_000)
        previous: dt.datetime | None = None
        while True:
            reply = session.get(
                page.address,
                {"symbol": request.symbol, **page.parameters, "startTime": str(cursor), "limit": str(rows)},
                kinds=_KINDS,
                limit=page.limit,
                weight=page.weight,
            )
            times, columns = _read_page(reply, request, session.clock.now())
            if times and times[0] < instant_of_milliseconds(cursor, place=reply.address):
                raise DataError(f"{reply.address}: [0]: must not lie before what was asked for, was {times[0]}")
            check_rising([previous, *times] if previous else times, place=reply.address)
            kept = len(columns["time"])
            if kept:
                yield reply_batch(request.dataset, columns, entity=request.entity, source=source, reply=reply)
            # a page that is not full, or ends with a bar that has not closed, is the last
            if len(times) < rows or kept < len(times):
                return
            previous = times[-1]
            cursor = int(previous.timestamp() * 1_000) + 1

    def _is_future(self, request: PullRequest) -> bool:
        return request.perpetual or request.dataset is not Dataset.BARS

    def _page(self, request: PullRequest) -> _Page:
        if request.dataset is Dataset.FUNDING:
            return _Page(f"{self._futures}/fapi/v1/fundingRate", _FUNDING_LIMIT, 1.0, 1_000, {})
        if request.dataset is Dataset.OPEN_INTEREST:
            address = f"{self._futures}/futures/data/openInterestHist"
            return _Page(address, _INTEREST_LIMIT, 1.0, 500, {"period": request.interval})
        interval = {"interval": request.interval}
        if request.perpetual:
            return _Page(f"{self._futures}/fapi/v1/klines", _FUTURES_LIMIT, _FUTURES_WEIGHT, 1_000, interval)
        return _Page(f"{self._spot}/api/v3/klines", _SPOT_LIMIT, _SPOT_WEIGHT, 1_000, interval)


def _read_page(reply: Reply, request: PullRequest, now: float) -> tuple[list[dt.datetime], dict[str, list[Any]]]:
    """Times of all rows, and the columns of those that are kept."""
    content = read_json(reply)
    if not isinstance(content, list):
        said = content.get("msg") if isinstance(content, dict) else None
        raise DataError(f"{reply.address}: must be a list, was {shorten(said or content)}")
    if request.dataset is Dataset.BARS:
        return _candles(content, reply, request, now)
    read = _funding if request.dataset is Dataset.FUNDING else _interest
    return read(content, reply, request)


def _candles(
    content: list[Any], reply: Reply, request: PullRequest, now: float
) -> tuple[list[dt.datetime], dict[str, list[Any]]]:
    times: list[dt.datetime] = []
    closed: list[Candle] = []
    for index, row in enumerate(content):
        place = f"{reply.address}: [{index}]"
        if not isinstance(row, list) or len(row) != _CANDLE_FIELDS:
            found = f"{len(row)} of them" if isinstance(row, list) else shorten(row)
            raise DataError(f"{place}: must hold {_CANDLE_FIELDS} fields, was {found}")
        time = instant_of_milliseconds(whole_number(row[0], place=f"{place}.open_time"), place=f"{place}.open_time")
        times.append(on_grid(time, request.interval, place))
        names = ("open", "high", "low", "close", "volume")
        values = [number(row[_OPEN + step], place=f"{place}.{name}", as_text=True) for step, name in enumerate(names)]
        candle = Candle(time, *values)
        candle.check(place)
        ends = whole_number(row[_CLOSE_TIME], place=f"{place}.close_time")
        if ends <= int(time.timestamp() * 1_000):
            raise DataError(f"{place}.close_time must be after its start, was {ends}")
        if closed and len(closed) < len(times) - 1:
            raise DataError(f"{place}: follows a bar that has not closed")
        if ends < now * 1_000:
            closed.append(candle)
    return times, bar_columns(closed, request.interval)


def _funding(content: list[Any], reply: Reply, request: PullRequest) -> tuple[list[dt.datetime], dict[str, list[Any]]]:
    columns: dict[str, list[Any]] = {"time": [], "rate": [], "mark_price": []}
    for index, each in enumerate(content):
        place = f"{reply.address}: [{index}]"
        row = _of_symbol(check_keys(each, _FUNDING_KEYS, place=place), request, place)
        where = f"{place}.fundingTime"
        columns["time"].append(instant_of_milliseconds(whole_number(row["fundingTime"], place=where), place=where))
        columns["rate"].append(number(row["fundingRate"], place=f"{place}.fundingRate", as_text=True))
        # the price at which funding was paid is blank before October 2023
        blank = row["markPrice"] == ""
        columns["mark_price"].append(
            None if blank else number(row["markPrice"], place=f"{place}.markPrice", as_text=True)
        )
    return columns["time"], columns


def _interest(content: list[Any], reply: Reply, request: PullRequest) -> tuple[list[dt.datetime], dict[str, list[Any]]]:
    columns: dict[str, list[Any]] = {"time": [], "contracts": [], "value": []}
    for index, each in enumerate(content):
        place = f"{reply.address}: [{index}]"
        row = _of_symbol(
            check_keys(each, _INTEREST_KEYS, place=place, optional=("CMCCirculatingSupply",)), request, place
        )
        # the documentation shows this time as text, the service gives a number
        where, as_text = f"{place}.timestamp", isinstance(row["timestamp"], str)
        stamp = whole_number(row["timestamp"], place=where, as_text=as_text)
        columns["time"].append(instant_of_milliseconds(stamp, place=where))
        columns["contracts"].append(number(row["sumOpenInterest"], place=f"{place}.sumOpenInterest", as_text=True))
        value = number(row["sumOpenInterestValue"], place=f"{place}.sumOpenInterestValue", as_text=True)
        columns["value"].append(value)
    return columns["time"], columns


def _of_symbol(row: Mapping[str, Any], request: PullRequest, place: str) -> Mapping[str, Any]:
    if row["symbol"] != request.symbol:
        raise DataError(f"{place}.symbol must be {request.symbol!r}, was {shorten(row['symbol'])}")
    return row
