"""What real markets have in common, measured on the log of a simulated one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seawall.core import FloatArray, IntArray
from seawall.errors import InputError
from seawall.simulator.event_log import EventKind, EventLog
from seawall.simulator.market_marks import MarketMarks

__all__ = ["StylisedFacts", "order_lifetimes", "stylised_facts"]

_SECOND = 1_000_000_000
_RETURN_SECONDS = 10
_TAIL_SHARE = 0.05
_SIGN_LAGS = np.array([1, 2, 4, 8, 16, 32, 64, 128])


@dataclass(frozen=True, slots=True)
class StylisedFacts:
    """Figures of one run; returns are changes of the middle of the book over 10 seconds.

    Attributes
    ----------
    events_per_second, trades_per_second : float
        Lines of the log that change the book or trade, and trades among them.
    spread_median, spread_99 : float
        Quantiles of the spread, in ticks, by time.
    volatility_ticks : float
        Standard deviation of the change over one second.
    tail_index : float
        Hill's estimate from the largest 5 % of absolute returns.
    return_autocorrelation : float
        Of returns, the largest in absolute value at lags 1 to 10.
    bound : float
        What white noise of this length exceeds at any of 10 lags in 1 % of runs.
    bounce : float
        Autocorrelation at lag 1 of price changes from trade to trade: below 0.
    absolute_autocorrelation : float
        Of absolute returns, the mean at lags 1 to 30.
    impact_exponent : float
        Power of the size of a taker's order by which the price moves within a second.
    sign_exponent : float
        Power of the lag by which the autocorrelation of takers' signs falls, with a minus.
    cancel_share : float
        Of displayed orders that are gone, those that were cancelled.
    """

    events_per_second: float
    trades_per_second: float
    spread_median: float
    spread_99: float
    volatility_ticks: float
    tail_index: float
    return_autocorrelation: float
    bound: float
    bounce: float
    absolute_autocorrelation: float
    impact_exponent: float
    sign_exponent: float
    cancel_share: float


def stylised_facts(log: EventLog, marks: MarketMarks) -> StylisedFacts:
    """Measure a run.

    Parameters
    ----------
    log : EventLog
        What happened; at least 10 minutes.
    marks : MarketMarks
        Of the same span, second by second, both sides quoted throughout.

    Raises
    ------
    InputError
        When the run is too short, or a side was empty at some second.
    """
    if len(marks) < 600:
        raise InputError(f"'marks' must have at least 600 seconds, had {len(marks)}")
    if min(marks.bid_ticks.min(), marks.ask_ticks.min()) <= 0:
        raise InputError("'marks' must have both sides quoted at every second")
    middle: FloatArray = 0.5 * (marks.bid_ticks + marks.ask_ticks).astype(np.float64)
    returns = np.diff(middle[::_RETURN_SECONDS])
    spread = marks.ask_ticks - marks.bid_ticks
    is_trade = log.kind == EventKind.TRADE
    seconds = float(len(marks))
    acf = autocorrelations(returns, np.arange(1, 11))
    sizes, signs, times = _takers(log)
    return StylisedFacts(
        events_per_second=float(np.isin(log.kind, [EventKind.EXPIRE, EventKind.REJECT], invert=True).sum()) / seconds,
        trades_per_second=float(is_trade.sum()) / seconds,
        spread_median=float(np.median(spread)),
        spread_99=float(np.quantile(spread, 0.99)),
        volatility_ticks=float(np.diff(middle).std()),
        tail_index=hill_index(np.abs(returns - returns.mean())),
        return_autocorrelation=float(acf[np.abs(acf).argmax()]),
        bound=3.29 / np.sqrt(len(returns)),  # normal quantile at 1 - 0.01 / 20
        bounce=float(autocorrelations(np.diff(log.ticks[is_trade]).astype(float), np.array([1]))[0]),
        absolute_autocorrelation=float(autocorrelations(np.abs(returns), np.arange(1, 31)).mean()),
        impact_exponent=impact_exponent(sizes, signs, times, middle, int(marks.time_ns[0])),
        sign_exponent=-_slope(_SIGN_LAGS.astype(float), autocorrelations(signs.astype(float), _SIGN_LAGS)),
        cancel_share=_cancel_share(log),
    )


def autocorrelations(values: FloatArray, lags: IntArray) -> FloatArray:
    """Autocorrelations at some lags; shape of `lags`."""
    centred = values - values.mean()
    total = float(centred @ centred)
    return np.array([float(centred[:-lag] @ centred[lag:]) / total for lag in lags.tolist()])


def hill_index(sizes: FloatArray) -> float:
    """Hill's tail index from the largest 5 %."""
    largest = np.sort(sizes)[-max(10, int(_TAIL_SHARE * len(sizes))) :]
    return float(1.0 / np.log(largest[1:] / largest[0]).mean())


def impact_exponent(sizes: IntArray, signs: IntArray, times: IntArray, middle: FloatArray, first_ns: int) -> float:
    """Slope of log mean signed move against log size, over bins of size that double."""
    second = (times - first_ns) // _SECOND
    inside = (second >= 0) & (second + 2 < len(middle))
    second, sizes, signs = second[inside], sizes[inside], signs[inside]
    moves = signs * (middle[second + 2] - middle[second])
    bins = np.floor(np.log2(sizes)).astype(int)
    means = [(sizes[bins == b].mean(), moves[bins == b].mean()) for b in range(8) if (bins == b).sum() >= 30]
    size, move = np.array(means).T
    return _slope(size, np.maximum(move, 1e-3))


def order_lifetimes(log: EventLog, *, sizes: tuple[int, ...], seconds: tuple[float, ...]) -> FloatArray:
    """Share of displayed orders of at least some size that are gone within some time; shape (n_sizes, n_seconds).

    Orders added in the last part of the log, as long as the longest time, do not count.
    """
    added = (log.kind == EventKind.ADD) & (log.lots > 0)
    gone = log.kind == EventKind.CANCEL
    last = {int(n): int(t) for n, t in zip(log.order_id[gone], log.time_ns[gone], strict=True)}
    early = log.time_ns <= log.time_ns[-1] - int(max(seconds) * _SECOND)
    chosen = added & early
    born, lots = log.time_ns[chosen], log.lots[chosen]
    never = 2**62
    end = np.array([last.get(int(number), never) for number in log.order_id[chosen]], dtype=np.int64)
    ages = (end - born) / _SECOND
    return np.array([[float((ages[lots >= size] < limit).mean()) for limit in seconds] for size in sizes])


def _takers(log: EventLog) -> tuple[IntArray, IntArray, IntArray]:
    """Size, sign and time of every order that took."""
    trade = log.kind == EventKind.TRADE
    ids, first, inverse = np.unique(log.taker_id[trade], return_index=True, return_inverse=True)
    sizes = np.zeros(len(ids), dtype=np.int64)
    np.add.at(sizes, inverse, (log.lots + log.hidden_lots)[trade])
    order = np.argsort(first)
    return sizes[order], -log.side[trade][first][order], log.time_ns[trade][first][order]


def _cancel_share(log: EventLog) -> float:
    """Cancelled orders by all that are gone: those whose lots were all traded end without a cancel."""
    shown = log.lots > 0
    cancelled = int((shown & (log.kind == EventKind.CANCEL)).sum())
    ids, inverse = np.unique(log.order_id[shown], return_inverse=True)
    left = np.zeros(len(ids), dtype=np.int64)
    is_up = np.isin(log.kind[shown], [EventKind.ADD, EventKind.REFILL])
    np.add.at(left, inverse, np.where(is_up, log.lots[shown], -log.lots[shown]))
    known = np.zeros(len(ids), dtype=bool)
    known[inverse[log.kind[shown] == EventKind.ADD]] = True
    gone = int((known & (left == 0)).sum())
    return cancelled / max(gone, 1)


def _slope(x: FloatArray, y: FloatArray) -> float:
    """Slope of the least-squares line through logarithms of positive numbers."""
    keep = y > 0
    return float(np.polyfit(np.log(x[keep]), np.log(y[keep]), 1)[0])
