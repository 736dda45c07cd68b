"""Faults in recordings, in the reading of a tape, and in the clients of venues."""

from __future__ import annotations

from mutants.planted import Mutant

_RECORDINGS = ("tests/sources/tape/test_recordings.py",)
_CLIENTS = ("tests/sources/live/test_live_source.py",)
_PAGE = ("tests/cli/test_tape.py",)

FAULTS = (
    Mutant(
        "truncated-line-served",
        "sources/tape/recording_lines.py",
        "if rest and not self.damage:",
        "if rest:",
        "half of a line at the end of a file that was cut off is taken for a message",
        _RECORDINGS,
    ),
    Mutant(
        "grid-of-any-step",
        "sources/tape/recording_facts.py",
        "step = reduce(gcd, units, 0)",
        "step = min(units, default=0)",
        "the smallest price is taken for the tick",
        _RECORDINGS,
    ),
    Mutant(
        "trades-twice",
        "sources/tape/tape_reader.py",
        "if stream != self._trade_stream:",
        "if not stream:",
        "single and aggregate trades are added up",
        _RECORDINGS,
    ),
    Mutant(
        "silence-unheard",
        "sources/live/live_source.py",
        "if now - last >= channel.longest_silence[stream]:",
        "if now - last >= 1e9:",
        "a stream that was acknowledged and sends nothing is waited for",
        _CLIENTS,
    ),
    Mutant(
        "jitter-left-out",
        "sources/live/live_source.py",
        "return limit * self._jitter()",
        "return limit",
        "all clients come back at once",
        _CLIENTS,
    ),
)
