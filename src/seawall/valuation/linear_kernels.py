"""A matrix of shocks times a column of exposures, as fast as the matrix can be read.

The linear algebra library is not asked, because its sums depend on how many threads it has.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from seawall.core import compile_loop

__all__ = ["compiled_gains", "gains_loop"]


def gains_loop(shocks, exposures, gains):  # type: ignore[no-untyped-def]
    """Write the sum of each row of `shocks` times `exposures`; in pairs of rows, to read exposures half as often."""
    n_rows, n_columns = shocks.shape
    for row in range(0, n_rows, 2):
        other = min(row + 1, n_rows - 1)
        first = 0.0
        second = 0.0
        for column in range(n_columns):
            exposure = exposures[column]
            first += shocks[row, column] * exposure
            second += shocks[other, column] * exposure
        gains[row] = first
        gains[other] = second


@cache
def compiled_gains() -> Callable[..., Any]:
    """Machine code of the loop."""
    return compile_loop(gains_loop, reorder_sums=True)
