"""Writes messages as they come in: `local_ns JSON` a line, gzip, readable up to the last flush whatever happens."""

from __future__ import annotations

import gzip
import io
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from seawall.errors import InputError, SourceError
from seawall.sources.tape.tape_source import RawMessage

__all__ = ["Recorder"]

_FLUSH_SECONDS = 1.0
_PACKING = 6


class Recorder:
    """A recording being written.

    Parameters
    ----------
    path : Path
        Ends in ``.gz``; must not exist.
    clock : callable
        Seconds, for the flushes: about every second what came in is on disk, and readable.

    Attributes
    ----------
    lines, bytes : int
        Written so far; bytes before they are packed.
    broken_lines : int
        Messages that held a line break, which no message of a venue does; it was replaced by a blank.

    Raises
    ------
    InputError
        When the name does not end in ``.gz``, or the file exists.
    SourceError
        When it cannot be written, here or later.
    """

    def __init__(self, path: Path, *, clock: Callable[[], float] = time.monotonic) -> None:
        if path.suffix.lower() != ".gz":
            raise InputError(f"a recording must be named NAME.gz, was {path.name[:60]!r}")
        self.path = path
        self.lines = 0
        self.bytes = 0
        self.broken_lines = 0
        self._clock = clock
        self._flushed = clock()
        try:
            self._file: io.BufferedWriter = path.open("xb")
        except FileExistsError:
            raise InputError(f"{path}: exists; a recording is never written over another") from None
        except OSError as error:
            raise SourceError(f"{path}: cannot be written: {error.strerror or error}") from error
        # no name and no time inside: the same messages give the same file
        self._packed = gzip.GzipFile(filename="", mode="wb", compresslevel=_PACKING, fileobj=self._file, mtime=0)

    def write(self, message: RawMessage) -> None:
        """Write one message."""
        body = message.message
        if b"\n" in body:
            self.broken_lines += 1
            body = body.replace(b"\n", b" ")
        line = b"%d %b\n" % (message.local_ns, body)
        try:
            self._packed.write(line)
            now = self._clock()
            if now - self._flushed >= _FLUSH_SECONDS:
                self._flushed = now
                self._packed.flush(zlib.Z_SYNC_FLUSH)
                self._file.flush()
        except OSError as error:
            raise SourceError(f"{self.path}: cannot be written: {error.strerror or error}") from error
        self.lines += 1
        self.bytes += len(line)

    def close(self) -> None:
        """Write the end; a recording without it is readable, too, up to its last flush."""
        try:
            self._packed.close()
            self._file.close()
        except OSError as error:
            raise SourceError(f"{self.path}: cannot be written: {error.strerror or error}") from error

    def __enter__(self) -> Recorder:
        """Itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close it, whatever happened."""
        self.close()
