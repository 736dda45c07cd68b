"""The README does what it says: its example runs and prints what stands below it; its commands exist."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
README = (ROOT / "README.md").read_text()


def test_the_example_prints_what_the_readme_shows() -> None:
    match = re.search(r"```python\n(.*?)```\n\n```\n(.*?)```", README, re.DOTALL)
    assert match is not None
    code, shown = match.groups()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout == shown


def test_the_example_has_six_lines() -> None:
    match = re.search(r"```python\nimport seawall as sw\n\n(.*?)```", README, re.DOTALL)
    assert match is not None
    assert len(match[1].splitlines()) == 6


def test_the_targets_it_names_exist() -> None:
    makefile = (ROOT / "Makefile").read_text()
    named = set(re.findall(r"`make ([a-z-]+)`", README)) | set(re.findall(r"^make ([a-z-]+)", README, re.MULTILINE))
    assert {"demo", "test", "check", "docs", "bench"} <= named
    for target in named:
        assert re.search(rf"^{target}:.*##", makefile, re.MULTILINE), target


def test_no_machine_path_is_committed() -> None:
    done = subprocess.run(["git", "ls-files"], capture_output=True, text=True, cwd=ROOT, check=False)
    if done.returncode != 0:
        return  # an unpacked archive has no list of files
    # pages and tests name the folder for temporary files rightly, wherever the tree itself lies
    own = {ROOT, ROOT.parent} - {Path("/"), Path(tempfile.gettempdir())}
    for name in done.stdout.splitlines():
        text = (ROOT / name).read_bytes()
        assert not [each for each in own if f"{each}/".encode() in text], name
