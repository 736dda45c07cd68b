"""The six cards on the Federal Reserve and inflation, each with a sentence made from figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from seawall.core import to_date
from seawall.macro.economy import Economy
from seawall.macro.histories import IndicatorHistory
from seawall.macro.indicators import Indicator, IndicatorId, indicator_history, read_indicator, recent_history
from seawall.macro.thresholds import PAYROLL_RULE, PCE_TARGET, VIX_RULE
from seawall.macro.trend import Trend

__all__ = ["Claim", "MacroCard", "read_cards"]

_INVERSION_MEMORY = 504
"""Sessions, about two years, for which an inversion is remembered."""

_STICKY_FROM = 2.25
"""Steady inflation from here on is called sticky: above the Fed's target by more than its tolerance."""


_SMALL_GAP = 0.05
"""Points between core and headline that the published one decimal would not show."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A figure that a sentence states.

    Attributes
    ----------
    what : str
        What it is.
    value : float
        Full precision.
    text : str
        As it stands in the sentence.
    """

    what: str
    value: float
    text: str


@dataclass(frozen=True, slots=True)
class MacroCard:
    """One card.

    Attributes
    ----------
    indicator : Indicator
        The figure, and what made it.
    what : str
        What it is, in words.
    trend : str
        Rising, falling, steady or sticky; empty where it cannot be told.
    sentence : str
        The reading, made from the claims.
    claims : tuple of Claim
        Every figure in the sentence, in its order.
    recent : IndicatorHistory
        The figure over the last year or three, up to the reading.
    """

    indicator: Indicator
    what: str
    trend: str
    sentence: str
    claims: tuple[Claim, ...]
    recent: IndicatorHistory


@dataclass(slots=True)
class _Claims:
    """The figures of one sentence as it is written."""

    made: list[Claim] = field(default_factory=list)

    def say(self, what: str, value: float, form: str = ".2f") -> str:
        """Text of a figure, which is kept."""
        text = format(value, form)
        if not any(digit in "123456789" for digit in text):
            text = text.lstrip("+-")  # a rounded zero has no sign
        self.made.append(Claim(what, value, text))
        return text


def read_cards(economy: Economy) -> tuple[MacroCard, ...]:
    """Core PCE, CPI, PCE, payrolls, VIX and the 2Y-10Y slope.

    Parameters
    ----------
    economy : Economy
        What was known on the day.

    Returns
    -------
    tuple of MacroCard
        Six, in that order; a card without data says why.

    Examples
    --------
    >>> nothing = read_cards(Economy(dt.date(2025, 12, 10), {}))
    >>> len(nothing), nothing[0].sentence[:14]
    (6, 'Not available:')
    """
    return tuple(_card(economy, which, what, write) for which, what, write in _CARDS)


_Writer = Callable[[Economy, Indicator, float, _Claims], str]


def _card(economy: Economy, which: IndicatorId, what: str, write: _Writer) -> MacroCard:
    reading = read_indicator(economy, which)
    claims = _Claims()
    if reading.value is None:
        sentence = f"Not available: {reading.unavailable}."
        if reading.previous_value is not None and reading.previous_period is not None:
            before = claims.say("previous reading", reading.previous_value)
            sentence += f" The last reading, of {_period(reading, reading.previous_period)}, was {before}."
    else:
        sentence = write(economy, reading, reading.value, claims)
    recent = recent_history(economy, which)
    return MacroCard(reading, what, _trend_word(reading), sentence, tuple(claims.made), recent)


def _trend_word(reading: Indicator) -> str:
    if reading.trend is None or reading.value is None:
        return ""
    is_inflation = reading.id in {IndicatorId.CORE_PCE_YOY, IndicatorId.PCE_YOY, IndicatorId.CPI_YOY}
    if is_inflation and reading.trend.trend is Trend.STEADY and reading.value >= _STICKY_FROM:
        return "sticky"
    return str(reading.trend.trend)


def _period(reading: Indicator, day: dt.date | None = None) -> str:
    shown = day or reading.period
    return f"{shown:%Y-%m}" if reading.frequency == "monthly" else str(shown)


def _moved(reading: Indicator, claims: _Claims, *, unit: str = "points", form: str = "+.2f") -> str:
    """Clause on the trend; empty where it cannot be told."""
    if reading.trend is None:
        return ""
    change = claims.say(f"change over {reading.trend.span}", reading.trend.change, form)
    return f"; {_trend_word(reading)}, {change} {unit} over {reading.trend.span}"


def _pace(economy: Economy, which: IndicatorId, claims: _Claims) -> str:
    """Clause on the three-month pace, or why there is none."""
    pace = read_indicator(economy, which)
    if pace.value is None:
        return f"Its 3-month pace is not available: {pace.unavailable}."
    return f"Its last 3 months ran at {claims.say('3-month pace', pace.value)} % a year."


def _against_target(value: float, claims: _Claims) -> str:
    gap = value - PCE_TARGET
    distance = claims.say("distance from the target", abs(gap))
    side = "above" if gap >= 0 else "below"
    return f"{distance} points {side} the Fed's target of {claims.say('target', PCE_TARGET, 'g')} %"


def _write_core_pce(economy: Economy, reading: Indicator, value: float, claims: _Claims) -> str:
    return (
        f"Core PCE prices rose {claims.say('value', value)} % in the year to {_period(reading)}, "
        f"{_against_target(value, claims)}{_moved(reading, claims)}. {_pace(economy, IndicatorId.CORE_PCE_3M, claims)}"
    )


def _write_cpi(economy: Economy, reading: Indicator, value: float, claims: _Claims) -> str:
    start = f"CPI rose {claims.say('value', value)} % in the year to {_period(reading)}, {reading.word}"
    sentence = f"{start}{_moved(reading, claims)}. {_pace(economy, IndicatorId.CPI_3M, claims)}"
    core = read_indicator(economy, IndicatorId.CORE_CPI_YOY)
    if core.value is not None and core.period == reading.period:
        sentence += f" Less food and energy it rose {claims.say('core CPI', core.value)} %."
    return sentence


def _write_pce(economy: Economy, reading: Indicator, value: float, claims: _Claims) -> str:
    sentence = (
        f"PCE prices rose {claims.say('value', value)} % in the year to {_period(reading)}, "
        f"{_against_target(value, claims)}{_moved(reading, claims)}."
    )
    return sentence + _core_gap(economy, claims)


def _core_gap(economy: Economy, claims: _Claims) -> str:
    """Sentence on core less headline in their last common month; empty where there is none."""
    if not (economy.has("PCEPI") and economy.has("PCEPILFE")):
        return ""
    core = indicator_history(economy, IndicatorId.CORE_PCE_YOY)
    whole = indicator_history(economy, IndicatorId.PCE_YOY)
    common = np.intersect1d(core.dates, whole.dates)
    if not len(common):
        return ""
    month = to_date(common[-1])
    core_value, whole_value = core.value_on(month), whole.value_on(month)
    if core_value is None or whole_value is None:
        return ""
    gap = core_value - whole_value
    verb = "hold the whole index down" if gap > 0 else "push the whole index up"
    if abs(gap) < _SMALL_GAP:
        verb = "hardly matter"
    return (
        f" Core less headline was {claims.say('core less headline', gap, '+.2f')} points in {month:%Y-%m}: "
        f"food and energy {verb}."
    )


def _write_payrolls(economy: Economy, reading: Indicator, value: float, claims: _Claims) -> str:
    need = PAYROLL_RULE.levels[-1]
    sentence = (
        f"Payrolls changed by {claims.say('value', value, '+,.0f')} thousand in {_period(reading)}, against about "
        f"{claims.say('need', need, 'g')} thousand that a growing population needs: {reading.word}"
    )
    mean = read_indicator(economy, IndicatorId.PAYROLLS_MEAN_3M)
    if mean.value is None:
        return f"{sentence}. The mean of 3 months is not available: {mean.unavailable}."
    return (
        f"{sentence}. The mean of the last 3 months is {claims.say('mean of 3 months', mean.value, '+,.0f')} thousand."
    )


def _write_vix(_economy: Economy, reading: Indicator, value: float, claims: _Claims) -> str:
    complacent, watch = VIX_RULE.levels[:2]
    sentence = f"VIX closed at {claims.say('value', value)} on {_period(reading)}: {reading.word}"
    if value < complacent:
        sentence += f", under {claims.say('complacent below', complacent, 'g')}"
    distance, level = claims.say("distance from watch", abs(watch - value)), claims.say("watch from", watch, "g")
    side = "below" if value < watch else "above"
    sentence += f", {distance} points {side} the watch level of {level}{_moved(reading, claims)}"
    if reading.rank is None:
        return sentence + "."
    rank = claims.say("percentile", 100.0 * reading.rank.percentile, ".0f")
    return f"{sentence}. It stands at percentile {rank} of its closes since {reading.rank.window.start}."


def _write_slope(economy: Economy, reading: Indicator, value: float, claims: _Claims) -> str:
    more = "more" if value >= 0 else "less"
    sentence = (
        f"The 10-year yields {claims.say('size of the slope', abs(value))} points {more} than the 2-year on "
        f"{_period(reading)}: {reading.word}{_moved(reading, claims)}."
    )
    history = indicator_history(economy, IndicatorId.SLOPE_2Y10Y)
    recent = history.values[-_INVERSION_MEMORY:]
    below = np.flatnonzero(recent < 0)
    remembered = claims.say("sessions", len(recent), "d")
    if not len(below):
        return f"{sentence} In the last {remembered} sessions it was not inverted."
    lowest = claims.say("lowest", float(recent.min()), "+.2f")
    sentence += f" In the last {remembered} sessions it fell to {lowest} at worst"
    if value < 0:
        return f"{sentence}, and is still inverted: the risk of a recession comes when it steepens again."
    last = to_date(history.dates[-len(recent) :][below[-1]])
    is_steepening = reading.trend is not None and reading.trend.trend is Trend.RISING
    risk = "re-steepening, which is when the risk of a recession comes" if is_steepening else "not re-steepening now"
    return f"{sentence}, and was last inverted on {last}; {risk}."


_CARDS: tuple[tuple[IndicatorId, str, _Writer], ...] = (
    (IndicatorId.CORE_PCE_YOY, "The Fed's primary gauge of inflation", _write_core_pce),
    (IndicatorId.CPI_YOY, "Consumer prices, all items", _write_cpi),
    (IndicatorId.PCE_YOY, "The index of the Fed's target, all items", _write_pce),
    (IndicatorId.PAYROLLS_CHANGE, "Jobs added outside farms in a month", _write_payrolls),
    (IndicatorId.VIX, "Volatility that S&P 500 options imply", _write_vix),
    (IndicatorId.SLOPE_2Y10Y, "Slope of the Treasury curve, 10 less 2 years", _write_slope),
)
