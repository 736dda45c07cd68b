r"""Loops that make a million paths without storing them, and normals from evenly spread points.

The motion of a path is a sum of standard normals, one for each step. The normals are made inside the loop, by place:
Philox 4x32 with ten rounds turns (seed, path, step) into four words, and Box and Muller's formula turns each pair of
words into two normals. Nothing but the sums is kept, so that a million paths need eight megabytes however many steps
they have; and since no number depends on another, paths can be shared out among threads, and steps made in any number
of calls, with the same bytes as a result.

A word has 32 bits, as in other libraries of this kind: the largest normal is 6.8, and 2**64 different pairs exist.

Everything compiled stands in this one file because numba notices only edits of the file that holds the loop it cached.
What would be a call into the C library, logarithm, sine and cosine, is a polynomial without branches here, because a
call would keep the loops scalar.

References
----------
Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", *SC '11* (2011).
Box, Muller, "A note on the generation of random normal deviates", *Annals of Mathematical Statistics* 29 (1958).
Wichura, "Algorithm AS 241: the percentage points of the normal distribution", *Applied Statistics* 37 (1988).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from seawall.core import compile_loop

__all__ = ["BLOCK", "LANES", "bridge_loop", "compiled", "motion_loop", "sobol_loop"]

LANES = 256
"""Paths side by side, so that their sums stay in the nearest cache."""

BLOCK = 4 * LANES
"""Paths that share counters: the four words of a counter belong to four paths of the same step."""

uint64, float64 = np.uint64, np.float64

LOW_WORD, WORD = uint64(0xFFFFFFFF), uint64(32)
MULTIPLIERS = uint64(0xD2511F53), uint64(0xCD9E8D57)
KEY_STEPS = uint64(0x9E3779B9), uint64(0xBB67AE85)
# These bits, read as a float, are 2**52 plus the word in their lower half.
OFFSET_BITS, OFFSET = uint64(0x4330000000000000), 4503599627370496.0
QUARTER_TURN, SWAP, SIGN, SIGN_SHIFT = uint64(0x3FFFFFFF), uint64(1 << 30), uint64(1 << 31), uint64(32)
PER_WORD, PER_QUARTER_TURN, PER_CELL = 2.0**-32, 2.0**-30, 2.0**-52

EXPONENT_WIDTH, HALF_MANTISSA, WIDE = uint64(52), uint64(1 << 51), uint64(1 << 63)
ONE_BITS, ONE = uint64(0x3FF0000000000000), 1.0
LOG2_HIGH, LOG2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10

# sin(pi x / 2) / x and cos(pi x / 2) in x**2 on |x| <= 1/2, to 4e-18 and 7e-17, relative.
SINE = (
    1.5707963267948966, -0.6459640975062443, 0.07969262624604301, -0.004681754132340976, 0.0001604411507421909,
    -3.59864335298231e-06, 5.633933781537854e-08,
)  # fmt: skip
COSINE = (
    1.0, -1.2337005501361513, 0.25366950789986475, -0.02086348073494657, 0.000919259950041661,
    -2.520013526428479e-05, 4.6552961874867623e-07,
)  # fmt: skip
# (2 artanh(s) - 2 s) / s**3 in s**2 on |s| <= 1/5, to 4.1e-15 of a term that is at most 1.4 % of the whole.
LOGARITHM = (
    0.6666666666666694, 0.39999999999335556, 0.2857142883604555, 0.22222182776674482, 0.18184610246294064,
    0.15283703752403147, 0.1511848710872457,
)  # fmt: skip
# Wichura's three pairs of polynomials: the middle, the tails, and the far tails beyond 1.4e-11.
MIDDLE_ABOVE = (
    3.3871328727963666080, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
    4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3,
)  # fmt: skip
MIDDLE_BELOW = (
    1.0, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3, 2.1213794301586595867e4,
    3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3,
)  # fmt: skip
TAIL_ABOVE = (
    1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550, 3.64784832476320460504,
    1.27045825245236838258, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4,
)  # fmt: skip
TAIL_BELOW = (
    1.0, 2.05319162663775882187, 1.67638483018380384940, 6.89767334985100004550e-1, 1.48103976427480074590e-1,
    1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9,
)  # fmt: skip
FAR_ABOVE = (
    6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580, 2.96560571828504891230e-1,
    2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
)  # fmt: skip
FAR_BELOW = (
    1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2, 7.86869131145613259100e-4,
    1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15,
)  # fmt: skip
MIDDLE_HALF_WIDTH, MIDDLE_CENTRE, TAIL_CENTRE, FAR_START = 0.425, 0.180625, 1.6, 5.0


def philox_round(a: Any, b: Any, c: Any, d: Any, key_low: Any, key_high: Any) -> Any:
    """One round on four words, each in the lower half of 64 bits."""
    first, second = (a & LOW_WORD) * MULTIPLIERS[0], (c & LOW_WORD) * MULTIPLIERS[1]
    return (second >> WORD) ^ b ^ key_low, second & LOW_WORD, (first >> WORD) ^ d ^ key_high, first & LOW_WORD


def philox(a: Any, b: Any, c: Any, d: Any, key_low: Any, key_high: Any) -> Any:
    """Ten rounds, written out because a loop would keep the one around it scalar."""
    k, m = key_low, key_high
    p, q = KEY_STEPS
    a, b, c, d = philox_round(a, b, c, d, k, m)
    k, m = (k + p) & LOW_WORD, (m + q) & LOW_WORD
    a, b, c, d = philox_round(a, b, c, d, k, m)
    k, m = (k + p) & LOW_WORD, (m + q) & LOW_WORD
    a, b, c, d = philox_round(a, b, c, d, k, m)
    k, m = (k + p) & LOW_WORD, (m + q) & LOW_WORD
    a, b, c, d = philox_round(a, b, c, d, k, m)
    k, m = (k + p) & LOW_WORD, (m + q) & LOW_WORD
    a, b, c, d = philox_round(a, b, c, d, k, m)
    k, m = (k + p) & LOW_WORD, (m + q) & LOW_WORD
    a, b, c, d = philox_round(a, b, c, d, k, m)
    k, m = (k + p) & LOW_WORD, (m + q) & LOW_WORD
    a, b, c, d = philox_round(a, b, c, d, k, m)
    k, m = (k + p) & LOW_WORD, (m + q) & LOW_WORD
    a, b, c, d = philox_round(a, b, c, d, k, m)
    k, m = (k + p) & LOW_WORD, (m + q) & LOW_WORD
    a, b, c, d = philox_round(a, b, c, d, k, m)
    k, m = (k + p) & LOW_WORD, (m + q) & LOW_WORD
    return philox_round(a, b, c, d, k, m)


def minus_log(u: Any) -> Any:
    """``-ln(u)`` for u in (0, 1), to one rounding or two."""
    g = LOGARITHM
    # k is the exponent, rounded so that u / 2**k lies within 2/3 ... 3/2
    bits = float64(u).view(uint64)
    k = (bits - ONE_BITS + HALF_MANTISSA + WIDE) >> EXPONENT_WIDTH
    near = uint64(ONE_BITS + (k << EXPONENT_WIDTH) - WIDE).view(float64)
    s = (u - near) / (u + near)
    z = s * s
    tail = (((((g[6] * z + g[5]) * z + g[4]) * z + g[3]) * z + g[2]) * z + g[1]) * z + g[0]
    exponent = uint64(k | OFFSET_BITS).view(float64) - (OFFSET + 2048.0)
    return -(exponent * LOG2_HIGH + (exponent * LOG2_LOW + (2.0 * s + s * z * tail)))


def normal_pair(radius_word: Any, angle_word: Any) -> Any:
    """Two independent standard normals from two words.

    The angle is a quarter turn around zero, where the polynomials are short, and two bits that turn it: one swaps the
    two values, the other gives the first of them its sign.
    """
    s, c = SINE, COSINE
    radius = np.sqrt(2.0 * minus_log((uint64(radius_word | OFFSET_BITS).view(float64) - (OFFSET - 0.5)) * PER_WORD))
    # in two steps, because 2**52 and a half are no float
    quarter = uint64((angle_word & QUARTER_TURN) | OFFSET_BITS).view(float64) - OFFSET
    x = (quarter - 536870911.5) * PER_QUARTER_TURN
    z = x * x
    sine = ((((((s[6] * z + s[5]) * z + s[4]) * z + s[3]) * z + s[2]) * z + s[1]) * z + s[0]) * x
    cosine = (((((c[6] * z + c[5]) * z + c[4]) * z + c[3]) * z + c[2]) * z + c[1]) * z + c[0]
    across = radius * cosine
    across = uint64(float64(across).view(uint64) ^ ((angle_word & SIGN) << SIGN_SHIFT)).view(float64)
    along = radius * sine
    is_swapped = (angle_word & SWAP) != uint64(0)
    return (along if is_swapped else across), (across if is_swapped else along)


def normal_quantile(u: Any) -> Any:
    """Inverse of the normal distribution for u in (0, 1), to about 1e-15, relative."""
    a, b, c, d, e, f = MIDDLE_ABOVE, MIDDLE_BELOW, TAIL_ABOVE, TAIL_BELOW, FAR_ABOVE, FAR_BELOW
    q = u - 0.5
    r = MIDDLE_CENTRE - q * q
    above = ((((((a[7] * r + a[6]) * r + a[5]) * r + a[4]) * r + a[3]) * r + a[2]) * r + a[1]) * r + a[0]
    below = ((((((b[7] * r + b[6]) * r + b[5]) * r + b[4]) * r + b[3]) * r + b[2]) * r + b[1]) * r + b[0]
    is_middle = abs(q) <= MIDDLE_HALF_WIDTH
    t = np.sqrt(minus_log(u if q < 0.0 else 1.0 - u))
    is_far = t > FAR_START
    t = t - FAR_START if is_far else t - TAIL_CENTRE
    high = ((e[7] if is_far else c[7]) * t + (e[6] if is_far else c[6])) * t + (e[5] if is_far else c[5])
    high = ((high * t + (e[4] if is_far else c[4])) * t + (e[3] if is_far else c[3])) * t + (e[2] if is_far else c[2])
    high = (high * t + (e[1] if is_far else c[1])) * t + (e[0] if is_far else c[0])
    low = ((f[7] if is_far else d[7]) * t + (f[6] if is_far else d[6])) * t + (f[5] if is_far else d[5])
    low = ((low * t + (f[4] if is_far else d[4])) * t + (f[3] if is_far else d[3])) * t + (f[2] if is_far else d[2])
    low = (low * t + (f[1] if is_far else d[1])) * t + 1.0
    high = -high if q < 0.0 else high
    return (above * q if is_middle else high) / (below if is_middle else low)


def motion_loop(motion: Any, first_block: Any, first_step: Any, end_step: Any, key_low: Any, key_high: Any) -> int:
    """Add the normals of steps `first_step` to `end_step` - 1 to the motion of each path; integers are uint64.

    `motion` holds whole blocks, of which the first is number `first_block`. Path 1024 b + 256 w + j takes word w of
    the counter (256 b + j, step, 0, 0), as the radius or the angle of its normals, as it comes.
    """
    zero, lanes = uint64(0), uint64(LANES)
    for block in range(len(motion) // BLOCK):
        start = block * BLOCK
        one = motion[start : start + LANES]
        two = motion[start + LANES : start + 2 * LANES]
        three = motion[start + 2 * LANES : start + 3 * LANES]
        four = motion[start + 3 * LANES : start + 4 * LANES]
        group = (first_block + uint64(block)) * lanes
        step = first_step
        while step < end_step:
            for j in range(one.size):
                a, b, c, d = philox(group + uint64(j), step, zero, zero, key_low, key_high)
                first, second = normal_pair(a, b)
                third, fourth = normal_pair(c, d)
                one[j] += first
                two[j] += second
                three[j] += third
                four[j] += fourth
            step += uint64(1)
    return 0


def sobol_loop(columns: Any, shift: Any, cells: Any, first: int, normals: Any) -> int:
    """Fill `normals`, one row per dimension, from column `first` on, with points that the bits of their index select.

    Point i is `shift` with the column of each bit of i added, digit by digit: 52 digits, of which the normal at the
    middle of the cell is taken. `cells` is room for one row.
    """
    for dimension in range(shift.size):
        row, selected = normals[dimension][first : first + cells.size], columns[dimension]
        cells[0] = shift[dimension]
        half = 1
        for digit in range(selected.size):
            column = selected[digit]
            for i in range(half):
                cells[half + i] = cells[i] ^ column
            half *= 2
        for i in range(row.size):
            row[i] = normal_quantile((uint64(cells[i] | OFFSET_BITS).view(float64) - (OFFSET - 0.5)) * PER_CELL)
    return 0


def bridge_loop(
    normals: Any, at: Any, left: Any, right: Any, left_weight: Any, right_weight: Any, deviation: Any, motion: Any
) -> int:
    """Fill the rows of `motion`, steps 0 to n, from the rows of `normals` in the order of a Brownian bridge."""
    for k in range(at.size):
        here, before, after, shock = motion[at[k]], motion[left[k]], motion[right[k]], normals[k]
        a, b, d = left_weight[k], right_weight[k], deviation[k]
        for j in range(here.size):
            here[j] = a * before[j] + b * after[j] + d * shock[j]
    return 0


@cache
def compiled(loop: Callable[..., int]) -> Callable[..., int]:
    """Vector code of one of the loops above, kept on disk between runs where there is a place to write."""
    _teach_numba()
    return compile_loop(loop)


@cache
def _teach_numba() -> None:
    """Tell numba to inline the scalar functions by force: one call left in a loop would keep it scalar."""
    from numba.extending import register_jitable

    settings: Any = {"forceinline": True, "error_model": "numpy", "fastmath": {"contract"}}
    for function in (philox_round, philox, minus_log, normal_pair, normal_quantile):
        register_jitable(**settings)(function)
