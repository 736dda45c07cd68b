"""Which leverage open interest is opened at, bucket by bucket."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seawall.core import BoolArray, FloatArray, check_finite, read_only
from seawall.errors import InputError
from seawall.microstructure.events import PositionSide

__all__ = ["LEVERAGE_BUCKETS", "LeverageMix", "flat_leverage_mix"]

LEVERAGE_BUCKETS = (2.0, 3.0, 5.0, 10.0, 20.0, 25.0, 50.0, 75.0, 100.0, 125.0, 150.0)
"""Leverages that venues offer and that a map tells apart."""

_SUM = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class LeverageMix:
    """Shares of newly opened interest by leverage, for each side; what they leave of 1 is not levered.

    In cross margin the leverage of a position is what it has in effect: its value over all that stands behind it. What
    is not levered (market makers, hedges, deep wallets) is liquidated at no price that matters.

    Attributes
    ----------
    leverages : FloatArray
        Shape (k,), strictly rising, above 1.
    long_shares, short_shares : FloatArray
        Shape (k,), 0 or more, at most 1 in sum.
    is_identified : BoolArray
        Shape (k,); where False, no forced close speaks about the bucket and its share is the prior's.
    long_intervals, short_intervals : FloatArray or None
        Shape (k, 2), 90 % intervals of the shares; None where there was nothing to fit.
    fitted_on : str
        What the shares come from, in words.
    """

    leverages: FloatArray
    long_shares: FloatArray
    short_shares: FloatArray
    is_identified: BoolArray
    long_intervals: FloatArray | None
    short_intervals: FloatArray | None
    fitted_on: str

    def __post_init__(self) -> None:
        """Freeze the arrays; refuse shares that are no shares."""
        for name in ("leverages", "long_shares", "short_shares"):
            array = check_finite(read_only(getattr(self, name)), name)
            object.__setattr__(self, name, array)
            if array.ndim != 1 or array.shape != self.leverages.shape or not len(array):
                raise InputError(f"{name!r} must have one value per leverage, had shape {array.shape}")
        if (np.diff(self.leverages) <= 0).any() or self.leverages[0] <= 1.0:
            raise InputError(f"'leverages' must rise and be above 1, were {self.leverages.tolist()}")
        for name in ("long_shares", "short_shares"):
            shares = getattr(self, name)
            if (shares < 0).any() or shares.sum() > 1.0 + _SUM:
                raise InputError(f"{name!r} must be 0 or more and at most 1 in sum, were {shares.tolist()}")
        identified = np.array(self.is_identified, dtype=bool)
        if identified.shape != self.leverages.shape:
            raise InputError(f"'is_identified' must have shape {self.leverages.shape}, was {identified.shape}")
        identified.flags.writeable = False
        object.__setattr__(self, "is_identified", identified)
        for name in ("long_intervals", "short_intervals"):
            given = getattr(self, name)
            if given is None:
                continue
            interval = check_finite(read_only(given), name)
            if interval.shape != (len(self.leverages), 2) or (interval[:, 0] > interval[:, 1]).any():
                raise InputError(f"{name!r} must have shape ({len(self.leverages)}, 2) with low up to high")
            object.__setattr__(self, name, interval)

    def shares(self, side: PositionSide) -> FloatArray:
        """Shares of one side, shape (k,)."""
        return self.long_shares if side is PositionSide.LONG else self.short_shares

    def effective_leverage(self) -> float:
        """Value over margin of the levered positions of both sides, the harmonic mean: what a market's margin bears."""
        shares = self.long_shares + self.short_shares
        return float(shares.sum() / (shares / self.leverages).sum()) if shares.any() else 1.0

    def arithmetic_leverage(self) -> float:
        """Mean of the leverages of the levered positions of both sides, weighted by value; at least the effective one.

        Examples
        --------
        >>> mix = flat_leverage_mix()
        >>> round(mix.effective_leverage(), 1), round(mix.arithmetic_leverage(), 1)
        (7.6, 35.7)
        """
        shares = self.long_shares + self.short_shares
        return float((shares * self.leverages).sum() / shares.sum()) if shares.any() else 1.0


def flat_leverage_mix(leverages: tuple[float, ...] = LEVERAGE_BUCKETS) -> LeverageMix:
    """Even in the logarithm of leverage, and a part for what is not levered at all: what is said when nothing is known.

    A bucket's share is the distance between the middles to its neighbours, so that it does not matter how finely
    leverages are told apart; what is not levered is a bucket as wide as the mean.

    Parameters
    ----------
    leverages : tuple of float
        Strictly rising, above 1.
    """
    buckets = len(leverages)
    logs = np.log(np.array(leverages))
    middles = (logs[1:] + logs[:-1]) / 2.0
    # the outermost reach as far out as in
    ends = (2.0 * logs[0] - middles[0], 2.0 * logs[-1] - middles[-1]) if buckets > 1 else (0.0, 1.0)
    widths = np.diff(np.r_[ends[0], middles, ends[1]])
    shares = widths / widths.sum() * (buckets / (buckets + 1))
    none = np.zeros(buckets, bool)
    return LeverageMix(np.array(leverages), shares, shares, none, None, None, "an even prior, no forced close")
