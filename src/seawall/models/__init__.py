"""Fitted statistics on arrays and panels.

Takes   arrays of returns and of losses.
Gives   means, covariances, conditional volatilities, betas with their errors, fitted laws and tails, ARIMA models
        with their forecasts, each with what its fit rests on.
Never   knows a position, a price file or a scenario.
"""

from typing import TYPE_CHECKING

from seawall.core import late_names

if TYPE_CHECKING:
    from seawall.models.arima import NEAR_UNIT_ROOT, ArimaFit, ArimaOrder, fit_arima
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
    from seawall.models.rolling_volatility import (
        CONSTANT_MODEL,
        EWMA_DECAY,
        EWMA_MODEL,
        RollingVolatility,
        roll_volatility,
    )
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
else:
    __getattr__ = late_names(
        __name__,
        {
            "ArimaFit": "arima",
            "ArimaForecast": "arima_forecast",
            "ArimaOrder": "arima",
            "Autocorrelation": "autocorrelation",
            "CONSTANT_MODEL": "rolling_volatility",
            "CapmFit": "capm",
            "CombinedEstimates": "hac_regression",
            "CorrelationEstimate": "correlation_interval",
            "CovarianceEstimate": "covariance",
            "Differences": "arima_differencing",
            "DimsonBeta": "lead_lag_beta",
            "EWMA_DECAY": "rolling_volatility",
            "EWMA_MODEL": "rolling_volatility",
            "FEWEST_CAPM_OBSERVATIONS": "market_sample",
            "Forecaster": "rolling_forecast",
            "GarchFit": "garch",
            "GarchKind": "garch",
            "GeneralisedParetoFit": "tails",
            "InformationCriterion": "arima_search",
            "LagCriterion": "stationarity",
            "LevelForecast": "arima_forecast",
            "MeanEstimate": "expected_returns",
            "NEAR_UNIT_ROOT": "arima",
            "Naive": "naive_forecast",
            "NearestCorrelation": "correlation",
            "OrderCandidate": "arima_search",
            "OrderSearch": "arima_search",
            "OriginForecast": "rolling_forecast",
            "ProbitFit": "probit",
            "ProfileInterval": "tails",
            "ResidualLaw": "garch",
            "ResidualTest": "residual_diagnostics",
            "RollingCapm": "rolling_beta",
            "RollingForecasts": "rolling_forecast",
            "RollingVolatility": "rolling_volatility",
            "SecurityMarketLine": "market_line",
            "ShrinkageTarget": "shrinkage",
            "ShrunkBetas": "beta_shrinkage",
            "SlopeFit": "slope",
            "StationarityReading": "stationarity",
            "StationarityVerdict": "stationarity",
            "StudentTFit": "laws",
            "Transform": "series_transform",
            "UnitRootTest": "stationarity",
            "UpDownBeta": "market_side_beta",
            "VolatilityForecast": "volatility_forecast",
            "arch_lm": "residual_diagnostics",
            "arima_estimator": "rolling_arima",
            "asynchronous_covariance": "asynchronous",
            "augmented_dickey_fuller": "stationarity",
            "autocorrelations": "autocorrelation",
            "blume_betas": "beta_shrinkage",
            "capm_expected_return": "market_line",
            "capm_mean": "expected_returns",
            "cholesky_factor": "correlation",
            "compounded_mean": "expected_returns",
            "cornish_fisher_quantile": "cornish_fisher",
            "cornish_fisher_tail": "cornish_fisher",
            "default_lags": "autocorrelation",
            "difference": "arima_differencing",
            "differences_needed": "arima_differencing",
            "dimson_beta": "lead_lag_beta",
            "estimate_correlation": "correlation_interval",
            "ewma_beta": "decaying_beta",
            "ewma_covariance": "ewma",
            "ewma_effective_days": "ewma",
            "ewma_mean": "expected_returns",
            "ewma_volatility": "ewma",
            "fit_arima": "arima",
            "fit_capm": "capm",
            "fit_garch": "garch",
            "fit_generalised_pareto": "tails",
            "fit_probit": "probit",
            "fit_slope": "slope",
            "fit_student_t": "laws",
            "forecast_arima": "arima_forecast",
            "forecast_volatility": "volatility_forecast",
            "from_log_forecast": "arima_forecast",
            "garch_parameter_covariance": "volatility_forecast",
            "held_arima": "rolling_arima",
            "historical_mean": "expected_returns",
            "james_stein_mean": "expected_returns",
            "jarque_bera": "residual_diagnostics",
            "kpss_test": "stationarity",
            "ledoit_wolf_covariance": "shrinkage",
            "level_from_log_returns": "level_forecast",
            "ljung_box": "residual_diagnostics",
            "moving_average_weights": "level_forecast",
            "naive_mean": "naive_forecast",
            "naive_scale": "naive_forecast",
            "nearest_correlation": "correlation",
            "newey_west_lags": "market_sample",
            "next_garch_variance": "garch_recursion",
            "normal_tail": "laws",
            "oracle_approximating_covariance": "shrinkage",
            "partial_from_autocorrelations": "autocorrelation",
            "probit_log_likelihood": "probit",
            "probit_score": "probit",
            "read_stationarity": "stationarity",
            "regress": "hac_regression",
            "roll_forecasts": "rolling_forecast",
            "roll_garch_variance": "volatility_forecast",
            "roll_volatility": "rolling_volatility",
            "rolling_beta_errors": "rolling_beta",
            "rolling_capm": "rolling_beta",
            "run_garch_variance": "garch_recursion",
            "sample_covariance": "covariance",
            "search_arima_order": "arima_search",
            "security_market_line": "market_line",
            "student_t_tail": "laws",
            "transform_series": "series_transform",
            "undo_differences": "arima_differencing",
            "up_down_beta": "market_side_beta",
            "vasicek_betas": "beta_shrinkage",
        },
    )

__all__ = [
    "CONSTANT_MODEL",
    "EWMA_DECAY",
    "EWMA_MODEL",
    "FEWEST_CAPM_OBSERVATIONS",
    "NEAR_UNIT_ROOT",
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


def __dir__() -> list[str]:
    return __all__
