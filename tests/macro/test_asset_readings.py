"""Every sentence against the figures behind it, in many economies."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.macro import (
    DRIVER_CATALOGUE,
    READING_RULES,
    AssetView,
    DriverObservation,
    DriverStatus,
    Economy,
    Leaning,
    QuotedFigure,
    ViewAsset,
    ViewSentence,
    build_asset_views,
    closes_until,
    write_reading,
)
from seawall.macro.asset_readings import figure_text
from seawall.report.numbers import quantity
from tests.macro.economies import AS_OF, economy_of, prices_of

_NUMBER = re.compile(r"[-+]?\d[\d,]*(?:\.\d+)?")
_PLACE = re.compile(r"\{(\w+\.\w+)\}")
_RULES = {each.rule_id: each for each in READING_RULES}
_SUPPLIED = [each for each in DRIVER_CATALOGUE if each.is_supplied]


def _observation(place: int, share: float, age: int) -> DriverObservation:
    facts = _SUPPLIED[place]
    value = round(facts.lowest + share * (min(facts.highest, 500.0) - facts.lowest), 3)
    return DriverObservation(facts.asset, facts.driver_id, AS_OF - dt.timedelta(days=age), value, "made", "0")


_OBSERVATIONS = st.lists(
    st.builds(_observation, st.integers(0, len(_SUPPLIED) - 1), st.floats(0, 1), st.integers(-3, 200)),
    unique_by=lambda each: (each.asset, each.driver_id, each.date),
    max_size=12,
)


def _true_value(view: AssetView, place: str) -> float | dt.date | str:
    """The record that a quoted figure claims to show, found by its place alone."""
    name, part = place.split(".")
    if name == "level":
        level = view.level
        assert level is not None
        change = 100.0 * (level.close / level.previous_close - 1.0)
        found: dict[str, float | dt.date | str] = {
            "label": level.label,
            "unit": level.unit,
            "close": level.close,
            "previous": level.previous_close,
            "change": change,
            "date": level.date,
            "previous_date": level.previous_date,
        }
        return found[part]
    estimate = view.by_id[name].estimate
    assert estimate is not None
    window = estimate.lineage.window
    values = {"value": estimate.value, "signed": estimate.value, "size": abs(estimate.value), "lower": estimate.lower,
              "upper": estimate.upper, "date": estimate.date, "interval": estimate.interval,
              "start": window.start if window else None}  # fmt: skip
    value = values[part]
    assert value is not None
    return value


def _check_figure(view: AssetView, figure: QuotedFigure) -> None:
    truth = _true_value(view, figure.place)
    assert figure.value == truth, figure
    if not isinstance(truth, float):
        assert figure.text == str(truth), figure
        return
    name = figure.place.split(".")[0]
    decimals = 2 if name == "level" else view.by_id[name].facts.decimals
    shown = float(figure.text.replace(",", ""))
    assert abs(shown - truth) <= 0.5000001 * 10.0**-decimals, figure
    assert not (figure.text.startswith("+") and shown <= 0), figure


def _check_sentence(view: AssetView, sentence: ViewSentence) -> None:
    rest = sentence.text
    position = 0
    for figure in sentence.figures:
        _check_figure(view, figure)
        found = rest.find(figure.text, position)
        assert found >= 0, (sentence.text, figure)
        rest, position = rest[:found] + rest[found + len(figure.text) :], found
    rule = _RULES.get(sentence.rule_id)
    words = (
        rule.words
        if rule
        else " ".join(
            [
                *(each.short for each in READING_RULES if each.asset is view.asset),
                *(each.title for each in DRIVER_CATALOGUE),
            ]
        )
    )
    allowed = set(_NUMBER.findall(_PLACE.sub("", words)))
    # what is left are numbers of the rule itself; none of the economy goes unquoted
    assert set(_NUMBER.findall(rest)) <= allowed, sentence.text
    if rule is None:
        return
    quoted = [each.place for each in sentence.figures if not each.place.endswith((".lower", ".upper", ".interval"))]
    assert quoted == [each for each in _PLACE.findall(rule.words) if not each.endswith((".lower", ".upper", ".range"))]
    for condition in rule.conditions:
        name, _ = condition.figure.split(".")
        value = _true_value(view, condition.figure)
        assert isinstance(value, float)
        shown = round(value, view.by_id[name].facts.decimals)
        assert condition.at_least - 1e-9 <= shown < condition.below + 1e-9, (sentence.text, condition, value)


@given(st.integers(0, 5_000), _OBSERVATIONS)
def test_every_number_in_every_sentence_is_that_of_its_record(seed: int, observations: list[DriverObservation]) -> None:
    for view in build_asset_views(economy_of(seed), prices_of(seed), observations=observations):
        assert len({each.rule_id for each in view.reading}) == len(view.reading)
        for sentence in view.reading:
            _check_sentence(view, sentence)


@given(st.integers(0, 5_000), _OBSERVATIONS)
def test_no_claim_rests_on_a_stale_or_missing_figure_and_each_is_named(
    seed: int, observations: list[DriverObservation]
) -> None:
    without = frozenset({"DFII10"} if seed % 2 else {"DGS1"})
    views = build_asset_views(
        economy_of(seed, without=without),
        prices_of(seed, without=frozenset({ViewAsset.BTC} if seed % 3 else {ViewAsset.DOLLAR})),
        observations=observations,
    )
    for view in views:
        without_claims = {DriverStatus.MISSING, DriverStatus.STALE}
        silent = {each.facts.driver_id: each for each in view.drivers if each.status in without_claims}
        for sentence in view.reading:
            if sentence.rule_id.endswith(("-missing", "-stale")):
                continue
            assert not {each.place.split(".")[0] for each in sentence.figures} & silent.keys(), sentence
        named = " ".join(each.text for each in view.reading if each.rule_id.endswith(("-missing", "-stale")))
        for each in silent.values():
            assert each.facts.title in named, (view.asset, each.facts.title)
            assert each.reason


@given(st.integers(0, 5_000), _OBSERVATIONS)
def test_a_conflict_is_said_where_and_only_where_there_is_one(seed: int, observations: list[DriverObservation]) -> None:
    for view in build_asset_views(economy_of(seed), prices_of(seed), observations=observations):
        leanings = {each.leaning for each in view.reading}
        conflicts = [each for each in view.reading if each.rule_id.endswith("-conflict")]
        assert len(conflicts) == int({Leaning.SUPPORTS, Leaning.WEIGHS} <= leanings)
        if conflicts:
            for each in view.reading:
                if each.leaning is not Leaning.NEITHER:
                    short = _PLACE.split(_RULES[each.rule_id].short)[0]
                    assert short in conflicts[0].text


def test_one_rule_of_each_family_speaks() -> None:
    """Rules about one figure cut its range into pieces: exactly one of them holds."""
    families = {
        "policy_change": ("fed-easing", "fed-holding", "fed-tightening"),
        "cuts_implied": ("cuts-implied", "no-move-implied", "rises-implied"),
        "core_pce_yoy": ("core-pce-high", "core-pce-near", "core-pce-low"),
        "real_policy_rate": ("policy-tight", "policy-middling", "policy-loose"),
        "real_yield_effect": ("yield-fell-for", "yield-fell-against", "yield-fell-unclear", "yield-still",
                              "yield-rose-for", "yield-rose-against", "yield-rose-unclear"),
        "dollar_correlation": ("dollar-firmer", "dollar-weaker", "dollar-still", "dollar-unclear"),
        "volatility": ("volatility-high", "volatility-usual", "volatility-low"),
        "btc_correlation": ("bitcoin-up", "bitcoin-down", "bitcoin-still", "bitcoin-unclear"),
    }  # fmt: skip
    seen = set()
    for seed in range(40):
        for view in build_asset_views(economy_of(seed), prices_of(seed)):
            spoken = {each.rule_id.removeprefix(f"{view.asset.value}-") for each in view.reading}
            seen |= spoken
            for driver, names in families.items():
                if driver in view.by_id and view.by_id[driver].supports_claims:
                    assert len(spoken & set(names)) == 1, (seed, view.asset, driver, spoken)
    assert len(seen & {name for names in families.values() for name in names}) >= 22, seen


@pytest.mark.parametrize(
    ("leverage", "rule"), [(14.94, "btc-leverage-usual"), (14.96, "btc-leverage-high"), (15.0, "btc-leverage-high")]
)
def test_thresholds_look_at_figures_as_shown(leverage: float, rule: str) -> None:
    row = DriverObservation(ViewAsset.BTC, "estimated_leverage", AS_OF, leverage, "made", "0")
    view = build_asset_views(economy_of(1), prices_of(1), observations=[row])[2]
    sentence = next(each for each in view.reading if "leverage" in each.rule_id)
    assert sentence.rule_id == rule, sentence.text
    assert f"{leverage:.1f}x" in sentence.text


def test_rules_are_unique_and_their_figures_exist() -> None:
    assert len(_RULES) == len(READING_RULES)
    for rule in READING_RULES:
        known = {each.driver_id for each in DRIVER_CATALOGUE if each.asset is rule.asset} | {"level"}
        named = [*_PLACE.findall(rule.words), *_PLACE.findall(rule.short), *(each.figure for each in rule.conditions)]
        assert {each.split(".")[0] for each in named} <= known, rule.rule_id
        assert bool(rule.short) == (rule.leaning is not Leaning.NEITHER), rule.rule_id


def test_words_give_no_advice() -> None:
    banned = re.compile(r"\b(buy|sell|should|must|recommend|will|target|opportunity|bullish|bearish)\b", re.IGNORECASE)
    for rule in READING_RULES:
        assert not banned.search(_PLACE.sub("", rule.words)), rule.words


@given(st.floats(-1e9, 1e9), st.integers(0, 4))
def test_sentences_and_tables_show_the_same_text(value: float, decimals: int) -> None:
    assert figure_text(value, decimals) == quantity(value, "1", decimals=decimals).text


def test_a_stale_level_makes_no_claim() -> None:
    view = build_asset_views(economy_of(1), prices_of(1))[1]
    assert view.level is not None
    reading = write_reading(ViewAsset.GOLD, level=replace(view.level, is_stale=True), drivers=view.drivers)
    assert not [each for each in reading if each.rule_id == "gold-level"]
    assert any(each.rule_id == "gold-stale" and str(view.level.date) in each.text for each in reading)
    assert any("Level" in each.text for each in write_reading(ViewAsset.GOLD, level=None, drivers=view.drivers))
    assert all(each.status is not DriverStatus.STALE for each in view.drivers)


def test_closes_and_rows_after_the_day_change_nothing() -> None:
    day = AS_OF - dt.timedelta(days=60)
    economy = economy_of(3)
    known = Economy(day, {name: each.known_on(day) for name, each in economy.series.items()})
    whole = prices_of(3)
    cut = {asset: replace(each, series=closes_until(each.series, day)) for asset, each in whole.items()}
    assert all(each.series.window.end > day for each in whole.values())
    for first, second in zip(build_asset_views(known, whole), build_asset_views(known, cut), strict=True):
        assert first.level == second.level
        assert [each.estimate for each in first.drivers] == [each.estimate for each in second.drivers]
        assert first.reading == second.reading


def test_a_figure_is_stale_the_day_after_its_days_are_over() -> None:
    for age, status in ((3, DriverStatus.SUPPLIED), (4, DriverStatus.STALE)):
        row = DriverObservation(ViewAsset.BTC, "estimated_leverage", AS_OF - dt.timedelta(days=age), 18.4, "made", "0")
        view = build_asset_views(economy_of(1), prices_of(1), observations=[row])[2]
        assert view.by_id["estimated_leverage"].status is status
        assert any("18.4x" in each.text for each in view.reading) == (status is DriverStatus.SUPPLIED)
