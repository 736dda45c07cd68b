"""The page of the economy: texts come from values, and what is not there says so."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from rich.console import Console

from seawall.macro import Economy, read_cards, read_indicators
from seawall.report import MacroResults, compose_macro, macro_sections, print_macro
from seawall.report.macro_curve import CurveView, MissingMaturityView, YieldView, curve_table
from seawall.report.numbers import quantity
from seawall.workflows import run_macro
from tests.macro.built import daily, economy, monthly


def _results(known: Economy) -> MacroResults:
    return MacroResults(
        economy=known,
        data="made by the test",
        vintage="",
        cards=read_cards(known),
        indicators=read_indicators(known),
        curves=(),
        regime=None,
        recession=None,
        views=(),
        prices="",
        failures=(),
    )


@pytest.fixture(scope="module")
def known() -> Economy:
    return economy(
        "2025-12-31",
        daily("VIXCLS", "2025-01-01", [14.0 + 0.01 * each for each in range(240)]),
        monthly("PAYEMS", "2023-01", [150_000.0 + 187.0 * each for each in range(35)]),
    )


def test_numbers_carry_sign_and_unit(known: Economy) -> None:
    found = {each.id: each for each in compose_macro(_results(known)).indicators}
    payrolls, vix = found["payrolls_change"], found["vix"]
    assert (payrolls.value.text, payrolls.value.unit, payrolls.word) == ("+187", "thousand", "resilient")
    assert (payrolls.change.text, payrolls.period, payrolls.known_on) == ("0", "2025-11", "2025-12-10")
    assert (vix.value.text, vix.change.text, vix.word) == ("16.39", "+0.01", "calm")
    assert vix.stale.endswith("days old, at most 8 expected")
    assert vix.trend is not None
    assert (vix.trend.word, vix.trend.change.text, vix.trend.usual_change.text) == ("rising", "+0.63", "0.63")
    assert (vix.vintage, found["cpi_yoy"].vintage) == ("not stated", "")
    assert (found["cpi_yoy"].value.value, found["cpi_yoy"].value.text) == (None, "–")


@pytest.mark.parametrize("width", [80, 140])
def test_the_page_fits_its_width_and_shows_every_value(known: Economy, width: int) -> None:
    document = compose_macro(_results(known))
    console = Console(width=width, record=True, file=None, quiet=False, force_terminal=False)
    with console.capture() as capture:
        print_macro(document, console)
    page = capture.get()
    assert max(len(line) for line in page.splitlines()) <= width
    for each in document.indicators:
        assert each.value.text in page
    assert "Views of the dollar, gold, bitcoin and ether need prices" in " ".join(page.split())
    assert [section.id for section in macro_sections(document)] == ["indicators", "data"]


@pytest.mark.real_data
def test_a_later_vintage_is_marked(real_data: Path) -> None:
    results = run_macro(real_data / "macro", as_of=dt.date(2025, 12, 31), vintage="vintage_2026-07")
    document = compose_macro(results)
    assert {each.vintage for each in document.series} == {"2026-07-31, later than the as-of date"}
    assert any("9 of 9 series" in note for note in document.notes)
    assert {each.where for each in document.failures} >= {"indicator vix", "indicator payrolls_change"}


def test_the_caption_of_yields_is_of_the_newest_day_in_any_order() -> None:
    def curve(day: str, date: str, *missing: str) -> CurveView:
        points = (YieldView("DGS10", "10 years", 10.0, quantity(4.1, "%", decimals=2)),)
        return CurveView(day, date, points, tuple(MissingMaturityView(each, "no value") for each in missing))

    curves = [curve("a year before", "2024-12-30", "1 month"), curve("latest", "2025-12-30", "2 years")]
    for ordered in (curves, curves[::-1]):
        caption = curve_table(ordered).caption
        assert "2025-12-30 is the newest day" in caption
        assert caption.endswith("Without a yield on it: 2 years (no value).")
