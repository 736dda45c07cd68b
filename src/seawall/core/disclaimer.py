"""The sentence that every page and file carries."""

from __future__ import annotations

__all__ = ["DISCLAIMER"]

DISCLAIMER = "For information and education only. Not financial advice."
