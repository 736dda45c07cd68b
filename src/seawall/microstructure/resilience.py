"""How fast a book comes back after a large trade: half-life of depth or spread, unfinished recoveries included."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from seawall.core import BoolArray, FloatArray, IntArray
from seawall.errors import InputError

__all__ = ["Recoveries", "RecoveryHalfLife", "large_trades", "recovery_half_life", "recovery_times"]

_NORMAL_975 = 1.959963984540054
_NANOSECONDS = 1e9


@dataclass(frozen=True, slots=True, eq=False)
class Recoveries:
    """How long it took to come back by half, shock by shock.

    Attributes
    ----------
    seconds : FloatArray
        Shape (n,): until half of the change was made good, or until the watch ended.
    is_recovered : BoolArray
        Shape (n,): False where the next shock, or the end, came first.
    without_effect : int
        Shocks after which the next book was no worse than the one before: not counted above.
    joined : int
        Shocks that came before any book since the last one was seen: one with it.
    unwatched : int
        Shocks before the first book, or after the last.
    """

    seconds: FloatArray
    is_recovered: BoolArray
    without_effect: int
    joined: int = 0
    unwatched: int = 0


@dataclass(frozen=True, slots=True)
class RecoveryHalfLife:
    """Median time to half recovery.

    Attributes
    ----------
    seconds : float or None
        None where fewer than half of the shocks were seen to recover for as long as they were watched.
    lower, upper : float or None
        95 % interval, seconds; None where the sample sets no such bound.
    n, censored : int
        Shocks, and those of them whose recovery was not seen.
    """

    seconds: float | None
    lower: float | None
    upper: float | None
    n: int
    censored: int


def large_trades(
    trade_ns: IntArray, trade_lots: IntArray, book_ns: IntArray, depth_lots: FloatArray, *, least_share: float
) -> IntArray:
    """Instants of trades that took at least a share of the depth shown before them.

    Parameters
    ----------
    trade_ns, trade_lots : IntArray
        Shape (k,), trades of one taker side in order of time; those of one instant are one.
    book_ns : IntArray
        Shape (m,), rising instants of the book.
    depth_lots : FloatArray
        Shape (m,), depth of the side that is taken from.
    least_share : float
        Of the depth, above 0.

    Returns
    -------
    IntArray
        Instants, rising; trades before the first book are left out.
    """
    if not least_share > 0:
        raise InputError(f"'least_share' must be above 0, was {least_share!r}")
    instants, place = np.unique(trade_ns, return_inverse=True)
    lots = np.bincount(place, weights=trade_lots, minlength=len(instants))
    before = np.searchsorted(book_ns, instants, side="left") - 1
    return np.asarray(instants[(before >= 0) & (lots >= least_share * depth_lots[np.maximum(before, 0)])])


def recovery_times(book_ns: IntArray, values: FloatArray, shock_ns: IntArray) -> Recoveries:
    """Time from each shock until half of what it took away is back.

    Parameters
    ----------
    book_ns : IntArray
        Shape (m,), rising instants of the book.
    values : FloatArray
        Shape (m,), what is better when larger: depth, or minus the spread. It holds until the next instant.
    shock_ns : IntArray
        Shape (n,), rising instants. The last book before a shock is what is to come back, the first from it on what
        the shock left.

    Returns
    -------
    Recoveries
        A recovery that the next shock interrupts is watched until then, and not seen.
    """
    if book_ns.ndim != 1 or book_ns.shape != values.shape or (np.diff(book_ns) <= 0).any():
        raise InputError("'book_ns' must rise strictly and have one of 'values' each")
    if (np.diff(shock_ns) <= 0).any():
        raise InputError("'shock_ns' must rise strictly")
    starts = np.searchsorted(book_ns, shock_ns)
    is_watched = (starts > 0) & (starts < len(book_ns))
    starts, firsts = np.unique(starts[is_watched], return_index=True)
    shocks = shock_ns[is_watched][firsts]
    seconds, recovered, without_effect = [], [], 0
    ends = [*shocks[1:].tolist(), *book_ns[-1:].tolist()][: len(shocks)]
    stops = [*starts[1:].tolist(), len(book_ns)][: len(shocks)]
    for shock, end, start, stop in zip(shocks.tolist(), ends, starts.tolist(), stops, strict=True):
        before, after = values[start - 1], values[start]
        if after >= before:
            without_effect += 1
            continue
        back = np.flatnonzero(values[start:stop] >= (before + after) / 2)
        recovered.append(bool(len(back)))
        seconds.append(((int(book_ns[start + back[0]]) if len(back) else end) - shock) / _NANOSECONDS)
    return Recoveries(
        np.array(seconds, dtype=np.float64),
        np.array(recovered, dtype=np.bool_),
        without_effect,
        joined=int(np.count_nonzero(is_watched)) - len(shocks),
        unwatched=len(shock_ns) - int(np.count_nonzero(is_watched)),
    )


def recovery_half_life(recoveries: Recoveries) -> RecoveryHalfLife:
    r"""Median time to half recovery, by Kaplan and Meier: unfinished recoveries count for as long as they were watched.

    .. math:: \hat S(t) = \prod_{t_i \le t} \Bigl(1 - \frac{d_i}{n_i}\Bigr)

    with :math:`d_i` recoveries at :math:`t_i` among :math:`n_i` still watched. The interval is Brookmeyer and
    Crowley's, on the scale of log(-log S), with Greenwood's variance.

    Examples
    --------
    >>> seconds, seen = np.array([1.0, 2.0, 3.0, 4.0]), np.array([True, True, False, True])
    >>> found = recovery_half_life(Recoveries(seconds, seen, 0))
    >>> found.seconds, found.n, found.censored
    (2.0, 4, 1)
    """
    n = len(recoveries.seconds)
    survival, spread = 1.0, 0.0
    median = lower = upper = None
    for instant in np.unique(recoveries.seconds[recoveries.is_recovered]).tolist():
        watched = int(np.count_nonzero(recoveries.seconds >= instant))
        ended = int(np.count_nonzero((recoveries.seconds == instant) & recoveries.is_recovered))
        survival *= 1 - ended / watched
        if survival > 0:
            spread += ended / (watched * (watched - ended))
            width = _NORMAL_975 * math.sqrt(spread) / abs(math.log(survival))
            least, most = survival ** math.exp(width), survival ** math.exp(-width)
        else:
            least, most = 0.0, 0.0
        lower = instant if lower is None and least <= 1 / 2 else lower
        median = instant if median is None and survival <= 1 / 2 else median
        upper = instant if upper is None and most <= 1 / 2 else upper
    return RecoveryHalfLife(median, lower, upper, n, n - int(np.count_nonzero(recoveries.is_recovered)))
