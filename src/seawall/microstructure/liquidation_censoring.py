r"""How much was liquidated when a feed shows only the latest forced order of each second.

With orders coming at rate :math:`\lambda` a second, the part of seconds that show one is
:math:`f = 1 - e^{-\lambda}`, so :math:`\hat\lambda = -\ln(1 - f)`, and the part of orders that is shown is
:math:`(1 - e^{-\lambda}) / \lambda`. That needs an even rate over the window, and forced orders come in bursts: within
one every second is occupied and f says nothing.

The time of the order that is shown says more. The latest of a second lies a gap g before its end, exponential in the
rate of that very second. Given that a second shows an order, the gap has the density

.. math:: p(g \mid \lambda) = \lambda e^{-\lambda g} / (1 - e^{-\lambda})

The law of :math:`\lambda` over seconds is fitted to all gaps, without a form for it, and every order that is shown
stands for the mean of :math:`\lambda / (1 - e^{-\lambda})` given its gap and those of its neighbours, of its own side
and size. Where 95 % of a minute's seconds are occupied, or a quarter of the estimate rests on prints that stand for
more than twenty orders each, the feed is called saturated, and no number is given. Bursts shorter than about three
seconds cannot be told from single orders, and are counted too low.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from seawall.core import BoolArray, FloatArray, IntArray, read_only
from seawall.errors import InputError
from seawall.microstructure.events import LiquidationPrint, PositionSide

__all__ = ["SATURATED", "UncensoredLiquidations", "kept_share_of", "uncensor_liquidations", "uncensor_prints"]

SATURATED = 0.95
"""Part of a minute's seconds with a print from which on a feed is said to be saturated."""
_SLOT_NS = 10**9
_SLOTS_PER_WINDOW = 60
_SMALLEST_GAP = 0.5e-3
_RATES = np.geomspace(0.02, 200.0, 41)
"""Orders a second."""
_LONGEST_RUN = 5
_RUN_CLASSES = ((1, 2), (3, 4), (_LONGEST_RUN, _LONGEST_RUN))
_PRIOR_RUNS = 2.0
_ROUNDS = 60
_MOST_HIDDEN, _LARGEST_GUESS = 20.0, 0.25


@dataclass(frozen=True, slots=True, eq=False)
class UncensoredLiquidations:
    """What a throttled feed lets be inferred.

    Attributes
    ----------
    long, short : float or None
        Base units of forced closes in all, estimated; None where the feed was saturated.
    shown_long, shown_short : float
        Base units that the feed showed: a lower bound, always.
    occupancy : float
        Part of the seconds with a print, of the fullest minute.
    kept_share : float or None
        Orders shown over orders estimated; None where the feed was saturated.
    is_saturated : bool
        Some minute had prints in 95 % of its seconds or more, or too much would rest on too few prints.
    weights : FloatArray
        Shape (m,), orders for which each print stands, at least 1.
    is_in_saturated : BoolArray
        Shape (m,), prints of saturated minutes.
    """

    long: float | None
    short: float | None
    shown_long: float
    shown_short: float
    occupancy: float
    kept_share: float | None
    is_saturated: bool
    weights: FloatArray
    is_in_saturated: BoolArray

    def sentence(self) -> str:
        """What is known, in words."""
        shown = self.shown_long + self.shown_short
        if self.long is None or self.short is None:
            return (
                f"saturated: at least {shown:,.3f} were liquidated, in bursts of more orders than a feed of the latest "
                f"in each second can tell of (up to {100 * self.occupancy:.0f} % of a minute's seconds had one)"
            )
        return f"an estimated {self.long + self.short:,.3f} were liquidated, of which {shown:,.3f} were shown"


def kept_share_of(occupancy: float) -> float | None:
    """Part of orders that a feed of the latest in each second shows, from the part of seconds with one.

    Parameters
    ----------
    occupancy : float
        In [0, 1].

    Returns
    -------
    float or None
        None where it is saturated.

    Examples
    --------
    >>> round(kept_share_of(1 - math.exp(-2.0)), 4), kept_share_of(0.96)
    (0.4323, None)
    """
    if not 0.0 <= occupancy <= 1.0:
        raise InputError(f"'occupancy' must be in [0, 1], was {occupancy!r}")
    if occupancy >= SATURATED:
        return None
    rate = -math.log1p(-occupancy)
    return occupancy / rate if rate > 0.0 else 1.0


def uncensor_liquidations(
    times_ns: IntArray, sizes: FloatArray, sides: IntArray, *, slot_ns: int = _SLOT_NS, phase_ns: int = 0
) -> UncensoredLiquidations:
    """Infer all forced closes from the latest of each second.

    Parameters
    ----------
    times_ns : IntArray
        Shape (m,), when each order happened, rising; to a millisecond, or the rate within bursts is lost.
    sizes : FloatArray
        Shape (m,), base units, above 0.
    sides : IntArray
        Shape (m,), of the position: 1 long, -1 short.
    slot_ns : int
        Interval of which the venue shows the latest.
    phase_ns : int
        When its intervals begin, after a whole one.

    Returns
    -------
    UncensoredLiquidations
        No print: nothing was liquidated.

    Raises
    ------
    InputError
        When arrays differ in length, times fall, or two prints lie in one interval, which no throttled feed shows.
    """
    times = np.asarray(times_ns, dtype=np.int64)
    if not len(times) == len(sizes) == len(sides):
        raise InputError(
            f"'times_ns', 'sizes' and 'sides' must be as long, were {len(times)}, {len(sizes)}, {len(sides)}"
        )
    if (np.diff(times) < 0).any():
        raise InputError("'times_ns' must rise")
    if not (np.asarray(sizes) > 0).all():
        raise InputError("'sizes' must be above 0")
    slots = (times - phase_ns) // slot_ns
    if (np.diff(slots) == 0).any():
        place = int(np.argmax(np.diff(slots) == 0))
        raise InputError(
            f"two prints lie within one interval of {slot_ns} ns, at {place}: the feed is not throttled so"
        )
    gaps = np.maximum(1.0 - ((times - phase_ns) % slot_ns) / slot_ns, _SMALLEST_GAP)
    weights = _weights_of(slots, gaps) if len(times) else np.zeros(0)
    minutes, counts = np.unique(slots // _SLOTS_PER_WINDOW, return_counts=True)
    is_full = np.isin(slots // _SLOTS_PER_WINDOW, minutes[counts >= SATURATED * _SLOTS_PER_WINDOW])
    is_full.flags.writeable = False
    is_long = np.asarray(sides) == PositionSide.LONG
    sized = np.asarray(sizes, dtype=np.float64)
    estimated = weights * sized
    guessed = float(estimated[weights > _MOST_HIDDEN].sum())
    saturated = bool(is_full.any()) or guessed > _LARGEST_GUESS * float(estimated.sum())
    return UncensoredLiquidations(
        long=None if saturated else float(estimated[is_long].sum()),
        short=None if saturated else float(estimated[~is_long].sum()),
        shown_long=float(sized[is_long].sum()),
        shown_short=float(sized[~is_long].sum()),
        occupancy=float(counts.max(initial=0)) / _SLOTS_PER_WINDOW,
        kept_share=None if saturated else (len(times) / float(weights.sum()) if len(times) else 1.0),
        is_saturated=saturated,
        weights=read_only(weights),
        is_in_saturated=is_full,
    )


def uncensor_prints(prints: Sequence[LiquidationPrint], *, lot_size: float) -> UncensoredLiquidations:
    """Infer all forced closes from the prints of one instrument.

    Parameters
    ----------
    prints : sequence of LiquidationPrint
        In order. Where a venue shows all, each stands for itself.
    lot_size : float
        Base units of a lot.

    Returns
    -------
    UncensoredLiquidations
        Of all prints together.
    """
    times = np.array([each.venue_ns for each in prints], dtype=np.int64)
    sizes = np.array([each.size_lots for each in prints], dtype=np.float64) * lot_size
    sides = np.array([int(each.position_side) for each in prints], dtype=np.int64)
    if any(each.is_censored for each in prints):
        return uncensor_liquidations(times, sizes, sides)
    is_long = sides == PositionSide.LONG
    long, short = float(sizes[is_long].sum()), float(sizes[~is_long].sum())
    none = np.zeros(len(prints), bool)
    return UncensoredLiquidations(long, short, long, short, 0.0, 1.0, False, read_only(np.ones(len(prints))), none)


def _weights_of(slots: IntArray, gaps: FloatArray) -> FloatArray:
    """Orders for which each print stands: the mean of rate / (1 - exp(-rate)) given the gaps of its run of seconds.

    A run is up to five seconds in a row with a print, which share a rate. The law of rates is fitted to all runs of
    about the same length by expectation and maximisation, from a prior that leans to low rates with the weight of two.
    """
    starts = np.flatnonzero(np.append(True, np.diff(slots) != 1))
    lengths = np.diff(np.append(starts, len(slots)))
    place = np.arange(len(slots)) - np.repeat(starts, lengths)
    # long runs are cut, since a rate lasts no longer
    run = np.cumsum((place % _LONGEST_RUN == 0).astype(np.int64)) - 1
    count = np.bincount(run)
    run_length = np.maximum.reduceat(np.repeat(lengths, lengths), np.flatnonzero(place % _LONGEST_RUN == 0))
    total = np.bincount(run, weights=gaps)
    shown = -np.expm1(-_RATES)
    log_likelihood = count[:, None] * np.log(_RATES / shown) - total[:, None] * _RATES
    # one or two seconds between empty ones are no burst: the empty ones speak of the same rate
    log_likelihood -= 2.0 * (run_length <= _RUN_CLASSES[0][1])[:, None] * _RATES
    likelihood = np.exp(log_likelihood - log_likelihood.max(axis=1, keepdims=True))
    weights = np.empty(len(count))
    lean = _PRIOR_RUNS / _RATES / (1.0 / _RATES).sum()
    for least, most in _RUN_CLASSES:
        chosen = (np.minimum(run_length, _LONGEST_RUN) >= least) & (np.minimum(run_length, _LONGEST_RUN) <= most)
        if not chosen.any():
            continue
        law = lean / lean.sum()
        for _ in range(_ROUNDS):
            joint = likelihood[chosen] * law
            joint /= joint.sum(axis=1, keepdims=True)
            law = joint.sum(axis=0) + lean
            law /= law.sum()
        weights[chosen] = joint @ (_RATES / shown)
    found: FloatArray = weights[run]
    return found
