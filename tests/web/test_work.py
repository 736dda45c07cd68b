"""A long computation in a real browser: it shows how far it is, is cancelled by keyboard, and delays no live view."""

from __future__ import annotations

import re
import struct
import time
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

from seawall.web.frames import FrameKind
from tests.web.conftest import TOKEN, RunningServer
from tests.web.visits import LONG, MARKS, PATIENCE_MS, STEP, WIDE, Visit, eventually

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page, Route, WebSocket

pytestmark = MARKS

MANY = {"gbm_paths": "100000", "gbm_days": "3650", "gbm_method": "pseudo_random", "gbm_seed": "9"}
OTHERS = re.compile(r"/api/v1/(models|backtest|report|var|distribution|stress)\b")
"""What the other cards of the risk view ask for."""
CANCEL_OR_ANSWER = """() => {
  const card = document.querySelector("section[aria-label='Simulated price']");
  const bar = card?.querySelector("progress[aria-label='Simulated price: simulating steps']");
  if (bar) {
    const found = {done: bar.value, total: bar.max};
    card.querySelector("button[aria-label='Cancel Simulated price']").click();
    return found;
  }
  return card?.querySelector(".uplot") ? "answered" : null;
}"""
"""In one breath of the page, so that no answer comes between a look and the click."""
CANCEL_SECONDS, ROUND_TRIPS, WATCHED_MS = 1.0, 10.0, 4_000
"""A second, or as many round trips of a request that asks for nothing where the machine is busy with other work."""
LONGEST_GAP_MS = 1_000.0
MOST_PROCESSES = 3
"""Two that make documents, and the market's."""


class Books:
    """When the server made the books that a page was given."""

    def __init__(self) -> None:
        self.instants_ms: list[float] = []

    def watch(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._take)

    def _take(self, payload: str | bytes) -> None:
        if isinstance(payload, bytes) and payload[0] == FrameKind.BOOK:
            self.instants_ms.append(struct.unpack_from("<d", payload, 8)[0])

    def begin_anew(self) -> None:
        self.instants_ms = []

    def rate_and_gap(self) -> tuple[float, float]:
        """Books a second and the longest time between two, in milliseconds."""
        found = self.instants_ms
        assert len(found) > 1, "no book came"
        return 1e3 * (len(found) - 1) / (found[-1] - found[0]), max(b - a for a, b in pairwise(found))


@pytest.fixture
def books() -> Books:
    return Books()


@pytest.fixture
def visit(browser: Browser, server: RunningServer, books: Books) -> Iterator[Visit]:
    """The Overview with its price paths, on a stream whose books are counted from the next load on."""
    with Visit(browser, server, "overview") as found:
        found.page.locator("section[aria-label='Price paths'] .uplot").wait_for(timeout=PATIENCE_MS)
        found.page.on("websocket", books.watch)
        yield found


def ask_for_long_work(visit: Visit, seed: int) -> Locator:
    """Open the Overview anew, with a card of price paths whose request is answered by work of more than a minute."""

    def asked(route: Route) -> None:
        address = route.request.url.split("simulation")[0]
        route.continue_(url=f"{address}backtest?{urlencode({**LONG, 'seed': seed})}")

    visit.page.route("**/api/v1/simulation*", asked)
    visit.page.reload()
    card = visit.card("Price paths")
    card.get_by_role("progressbar", name=STEP).wait_for(timeout=PATIENCE_MS)
    return card


def reach_by_tab(visit: Visit, name: str) -> None:
    """Press the tabulator until what has this name has the focus."""
    for _ in range(200):
        if visit.page.evaluate("document.activeElement?.getAttribute('aria-label')") == name:
            return
        visit.page.keyboard.press("Tab")
    raise AssertionError(f"{name!r} is not reached by the tabulator")


def round_trip(page: Page) -> float:
    """Seconds from the page to the server and back."""
    asked = (
        "async () => { const at = performance.now(); await fetch('./api/v1/health'); return performance.now() - at; }"
    )
    return float(page.evaluate(asked)) / 1e3


def soon(page: Page) -> float:
    """Seconds within which what takes no time is done."""
    return max(CANCEL_SECONDS, ROUND_TRIPS * round_trip(page))


def test_long_work_shows_how_far_it_is_and_is_cancelled_by_keyboard(
    visit: Visit, server: RunningServer, books: Books
) -> None:
    card = ask_for_long_work(visit, seed=1)
    bar = card.get_by_role("progressbar")
    first = bar.evaluate("(bar) => [bar.value, bar.max]")
    assert first[1] == LONG["sessions"], first
    eventually(lambda: bool(bar.evaluate("(bar) => bar.value") > first[0]), seconds=PATIENCE_MS / 1e3)
    said = card.locator(".work-bar").inner_text()
    assert STEP in said, said
    assert "%" in said, said
    reach_by_tab(visit, "Cancel Price paths")
    bound = soon(visit.page)
    before = server.workers()
    began = time.monotonic()
    visit.page.keyboard.press("Enter")
    card.get_by_text("cancelled").wait_for(timeout=PATIENCE_MS)
    shown = time.monotonic() - began
    while before <= server.workers():
        assert time.monotonic() - began < bound, f"the worker goes on after {bound:.1f} s"
        visit.page.wait_for_timeout(10)
    ended = time.monotonic() - began
    print(f"cancelled: shown after {1e3 * shown:.0f} ms, the worker ended after {1e3 * ended:.0f} ms")
    assert max(shown, ended) < bound
    assert (card.get_by_role("alert").count(), card.locator(".skeleton").count()) == (0, 0)
    visit.page.unroute("**/api/v1/simulation*")
    reach_by_tab(visit, "Retry Price paths")
    visit.page.keyboard.press("Enter")
    card.locator(".uplot").wait_for(timeout=PATIENCE_MS)
    assert card.locator(".work-bar").count() == 0
    assert visit.complaints == []


def test_a_hundred_thousand_paths_of_ten_years_are_answered_or_cancelled(
    browser: Browser, server: RunningServer
) -> None:
    """Whichever comes first: they take a second of a core that has nothing else to do."""
    names: list[str] = []
    with closing(browser.new_page(viewport=WIDE)) as page:  # type: ignore[arg-type]
        page.route(OTHERS, lambda route: route.abort())
        page.on("request", lambda asked: names.append(asked.headers.get("x-seawall-work", "")
                                                      if "/simulation?" in asked.url else ""))  # fmt: skip
        page.goto(f"{server.address}/?{urlencode({'view': 'risk', **MANY})}#token={TOKEN}")
        found = page.wait_for_function(CANCEL_OR_ANSWER, timeout=PATIENCE_MS).json_value()
        print(f"100,000 paths of 3,650 days: {found}")
        bound = soon(page)
        card = page.locator("section[aria-label='Simulated price']")
        if found == "answered":
            assert "100,000 paths" in card.inner_text()
        else:
            assert found["total"] == 3_650
            assert 0 <= found["done"] <= 3_650
            card.get_by_text("cancelled").wait_for(timeout=1e3 * bound)
            assert card.locator(".uplot").count() == 0
        (work,) = filter(None, names)
        deadline = time.monotonic() + bound
        while (state := page.request.get(f"{server.address}/api/v1/work-orders/{work}").json()["state"]) != "ended":
            assert time.monotonic() < deadline, state
            page.wait_for_timeout(10)


def test_the_stream_goes_on_beside_long_work_and_processes_do_not_pile_up(
    visit: Visit, server: RunningServer, books: Books
) -> None:
    visit.page.reload()
    visit.page.locator(".feed-dot.is-current").wait_for(timeout=PATIENCE_MS)
    visit.card("Order book").locator(".book-facts").wait_for(timeout=PATIENCE_MS)  # a market is opened before it moves
    books.begin_anew()
    visit.page.wait_for_timeout(WATCHED_MS)
    alone = books.rate_and_gap()
    beside = []
    for seed in (2, 3, 4):
        card = ask_for_long_work(visit, seed)
        books.begin_anew()
        visit.page.wait_for_timeout(WATCHED_MS / 4)
        beside.append(books.rate_and_gap())
        card.get_by_role("button", name="Cancel Price paths").click()
        card.get_by_text("cancelled").wait_for(timeout=PATIENCE_MS)
        assert len(server.workers()) <= MOST_PROCESSES, server.workers()
    rates, gaps = zip(*beside, strict=True)
    print(
        f"books a second: {alone[0]:.1f} alone, {min(rates):.1f} at least beside long work; "
        f"longest gap {alone[1]:.0f} ms alone, {max(gaps):.0f} ms beside one"
    )
    assert max(gaps) <= max(LONGEST_GAP_MS, 3.0 * alone[1]), (alone, beside)
    assert min(rates) >= alone[0] / 3.0, (alone, beside)
