"""The dashboard's server: what readers cost, how long one waits, and what long work does to live views."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import socket
import statistics
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
from websockets.asyncio.client import connect

from benchmarks.timing import write

TOKEN = "a-token-of-this-benchmark-and-of-no-other"
READERS, SILENT, SECONDS, TRIES, CANCELS = 50, 20, 12.0, 15, 5
LONG: dict[str, Any] = {"method": "sobol", "paths": 131_072, "days": 1_500}
BOOK, MAP = 1, 2
READY_SECONDS = 180.0
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Server:
    """A server process on this machine."""

    process: int
    port: int

    @property
    def cpu_seconds(self) -> float:
        """That the process has used; the market and the workers are processes of their own."""
        fields = Path(f"/proc/{self.process}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    @property
    def memory_kb(self) -> int:
        """Resident."""
        lines = Path(f"/proc/{self.process}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))

    def stream(self) -> connect:
        """A reader."""
        headers = {"authorization": f"Bearer {TOKEN}"}
        return connect(f"ws://127.0.0.1:{self.port}/api/v1/stream", additional_headers=headers, max_size=None)


@contextlib.contextmanager
def serving() -> Iterator[Server]:
    """``seawall serve`` on the simulated exchange."""
    command = [sys.executable, "-m", "seawall", "serve", "--no-browser", "--port", "0"]
    environment = {**os.environ, "SEAWALL_TOKEN": TOKEN, "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    try:
        line = process.stdout.readline() if process.stdout else ""
        yield Server(process.pid, int(line.split(":")[2].split("/")[0]))
    finally:
        process.terminate()
        process.wait(20)


class Books:
    """Books that one reader was given, by the server's clock."""

    def __init__(self) -> None:
        self.instants: list[float] = []
        self.numbers: list[int] = []
        self.bytes = 0
        self.has_map = asyncio.Event()

    async def read(self, server: Server) -> None:
        """Until cancelled."""
        async with server.stream() as stream:
            while True:
                frame = await stream.recv(decode=False)
                kind, _, _, number, instant = struct.unpack_from("<BBHId", frame)
                self.bytes += len(frame)
                if kind == MAP:
                    self.has_map.set()
                if kind == BOOK:
                    self.instants.append(instant)
                    self.numbers.append(number)

    def since(self, instant: float) -> list[float]:
        """Instants after one."""
        return [each for each in self.instants if each >= instant]


async def measured(server: Server, seconds: float = SECONDS) -> float:
    """Per cent of a core that the server uses."""
    before, began = server.cpu_seconds, time.monotonic()
    await asyncio.sleep(seconds)
    return 100.0 * (server.cpu_seconds - before) / (time.monotonic() - began)


async def readers(server: Server, watch: Books) -> dict[str, Any]:
    """Processor time with one reader, with 50 more, and with one again."""
    alone = [await measured(server)]
    others = [Books() for _ in range(READERS)]
    tasks = [asyncio.create_task(each.read(server)) for each in others]
    await asyncio.gather(*(each.has_map.wait() for each in others))
    began = time.time() * 1e3
    crowd = await measured(server)
    given = [len(each.since(began)) / SECONDS for each in others]
    missed = sum(sum(b - a - 1 for a, b in pairwise(each.numbers)) for each in others)
    for each in tasks:
        each.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.sleep(1.0)
    alone.append(await measured(server))
    one = statistics.mean(alone)
    print(f"  server process, 1 reader        {one:6.2f} % of a core")
    print(f"  server process, {READERS} more readers {crowd:6.2f} %, {crowd - one:.2f} % for them; at most 10 is asked")
    print(f"  books a second and reader       {statistics.mean(given):6.2f}, {missed} of all skipped by slow readers")
    print(f"  longest pause between two books {longest(watch, began):6.0f} ms by the server's clock")
    return {"alone": one, "crowd": crowd, "books_per_second": statistics.mean(given), "skipped": missed}


def longest(watch: Books, began: float) -> float:
    """Milliseconds between two books that followed each other."""
    instants = watch.since(began)
    return max((b - a for a, b in pairwise(instants)), default=float("nan"))


async def silent(server: Server) -> dict[str, Any]:
    """Memory before, while and after 20 open streams that never read."""
    before, opened = server.memory_kb, []
    for _ in range(SILENT):
        each = socket.socket()
        each.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        each.connect(("127.0.0.1", server.port))
        each.sendall(
            f"GET /api/v1/stream HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nConnection: Upgrade\r\n"
            "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            f"Authorization: Bearer {TOKEN}\r\n\r\n".encode()
        )
        opened.append(each)
    await asyncio.sleep(2.0)
    begun = server.memory_kb
    await asyncio.sleep(SECONDS)
    ended = server.memory_kb
    for each in opened:
        each.close()
    mb = [each / 1024 for each in (before, begun, ended)]
    print(f"  memory: {mb[0]:.1f} MB, {mb[1]:.1f} with {SILENT} who never read, {mb[2]:.1f} after {SECONDS:g} s of it")
    return {"before_mb": mb[0], "begun_mb": mb[1], "ended_mb": mb[2]}


async def asked(server: Server, watch: Books) -> dict[str, Any]:
    """Round trips of what-ifs that were not asked before, and what they do to the stream."""
    headers = {"authorization": f"Bearer {TOKEN}"}
    began, times = time.time() * 1e3, []
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.port}", headers=headers, timeout=120.0) as client:
        for attempt in range(TRIES + 1):
            start = time.perf_counter()
            answer = await client.post("/api/v1/what-if", json={"trades": [f"BTC +{attempt + 1}", "SPY -100"]})
            answer.raise_for_status()
            times.append(1e3 * (time.perf_counter() - start))
        loaded, requests = await first_load(client)
    middle, worst = statistics.median(times[1:]), max(times[1:])
    print(f"  what-if: {middle:.0f} ms in the middle, {worst:.0f} at worst of {TRIES}; first, with the book read: "
          f"{times[0]:,.0f} ms; at most 100 is asked")  # fmt: skip
    print(f"  longest pause between two books meanwhile {longest(watch, began):.0f} ms")
    print(f"  first load: {loaded / 1024:.1f} kB compressed in {requests} requests; at most 150 is asked"
          if requests > 1 else "  first load: not measured, the dashboard is not built: make web")  # fmt: skip
    return {"what_if_ms": middle, "what_if_worst_ms": worst, "first_load_bytes": loaded, "requests": requests}


@dataclass(frozen=True, slots=True)
class Simulations:
    """Long simulations, each under a name by which it can be looked at and left."""

    client: httpx.AsyncClient

    async def ask(self, seed: int, work: str) -> httpx.Response:
        """Wait for one."""
        return await self.client.get("/simulation", params={**LONG, "seed": seed}, headers={"x-seawall-work": work})

    async def keep_busy(self, first_seed: int) -> None:
        """One after the other, without end."""
        for seed in range(first_seed, first_seed + 1_000):
            (await self.ask(seed, f"busy-without-end-{seed:06d}")).raise_for_status()

    async def has_begun(self, work: str) -> None:
        """Wait until a part of one is done."""
        async with asyncio.timeout(READY_SECONDS):
            done = 0
            while done < 1:
                await asyncio.sleep(0.1)
                answer = await self.client.get(f"/work-orders/{work}")
                if answer.status_code != httpx.codes.NOT_FOUND:  # its request has not come yet
                    done = answer.raise_for_status().json()["done"]

    async def cancelled_ms(self, seed: int) -> float:
        """How soon one is answered that is left in the middle."""
        work = f"to-be-cancelled-{seed:06d}"
        asking = asyncio.create_task(self.ask(seed, work))
        await self.has_begun(work)
        start = time.perf_counter()
        await self.client.delete(f"/work-orders/{work}")
        answer = await asking
        took = 1e3 * (time.perf_counter() - start)
        if answer.status_code != httpx.codes.CONFLICT:
            raise RuntimeError(f"a simulation that was to be cancelled was answered with {answer.status_code}")
        return took


async def worked(server: Server, watch: Books) -> dict[str, Any]:
    """Books while both workers simulate, and how soon a simulation ends that is cancelled."""
    headers = {"authorization": f"Bearer {TOKEN}"}
    address = f"http://127.0.0.1:{server.port}/api/v1"
    async with httpx.AsyncClient(base_url=address, headers=headers, timeout=300.0) as client:
        simulations = Simulations(client)
        found: dict[str, Any] = {}
        began = time.time() * 1e3
        await asyncio.sleep(SECONDS)
        found["alone"] = len(watch.since(began)) / SECONDS, longest(watch, began)
        seeds = (0, 100_000)
        tasks = [asyncio.create_task(simulations.keep_busy(seed)) for seed in seeds]
        await asyncio.gather(*(simulations.has_begun(f"busy-without-end-{seed:06d}") for seed in seeds))
        began = time.time() * 1e3
        await asyncio.sleep(SECONDS)
        found["beside"] = len(watch.since(began)) / SECONDS, longest(watch, began)
        for each in tasks:
            if each.done():  # then the server was not busy
                each.result()
            each.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        times = found["cancel_ms"] = [await simulations.cancelled_ms(200_000 + each) for each in range(CANCELS)]
    for name, (rate, pause) in ((each, found[each]) for each in ("alone", "beside")):
        print(f"  books a second, simulations {name:6} {rate:6.2f}, longest pause {pause:.0f} ms")
    print(f"  cancelled: answered after {statistics.median(times):.0f} ms, {max(times):.0f} at worst of {CANCELS}; "
          "at most 1,000 is asked")  # fmt: skip
    return {"books_beside_work": found}


async def first_load(client: httpx.AsyncClient) -> tuple[int, int]:
    """Compressed bytes of the page and of what it names, and how many requests that is."""
    page = await client.get("/")
    named = set(re.findall(r'(?:src|href)="\.?/?(assets/[^"]+)"', page.text))
    sizes = [int(page.headers["content-length"])]
    files = [await client.get(f"/{each}", headers={"accept-encoding": "gzip"}) for each in sorted(named)]
    sizes.extend(int(each.headers["content-length"]) for each in files)
    return sum(sizes), len(sizes)


async def job() -> dict[str, Any]:
    """All of it on one server."""
    with serving() as server:
        watch = Books()
        task = asyncio.create_task(watch.read(server))
        await asyncio.wait_for(watch.has_map.wait(), READY_SECONDS)
        await asyncio.sleep(3.0)
        found = {**await readers(server, watch), **await silent(server), **await asked(server, watch)}
        found |= await worked(server, watch)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    return found


def main() -> None:
    """Measure, print, and write ``out/benchmark_dashboard.json``."""
    print(f"\nThe dashboard's server on the simulated exchange   load {os.getloadavg()[0]:.2f}")
    found = asyncio.run(job())
    write("dashboard", [{"title": "dashboard", "load": os.getloadavg()[0], "notes": found}])
