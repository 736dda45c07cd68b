"""Turning the axes of a sample so that its first coordinate is the direction that a book feels most."""

from __future__ import annotations

import math

import numpy as np

from seawall.core import FloatArray, check_finite, check_shape
from seawall.errors import InputError

__all__ = ["aligned_rotation"]


def aligned_rotation(direction: FloatArray) -> FloatArray:
    r"""Orthogonal matrix whose first row is a given direction.

    With u the direction of unit length, s the sign of its first entry and v = u + s e the reflecting vector, e the
    first axis,

    .. math:: R = -s \left( I - 2 \frac{v v^\top}{v^\top v} \right),

    so that nothing cancels, wherever u points.

    Parameters
    ----------
    direction : FloatArray
        Shape (k,), any length above zero: for standard normals Z and log moves A Z it is the whitened gradient of
        the book, :math:`A^\top g`.

    Returns
    -------
    FloatArray
        Shape (k, k). Independent standard normals z, rotated to :math:`R^\top z`, are independent standard
        normals still, and move the book to first order through the first of z alone.

    Raises
    ------
    InputError
        For a direction that is zero or not finite.

    References
    ----------
    Householder, "Unitary triangularization of a nonsymmetric matrix", *Journal of the ACM* 5 (1958).

    Examples
    --------
    >>> aligned_rotation(np.array([3.0, 4.0])).round(12).tolist()
    [[0.6, 0.8], [0.8, -0.6]]
    """
    given = check_finite(check_shape(np.asarray(direction, dtype=np.float64), "direction", (None,)), "direction")
    largest = float(np.abs(given).max(initial=0.0))
    if largest == 0.0:
        raise InputError("'direction' must not be zero: there is nothing to turn the axes to")
    unit = given / largest
    unit /= math.sqrt(math.fsum(unit * unit))
    sign = 1.0 if unit[0] >= 0.0 else -1.0
    reflecting = unit.copy()
    reflecting[0] += sign
    # v'v is 2 + 2 |u_1|, and R = s (v v' / (1 + |u_1|) - I)
    rotation = np.outer(reflecting, reflecting) * (sign / (1.0 + abs(float(unit[0]))))
    rotation[np.diag_indices(len(unit))] -= sign
    return np.asarray(rotation)
