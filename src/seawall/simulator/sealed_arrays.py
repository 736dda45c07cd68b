"""Named arrays as bytes that prove themselves whole: a hash stands before them."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from seawall.errors import DataError

__all__ = ["sealed", "unsealed"]

_HASH_BYTES = 32


def sealed(arrays: Mapping[str, npt.NDArray[Any]]) -> bytes:
    """Arrays as bytes, compressed, with their SHA-256 in front."""
    room = io.BytesIO()
    np.savez_compressed(room, allow_pickle=False, **arrays)
    return hashlib.sha256(room.getvalue()).digest() + room.getvalue()


def unsealed(saved: bytes, *, what: str) -> dict[str, npt.NDArray[Any]]:
    """The arrays again.

    Raises
    ------
    DataError
        When a byte is missing, or differs from what was sealed.
    """
    seal, content = saved[:_HASH_BYTES], saved[_HASH_BYTES:]
    if hashlib.sha256(content).digest() != seal:
        raise DataError(f"{what} cannot be read: its {len(saved):,} bytes are not those that were saved")
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as file:
            return {name: file[name] for name in file.files}
    except (ValueError, OSError, EOFError, zipfile.BadZipFile) as error:
        raise DataError(f"{what} cannot be read: {error}") from None
