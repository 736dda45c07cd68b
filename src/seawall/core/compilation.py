"""Numba, met in one place: how a loop of plain Python becomes vector code that is kept on disk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

__all__ = ["compile_loop"]


def compile_loop(loop: Callable[..., Any], *, reorder_sums: bool = False) -> Callable[..., Any]:
    """Machine code of a loop that reads and writes arrays, kept on disk between runs where there is a place to write.

    The code frees the interpreter while it runs, divides as numpy does, and may fuse a multiplication with an
    addition. What the loop calls must stand in the same file, since numba notices only edits of that one.

    Parameters
    ----------
    loop : callable
        Plain Python over scalars and arrays.
    reorder_sums : bool
        Whether the terms of a sum may be added in another order than they stand in, which lets a sum run in vectors.

    Returns
    -------
    callable
        Compiled on its first call for the types that it is given.
    """
    import numba

    fused = {"contract", "reassoc", "nsz"} if reorder_sums else {"contract"}
    settings: dict[str, Any] = {"nogil": True, "error_model": "numpy", "fastmath": fused}
    try:
        kernel: Callable[..., Any] = numba.njit(cache=True, **settings)(loop)
    except RuntimeError:  # neither the package nor the user's cache folder can be written to
        kernel = numba.njit(**settings)(loop)
    return kernel
