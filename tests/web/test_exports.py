"""What a card hands out: pictures that show something, tables that say where they come from."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from matplotlib.image import imread

from tests.web.conftest import RunningServer
from tests.web.visits import MARKS, Visit, downloaded, visiting

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LEAST_COLOURS = 24
"""Lines, their soft edges and text make many more; an empty picture has one."""
LEAST_DRAWN_SHARE = 0.01
LEAST_TONES = 10
"""Five losses and five gains, and nothing between them."""
DISCLAIMER = "For information and education only. Not financial advice."

pytestmark = MARKS


@pytest.fixture(scope="module")
def visit(browser: Browser, server: RunningServer) -> Iterator[Visit]:
    with visiting(browser, server, "overview") as found:
        yield found


def _exported(visit: Visit, card: str, kind: str, folder: Path) -> Path:
    section = visit.card(card)
    section.locator("details.menu summary").click()
    return downloaded(section, kind, folder)


@pytest.mark.parametrize(
    ("card", "drawing", "least_width"),
    [
        ("Efficient frontier", "svg.chart", 400),
        ("Price paths", ".uplot canvas", 400),
        ("Estimated liquidation density", "canvas.heatmap", 800),
    ],
)
def test_a_picture_shows_what_the_card_shows(
    visit: Visit, tmp_path: Path, card: str, drawing: str, least_width: int
) -> None:
    target = _exported(visit, card, "PNG", tmp_path)
    box = visit.card(card).locator(f".body {drawing}").bounding_box()
    assert box is not None
    picture = (imread(target)[..., :3] * 255).round().astype(int)
    height, width = picture.shape[:2]
    assert width >= max(least_width, box["width"])
    assert height > box["height"] + 60  # title, lineage and disclaimer beside the drawing
    ground = picture[0, 0]
    for name, rows in {
        "title": picture[: height // 8],
        "drawing": picture[height // 4 : 3 * height // 4],
        "lineage": picture[-height // 8 :],
    }.items():
        drawn = (np.abs(rows - ground).sum(axis=2) > 12).mean()
        colours = len(np.unique(rows.reshape(-1, 3), axis=0))
        assert drawn >= LEAST_DRAWN_SHARE, f"{card}: {name} shows {drawn:.4f} of its place"
        assert colours >= LEAST_COLOURS, f"{card}: {name} has {colours} colours"
    assert visit.complaints == []


def test_the_picture_of_a_heat_table_has_its_cells_in_their_colours(
    browser: Browser, server: RunningServer, tmp_path: Path
) -> None:
    with visiting(browser, server, "derivatives") as visit:
        target = _exported(visit, "Price × volatility", "PNG", tmp_path)
        cells = visit.card("Price × volatility").evaluate(
            """(card) => [...card.querySelectorAll('table.heat td:is(.is-gain, .is-loss)')].map((cell) => {
                const canvas = document.createElement('canvas').getContext('2d');
                canvas.fillStyle = getComputedStyle(cell).backgroundColor;
                canvas.fillRect(0, 0, 1, 1);
                return { colour: [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3),
                    area: cell.clientWidth * cell.clientHeight };
            })"""
        )
        assert visit.complaints == []
    picture = (imread(target)[..., :3] * 255).round().astype(int)
    areas: dict[tuple[int, ...], float] = {}
    for cell in cells:
        areas[tuple(cell["colour"])] = areas.get(tuple(cell["colour"]), 0.0) + cell["area"]
    assert len(areas) >= LEAST_TONES, areas
    for colour, area in areas.items():
        shown = (picture == colour).all(axis=2).sum()
        # two pixels to each of the page's in both directions; words take the rest
        assert shown > 4 * area / 2, (colour, shown, area)


def test_a_table_ends_with_the_lineage_of_its_card(visit: Visit, tmp_path: Path) -> None:
    text = _exported(visit, "Stress P&L", "CSV", tmp_path).read_text(encoding="utf-8")
    rows = list(csv.reader(io.StringIO(text)))
    report = visit.document("report")
    footer = visit.card("Stress P&L").locator("> footer").inner_text()
    assert rows[-2:] == [[footer], [DISCLAIMER]]
    assert report["as_of"] in footer
    assert report["data"]["lineage"]["source"] in footer
    expected = [[each["id"], each["pnl"]["text"]] for each in report["stress"]["scenarios"]]
    assert [row[:2] for row in rows[1:-2]] == expected


def test_cards_without_a_picture_offer_none(visit: Visit) -> None:
    section = visit.card("Stress P&L")
    section.locator("details.menu summary").click()
    assert section.locator("details.menu button").all_inner_texts() == ["CSV", "JSON"]
    visit.page.keyboard.press("Escape")
    assert section.locator("details.menu[open]").count() == 0
