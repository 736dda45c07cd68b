"""Dates on the command line."""

from __future__ import annotations

import datetime as dt
import re

__all__ = ["parse_date"]


def parse_date(text: str | None) -> dt.date | None:
    """Date behind ``--as-of``; None where it is not given.

    Raises
    ------
    InputError
        For anything but YYYY-MM-DD.
    """
    from seawall.errors import InputError

    if text is None:
        return None
    try:
        # fromisoformat alone also takes 20251230 and 2025-W01-1
        return dt.date.fromisoformat(text if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else "")
    except ValueError as error:
        raise InputError(f"--as-of must be a date as YYYY-MM-DD, was {text[:40]!r}") from error
