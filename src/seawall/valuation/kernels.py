r"""Option arithmetic, one point at a time, and the vector kernels compiled from the same source.

Each formula stands here once, as a scalar function that needs only :mod:`math`. For long arrays numba compiles that
very function into vector code; for short ones, such as a single option on the command line, it runs as it stands, and
neither numba nor its start-up time is paid. The two differ in the last bits only: compiled code fuses multiply and
add, and replaces ``exp`` and ``ln`` by polynomials without branches, because a call into the C library would keep the
loop scalar. Which of the two runs depends on the length alone, never on what ran before.

The normal distribution enters through the Mills ratio, which needs no exponential of its own:

.. math:: M(x) = \Phi(-x) / \varphi(x), \qquad K e^{-rT} \varphi(d_2) = S e^{-qT} \varphi(d_1),

so one exponential serves both distribution values and every Greek, and far tails keep their relative accuracy.

Everything compiled stands in this one file because numba notices only edits of the file that holds the loop it
cached: a helper in another file would live on in the cache in its old form.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from typing import Any

from seawall.core import compile_loop

__all__ = [
    "SHORT",
    "book_loop",
    "book_rate_loop",
    "call_point",
    "chebyshev_loop",
    "compiled",
    "greeks_loop",
    "greeks_point",
    "is_inside_domain",
    "mills_ratio",
    "second_order_loop",
    "volatility_loop",
    "volatility_point",
]

# Arrays shorter than this run as plain Python: a few milliseconds, against a few tenths of a second to wake numba.
SHORT = 2048

# The domain on which every formula below stays finite; far wider than any market.
SMALLEST_PRICE, LARGEST_PRICE = 1e-100, 1e100
LONGEST_TIME, LARGEST_VOLATILITY, LARGEST_RATE = 1e3, 50.0, 10.0
LARGEST_EXPONENT = 200.0

SOLVED, BELOW_LOWER_BOUND, ABOVE_UPPER_BOUND, UNDETERMINED, EXPIRED, NOT_CONVERGED = range(6)

EPSILON = 2.0**-52
INFINITY, NAN = math.inf, math.nan
ROOT_TWO_PI = math.sqrt(2.0 * math.pi)
LOG_ROOT_TWO_PI = 0.5 * math.log(2.0 * math.pi)
# Total volatility that counts as none; its reciprocal squared, times a logarithm, is still finite.
NO_VOLATILITY = 1e-150
# exp(-x**2/2) leaves the normal numbers near x = 37.6; the density is zero from there on.
DENSITY_END, LAST_EXPONENT = 38.0, -708.0
# A quartic step that is relatively shorter than this leaves an error below one rounding.
CONVERGED_STEP = 1e-3
# Relative doubt about the time value above which it holds not one digit, and an error bound would be guesswork.
ONE_DIGIT = 0.1

# Minimax fits, made with 60 digits. Mills ratio on [0, 40] to 5.4e-17: all terms positive, so nothing cancels.
MILLS_ABOVE = (
    1.2533141373155001, 1.943892407371133, 1.4913321103752648, 0.7268784447913148, 0.2456277190804845,
    0.059436382957234635, 0.010297950804030223, 0.0012361781484116355, 9.400817644102408e-05, 3.5013410745213365e-06,
)  # fmt: skip
MILLS_BELOW = (
    1.0, 2.3488863005061957, 2.5640509801535707, 1.7173001488656852, 0.7838777211731505, 0.255737642264669,
    0.060665558829358646, 0.010391958969896154, 0.0012396794896725701, 9.400817643905087e-05, 3.5013410745307406e-06,
)  # fmt: skip
# The same, weighted by the density, on [0, 9].
CHANCE_ABOVE = (
    1.2533141373155003, 1.259038325222603, 0.637897723938354, 0.19301389120991885, 0.03627703823904794,
    0.0039861714065720045, 0.00020069243414526345,
)  # fmt: skip
CHANCE_BELOW = (
    1.0, 1.8024518019570877, 1.4471172096741478, 0.6733709023834943, 0.1970413519976134, 0.03647462817511147,
    0.003986323939115212, 0.00020068874770376178,
)  # fmt: skip
# (exp(r) - 1 - r) / r**2 on |r| <= ln(2)/2, to 2.5e-16 of a term that is at most 6 % of the whole.
EXPONENTIAL = (
    0.5000000000000001, 0.16666666666666669, 0.04166666666662064, 0.008333333333329793, 0.0013888888918939168,
    0.00019841269864380535, 2.480151864139559e-05, 2.755726641858637e-06, 2.7621338669330945e-07,
    2.5101346938950622e-08,
)  # fmt: skip
# (2 artanh(s) - 2 s) / s**3 in s**2 on |s| <= 1/5, to 4.1e-15 of a term that is at most 1.4 % of the whole.
LOGARITHM = (
    0.6666666666666694, 0.39999999999335556, 0.2857142883604555, 0.22222182776674482, 0.18184610246294064,
    0.15283703752403147, 0.1511848710872457,
)  # fmt: skip
# First guess of the implied volatility in Bachelier's model, (h / l)**2 with l = ln(1 + h / (time value / width)).
BACHELIER_ABOVE = (0.1591110589813137, 0.024609261911896, 0.001539379641588396)
BACHELIER_BELOW = (1.0, 0.15053730908373328, 0.01978399282872924, 0.000772920948497098)


def exponential(y: float) -> float:
    """``exp(y)`` for ``|y|`` up to 708."""
    return math.exp(y)


def exponential_less_one(y: float) -> float:
    """``exp(y) - 1`` without cancellation near zero."""
    return math.expm1(y)


def log_ratio(a: float, b: float) -> float:
    """``ln(a / b)`` of positive numbers, without cancellation where they are close."""
    if 0.5 * b < a < 2.0 * b:
        return math.log1p((a - b) / b)
    return math.log(a / b)


def mills_ratio(x: float) -> float:
    """``Phi(-x) / phi(x)`` for ``x >= 0``; relative error below 1e-15 up to 40 and 3e-12 anywhere."""
    p, q = MILLS_ABOVE, MILLS_BELOW
    above = (p[9] * x + p[8]) * x + p[7]
    above = ((above * x + p[6]) * x + p[5]) * x + p[4]
    above = (((above * x + p[3]) * x + p[2]) * x + p[1]) * x + p[0]
    below = (q[10] * x + q[9]) * x + q[8]
    below = (((below * x + q[7]) * x + q[6]) * x + q[5]) * x + q[4]
    below = (((below * x + q[3]) * x + q[2]) * x + q[1]) * x + q[0]
    return above / below


def chance_terms(x: float) -> tuple[float, float]:
    """Numerator and denominator of a shorter Mills ratio, whose error times the density stays below 3e-17.

    Enough where prices are added up, and two of them can share a division; far tails want :func:`mills_ratio`.
    """
    p, q = CHANCE_ABOVE, CHANCE_BELOW
    above = (((p[6] * x + p[5]) * x + p[4]) * x + p[3]) * x + p[2]
    above = (above * x + p[1]) * x + p[0]
    below = (((q[7] * x + q[6]) * x + q[5]) * x + q[4]) * x + q[3]
    below = ((below * x + q[2]) * x + q[1]) * x + q[0]
    return above, below


def is_inside_domain(spot: float, strike: float, time: float, rate: float, dividend: float, volatility: float) -> bool:
    """Whether every formula of this file holds at the point; false for NaN."""
    return (
        (spot >= SMALLEST_PRICE)
        & (spot <= LARGEST_PRICE)
        & (strike >= SMALLEST_PRICE)
        & (strike <= LARGEST_PRICE)
        & (time >= 0.0)
        & (time <= LONGEST_TIME)
        & (volatility >= 0.0)
        & (volatility <= LARGEST_VOLATILITY)
        & (abs(rate) <= LARGEST_RATE)
        & (abs(dividend) <= LARGEST_RATE)
        & (abs(rate * time) <= LARGEST_EXPONENT)
        & (abs(dividend * time) <= LARGEST_EXPONENT)
    )


def greeks_point(
    spot: float, strike: float, time: float, rate: float, dividend: float, volatility: float, sign: float
) -> tuple[float, float, float, float, float, float, float, float]:
    """Price, delta, gamma, vega, theta, rho, vanna and volga of one option; `sign` is +1 for a call, -1 for a put."""
    root_time = math.sqrt(time)
    total = volatility * root_time
    per_total = 1.0 / (total if total > NO_VOLATILITY else NO_VOLATILITY)
    moneyness = (log_ratio(spot, strike) + (rate - dividend) * time) * per_total
    half = 0.5 * total
    d1, d2 = moneyness + half, moneyness - half
    x1, x2 = abs(d1), abs(d2)
    x1 = x1 if x1 < DENSITY_END else DENSITY_END
    x2 = x2 if x2 < DENSITY_END else DENSITY_END
    exponent = -0.5 * x1 * x1
    density = exponential(exponent - LOG_ROOT_TWO_PI)
    density = density if exponent > LAST_EXPONENT else 0.0
    spot_discount = exponential(-dividend * time)
    held = spot * spot_discount
    owed = strike * exponential(-rate * time)
    held_density = held * density

    mills1 = mills_ratio(x1)
    tail1, held_tail1 = density * mills1, held_density * mills1
    owed_tail2 = held_density * mills_ratio(x2)
    call = sign > 0.0
    inner1, inner2 = (d1 > 0.0) == call, (d2 > 0.0) == call
    chance1 = 1.0 - tail1 if inner1 else tail1
    held_chance1 = sign * (held - held_tail1 if inner1 else held_tail1)
    owed_chance2 = sign * (owed - owed_tail2 if inner2 else owed_tail2)
    lower = sign * (held - owed)
    lower = lower if lower > 0.0 else 0.0
    price = held_chance1 - owed_chance2
    price = price if price > lower else lower

    # Exactly at the forward with no volatility left the payoff has a kink: gamma and decay have no finite limit.
    kink = (total < NO_VOLATILITY) & (density > 0.0)
    gamma = spot_discount * density * per_total / spot
    gamma = INFINITY if kink else gamma
    decay = (0.5 * held_density * volatility) * (volatility * per_total)
    decay = INFINITY if kink & (volatility > 0.0) else decay
    vega = held_density * root_time
    theta = dividend * held_chance1 - rate * owed_chance2 - decay
    d2_per_volatility = root_time * (moneyness * per_total - 0.5)
    return (
        price,
        sign * spot_discount * chance1,
        gamma,
        vega,
        theta,
        time * owed_chance2,
        -spot_discount * density * d2_per_volatility,
        vega * d1 * d2_per_volatility,
    )


def greeks_loop(
    spot: Any, strike: Any, time: Any, rate: Any, dividend: Any, volatility: Any, sign: Any, out: Any
) -> int:
    """Fill six rows of `out`, price to rho; return how many points lie outside the domain."""
    prices, deltas, gammas, vegas, thetas, rhos = out[0], out[1], out[2], out[3], out[4], out[5]
    refused = 0
    for i in range(len(spot)):
        s, k, t, r, q, v = spot[i], strike[i], time[i], rate[i], dividend[i], volatility[i]
        refused += 0 if is_inside_domain(s, k, t, r, q, v) else 1
        point = greeks_point(s, k, t, r, q, v, sign[i])
        prices[i], deltas[i], gammas[i], vegas[i], thetas[i], rhos[i] = point[:6]
    return refused


def second_order_loop(
    spot: Any, strike: Any, time: Any, rate: Any, dividend: Any, volatility: Any, sign: Any, out: Any
) -> int:
    """Fill eight rows of `out`, price to volga; return how many points lie outside the domain."""
    prices, deltas, gammas, vegas, thetas, rhos = out[0], out[1], out[2], out[3], out[4], out[5]
    vannas, volgas = out[6], out[7]
    refused = 0
    for i in range(len(spot)):
        s, k, t, r, q, v = spot[i], strike[i], time[i], rate[i], dividend[i], volatility[i]
        refused += 0 if is_inside_domain(s, k, t, r, q, v) else 1
        point = greeks_point(s, k, t, r, q, v, sign[i])
        prices[i], deltas[i], gammas[i], vegas[i], thetas[i], rhos[i] = point[:6]
        vannas[i], volgas[i] = point[6], point[7]
    return refused


def call_point(log_moneyness: float, held: float, owed: float, per_total: float, half_total: float) -> float:
    """Price of one call, all logarithms and discounts taken beforehand; puts follow by parity.

    `log_moneyness` is ``ln(held / owed)``; `per_total` and `half_total` are the reciprocal and the half of the
    total volatility. One exponential, one division, absolute error below 1e-15 of the greater of the two.
    """
    moneyness = log_moneyness * per_total
    d1, d2 = moneyness + half_total, moneyness - half_total
    x1, x2 = abs(d1), abs(d2)
    x1 = x1 if x1 < DENSITY_END else DENSITY_END
    x2 = x2 if x2 < DENSITY_END else DENSITY_END
    exponent = -0.5 * x1 * x1
    held_density = held * exponential(exponent - LOG_ROOT_TWO_PI)
    held_density = held_density if exponent > LAST_EXPONENT else 0.0
    above1, below1 = chance_terms(x1)
    above2, below2 = chance_terms(x2)
    above1 = -above1 if d1 > 0.0 else above1
    above2 = -above2 if d2 > 0.0 else above2
    base = (held if d1 > 0.0 else 0.0) - (owed if d2 > 0.0 else 0.0)
    return base + held_density * (above1 * below2 - above2 * below1) / (below1 * below2)


def book_loop(
    size: Any,
    shift: Any,
    owed: Any,
    per_total: Any,
    half_total: Any,
    short_forward: Any,
    log_spot: Any,
    spot: Any,
    per_volatility: Any,
    volatility: Any,
    out: Any,
) -> int:
    """Add the options on one underlying to `out`, one entry per scenario; rates stand still.

    Columns per option: signed size, ``rT - ln K``, discounted strike, reciprocal and half of the total volatility,
    and what parity takes from a call to make a put: its size, 0 for a call.
    Columns per scenario: logarithm and level of the spot, volatility as a multiple of today's and its reciprocal.
    """
    for option in range(len(size)):
        n, c, k, i, h = size[option], shift[option], owed[option], per_total[option], half_total[option]
        f = short_forward[option]
        for m in range(len(out)):
            held = spot[m]
            call = call_point(log_spot[m] + c, held, k, i * per_volatility[m], h * volatility[m])
            out[m] += n * call - f * (held - k)
    return 0


def book_rate_loop(
    size: Any,
    shift: Any,
    owed: Any,
    per_total: Any,
    half_total: Any,
    short_forward: Any,
    time: Any,
    log_spot: Any,
    spot: Any,
    per_volatility: Any,
    volatility: Any,
    rate_shift: Any,
    out: Any,
) -> int:
    """Do the same where the rate moves too, by `rate_shift` per scenario."""
    for option in range(len(size)):
        n, c, k, i, h = size[option], shift[option], owed[option], per_total[option], half_total[option]
        t, f = time[option], short_forward[option]
        for m in range(len(out)):
            growth = t * rate_shift[m]
            held, strike = spot[m], k * exponential(-growth)
            call = call_point(log_spot[m] + (c + growth), held, strike, i * per_volatility[m], h * volatility[m])
            out[m] += n * call - f * (held - strike)
    return 0


def chebyshev_loop(coefficients: Any, x: Any, later: Any, out: Any) -> int:
    """Value of a Chebyshev series at every `x` in [-1, 1], by Clenshaw's recurrence.

    The number of coefficients is even. `later` is room for the recurrence, as long as `x`; two steps at a time let
    it and `out` take turns without being copied.
    """
    for m in range(len(x)):
        later[m], out[m] = 0.0, 0.0
    for j in range(len(coefficients) - 1, 1, -2):
        upper, lower = coefficients[j], coefficients[j - 1]
        for m in range(len(x)):
            out[m] = upper + 2.0 * x[m] * later[m] - out[m]
            later[m] = lower + 2.0 * x[m] * out[m] - later[m]
    upper, lower = coefficients[1], coefficients[0]
    for m in range(len(x)):
        out[m] = lower + x[m] * (upper + 2.0 * x[m] * later[m] - out[m]) - later[m]
    return 0


def first_guess(a: float, ea: float, share: float, rest: float, log_small: float) -> float:
    """Total volatility to within about 12 %.

    `a` is ``|ln F/K|``, `ea` is ``exp(a) - 1``; `share` is the time value as a part of the largest one, `rest` is one
    less it, and `log_small` is the logarithm of the smaller of the two less ``a / 2``.
    """
    # Small moneyness: invert Bachelier's price, then lift by the curvature of the lognormal one.
    width = ea + 1e-14 * share
    length = log_ratio(share + width, share)
    p, q = BACHELIER_ABOVE, BACHELIER_BELOW
    ratio = ((p[2] * length + p[1]) * length + p[0]) / (((q[3] * length + q[2]) * length + q[1]) * length + q[0])
    near = (a + 1e-14 * share) / (length * math.sqrt(ratio))
    near = near * (1.0 + near * near * (1.0 / 24.0))
    # Large moneyness: the exponent of the price alone, anchored where the price is convex no more.
    far_squared = -0.5 * a - 1.8 - 2.0 * log_small
    far = a / math.sqrt(far_squared if far_squared > 0.1 else 0.1)
    # Above half of the largest time value: from the normal quantile of what is left (Abramowitz & Stegun 26.2.23).
    tail = rest * (1.0 + ea) / (2.0 + ea)
    tail = tail if tail > 1e-300 else 1e-300
    z = math.sqrt(-2.0 * log_ratio(tail if tail < 1.0 else 1.0, 1.0))
    z = z - ((0.010328 * z + 0.802853) * z + 2.515517) / (((0.001308 * z + 0.189269) * z + 1.432788) * z + 1.0)
    high = z + math.sqrt(z * z + 2.0 * a)
    low = far if a > 4.0 else near
    return low if share < 0.5 else high


def householder_step(a: float, total: float, is_low: bool, target: float) -> tuple[float, float]:
    """Quartic step towards the total volatility at which the log price meets `target`, and price over its slope."""
    inverse = 1.0 / total
    h, t = a * inverse, 0.5 * total
    x1, x2 = h - t, h + t
    size1 = abs(x1)
    size1 = size1 if size1 < 37.0 else 37.0
    mills1 = mills_ratio(size1)
    mirrored = exponential(0.5 * size1 * size1 + LOG_ROOT_TWO_PI) - mills1
    mills1 = mills1 if (x1 >= 0.0) == is_low else mirrored
    mills2 = mills_ratio(x2)
    value = mills1 - mills2 if is_low else mills1 + mills2
    value = value if value > 1e-300 else 1e-300
    miss = log_ratio(value, 1.0) - 0.25 * (x1 * x1 + x2 * x2) - target
    slope = 1.0 / value
    slope = slope if is_low else -slope
    bend = (h * h - t * t) * inverse
    newton = -miss * (value if is_low else -value)
    second = bend - slope
    third = bend * bend - 3.0 * slope * bend + 2.0 * slope * slope - (3.0 * h * h * inverse * inverse + 0.25)
    step = newton * (1.0 + 0.5 * second * newton) / (1.0 + newton * (second + third * newton * (1.0 / 6.0)))
    least = -0.9 * total
    return (step if step > least else least), value


def volatility_point(
    price: float, spot: float, strike: float, time: float, rate: float, dividend: float, sign: float
) -> tuple[float, float, float]:
    """Implied volatility of one option, the bound of its error, and the code of its status."""
    carry = (rate - dividend) * time
    growth = exponential_less_one(-carry)
    discount = exponential(-dividend * time)
    held, owed = spot * discount, strike * exponential(-rate * time)
    inner = sign * discount * ((spot - strike) - strike * growth)
    lower = inner if inner > 0.0 else 0.0
    largest = held if held < owed else owed
    # What rounding does to the time value: the last digit of the price, and what is taken from it or it from.
    digits = 4.0 + abs(rate * time) + abs(dividend * time)
    inner_noise = digits * discount * (abs(spot - strike) + strike * abs(growth))
    noise = EPSILON * (0.5 * abs(price) + (inner_noise if inner > 0.0 else 0.0))
    time_value = price - lower
    share = time_value / largest
    share = share if share > 1e-300 else 1e-300
    rest = (largest - time_value) / largest
    rest = rest if rest > 1e-300 else 1e-300
    moneyness = log_ratio(spot, strike) + carry
    a = abs(moneyness)
    is_low = share < 0.5
    small = share if is_low else rest
    log_small = log_ratio(small, 1.0) - 0.5 * a
    noise = noise if is_low else noise + EPSILON * digits * largest
    target = log_small + LOG_ROOT_TWO_PI
    total = first_guess(a, exponential_less_one(a if a < 8.0 else 8.0), share, rest, log_small)
    step, _ = householder_step(a, total, is_low, target)
    total = total + step
    step, value = householder_step(a, total, is_low, target)
    total = total + step

    last = abs(step) / total
    root_time = math.sqrt(time)
    per_root = 1.0 / (root_time if root_time > NO_VOLATILITY else NO_VOLATILITY)
    volatility = total * per_root
    rounding = EPSILON * (8.0 + 4.0 * total + value * (8.0 + 2.0 * abs(target) + a))
    doubt = noise / largest / small
    bound = per_root * (value * doubt + rounding + 8.0 * total * last * last * last * last)

    status = SOLVED if doubt < ONE_DIGIT else UNDETERMINED
    status = status if last < CONVERGED_STEP else NOT_CONVERGED
    status = status if rest > 1e-300 else ABOVE_UPPER_BOUND
    status = status if time_value > 0.0 else (UNDETERMINED if time_value >= -noise else BELOW_LOWER_BOUND)
    status = status if time > 0.0 else EXPIRED
    return (volatility if status == SOLVED else NAN), (bound if status == SOLVED else NAN), float(status)


def volatility_loop(
    price: Any, spot: Any, strike: Any, time: Any, rate: Any, dividend: Any, sign: Any, out: Any
) -> int:
    """Fill three rows of `out`: volatility, error bound, status; return how many points lie outside the domain."""
    volatilities, bounds, statuses = out[0], out[1], out[2]
    refused = 0
    for i in range(len(spot)):
        p, s, k, t, r, q = price[i], spot[i], strike[i], time[i], rate[i], dividend[i]
        refused += 0 if is_inside_domain(s, k, t, r, q, 0.0) & (abs(p) <= LARGEST_PRICE) else 1
        volatilities[i], bounds[i], statuses[i] = volatility_point(p, s, k, t, r, q, sign[i])
    return refused


@cache
def compiled(loop: Callable[..., int]) -> Callable[..., int]:
    """Vector code of one of the loops above, kept on disk between runs where there is a place to write."""
    _teach_numba()
    return compile_loop(loop)


@cache
def _teach_numba() -> None:
    """Tell numba to inline the scalar functions, and give it branch-free forms of the three library ones."""
    from numba.extending import overload, register_jitable

    # Inlined by force, since one call left in the loop would keep it scalar; numpy's error model drops the branch
    # that Python's division by zero needs.
    settings: Any = {"forceinline": True, "error_model": "numpy", "fastmath": {"contract"}}
    for function in (
        chance_terms,
        mills_ratio,
        is_inside_domain,
        greeks_point,
        call_point,
        first_guess,
        householder_step,
        volatility_point,
    ):
        register_jitable(**settings)(function)
    plains: tuple[Callable[..., object], ...] = (exponential, exponential_less_one, log_ratio)
    for plain, branch_free in zip(plains, _branch_free(), strict=True):
        overload(plain, jit_options=settings)(branch_free)


def _branch_free() -> tuple[Callable[..., Any], ...]:
    """Forms of ``exp``, ``expm1`` and ``ln(a / b)`` that take the exponent apart by integer arithmetic."""
    import numpy as np

    float64, uint64 = np.float64, np.uint64
    c, g = EXPONENTIAL, LOGARITHM
    per_log2, log2_high, log2_low = 1.4426950408889634, 6.93147180369123816490e-01, 1.90821492927058770002e-10
    # Adding 1.5 * 2**52 rounds to an integer and leaves it in the low bits of the sum.
    rounder = 6755399441055744.0
    width, exponent_one = uint64(52), uint64(0x3FF0000000000000)
    half, wide, offset = uint64(1 << 51), uint64(1 << 63), uint64(0x4330000000000000)

    def exponential_form(y: Any) -> Any:
        def form(y: Any) -> Any:
            shifted = y * per_log2 + rounder
            k = shifted - rounder
            r = (y - k * log2_high) - k * log2_low
            z = r * r
            even = (((c[8] * z + c[6]) * z + c[4]) * z + c[2]) * z + c[0]
            odd = (((c[9] * z + c[7]) * z + c[5]) * z + c[3]) * z + c[1]
            fraction = 1.0 + (r + z * (even + r * odd))
            return uint64(float64(fraction).view(uint64) + (float64(shifted).view(uint64) << width)).view(float64)

        return form

    def exponential_less_one_form(y: Any) -> Any:
        def form(y: Any) -> Any:
            shifted = y * per_log2 + rounder
            k = shifted - rounder
            r = (y - k * log2_high) - k * log2_low
            z = r * r
            even = (((c[8] * z + c[6]) * z + c[4]) * z + c[2]) * z + c[0]
            odd = (((c[9] * z + c[7]) * z + c[5]) * z + c[3]) * z + c[1]
            power = uint64(exponent_one + (float64(shifted).view(uint64) << width)).view(float64)
            return power * (r + z * (even + r * odd)) + (power - 1.0)

        return form

    def log_ratio_form(a: Any, b: Any) -> Any:
        def form(a: Any, b: Any) -> Any:
            # k is the difference of the exponents, rounded so that a / (b 2**k) lies within 2/3 ... 3/2.
            bits_b = float64(b).view(uint64)
            k = (float64(a).view(uint64) - bits_b + half + wide) >> width
            near = uint64(bits_b + (k << width) - wide).view(float64)
            s = (a - near) / (a + near)
            z = s * s
            tail = (((((g[6] * z + g[5]) * z + g[4]) * z + g[3]) * z + g[2]) * z + g[1]) * z + g[0]
            exponent = uint64(k | offset).view(float64) - 4503599627372544.0
            return exponent * log2_high + (exponent * log2_low + (2.0 * s + s * z * tail))

        return form

    return exponential_form, exponential_less_one_form, log_ratio_form
