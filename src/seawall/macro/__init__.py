"""The economy: what its series say today, and what they say of the dollar, gold, bitcoin and ether.

Takes   economic series by reference period, closes, figures that a user supplies.
Gives   MacroSeries, Economy: the series known on one day; the catalogue of known series with their publication lags;
        Indicator: a reading with its change, trend, percentile and threshold; MacroCard: a reading as a sentence;
        the macro-regime score with its waterfall, the probability of a recession, and the history of both;
        AssetView: level, drivers and reading of an asset, each claim with the figure behind it.
Never   reads data, fills a gap, or uses a value before it was published.
"""

from seawall.macro.asset_readings import write_reading
from seawall.macro.asset_view import (
    AssetDriver,
    AssetLevel,
    AssetPrices,
    AssetView,
    DriverEstimate,
    DriverStatus,
    Leaning,
    QuotedFigure,
    ViewSentence,
)
from seawall.macro.asset_views import build_asset_views, closes_until
from seawall.macro.cards import Claim, MacroCard, read_cards
from seawall.macro.catalogue import SERIES_CATALOGUE, Frequency, SeriesFacts, SeriesUnit, series_facts
from seawall.macro.driver_catalogue import DRIVER_CATALOGUE, DriverFacts, ViewAsset, driver_facts, drivers_of
from seawall.macro.drivers import DriverObservation
from seawall.macro.economy import Economy
from seawall.macro.halving_cycle import HALVING_DATES, HalvingCycle, halving_cycle_on
from seawall.macro.histories import (
    IndicatorHistory,
    annualised_growth,
    levels,
    mean_monthly_change,
    monthly_change,
    year_on_year,
)
from seawall.macro.indicators import Indicator, IndicatorId, Subject, indicator_history, read_indicator, read_indicators
from seawall.macro.policy_expectations import implied_cuts
from seawall.macro.reading_rule import Condition, ReadingRule
from seawall.macro.reading_rules import READING_RULES
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
    "DRIVER_CATALOGUE",
    "HALVING_DATES",
    "PAYROLL_RULE",
    "PCE_RULE",
    "PCE_TARGET",
    "PERCENTILE_RULE",
    "READING_RULES",
    "RECESSION_MONTHS_AHEAD",
    "SERIES_CATALOGUE",
    "SLOPE_RULE",
    "VIX_RULE",
    "AssetDriver",
    "AssetLevel",
    "AssetPrices",
    "AssetView",
    "Band",
    "Claim",
    "Condition",
    "DriverEstimate",
    "DriverFacts",
    "DriverObservation",
    "DriverStatus",
    "Economy",
    "Frequency",
    "HalvingCycle",
    "HistoryRank",
    "Indicator",
    "IndicatorHistory",
    "IndicatorId",
    "IndicatorPolicy",
    "IndicatorScore",
    "Leaning",
    "MacroCard",
    "MacroSeries",
    "PartPolicy",
    "PartScore",
    "QuotedFigure",
    "ReadingRule",
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
    "ViewAsset",
    "ViewSentence",
    "WordThresholds",
    "annualised_growth",
    "build_asset_views",
    "closes_until",
    "default_regime_policy",
    "driver_facts",
    "drivers_of",
    "forecast_recession",
    "halving_cycle_on",
    "implied_cuts",
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
    "write_reading",
    "year_on_year",
]
