"""Pictures of both views on the simulated exchange, wide and as on a phone: ``make screenshots``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from playwright.sync_api import Browser, expect, sync_playwright

from tests.web.conftest import TOKEN, RunningServer
from tests.web.test_pages import CHROMIUM, FLAGS, PATIENCE_MS, PHONE, VIEWS, WIDE, running

FOLDER = Path("out") / "screenshots"
STREAM_MS = 5_000
"""So that the history of the balance has something to show."""


def _server_arguments() -> list[str]:
    """With recorded economic series where there are some, so that no card is empty."""
    recorded = Path(os.environ.get("SEAWALL_TEST_DATA", "")) / "macro"
    return ["--port", "0", "--seed", "7", *(["--macro", str(recorded)] if recorded.is_dir() else [])]


def _take(browser: Browser, server: RunningServer) -> None:
    for view in VIEWS:
        page = browser.new_page(viewport=WIDE)  # type: ignore[arg-type]
        page.goto(f"{server.address}/?view={view}#token={TOKEN}")
        expect(page.locator(".skeleton")).to_have_count(0, timeout=PATIENCE_MS)
        page.wait_for_timeout(STREAM_MS)
        for size in (WIDE, PHONE):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            page.wait_for_timeout(500)
            target = FOLDER / f"{view}-{size['width']}x{size['height']}.png"
            page.screenshot(path=target, full_page=True)
            print(target)
        page.close()


def main() -> int:
    """Write all four."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with running(*_server_arguments()) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        _take(browser, server)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
