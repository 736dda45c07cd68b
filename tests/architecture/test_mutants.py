"""The list of planted faults is in date: `make mutants` runs them, this only reads them."""

from __future__ import annotations

from pathlib import Path

import pytest

from mutants.faults import ALL
from mutants.gate import planted_text
from mutants.planted import Mutant

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("mutant", ALL, ids=lambda mutant: mutant.name)
def test_a_fault_can_be_planted(mutant: Mutant) -> None:
    assert planted_text(mutant, ROOT / "src") != (ROOT / "src" / "seawall" / mutant.file).read_text(encoding="utf-8")
    assert mutant.breaks
    for test in mutant.tests:
        assert (ROOT / test.partition("::")[0]).is_file(), f"{mutant.name} asks for {test}"


def test_there_are_many_and_each_has_a_name_of_its_own() -> None:
    assert len({mutant.name for mutant in ALL}) == len(ALL)
    assert len({(mutant.file, mutant.text, mutant.replacement) for mutant in ALL}) == len(ALL)
    for room in ("measures", "valuation", "scenarios", "models"):
        assert sum(mutant.file.startswith(f"{room}/") for mutant in ALL) >= 15, room


@pytest.mark.parametrize("text", ["a line that stands nowhere", "return"])
def test_a_text_that_stands_nowhere_or_twice_is_refused(text: str) -> None:
    mutant = Mutant("made", "measures/tail_quantiles.py", text, "", "nothing", ())
    with pytest.raises(ValueError, match="the list of faults is out of date"):
        planted_text(mutant, ROOT / "src")
