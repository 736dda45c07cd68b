"""The limits of a book as data and as a table: what each is used of, and whether it is kept for certain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from seawall.portfolio import Limit, LimitKind
from seawall.rating import LimitUse, LimitVerdict
from seawall.report.layout import Column, Table, table_row
from seawall.report.numbers import Number, days, percent

__all__ = ["LimitView", "LimitsView", "limits_table", "limits_view"]

_TITLES = {
    LimitKind.STRESS_LOSS: "Worst stress loss",
    LimitKind.VOLATILITY: "Volatility a year",
    LimitKind.GROSS_EXPOSURE: "Gross exposure",
    LimitKind.DAYS_TO_SELL: "Days to sell, slowest position",
}
_NAMED_TITLES = {LimitKind.ASSET_EXPOSURE: "Asset", LimitKind.CLASS_EXPOSURE: "Class", LimitKind.VENUE_SHARE: "Venue"}
_WORDS = {
    LimitVerdict.KEPT: "kept",
    LimitVerdict.UNCERTAIN: "kept, not for certain",
    LimitVerdict.BREACHED: "BREACHED",
    LimitVerdict.NOT_KNOWN: "not known",
}
_OPEN = {LimitVerdict.UNCERTAIN: "Not for certain", LimitVerdict.NOT_KNOWN: "Not known"}
_Titles = Mapping[LimitVerdict, Sequence[str]]


@dataclass(frozen=True, slots=True)
class LimitView:
    """One limit; an exact reading has no interval, and one that could not be measured no value."""

    limit: str
    title: str
    most: Number
    reading: Number
    lower: Number
    upper: Number
    used: Number
    verdict: str
    words: str
    basis: str


@dataclass(frozen=True, slots=True)
class LimitsView:
    """All limits of a book, in the order of its file; `summary` says the sentence in a few words."""

    sentence: str
    summary: str
    breached: int
    uncertain: int
    not_known: int
    limits: tuple[LimitView, ...]


def limits_view(uses: Sequence[LimitUse]) -> LimitsView | None:
    """Turn limits and their readings into the view.

    Parameters
    ----------
    uses : sequence of LimitUse
        Of one book.

    Returns
    -------
    LimitsView or None
        None for a book without limits.
    """
    if not uses:
        return None
    titles = {each: [_title(use.limit) for use in uses if use.verdict is each] for each in LimitVerdict}
    return LimitsView(
        sentence=_sentence(titles, len(uses)),
        summary=_summary(titles, len(uses)),
        breached=len(titles[LimitVerdict.BREACHED]),
        uncertain=len(titles[LimitVerdict.UNCERTAIN]),
        not_known=len(titles[LimitVerdict.NOT_KNOWN]),
        limits=tuple(_view(each) for each in uses),
    )


def limits_table(limits: LimitsView) -> Table:
    """One line per limit.

    Parameters
    ----------
    limits : LimitsView
        Of a book that has any.
    """
    return Table(
        title="Limits",
        columns=(
            Column("Limit", is_number=False),
            Column("Reading"),
            Column("Interval"),
            Column("At most"),
            Column("Used"),
            Column("Verdict", is_number=False),
            Column("Of", is_number=False),
        ),
        rows=tuple(
            table_row(
                each.title,
                each.reading,
                "" if each.lower.value is None else f"{each.lower.text} to {each.upper.text}",
                each.most,
                each.used,
                each.words,
                each.basis,
            )
            for each in limits.limits
        ),
        caption=f"{limits.sentence} Losses and exposures are shares of equity, and a venue's of all claims. Kept, not "
        "for certain: not above its limit, but what is estimated may be.",
    )


def _view(use: LimitUse) -> LimitView:
    lower, upper = use.reading.interval or (None, None)
    return LimitView(
        limit=use.limit.label,
        title=_title(use.limit),
        most=_shown(use.limit, use.limit.most),
        reading=_shown(use.limit, use.reading.value),
        lower=_shown(use.limit, lower),
        upper=_shown(use.limit, upper),
        used=percent(use.share, decimals=1),
        verdict=use.verdict.value,
        words=_WORDS[use.verdict],
        basis=use.reading.basis,
    )


def _shown(limit: Limit, value: float | None) -> Number:
    return days(value) if limit.kind is LimitKind.DAYS_TO_SELL else percent(value)


def _title(limit: Limit) -> str:
    if limit.kind.is_tail and limit.confidence is not None:
        name = "VaR" if limit.kind is LimitKind.VALUE_AT_RISK else "ES"
        sessions = "1 session" if limit.horizon_sessions == 1 else f"{limit.horizon_sessions} sessions"
        return f"{name} {limit.confidence * 100:g}%, {sessions}"
    return f"{_NAMED_TITLES[limit.kind]} {limit.name}" if limit.kind.is_named else _TITLES[limit.kind]


def _sentence(titles: _Titles, count: int) -> str:
    breached = titles[LimitVerdict.BREACHED]
    if breached:
        which, verb = f"{len(breached)} of {count} limits", "is" if len(breached) == 1 else "are"
        said = [f"{'The one limit' if count == 1 else which} {verb} breached: {'; '.join(breached)}."]
    elif len(titles[LimitVerdict.KEPT]) == count:
        said = ["The one limit is kept." if count == 1 else f"All {count} limits are kept."]
    else:
        said = [f"None of {count} limits is breached." if count > 1 else "The one limit is not breached."]
    said += [f"{words}: {'; '.join(titles[each])}." for each, words in _OPEN.items() if titles[each]]
    return " ".join(said)


def _summary(titles: _Titles, count: int) -> str:
    breached = len(titles[LimitVerdict.BREACHED])
    kept = count - breached - len(titles[LimitVerdict.NOT_KNOWN])
    return f"{breached} of {count} breached" if breached else f"{kept} of {count} kept"
