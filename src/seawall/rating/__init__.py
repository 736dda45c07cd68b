"""What it adds up to.

Takes   one reading per factor, and a policy file; one reading per limit of the book.
Gives   Rating: grade, score, action, and the waterfall that leads to them; what would move it by one grade.
        LimitUse: how much of a limit is used, and whether it is kept for certain.
Never   fills a gap: a factor without data leaves a range.
"""

from seawall.rating.equity_volatility import VOLATILITY_SESSIONS, volatility_percentile
from seawall.rating.grade import band_of, bands_between
from seawall.rating.grade_step import FactorMove, GradeStep, grade_steps
from seawall.rating.limit_use import LimitReading, LimitUse, LimitVerdict
from seawall.rating.policy import (
    Band,
    FactorPolicy,
    RatingFactor,
    RatingPolicy,
    default_policy,
    policy_schema,
    read_policy,
)
from seawall.rating.scorecard import FactorReading, FactorScore, Rating, rate, score_between

__all__ = [
    "VOLATILITY_SESSIONS",
    "Band",
    "FactorMove",
    "FactorPolicy",
    "FactorReading",
    "FactorScore",
    "GradeStep",
    "LimitReading",
    "LimitUse",
    "LimitVerdict",
    "Rating",
    "RatingFactor",
    "RatingPolicy",
    "band_of",
    "bands_between",
    "default_policy",
    "grade_steps",
    "policy_schema",
    "rate",
    "read_policy",
    "score_between",
    "volatility_percentile",
]
