"""``seawall data``: pages, JSON, exit codes, and every bad input in one line."""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from seawall.cli import main
from seawall.report import data_check_schema, data_status_schema

CPI = "date,value\n2025-08-01,323.4\n2025-09-01,324.4\n2025-10-01,\n2025-11-01,325.0\n"

Screen = Callable[..., tuple[int, str, str]]


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Screen:
    monkeypatch.setenv("SEAWALL_HOME", str(tmp_path / "store"))

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["seawall", "data", *words])
        with pytest.raises(SystemExit) as stopped:
            main()
        code = stopped.value.code
        captured = capsys.readouterr()
        return (code if isinstance(code, int) else 0), captured.out, captured.err

    return run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "files"
    made.mkdir()
    (made / "CPIAUCSL.csv").write_text(CPI)
    rows = "".join(f"2026-01-{day:02},{day},{day + 1},{day - 0.5},{day + 0.5},100\n" for day in range(5, 10))
    with gzip.open(made / "XYZ.csv.gz", "wt") as stream:
        stream.write(f"Date,Open,High,Low,Close,Volume\n{rows}")
    return made


def test_an_empty_store_says_so(screen: Screen) -> None:
    code, out, err = screen("status")
    assert (code, err) == (0, "")
    assert "Nothing is kept here yet." in out
    assert "version 0" in out


def test_files_are_imported_kept_listed_and_written_out_again(screen: Screen, folder: Path, tmp_path: Path) -> None:
    code, out, err = screen("import", str(folder), "--adjusted", "--source", "test", "--vintage", "2026-02-01")
    assert (code, err) == (0, ""), err
    for words in ("CPIAUCSL", "2025-10-01", "SUSPECT", "it is a gap, not a zero", "kept"):
        assert words in out, f"{words!r} is not on the page:\n{out}"
    code, out, _ = screen("status", "--json")
    status = json.loads(out)
    jsonschema.validate(status, data_status_schema())
    listed = {
        (each["entity"], each["rows"]["text"], each["first"], each["last"], each["newest_vintage"])
        for each in status["entities"]
    }
    assert listed == {
        ("XYZ", "5", "2026-01-05", "2026-01-09", "2026-02-01"),
        ("CPIAUCSL", "4", "2025-08-01", "2025-11-01", "2026-02-01"),
    }
    assert {each["entity"]: each["findings"]["text"] for each in status["entities"]} == {"XYZ": "0", "CPIAUCSL": "1"}
    assert status["last_source"].startswith("test: ")
    code, out, _ = screen("import", str(folder), "--adjusted", "--source", "test", "--vintage", "2026-02-01")
    assert code == 0
    assert "kept before" in out
    for name in ("out.csv", "out.parquet"):
        code, out, err = screen(
            "export", "bars", "--entity", "XYZ", "--start", "2026-01-06", "--out", str(tmp_path / name)
        )
        assert (code, out) == (0, f"wrote {tmp_path / name}: 4 rows of bars\n"), err
        code, out, err = screen("import", str(tmp_path / name), "--home", str(tmp_path / f"second {name}"))
        assert code == 0, err
    code, out, _ = screen("check")
    assert code == 1
    assert "0 of them damaged" in out


def test_a_check_of_files_exits_1_for_findings_and_0_without(screen: Screen, folder: Path) -> None:
    code, out, err = screen("check", str(folder), "--json")
    assert (code, err) == (1, "")
    document = json.loads(out)
    jsonschema.validate(document, data_check_schema())
    (finding,) = [each for each in document["findings"] if each["severity"] != "inform"]
    assert (finding["entity"], finding["rule"], finding["rows"]) == ("CPIAUCSL", "gap", [4])
    (folder / "CPIAUCSL.csv").unlink()
    assert screen("check", str(folder))[0] == 0


def test_a_refused_batch_exits_1_and_is_not_kept(screen: Screen, tmp_path: Path) -> None:
    file = tmp_path / "BAD.csv"
    file.write_text("Date,Open,High,Low,Close\n2026-01-05,1,2,1,2\n2026-01-06,1,2,1,-2\n")
    code, out, _ = screen("import", str(file), "--as-traded")
    assert code == 1
    assert "REFUSE" in out
    assert "close of a bar must be above 0" in out
    _, out, _ = screen("status")
    assert "batches refused: 1" in out
    assert "Nothing is kept here yet." in out


def test_a_damaged_file_of_the_store_is_named(screen: Screen, folder: Path, tmp_path: Path) -> None:
    screen("import", str(folder), "--adjusted")
    kept = next((tmp_path / "store").rglob("*.parquet"))
    kept.write_bytes(kept.read_bytes()[:-10])
    code, out, _ = screen("check")
    assert code == 1
    assert "Damaged files of the store" in out
    assert "1 of them damaged" in out


@pytest.mark.parametrize("width", [80, 140])
def test_no_line_is_wider_than_the_page(
    screen: Screen, folder: Path, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setattr("seawall.cli.progress._PIPE_WIDTH", width)
    for words in (("check", str(folder)), ("import", str(folder), "--adjusted"), ("status",)):
        _, out, _ = screen(*words)
        assert max(map(len, out.splitlines())) <= width, out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("check", "/nowhere"), "/nowhere: no such file or folder"),
        (("check", "{folder}", "--home", "{folder}"), "say either a PATH"),
        (("check", "{folder}/notes.txt"), "a table must end in .csv, .csv.gz, .parquet"),
        (("status", "--home", "/nowhere"), "/nowhere: no such folder"),
        (("status", "--home", "{folder}/CPIAUCSL.csv"), "the home of a store must be a folder"),
        (("import", "/nowhere"), "/nowhere: no such file or folder"),
        (("import", "{folder}"), "say --adjusted or --as-traded"),
        (("import", "{folder}", "--dataset", "bar"), "did you mean 'bars'?"),
        (("import", "{folder}", "--adjusted", "--vintage", "soon"), "--vintage must be a date"),
        (("import", "{folder}", "--adjusted", "--vintage", "2999-01-01"), "--vintage must be no later than today"),
        (("export", "bars"), "--out is missing"),
        (("export", "bars", "--out", "{folder}/x.txt"), "--out must end in .csv or .parquet, was 'x.txt'"),
        (("export", "bars", "--out", "{folder}/x.csv"), "nothing of bars is kept"),
        (("export", "bars", "--entity", "SPY", "--out", "{folder}/x.csv"), "nothing of bars 'SPY' is kept"),
        (
            ("export", "bars", "--start", "2026-02-01", "--end", "2026-01-01", "--out", "{folder}/x.csv"),
            "--end must not be before --start 2026-02-01, was 2026-01-01",
        ),
    ],
)
def test_bad_input_is_one_line_and_exit_2(screen: Screen, folder: Path, words: tuple[str, ...], message: str) -> None:
    (folder / "notes.txt").write_text("not a table")
    code, out, err = screen(*(word.format(folder=folder) for word in words))
    assert (code, out) == (2, ""), (out, err)
    assert message in err
    assert err.count("\n") == 1


def test_a_store_that_another_process_writes_to_is_said_in_one_line(
    screen: Screen, folder: Path, tmp_path: Path
) -> None:
    import subprocess

    code = (
        "import sys\nfrom pathlib import Path\nfrom seawall.sources.store.writer import Writer\n"
        "writer = Writer(Path(sys.argv[1]))\nprint('ready', flush=True)\nsys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "store")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "ready\n"
        status, out, err = screen("import", str(folder), "--adjusted")
        other.communicate("")
    assert (status, out) == (2, "")
    assert err.count("\n") == 1
    assert screen("import", str(folder), "--adjusted")[0] == 0
