"""What one bar must satisfy by itself: finite, above zero, low ≤ open, close ≤ high, no volume below zero."""

from __future__ import annotations

import numpy as np

from seawall.core import FloatArray

__all__ = ["ADJUSTMENT_ROUNDING", "COMPUTER_ROUNDING", "range_breach"]

COMPUTER_ROUNDING = 1e-9
"""Relative breach that is arithmetic: adjusted prices are products, and 4e-16 is seen in sound files."""

ADJUSTMENT_ROUNDING = 1e-3
"""Relative breach up to which a bar is SUSPECT, because vendors adjust the four prices apart (1.3e-4 is seen); beyond
it the bar contradicts itself and is refused."""


def range_breach(open_: FloatArray, high: FloatArray, low: FloatArray, close: FloatArray) -> FloatArray:
    r"""How far a bar's open or close lies outside its range, relative to the bound.

    .. math:: \max\left(\frac{\max(O, C, L)}{H} - 1,\; 1 - \frac{\min(O, C, H)}{L},\; 0\right)

    Parameters
    ----------
    open_, high, low, close : FloatArray
        Shape (n,), above 0.

    Returns
    -------
    FloatArray
        Shape (n,), 0 for a sound bar.

    Examples
    --------
    >>> range_breach(np.array([10.0]), np.array([11.0]), np.array([9.0]), np.array([12.1])).round(3).tolist()
    [0.1]
    """
    above = np.maximum(np.maximum(open_, close), low) / high - 1.0
    below = 1.0 - np.minimum(np.minimum(open_, close), high) / low
    found: FloatArray = np.maximum(np.maximum(above, below), 0.0)
    return found
