"""Faults in liquidation cascades, and in what a stress makes of them."""

from __future__ import annotations

from mutants.planted import Mutant

_CASCADE = "tests/microstructure/test_cascade.py"
_FORCED = "tests/valuation/test_forced_close.py"

FAULTS = (
    Mutant(
        "cascade-stops-after-one-round",
        "microstructure/cascade_kernels.py",
        "        if due <= count:\n",
        "        if due <= count or rounds > 0:\n",
        "nobody is liquidated by the price to which the first forced orders carry it",
        (f"{_CASCADE}::test_the_end_solves_the_equation",),
    ),
    Mutant(
        "cascade-forgets-what-the-shock-took",
        "microstructure/cascade_kernels.py",
        "wanted = volume + press * level_total[count]",
        "wanted = press * level_total[count]",
        "forced orders find the book as if no shock had gone through it",
        (f"{_CASCADE}::test_a_cluster_below_an_even_book_tips_just_under_one_percent",),
    ),
    Mutant(
        "cascade-mark-follows-wholly",
        "microstructure/cascade_kernels.py",
        "mark = anchor + follow * (distance - shock)",
        "mark = distance",
        "a mark that is damped liquidates as if it were the last price",
        (f"{_CASCADE}::test_the_end_solves_the_equation",),
    ),
    Mutant(
        "square-root-without-its-edge",
        "microstructure/cascade.py",
        "beyond = stretched**2 if",
        "beyond = stretched**3 if",
        "the book beyond what is known of it grows too fast",
        (f"{_CASCADE}::test_the_square_root_goes_through_the_edge_of_the_known_book",),
    ),
    Mutant(
        "fund-pays-without-end",
        "microstructure/insurance_fund.py",
        "borne = min(quantity, fund / -unit)",
        "borne = quantity",
        "nobody is ever deleveraged",
        (f"{_CASCADE}::test_what_a_fund_cannot_bear_is_deleveraged",),
    ),
    Mutant(
        "forced-close-keeps-the-gain",
        "valuation/forced_close.py",
        "lost = -instrument.margin * rates - held.unrealised(today) * rate",
        "lost = -instrument.margin * rates",
        "what a position had gained since entry is not lost with its margin",
        (f"{_FORCED}::test_a_short_is_closed_above_and_what_it_had_gained_is_lost_too",),
    ),
)
