"""Fitted statistics on arrays and panels.

Takes   arrays of returns and of losses.
Gives   means, covariances, conditional volatilities, fitted laws and tails, each with what its fit rests on.
Never   knows a position, a price file or a scenario.
"""

from seawall.models.asynchronous import asynchronous_covariance
from seawall.models.cornish_fisher import cornish_fisher_quantile, cornish_fisher_tail
from seawall.models.correlation import NearestCorrelation, cholesky_factor, nearest_correlation
from seawall.models.covariance import CovarianceEstimate, sample_covariance
from seawall.models.ewma import ewma_covariance, ewma_effective_days, ewma_volatility
from seawall.models.expected_returns import (
    MeanEstimate,
    capm_mean,
    compounded_mean,
    ewma_mean,
    historical_mean,
    james_stein_mean,
)
from seawall.models.garch import GarchFit, GarchKind, ResidualLaw, fit_garch
from seawall.models.garch_recursion import next_garch_variance, run_garch_variance
from seawall.models.laws import StudentTFit, fit_student_t, normal_tail, student_t_tail
from seawall.models.shrinkage import ShrinkageTarget, ledoit_wolf_covariance, oracle_approximating_covariance
from seawall.models.tails import GeneralisedParetoFit, ProfileInterval, fit_generalised_pareto

__all__ = [
    "CovarianceEstimate",
    "GarchFit",
    "GarchKind",
    "GeneralisedParetoFit",
    "MeanEstimate",
    "NearestCorrelation",
    "ProfileInterval",
    "ResidualLaw",
    "ShrinkageTarget",
    "StudentTFit",
    "asynchronous_covariance",
    "capm_mean",
    "cholesky_factor",
    "compounded_mean",
    "cornish_fisher_quantile",
    "cornish_fisher_tail",
    "ewma_covariance",
    "ewma_effective_days",
    "ewma_mean",
    "ewma_volatility",
    "fit_garch",
    "fit_generalised_pareto",
    "fit_student_t",
    "historical_mean",
    "james_stein_mean",
    "ledoit_wolf_covariance",
    "nearest_correlation",
    "next_garch_variance",
    "normal_tail",
    "oracle_approximating_covariance",
    "run_garch_variance",
    "sample_covariance",
    "student_t_tail",
]
