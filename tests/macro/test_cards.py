"""The six cards: each number in a sentence is the figure that it claims to be, and words follow the figures."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.macro import Economy, IndicatorId, MacroCard, MacroSeries, read_cards
from seawall.sources import read_macro_folder
from tests import tolerances
from tests.macro.built import daily, economy, monthly

_DATES_AND_NAMES = re.compile(
    r"\b\d{4}-\d{2}(?:-\d{2})?\b|10-year|2-year|3-month pace|last 3 months|mean of 3 months|3 months|63 sessions"
)
_NUMBER = re.compile(r"[-+]?\d+(?:,\d{3})*(?:\.\d+)?")
CORE_PCE, CPI, PCE, PAYROLLS, VIX, SLOPE = range(6)


def _numbers(sentence: str) -> list[str]:
    """Figures that stand in a sentence, apart from dates and the names of spans."""
    return _NUMBER.findall(_DATES_AND_NAMES.sub("", sentence))


def _check_claims(card: MacroCard) -> None:
    stated = _numbers(card.sentence)
    assert stated == [each.text for each in card.claims], f"{card.indicator.id}: {card.sentence}"
    for each in card.claims:
        decimals = len(each.text.partition(".")[2])
        printed = float(each.text.replace(",", ""))
        half_unit = tolerances.PRINTED_HALF_UNIT * 10.0**-decimals
        assert printed == pytest.approx(each.value, abs=half_unit * (1 + 1e-9)), f"{each.what}: {card.sentence}"


@pytest.mark.real_data
@pytest.mark.parametrize(
    "as_of",
    ["2008-10-15", "2012-06-01", "2020-04-30", "2022-07-15", "2023-07-03", "2025-12-10", "2025-12-31", "2026-07-31"],
)
def test_every_number_in_a_sentence_is_a_figure_behind_it(real_data: Path, as_of: str) -> None:
    cards = read_cards(read_macro_folder(real_data / "macro", as_of=dt.date.fromisoformat(as_of)))
    assert [each.indicator.id for each in cards] == [
        IndicatorId.CORE_PCE_YOY,
        IndicatorId.CPI_YOY,
        IndicatorId.PCE_YOY,
        IndicatorId.PAYROLLS_CHANGE,
        IndicatorId.VIX,
        IndicatorId.SLOPE_2Y10Y,
    ]
    for card in cards:
        assert card.indicator.value is not None, card.sentence
        assert card.claims, card.sentence
        _check_claims(card)
        # the reading is among its figures; of the slope its size, as the sentence says more or less
        assert abs(card.claims[0].value) == abs(card.indicator.value)
        if card.indicator.id is not IndicatorId.PAYROLLS_CHANGE and card.indicator.id not in (
            IndicatorId.CORE_PCE_YOY,
            IndicatorId.PCE_YOY,
        ):
            assert card.indicator.word in card.sentence


@given(vix=st.lists(st.floats(9.0, 89.0), min_size=1, max_size=200), slope=st.lists(st.floats(-3.0, 3.0), min_size=1))
def test_sentences_of_any_market_hold_their_figures(vix: list[float], slope: list[float]) -> None:
    cards = read_cards(economy("2025-12-31", daily("VIXCLS", "2024-01-01", vix), daily("T10Y2Y", "2024-01-01", slope)))
    for card in (cards[VIX], cards[SLOPE]):
        _check_claims(card)
        assert "nan" not in card.sentence


@given(
    prices=st.lists(st.floats(0.95, 1.05), min_size=13, max_size=40),
    jobs=st.lists(st.integers(100_000, 170_000), min_size=2, max_size=30),
)
def test_sentences_of_any_prices_and_payrolls_hold_their_figures(prices: list[float], jobs: list[int]) -> None:
    path = (100.0 * np.cumprod(prices)).tolist()
    series = [monthly(name, "2022-01", path) for name in ("PCEPI", "PCEPILFE", "CPIAUCSL", "CPILFESL")]
    known = economy("2025-12-31", *series, monthly("PAYEMS", "2022-01", [float(each) for each in jobs]))
    for card in read_cards(known)[:4]:
        _check_claims(card)


def _slope_card(values: list[float]) -> MacroCard:
    return read_cards(economy("2029-12-31", daily("T10Y2Y", "2024-01-01", values)))[SLOPE]


def test_the_slope_remembers_an_inversion_for_504_sessions() -> None:
    fallen = [-0.1] + [0.6] * 502
    assert "it fell to -0.10 at worst, and was last inverted on 2024-01-01; not re-steepening" in (
        _slope_card([*fallen, 0.6]).sentence
    )
    assert "In the last 504 sessions it was not inverted." in _slope_card([*fallen, 0.6, 0.6]).sentence


def test_re_steepening_is_a_rise_after_an_inversion() -> None:
    waves = [0.2 * (-1) ** (each // 63) for each in range(378)]
    rising = _slope_card([*waves, *np.linspace(-0.2, 0.8, 63).tolist()])
    assert rising.trend == "rising"
    assert "re-steepening, which is when the risk of a recession comes." in rising.sentence
    inverted = _slope_card([*waves, -0.4])
    assert "points less than the 2-year" in inverted.sentence
    assert "and is still inverted: the risk of a recession comes when it steepens again." in inverted.sentence


@pytest.mark.parametrize(("level", "words"), [(14.99, "complacent, under 15"), (15.0, "calm"), (20.0, "on watch")])
def test_vix_against_15_and_20(level: float, words: str) -> None:
    card = read_cards(economy("2025-12-31", daily("VIXCLS", "2025-12-29", [level])))[VIX]
    assert f": {words}, " in card.sentence
    assert ("under 15" in card.sentence) == (level < 15.0)
    assert ("points below the watch level of 20" in card.sentence) == (level < 20.0)


def _inflation(last_year: float, before: float) -> MacroCard:
    """Core PCE card where inflation was `before` for years, in waves, and `last_year` at the end."""
    growth = [before + 0.4 * (-1) ** (month // 3) for month in range(60)] + [last_year]
    index = [100.0] * 12
    for month, each in enumerate(growth):
        index.append(index[month] * (1.0 + each / 100.0))
    return read_cards(economy("2026-04-01", monthly("PCEPILFE", "2020-01", index)))[CORE_PCE]


def test_sticky_is_steady_above_the_tolerance_of_the_target() -> None:
    assert _inflation(2.6, 3.0).trend == "sticky"
    assert _inflation(1.6, 2.0).trend == "steady"
    assert _inflation(4.5, 3.0).trend == "rising"
    assert _inflation(0.5, 3.0).trend == "falling"
    assert "0.40 points below the Fed's target of 2 %" in _inflation(1.6, 2.0).sentence


@pytest.mark.parametrize(
    ("core", "verb"), [(1.003, "hold the whole index down"), (0.997, "push the whole index up"), (1.0, "hardly matter")]
)
def test_the_gap_of_core_and_headline(core: float, verb: str) -> None:
    index = [100.0 * 1.002**month for month in range(30)]
    other = [each * core ** (month / 12) for month, each in enumerate(index)]
    card = read_cards(economy("2025-12-31", monthly("PCEPI", "2023-01", index), monthly("PCEPILFE", "2023-01", other)))
    assert f"food and energy {verb}." in card[PCE].sentence
    _check_claims(card[PCE])


def test_the_gap_is_of_the_last_month_that_both_have() -> None:
    index = [100.0 * 1.002**month for month in range(30)]
    known = economy("2025-12-31", monthly("PCEPI", "2023-01", index), monthly("PCEPILFE", "2023-01", index[:-2]))
    assert "Core less headline was 0.00 points in 2025-04" in read_cards(known)[PCE].sentence


def test_a_card_without_a_figure_says_why_and_what_was_before() -> None:
    index: list[float | None] = [100.0 + month for month in range(25)]
    index[12] = None
    card = read_cards(economy("2026-03-01", _cpi(index)))[CPI]
    assert card.indicator.value is None
    assert card.trend == ""
    assert card.sentence.startswith("Not available: 2024-10 was never published. The last reading, of 2025-09, was ")
    nothing = read_cards(Economy(dt.date(2025, 12, 31), {}))
    assert all(each.sentence.endswith("not supplied.") and not each.claims for each in nothing)


def _cpi(values: list[float | None]) -> MacroSeries:
    return monthly("CPIAUCSL", "2023-10", values)


def test_a_pace_that_needs_a_gap_is_named_in_the_sentence() -> None:
    index: list[float | None] = [100.0 + month for month in range(25)]
    index[21] = None  # 2025-07, three months before the last
    card = read_cards(economy("2026-03-01", _cpi(index)))[CPI]
    assert card.indicator.value is not None
    assert "Its 3-month pace is not available: 2025-07 was never published." in card.sentence
    _check_claims(card)
