"""What the public would know of the minute clock: prices, open interest, takers and forced closes, minute by minute."""

from __future__ import annotations

from typing import Any

import numpy as np

from seawall.errors import InputError
from seawall.microstructure import PerpetualFlow
from seawall.simulator.exchange_terms import ExchangeTerms
from seawall.simulator.ledger_kernels import FUNDING_SCALE
from seawall.simulator.minute_market import MinuteHistory

__all__ = ["perpetual_flow_of"]

_MINUTE_NS = 60 * 10**9


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
