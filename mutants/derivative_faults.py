"""Faults in a book over a grid of shocks and between two closes."""

from __future__ import annotations

from mutants.planted import Mutant

FAULTS = (
    Mutant(
        "every-asset-moves-with-the-one-named",
        "scenarios/shock_grid.py",
        "if underlying not in (None, factor.name)",
        "if underlying == ''",
        "a grid of one asset is the grid of all of them",
        ("tests/scenarios/test_shock_grid.py::test_every_pair_stands_once_and_all_else_stands_still",),
    ),
    Mutant(
        "grid-without-forced-closes",
        "workflows/shock_grid.py",
        "pnl=cube.totals.reshape(",
        "pnl=held_on.totals.reshape(",
        "a perpetual past its liquidation price goes on losing",
        ("tests/workflows/test_shock_grid.py::test_a_perpetual_loses_its_margin_and_no_more",),
    ),
    Mutant(
        "first-close-one-too-early",
        "workflows/explain.py",
        'side="right")) - 1',
        'side="left")) - 1',
        "the explain begins a session before the day that was asked for",
        ("tests/workflows/test_explain.py::test_a_day_with_a_close_means_that_close",),
    ),
)
