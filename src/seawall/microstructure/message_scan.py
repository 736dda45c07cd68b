"""Messages of a known layout, read in one compiled pass: every byte is understood, or the pass is not used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import numpy as np

from seawall.core import IntArray
from seawall.microstructure.grid import InstrumentGrid
from seawall.microstructure.level_kernels import (
    ABSENT,
    FLAG,
    INTEGER,
    LEVELS,
    NUMBER,
    OBJECT,
    PRICE,
    SIZE,
    WORD,
    compiled,
    scan_loop,
)

__all__ = ["MessageLayout", "MessageScanner", "Pattern"]

Pattern = tuple[int, int]
"""Bits of a shape that matter, and what they must be."""

_KINDS = {"absent": ABSENT, "integer": INTEGER, "number": NUMBER, "word": WORD, "flag": FLAG, "levels": LEVELS}
_TEXTS = {"price": PRICE, "size": SIZE, "word": WORD, "object": OBJECT}
_INNERMOST = 2
_MOST_LEVELS = 1 << 14
_NOWHERE = 1 << 10


class MessageLayout:
    """Keys of a venue's messages.

    Parameters
    ----------
    keys : mapping of str to str
        What stands as text, or as a list of levels, behind each key: price, size, word; or object for the one key
        that holds the fields. Keys that hold whole numbers or flags alone are named prices too.
    depths : mapping of str to int, optional
        0 for keys that stand outside the inner object, 1 inside; elsewhere a key counts wherever the fields are.
    """

    def __init__(self, keys: Mapping[str, str], *, depths: Mapping[str, int] | None = None) -> None:
        known = {} if depths is None else depths
        self.names = tuple(keys)
        self.places = {name: place for place, name in enumerate(self.names)}
        self.keys = word_table(self.names)
        self.columns = np.array(
            [
                [_TEXTS[text] for text in keys.values()],
                [0 if text == "object" else known.get(name, _INNERMOST) for name, text in keys.items()],
            ],
            dtype=np.int64,
        )

    def pattern(self, **kinds: str) -> Pattern:
        """Pattern of the messages that hold these keys in these ways; other keys are free."""
        mask = shape = 0
        for name, kind in kinds.items():
            mask |= 7 << 3 * self.places[name]
            shape |= _KINDS[kind] << 3 * self.places[name]
        return mask, shape


def word_table(words: Sequence[str]) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    """One row per word: its length, then its bytes; a word that is not plain ASCII matches nothing."""
    table = np.zeros((len(words), 1 + max(map(len, words))), dtype=np.int64)
    for row, word in zip(table, words, strict=True):
        row[0] = len(word) if word.isascii() else _NOWHERE
        if word.isascii():
            row[1 : 1 + len(word)] = list(word.encode())
    return table


class MessageScanner:
    """Reads messages of one layout about one instrument.

    Parameters
    ----------
    grid : InstrumentGrid
        Steps of price and size.
    layout : MessageLayout
        Keys to look for.
    words : sequence of str
        Texts that may stand behind keys of words; the first is number 1.
    """

    def __init__(self, grid: InstrumentGrid, layout: MessageLayout, words: Sequence[str]) -> None:
        self._loop = compiled(scan_loop)
        self._keys, self._columns, self._words = layout.keys, layout.columns, word_table(words)
        self._scales = np.array([_scale(grid.tick_size), _scale(grid.lot_size)], dtype=np.int64)
        self._found = np.zeros(len(layout.names), dtype=np.int64)
        self._levels = np.empty((2, _MOST_LEVELS), dtype=np.int64)

    def scan(self, message: bytes) -> tuple[int, list[int]]:
        """Shape of a message and the values of its keys, in the layout's order; the shape is -1 for other messages.

        The shape holds three bits per key, the lowest for the first. Values are whole numbers, ticks or lots, numbers
        of words, 1 for true; those of levels are for `levels`. A key that is absent has the value 0.
        """
        shape: int = self._loop(
            message, self._keys, self._columns, self._words, self._scales, self._found, self._levels
        )
        return shape, self._found.tolist()

    def levels(self, bids: int, asks: int) -> tuple[IntArray, IntArray, IntArray, IntArray]:
        """Ticks and lots of bids, then of asks, that the last `scan` found."""
        ticks, lots = self._levels[:, : max(bids & 0xFFFF, asks & 0xFFFF)].copy()
        bid, ask = slice(bids >> 16, bids & 0xFFFF), slice(asks >> 16, asks & 0xFFFF)
        return ticks[bid], lots[bid], ticks[ask], lots[ask]


def _scale(step: Decimal) -> tuple[int, int]:
    """Digits behind the point of a step, and the step in units of the last of them."""
    _, digits, exponent = step.normalize().as_tuple()
    mantissa = int("".join(map(str, digits)))
    places = int(exponent)
    return (-places, mantissa) if places < 0 else (0, mantissa * 10**places)
