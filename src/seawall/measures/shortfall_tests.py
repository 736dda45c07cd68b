"""Whether losses beyond VaR are as many and as large as Expected Shortfall says."""

from __future__ import annotations

import numpy as np

from seawall.core import FloatArray
from seawall.measures.backtest_result import Backtest, BacktestResult
from seawall.measures.forecast_record import ForecastRecord
from seawall.measures.null_exceptions import NullExceptions, random_stream, randomised_p_value
from seawall.measures.tail_quantiles import tail_size

__all__ = ["acerbi_szekely_test"]


def acerbi_szekely_test(forecasts: ForecastRecord, *, null: NullExceptions) -> BacktestResult:
    r"""Acerbi and Szekely's second test of Expected Shortfall, one-sided.

    .. math:: Z_2 = 1 - \frac{1}{n (1 - c)} \sum_t \frac{L_t \, 1\{L_t > \mathrm{VaR}_t\}}{\mathrm{ES}_t}

    0 is expected of a right model; below 0 losses beyond VaR were too many or too large. The p-value compares
    with simulated records of the model itself: each session an exception independently and with probability 1 - c,
    and then a loss drawn from the tail that the model forecast for that session. Small p-values speak against
    models that understate risk; a model that overstates it is not rejected.

    Parameters
    ----------
    forecasts : ForecastRecord
        n sessions.
    null : NullExceptions
        Simulated for n sessions at the confidence of the forecasts; its seed also draws the losses.

    Returns
    -------
    BacktestResult
        Monte Carlo, randomised at ties; there is no asymptotic p-value.

    Raises
    ------
    InputError
        When `null` is of another length or confidence.

    References
    ----------
    Acerbi, Szekely, "Backtesting expected shortfall", *Risk* (December 2014).
    """
    n = len(forecasts)
    null.check_fits(n, forecasts.confidence)
    expected = n * float(tail_size(1, forecasts.confidence))
    observed = float((forecasts.losses / forecasts.expected_shortfall)[forecasts.exceptions].sum()) / expected
    simulated = _simulated_sums(forecasts, null) / expected
    return BacktestResult(
        Backtest.ACERBI_SZEKELY,
        1.0 - observed,
        randomised_p_value(observed, simulated, seed=null.seed, purpose="acerbi szekely"),
        f"Monte Carlo, {null.runs} records",
        None,
    )


def _simulated_sums(forecasts: ForecastRecord, null: NullExceptions) -> FloatArray:
    """Sum over exceptions of loss over Expected Shortfall, shape (runs,)."""
    points = forecasts.tail_losses.shape[1]
    drawn = random_stream(null.seed, "losses beyond VaR").integers(points, size=len(null.session))
    severity = forecasts.tail_losses[null.session, drawn] / forecasts.expected_shortfall[null.session]
    return np.bincount(null.run, weights=severity, minlength=null.runs).astype(np.float64)
