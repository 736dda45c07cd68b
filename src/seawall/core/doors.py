"""Doors that open late: a name is fetched from its file when it is first asked for.

Reading a portfolio file needs pydantic, fitting a surface needs an optimiser; pricing one option needs neither,
and a command that only does that should not wait for them.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["late_names"]


def late_names(room: str, homes: Mapping[str, str]) -> Callable[[str], Any]:
    """Return the ``__getattr__`` of a room that fetches names from its files on demand.

    Parameters
    ----------
    room : str
        Name of the package, ``__name__`` in its ``__init__``.
    homes : mapping of str to str
        File of each name, without its suffix.

    Returns
    -------
    callable
        Raises AttributeError for a name that `homes` does not hold.
    """

    def fetch(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {room!r} has no attribute {name!r}")
        return getattr(importlib.import_module(f"{room}.{homes[name]}"), name)

    return fetch
