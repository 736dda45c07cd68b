"""The examples of the documentation are run while it is built, so that none can drift from the code.

Three kinds of fenced block are looked at, page by page, in one scratch folder per page:

``{code-block} yaml`` (or another language) with a ``:caption:``
    is written to a file of that name.
``console``
    holds commands after ``$`` and what they print. A line ``...`` stands for any number of lines.
``pycon``
    is run as a doctest; the names of earlier blocks of the page are known.

A block that does not print what the page says is a warning, and ``make docs`` fails on warnings.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.util import logging

_ROOT = Path(__file__).parents[2]
_BLOCK = re.compile(r"^```(?P<head>[^\n`]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_CAPTION = re.compile(r"^:caption: (?P<name>\S+)\n")
_SHARED: dict[str, list[str]] = {}
"""Output of commands that read nothing but the examples, by command: the same on every page."""

logger = logging.getLogger(__name__)


def setup(app: Sphinx) -> dict[str, Any]:
    """Look at every page as it is read."""
    app.connect("source-read", _check_page)
    # the code may have changed where the page has not: every build reads every page
    app.connect("env-get-outdated", lambda _app, env, *_: list(env.found_docs))
    return {"parallel_read_safe": False}


def _check_page(_app: Sphinx, docname: str, source: Sequence[str]) -> None:
    names: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        (scratch / "examples").symlink_to(_ROOT / "examples")
        for block in _BLOCK.finditer(source[0]):
            head, body = block["head"].strip(), block["body"]
            place = (docname, source[0].count("\n", 0, block.start()) + 1)
            if head == "console":
                _check_console(body, scratch, place)
            elif head == "pycon":
                _check_python(body, names, scratch, place)
            elif head.startswith("{code-block}") and (caption := _CAPTION.match(body)):
                text = body[caption.end() :].lstrip("\n")
                (scratch / caption["name"]).parent.mkdir(parents=True, exist_ok=True)
                (scratch / caption["name"]).write_text(text, encoding="utf-8")


def _check_console(body: str, scratch: Path, place: tuple[str, int]) -> None:
    for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
        command, _, expected = part.partition("\n")
        found = _printed(command, scratch)
        wanted = [line.rstrip() for line in expected.rstrip().splitlines()]
        if not _matches(found, wanted):
            shown = "\n".join(found)
            logger.warning("`%s` does not print what stands here, but:\n%s", command, shown, location=place)


def _printed(command: str, scratch: Path) -> list[str]:
    reads_only_examples = command.startswith("seawall ") and "examples/" in command and "--out" not in command
    if reads_only_examples and command in _SHARED:
        return _SHARED[command]
    environment = {
        **os.environ,
        "NO_COLOR": "1",
        "PYTHONUTF8": "1",
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    }
    done = subprocess.run(
        command,
        shell=True,
        cwd=scratch,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    lines = [line.rstrip() for line in done.stdout.rstrip().splitlines()]
    if reads_only_examples:
        _SHARED[command] = lines
    return lines


def _matches(found: list[str], wanted: list[str]) -> bool:
    """Whether `wanted` is `found`, where a line ``...`` in it stands for any lines."""
    pattern = "\n".join(".*" if line == "..." else re.escape(line) for line in wanted)
    # lines left out may be none at all
    pattern = pattern.replace("\n.*\n", "\n(?:.*\n)?").removeprefix(".*\n" if wanted[:1] == ["..."] else "")
    if wanted[:1] == ["..."]:
        pattern = "(?:.*\n)?" + pattern
    if wanted[-1:] == ["..."]:
        pattern = pattern.removesuffix("\n.*") + "(?:\n.*)?"
    return re.fullmatch(pattern, "\n".join(found), re.DOTALL) is not None


def _check_python(body: str, names: dict[str, Any], scratch: Path, place: tuple[str, int]) -> None:
    test = doctest.DocTestParser().get_doctest(body, names, *place[:1], place[0], place[1])
    report = io.StringIO()
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    with contextlib.chdir(scratch):
        runner.run(test, out=report.write, clear_globs=False)
    names.update(test.globs)
    if runner.failures:
        logger.warning("this example fails:\n%s", report.getvalue(), location=place)
