"""Loops over many assets: the regression on the market with its Newey-West variances, and the same in rolling windows.

Assets lie side by side in the rows of a panel. A strip of them is copied once and then worked on in the near cache,
with the assets of the strip as the lanes of vector instructions.

A Bartlett-weighted sum of autocovariances is a sum of squares: with L lags,

    sum over l of (1 - |l| / (L + 1)) g_l  =  1 / (L + 1) * sum over s of (a_s + a_(s-1) + ... + a_(s-L))**2

where a is zero outside the sample. Hence one running sum per asset replaces all lags, and a variance is never below 0.

Everything compiled stands in this one file because numba notices only edits of the file that holds the loop it cached.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from seawall.core import compile_loop

__all__ = ["compiled", "rolling_error_loop", "rolling_loop", "whole_sample_loop"]

LANES = 64
"""Assets of a strip in one pass over the sample."""

WINDOW_LANES = 16
"""Assets of a strip where every window is worked through: a window of a year stays in the nearest cache."""


@cache
def compiled(loop: Callable[..., Any]) -> Callable[..., Any]:
    """Machine code of one of the loops."""
    return compile_loop(loop)


def whole_sample_loop(returns, risk_free, market, alpha_weight, variation, lags, out):  # type: ignore[no-untyped-def]
    """Fill six rows of `out`: mean excess return, beta, variation, residual variation, two HAC sums of squares.

    `market` holds the market's excess returns less their mean, `variation` the sum of their squares; `alpha_weight` is
    what a residual adds to alpha. The last two rows are the variances of alpha and of beta times `variation`, both
    times the lags plus 1.
    """
    n, k = returns.shape
    strip = np.empty((n, LANES))
    level, beta, total, rest = np.empty(LANES), np.empty(LANES), np.empty(LANES), np.empty(LANES)
    box_a, box_b, sum_a, sum_b = np.empty(LANES), np.empty(LANES), np.empty(LANES), np.empty(LANES)
    for first in range(0, k, LANES):
        width = min(LANES, k - first)
        for j in range(width):
            level[j], beta[j], total[j], rest[j] = 0.0, 0.0, 0.0, 0.0
            box_a[j], box_b[j], sum_a[j], sum_b[j] = 0.0, 0.0, 0.0, 0.0
        # rows are taken four or two at a time, so that sums stay in registers between them
        fours = n - n % 4
        for t in range(0, fours, 4):
            x0, x1, x2, x3 = market[t], market[t + 1], market[t + 2], market[t + 3]
            r0, r1, r2, r3 = risk_free[t], risk_free[t + 1], risk_free[t + 2], risk_free[t + 3]
            for j in range(width):
                y0, y1 = returns[t, first + j] - r0, returns[t + 1, first + j] - r1
                y2, y3 = returns[t + 2, first + j] - r2, returns[t + 3, first + j] - r3
                strip[t, j], strip[t + 1, j], strip[t + 2, j], strip[t + 3, j] = y0, y1, y2, y3
                level[j] += (y0 + y1) + (y2 + y3)
                beta[j] += (x0 * y0 + x1 * y1) + (x2 * y2 + x3 * y3)
        for t in range(fours, n):
            x, r = market[t], risk_free[t]
            for j in range(width):
                y = returns[t, first + j] - r
                strip[t, j] = y
                level[j] += y
                beta[j] += x * y
        for j in range(width):
            level[j] /= n
            beta[j] /= variation
        head = lags + 1 + (n - lags - 1) % 2
        for t in range(head):
            x, w = market[t], alpha_weight[t]
            for j in range(width):
                y = strip[t, j] - level[j]
                u = y - beta[j] * x
                strip[t, j] = u
                total[j] += y * y
                rest[j] += u * u
                box_a[j] += w * u
                box_b[j] += x * u
                if t > lags:
                    box_a[j] -= alpha_weight[0] * strip[0, j]
                    box_b[j] -= market[0] * strip[0, j]
                sum_a[j] += box_a[j] * box_a[j]
                sum_b[j] += box_b[j] * box_b[j]
        for t in range(head, n, 2):
            x0, w0, x1, w1 = market[t], alpha_weight[t], market[t + 1], alpha_weight[t + 1]
            before = t - lags - 1
            p0, v0 = market[before], alpha_weight[before]
            p1, v1 = market[before + 1], alpha_weight[before + 1]
            for j in range(width):
                y0, y1 = strip[t, j] - level[j], strip[t + 1, j] - level[j]
                u0, u1 = y0 - beta[j] * x0, y1 - beta[j] * x1
                strip[t, j], strip[t + 1, j] = u0, u1
                total[j] += y0 * y0 + y1 * y1
                rest[j] += u0 * u0 + u1 * u1
                left0, left1 = strip[before, j], strip[before + 1, j]
                a0, b0 = box_a[j] + w0 * u0 - v0 * left0, box_b[j] + x0 * u0 - p0 * left0
                a1, b1 = a0 + w1 * u1 - v1 * left1, b0 + x1 * u1 - p1 * left1
                box_a[j], box_b[j] = a1, b1
                sum_a[j] += a0 * a0 + a1 * a1
                sum_b[j] += b0 * b0 + b1 * b1
        for t in range(n - lags - 1, n - 1):
            x, w = market[t], alpha_weight[t]
            for j in range(width):
                u = strip[t, j]
                box_a[j] -= w * u
                box_b[j] -= x * u
                sum_a[j] += box_a[j] * box_a[j]
                sum_b[j] += box_b[j] * box_b[j]
        for j in range(width):
            out[0, first + j], out[1, first + j] = level[j], beta[j]
            out[2, first + j], out[3, first + j] = total[j], rest[j]
            out[4, first + j], out[5, first + j] = sum_a[j], sum_b[j]
    return 0


def rolling_loop(  # type: ignore[no-untyped-def]
    returns, risk_free, market, whole_mean, market_mean, variation, window, scale, alpha, beta, explained
):
    """Fill alpha times `scale`, beta and R² of every window; one row per window, the first ending at row `window` - 1.

    `market` holds the market's excess returns less `whole_mean`; `market_mean` and `variation` are the mean and the sum
    of squared deviations of that in each window.

    Sums over a window are never moved on by taking away what leaves it, which would leave rounding of loud days behind
    in quiet ones. The rows are cut into blocks as long as the window; every window is the end of one block and the
    beginning of the next, whose sums are both only added up.
    """
    n, k = returns.shape
    strip = np.empty((n, LANES))
    ends = np.empty((3, window + 1, LANES))
    level, head_y, head_xy, head_yy = np.empty(LANES), np.empty(LANES), np.empty(LANES), np.empty(LANES)
    for first in range(0, k, LANES):
        width = min(LANES, k - first)
        for j in range(width):
            level[j] = 0.0
        for t in range(n):
            r = risk_free[t]
            for j in range(width):
                y = returns[t, first + j] - r
                strip[t, j] = y
                level[j] += y
        for j in range(width):
            level[j] /= n
        for start in range(0, n, window):
            # sums from each row of the block before to its end
            for j in range(width):
                ends[0, window, j], ends[1, window, j], ends[2, window, j] = 0.0, 0.0, 0.0
                head_y[j], head_xy[j], head_yy[j] = 0.0, 0.0, 0.0
            if start:
                for o in range(window - 1, 0, -1):
                    x = market[start - window + o]
                    for j in range(width):
                        y = strip[start - window + o, j] - level[j]
                        ends[0, o, j] = ends[0, o + 1, j] + y
                        ends[1, o, j] = ends[1, o + 1, j] + x * y
                        ends[2, o, j] = ends[2, o + 1, j] + y * y
            for o in range(min(window, n - start)):
                t = start + o
                x = market[t]
                for j in range(width):
                    y = strip[t, j] - level[j]
                    head_y[j] += y
                    head_xy[j] += x * y
                    head_yy[j] += y * y
                row = t - window + 1
                if row < 0:
                    continue
                mean_x, per_variation = market_mean[row], 1.0 / variation[row]
                for j in range(width):
                    sum_y = head_y[j] + ends[0, o + 1, j]
                    cross = head_xy[j] + ends[1, o + 1, j] - mean_x * sum_y
                    squares = head_yy[j] + ends[2, o + 1, j]
                    mean_y = sum_y / window
                    total = squares - sum_y * mean_y
                    slope = cross * per_variation
                    still = total <= 1e-13 * squares
                    beta[row, first + j] = slope
                    alpha[row, first + j] = scale * (mean_y + level[j] - slope * (mean_x + whole_mean))
                    explained[row, first + j] = 0.0 if still else slope * cross / total
    return 0


def rolling_error_loop(  # type: ignore[no-untyped-def]
    returns, risk_free, market, market_mean, window, lags, alpha, beta, squares
):
    """Fill the variance of beta in every window, times its squared variation and the lags plus 1.

    `alpha` and `beta` are those of `rolling_loop` with a scale of 1 and a market whose whole mean is taken as 0. Of
    every box of lags + 1 rows the sums of y and of xy are made once. What such a box adds in a window follows from
    them, and from the mean of the market, alpha and beta there; only boxes cut by an end of the window are added up
    row by row.
    """
    n, k = returns.shape
    strip, box_y, box_xy = np.empty((n, WINDOW_LANES)), np.empty((n, WINDOW_LANES)), np.empty((n, WINDOW_LANES))
    box_x, box_xx = np.zeros(n), np.zeros(n)
    for t in range(n):
        for o in range(max(0, t - lags), t + 1):
            box_x[t] += market[o]
            box_xx[t] += market[o] * market[o]
    level, rise, slope = np.empty(WINDOW_LANES), np.empty(WINDOW_LANES), np.empty(WINDOW_LANES)
    box, total = np.empty(WINDOW_LANES), np.empty(WINDOW_LANES)
    for first in range(0, k, WINDOW_LANES):
        width = min(WINDOW_LANES, k - first)
        for j in range(WINDOW_LANES):
            level[j] = 0.0
        for t in range(n):
            for j in range(WINDOW_LANES):
                y = returns[t, first + min(j, width - 1)] - risk_free[t]
                strip[t, j], box_y[t, j], box_xy[t, j] = y, 0.0, 0.0
                level[j] += y
        for t in range(n):
            for j in range(WINDOW_LANES):
                strip[t, j] -= level[j] / n
            for o in range(max(0, t - lags), t + 1):
                x = market[o]
                for j in range(WINDOW_LANES):
                    box_y[t, j] += strip[o, j]
                    box_xy[t, j] += x * strip[o, j]
        for row in range(n - window + 1):
            mean_x, last = market_mean[row], row + window - 1
            for j in range(WINDOW_LANES):
                rise[j] = alpha[row, first + min(j, width - 1)] - level[j] / n
                slope[j] = beta[row, first + min(j, width - 1)]
                box[j], total[j] = 0.0, 0.0
            for t in range(row, row + lags):
                x = market[t]
                for j in range(WINDOW_LANES):
                    box[j] += (x - mean_x) * (strip[t, j] - rise[j] - slope[j] * x)
                    total[j] += box[j] * box[j]
            for t in range(row + lags, last + 1):
                shift, spread = box_x[t] - (lags + 1) * mean_x, box_xx[t] - mean_x * box_x[t]
                for j in range(WINDOW_LANES):
                    whole = box_xy[t, j] - mean_x * box_y[t, j] - rise[j] * shift - slope[j] * spread
                    total[j] += whole * whole
            for j in range(WINDOW_LANES):
                box[j] = 0.0
            for t in range(last, last - lags, -1):
                x = market[t]
                for j in range(WINDOW_LANES):
                    box[j] += (x - mean_x) * (strip[t, j] - rise[j] - slope[j] * x)
                    total[j] += box[j] * box[j]
            for j in range(width):
                squares[row, first + j] = total[j]
    return 0
