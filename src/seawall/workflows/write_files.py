"""Files appear whole or not at all."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from seawall.errors import SourceError

__all__ = ["write_atomically"]


def write_atomically(folder: Path, contents: Mapping[str, str | bytes]) -> tuple[Path, ...]:
    """Write several files into a folder so that none is ever seen half written.

    All are written under temporary names and flushed to disk first; only when every one of them is
    there are they moved to their names. A fault leaves no trace.

    Parameters
    ----------
    folder : Path
        Made if it does not exist.
    contents : mapping of str to str or bytes
        By file name; text is written as UTF-8.

    Returns
    -------
    tuple of Path
        The files, in the order given.

    Raises
    ------
    SourceError
        When the folder cannot be made or written to.
    """
    made: list[Path] = []
    staged: dict[Path, Path] = {}
    try:
        made += [each for each in (folder, *folder.parents) if not each.exists()]
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in contents.items():
            handle, temporary = tempfile.mkstemp(prefix=f".{name}.", dir=folder)
            staged[folder / name] = Path(temporary)
            with os.fdopen(handle, "wb") as stream:
                stream.write(text.encode() if isinstance(text, str) else text)
                stream.flush()
                os.fsync(stream.fileno())
            # mkstemp makes private files; a report is as readable as any other file of its user
            umask = os.umask(0)
            os.umask(umask)
            Path(temporary).chmod(0o666 & ~umask)
        _move_all(staged)
    except BaseException as error:
        for leftover in staged.values():
            leftover.unlink(missing_ok=True)
        for each in made:
            with contextlib.suppress(OSError):
                each.rmdir()
        if isinstance(error, OSError):
            raise SourceError(f"{folder}: cannot be written: {error.strerror or error}") from error
        raise
    return tuple(staged)


def _move_all(staged: Mapping[Path, Path]) -> None:
    """Move every file to its name; where one cannot be moved, put the earlier ones back as they were."""
    backups: dict[Path, Path] = {}
    moved: list[Path] = []
    try:
        for target, temporary in staged.items():
            if target.exists():
                backups[target] = temporary.with_name(f"{temporary.name}.old")
                shutil.copy2(target, backups[target])
        for target, temporary in staged.items():
            temporary.replace(target)
            moved.append(target)
    except BaseException:
        for target in moved:
            if target in backups:
                backups[target].replace(target)
            else:
                target.unlink()
        raise
    finally:
        for backup in backups.values():
            backup.unlink(missing_ok=True)
