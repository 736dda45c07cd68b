"""Faults in the detection of icebergs, and in the scores of detectors."""

from __future__ import annotations

from mutants.planted import Mutant

_WATCH = ("tests/microstructure/test_icebergs.py",)
_SCORES = ("tests/measures/test_detection_scores.py",)

FAULTS = (
    Mutant(
        "retail-volume-as-visible",
        "microstructure/icebergs.py",
        "lots = trade.visible_lots",
        "lots = trade.size_lots",
        "volume of retail price improvement, which no display shows, is taken for hidden size",
        _WATCH,
    ),
    Mutant(
        "doubt-keeps-evidence",
        "microstructure/icebergs.py",
        "        elif not self._is_doubtful:\n            self._update(event)",
        "        else:\n            self._update(event)\n            self._is_doubtful = False",
        "updates of a stream that may have gaps are taken for evidence",
        _WATCH,
    ),
    Mutant(
        "sizes-without-peak",
        "microstructure/iceberg_evidence.py",
        "if lots % peak == 0 and lots <= _MOST_TIPS * peak:",
        "if lots <= _MOST_TIPS * peak:",
        "any size after another speaks for a peak",
        _WATCH,
    ),
    Mutant(
        "cancelled-icebergs-as-whole",
        "microstructure/hidden_size.py",
        "done = ((sizes == at[:, np.newaxis]) & whole).sum(axis=1)",
        "done = (sizes == at[:, np.newaxis]).sum(axis=1)",
        "an iceberg that was cancelled counts as one of that size",
        ("tests/microstructure/test_hidden_size.py",),
    ),
    Mutant(
        "recall-of-flags",
        "measures/detection_scores.py",
        "recall=len(found) / len(truths) if len(truths) else None,",
        "recall=min(true_flags / len(truths), 1.0) if len(truths) else None,",
        "a truth that is flagged twice is found twice",
        _SCORES,
    ),
    Mutant(
        "hidden-fill-known-before",
        "microstructure/hidden_executions.py",
        "return self._execution(event, is_hidden=found.filled > found.most)",
        "return self._execution(event, is_hidden=found.left == 0)",
        "every order that was filled whole counts as one that hid",
        ("tests/microstructure/test_hidden_executions.py",),
    ),
)
