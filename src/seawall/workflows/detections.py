"""Both detectors over one tape, live or recorded."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from seawall.core import check_between
from seawall.errors import DataError
from seawall.microstructure import (
    BookDelta,
    IcebergEpisode,
    IcebergWatch,
    OrderBook,
    Side,
    SpoofEpisode,
    SpoofWatch,
    StreamState,
    Trade,
)
from seawall.report import Detection, DetectionKind, DetectionResults, Exclusions
from seawall.sources import TapeReader
from seawall.workflows.tape import BookWatch
from seawall.workflows.write_files import write_atomically

__all__ = ["DetectionWatch", "write_detections_picture"]

_SECOND = 1_000_000_000
_MOST_KEPT, _KEPT_AFTER = 2_000, 1_000
_MOST_POINTS = 4_000
_RECENT_NS = 10 * _SECOND
_LEAST, _DRAWN = 0.2, 0.5
_MOST_EVIDENCE = 4
_SAID_LOG_ODDS = 0.25


class DetectionWatch:
    """Listens to the reader of a tape, and hands what it says to both detectors.

    Parameters
    ----------
    watch : BookWatch
        Of the tape; nothing must have been read yet.
    least_probability : float
        Episodes below it are counted and not kept.

    Notes
    -----
    While the book is not LIVE nothing is judged; when it is LIVE again, its levels are taken over as they are. What is
    found depends on the messages and their order alone.
    """

    def __init__(self, watch: BookWatch, *, least_probability: float = _LEAST) -> None:
        check_between(least_probability, "least_probability", 0.0, 1.0)
        reader = watch.reader
        reader.listener = self._hear
        watch.detections = self.recent
        self._reader: TapeReader = reader
        self._origin = watch.origin
        self._least = least_probability
        self._grid = reader.feed.grid
        self._spoofs = SpoofWatch(self._grid)
        self._icebergs = IcebergWatch(self._grid)
        self._kept: list[Detection] = []
        self._judged = {kind: 0 for kind in DetectionKind}
        self._dropped = 0
        self._state = StreamState.SYNCING
        self._doubt_from_ns: int | None = None
        self._doubtful_ns = self._doubtful_times = 0
        self._first_ns = self._now_ns = 0
        self._points: list[tuple[int, float]] = []
        self._point_every_ns = _SECOND
        self._next_point_ns = 0

    def finish(self) -> None:
        """The tape is over: judge what has ended."""
        self._spoofs.finish()
        self._icebergs.finish()
        self._collect()

    def results(self) -> DetectionResults:
        """What was found so far, and what goes on now."""
        doubtful_ns = self._doubtful_ns
        if self._doubt_from_ns is not None:
            doubtful_ns += self._now_ns - self._doubt_from_ns
        points = np.array([each for each, _ in self._points], dtype=np.int64)
        return DetectionResults(
            origin=self._origin,
            grid=self._grid,
            state=self._reader.feed.state,
            first_ns=self._first_ns,
            last_ns=self._now_ns,
            detections=(*self._kept, *self._open()),
            large_orders=self._judged[DetectionKind.SPOOF_LIKE],
            executed_prices=self._judged[DetectionKind.ICEBERG],
            least_probability=self._least,
            dropped=self._dropped,
            exclusions=Exclusions(
                doubtful_s=doubtful_ns / _SECOND,
                doubtful_times=self._doubtful_times,
                cut_off=self._spoofs.counts.cut_off,
                unjudged=self._spoofs.counts.unjudged,
                has_trades=self._reader.totals.trades > 0,
            ),
            model_versions=(
                f"spoof-like {self._spoofs.model.version}",
                f"iceberg {self._icebergs.parameters.version}",
            ),
            times_ns=points,
            mids=np.array([mid for _, mid in self._points], dtype=float),
        )

    def recent(self) -> tuple[Detection, ...]:
        """What goes on now, and what ended in the last ten seconds: the marks of a ladder."""
        ended = [each for each in self._kept[-_KEPT_AFTER:] if each.end_ns >= self._now_ns - _RECENT_NS]
        return (*ended, *self._open())

    def _open(self) -> list[Detection]:
        if self._state is not StreamState.LIVE:
            return []
        standing = [_spoof_like(each) for each in self._spoofs.standing(self._reader.feed.book)]
        resting = [_iceberg(each, is_open=True) for each in self._icebergs.look(least=self._least).episodes]
        return [each for each in (*standing, *resting) if each.probability >= self._least]

    def _hear(self, event: BookDelta | Trade) -> None:
        feed = self._reader.feed
        now_ns = event.venue_ns or event.local_ns
        self._now_ns = max(self._now_ns, now_ns)
        self._first_ns = self._first_ns or now_ns
        if feed.state is not self._state:
            self._turn(feed.state)
            if feed.state is StreamState.LIVE:
                whole = _whole_book(feed.book, event)
                self._spoofs.take(whole, feed.book)
                self._icebergs.receive(whole)
                return
        self._spoofs.take(event, feed.book, state=feed.state)
        if feed.state is StreamState.LIVE:
            self._icebergs.receive(event)
            if self._now_ns >= self._next_point_ns:
                self._add_point(feed.book)
                self._collect()

    def _turn(self, state: StreamState) -> None:
        """The book is believed less or more than before."""
        if self._state is StreamState.LIVE:
            self._doubtful_times += 1
            self._doubt_from_ns = self._now_ns
            self._icebergs.doubt()
        elif state is StreamState.LIVE and self._doubt_from_ns is not None:
            self._doubtful_ns += self._now_ns - self._doubt_from_ns
            self._doubt_from_ns = None
        self._state = state

    def _add_point(self, book: OrderBook) -> None:
        bid, ask = book.best(Side.BID), book.best(Side.ASK)
        self._next_point_ns = self._now_ns + self._point_every_ns
        if bid is None or ask is None:
            return
        self._points.append((self._now_ns, self._grid.price((bid[0] + ask[0]) / 2)))
        if len(self._points) >= _MOST_POINTS:
            self._points = self._points[::2]
            self._point_every_ns *= 2

    def _collect(self) -> None:
        self._keep(_spoof_like(each) for each in self._spoofs.take_episodes())
        self._keep(_iceberg(each, is_open=False) for each in self._icebergs.take_ended())
        if len(self._kept) > _MOST_KEPT:
            likely = sorted(self._kept, key=lambda each: -each.probability)[:_KEPT_AFTER]
            self._dropped += len(self._kept) - len(likely)
            self._kept = sorted(likely, key=lambda each: each.detected_ns)

    def _keep(self, found: Iterable[Detection]) -> None:
        for each in found:
            self._judged[each.kind] += 1
            if each.probability >= self._least:
                self._kept.append(each)


def _spoof_like(episode: SpoofEpisode) -> Detection:
    return Detection(
        kind=DetectionKind.SPOOF_LIKE,
        side=episode.side,
        tick=episode.tick,
        lots=episode.lots,
        start_ns=episode.appeared_ns,
        end_ns=episode.ended_ns,
        detected_ns=episode.judged_ns,
        is_open=episode.end is None,
        outcome="stands" if episode.end is None else str(episode.end),
        probability=episode.probability,
        base_rate=episode.base_rate,
        hidden_lots=None,
        remaining_lots=None,
        evidence=_spoken(episode),
    )


def _spoken(episode: SpoofEpisode) -> tuple[str, ...]:
    """Features that change the odds, strongest first, and those that cannot be measured."""
    said = [each for each in episode.evidence if each.value is not None and abs(each.log_odds) >= _SAID_LOG_ODDS]
    said.sort(key=lambda each: -abs(each.log_odds))
    words = [f"{each.words} {each.value:.3g} ({each.log_odds:+.1f})" for each in said[:_MOST_EVIDENCE]]
    missing = [each.words for each in episode.evidence if each.value is None]
    return (*words, *(f"{each}: not measurable" for each in missing))


def _iceberg(episode: IcebergEpisode, *, is_open: bool) -> Detection:
    return Detection(
        kind=DetectionKind.ICEBERG,
        side=episode.side,
        tick=episode.ticks,
        lots=episode.peak_lots or 0,
        start_ns=episode.start_ns,
        end_ns=episode.end_ns,
        detected_ns=episode.end_ns if episode.flagged_ns is None else episode.flagged_ns,
        is_open=is_open,
        outcome="goes on" if is_open else str(episode.status),
        probability=episode.probability,
        base_rate=None,
        hidden_lots=float(max(episode.iceberg_lots - episode.peak_lots, 0)) if episode.peak_lots else None,
        remaining_lots=episode.expected_remaining_lots,
        evidence=episode.evidence,
    )


def _whole_book(book: OrderBook, event: BookDelta | Trade) -> BookDelta:
    """The book as one update that replaces all that was known."""
    image = book.image()
    return BookDelta(
        symbol=book.grid.symbol,
        venue_ns=event.venue_ns,
        local_ns=event.local_ns,
        first_id=book.last_id,
        last_id=book.last_id,
        previous_id=-1,
        is_snapshot=True,
        bid_ticks=image.bid_ticks,
        bid_lots=image.bid_lots,
        ask_ticks=image.ask_ticks,
        ask_lots=image.ask_lots,
    )


def write_detections_picture(file: Path, results: DetectionResults) -> Path:
    """Write the picture of the likelier episodes, from a probability of a half on, over the mid.

    Parameters
    ----------
    file : Path
        Ends in ``.png``; its folder is made if it does not exist.
    results : DetectionResults
        Of a tape.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    DataError
        When the book was not LIVE for two seconds.
    SourceError
        When it cannot be written.
    """
    from seawall.figures import detections_through_time, root_figure

    if len(results.times_ns) < 2:
        raise DataError(f"{results.grid.symbol}: the book of {results.origin.source} was not LIVE for two seconds")
    found, grid = [each for each in results.detections if each.probability >= _DRAWN], results.grid
    day = dt.datetime.fromtimestamp(results.first_ns / 1e9, tz=dt.UTC)
    axes = detections_through_time(
        results.times_ns,
        results.mids,
        kinds=[str(each.kind) for each in found],
        sides=np.array([int(each.side) for each in found], dtype=np.int64),
        prices=np.array([grid.price(each.tick) for each in found], dtype=float),
        start_ns=np.array([each.start_ns for each in found], dtype=np.int64),
        end_ns=np.array([each.end_ns for each in found], dtype=np.int64),
        probabilities=np.array([each.probability for each in found], dtype=float),
        title=f"{grid.symbol}, {results.origin.venue}, {day:%Y-%m-%d}: {len(found):,} icebergs and spoof-like "
        f"orders, from a probability of {_DRAWN:g} on",
        badge=str(results.origin.kind),
    )
    stream = io.BytesIO()
    root_figure(axes).savefig(stream, format="png", dpi=120, metadata={"Software": None})
    (written,) = write_atomically(file.parent, {file.name: stream.getvalue()})
    return written
