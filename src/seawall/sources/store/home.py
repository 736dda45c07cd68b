"""Where the store lives."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["store_home"]


def store_home() -> Path:
    """Folder of the store: SEAWALL_HOME where it is set, else the user's data folder of this system.

    Returns
    -------
    pathlib.Path
        The folder; it need not exist yet.

    Examples
    --------
    >>> import os
    >>> os.environ["SEAWALL_HOME"] = "/srv/desk"
    >>> store_home().as_posix()
    '/srv/desk'
    >>> del os.environ["SEAWALL_HOME"]
    """
    chosen = os.environ.get("SEAWALL_HOME")
    if chosen:
        return Path(chosen).expanduser()
    import platformdirs

    return Path(platformdirs.user_data_dir("seawall", appauthor=False))
