"""``seawall reconcile``: the page at every width, JSON, and bad input as one line."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from seawall.core import content_hash
from seawall.report import ReconciliationDocument, print_reconciliation
from seawall.workflows import run_reconciliation
from tests.cli.test_app import run
from tests.tolerances import EXACT


@pytest.fixture(scope="module")
def document() -> ReconciliationDocument:
    return run_reconciliation(Path(__file__).parents[2] / "examples" / "simulated_returns.csv")


def page(document: ReconciliationDocument, width: int) -> str:
    stream = io.StringIO()
    print_reconciliation(document, Console(file=stream, width=width))
    return stream.getvalue()


@pytest.mark.parametrize("width", [80, 120, 140])
def test_the_page_keeps_to_its_width_and_shows_every_number_whole(document: ReconciliationDocument, width: int) -> None:
    text = page(document, width)
    assert max(len(line) for line in text.splitlines()) <= width
    for figure in document.figures:
        for each in (figure.seawall, *(package.value for package in figure.packages)):
            assert f" {each.text} " in text, each
    for word in ("SIMULATED", "1,512 returns", "2019-01-02 to 2024-10-17", document.lineage.data_hash):
        assert word in text


def test_the_page_says_why(document: ReconciliationDocument) -> None:
    lines = page(document, 140).splitlines()
    assert any("VaR 95 %, VaR 99 %" in line and "quantstats: quantile of a normal law" in line for line in lines)
    assert any("Maximum drawdown" in line and "skfolio: returns added, not compounded" in line for line in lines)
    assert any("ES 99 %" in line and "quantstats -24.91%" in line for line in lines)


def test_figures_on_which_all_agree_are_said_to(examples: Path) -> None:
    shared = run_reconciliation(examples / "simulated_returns.csv", periods=252.0)
    lines = page(shared, 140).splitlines()
    assert any("Volatility a year, Sharpe ratio" in line and "all agree" in line for line in lines)
    assert "252.00 sessions for Seawall and 252.00 for the packages" in " ".join(lines)


def test_json_has_full_precision_and_lineage(examples: Path) -> None:
    path = examples / "simulated_returns.csv"
    done = run("reconcile", str(path), "--json", "--confidence", "0.975", "--confidence", ".999")
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert found["n"] == 1512
    assert found["lineage"]["data_hash"] == content_hash(path.read_bytes())
    assert (found["lineage"]["window_start"], found["lineage"]["window_end"]) == ("2019-01-02", "2024-10-17")
    assert found["lineage"]["simulated"] is True
    levels = {each["confidence"] for each in found["figures"]}
    assert levels == {None, 0.975, 0.999}
    for figure in found["figures"]:
        for each in figure["packages"]:
            gap = each["value"]["value"] - figure["seawall"]["value"]
            assert each["difference"] == pytest.approx(gap, abs=EXACT)
            assert len(repr(each["value"]["value"])) > 8


def test_the_page_is_printed(examples: Path) -> None:
    done = run("reconcile", str(examples / "simulated_returns.csv"))
    assert (done.returncode, done.stderr) == (0, "")
    assert "\x1b[" not in done.stdout


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--confidence", "99"], "'confidence' must be in [0.5, 1), was 99.0; percent given?"),
        (["--periods", "0"], "'periods' must be finite and above 0, was 0.0"),
        (["--periods", "nan"], "'periods' must be finite and above 0, was nan"),
        (["--column", "FUND"], "--column must be one of 'SIMULATED_FUND', was 'FUND'"),
    ],
)
def test_a_bad_option_is_one_line_and_code_2(options: list[str], message: str, examples: Path) -> None:
    done = run("reconcile", str(examples / "simulated_returns.csv"), *options)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_file_that_is_none_is_one_line_and_code_2(tmp_path: Path) -> None:
    (tmp_path / "bad\nname.csv").write_text("date,R\n2024-01-02,\x1b[31m\n2024-01-03,1\n2024-01-04,2\n2024-01-05,1\n")
    for name in ("none.csv", "bad\nname.csv"):
        done = run("reconcile", str(tmp_path / name))
        assert (done.returncode, done.stdout) == (2, "")
        assert len(done.stderr.splitlines()) == 1
        assert "\x1b" not in done.stderr
