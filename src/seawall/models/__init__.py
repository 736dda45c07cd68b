"""Fitted statistics on arrays and panels.

Takes   arrays of returns and of losses.
Gives   means, covariances, conditional volatilities, betas with their errors, fitted laws and tails, each with what its
        fit rests on.
Never   knows a position, a price file or a scenario.
"""

from seawall.models.asynchronous import asynchronous_covariance
from seawall.models.beta_shrinkage import ShrunkBetas, blume_betas, vasicek_betas
from seawall.models.capm import CapmFit, fit_capm
from seawall.models.cornish_fisher import cornish_fisher_quantile, cornish_fisher_tail
from seawall.models.correlation import NearestCorrelation, cholesky_factor, nearest_correlation
from seawall.models.covariance import CovarianceEstimate, sample_covariance
from seawall.models.decaying_beta import ewma_beta
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
from seawall.models.hac_regression import CombinedEstimates, regress
from seawall.models.laws import StudentTFit, fit_student_t, normal_tail, student_t_tail
from seawall.models.lead_lag_beta import DimsonBeta, dimson_beta
from seawall.models.market_line import SecurityMarketLine, capm_expected_return, security_market_line
from seawall.models.market_sample import FEWEST_CAPM_OBSERVATIONS, newey_west_lags
from seawall.models.market_side_beta import UpDownBeta, up_down_beta
from seawall.models.rolling_beta import RollingCapm, rolling_beta_errors, rolling_capm
from seawall.models.shrinkage import ShrinkageTarget, ledoit_wolf_covariance, oracle_approximating_covariance
from seawall.models.tails import GeneralisedParetoFit, ProfileInterval, fit_generalised_pareto

__all__ = [
    "FEWEST_CAPM_OBSERVATIONS",
    "CapmFit",
    "CombinedEstimates",
    "CovarianceEstimate",
    "DimsonBeta",
    "GarchFit",
    "GarchKind",
    "GeneralisedParetoFit",
    "MeanEstimate",
    "NearestCorrelation",
    "ProfileInterval",
    "ResidualLaw",
    "RollingCapm",
    "SecurityMarketLine",
    "ShrinkageTarget",
    "ShrunkBetas",
    "StudentTFit",
    "UpDownBeta",
    "asynchronous_covariance",
    "blume_betas",
    "capm_expected_return",
    "capm_mean",
    "cholesky_factor",
    "compounded_mean",
    "cornish_fisher_quantile",
    "cornish_fisher_tail",
    "dimson_beta",
    "ewma_beta",
    "ewma_covariance",
    "ewma_effective_days",
    "ewma_mean",
    "ewma_volatility",
    "fit_capm",
    "fit_garch",
    "fit_generalised_pareto",
    "fit_student_t",
    "historical_mean",
    "james_stein_mean",
    "ledoit_wolf_covariance",
    "nearest_correlation",
    "newey_west_lags",
    "next_garch_variance",
    "normal_tail",
    "oracle_approximating_covariance",
    "regress",
    "rolling_beta_errors",
    "rolling_capm",
    "run_garch_variance",
    "sample_covariance",
    "security_market_line",
    "student_t_tail",
    "up_down_beta",
    "vasicek_betas",
]
