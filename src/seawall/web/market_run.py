"""A market followed in a process of its own: what its tape says, as bodies of frames and as documents.

While messages come, a BOOK frame is made twenty times a second, and once a second a STATUS, a PANEL and a column of the
map. While none come nothing is sent, so that the page sees by itself that what it shows is old.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from seawall.errors import DataError, InputError, SeawallError, SourceError
from seawall.microstructure import BookImage, StreamState, cost_curve
from seawall.report import (
    BookResults,
    CascadeResults,
    LiquidationResults,
    TapeKind,
    compose_book,
    compose_cascade,
    compose_cascade_scenarios,
    compose_liquidations,
    document_json,
)
from seawall.sources import (
    BinanceFutures,
    LiveSource,
    fetch_binance_open_interest,
    fetch_binance_perpetual,
)
from seawall.web.book_levels import book_body
from seawall.web.density_picture import DensityPicture
from seawall.web.feed_inputs import REPLAY, SIMULATE, FeedInputs
from seawall.web.frames import FrameKind, json_frame
from seawall.web.panels import book_panel, liquidations_panel
from seawall.workflows import (
    DetectionWatch,
    LiquidationWatch,
    Tape,
    cascade_market_of_map,
    cascade_scenario_pair,
    follow_tape,
    open_live_tape,
    open_recording,
    open_simulated_tape,
    run_cascade_shock,
    simulated_perpetual,
)

__all__ = ["MarketRun"]

_log = logging.getLogger("seawall.web")

_BOOK_SECONDS, _LOOK_SECONDS = 0.05, 0.005
_PANEL_SECONDS, _INTEREST_SECONDS, _WAIT_SECONDS = 1.0, 5.0, 0.25
_LEVELS, _LISTED_LEVELS, _COMMAND_LEVELS = 100, 50, 12
_HISTORY_POINTS = 600
_FIRST_PAUSE, _LONGEST_PAUSE = 2.0, 60.0
_LATE_NS = 2 * 10**9
_HOURS = 24.0
_SPLICED = (
    "the 24 hours before this market began are those of the minute clock of the same seed, brought to its price and "
    "open interest"
)


class MarketRun:
    """One market, from its opening until it is ended with the process.

    Parameters
    ----------
    inputs : FeedInputs
        Which.
    send : callable
        Takes each message for the server: its kind and its parts.
    """

    def __init__(self, inputs: FeedInputs, send: Callable[..., None]) -> None:
        self._inputs = inputs
        self._send = send
        self._loop: asyncio.AbstractEventLoop | None = None
        self._tape: Tape | None = None
        self._map: LiquidationWatch | None = None
        self._picture: DensityPicture | None = None
        self._no_map = "the map of liquidations is being made"
        self._history: deque[tuple[float, float]] = deque(maxlen=_HISTORY_POINTS)
        self._status: dict[str, Any] = {}

    async def run(self) -> None:
        """Follow the market; what ends it is said, and a venue is tried again."""
        pause = _FIRST_PAUSE
        self._loop = asyncio.get_running_loop()
        while True:
            self._say(problem=None, note="the market is being opened")
            began = time.monotonic()
            try:
                with _opened(self._inputs) as tape:
                    await self._follow(tape)
                said = "the recording is over" if self._inputs.feed.startswith(REPLAY) else "the market has ended"
            except SeawallError as error:
                said = " ".join(str(error).split())
            except Exception:
                _log.exception("the market of --feed %s", self._inputs.feed)
                said = "a fault of Seawall; see its log"
            self._say(problem=said, note=None)
            self._send("refusal", "book", said)
            self._send("refusal", "liquidations", said)
            if self._inputs.feed.startswith(REPLAY) or self._inputs.feed == SIMULATE:
                await asyncio.Event().wait()
            pause = _FIRST_PAUSE if time.monotonic() - began > _LONGEST_PAUSE else min(2 * pause, _LONGEST_PAUSE)
            await asyncio.sleep(pause)

    def cascade(self, shock: float) -> bytes:
        """``seawall cascade --json`` of the map and the book as they are now.

        Raises
        ------
        SourceError
            When either is not there.
        """
        return document_json(compose_cascade(self._shocked(shock))).encode()

    def cascade_scenarios(self, shock: float, asset: str) -> bytes:
        """The same, with the files that ``seawall cascade --out`` and ``--out-shock`` write.

        Raises
        ------
        SourceError
            As of :meth:`cascade`.
        """
        results = self._shocked(shock)
        alone, whole = cascade_scenario_pair(results, asset=asset)
        document = compose_cascade_scenarios(results, asset=asset, shock_alone=alone, with_cascade=whole)
        return document_json(document).encode()

    def _shocked(self, shock: float) -> CascadeResults:
        """Asked in a thread of its own, while the loop goes on with the market."""
        if self._loop is None:
            raise SourceError(self._no_map)
        found, image = asyncio.run_coroutine_threadsafe(self._now(), self._loop).result()
        try:
            market = cascade_market_of_map(found, image)
        except DataError as error:
            raise SourceError(str(error)) from None
        return run_cascade_shock(market, shock=shock)

    async def _now(self) -> tuple[LiquidationResults, BookImage]:
        """The map and the book between two messages: another thread might see a book in the middle of a change."""
        tape, watch = self._tape, self._map
        found = None if watch is None else watch.results()
        if tape is None or found is None:
            raise SourceError(self._no_map)
        return found, tape.watch.reader.feed.image()

    async def _follow(self, tape: Tape) -> None:
        self._tape, self._map, self._picture = tape, None, None
        self._history.clear()
        DetectionWatch(tape.watch)
        jobs = [self._show_books(tape), self._show_panels(tape)]
        try:
            self._map = LiquidationWatch(tape.watch, seed=self._inputs.known_seed)
        except InputError as error:
            self._no_map = str(error)
        else:
            jobs += [self._begin_map(tape, self._map), self._ask_interest(tape, self._map)]
        tasks = [asyncio.create_task(each) for each in (follow_tape(tape), *jobs)]
        try:
            pending = set(tasks)
            while not tasks[0].done():
                done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
                for each in done:
                    each.result()  # a fault of any ends all
        finally:
            for each in tasks:
                each.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self._tape = self._map = None

    # what is sent ---------------------------------------------------------------------------------------------------

    async def _show_books(self, tape: Tape) -> None:
        reader, shown = tape.watch.reader, (0, StreamState.SYNCING)
        due = time.monotonic()
        while True:
            # by the clock: what a book or a busy loop took is made good by the next book, up to a twentieth of a second
            due = max(due + _BOOK_SECONDS, time.monotonic() - _BOOK_SECONDS)
            await asyncio.sleep(due - time.monotonic())
            while shown == (now := (reader.totals.messages, reader.feed.state)):
                await asyncio.sleep(_LOOK_SECONDS)  # what is said after a silence is shown at once
            shown = now
            results = tape.watch.results()
            if results.image.last_id >= 0:
                self._send("frame", FrameKind.BOOK, book_body(results, levels=_LEVELS))

    async def _show_panels(self, tape: Tape) -> None:
        seen = 0
        while True:
            if tape.watch.reader.totals.messages != seen:
                seen = tape.watch.reader.totals.messages
                self._show_panel(tape, tape.watch.results())
            await asyncio.sleep(_PANEL_SECONDS)

    def _show_panel(self, tape: Tape, results: BookResults) -> None:
        document = compose_book(results, levels=_COMMAND_LEVELS)
        self._say_of(tape, results, note=None if self._picture is not None else self._no_map)
        share = next((each.bid_share for name, each in results.imbalances.items() if "bp" in name and each), None)
        if share is not None:
            self._history.append((results.now_ns / 1e6, share))
        listed = compose_book(results, levels=_LISTED_LEVELS)
        curve = None if results.touch is None else cost_curve(results.image, source=tape.watch.origin.source)
        history, seed = tuple(self._history), self._inputs.known_seed
        panel = {"book": book_panel(document, levels=listed, curve=curve, history=history, seed=seed)}
        if results.image.last_id >= 0:
            self._send("document", "book", document_json(document).encode())
        else:
            self._send("refusal", "book", document.state_meaning)
        panel |= self._advanced_map()
        self._send("frame", FrameKind.PANEL, json_frame(panel))

    def _advanced_map(self) -> dict[str, Any]:
        advance = None if self._map is None or self._picture is None else self._map.advance()
        found = None if self._map is None else self._map.results()
        if found is None or self._picture is None:
            self._send("refusal", "liquidations", self._no_map)
            return {}
        if advance is not None:
            # what is over is shown once as it ended, before the next column begins a second later
            change = self._picture.take(advance.running if advance.ended is None else advance.ended)
            self._send("map", change.whole, change.column, change.flags)
        document = compose_liquidations(found)
        self._send("document", "liquidations", document_json(document).encode())
        return {"liquidations": liquidations_panel(document)}

    def _say_of(self, tape: Tape, results: BookResults, *, note: str | None) -> None:
        grid, origin = results.image.grid, tape.watch.origin
        badge = str(origin.kind)
        if origin.kind is TapeKind.LIVE:
            is_late = results.image.is_stale or results.now_ns - results.image.venue_ns > _LATE_NS
            badge = "DELAYED" if is_late else "LIVE"
        steps = {"tick_size": f"{grid.tick_size:f}", "lot_size": f"{grid.lot_size:f}"}
        self._say(badge=badge, symbol=grid.symbol, source=origin.source, **steps, problem=None, note=note)

    def _say(self, **news: Any) -> None:
        """A STATUS with what is new in it."""
        kinds = {SIMULATE: "SIMULATED"}
        first = {
            "badge": kinds.get(self._inputs.feed, "REPLAY" if self._inputs.feed.startswith(REPLAY) else "DELAYED"),
            "feed": self._inputs.feed,
            "symbol": self._inputs.name,
            "tick_size": "",
            "lot_size": "",
            "seed": self._inputs.known_seed,
            "source": self._inputs.feed,
        }
        self._status = {**first, **self._status, **news}
        self._send("frame", FrameKind.STATUS, json_frame(self._status))

    # the map --------------------------------------------------------------------------------------------------------

    async def _begin_map(self, tape: Tape, watch: LiquidationWatch) -> None:
        """Make the map of what was before, beside the tape."""
        about, seed = "", self._inputs.known_seed
        while True:
            try:
                gathered = watch.gathered()
                history = gathered
                if seed is not None:
                    _, history = await asyncio.to_thread(simulated_perpetual, _HOURS, seed=seed)
                    history, about = (
                        history.brought_to(
                            end_ns=int(gathered.end_ns[0]) - gathered.interval_ns,
                            mark=float(gathered.open[0]),
                            open_interest=float(gathered.open_interest[0]),
                        ),
                        _SPLICED,
                    )
                elif isinstance(tape.source, LiveSource) and isinstance(tape.source.venue, BinanceFutures):
                    history = await asyncio.to_thread(
                        fetch_binance_perpetual, tape.source.venue.symbol, venue=tape.source.venue
                    )
                elif len(gathered) > 1:
                    history = gathered.between(0, len(gathered) - 1)
                else:
                    raise DataError(f"no whole minute of {gathered.symbol} is known yet")
                shown = await asyncio.to_thread(watch.begin, history, about=about, hours=_HOURS)
            except SeawallError as error:
                self._no_map = str(error)
                await asyncio.sleep(_WAIT_SECONDS)
                continue
            self._picture = DensityPicture(shown)
            self._send("map", self._picture.whole(), None, 0)
            return

    async def _ask_interest(self, tape: Tape, watch: LiquidationWatch) -> None:
        """Binance says what is open only when it is asked."""
        source = tape.source
        if not (isinstance(source, LiveSource) and isinstance(source.venue, BinanceFutures)):
            return
        grid = tape.watch.reader.feed.grid
        while True:
            try:
                watch.take(await asyncio.to_thread(fetch_binance_open_interest, source.venue, grid=grid))
            except SeawallError as error:
                _log.warning("open interest: %s", error)
            await asyncio.sleep(_INTEREST_SECONDS)


@contextmanager
def _opened(inputs: FeedInputs) -> Iterator[Tape]:
    if inputs.known_seed is not None:
        with open_simulated_tape(seed=inputs.known_seed, symbol=inputs.name, speed=inputs.speed) as tape:
            yield tape
    elif inputs.feed.startswith(REPLAY):
        yield open_recording(inputs.file, symbol=inputs.symbol, speed=inputs.speed)
    else:
        yield open_live_tape(inputs.feed, inputs.name)
