r"""Random numbers that can be asked for by place: the same value wherever, whenever and by whomever it is drawn.

A counter-based generator is a cipher: it turns a key and a counter into noise, and has no other state. Here the key
is (seed, stream), the counter is (row, column), and the cipher is numpy's Philox 4x64 with ten rounds, which passed
BigCrush. So a column does not change when another is added, rows can be drawn in any pieces, in any order and on any
number of threads, and two streams of a seed never meet. Its raw words are what numpy promises to keep from version to
version; a normal is the inverse of the normal distribution at a uniform.

References
----------
Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", *SC '11* (2011).
"""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri

from seawall.core import FloatArray
from seawall.errors import InputError

__all__ = ["LARGEST_SEED", "check_seed", "standard_normals", "standard_uniforms"]

LARGEST_SEED = 2**63 - 1

_WORDS = 4
"""Words that the generator makes of one counter."""

# 52 bits and half a cell are exact in a float; with 53, the last cell would round to 1
_UNUSED_BITS, _HALF, _CELL = np.uint64(12), 0.5, 2.0**-52


def check_seed(seed: int, name: str = "seed") -> int:
    """Return `seed` if it is a whole number from 0 to 2**63 - 1.

    Raises
    ------
    InputError
        Otherwise.
    """
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or not 0 <= seed <= LARGEST_SEED:
        raise InputError(f"{name!r} must be a whole number from 0 to 2**63 - 1, was {seed!r}")
    return int(seed)


def standard_uniforms(rows: int, columns: int, *, seed: int, stream: int = 0, first_row: int = 0) -> FloatArray:
    """Independent uniforms on (0, 1), neither end included.

    Parameters
    ----------
    rows, columns : int
        Shape, at least 1 each.
    seed : int
        Names the numbers; from 0 to 2**63 - 1.
    stream : int
        Independent numbers of the same seed, from 0 to 2**63 - 1: one for each purpose.
    first_row : int
        Row of the whole matrix that the first row returned stands for.

    Returns
    -------
    FloatArray
        Shape (rows, columns); the value at (seed, stream, row, column) is always the same.

    Raises
    ------
    InputError
        When a shape, seed, stream or row is outside its range.

    Examples
    --------
    >>> whole = standard_uniforms(1000, 3, seed=7)
    >>> bool((standard_uniforms(10, 2, seed=7, first_row=500) == whole[500:510, :2]).all())
    True
    """
    key = np.array([check_seed(seed), check_seed(stream, "stream")], dtype=np.uint64)
    for name, value, least in (("rows", rows, 1), ("columns", columns, 1), ("first_row", first_row, 0)):
        if value < least:
            raise InputError(f"{name!r} must be at least {least}, was {value!r}")
    first_block, skipped = divmod(first_row, _WORDS)
    uniforms = np.empty((rows, columns))
    for column in range(columns):
        counter = np.array([first_block, 0, column, 0], dtype=np.uint64)
        words = np.random.Philox(key=key, counter=counter).random_raw(skipped + rows)[skipped:]
        # the middle of one of 2**52 equal cells: never 0 or 1, where the normal would be infinite
        uniforms[:, column] = ((words >> _UNUSED_BITS) + _HALF) * _CELL
    return uniforms


def standard_normals(rows: int, columns: int, *, seed: int, stream: int = 0, first_row: int = 0) -> FloatArray:
    """Independent standard normals: the inverse normal distribution at :func:`standard_uniforms`.

    Parameters
    ----------
    rows, columns : int
        Shape, at least 1 each.
    seed : int
        Names the numbers; from 0 to 2**63 - 1.
    stream : int
        Independent numbers of the same seed, from 0 to 2**63 - 1: one for each purpose.
    first_row : int
        Row of the whole matrix that the first row returned stands for.

    Returns
    -------
    FloatArray
        Shape (rows, columns); the value at (seed, stream, row, column) is always the same.

    Raises
    ------
    InputError
        When a shape, seed, stream or row is outside its range.

    Examples
    --------
    >>> standard_normals(2, 2, seed=7).shape
    (2, 2)
    >>> bool((standard_normals(2, 2, seed=7) == standard_normals(9, 5, seed=7)[:2, :2]).all())
    True
    """
    uniforms = standard_uniforms(rows, columns, seed=seed, stream=stream, first_row=first_row)
    return np.asarray(ndtri(uniforms, out=uniforms))
