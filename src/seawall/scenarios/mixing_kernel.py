"""Rows of independent normals times a matrix, compiled: the same bytes whatever library of linear algebra is there.

A library shares a product among its threads, and may add in another order with each number of them. Here every sum
runs in the order of its terms.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np

from seawall.core import FloatArray, compile_loop

__all__ = ["mixing_loop", "row_products"]

SHORT = 2**20
"""Multiplications below which numba is not woken: numpy takes a few milliseconds."""

_TERMS = 4
"""Terms added between a load and a store of a product."""


def mixing_loop(rows: FloatArray, matrix: FloatArray, products: FloatArray) -> int:
    """Add ``rows @ matrix`` to `products`, the terms of every sum in their order."""
    whole = matrix.shape[0] // _TERMS * _TERMS
    for row in range(rows.shape[0]):
        for i in range(0, whole, _TERMS):
            first, second, third, fourth = rows[row, i], rows[row, i + 1], rows[row, i + 2], rows[row, i + 3]
            for j in range(matrix.shape[1]):
                products[row, j] = (
                    ((products[row, j] + first * matrix[i, j]) + second * matrix[i + 1, j]) + third * matrix[i + 2, j]
                ) + fourth * matrix[i + 3, j]
        for i in range(whole, matrix.shape[0]):
            first = rows[row, i]
            for j in range(matrix.shape[1]):
                products[row, j] += first * matrix[i, j]
    return 0


@cache
def compiled_mixing() -> Callable[..., int]:
    """Vector code of :func:`mixing_loop`."""
    return compile_loop(mixing_loop)


def row_products(rows: FloatArray, matrix: FloatArray, *, start: FloatArray) -> FloatArray:
    """``start + rows @ matrix``, every sum from `start` on in the order of its terms.

    Parameters
    ----------
    rows : FloatArray
        Shape (n, k).
    matrix : FloatArray
        Shape (k, m).
    start : FloatArray
        Shape (m,), or (n, m).

    Returns
    -------
    FloatArray
        Shape (n, m). Which of two codes ran depends on the sizes alone.

    Examples
    --------
    >>> row_products(np.array([[1.0, 2.0]]), np.array([[1.0, 0.0], [10.0, 100.0]]), start=np.zeros(2)).tolist()
    [[21.0, 200.0]]
    """
    products = np.empty((len(rows), matrix.shape[1]))
    products[:] = start
    if rows.size * matrix.shape[1] < SHORT:
        for i, terms in enumerate(matrix):
            products += rows[:, i : i + 1] * terms
    else:
        compiled_mixing()(np.ascontiguousarray(rows), np.ascontiguousarray(matrix), products)
    return products
