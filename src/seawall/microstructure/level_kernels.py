"""Loops that read a message byte by byte: its fields, and its price levels in whole ticks and lots.

They read the plain JSON that venues write: no blanks, no escapes, whole numbers, objects inside `data` alone. A message
is taken only when every byte of it has been understood; anything else is `IRREGULAR`, and a careful reader accepts it
or says what is wrong with it.

Everything compiled stands in this one file because numba notices only edits of the file that holds the loop it cached.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from seawall.core import compile_loop

__all__ = [
    "ABSENT",
    "FLAG",
    "INTEGER",
    "IRREGULAR",
    "LEVELS",
    "NUMBER",
    "OBJECT",
    "PRICE",
    "SIZE",
    "WORD",
    "compiled",
    "scan_loop",
    "touch_loop",
]

IRREGULAR = -1
"""Anything but what the loops read: the careful reader says what it is."""

ABSENT, INTEGER, NUMBER, WORD, FLAG, LEVELS = range(6)
"""What stands behind a known key: nothing, digits, digits as text, a known word, true or false, a list of levels."""

PRICE, SIZE, OBJECT = 0, 1, 3
"""What a key may hold as text: a price, a size, one of the known words (`WORD`); or the object around the fields."""

_NO_BID, _NO_ASK = -1, 2**62


def skip_text(text: Any, place: Any) -> Any:
    """Place behind the quote that closes the text begun before `place`."""
    while place < len(text):
        byte = text[place]
        if byte == 34:
            return place + 1
        if byte < 32 or byte == 92 or byte > 126:
            return -1
        place += 1
    return -1


def read_integer(text: Any, place: Any) -> Any:
    """A whole number as JSON writes it, and the place behind it."""
    start = place
    value = 0
    while place < len(text) and 48 <= text[place] <= 57:
        value = 10 * value + (text[place] - 48)
        place += 1
        if place - start > 18:
            return 0, -1
    if place == start or (text[start] == 48 and place - start > 1):
        return 0, -1
    return value, place


def read_number(text: Any, place: Any, decimals: Any, step: Any) -> Any:
    """Steps of a number whose digits begin at `place`, and the place behind the quote that closes it."""
    value = 0
    digits = 0
    behind = -1  # digits behind the point; -1 before it
    while place < len(text) and text[place] != 34:
        byte = text[place]
        if 48 <= byte <= 57:
            if behind < decimals:
                value = 10 * value + (byte - 48)
                digits += 1
                if behind >= 0:
                    behind += 1
                if digits > 18:
                    return 0, -1
            elif byte != 48:  # finer than the grid
                return 0, -1
        elif byte == 46 and behind < 0 and digits > 0:
            behind = 0
        else:
            return 0, -1
        place += 1
    if digits == 0 or place >= len(text):
        return 0, -1
    for _ in range(decimals - max(behind, 0)):
        value *= 10
        digits += 1
    if digits > 18 or value % step != 0:
        return 0, -1
    return value // step, place + 1


def read_levels(text: Any, place: Any, scales: Any, levels: Any, count: Any) -> Any:
    """Read `["1.2","3"],...]` from behind the opening bracket into `levels` from row `count` on.

    Gives the number of rows filled and the place behind the list. `scales` holds for prices and sizes the digits behind
    the point, and how many units of the last such digit make a tick or a lot.
    """
    length = len(text)
    if place < length and text[place] == 93:  # ]
        return count, place + 1
    while count < levels.shape[1]:
        if place + 1 >= length or text[place] != 91 or text[place + 1] != 34:  # ["
            return count, -1
        ticks, place = read_number(text, place + 2, scales[0, 0], scales[0, 1])
        if place < 0 or ticks == 0 or place + 1 >= length or text[place] != 44 or text[place + 1] != 34:  # ,"
            return count, -1
        lots, place = read_number(text, place + 2, scales[1, 0], scales[1, 1])
        if place < 0 or place + 1 >= length or text[place] != 93:
            return count, -1
        levels[0, count] = ticks
        levels[1, count] = lots
        count += 1
        place += 2
        if text[place - 1] == 93:
            return count, place
        if text[place - 1] != 44:
            return count, -1
    return count, -1


def read_bare(text: Any, place: Any) -> Any:
    """Read true (1), false (0), null (2), and the place behind it."""
    for value, word in ((1, (116, 114, 117, 101)), (2, (110, 117, 108, 108))):
        if place + 4 <= len(text):
            same = True
            for offset in range(4):
                same = same and text[place + offset] == word[offset]
            if same:
                return value, place + 4
    if place + 5 <= len(text):
        same = True
        for offset, byte in enumerate((102, 97, 108, 115, 101)):
            same = same and text[place + offset] == byte
        if same:
            return 0, place + 5
    return 0, -1


def find_row(text: Any, start: Any, end: Any, rows: Any) -> Any:
    """Row of `rows` (n, width) that spells `text[start:end]`, its length in its first place; -1 where none does."""
    length = end - start
    for row in range(len(rows)):
        if rows[row, 0] == length:
            place = 0
            while place < length and rows[row, place + 1] == text[start + place]:
                place += 1
            if place == length:
                return row
    return -1


def read_value(text: Any, place: Any, column: Any, words: Any, scales: Any, levels: Any, count: Any) -> Any:
    """What stands at `place` behind a key: its kind, its value, the place behind it, and the rows of levels filled.

    `column` says what the key may hold as text; it is -1 for a key that nobody asks for.
    """
    byte = text[place]
    if byte == 34:
        if column in (PRICE, SIZE):
            value, after = read_number(text, place + 1, scales[column, 0], scales[column, 1])
            if column == PRICE and value == 0:
                after = -1
            return NUMBER, value, after, count
        after = skip_text(text, place + 1)
        if column != WORD or after < 0:
            return ABSENT, 0, after, count
        word = find_row(text, place + 1, after - 1, words)
        return WORD, word + 1, after if word >= 0 else -1, count
    if 48 <= byte <= 57:
        value, after = read_integer(text, place)
        return INTEGER, value, after, count
    if byte == 91 and column in (PRICE, SIZE):
        filled, after = read_levels(text, place + 1, scales, levels, count)
        return LEVELS, (count << 16) + filled, after, filled
    value, after = read_bare(text, place)
    return FLAG, value, after, count


def scan_loop(text: Any, keys: Any, columns: Any, words: Any, scales: Any, found: Any, levels: Any) -> Any:
    """Read a message into `found` (one value per key) and `levels` (2, most); what kind each value is, or -1.

    Three bits of the result per key, the first key's lowest, are its kind. Words count from 1; of levels the value
    holds the first row (times 65,536) and the row behind the last. `columns` holds what each key may be as text, and
    in its second row the depth at which the key counts: 0, 1, or 2 for whichever is the innermost.
    """
    found[:] = 0
    shape, depth, place, count = 0, 0, 1, 0
    has_entered, has_fields = False, False
    length = len(text)
    if length == 0 or text[0] != 123:  # {
        return IRREGULAR
    while place < length and text[place] == 34:
        end = skip_text(text, place + 1)
        if end < 0 or end + 1 >= length or text[end] != 58:  # :
            return IRREGULAR
        key = find_row(text, place + 1, end - 1, keys)
        if key >= 0 and columns[1, key] != 2 and columns[1, key] != depth:
            key = -1
        place = end + 1
        if text[place] == 123:
            if key < 0 or columns[0, key] != OBJECT or has_entered or has_fields:
                return IRREGULAR
            has_entered, depth, place = True, 1, place + 1
            continue
        kind, value, place, count = read_value(
            text, place, columns[0, key] if key >= 0 else -1, words, scales, levels, count
        )
        if place < 0 or (kind == FLAG and value == 2 and key >= 0):
            return IRREGULAR
        if key >= 0:
            if kind == ABSENT or (shape >> (3 * key)) & 7 or (columns[1, key] == 2 and has_entered and depth == 0):
                return IRREGULAR
            has_fields = has_fields or columns[1, key] == 2
            shape += kind << (3 * key)
            found[key] = value
        while place < length and text[place] == 125:  # }
            depth -= 1
            place += 1
            if depth < 0:
                while place < length and text[place] in (32, 9, 10, 13):
                    place += 1
                return shape if place == length else IRREGULAR
        if place >= length or text[place] != 44:
            return IRREGULAR
        place += 1
    return IRREGULAR


def touch_loop(bid_ticks: Any, bid_lots: Any, ask_ticks: Any, ask_lots: Any) -> Any:
    """Highest bid and lowest ask that an update sets; -1 and 2**62 for none."""
    bid, ask = _NO_BID, _NO_ASK
    for place in range(min(len(bid_ticks), len(bid_lots))):
        if bid_lots[place] > 0:
            bid = max(bid, bid_ticks[place])
    for place in range(min(len(ask_ticks), len(ask_lots))):
        if ask_lots[place] > 0:
            ask = min(ask, ask_ticks[place])
    return bid, ask


@cache
def compiled(loop: Callable[..., Any]) -> Callable[..., Any]:
    """Machine code of one of the two loops above."""
    _teach_numba()
    return compile_loop(loop)


@cache
def _teach_numba() -> None:
    """Let the loops call the smaller ones."""
    from numba.extending import register_jitable

    for function in (skip_text, read_integer, read_number, read_levels, read_bare, find_row, read_value):
        register_jitable(error_model="numpy")(function)
