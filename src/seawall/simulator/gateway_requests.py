"""What clients ask on a connection, in the language of either venue, and what they are answered.

Answers and errors of Binance follow its page "Live Subscribing/Unsubscribing to streams"; those of Bybit its page on
connecting to public streams.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from seawall.simulator.gateway_clients import GatewayClient

__all__ = ["StreamRequest", "binance_request", "bybit_request"]

_NAME = re.compile(r"(![A-Za-z]+|[a-z0-9_]+@[A-Za-z]\w*)(@\w+)*", re.ASCII)
_METHODS = ("SUBSCRIBE", "UNSUBSCRIBE", "LIST_SUBSCRIPTIONS", "SET_PROPERTY", "GET_PROPERTY")
_INVALID_VALUE, _INVALID_REQUEST, _INVALID_JSON = 1, 2, 3
_SHOWN = 60
_LARGEST_ID = 2**63


@dataclass(frozen=True, slots=True)
class StreamRequest:
    """What a request comes to.

    Attributes
    ----------
    reply : bytes
        To be sent first.
    follow, unfollow : tuple of str
        Streams.
    combined : bool or None
        Whether messages shall be wrapped; None for no change.
    """

    reply: bytes
    follow: tuple[str, ...] = ()
    unfollow: tuple[str, ...] = ()
    combined: bool | None = None


class _RefusalError(Exception):
    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


def binance_request(text: str | bytes, client: GatewayClient, *, most_streams: int) -> StreamRequest:
    """Read a request of Binance's language."""
    number: object = None
    try:
        request = _parsed(text)
        number = _request_id(request)
        return _obeyed(request, number, client, most_streams)
    except _RefusalError as refusal:
        error: dict[str, Any] = {"error": {"code": refusal.code, "msg": str(refusal)}}
        return StreamRequest(orjson.dumps(error if number is None else {**error, "id": number}))


def _parsed(text: str | bytes) -> dict[str, Any]:
    try:
        request = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        message = f"Invalid JSON: expected value at line {error.lineno} column {error.colno}"
        raise _RefusalError(_INVALID_JSON, message) from None
    if not isinstance(request, dict):
        raise _RefusalError(_INVALID_REQUEST, "Invalid request: expected an object")
    return request


def _request_id(request: dict[str, Any]) -> int:
    if "id" not in request:
        raise _RefusalError(_INVALID_REQUEST, "Invalid request: missing field `id`")
    number = request["id"]
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number < _LARGEST_ID:
        raise _RefusalError(_INVALID_REQUEST, "Invalid request: request ID must be an unsigned integer")
    return number


def _obeyed(request: dict[str, Any], number: int, client: GatewayClient, most_streams: int) -> StreamRequest:
    method = request.get("method")
    if "method" not in request:
        raise _RefusalError(_INVALID_REQUEST, "Invalid request: missing field `method`")
    if method == "LIST_SUBSCRIPTIONS":
        return StreamRequest(_result(list(client.streams), number))
    if method in ("SET_PROPERTY", "GET_PROPERTY"):
        return _property(request, number, client)
    if method not in _METHODS:
        names = ", ".join(f"`{each}`" for each in _METHODS)
        shown = str(method)[:_SHOWN]
        raise _RefusalError(_INVALID_REQUEST, f"Invalid request: unknown variant `{shown}`, expected one of {names}")
    streams = _stream_names(request.get("params"))
    if method == "UNSUBSCRIBE":
        return StreamRequest(_result(None, number), unfollow=streams)
    if len({*client.streams, *streams}) > most_streams:
        raise _RefusalError(_INVALID_REQUEST, "Invalid request: too many parameters")
    return StreamRequest(_result(None, number), follow=streams)


def _stream_names(given: object) -> tuple[str, ...]:
    if not isinstance(given, list) or not given:
        raise _RefusalError(_INVALID_REQUEST, "Invalid request: params must be a sequence of streams")
    for each in given:
        if not isinstance(each, str):
            raise _RefusalError(_INVALID_REQUEST, "Invalid request: stream name must be a string")
        if not _NAME.fullmatch(each):
            raise _RefusalError(_INVALID_REQUEST, f"Invalid request: unknown stream `{each[:_SHOWN]}`")
    return tuple(dict.fromkeys(given))


def _property(request: dict[str, Any], number: int, client: GatewayClient) -> StreamRequest:
    given = request.get("params")
    if not isinstance(given, list) or given[:1] != ["combined"]:
        raise _RefusalError(0, "Unknown property")
    if request["method"] == "GET_PROPERTY":
        return StreamRequest(_result(client.is_combined, number))
    if len(given) != 2 or not isinstance(given[1], bool):
        raise _RefusalError(_INVALID_VALUE, "Invalid value type: expected Boolean")
    return StreamRequest(_result(None, number), combined=given[1])


def _result(value: object, number: int) -> bytes:
    return orjson.dumps({"result": value, "id": number})


def bybit_request(
    text: str | bytes, client: GatewayClient, *, topics: Container[str], most_streams: int
) -> StreamRequest:
    """Read a request of Bybit's language."""
    try:
        request = orjson.loads(text)
    except orjson.JSONDecodeError:
        return _bybit_reply(client, {}, "error:request is no JSON")
    if not isinstance(request, dict):
        return _bybit_reply(client, {}, "error:request is no object")
    operation = request.get("op")
    if operation == "ping":
        return _bybit_reply(client, request, "pong", is_fine=True)
    fault = _bybit_fault(request, client, topics, most_streams)
    if fault:
        return _bybit_reply(client, request, fault)
    name = "follow" if operation == "subscribe" else "unfollow"
    return _bybit_reply(client, request, "", is_fine=True, **{name: request["args"]})


def _bybit_fault(request: dict[str, Any], client: GatewayClient, topics: Container[str], most_streams: int) -> str:
    """What is wrong with a request to subscribe, or no longer to; empty for nothing."""
    operation, asked = request.get("op"), request.get("args")
    if operation not in ("subscribe", "unsubscribe"):
        return f"error:unknown op,op:{str(operation)[:_SHOWN]}"
    if not isinstance(asked, list) or not asked or not all(isinstance(each, str) for each in asked):
        return "Params Error"
    if operation == "subscribe":
        unknown = next((each for each in asked if each not in topics or "@" in each), None)
        if unknown is not None:
            return f"error:handler not found,topic:{unknown[:_SHOWN]}"
        if len({*client.streams, *asked}) > most_streams:
            return "error:too many topics"
    return ""


def _bybit_reply(
    client: GatewayClient,
    request: dict[str, Any],
    message: str,
    *,
    is_fine: bool = False,
    follow: Sequence[str] = (),
    unfollow: Sequence[str] = (),
) -> StreamRequest:
    reply = {
        "success": is_fine,
        "ret_msg": message,
        "conn_id": str(client.connection.id),
        "req_id": str(request.get("req_id", ""))[:_SHOWN],
        "op": str(request.get("op", ""))[:_SHOWN],
    }
    return StreamRequest(orjson.dumps(reply), tuple(dict.fromkeys(follow)), tuple(unfollow))
