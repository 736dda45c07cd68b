"""The public record of a Binance perpetual: the last day and a half, and what is open now."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import orjson

from seawall.errors import DataError
from seawall.microstructure import InstrumentGrid, OpenInterest, PerpetualFlow
from seawall.sources.live.binance_futures import BinanceFutures
from seawall.sources.live.venue_http import fetch

__all__ = ["fetch_binance_open_interest", "fetch_binance_perpetual"]

_INTERVAL_NS, _MS_NS = 300 * 10**9, 10**6
_MOST = 500


def fetch_binance_perpetual(symbol: str, *, venue: BinanceFutures | None = None) -> PerpetualFlow:
    """Prices, marks, takers and open interest of the last 500 intervals of five minutes.

    Forced closes are not among what the venue keeps: the record says that they were not collected. Intervals in which
    the venue states no open interest are missing from it.

    Parameters
    ----------
    symbol : str
        Such as ``BTCUSDT``.
    venue : BinanceFutures, optional
        Whose address is asked; that of the environment or the venue's own by default.

    Returns
    -------
    PerpetualFlow
        Whole intervals only.

    Raises
    ------
    SourceError
        When the venue cannot be reached, or refuses.
    DataError
        When an answer lacks a field, or states no open interest.
    """
    address = (venue or BinanceFutures(symbol)).address
    asked = f"symbol={symbol}&interval=5m&limit={_MOST}"
    klines = _rows(f"{address}/fapi/v1/klines?{asked}")
    marks = _rows(f"{address}/fapi/v1/markPriceKlines?{asked}")
    interest = _rows(f"{address}/futures/data/openInterestHist?symbol={symbol}&period=5m&limit={_MOST}")
    try:
        traded = {int(row[0]): [float(row[place]) for place in (1, 2, 3, 4, 5, 9)] for row in klines[:-1]}
        marked = {int(row[0]): [float(row[place]) for place in (2, 3, 4)] for row in marks}
        open_then = {int(row["timestamp"]): float(row["sumOpenInterest"]) for row in interest}
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise DataError(f"{address}: a history of {symbol} lacks or garbles a field: {error!r}") from None
    width = _INTERVAL_NS // _MS_NS
    # open interest is stamped at the end of what it closes, bars at their beginning
    starts = [each for each in sorted(traded) if each in marked and each + width in open_then]
    if not starts:
        raise DataError(f"{address}: no open interest of {symbol} for any interval with prices")
    bars = np.array([traded[each] for each in starts]).T
    mark_high, mark_low, mark_close = np.array([marked[each] for each in starts]).T
    opened, high, low, close, volume, bought = bars
    return PerpetualFlow(
        symbol=symbol,
        interval_ns=_INTERVAL_NS,
        end_ns=(np.array(starts, dtype=np.int64) + width) * _MS_NS,
        open=opened,
        high=high,
        low=low,
        close=close,
        mark_high=mark_high,
        mark_low=mark_low,
        mark_close=mark_close,
        open_interest=np.array([open_then[each + width] for each in starts]),
        taker_buy=bought,
        taker_sell=np.maximum(volume - bought, 0.0),
    )


def fetch_binance_open_interest(venue: BinanceFutures, *, grid: InstrumentGrid) -> OpenInterest:
    """What is open now, which the venue says when asked and in no stream.

    Parameters
    ----------
    venue : BinanceFutures
        Of the instrument.
    grid : InstrumentGrid
        Its steps of size.

    Returns
    -------
    OpenInterest
        Of one side.

    Raises
    ------
    SourceError
        When the venue cannot be reached, or refuses.
    DataError
        When the answer lacks or garbles a field.
    """
    address = f"{venue.address}/fapi/v1/openInterest?symbol={venue.symbol}"
    body = fetch(address)
    try:
        found = orjson.loads(body)
        return OpenInterest(venue.symbol, int(found["time"]) * _MS_NS, time.time_ns(), grid.lots(found["openInterest"]))
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(f"{address}: the answer lacks or garbles a field: {error!r}") from None


def _rows(address: str) -> list[Any]:
    try:
        found = orjson.loads(fetch(address))
    except orjson.JSONDecodeError as error:
        raise DataError(f"{address}: the answer is no JSON: {error}") from None
    if not isinstance(found, list):
        raise DataError(f"{address}: a list was expected, was {str(found)[:80]!r}")
    return found
