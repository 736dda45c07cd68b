"""How many days an option year has."""

from __future__ import annotations

__all__ = ["DAYS_PER_YEAR"]

DAYS_PER_YEAR = 365.0
"""Day count of ACT/365 Fixed, used for option time and all crypto."""
