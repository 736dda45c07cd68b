"""The economy: what its series say today.

Takes   economic series by reference period.
Gives   MacroSeries, Economy: the series known on one day; the catalogue of known series with their publication lags;
        Indicator: a reading with its change, trend, percentile and threshold; MacroCard: a reading as a sentence.
Never   reads a file, fills a gap, or uses a value before it was published.
        the macro-regime score with its waterfall, the probability of a recession, and the history of both.
Never   reads data, fills a gap, or uses a value before it was published.
"""

from seawall.macro.cards import Claim, MacroCard, read_cards
from seawall.macro.catalogue import SERIES_CATALOGUE, Frequency, SeriesFacts, SeriesUnit, series_facts
from seawall.macro.economy import Economy
from seawall.macro.histories import (
    IndicatorHistory,
    annualised_growth,
    levels,
    mean_monthly_change,
    monthly_change,
    year_on_year,
)
from seawall.macro.indicators import (
    Indicator,
    IndicatorId,
    Subject,
    indicator_history,
    read_indicator,
    read_indicators,
)
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
from seawall.macro.thresholds import (
    CPI_RULE,
    PAYROLL_RULE,
    PCE_RULE,
    PCE_TARGET,
    PERCENTILE_RULE,
    SLOPE_RULE,
    VIX_RULE,
    Band,
    ThresholdRule,
)
from seawall.macro.trend import HistoryRank, Trend, TrendReading, rank_in_history, read_trend

__all__ = [
    "CPI_RULE",
    "PAYROLL_RULE",
    "PCE_RULE",
    "PCE_TARGET",
    "PERCENTILE_RULE",
    "RECESSION_MONTHS_AHEAD",
    "SERIES_CATALOGUE",
    "SLOPE_RULE",
    "VIX_RULE",
    "Band",
    "Claim",
    "Economy",
    "Frequency",
    "HistoryRank",
    "Indicator",
    "IndicatorHistory",
    "IndicatorId",
    "IndicatorPolicy",
    "IndicatorScore",
    "MacroCard",
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
    "Subject",
    "ThresholdRule",
    "Trend",
    "TrendReading",
    "WordThresholds",
    "annualised_growth",
    "default_regime_policy",
    "forecast_recession",
    "indicator_history",
    "levels",
    "mean_monthly_change",
    "month_starts",
    "monthly_change",
    "rank_in_history",
    "read_cards",
    "read_indicator",
    "read_indicators",
    "read_regime",
    "read_regime_policy",
    "read_trend",
    "recession_history",
    "recession_skill",
    "regime_policy_schema",
    "score_history",
    "series_facts",
    "year_on_year",
]
