"""The loop that reads price levels out of a message, byte by byte, into whole ticks and lots.

Everything compiled stands in this one file because numba notices only edits of the file that holds the loop it cached.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from seawall.core import compile_loop

__all__ = ["IRREGULAR", "compiled", "levels_loop"]

IRREGULAR = -1
"""Anything but `["price","size"]` pairs of digits on the grid: the careful reader says what is wrong."""


@cache
def compiled(loop: Callable[..., Any]) -> Callable[..., Any]:
    """Machine code of the loop."""
    return compile_loop(loop)


def levels_loop(text, place, decimals, steps, levels):  # type: ignore[no-untyped-def]
    """Read `[["1.2","3"],...]` from `place` on into `levels` (n, 2); their number, and the place behind the list.

    `decimals` are the digits behind the point of a price and a size, and `steps` how many units of the last such digit
    make a tick and a lot. The number is -1 where the text is anything else, or longer than `levels`.
    """
    length = len(text)
    if place >= length or text[place] != 91:  # [
        return -1, place
    place += 1
    if place < length and text[place] == 93:  # ]
        return 0, place + 1
    count = 0
    while count < len(levels):
        if place + 1 >= length or text[place] != 91 or text[place + 1] != 34:  # ["
            return -1, place
        place += 2
        for column in range(2):
            value = 0
            digits = 0
            behind = -1  # digits behind the point; -1 before it
            while place < length and text[place] != 34:
                byte = text[place]
                if byte == 46 and behind < 0 and digits > 0:
                    behind = 0
                elif 48 <= byte <= 57:
                    if behind >= decimals[column]:
                        if byte != 48:  # finer than the grid
                            return -1, place
                    else:
                        value = 10 * value + (byte - 48)
                        digits += 1
                        if behind >= 0:
                            behind += 1
                        if digits > 18:
                            return -1, place
                else:
                    return -1, place
                place += 1
            if digits == 0:
                return -1, place
            for _ in range(decimals[column] - max(behind, 0)):
                value *= 10
                digits += 1
            if digits > 18 or value % steps[column] != 0:
                return -1, place
            levels[count, column] = value // steps[column]
            place += 1  # the closing quote
            if column == 0:
                if place + 1 >= length or text[place] != 44 or text[place + 1] != 34:  # ,"
                    return -1, place
                place += 2
        if place + 1 >= length or text[place] != 93:
            return -1, place
        place += 1
        count += 1
        if text[place] == 93:
            return count, place + 1
        if text[place] != 44:
            return -1, place
        place += 1
    return -1, place
