"""From returns of assets to the annual moments that an optimiser is told, by estimators chosen by name."""

from __future__ import annotations

from enum import StrEnum

from seawall.core import FloatArray, choice_named
from seawall.market import ReturnPanel
from seawall.models import (
    CovarianceEstimate,
    MeanEstimate,
    asynchronous_covariance,
    ewma_covariance,
    ewma_mean,
    historical_mean,
    james_stein_mean,
    ledoit_wolf_covariance,
    oracle_approximating_covariance,
    sample_covariance,
)
from seawall.optimize import AssetMoments, ExpectedReturns, ReturnCovariance

__all__ = ["CovarianceMethod", "MeanMethod", "estimate_moments", "mean_error"]

# per session; observations are 100 sessions old on average, and 250 for the mean, which is known less well
_COVARIANCE_DECAY, _MEAN_DECAY = 0.99, 0.996
# a Tokyo close knows of a New York close one session later
_LAGS = 1


class CovarianceMethod(StrEnum):
    """Estimators of the covariance of :mod:`seawall.models`."""

    SAMPLE = "sample"
    LEDOIT_WOLF = "ledoit_wolf"
    ORACLE_APPROXIMATING = "oracle_approximating"
    EWMA = "ewma"
    ASYNCHRONOUS = "asynchronous"


class MeanMethod(StrEnum):
    """Estimators of expected returns of :mod:`seawall.models`."""

    HISTORICAL = "historical"
    JAMES_STEIN = "james_stein"
    EWMA = "ewma"


def estimate_moments(returns: ReturnPanel, *, covariance: CovarianceMethod, mean: MeanMethod) -> AssetMoments:
    """Annual expected returns and covariance of assets.

    Parameters
    ----------
    returns : ReturnPanel
        Simple returns of one session.
    covariance : CovarianceMethod
        Estimator; EWMA at a decay of 0.99 a session.
    mean : MeanMethod
        Estimator; EWMA at a decay of 0.996 a session.

    Returns
    -------
    AssetMoments
        Per year of the sessions observed.

    Raises
    ------
    InputError
        For too few returns, or prices that never move; for a `covariance` or `mean` that there is not.
    """
    covariance = choice_named(covariance, "covariance", CovarianceMethod)
    mean = choice_named(mean, "mean", MeanMethod)
    periods, names = returns.sessions_per_year, returns.symbols
    expected = _mean(returns, mean)
    spread = _covariance(returns, covariance)
    return AssetMoments(
        names,
        ExpectedReturns(expected.values, periods, expected.method),
        ReturnCovariance(spread.matrix, periods, spread.method, spread.n_observations),
    ).annual()


def mean_error(returns: ReturnPanel, weights: FloatArray, *, mean: MeanMethod) -> float | None:
    """Standard error of the expected return of weights, decimal a year; None where no formula gives it."""
    mean = choice_named(mean, "mean", MeanMethod)
    earned, periods = (returns.returns @ weights)[:, None], returns.sessions_per_year
    match mean:
        case MeanMethod.HISTORICAL:
            errors = historical_mean(earned, periods_per_year=periods).annual().standard_errors
        case MeanMethod.EWMA:
            errors = ewma_mean(earned, periods_per_year=periods, decay=_MEAN_DECAY).annual().standard_errors
        case MeanMethod.JAMES_STEIN:
            return None
    return None if errors is None else float(errors[0])


def _mean(returns: ReturnPanel, method: MeanMethod) -> MeanEstimate:
    panel, periods, names = returns.returns, returns.sessions_per_year, returns.symbols
    match method:
        case MeanMethod.HISTORICAL:
            return historical_mean(panel, periods_per_year=periods, names=names)
        case MeanMethod.JAMES_STEIN:
            return james_stein_mean(panel, periods_per_year=periods, names=names)
        case MeanMethod.EWMA:
            return ewma_mean(panel, periods_per_year=periods, decay=_MEAN_DECAY, names=names)


def _covariance(returns: ReturnPanel, method: CovarianceMethod) -> CovarianceEstimate:
    panel, names = returns.returns, returns.symbols
    match method:
        case CovarianceMethod.SAMPLE:
            return sample_covariance(panel, names=names)
        case CovarianceMethod.LEDOIT_WOLF:
            return ledoit_wolf_covariance(panel, names=names)
        case CovarianceMethod.ORACLE_APPROXIMATING:
            return oracle_approximating_covariance(panel, names=names)
        case CovarianceMethod.EWMA:
            return ewma_covariance(panel, decay=_COVARIANCE_DECAY, names=names)
        case CovarianceMethod.ASYNCHRONOUS:
            return asynchronous_covariance(panel, lags=_LAGS, names=names)
