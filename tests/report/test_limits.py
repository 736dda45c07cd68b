"""Limits as they are shown: sentences, the table, and both pages."""

from __future__ import annotations

import pytest

from seawall.portfolio import Limit, LimitKind
from seawall.rating import LimitReading, LimitUse
from seawall.report.limits import LimitsView, limits_table, limits_view

STRESS, DAYS = Limit(LimitKind.STRESS_LOSS, 0.4), Limit(LimitKind.DAYS_TO_SELL, 5.0)
TAIL = Limit(LimitKind.VALUE_AT_RISK, 0.05, confidence=0.975, horizon_sessions=10)
VENUE = Limit(LimitKind.VENUE_SHARE, 0.25, name="desk")
KEPT, BREACHED = LimitUse(STRESS, LimitReading(0.3, "GFC")), LimitUse(DAYS, LimitReading(6.0, "GLD"))
UNCERTAIN = LimitUse(TAIL, LimitReading(0.04, "999 scenarios", interval=(0.03, 0.06)))
NOT_KNOWN = LimitUse(VENUE, LimitReading(None, "nobody knows"))


def view_of(*uses: LimitUse) -> LimitsView:
    found = limits_view(uses)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("uses", "sentence", "summary"),
    [
        ([KEPT], "The one limit is kept.", "1 of 1 kept"),
        ([UNCERTAIN], "The one limit is not breached. Not for certain: VaR 97.5%, 10 sessions.", "1 of 1 kept"),
        ([BREACHED], "The one limit is breached: Days to sell, slowest position.", "1 of 1 breached"),
        ([KEPT, KEPT], "All 2 limits are kept.", "2 of 2 kept"),
        ([KEPT, BREACHED], "1 of 2 limits is breached: Days to sell, slowest position.", "1 of 2 breached"),
        (
            [BREACHED, BREACHED, NOT_KNOWN],
            "2 of 3 limits are breached: Days to sell, slowest position; Days to sell, slowest position. "
            "Not known: Venue desk.",
            "2 of 3 breached",
        ),
        (
            [KEPT, UNCERTAIN, NOT_KNOWN],
            "None of 3 limits is breached. Not for certain: VaR 97.5%, 10 sessions. Not known: Venue desk.",
            "2 of 3 kept",
        ),
    ],
)
def test_the_sentence_says_what_is_breached_and_what_is_open(uses: list[LimitUse], sentence: str, summary: str) -> None:
    view = view_of(*uses)
    assert (view.sentence, view.summary) == (sentence, summary)
    counts = (view.breached, view.uncertain, view.not_known)
    assert counts == tuple(sum(each is kind for each in uses) for kind in (BREACHED, UNCERTAIN, NOT_KNOWN))


def test_a_book_without_limits_shows_none() -> None:
    assert limits_view(()) is None


def test_each_line_has_its_units_and_its_verdict() -> None:
    table = limits_table(view_of(KEPT, BREACHED, UNCERTAIN, NOT_KNOWN))
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["Worst stress loss", "30.00%", "", "40.00%", "75.0%", "kept", "GFC"],
        ["Days to sell, slowest position", "6.0", "", "5.0", "120.0%", "BREACHED", "GLD"],
        [
            "VaR 97.5%, 10 sessions",
            "4.00%",
            "3.00% to 6.00%",
            "5.00%",
            "80.0%",
            "kept, not for certain",
            "999 scenarios",
        ],
        ["Venue desk", "–", "", "25.00%", "–", "not known", "nobody knows"],
    ]


@pytest.mark.parametrize("kind", LimitKind)
def test_every_kind_has_a_title(kind: LimitKind) -> None:
    name = "crypto" if kind.is_named else None
    confidence, horizon = (0.99, 1) if kind.is_tail else (None, None)
    limit = Limit(kind, 0.5, confidence, horizon, name)
    (shown,) = view_of(LimitUse(limit, LimitReading(0.1, "test"))).limits
    assert shown.title[0].isupper(), shown
    assert shown.limit == limit.label
