"""Rules that a map of liquidations must beat, from the plainest to the best recipe that is published.

Each sees what the map sees, up to each instant and not beyond, and answers in the same form.
"""

from __future__ import annotations

import numpy as np

from seawall.core import FloatArray, IntArray, check_between
from seawall.errors import InputError
from seawall.microstructure.liquidation_forecast import LiquidationForecast
from seawall.microstructure.perpetual_flow import PerpetualFlow

__all__ = ["even_forecast", "open_interest_fan", "published_recipe", "volume_profile_forecast"]

FAN_LEVERAGES = (5.0, 10.0, 25.0, 50.0, 100.0)
FAN_SHARES = (0.10, 0.20, 0.30, 0.25, 0.15)
"""The split that public dashboards put on open interest at the mark."""
PROFILE_LEVERAGES = (10.0, 25.0, 50.0, 100.0)
RECIPE_LEVERAGES = (10.0, 20.0, 25.0, 50.0, 100.0)
_MAINTENANCE = 0.004
"""Rate of a small position's tier at the large venues."""
_DAY_NS = 86_400_000_000_000
_LONG, _SHORT = 1.0, -1.0


def even_forecast(
    flow: PerpetualFlow, *, price_edges: FloatArray, places: IntArray, reach: float = 0.12
) -> LiquidationForecast:
    """N0: open interest evenly over the logarithm of price, longs below the mark and shorts above.

    Parameters
    ----------
    flow : PerpetualFlow
        What is publicly known.
    price_edges : FloatArray
        Shape (m + 1,), bins of prices.
    places : IntArray
        Shape (n,), rising: the intervals at whose ends to forecast, from 0.
    reach : float
        How far from the mark, as a share of it.

    Returns
    -------
    LiquidationForecast
        Named ``N0 even``.
    """
    check_between(reach, "reach", 0.0, 0.9)
    longs, shorts = _empty(price_edges, places)
    logs = np.log(price_edges)
    for row, place in enumerate(places.tolist()):
        mark = float(flow.mark_close[place])
        usd = float(flow.open_interest[place]) * mark
        for table, bounds in (
            (longs, (np.log(mark * (1.0 - reach)), np.log(mark))),
            (shorts, (np.log(mark), np.log(mark * (1.0 + reach)))),
        ):
            inside = np.clip(logs, *bounds)
            table[row] = usd * np.diff(inside) / (bounds[1] - bounds[0])
    return _forecast("N0 even", flow, price_edges, places, (longs, shorts))


def open_interest_fan(flow: PerpetualFlow, *, price_edges: FloatArray, places: IntArray) -> LiquidationForecast:
    """N2: all open interest as if it had just been opened at the mark, split over fixed leverages.

    A function of distance alone; it remembers nothing.

    Parameters
    ----------
    flow : PerpetualFlow
        What is publicly known.
    price_edges : FloatArray
        Shape (m + 1,), bins of prices.
    places : IntArray
        Shape (n,), rising: the intervals at whose ends to forecast, from 0.

    Returns
    -------
    LiquidationForecast
        Named ``N2 fan``.

    Examples
    --------
    >>> price, one = np.array([100.0]), np.array([1.0])
    >>> flow = PerpetualFlow("BTCUSDT", 60, np.array([60]), *([price] * 7), 50.0 * one, one, one)
    >>> fan = open_interest_fan(flow, price_edges=np.linspace(80.0, 120.0, 41), places=np.array([0]))
    >>> fan.price_edges[:-1][fan.long_usd[0] > 0].tolist()
    [80.0, 90.0, 96.0, 98.0, 99.0]
    """
    longs, shorts = _empty(price_edges, places)
    leverages, shares = np.array(FAN_LEVERAGES), np.array(FAN_SHARES)
    for row, place in enumerate(places.tolist()):
        mark = float(flow.mark_close[place])
        quantity = float(flow.open_interest[place]) * shares
        longs[row] = _binned(price_edges, _liquidation(mark, leverages, _LONG), quantity)
        shorts[row] = _binned(price_edges, _liquidation(mark, leverages, _SHORT), quantity)
    return _forecast("N2 fan", flow, price_edges, places, (longs, shorts))


def volume_profile_forecast(
    flow: PerpetualFlow, *, price_edges: FloatArray, places: IntArray, window_ns: int = _DAY_NS
) -> LiquidationForecast:
    """N3: every taker's buy a long and every sale a short, in full at each of four leverages, for a day.

    Nothing closes, and a level that was traded through comes back when the price is on its other side again.

    Parameters
    ----------
    flow : PerpetualFlow
        What is publicly known, with the volume of takers.
    price_edges : FloatArray
        Shape (m + 1,), bins of prices.
    places : IntArray
        Shape (n,), rising: the intervals at whose ends to forecast, from 0.
    window_ns : int
        How far back trades count.

    Returns
    -------
    LiquidationForecast
        Named ``N3 volume profile``.

    Raises
    ------
    InputError
        Where the volume of takers was not collected.
    """
    if flow.taker_buy is None or flow.taker_sell is None:
        raise InputError(f"the volume of takers of {flow.symbol} was not collected: there is no profile of it")
    longs, shorts = _empty(price_edges, places)
    entry = _entry(flow)
    leverages = np.array(PROFILE_LEVERAGES)
    levels = [_liquidation(entry[:, None], leverages, side) for side in (_LONG, _SHORT)]
    ones = np.ones(len(leverages))
    for row, place in enumerate(places.tolist()):
        first = int(np.searchsorted(flow.end_ns, flow.end_ns[place] - window_ns, side="right"))
        recent = slice(first, place + 1)
        for table, prices, quantity in ((longs, levels[0], flow.taker_buy), (shorts, levels[1], flow.taker_sell)):
            table[row] = _binned(price_edges, prices[recent].ravel(), (quantity[recent, None] * ones).ravel())
    return _forecast("N3 volume profile", flow, price_edges, places, (longs, shorts))


def published_recipe(flow: PerpetualFlow, *, price_edges: FloatArray, places: IntArray) -> LiquidationForecast:
    """N4: where open interest rises positions open, split by the takers' ratio, at 10 to 100 times; wicks consume them.

    The best recipe that a terminal has published. The opened quantity is shared evenly between the leverages, and
    between the sides as takers bought and sold, or in halves where their volume was not collected. Nothing closes
    but by force.

    Parameters
    ----------
    flow : PerpetualFlow
        What is publicly known.
    price_edges : FloatArray
        Shape (m + 1,), bins of prices.
    places : IntArray
        Shape (n,), rising: the intervals at whose ends to forecast, from 0.

    Returns
    -------
    LiquidationForecast
        Named ``N4 published recipe``.
    """
    longs, shorts = _empty(price_edges, places)
    entry = _entry(flow)
    opened = np.maximum(np.diff(flow.open_interest, prepend=flow.open_interest[0]), 0.0)
    bought = _bought_share(flow)
    leverages = np.array(RECIPE_LEVERAGES)
    levels = [_liquidation(entry[:, None], leverages, side) for side in (_LONG, _SHORT)]
    bins = [np.searchsorted(price_edges, prices, side="right") - 1 for prices in levels]
    for row, place in enumerate(places.tolist()):
        past = slice(0, place + 1)
        # extremes after each interval up to this one: what lies inside them still stands
        lows = np.append(np.minimum.accumulate(flow.low[past][::-1])[::-1][1:], np.inf)
        highs = np.append(np.maximum.accumulate(flow.high[past][::-1])[::-1][1:], 0.0)
        for table, side, share, stands in (
            (longs, 0, bought[past], levels[0][past] < lows[:, None]),
            (shorts, 1, 1.0 - bought[past], levels[1][past] > highs[:, None]),
        ):
            usd = (opened[past] * share / len(leverages))[:, None] * levels[side][past]
            inside = stands & (bins[side][past] >= 0) & (bins[side][past] < table.shape[1])
            table[row] = np.bincount(bins[side][past][inside], weights=usd[inside], minlength=table.shape[1])
    return _forecast("N4 published recipe", flow, price_edges, places, (longs, shorts))


def _bought_share(flow: PerpetualFlow) -> FloatArray:
    if flow.taker_buy is None or flow.taker_sell is None:
        return np.full(len(flow), 0.5)
    total = flow.taker_buy + flow.taker_sell
    return np.where(total > 0.0, flow.taker_buy / np.where(total > 0.0, total, 1.0), 0.5)


def _entry(flow: PerpetualFlow) -> FloatArray:
    return np.asarray((flow.high + flow.low + flow.close) / 3.0)


def _liquidation(entry: FloatArray | float, leverages: FloatArray, side: float) -> FloatArray:
    return np.asarray(entry * (1.0 - side / leverages) / (1.0 - side * _MAINTENANCE))


def _binned(edges: FloatArray, prices: FloatArray, quantities: FloatArray) -> FloatArray:
    """USD by bin of base quantities at prices; what lies beyond the edges is left out."""
    place = np.searchsorted(edges, prices, side="right") - 1
    inside = (place >= 0) & (place < len(edges) - 1)
    usd = (prices * quantities)[inside]
    return np.bincount(place[inside], weights=usd, minlength=len(edges) - 1).astype(np.float64)


def _empty(edges: FloatArray, places: IntArray) -> tuple[FloatArray, FloatArray]:
    shape = (len(places), len(edges) - 1)
    return np.zeros(shape), np.zeros(shape)


def _forecast(
    name: str, flow: PerpetualFlow, edges: FloatArray, places: IntArray, tables: tuple[FloatArray, FloatArray]
) -> LiquidationForecast:
    return LiquidationForecast(name, edges, flow.end_ns[places], flow.mark_close[places], *tables)
