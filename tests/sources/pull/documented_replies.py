"""Small replies in the shape that each source documents, written for these tests; and the rows they must become."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from seawall.sources.datasets import Dataset
from seawall.sources.pull.adapter import PullRequest, SourceAdapter
from seawall.sources.pull.binance import BinanceAdapter
from seawall.sources.pull.bybit import BybitAdapter
from seawall.sources.pull.fred import FredAdapter
from seawall.sources.pull.yahoo import YahooAdapter
from tests.sources.pull.data_server import Answer

KEY = "0123456789abcdef0123456789abcdef"
NOW = dt.datetime(2024, 3, 8, 12, 0, tzinfo=dt.UTC)
"""When every pull of these tests takes place: a Friday, before the market opens in New York."""
DAYS = [dt.date(2024, 3, 4), dt.date(2024, 3, 5), dt.date(2024, 3, 6), dt.date(2024, 3, 7)]
OPEN_DAY = dt.date(2024, 3, 8)
PRICES = [
    (100.0, 103.0, 99.0, 102.0),
    (102.0, 104.0, 101.0, 103.5),
    (103.5, 106.0, 103.0, 105.0),
    (105.0, 105.5, 101.0, 101.5),
]
VOLUMES = [10.5, 11.25, 12.0, 13.75]


def milliseconds(day: dt.date, hour: int = 0) -> int:
    return int(dt.datetime.combine(day, dt.time(hour), dt.UTC).timestamp()) * 1_000


Change = Callable[[Any], Any]


@dataclass(frozen=True)
class Case:
    """One adapter with one kind of data.

    `good` makes its right reply from a query; `renamed`, `extra` and `retyped` change the content of one, as a source
    might that has changed its schema.
    """

    name: str
    adapter: Callable[[str], SourceAdapter]
    request: PullRequest
    good: Callable[[dict[str, str]], Any]
    rows: list[tuple[Any, ...]]
    value_columns: tuple[str, ...]
    renamed: Change
    extra: Change
    retyped: Change
    unordered: Change
    repeated: Change
    error_in_200: bytes
    kind: str = "application/json"
    has_key: bool = False

    def answer(self, query: dict[str, str], change: Change | None = None) -> Answer:
        content = self.good(query)
        content = content if change is None else change(content)
        body = content.encode() if isinstance(content, str) else json.dumps(content).encode()
        return Answer(body, self.kind)


def _bars() -> list[tuple[Any, ...]]:
    return [(*prices, volume, False) for prices, volume in zip(PRICES, VOLUMES, strict=True)]


def _start(query: dict[str, str], name: str) -> int:
    return int(query.get(name, "0"))


# Binance: https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints
def _binance_candles(query: dict[str, str]) -> list[Any]:
    rows: list[list[Any]] = []
    for day, prices in zip([*DAYS, OPEN_DAY], [*PRICES, (101.5, 102.0, 101.0, 101.7)], strict=True):
        open_time = milliseconds(day)
        numbers = [f"{each:.8f}" for each in prices]
        volume = f"{VOLUMES[DAYS.index(day)] if day in DAYS else 1.0:.8f}"
        rows.append([open_time, *numbers, volume, open_time + 86_399_999, "1000.0", 308, "5.0", "500.0", "0"])
    return [row for row in rows if row[0] >= _start(query, "startTime")][: int(query["limit"])]


FUNDING_TIMES = [milliseconds(DAYS[2], hour) + 3 for hour in (0, 8, 16)]
FUNDING_RATES = [0.0001, -0.00037211, 0.00025]


def _binance_funding(query: dict[str, str]) -> list[Any]:
    rows: list[dict[str, Any]] = [
        {"symbol": "BTCUSDT", "fundingTime": time, "fundingRate": f"{rate:.8f}", "markPrice": mark}
        for time, rate, mark in zip(FUNDING_TIMES, FUNDING_RATES, ["", "34287.54619963", "34651.4"], strict=True)
    ]
    return [row for row in rows if row["fundingTime"] >= _start(query, "startTime")][: int(query["limit"])]


INTEREST = [20403.6375, 20401.36700000, 20500.5]


def _binance_interest(query: dict[str, str]) -> list[Any]:
    rows: list[dict[str, Any]] = [
        {"symbol": "BTCUSDT", "sumOpenInterest": f"{each:.8f}", "sumOpenInterestValue": f"{each * 7_000:.8f}",
         "timestamp": milliseconds(day)}
        for day, each in zip(DAYS, INTEREST, strict=False)
    ]  # fmt: skip
    return [row for row in rows if row["timestamp"] >= _start(query, "startTime")][: int(query["limit"])]


# Bybit: https://bybit-exchange.github.io/docs/v5/market/kline
def _bybit(rows: list[Any], cursor: str = "") -> dict[str, Any]:
    return {
        "retCode": 0,
        "retMsg": "OK",
        "result": {"symbol": "BTCUSDT", "category": "linear", "list": rows, "nextPageCursor": cursor},
        "retExtInfo": {},
        "time": 1672025956592,
    }


def _bybit_candles(query: dict[str, str]) -> dict[str, Any]:
    rows = []
    for day, prices, volume in zip(
        [*DAYS, OPEN_DAY], [*PRICES, (101.5, 102.0, 101.0, 101.7)], [*VOLUMES, 1.0], strict=True
    ):
        if int(query["start"]) <= milliseconds(day) <= int(query["end"]):
            rows.append([str(milliseconds(day)), *(f"{each:g}" for each in prices), f"{volume:g}", "17.5"])
    return _bybit(rows[::-1])


def _bybit_funding(query: dict[str, str]) -> dict[str, Any]:
    rows: list[dict[str, Any]] = [
        {"symbol": "BTCUSDT", "fundingRate": f"{rate:.8f}", "fundingRateTimestamp": str(time)}
        for time, rate in zip(FUNDING_TIMES, FUNDING_RATES, strict=True)
        if int(query["startTime"]) <= time <= int(query["endTime"])
    ]
    return _bybit(rows[::-1])


def _bybit_interest(query: dict[str, str]) -> dict[str, Any]:
    """Two pages: the newest row alone, and the others behind a cursor."""
    rows = [
        {"openInterest": f"{each:.8f}", "timestamp": str(milliseconds(day))}
        for day, each in zip(DAYS, INTEREST, strict=False)
        if int(query["startTime"]) <= milliseconds(day) <= int(query["endTime"])
    ][::-1]
    if len(rows) < 2:
        return _bybit(rows)
    return _bybit(rows[1:]) if query.get("cursor") == "page 2" else _bybit(rows[:1], cursor="page 2")


# FRED: https://fred.stlouisfed.org/docs/api/fred/series_observations.html
VALUES = [311.054, None, 312.332, 313.14]
MONTHS = [dt.date(2023, 11, 1), dt.date(2023, 12, 1), dt.date(2024, 1, 1), dt.date(2024, 2, 1)]


def _fred_csv(query: dict[str, str]) -> str:
    first = query.get("cosd", "0000-00-00")
    lines = [
        f"{day},{'' if value is None else value}"
        for day, value in zip(MONTHS, VALUES, strict=True)
        if str(day) >= first
    ]
    return "\n".join([f"observation_date,{query['id']}", *lines, ""])


REVISED = [
    ("2023-11-01", "2023-12-12", "311.1"),
    ("2023-11-01", "2024-02-09", "311.054"),
    ("2023-12-01", "2024-01-11", "."),
    ("2024-01-01", "2024-02-13", "312.332"),
]


def _fred_json(query: dict[str, str]) -> dict[str, Any]:
    rows = [
        {"realtime_start": vintage, "realtime_end": "9999-12-31", "date": day, "value": value}
        for day, vintage, value in REVISED
    ]
    offset, limit = int(query["offset"]), int(query["limit"])
    return {
        "realtime_start": "1776-07-04", "realtime_end": "9999-12-31", "observation_start": "1600-01-01",
        "observation_end": "9999-12-31", "units": "lin", "output_type": 1, "file_type": "json",
        "order_by": "observation_date", "sort_order": "asc", "count": len(rows), "offset": offset, "limit": limit,
        "observations": rows[offset : offset + limit],
    }  # fmt: skip


# Yahoo: not documented; the shape that yfinance reads
def _new_york(day: dt.date, hour: int, minute: int = 0) -> int:
    return int(dt.datetime.combine(day, dt.time(hour + 5, minute), dt.UTC).timestamp())


def yahoo_chart(
    days: list[dt.date], closes: list[float | None], factor: float = 1.0, session: dt.date = OPEN_DAY
) -> dict[str, Any]:
    def column(shift: float) -> list[float | None]:
        return [None if close is None else close + shift for close in closes]

    return {
        "chart": {
            "result": [
                {
                    "meta": {
                        "currency": "USD", "symbol": "SPY", "exchangeName": "PCX", "instrumentType": "ETF",
                        "gmtoffset": -18000, "exchangeTimezoneName": "America/New_York", "dataGranularity": "1d",
                        "currentTradingPeriod": {
                            "regular": {"start": _new_york(session, 9, 30), "end": _new_york(session, 16)}
                        },
                    },
                    "timestamp": [_new_york(day, 9, 30) for day in days],
                    "indicators": {
                        "quote": [
                            {"open": column(-1.0), "high": column(2.0), "low": column(-3.0), "close": column(0.0),
                             "volume": [None if close is None else 1_000 for close in closes]}
                        ],
                        "adjclose": [{"adjclose": [None if close is None else close * factor for close in closes]}],
                    },
                }
            ],
            "error": None,
        }
    }  # fmt: skip


YAHOO_CLOSES = [512.0, 500.0, 512.0, 514.0]


def _yahoo(query: dict[str, str]) -> dict[str, Any]:
    first = dt.datetime.fromtimestamp(int(query["period1"]), dt.UTC).date()
    kept = [(day, close) for day, close in zip(DAYS, YAHOO_CLOSES, strict=True) if day >= first]
    # the session of the 8th has not begun when the tests pull; its row is the last price before it
    return yahoo_chart([*(each[0] for each in kept), OPEN_DAY], [*(each[1] for each in kept), 515.0], factor=0.5)


def _yahoo_rows() -> list[tuple[Any, ...]]:
    return [((c - 1) / 2, (c + 2) / 2, (c - 3) / 2, c / 2, 1_000.0, True) for c in YAHOO_CLOSES]


def in_rows(change: Callable[[list[Any]], Any]) -> Change:
    """Apply a change to the list of rows wherever the source puts it."""

    def apply(content: Any) -> Any:
        if isinstance(content, list):
            change(content)
        elif "result" in content:
            change(content["result"]["list"])
        else:
            change(content["observations"])
        return content

    return apply


def _rename(old: str, new: str) -> Change:
    def change(rows: list[Any]) -> None:
        for row in rows:
            row[new] = row.pop(old)

    return in_rows(change)


def _put(place: str | int, value: Any, index: int = 1) -> Change:
    def change(rows: list[Any]) -> None:
        if len(rows) > index:
            rows[index][place] = value

    return in_rows(change)


def _lengthen(rows: list[Any]) -> None:
    for row in rows:
        row.append("7")


def _shorten(rows: list[Any]) -> None:
    for row in rows:
        row.pop()


def _swap(rows: list[Any]) -> None:
    if len(rows) > 1:
        rows[0], rows[1] = rows[1], rows[0]


def _repeat(rows: list[Any]) -> None:
    if rows:
        rows.insert(1, rows[0])


def _yahoo_quote(change: Callable[[dict[str, Any], dict[str, Any]], Any]) -> Change:
    def apply(content: Any) -> Any:
        result = content["chart"]["result"][0]
        change(result["indicators"]["quote"][0], result)
        return content

    return apply


def _lines(change: Callable[[list[str]], Any]) -> Change:
    def apply(text: str) -> str:
        lines = text.split("\n")
        change(lines)
        return "\n".join(lines)

    return apply


def _line(index: int, old: str, new: str) -> Change:
    return _lines(lambda lines: lines.__setitem__(index, lines[index].replace(old, new)))


def _request(dataset: Dataset, entity: str, symbol: str, *, perpetual: bool = False) -> PullRequest:
    return PullRequest(dataset, entity, symbol, start=dt.date(2024, 2, 20), perpetual=perpetual)


_BINANCE_ERROR = b'{"code": -1121, "msg": "Invalid symbol."}'
_BYBIT_ERROR = (
    b'{"retCode": 10001, "retMsg": "params error: symbol invalid", "result": {}, "retExtInfo": {}, "time": 1}'
)


def _binance(address: str) -> SourceAdapter:
    return BinanceAdapter(spot_address=address, futures_address=address)


def _array_case(
    name: str, adapter: Callable[[str], SourceAdapter], *, perpetual: bool, good: Any, error: bytes
) -> Case:
    return Case(
        name=name, adapter=adapter, good=good,
        request=_request(Dataset.BARS, "BTC_USD", "BTCUSDT", perpetual=perpetual),
        rows=list(zip(DAYS, _bars(), strict=True)),
        value_columns=("open", "high", "low", "close", "volume", "adjusted"),
        renamed=in_rows(_shorten), extra=in_rows(_lengthen), retyped=_put(4, 102.5), unordered=in_rows(_swap),
        repeated=in_rows(_repeat), error_in_200=error,
    )  # fmt: skip


def _object_case(
    name: str,
    adapter: Callable[[str], SourceAdapter],
    dataset: Dataset,
    good: Any,
    rows: Any,
    columns: tuple[str, ...],
    field: str,
    error: bytes,
) -> Case:
    return Case(
        name=name, adapter=adapter, request=_request(dataset, "BTCUSDT.X", "BTCUSDT", perpetual=True), good=good,
        rows=rows, value_columns=columns, renamed=_rename(field, "value"),
        extra=in_rows(lambda listed: [row.update({"surprise": "1"}) for row in listed]),
        retyped=_put(field, 0.5, index=0),
        unordered=in_rows(_swap), repeated=in_rows(_repeat), error_in_200=error,
    )  # fmt: skip


_FUNDING = [
    (dt.datetime.fromtimestamp(t / 1_000, dt.UTC), r) for t, r in zip(FUNDING_TIMES, FUNDING_RATES, strict=True)
]

CASES = [
    _array_case("binance spot bars", _binance, perpetual=False, good=_binance_candles, error=_BINANCE_ERROR),
    _array_case("binance perpetual bars", _binance, perpetual=True, good=_binance_candles, error=_BINANCE_ERROR),
    _object_case(
        "binance funding", _binance, Dataset.FUNDING, _binance_funding,
        [(t, (r, m)) for (t, r), m in zip(_FUNDING, [None, 34287.54619963, 34651.4], strict=True)],
        ("rate", "mark_price"), "fundingRate", _BINANCE_ERROR,
    ),
    _object_case(
        "binance open interest", _binance, Dataset.OPEN_INTEREST, _binance_interest,
        [(day, (each, each * 7_000)) for day, each in zip(DAYS, INTEREST, strict=False)],
        ("contracts", "value"), "sumOpenInterest", _BINANCE_ERROR,
    ),
    _array_case(
        "bybit bars", lambda a: BybitAdapter(address=a), perpetual=True, good=_bybit_candles, error=_BYBIT_ERROR
    ),
    _object_case(
        "bybit funding", lambda a: BybitAdapter(address=a), Dataset.FUNDING, _bybit_funding,
        [(t, (r, None)) for t, r in _FUNDING], ("rate", "mark_price"), "fundingRate", _BYBIT_ERROR,
    ),
    _object_case(
        "bybit open interest", lambda a: BybitAdapter(address=a), Dataset.OPEN_INTEREST, _bybit_interest,
        [(day, (each, None)) for day, each in zip(DAYS, INTEREST, strict=False)],
        ("contracts", "value"), "openInterest", _BYBIT_ERROR,
    ),
    Case(
        name="fred without a key", adapter=lambda a: FredAdapter(api_key="", graph_address=a),
        request=PullRequest(Dataset.MACRO, "CPIAUCSL", "CPIAUCSL"), good=_fred_csv, kind="application/csv",
        rows=[(day, (value,)) for day, value in zip(MONTHS, VALUES, strict=True)], value_columns=("value",),
        renamed=_line(0, "observation_date", "period"), extra=_line(0, "CPIAUCSL", "CPIAUCSL,FLAG"),
        retyped=_line(3, "312.332", "n/a"), unordered=_lines(lambda lines: lines.insert(1, lines.pop(2))),
        repeated=_lines(lambda lines: lines.insert(1, lines[1])),
        error_in_200=b"<!DOCTYPE html><title>Page not found</title>\n",
    ),
    Case(
        name="fred with a key", adapter=lambda a: FredAdapter(api_key=KEY, api_address=a),
        request=PullRequest(Dataset.MACRO, "CPIAUCSL", "CPIAUCSL"), good=_fred_json, has_key=True,
        rows=[(dt.date.fromisoformat(day), (None if value == "." else float(value),)) for day, _, value in REVISED],
        value_columns=("value",), renamed=_rename("value", "observation"),
        extra=in_rows(lambda listed: [row.update({"surprise": "1"}) for row in listed]), retyped=_put("value", 311.0),
        unordered=in_rows(_swap), repeated=in_rows(_repeat),
        error_in_200=b'{"error_code": 400, "error_message": "Bad Request. The series does not exist."}',
    ),
    Case(
        name="yahoo", adapter=lambda a: YahooAdapter(address=a),
        request=PullRequest(Dataset.BARS, "SPY", "SPY", start=dt.date(2024, 2, 20)), good=_yahoo,
        rows=list(zip(DAYS, _yahoo_rows(), strict=True)),
        value_columns=("open", "high", "low", "close", "volume", "adjusted"),
        renamed=_yahoo_quote(lambda quote, _: quote.update(last=quote.pop("close"))),
        extra=_yahoo_quote(lambda quote, _: quote.update(vwap=quote["close"])),
        retyped=_yahoo_quote(lambda quote, _: quote["close"].__setitem__(1, "514.5")),
        unordered=_yahoo_quote(lambda _, result: _swap(result["timestamp"])),
        repeated=_yahoo_quote(lambda _, result: result["timestamp"].__setitem__(1, result["timestamp"][0])),
        error_in_200=b'{"chart": {"result": null, "error": {"code": "Not Found", "description": "No data found"}}}',
    ),
]  # fmt: skip
