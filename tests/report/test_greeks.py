"""The page of Greeks: terminal and JSON show the same numbers, and nothing is clipped."""

from __future__ import annotations

import io
import json
from pathlib import Path

import jsonschema
import pytest
from rich.console import Console

from seawall.portfolio import read_portfolio_file
from seawall.report import (
    GreeksDocument,
    compose_greeks,
    document_json,
    greeks_schema,
    greeks_section,
    print_page,
)
from seawall.workflows import open_market, run_book_greeks, run_risk_report


@pytest.fixture(scope="module", params=["crypto_derivatives", "multi_asset_01"])
def document(request: pytest.FixtureRequest, examples: Path) -> GreeksDocument:
    file = read_portfolio_file(examples / f"{request.param}.yaml")
    return compose_greeks(run_book_greeks(file, open_market(file)))


@pytest.mark.parametrize("width", [80, 100, 140])
def test_every_number_of_the_json_stands_on_the_screen(document: GreeksDocument, width: int) -> None:
    stream = io.StringIO()
    print_page(document, greeks_section(document), Console(file=stream, width=width), title="Greeks")
    screen = stream.getvalue()
    assert max(len(line) for line in screen.splitlines()) <= width
    assert document.badge.split(":")[0] in screen
    shown = set(screen.split())
    for table in greeks_section(document).tables:
        for row in table.rows:
            assert len(row) == len(table.columns)
            for column, cell in zip(table.columns, row, strict=True):
                if column.is_number:
                    assert cell.text in shown
    assert "…" not in screen


def test_the_json_keeps_to_its_schema(document: GreeksDocument) -> None:
    made = json.loads(document_json(document))
    jsonschema.validate(made, greeks_schema())
    assert made["total"]["delta"]["value"] is None
    assert made["positions"][0]["greeks"]["vega_per_point"]["unit"] == "USD per volatility point"
    assert made["lineage"]["simulated"] is made["simulated"] is True


def test_delta_and_value_are_those_of_the_register(examples: Path) -> None:
    file = read_portfolio_file(examples / "crypto_derivatives.yaml")
    greeks = run_book_greeks(file, open_market(file)).greeks
    register = run_risk_report(file, open_market(file), with_models=False).register
    assert [(row.value, row.delta_exposure) for row in greeks.positions] == [
        (each.market.value, each.market.delta) for each in register.exposures
    ]
