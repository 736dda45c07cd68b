"""The built dashboard as files: found by exact name, compressed ahead of time, and kept by the browser."""

from __future__ import annotations

import gzip
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fastapi import Request, Response

__all__ = ["Bundle"]

_BUILT = Path(__file__).parent / "static"
_SMALLEST_COMPRESSED = 1_024
_TEXT = ("text/", "application/javascript", "application/json", "image/svg+xml")
_ABSENT = b"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Seawall</title></head>
<body><h1>The dashboard is not in this installation</h1>
<p>It was installed with SEAWALL_WEB=skip, or from a checkout whose dashboard has not been built. The API answers under
<code>/api/v1</code>. To build the dashboard: <code>make web</code> in a checkout, or install again without
SEAWALL_WEB.</p></body></html>
"""


@dataclass(frozen=True, slots=True)
class _File:
    content: bytes
    compressed: bytes | None
    kind: str
    is_hashed: bool


class Bundle:
    """All files of a built dashboard, held in memory.

    Parameters
    ----------
    folder : Path
        Where the build put them.
    """

    def __init__(self, folder: Path = _BUILT) -> None:
        self._files: Mapping[str, _File] = _read(folder)

    @property
    def is_present(self) -> bool:
        """Whether there is a page to show."""
        return "index.html" in self._files

    def answer(self, request: Request, path: str) -> Response | None:
        """The file of a path, compressed where the browser can read that; None where there is no such file."""
        found = self._files.get(path or "index.html")
        if found is None and not self.is_present and path in {"", "index.html"}:
            found = _File(_ABSENT, None, "text/html; charset=utf-8", is_hashed=False)
        if found is None:
            return None
        headers = {
            "cache-control": "public, max-age=31536000, immutable" if found.is_hashed else "no-cache",
            "vary": "accept-encoding",
        }
        content = found.content
        if found.compressed is not None and "gzip" in request.headers.get("accept-encoding", ""):
            content = found.compressed
            headers["content-encoding"] = "gzip"
        return Response(content, media_type=found.kind, headers=headers)


def _read(folder: Path) -> dict[str, _File]:
    if not (folder / "index.html").is_file():
        return {}
    files = (each for each in sorted(folder.rglob("*")) if each.is_file())
    return {each.relative_to(folder).as_posix(): _file(each) for each in files}


def _file(path: Path) -> _File:
    content = path.read_bytes()
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    is_text = kind.startswith(_TEXT)
    compressed = gzip.compress(content, mtime=0) if is_text and len(content) >= _SMALLEST_COMPRESSED else None
    full = f"{kind}; charset=utf-8" if is_text else kind
    return _File(content, compressed, full, is_hashed=path.parent.name == "assets")
