"""Everything Seawall raises.

::

    SeawallError
    ├─ InputError(ValueError)        the caller broke a stated rule; raised at the door, at once
    ├─ DataError(ValueError)         the world is faulty: missing, stale or corrupt data
    ├─ NumericalError(ArithmeticError)   not converged, not positive definite
    └─ SourceError(OSError)          a file or venue cannot be reached

Each message is one line that names the place, the value found and what is allowed. Nothing is
repaired in silence: a fault either raises, or becomes a :class:`seawall.core.Failure` that reports list.
"""

from __future__ import annotations

__all__ = ["DataError", "InputError", "NumericalError", "SeawallError", "SourceError"]


class SeawallError(Exception):
    """Base of every error that Seawall raises on purpose."""


class InputError(SeawallError, ValueError):
    """The caller broke a stated rule; names the argument, the value and what is allowed."""


class DataError(SeawallError, ValueError):
    """Data is missing, stale or corrupt; names the source, the identifier and the time."""


class NumericalError(SeawallError, ArithmeticError):
    """A calculation has no trustworthy answer; names the method and how far it came."""


class SourceError(SeawallError, OSError):
    """A file or venue cannot be reached; raised only by ``sources`` and the command line."""
