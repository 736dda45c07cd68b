"""Whether the messages of a LOBSTER day make the book that the file states behind each."""

from __future__ import annotations

from dataclasses import dataclass

from seawall.errors import DataError, InputError
from seawall.microstructure import Side, WindowBook
from seawall.sources.recordings.lobster import LobsterDay

__all__ = ["BookComparison", "check_lobster"]

Levels = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class BookComparison:
    """How a book made of messages compares with the stated one.

    Attributes
    ----------
    rows : int
        Rows behind the first, which only seeds.
    best_determined, best_equal : int
        Best levels that messages determine, of 2 x `rows`, and those equal to the stated one.
    levels_determined, levels_equal : int
        All levels stated whose price is determined, and those that are equal.
    revealed : int
        Levels taken from the stated book, the seed's among them.
    partial_events : int
        Messages about prices at which the book was not determined.
    first_difference : str
        The first row that differs and how, or empty.
    """

    rows: int
    best_determined: int
    best_equal: int
    levels_determined: int
    levels_equal: int
    revealed: int
    partial_events: int
    first_difference: str

    @property
    def partial_share(self) -> float:
        """Best levels that are not determined, as a share of all."""
        return 1.0 - self.best_determined / (2 * self.rows)


def check_lobster(day: LobsterDay, *, reveal_entering: bool) -> BookComparison:
    """Make the book of messages and compare it with every stated row.

    Parameters
    ----------
    day : LobsterDay
        Messages and stated book.
    reveal_entering : bool
        Whether a level that enters the levels shown is taken from the stated book at that row, as no message tells what
        rests there; later rows then test it. Otherwise only the first row is taken.

    Returns
    -------
    BookComparison
        Counts.

    Raises
    ------
    InputError
        When the day has fewer than two rows.
    DataError
        When messages contradict each other; names the row.
    """
    n_rows = len(day.bid_ticks)
    if n_rows < 2:
        raise InputError(f"'day' must have at least 2 rows, had {n_rows}")
    book = WindowBook(day.recording.orders.grid, levels=day.levels)
    events = dict(zip(day.recording.rows.tolist(), day.recording.orders, strict=True))
    columns = {
        Side.BID: (day.bid_ticks.tolist(), day.bid_lots.tolist()),
        Side.ASK: (day.ask_ticks.tolist(), day.ask_lots.tolist()),
    }
    counts = dict.fromkeys(("best_determined", "best_equal", "levels_determined", "levels_equal", "revealed"), 0)
    difference = ""
    for row in range(n_rows):
        if row and row in events:
            try:
                book.apply(events[row])
            except DataError as error:
                raise DataError(f"{day.recording.source}: row {row + 1}: {error}") from None
        for side, (ticks, lots) in columns.items():
            stated = [(tick, size) for tick, size in zip(ticks[row], lots[row], strict=True) if size]
            if row:
                wrong = _compare(book, side, stated, counts)
                difference = difference or (f"row {row + 1}: {wrong}" if wrong else "")
            if reveal_entering or not row:
                unknown = [level for level in stated if not book.is_known(side, level[0])]
                counts["revealed"] += len(unknown)
                for tick, size in unknown:
                    book.reveal(side, tick, size)
    return BookComparison(rows=n_rows - 1, partial_events=book.unseen, first_difference=difference, **counts)


def _compare(book: WindowBook, side: Side, stated: Levels, counts: dict[str, int]) -> str:
    """Count what is determined and equal; what differs, in words."""
    best, known = book.best(side), book.known(side)
    if best is not None:
        counts["best_determined"] += 1
        counts["best_equal"] += stated[:1] == [best]
    expected = [level for level in stated if book.is_known(side, level[0])]
    counts["levels_determined"] += len(expected)
    counts["levels_equal"] += len(set(expected) & set(known))
    return "" if known == expected else f"{side.name.lower()}s made {known}, stated {expected}"
