"""Words at the door: the member that a word names, the word that was perhaps meant, and how a refused one is shown."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Iterable
from enum import StrEnum
from typing import TypeVar

from seawall.errors import InputError

__all__ = ["LONGEST_VALUE_SHOWN", "choice_named", "did_you_mean", "shorten"]

LONGEST_VALUE_SHOWN = 60
"""Characters of a value that an error repeats."""

Choice = TypeVar("Choice", bound=StrEnum)


def choice_named(value: Choice | str, name: str, choices: type[Choice]) -> Choice:
    """Return the member of `choices` that `value` is, or that it names.

    Types say that a closed choice is an enum, but whoever types into a notebook passes its word, and no word is the
    member that a branch asks for with ``is``. So a door that takes a choice lets it in through here.

    Parameters
    ----------
    value : StrEnum or str
        A member, or the word that it stands for.
    name : str
        Argument, as the caller knows it.
    choices : type of StrEnum
        The closed choice.

    Returns
    -------
    StrEnum
        Member of `choices`.

    Raises
    ------
    InputError
        For any other word, with those that there are and the nearest of them.

    Examples
    --------
    >>> from seawall.core import DayCount
    >>> choice_named("act/360", "day_count", DayCount) is DayCount.ACT_360
    True
    >>> choice_named("ACT/360", "day_count", DayCount)
    Traceback (most recent call last):
    ...
    seawall.errors.InputError: 'day_count' must be one of act/365f, act/360, act/act isda, 30/360 us, 30/360 isda, was \
'ACT/360'; did you mean 'act/360'?
    """
    if isinstance(value, choices):
        return value
    try:
        return choices(value)
    except ValueError:
        words = [each.value for each in choices]
        raise InputError(
            f"{name!r} must be one of {', '.join(words)}, was {shorten(value)}{did_you_mean(str(value), words)}"
        ) from None


def shorten(value: object) -> str:
    """`repr` of `value`, cut to fit on a line; dates as they are written."""
    if isinstance(value, dt.date):
        return str(value)
    text = repr(value[: LONGEST_VALUE_SHOWN + 1] if isinstance(value, str | bytes) else value)
    return text if len(text) <= LONGEST_VALUE_SHOWN else text[: LONGEST_VALUE_SHOWN - 1] + "…"


def did_you_mean(name: str, allowed: Iterable[str]) -> str:
    """Clause that names the allowed word nearest to `name`, whatever its case; empty where none is near.

    Examples
    --------
    >>> did_you_mean("spy", ["SPY", "QQQ"]), did_you_mean("zzz", ["SPY"])
    ("; did you mean 'SPY'?", '')
    """
    by_case = {each.casefold(): each for each in allowed}
    near = difflib.get_close_matches(name[:LONGEST_VALUE_SHOWN].casefold(), by_case, n=1)
    return f"; did you mean {by_case[near[0]]!r}?" if near else ""
