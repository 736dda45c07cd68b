"""What a refusal says: a problem document (RFC 9457) with a code, one sentence, and a trace to look for in the log."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from http import HTTPStatus

from seawall.errors import DataError, InputError, NumericalError, SeawallError, SourceError

__all__ = ["PROBLEM_TYPE", "Problem", "ProblemError", "problem_of"]

PROBLEM_TYPE = "application/problem+json"

_CODES = (
    (InputError, HTTPStatus.UNPROCESSABLE_ENTITY, "input"),
    (DataError, HTTPStatus.CONFLICT, "data"),
    (NumericalError, HTTPStatus.CONFLICT, "numerical"),
    (SourceError, HTTPStatus.FAILED_DEPENDENCY, "source"),
)


@dataclass(frozen=True, slots=True)
class Problem:
    """One refusal.

    Attributes
    ----------
    status : int
        Of HTTP.
    code : str
        For programs: ``input``, ``data``, ``token`` and so on.
    detail : str
        One sentence for people, the engine's own where it refused.
    trace : str
        Names this one refusal in the log.
    """

    status: int
    code: str
    detail: str
    trace: str

    def json(self) -> bytes:
        """The problem document."""
        title = HTTPStatus(self.status).phrase
        kind = f"about:blank#{self.code}"
        found = {"type": kind, "title": title, "status": self.status, "detail": self.detail}
        return json.dumps({**found, "code": self.code, "trace": self.trace}, ensure_ascii=False).encode()


class ProblemError(Exception):
    """Ends a request with a problem."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(detail)
        self.problem = Problem(status, code, detail, secrets.token_hex(4))


def problem_of(error: SeawallError) -> Problem:
    """Problem of what the engine raised.

    Examples
    --------
    >>> problem_of(InputError("'paths' must be at least 1, was 0")).code
    'input'
    """
    for kind, status, code in _CODES:
        if isinstance(error, kind):
            return Problem(status, code, " ".join(str(error).split()), secrets.token_hex(4))
    return Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "engine", "the engine failed", secrets.token_hex(4))
