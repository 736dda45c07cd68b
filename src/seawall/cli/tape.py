"""``seawall book``, ``record`` and ``replay``: the order book of a venue or of a recording."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from seawall.cli.arguments import JsonOption
from seawall.cli.exit_codes import EXIT_FAILURES

if TYPE_CHECKING:
    from decimal import Decimal

    from seawall.workflows import BookWatch, Tape

__all__ = ["SIMULATE", "book", "check_picture", "check_seconds", "opened_tape", "record", "replay"]

SIMULATE = "simulate"
_REPLAY = "replay:"
_DEFAULT_SEED, _LARGEST_SEED = 1, 2**63 - 1
_MOST_LEVELS, _LONGEST_SECONDS, _FASTEST = 1_000, 10_000_000.0, 1e6
_PATIENCE_SECONDS = 30.0

_LevelsOption = Annotated[int, typer.Option("--levels", metavar="N", help="Levels of each side.")]
_SymbolOption = Annotated[str | None, typer.Option("--symbol", metavar="NAME", help="Such as BTCUSDT.")]
_SpeedOption = Annotated[
    str | None,
    typer.Option("--speed", metavar="X", help="Of a replay or simulation: 1, 10 and so on; 0 or max: all at once."),
]
_SeedOption = Annotated[
    str | None, typer.Option("--seed", metavar="N", help="Of a simulation: names its random numbers; 1 by default.")
]
_TickOption = Annotated[
    str | None, typer.Option("--tick-size", metavar="STEP", help="Of a recording that does not state it.")
]
_LotOption = Annotated[
    str | None, typer.Option("--lot-size", metavar="STEP", help="Of a recording that does not state it.")
]
_SizesOption = Annotated[
    str | None, typer.Option("--sizes", metavar="A,B", help="Sizes in the base asset whose cost is shown.")
]


def book(
    feed: Annotated[str, typer.Option("--feed", metavar="FEED", help="binance, bybit, simulate or replay:FILE.")],
    *,
    symbol: _SymbolOption = None,
    levels: _LevelsOption = 12,
    sizes: _SizesOption = None,
    speed: _SpeedOption = None,
    seed: _SeedOption = None,
    seconds: Annotated[float | None, typer.Option("--seconds", metavar="N", help="Stop after so long.")] = None,
    once: Annotated[bool, typer.Option("--once", help="One page as soon as the book is live, then stop.")] = False,
    tick_size: _TickOption = None,
    lot_size: _LotOption = None,
    png: Annotated[Path | None, typer.Option("--png", metavar="FILE", help="Write a picture of the depth.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Order book of a venue or a recording: ladder, spread, depth, walls, cost to trade, and whether to believe it."""
    _check_levels(levels)
    check_seconds(seconds)
    check_picture(png)
    speed = speed or ("max" if once and feed != SIMULATE else "1")
    steps = {"tick_size": tick_size, "lot_size": lot_size}
    with opened_tape(feed, seed, symbol=symbol, sizes=sizes, speed=speed, **steps) as tape:
        is_recording = tape.lines is not None

        from seawall.workflows import DetectionWatch

        DetectionWatch(tape.watch)
        screen = _Screen(levels, as_json=as_json, is_still=once)
        _run(
            tape,
            screen,
            seconds=_PATIENCE_SECONDS if once and not is_recording else seconds,
            once=once and not is_recording,
        )
    screen.finish(tape.watch)
    if png is not None:
        from seawall.workflows import write_book_picture

        typer.echo(f"wrote {write_book_picture(png, tape.watch.results())}", err=as_json)
    _exit(tape)


def record(
    feed: Annotated[str, typer.Option("--feed", metavar="FEED", help="binance, bybit, simulate or replay:FILE.")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="NAME.gz; must not exist.")],
    *,
    symbol: _SymbolOption = None,
    seed: _SeedOption = None,
    seconds: Annotated[float | None, typer.Option("--seconds", metavar="N", help="Stop after so long.")] = None,
    keep: Annotated[bool, typer.Option("--keep", help="Keep it in the store of market data too.")] = False,
) -> None:
    """Write what a venue sends, byte for byte, until Ctrl-C: one line each of the instant in ns and the message."""
    check_seconds(seconds)
    with opened_tape(feed, seed, symbol=symbol, speed="1" if feed == SIMULATE else "max") as tape:
        screen = _Screen(1, as_json=False, is_still=True)
        _run(tape, screen, seconds=seconds, once=False, record_to=out)
    totals = tape.watch.reader.totals
    typer.echo(
        f"wrote {out}: {totals.messages:,} messages, {totals.updates:,} updates, {totals.snapshots:,} whole books, "
        f"{totals.trades:,} trades; the book ended {tape.watch.reader.feed.state}"
    )
    if keep:
        from seawall.workflows import keep_recording

        receipt = keep_recording(out, symbol=tape.watch.reader.feed.grid.symbol, venue=tape.watch.origin.venue)
        typer.echo(f"kept {receipt.rows:,} messages, version {receipt.version} of the store")
    _exit(tape)


def replay(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A recording: plain, gzip, or a zip of one file.")],
    *,
    symbol: _SymbolOption = None,
    levels: _LevelsOption = 12,
    sizes: _SizesOption = None,
    speed: _SpeedOption = None,
    tick_size: _TickOption = None,
    lot_size: _LotOption = None,
    as_json: JsonOption = False,
) -> None:
    """Go through a recording: what it holds, what is wrong with it, and where its book ends."""
    _check_levels(levels)
    tape = _open_tape(f"{_REPLAY}{file}", symbol=symbol, sizes=sizes, tick_size=tick_size, lot_size=lot_size)
    pace = _speed(speed or "max")

    from seawall.cli.progress import page_console
    from seawall.report import compose_replay, document_json, print_replay
    from seawall.workflows import run_replay

    document = compose_replay(run_replay(tape, speed=pace), levels=levels)
    if as_json:
        typer.echo(document_json(document), nl=False)
    else:
        print_replay(document, page_console())
    _exit(tape)


class _Screen:
    """Where frames go: a screen kept up to date, lines of JSON, or one page at the end."""

    def __init__(self, levels: int, *, as_json: bool, is_still: bool) -> None:
        from rich.live import Live

        from seawall.cli.progress import page_console

        self._levels = levels
        self._as_json = as_json
        self._is_still = is_still
        self._console = page_console()
        self._live: Live | None = None
        if not (as_json or is_still) and sys.stdout.isatty():
            self._live = Live(console=self._console, auto_refresh=False, screen=True)

    def __enter__(self) -> _Screen:
        if self._live is not None:
            self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._live is not None:
            self._live.stop()

    def show(self, watch: BookWatch) -> None:
        """Draw a frame."""
        from seawall.report import book_screen, compose_book, document_json

        if self._live is not None:
            document = compose_book(watch.results(), levels=self._levels)
            self._live.update(book_screen(document, width=self._console.width), refresh=True)
        elif self._as_json and not self._is_still:
            typer.echo(document_json(compose_book(watch.results(), levels=self._levels), one_line=True), nl=False)

    def finish(self, watch: BookWatch) -> None:
        """Print the last page."""
        from seawall.report import compose_book, document_json, print_book

        document = compose_book(watch.results(), levels=self._levels)
        if self._as_json:
            typer.echo(document_json(document, one_line=not self._is_still), nl=False)
        else:
            print_book(document, self._console)


@contextmanager
def opened_tape(feed: str, seed: str | None, *, speed: str, **given: str | None) -> Iterator[Tape]:
    """A tape for as long as a block lasts, and the exchange behind it where that is simulated."""
    from seawall.errors import InputError

    if feed != SIMULATE:
        if seed is not None:
            raise InputError("--seed is for --feed simulate")
        yield _open_tape(feed, speed=speed, **given)
        return
    if given.get("tick_size") or given.get("lot_size"):
        raise InputError("--tick-size and --lot-size are for recordings: the simulated exchange states its own")
    from seawall.cli.progress import shown_progress
    from seawall.workflows import open_simulated_tape

    number = _seed(seed)
    wanted = _sizes(given.get("sizes"))
    symbol = given.get("symbol") or "BTCUSDT"
    with ExitStack() as stack:
        with shown_progress() as progress:
            pace = _speed(speed)
            opening = open_simulated_tape(seed=number, symbol=symbol, speed=pace, sizes=wanted, progress=progress)
            tape = stack.enter_context(opening)
        yield tape


def _open_tape(
    feed: str,
    *,
    symbol: str | None = None,
    sizes: str | None = None,
    speed: str = "max",
    tick_size: str | None = None,
    lot_size: str | None = None,
) -> Tape:
    """Tape of a feed: a venue, or a recording."""
    from seawall.errors import InputError
    from seawall.workflows import open_live_tape, open_recording

    wanted = _sizes(sizes)
    if feed.startswith(_REPLAY):
        steps = None
        if tick_size is not None or lot_size is not None:
            if tick_size is None or lot_size is None:
                raise InputError("--tick-size and --lot-size must be given together")
            steps = _step("--tick-size", tick_size), _step("--lot-size", lot_size)
        file = Path(feed.removeprefix(_REPLAY))
        return open_recording(file, symbol=symbol, grid_steps=steps, speed=_speed(speed), sizes=wanted)
    if tick_size is not None or lot_size is not None:
        raise InputError("--tick-size and --lot-size are for recordings: a live venue states its own")
    return open_live_tape(feed, symbol or "BTCUSDT", sizes=wanted)


def _run(tape: Tape, screen: _Screen, *, seconds: float | None, once: bool, record_to: Path | None = None) -> None:
    import asyncio

    from seawall.workflows import follow_tape

    try:
        with screen:
            asyncio.run(follow_tape(tape, seconds=seconds, until_live=once, record_to=record_to, show=screen.show))
    except KeyboardInterrupt:
        typer.echo("stopped", err=True)


def _exit(tape: Tape) -> None:
    from seawall.microstructure import StreamState

    if tape.watch.reader.feed.state is not StreamState.LIVE:
        raise typer.Exit(EXIT_FAILURES)


def _speed(text: str) -> float | None:
    """Seconds of the recording per second; None for all at once."""
    from seawall.errors import InputError

    if text in ("0", "max"):
        return None
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if 0.0 < value <= _FASTEST:
        return value
    raise InputError(f"--speed must be 0, max, or above 0 and at most {_FASTEST:,.0f}, was {text[:40]!r}")


def _sizes(text: str | None) -> tuple[Decimal, ...]:
    return tuple(_step("--sizes", each) for each in text.split(",")) if text else ()


def _seed(text: str | None) -> int:
    from seawall.errors import InputError

    if text is None:
        return _DEFAULT_SEED
    if text.isascii() and text.isdigit() and int(text[:20]) <= _LARGEST_SEED:
        return int(text)
    raise InputError(f"--seed must be a whole number from 0 to {_LARGEST_SEED}, was {text[:40]!r}")


def _step(option: str, text: str) -> Decimal:
    from decimal import Decimal, InvalidOperation

    from seawall.errors import InputError

    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal(0)
    if value.is_finite() and Decimal("1e-12") <= value <= Decimal("1e12"):
        return value
    raise InputError(f"{option} must be above 0 and at most 1e12, was {text[:40]!r}")


def _check_levels(levels: int) -> None:
    from seawall.errors import InputError

    if not 1 <= levels <= _MOST_LEVELS:
        raise InputError(f"--levels must be from 1 to {_MOST_LEVELS:,}, was {levels}")


def check_seconds(seconds: float | None) -> None:
    """Refuse a length of time that is none."""
    from seawall.errors import InputError

    if seconds is not None and not 0.0 < seconds <= _LONGEST_SECONDS:
        raise InputError(f"--seconds must be above 0 and at most {_LONGEST_SECONDS:,.0f}, was {seconds:g}")


def check_picture(file: Path | None) -> None:
    """Refuse a picture that is not named so."""
    from seawall.errors import InputError

    if file is not None and file.suffix.lower() != ".png":
        raise InputError(f"--png must be named NAME.png, was {file.name[:60]!r}")
