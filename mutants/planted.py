"""One planted fault."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mutant:
    """A fault to plant in a copy of the source.

    Attributes
    ----------
    name : str
        What it is called when it runs.
    file : str
        Inside `src/seawall`.
    text, replacement : str
        What stands there once, and what takes its place.
    breaks : str
        What would be wrong.
    tests : tuple of str
        What pytest is given, from the root: files or single tests, at least one of which must fail.
    """

    name: str
    file: str
    text: str
    replacement: str
    breaks: str
    tests: tuple[str, ...]
