"""All views in a real browser, on the simulated exchange: what they show, how they fail, and who can use them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.web.conftest import TOKEN, RunningServer
from tests.web.visits import MARKS, PAPER, PATIENCE_MS, PHONE, TITLES, VIEWS, WIDE, Visit, eventually, running, visiting

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FIRST_LOAD_BYTES = 150_000
FIRST_PAINT_MS = 3_000
LEAST_CONTRAST = 4.5

pytestmark = MARKS


@pytest.fixture(scope="module", params=VIEWS)
def visit(request: pytest.FixtureRequest, browser: Browser, server: RunningServer) -> Iterator[Visit]:
    """One view after the other, so that no more than one of them streams."""
    with visiting(browser, server, request.param) as found:
        yield found


@pytest.fixture(scope="module")
def overview(browser: Browser, server: RunningServer) -> Iterator[Visit]:
    with visiting(browser, server, "overview") as found:
        yield found


@pytest.fixture(scope="module")
def liquidity(browser: Browser, server: RunningServer) -> Iterator[Visit]:
    with visiting(browser, server, "liquidity") as found:
        yield found


def test_nothing_is_complained_of_and_nothing_leaves_the_origin(visit: Visit, server: RunningServer) -> None:
    own = (server.address, server.address.replace("http", "ws"), "blob:", "data:")
    assert [each for each in visit.asked if not each.startswith(own)] == []
    assert visit.complaints == []


def test_no_rule_of_accessibility_is_broken(visit: Visit) -> None:
    visit.assert_accessible()


def test_a_phone_scrolls_in_one_direction_only(visit: Visit) -> None:
    assert visit.width_on_a_phone() == PHONE["width"]


def test_on_paper_cards_stand_one_below_the_other_and_nothing_is_cut(visit: Visit) -> None:
    """A4 upright; drawings are as wide as they were on the screen, so that they have to give way."""
    with visit.on_paper():
        found = visit.page.evaluate(
            """() => [...document.querySelectorAll('.card')].map((card) => {
                const { top, bottom, left, right } = card.getBoundingClientRect();
                const beyond = [...card.querySelectorAll('.body, .body svg, .body canvas, .body td, .body th')]
                    .filter((each) => !each.closest('.visually-hidden') && each.getClientRects().length > 0)
                    .filter((each) => each.getBoundingClientRect().right > right + 1
                        || (!each.closest('.ladder') && each.getBoundingClientRect().bottom > bottom + 1));
                const names = [...beyond].map((each) => each.className.baseVal ?? each.className);
                return { title: card.getAttribute('aria-label'), top, bottom, left, right, names };
            })"""
        )
    assert len(found) > 1
    assert [(each["title"], each["names"]) for each in found if each["names"]] == []
    assert [each["title"] for each in found if each["right"] > PAPER["width"]] == []
    below = [(one["title"], other["title"]) for one, other in pairwise(found) if other["top"] < one["bottom"]]
    assert below == []


def test_no_text_is_cut_off(visit: Visit) -> None:
    cut = visit.page.evaluate(
        """() => [...document.querySelectorAll('.card *, .top-bar *')].filter((each) => each.children.length === 0
            && !each.closest('.visually-hidden') && each.clientWidth > 0
            && getComputedStyle(each).overflowX !== 'visible' && each.scrollWidth > each.clientWidth + 1)
            .map((each) => `${each.className}: ${each.textContent}`)"""
    )
    assert cut == []


def test_cards_show_the_figures_of_the_documents(overview: Visit) -> None:
    visit = overview
    report, frontier, option = (visit.document(name) for name in ("report", "frontier", "option"))
    rating = visit.text("Composite risk")
    assert rating.split("\n")[0] == "Composite risk"
    shown = [report["rating"]["grade"], report["rating"]["score"]["text"], report["portfolio"], report["as_of"]]
    shown += [each[part]["text"] for each in report["rating"]["waterfall"] for part in ("score", "weight")]
    assert [each for each in shown if each not in rating] == []
    stress = visit.text("Stress P&L")
    figures = [each[part]["text"] for each in report["stress"]["scenarios"] for part in ("pnl", "share_of_equity")]
    assert [each for each in figures if each not in stress] == []
    tail = visit.text("Tail of the book")
    one_session = [each for each in report["figures"] if each["horizon_sessions"] == 1 and each["confidence"] > 0.95]
    assert len(one_session) == 4
    figures = [each[part]["text"] for each in one_session for part in ("value", "lower", "upper")]
    assert [each for each in figures if each not in tail] == []
    best = frontier["max_sharpe"]
    figures = [best[part]["text"] for part in ("sharpe_ratio", "expected_return_annual", "volatility_annual")]
    assert [each for each in figures if each not in visit.text("Efficient frontier")] == []
    paths = [
        each[part]["text"] for each in visit.document("simulation")["tail"] for part in ("simulated", "standard_error")
    ]
    assert [each for each in paths if each not in visit.text("Price paths")] == []
    greeks = [f"{option['delta']:.4f}", f"{option['theta_per_day']:.1f}", f"{option['vega_per_point']:.1f}"]
    greeks += [f"{option['rho_per_percent']:.1f}", f"{option['price']:,.0f}"]
    assert [each for each in greeks if each not in visit.text("Greeks")] == []


def test_the_report_is_fetched_once_for_all_cards(overview: Visit) -> None:
    assert sum(each.endswith("/api/v1/report") for each in overview.asked) == 1


def test_live_cards_show_the_figures_of_the_stream_s_documents(liquidity: Visit) -> None:
    visit = liquidity

    def documents() -> tuple[dict[str, Any], dict[str, Any]]:
        book, map_ = (visit.page.request.get(f"/api/v1/{name}".replace("/api", visit.origin() + "/api"))
                      for name in ("book", "liquidations"))  # fmt: skip
        return book.json(), map_.json()

    def agrees() -> bool:
        book, map_ = documents()
        figures = [book["spread"]["text"], book["mid"]["text"], *(each["notional"]["text"] for each in book["costs"])]
        texts = visit.text("Order book") + visit.text("Cost to trade")
        means = [map_[f"{name}_leverage"]["text"] for name in ("effective", "arithmetic")]
        sentences = [each["sentence"] for each in map_["clusters"]]
        return (
            all(each in texts for each in figures)
            and all(f"{each}x" in visit.text("Estimated leverage") for each in means)
            and all(each in visit.text("Clusters, estimated") for each in sentences)
        )

    eventually(agrees, seconds=20.0)
    cascade = visit.document("cascade")
    assert cascade["sentence"] in visit.text("Cascade")


def test_keys_do_what_help_says(overview: Visit) -> None:
    page = overview.page
    for place, (view, title) in enumerate(TITLES.items(), start=1):
        page.keyboard.press(str(place))
        page.get_by_role("main", name=title).wait_for()
        assert page.title() == f"{title} · Seawall"
        assert page.locator("nav [aria-current='page']").inner_text().split() == [title, str(place)]
        assert (f"view={view}" in page.url) == (view != "overview")
        assert "token" not in page.url
    page.go_back()
    page.get_by_role("main", name="Macro").wait_for()
    page.keyboard.press("2")
    page.get_by_role("main", name="Liquidity").wait_for()
    page.keyboard.press("?")
    page.get_by_role("dialog").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="hidden")
    page.keyboard.press(" ")
    page.get_by_role("button", name="Frozen").wait_for()
    page.keyboard.press(" ")
    page.get_by_role("button", name="Freeze", exact=True).wait_for()
    page.locator("canvas.heatmap").focus()
    page.keyboard.press("ArrowUp")
    assert "liquidations" in page.locator(".crosshair").inner_text()
    page.keyboard.press("1")
    page.get_by_role("main", name="Overview").wait_for()


def test_a_refused_card_says_why_while_the_others_stay_up(browser: Browser, server: RunningServer) -> None:
    refused = {"type": "about:blank#busy", "title": "Service Unavailable", "status": 503}
    refused |= {"detail": "too much work is waiting", "code": "busy", "trace": "0badcafe"}
    page = browser.new_page(viewport=WIDE)  # type: ignore[arg-type]
    with closing(page):
        page.route("**/api/v1/frontier*", lambda route: route.fulfill(status=503, body=json.dumps(refused)))
        page.goto(f"{server.address}/#token={TOKEN}")
        card = page.locator("section[aria-label='Efficient frontier']")
        card.get_by_role("alert").wait_for(timeout=PATIENCE_MS)
        said = card.inner_text()
        assert [each for each in ("too much work is waiting", "busy", "0badcafe") if each not in said] == []
        page.locator("section[aria-label='Greeks'] .tiles").wait_for(timeout=PATIENCE_MS)
        page.unroute("**/api/v1/frontier*")
        card.get_by_role("button", name="Retry").click()
        card.locator("svg.chart").wait_for(timeout=PATIENCE_MS)


def test_a_silent_server_is_stale_within_three_seconds_and_recovers(liquidity: Visit, server: RunningServer) -> None:
    page = liquidity.page
    page.locator(".feed-dot.is-current").wait_for(timeout=10_000)
    os.kill(server.process.pid, signal.SIGSTOP)
    try:
        began = time.monotonic()
        page.locator(".feed-dot.is-stale").wait_for(timeout=10_000)
        took = time.monotonic() - began
        dimmed = page.locator(".card.is-dimmed").count()
        header = page.locator(".top-bar .is-dimmed-text .last-price").count()
        contrasts = _contrasts(page)
    finally:
        os.kill(server.process.pid, signal.SIGCONT)
    assert took <= 3.0, took
    assert header == 1
    assert dimmed >= 5
    print(f"contrast of {len(contrasts)} texts while stale, the least {min(contrasts.values()):.2f}")
    assert len(contrasts) > 40
    assert {text: each for text, each in contrasts.items() if each < LEAST_CONTRAST} == {}
    page.locator(".feed-dot.is-current").wait_for(timeout=20_000)
    assert page.locator(".card.is-dimmed").count() == 0


def _contrasts(page: Page) -> dict[str, float]:
    """Contrast of each text with its ground as axe sees it, opacity and all; a grey filter leaves it about as it is."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    options = {"runOnly": ["color-contrast"], "resultTypes": ["passes", "violations"]}
    found = axe.run(page, options=options).response
    nodes = [node for kind in ("passes", "violations") for rule in found[kind] for node in rule["nodes"]]
    read = [(node["html"], check["data"]) for node in nodes for check in node["any"] if check["id"] == "color-contrast"]
    return {html: data["contrastRatio"] for html, data in read if data.get("contrastRatio")}


def test_a_killed_server_is_missed_and_found_again(browser: Browser) -> None:
    page = browser.new_page(viewport=WIDE)  # type: ignore[arg-type]
    with closing(page), running("--port", "0") as server:
        page.goto(f"{server.address}/?view=liquidity#token={TOKEN}")
        page.locator(".feed-dot.is-current").wait_for(timeout=PATIENCE_MS)
        server.process.kill()
        server.process.wait()
        page.locator(".feed-dot.is-disconnected").wait_for(timeout=10_000)
        assert "again in" in page.locator(".feed-dot").inner_text()
        with running("--port", str(server.port)):
            page.locator(".feed-dot.is-current").wait_for(timeout=PATIENCE_MS)


@pytest.mark.parametrize("view", ["overview", "liquidity"])
def test_the_first_load_is_small_and_soon_seen(browser: Browser, server: RunningServer, view: str) -> None:
    with closing(browser.new_context(viewport=WIDE)) as context:  # type: ignore[arg-type]
        page = context.new_page()
        sizes: dict[str, float] = {}
        names: dict[str, str] = {}
        wire = context.new_cdp_session(page)
        wire.send("Network.enable")
        wire.on("Network.responseReceived", lambda said: names.update({said["requestId"]: said["response"]["url"]}))
        wire.on("Network.loadingFinished", lambda said: sizes.update({said["requestId"]: said["encodedDataLength"]}))
        page.goto(f"{server.address}/?view={view}#token={TOKEN}")
        page.locator(".feed-dot.is-current").wait_for(timeout=PATIENCE_MS)
        page.locator("section[aria-label='Order book']").wait_for(timeout=PATIENCE_MS)
        own = {names[each]: size for each, size in sizes.items() if "/api/" not in names.get(each, "/api/")}
        paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    scripts = {name.rsplit("/", 1)[1]: size for name, size in own.items() if name.endswith(".js")}
    print(
        f"{view}: first load {sum(own.values()):,.0f} bytes in {len(own)} files, first contentful paint {paint:.0f} ms"
    )
    print("scripts", {name: round(size) for name, size in scripts.items()})
    assert 10_000 < sum(own.values()) <= FIRST_LOAD_BYTES, own
    assert paint <= FIRST_PAINT_MS
    fetched = {each for each in VIEWS if any(name.startswith(f"{each}-") for name in scripts)}
    assert fetched == {view} - {"overview"}, scripts  # the overview comes with the page itself


def test_a_view_that_cannot_be_fetched_says_so_and_can_be_retried(browser: Browser, server: RunningServer) -> None:
    with closing(browser.new_context(viewport=WIDE)) as context:  # type: ignore[arg-type]
        page = context.new_page()
        page.route("**/assets/rating-*.js", lambda route: route.abort())
        page.goto(f"{server.address}/?view=rating#token={TOKEN}")
        said = page.get_by_role("main", name="Rating").get_by_role("alert")
        said.wait_for(timeout=PATIENCE_MS)
        assert "could not be fetched" in said.inner_text()
        page.keyboard.press("1")
        page.locator("section[aria-label='Order book']").wait_for()
        page.keyboard.press("7")
        said.wait_for()
        page.unroute("**/assets/rating-*.js")
        said.get_by_role("button", name="Retry").click()
        page.locator("section[aria-label='Grade'] .grade").wait_for(timeout=PATIENCE_MS)


def test_the_api_page_is_served_from_here(browser: Browser, server: RunningServer) -> None:
    with closing(browser.new_context(viewport=WIDE)) as context:  # type: ignore[arg-type]
        page = context.new_page()
        complaints: list[str] = []
        asked: list[str] = []
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{server.address}/#token={TOKEN}")
        page.get_by_role("link", name="API").click()
        page.get_by_text("/api/v1/frontier").first.wait_for(timeout=PATIENCE_MS)
        assert [each for each in asked if not each.startswith((server.address, "data:", "blob:"))] == []
        assert [each for each in complaints if "424" not in each] == []


def test_the_page_passes_its_own_tests() -> None:
    web = Path(__file__).parents[2] / "web"
    if not (web / "node_modules" / "vitest").is_dir():
        pytest.skip("the page's test tools are not installed: npm ci in web/")
    done = subprocess.run(
        ["npm", "test", "--silent"], cwd=web, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout[-4_000:] + done.stderr[-2_000:]
