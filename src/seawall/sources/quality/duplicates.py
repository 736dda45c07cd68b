"""Rows that stand twice.

A row repeats an earlier one when their keys are equal. Equal values are SUSPECT: the row says nothing new, yet a series
with two rows of one time is no series. Different values are REFUSE: one of the two is wrong, and nobody can say which.
"""

from __future__ import annotations

import numpy as np

from seawall.core import BoolArray, DateArray, FloatArray, IntArray

__all__ = ["repeated_rows"]


def repeated_rows(keys: DateArray | IntArray, values: FloatArray) -> tuple[IntArray, IntArray, BoolArray]:
    """Rows whose key stood before.

    Parameters
    ----------
    keys : array
        Shape (n,), in the order of the source.
    values : FloatArray
        Shape (n, n_columns); NaN equals NaN.

    Returns
    -------
    later, first : IntArray
        Places of each repeated row, and of the first row with its key.
    is_equal : BoolArray
        Whether their values are the same.

    Examples
    --------
    >>> later, first, same = repeated_rows(np.array([1, 2, 1]), np.array([[5.0], [6.0], [7.0]]))
    >>> later.tolist(), first.tolist(), same.tolist()
    ([2], [0], [False])
    """
    order = np.argsort(keys, kind="stable")
    is_new = np.ones(len(keys), dtype=np.bool_)
    is_new[1:] = keys[order][1:] != keys[order][:-1]
    first_of = order[np.maximum.accumulate(np.where(is_new, np.arange(len(keys)), 0))]
    later, first = order[~is_new], first_of[~is_new]
    same = ((values[later] == values[first]) | (np.isnan(values[later]) & np.isnan(values[first]))).all(axis=1)
    return later, first, same
