"""The page of a what-if: terminal and JSON show the same numbers, and nothing is clipped."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from seawall.portfolio import parse_trade, read_portfolio_file
from seawall.report import (
    HedgeResults,
    WhatIfDocument,
    compose_hedges,
    compose_what_if,
    document_json,
    hedge_section,
    what_if_schema,
    what_if_section,
)
from seawall.workflows import open_market, run_hedges, run_what_if
from tests.report.whole_pages import assert_all_shown


@pytest.fixture(scope="module", params=["crypto_derivatives", "multi_asset_01"])
def document(request: pytest.FixtureRequest, examples: Path) -> WhatIfDocument:
    file = read_portfolio_file(examples / f"{request.param}.yaml")
    trades = [parse_trade("BTC +2"), parse_trade("ETH -10.25")]
    return compose_what_if(run_what_if(file, open_market(file), trades))


@pytest.fixture(scope="module")
def hedges(examples: Path) -> HedgeResults:
    file = read_portfolio_file(examples / "crypto_derivatives.yaml")
    return run_hedges(file, open_market(file))


@pytest.mark.parametrize("width", [80, 120])
def test_every_number_stands_on_the_screen(document: WhatIfDocument, width: int) -> None:
    assert_all_shown(document, what_if_section(document), width)


@pytest.mark.parametrize("width", [80, 120])
def test_every_number_of_the_hedges_stands_on_the_screen(hedges: HedgeResults, width: int) -> None:
    document = compose_hedges(hedges)
    assert_all_shown(document, hedge_section(document), width)


def test_the_figures_before_stand_there_without_any_trade(hedges: HedgeResults) -> None:
    document = compose_hedges(replace(hedges, hedges=(), removals=()))
    assert [(each.measure, each.confidence) for each in document.before] == [
        (measure, confidence)
        for measure in ("value_at_risk", "expected_shortfall")
        for confidence in (0.95, 0.975, 0.99)
    ]
    at_risk, shortfall = (each.value.text for each in document.before if each.confidence == document.confidence)
    caption = hedge_section(document).tables[0].caption
    assert caption.startswith(f"Before: VaR {at_risk}, ES {shortfall}. ")
    assert hedge_section(compose_hedges(hedges)).tables[0].caption == caption
    # what every trade starts from
    for trade in compose_hedges(hedges).hedges:
        assert [each.before.value for each in trade.changes] == [each.value for each in document.before]


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
