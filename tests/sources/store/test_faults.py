"""What goes wrong around a store: full disks, folders that cannot be written to, damage, and a second writer."""

from __future__ import annotations

import errno
import os
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from seawall.errors import DataError, SourceError
from seawall.sources import Dataset, Store
from seawall.sources.store import writer
from tests.sources.store.tick_batches import check_whole, numbered_batch


def kept(home: Path) -> int:
    """Number of numbered batches that a fresh reader sees, all whole."""
    return check_whole(Store(home).snapshot().read(Dataset.TICKS))


def _fault_of(work: Callable[..., Any], *arguments: Any) -> str | None:
    """What a SourceError of some work says; None where there is none."""
    try:
        work(*arguments)
    except SourceError as fault:
        return str(fault)
    return None


@pytest.mark.parametrize("call", ["write", "fsync", "open"])
@pytest.mark.parametrize("work", ["append", "compact"])
def test_whichever_write_fails_nothing_is_half_kept(
    call: str, work: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    genuine: Callable[..., Any] = getattr(os, call)
    for failing in range(1, 60):
        home = tmp_path / f"{failing}"
        calls = 0

        def full(*arguments: Any, failing: int = failing) -> Any:
            nonlocal calls
            calls += 1
            if calls == failing:
                raise OSError(errno.ENOSPC, "No space left on device")
            return genuine(*arguments)

        with Store(home) as store:
            store.append(numbered_batch(0))
            store.append(numbered_batch(1))
            with monkeypatch.context() as patched:
                patched.setattr(f"seawall.sources.store.durable_files.os.{call}", full)
                said = _fault_of(store.append, numbered_batch(2)) if work == "append" else _fault_of(store.compact)
            found = kept(home)
            assert found in {2, 3}, f"{call} {failing} of {work}"
            store.append(numbered_batch(2))
            store.append(numbered_batch(3))
            assert kept(home) == 4, f"{call} {failing} of {work}"
            verified = store.verify()
            assert verified.sound, verified.faults
            assert not verified.strays, verified.strays
        if said is None:
            assert failing > 3, f"only {failing - 1} calls of {call} were met"
            return
        assert re.fullmatch(r".*: the disk is full, [\d,]+ bytes are needed; nothing of this batch was kept", said)
    pytest.fail("the work never came to its end")


def test_a_full_disk_is_named_with_the_bytes_needed(tmp_path: Path) -> None:
    if os.geteuid():
        pytest.skip("only root can mount a small disk")
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", str(tmp_path)], check=False).returncode:
        pytest.skip("no small disk can be mounted here")
    try:
        store, number, said = Store(tmp_path), 0, None
        while said is None:
            said = _fault_of(store.append, numbered_batch(number))
            number += said is None
        assert "full" in said
        assert number <= kept(tmp_path) <= number + 1
        assert store.snapshot().version >= number
        assert Store(tmp_path).verify().sound
        store.close()
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True)


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(SourceError, match=r"file/store.*cannot be written"):
        Store(tmp_path / "file" / "store").append(numbered_batch(0))

    def refuse(*arguments: Any, **options: Any) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(SourceError, match=r"cannot be written to .Permission denied.; set SEAWALL_HOME"):
        Store(tmp_path / "other").append(numbered_batch(0))


def test_a_second_writer_is_told_who_writes_and_readers_are_not_held_up(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.append(numbered_batch(0))
        code = (
            "import sys; from pathlib import Path; from seawall.sources import Store;"
            "from tests.sources.store.tick_batches import numbered_batch;"
            "s = Store(Path(sys.argv[1])); print(s.snapshot().version); s.append(numbered_batch(1))"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=False,
            cwd=Path(__file__).parents[3], env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )  # fmt: skip
        assert done.stdout.strip() == "1"
        assert f"process {os.getpid()} is writing to this store" in done.stderr.splitlines()[-1], done.stderr
    with Store(tmp_path) as other:
        assert other.append(numbered_batch(1)).version == 2


def _only(home: Path, pattern: str) -> Path:
    (found,) = home.rglob(pattern)
    return found


def test_a_damaged_manifest_is_named_and_not_guessed_at(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.append(numbered_batch(0))
        store.append(numbered_batch(1))
    path = _only(tmp_path, "change-000000000002.json")
    whole = path.read_bytes()
    for damaged in (b"", whole[:-1], whole.replace(b"ticks", b"bars!"), b"{}"):
        path.write_bytes(damaged)
        with pytest.raises(DataError, match=r"change-000000000002.json: the manifest is damaged"):
            Store(tmp_path).snapshot()
    path.write_bytes(whole)
    assert kept(tmp_path) == 2
    _only(tmp_path, "change-000000000001.json").unlink()
    with pytest.raises(DataError, match="a change of the manifest is missing"):
        Store(tmp_path).snapshot()


def test_a_missing_cut_or_changed_file_is_named_with_its_batch(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        receipt = store.append(numbered_batch(0))
    path = sorted(tmp_path.rglob("*.parquet"))[0]
    whole = path.read_bytes()
    flipped = bytearray(whole)
    flipped[len(whole) // 2] ^= 1
    for damage in (None, whole[:100], whole + b" ", bytes(flipped)):
        path.unlink(missing_ok=True)
        if damage is not None:
            path.write_bytes(damage)
        verified = Store(tmp_path).verify()
        assert not verified.sound
        (fault,) = verified.faults
        assert fault.path == str(path)
        assert receipt.batch_id in fault.message
        if damage is None or len(damage) == 100:
            with pytest.raises(DataError, match=f"{path.name}.*{receipt.batch_id}"):
                Store(tmp_path).snapshot().read(Dataset.TICKS)
            with pytest.raises(DataError, match=path.name):
                Store(tmp_path).snapshot().query("select count(price), sum(price) from ticks")
    path.write_bytes(whole)
    assert Store(tmp_path).verify().sound


def test_strays_are_never_read_and_the_next_writer_deletes_them(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.append(numbered_batch(0))
    path = sorted(tmp_path.rglob("*.parquet"))[0]
    stray, half = path.with_name("000000000002-0123456789abcdef.parquet"), path.with_name("x.parquet.tmp")
    stray.write_bytes(path.read_bytes())
    half.write_bytes(b"PAR1")
    verified = Store(tmp_path).verify()
    assert verified.sound
    assert verified.strays == (str(stray), str(half))
    assert kept(tmp_path) == 1
    with Store(tmp_path) as store:
        store.append(numbered_batch(1))
    assert not stray.exists()
    assert not half.exists()
    assert kept(tmp_path) == 2


def test_replaced_files_stay_for_their_readers_and_go_an_hour_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store(tmp_path) as store:
        store.append(numbered_batch(0))
        store.append(numbered_batch(1))
        early = store.snapshot()
        assert store.compact() == 4
        assert store.compact() == 0
        assert len(list(tmp_path.rglob("*.parquet"))) == 6
        assert check_whole(early.read(Dataset.TICKS)) == 2
        now = time.time()
        monkeypatch.setattr(time, "time", lambda: now + writer.KEEP_SUPERSEDED_S + 1.0)
        store.compact()
        assert len(list(tmp_path.rglob("*.parquet"))) == 2
        assert kept(tmp_path) == 2
        with pytest.raises(DataError, match="is missing"):
            early.query("select * from ticks")


def _say_nothing(*arguments: Any) -> None:
    """Stand in for a writer that ended before it came to note what it kept."""


def test_the_audit_log_cannot_be_changed_and_catches_up_on_what_it_missed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store(tmp_path) as store:
        receipt = store.append(numbered_batch(0), findings=3)
        store.record_refusal(numbered_batch(1), findings=1)
        with monkeypatch.context() as patched:
            patched.setattr(writer.Writer, "_note", _say_nothing)
            missed = store.append(numbered_batch(2))
    with Store(tmp_path) as store:
        store.append(numbered_batch(3))
        records = store.audit()
    assert [each.outcome for each in records] == ["kept", "refused", "kept, noted later", "kept"]
    assert (records[0].batch_id, records[0].findings, records[0].rows) == (receipt.batch_id, 3, receipt.rows)
    assert (records[1].version, records[2].batch_id) == (None, missed.batch_id)
    connection = sqlite3.connect(tmp_path / "metadata.sqlite")
    for statement in ("update audit set rows = 0", "delete from audit"):
        with pytest.raises(sqlite3.IntegrityError, match="audit log cannot be"):
            connection.execute(statement)
    connection.close()
