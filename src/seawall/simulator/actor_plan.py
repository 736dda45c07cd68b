"""Who is planted into a market: icebergs, spoof-like layers, walls, withdrawals of depth; drawn from a seed."""

from __future__ import annotations

import enum
from dataclasses import dataclass

import numpy as np

from seawall.core import choice_named
from seawall.errors import InputError
from seawall.microstructure import Side

__all__ = ["ActorKind", "ActorPlan", "draw_actors"]

_SECOND = 1_000_000_000
_MILLISECOND = 1_000_000


class ActorKind(enum.StrEnum):
    """What an actor does.

    NATIVE_ICEBERG: one order whose peak the exchange refills. SYNTHETIC_ICEBERG: plain orders of the size of the peak,
    the next one sent some time after the last was filled. SPOOF: a small order on one side, and large layers on the
    other, which are cancelled at the first fill of the small one or after a while: the shape of United States v.
    Coscia, 866 F.3d 782 (7th Cir. 2017), without a word on intent. WALL: one large order that goes after a while.
    WITHDRAWAL: orders near the best price of a side go, and few new ones come.
    """

    NATIVE_ICEBERG = "native iceberg"
    SYNTHETIC_ICEBERG = "synthetic iceberg"
    SPOOF = "spoof"
    WALL = "wall"
    WITHDRAWAL = "withdrawal"


@dataclass(frozen=True, slots=True)
class ActorPlan:
    """What one actor means to do.

    Attributes
    ----------
    kind : ActorKind
        What it does.
    start_ns, hold_ns : int
        When it begins, and when it gives up after that.
    side : Side
        Of the iceberg, the wall, the withdrawal; of a spoof, of its large layers.
    distance_ticks : int
        From the best price of its side when it begins; of a spoof, of its nearest layer; of a withdrawal, how far it
        reaches.
    lots : int
        Whole size of the iceberg, the wall, or one layer.
    peak_lots : int
        Displayed size of an iceberg; of a spoof, size of its small order.
    delay_ns, jitter_ns : int
        A synthetic iceberg sends its next order this long after a fill, and up to `jitter_ns` later; a spoof cancels
        its layers so long after one.
    peak_spread_lots : int
        Each order of a synthetic iceberg is larger or smaller than the peak by up to this.
    layers : int
        Of a spoof, on neighbouring ticks.
    share : float
        Of a withdrawal: orders that go, and of new ones, those that do not come.
    """

    kind: ActorKind
    start_ns: int
    hold_ns: int
    side: Side
    distance_ticks: int
    lots: int = 0
    peak_lots: int = 0
    delay_ns: int = 0
    jitter_ns: int = 0
    layers: int = 0
    share: float = 0.0
    peak_spread_lots: int = 0

    def __post_init__(self) -> None:
        """Refuse what makes no actor of its kind."""
        object.__setattr__(self, "kind", choice_named(self.kind, "kind", ActorKind))
        if min(self.start_ns, self.hold_ns, self.distance_ticks, self.delay_ns, self.jitter_ns) < 0:
            raise InputError(f"times and 'distance_ticks' of a {self.kind} must be at least 0")
        if self.kind is ActorKind.WITHDRAWAL:
            if not 0.0 < self.share <= 1.0:
                raise InputError(f"'share' of a {self.kind} must be above 0 and at most 1, was {self.share}")
            return
        if self.lots < 1:
            raise InputError(f"'lots' of a {self.kind} must be at least 1, was {self.lots}")
        if self.kind is not ActorKind.WALL and not 1 <= self.peak_lots <= self.lots:
            raise InputError(f"'peak_lots' of a {self.kind} must be from 1 to {self.lots}, was {self.peak_lots}")
        if not 0 <= self.peak_spread_lots < max(self.peak_lots, 1):
            raise InputError(
                f"'peak_spread_lots' of a {self.kind} must be from 0 to {max(self.peak_lots - 1, 0)}, "
                f"was {self.peak_spread_lots}"
            )
        if self.kind is ActorKind.SPOOF and self.layers < 1:
            raise InputError(f"'layers' of a {self.kind} must be at least 1, was {self.layers}")


def draw_actors(*, seed: int, until_ns: int, from_ns: int = 0, per_kind: int = 10) -> tuple[ActorPlan, ...]:
    """Plans of actors of all kinds, at random times and of random sizes.

    Parameters
    ----------
    seed : int
        Fixes them.
    until_ns, from_ns : int
        They begin between these.
    per_kind : int
        How many of each kind.

    Returns
    -------
    tuple of ActorPlan
        By the time at which they begin.

    Examples
    --------
    >>> plans = draw_actors(seed=1, until_ns=60_000_000_000, per_kind=2)
    >>> len(plans), plans[0].start_ns <= plans[1].start_ns
    (10, True)
    """
    if until_ns <= from_ns or per_kind < 0:
        raise InputError(f"'until_ns' must be after 'from_ns', were {until_ns} and {from_ns}; 'per_kind' {per_kind}")
    generator = np.random.Generator(np.random.Philox(seed))

    def whole(low: int, high: int) -> int:
        return int(generator.integers(low, high, endpoint=True))

    plans = []
    for kind in ActorKind:
        for _ in range(per_kind):
            start, side = whole(from_ns, until_ns - 1), Side(2 * whole(0, 1) - 1)
            if kind in {ActorKind.NATIVE_ICEBERG, ActorKind.SYNTHETIC_ICEBERG}:
                peak = whole(10, 60)
                plan = ActorPlan(
                    kind, start, whole(60, 300) * _SECOND, side, whole(0, 3), lots=peak * whole(4, 20), peak_lots=peak,
                    delay_ns=whole(2, 200) * _MILLISECOND, jitter_ns=whole(0, 300) * _MILLISECOND,
                )  # fmt: skip
            elif kind is ActorKind.SPOOF:
                plan = ActorPlan(
                    kind, start, whole(500, 3_000) * _MILLISECOND, side, whole(1, 5), lots=whole(600, 1_800),
                    peak_lots=whole(5, 40), delay_ns=whole(1, 50) * _MILLISECOND, layers=whole(1, 4),
                )  # fmt: skip
            elif kind is ActorKind.WALL:
                plan = ActorPlan(kind, start, whole(20, 240) * _SECOND, side, whole(5, 40), lots=whole(4_000, 20_000))
            else:
                share = whole(40, 90) / 100
                plan = ActorPlan(kind, start, whole(2, 30) * _SECOND, side, whole(10, 60), share=share)
            plans.append(plan)
    return tuple(sorted(plans, key=lambda each: each.start_ns))
