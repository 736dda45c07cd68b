"""Order flow imbalance: what is added to and taken from the best prices, and how prices answer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seawall.core import FloatArray, IntArray
from seawall.errors import InputError
from seawall.models import newey_west_lags, regress

__all__ = [
    "LevelStream",
    "PriceResponse",
    "integrated_order_flow",
    "order_flow_events",
    "price_response",
    "sum_by_interval",
]

_LEAST_INTERVALS = 30


@dataclass(frozen=True, slots=True, eq=False)
class LevelStream:
    """The best levels of a book at rising instants.

    Attributes
    ----------
    venue_ns : IntArray
        Shape (n,), not falling.
    bid_ticks, bid_lots, ask_ticks, ask_lots : IntArray
        Shape (n, levels), best first; a book with fewer levels than that has no place here.
    """

    venue_ns: IntArray
    bid_ticks: IntArray
    bid_lots: IntArray
    ask_ticks: IntArray
    ask_lots: IntArray

    def __post_init__(self) -> None:
        """Freeze the arrays; refuse shapes that differ, time that falls and books that are crossed."""
        for name in ("venue_ns", "bid_ticks", "bid_lots", "ask_ticks", "ask_lots"):
            array = np.ascontiguousarray(getattr(self, name), dtype=np.int64)
            array.setflags(write=False)
            object.__setattr__(self, name, array)
        shapes = {each.shape for each in (self.bid_ticks, self.bid_lots, self.ask_ticks, self.ask_lots)}
        shape = self.bid_ticks.shape
        if len(shapes) != 1 or len(shape) != 2 or shape[1] < 1 or self.venue_ns.shape != shape[:1]:
            raise InputError(f"levels must be of one shape (n, levels), were {sorted(shapes)}")
        if (np.diff(self.venue_ns) < 0).any():
            raise InputError("'venue_ns' must not fall")
        if (self.bid_ticks[:, 0] >= self.ask_ticks[:, 0]).any():
            raise InputError("'bid_ticks' must lie below 'ask_ticks', but a book is crossed")

    @property
    def mid_ticks(self) -> FloatArray:
        """Shape (n,): mids, in ticks."""
        return np.asarray((self.bid_ticks[:, 0] + self.ask_ticks[:, 0]) / 2)


def order_flow_events(stream: LevelStream) -> IntArray:
    r"""Order flow of each change of the book, level by level.

    .. math::

        e_n = 1\{b_n \ge b_{n-1}\} B_n - 1\{b_n \le b_{n-1}\} B_{n-1}
            - 1\{a_n \le a_{n-1}\} A_n + 1\{a_n \ge a_{n-1}\} A_{n-1}

    with prices b, a and sizes B, A of the bid and the ask at one level. While prices stand, the sum of it is the change
    of the bid's size less that of the ask's.

    Parameters
    ----------
    stream : LevelStream
        n books.

    Returns
    -------
    IntArray
        Shape (n - 1, levels), in lots; above 0 buyers press.

    Notes
    -----
    R. Cont, A. Kukanov, S. Stoikov (2014), The Price Impact of Order Book Events, Journal of Financial Econometrics 12.

    Examples
    --------
    >>> one = LevelStream([0, 1, 2], [[99], [99], [98]], [[5], [8], [7]], [[100]] * 3, [[4], [4], [3]])
    >>> order_flow_events(one).tolist()  # three more bid; then the bid of 8 is gone, and 1 less is offered
    [[3], [-7]]
    """
    bid, bid_lots, ask, ask_lots = stream.bid_ticks, stream.bid_lots, stream.ask_ticks, stream.ask_lots
    return np.asarray(
        np.where(bid[1:] >= bid[:-1], bid_lots[1:], 0)
        - np.where(bid[1:] <= bid[:-1], bid_lots[:-1], 0)
        - np.where(ask[1:] <= ask[:-1], ask_lots[1:], 0)
        + np.where(ask[1:] >= ask[:-1], ask_lots[:-1], 0)
    )


def sum_by_interval(stream: LevelStream, *, interval_ns: int) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Order flow, mean depth and change of the mid over equal intervals of time.

    Parameters
    ----------
    stream : LevelStream
        Books from a moment before the first interval on.
    interval_ns : int
        Length, above 0. The last, unfinished interval is left out.

    Returns
    -------
    tuple of FloatArray
        Flow (m, levels) in lots; mean of bid and ask size over the books in an interval, (m, levels), in lots, of the
        book before where none came; change of the mid (m,) in ticks.
    """
    if interval_ns < 1:
        raise InputError(f"'interval_ns' must be at least 1, was {interval_ns}")
    time = stream.venue_ns
    count = int((time[-1] - time[0]) // interval_ns) if len(time) else 0
    if not count:
        raise InputError(f"'stream' must span at least one interval of {interval_ns:,} ns")
    ends = np.searchsorted(time, time[0] + interval_ns * np.arange(count + 1), side="right") - 1  # last book by then
    flow = np.vstack([np.zeros((1, stream.bid_lots.shape[1]), dtype=np.int64), np.cumsum(order_flow_events(stream), 0)])
    sizes = (stream.bid_lots + stream.ask_lots) / 2
    summed = np.vstack([np.zeros((1, sizes.shape[1])), np.cumsum(sizes, axis=0)])
    books = np.diff(ends)[:, None]
    depth = np.where(books > 0, (summed[ends[1:] + 1] - summed[ends[:-1] + 1]) / np.maximum(books, 1), sizes[ends[:-1]])
    return np.diff(flow[ends], axis=0).astype(float), depth, np.diff(stream.mid_ticks[ends])


def integrated_order_flow(flow: FloatArray, depth: FloatArray) -> tuple[FloatArray, FloatArray, float]:
    r"""Order flow of all levels in one number: the first principal component of flow over mean depth.

    .. math:: \mathrm{OFI}^I = \frac{w^\top \mathrm{ofi}}{\lVert w \rVert_1}, \quad \mathrm{ofi}_k = \mathrm{OFI}_k / Q

    Parameters
    ----------
    flow : FloatArray
        Shape (m, levels), lots.
    depth : FloatArray
        Shape (m, levels), lots; Q is its mean over all.

    Returns
    -------
    tuple
        Integrated flow (m,), without unit; weights (levels,) that sum to 1 in absolute value, signed so that their sum
        is not below 0; the share of the variance that the component explains.

    Notes
    -----
    R. Cont, M. Cucuringu, C. Zhang (2023), Cross-impact of order flow imbalance in equity markets, Quantitative
    Finance 23.
    """
    if flow.ndim != 2 or flow.shape != depth.shape or len(flow) < 2:
        raise InputError(f"'flow' and 'depth' must be of one shape (m, levels), were {flow.shape} and {depth.shape}")
    scaled = flow / depth.mean()
    _, lengths, axes = np.linalg.svd(scaled - scaled.mean(axis=0), full_matrices=False)
    variance = float((lengths**2).sum())
    if variance <= 0:
        raise InputError("'flow' must vary, but it is constant")
    weights = axes[0] * (-1.0 if axes[0].sum() < 0 else 1.0) / np.abs(axes[0]).sum()
    return scaled @ weights, weights, float(lengths[0] ** 2 / variance)


@dataclass(frozen=True, slots=True)
class PriceResponse:
    """Regression of the change of the mid on order flow over depth.

    Attributes
    ----------
    slope, slope_error : float
        Ticks per unit of flow over depth, and its Newey-West standard error. A queue model in which the price moves
        by a tick when a level of that depth is used up has a slope of a half.
    constant, constant_error : float
        Ticks per interval.
    r_squared : float
        Share of the variance that is explained, in [0, 1].
    n : int
        Intervals.
    lags : int
        Of the Bartlett kernel.
    """

    slope: float
    slope_error: float
    constant: float
    constant_error: float
    r_squared: float
    n: int
    lags: int


def price_response(flow_over_depth: FloatArray, change_ticks: FloatArray) -> PriceResponse:
    r"""Regress the change of the mid on order flow over depth.

    .. math:: \Delta P = \alpha + \beta \, \mathrm{OFI} / D + \varepsilon

    Both of the same interval: it explains, and does not forecast.

    Parameters
    ----------
    flow_over_depth, change_ticks : FloatArray
        Shape (m,), at least 30.

    Returns
    -------
    PriceResponse
        With Newey-West errors, lags by 4 (m / 100)^(2/9).
    """
    n = len(flow_over_depth)
    if flow_over_depth.shape != change_ticks.shape or flow_over_depth.ndim != 1 or n < _LEAST_INTERVALS:
        raise InputError(
            f"'flow_over_depth' and 'change_ticks' must be of one shape (m,), m at least {_LEAST_INTERVALS}, "
            f"were {flow_over_depth.shape} and {change_ticks.shape}"
        )
    if np.ptp(flow_over_depth) <= 0 or np.ptp(change_ticks) <= 0:
        raise InputError("'flow_over_depth' and 'change_ticks' must vary, but one is constant")
    lags = newey_west_lags(n)
    regressors = np.column_stack([np.ones(n), flow_over_depth])
    found = regress(regressors, change_ticks[:, None], combinations=np.eye(2), lags=lags)
    residuals = change_ticks - regressors @ found.coefficients[:, 0]
    return PriceResponse(
        slope=float(found.values[1, 0]),
        slope_error=float(found.errors[1, 0]),
        constant=float(found.values[0, 0]),
        constant_error=float(found.errors[0, 0]),
        r_squared=1.0 - float(residuals.var() / change_ticks.var()),
        n=n,
        lags=lags,
    )
