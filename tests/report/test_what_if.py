"""The page of a what-if: terminal and JSON show the same numbers, and nothing is clipped."""

from __future__ import annotations

import io
import json
from pathlib import Path

import jsonschema
import pytest
from rich.console import Console

from seawall.portfolio import parse_trade, read_portfolio_file
from seawall.report import (
    HedgeDocument,
    WhatIfDocument,
    compose_hedges,
    compose_what_if,
    document_json,
    hedge_section,
    print_page,
    what_if_schema,
    what_if_section,
)
from seawall.report.layout import Section
from seawall.workflows import open_market, run_hedges, run_what_if


@pytest.fixture(scope="module", params=["crypto_derivatives", "multi_asset_01"])
def document(request: pytest.FixtureRequest, examples: Path) -> WhatIfDocument:
    file = read_portfolio_file(examples / f"{request.param}.yaml")
    trades = [parse_trade("BTC +2"), parse_trade("ETH -10.25")]
    return compose_what_if(run_what_if(file, open_market(file), trades))


@pytest.mark.parametrize("width", [80, 120])
def test_every_number_stands_on_the_screen(document: WhatIfDocument, width: int) -> None:
    assert_all_shown(document, what_if_section(document), width)


@pytest.mark.parametrize("width", [80, 120])
def test_every_number_of_the_hedges_stands_on_the_screen(examples: Path, width: int) -> None:
    file = read_portfolio_file(examples / "crypto_derivatives.yaml")
    document = compose_hedges(run_hedges(file, open_market(file)))
    assert_all_shown(document, hedge_section(document), width)


def assert_all_shown(document: WhatIfDocument | HedgeDocument, section: Section, width: int) -> None:
    stream = io.StringIO()
    print_page(document, section, Console(file=stream, width=width), title="what if")
    screen = stream.getvalue()
    assert max(len(line) for line in screen.splitlines()) <= width
    assert document.badge.split(":")[0] in screen
    shown = set(screen.split())
    for table in section.tables:
        for row in table.rows:
            for column, cell in zip(table.columns, row, strict=True):
                if column.is_number:
                    assert cell.text in shown, (cell, width)
    assert "…" not in screen


def test_the_json_keeps_to_its_schema(document: WhatIfDocument) -> None:
    made = json.loads(document_json(document))
    jsonschema.validate(made, what_if_schema())
    assert made["lineage"]["simulated"] is made["simulated"] is True
    for change in made["changes"]:
        values = [change[part]["value"]["value"] for part in ("before", "after", "change")]
        assert values[1] - values[0] == pytest.approx(values[2], rel=1e-12)
        assert change["change"]["interval"] == "bootstrap, 999 resamples"


def test_more_risk_carries_a_sign_and_the_colour_of_a_loss(document: WhatIfDocument) -> None:
    cells = [row[5] for row in what_if_section(document).tables[0].rows]
    for cell, change in zip(cells, document.changes, strict=True):
        value = change.change.value.value or 0.0
        assert cell.text.startswith("+") == (value > 0)
        assert (cell.heat < 0) == (value > 0)
