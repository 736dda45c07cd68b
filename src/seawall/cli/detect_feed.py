"""``seawall detect FILE`` and ``seawall detect --feed``: both detectors over a recording or a live feed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from seawall.cli.arguments import JsonOption
from seawall.cli.exit_codes import EXIT_FAILURES
from seawall.cli.tape import SIMULATE, check_picture, check_seconds, opened_tape

if TYPE_CHECKING:
    from seawall.report import DetectionOrder
    from seawall.workflows import BookWatch, DetectionWatch, Tape

__all__ = ["run"]

_REPLAY = "replay:"
_ORDERS = ("probability", "time")
_MOST_ROWS = 1_000


def run(
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="A recording.", show_default=False)] = None,
    *,
    feed: Annotated[
        str | None,
        typer.Option("--feed", metavar="FEED", help="binance, bybit, simulate or replay:FILE, in place of a file."),
    ] = None,
    symbol: Annotated[str | None, typer.Option("--symbol", metavar="NAME", help="Such as BTCUSDT.")] = None,
    seed: Annotated[str | None, typer.Option("--seed", metavar="N", help="Of --feed simulate.")] = None,
    seconds: Annotated[float | None, typer.Option("--seconds", metavar="N", help="Stop after so long.")] = None,
    speed: Annotated[
        str | None,
        typer.Option("--speed", metavar="X", help="Of a recording: 1, 10; all at once by default."),
    ] = None,
    sort: Annotated[str, typer.Option("--sort", metavar="ORDER", help="probability or time.")] = "probability",
    rows: Annotated[int, typer.Option("--rows", metavar="N", help="Episodes to list.")] = 30,
    tick_size: Annotated[
        str | None, typer.Option("--tick-size", metavar="STEP", help="Of a recording that does not state it.")
    ] = None,
    lot_size: Annotated[
        str | None, typer.Option("--lot-size", metavar="STEP", help="Of a recording that does not state it.")
    ] = None,
    png: Annotated[Path | None, typer.Option("--png", metavar="FILE", help="Write a picture through time.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Icebergs and spoof-like orders of a recording or a feed: probability, evidence, base rate, what was left out."""
    from seawall.errors import InputError
    from seawall.report import DetectionOrder

    if (file is None) == (feed is None):
        raise InputError("give a recording or --feed, one of them")
    if sort not in _ORDERS:
        raise InputError(f"--sort must be probability or time, was {sort[:40]!r}")
    if not 1 <= rows <= _MOST_ROWS:
        raise InputError(f"--rows must be from 1 to {_MOST_ROWS:,}, was {rows}")
    check_seconds(seconds)
    check_picture(png)

    from seawall.workflows import DetectionWatch

    chosen = feed or f"{_REPLAY}{file}"
    pace = speed or ("1" if feed == SIMULATE else "max")
    with opened_tape(chosen, seed, symbol=symbol, speed=pace, tick_size=tick_size, lot_size=lot_size) as tape:
        detections = DetectionWatch(tape.watch)
        screen = _Screen(detections, DetectionOrder(sort), rows, as_json=as_json)
        screen.follow(tape, seconds=seconds)
    detections.finish()
    screen.finish()
    if png is not None:
        from seawall.workflows import write_detections_picture

        typer.echo(f"wrote {write_detections_picture(png, detections.results())}", err=as_json)
    from seawall.microstructure import StreamState

    if tape.watch.reader.feed.state is not StreamState.LIVE:
        raise typer.Exit(EXIT_FAILURES)


class _Screen:
    """Where frames go: a screen kept up to date while a feed comes in, and one page or document at the end."""

    def __init__(self, detections: DetectionWatch, order: DetectionOrder, rows: int, *, as_json: bool) -> None:
        from seawall.cli.progress import page_console

        self._detections = detections
        self._order = order
        self._rows = rows
        self._as_json = as_json
        self._console = page_console()

    def follow(self, tape: Tape, *, seconds: float | None) -> None:
        """Read the tape to its end, or until Ctrl-C."""
        import asyncio
        from contextlib import nullcontext

        from rich.live import Live

        from seawall.report import compose_detections, detection_screen
        from seawall.workflows import follow_tape

        is_shown = not self._as_json and sys.stdout.isatty()
        live = Live(console=self._console, auto_refresh=False, screen=True) if is_shown else None

        def show(_: BookWatch) -> None:
            if live is not None:
                document = compose_detections(self._detections.results(), order=self._order, most=self._rows)
                live.update(detection_screen(document, width=self._console.width), refresh=True)

        try:
            with live or nullcontext():
                asyncio.run(follow_tape(tape, seconds=seconds, show=show))
        except KeyboardInterrupt:
            typer.echo("stopped", err=True)

    def finish(self) -> None:
        """Print the last page."""
        from seawall.report import compose_detections, document_json, print_detections

        document = compose_detections(self._detections.results(), order=self._order, most=self._rows)
        if self._as_json:
            typer.echo(document_json(document), nl=False)
        else:
            print_detections(document, self._console)
