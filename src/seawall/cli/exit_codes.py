"""What a command says to the program that called it."""

from __future__ import annotations

__all__ = ["EXIT_BAD_INPUT", "EXIT_FAILURES"]

EXIT_FAILURES = 1
EXIT_BAD_INPUT = 2
