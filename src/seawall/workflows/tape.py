"""From a venue or a recording to a book, frame by frame."""

from __future__ import annotations

import asyncio
import io
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import numpy as np

from seawall.errors import InputError
from seawall.microstructure import (
    BookImage,
    DepthHistory,
    Side,
    StreamState,
    ThinZoneSighting,
    WallSighting,
    WallWatch,
    cost_to_trade,
    find_thin_zones,
    imbalance_of_levels,
    imbalance_within,
    read_touch,
)
from seawall.report import BookResults, Detection, ReplayResults, TapeKind, TapeOrigin
from seawall.sources import (
    BinanceFutures,
    BybitLinear,
    LiveSource,
    LiveVenue,
    RawMessage,
    Recorder,
    RecordingHeader,
    RecordingLines,
    ReplaySource,
    TapeItem,
    TapeReader,
    TapeSource,
    is_loopback,
    recording_facts,
    tape_reader,
)
from seawall.workflows.write_files import write_atomically

__all__ = ["BookWatch", "Tape", "follow_tape", "open_live_tape", "open_recording", "run_replay", "write_book_picture"]

_SAMPLE_NS = 1_000_000_000
_BUCKET_BP, _BUCKETS = 2.0, 25
_NOTIONALS = (10_000.0, 100_000.0, 1_000_000.0, 10_000_000.0)
_FRAME_SECONDS = 0.25
_IMBALANCE_LEVELS = (1, 10)
_IMBALANCE_BP = 10.0


class BookWatch:
    """A reader of a tape that also learns what depth is usual.

    Parameters
    ----------
    reader : TapeReader
        Whose book it is.
    origin : TapeOrigin
        Where the tape comes from.
    sizes : sequence of Decimal
        Sizes in the base asset whose cost is shown; about 10 thousand to 10 million of the quote currency by default.

    Attributes
    ----------
    detections : callable, optional
        Gives what looks like an iceberg or a spoof-like order now; a `DetectionWatch` sets it.

    Notes
    -----
    Once a second the book is shown to a history of depth in buckets of 2 basis points of the price, up to 50 from the
    best price: a wall or a thin zone is one against that history.
    """

    def __init__(self, reader: TapeReader, origin: TapeOrigin, *, sizes: Sequence[Decimal] = ()) -> None:
        self.reader = reader
        self.origin = origin
        self._grid = reader.feed.grid
        self._lots = tuple(self._grid.lots(str(each)) for each in sizes)
        if any(lots < 1 for lots in self._lots):
            raise InputError(f"'sizes' must be above 0, were {', '.join(map(str, sizes))}")
        self._history: DepthHistory | None = None
        self._wall_watch: WallWatch | None = None
        self._walls: WallSighting | None = None
        self._zones: ThinZoneSighting | None = None
        self._next_sample_ns = 0
        self._now_ns = 0
        self.detections: Callable[[], tuple[Detection, ...]] | None = None

    def take(self, item: TapeItem) -> None:
        """Take what a source gave."""
        self.reader.take(item)
        if item.local_ns >= self._next_sample_ns:
            self._sample(item.local_ns)

    def take_message(self, local_ns: int, message: bytes) -> None:
        """Take one message."""
        self.reader.take_message(local_ns, message)
        if local_ns >= self._next_sample_ns:
            self._sample(local_ns)

    def results(self) -> BookResults:
        """The book as it is now."""
        image = self.reader.feed.image()
        touch = read_touch(image)
        lots = np.array(self._lots or self._usual_lots(image), dtype=np.int64)
        imbalances = {f"best {each}": imbalance_of_levels(image, levels=each) for each in _IMBALANCE_LEVELS}
        imbalances[f"within {_IMBALANCE_BP:g} bp"] = imbalance_within(image, distance_bp=_IMBALANCE_BP)
        log = self.reader.feed.log
        return BookResults(
            origin=self.origin,
            image=image,
            now_ns=max(self._now_ns, self.reader.totals.last_ns),
            touch=touch,
            imbalances=imbalances,
            sell_costs=cost_to_trade(image, taker_side=Side.ASK, sizes_lots=lots) if len(lots) else None,
            buy_costs=cost_to_trade(image, taker_side=Side.BID, sizes_lots=lots) if len(lots) else None,
            walls=self._walls,
            thin_zones=self._zones,
            totals=replace(self.reader.totals),
            counts=dict(log.counts),
            last_incident=log.incidents[-1] if log.incidents else None,
            detections=() if self.detections is None else self.detections(),
        )

    def _usual_lots(self, image: BookImage) -> tuple[int, ...]:
        touch = read_touch(image)
        if touch is None:
            return ()
        lot_money = touch.mid * float(self._grid.lot_size)
        return tuple(sorted({max(round(each / lot_money), 1) for each in _NOTIONALS}))

    def _sample(self, now_ns: int) -> None:
        self._now_ns = now_ns
        self._next_sample_ns = now_ns + _SAMPLE_NS
        feed = self.reader.feed
        if feed.state is not StreamState.LIVE and self._history is None:
            return
        image = feed.image()
        touch = read_touch(image)
        if self._history is None:
            if touch is None:
                return
            ticks = max(round(_BUCKET_BP / 1e4 * (touch.bid_tick + touch.ask_tick) / 2), 1)
            self._history = DepthHistory(self._grid, bucket_ticks=ticks, buckets=_BUCKETS)
            self._wall_watch = WallWatch(self._history)
        self._history.observe(image)
        if self._wall_watch is not None:
            self._walls = self._wall_watch.look(image)
        self._zones = find_thin_zones(image, self._history)


@dataclass(frozen=True, slots=True, eq=False)
class Tape:
    """A source, the watch that reads it, and what its recording begins with."""

    source: TapeSource
    watch: BookWatch
    header: RecordingHeader
    lines: RecordingLines | None = None


def write_book_picture(file: Path, results: BookResults) -> Path:
    """Write the picture of the depth of a book.

    Parameters
    ----------
    file : Path
        Ends in ``.png``; its folder is made if it does not exist.
    results : BookResults
        The book.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    DataError
        When the book has no two sides.
    SourceError
        When it cannot be written.
    """
    from seawall.figures import cumulative_depth, root_figure

    stream = io.BytesIO()
    axes = cumulative_depth(
        results.image,
        distance_bp=_BUCKET_BP * _BUCKETS,
        walls=results.walls,
        thin_zones=results.thin_zones,
        source=f"{results.origin.venue}, {results.origin.kind}",
    )
    root_figure(axes).savefig(stream, format="png", dpi=120, metadata={"Software": None})
    (written,) = write_atomically(file.parent, {file.name: stream.getvalue()})
    return written


def open_live_tape(feed: str, symbol: str, *, sizes: Sequence[Decimal] = ()) -> Tape:
    """Tape of a venue as it happens; asks the venue for the grid of the instrument.

    Parameters
    ----------
    feed : str
        ``binance`` or ``bybit``.
    symbol : str
        Name at the venue.
    sizes : sequence of Decimal
        Sizes in the base asset whose cost is shown.

    Returns
    -------
    Tape
        Not connected yet.

    Raises
    ------
    InputError, SourceError, DataError
        When the feed or symbol is not known, or the venue cannot be reached, refuses, or answers wrongly.
    """
    venues: dict[str, type[BinanceFutures] | type[BybitLinear]] = {"binance": BinanceFutures, "bybit": BybitLinear}
    if feed not in venues:
        raise InputError(f"--feed must be binance, bybit, simulate or replay:FILE, was {feed[:60]!r}")
    if not (symbol.isascii() and symbol.isalnum() and symbol == symbol.upper()):
        raise InputError(f"--symbol must be capital letters and digits, such as BTCUSDT, was {symbol[:40]!r}")
    venue: LiveVenue = venues[feed](symbol)
    grid = venue.fetch_grid()
    kind = TapeKind.SIMULATED if is_loopback(venue.address) else TapeKind.LIVE
    origin = TapeOrigin(kind, venue.address, venue.name, "stated by the venue")
    reader = tape_reader(venue.name, grid, snapshot_levels=venue.snapshot_levels)
    header = RecordingHeader(venue.name, grid, venue.address, simulated=kind is TapeKind.SIMULATED)
    return Tape(LiveSource(venue), BookWatch(reader, origin, sizes=sizes), header)


def open_recording(
    file: Path,
    *,
    symbol: str | None = None,
    grid_steps: tuple[Decimal, Decimal] | None = None,
    speed: float | None = None,
    sizes: Sequence[Decimal] = (),
) -> Tape:
    """Tape of a recording.

    Parameters
    ----------
    file : Path
        Lines of an instant and JSON, or of JSON; plain, gzip, or a zip of one file.
    symbol : str, optional
        Needed where the recording holds several.
    grid_steps : tuple of Decimal, optional
        Tick and lot size; the recording's own by default, or else inferred, which the origin then says.
    speed : float, optional
        Seconds of the recording per second; as fast as it can be read by default.
    sizes : sequence of Decimal
        Sizes in the base asset whose cost is shown.

    Returns
    -------
    Tape
        At its beginning.

    Raises
    ------
    InputError, SourceError, DataError
        When it cannot be read, or is no recording.
    """
    lines = RecordingLines(file)
    tick_size, lot_size = grid_steps or (None, None)
    facts = recording_facts(lines, symbol=symbol, tick_size=tick_size, lot_size=lot_size)
    kind = TapeKind.SIMULATED if facts.header.simulated else TapeKind.REPLAY
    origin = TapeOrigin(kind, str(file), facts.header.venue, facts.grid_origin)
    reader = tape_reader(facts.header.venue, facts.header.grid, snapshot_levels=facts.snapshot_levels)
    watch = BookWatch(reader, origin, sizes=sizes)
    return Tape(ReplaySource(lines, speed=speed), watch, facts.header, lines)


async def follow_tape(
    tape: Tape,
    *,
    seconds: float | None = None,
    until_live: bool = False,
    record_to: Path | None = None,
    show: Callable[[BookWatch], None] | None = None,
) -> None:
    """Read a tape to its end, or for some time.

    Parameters
    ----------
    tape : Tape
        Read once.
    seconds : float, optional
        Of our clock; without end by default.
    until_live : bool
        Whether to stop as soon as the book is live.
    record_to : Path, optional
        Write what comes here.
    show : callable, optional
        Told about four times a second.

    Raises
    ------
    SourceError
        When the venue cannot be reached from the start, or the recording cannot be written.
    """
    recorder = None if record_to is None else Recorder(record_to)
    if recorder is not None and tape.lines is None:
        recorder.write(RawMessage(time.time_ns(), "recording", tape.header.message()))
    watch = tape.watch
    began = shown = time.monotonic()
    with recorder or nullcontext():
        try:
            async for item in tape.source:
                if recorder is not None and isinstance(item, RawMessage):
                    recorder.write(item)
                watch.take(item)
                if watch.reader.wants_snapshot:
                    tape.source.request_snapshot()
                now = time.monotonic()
                if show is not None and now - shown >= _FRAME_SECONDS:
                    shown = now
                    show(watch)
                if until_live and watch.reader.feed.state is StreamState.LIVE:
                    return
                if seconds is not None and now - began >= seconds:
                    return
        finally:
            await asyncio.shield(tape.source.close())


def run_replay(tape: Tape, *, speed: float | None = None) -> ReplayResults:
    """Go through a recording.

    Parameters
    ----------
    tape : Tape
        Of `open_recording`.
    speed : float, optional
        Seconds of the recording per second; as fast as it can be read by default.

    Returns
    -------
    ReplayResults
        Its book at the end, and what it held.
    """
    if tape.lines is None:
        raise InputError("'tape' must be of a recording")
    began = time.perf_counter()
    if speed is None:
        take = tape.watch.take_message
        for local_ns, message in tape.lines:
            take(local_ns, message)
    else:
        paced = replace(tape, source=ReplaySource(tape.lines, speed=speed))
        asyncio.run(follow_tape(paced))
    seconds = time.perf_counter() - began
    feed = tape.watch.reader.feed
    return ReplayResults(
        book=tape.watch.results(),
        applied=feed.applied,
        incidents=tuple(feed.log.incidents),
        damage=tape.lines.damage,
        unreadable_lines=tape.lines.unreadable,
        has_local_clock=tape.lines.has_local_clock,
        seconds=seconds,
    )
