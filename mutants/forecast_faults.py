"""Faults in stationarity tests, autocorrelations, rolled forecasts and their judgement."""

from __future__ import annotations

from mutants.planted import Mutant

_STATIONARITY = ("tests/models/test_stationarity.py",)
_AUTOCORRELATION = ("tests/models/test_autocorrelation.py",)
_RESIDUALS = ("tests/models/test_residual_diagnostics.py",)
_ROLLING = ("tests/models/test_rolling_forecast.py",)
_VOLATILITY = ("tests/models/test_volatility_forecast.py",)
_EVALUATION = ("tests/measures/test_forecast_evaluation.py",)

FAULTS = (
    Mutant(
        "kpss-without-its-autocovariances",
        "models/stationarity.py",
        "    for lag in range(1, lags + 1):\n        long_run",
        "    for lag in range(1, 1):\n        long_run",
        "KPSS divides by the variance of one value, not by the long-run variance",
        _STATIONARITY,
    ),
    Mutant(
        "robust-band-of-one-variance",
        "models/autocorrelation.py",
        "together = np.maximum(_lagged_products(squares, lags)[1:], 0.0)",
        "together = np.full(lags, float(n))",
        "the robust band is that of white noise",
        _AUTOCORRELATION,
    ),
    Mutant(
        "ljung-box-counts-no-fitted-coefficient",
        "models/residual_diagnostics.py",
        "        lags - fitted_parameters,\n",
        "        lags,\n",
        "Ljung-Box ignores what was fitted",
        _RESIDUALS,
    ),
    Mutant(
        "rolled-forecast-sees-its-first-outcome",
        "models/rolling_forecast.py",
        "known = series[:place].copy()",
        "known = series[: place + 1].copy()",
        "a rolled forecast knows what it is to forecast",
        _ROLLING,
    ),
    Mutant(
        "volatility-forecast-fitted-on-the-future",
        "models/rolling_volatility.py",
        "fit = fit_garch(sample[:start], kind=kind, start=fit)",
        "fit = fit_garch(sample, kind=kind, start=fit)",
        "rolled GARCH forecasts take parameters of the whole sample",
        _ROLLING,
    ),
    Mutant(
        "garch-errors-not-robust",
        "models/volatility_forecast.py",
        "return np.asarray(inverse @ (at.T @ at) @ inverse)",
        "return np.asarray(-inverse + 0.0 * (at.T @ at))",
        "errors of GARCH parameters believe in normal residuals",
        _VOLATILITY,
    ),
    Mutant(
        "beaten-without-a-test",
        "measures/forecast_evaluation.py",
        "surely = self.difference.mean < 0.0 and (p_value is None or p_value < _LEVEL)",
        "surely = self.difference.mean <= 0.0",
        "a forecast is beaten by chance",
        _EVALUATION,
    ),
    Mutant(
        "qlike-of-the-volatility",
        "measures/volatility_scores.py",
        "np.log(variances) + returns**2 / variances",
        "np.log(variances) + np.abs(returns) / np.sqrt(variances)",
        "QLIKE scores absolute returns",
        _EVALUATION,
    ),
)
