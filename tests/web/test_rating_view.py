"""The rating's view, the search and the way from the Overview: the figures of the commands, by keyboard alone."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from seawall.portfolio import example_portfolio_path
from seawall.rating import FactorReading, RatingFactor, default_policy, rate
from seawall.report.rating import rating_view
from tests.web.conftest import TOKEN, RunningServer
from tests.web.visits import MARKS, PATIENCE_MS, WIDE, Visit, cells_of, command, eventually, visiting

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator

pytestmark = MARKS

BOOK = str(example_portfolio_path())


@pytest.fixture(scope="module")
def visit(browser: Browser, server: RunningServer) -> Iterator[Visit]:
    with visiting(browser, server, "rating") as found:
        yield found


@pytest.fixture(scope="module")
def overview(browser: Browser, server: RunningServer) -> Iterator[Visit]:
    with visiting(browser, server, "overview") as found:
        yield found


@pytest.fixture(scope="module")
def rated() -> dict[str, Any]:
    return command("rate", BOOK, check=True)


@pytest.fixture(scope="module")
def identified() -> dict[str, Any]:
    return command("identify", BOOK, check=True)


def _becomes(look: Callable[[], object], wanted: object) -> None:
    """A table is drawn anew a moment after its key."""
    with suppress(AssertionError):
        eventually(lambda: look() == wanted, seconds=10.0)
    assert look() == wanted


def _press(heading: Locator) -> None:
    heading.focus()
    heading.press("Enter")


def test_grade_and_reasons_are_those_of_the_command(visit: Visit, rated: dict[str, Any]) -> None:
    rating, card = rated["rating"], visit.text("Grade")
    shown = [rating["grade"], rating["action"], rating["score"]["text"], rating["policy"], rating["why"]]
    shown += [rating[side]["sentence"] for side in ("better", "worse")]
    shown += [each["grade"] for each in rating["ladder"]]
    assert [each for each in shown if each not in card] == []


def test_limits_are_those_of_the_command_here_and_on_the_overview(
    visit: Visit, overview: Visit, rated: dict[str, Any]
) -> None:
    limits = rated["limits"]
    assert limits["sentence"] in visit.text("Limits")
    rows = visit.table("Limits of the book")[1:]
    for row, limit in zip(rows, limits["limits"], strict=True):
        lower, upper = (limit[part]["text"] for part in ("lower", "upper"))
        unit = " days" if limit["most"]["unit"] == "days" else ""
        assert row == [
            limit["title"],
            f"{limit['reading']['text']}{unit}",
            f"{limit['most']['text']}{unit}",
            limit["used"]["text"],
            limit["words"],
            "" if limit["lower"]["value"] is None else f"{lower} to {upper}",
            limit["basis"],
        ]
    bars = visit.page.get_by_role("table", name="Limits of the book").locator("svg.track rect").all()
    used = [limit["used"]["value"] for limit in limits["limits"]]
    assert [float(each.get_attribute("width") or "nan") for each in bars] == pytest.approx(
        [100 * each for each in used]
    )
    assert f"limits: {limits['summary']}" in overview.text("Composite risk")


def test_factors_are_those_of_the_command(visit: Visit, rated: dict[str, Any]) -> None:
    rating = rated["rating"]
    head, *rows = visit.table("Factors of the rating")
    assert [f"alone for {rating[side]['grade']}" in " ".join(head) for side in ("better", "worse")] == [True, True]
    for row, factor, *moves in zip(
        rows, rating["waterfall"], rating["better"]["moves"], rating["worse"]["moves"], strict=False
    ):
        needed = [each["needed_reading"] for each in moves]
        numbers = [factor[part] for part in ("reading", "low", "high", "score", "weight", "contribution")]
        expected = [factor["title"]]
        expected += [each["text"] + (" days" if each["unit"] == "days" else "") for each in numbers]
        expected += [
            "not alone" if each["value"] is None else each["text"] + (" days" if each["unit"] == "days" else "")
            for each in needed
        ]
        assert row == [*expected, factor["meaning"], factor["basis"]]
    assert len(rows) == len(rating["waterfall"]) + 1


def test_the_waterfall_adds_up_to_the_composite(visit: Visit, rated: dict[str, Any]) -> None:
    rating = rated["rating"]
    drawn = visit.page.locator("svg.waterfall").evaluate(
        """(svg) => [...svg.querySelectorAll('rect.fill-neutral')]
            .map((bar) => [bar.x.baseVal.value, bar.width.baseVal.value])"""
    )
    total = visit.page.locator("svg.waterfall .fill-total").evaluate(
        "(bar) => [bar.x.baseVal.value, bar.width.baseVal.value]"
    )
    points = total[1] / rating["score"]["value"]
    for [start, width], factor, [following, _] in zip(
        drawn, rating["waterfall"], [*drawn[1:], [None, None]], strict=True
    ):
        contribution = factor["contribution"]["value"]
        assert width == pytest.approx(max(contribution * points, 1.0), abs=0.6), factor["title"]
        if following is not None:
            assert following == pytest.approx(start + contribution * points, abs=0.6), factor["title"]
    assert f"= {rating['score']['text']} before rounding" in visit.text("Waterfall")


def test_the_register_is_that_of_the_command(visit: Visit, identified: dict[str, Any]) -> None:
    _head, *rows = visit.table("Exposure register")
    expected = [
        [
            each["position"],
            each["instrument"],
            each["asset"],
            each["asset_class"],
            *(each[part]["text"] for part in ("quantity", "value", "share_of_equity", "delta", "beta")),
            each["venue"],
            each["issuer"],
            *(each[part]["text"] for part in ("credit_loss_rate", "days_to_sell")),
            each["liquidity_basis"],
            "; ".join(each["unknown"]) or "–",
        ]
        for each in identified["exposures"]
    ]
    assert rows[:-1] == expected
    total = identified["exposure_total"]
    assert [each for each in rows[-1] if each] == [
        "whole book",
        *(total[part]["text"] for part in ("value", "share_of_equity", "delta", "credit_loss_rate", "days_to_sell")),
    ]
    venues = [[each["venue"], each["custody"], each["claim"]["text"], each["share"]["text"]]
              for each in identified["venues"]]  # fmt: skip
    assert visit.table("Venues and custody")[1:] == venues
    series = [each["symbol"] for each in identified["data"]["series"]]
    assert [row[0] for row in visit.table("Prices behind the report")[1:]] == series
    assert identified["data"]["lineage"]["data_hash"] in visit.text("Data and lineage")


def test_the_register_is_sorted_and_searched_by_keyboard_and_the_address_keeps_it(
    visit: Visit, identified: dict[str, Any]
) -> None:
    page = visit.page
    names = [each["position"] for each in identified["exposures"]]
    by_beta = sorted(identified["exposures"], key=lambda each: -each["beta"]["value"])
    register = page.get_by_role("table", name="Exposure register")
    heading = register.get_by_role("button", name="beta")
    column = register.get_by_role("columnheader", name="beta")

    def shown() -> list[str]:
        return [row[0] for row in visit.table("Exposure register")[1:-1]]

    for way, order in (
        ("descending", [each["position"] for each in by_beta]),
        ("ascending", [each["position"] for each in reversed(by_beta)]),
        (None, names),
    ):
        _press(heading)
        _becomes(lambda: (column.get_attribute("aria-sort"), shown()), (way, order))
    _press(heading)
    box = page.get_by_role("searchbox", name="Find")
    box.focus()
    page.keyboard.type("crypto 2025")
    found = [each["position"] for each in by_beta if each["asset_class"] == "crypto"]
    _becomes(shown, found)
    assert f"{len(found)} of {len(names)} positions" in visit.text("Exposure register")
    assert visit.table("Exposure register")[-1][0] == "whole book"
    address = page.url
    page.reload()
    visit.wait()
    assert (page.url, shown()) == (address, found)
    page.goto(f"{visit.origin()}/?view=rating")
    visit.wait()


def test_slash_finds_by_name_and_leads_to_where_it_is_shown(visit: Visit) -> None:
    from playwright.sync_api import expect

    page = visit.page
    dialog = page.get_by_role("dialog", name="Search")
    for typed, view, address in (
        ("eth", "Rating", {"register-find": "ETH"}),
        ("gfc 2008", "Risk", {"scenario": "GFC_2008"}),
        ("btc_usd", "Macro", {"panel": "forecast", "series": "BTC_USD"}),
        ("liquidity", "Liquidity", {"view": "liquidity"}),
    ):
        page.keyboard.press("/")
        box = page.get_by_role("combobox", name="Search")
        box.wait_for()
        page.keyboard.type(typed)
        dialog.get_by_role("option").first.wait_for(timeout=PATIENCE_MS)
        chosen = page.locator(f"#{box.get_attribute('aria-activedescendant')}")
        assert chosen.get_attribute("aria-selected") == "true"
        page.keyboard.press("Enter")
        page.get_by_role("main", name=view).wait_for()
        there = dict(parse_qsl(urlsplit(page.url).query))
        assert {name: there.get(name) for name in address} == address, (typed, page.url)
    page.keyboard.press("/")
    page.keyboard.type("sp")
    active = dialog.get_by_role("option", selected=True)
    before = active.inner_text()
    page.keyboard.press("ArrowDown")
    expect(active).not_to_have_text(before)
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    own = (visit.origin(), visit.origin().replace("http", "ws"), "data:", "blob:")
    assert [each for each in visit.asked if not each.startswith(own)] == []
    assert visit.complaints == []


def test_a_key_right_after_a_dialog_has_closed_is_heard(visit: Visit) -> None:
    keys = visit.page.keyboard
    search, help_ = (visit.page.get_by_role("dialog", name=name) for name in ("Search", "Keys and colours"))
    for _ in range(10):
        for closing_key in ("Enter", "Escape"):
            keys.press("/")
            keys.type("rating")
            keys.press(closing_key)
            keys.press("?")
            help_.wait_for(timeout=10_000)
            assert not search.is_visible()
            keys.press("Escape")
            keys.press("/")
            search.wait_for(timeout=10_000)
            keys.press("Escape")


def test_search_works_before_the_book_is_computed(browser: Browser, server: RunningServer) -> None:
    with closing(browser.new_page(viewport=WIDE)) as page:  # type: ignore[arg-type]
        page.route("**/api/v1/report", lambda _: None)  # never answered
        page.goto(f"{server.address}/?view=rating#token={TOKEN}")
        page.get_by_role("main", name="Rating").wait_for(timeout=PATIENCE_MS)
        page.keyboard.press("/")
        page.get_by_text("Positions, assets and scenarios are still being computed.").wait_for()
        page.keyboard.type("macro")
        page.keyboard.press("Enter")
        page.get_by_role("main", name="Macro").wait_for()


def test_a_first_look_finds_four_answers_and_what_explains_them(overview: Visit) -> None:
    report, hedge, page = overview.document("report"), overview.document("hedge"), overview.page
    worst = min(report["stress"]["scenarios"], key=lambda each: each["pnl"]["value"])
    largest = max(report["contributions"], key=lambda each: each["amounts"]["0.975"]["value"])
    answers = {
        "Worst:": ([worst["pnl"]["text"], worst["share_of_equity"]["text"]], "Risk", f"scenario={worst['id']}"),
        "Largest contributor:": (
            [largest["position"], largest["shares"]["0.975"]["text"]],
            "Portfolio",
            "view=portfolio",
        ),
        f"{report['rating']['grade']} because": ([report["rating"]["why"]], "Rating", "view=rating"),
        re.escape(hedge["hedges"][0]["sentence"][:20]): ([hedge["hedges"][0]["sentence"]], "Portfolio", "trade="),
    }
    for beginning, (texts, view, address) in answers.items():
        link = page.get_by_role("link", name=re.compile(f"^{beginning}"))
        said = link.inner_text().replace("\N{MINUS SIGN}", "-")
        assert [each for each in texts if each not in said] == [], said
        assert link.is_visible()
        _press(link)
        page.get_by_role("main", name=view).wait_for(timeout=PATIENCE_MS)
        assert address in page.url
        page.go_back()
        page.get_by_role("main", name="Overview").wait_for()


def test_the_overview_is_one_screen_and_no_card_hides_a_row(overview: Visit) -> None:
    overview.wait()
    height = overview.page.evaluate("document.documentElement.scrollHeight")
    assert height <= WIDE["height"]
    hidden = overview.page.evaluate(
        """() => [...document.querySelectorAll('.card > .body')]
            .filter((each) => each.scrollHeight > each.clientHeight + 1)
            .map((each) => `${each.parentElement.ariaLabel}: ${each.scrollHeight} in ${each.clientHeight}`)"""
    )
    assert hidden == []


def test_the_report_is_saved_as_it_is(visit: Visit) -> None:
    page = visit.page
    page.goto(f"{visit.origin()}/?view=rating")
    visit.wait()
    for name in ("JSON", "HTML"):
        with page.expect_download(timeout=PATIENCE_MS) as waiting:
            page.locator(".downloads").get_by_role("link", name=name).click()
        saved = waiting.value
        assert saved.suggested_filename == f"seawall-report.{name.lower()}"
        if name == "JSON":
            assert json.loads(saved.path().read_text()) == visit.document("report")


def test_a_factor_without_data_is_a_range_everywhere(browser: Browser, server: RunningServer, visit: Visit) -> None:
    values = {"market": 0.25, "credit": 0.02, "concentration": 0.3, "macro": 0.5}
    readings = {RatingFactor(name): FactorReading(value, "stated", count=5) for name, value in values.items()}
    readings[RatingFactor.LIQUIDITY] = FactorReading(None, "prices carry no volume")
    rating = dataclasses.asdict(rating_view(rate(readings, default_policy())))
    body = json.dumps({**visit.document("report"), "rating": rating})
    with closing(browser.new_page(viewport=WIDE)) as page:  # type: ignore[arg-type]
        page.route("**/api/v1/report", lambda route: route.fulfill(body=body, content_type="application/json"))
        page.goto(f"{server.address}/?view=rating#token={TOKEN}")
        card = page.locator("section[aria-label='Grade']")
        card.get_by_text(rating["why"]).wait_for(timeout=PATIENCE_MS)
        grades = rating["possible_grades"]
        assert f"{grades[0]} to {grades[-1]}" in card.inner_text()
        assert f"{rating['best']['text']} to {rating['worst']['text']}" in card.inner_text()
        open_bars = page.locator("svg.waterfall rect.is-open")
        assert open_bars.count() == 2, "the factor's and the composite's"
        assert "0.00 to 2.00, not rated" in (page.locator("svg.waterfall").text_content() or "")
        assert cells_of(page.get_by_role("table", name="Factors of the rating", exact=True))[3][4] == "not rated"
