"""Faults in what would move a grade, and in what the dashboard is told of it."""

from __future__ import annotations

from mutants.planted import Mutant

_STEP, _VIEW = "rating/grade_step.py", "report/rating.py"
_USE, _READ = "rating/limit_use.py", "workflows/limits.py"
_LIMITS = ("tests/rating/test_limit_use.py", "tests/workflows/test_limits.py")

FAULTS = (
    Mutant(
        "a-factor-moves-the-grade-by-its-score",
        _STEP,
        "score = factor.score + points / factor.policy.weight",
        "score = factor.score + points",
        "a reading is named that leaves the grade where it is",
        ("tests/rating/test_grade_step.py::test_the_named_reading_moves_the_grade_by_one_and_no_less_does",),
    ),
    Mutant(
        "better-begins-where-worse-does",
        _STEP,
        "is_better=True, edge=better.below",
        "is_better=True, edge=rating.bands[0].below",
        "the better grade is said to be nearer than it is",
        ("tests/rating/test_grade_step.py::test_the_pages_book_is_half_a_point_from_b",),
    ),
    Mutant(
        "the-reason-is-the-first-factor",
        _VIEW,
        "costs = sorted(rating.waterfall, key=lambda each: -(each.contribution or 0.0))",
        "costs = list(rating.waterfall)",
        "a factor is blamed for its place in the policy file",
        ("tests/report/test_rating.py::test_the_reason_names_the_factors_that_cost_most",),
    ),
    Mutant(
        "limit-at-its-edge",
        _USE,
        "if reading.value > most:",
        "if reading.value >= most:",
        "what is used in full is breached",
        _LIMITS,
    ),
    Mutant(
        "limit-certain-too-soon",
        _USE,
        "reading.interval[1]",
        "reading.interval[0]",
        "the lower end of an interval decides what is certain",
        _LIMITS,
    ),
    Mutant(
        "limit-unbounded-is-kept",
        _USE,
        "if reading.is_bounded and highest <= most",
        "if highest <= most",
        "an estimate that nobody can bound is kept for certain",
        _LIMITS,
    ),
    Mutant(
        "limit-gain-as-loss",
        _READ,
        "loss = max(0.0, -float(totals[worst]))",
        "loss = abs(float(totals[worst]))",
        "the worst of all gains uses a limit of losses",
        _LIMITS,
    ),
    Mutant(
        "limit-of-the-fastest",
        _READ,
        "longest, position = max(known)",
        "longest, position = min(known)",
        "the position that is sold first is read",
        _LIMITS,
    ),
    Mutant(
        "limit-short-is-nothing",
        "exposures/market.py",
        "gross.get(asset_class, 0.0) + abs(delta)",
        "gross.get(asset_class, 0.0) + max(delta, 0.0)",
        "short positions are no gross exposure",
        _LIMITS,
    ),
)
