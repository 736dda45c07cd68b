"""Fitted statistics on arrays and panels.

Takes   arrays of returns and of losses.
Gives   means, covariances, conditional volatilities, betas with their errors, fitted laws and tails, ARIMA models
        with their forecasts, each with what its fit rests on.
Never   knows a position, a price file or a scenario.
"""

from seawall.models.arima import ArimaFit, ArimaOrder, fit_arima
from seawall.models.arima_differencing import Differences, difference, differences_needed, undo_differences
from seawall.models.arima_forecast import ArimaForecast, LevelForecast, forecast_arima, from_log_forecast
from seawall.models.arima_search import InformationCriterion, OrderCandidate, OrderSearch, search_arima_order
from seawall.models.asynchronous import asynchronous_covariance
from seawall.models.autocorrelation import (
    Autocorrelation,
    autocorrelations,
    default_lags,
    partial_from_autocorrelations,
)
from seawall.models.beta_shrinkage import ShrunkBetas, blume_betas, vasicek_betas
from seawall.models.capm import CapmFit, fit_capm
from seawall.models.cornish_fisher import cornish_fisher_quantile, cornish_fisher_tail
from seawall.models.correlation import NearestCorrelation, cholesky_factor, nearest_correlation
from seawall.models.correlation_interval import CorrelationEstimate, estimate_correlation
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
from seawall.models.level_forecast import level_from_log_returns, moving_average_weights
from seawall.models.market_line import SecurityMarketLine, capm_expected_return, security_market_line
from seawall.models.market_sample import FEWEST_CAPM_OBSERVATIONS, newey_west_lags
from seawall.models.market_side_beta import UpDownBeta, up_down_beta
from seawall.models.naive_forecast import Naive, naive_mean, naive_scale
from seawall.models.probit import ProbitFit, fit_probit, probit_log_likelihood, probit_score
from seawall.models.residual_diagnostics import ResidualTest, arch_lm, jarque_bera, ljung_box
from seawall.models.rolling_arima import arima_estimator, held_arima
from seawall.models.rolling_beta import RollingCapm, rolling_beta_errors, rolling_capm
from seawall.models.rolling_forecast import Forecaster, OriginForecast, RollingForecasts, roll_forecasts
from seawall.models.rolling_volatility import CONSTANT_MODEL, EWMA_DECAY, EWMA_MODEL, RollingVolatility, roll_volatility
from seawall.models.series_transform import Transform, transform_series
from seawall.models.shrinkage import ShrinkageTarget, ledoit_wolf_covariance, oracle_approximating_covariance
from seawall.models.slope import SlopeFit, fit_slope
from seawall.models.stationarity import (
    LagCriterion,
    StationarityReading,
    StationarityVerdict,
    UnitRootTest,
    augmented_dickey_fuller,
    kpss_test,
    read_stationarity,
)
from seawall.models.tails import GeneralisedParetoFit, ProfileInterval, fit_generalised_pareto
from seawall.models.volatility_forecast import (
    VolatilityForecast,
    forecast_volatility,
    garch_parameter_covariance,
    roll_garch_variance,
)

__all__ = [
    "CONSTANT_MODEL",
    "EWMA_DECAY",
    "EWMA_MODEL",
    "FEWEST_CAPM_OBSERVATIONS",
    "ArimaFit",
    "ArimaForecast",
    "ArimaOrder",
    "Autocorrelation",
    "CapmFit",
    "CombinedEstimates",
    "CorrelationEstimate",
    "CovarianceEstimate",
    "Differences",
    "DimsonBeta",
    "Forecaster",
    "GarchFit",
    "GarchKind",
    "GeneralisedParetoFit",
    "InformationCriterion",
    "LagCriterion",
    "LevelForecast",
    "MeanEstimate",
    "Naive",
    "NearestCorrelation",
    "OrderCandidate",
    "OrderSearch",
    "OriginForecast",
    "ProbitFit",
    "ProfileInterval",
    "ResidualLaw",
    "ResidualTest",
    "RollingCapm",
    "RollingForecasts",
    "RollingVolatility",
    "SecurityMarketLine",
    "ShrinkageTarget",
    "ShrunkBetas",
    "SlopeFit",
    "StationarityReading",
    "StationarityVerdict",
    "StudentTFit",
    "Transform",
    "UnitRootTest",
    "UpDownBeta",
    "VolatilityForecast",
    "arch_lm",
    "arima_estimator",
    "asynchronous_covariance",
    "augmented_dickey_fuller",
    "autocorrelations",
    "blume_betas",
    "capm_expected_return",
    "capm_mean",
    "cholesky_factor",
    "compounded_mean",
    "cornish_fisher_quantile",
    "cornish_fisher_tail",
    "default_lags",
    "difference",
    "differences_needed",
    "dimson_beta",
    "estimate_correlation",
    "ewma_beta",
    "ewma_covariance",
    "ewma_effective_days",
    "ewma_mean",
    "ewma_volatility",
    "fit_arima",
    "fit_capm",
    "fit_garch",
    "fit_generalised_pareto",
    "fit_probit",
    "fit_slope",
    "fit_student_t",
    "forecast_arima",
    "forecast_volatility",
    "from_log_forecast",
    "garch_parameter_covariance",
    "held_arima",
    "historical_mean",
    "james_stein_mean",
    "jarque_bera",
    "kpss_test",
    "ledoit_wolf_covariance",
    "level_from_log_returns",
    "ljung_box",
    "moving_average_weights",
    "naive_mean",
    "naive_scale",
    "nearest_correlation",
    "newey_west_lags",
    "next_garch_variance",
    "normal_tail",
    "oracle_approximating_covariance",
    "partial_from_autocorrelations",
    "probit_log_likelihood",
    "probit_score",
    "read_stationarity",
    "regress",
    "roll_forecasts",
    "roll_garch_variance",
    "roll_volatility",
    "rolling_beta_errors",
    "rolling_capm",
    "run_garch_variance",
    "sample_covariance",
    "search_arima_order",
    "security_market_line",
    "student_t_tail",
    "transform_series",
    "undo_differences",
    "up_down_beta",
    "vasicek_betas",
]
