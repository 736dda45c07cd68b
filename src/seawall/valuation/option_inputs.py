"""The door of every option function: arrays of one shape, rights as signs, values inside the domain."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from seawall.core import FloatArray
from seawall.errors import InputError
from seawall.valuation import kernels
from seawall.valuation.option_limits import LIMITS, limit_fault

if TYPE_CHECKING:
    from seawall.portfolio import Right

    RightLike = Right | str | npt.ArrayLike

__all__ = ["evaluate"]


def evaluate(
    loop: Callable[..., int], inputs: Mapping[str, npt.ArrayLike], right: RightLike, *, rows: int
) -> tuple[FloatArray, ...]:
    """Run a loop of :mod:`seawall.valuation.kernels` over `inputs`, in the order of its arguments.

    Parameters
    ----------
    loop : callable
        One of the loops.
    inputs : mapping of str to array_like
        Its numbers by the name the caller knows them by; shapes that broadcast.
    right : Right, str or array_like
        ``"call"``, ``"put"`` or :class:`~seawall.portfolio.Right`, or an array of them; or +1 and -1 in their stead.
    rows : int
        Results per point.

    Returns
    -------
    tuple of FloatArray
        `rows` read-only arrays of the broadcast shape.

    Raises
    ------
    InputError
        Names the argument, its value and place, and what is allowed.
    """
    arrays = {name: _as_floats(values, name) for name, values in inputs.items()}
    arrays["right"] = _as_signs(right)
    try:
        shape = np.broadcast_shapes(*(array.shape for array in arrays.values()))
    except ValueError:
        found = ", ".join(f"{name} {array.shape}" for name, array in arrays.items() if array.ndim)
        raise InputError(f"option inputs must have shapes that broadcast, were {found}") from None
    columns = [
        np.ascontiguousarray(array if array.shape == shape else np.broadcast_to(array, shape)).reshape(-1)
        for array in arrays.values()
    ]
    out = np.empty((rows, columns[0].size))
    # A short array is checked before it is run, because plain Python raises where compiled code makes a NaN.
    if columns[0].size < kernels.SHORT:
        _refuse(arrays)
        loop(*(column.tolist() for column in columns), out)
    elif kernels.compiled(loop)(*columns, out):
        _refuse(arrays)
    out.flags.writeable = False
    return tuple(row.reshape(shape) for row in out)


def _as_floats(values: npt.ArrayLike, name: str) -> FloatArray:
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise InputError(f"{name!r} must be a number or an array of numbers, was {values!r}") from None


def _as_signs(right: RightLike) -> FloatArray:
    """+1 for calls and -1 for puts."""
    rights = np.asarray(right)
    if rights.dtype.kind in "US":
        calls = rights == "call"
        known = calls | (rights == "put")
        signs = np.where(calls, 1.0, -1.0)
    else:
        signs = _as_floats(rights, "right")
        known = np.abs(signs) == 1.0
    if not known.all():
        place, where = _first(~known)
        raise InputError(f"'right' must be 'call' (+1) or 'put' (-1), was {rights[place].item()!r}{where}")
    return signs


def _refuse(arrays: Mapping[str, FloatArray]) -> None:
    """Raise for the first argument that leaves its limits."""
    for name, (low, high) in LIMITS.items():
        if name not in arrays:
            continue
        outside = ~((arrays[name] >= low) & (arrays[name] <= high))
        if outside.any():
            place, where = _first(outside)
            value = float(arrays[name][place])
            raise InputError(limit_fault(name, value, where=where))
    for name in ("rate", "dividend"):
        if name in arrays:
            exponents = np.abs(arrays[name] * arrays["time"])
            if (exponents > kernels.LARGEST_EXPONENT).any():
                raise InputError(
                    f"{name!r} times 'time' must be in [{-kernels.LARGEST_EXPONENT:g}, {kernels.LARGEST_EXPONENT:g}], "
                    f"was {float(exponents.max())!r} in size"
                )


def _first(bad: npt.NDArray[np.bool_]) -> tuple[tuple[int, ...], str]:
    """Index of the first true element, and how to say it."""
    place = tuple(int(i) for i in np.argwhere(bad)[0])
    return place, f" at {place}" if place else ""
