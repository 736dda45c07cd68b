"""Laws of losses with closed tails: normal and Student-t, both with unit variance."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import gammaln, ndtri, psi, stdtrit

from seawall.core import FloatArray, check_confidence, check_finite, check_positive, check_shape
from seawall.errors import InputError, NumericalError

__all__ = ["StudentTFit", "fit_student_t", "normal_tail", "student_t_tail"]

_FEWEST = 20
_FEWEST_DEGREES, _MOST_DEGREES = 2.01, 1000.0


def normal_tail(confidence: float) -> tuple[float, float]:
    r"""VaR and ES of a normal law, per unit of its standard deviation.

    .. math::

        \frac{\mathrm{VaR}}{\sigma} = z = \Phi^{-1}(c), \quad \frac{\mathrm{ES}}{\sigma} = \frac{\varphi(z)}{1-c}

    Parameters
    ----------
    confidence : float
        In [0.5, 1).

    Returns
    -------
    tuple of float
        (VaR, ES) in standard deviations, loss above zero, for a mean of zero.

    Raises
    ------
    InputError
        For a confidence outside its range.

    References
    ----------
    McNeil, Frey, Embrechts, *Quantitative Risk Management* (2015), examples 2.11 and 2.14.

    Examples
    --------
    >>> [round(each, 6) for each in normal_tail(0.99)]
    [2.326348, 2.665214]
    """
    tail = 1.0 - check_confidence(confidence)
    quantile = -float(ndtri(tail))
    density = math.exp(-0.5 * quantile**2) / math.sqrt(2.0 * math.pi)
    return quantile, density / tail


def student_t_tail(confidence: float, degrees_of_freedom: float) -> tuple[float, float]:
    r"""VaR and ES of a Student-t law that is rescaled to unit variance.

    .. math::

        \frac{\mathrm{VaR}}{\sigma} = s\, q, \quad
        \frac{\mathrm{ES}}{\sigma} = s\, \frac{f_\nu(q)}{1-c}\, \frac{\nu + q^2}{\nu - 1}, \quad
        s = \sqrt{\frac{\nu-2}{\nu}}, \quad q = t_\nu^{-1}(c)

    Without s the volatility would be too large by :math:`\sqrt{\nu/(\nu-2)}`: 73 % for ν = 3.

    Parameters
    ----------
    confidence : float
        In [0.5, 1).
    degrees_of_freedom : float
        ν above 2, where the variance is finite.

    Returns
    -------
    tuple of float
        (VaR, ES) in standard deviations, loss above zero, for a mean of zero.

    Raises
    ------
    InputError
        For a confidence outside its range, or degrees of freedom of 2 or fewer.

    References
    ----------
    McNeil, Frey, Embrechts, *Quantitative Risk Management* (2015), examples 2.12 and 2.15. Dobrev, Nesmith, Oh,
    "Accurate evaluation of expected shortfall for linear portfolios with elliptically distributed risk factors",
    *Journal of Risk and Financial Management* 10 (2017), on the wrong formula in circulation.

    Examples
    --------
    >>> [round(each, 5) for each in student_t_tail(0.99, degrees_of_freedom=5)]
    [2.60646, 3.44884]
    """
    tail = 1.0 - check_confidence(confidence)
    nu = _check_degrees(degrees_of_freedom)
    quantile = -float(stdtrit(nu, tail))
    log_density = -0.5 * (nu + 1.0) * math.log1p(quantile**2 / nu) + _log_constant(nu)
    shortfall = math.exp(log_density) / tail * (nu + quantile**2) / (nu - 1.0)
    scale = math.sqrt((nu - 2.0) / nu)
    return scale * quantile, scale * shortfall


@dataclass(frozen=True, slots=True)
class StudentTFit:
    """A Student-t law fitted by maximum likelihood.

    Attributes
    ----------
    location : float
        Centre, in the unit of the sample.
    scale : float
        Scale of the law; not its standard deviation, which is `volatility`.
    degrees_of_freedom : float
        Between 2.01 and 1000.
    log_likelihood : float
        At the maximum.
    n_observations : int
        Size of the sample.
    """

    location: float
    scale: float
    degrees_of_freedom: float
    log_likelihood: float
    n_observations: int

    def __post_init__(self) -> None:
        """Hold a law with a variance."""
        check_positive(self.scale, "scale")
        _check_degrees(self.degrees_of_freedom)

    @property
    def volatility(self) -> float:
        """Standard deviation of the law, in the unit of the sample."""
        return self.scale * math.sqrt(self.degrees_of_freedom / (self.degrees_of_freedom - 2.0))

    @property
    def is_normal(self) -> bool:
        """Whether the sample asks for no fatter tail than a normal law: the degrees of freedom are at their bound."""
        return self.degrees_of_freedom >= _MOST_DEGREES


def fit_student_t(sample: FloatArray) -> StudentTFit:
    r"""Student-t law of a sample by maximum likelihood in location, scale and degrees of freedom.

    The likelihood is maximised in :math:`1/\nu`, in which the normal law is the smooth limit 0, between 1/1000 and
    1/2.01. At 1000 the law is normal for all that a tail shows, and `is_normal` says so. At 2.01 there is no variance
    left to speak of, which is an error.

    Parameters
    ----------
    sample : FloatArray
        Shape (n,), any unit; n >= 20, not constant.

    Returns
    -------
    StudentTFit
        In the unit of the sample.

    Raises
    ------
    InputError
        For a sample that is too small, not finite or constant.
    NumericalError
        When the search does not converge, or the likelihood still rises at 2.01 degrees of freedom.

    References
    ----------
    Lange, Little, Taylor, "Robust statistical modeling using the t distribution", *Journal of the American
    Statistical Association* 84 (1989).

    Examples
    --------
    >>> from scipy.special import stdtrit
    >>> fit = fit_student_t(stdtrit(4.0, (np.arange(2000) + 0.5) / 2000))
    >>> round(fit.degrees_of_freedom, 1), round(fit.scale, 2), fit.is_normal
    (4.0, 1.0, False)
    """
    from scipy.optimize import minimize

    values = check_finite(check_shape(np.asarray(sample, dtype=np.float64), "sample", (None,)), "sample")
    n = len(values)
    if n < _FEWEST:
        raise InputError(f"'sample' must hold at least {_FEWEST} observations, was {n}")
    centre, spread = float(values.mean()), float(values.std())
    if values.max() == values.min():
        raise InputError(f"'sample' must vary, but is {float(values[0])!r} throughout: its variance is 0")
    unit = (values - centre) / spread
    bounds = [(None, None), (None, None), (1.0 / _MOST_DEGREES, 1.0 / _FEWEST_DEGREES)]
    settings = {"ftol": 1e-14, "gtol": 1e-8, "maxiter": 1000, "maxls": 50}
    starts = [(0.0, 0.5 * math.log(1.0 - 2.0 * inverse), inverse) for inverse in (0.05, 0.25)]
    found = [
        minimize(_student_objective, start, args=(unit,), jac=True, method="L-BFGS-B", bounds=bounds, options=settings)
        for start in starts
    ]
    best: Any = min(found, key=lambda each: float(each.fun))
    location, log_scale, inverse = (float(each) for each in best.x)
    gradient = _student_objective(best.x, unit)[1]
    at_bound = inverse <= bounds[2][0] or inverse >= bounds[2][1]  # type: ignore[operator]
    slope = float(np.abs(gradient[:2] if at_bound else gradient).max())
    if slope > 1e-5:
        raise NumericalError(f"Student-t fit of {n} observations did not converge: slope {slope:.3g} per observation")
    if inverse >= 1.0 / _FEWEST_DEGREES:
        raise NumericalError(
            f"Student-t fit of {n} observations asks for {_FEWEST_DEGREES:g} degrees of freedom or fewer, "
            "where the law has no finite variance"
        )
    degrees = _MOST_DEGREES if inverse <= 1.0 / _MOST_DEGREES else 1.0 / inverse
    likelihood = -n * (float(best.fun) + math.log(spread))
    return StudentTFit(centre + spread * location, spread * math.exp(log_scale), degrees, likelihood, n)


def _student_objective(parameters: FloatArray, unit: FloatArray) -> tuple[float, FloatArray]:
    """Minus the mean log-likelihood in (location, log scale, 1/ν), and its gradient."""
    location, log_scale, inverse = parameters
    nu = 1.0 / inverse
    scale = math.exp(log_scale)
    z = (unit - location) / scale
    squares = z**2
    logs = np.log1p(squares / nu)
    pull = (nu + 1.0) / (nu + squares)
    mean_log, mean_energy = float(logs.mean()), float((pull * squares).mean())
    value = _log_constant(nu) - log_scale - 0.5 * (nu + 1.0) * mean_log
    by_location = float((pull * z).mean()) / scale
    by_scale = mean_energy - 1.0
    by_degrees = 0.5 * (float(psi(0.5 * (nu + 1.0)) - psi(0.5 * nu)) - inverse - mean_log + mean_energy / nu)
    return -value, np.array([-by_location, -by_scale, by_degrees * nu**2])


def _log_constant(nu: float) -> float:
    return float(gammaln(0.5 * (nu + 1.0)) - gammaln(0.5 * nu)) - 0.5 * math.log(nu * math.pi)


def _check_degrees(degrees_of_freedom: float) -> float:
    if not (math.isfinite(degrees_of_freedom) and degrees_of_freedom > 2.0):
        raise InputError(
            f"'degrees_of_freedom' must be finite and above 2, where the variance is finite, was {degrees_of_freedom!r}"
        )
    return degrees_of_freedom
