"""The probability of a recession twelve months ahead, with the fit behind it, as a record."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from seawall.core import Lineage
from seawall.models import ProbitFit

__all__ = ["RecessionFit", "RecessionForecast"]


@dataclass(frozen=True, slots=True, eq=False)
class RecessionFit:
    """Probit of recessions on the slope of the curve twelve months earlier.

    Attributes
    ----------
    probit : ProbitFit
        Coefficients (constant, slope in percentage points), covariances, likelihoods.
    first_month, last_month : datetime.date
        Months of the spreads in the sample; recessions are those of twelve months later.
    proxy_months : int
        How many of them use 10 years less fed funds, because the 3-month series starts later.
    area_under_curve : float
        In the sample: probability that a month before a recession had a higher fitted probability than another.
    """

    probit: ProbitFit
    first_month: dt.date
    last_month: dt.date
    proxy_months: int
    area_under_curve: float


@dataclass(frozen=True, slots=True, eq=False)
class RecessionForecast:
    """Probability that a given month will lie in a recession.

    Attributes
    ----------
    as_of : datetime.date
        Only what had been published by then is used.
    spread_month : datetime.date
        The last complete month.
    target_month : datetime.date
        Twelve months after it: the month forecast.
    spread : float
        Mean of the 10-year less 3-month spread over `spread_month`, percentage points.
    probability : float
        0 to 1.
    lower, upper : float
        Interval by the delta method on the probit index, so within 0 to 1.
    coverage : float
        Of the interval, asymptotic.
    fit : RecessionFit
        What was fitted on what was known.
    lineage : Lineage
        Files, hash of their data, method.
    """

    as_of: dt.date
    spread_month: dt.date
    target_month: dt.date
    spread: float
    probability: float
    lower: float
    upper: float
    coverage: float
    fit: RecessionFit
    lineage: Lineage
