"""The economy: what its series say today.

Takes   economic series by reference period.
Gives   MacroSeries, Economy: the series known on one day; the catalogue of known series with their publication lags;
        the macro-regime score with its waterfall, the probability of a recession, and the history of both.
Never   reads data, fills a gap, or uses a value before it was published.
"""

from seawall.macro.catalogue import SERIES_CATALOGUE, Frequency, SeriesFacts, SeriesUnit, series_facts
from seawall.macro.economy import Economy
from seawall.macro.recession import RECESSION_MONTHS_AHEAD, forecast_recession
from seawall.macro.recession_forecast import RecessionFit, RecessionForecast
from seawall.macro.regime import read_regime
from seawall.macro.regime_history import (
    RecessionHistory,
    RecessionSkill,
    RegimeHistory,
    month_starts,
    recession_history,
    recession_skill,
    score_history,
)
from seawall.macro.regime_policy import (
    IndicatorPolicy,
    PartPolicy,
    RegimeIndicator,
    RegimePart,
    RegimePolicy,
    WordThresholds,
    default_regime_policy,
    read_regime_policy,
    regime_policy_schema,
)
from seawall.macro.regime_reading import IndicatorScore, PartScore, RegimeReading, RegimeWord
from seawall.macro.series import MacroSeries

__all__ = [
    "RECESSION_MONTHS_AHEAD",
    "SERIES_CATALOGUE",
    "Economy",
    "Frequency",
    "IndicatorPolicy",
    "IndicatorScore",
    "MacroSeries",
    "PartPolicy",
    "PartScore",
    "RecessionFit",
    "RecessionForecast",
    "RecessionHistory",
    "RecessionSkill",
    "RegimeHistory",
    "RegimeIndicator",
    "RegimePart",
    "RegimePolicy",
    "RegimeReading",
    "RegimeWord",
    "SeriesFacts",
    "SeriesUnit",
    "WordThresholds",
    "default_regime_policy",
    "forecast_recession",
    "month_starts",
    "read_regime",
    "read_regime_policy",
    "recession_history",
    "recession_skill",
    "regime_policy_schema",
    "score_history",
    "series_facts",
]
