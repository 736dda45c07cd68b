"""The macro regime and the probability of a recession month by month, each with what was known then."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import numpy as np

from seawall.core import DateArray, Failure
from seawall.errors import DataError, SeawallError
from seawall.macro import (
    Economy,
    MacroSeries,
    RecessionHistory,
    RecessionSkill,
    RegimeHistory,
    month_starts,
    read_regime,
    recession_history,
    recession_skill,
    score_history,
)
from seawall.report import MacroHistoryResults
from seawall.workflows.macro import open_economy

__all__ = ["run_macro_history"]

_OUTCOMES = "USREC"
_WIDEST = 5.0
"""Points of 10 that a score may leave open in the first month: half of its weight is known by then."""


def run_macro_history(
    data: Path | None = None, *, as_of: dt.date | None = None, vintage: str | None = None
) -> MacroHistoryResults:
    """Read the economy on the first day of each month.

    Parameters
    ----------
    data : Path, optional
        Folder of economic series, one file each; by default what the store keeps.
    as_of : datetime.date, optional
        The last day; by default that of `run_macro`.
    vintage : str, optional
        Only this vintage of a folder.

    Returns
    -------
    MacroHistoryResults
        From the first month in which half of the score's weight was known; recessions that cannot be forecast or judged
        are listed as failures.

    Raises
    ------
    InputError, DataError, SourceError
        One line: the file or argument, its value and what is allowed.
    """
    economy = open_economy(data, vintage=vintage, as_of=as_of)
    regime = _scores(economy)
    failures: list[Failure] = []
    forecast = _forecasts(economy, regime.days, failures)
    outcomes = economy.get(_OUTCOMES) if economy.has(_OUTCOMES) else None
    return MacroHistoryResults(
        economy=economy,
        data="the store" if data is None else str(data),
        vintage=vintage or "",
        lineage=read_regime(economy).lineage,
        regime=regime,
        recession=forecast,
        skill=_skill(forecast, outcomes, failures),
        outcomes=outcomes,
        failures=tuple(failures),
    )


def _scores(economy: Economy) -> RegimeHistory:
    first = min(each.dates[0] for each in economy.series.values())
    days = month_starts(first.item(), economy.as_of)
    whole = score_history(economy, days=days)
    known = np.flatnonzero(whole.worst - whole.best <= _WIDEST)
    if not len(known):
        raise DataError(f"in no month until {economy.as_of} is half of the weight of the macro regime known")
    first_known = known[0]
    return replace(
        whole,
        days=whole.days[first_known:],
        best=whole.best[first_known:],
        worst=whole.worst[first_known:],
        part_best=whole.part_best[:, first_known:],
        part_worst=whole.part_worst[:, first_known:],
        words=whole.words[first_known:],
    )


def _forecasts(economy: Economy, days: DateArray, failures: list[Failure]) -> RecessionHistory | None:
    try:
        found = recession_history(economy, days=days)
    except SeawallError as error:
        failures.append(Failure.of("recession", error))
        return None
    if not len(found.days):
        failures.append(found.omitted[-1])
        return None
    return found


def _skill(
    forecast: RecessionHistory | None, outcomes: MacroSeries | None, failures: list[Failure]
) -> RecessionSkill | None:
    if forecast is None or outcomes is None:
        return None
    try:
        return recession_skill(forecast, outcomes)
    except SeawallError as error:
        failures.append(Failure.of("judgement of past probabilities", error))
        return None
