"""From a folder of economic series to the cards and indicators of one day."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from seawall.core import Failure
from seawall.macro import read_cards, read_indicators
from seawall.report import MacroResults
from seawall.sources import read_macro_folder

__all__ = ["run_macro"]


def run_macro(data: Path, *, as_of: dt.date | None = None, vintage: str | None = None) -> MacroResults:
    """Read the economy on one day.

    Parameters
    ----------
    data : Path
        Folder of economic series, one file each.
    as_of : datetime.date, optional
        Only what had been published by then is used; by default all that the newest vintages hold.
    vintage : str, optional
        Only this vintage of the folder.

    Returns
    -------
    MacroResults
        An indicator without data is listed as a failure.

    Raises
    ------
    InputError, DataError, SourceError
        One line: the file or argument, its value and what is allowed.
    """
    economy = read_macro_folder(data, as_of=as_of, vintage=vintage)
    indicators = read_indicators(economy)
    return MacroResults(
        economy=economy,
        data=str(data),
        vintage=vintage or "",
        cards=read_cards(economy),
        indicators=indicators,
        failures=tuple(
            Failure(f"indicator {each.id}", "DataError", each.unavailable) for each in indicators if each.value is None
        ),
    )
