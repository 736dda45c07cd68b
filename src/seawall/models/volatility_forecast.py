"""Volatility over the next sessions from a fitted GARCH or GJR recursion, with the error of its parameters."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from seawall.core import FloatArray, check_confidence, check_finite, check_positive, check_shape, read_only
from seawall.errors import InputError, NumericalError
from seawall.models.garch import GarchFit, GarchKind, ResidualLaw
from seawall.models.garch_recursion import run_garch_variance

__all__ = ["VolatilityForecast", "forecast_volatility", "garch_parameter_covariance", "roll_garch_variance"]

_STEP = 1e-4
"""Of a central difference, relative to the size of a parameter."""
_LEAST_SIZE = 1e-2
_AT_EDGE = 1e-6
_MOST_CONDITION = 1e14


@dataclass(frozen=True, slots=True, eq=False)
class VolatilityForecast:
    """Term structure of volatility.

    Attributes
    ----------
    fit : GarchFit
        The recursion.
    sessions_per_year : float
        By which variances are made annual.
    parameter_errors : FloatArray or None
        Robust standard errors of mean, ω, α, γ (GJR only) and β; None where `why_no_errors` says why.
    session_volatility : FloatArray
        Shape (steps,), decimals a year: of the h-th session alone.
    average_volatility : FloatArray
        Shape (steps,), decimals a year: of the sum of the first h returns.
    lower, upper : FloatArray or None
        Shape (steps,), bounds of `average_volatility` by the error of the parameters; None without errors.
    confidence : float
        Of the bounds, two-sided.
    why_no_errors : str
        Empty where there are errors.
    """

    fit: GarchFit
    sessions_per_year: float
    parameter_errors: FloatArray | None
    session_volatility: FloatArray
    average_volatility: FloatArray
    lower: FloatArray | None
    upper: FloatArray | None
    confidence: float
    why_no_errors: str

    def __post_init__(self) -> None:
        """Freeze the arrays."""
        for name in ("parameter_errors", "session_volatility", "average_volatility", "lower", "upper"):
            value = getattr(self, name)
            object.__setattr__(self, name, None if value is None else read_only(value))

    @property
    def parameter_names(self) -> tuple[str, ...]:
        """Of `parameter_errors`, in order."""
        return ("mean", "omega", "alpha", *(("gamma",) if self.fit.kind is GarchKind.GJR else ()), "beta")

    @property
    def parameters(self) -> tuple[float, ...]:
        """Estimates, in the order of `parameter_names`."""
        return tuple(getattr(self.fit, name) for name in self.parameter_names)

    @property
    def long_run_volatility(self) -> float | None:
        """Decimals a year, to which forecasts return; None for an integrated fit."""
        if self.fit.is_integrated:
            return None
        return self.fit.long_run_volatility * math.sqrt(self.sessions_per_year)

    @property
    def half_life_sessions(self) -> float | None:
        """Sessions until half of a surprise in the variance has faded; None for an integrated fit."""
        return None if self.fit.is_integrated else self.fit.half_life_sessions


def forecast_volatility(
    fit: GarchFit, returns: FloatArray, *, steps: int, sessions_per_year: float, confidence: float = 0.95
) -> VolatilityForecast:
    r"""Annualised term structure of a fit, with bounds by the error of its parameters.

    .. math::

        \bar\sigma_h = \sqrt{\frac{N}{h} \sum_{i=1}^{h} E[\sigma^2_{n+i}]}, \quad
        \ln \bar\sigma_h \pm z \sqrt{g_h^\top V g_h}

    with N the sessions a year, V the robust covariance of the parameters, and :math:`g_h` the gradient of
    :math:`\ln \bar\sigma_h` in them, which also moves the variance of today. The bounds are of the expected variance:
    what then happens scatters far more widely.

    Parameters
    ----------
    fit : GarchFit
        Of `returns`, with normal residuals and a fitted mean.
    returns : FloatArray
        Shape (n,): the sample of the fit, decimals a session.
    steps : int
        Sessions ahead, at least 1.
    sessions_per_year : float
        Above 0.
    confidence : float
        Of the bounds.

    Returns
    -------
    VolatilityForecast
        Without bounds where the parameters' covariance does not exist, and why.

    Raises
    ------
    InputError
        For a fit of another sample or law, or arguments outside their range.
    """
    check_positive(sessions_per_year, "sessions_per_year")
    if steps < 1:
        raise InputError(f"'steps' must be at least 1, was {steps!r}")
    z = -float(ndtri(0.5 * (1.0 - check_confidence(confidence))))
    sample, back = _sample_of(fit, returns), _units(fit)
    path = fit.variance_path(steps)
    cumulative = np.cumsum(path) / np.arange(1, steps + 1)
    errors = lower = upper = None
    why = ""
    try:
        covariance = _unit_covariance(fit, sample / back[0])
    except NumericalError as error:
        why = str(error)
    else:
        gradient = 0.5 * _jacobian(
            lambda each: np.log(_mean_variances(each, sample / back[0], fit.kind, steps)), _packed(fit) / back
        )
        spread = z * np.sqrt(np.einsum("hi,ij,hj->h", gradient, covariance, gradient))
        middle = np.sqrt(sessions_per_year * cumulative)
        errors, lower, upper = back * np.sqrt(covariance.diagonal()), middle * np.exp(-spread), middle * np.exp(spread)
    return VolatilityForecast(
        fit=fit,
        sessions_per_year=sessions_per_year,
        parameter_errors=errors,
        session_volatility=np.sqrt(sessions_per_year * path),
        average_volatility=np.sqrt(sessions_per_year * cumulative),
        lower=lower,
        upper=upper,
        confidence=confidence,
        why_no_errors=why,
    )


def garch_parameter_covariance(fit: GarchFit, returns: FloatArray) -> FloatArray:
    r"""Covariance of the parameters that holds whatever the law of the residuals: Bollerslev's and Wooldridge's.

    .. math:: V = H^{-1} \Bigl(\sum_t s_t s_t^\top\Bigr) H^{-1}

    with :math:`s_t` the scores of the normal likelihood and H its matrix of second derivatives, both by central
    differences.

    Parameters
    ----------
    fit : GarchFit
        With normal residuals and a fitted mean.
    returns : FloatArray
        Shape (n,): the sample of the fit.

    Returns
    -------
    FloatArray
        Shape (p, p), of mean, ω, α, γ (GJR only), β.

    Raises
    ------
    InputError
        For a fit of another sample or law.
    NumericalError
        Where the fit lies on the edge of what is allowed, or the likelihood is flat.

    References
    ----------
    Bollerslev, Wooldridge, "Quasi-maximum likelihood estimation and inference in dynamic models with time-varying
    covariances", *Econometric Reviews* 11 (1992).
    """
    sample = _sample_of(fit, returns)
    back = _units(fit)
    return np.asarray(_unit_covariance(fit, sample / back[0]) * np.outer(back, back))


def _unit_covariance(fit: GarchFit, unit_sample: FloatArray) -> FloatArray:
    """The same for a sample whose mean squared residual is 1, in which every parameter is of order one."""
    at_edge = [name for name in ("alpha", "beta") if getattr(fit, name) < _AT_EDGE]
    if at_edge or fit.is_integrated:
        where = "persistence 1" if fit.is_integrated else f"{at_edge[0]} 0"
        raise NumericalError(f"the {fit.kind} fit lies on the edge of what is allowed, {where}: no error can be stated")
    point = _packed(fit) / _units(fit)

    def scores(parameters: FloatArray) -> FloatArray:
        return _jacobian(lambda each: _log_densities(each, unit_sample, fit.kind), parameters)

    hessian = _jacobian(lambda each: scores(each).sum(axis=0), point)
    hessian = 0.5 * (hessian + hessian.T)
    if np.linalg.eigvalsh(-hessian).min() <= 0.0 or np.linalg.cond(hessian) > _MOST_CONDITION:
        raise NumericalError(f"the likelihood of the {fit.kind} fit is flat around its maximum: no error can be stated")
    at, inverse = scores(point), np.linalg.inv(hessian)
    return np.asarray(inverse @ (at.T @ at) @ inverse)


def roll_garch_variance(fit: GarchFit, returns: FloatArray) -> FloatArray:
    """Variance before each return and after the last by a fit whose parameters are held.

    Parameters
    ----------
    fit : GarchFit
        Of the first of these returns, or of earlier ones.
    returns : FloatArray
        Shape (n,), decimals a session. The variance before a return knows none of it and nothing after it.

    Returns
    -------
    FloatArray
        Shape (n + 1,).
    """
    sample = check_finite(check_shape(np.asarray(returns, dtype=np.float64), "returns", (None,)), "returns")
    return run_garch_variance(
        sample - fit.mean,
        backcast=fit.backcast_variance,
        omega=fit.omega,
        alpha=fit.alpha,
        gamma=fit.gamma,
        beta=fit.beta,
    )


def _sample_of(fit: GarchFit, returns: FloatArray) -> FloatArray:
    sample = check_finite(check_shape(np.asarray(returns, dtype=np.float64), "returns", (None,)), "returns")
    if fit.law is not ResidualLaw.NORMAL:
        raise InputError(f"'fit' must have normal residuals, whose errors are robust to the law, had {fit.law}")
    if len(sample) != len(fit.residuals) or not np.allclose(
        fit.mean + fit.volatility * fit.residuals, sample, rtol=1e-9, atol=1e-12 * float(np.abs(sample).max())
    ):
        raise InputError("'returns' must be the sample of 'fit', but its residuals say otherwise")
    return sample


def _packed(fit: GarchFit) -> FloatArray:
    excess = [fit.gamma] if fit.kind is GarchKind.GJR else []
    return np.array([fit.mean, fit.omega, fit.alpha, *excess, fit.beta])


def _units(fit: GarchFit) -> FloatArray:
    """Of the parameters, where the mean squared residual is the unit of variance."""
    return np.array([math.sqrt(fit.backcast_variance), fit.backcast_variance, *[1.0] * (len(_packed(fit)) - 2)])


def _variances(parameters: FloatArray, sample: FloatArray, kind: GarchKind) -> tuple[FloatArray, FloatArray]:
    """Residuals, and the variance before each and after the last."""
    mean, omega, alpha, *excess, beta = parameters.tolist()
    residuals = sample - mean
    gamma = excess[0] if kind is GarchKind.GJR else 0.0
    backcast = float(residuals @ residuals) / len(residuals)
    return residuals, run_garch_variance(residuals, backcast=backcast, omega=omega, alpha=alpha, gamma=gamma, beta=beta)


def _log_densities(parameters: FloatArray, sample: FloatArray, kind: GarchKind) -> FloatArray:
    residuals, variances = _variances(parameters, sample, kind)
    return np.asarray(-0.5 * (np.log(variances[:-1]) + residuals**2 / variances[:-1]))


def _mean_variances(parameters: FloatArray, sample: FloatArray, kind: GarchKind, steps: int) -> FloatArray:
    """Mean of the variances expected over the first 1 to `steps` sessions."""
    _, omega, alpha, *excess, beta = parameters.tolist()
    persistence = alpha + 0.5 * sum(excess) + beta
    path = np.empty(steps)
    path[0] = _variances(parameters, sample, kind)[1][-1]
    for step in range(1, steps):
        path[step] = omega + persistence * path[step - 1]
    return np.asarray(np.cumsum(path) / np.arange(1, steps + 1))


def _jacobian(function: Callable[[FloatArray], FloatArray], point: FloatArray) -> FloatArray:
    """Derivatives by central differences, one column per parameter."""
    columns = []
    for place, value in enumerate(point):
        step = _STEP * max(abs(float(value)), _LEAST_SIZE)
        offset = np.zeros(len(point))
        offset[place] = step
        columns.append((function(point + offset) - function(point - offset)) / (2.0 * step))
    return np.column_stack(columns)
