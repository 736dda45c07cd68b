r"""The exact Gaussian likelihood of a stationary ARMA series, by its innovations.

With m the larger of the two lags, the series :math:`w_t` is replaced by itself for the first m values and by
:math:`\phi(B) w_t` after them (Ansley 1979). The covariances of that series vanish beyond the moving-average lag, so
its Cholesky factor is a band: row t holds the weights :math:`l_{t,j}` of the last innovations, and
:math:`e_t = W_t - \sum_j l_{t,j} e_{t-j}` has variance :math:`\sigma^2 v_t`. As t grows, :math:`l_{t,j}` goes to
:math:`\theta_j` and :math:`v_t` to 1; from where they agree to rounding, the plain recursion runs.

Everything compiled stands in this one file, because the compiler's cache notices only edits of the file that holds the
loop.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from seawall.core import compile_loop

__all__ = ["compiled", "innovations_loop", "scaled_errors_loop"]

SETTLED = 4e-15
"""Distance of a row of the factor from its limit that counts as rounding."""


def fill_from_partial(x: Any, first: Any, count: Any, sign: Any, out: Any) -> None:
    """Coefficients whose partial autocorrelations are x / sqrt(1 + x²), by the Durbin-Levinson recursion."""
    old = np.empty(count)
    for k in range(count):
        partial = x[first + k] / np.sqrt(1.0 + x[first + k] * x[first + k])
        for i in range(k):
            old[i] = out[first + i]
        for i in range(k):
            out[first + i] = old[i] - partial * old[k - 1 - i]
        out[first + k] = partial
    if sign < 0.0:
        for k in range(count):
            out[first + k] = -out[first + k]


def expand(short: Any, seasonal: Any, period: Any, sign: Any) -> Any:
    """Lag weights of (1 + sign a(B)) (1 + sign b(B^period)), with the same sign taken out again."""
    out = np.zeros(len(short) + period * len(seasonal))
    for i in range(len(short)):
        out[i] += short[i]
    for j in range(len(seasonal)):
        at = period * (j + 1)
        out[at - 1] += seasonal[j]
        for i in range(len(short)):
            out[at + i] += sign * short[i] * seasonal[j]
    return out


def cross_covariances(ar: Any, ma: Any) -> Any:
    """Covariances of the moving-average part with the series of h periods before, for h = 0 ... q."""
    q = len(ma)
    psi, out = np.zeros(q + 1), np.zeros(q + 1)
    psi[0] = 1.0
    for j in range(1, q + 1):
        psi[j] = ma[j - 1]
        for i in range(min(j, len(ar))):
            psi[j] += ar[i] * psi[j - 1 - i]
    for h in range(q + 1):
        for j in range(h, q + 1):
            out[h] += (ma[j - 1] if j > 0 else 1.0) * psi[j - h]
    return out


def autocovariances(ar: Any, cross: Any, count: Any) -> Any:
    """Autocovariances of the series at lags 0 ... count - 1, innovations of variance 1."""
    p, q = len(ar), len(cross) - 1
    system, right = np.zeros((p + 1, p + 1)), np.zeros(p + 1)
    for k in range(p + 1):
        right[k] = cross[k] if k <= q else 0.0
        system[k, k] += 1.0
        for i in range(p):
            system[k, abs(k - 1 - i)] -= ar[i]
    head = np.linalg.solve(system, right)
    out = np.zeros(max(count, p + 1))
    for k in range(p + 1):
        out[k] = head[k]
    for k in range(p + 1, count):
        out[k] = cross[k] if k <= q else 0.0
        for i in range(p):
            out[k] += ar[i] * out[k - 1 - i]
    return out


def filter_columns(ar: Any, ma: Any, columns: Any, errors: Any, variances: Any, tail: Any) -> int:
    """Fill innovations (c, n), variances (n + h,) and the last h rows of the factor; 0, or 1 where none exists."""
    p, q = len(ar), len(ma)
    n, m, ahead = columns.shape[1], max(p, q), tail.shape[0]
    cross = cross_covariances(ar, ma)
    gamma = autocovariances(ar, cross, m)
    moving = np.zeros(q + 1)
    for h in range(q + 1):
        for j in range(h, q + 1):
            moving[h] += (ma[j - 1] if j > 0 else 1.0) * (ma[j - h - 1] if j > h else 1.0)
    rows = np.zeros((m + 1, m + 1))
    settled, end = 0, n + ahead
    for t in range(end):
        width = t if t < m else q
        if settled <= m:
            here = t % (m + 1)
            gap = 0.0
            for lag in range(width, 0, -1):
                i = t - lag
                if t < m:
                    total = gamma[lag]
                elif i < m:
                    total = cross[lag]
                else:
                    total = moving[lag]
                row = i % (m + 1)
                for k in range(max(t - width, 0), i):
                    total -= rows[here, t - k] * variances[k] * rows[row, i - k]
                rows[here, lag] = total / variances[i]
                if t >= m:
                    gap = max(gap, abs(rows[here, lag] - ma[lag - 1]))
            total = gamma[0] if t < m else moving[0]
            for k in range(max(t - width, 0), t):
                total -= rows[here, t - k] * rows[here, t - k] * variances[k]
            if not total > 0.0:
                return 1
            variances[t] = total
            gap = max(gap, abs(total - 1.0))
            settled = settled + 1 if (t >= 2 * m and gap <= SETTLED * (q + 1)) else 0
            if settled > m:
                # from here on every row is the limit
                for r in range(m + 1):
                    for lag in range(1, q + 1):
                        rows[r, lag] = ma[lag - 1]
        else:
            here = 0
            variances[t] = 1.0
        if t >= n:
            for lag in range(1, q + 1):
                tail[t - n, lag - 1] = rows[here, lag] if lag <= width else 0.0
            continue
        for c in range(columns.shape[0]):
            value = columns[c, t]
            if t >= m:
                for i in range(p, 0, -1):
                    value -= ar[i - 1] * columns[c, t - i]
            for lag in range(width, 0, -1):
                value -= rows[here, lag] * errors[c, t - lag]
            errors[c, t] = value
    return 0


def fill_scaled(x: Any, counts: Any, columns: Any, errors: Any, variances: Any, out: Any) -> float:
    """Fill the errors whose sum of squares the maximum of the likelihood makes least; return that sum."""
    p, q, sp, sq, period = counts[0], counts[1], counts[2], counts[3], counts[4]
    coefficients = np.empty(p + q + sp + sq)
    fill_from_partial(x, 0, p, 1.0, coefficients)
    fill_from_partial(x, p, q, -1.0, coefficients)
    fill_from_partial(x, p + q, sp, 1.0, coefficients)
    fill_from_partial(x, p + q + sp, sq, -1.0, coefficients)
    ar = expand(coefficients[:p], coefficients[p + q : p + q + sp], period, -1.0)
    ma = expand(coefficients[p : p + q], coefficients[p + q + sp :], period, 1.0)
    tail = np.empty((0, 0))
    if filter_columns(ar, ma, columns, errors, variances, tail) > 0:
        return np.inf
    n = columns.shape[1]
    mean, logs = 0.0, 0.0
    if columns.shape[0] > 1:
        above, below = 0.0, 0.0
        for t in range(n):
            above += errors[0, t] * errors[1, t] / variances[t]
            below += errors[1, t] * errors[1, t] / variances[t]
        mean = above / below
    for t in range(n):
        if variances[t] != 1.0:
            logs += np.log(variances[t])
    level = np.exp(0.5 * logs / n)
    total = 0.0
    for t in range(n):
        value = errors[0, t]
        if columns.shape[0] > 1:
            value -= mean * errors[1, t]
        value *= level if variances[t] == 1.0 else level / np.sqrt(variances[t])
        out[t] = value
        total += value * value
    return total


def scaled_errors_loop(x, counts, columns, steps, out, jacobian):  # type: ignore[no-untyped-def]
    """Fill scaled errors and, for each row of `jacobian`, their derivative by one of the unconstrained parameters.

    A step below 0 asks for central differences. Returns the sum of squares, infinite where no likelihood exists.
    """
    n = columns.shape[1]
    errors, variances = np.empty((columns.shape[0], n)), np.empty(n)
    total = fill_scaled(x, counts, columns, errors, variances, out)
    if not total < np.inf:
        return np.inf
    moved, other = x.copy(), np.empty(n)
    for k in range(jacobian.shape[0]):
        step = abs(steps) * (1.0 + abs(x[k]))
        moved[k] = x[k] + step
        if not fill_scaled(moved, counts, columns, errors, variances, jacobian[k]) < np.inf:
            return np.inf
        if steps > 0.0:
            for t in range(n):
                jacobian[k, t] = (jacobian[k, t] - out[t]) / step
        else:
            moved[k] = x[k] - step
            if not fill_scaled(moved, counts, columns, errors, variances, other) < np.inf:
                return np.inf
            for t in range(n):
                jacobian[k, t] = (jacobian[k, t] - other[t]) / (2.0 * step)
        moved[k] = x[k]
    return total


def innovations_loop(coefficients, counts, columns, errors, variances, tail):  # type: ignore[no-untyped-def]
    """Fill innovations, variances and rows of the factor after the sample, from coefficients; as `filter_columns`."""
    p, q, sp, period = counts[0], counts[1], counts[2], counts[4]
    ar = expand(coefficients[:p], coefficients[p + q : p + q + sp], period, -1.0)
    ma = expand(coefficients[p : p + q], coefficients[p + q + sp :], period, 1.0)
    return filter_columns(ar, ma, columns, errors, variances, tail)


@cache
def compiled(loop: Callable[..., Any]) -> Callable[..., Any]:
    """Machine code of one of the two loops."""
    _teach_numba()
    return compile_loop(loop)


@cache
def _teach_numba() -> None:
    """Let the loops call the functions above them."""
    from numba.extending import register_jitable

    settings: Any = {"error_model": "numpy", "fastmath": {"contract"}}
    for function in (fill_from_partial, expand, cross_covariances, autocovariances, filter_columns, fill_scaled):
        register_jitable(**settings)(function)
