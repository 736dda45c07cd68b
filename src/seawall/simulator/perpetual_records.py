"""What the public would know of a simulated perpetual: prices, open interest, takers, forced closes, by the minute."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from seawall.core import FloatArray, IntArray
from seawall.errors import InputError
from seawall.microstructure import PerpetualFlow, PositionSide, Side
from seawall.simulator.event_log import EventKind, EventLog
from seawall.simulator.exchange_step import ExchangeStep
from seawall.simulator.exchange_terms import ExchangeTerms
from seawall.simulator.ledger_kernels import FUNDING_SCALE
from seawall.simulator.market_marks import FRACTION
from seawall.simulator.minute_market import MinuteHistory

__all__ = ["perpetual_flow_of", "perpetual_flow_of_steps"]

_MINUTE_NS = 60 * 10**9
_SECONDS = 60


def perpetual_flow_of(history: MinuteHistory, terms: ExchangeTerms, *, start_ns: int = 0) -> PerpetualFlow:
    """The public side of some minutes of the simulated market.

    Parameters
    ----------
    history : MinuteHistory
        At least one minute.
    terms : ExchangeTerms
        Of the market: its tick and lot.
    start_ns : int
        Instant of the beginning of minute 0, nanoseconds since 1970-01-01 UTC.

    Returns
    -------
    PerpetualFlow
        In quote currency and base units; forced closes are all there.

    Raises
    ------
    InputError
        When there is no minute.

    Examples
    --------
    >>> from decimal import Decimal
    >>> from seawall.microstructure import BINANCE_BTCUSDT_TIERS, InstrumentGrid
    >>> from seawall.simulator.minute_market import MinuteMarket
    >>> grid = InstrumentGrid("BTCUSDT", Decimal("0.1"), Decimal("0.001"))
    >>> terms = ExchangeTerms(grid, BINANCE_BTCUSDT_TIERS)
    >>> market = MinuteMarket(terms, seed=1)
    >>> flow = perpetual_flow_of(market.run(60), terms)
    >>> len(flow), round(flow.open_interest[-1] / 0.001) == market.ledger.open_interest
    (60, True)
    """
    minutes = len(history.minutes)
    if not minutes:
        raise InputError("'history' must have at least one minute")
    tick, lot = float(terms.grid.tick_size), float(terms.grid.lot_size)
    columns: dict[str, Any] = {}
    prices = ("open", "high", "low", "close", "mark_high", "mark_low", "mark_close")
    lots = ("open_interest", "taker_buy", "taker_sell", "liquidated_long", "liquidated_short")
    columns |= {name: history.column(name) * tick for name in prices}
    columns |= {name: history.column(name) * lot for name in lots}
    return PerpetualFlow(
        symbol=terms.grid.symbol,
        interval_ns=_MINUTE_NS,
        end_ns=start_ns + (history.first_minute + 1 + np.arange(minutes, dtype=np.int64)) * _MINUTE_NS,
        **columns,
        funding_rate=history.column("funding") / FUNDING_SCALE,
    )


def perpetual_flow_of_steps(steps: Sequence[ExchangeStep], terms: ExchangeTerms, *, start_ns: int = 0) -> PerpetualFlow:
    """The public side of some whole minutes of the simulated exchange.

    Parameters
    ----------
    steps : sequence of ExchangeStep
        One after the other, from the beginning of a minute to the end of one, with a trade in the first.
    terms : ExchangeTerms
        Of the exchange: its tick and lot.
    start_ns : int
        Instant of the exchange's beginning, nanoseconds since 1970-01-01 UTC.

    Returns
    -------
    PerpetualFlow
        In quote currency and base units. A minute without a trade has the last price. Forced closes are all there,
        with what dealers took over or was deleveraged.

    Raises
    ------
    InputError
        When the steps do not hold whole minutes, or the first holds no trade.

    Examples
    --------
    >>> from seawall.simulator import BTCUSDT_TERMS, SimulatedExchange
    >>> exchange = SimulatedExchange(BTCUSDT_TERMS, seed=1)
    >>> steps = [exchange.advance(until_s * 1_000_000_000) for until_s in (45, 120)]
    >>> flow = perpetual_flow_of_steps(steps, BTCUSDT_TERMS)
    >>> len(flow), bool(flow.volume.min() > 0), float(flow.open_interest[-1]) > 0
    (2, True, True)
    """
    # the mark of the very end is known just after it, and comes with the next step
    times = np.concatenate([step.marks.time_ns for step in steps]) if steps else np.zeros(0, np.int64)
    first, minutes = int(times[0]) // _MINUTE_NS if len(times) else 0, len(times) // _SECONDS
    if not minutes or len(times) % _SECONDS or times[0] % _MINUTE_NS or steps[-1].until_ns % _MINUTE_NS:
        raise InputError(f"'steps' must hold whole minutes, held {len(times)} seconds")
    marks = np.concatenate([step.marks.mark for step in steps]).reshape(minutes, _SECONDS) / FRACTION
    interest = np.concatenate([step.open_interest for step in steps]).reshape(minutes, _SECONDS)
    tick, lot = float(terms.grid.tick_size), float(terms.grid.lot_size)
    forced = [order for step in steps for order in step.forced]
    columns: dict[str, Any] = {
        "mark_high": marks.max(axis=1) * tick,
        "mark_low": marks.min(axis=1) * tick,
        "mark_close": marks[:, -1] * tick,
        "open_interest": interest[:, -1] * lot,
        **_traded([step.log for step in steps], first, minutes, tick, lot),
    }
    minute = np.array([order.time_ns // _MINUTE_NS - first for order in forced], dtype=np.int64)
    for name, side in (("liquidated_long", PositionSide.LONG), ("liquidated_short", PositionSide.SHORT)):
        lots = np.array([order.lots * (order.side is side) for order in forced], dtype=np.float64)
        columns[name] = np.bincount(minute, weights=lots, minlength=minutes) * lot
    funding = np.zeros(minutes)
    for paid in (each for step in steps for each in step.funding):
        # paid as a minute begins, it belongs to the end of the one before
        before = paid.time_ns // _MINUTE_NS - first - 1
        if before >= 0:
            funding[before] = paid.rate / FUNDING_SCALE
    return PerpetualFlow(
        symbol=terms.grid.symbol,
        interval_ns=_MINUTE_NS,
        end_ns=start_ns + (first + 1 + np.arange(minutes, dtype=np.int64)) * _MINUTE_NS,
        **columns,
        funding_rate=funding,
    )


def _traded(logs: Sequence[EventLog], first: int, minutes: int, tick: float, lot: float) -> dict[str, FloatArray]:
    """Prices and takers' volumes of each minute."""
    log = EventLog.joined(logs)
    is_trade = log.kind == EventKind.TRADE
    minute = log.time_ns[is_trade] // _MINUTE_NS - first
    ticks, lots, side = log.ticks[is_trade], (log.lots + log.hidden_lots)[is_trade], log.side[is_trade]
    # instructions at the last nanosecond may be of the minute that follows
    minute = np.minimum(minute, minutes - 1)
    held, starts = np.unique(minute, return_index=True)
    if not len(held) or held[0]:
        raise InputError("'steps' must have a trade in their first minute")
    by_minute = np.maximum.accumulate(np.isin(np.arange(minutes), held) * np.arange(minutes))
    place: IntArray = np.searchsorted(held, by_minute)
    is_quiet = by_minute < np.arange(minutes)
    last = ticks[np.append(starts[1:], len(ticks)) - 1]
    found = {
        "open": ticks[starts],
        "high": np.maximum.reduceat(ticks, starts),
        "low": np.minimum.reduceat(ticks, starts),
        "close": last,
    }
    prices = {name: np.where(is_quiet, last[place], each[place]) * tick for name, each in found.items()}
    # the resting order of a buyer's trade is an ask
    for name, resting in (("taker_buy", Side.ASK), ("taker_sell", Side.BID)):
        prices[name] = np.bincount(minute, weights=lots * (side == resting), minlength=minutes) * lot
    return prices
