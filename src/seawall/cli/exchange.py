"""``seawall simulate exchange``: a simulated venue on this machine, to which clients of the real ones connect."""

from __future__ import annotations

import asyncio
import datetime as dt
import sys
import time
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from seawall.simulator import Gateway, GatewayStatus

__all__ = ["exchange"]

_HIGHEST_PORT, _LARGEST_SEED, _MOST_DAYS = 65_535, 2**63 - 1, 36_500.0
_SLOWEST, _FASTEST = 0.001, 1_000_000.0
_EARLIEST, _LATEST = dt.datetime(1971, 1, 1, tzinfo=dt.UTC), dt.datetime(2100, 1, 1, tzinfo=dt.UTC)
_NOTICEABLY_LATE = 0.25
_WANTED_FILES = 4_096
_CCXT = """\
venue = ccxt.pro.binanceusdm({{"options": {{"fetchMarkets": {{"types": ["linear"]}}}}}})
for name, url in list(venue.urls["api"].items()):
    if isinstance(url, str):
        venue.urls["api"][name] = url.replace("https://fapi.binance.com", "{rest}")
venue.urls["api"]["ws"]["linear"] = "{websocket}/ws\""""


# Numbers are read as text: the library's own complaints take four lines, and do not know what is allowed.
def exchange(
    *,
    port: Annotated[str, typer.Option("--port", metavar="N", help="On 127.0.0.1; 0 for a free one.")] = "8765",
    seed: Annotated[str, typer.Option("--seed", metavar="N", help="Names the random numbers.")] = "1",
    speed: Annotated[
        str, typer.Option("--speed", metavar="X", help="Simulated seconds a second; 0 or max: as fast as it goes.")
    ] = "1",
    days: Annotated[str | None, typer.Option("--days", metavar="N", help="End after so many simulated days.")] = None,
    start: Annotated[
        str | None, typer.Option("--start", metavar="TIME", help="What the venue's clock shows first; now by default.")
    ] = None,
) -> None:
    """A simulated venue on this machine: Binance's and Bybit's messages, REST and WebSocket, until Ctrl-C."""
    at = _whole("port", port, 0, _HIGHEST_PORT)
    number = _whole("seed", seed, 0, _LARGEST_SEED)
    pace = None if speed in ("0", "max") else _decimal("speed", speed, _SLOWEST, _FASTEST, " or 0 or max")
    most_days = None if days is None else _decimal("days", days, 0.0, _MOST_DAYS)
    start_ns = None if start is None else _instant(start)

    from seawall.cli.progress import page_console, shown_progress
    from seawall.workflows import open_simulated_exchange

    _allow_many_connections()
    passed = "0:00:00"
    try:
        with shown_progress() as progress:
            gateway = open_simulated_exchange(
                seed=number, start_ns=start_ns, port=at, speed=pace, days=most_days, progress=progress
            )
        shown = _Screen(page_console(), seed=number, start_ns=start_ns, speed=pace)
        try:
            asyncio.run(_serve(gateway, shown))
        finally:
            passed = _duration(gateway.status().simulated_ns)
    except KeyboardInterrupt:
        pass  # this is how it is meant to end
    typer.echo(f"stopped after {passed} of simulated time", err=True)


async def _serve(gateway: Gateway, shown: _Screen) -> None:
    async with gateway:
        shown.open(gateway)
        run = asyncio.create_task(gateway.run())
        try:
            while not run.done():
                await asyncio.wait([run], timeout=1.0)
                shown.update(gateway.status())
            await run
        finally:
            run.cancel()
            shown.close()


class _Screen:
    """One page when the venue opens, and in a terminal a line that is kept up to date."""

    def __init__(self, console: Console, *, seed: int, start_ns: int | None, speed: float | None) -> None:
        from rich.live import Live
        from rich.text import Text

        self._console = console
        self._seed = seed
        self._start_ns = time.time_ns() if start_ns is None else start_ns
        self._speed = speed
        self._last = (time.monotonic(), 0)
        self._live: Live | None = None
        if sys.stdout.isatty():
            self._live = Live(Text(), console=console, auto_refresh=False)

    def open(self, gateway: Gateway) -> None:
        """Say where it is, and how clients are pointed at it."""
        from rich.padding import Padding
        from rich.table import Table
        from rich.text import Text

        rest, websocket = gateway.rest, gateway.websocket
        pace = "as fast as it goes" if self._speed is None else f"{self._speed:g} simulated s a second"
        head = Table.grid(expand=True)
        head.add_column()
        head.add_column(justify="right")
        head.add_row(Text("Simulated exchange", style="bold"), Text.assemble((" SIMULATED ", "bold black on yellow")))
        facts = Table.grid(padding=(0, 2))
        facts.add_column(style="dim")
        facts.add_column()
        facts.add_row("market", "BTCUSDT, a perpetual that does not exist: nothing here is a price of a real market")
        facts.add_row("seed", str(self._seed))
        facts.add_row("clock", f"from {_shown_instant(self._start_ns)}, {pace}")
        facts.add_row("requests", f"{rest}/fapi/v1/…")
        facts.add_row("streams", f"{websocket}/public/ws  /market/ws  (Binance futures)")
        facts.add_row("", f"{websocket}/v5/public/linear  (Bybit)")
        seawall = [
            f"export SEAWALL_BINANCE_REST={rest} SEAWALL_BINANCE_WEBSOCKET={websocket}",
            f"export SEAWALL_BYBIT_REST={rest} SEAWALL_BYBIT_WEBSOCKET={websocket}",
            "seawall book --feed binance",
        ]
        ccxt = _CCXT.format(rest=rest, websocket=websocket)
        say = self._console.print
        say(head)
        say(Padding(facts, (1, 0, 1, 2)))
        for title, text in (("Seawall, in another terminal", "\n".join(seawall)), ("ccxt", ccxt)):
            say(Text(title, style="bold"))
            say(Padding(Text(text, no_wrap=True, overflow="ignore"), (0, 0, 1, 2)), crop=False)
        say("Ctrl-C ends it.", style="dim")
        sys.stdout.flush()
        if self._live is not None:
            self._live.start()

    def update(self, status: GatewayStatus) -> None:
        """Show how it does."""
        if self._live is None:
            return
        from rich.text import Text

        now, sent = time.monotonic(), status.messages
        rate = (sent - self._last[1]) / max(now - self._last[0], 1e-9)
        self._last = now, sent
        parts = [
            _shown_instant(self._start_ns + status.simulated_ns),
            f"{status.connections:,} connected",
            f"{rate:,.0f} messages/s",
        ]
        if status.late_seconds > _NOTICEABLY_LATE:
            parts.append(f"{status.late_seconds:,.1f} s late")
        if status.let_go or status.refused:
            parts.append(f"{status.let_go:,} let go, {status.refused:,} refused")
        if status.unmet:
            parts.append(f"in vain: {status.unmet[-1]}")
        line = Text(" · ".join(parts), no_wrap=True, overflow="ellipsis")
        self._live.update(line, refresh=True)

    def close(self) -> None:
        """Leave the last line where it is."""
        if self._live is not None:
            self._live.stop()


def _allow_many_connections() -> None:
    """Let this process have as many open files as a full house of clients needs, where the system says how."""
    try:
        import resource
    except ImportError:  # Windows knows no such limit
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _WANTED_FILES if hard == resource.RLIM_INFINITY else min(_WANTED_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _shown_instant(time_ns: int) -> str:
    return f"{dt.datetime.fromtimestamp(time_ns // 1_000_000_000, dt.UTC):%Y-%m-%d %H:%M:%S} UTC"


def _duration(time_ns: int) -> str:
    return str(dt.timedelta(seconds=time_ns // 1_000_000_000))


def _instant(text: str) -> int:
    from seawall.errors import InputError

    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is not None:
        found = found if found.tzinfo else found.replace(tzinfo=dt.UTC)
    if found is None or not _EARLIEST <= found <= _LATEST:
        allowed = f"from {_EARLIEST:%Y} to {_LATEST:%Y}, as 2026-01-05T08:00:00"
        raise InputError(f"--start must be an instant in UTC {allowed}, was {text[:40]!r}")
    return int(found.timestamp()) * 1_000_000_000


def _whole(name: str, text: str, low: int, high: int) -> int:
    from seawall.errors import InputError

    try:
        value = int(text)
    except ValueError:
        value = low - 1
    if low <= value <= high:
        return value
    raise InputError(f"--{name} must be a whole number from {low} to {high}, was {text[:40]!r}")


def _decimal(name: str, text: str, low: float, high: float, also: str = "") -> float:
    from seawall.errors import InputError

    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if low <= value <= high and value > 0.0:
        return value
    allowed = f"from {low:g} to {high:,.0f}" if low else f"above 0 and at most {high:,.0f}"
    raise InputError(f"--{name} must be {allowed}{also}, was {text[:40]!r}")
