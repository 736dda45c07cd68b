"""Files appear whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from seawall.errors import SourceError

__all__ = ["write_atomically"]


def write_atomically(folder: Path, contents: Mapping[str, str]) -> tuple[Path, ...]:
    """Write several files into a folder so that none is ever seen half written.

    All are written under temporary names and flushed to disk first; only when every one of them is
    there are they moved to their names. A fault leaves no trace.

    Parameters
    ----------
    folder : Path
        Made if it does not exist.
    contents : mapping of str to str
        Text by file name.

    Returns
    -------
    tuple of Path
        The files, in the order given.

    Raises
    ------
    SourceError
        When the folder cannot be made or written to.
    """
    staged: dict[Path, Path] = {}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in contents.items():
            handle, temporary = tempfile.mkstemp(prefix=f".{name}.", dir=folder)
            staged[folder / name] = Path(temporary)
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
                stream.write(text)
                stream.flush()
                os.fsync(stream.fileno())
            # mkstemp makes private files; a report is as readable as any other file of its user
            umask = os.umask(0)
            os.umask(umask)
            Path(temporary).chmod(0o666 & ~umask)
        for target, temporary_path in staged.items():
            temporary_path.replace(target)
    except OSError as error:
        raise SourceError(f"{folder}: cannot be written: {error.strerror or error}") from error
    finally:
        for temporary_path in staged.values():
            with contextlib.suppress(FileNotFoundError):
                temporary_path.unlink()
    return tuple(staged)
