"""A fitted GARCH recursion, run over data it need not have been fitted to."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from seawall.core import FloatArray, check_finite, check_positive, check_shape, read_only
from seawall.models import GarchFit, run_garch_variance

__all__ = ["FilteredSeries", "advance_filter"]


@dataclass(frozen=True, slots=True, eq=False)
class FilteredSeries:
    """Conditional volatility of a series under a fitted recursion, and what is left of the series without it.

    Attributes
    ----------
    fit : GarchFit
        Whose parameters ran the recursion.
    volatility : FloatArray
        Before each value, shape (n,), in the unit of the series.
    next_volatility : float
        Forecast for the value after the last.
    residuals : FloatArray
        Standardised: value less mean, over its volatility, shape (n,).
    """

    fit: GarchFit
    volatility: FloatArray
    next_volatility: float
    residuals: FloatArray

    def __post_init__(self) -> None:
        """Freeze the path."""
        object.__setattr__(self, "volatility", read_only(self.volatility))
        object.__setattr__(self, "residuals", read_only(self.residuals))
        check_shape(self.residuals, "residuals", self.volatility.shape)
        check_positive(self.next_volatility, "next_volatility")

    def next_variance(self, variance: FloatArray, residuals: FloatArray) -> FloatArray:
        """Variance of the step after one of `variance` in which the standardised `residuals` were drawn."""
        return self.fit.next_variance(variance, residuals * np.sqrt(variance))


def advance_filter(fit: GarchFit, series: FloatArray) -> FilteredSeries:
    r"""Run a fitted variance recursion over a series, with its parameters fixed.

    .. math::

        \sigma^2_{t+1} = \omega + (\alpha + \gamma\, 1[\varepsilon_t < 0])\, \varepsilon_t^2 + \beta \sigma^2_t, \quad
        \varepsilon_t = y_t - \mu

    So a backtest refits once a month and still updates volatility every day. Before the series both the variance and
    the squared residual are the backcast of the fit.

    Parameters
    ----------
    fit : GarchFit
        Fitted to this series, or to earlier values of it.
    series : FloatArray
        Shape (n,), oldest first, in the unit of the fit.

    Returns
    -------
    FilteredSeries
        In the unit of the series. The volatility of a value knows the values before it, and the fit.

    Raises
    ------
    InputError
        For a series that is empty, of another shape or not finite.

    Examples
    --------
    >>> from seawall.models import fit_garch
    >>> values = np.random.default_rng(1).standard_normal(300)
    >>> fit = fit_garch(values[:250])
    >>> later = advance_filter(fit, values)
    >>> bool(np.allclose(later.volatility[:250], fit.volatility)), len(later.volatility)
    (True, 300)
    """
    values = check_finite(check_shape(np.asarray(series, dtype=np.float64), "series", (None,)), "series")
    residuals = values - fit.mean
    variances = run_garch_variance(
        residuals,
        backcast=fit.backcast_variance,
        omega=fit.omega,
        alpha=fit.alpha,
        gamma=fit.gamma,
        beta=fit.beta,
    )
    volatility = np.sqrt(variances[:-1])
    return FilteredSeries(fit, volatility, math.sqrt(variances[-1]), residuals / volatility)
