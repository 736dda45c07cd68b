"""The economy: what its series say today.

Takes   economic series by reference period.
Gives   MacroSeries, Economy: the series known on one day; the catalogue of known series with their publication lags.
Never   reads a file, fills a gap, or uses a value before it was published.
"""

from seawall.macro.catalogue import SERIES_CATALOGUE, Frequency, SeriesFacts, SeriesUnit, series_facts
from seawall.macro.economy import Economy
from seawall.macro.series import MacroSeries

__all__ = ["SERIES_CATALOGUE", "Economy", "Frequency", "MacroSeries", "SeriesFacts", "SeriesUnit", "series_facts"]
