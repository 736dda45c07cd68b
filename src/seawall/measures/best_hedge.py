"""How much of one instrument takes the most Expected Shortfall out of a book, on the scenarios that the book has."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass

import numpy as np

from seawall.core import FloatArray, check_confidence, check_finite, check_shape
from seawall.errors import NumericalError
from seawall.measures.tail_quantiles import expected_shortfall, tail_weights
from seawall.valuation import BookPnl, PnlCube

__all__ = ["best_hedge_quantity"]

_ROUNDING = 1e-12
"""Of the largest loss that two figures may differ by and be one: sums of a few thousand terms are good to this."""


@dataclass(frozen=True, slots=True)
class _Tangent:
    """Expected Shortfall at one quantity, and the slope of a line through it that lies nowhere above the curve."""

    quantity: float
    value: float
    slope: float


@dataclass(frozen=True, slots=True, eq=False)
class _Curve:
    """Expected Shortfall of a book by the quantity of one instrument."""

    losses: FloatArray
    gains: FloatArray
    weights: FloatArray | None
    confidence: float

    def tangent(self, quantity: float) -> _Tangent:
        """Draw a tangent at a quantity."""
        sample = self.losses - quantity * self.gains
        shares = tail_weights(sample, confidence=self.confidence, weights=self.weights)
        tail = np.flatnonzero(shares)
        value, slope = math.fsum(shares[tail] * sample[tail]), -math.fsum(shares[tail] * self.gains[tail])
        return _Tangent(quantity, value, slope)

    def tolerance(self, quantity: float) -> float:
        """Difference that two figures may have by rounding alone."""
        largest = float(np.abs(self.losses).max()), abs(quantity) * float(np.abs(self.gains).max())
        return _ROUNDING * max(largest)


def best_hedge_quantity(book: PnlCube | BookPnl, unit_gains: FloatArray, *, confidence: float) -> float:
    r"""Quantity of an instrument that makes the Expected Shortfall of the whole book least.

    .. math:: q^* = \arg\min_q \mathrm{ES}_c\bigl(L - q \, g\bigr)

    with L the losses of the book and g the gains of one unit. ES is convex in q, and over finitely many scenarios it
    consists of straight pieces: the slope of each is minus the mean gain of the unit over the tail. So two tangents
    that fall and rise meet at or below the minimum; where they meet, a new tangent is drawn, until the curve itself
    is met there. That ends after finitely many pieces, at the minimum itself, and no grid or step size is chosen.

    Parameters
    ----------
    book : PnlCube or BookPnl
        P&L before the trade; its design says what each scenario weighs.
    unit_gains : FloatArray
        P&L of one unit bought at today's value, shape (n_scenarios,), gain above zero.
    confidence : float
        In [0.5, 1).

    Returns
    -------
    float
        Units to buy, below zero to sell; 0.0 where no trade lowers the figure. Where several are equally good, the
        smallest of them.

    Raises
    ------
    InputError
        For gains of another shape, or not finite.
    NumericalError
        When the instrument gains even over its own tail, bought or sold: then the figure falls without end.

    References
    ----------
    Litterman, "Hot spots and hedges", *Journal of Portfolio Management* 23 (1996), for the best hedge of a standard
    deviation. Kelley, "The cutting-plane method for solving convex programs", *Journal of SIAM* 8 (1960).

    Examples
    --------
    >>> from seawall.core import Lineage
    >>> coin = np.array([-8.0, 3.0, -5.0, 6.0])
    >>> made = Lineage(method="test", source="test", data_hash="0")
    >>> book = PnlCube(coin[:, np.newaxis] * 4.0, ("coins",), ("a", "b", "c", "d"), "USD", 1, made)
    >>> best_hedge_quantity(book, coin, confidence=0.75)
    -4.0
    """
    check_confidence(confidence)
    gains = check_shape(np.asarray(unit_gains, dtype=np.float64), "unit_gains", book.losses.shape)
    check_finite(gains, "unit_gains")
    curve = _Curve(book.losses, gains, book.design.weights, confidence)
    start = curve.tangent(0.0)
    if start.slope == 0.0 or not book.losses.any():
        return 0.0
    # quantities are counted in the direction that lowers the figure, from 0 up
    side = -math.copysign(1.0, start.slope)
    curve = dataclasses.replace(curve, gains=side * gains)
    own_tail = expected_shortfall(-curve.gains, confidence=confidence, weights=curve.weights)
    if own_tail <= _ROUNDING * float(np.abs(gains).max()):
        raise NumericalError(
            f"ES at {confidence:g} falls without end as the instrument is {'bought' if side > 0 else 'sold'}: over its "
            f"own tail one unit gains {max(-own_tail, 0.0):,.6g}"
        )
    best = _lowest(curve, *_bracket(curve))
    lowers = best.value < start.value - curve.tolerance(best.quantity)
    return side * best.quantity if lowers else 0.0


def _bracket(curve: _Curve) -> tuple[_Tangent, _Tangent]:
    """Two tangents, of which the first falls and the second does not."""
    falling, step = curve.tangent(0.0), float(np.abs(curve.losses).max()) / float(np.abs(curve.gains).max())
    while (rising := curve.tangent(falling.quantity + step)).slope < 0.0:
        falling, step = rising, 2.0 * step
    return falling, rising


def _lowest(curve: _Curve, falling: _Tangent, rising: _Tangent) -> _Tangent:
    """Where the curve is least, between a tangent that falls and one that does not."""
    while True:
        apart = (falling.value - falling.slope * falling.quantity) - (rising.value - rising.slope * rising.quantity)
        meeting = apart / (rising.slope - falling.slope)
        if not falling.quantity < meeting < rising.quantity:
            return min(falling, rising, key=lambda each: each.value)
        reached = falling.value + falling.slope * (meeting - falling.quantity)
        found = curve.tangent(meeting)
        if found.value <= reached + curve.tolerance(meeting):
            return found
        falling, rising = (found, rising) if found.slope < 0.0 else (falling, found)
