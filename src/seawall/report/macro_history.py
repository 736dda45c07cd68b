"""The page of ``seawall macro --history``: regime and probability of a recession by month, as data and as tables."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from seawall.core import DISCLAIMER, to_date
from seawall.macro import RecessionHistory, RecessionSkill, recession_spells
from seawall.report.document import FailureView, LineageView
from seawall.report.layout import Column, Section, Table, table_row
from seawall.report.macro_results import MacroHistoryResults
from seawall.report.numbers import UNKNOWN, Number, percent, quantity, score
from seawall.report.provenance import lineage_view

__all__ = ["MacroHistoryDocument", "compose_macro_history", "macro_history_section"]

_FORMAT_VERSION = 1
_MONTHS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class RegimeMonthView:
    """First day of a month, with what was known then.

    The score is a range where an indicator was missing, the word null where that leaves it open, and the probability
    null where no model could be fitted.
    """

    day: str
    score: Number
    best: Number
    worst: Number
    word: str | None
    probability: Number
    base_rate: Number
    target_month: str


@dataclass(frozen=True, slots=True)
class RecessionSpellView:
    """A recession as the NBER dated it: its first day, and the first day after it."""

    first: str
    after: str


@dataclass(frozen=True, slots=True)
class RecessionSkillView:
    """How past probabilities did against what then happened, beside the share of recession months known then."""

    months: int
    recession_months: int
    area_under_curve: Number
    brier: Number
    base_rate_brier: Number
    sentence: str


@dataclass(frozen=True, slots=True)
class MacroHistoryDocument:
    """The macro regime over time."""

    format_version: int
    as_of: str
    data: str
    vintage: str
    badge: str
    policy: str
    months: tuple[RegimeMonthView, ...]
    recessions: tuple[RecessionSpellView, ...]
    skill: RecessionSkillView | None
    lineage: LineageView
    notes: tuple[str, ...]
    failures: tuple[FailureView, ...]
    disclaimer: str


def compose_macro_history(results: MacroHistoryResults) -> MacroHistoryDocument:
    """Turn a history of the regime into the document that terminal and JSON are drawn from.

    Parameters
    ----------
    results : MacroHistoryResults
        One run of the workflow.

    Returns
    -------
    MacroHistoryDocument
        Numbers with text and unit; nothing is computed after this.
    """
    first = to_date(results.regime.days[0])
    spells = () if results.outcomes is None else recession_spells(results.outcomes)
    return MacroHistoryDocument(
        format_version=_FORMAT_VERSION,
        as_of=str(results.economy.as_of),
        data=results.data,
        vintage=results.vintage,
        badge="Published data",
        policy=results.regime.policy,
        months=_months(results),
        recessions=tuple(RecessionSpellView(str(begin), str(after)) for begin, after in spells if after > first),
        skill=None if results.skill is None else _skill(results.skill),
        lineage=lineage_view(results.lineage),
        notes=_notes(results),
        failures=tuple(FailureView(each.where, each.reason, each.message) for each in results.failures),
        disclaimer=DISCLAIMER,
    )


def _months(results: MacroHistoryResults) -> tuple[RegimeMonthView, ...]:
    regime, recession = results.regime, results.recession
    forecasts = {} if recession is None else _forecasts(recession)
    made: list[RegimeMonthView] = []
    for row, day in enumerate(regime.days.tolist()):
        best, worst = float(regime.best[row]), float(regime.worst[row])
        word = regime.words[row]
        probability, base_rate, target = forecasts.get(day, (None, None, ""))
        made.append(
            RegimeMonthView(
                day=str(day),
                score=score(best)
                if best == worst
                else Number(None, f"{score(best).text} to {score(worst).text}", "of 10"),
                best=score(best),
                worst=score(worst),
                word=word.value if word else None,
                probability=percent(probability, decimals=1),
                base_rate=percent(base_rate, decimals=1),
                target_month=target,
            )
        )
    return tuple(made)


def _forecasts(recession: RecessionHistory) -> dict[dt.date, tuple[float, float, str]]:
    """Probability, base rate and the month that they are of, by day."""
    columns = (recession.days, recession.probabilities, recession.base_rates, recession.target_months)
    return {
        day: (probability, base_rate, f"{month:%Y-%m}")
        for day, probability, base_rate, month in zip(*(each.tolist() for each in columns), strict=True)
    }


def _skill(skill: RecessionSkill) -> RecessionSkillView:
    brier, base = quantity(skill.brier, "1", decimals=3), quantity(skill.base_rate_brier, "1", decimals=3)
    area = quantity(skill.area_under_curve, "1", decimals=3)
    verdict = "better than" if skill.brier < skill.base_rate_brier else "no better than"
    return RecessionSkillView(
        months=skill.months,
        recession_months=skill.recession_months,
        area_under_curve=area,
        brier=brier,
        base_rate_brier=base,
        sentence=(
            f"Of {skill.months} past probabilities whose outcome is known, {skill.recession_months} met a recession: "
            f"squared error {brier.text}, {verdict} the {base.text} of the share of recession months known at each "
            f"time; area under the curve {area.text}, where 0.5 says nothing and 1 separates."
        ),
    )


def _notes(results: MacroHistoryResults) -> tuple[str, ...]:
    return (
        "Each month uses what had been published by its first day, by the usual lag of each series; values are of the "
        "vintage at hand, so revisions made later are in them.",
        f"Policy: {results.regime.policy}. A score runs from 0 (calm) to 10; it is a range where an indicator was not "
        "known, and the word is open where that decides it.",
        "A probability is fitted on the outcomes that were known by its day; it is of a recession twelve months after "
        "the last complete month.",
        "Recessions are those that the NBER had dated, and is sure to have dated, by the last day.",
    )


def macro_history_section(document: MacroHistoryDocument) -> Section:
    """Each January and the last twelve months; all months are in the JSON.

    Parameters
    ----------
    document : MacroHistoryDocument
        The history.
    """
    last = document.months[-_MONTHS_SHOWN:]
    januaries = [each for each in document.months[:-_MONTHS_SHOWN] if each.day[5:7] == "01"]
    spells = "; ".join(f"{each.first[:7]} until before {each.after[:7]}" for each in document.recessions)
    caption = f"Recessions: {spells}." if spells else "No recession in this time, or none known."
    if document.skill is not None:
        caption = f"{caption} {document.skill.sentence}"
    return Section(
        "history",
        "Macro regime over time",
        (
            Table(
                title=f"Each January and the last {len(last)} months, of {len(document.months)}",
                columns=(
                    Column("First day", is_number=False),
                    Column("Score, 0 to 10"),
                    Column("Regime", is_number=False),
                    Column("Recession"),
                    Column("in", is_number=False),
                    Column("Base rate"),
                ),
                rows=tuple(
                    table_row(
                        each.day,
                        each.score,
                        each.word or "open",
                        each.probability,
                        each.target_month or UNKNOWN,
                        each.base_rate,
                    )
                    for each in (*januaries, *last)
                ),
                caption=caption,
            ),
        ),
    )
