"""The score and the recession probability over time, each day with what had been published by then."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from seawall.core import DateArray, Failure, FloatArray, check_dates, read_only, read_only_dates, to_date
from seawall.errors import DataError, InputError, NumericalError
from seawall.macro.economy import Economy
from seawall.macro.recession import RECESSION_MONTHS_AHEAD, area_under_curve, recession_sample
from seawall.macro.regime_policy import RegimePart, RegimePolicy, default_regime_policy
from seawall.macro.regime_reading import RegimeWord
from seawall.macro.regime_score import score_days
from seawall.macro.series import MacroSeries
from seawall.models import ProbitFit

__all__ = [
    "RecessionHistory",
    "RecessionSkill",
    "RegimeHistory",
    "month_starts",
    "recession_history",
    "recession_skill",
    "recession_spells",
    "score_history",
]


@dataclass(frozen=True, slots=True, eq=False)
class RegimeHistory:
    """The macro-regime score over time.

    Attributes
    ----------
    days : DateArray
        Shape (n,), rising; each uses what had been published by then, in the vintage at hand.
    best, worst : FloatArray
        Shape (n,): lowest and highest score that was possible; equal where all indicators were known.
    part_best, part_worst : FloatArray
        Shape (6, n), in the order of `RegimePart`, 0 to 10 each.
    words : tuple of RegimeWord or None
        One a day; None where it was open.
    policy : str
        Name of the policy.
    """

    days: DateArray
    best: FloatArray
    worst: FloatArray
    part_best: FloatArray
    part_worst: FloatArray
    words: tuple[RegimeWord | None, ...]
    policy: str

    def __post_init__(self) -> None:
        """Freeze the arrays."""
        object.__setattr__(self, "days", read_only_dates(self.days))
        for name in ("best", "worst", "part_best", "part_worst"):
            object.__setattr__(self, name, read_only(getattr(self, name)))

    @property
    def is_rated(self) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
        """Whether the score is one number; shape (n,)."""
        rated: np.ndarray[tuple[int, ...], np.dtype[np.bool_]] = self.best == self.worst
        return rated


@dataclass(frozen=True, slots=True, eq=False)
class RecessionHistory:
    """Probabilities of a recession twelve months ahead, each fitted on what was known on its day.

    Attributes
    ----------
    days : DateArray
        Shape (n,): only days on which a fit was possible.
    target_months : DateArray
        Shape (n,), first day of the month forecast.
    probabilities : FloatArray
        Shape (n,).
    coefficients : FloatArray
        Shape (n, 2).
    base_rates : FloatArray
        Shape (n,): share of recession months in the sample of the day, the forecast without a curve.
    omitted : tuple of Failure
        Days without a probability, and why.
    """

    days: DateArray
    target_months: DateArray
    probabilities: FloatArray
    coefficients: FloatArray
    base_rates: FloatArray
    omitted: tuple[Failure, ...]

    def __post_init__(self) -> None:
        """Freeze the arrays."""
        for name in ("days", "target_months"):
            object.__setattr__(self, name, read_only_dates(getattr(self, name)))
        for name in ("probabilities", "coefficients", "base_rates"):
            object.__setattr__(self, name, read_only(getattr(self, name)))


@dataclass(frozen=True, slots=True)
class RecessionSkill:
    """How well past probabilities did, out of sample.

    Attributes
    ----------
    months, recession_months : int
        Forecasts whose outcome is in the series, and recessions among them.
    area_under_curve : float
        0.5 says nothing, 1 separates.
    brier, base_rate_brier : float
        Mean squared error of the probability, and of the base rate known at the time; lower is better.
    """

    months: int
    recession_months: int
    area_under_curve: float
    brier: float
    base_rate_brier: float


def month_starts(first: dt.date, last: dt.date) -> DateArray:
    """First days of months from `first` to `last`, both included where they are first days.

    Examples
    --------
    >>> [str(day) for day in month_starts(dt.date(2008, 11, 15), dt.date(2009, 1, 1))]
    ['2008-12-01', '2009-01-01']
    """
    if last < first:
        raise InputError(f"'last' must not be before 'first' {first}, was {last}")
    begin = np.datetime64(first, "M") + (0 if first.day == 1 else 1)
    months = np.arange(begin, np.datetime64(last, "M") + 1)
    return read_only_dates(months.astype("datetime64[D]"))


def score_history(economy: Economy, *, days: DateArray, policy: RegimePolicy | None = None) -> RegimeHistory:
    """Score an economy on many days, each with what had been published by then.

    Publication days are those of the catalogue; values are of the vintage at hand, so later revisions are not undone.

    Parameters
    ----------
    economy : Economy
        Its series.
    days : DateArray
        Shape (n,), rising, none after the day of the economy.
    policy : RegimePolicy, optional
        That of Seawall by default.

    Returns
    -------
    RegimeHistory
        The last value of each day equals `read_regime` of an economy cut on that day, to the bit.

    Raises
    ------
    InputError
        When days do not rise, or one is after the day of the economy.
    """
    chosen = policy or default_regime_policy()
    asked = _checked(days, economy)
    scored = score_days(economy, asked, chosen)
    return RegimeHistory(
        days=asked,
        best=scored.total.best,
        worst=scored.total.worst,
        part_best=np.stack([scored.parts[each].best for each in RegimePart]),
        part_worst=np.stack([scored.parts[each].worst for each in RegimePart]),
        words=tuple(word for word, _ in scored.words),
        policy=chosen.name,
    )


def recession_history(economy: Economy, *, days: DateArray) -> RecessionHistory:
    """Forecast recessions on many days, each by a fit on the outcomes that were known by then.

    Parameters
    ----------
    economy : Economy
        With T10Y3M and USREC.
    days : DateArray
        Shape (n,), rising, none after the day of the economy.

    Returns
    -------
    RecessionHistory
        Days without a spread, without a known recession, or with a sample that one spread separates are listed apart.

    Raises
    ------
    InputError
        When days do not rise, or one is after the day of the economy.
    DataError
        When a series is missing.
    """
    asked = _checked(days, economy)
    sample = recession_sample(economy)
    kept: list[tuple[np.datetime64, int, ProbitFit]] = []
    omitted: list[Failure] = []
    for day in asked:
        date = to_date(day)
        try:
            row = sample.newest_spread(date)
            # the interval is not part of the history, so its errors over many lags are not made
            kept.append((day, row, sample.fit(sample.rows_known(date), lags=0)))
        except (DataError, NumericalError) as error:
            omitted.append(Failure.of(f"recession probability of {date}", error))
    rows_kept = np.array([each[1] for each in kept], dtype=np.int64)
    targets = sample.months[rows_kept] + RECESSION_MONTHS_AHEAD
    return RecessionHistory(
        days=np.array([each[0] for each in kept], dtype="datetime64[D]"),
        target_months=targets.astype("datetime64[M]").astype("datetime64[D]"),
        probabilities=np.array([fit.probability(float(sample.spreads[row])) for _, row, fit in kept]),
        coefficients=np.array([fit.coefficients for _, _, fit in kept]).reshape(-1, 2),
        base_rates=np.array([fit.n_outcomes / fit.n for _, _, fit in kept]),
        omitted=tuple(omitted),
    )


def recession_skill(history: RecessionHistory, recessions: MacroSeries) -> RecessionSkill:
    """Judge past probabilities by what the NBER has since named.

    Parameters
    ----------
    history : RecessionHistory
        Out of sample.
    recessions : MacroSeries
        USREC, as known today.

    Returns
    -------
    RecessionSkill
        Beside the base rate known at each time.

    Raises
    ------
    DataError
        When the outcomes known are all alike.
    """
    _, left, right = np.intersect1d(history.target_months, recessions.dates, return_indices=True)
    outcomes, forecasts = recessions.values[right], history.probabilities[left]
    return RecessionSkill(
        months=len(outcomes),
        recession_months=int(outcomes.sum()),
        area_under_curve=area_under_curve(forecasts, outcomes),
        brier=float(np.mean((forecasts - outcomes) ** 2)),
        base_rate_brier=float(np.mean((history.base_rates[left] - outcomes) ** 2)),
    )


def recession_spells(recessions: MacroSeries) -> tuple[tuple[dt.date, dt.date], ...]:
    """First day of each recession, and first day after it.

    Parameters
    ----------
    recessions : MacroSeries
        USREC: 1 in months of a recession.
    """
    months: DateArray = recessions.dates[recessions.values > 0.0]
    if not len(months):
        return ()
    in_months = months.astype("datetime64[M]")
    breaks = [row + 1 for row, (before, month) in enumerate(pairwise(in_months)) if month - before > 1]
    firsts, lasts = in_months[[0, *breaks]], in_months[[*(row - 1 for row in breaks), -1]]
    days = [(each.astype("datetime64[D]") for each in pair) for pair in zip(firsts, lasts + 1, strict=True)]
    return tuple((to_date(first), to_date(after)) for first, after in days)


def _checked(days: DateArray, economy: Economy) -> DateArray:
    asked = read_only_dates(days)
    check_dates(asked, "days")
    if len(asked) and asked[-1] > np.datetime64(economy.as_of, "D"):
        raise InputError(f"'days' must not pass the day of the economy, {economy.as_of}, but end on {asked[-1]}")
    return asked
