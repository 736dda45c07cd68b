r"""What speaks for an iceberg at one price of one side, kept as running counts and sums.

Two things are observed. A *piece* is what was executed between two instants at which an order is known to have been
used up: a taker went on to a further fill, to the next price, or the level was empty. An *addition* is by how much a
level grew beyond what its executions leave, :math:`a = D_1 - D_0 + V`, and counts as a refill only while no more was
refilled than was executed. Both are whole multiples of the peak p when they come from an iceberg alone.

For each size that was seen, the log likelihood ratio of the sizes that follow is summed,

.. math:: \ell(v) = \log\frac{w}{q_p}\;\text{if}\;p \mid v,\quad \log(1 - w)\;\text{otherwise},

where :math:`q_p` is the share of such sizes in the stream itself, and w the share of pieces that an iceberg leaves
whole. The sum leaks with time and starts anew when it falls to nothing (Page's rule), so what was before an iceberg
does not speak against it.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field

__all__ = ["ICEBERG_FEATURES", "LevelEvidence", "SizeShares"]

ICEBERG_FEATURES = (
    "peak ratio", "matches", "matched lots", "span", "peak", "refills", "over-executed", "executed", "other additions",
    "executions", "refills under fire", "pieces", "passed unseen", "refills of empty", "quick refills", "matched share",
)  # fmt: skip
"""Names of what :meth:`LevelEvidence.features` gives; numbers enter as log(1 + x)."""

_SECOND = 1_000_000_000
_WHOLE = 0.5
"""Share of an iceberg's pieces and additions that are whole multiples of its peak; others trade beside it."""
_LOG_WHOLE, _LOG_BROKEN = math.log(_WHOLE), math.log(1.0 - _WHOLE)
_FIRST_SCORE = 1.0
_LEAK_PER_SECOND = 0.1
_SMALLEST_LOTS = 5
"""Smaller sizes are multiples of one another too often to say anything."""
_MOST_TIPS, _MOST_CANDIDATES = 8, 24
_PRIOR_SIZES = 50.0
_LARGEST_SHARE = 0.5
_WINDOW_NS = 1 * _SECOND
_QUICK_NS = 300_000_000


class SizeShares:
    """How often sizes of pieces and additions are what they are, in one stream: the background of equal sizes."""

    def __init__(self) -> None:
        self._counts: Counter[int] = Counter()
        self._total = 0

    def add(self, lots: int) -> None:
        """Count a size."""
        self._counts[lots] += 1
        self._total += 1

    def of(self, peak: int, lots: int) -> float:
        """Share of sizes that match a peak as this one does: equal to it, or a multiple of it."""
        if lots == peak:
            found = self._counts[peak] + 0.5 * _PRIOR_SIZES / peak
        else:
            found = sum(self._counts[tips * peak] for tips in range(2, _MOST_TIPS + 1)) + _PRIOR_SIZES / peak
        return min(found / (self._total + _PRIOR_SIZES), _LARGEST_SHARE)


@dataclass(slots=True)
class _Candidate:
    """A size that may be the peak, and what followed it."""

    score: float
    matches: int
    pieces_lots: int
    additions_lots: int
    since_ns: int
    seen_ns: int


@dataclass(slots=True)
class LevelEvidence:
    """Evidence at one price since its first execution.

    Attributes
    ----------
    first_ns, last_execution_ns : int
        Of its executions.
    executed_lots, over_executed_lots : int
        Visibly executed, and of this beyond what was displayed when the update's interval began.
    refills, refills_under_fire : int
        Additions that executions could account for; of these, those within an interval with executions.
    peak_lots, matches, matched_lots : int
        Size that most speaks for, how many later sizes are multiples of it, and how many lots these came to.
    peak_score : float
        Highest sum of log likelihood ratios.
    refilled_ns : int or None
        When the first refill was seen.
    """

    first_ns: int
    last_execution_ns: int
    executed_lots: int = 0
    over_executed_lots: int = 0
    refills: int = 0
    refills_under_fire: int = 0
    peak_lots: int = 0
    matches: int = 0
    matched_lots: int = 0
    peak_score: float = 0.0
    refilled_ns: int | None = None
    _now_ns: int = 0
    _span_ns: int = 0
    _unrefilled_lots: int = 0
    _piece_lots: int = 0
    _last_addition: int = 0
    _emptied_ns: int = 0
    _other_additions: int = 0
    _executions: int = 0
    _pieces: int = 0
    _unseen: int = 0
    _of_empty: int = 0
    _quick: int = 0
    _candidates: dict[int, _Candidate] = field(default_factory=dict)

    def execute(self, lots: int) -> None:
        """A visible fill at this price."""
        self._piece_lots += lots

    def end_piece(self, now_ns: int, shares: SizeShares) -> None:
        """An order at this price is known to have been used up."""
        lots, self._piece_lots = self._piece_lots, 0
        if not lots:
            return
        now_ns = self._later(now_ns)
        self._pieces += 1
        is_known = lots == self._last_addition  # the same order was counted when it came
        self._last_addition = 0
        if not is_known:
            self._see_size(lots, now_ns, shares, is_addition=False)

    def update(self, before: int, after: int, executed: int, now_ns: int, shares: SizeShares) -> None:
        """The level was `before`, is `after`, and so much was executed in between."""
        now_ns = self._later(now_ns)
        if executed:
            if now_ns - self.last_execution_ns > _WINDOW_NS:
                self._unrefilled_lots = 0
            self.executed_lots += executed
            self._unrefilled_lots += executed
            self._executions += 1
            self.last_execution_ns = now_ns
            self.over_executed_lots += max(executed - before, 0)
        added = after - before + executed
        if added > 0:
            self._add(added, before, after, now_ns, shares, is_under_fire=executed > 0)
        if after == 0:
            self.end_piece(now_ns, shares)
            self._emptied_ns = now_ns

    def _later(self, now_ns: int) -> int:
        """An instant that is not before the last: executions and depth come by different connections."""
        self._now_ns = max(self._now_ns, now_ns)
        return self._now_ns

    def features(self) -> list[float]:
        """Numbers of :data:`ICEBERG_FEATURES`, shape (16,)."""
        counts = (
            self.matches, self.matched_lots, self._span_ns / _SECOND, self.peak_lots, self.refills,
            self.over_executed_lots, self.executed_lots, self._other_additions, self._executions,
            self.refills_under_fire, self._pieces, self._unseen, self._of_empty, self._quick,
        )  # fmt: skip
        share = self.matched_lots / (self.executed_lots + 1.0)
        return [self.peak_score, *(math.log1p(each) for each in counts), share]

    def _add(
        self, added: int, before: int, after: int, now_ns: int, shares: SizeShares, *, is_under_fire: bool
    ) -> None:
        is_recent = now_ns - self.last_execution_ns <= _WINDOW_NS
        if before == 0 and after == 0:  # came and went within the interval: the piece says how much it was
            self.refills += 1
            self._unseen += 1
            self._note_refill(now_ns)
        elif is_recent and added <= self._unrefilled_lots:
            self.refills += 1
            self.refills_under_fire += is_under_fire
            self._unrefilled_lots -= added
            if before == 0:
                self._of_empty += 1
                self._quick += now_ns - self._emptied_ns <= _QUICK_NS
            self._see_size(added, now_ns, shares, is_addition=True)
            self._last_addition = added
            self._note_refill(now_ns)
        elif is_recent:
            self._other_additions += 1

    def _note_refill(self, now_ns: int) -> None:
        if self.refilled_ns is None:
            self.refilled_ns = now_ns

    def _see_size(self, lots: int, now_ns: int, shares: SizeShares, *, is_addition: bool) -> None:
        if lots < _SMALLEST_LOTS:
            return
        for peak, each in list(self._candidates.items()):
            each.score -= _LEAK_PER_SECOND * (now_ns - each.seen_ns) / _SECOND
            each.seen_ns = now_ns
            if lots % peak == 0 and lots <= _MOST_TIPS * peak:
                each.score += _LOG_WHOLE - math.log(shares.of(peak, lots))
                each.matches += 1
                if is_addition:
                    each.additions_lots += lots
                else:
                    each.pieces_lots += lots
            else:
                each.score += _LOG_BROKEN
            if each.score <= 0.0:
                del self._candidates[peak]
            elif each.score > self.peak_score:
                self._lead(peak, each, now_ns)
        if lots not in self._candidates and len(self._candidates) < _MOST_CANDIDATES:
            first = (lots, 0) if not is_addition else (0, lots)
            self._candidates[lots] = _Candidate(_FIRST_SCORE, 0, *first, now_ns, now_ns)
        shares.add(lots)

    def _lead(self, peak: int, found: _Candidate, now_ns: int) -> None:
        self.peak_score = found.score
        self.peak_lots = peak
        self.matches = found.matches
        self.matched_lots = max(found.pieces_lots, found.additions_lots)
        self._span_ns = now_ns - found.since_ns
