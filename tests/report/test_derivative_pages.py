"""The pages of explain and grid: terminal and JSON show the same numbers, and nothing is clipped."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from seawall.portfolio import read_portfolio_file
from seawall.report import (
    ExplainDocument,
    GridDocument,
    compose_explain,
    compose_grid,
    document_json,
    explain_schema,
    explain_section,
    grid_schema,
    grid_section,
)
from seawall.workflows import open_market, run_pnl_explain, run_shock_grid
from tests.report.whole_pages import assert_all_shown

BOOKS = ["crypto_derivatives", "multi_asset_01"]


@pytest.fixture(scope="module", params=BOOKS)
def explained(request: pytest.FixtureRequest, examples: Path) -> ExplainDocument:
    file = read_portfolio_file(examples / f"{request.param}.yaml")
    return compose_explain(run_pnl_explain(file, open_market(file)))


@pytest.fixture(scope="module", params=BOOKS)
def grid(request: pytest.FixtureRequest, examples: Path) -> GridDocument:
    file = read_portfolio_file(examples / f"{request.param}.yaml")
    return compose_grid(run_shock_grid(file, open_market(file), underlying="BTC"))


@pytest.mark.parametrize("width", [80, 140])
def test_every_number_stands_on_the_screen(explained: ExplainDocument, grid: GridDocument, width: int) -> None:
    assert_all_shown(explained, explain_section(explained), width)
    assert_all_shown(grid, grid_section(grid), width)


def test_the_json_keeps_to_its_schema(explained: ExplainDocument, grid: GridDocument) -> None:
    made = json.loads(document_json(explained))
    jsonschema.validate(made, explain_schema())
    assert made["lineage"]["simulated"] is made["simulated"] is True
    jsonschema.validate(json.loads(document_json(grid)), grid_schema())


def test_a_cause_that_moves_nothing_has_no_column(explained: ExplainDocument) -> None:
    titles = [column.title for column in explain_section(explained).tables[0].columns]
    assert ("Vega" in titles) == (explained.portfolio == "CRYPTO_DERIVATIVES")
    assert "Delta" in titles
    assert "Residual" in titles
    assert "Funding" not in titles


def test_worst_and_best_are_cells_of_the_grid(grid: GridDocument) -> None:
    cells = [cell for row in grid.rows for cell in row.cells]
    values = [cell.pnl.value or 0.0 for cell in cells]
    assert grid.worst.pnl.value == min(values)
    assert grid.best.pnl.value == max(values)
    assert {grid.worst, grid.best} <= set(cells)


def test_a_book_without_options_is_told_that_volatility_changes_nothing(grid: GridDocument) -> None:
    has_options = grid.portfolio == "CRYPTO_DERIVATIVES"
    assert bool(grid.with_options) == has_options
    assert any("volatility changes nothing" in note for note in grid.notes) == (not has_options)


def test_moves_and_levels_are_written_with_their_sign_and_unit(grid: GridDocument) -> None:
    assert [each.move.text for each in grid.spot_moves][4:7] == ["-10%", "0%", "+10%"]
    assert grid.spot_moves[5].level.unit == "USD"
    assert grid.spot_moves[6].level.value == pytest.approx(1.1 * (grid.spot_moves[5].level.value or 0.0))


def test_an_exchange_rate_says_of_what_in_what(explained: ExplainDocument) -> None:
    units = {each.name: each.before.unit for each in explained.levels if each.kind == "exchange rate"}
    assert ("USDT" in units) == (explained.portfolio == "CRYPTO_DERIVATIVES"), units
    assert all(unit == f"{explained.base_currency} per {name}" for name, unit in units.items()), units


def test_a_move_in_points_holds_points(explained: ExplainDocument) -> None:
    levels = [each for each in explained.levels if each.kind in ("rate", "implied volatility")]
    assert bool(levels) == (explained.portfolio == "CRYPTO_DERIVATIVES")
    for each in levels:
        assert each.move.unit == "points of a percent a year"
        assert each.before.value is not None
        assert each.after.value is not None
        assert each.move.value == pytest.approx(100.0 * (each.after.value - each.before.value), abs=1e-12), each
        assert float(each.move.text) == pytest.approx(each.move.value, abs=0.005), each
