"""Faults in books: levels, orders in their queues, what messages determine, and readers of recordings."""

from __future__ import annotations

from mutants.planted import Mutant

_BOOK = ("tests/microstructure/test_order_book.py",)
_LEDGER = ("tests/microstructure/test_order_ledger.py",)
_WINDOW = ("tests/microstructure/test_window_book.py",)
_RECORDINGS = ("tests/sources/recordings/test_recorded_orders.py",)

FAULTS = (
    Mutant(
        "levels-tail-leads-unseen",
        "microstructure/book_kernels.py",
        "2 if (offset < 0) == (row == 1) else 1",
        "1",
        "a replay reads past a better price outside the window",
        _BOOK,
    ),
    Mutant(
        "levels-refusal-after-change",
        "microstructure/book_kernels.py",
        "lowest = min(lowest, ask_lots[place], ask_ticks[place] - 1)",
        "lowest = min(lowest, ask_lots[place])",
        "asks at a price of 0 are taken",
        _BOOK,
    ),
    Mutant(
        "levels-best-ask-stays",
        "microstructure/book_kernels.py",
        "                while best_ask < width and windows[1, best_ask] == 0:\n                    best_ask += 1",
        "                while best_ask < width - 1 and windows[1, best_ask] == 0:\n                    best_ask += 1",
        "a replay that empties the asks keeps a best one",
        _BOOK,
    ),
    Mutant(
        "ledger-replace-keeps-place",
        "microstructure/order_kernels.py",
        "            order[BEFORE] = level[LAST]\n",
        "            order[BEFORE] = level[FIRST]\n",
        "an order comes behind the first of its queue instead of the last",
        _LEDGER,
    ),
    Mutant(
        "ledger-fill-beyond-lost",
        "microstructure/order_kernels.py",
        "went on being filled\n                order[FILL] += size",
        "went on being filled\n                order[FILL] += 0",
        "fills of an iceberg that shows nothing are not its own",
        _LEDGER,
    ),
    Mutant(
        "ledger-replaced-lots-sign",
        "microstructure/order_kernels.py",
        "counts[REPLACED_LOTS] += size - taken",
        "counts[REPLACED_LOTS] += size",
        "the lots that a replacement takes away stay in the accounts",
        _LEDGER,
    ),
    Mutant(
        "window-keeps-what-left",
        "microstructure/window_book.py",
        "self._known_from[side] = max(self._known_from[side], worst)",
        "self._known_from[side] = min(self._known_from[side], worst)",
        "a level that left the levels told of is still called known",
        _WINDOW,
    ),
    Mutant(
        "window-hidden-proves-nothing",
        "microstructure/window_book.py",
        "self._nothing_from(side, key + 1, event)",
        "self._nothing_from(side, key, event)",
        "an execution is called the proof that its own price is empty",
        _WINDOW,
    ),
    Mutant(
        "reader-fill-forgotten",
        "sources/recordings/market_by_order.py",
        "shown[order_id] = (side, price, before, filled + size)",
        "shown[order_id] = (side, price, before, size)",
        "of two fills before a record that confirms them, one is told twice",
        _RECORDINGS,
    ),
)
