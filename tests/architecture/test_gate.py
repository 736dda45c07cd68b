"""The gate itself: what it calls a kill, what a survivor, what an error."""

from __future__ import annotations

from pathlib import Path

import pytest

from mutants import gate
from mutants.planted import Mutant

TEST = """
from seawall.rooms import double

def test_double():
    assert double(2) == 4
"""
LINE = "return 2 * value"


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    package = tmp_path / "src" / "seawall"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "rooms.py").write_text(f"def double(value):\n    {LINE}\n")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_double.py").write_text(TEST)
    monkeypatch.setattr(gate, "ROOT", tmp_path)
    return tmp_path


def planted(name: str, replacement: str, *, text: str = LINE, test: str = "tests/test_double.py") -> Mutant:
    return Mutant(name, "rooms.py", text, replacement, name, (test,))


def test_each_fault_gets_the_verdict_it_deserves(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (house / "src" / "seawall" / "rooms.py").read_text()
    found = gate.run_gate(
        [
            planted("wrong", "return 3 * value"),
            planted("right", "return value + value"),
            planted("unknown name", "return 2 * valve"),
            planted("no syntax", "return 2 *"),
            planted("not there", "return 0", text="return 4"),
            # the next fault on a file must not see the last one
            planted("right again", "return value * 2"),
        ]
    )
    verdicts = {outcome.mutant.name: (outcome.verdict.value, outcome.reason) for outcome in found}
    assert verdicts["wrong"] == ("killed", "")
    assert verdicts["right"][0] == verdicts["right again"][0] == "SURVIVED"
    assert verdicts["unknown name"] == ("ERROR", "stopped at NameError, which anything would notice")
    assert verdicts["no syntax"][0] == "ERROR"
    assert "out of date" in verdicts["not there"][1]
    assert (house / "src" / "seawall" / "rooms.py").read_text() == before
    assert "killed" in capsys.readouterr().out


def test_a_fault_that_only_breaks_the_collection_is_no_kill(house: Path) -> None:
    (outcome,) = gate.run_gate([planted("import", "return value\nraise RuntimeError('at import')")])
    assert outcome.verdict is gate.Verdict.ERROR
    assert outcome.reason.startswith("pytest ended with 2")


def test_tests_that_fail_without_a_fault_stop_the_gate(house: Path) -> None:
    (house / "tests" / "test_double.py").write_text(TEST.replace("== 4", "== 5"))
    with pytest.raises(RuntimeError, match="the tests fail without any fault"):
        gate.run_gate([planted("wrong", "return 3 * value")])
