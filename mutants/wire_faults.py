"""Faults in what the simulated exchange says on the wire, and in the faults that it makes to order."""

from __future__ import annotations

from mutants.planted import Mutant

_FEED = ("tests/simulator/test_venue_feed.py",)
_FAULTS = ("tests/simulator/test_fault_switches.py",)

FAULTS = (
    Mutant(
        "wire-forgets-rpi-in-aggregates",
        "simulator/binance_streams.py",
        "sum(fill.lots for fill in fills if not fill.is_rpi)",
        "sum(fill.lots for fill in fills)",
        "an aggregate trade states all of it as taken from displayed orders",
        _FEED,
    ),
    Mutant(
        "wire-names-the-wrong-predecessor",
        "simulator/book_streams.py",
        "LevelChanges(previous + 1, book.last_id, previous, bids, asks)",
        "LevelChanges(previous + 1, book.last_id, previous + 1, bids, asks)",
        "an update says that it follows its own first change",
        _FEED,
    ),
    Mutant(
        "wire-liquidates-the-other-side",
        "simulator/bybit_streams.py",
        "each.side > 0, out.sizes[each.lots]",
        "each.side < 0, out.sizes[each.lots]",
        "Bybit's word for the side of a liquidation is read as Binance's",
        _FEED,
    ),
    Mutant(
        "wire-tells-the-first-of-a-second",
        "simulator/binance_streams.py",
        "self._tell_order(self._forced[-1], time_ns)",
        "self._tell_order(self._forced[0], time_ns)",
        "of the forced orders of a second the first is told, not the latest",
        _FEED,
    ),
    Mutant(
        "wire-loses-levels-that-come-into-view",
        "simulator/book_streams.py",
        "            if before != now:  # levels",
        "            if before > now:  # levels",
        "levels that leave the best ones of a side stay there for whoever listens",
        _FEED,
    ),
    Mutant(
        "switch-reorders-nothing",
        "simulator/faulty_channel.py",
        "        return told if late is None else [*told, late]",
        "        return told if late is None else [late, *told]",
        "a message that is held back comes before the next one after all",
        _FAULTS,
    ),
)
