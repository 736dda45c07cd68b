"""One outcome on one regressor: the slope with a Newey-West error."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seawall.core import FloatArray, check_finite, check_shape
from seawall.errors import InputError
from seawall.models.hac_regression import regress
from seawall.models.market_sample import FEWEST_CAPM_OBSERVATIONS, check_lags

__all__ = ["SlopeFit", "fit_slope"]

_STILL = 1e-26


@dataclass(frozen=True, slots=True)
class SlopeFit:
    """A least-squares line with Newey-West errors.

    Attributes
    ----------
    slope, intercept : float
        In outcome per regressor, and in the unit of the outcome.
    standard_error : float
        Of the slope, Newey-West.
    r_squared : float
        Share of the outcome's variance that the line explains.
    lags : int
        Of the Bartlett kernel.
    n_observations : int
        Pairs fitted.
    """

    slope: float
    intercept: float
    standard_error: float
    r_squared: float
    lags: int
    n_observations: int


def fit_slope(outcome: FloatArray, regressor: FloatArray, *, lags: int | None = None) -> SlopeFit:
    r"""Least squares of an outcome on a constant and one regressor.

    .. math:: y_t = a + b x_t + u_t

    Parameters
    ----------
    outcome, regressor : FloatArray
        Shape (n,), in any units; n >= 24.
    lags : int, optional
        Of the Bartlett kernel, at most n / 2; by default the rule of `newey_west_lags`.

    Returns
    -------
    SlopeFit
        Slope, and its error corrected by n / (n - 2).

    Raises
    ------
    InputError
        For lengths that differ, too few pairs, a value that is not finite, or a side that never moves.

    References
    ----------
    Newey, West, "A simple, positive semi-definite, heteroskedasticity and autocorrelation consistent covariance
    matrix", *Econometrica* 55 (1987).

    Examples
    --------
    >>> x = np.linspace(-1.0, 1.0, 40)
    >>> fit = fit_slope(2.0 - 3.0 * x + 0.1 * np.cos(9.0 * x), x)
    >>> round(fit.slope, 2), round(fit.intercept, 2), fit.lags
    (-3.0, 2.0, 3)
    """
    y = check_finite(check_shape(np.asarray(outcome, dtype=np.float64), "outcome", (None,)), "outcome")
    x = check_finite(check_shape(np.asarray(regressor, dtype=np.float64), "regressor", (len(y),)), "regressor")
    if len(y) < FEWEST_CAPM_OBSERVATIONS:
        raise InputError(f"'outcome' must hold at least {FEWEST_CAPM_OBSERVATIONS} observations, held {len(y)}")
    for side, name in ((y, "outcome"), (x, "regressor")):
        if np.var(side) <= _STILL * float(np.max(np.abs(side))) ** 2:
            raise InputError(f"{name!r} must vary, but never does")
    used = check_lags(lags, len(y))
    fit = regress(np.column_stack([np.ones(len(x)), x]), y[:, None], combinations=np.array([[0.0], [1.0]]), lags=used)
    intercept, slope = (float(each) for each in fit.coefficients[:, 0])
    residuals = y - intercept - slope * x
    explained = 1.0 - float(np.var(residuals)) / float(np.var(y))
    return SlopeFit(slope, intercept, float(fit.errors[0, 0]), explained, used, len(y))
