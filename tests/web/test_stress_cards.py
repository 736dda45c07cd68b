"""Stress in the page: its figures are those of ``seawall stress``, and a typed scenario is its own author's alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from seawall.portfolio import example_portfolio_path
from tests.web.conftest import TOKEN, RunningServer
from tests.web.visits import MARKS, PATIENCE_MS, WIDE, cells_of, command, downloaded, eventually

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = MARKS
BOOK = str(example_portfolio_path())
TYPED = "MY_CRASH******a.BTC*-55***c.equity*-20***a.ETH*-60**half+a+guess"
"""As the page writes it: identifier, title, source, from, to, reference; then name, size, unit and basis of each."""
TORNADO, HEAT, EDITOR, CASCADE = "Stress tornado", "Scenario by asset class", "Scenario editor", "Cascade on the book"


OTHERS = re.compile(r"/api/v1/(models|backtest|simulation|report|var|distribution)\b")
"""What the other cards of the view ask for: minutes of work that these tests do not look at."""


@contextmanager
def opened(browser: Browser, server: RunningServer, **chosen: str) -> Iterator[Page]:
    """The risk view in a browser of its own, its cards of stress alone."""
    with closing(browser.new_context(viewport=WIDE)) as context:  # type: ignore[arg-type]
        context.route(OTHERS, lambda route: route.abort())
        page = context.new_page()
        choices = "".join(f"&{name}={value}" for name, value in chosen.items())
        page.goto(f"{server.address}/?view=risk{choices}#token={TOKEN}")
        yield page


@pytest.fixture(scope="module")
def page(browser: Browser, server: RunningServer) -> Iterator[Page]:
    with opened(browser, server, typed=TYPED, scenario="MY_CRASH") as found:
        wait_for_typed(found, "MY_CRASH")
        card(found, EDITOR).locator("summary", has_text="As a file").click()
        yield found


def card(page: Page, title: str) -> Locator:
    return page.locator(f"section.card[aria-label='{title}']")


def wait_for_typed(page: Page, name: str) -> None:
    card(page, TORNADO).get_by_role("button", name=f"{name}, typed in").wait_for(timeout=PATIENCE_MS)


def stress_command(*files: Path) -> dict[str, Any]:
    options = [word for file in files for word in ("--scenario", str(file))]
    return command("stress", BOOK, *options, check=True)


def rows_of(table: Locator) -> list[list[str]]:
    return [[cell.lstrip("+") for cell in row] for row in cells_of(table.locator("tbody"))]


def drawn(page: Page, title: str) -> str:
    texts: list[str] = card(page, title).locator("svg.chart text").all_text_contents()
    return " | ".join(texts).replace("\N{MINUS SIGN}", "-")


def test_the_typed_scenario_of_the_page_is_that_of_the_file_that_it_hands_out(page: Page, tmp_path: Path) -> None:
    file = downloaded(card(page, EDITOR), "Download", tmp_path)
    assert file.name == "my_crash.yaml"
    found = stress_command(file)
    mine = found["stress"]["scenarios"][-1]
    assert (mine["id"], mine["title"]) == ("MY_CRASH", "A scenario of my own")
    picture = drawn(page, TORNADO)
    for each in found["stress"]["scenarios"]:
        assert each["pnl"]["text"] in picture, (each["id"], picture)
        assert each["share_of_equity"]["text"] in picture, (each["id"], picture)
    detail = card(page, TORNADO).locator(".detail")
    shocks, positions = (rows_of(detail.locator("table").nth(place)) for place in (0, 1))
    assert shocks == [[s["factor"], s["origin"], s["basis"], s["shock"]["text"]] for s in mine["shocks"]]
    pnl = [[name, each["text"]] for name, each in mine["by_position"].items()]
    assert positions == [*pnl, ["whole book", mine["pnl"]["text"]]]
    said = card(page, EDITOR).inner_text().replace("\N{MINUS SIGN}", "-")
    assert f"{mine['pnl']['text']} USD, {mine['share_of_equity']['text']} of equity" in said


def test_the_heat_table_is_that_of_the_command_and_adds_up_to_the_tornado(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "crash.yaml"
    file.write_text(card(page, EDITOR).locator("textarea").input_value(), encoding="utf-8")
    found = stress_command(file)
    scenarios = sorted(found["stress"]["scenarios"], key=lambda each: each["pnl"]["value"])
    shown = rows_of(card(page, HEAT).locator("table"))
    classes = found["stress"]["asset_classes"]
    assert [row[1:] for row in shown] == [
        [
            *(each["by_asset_class"][name]["text"] for name in classes),
            each["pnl"]["text"],
            each["share_of_equity"]["text"],
        ]
        for each in scenarios
    ]
    for row, each in zip(shown, scenarios, strict=True):
        parts = [float(cell.replace(",", "")) for cell in row[1:-2] if cell != "no shock"]
        assert sum(parts) == pytest.approx(each["pnl"]["value"], abs=0.5 * len(classes) + 0.5), row


def test_two_browsers_never_see_each_other_s_scenario(browser: Browser, server: RunningServer, page: Page) -> None:
    with opened(browser, server, typed="MY_CRASH******a.BTC*-5**") as other:
        wait_for_typed(other, "MY_CRASH")
        theirs, mine = (
            card(found, TORNADO).get_by_role("button", name="MY_CRASH, typed in").get_attribute("aria-label")
            for found in (other, page)
        )
        assert theirs != mine
        other.goto(f"{server.address}/?view=risk")
        card(other, TORNADO).locator("li button").first.wait_for(timeout=PATIENCE_MS)
        assert card(other, TORNADO).get_by_role("button", name="typed in").count() == 0
        answer = other.request.get(f"{server.address}/api/v1/stress").json()
    assert "MY_CRASH" not in {each["id"] for each in answer["stress"]["scenarios"]}


def test_a_scenario_is_chosen_and_run_with_keys_alone(page: Page) -> None:
    card(page, TORNADO).get_by_role("button", name="COVID 2020", exact=False).first.focus()
    page.keyboard.press("Enter")
    card(page, TORNADO).get_by_role("heading", name="COVID 2020").wait_for()
    assert "scenario=COVID_2020" in page.url
    page.go_back()
    card(page, TORNADO).get_by_role("heading", name="MY_CRASH").wait_for()
    size = page.get_by_label("Shock 1: size")
    size.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("-50")
    page.keyboard.press("Enter")
    eventually(lambda: "a.BTC*-50*" in page.url, seconds=10)
    eventually(lambda: "-50.00%" in rows_of(card(page, TORNADO).locator(".detail table").first)[0], seconds=60)


def test_a_refusal_stands_beside_the_field_and_the_library_stays(page: Page) -> None:
    size = page.get_by_label("Shock 2: size")
    before = size.input_value()
    for typed, says in (("-150", "asset_classes.equity.shock must be above -1, was -1.5"),
                        ("half", "asset_classes.equity.shock: must be a number, was 'half'")):  # fmt: skip
        size.fill(typed)
        size.press("Enter")
        row = page.locator(".shock-rows li").nth(1)
        row.get_by_role("alert").get_by_text(says).wait_for(timeout=PATIENCE_MS)
        assert size.get_attribute("aria-invalid") == "true"
        assert card(page, TORNADO).locator("li button").count() == 12
    size.fill(before)
    size.press("Enter")
    wait_for_typed(page, "MY_CRASH")
    assert page.locator(".shock-rows").get_by_role("alert").count() == 0


def test_a_pasted_file_is_read_into_rows_and_a_broken_one_is_refused_below_it(page: Page) -> None:
    editor = card(page, EDITOR)
    text = editor.locator("textarea")
    good = text.input_value()
    text.fill(good.replace("shock: -0.6", "shock: most"))
    editor.get_by_role("button", name="Read the text").click()
    sentence = "typed in:7: assets.ETH.shock: must be a number, was 'most'"
    editor.get_by_role("alert").get_by_text(sentence).wait_for(timeout=PATIENCE_MS)
    text.fill(good.replace("shock: -0.6", "shock: -0.125").replace("MY_CRASH", "PASTED"))
    editor.get_by_role("button", name="Read the text").click()
    eventually(lambda: editor.get_by_label("identifier").input_value() == "PASTED", seconds=30)
    sizes = [each.input_value() for each in editor.locator(".shock-size input").all()]
    assert sorted(sizes) == ["-12.5", "-20", "-50"]
    assert editor.get_by_role("alert").count() == 0


def test_a_cascade_on_the_book_is_its_two_files_in_the_command(page: Page, tmp_path: Path) -> None:
    card(page, CASCADE).get_by_role("button", name="As a scenario file").wait_for(timeout=PATIENCE_MS)
    assert "SIMULATED" in card(page, CASCADE).inner_text()
    whole = downloaded(card(page, CASCADE), "As a scenario file", tmp_path)
    alone = downloaded(card(page, CASCADE), "The shock alone", tmp_path)
    assert (alone.name, whole.name) == ("shock_btc_down.yaml", "cascade_btc_down.yaml")
    assert "SIMULATED market." in whole.read_text(encoding="utf-8")
    before, after = stress_command(alone, whole)["stress"]["scenarios"][-2:]
    picture = drawn(page, CASCADE)
    for each in (before, after):
        assert each["pnl"]["text"] in picture, picture
    table = rows_of(card(page, CASCADE).locator(".cascade-result .scrolling table"))
    assert table == [
        [name, before["by_position"][name]["text"], pnl["text"]] for name, pnl in after["by_position"].items()
    ]
    assert after["pnl"]["value"] <= before["pnl"]["value"] < 0
