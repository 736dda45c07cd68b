"""History of Bybit: bars of coins and of linear perpetual futures, funding and open interest."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from seawall.core import shorten
from seawall.errors import DataError, SourceError
from seawall.sources.datasets import Batch, Dataset
from seawall.sources.pull.adapter import BAR_SECONDS, PullRequest
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

__all__ = ["BybitAdapter"]

_ADDRESS = "https://api.bybit.com"
_KINDS = ("application/json",)
# 600 requests in 5 seconds for all of an address (Bybit API v5, "Rate limit"); 10 a second is far below
_LIMIT = RateLimit("bybit", per_second=10.0, burst=20.0)
_OK = 0
_INTERVALS = {"1m": "1", "1h": "60", "1d": "D"}
_INTEREST_INTERVALS = {"1h": "1h", "1d": "1d"}
_CANDLE_FIELDS = 7
_FUNDING_KEYS = ("symbol", "fundingRate", "fundingRateTimestamp")
_INTEREST_KEYS = ("openInterest", "timestamp")
_SHORTEST_FUNDING_SECONDS = 3_600
_MOST_PAGES = 100


@dataclass(frozen=True, slots=True)
class _Page:
    """How one kind of history is asked for: in windows that one reply can hold."""

    path: str
    rows: int
    step_seconds: int
    parameters: Mapping[str, str]
    start_name: str = "startTime"
    end_name: str = "endTime"


class BybitAdapter:
    """Public history of Bybit; no key is needed.

    The source lists the newest first. Windows are asked for from the oldest on, so that an interrupted pull resumes.

    Parameters
    ----------
    address : str, optional
        Where the service is; ``SEAWALL_BYBIT_URL``, else Bybit's.
    page_rows : int, optional
        Rows asked for in one request; the most that each service gives by default.
    """

    name = "bybit"
    datasets = frozenset({Dataset.BARS, Dataset.FUNDING, Dataset.OPEN_INTEREST})

    def __init__(self, *, address: str | None = None, page_rows: int | None = None) -> None:
        self._address = address or os.environ.get("SEAWALL_BYBIT_URL") or _ADDRESS
        self._page_rows = page_rows

    def fetch(self, request: PullRequest, *, session: WebSession) -> Iterator[Batch]:
        """Fetch one history, window by window; see `SourceAdapter.fetch`."""
        check_dataset(self.name, self.datasets, request)
        page = _page(request)
        rows = min(page.rows, self._page_rows or page.rows)
        category = "linear" if request.perpetual or request.dataset is not Dataset.BARS else "spot"
        source = f"{self.name} {'perpetual' if category == 'linear' else 'spot'} {request.symbol}"
        now = int(session.clock.now() * 1_000)
        start, span = first_millisecond(request.start), rows * page.step_seconds * 1_000
        while start <= now:
            end = min(start + span - 1, now)
            asked = {"category": category, "symbol": request.symbol, **page.parameters, "limit": str(rows)}
            yield from self._window(request, session, page, asked, start=start, end=end, source=source)
            start = end + 1

    def _window(
        self,
        request: PullRequest,
        session: WebSession,
        page: _Page,
        asked: Mapping[str, str],
        *,
        start: int,
        end: int,
        source: str,
    ) -> Iterator[Batch]:
        """One window: in one reply, or in several that a cursor joins; they are given oldest first."""
        batches: list[Batch] = []
        cursor, newer = "", None
        bounds = {page.start_name: str(start), page.end_name: str(end)}
        for _ in range(_MOST_PAGES):
            reply = session.get(
                f"{self._address}{page.path}",
                {**asked, **bounds, **({"cursor": cursor} if cursor else {})},
                kinds=_KINDS,
                limit=_LIMIT,
            )
            listed, cursor = _listed(reply, request)
            times, columns = _read_rows(listed, reply, request, session.clock.now())
            check_rising([newer, *times] if newer else times, place=f"{reply.address}: list", newest_first=True)
            for each in times:
                if not start <= each.timestamp() * 1_000 <= end:
                    raise DataError(f"{reply.address}: list: must lie within what was asked for, was {each}")
            if columns["time"]:
                oldest_first = {name: values[::-1] for name, values in columns.items()}
                batches.append(
                    reply_batch(request.dataset, oldest_first, entity=request.entity, source=source, reply=reply)
                )
            newer = times[-1] if times else newer
            if not cursor or not times:
                yield from reversed(batches)
                return
        raise DataError(f"{self.name}: {request.symbol}: the cursor has led through {_MOST_PAGES} pages without an end")


def _page(request: PullRequest) -> _Page:
    if request.dataset is Dataset.FUNDING:
        return _Page("/v5/market/funding/history", 200, _SHORTEST_FUNDING_SECONDS, {})
    if request.dataset is Dataset.OPEN_INTEREST:
        if request.interval not in _INTEREST_INTERVALS:
            raise DataError(f"bybit: open interest is read by 1h or 1d only, asked for {request.interval}")
        interval = {"intervalTime": _INTEREST_INTERVALS[request.interval]}
        return _Page("/v5/market/open-interest", 200, BAR_SECONDS[request.interval], interval)
    interval = {"interval": _INTERVALS[request.interval]}
    return _Page("/v5/market/kline", 1_000, BAR_SECONDS[request.interval], interval, "start", "end")


def _listed(reply: Reply, request: PullRequest) -> tuple[list[Any], str]:
    """Rows of a reply, and the cursor to the next; empty where there is none."""
    content = read_json(reply)
    if not isinstance(content, dict) or "retCode" not in content:
        raise DataError(f"{reply.address}: field 'retCode' is missing, was {shorten(content)}")
    if content["retCode"] != _OK:
        raise SourceError(f"{reply.address}: code {shorten(content['retCode'])}: {shorten(content.get('retMsg'))}")
    result = content.get("result")
    if not isinstance(result, dict) or not isinstance(result.get("list"), list):
        raise DataError(f"{reply.address}: result.list must be a list, was {shorten(result)}")
    if result.get("symbol", request.symbol) != request.symbol:
        raise DataError(f"{reply.address}: result.symbol must be {request.symbol!r}, was {shorten(result['symbol'])}")
    cursor = result.get("nextPageCursor") or ""
    if not isinstance(cursor, str):
        raise DataError(f"{reply.address}: result.nextPageCursor must be text, was {shorten(cursor)}")
    return result["list"], cursor


def _read_rows(
    listed: list[Any], reply: Reply, request: PullRequest, now: float
) -> tuple[list[dt.datetime], dict[str, list[Any]]]:
    """Times of all rows, and the columns of those that are kept."""
    read = {Dataset.BARS: _candle, Dataset.FUNDING: _funding, Dataset.OPEN_INTEREST: _interest}[request.dataset]
    found: list[Any] = [read(each, f"{reply.address}: list[{index}]", request) for index, each in enumerate(listed)]
    times = [each.time if isinstance(each, Candle) else each[0] for each in found]
    if request.dataset is Dataset.BARS:
        seconds = BAR_SECONDS[request.interval]
        candles = [each for each in found if isinstance(each, Candle)]
        return times, bar_columns(
            [each for each in candles if each.time.timestamp() + seconds <= now], request.interval
        )
    value = "rate" if request.dataset is Dataset.FUNDING else "contracts"
    blank = "mark_price" if request.dataset is Dataset.FUNDING else "value"  # not given by this source
    rows = [each for each in found if not isinstance(each, Candle)]
    return times, {"time": times, value: [each[1] for each in rows], blank: [None] * len(rows)}


def _candle(row: Any, place: str, request: PullRequest) -> Candle:
    if not isinstance(row, list) or len(row) != _CANDLE_FIELDS:
        found = f"{len(row)} of them" if isinstance(row, list) else shorten(row)
        raise DataError(f"{place}: must hold {_CANDLE_FIELDS} fields, was {found}")
    time = on_grid(_instant(row[0], f"{place}.start"), request.interval, place)
    names = ("open", "high", "low", "close", "volume")
    candle = Candle(
        time, *(number(row[1 + step], place=f"{place}.{name}", as_text=True) for step, name in enumerate(names))
    )
    candle.check(place)
    return candle


def _funding(row: Any, place: str, request: PullRequest) -> tuple[dt.datetime, float]:
    found = check_keys(row, _FUNDING_KEYS, place=place)
    if found["symbol"] != request.symbol:
        raise DataError(f"{place}.symbol must be {request.symbol!r}, was {shorten(found['symbol'])}")
    time = _instant(found["fundingRateTimestamp"], f"{place}.fundingRateTimestamp")
    return time, number(found["fundingRate"], place=f"{place}.fundingRate", as_text=True)


def _interest(row: Any, place: str, request: PullRequest) -> tuple[dt.datetime, float]:
    del request
    found = check_keys(row, _INTEREST_KEYS, place=place)
    time = _instant(found["timestamp"], f"{place}.timestamp")
    return time, number(found["openInterest"], place=f"{place}.openInterest", as_text=True)


def _instant(text: Any, place: str) -> dt.datetime:
    return instant_of_milliseconds(whole_number(text, place=place, as_text=True), place=place)
