"""Seasonal ARIMA models fitted by exact maximum likelihood."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from seawall.core import FloatArray, IntArray, check_finite, check_positive, check_shape, read_only
from seawall.errors import InputError, NumericalError
from seawall.models.arima_differencing import difference
from seawall.models.arima_likelihood import (
    Maximum,
    coefficients_of,
    innovations_of,
    maximise_likelihood,
    standard_errors_at,
    starting_points,
)

__all__ = ["NEAR_UNIT_ROOT", "ArimaFit", "ArimaOrder", "fit_arima"]

NEAR_UNIT_ROOT = 1.001
"""A root of a polynomial in its own lag that is nearer to the unit circle than this is named."""
NEAR_CANCELLATION = 0.05
"""Inverse roots of both sides that lie nearer to each other than this nearly cancel."""
_WEAK_ROOT = 0.1
"""Inverse roots below this are nearly 0 and cancel nothing."""
_SPARE_OBSERVATIONS = 5


@dataclass(frozen=True, slots=True, order=True)
class ArimaOrder:
    r"""Order of a seasonal ARIMA model (p, d, q)(P, D, Q) with s observations in a season.

    .. math:: \phi(B) \Phi(B^s) (\nabla^d \nabla_s^D y_t - \mu) = \theta(B) \Theta(B^s) \varepsilon_t

    Attributes
    ----------
    p, d, q : int
        Autoregressive lags, differences at lag 1, moving-average lags.
    seasonal_p, seasonal_d, seasonal_q : int
        The same in seasons.
    period : int
        Observations in a season, at least 2 where a seasonal order is above 0; else 1.
    with_constant : bool
        Whether μ is fitted: the mean for d + D = 0, the drift per observation for d = 1, per season for D = 1. Above
        one difference it would be a trend of higher order, and is refused.
    """

    p: int
    d: int
    q: int
    seasonal_p: int = 0
    seasonal_d: int = 0
    seasonal_q: int = 0
    period: int = 1
    with_constant: bool = False

    def __post_init__(self) -> None:
        """Refuse negative orders, a season of one observation, and a constant after two differences."""
        for name in ("p", "d", "q", "seasonal_p", "seasonal_d", "seasonal_q"):
            if getattr(self, name) < 0:
                raise InputError(f"{name!r} must be at least 0, was {getattr(self, name)!r}")
        if self.period < 1:
            raise InputError(f"'period' must be at least 1, was {self.period!r}")
        if self.period == 1 and self.is_seasonal:
            raise InputError("'period' must be at least 2 for a model with seasonal orders, was 1")
        if self.with_constant and self.d + self.seasonal_d > 1:
            raise InputError(
                f"'with_constant' must be False above one difference, was True at d = {self.d}, D = {self.seasonal_d}"
            )

    @property
    def is_seasonal(self) -> bool:
        """Whether any seasonal order is above 0."""
        return self.seasonal_p + self.seasonal_d + self.seasonal_q > 0

    @property
    def n_parameters(self) -> int:
        """Coefficients, constant and the variance of the innovations."""
        return self.p + self.q + self.seasonal_p + self.seasonal_q + int(self.with_constant) + 1

    @property
    def n_lost(self) -> int:
        """Observations that differencing takes."""
        return self.d + self.seasonal_d * self.period

    @property
    def longest_lag(self) -> int:
        """Of both polynomials, multiplied out."""
        return max(self.p + self.period * self.seasonal_p, self.q + self.period * self.seasonal_q)

    @property
    def counts(self) -> IntArray:
        """Array of p, q, P, Q and the period."""
        return np.array([self.p, self.q, self.seasonal_p, self.seasonal_q, self.period], dtype=np.int64)

    @property
    def parameter_names(self) -> tuple[str, ...]:
        """In the order of :attr:`ArimaFit.standard_errors`."""
        blocks = (("ar", self.p), ("ma", self.q), ("seasonal_ar", self.seasonal_p), ("seasonal_ma", self.seasonal_q))
        names = [f"{name}[{k + 1}]" for name, count in blocks for k in range(count)]
        return (*names, *(["constant"] if self.with_constant else []), "innovation_variance")

    def __str__(self) -> str:
        """Text such as ``(0,1,1)(0,1,1)12`` or ``(1,0,1) with constant``."""
        text = f"({self.p},{self.d},{self.q})"
        if self.is_seasonal:
            text += f"({self.seasonal_p},{self.seasonal_d},{self.seasonal_q}){self.period}"
        return text + (" with constant" if self.with_constant else "")


@dataclass(frozen=True, slots=True)
class ArimaFit:
    """A fitted model with its sample.

    Attributes
    ----------
    order : ArimaOrder
        What was fitted.
    values : FloatArray
        Shape (n,), the sample, oldest first, its own unit.
    ar, ma, seasonal_ar, seasonal_ma : FloatArray
        Coefficients φ, θ, Φ, Θ; the moving average with plus signs: 1 + θ₁B + ….
    constant : float
        μ of the differenced series, its unit; 0 where none was fitted.
    innovation_variance : float
        σ², squared unit of the differenced series: sum of squared standardised innovations over n_used.
    standard_errors : FloatArray or None
        In the order of :attr:`ArimaOrder.parameter_names`, from the Hessian of the exact likelihood; None where it is
        not negative definite, as beside a unit root.
    log_likelihood : float
        Exact, of the differenced series.
    aic, aicc, bic : float
        With the variance counted as a parameter and n_used observations; comparable between models of the same d and D
        of the same series only.
    residuals : FloatArray
        Shape (n_used,), one-step prediction errors over the square root of their variance in σ²: all have variance σ².
    n_used : int
        Observations left after differencing.
    is_converged : bool
        Whether the gradient of the likelihood vanished where the search ended.
    smallest_ar_root, smallest_ma_root : float
        Least modulus of the roots of the polynomials, each in its own lag; infinite where there is none.
    is_near_cancellation : bool
        Whether a root of the left side lies beside one of the right side: both then say little.
    """

    order: ArimaOrder
    values: FloatArray
    ar: FloatArray
    ma: FloatArray
    seasonal_ar: FloatArray
    seasonal_ma: FloatArray
    constant: float
    innovation_variance: float
    standard_errors: FloatArray | None
    log_likelihood: float
    aic: float
    aicc: float
    bic: float
    residuals: FloatArray
    n_used: int
    is_converged: bool
    smallest_ar_root: float
    smallest_ma_root: float
    is_near_cancellation: bool

    def __post_init__(self) -> None:
        """Hold read-only arrays of the lengths that the order asks for."""
        check_positive(self.innovation_variance, "innovation_variance")
        order = self.order
        wanted = {"ar": order.p, "ma": order.q, "seasonal_ar": order.seasonal_p, "seasonal_ma": order.seasonal_q}
        wanted |= {"residuals": self.n_used, "values": self.n_used + order.n_lost}
        for name, length in wanted.items():
            array = check_finite(check_shape(read_only(getattr(self, name)), name, (length,)), name)
            object.__setattr__(self, name, array)
        if self.standard_errors is not None:
            errors = check_shape(read_only(self.standard_errors), "standard_errors", (order.n_parameters,))
            object.__setattr__(self, "standard_errors", check_finite(errors, "standard_errors"))

    @property
    def coefficients(self) -> FloatArray:
        """AR, MA, seasonal AR and seasonal MA coefficients in one array."""
        return np.concatenate([self.ar, self.ma, self.seasonal_ar, self.seasonal_ma])

    @property
    def is_near_unit_root(self) -> bool:
        """Whether a root has modulus below 1.001: one difference too few, or, on the right side, one too many."""
        return min(self.smallest_ar_root, self.smallest_ma_root) < NEAR_UNIT_ROOT


def fit_arima(values: FloatArray, *, order: ArimaOrder) -> ArimaFit:
    r"""Fit a seasonal ARIMA model by exact maximum likelihood.

    The series is differenced; the stationary series that is left has the exact Gaussian likelihood of its innovations,
    concentrated over σ² and, by generalised least squares, over the mean. Coefficients are searched as partial
    autocorrelations, so every point is stationary and invertible. Two searches start from the regressions of Hannan
    and Rissanen and from weak memory; the better end is kept.

    Parameters
    ----------
    values : FloatArray
        Shape (n,), oldest first, equally spaced, without gaps; any unit, which changes nothing but units.
    order : ArimaOrder
        Orders, season and whether a constant is fitted.

    Returns
    -------
    ArimaFit
        In the unit of the values. Where the search did not converge, `is_converged` says so.

    Raises
    ------
    InputError
        For values that are not finite (a gap is never filled), too few of them, or none that vary after differencing.
    NumericalError
        When no start has a finite likelihood.

    References
    ----------
    Ansley, "An algorithm for the exact likelihood of a mixed autoregressive-moving average process", *Biometrika* 66
    (1979). Brockwell, Davis, *Time Series: Theory and Methods* (1991), §8.7. Monahan, "A note on enforcing stationarity
    in autoregressive-moving average models", *Biometrika* 71 (1984).

    Examples
    --------
    >>> noise = np.random.default_rng(2).standard_normal(400)
    >>> values = np.zeros(400)
    >>> for t in range(1, 400):
    ...     values[t] = 0.6 * values[t - 1] + noise[t]
    >>> fit = fit_arima(values, order=ArimaOrder(1, 0, 0))
    >>> round(float(fit.ar[0]), 1), fit.is_converged
    (0.6, True)
    """
    sample, series, scale = prepared_series(values, order)
    starts = starting_points(series, order.counts)
    maximum = maximise_likelihood(series, order.counts, starts, with_constant=order.with_constant)
    return complete_fit(sample, series, scale, order=order, maximum=maximum)


def prepared_series(values: FloatArray, order: ArimaOrder) -> tuple[FloatArray, FloatArray, float]:
    """Sample as given, its differences over their scale, and that scale; refused where no fit can stand on them."""
    sample = check_finite(check_shape(np.asarray(values, dtype=np.float64), "values", (None,)), "values")
    fewest = order.n_lost + order.longest_lag + order.n_parameters + _SPARE_OBSERVATIONS
    if len(sample) < fewest:
        raise InputError(f"'values' must hold at least {fewest} observations for ARIMA {order}, was {len(sample)}")
    series = difference(sample, d=order.d, seasonal_d=order.seasonal_d, period=order.period)
    scale = float(series.std()) if order.with_constant else float(np.sqrt(np.mean(series**2)))
    noise = 1e-13 * float(np.abs(sample).max())
    if not scale > noise or not float(np.ptp(series)) > noise:
        raise InputError(f"'values' must vary after the differences of ARIMA {order}: they are constant, variance 0")
    return sample, series / scale, scale


def complete_fit(
    sample: FloatArray, series: FloatArray, scale: float, *, order: ArimaOrder, maximum: Maximum, errors: bool = True
) -> ArimaFit:
    """Everything that is told of a maximum, in the unit of the sample."""
    counts, n = order.counts, len(series)
    coefficients = coefficients_of(maximum.parameters, counts)
    columns = np.vstack([series, np.ones(n)])
    found = innovations_of(coefficients, counts, columns)
    if found is None or not math.isfinite(maximum.sum_of_squares):
        raise NumericalError(f"ARIMA {order}: no finite likelihood from any start; last at {coefficients.tolist()}")
    standardised = found.errors / np.sqrt(found.variances[:n])
    mean = (
        float(standardised[0] @ standardised[1] / (standardised[1] @ standardised[1])) if order.with_constant else 0.0
    )
    residuals = standardised[0] - mean * standardised[1]
    variance = float(residuals @ residuals) / n
    logs = float(np.log(found.variances[:n]).sum())
    likelihood = -0.5 * (n * (math.log(2.0 * math.pi * variance) + 1.0) + logs) - n * math.log(scale)
    k = order.n_parameters
    aic = 2.0 * k - 2.0 * likelihood
    ar, ma, seasonal_ar, seasonal_ma = np.split(coefficients, np.cumsum(counts[:3]))
    deviations = None
    if errors:
        deviations = standard_errors_at(coefficients, counts, series, mean if order.with_constant else None, variance)
    if deviations is not None:
        units = np.ones(k)
        units[len(coefficients) :] = scale
        units[-1] = scale**2
        deviations = deviations * units
    left, right = inverse_roots(ar, seasonal_ar, order.period), inverse_roots(-ma, -seasonal_ma, order.period)
    return ArimaFit(
        order=order,
        values=sample,
        ar=ar,
        ma=ma,
        seasonal_ar=seasonal_ar,
        seasonal_ma=seasonal_ma,
        constant=mean * scale,
        innovation_variance=variance * scale**2,
        standard_errors=deviations,
        log_likelihood=likelihood,
        aic=aic,
        aicc=aic + 2.0 * k * (k + 1.0) / (n - k - 1.0),
        bic=-2.0 * likelihood + k * math.log(n),
        residuals=residuals * scale,
        n_used=n,
        is_converged=maximum.is_converged,
        smallest_ar_root=smallest_root(ar, seasonal_ar),
        smallest_ma_root=smallest_root(-ma, -seasonal_ma),
        is_near_cancellation=nearly_cancel(left, right),
    )


def smallest_root(short: FloatArray, seasonal: FloatArray) -> float:
    """Least modulus of the roots of 1 - Σ aₖ zᵏ, of both polynomials, each in its own lag."""
    inverse = np.concatenate([inverse_roots(short, np.empty(0), 1), inverse_roots(seasonal, np.empty(0), 1)])
    return 1.0 / float(np.abs(inverse).max()) if len(inverse) and np.abs(inverse).max() > 0.0 else math.inf


def inverse_roots(
    short: FloatArray, seasonal: FloatArray, period: int
) -> np.ndarray[tuple[int], np.dtype[np.complex128]]:
    """Inverse roots of both polynomials in the lag of one observation."""
    near = np.roots(np.concatenate([[1.0], -short])).astype(np.complex128)
    far = np.roots(np.concatenate([[1.0], -seasonal])).astype(np.complex128)
    turns = np.exp(2j * np.pi * np.arange(period) / period)
    return np.concatenate([near, np.outer(far ** (1.0 / period), turns).ravel()])


def nearly_cancel(left: np.ndarray, right: np.ndarray) -> bool:
    """Whether any two inverse roots of note, one from each side, lie beside each other."""
    some, other = left[np.abs(left) > _WEAK_ROOT], right[np.abs(right) > _WEAK_ROOT]
    return bool((np.abs(some[:, None] - other[None, :]) < NEAR_CANCELLATION).any())
