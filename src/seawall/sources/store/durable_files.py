"""Files that are on the disk, whole and under their name, when a call returns."""

from __future__ import annotations

import contextlib
import errno
import os
from pathlib import Path

from seawall.errors import SourceError

__all__ = ["TEMPORARY_SUFFIX", "make_folder", "remove_files", "sync_folder", "write_whole"]

TEMPORARY_SUFFIX = ".tmp"


def write_whole(path: Path, content: memoryview | bytes) -> None:
    """Write a file under a temporary name, flush it to the disk, then give it its name.

    The name itself is on the disk after `sync_folder` of its folder.

    Raises
    ------
    SourceError
        When the disk is full or the folder cannot be written to; no file is left behind.
    """
    temporary = path.with_name(path.name + TEMPORARY_SUFFIX)
    try:
        descriptor = os.open(temporary, os.O_CREAT | os.O_WRONLY | os.O_TRUNC | os.O_CLOEXEC, 0o644)
        try:
            left = memoryview(content)
            while left:
                left = left[os.write(descriptor, left) :]
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        temporary.rename(path)
    except OSError as fault:
        remove_files([temporary])
        raise _explained(fault, path, len(content)) from fault


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, and flush their names to the disk."""
    missing = [folder, *folder.parents]
    missing = missing[: next(i for i, each in enumerate(missing) if each.exists())]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise _explained(fault, folder, 0) from fault
    for made in missing:
        sync_folder(made.parent)


def sync_folder(folder: Path) -> None:
    """Flush the names in a folder to the disk."""
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as fault:
        raise _explained(fault, folder, 0) from fault


def remove_files(paths: list[Path]) -> None:
    """Delete files; one that is gone, or cannot be deleted, is left to the next cleaning."""
    for path in paths:
        with contextlib.suppress(OSError):
            path.unlink()


def _explained(fault: OSError, path: Path, needed: int) -> SourceError:
    if fault.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return SourceError(f"{path}: the disk is full, {needed:,} bytes are needed; nothing of this batch was kept")
    if fault.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return SourceError(
            f"{path.parent}: cannot be written to ({fault.strerror}); set SEAWALL_HOME to another folder"
        )
    return SourceError(f"{path}: cannot be written ({fault.strerror})")
