"""Who pays for a loss that the insurance fund cannot: winners of the other side, by rank or in proportion."""

from __future__ import annotations

import enum

import numpy as np
import numpy.typing as npt

from seawall.core import FloatArray, check_finite, check_shape, choice_named, read_only
from seawall.errors import InputError

__all__ = ["DeleveragingRule", "deleveraged_quantities"]


class DeleveragingRule(enum.StrEnum):
    """How positions are chosen."""

    QUEUE = "queue"
    """The highest score first, each wholly, until enough is closed."""
    PRO_RATA = "pro rata"
    """All, each by the same part."""


def deleveraged_quantities(
    quantities: npt.ArrayLike, *, scores: npt.ArrayLike, wanted: float, rule: DeleveragingRule
) -> FloatArray:
    """How much of each position of the other side is closed.

    Parameters
    ----------
    quantities : array_like
        Shape (n,), base units, 0 or more.
    scores : array_like
        Shape (n,), higher is closed earlier; the usual one is gain over cost times effective leverage.
    wanted : float
        To be closed in all, 0 or more.
    rule : DeleveragingRule
        Queue or pro rata.

    Returns
    -------
    FloatArray
        Shape (n,); its sum is `wanted`, or all that there is.

    Raises
    ------
    InputError
        For numbers below 0 or not finite, or a `rule` that there is not.

    Examples
    --------
    >>> deleveraged_quantities([3.0, 1.0], scores=[0.1, 0.9], wanted=2.0, rule=DeleveragingRule.QUEUE).tolist()
    [1.0, 1.0]
    >>> deleveraged_quantities([3.0, 1.0], scores=[0.1, 0.9], wanted=2.0, rule=DeleveragingRule.PRO_RATA).tolist()
    [1.5, 0.5]
    """
    rule = choice_named(rule, "rule", DeleveragingRule)
    held = check_finite(read_only(quantities), "quantities")
    ranks = check_finite(read_only(scores), "scores")
    check_shape(held, "quantities", (None,))
    check_shape(ranks, "scores", held.shape)
    if len(held) and held.min() < 0:
        raise InputError(f"'quantities' must be 0 or more, lowest was {held.min():g}")
    if not 0.0 <= wanted < np.inf:
        raise InputError(f"'wanted' must be finite and 0 or more, was {wanted!r}")
    total = float(held.sum())
    if rule is DeleveragingRule.PRO_RATA:
        return read_only(held * min(wanted / total, 1.0) if total > 0 else held)
    order = np.argsort(-ranks, kind="stable")
    before = np.cumsum(held[order]) - held[order]
    closed = np.zeros(len(held))
    closed[order] = np.clip(wanted - before, 0.0, held[order])
    return read_only(closed)
