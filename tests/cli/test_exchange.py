"""``seawall simulate exchange`` as a user runs it: the page, the end, and every bad input in one line."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import urllib3
from websockets.asyncio.client import connect

PATIENCE_SECONDS = 120
SEAWALL = [sys.executable, "-m", "seawall", "simulate", "exchange"]


@contextmanager
def started(*words: str) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """The command in a process of its own, and its page up to the last line."""
    with subprocess.Popen([*SEAWALL, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            page = []
            for line in process.stdout:
                page.append(line.rstrip())
                if "Ctrl-C" in line:
                    break
            yield process, page
        finally:
            process.kill()


def test_it_serves_says_where_and_ends_by_ctrl_c() -> None:
    with started("--port", "0", "--seed", "7", "--start", "2026-01-05T08:00:00") as (process, page):
        text = "\n".join(page)
        rest = next(word for word in text.split() if word.startswith("http://127.0.0.1:")).removesuffix("/fapi/v1/…")
        websocket = rest.replace("http", "ws")
        for expected in (
            "SIMULATED",
            "seed      7",
            "from 2026-01-05 08:00:00 UTC, 1 simulated s a second",
            f"SEAWALL_BINANCE_REST={rest} SEAWALL_BINANCE_WEBSOCKET={websocket}",
            f'venue.urls["api"]["ws"]["linear"] = "{websocket}/ws"',
        ):
            assert expected in text, text
        book = json.loads(urllib3.request("GET", f"{rest}/fapi/v1/depth?symbol=BTCUSDT&limit=5").data)
        assert len(book["bids"]) == len(book["asks"]) == 5
        assert 1_767_600_000_000 <= book["E"] < 1_767_600_000_000 + 1_000 * PATIENCE_SECONDS
        assert urllib3.request("GET", f"{rest}/truth/BTCUSDT").status == 404
        asyncio.run(_hear_an_update(websocket))
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=PATIENCE_SECONDS)
        assert (process.returncode, said.split(" after ")[0]) == (0, "stopped"), said


async def _hear_an_update(websocket: str) -> None:
    async with connect(f"{websocket}/public/ws/btcusdt@depth@100ms") as client:
        assert json.loads(await asyncio.wait_for(client.recv(), PATIENCE_SECONDS))["e"] == "depthUpdate"


def test_it_ends_by_itself_after_its_days() -> None:
    with started("--port", "0", "--days", "0.001", "--speed", "max") as (process, _):
        _, said = process.communicate(timeout=PATIENCE_SECONDS)
    assert (process.returncode, said) == (0, "stopped after 0:01:26 of simulated time\n")


def test_a_taken_port_is_one_line_and_exit_code_2() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run([*SEAWALL, "--port", str(port)], capture_output=True, text=True, check=False)
    said = "is in use by another program: choose another one, or 0 for one that is free"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"seawall: port {port} of 127.0.0.1 {said}\n")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--port", "65536"], "--port must be a whole number from 0 to 65535, was '65536'"),
        (["--port", "web"], "--port must be a whole number from 0 to 65535, was 'web'"),
        (["--seed", "-1"], "--seed must be a whole number from 0 to 9223372036854775807, was '-1'"),
        (["--speed", "nan"], "--speed must be from 0.001 to 1,000,000 or 0 or max, was 'nan'"),
        (["--speed", "-1"], "--speed must be from 0.001 to 1,000,000 or 0 or max, was '-1'"),
        (["--days", "0"], "--days must be above 0 and at most 36,500, was '0'"),
        (["--start", "yesterday"], "--start must be an instant in UTC from 1971 to 2100, as 2026-01-05T08:00:00, was"),
        (["--start", "1970-01-01"], "--start must be an instant in UTC from 1971 to 2100"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(
    words: list[str], message: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from seawall.cli import main

    monkeypatch.setattr(sys, "argv", ["seawall", "simulate", "exchange", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr().err
    assert ended.value.code == 2
    assert said.startswith(f"seawall: {message}"), said
    assert said.count("\n") == 1
