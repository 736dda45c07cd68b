"""Views in a real browser: where it is, how large, and a page with all that it asked for and complained of."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import pytest

from seawall.web.bundle import Bundle
from tests.web.conftest import TOKEN, RunningServer, run_seawall

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page, Response

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MS = 180_000
"""For the first report, on a machine that does other work as well."""
WIDE, PHONE = {"width": 1_680, "height": 1_060}, {"width": 390, "height": 844}
PAPER = {"width": 718, "height": 1_047}
"""A4 upright within margins of a centimetre."""
TITLES = {
    "overview": "Overview",
    "liquidity": "Liquidity",
    "portfolio": "Portfolio",
    "derivatives": "Derivatives",
    "risk": "Risk",
    "macro": "Macro",
    "rating": "Rating",
}
VIEWS = tuple(TITLES)
LONG: dict[str, Any] = {"methods": "t-copula", "sessions": 500}
"""Of a backtest: more than a minute of a core that has nothing else to do, of which nobody waits for the end."""
STEP = "backtesting Student-t copula"
"""What it says while it is at it, session after session."""

MARKS = [
    pytest.mark.skipif(not Path(CHROMIUM).is_file(), reason="no chromium on this machine"),
    pytest.mark.skipif(not Bundle().is_present, reason="the dashboard is not built: make web"),
]
"""Of every file of tests that opens a browser: ``pytestmark = MARKS``."""


@contextmanager
def launched_browser() -> Iterator[Browser]:
    """A browser for a while; skips where there is no playwright."""
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as running_playwright:
        found = running_playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield found
        found.close()


@contextmanager
def running(*arguments: str) -> Iterator[RunningServer]:
    """``seawall serve`` for a while."""
    yield from run_seawall(*arguments)


class Visit:
    """A page, and all that it asked for, was answered and complained of."""

    def __init__(self, browser: Browser, server: RunningServer, view: str, **chosen: str) -> None:
        self.page: Page = browser.new_page(viewport=WIDE)  # type: ignore[arg-type]
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.documents: dict[str, Response] = {}
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("websocket", lambda socket: self.asked.append(socket.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda said: self._hear(said.type, said.text, said.location["url"]))
        self.page.on("response", self._keep)
        choices = "".join(f"&{name}={value}" for name, value in chosen.items())
        self.page.goto(f"{server.address}/?view={view}{choices}#token={TOKEN}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.page.close()

    def _hear(self, kind: str, text: str, where: str) -> None:
        is_stated = "status of 424" in text and "/api/v1/" in where  # there are no economic series
        if kind in {"error", "warning"} and not is_stated:
            self.complaints.append(f"{text} ({where})")

    def _keep(self, response: Response) -> None:
        if "/api/v1/" in response.url and response.request.method == "GET" and response.ok:
            self.documents[response.url.split("/api/v1/")[1].split("?")[0]] = response

    def wait(self) -> None:
        """Until every card shows its figures, or why it has none."""
        from playwright.sync_api import expect

        self.page.locator("main:not([aria-busy='true'])").wait_for(timeout=PATIENCE_MS)
        expect(self.page.locator(".skeleton")).to_have_count(0, timeout=PATIENCE_MS)

    def document(self, name: str) -> dict[str, Any]:
        """The document of this name that was answered last."""
        found: dict[str, Any] = json.loads(self.documents[name].text())
        return found

    def card(self, title: str) -> Locator:
        """The card of this title."""
        return self.page.locator(f"section[aria-label='{title}']")

    def text(self, card: str) -> str:
        """What a card says, with the minus of the engine's own texts."""
        return self.card(card).inner_text().replace("\N{MINUS SIGN}", "-")

    def table(self, caption: str) -> list[list[str]]:
        """Cells of the table of this caption."""
        return cells_of(self.page.get_by_role("table", name=caption, exact=True))

    def width_on_a_phone(self) -> int:
        """How wide the page is there, which scrolls sideways where that is more than the phone."""
        self.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        try:
            return int(self.page.evaluate("document.documentElement.scrollWidth"))
        finally:
            self.page.set_viewport_size(WIDE)  # type: ignore[arg-type]

    @contextmanager
    def on_paper(self) -> Iterator[None]:
        """As it is printed: on narrower ground than it was drawn for."""
        self.page.emulate_media(media="print")
        self.page.set_viewport_size(PAPER)  # type: ignore[arg-type]
        yield
        self.page.emulate_media(media="screen")
        self.page.set_viewport_size(WIDE)  # type: ignore[arg-type]

    def assert_accessible(self) -> None:
        """No rule of axe is broken; skips where there is no axe."""
        axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
        found = axe.run(self.page)
        assert found.violations_count == 0, found.generate_report()

    def origin(self) -> str:
        """Scheme, host and port of the page."""
        return str(self.page.evaluate("location.origin"))


@contextmanager
def visiting(browser: Browser, server: RunningServer, view: str, **chosen: str) -> Iterator[Visit]:
    """One view, with choices in its address, once every card shows its figures or why it has none."""
    with Visit(browser, server, view, **chosen) as found:
        found.wait()
        yield found


def command(*words: str, check: bool = False) -> dict[str, Any]:
    """What a command prints with ``--json``; its status is 0, or 1 where that need not be checked."""
    done = subprocess.run([sys.executable, "-m", "seawall", *words, "--json"], capture_output=True, check=False)
    assert done.returncode in ({0} if check else {0, 1}), done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def missing(texts: Iterable[str], shown: str) -> list[str]:
    """Texts that are not among what is shown."""
    return [each for each in texts if each not in shown]


def cells_of(table: Locator) -> list[list[str]]:
    """Cells of a table or of a part of it, row by row, with the minus of the engine's own texts."""
    rows: list[list[str]] = table.evaluate(
        "(table) => [...table.querySelectorAll('tr')].map((row) => [...row.cells].map((cell) => cell.innerText))"
    )
    return [[cell.replace("\N{MINUS SIGN}", "-").strip() for cell in row] for row in rows]


def downloaded(card: Locator, button: str, folder: Path) -> Path:
    """The file that a button of a card hands out."""
    with card.page.expect_download() as waiting:
        card.get_by_role("button", name=button, exact=True).click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def eventually(holds: Callable[[], bool], *, seconds: float) -> None:
    """The page and the documents are renewed every second, each in its own moment."""
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "the cards and the documents never agreed"
        time.sleep(0.2)
