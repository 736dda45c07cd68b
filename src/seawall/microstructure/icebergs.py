"""Icebergs in a stream of levels and trades: probabilities, not flags.

An episode is one price of one side, from its first execution until fifteen seconds have passed without another. Only
what was executed visibly counts: volume of retail price improvement is taken off. Orders that are hidden altogether
leave over-execution too, but no equal pieces; the weights tell them apart.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from seawall.errors import InputError
from seawall.microstructure.events import BookDelta, Side, Trade
from seawall.microstructure.grid import InstrumentGrid
from seawall.microstructure.iceberg_evidence import LevelEvidence, SizeShares
from seawall.microstructure.iceberg_parameters import IcebergParameters, shipped_iceberg_parameters

__all__ = ["IcebergEpisode", "IcebergSighting", "IcebergStatus", "IcebergWatch"]

_SECOND = 1_000_000_000
_QUIET_NS = 15 * _SECOND
_SWEEP_NS = 1 * _SECOND
_LEAST_SHOWN = 0.1


class IcebergStatus(enum.StrEnum):
    """What may be said of an episode, or of a whole stream.

    MEASURED: updates and trades came without a doubt. INTERRUPTED: the stream became doubtful in between; what was
    counted before stands, what came after is not part of it. NOT_MEASURABLE: no trade has come, so nothing can be said;
    that is not the same as no iceberg.
    """

    MEASURED = "measured"
    INTERRUPTED = "interrupted"
    NOT_MEASURABLE = "not measurable"


@dataclass(frozen=True, slots=True)
class IcebergEpisode:
    """One price of one side, and what it says.

    Attributes
    ----------
    side : Side
    ticks : int
        Price.
    start_ns, end_ns : int
        First and last execution, by the venue's clock.
    probability : float
        Of an iceberg that is refilled at least twice.
    highest_probability : float
        Since its start.
    flagged_ns : int or None
        When the probability first reached the threshold of the watch; None where it never did.
    native_probability : float
        If it is an iceberg: that the exchange refills it, rather than its owner.
    peak_lots : int or None
        Size of a tip, where sizes repeat.
    executed_lots : int
        Visibly executed.
    iceberg_lots : int
        Of these, what the iceberg itself is estimated to have had executed: what came in pieces of its peak or beyond
        what was displayed, and a first tip; at most all. 0 where there is no peak.
    expected_remaining_lots : float or None
        If it is an iceberg: mean of what is left, from the sizes of icebergs; None without a peak.
    evidence : tuple of str
        What speaks for it, in words.
    features : tuple of float
        The same in numbers, as named by :data:`ICEBERG_FEATURES`.
    status : IcebergStatus
        MEASURED, or INTERRUPTED.
    """

    side: Side
    ticks: int
    start_ns: int
    end_ns: int
    probability: float
    highest_probability: float
    flagged_ns: int | None
    native_probability: float
    peak_lots: int | None
    executed_lots: int
    iceberg_lots: int
    expected_remaining_lots: float | None
    evidence: tuple[str, ...]
    features: tuple[float, ...]
    status: IcebergStatus


@dataclass(frozen=True, slots=True)
class IcebergSighting:
    """Prices at which an iceberg may rest now.

    Attributes
    ----------
    episodes : tuple of IcebergEpisode
        Most likely first.
    status : IcebergStatus
        Of the stream; unless it is MEASURED, an empty list says nothing.
    """

    episodes: tuple[IcebergEpisode, ...]
    status: IcebergStatus


@dataclass(slots=True)
class _Open:
    """An episode that goes on."""

    evidence: LevelEvidence
    probability: float = 0.0
    highest: float = 0.0
    flagged_ns: int | None = None


class IcebergWatch:
    """Follows every price at which something is executed.

    Parameters
    ----------
    grid : InstrumentGrid
        Steps of price and size.
    threshold : float
        Probability from which an episode is flagged, in (0, 1].
    parameters : IcebergParameters, optional
        Those that come with Seawall by default.

    Notes
    -----
    Events come in the order in which the venue says them; a trade before the update that shows it. Episodes that ended
    are taken with :meth:`take_ended`. The same events give the same episodes, live or replayed.

    Examples
    --------
    >>> from decimal import Decimal
    >>> watch = IcebergWatch(InstrumentGrid("BTCUSDT", Decimal("0.1"), Decimal("0.001")))
    >>> watch.look().status.value
    'not measurable'
    """

    def __init__(
        self, grid: InstrumentGrid, *, threshold: float = 0.5, parameters: IcebergParameters | None = None
    ) -> None:
        if not 0.0 < threshold <= 1.0:
            raise InputError(f"'threshold' must be above 0 and at most 1, was {threshold!r}")
        self.grid = grid
        self.threshold = threshold
        self.parameters = shipped_iceberg_parameters() if parameters is None else parameters
        self._levels: tuple[dict[int, int], dict[int, int]] = ({}, {})  # bids, asks
        self._open: dict[tuple[int, int], _Open] = {}
        self._executed: dict[tuple[int, int], int] = {}
        self._ended: list[IcebergEpisode] = []
        self._shares = SizeShares()
        self._taker: tuple[int, tuple[int, int]] | None = None
        self._has_trades = self._is_doubtful = False
        self._swept_ns = 0

    def receive(self, event: BookDelta | Trade) -> None:
        """Take the next event.

        Raises
        ------
        InputError
            When it is about another instrument.
        """
        if event.symbol != self.grid.symbol:
            raise InputError(f"'event' must be about {self.grid.symbol}, was about {event.symbol!r}")
        if isinstance(event, Trade):
            self._trade(event)
        elif event.is_snapshot:
            self._whole_book(event)
        elif not self._is_doubtful:
            self._update(event)

    def doubt(self) -> None:
        """Updates or trades may be missing: what is open ends as INTERRUPTED, until a whole book comes."""
        self._is_doubtful = True
        for key in list(self._open):
            self._end(key, IcebergStatus.INTERRUPTED)
        self._executed.clear()
        self._taker = None

    def trust(self) -> None:
        """Nothing was missed after all: go on from the levels that are known."""
        self._is_doubtful = False

    def finish(self) -> None:
        """The stream is over: end what is open."""
        for key in list(self._open):
            self._end(key, IcebergStatus.MEASURED)

    def take_ended(self) -> tuple[IcebergEpisode, ...]:
        """Episodes that ended since the last call, in order; those without refill and repeated size are left out."""
        ended, self._ended = tuple(self._ended), []
        return ended

    def look(self, *, least: float = _LEAST_SHOWN) -> IcebergSighting:
        """Open episodes with at least this probability."""
        if self._is_doubtful:
            return IcebergSighting((), IcebergStatus.INTERRUPTED)
        if not self._has_trades:
            return IcebergSighting((), IcebergStatus.NOT_MEASURABLE)
        found = [
            self._episode(key, each, IcebergStatus.MEASURED)
            for key, each in self._open.items()
            if each.probability >= least
        ]
        order = sorted(found, key=lambda each: (-each.probability, -int(each.side), each.ticks))
        return IcebergSighting(tuple(order), IcebergStatus.MEASURED)

    def _trade(self, trade: Trade) -> None:
        self._has_trades = True
        lots = trade.visible_lots
        if self._is_doubtful or not lots:
            return
        key, now_ns = (-int(trade.taker_side), trade.price_ticks), trade.venue_ns
        found = self._open.get(key)
        if found is None:
            found = self._open[key] = _Open(LevelEvidence(now_ns, now_ns))
        # a taker that goes on to another fill has used up the order before
        if self._taker is not None and self._taker[0] == now_ns and self._taker[1][0] == key[0]:
            before = self._open.get(self._taker[1])
            if before is not None:
                before.evidence.end_piece(now_ns, self._shares)
        self._taker = (now_ns, key)
        found.evidence.execute(lots)
        self._executed[key] = self._executed.get(key, 0) + lots

    def _whole_book(self, book: BookDelta) -> None:
        """Levels anew; where one was doubted or missed, executions before it cannot be set against them."""
        for key in list(self._open):
            self._end(key, IcebergStatus.INTERRUPTED)
        self._executed.clear()
        self._levels = (
            dict(zip(book.bid_ticks.tolist(), book.bid_lots.tolist(), strict=True)),
            dict(zip(book.ask_ticks.tolist(), book.ask_lots.tolist(), strict=True)),
        )
        self._is_doubtful = False

    def _update(self, delta: BookDelta) -> None:
        now_ns, executed, watched = delta.venue_ns, self._executed, self._open
        changed: list[tuple[tuple[int, int], int, int]] = []
        for side, known, ticks, sizes in (
            (1, self._levels[0], delta.bid_ticks, delta.bid_lots),
            (-1, self._levels[1], delta.ask_ticks, delta.ask_lots),
        ):
            for tick, lots in zip(ticks.tolist(), sizes.tolist(), strict=True):
                key = (side, tick)
                if key in watched:
                    changed.append((key, known.get(tick, 0), lots))
                if lots:
                    known[tick] = lots
                else:
                    known.pop(tick, None)
        for key, before, after in changed:
            self._level(key, before, after, executed.pop(key, 0), now_ns)
        for key, lots in executed.items():  # executed, and displayed the same as before
            shown = self._levels[0 if key[0] > 0 else 1].get(key[1], 0)
            self._level(key, shown, shown, lots, now_ns)
        executed.clear()
        if now_ns - self._swept_ns >= _SWEEP_NS:
            self._swept_ns = now_ns
            self._end_quiet(now_ns)

    def _level(self, key: tuple[int, int], before: int, after: int, executed: int, now_ns: int) -> None:
        found = self._open.get(key)
        if found is None:
            return
        evidence = found.evidence
        refills = evidence.refills
        evidence.update(before, after, executed, now_ns, self._shares)
        if evidence.peak_score <= 0.0 or (evidence.refills == refills and not executed):
            return
        self._judge(found, now_ns)

    def _judge(self, found: _Open, now_ns: int) -> None:
        found.probability = self.parameters.probability(found.evidence.features())
        found.highest = max(found.highest, found.probability)
        if found.flagged_ns is None and found.probability >= self.threshold:
            found.flagged_ns = now_ns

    def _end_quiet(self, now_ns: int) -> None:
        for key in [key for key, each in self._open.items() if now_ns - each.evidence.last_execution_ns > _QUIET_NS]:
            self._end(key, IcebergStatus.MEASURED)

    def _end(self, key: tuple[int, int], status: IcebergStatus) -> None:
        found = self._open.pop(key)
        if found.evidence.refills or found.evidence.peak_score > 0.0:
            found.probability = self.parameters.probability(found.evidence.features())
            self._ended.append(self._episode(key, found, status))

    def _episode(self, key: tuple[int, int], found: _Open, status: IcebergStatus) -> IcebergEpisode:
        evidence = found.evidence
        peak = evidence.peak_lots or None
        shown_later = max(evidence.matched_lots, evidence.over_executed_lots)
        own = min(shown_later + peak, evidence.executed_lots) if peak else 0
        more = self.parameters.sizes.expected_more(own / peak) * peak if peak else None
        return IcebergEpisode(
            side=Side(key[0]),
            ticks=key[1],
            start_ns=evidence.first_ns,
            end_ns=evidence.last_execution_ns,
            probability=found.probability,
            highest_probability=found.highest,
            flagged_ns=found.flagged_ns,
            native_probability=self.parameters.native_probability(evidence.features()),
            peak_lots=peak,
            executed_lots=evidence.executed_lots,
            iceberg_lots=own,
            expected_remaining_lots=more,
            evidence=_in_words(evidence),
            features=tuple(evidence.features()),
            status=status,
        )


def _in_words(evidence: LevelEvidence) -> tuple[str, ...]:
    """What was found, strongest first."""
    found = []
    if evidence.matches:
        found.append(f"{evidence.matches} later sizes are multiples of {evidence.peak_lots} lots")
    if evidence.refills:
        found.append(f"{evidence.refills} refills after executions, {evidence.refills_under_fire} of them under fire")
    if evidence.over_executed_lots:
        found.append(f"{evidence.over_executed_lots} of {evidence.executed_lots} lots executed beyond those displayed")
    return tuple(found)
