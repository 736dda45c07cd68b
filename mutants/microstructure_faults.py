"""Faults in what a book says of its depth."""

from __future__ import annotations

from mutants.planted import Mutant

_TOUCH = ("tests/microstructure/test_touch.py",)
_COST = ("tests/microstructure/test_execution_cost.py",)
_FLOW = ("tests/microstructure/test_order_flow_imbalance.py",)
_VPIN = ("tests/microstructure/test_vpin.py",)
_HISTORY = ("tests/microstructure/test_depth_history.py",)
_RESILIENCE = ("tests/microstructure/test_resilience.py",)
_MICROPRICE = ("tests/microstructure/test_microprice.py",)
_LIQUIDITY = ("tests/measures/test_liquidity_adjusted.py",)

DEPTH = (
    Mutant(
        "weighted-mid-by-the-other-side",
        "microstructure/touch.py",
        "self.bid_tick + self.imbalance.bid_share * self.spread_ticks",
        "self.ask_tick - self.imbalance.bid_share * self.spread_ticks",
        "the weighted mid leans to the larger side",
        _TOUCH,
    ),
    Mutant(
        "cost-forgets-the-unused-end-of-a-level",
        "microstructure/execution_cost.py",
        "(paid[last] - (reached[last] - filled) * beyond[last].astype(float)) / filled",
        "paid[last] / filled",
        "the last level is paid for wholly though only part of it is taken",
        _COST,
    ),
    Mutant(
        "order-flow-forgets-equal-prices",
        "microstructure/order_flow_imbalance.py",
        "np.where(bid[1:] <= bid[:-1], bid_lots[:-1], 0)",
        "np.where(bid[1:] < bid[:-1], bid_lots[:-1], 0)",
        "a bid that only grows counts wholly",
        _FLOW,
    ),
    Mutant(
        "volume-bucket-gives-all-of-a-trade-to-the-first",
        "microstructure/vpin.py",
        "np.where(is_buy[before], edges - reached[before], 0)",
        "np.where(is_buy[before], np.append(sizes, 0)[before], 0)",
        "a trade that overfills a bucket is not split",
        _VPIN,
    ),
    Mutant(
        "history-looks-ahead",
        "microstructure/depth_history.py",
        "last, self._last = self._last, image\n        if last is None",
        "last, self._last = (image if self._last else None), image\n        if last is None",
        "a book is judged by a history that it is in itself",
        _HISTORY,
    ),
    Mutant(
        "walls-need-not-stay",
        "microstructure/walls.py",
        "min(self._since.get((side, tick), image.venue_ns), image.venue_ns)",
        "min(self._since.get((side, tick), 0), image.venue_ns)",
        "a level that has just come is called a wall",
        _HISTORY,
    ),
    Mutant(
        "half-life-forgets-the-censored",
        "microstructure/resilience.py",
        "watched = int(np.count_nonzero(recoveries.seconds >= instant))",
        "watched = int(np.count_nonzero((recoveries.seconds >= instant) & recoveries.is_recovered))",
        "recoveries that were cut short are left out, and books look faster than they are",
        _RESILIENCE,
    ),
    Mutant(
        "microprice-not-mirrored",
        "microstructure/microprice.py",
        "(buckets - 1 - row, -change)",
        "(buckets - 1 - row, change)",
        "the mirror image moves the same way as the book",
        _MICROPRICE,
    ),
    Mutant(
        "whole-round-trip-charged",
        "measures/liquidity_adjusted.py",
        "cost_bp / _BASIS_POINTS / 2",
        "cost_bp / _BASIS_POINTS",
        "getting out pays for getting in again",
        _LIQUIDITY,
    ),
)
