"""A desk of the example book, served in process and at a real port."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from seawall.portfolio import example_portfolio_path
from seawall.web import DeskInputs, ServeSettings, Workroom, make_application

if TYPE_CHECKING:
    from playwright.sync_api import Browser

TOKEN = "a-token-of-this-test-with-enough-characters"
START_SECONDS = 60.0


@dataclass(frozen=True)
class RunningServer:
    """A server at a port of this machine."""

    process: subprocess.Popen[str]
    port: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def workers(self) -> set[int]:
        """Processes beside the server's own, by their numbers; that of the market is one of them."""
        found = set()
        for status in Path("/proc").glob("[0-9]*/stat"):
            try:
                number, rest = status.read_text().split(" ", 1)
                state, parent = rest.rpartition(")")[2].split()[:2]
                command = (status.parent / "cmdline").read_bytes()
            except OSError:
                continue  # it ended meanwhile
            if int(parent) == self.process.pid and state != "Z" and b"spawn_main" in command:
                found.add(int(number))
        return found


@pytest.fixture(scope="session")
def workroom() -> Iterator[Workroom]:
    settings = ServeSettings(token=TOKEN)
    room = Workroom(DeskInputs(example_portfolio_path()), limits=settings.limits, workers=1)
    yield room
    room.close()


@pytest.fixture
def settings() -> ServeSettings:
    return ServeSettings(token=TOKEN)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def client(workroom: Workroom, settings: ServeSettings) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(make_application(workroom, settings), client=("127.0.0.1", 1))
    headers = {"authorization": f"Bearer {TOKEN}"}
    async with httpx.AsyncClient(
        transport=transport, base_url="http://127.0.0.1", headers=headers, timeout=60
    ) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from tests.web.visits import launched_browser

    with launched_browser() as found:
        yield found


@pytest.fixture(scope="session")
def server() -> Iterator[RunningServer]:
    yield from run_seawall("--port", "0", "--seed", "7")


def run_seawall(*arguments: str) -> Iterator[RunningServer]:
    """``seawall serve`` in a process of its own, ended at the end."""
    command = [sys.executable, "-m", "seawall", "serve", "--no-browser", *arguments]
    environment = {**os.environ, "SEAWALL_TOKEN": TOKEN, "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=environment, cwd=Path(__file__).parents[2]
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert "#token=" in line, f"the server said {line!r} and ended with {process.poll()}"
        yield RunningServer(process, int(line.split(":")[2].split("/")[0]))
    finally:
        process.terminate()
        deadline = time.monotonic() + START_SECONDS
        while process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)
        process.kill()
        process.communicate()
