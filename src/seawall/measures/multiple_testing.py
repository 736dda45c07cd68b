"""Many tests at once: p-values that still mean what they say."""

from __future__ import annotations

import numpy as np

from seawall.core import FloatArray, check_shape, read_only
from seawall.errors import InputError

__all__ = ["holm_adjusted"]


def holm_adjusted(p_values: FloatArray) -> FloatArray:
    r"""P-values adjusted by Holm's method.

    .. math:: \tilde p_{(i)} = \max_{j \le i} \, \min\bigl( (m - j + 1) \, p_{(j)}, \, 1 \bigr)

    with :math:`p_{(1)} \le \dots \le p_{(m)}`. Rejecting where the adjusted p-value is at most a, at least one
    true hypothesis is rejected with probability at most a, however the tests depend on each other.

    Parameters
    ----------
    p_values : FloatArray
        Shape (m,), in [0, 1].

    Returns
    -------
    FloatArray
        Shape (m,), in the order given.

    Raises
    ------
    InputError
        For a value that is no probability.

    References
    ----------
    Holm, "A simple sequentially rejective multiple test procedure", *Scandinavian Journal of Statistics* 6 (1979).

    Examples
    --------
    >>> holm_adjusted(np.array([0.01, 0.04, 0.03, 0.005])).round(3).tolist()
    [0.03, 0.06, 0.06, 0.02]
    """
    given = check_shape(read_only(p_values), "p_values", (None,))
    is_probability = (given >= 0) & (given <= 1)
    if not is_probability.all():
        raise InputError(f"'p_values' must be in [0, 1], was {float(given[~is_probability][0])!r}")
    order = np.argsort(given, kind="stable")
    steps = np.minimum(given[order] * np.arange(len(given), 0, -1), 1.0)
    adjusted = np.empty_like(given)
    adjusted[order] = np.maximum.accumulate(steps)
    return adjusted
