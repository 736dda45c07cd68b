"""Lines of a recording: `local_ns JSON`, or JSON alone; plain, gzip or a zip of one file.

A file that was cut off while it was written, or damaged, gives every whole line before the damage, and says so.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from seawall.errors import DataError, SourceError

__all__ = ["RecordingLines"]

_CHUNK = 1 << 20
_BITE = 512
"""Packed bytes that are unpacked at a time: of those that hold damage, nothing is had."""
_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
_GZIP_WINDOW = 31
_VENUE_TIME = re.compile(rb'"(?:ts|E|time)"\s*:\s*(\d{13})\b')
_LOOKED_AT = 200
_DIGITS_OF_NANOSECONDS = 19


class RecordingLines:
    """Instants and messages of a recording, in the order of the file; it may be gone through again.

    Parameters
    ----------
    path : Path
        The file.

    Attributes
    ----------
    damage : str
        What is wrong with the file as a whole, after it was gone through; empty where nothing is.
    unreadable : int
        Lines without an instant before their JSON, in a file whose other lines have one. They are given with the
        instant of the line before, so that whoever decodes them sees that they are broken.
    has_local_clock : bool
        Whether lines carry the instant at which they were received. The venue's own is given where they do not.

    Raises
    ------
    SourceError
        When the file cannot be opened.
    DataError
        When it is empty, or its first line is not that of a recording.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.damage = ""
        self.unreadable = 0
        first = next(self._lines(), b"")
        if not first:
            raise DataError(f"{path}: holds no messages{f' ({self.damage})' if self.damage else ''}")
        self.has_local_clock = not first.startswith(b"{")
        if self.has_local_clock and _split(first) is None:
            shown = first[:40].decode("utf-8", "replace")
            raise DataError(f"{path}: no recording: lines must be an instant in ns and JSON, or JSON; was {shown!r}")

    def __iter__(self) -> Iterator[tuple[int, bytes]]:
        """Instants in nanoseconds, and messages."""
        self.unreadable = 0
        instant = 0
        for line in self._lines():
            if self.has_local_clock:
                parts = _split(line)
                if parts is None:
                    self.unreadable += 1
                    yield instant, line
                    continue
                instant, message = parts
            else:
                message = line
                found = _VENUE_TIME.search(line, 0, _LOOKED_AT) or _VENUE_TIME.search(line)
                instant = int(found[1]) * 1_000_000 if found else instant
            yield instant, message

    def _lines(self) -> Iterator[bytes]:
        self.damage = ""
        rest = b""
        try:
            for chunk in self._chunks():
                lines = (rest + chunk).split(b"\n")
                rest = lines.pop()
                yield from filter(None, lines)
        except OSError as error:
            raise SourceError(f"{self.path}: cannot be read: {error.strerror or error}") from error
        if rest and not self.damage:
            yield rest
        elif rest:
            self.damage += f"; its last {len(rest):,} bytes are no whole line"

    def _chunks(self) -> Iterator[bytes]:
        with self.path.open("rb") as file:
            start = file.read(4)
            file.seek(0)
            if start[:2] == _GZIP:
                yield from self._unpacked(iter(lambda: file.read(_CHUNK), b""))
            elif start == _ZIP:
                yield from self._unzipped()
            else:
                yield from iter(lambda: file.read(_CHUNK), b"")

    def _unpacked(self, packed: Iterator[bytes]) -> Iterator[bytes]:
        member = None
        try:
            for each in packed:
                for place in range(0, len(each), _BITE):
                    data = each[place : place + _BITE]
                    while data:
                        member = member or zlib.decompressobj(_GZIP_WINDOW)
                        yield member.decompress(data)
                        data = member.unused_data
                        member = None if member.eof else member
        except zlib.error as error:
            self.damage = f"damaged gzip: {error}"
            return
        if member is not None:
            self.damage = "gzip without an end: it was cut off"

    def _unzipped(self) -> Iterator[bytes]:
        try:
            with zipfile.ZipFile(self.path) as archive:
                names = archive.namelist()
                if len(names) != 1:
                    raise DataError(f"{self.path}: must hold one file, holds {len(names)}")
                with archive.open(names[0]) as member:
                    yield from iter(lambda: member.read(_CHUNK), b"")
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            self.damage = f"damaged zip: {error}"


def _split(line: bytes) -> tuple[int, bytes] | None:
    stamp, _, message = line.partition(b" ")
    return (int(stamp), message) if stamp.isdigit() and len(stamp) <= _DIGITS_OF_NANOSECONDS else None
