r"""Points that fill space evenly, and the bridge that spends their best dimensions on the largest moves.

The first points of a Sobol sequence cover the cube far more evenly than random ones, above all in their first
dimensions. Matousek's scramble, a random linear map of the digits and a random shift, keeps the evenness and makes each
point uniform, so that several scramblings are independent, unbiased estimates, and their spread is the error.

Evenness pays where few dimensions matter. The Brownian bridge arranges that for a path: the first dimension fixes where
it ends, the next one its middle, then the quarters. Increments drawn in order of time gain almost nothing.

References
----------
Joe, Kuo, "Constructing Sobol sequences with better two-dimensional projections", *SIAM Journal on Scientific
Computing* 30 (2008).
Matousek, "On the L2-discrepancy for anchored boxes", *Journal of Complexity* 14 (1998).
Caflisch, Morokoff, Owen, "Valuation of mortgage-backed securities using Brownian bridges", *Journal of Computational
Finance* 1 (1997).
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from seawall.core import FloatArray, IntArray
from seawall.errors import InputError
from seawall.scenarios.path_kernels import bridge_loop, compiled, sobol_loop
from seawall.scenarios.random_streams import check_seed

__all__ = ["BrownianBridge", "brownian_bridge", "sobol_normals"]

MOST_DIMENSIONS = 21_201
"""Dimensions with known direction numbers (Joe, Kuo 2008)."""

_BITS = 52
"""Digits of a scrambled point; the middle of its cell is then exact in a float."""
_UNUSED = np.uint64(64 - _BITS)
_PLAIN_BITS = 30
"""Digits of an unscrambled one, and so the logarithm of the most points."""


def sobol_normals(points: int, dimensions: int, *, seed: int, batches: int = 1, first_batch: int = 0) -> FloatArray:
    """Standard normals at the points of scrambled Sobol sequences.

    Parameters
    ----------
    points : int
        Per batch, a power of two: any other number would leave the cube unevenly filled.
    dimensions : int
        From 1 to 21,201; the first ones are the most even.
    seed : int
        Names the scrambles; from 0 to 2**63 - 1.
    batches : int
        Independent scramblings, one below the other. Error is measured between them.
    first_batch : int
        Number of the first of them: a batch is the same whatever others are drawn with it.

    Returns
    -------
    FloatArray
        Shape (batches * points, dimensions).

    Raises
    ------
    InputError
        When `points` is not a power of two, or another number is outside its range.

    Examples
    --------
    >>> normals = sobol_normals(1024, 2, seed=7)
    >>> bool(abs(normals.mean(axis=0)).max() < 1e-3)
    True
    """
    check_seed(seed)
    if points < 1 or points & (points - 1):
        below = 1 << max(points.bit_length() - 1, 0)
        raise InputError(f"'points' must be a power of two, such as {below} or {2 * below}, was {points}")
    if not 1 <= dimensions <= MOST_DIMENSIONS:
        raise InputError(f"'dimensions' must be from 1 to {MOST_DIMENSIONS}, was {dimensions}")
    if batches < 1 or first_batch < 0:
        raise InputError(f"'batches' must be at least 1 and 'first_batch' 0, were {batches} and {first_batch}")
    if points > 1 << _PLAIN_BITS:
        raise InputError(f"'points' must be at most {1 << _PLAIN_BITS}, was {points}")
    digits = points.bit_length() - 1
    normals = np.empty((dimensions, batches * points))
    room = np.empty(points, dtype=np.uint64)
    for batch in range(batches):
        scramble = np.random.Philox(np.random.SeedSequence(seed, spawn_key=(first_batch + batch,)))
        shift = scramble.random_raw(dimensions) >> _UNUSED
        columns = _scrambled_columns(digits, dimensions, scramble)
        compiled(sobol_loop)(columns, shift, room, batch * points, normals)
    return normals.T


def _scrambled_columns(digits: int, dimensions: int, scramble: np.random.Philox) -> Any:
    """Direction numbers after a random map of their digits: a lower triangle with ones on its diagonal."""
    plain = _direction_numbers(digits, dimensions)
    units = np.uint64(1) << (np.uint64(_BITS - 1) - np.arange(digits, dtype=np.uint64))
    noise = scramble.random_raw(dimensions * digits).reshape(dimensions, digits) >> _UNUSED
    images = units | (noise & (units - np.uint64(1)))
    is_set = (plain[:, :, None] & units) != 0
    return np.bitwise_xor.reduce(np.where(is_set, images[:, None, :], np.uint64(0)), axis=2)


@lru_cache(maxsize=8)
def _direction_numbers(digits: int, dimensions: int) -> Any:
    """Joe and Kuo's numbers with 52 digits, shape (dimensions, digits), read off neighbours of the plain sequence.

    Points 2**k - 1 and 2**k of the sequence, which runs in Gray's order, differ by number k.
    """
    from scipy.stats import qmc

    numbers = np.empty((dimensions, digits), dtype=np.uint64)
    engine = qmc.Sobol(dimensions, scramble=False, bits=_PLAIN_BITS)
    for digit in range(digits):
        engine.reset()
        with warnings.catch_warnings():
            # the engine warns of two points that do not begin the sequence; here they are no sample
            warnings.simplefilter("ignore", UserWarning)
            if digit:
                engine.fast_forward((1 << digit) - 1)
            pair = (engine.random(2) * 2.0**_PLAIN_BITS).astype(np.uint64)
        numbers[:, digit] = (pair[0] ^ pair[1]) << np.uint64(_BITS - _PLAIN_BITS)
    numbers.flags.writeable = False
    return numbers


@dataclass(frozen=True, slots=True, eq=False)
class BrownianBridge:
    """Order and weights by which independent normals become a Brownian motion at steps 1 to n.

    The k-th normal fixes step ``at[k]``, between two steps that are fixed already: the motion there is the mean of the
    two, weighted by nearness, plus ``deviation[k]`` times the normal.

    Attributes
    ----------
    at, left, right : IntArray
        Steps, shape (n,); 0 is the start, where the motion is 0. The first entry has no right
        neighbour, which is written 0.
    left_weight, right_weight, deviation : FloatArray
        Shape (n,).
    """

    at: IntArray
    left: IntArray
    right: IntArray
    left_weight: FloatArray
    right_weight: FloatArray
    deviation: FloatArray

    def __post_init__(self) -> None:
        """Freeze the arrays."""
        for array in (self.at, self.left, self.right, self.left_weight, self.right_weight, self.deviation):
            array.flags.writeable = False

    def motion(self, normals: FloatArray) -> FloatArray:
        """Brownian motion at steps 1 to n.

        Parameters
        ----------
        normals : FloatArray
            Independent standard normals, shape (n_paths, n), the most even dimension first.

        Returns
        -------
        FloatArray
            Shape (n_paths, n); variance k at step k.
        """
        n = len(self.at)
        if normals.ndim != 2 or normals.shape[1] != n:
            raise InputError(f"'normals' must have shape (any, {n}), was {normals.shape}")
        # one row per step, and so along memory
        motion = np.zeros((n + 1, len(normals)))
        compiled(bridge_loop)(
            np.ascontiguousarray(normals.T, dtype=np.float64),
            self.at,
            self.left,
            self.right,
            self.left_weight,
            self.right_weight,
            self.deviation,
            motion,
        )
        return motion[1:].T

    def increments(self, normals: FloatArray) -> FloatArray:
        """Moves of the motion over each step: independent standard normals, by another road.

        Parameters
        ----------
        normals : FloatArray
            Independent standard normals, shape (n_paths, n), the most even dimension first.

        Returns
        -------
        FloatArray
            Shape (n_paths, n), unit variance.
        """
        return np.diff(self.motion(normals), axis=1, prepend=0.0)


def brownian_bridge(steps: int) -> BrownianBridge:
    """Bridge over `steps` equal steps of unit variance: the end first, then always the middle of the widest gaps.

    Parameters
    ----------
    steps : int
        At least 1.

    Returns
    -------
    BrownianBridge
        Its covariance is that of a Brownian motion, exactly.

    Raises
    ------
    InputError
        When `steps` is below 1.

    Examples
    --------
    >>> brownian_bridge(4).at.tolist()
    [4, 2, 1, 3]
    """
    if steps < 1:
        raise InputError(f"'steps' must be at least 1, was {steps}")
    rows: list[tuple[int, int, int, float, float, float]] = [(steps, 0, 0, 0.0, 0.0, float(np.sqrt(steps)))]
    gaps = [(0, steps)]
    while gaps:  # one level at a time: the halves, then the quarters
        below: list[tuple[int, int]] = []
        for left, right in gaps:
            width = right - left
            if width < 2:
                continue
            at = (left + right) // 2
            near, far = at - left, right - at
            rows.append((at, left, right, far / width, near / width, float(np.sqrt(near * far / width))))
            below += [(left, at), (at, right)]
        gaps = below
    at_steps, lefts, rights, left_weights, right_weights, deviations = zip(*rows, strict=True)
    return BrownianBridge(
        np.array(at_steps, dtype=np.int64),
        np.array(lefts, dtype=np.int64),
        np.array(rights, dtype=np.int64),
        np.array(left_weights),
        np.array(right_weights),
        np.array(deviations),
    )
