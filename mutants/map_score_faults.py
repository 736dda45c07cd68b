"""Faults in the score of liquidation maps, in the rules that a map must beat, and in the files that it is scored on."""

from __future__ import annotations

from mutants.planted import Mutant

_SCORES = ("tests/measures/test_liquidation_scores.py",)
_NULLS = ("tests/microstructure/test_liquidation_nulls.py",)
_FILES = ("tests/sources/test_perpetual_files.py",)

FAULTS = (
    Mutant(
        "window-sees-its-own-interval",
        "measures/liquidation_cases.py",
        "    window = slice(start + 1, start + 1 + steps)\n    return min(mark",
        "    window = slice(start, start + steps)\n    return min(mark",
        "a window ends one interval before its horizon",
        _SCORES,
    ),
    Mutant(
        "gap-scored-across",
        "measures/liquidation_cases.py",
        "        if path.end_ns[end] - path.end_ns[start] == horizon_ns:",
        "        if path.end_ns[end] - path.end_ns[start] >= horizon_ns:",
        "windows are scored over missing intervals",
        _SCORES,
    ),
    Mutant(
        "slope-forgets-its-clusters",
        "measures/liquidation_volume.py",
        "scores = np.bincount(place, weights=centred * (y - intercept - slope * x))",
        "scores = centred * (y - intercept - slope * x)",
        "hours of one world count as independent",
        _SCORES,
    ),
    Mutant(
        "recipe-sees-the-next-wick",
        "microstructure/liquidation_nulls.py",
        "lows = np.append(np.minimum.accumulate(flow.low[past][::-1])[::-1][1:], np.inf)",
        "lows = np.minimum.accumulate(flow.low[past][::-1])[::-1]",
        "a position is consumed by the wick of the interval in which it was opened",
        _NULLS,
    ),
    Mutant(
        "funding-percent-as-decimal",
        "sources/perpetual_files.py",
        "values / 100.0 if chosen is FundingUnit.PERCENT else values",
        "values",
        "funding in percent is a hundred times too large",
        _FILES,
    ),
    Mutant(
        "zeros-taken-for-calm",
        "sources/perpetual_files.py",
        "    if not longs.any() and not shorts.any():",
        "    if not len(longs):",
        "liquidations that were not collected are taken for none",
        _FILES,
    ),
)
