"""Faults in the macro-regime score and in recession probabilities."""

from __future__ import annotations

from mutants.planted import Mutant

_REGIME = ("tests/macro/test_regime.py",)
_RECESSION = ("tests/macro/test_recession.py",)
_PROBIT = ("tests/models/test_probit.py",)

FAULTS = (
    Mutant(
        "regime-reads-what-is-not-yet-published",
        "macro/indicator_path.py",
        'newest = np.searchsorted(readings.published, days, side="right") - 1',
        'newest = np.searchsorted(readings.periods, days, side="right") - 1',
        "a reading uses a value on the day of its period, before it was published",
        _REGIME,
    ),
    Mutant(
        "vix-percentile-of-the-whole-sample",
        "macro/regime_indicators.py",
        "np.count_nonzero(series.values[:row] < series.values[row]) / row",
        "np.mean(series.values < series.values[row])",
        "the percentile of a day knows later days",
        _REGIME,
    ),
    Mutant(
        "missing-indicator-scores-zero",
        "macro/regime_score.py",
        "np.where(paths[each.indicator].status == PathStatus.KNOWN, 0.0, each.weight)",
        "np.where(paths[each.indicator].status == PathStatus.KNOWN, 0.0, 0.0)",
        "what is missing counts as calm",
        _REGIME,
    ),
    Mutant(
        "resteepening-without-inversion",
        "macro/regime_indicators.py",
        "min(max(-trough, 0.0), float(series.values[row]) - trough)",
        "max(float(series.values[row]) - trough, 0.0)",
        "a curve that never inverted re-steepens",
        _REGIME,
    ),
    Mutant(
        "recession-a-month-early",
        "macro/recession.py",
        "targets = months + RECESSION_MONTHS_AHEAD",
        "targets = months + RECESSION_MONTHS_AHEAD - 1",
        "outcomes are those of eleven months later",
        _RECESSION,
    ),
    Mutant(
        "recession-known-at-once",
        "macro/recession.py",
        "outcomes_known=recessions.publication_dates[place]",
        "outcomes_known=recessions.dates[place]",
        "a recession counts before the NBER has named it",
        _RECESSION,
    ),
    Mutant(
        "probit-information-without-its-index",
        "models/probit.py",
        "weights = mills * (mills + design @ coefficients)",
        "weights = mills * mills",
        "errors of a probit from the wrong curvature",
        _PROBIT,
    ),
    Mutant(
        "newey-west-of-one-side",
        "models/probit.py",
        "(crossed + crossed.T)",
        "crossed",
        "covariances over time are counted once",
        _PROBIT,
    ),
)
