"""A fault as a value: a grid of results keeps its other cells, and the report lists this one."""

from __future__ import annotations

from dataclasses import dataclass

from seawall.errors import SeawallError

__all__ = ["Failure"]


@dataclass(frozen=True, slots=True)
class Failure:
    """One thing that could not be computed.

    Attributes
    ----------
    where : str
        The cell that is missing, such as ``"stress GFC_2008"``.
    reason : str
        Kind of fault: the name of the error class.
    message : str
        One line that names the value and what is allowed.
    """

    where: str
    reason: str
    message: str

    @classmethod
    def of(cls, where: str, error: SeawallError) -> Failure:
        """Turn a raised error into a value."""
        return cls(where=where, reason=type(error).__name__, message=str(error))

    def __str__(self) -> str:
        return f"{self.where}: {self.message} ({self.reason})"
