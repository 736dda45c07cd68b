"""How far below its peak: the drawdown of a path, its maximum, and the mean of its worst share."""

from __future__ import annotations

from enum import StrEnum

import numpy as np

from seawall.core import FloatArray, check_finite, check_shape, choice_named
from seawall.errors import InputError
from seawall.measures.tail_quantiles import expected_shortfall

__all__ = ["DrawdownKind", "conditional_drawdown_at_risk", "drawdown_series", "maximum_drawdown"]


class DrawdownKind(StrEnum):
    """How single moves make a path."""

    COMPOUNDED = "compounded"
    """Simple returns, compounded: drawdown is a share of the peak."""
    ADDED = "added"
    """Profit and loss of a book that is held constant, added up: drawdown is money below the peak."""


def drawdown_series(moves: FloatArray, *, kind: DrawdownKind = DrawdownKind.COMPOUNDED) -> FloatArray:
    r"""Drawdown after every move.

    .. math::

        D_t = 1 - \frac{W_t}{\max_{u \le t} W_u}, \; W_t = \prod_{u \le t} (1 + r_u)
        \qquad \text{or} \qquad
        D_t = \max_{u \le t} P_u - P_t, \; P_t = \sum_{u \le t} x_u

    The start counts as a peak: :math:`W_0 = 1`, :math:`P_0 = 0`.

    Parameters
    ----------
    moves : FloatArray
        Shape (n,), in the order of time, n >= 1: simple returns as decimals, none below -1, or P&L, gain above zero.
    kind : DrawdownKind
        What `moves` are.

    Returns
    -------
    FloatArray
        Shape (n,), loss above zero, never below it: a share in [0, 1], or money.

    Raises
    ------
    InputError
        For an empty sample, a NaN (a path cannot be followed across a gap), or a return below -1; for a `kind` that
        there is not.

    Examples
    --------
    >>> drawdown_series(np.array([0.10, -0.50, 1.00])).round(6).tolist()
    [0.0, 0.5, 0.0]
    >>> drawdown_series(np.array([10.0, -25.0, 5.0]), kind=DrawdownKind.ADDED).tolist()
    [0.0, 25.0, 20.0]
    """
    kind = choice_named(kind, "kind", DrawdownKind)
    path = check_finite(check_shape(np.asarray(moves, dtype=np.float64), "moves", (None,)), "moves")
    if not len(path):
        raise InputError("'moves' must hold at least one move")
    if kind is DrawdownKind.ADDED:
        level = np.concatenate(([0.0], np.cumsum(path)))
        return np.asarray((np.maximum.accumulate(level) - level)[1:])
    if (path < -1.0).any():
        raise InputError(f"'moves' must not be below -1, which loses everything, was {float(path.min())!r}")
    level = np.concatenate(([1.0], np.cumprod(1.0 + path)))
    return np.asarray((1.0 - level / np.maximum.accumulate(level))[1:])


def maximum_drawdown(moves: FloatArray, *, kind: DrawdownKind = DrawdownKind.COMPOUNDED) -> float:
    """Largest drawdown of a path: what the worst entry and the worst exit after it would have cost.

    Parameters
    ----------
    moves : FloatArray
        Shape (n,), as for :func:`drawdown_series`.
    kind : DrawdownKind
        What `moves` are.

    Returns
    -------
    float
        Loss above zero: a share in [0, 1], or money; 0 for a path that never falls.

    Raises
    ------
    InputError
        As for :func:`drawdown_series`.

    Examples
    --------
    >>> maximum_drawdown(np.array([0.10, -0.50, 1.00]))
    0.5
    """
    return float(drawdown_series(moves, kind=kind).max())


def conditional_drawdown_at_risk(
    moves: FloatArray, *, confidence: float, kind: DrawdownKind = DrawdownKind.COMPOUNDED
) -> float:
    """Mean of the worst 1 - c share of the drawdowns of a path, fraction included.

    It is the Expected Shortfall of the drawdowns: the one at the boundary is counted for the fraction of it that the
    share still wants. It is the maximum drawdown as c nears 1.

    Parameters
    ----------
    moves : FloatArray
        Shape (n,), as for :func:`drawdown_series`.
    confidence : float
        In [0.5, 1).
    kind : DrawdownKind
        What `moves` are.

    Returns
    -------
    float
        Loss above zero: a share in [0, 1], or money.

    Raises
    ------
    InputError
        As for :func:`drawdown_series`, or for a confidence outside its range.

    References
    ----------
    Chekhlov, Uryasev, Zabarankin, "Drawdown measure in portfolio optimization", *International Journal of
    Theoretical and Applied Finance* 8 (2005), where returns are added up.

    Examples
    --------
    >>> conditional_drawdown_at_risk(np.array([10.0, -25.0, 5.0, 5.0]), confidence=0.5, kind=DrawdownKind.ADDED)
    22.5
    """
    return expected_shortfall(drawdown_series(moves, kind=kind), confidence=confidence)
