"""A map of liquidations that is brought forward by a tape while it runs."""

from __future__ import annotations

import copy
from dataclasses import dataclass, replace

from seawall.errors import DataError
from seawall.microstructure import (
    FeedEvent,
    LiquidationMap,
    LiquidationTracker,
    MapModel,
    PerpetualFlow,
    PerpetualFlowCollector,
    examine_flow,
    find_clusters,
    infer_stop_clusters,
    leaning_of,
    mark_volatility,
)
from seawall.report import LiquidationResults
from seawall.workflows.liquidations import estimate_liquidations, tiers_of
from seawall.workflows.tape import BookWatch

__all__ = ["LiquidationAdvance", "LiquidationWatch"]

_HOUR_NS = 3_600 * 10**9
_MOST_HOURS = 24 * 7


@dataclass(frozen=True, slots=True, eq=False)
class LiquidationAdvance:
    """What came to a map since it was looked at.

    Attributes
    ----------
    ended : LiquidationMap or None
        The intervals that are over.
    running : LiquidationMap
        The one that goes on, as if it ended now.
    """

    ended: LiquidationMap | None
    running: LiquidationMap


class LiquidationWatch:
    """Listens to the reader of a tape, and brings a map forward.

    Parameters
    ----------
    watch : BookWatch
        Of the tape; nothing must have been read yet.
    seed : int, optional
        Of a simulation.

    Raises
    ------
    InputError
        When the maintenance tiers of the instrument are not known.

    Notes
    -----
    A map of now rests on what was before: `begin` is given that record, from wherever it is kept, and takes long; what
    the tape says meanwhile is gathered and enters with the first `advance`.
    """

    def __init__(self, watch: BookWatch, *, seed: int | None = None) -> None:
        self._reader = watch.reader
        self._origin = watch.origin
        self._seed = seed
        grid = watch.reader.feed.grid
        self._tiers = tiers_of(grid.symbol)
        self._collector = PerpetualFlowCollector(grid)
        watch.reader.market_listener = self.take
        self._about: tuple[str, ...] = ()
        self._flow: PerpetualFlow | None = None
        self._tracker: LiquidationTracker | None = None
        self._results: LiquidationResults | None = None

    def take(self, event: FeedEvent) -> None:
        """Take an event that did not come with the tape, such as open interest that was asked for."""
        self._collector.take(event)

    def gathered(self) -> PerpetualFlow:
        """What the tape itself held so far, with the minute that runs.

        Raises
        ------
        DataError
            While something that a record needs has not come.
        """
        return self._collector.flow(with_last=True)

    def begin(self, history: PerpetualFlow, *, about: str = "", hours: float = 24.0) -> LiquidationMap:
        """The map of what was before.

        Parameters
        ----------
        history : PerpetualFlow
            The longer, the more of the open interest has a place.
        about : str
            What must be said of where it comes from.
        hours : float
            Of the map.
        """
        found = estimate_liquidations(history, origin=self._origin, tiers=self._tiers, hours=hours, seed=self._seed)
        model = found.fit.model if found.fit else MapModel()
        tracker = LiquidationTracker(history, tiers=self._tiers, mix=found.shown.mix, model=model)
        shown = tracker.take(history, rows=len(found.shown.end_ns))
        self._about = (about,) if about else ()
        self._results = replace(found, findings=(*self._about, *found.findings))
        self._tracker, self._flow = tracker, history
        return shown

    def advance(self) -> LiquidationAdvance | None:
        """Bring the map up to now; None where nothing came since it was begun."""
        if self._flow is None or self._tracker is None:
            return None
        try:
            gathered = self.gathered().coarser(self._flow.interval_ns)
        except DataError:
            return None
        first = int(gathered.end_ns.searchsorted(self._flow.end_ns[-1], side="right"))
        last = len(gathered) - 1
        if first > last:
            return None
        ended: LiquidationMap | None = None
        if first < last:
            over = gathered.between(first, last)
            ended = self._tracker.take(over)
            self._flow = _latest(self._flow.followed_by(over))
            self._judge(self._flow)
        # a copy looks ahead: what the interval holds at its end is entered once
        running = copy.deepcopy(self._tracker).take(gathered.between(last, last + 1))
        self._look(running)
        return LiquidationAdvance(ended, running)

    def results(self) -> LiquidationResults | None:
        """The map as it is now, and what is said of it; None before `begin`."""
        return self._results

    def _judge(self, flow: PerpetualFlow) -> None:
        """What is said of the record, once for each interval."""
        if self._results is None:
            return
        findings = [*self._about, *examine_flow(flow).sentences]
        volatility: float | None = None
        rows = round(24 * _HOUR_NS / flow.interval_ns)
        try:
            volatility = mark_volatility(flow.mark_close[-rows:], interval_ns=flow.interval_ns)
        except DataError as error:
            findings.append(f"no clusters: {error}")
        try:
            stops = infer_stop_clusters(flow)
        except DataError as error:
            stops = ()
            findings.append(f"no supposed stops: {error}")
        self._results = replace(
            self._results,
            volatility_daily=None if volatility is None else volatility * 24.0**0.5,
            stops=stops,
            findings=tuple(findings),
            hours=len(flow) * flow.interval_ns / _HOUR_NS,
        )

    def _look(self, shown: LiquidationMap) -> None:
        """What is said of the map, as often as it is looked at."""
        if self._results is None:
            return
        daily = self._results.volatility_daily
        self._results = replace(
            self._results,
            shown=shown,
            clusters=() if daily is None else find_clusters(shown, volatility=daily / 24.0**0.5, most=3),
            leaning=leaning_of(shown)[1],
        )


def _latest(flow: PerpetualFlow) -> PerpetualFlow:
    rows = round(_MOST_HOURS * _HOUR_NS / flow.interval_ns)
    return flow if len(flow) <= rows else flow.between(len(flow) - rows, len(flow))
