"""The supervisor's traffic light: how many exceptions are too many."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy.special import bdtr

from seawall.core import BoolArray, check_confidence
from seawall.measures.backtest_result import checked_exceptions
from seawall.measures.tail_quantiles import tail_size

__all__ = ["SUPERVISED_CONFIDENCE", "SUPERVISED_SESSIONS", "TrafficLight", "Zone", "basel_zone"]

SUPERVISED_SESSIONS, SUPERVISED_CONFIDENCE = 250, 0.99
"""The record that the Basel Committee's multipliers are for."""

_AMBER_FROM, _RED_FROM = 0.95, 0.9999
_MULTIPLIERS = (1.50, 1.50, 1.50, 1.50, 1.50, 1.70, 1.76, 1.83, 1.88, 1.92, 2.00)
_PLUS_FACTORS_1996 = (0.00, 0.00, 0.00, 0.00, 0.00, 0.40, 0.50, 0.65, 0.75, 0.85, 1.00)


class Zone(StrEnum):
    """Colour of the traffic light."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


@dataclass(frozen=True, slots=True)
class TrafficLight:
    """Zone of a record.

    Attributes
    ----------
    zone : Zone
        By the cumulative probability.
    exceptions, n_sessions : int
        What was counted.
    confidence : float
        Of the VaR.
    cumulative_probability : float
        Of at most that many exceptions under a right model.
    amber_from, red_from : int
        Smallest counts of the two zones; n + 1 where a record of that length cannot reach one.
    multiplier : float or None
        On the capital charge, MAR32.9; None unless the record is of 250 sessions at 99 %.
    plus_factor_1996 : float or None
        Added to 3 under the market risk amendment of 1996; None as above.
    """

    zone: Zone
    exceptions: int
    n_sessions: int
    confidence: float
    cumulative_probability: float
    amber_from: int
    red_from: int
    multiplier: float | None
    plus_factor_1996: float | None


def basel_zone(exceptions: BoolArray, *, confidence: float) -> TrafficLight:
    r"""Basel traffic light for a record of any length.

    With F the binomial law of n sessions and probability 1 - c, a count k is amber from
    :math:`F(k) \ge 0.95` and red from :math:`F(k) \ge 0.9999`. No exception is green, however short the record.

    Parameters
    ----------
    exceptions : BoolArray
        Shape (n,), n >= 1.
    confidence : float
        Of the VaR, in [0.5, 1).

    Returns
    -------
    TrafficLight
        With multiplier and plus factor for 250 sessions at 99 %.

    Raises
    ------
    InputError
        For an empty record, or a confidence outside its range.

    References
    ----------
    Basel Committee, *Basel Framework*, MAR32.9 and MAR99; "Supervisory framework for the use of backtesting in
    conjunction with the internal models approach to market risk capital requirements" (1996), table 2.

    Examples
    --------
    >>> light = basel_zone(np.arange(250) < 7, confidence=0.99)
    >>> light.zone.value, light.multiplier, round(light.cumulative_probability, 4)
    ('amber', 1.83, 0.996)
    """
    n, count = len(checked_exceptions(exceptions, fewest=1)), int(exceptions.sum())
    cumulative = bdtr(np.arange(n + 1.0), n, float(tail_size(1, check_confidence(confidence))))
    amber_from = max(int(np.searchsorted(cumulative, _AMBER_FROM)), 1)
    red_from = max(int(np.searchsorted(cumulative, _RED_FROM)), 1)
    zone = Zone.RED if count >= red_from else Zone.AMBER if count >= amber_from else Zone.GREEN
    supervised = n == SUPERVISED_SESSIONS and confidence == SUPERVISED_CONFIDENCE
    step = min(count, len(_MULTIPLIERS) - 1)
    return TrafficLight(
        zone=zone,
        exceptions=count,
        n_sessions=n,
        confidence=confidence,
        cumulative_probability=float(cumulative[count]),
        amber_from=amber_from,
        red_from=red_from,
        multiplier=_MULTIPLIERS[step] if supervised else None,
        plus_factor_1996=_PLUS_FACTORS_1996[step] if supervised else None,
    )
