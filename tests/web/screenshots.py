"""Pictures of all views on the simulated exchange, wide and as on a phone: ``make screenshots``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from playwright.sync_api import Browser

from tests.web.conftest import RunningServer
from tests.web.visits import PHONE, VIEWS, WIDE, launched_browser, running, visiting

FOLDER = Path("out") / "screenshots"
STREAM_MS = 5_000
"""So that the history of the balance has something to show."""


def _server_arguments() -> list[str]:
    """With recorded economic series where there are some, so that no card is empty."""
    recorded = Path(os.environ.get("SEAWALL_TEST_DATA", "")) / "macro"
    return ["--port", "0", "--seed", "7", *(["--macro", str(recorded)] if recorded.is_dir() else [])]


def _take(browser: Browser, server: RunningServer) -> None:
    for view in VIEWS:
        with visiting(browser, server, view) as visit:
            visit.page.wait_for_timeout(STREAM_MS)
            for size in (WIDE, PHONE):
                visit.page.set_viewport_size(size)  # type: ignore[arg-type]
                visit.page.wait_for_timeout(500)
                target = FOLDER / f"{view}-{size['width']}x{size['height']}.png"
                visit.page.screenshot(path=target, full_page=True)
                print(target)


def main() -> int:
    """Write two of each view."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with running(*_server_arguments()) as server, launched_browser() as browser:
        _take(browser, server)
    return 0


if __name__ == "__main__":
    sys.exit(main())
