"""The likelihood of an ARMA series and its maximum, on arrays that are already differenced and scaled."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from seawall.core import FloatArray, IntArray
from seawall.models.arima_kernels import compiled, innovations_loop, scaled_errors_loop

__all__ = [
    "Innovations",
    "Maximum",
    "coefficients_of",
    "innovations_of",
    "log_likelihood_at",
    "maximise_likelihood",
    "standard_errors_at",
    "starting_points",
    "unconstrained_of",
]

LARGEST_PARAMETER = 3000.0
"""Of the search: a partial autocorrelation of 1 - 5.6e-8."""
FORWARD_STEP, CENTRAL_STEP = 1e-7, -2e-6
_MOST_STEPS = 200
_COARSE_GAIN, _FINE_GAIN = 1e-7, 1e-13
_SMALL_GRADIENT = 1e-6
_SHORTEST_STEP = 1e-7


class Innovations(NamedTuple):
    """One-step errors of each column (c, n), their variances over σ² (n + h,), rows of the factor after the sample."""

    errors: FloatArray
    variances: FloatArray
    tail: FloatArray


@dataclass(frozen=True, slots=True)
class Maximum:
    """Where a search ended: unconstrained parameters, sum of squares there, and whether the gradient had vanished."""

    parameters: FloatArray
    sum_of_squares: float
    is_converged: bool


def _columns(series: FloatArray, with_constant: bool) -> FloatArray:
    return np.vstack([series, np.ones(len(series))]) if with_constant else series[None, :].copy()


def innovations_of(
    coefficients: FloatArray, counts: IntArray, columns: FloatArray, *, ahead: int = 0
) -> Innovations | None:
    """Innovations of each row of `columns`; None where the coefficients are those of no stationary series."""
    n = columns.shape[1]
    lag = int(counts[1] + counts[4] * counts[3])
    errors, variances = np.empty(columns.shape), np.empty(n + ahead)
    tail = np.empty((ahead, lag))
    try:
        status = compiled(innovations_loop)(coefficients, counts, columns, errors, variances, tail)
    except np.linalg.LinAlgError:
        status = 1
    return None if status else Innovations(errors, variances, tail)


def log_likelihood_at(coefficients: FloatArray, counts: IntArray, series: FloatArray, variance: float) -> float:
    r"""Exact Gaussian log-likelihood of a series of mean zero; minus infinity where there is none.

    .. math:: -\tfrac12 \sum_t \left( \log 2 \pi \sigma^2 v_t + e_t^2 / (\sigma^2 v_t) \right)
    """
    found = innovations_of(coefficients, counts, series[None, :])
    if found is None:
        return -math.inf
    spread = variance * found.variances
    return float(-0.5 * np.sum(np.log(2.0 * math.pi * spread) + found.errors[0] ** 2 / spread))


def coefficients_of(parameters: FloatArray, counts: IntArray) -> FloatArray:
    """AR, MA, seasonal AR and seasonal MA coefficients of unconstrained parameters."""
    out, first = [], 0
    for block, sign in zip(counts[:4].tolist(), (1.0, -1.0, 1.0, -1.0), strict=True):
        weights = np.empty(0)
        for x in parameters[first : first + block]:
            partial = float(x) / math.sqrt(1.0 + float(x) ** 2)
            weights = np.append(weights - partial * weights[::-1], partial)
        out.append(sign * weights)
        first += block
    return np.concatenate(out)


def unconstrained_of(coefficients: FloatArray, counts: IntArray, *, most: float = 1.0) -> FloatArray:
    """Inverse of :func:`coefficients_of`; partial autocorrelations beyond ±`most` are drawn back to it."""
    out, first = [], 0
    for block, sign in zip(counts[:4].tolist(), (1.0, -1.0, 1.0, -1.0), strict=True):
        weights = sign * np.asarray(coefficients[first : first + block], dtype=np.float64)
        partials = np.empty(block)
        for k in range(block - 1, -1, -1):
            partial = min(max(float(weights[k]), -most), most)
            partials[k] = partial
            rest = weights[:k]
            weights = (rest + partial * rest[::-1]) / max(1.0 - partial * partial, 1e-12)
        out.append(partials / np.sqrt(np.maximum(1.0 - partials**2, LARGEST_PARAMETER**-2)))
        first += block
    return np.concatenate(out)


def starting_points(series: FloatArray, counts: IntArray) -> tuple[FloatArray, ...]:
    """Two starts, by the regressions of Hannan and Rissanen and by weak memory; one where nothing is searched."""
    size = int(counts[:4].sum())
    if size == 0:
        return (np.empty(0),)
    weak = np.empty(size)
    first = 0
    for block, value in zip(counts[:4].tolist(), (0.2, 0.1, 0.2, -0.1), strict=True):
        weak[first : first + block] = value / (1.0 + np.arange(block))
        first += block
    return (_hannan_rissanen(series, counts), weak)


def _hannan_rissanen(series: FloatArray, counts: IntArray) -> FloatArray:
    """Regression on own lags and on the lags of residuals of a long autoregression; seasonal products are left out."""
    p, q, sp, sq, period = (int(each) for each in counts)
    n, centred = len(series), series - series.mean()
    longest = max(p + period * sp, q + period * sq)
    order = min(longest + 5 + int(math.log(n)), n // 3)
    lagged = np.lib.stride_tricks.sliding_window_view(centred, order + 1)[:, ::-1]
    weights = np.linalg.lstsq(lagged[:, 1:], lagged[:, 0], rcond=None)[0]
    residuals = np.zeros(n)
    residuals[order:] = lagged[:, 0] - lagged[:, 1:] @ weights
    start = order if n - order - longest < 2 * int(counts[:4].sum()) + 5 else order + longest
    lags = [(centred, k) for k in range(1, p + 1)] + [(residuals, k) for k in range(1, q + 1)]
    lags += [(centred, period * k) for k in range(1, sp + 1)] + [(residuals, period * k) for k in range(1, sq + 1)]
    matrix = np.column_stack([source[start - k : n - k] for source, k in lags])
    found = np.linalg.lstsq(matrix, centred[start:], rcond=None)[0]
    return unconstrained_of(found, counts, most=0.95)


def maximise_likelihood(
    series: FloatArray, counts: IntArray, starts: Sequence[FloatArray], *, with_constant: bool
) -> Maximum:
    """Highest likelihood reached from any start: each is followed until gains are small, the best one to the end."""
    rough = [climb(series, counts, start, with_constant=with_constant, is_rough=True) for start in starts]
    best = min(rough, key=lambda each: each.sum_of_squares)
    if not math.isfinite(best.sum_of_squares) or not len(best.parameters):
        return best
    return climb(series, counts, best.parameters, with_constant=with_constant, is_rough=False)


def climb(series: FloatArray, counts: IntArray, start: FloatArray, *, with_constant: bool, is_rough: bool) -> Maximum:
    r"""Higher likelihood from one start, by damped Gauss-Newton steps.

    Concentrated over mean and variance, the likelihood is highest where the sum of squares of
    :math:`e_t v_t^{-1/2} (\prod_s v_s)^{1 / 2n}` is least. Steps are those of Levenberg and Marquardt; derivatives are
    forward differences until the gain is small, and central ones from there.
    """
    columns, n = _columns(series, with_constant), len(series)
    kernel, size = compiled(scaled_errors_loop), len(start)
    jacobian, errors, none = np.empty((size, n)), np.empty(n), np.empty((0, n))
    if size == 0:
        return Maximum(start, float(kernel(start, counts, columns, 1.0, errors, none)), True)
    at = np.clip(np.asarray(start, dtype=np.float64), -LARGEST_PARAMETER, LARGEST_PARAMETER)
    step_size, damping = FORWARD_STEP, 1e-3
    total = kernel(at, counts, columns, step_size, errors, jacobian)
    if not math.isfinite(total):
        return Maximum(at, math.inf, False)
    trial_errors = np.empty(n)
    for _ in range(_MOST_STEPS):
        slope, bend = jacobian @ errors, jacobian @ jacobian.T
        moved, lower = at, total
        length = math.inf
        while length > _SHORTEST_STEP:
            scale = np.diag(bend) + 1e-12 * total
            step = np.linalg.solve(bend + np.diag(damping * scale), -slope)
            length = float(np.abs(step / (1.0 + np.abs(at))).max())
            step *= min(1.0, 2.0 / max(length, 1e-300))
            trial = np.clip(at + step, -LARGEST_PARAMETER, LARGEST_PARAMETER)
            value = kernel(trial, counts, columns, 1.0, trial_errors, none)
            if value < total:
                moved, lower, damping = trial, value, max(damping / 10.0, 1e-9)
                break
            damping *= 10.0
        gain = (total - lower) / total
        is_fine = step_size < 0.0
        if gain <= (_FINE_GAIN if is_fine else _COARSE_GAIN):
            if is_fine or is_rough:
                at, total = moved, lower
                break
            step_size, damping = CENTRAL_STEP, 1e-3
        at = moved
        total = kernel(at, counts, columns, step_size, errors, jacobian)
    if is_rough:
        return Maximum(at, float(total), False)
    total = kernel(at, counts, columns, CENTRAL_STEP, errors, jacobian)
    gradient = np.abs(jacobian @ errors) / total  # of the log-likelihood per observation
    return Maximum(at, float(total), bool(gradient.max() <= _SMALL_GRADIENT))


def standard_errors_at(
    coefficients: FloatArray, counts: IntArray, series: FloatArray, mean: float | None, variance: float
) -> FloatArray | None:
    """Square roots of the diagonal of the inverse of minus the Hessian: coefficients, mean if any, variance.

    The Hessian is made of second differences of the exact likelihood in these parameters. None where it is not negative
    definite, as at the edge of what is stationary and invertible.
    """
    n, size = len(series), len(coefficients)
    point = np.concatenate([coefficients, [] if mean is None else [mean], [variance]])
    steps = np.concatenate(
        [
            np.full(size, 2e-4),
            [] if mean is None else [1e-3 * math.sqrt(variance)],
            [1e-3 * variance],
        ]
    )

    def value(at: FloatArray) -> float:
        shifted = series if mean is None else series - at[size]
        return log_likelihood_at(at[:size], counts, shifted, float(at[-1])) / n

    k = len(point)
    hessian, middle = np.empty((k, k)), value(point)
    unit = np.diag(steps)
    for i in range(k):
        hessian[i, i] = (value(point + unit[i]) - 2.0 * middle + value(point - unit[i])) / steps[i] ** 2
        for j in range(i):
            corners = value(point + unit[i] + unit[j]) + value(point - unit[i] - unit[j])
            corners -= value(point + unit[i] - unit[j]) + value(point - unit[i] + unit[j])
            hessian[i, j] = hessian[j, i] = corners / (4.0 * steps[i] * steps[j])
    if not np.isfinite(hessian).all():
        return None
    scale = 1.0 / np.sqrt(np.abs(np.diag(hessian)) + 1e-300)
    try:
        np.linalg.cholesky(-hessian * np.outer(scale, scale))
        spread = np.diag(np.linalg.inv(-n * hessian * np.outer(scale, scale))) * scale**2
    except np.linalg.LinAlgError:
        return None
    return np.sqrt(spread) if (spread > 0.0).all() else None
