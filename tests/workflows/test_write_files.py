from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any

import pytest

from seawall.errors import SourceError
from seawall.workflows import write_atomically

CONTENTS = {"a.html": "<p>é</p>\n", "b.json": "{}\n"}


def held(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir() if path.is_file()}


def test_files_appear_whole_in_a_folder_made_for_them(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "out"
    assert write_atomically(folder, CONTENTS) == (folder / "a.html", folder / "b.json")
    assert held(folder) == CONTENTS


def test_older_files_are_replaced(tmp_path: Path) -> None:
    write_atomically(tmp_path, {"a.html": "old", "b.json": "old"})
    write_atomically(tmp_path, CONTENTS)
    assert held(tmp_path) == CONTENTS


def test_files_are_as_readable_as_any_other(tmp_path: Path) -> None:
    (path,) = write_atomically(tmp_path, {"a": "x"})
    other = tmp_path / "other"
    other.touch()
    assert stat.S_IMODE(path.stat().st_mode) == stat.S_IMODE(other.stat().st_mode)


@pytest.mark.parametrize("fault", ["mkstemp", "fsync", "second move", "interrupt"])
@pytest.mark.parametrize("older", [{}, {"a.html": "old a"}, {"a.html": "old a", "b.json": "old b"}], ids=len)
def test_a_fault_leaves_what_was_there(
    fault: str, older: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "deep" / "out"
    if older:
        write_atomically(folder, older)
    replace, calls = Path.replace, []

    def fail(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    def fail_second(self: Path, target: Path) -> Path:
        calls.append(target)
        if len(calls) == 2:
            raise KeyboardInterrupt if fault == "interrupt" else OSError(28, "No space left on device")
        return replace(self, target)

    match fault:
        case "mkstemp":
            monkeypatch.setattr("tempfile.mkstemp", fail)
        case "fsync":
            monkeypatch.setattr(os, "fsync", fail)
        case _:
            monkeypatch.setattr(Path, "replace", fail_second)
    expected = KeyboardInterrupt if fault == "interrupt" else SourceError
    with pytest.raises(expected):
        write_atomically(folder, CONTENTS)
    if older:
        assert held(folder) == older, fault
    else:
        assert list(tmp_path.iterdir()) == [], fault


def test_a_folder_in_the_way_leaves_the_other_file_alone(tmp_path: Path) -> None:
    (tmp_path / "b.json").mkdir()
    (tmp_path / "a.html").write_text("old")
    with pytest.raises(SourceError, match="cannot be written: Is a directory"):
        write_atomically(tmp_path, CONTENTS)
    assert held(tmp_path) == {"a.html": "old"}


def test_text_that_cannot_be_encoded_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(UnicodeEncodeError):
        write_atomically(tmp_path / "out", {"a": "fine", "b": "\udcff"})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("below", ["file", "file/out", "x" * 300])
def test_a_place_that_cannot_be_a_folder_is_refused(below: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(SourceError, match="cannot be written"):
        write_atomically(tmp_path / below, CONTENTS)
    assert held(tmp_path) == {"file": "mine"}
