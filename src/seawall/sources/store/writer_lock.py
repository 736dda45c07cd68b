"""One writer at a time: an advisory lock that the system lets go when its holder ends, however it ends."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from seawall.errors import SourceError

__all__ = ["WriterLock"]


class WriterLock:
    """The right to write to a store, held until `release`.

    Raises
    ------
    SourceError
        When another holds it; names the process.
    """

    def __init__(self, home: Path) -> None:
        import fcntl

        path = home / "writer.lock"
        try:
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as fault:
            raise SourceError(f"{home}: cannot be written to ({fault.strerror}); set SEAWALL_HOME") from fault
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(self._descriptor, 20, 0).decode().strip() or "unknown"
            os.close(self._descriptor)
            raise SourceError(
                f"{home}: process {holder} is writing to this store; wait for it to end, readers need not"
            ) from None
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, str(os.getpid()).encode(), 0)

    def release(self) -> None:
        """Let another write."""
        with contextlib.suppress(OSError):
            os.close(self._descriptor)
