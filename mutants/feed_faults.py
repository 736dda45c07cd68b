"""Faults in reading messages and in knowing whether a book may be believed."""

from __future__ import annotations

from mutants.planted import Mutant

_DECODERS = ("tests/microstructure/test_decoders.py",)
_FEED = ("tests/microstructure/test_book_feed.py",)
_STREAMS = ("tests/microstructure/test_damaged_streams.py",)

FAULTS = (
    Mutant(
        "feed-decimals-short",
        "microstructure/level_kernels.py",
        "for _ in range(decimals - max(behind, 0)):",
        "for _ in range(decimals - max(behind, 1)):",
        "a size written as 2.5 or 3 is ten times too small",
        _DECODERS,
    ),
    Mutant(
        "feed-tail-unread",
        "microstructure/level_kernels.py",
        "return shape if place == length else IRREGULAR",
        "return shape",
        "what stands behind the message is not looked at",
        _DECODERS,
    ),
    Mutant(
        "feed-price-of-nothing",
        "microstructure/level_kernels.py",
        "if place < 0 or ticks == 0 or place + 1",
        "if place < 0 or place + 1",
        "a level at price 0 is accepted",
        _DECODERS,
    ),
    Mutant(
        "feed-retail-depth-in-the-book",
        "microstructure/binance_futures.py",
        ' and b"@rpiDepth" not in message[:80]',
        "",
        "depth with retail price improvement is taken for the book",
        _DECODERS,
    ),
    Mutant(
        "feed-gap-believed",
        "microstructure/book_feed.py",
        "elif self._is_true and follows(delta, self.book.last_id, self.rule):",
        "elif self._is_true and delta.last_id > self.book.last_id:",
        "an update is applied although one before it is missing",
        _STREAMS,
    ),
    Mutant(
        "feed-back-too-early",
        "microstructure/book_feed.py",
        "if self._waiting.newest_id > self.book.last_id:",
        "if self._waiting.newest_id < 0:",
        "one late update makes a book LIVE while another is missing",
        _FEED,
    ),
    Mutant(
        "feed-crossed-book-served",
        "microstructure/sound_update.py",
        "book.set_levels(delta.bid_ticks, before[0], delta.ask_ticks, before[1])",
        "book.set_levels(delta.bid_ticks, delta.bid_lots, delta.ask_ticks, delta.ask_lots)",
        "a refused update stays in the served book",
        _FEED,
    ),
    Mutant(
        "feed-silence-late",
        "microstructure/book_feed.py",
        "local_ns - self._last_update_ns >= self._silence_ns:",
        "local_ns - self._last_update_ns > self._silence_ns:",
        "silence is found later than its limit",
        _FEED,
    ),
    Mutant(
        "feed-snapshot-hides-silence",
        "microstructure/book_feed.py",
        "        elif self._needs_whole_book:\n            self._snapshot = snapshot",
        "        elif self._needs_whole_book:\n            self._hear()\n            self._snapshot = snapshot",
        "an answer to a request passes for life in the stream",
        _FEED,
    ),
)
