"""Daily prices of Yahoo, from the chart service behind its pages.

The service is the one that yfinance reads. It is read here directly, through the session that yfinance makes, because
yfinance itself drops rows without a price, repairs some, and turns an error into an empty table; here each is said.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from seawall.core import shorten
from seawall.errors import DataError
from seawall.sources.datasets import Batch, Dataset
from seawall.sources.pull.adapter import PullRequest
from seawall.sources.pull.rate_limit import RateLimit
from seawall.sources.pull.reply_checks import check_dataset, check_rising, number, read_json, reply_batch, whole_number
from seawall.sources.pull.web_session import Reply, WebSession

__all__ = ["YahooAdapter"]

_ADDRESS = "https://query2.finance.yahoo.com"
# the service is not documented; yfinance's users report refusals from some 2,000 requests an hour
_LIMIT = RateLimit("yahoo", per_second=0.5, burst=20.0)
_KINDS = ("application/json",)
_FIRST_DAY = dt.date(1950, 1, 2)
_PRICES = ("open", "high", "low", "close")
_QUOTE_FIELDS = (*_PRICES, "volume")


class YahooAdapter:
    """Daily bars of Yahoo, adjusted for splits and dividends.

    Parameters
    ----------
    address : str, optional
        Where the service is; ``SEAWALL_YAHOO_URL``, else that of Yahoo.
    """

    name = "yahoo"
    datasets = frozenset({Dataset.BARS})

    def __init__(self, *, address: str | None = None) -> None:
        self._address = address or os.environ.get("SEAWALL_YAHOO_URL") or _ADDRESS

    def fetch(self, request: PullRequest, *, session: WebSession) -> Iterator[Batch]:
        """Fetch the bars of one symbol; see `SourceAdapter.fetch`."""
        check_dataset(self.name, self.datasets, request)
        if request.interval != "1d":
            raise DataError(f"{self.name}: {request.symbol} is read in daily bars only, asked for {request.interval}")
        now = session.clock.now()
        start = dt.datetime.combine(request.start or _FIRST_DAY, dt.time(), dt.UTC)
        parameters = {
            "period1": str(int(start.timestamp())),
            "period2": str(int(now)),
            "interval": "1d",
            "events": "div,splits",
            "includePrePost": "false",
        }
        reply = session.get(
            f"{self._address}/v8/finance/chart/{quote(request.symbol, safe='')}", parameters, kinds=_KINDS, limit=_LIMIT
        )
        chart = _chart(reply, request.symbol)
        rows = [each for each in chart.rows() if not chart.is_open(each[0], now)]
        if not rows:
            return
        columns: dict[str, list[Any]] = {
            "time": [dt.datetime.combine(chart.day(each[0]), dt.time(), dt.UTC) for each in rows],
            "interval": ["1d"] * len(rows),
            **{name: [each[1][place] for each in rows] for place, name in enumerate(_QUOTE_FIELDS)},
            "adjusted": [True] * len(rows),
        }
        check_rising(columns["time"], place=f"{reply.address}: timestamp")
        source = f"{self.name} {request.symbol}"
        yield reply_batch(Dataset.BARS, columns, entity=request.entity, source=source, reply=reply)


@dataclass(frozen=True, slots=True)
class _Chart:
    """One reply, its lists of equal length."""

    place: str
    zone: ZoneInfo
    session_start: int
    session_end: int
    times: list[int]
    lists: Mapping[str, list[Any]]

    def day(self, moment: int) -> dt.date:
        """Date at the exchange."""
        return dt.datetime.fromtimestamp(moment, self.zone).date()

    def is_open(self, moment: int, now: float) -> bool:
        """Whether the bar belongs to a session that has not ended."""
        return self.day(moment) >= self.day(self.session_start) and now < self.session_end

    def rows(self) -> Iterator[tuple[int, tuple[float | None, ...]]]:
        """Time, and open, high, low, close, volume; prices adjusted by the ratio of the two closes."""
        for index, moment in enumerate(self.times):
            cells = {name: values[index] for name, values in self.lists.items()}
            if all(each is None for each in cells.values()):
                continue  # a day that Yahoo lists without a trade
            place = f"{self.place}[{index}]"
            found = {
                name: number(cell, place=f"{place}.{name}", as_text=False)
                for name, cell in cells.items()
                if not (name == "volume" and cell is None)
            }
            low = min((*_PRICES, "adjclose"), key=found.__getitem__)
            if found[low] <= 0:
                raise DataError(f"{place}.{low}: price must be above 0, was {found[low]:g}")
            ratio = found["adjclose"] / found["close"]
            # where a price is the close itself, its scaled value must be the scaled close to the last digit
            prices = (found["adjclose"] if found[name] == found["close"] else found[name] * ratio for name in _PRICES)
            yield moment, (*prices, found.get("volume"))


def _chart(reply: Reply, symbol: str) -> _Chart:
    content = read_json(reply)
    chart = _inside(content, "chart", dict, reply.address)
    if chart.get("error") is not None:
        raise DataError(f"{reply.address}: {symbol}: {shorten(chart['error'])}")
    result = _inside(_one(chart, "result", f"{reply.address}: chart"), None, dict, f"{reply.address}: chart.result[0]")
    place = f"{reply.address}: chart.result[0]"
    meta = _inside(result, "meta", dict, place)
    if meta.get("symbol") != symbol:
        raise DataError(f"{place}.meta.symbol must be {symbol!r}, was {shorten(meta.get('symbol'))}")
    if meta.get("dataGranularity", "1d") != "1d":
        raise DataError(f"{place}.meta.dataGranularity must be '1d', was {shorten(meta['dataGranularity'])}")
    indicators = _inside(result, "indicators", dict, place)
    bars = _inside(_one(indicators, "quote", f"{place}.indicators"), None, dict, f"{place}.indicators.quote[0]")
    unknown = [name for name in bars if name not in _QUOTE_FIELDS]
    if unknown:
        raise DataError(f"{place}.indicators.quote[0]: field {shorten(unknown[0])} is not known")
    adjusted = _inside(
        _one(indicators, "adjclose", f"{place}.indicators"), None, dict, f"{place}.indicators.adjclose[0]"
    )
    times = _inside(result, "timestamp", list, place) if "timestamp" in result or bars else []
    lists = {name: _inside(bars, name, list, f"{place}.indicators.quote[0]") for name in _QUOTE_FIELDS if times}
    if times:
        lists["adjclose"] = _inside(adjusted, "adjclose", list, f"{place}.indicators.adjclose[0]")
    for name, values in lists.items():
        if len(values) != len(times):
            raise DataError(f"{place}.indicators: {name} must have {len(times):,} values, had {len(values):,}")
    moments = [whole_number(each, place=f"{place}.timestamp[{index}]") for index, each in enumerate(times)]
    zone, (begins, ends) = _zone(meta, place), _session(meta, place)
    return _Chart(place, zone, begins, ends, moments, lists)


def _one(holder: Mapping[str, Any], name: str, place: str) -> Any:
    values = _inside(holder, name, list, place)
    if len(values) != 1:
        raise DataError(f"{place}.{name} must hold one element, had {len(values)}")
    return values[0]


def _inside(holder: Any, name: str | None, kind: type[Any], place: str) -> Any:
    """Element of an object, of a stated kind; the object itself where no name is given."""
    if name is None:
        found, where = holder, place
    elif isinstance(holder, dict) and name in holder:
        found, where = holder[name], f"{place}.{name}"
    else:
        raise DataError(f"{place}: field {name!r} is missing")
    if not isinstance(found, kind):
        raise DataError(f"{where} must be {'an object' if kind is dict else 'a list'}, was {shorten(found)}")
    return found


def _zone(meta: Mapping[str, Any], place: str) -> ZoneInfo:
    name = meta.get("exchangeTimezoneName")
    try:
        return ZoneInfo(name if isinstance(name, str) else "")
    except (KeyError, ValueError, OSError):
        raise DataError(f"{place}.meta.exchangeTimezoneName must name a time zone, was {shorten(name)}") from None


def _session(meta: Mapping[str, Any], place: str) -> tuple[int, int]:
    """Start and end of the current session, in seconds since 1970."""
    period = _inside(_inside(meta, "currentTradingPeriod", dict, f"{place}.meta"), "regular", dict, f"{place}.meta")
    where = f"{place}.meta.currentTradingPeriod.regular"
    return (
        whole_number(period.get("start"), place=f"{where}.start"),
        whole_number(period.get("end"), place=f"{where}.end"),
    )
