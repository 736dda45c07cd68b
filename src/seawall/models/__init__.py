"""Fitted statistics on arrays and panels.

Takes   arrays of returns and of losses.
Gives   covariance estimates, conditional volatilities, fitted laws and tails, each with what its fit rests on.
Never   knows a position, a price file or a scenario.
"""

from seawall.models.cornish_fisher import cornish_fisher_quantile, cornish_fisher_tail
from seawall.models.covariance import CovarianceEstimate, sample_covariance
from seawall.models.ewma import ewma_covariance, ewma_effective_days, ewma_volatility
from seawall.models.laws import StudentTFit, fit_student_t, normal_tail, student_t_tail

__all__ = [
    "CovarianceEstimate",
    "StudentTFit",
    "cornish_fisher_quantile",
    "cornish_fisher_tail",
    "ewma_covariance",
    "ewma_effective_days",
    "ewma_volatility",
    "fit_student_t",
    "normal_tail",
    "sample_covariance",
    "student_t_tail",
]
