"""Faults in the quality gate."""

from __future__ import annotations

from mutants.planted import Mutant

_GATE = ("tests/sources/quality/test_gate.py",)
_INTAKE = ("tests/sources/quality/test_intake.py",)

FAULTS = (
    Mutant(
        "quality-scale-not-normal",
        "sources/quality/jumps.py",
        "_NORMAL_SCALE = 1.482602218505602",
        "_NORMAL_SCALE = 0.6744897501960817",
        "the median absolute deviation is divided by 1.48 instead of multiplied",
        _GATE,
    ),
    Mutant(
        "quality-split-upside-down",
        "sources/quality/jumps.py",
        "logs = -np.log(ratios)",
        "logs = np.log(ratios)",
        "a fall by half is called a reverse split",
        _GATE,
    ),
    Mutant(
        "quality-spike-without-way-back",
        "sources/quality/jumps.py",
        "left = returns[:-1] + returns[1:]",
        "left = returns[:-1] - returns[1:]",
        "a spike is a move that goes on instead of one that comes back",
        _GATE,
    ),
    Mutant(
        "quality-stale-run-excuses-itself",
        "sources/quality/stale_runs.py",
        "zeros = math.log(FALSE_RUNS / len(is_zero)) / math.log(p)",
        "zeros = math.log(FALSE_RUNS) / math.log(p) * len(is_zero)",
        "a stale run must be as long as the series",
        _GATE,
    ),
    Mutant(
        "quality-weekday-shifted",
        "sources/quality/sessions.py",
        ".astype(np.int64) + 3) % 7",
        ".astype(np.int64) + 4) % 7",
        "Friday counts as weekend and Sunday does not",
        _GATE,
    ),
    Mutant(
        "quality-twin-sign",
        "sources/quality/twins.py",
        "back = np.maximum(-before * np.sign(gap[found]), -after * np.sign(gap[found]))",
        "back = np.maximum(before * np.sign(gap[found]), after * np.sign(gap[found]))",
        "a glitch that is taken back is called a step",
        _GATE,
    ),
    Mutant(
        "quality-conflict-is-duplicate",
        "sources/quality/duplicates.py",
        "same = ((values[later] == values[first])",
        "same = ((values[later] == values[later])",
        "two values of one time pass as one value twice",
        _GATE,
    ),
    Mutant(
        "quality-refused-batch-is-kept",
        "sources/quality/intake.py",
        "if report.is_refused:",
        "if report.is_refused and not report.findings:",
        "a refused batch goes into the store",
        _INTAKE,
    ),
)
