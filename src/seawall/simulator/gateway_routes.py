"""Requests over HTTP: Binance's paths and errors, and the few of Bybit that its streams need."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

import orjson

from seawall.errors import SeawallError
from seawall.simulator.gateway_feed import MarketFeed

__all__ = ["RestAnswer", "RestRoutes"]

_DEPTH_LIMITS = (5, 10, 20, 50, 100, 500, 1000)
_DEFAULT_DEPTH = 500
_PERIODS = ("5m", "15m", "30m", "1h", "2h", "4h", "6h", "12h", "1d")
_DEFAULT_HISTORY, _LONGEST_HISTORY = 30, 500
_SHOWN = 80
_NOT_YET, _MANDATORY, _BAD_SYMBOL, _BAD_VALUE, _BAD_DEPTH, _BAD_PATH = -1001, -1102, -1121, -1130, -4021, -5000


@dataclass(frozen=True, slots=True)
class RestAnswer:
    """Status and body, which is JSON."""

    status: int
    body: bytes


class _RefusalError(Exception):
    def __init__(self, code: int, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code, self.status = code, status


class RestRoutes:
    """Answers to requests.

    Parameters
    ----------
    feeds : mapping of str to MarketFeed
        By symbol.
    truth : callable, optional
        What ``/truth/SYMBOL`` answers, by symbol; there is no such path without it.
    """

    def __init__(self, feeds: Mapping[str, MarketFeed], *, truth: Callable[[str], bytes] | None) -> None:
        self._feeds = feeds
        self._truth = truth
        self._routes: dict[str, Callable[[dict[str, str]], bytes]] = {
            "/fapi/v1/ping": lambda _: b"{}",
            "/fapi/v1/time": self._time,
            "/fapi/v1/exchangeInfo": self._exchange_info,
            "/fapi/v1/depth": lambda query: self._feed(query).depth(_depth_limit(query)),
            "/fapi/v1/rpiDepth": lambda query: self._feed(query).rpi_depth(_rpi_limit(query)),
            "/fapi/v1/premiumIndex": lambda query: self._each(query, lambda feed: feed.premium_index()),
            "/fapi/v1/openInterest": lambda query: self._feed(query).open_interest(),
            "/fapi/v1/leverageBracket": lambda query: self._joined(query, lambda feed: feed.leverage_bracket()),
            "/fapi/v1/insuranceBalance": lambda query: self._each(query, lambda feed: feed.insurance_balance()),
            "/fapi/v1/symbolAdlRisk": lambda query: self._each(query, lambda feed: feed.adl_risk()),
            "/futures/data/openInterestHist": self._open_interest_history,
            "/futures/data/takerlongshortRatio": self._taker_ratio,
            "/v5/market/instruments-info": self._instruments,
        }

    def answer(self, address: str) -> RestAnswer:
        """Answer a request for an address, path and query."""
        parts = urlsplit(address)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        try:
            if self._truth is not None and parts.path.startswith("/truth/"):
                return RestAnswer(200, self._truth(self._feed({"symbol": parts.path.removeprefix("/truth/")}).symbol))
            route = self._routes.get(parts.path)
            if route is None:
                message = f"Path {parts.path[:_SHOWN]}, Method GET is invalid"
                raise _RefusalError(_BAD_PATH, message, 404)
            return RestAnswer(200, route(query))
        except _RefusalError as refusal:
            return RestAnswer(refusal.status, orjson.dumps({"code": refusal.code, "msg": str(refusal)}))
        except SeawallError as error:  # nothing is known yet of a market that has just begun
            return RestAnswer(503, orjson.dumps({"code": _NOT_YET, "msg": str(error)}))

    def _feed(self, query: dict[str, str]) -> MarketFeed:
        symbol = query.get("symbol", "")
        if not symbol:
            raise _RefusalError(_MANDATORY, "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed.")
        if symbol not in self._feeds:
            raise _RefusalError(_BAD_SYMBOL, "Invalid symbol.")
        return self._feeds[symbol]

    def _each(self, query: dict[str, str], body: Callable[[MarketFeed], bytes]) -> bytes:
        """Of one symbol an object; of all of them, where none is named, a list."""
        if "symbol" in query:
            return body(self._feed(query))
        return b"[%s]" % b",".join(body(feed) for feed in self._feeds.values())

    def _joined(self, query: dict[str, str], body: Callable[[MarketFeed], bytes]) -> bytes:
        """Lists of all symbols in one list."""
        if "symbol" in query:
            return body(self._feed(query))
        return orjson.dumps([line for feed in self._feeds.values() for line in orjson.loads(body(feed))])

    def _time(self, _: dict[str, str]) -> bytes:
        feed = next(iter(self._feeds.values()))
        return orjson.dumps({"serverTime": orjson.loads(feed.exchange_info())["serverTime"]})

    def _exchange_info(self, _: dict[str, str]) -> bytes:
        joined, *others = (orjson.loads(feed.exchange_info()) for feed in self._feeds.values())
        for each in others:
            joined["symbols"] += each["symbols"]
        return orjson.dumps(joined)

    def _open_interest_history(self, query: dict[str, str]) -> bytes:
        return self._feed(query).open_interest_history(_period(query), _history_limit(query))

    def _taker_ratio(self, query: dict[str, str]) -> bytes:
        return self._feed(query).taker_long_short_ratio(_period(query), _history_limit(query))

    def _instruments(self, query: dict[str, str]) -> bytes:
        if query.get("category") != "linear":
            return orjson.dumps({"retCode": 10001, "retMsg": "params error: Category is invalid", "result": {}})
        symbol = query.get("symbol")
        chosen = [feed for name, feed in self._feeds.items() if symbol in (None, name)]
        if not chosen:
            return orjson.dumps({"retCode": 10001, "retMsg": "params error: symbol invalid", "result": {}})
        answers = [orjson.loads(feed.bybit_instruments_info()) for feed in chosen]
        answers[0]["result"]["list"] = [line for each in answers for line in each["result"]["list"]]
        return orjson.dumps(answers[0])


def _depth_limit(query: dict[str, str]) -> int:
    limit = _whole(query, "limit", _DEFAULT_DEPTH)
    if limit not in _DEPTH_LIMITS:
        raise _RefusalError(_BAD_DEPTH, f"{limit} is not valid depth limit")
    return limit


def _rpi_limit(query: dict[str, str]) -> int:
    limit = _whole(query, "limit", _DEPTH_LIMITS[-1])
    if limit != _DEPTH_LIMITS[-1]:
        raise _RefusalError(_BAD_DEPTH, f"{limit} is not valid depth limit")
    return limit


def _history_limit(query: dict[str, str]) -> int:
    limit = _whole(query, "limit", _DEFAULT_HISTORY)
    if not 1 <= limit <= _LONGEST_HISTORY:
        raise _RefusalError(_BAD_VALUE, "Data sent for parameter 'limit' is not valid.")
    return limit


def _period(query: dict[str, str]) -> str:
    if not query.get("period"):
        raise _RefusalError(_MANDATORY, "Mandatory parameter 'period' was not sent, was empty/null, or malformed.")
    if query["period"] not in _PERIODS:
        raise _RefusalError(_BAD_VALUE, "Data sent for parameter 'period' is not valid.")
    return query["period"]


def _whole(query: dict[str, str], name: str, default: int) -> int:
    text = query.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise _RefusalError(_BAD_VALUE, f"Data sent for parameter '{name}' is not valid.")
    return int(text)
