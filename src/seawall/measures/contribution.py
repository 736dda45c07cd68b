"""Which positions make the tail: contributions that add up to the Expected Shortfall."""

from __future__ import annotations

from seawall.core import FloatArray
from seawall.measures.tail_quantiles import tail_weights
from seawall.valuation import PnlCube

__all__ = ["shortfall_contributions"]


def shortfall_contributions(cube: PnlCube, *, confidence: float) -> FloatArray:
    r"""Contribution of each position to the Expected Shortfall of the book.

    .. math:: C_i = -\sum_s w_s \, \mathrm{PnL}_{s,i}, \quad \sum_i C_i = \mathrm{ES}_c

    with :math:`w_s` the weight of scenario s in the tail of the whole book: the Euler allocation.

    Parameters
    ----------
    cube : PnlCube
        Shape (n_scenarios, n_positions); its design says what each scenario weighs.
    confidence : float
        In [0.5, 1).

    Returns
    -------
    FloatArray
        Shape (n_positions,), base currency; below zero for a position that hedges the tail.

    References
    ----------
    Tasche, "Risk contributions and performance measurement" (1999).
    """
    weights = tail_weights(cube.losses, confidence=confidence, weights=cube.design.weights)
    in_tail = weights > 0
    return -(weights[in_tail] @ cube.pnl[in_tail])
