"""Faults in the detector of spoof-like orders, in what it is scored on, and in what is said of it."""

from __future__ import annotations

from mutants.planted import Mutant

_WATCH = ("tests/microstructure/test_spoofing.py",)
_PLANTS = ("tests/simulator/test_planted_stream.py",)
_CAPTURE = ("tests/sources/recordings/test_bitstamp_live.py",)
_PAGE = ("tests/cli/test_detect_feed.py",)

FAULTS = (
    Mutant(
        "own-side-trades",
        "microstructure/spoofing.py",
        "if order.side is not hit:",
        "if order.side is hit:",
        "trades at its own side are taken for what a small order on the other side got",
        _WATCH,
    ),
    Mutant(
        "asked-is-changed",
        "microstructure/spoofing.py",
        "asked = replace(order, ended_ns=self._now_ns)",
        "asked = order",
        "to ask what stands changes what is found",
        _WATCH,
    ),
    Mutant(
        "counterfactual-adds",
        "microstructure/nearby_depth.py",
        "rest = max(own - weight, 0.0)",
        "rest = own + weight",
        "the book without an order is the book with it twice",
        _WATCH,
    ),
    Mutant(
        "plants-that-stay",
        "simulator/planted_stream.py",
        "gone_ns = end_ns + self._whole(0, _CANCEL_SPAN_NS)",
        "gone_ns = end_ns + 10 * self._whole(0, _CANCEL_SPAN_NS)",
        "planted orders live longer than was asked for",
        _PLANTS,
    ),
    Mutant(
        "fill-of-any-instant",
        "sources/recordings/bitstamp_live.py",
        "is_fill = (order_id, self._at[0]) in self._fills",
        "is_fill = False",
        "executions are told as cancellations",
        _CAPTURE,
    ),
    Mutant(
        "marks-of-anything",
        "report/book_levels.py",
        "if each.probability >= MARKED_FROM:",
        "if each.probability >= 0.0:",
        "every large order is marked in the ladder",
        _PAGE,
    ),
)
