"""Faults in the simulated exchange: priorities, refills, self-trades, memory of signs, numbering."""

from __future__ import annotations

from mutants.planted import Mutant

_ENGINE = ("tests/simulator/test_matching_engine.py",)
_MARKET = ("tests/simulator/test_book_market.py",)
_KERNELS = "simulator/matching_kernels.py"

FAULTS = (
    Mutant(
        "hidden-before-rpi",
        _KERNELS,
        "        for queue in range(3):\n            if queue == RETAIL and not retail:",
        "        for queue in (0, 2, 1):\n            if queue == RETAIL and not retail:",
        "hidden orders go before those of retail price improvement",
        _ENGINE,
    ),
    Mutant(
        "refill-forgets-the-reserve",
        _KERNELS,
        "    order[RESERVE] -= order[SHOWN]\n    p.state[REFILLS] -= 1",
        "    order[RESERVE] -= 1\n    p.state[REFILLS] -= 1",
        "an iceberg creates lots when it refills",
        _ENGINE,
    ),
    Mutant(
        "trades-with-itself",
        _KERNELS,
        "if owner > 0 and p.orders[slot, OWNER] == owner:",
        "if owner > 0 and p.orders[slot, OWNER] == -owner:",
        "an owner trades with itself",
        _ENGINE,
    ),
    Mutant(
        "rpi-is-locked",
        _KERNELS,
        "    drop_retail(p, side, ticks)\n    order = p.orders[slot]",
        "    order = p.orders[slot]",
        "an order comes to rest across RPI orders of the other side",
        _ENGINE,
    ),
    Mutant(
        "reduced-loses-its-display",
        _KERNELS,
        "    unseen = min(lots, order[RESERVE])",
        "    unseen = min(lots, order[RESERVE]) * 0",
        "a reduced iceberg gives up its tip before its reserve",
        _ENGINE,
    ),
    Mutant(
        "update-numbers-overlap",
        "simulator/depth_feed.py",
        "previous_id=previous, is_snapshot=False)",
        "previous_id=previous - 1, is_snapshot=False)",
        "updates do not name the one before them",
        (_MARKET[0] + "::test_a_feed_of_the_log_ends_in_the_book_of_the_engine",),
    ),
    Mutant(
        "draws-are-lost",
        "simulator/book_market.py",
        "np.concatenate([self._flow.draws[used:], self._draws()])",
        "np.concatenate([self._flow.draws[:0], self._draws()])",
        "draws left over are thrown away",
        (_MARKET[0] + "::test_a_seed_gives_the_same_bytes",),
    ),
    Mutant(
        "signs-are-expected",
        _KERNELS,
        "    return sign, sign * one - expected",
        "    return sign, sign * one + 0 * expected",
        "expected signs move the price: returns follow one another",
        (_MARKET[0] + "::test_a_seed_gives_the_same_bytes",),
    ),
)
