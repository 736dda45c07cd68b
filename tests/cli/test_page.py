"""One way out for pages of one section."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from seawall.cli.page import show_page
from seawall.portfolio import read_portfolio_file
from seawall.report import GreeksDocument, Section, compose_greeks, greeks_section
from seawall.workflows import open_market, run_book_greeks


def test_json_builds_no_tables_and_a_screen_does(examples: Path, capsys: pytest.CaptureFixture[str]) -> None:
    built: list[str] = []

    def section(document: GreeksDocument) -> Section:
        built.append(document.portfolio)
        return greeks_section(document)

    file = read_portfolio_file(examples / "multi_asset_01.yaml")
    document = compose_greeks(run_book_greeks(file, open_market(file)))
    show_page(document, section, title="SEAWALL Greeks", as_json=True)
    assert json.loads(capsys.readouterr().out)["portfolio"] == document.portfolio
    assert built == []
    show_page(document, section, title="SEAWALL Greeks", as_json=False)
    screen = capsys.readouterr().out
    assert "SEAWALL Greeks" in screen
    assert document.total.value.text in screen
    assert built == [document.portfolio]
