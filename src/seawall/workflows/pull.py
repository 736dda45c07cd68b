"""Bringing all that a book and the page of the economy need into the store."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path

from seawall.core import Failure, choice_named
from seawall.errors import SeawallError, SourceError
from seawall.portfolio import PortfolioFile
from seawall.report import PullResults
from seawall.sources import (
    Batch,
    BinanceAdapter,
    BrowserTransport,
    BybitAdapter,
    FredAdapter,
    HistoryUpdate,
    Intake,
    SourceAdapter,
    Store,
    WebSession,
    YahooAdapter,
    intake,
    update_history,
)
from seawall.workflows.market_data import Progress
from seawall.workflows.pull_plan import DEFAULT_PULL_SOURCES, PlannedPull, PullSource, plan_pull

__all__ = ["run_pull"]

_MOST_IN_A_ROW = 3
"""So many histories of a source may fail to be reached one after the other, before the rest of it is left alone."""

_ADAPTERS: Mapping[PullSource, Callable[[], SourceAdapter]] = {
    PullSource.FRED: FredAdapter,
    PullSource.YAHOO: YahooAdapter,
    PullSource.BINANCE: BinanceAdapter,
    PullSource.BYBIT: BybitAdapter,
}


def run_pull(
    file: PortfolioFile,
    *,
    home: Path,
    sources: tuple[PullSource, ...] = DEFAULT_PULL_SOURCES,
    since: dt.date | None = None,
    sessions: Callable[[PullSource], WebSession] | None = None,
    progress: Progress | None = None,
) -> PullResults:
    """Pull every history of a plan; one that fails does not stop the others.

    Parameters
    ----------
    file : PortfolioFile
        The book.
    home : Path
        Folder of the store.
    sources : tuple of PullSource
        Those that may be asked.
    since : datetime.date, optional
        First day wanted.
    sessions : callable, optional
        Makes the session of a source; by default one on the system's clock.
    progress : Progress, optional
        Told of each history, and of the rows that came.

    Returns
    -------
    PullResults
        What came and what failed. When the user interrupts, what came so far.

    Raises
    ------
    InputError
        For one of `sources` that there is not.
    SourceError
        When the store cannot be written to.
    """
    sources = tuple(choice_named(each, "sources", PullSource) for each in sources)
    planned, failures = plan_pull(file.portfolio, sources=sources, since=since)
    run = _Run(home, sessions or _session, progress, len(planned))
    run.failures.extend(failures)
    began = dt.datetime.now(dt.UTC)
    was_interrupted = False
    with Store(home) as store:
        try:
            for count, each in enumerate(planned):
                run.pull(store, each, count)
        except KeyboardInterrupt:
            was_interrupted = True
    return PullResults(home, began, tuple(run.updates), tuple(run.failures), was_interrupted)


def _session(source: PullSource) -> WebSession:
    return WebSession(transport=BrowserTransport()) if source is PullSource.YAHOO else WebSession()


class _Run:
    """What has happened so far."""

    def __init__(
        self, home: Path, sessions: Callable[[PullSource], WebSession], progress: Progress | None, total: int
    ) -> None:
        self.updates: list[HistoryUpdate] = []
        self.failures: list[Failure] = []
        self._home, self._make_session, self._progress, self._total = home, sessions, progress, total
        self._sessions: dict[PullSource, WebSession] = {}
        self._unreached: dict[PullSource, int] = {}

    def pull(self, store: Store, planned: PlannedPull, count: int) -> None:
        """Pull one history, and note what became of it."""
        request = planned.request
        where = f"pull {request.entity} {request.dataset} from {planned.source}"
        self._show(f"{planned.source} {request.symbol}", count)
        if self._unreached.get(planned.source, 0) >= _MOST_IN_A_ROW:
            message = f"not asked for, because {_MOST_IN_A_ROW} histories before it could not be reached"
            self.failures.append(Failure(where, SourceError.__name__, message))
            return
        try:
            if planned.source not in self._sessions:
                self._sessions[planned.source] = self._make_session(planned.source)
            update = update_history(
                _ADAPTERS[planned.source](),
                request,
                session=self._sessions[planned.source],
                history=store.snapshot(),
                intake=lambda batch: _let_in(store, batch),
                progress=lambda done: self._show(f"{planned.source} {request.symbol}: {done.rows_new:,} rows", count),
            )
        except SeawallError as error:
            is_away = isinstance(error, SourceError)
            self._unreached[planned.source] = self._unreached.get(planned.source, 0) + 1 if is_away else 0
            self.failures.append(Failure.of(where, error))
        else:
            self._unreached[planned.source] = 0
            self.updates.append(update)

    def _show(self, step: str, count: int) -> None:
        if self._progress is not None:
            self._progress(step, count, self._total)


def _let_in(store: Store, batch: Batch) -> Intake:
    result = intake(store, batch)
    lines = tuple(f"{each.time}: {each.rule}: {each.expected} ({each.severity})" for each in result.report.findings)
    return Intake(result.receipt is not None, lines)
