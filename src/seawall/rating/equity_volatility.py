"""What stands in for the macro regime without macro data: where equity volatility stands in its own history."""

from __future__ import annotations

import numpy as np

from seawall.core import FloatArray
from seawall.errors import DataError

__all__ = ["VOLATILITY_SESSIONS", "volatility_percentile"]

VOLATILITY_SESSIONS = 21
_FEWEST_VOLATILITIES = 252
"""A percentile of fewer windows than about a year of sessions says nothing about a regime."""


def volatility_percentile(closes: FloatArray) -> float:
    r"""Share of past 21-session volatilities that lie below the latest one.

    .. math:: p = \frac{\#\{t < T : \sigma_t < \sigma_T\}}{T - 1}

    Parameters
    ----------
    closes : FloatArray
        Closes of an equity index, shape (n,), oldest first.

    Returns
    -------
    float
        0 (calmest ever) to 1 (wildest ever).

    Raises
    ------
    DataError
        When fewer than 252 volatilities can be formed.

    Examples
    --------
    >>> calm_then_wild = 100.0 * np.cumprod(1 + np.r_[np.tile([0.001, -0.001], 200), np.tile([0.05, -0.05], 15)])
    >>> volatility_percentile(calm_then_wild) > 0.95
    True
    """
    returns = closes[1:] / closes[:-1] - 1.0
    count = len(returns) - VOLATILITY_SESSIONS + 1
    if count < _FEWEST_VOLATILITIES:
        raise DataError(
            f"{len(closes)} closes give {max(count, 0)} volatilities over {VOLATILITY_SESSIONS} sessions; "
            f"at least {_FEWEST_VOLATILITIES} are needed for a percentile"
        )
    windows = np.lib.stride_tricks.sliding_window_view(returns, VOLATILITY_SESSIONS)
    volatilities = windows.std(axis=1, ddof=1)
    return float(np.mean(volatilities[:-1] < volatilities[-1]))
