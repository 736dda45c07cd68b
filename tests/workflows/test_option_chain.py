"""From a file to a surface and back to files."""

from __future__ import annotations

from pathlib import Path

import pytest

from seawall.errors import SourceError
from seawall.workflows import fit_option_chain, write_option_chain
from tests.cli.test_option import deribit_file


def test_progress_counts_the_expiries(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    fit, report, marks = fit_option_chain(
        deribit_file(tmp_path, thin=True), progress=lambda step, done, total: told.append((step, done, total))
    )
    assert told == [("fitting expiries", 0, 1)]
    assert len(fit.surface.smiles) == len(report.expiries) == 1
    assert marks is not None
    assert marks.count == 24


def test_the_same_chain_gives_the_same_bytes(tmp_path: Path) -> None:
    written = []
    for name in ("a", "b"):
        fit, _, _ = fit_option_chain(deribit_file(tmp_path))
        paths = write_option_chain(tmp_path / name, fit, "{}\n", name="chain.csv.gz")
        assert [path.name for path in paths] == ["chain_surface.json", "chain_smiles.png"]
        written.append([path.read_bytes() for path in paths])
    assert written[0] == written[1]


def test_a_folder_that_cannot_be_written_to_is_refused(tmp_path: Path) -> None:
    fit, _, _ = fit_option_chain(deribit_file(tmp_path))
    (tmp_path / "file").write_text("")
    with pytest.raises(SourceError, match="cannot be written"):
        write_option_chain(tmp_path / "file", fit, "{}", name="chain.csv")
