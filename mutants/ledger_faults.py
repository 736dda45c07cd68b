"""Faults in the simulated venue: its ledger, its liquidations and its clock."""

from __future__ import annotations

from mutants.planted import Mutant

_FUNDING = ("tests/simulator/test_ledger.py::test_funding_rounds_against_the_payer_and_the_fund_keeps_the_rest",)
_FUND = ("tests/simulator/test_ledger.py::test_the_fund_pays_as_long_as_it_can",)
_LADDER = ("tests/simulator/test_ledger.py::test_a_large_position_is_cut_tier_by_tier",)
_RANKING = ("tests/simulator/test_ledger.py::test_a_shortfall_beyond_the_fund_deleverages_the_best_ranked",)
_LEVELS = ("tests/simulator/test_ledger.py::test_levels_are_those_of_the_closed_formula",)
_CUT = ("tests/simulator/test_minute_market.py::test_a_run_cut_anywhere_is_the_run_in_one",)
_KERNELS = "simulator/ledger_kernels.py"

FAULTS = (
    Mutant(
        "funding-rounded-to-the-receiver",
        _KERNELS,
        "due = (value // FUNDING_SCALE) * rate - (-((value % FUNDING_SCALE) * rate) // FUNDING_SCALE)",
        "due = (value // FUNDING_SCALE) * rate + ((value % FUNDING_SCALE) * rate) // FUNDING_SCALE",
        "each funding payment falls short by what its rounding leaves",
        _FUNDING,
    ),
    Mutant(
        "ladder-stops-on-the-floor",
        _KERNELS,
        "return int(held - (terms.floors[tier] - 1) // mark)",
        "return int(held - terms.floors[tier] // mark - 1)",
        "a forced step cuts one lot too many",
        _LADDER,
    ),
    Mutant(
        "deleveraging-by-gain-alone",
        _KERNELS,
        "score = score * leverage if gain > 0.0 else score / leverage",
        "score = score * 1.0",
        "winners are ranked without their leverage",
        _RANKING,
    ),
    Mutant(
        "maintenance-without-deduction",
        _KERNELS,
        "(value % ONE_PPM) * rate // ONE_PPM - terms.deductions[tier]",
        "(value % ONE_PPM) * rate // ONE_PPM",
        "the tier's rate holds for the whole value",
        _LEVELS,
    ),
    Mutant(
        "fund-spared-the-loss",
        _KERNELS,
        "book.totals[FUND] += left * per_lot",
        "book.totals[FUND] += max(left * per_lot, 0)",
        "a fill beyond bankruptcy costs nobody anything",
        _FUND,
    ),
    Mutant(
        "words-by-the-call",
        "simulator/minute_market.py",
        "counter=first * DRAWS_PER_MINUTE // _WORDS_PER_COUNTER",
        "counter=0",
        "a run cut in two repeats its random numbers",
        _CUT,
    ),
)
