"""The macro-regime score: bounds, directions, formulas by hand, ranges, words, and no look ahead."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.core import DateArray, FloatArray
from seawall.errors import DataError, InputError
from seawall.macro import (
    Economy,
    Frequency,
    IndicatorScore,
    MacroSeries,
    RegimeIndicator,
    RegimePart,
    RegimeReading,
    RegimeWord,
    default_regime_policy,
    month_starts,
    read_regime,
    read_regime_policy,
    recession_history,
    score_history,
    series_facts,
)
from seawall.macro.regime_score import anchored_score, regime_word
from tests.tolerances import EXACT

POLICY = default_regime_policy()
AS_OF = dt.date(2020, 1, 15)
NEEDED = tuple(dict.fromkeys(name for each in POLICY.indicators for name in each.series))


def dates_of(frequency: Frequency, *, first: str = "2015-01-01", last: str = "2020-01-14") -> DateArray:
    if frequency is Frequency.MONTHLY:
        return np.arange(np.datetime64(first, "M"), np.datetime64(last, "M")).astype("datetime64[D]")
    days = np.arange(np.datetime64(first), np.datetime64(last) + 1)
    return days[np.is_busday(days)] if frequency is Frequency.DAILY else days[2::7]


def made(name: str, values: FloatArray | float, dates: DateArray | None = None) -> MacroSeries:
    facts = series_facts(name)
    chosen = dates_of(facts.frequency) if dates is None else dates
    return MacroSeries(
        facts=facts,
        dates=chosen,
        values=np.broadcast_to(np.asarray(values, dtype=float), (len(chosen),)),
        blank_dates=np.array([], dtype="datetime64[D]"),
        vintage=None,
        source="test",
        data_hash="0" * 16,
    )


def growing(rate: float, n: int, *, start: float = 100.0) -> FloatArray:
    """Level that grows by a compound rate a year, in per cent, month by month."""
    return start * (1 + rate / 100) ** (np.arange(n) / 12)


def calm() -> dict[str, MacroSeries]:
    """An economy that scores 0 nearly everywhere."""
    n = len(dates_of(Frequency.MONTHLY))
    return {
        "PAYEMS": made("PAYEMS", growing(2.5, n)),
        "UNRATE": made("UNRATE", 4.0),
        "ICSA": made("ICSA", 220_000.0),
        "PCEPILFE": made("PCEPILFE", growing(2.0, n)),
        "CPIAUCSL": made("CPIAUCSL", growing(2.0, n)),
        "FEDFUNDS": made("FEDFUNDS", 1.0),
        "BAMLH0A0HYM2": made("BAMLH0A0HYM2", 3.0),
        "VIXCLS": made("VIXCLS", 12.0),
        "T10Y3M": made("T10Y3M", 2.0),
        "T10Y2Y": made("T10Y2Y", 1.5),
    }


def economy_of(series: Mapping[str, MacroSeries], as_of: dt.date = AS_OF) -> Economy:
    return Economy(as_of, {name: each.known_on(as_of) for name, each in series.items()})


def indicator(reading: RegimeReading, which: RegimeIndicator) -> IndicatorScore:
    return next(each for part in reading.waterfall for each in part.indicators if each.policy.indicator is which)


def test_a_calm_economy_scores_nothing_but_its_neutral_policy_rate() -> None:
    reading = read_regime(economy_of(calm()))
    # the real rate is 1 - 2 = -1 %, which scores 0; all else sits on its anchor of 0
    assert reading.score == pytest.approx(0.0, abs=1e-9)
    assert reading.word is RegimeWord.EXPANSION
    assert not reading.unrated


def last_moved(name: str, by: float, *, days: int = 1) -> dict[str, MacroSeries]:
    """The calm economy, with the last values of one series moved."""
    series = calm()
    values = np.array(series[name].values)
    values[-days:] += by
    return {**series, name: dataclasses.replace(series[name], values=values)}


BY_HAND = (
    # 1 % less in the last month: ((1.025**.25 * .99)**4 - 1) a year
    ("PAYEMS", -0.01, RegimeIndicator.PAYROLL_GROWTH, 100 * (1.025 * 0.99**4 - 1)),
    ("UNRATE", 0.9, RegimeIndicator.UNEMPLOYMENT_RISE, 0.3),
    ("ICSA", 88_000.0, RegimeIndicator.CLAIMS_RISE, 10.0),
    ("PCEPILFE", 0.01, RegimeIndicator.CORE_PCE_GAP, 1.02),
    ("CPIAUCSL", -0.01, RegimeIndicator.CPI_GAP, 1.02),
    ("PCEPILFE", 0.01, RegimeIndicator.CORE_PCE_PACE, 100 * (1.02 * 1.01**4 - 1) - 2),
    ("PCEPILFE", -0.01, RegimeIndicator.REAL_POLICY_RATE, 1.0 - 100 * (1.02 * 0.99 - 1)),
    ("FEDFUNDS", 0.75, RegimeIndicator.POLICY_CHANGE, 0.75),
    ("BAMLH0A0HYM2", 2.5, RegimeIndicator.SPREAD_LEVEL, 5.5),
    ("BAMLH0A0HYM2", 2.5, RegimeIndicator.SPREAD_CHANGE, 2.5),
    ("VIXCLS", 14.0, RegimeIndicator.VIX_LEVEL, 26.0),
    ("VIXCLS", 14.0, RegimeIndicator.VIX_PERCENTILE, 100.0),
    ("T10Y3M", -1.5, RegimeIndicator.CURVE_10Y3M, 0.5),
    ("T10Y2Y", -1.5, RegimeIndicator.CURVE_10Y2Y, 0.0),
)


@pytest.mark.parametrize(("name", "move", "which", "expected"), BY_HAND)
def test_each_indicator_by_hand(name: str, move: float, which: RegimeIndicator, expected: float) -> None:
    series = calm()
    values = np.array(series[name].values)
    relative = name in {"PAYEMS", "PCEPILFE", "CPIAUCSL"}
    values[-1] = values[-1] * (1 + move) if relative else values[-1] + move
    changed = {**series, name: dataclasses.replace(series[name], values=values)}
    # every lag has passed a month later, but a daily series must not have gone stale
    monthly = series_facts(name).frequency is Frequency.MONTHLY
    found = indicator(read_regime(economy_of(changed, dt.date(2020, 2, 5) if monthly else dt.date(2020, 1, 17))), which)
    assert found.value == pytest.approx(expected, rel=1e-9), (name, which)
    policy = found.policy
    by_anchor = 10 * min(1, max(0, (expected - policy.zero_at) / (policy.ten_at - policy.zero_at)))
    assert found.score == pytest.approx(by_anchor, abs=1e-9)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ((2.0, 2.0), 0.0),  # never inverted
        ((-0.4, -0.4), 0.0),  # inverted, and not yet steeper
        ((-0.4, -0.1), 0.3),  # rise of 0.3 from a depth of 0.4
        ((-0.4, 1.5), 0.4),  # the depth bounds it
        ((0.1, 1.5), 0.0),
    ],
)
def test_resteepening_is_the_smaller_of_depth_and_rise(path: tuple[float, float], expected: float) -> None:
    n = len(dates_of(Frequency.DAILY))
    curve = np.full(n, 2.0)
    curve[-120:-60], curve[-60:] = path
    found = indicator(
        read_regime(economy_of({**calm(), "T10Y3M": made("T10Y3M", curve)})), RegimeIndicator.RESTEEPENING
    )
    assert found.value == pytest.approx(expected, abs=EXACT), path


def test_resteepening_forgets_an_inversion_after_548_days() -> None:
    dates = dates_of(Frequency.DAILY)
    inverted = np.flatnonzero(dates <= np.datetime64(AS_OF) - np.timedelta64(548 + 3, "D"))[-1]
    curve = np.full(len(dates), 2.0)
    curve[inverted] = -1.0
    series = {**calm(), "T10Y3M": made("T10Y3M", curve)}
    assert indicator(read_regime(economy_of(series)), RegimeIndicator.RESTEEPENING).value == 0.0
    curve[inverted + 5] = -1.0
    series = {**calm(), "T10Y3M": made("T10Y3M", curve)}
    assert indicator(read_regime(economy_of(series)), RegimeIndicator.RESTEEPENING).value == 1.0


def test_a_month_never_published_leaves_the_mean_of_the_other_two() -> None:
    series = calm()
    dates, values = series["UNRATE"].dates, np.array(series["UNRATE"].values)
    values[-1] = 4.6
    kept = np.arange(len(dates)) != len(dates) - 2
    gap = made("UNRATE", values[kept], dates[kept])
    found = indicator(
        read_regime(economy_of({**series, "UNRATE": gap}, dt.date(2020, 1, 20))), RegimeIndicator.UNEMPLOYMENT_RISE
    )
    assert found.value == pytest.approx((4.6 + 4.0) / 2 - 4.0)


RISKIER = {"PAYEMS": -1, "UNRATE": 1, "ICSA": 1, "FEDFUNDS": 1, "BAMLH0A0HYM2": 1, "VIXCLS": 1, "T10Y2Y": -1}


@given(st.sampled_from(sorted(RISKIER)), st.floats(0, 1), st.floats(0, 1))
def test_every_part_rises_with_its_risk(name: str, first: float, second: float) -> None:
    low, high = sorted((first, second))
    size = {"PAYEMS": 1.0, "ICSA": 300_000.0, "BAMLH0A0HYM2": 15.0, "VIXCLS": 60.0}.get(name, 5.0)
    scores = [
        read_regime(economy_of(last_moved(name, RISKIER[name] * size * move), dt.date(2020, 1, 17))).best
        for move in (low, high)
    ]
    assert scores[0] <= scores[1] + EXACT, (name, low, high, scores)


@pytest.mark.parametrize("name", sorted(RISKIER))
def test_a_large_move_is_seen(name: str) -> None:
    size = {"PAYEMS": 1.0, "ICSA": 300_000.0, "BAMLH0A0HYM2": 15.0, "VIXCLS": 60.0}.get(name, 5.0)
    moved = read_regime(economy_of(last_moved(name, RISKIER[name] * size, days=3))).best
    assert moved > read_regime(economy_of(calm())).best + 0.2, name


@given(st.integers(0, 10_000), st.sets(st.sampled_from(NEEDED), max_size=9))
def test_the_score_is_bounded_and_what_is_missing_leaves_its_range(seed: int, missing: set[str]) -> None:
    generator = np.random.default_rng(seed)
    whole = {
        name: dataclasses.replace(each, values=each.values * np.exp(generator.normal(0, 0.3, len(each.values))))
        for name, each in calm().items()
    }
    full = read_regime(economy_of(whole))
    part = read_regime(economy_of({name: each for name, each in whole.items() if name not in missing}))
    assert full.score is not None
    assert 0.0 <= part.best <= full.score + 1e-12 <= part.worst + 2e-12 <= 10.0 + 2e-12, (seed, missing)
    open_weight = sum(
        p.policy.weight * each.policy.weight for p in part.waterfall for each in p.indicators if each.score is None
    )
    assert part.worst - part.best == pytest.approx(10 * open_weight, abs=1e-9), (seed, missing)
    assert (part.score is None) == bool(missing)
    assert sum(p.policy.weight * p.best for p in part.waterfall) == pytest.approx(part.best, abs=1e-12)


def test_a_stale_series_is_not_rated() -> None:
    late = economy_of(calm(), dt.date(2020, 1, 30))
    reading = read_regime(late)
    assert indicator(reading, RegimeIndicator.VIX_LEVEL).score is None
    assert "too old" in indicator(reading, RegimeIndicator.VIX_LEVEL).basis
    assert indicator(reading, RegimeIndicator.PAYROLL_GROWTH).score is not None


def test_an_economy_without_any_indicator_is_refused() -> None:
    with pytest.raises(DataError, match="no indicator of the macro regime is known on 2020-01-15"):
        read_regime(Economy(AS_OF, {}))


def word_of(growth: float, inflation: float, stress: float, earlier: float) -> RegimeWord | None:
    parts = dict.fromkeys(RegimePart, (0.0, 0.0))
    parts[RegimePart.GROWTH], parts[RegimePart.INFLATION] = (growth, growth), (inflation, inflation)
    parts[RegimePart.CREDIT] = parts[RegimePart.VOLATILITY] = (stress, stress)
    return regime_word(parts, growth_earlier=(earlier, earlier), policy=POLICY)[0]


def test_words_follow_their_rules_in_order() -> None:
    assert word_of(6, 6, 5, 6) is RegimeWord.STRESS
    assert word_of(5, 5, 4.9, 9) is RegimeWord.STAGFLATION
    assert word_of(3, 1, 1, 5) is RegimeWord.RECOVERY
    assert word_of(3.5, 1, 1, 5) is RegimeWord.EXPANSION
    assert word_of(4, 1, 1, 4) is RegimeWord.SLOWDOWN
    assert word_of(3.9, 5, 1, 4) is RegimeWord.OVERHEATING
    assert word_of(3.9, 4.9, 4.9, 4) is RegimeWord.EXPANSION


@given(*(st.tuples(st.floats(0, 10), st.floats(0, 10)) for _ in range(5)))
def test_a_word_under_a_range_is_the_word_of_every_score_in_it(
    growth: tuple[float, float],
    inflation: tuple[float, float],
    credit: tuple[float, float],
    volatility: tuple[float, float],
    earlier: tuple[float, float],
) -> None:
    ranges = [tuple(sorted(each)) for each in (growth, inflation, credit, volatility, earlier)]

    def word(values: tuple[tuple[float, float], ...]) -> RegimeWord | None:
        parts = dict.fromkeys(RegimePart, (0.0, 0.0))
        names = (RegimePart.GROWTH, RegimePart.INFLATION, RegimePart.CREDIT, RegimePart.VOLATILITY)
        parts.update(zip(names, values[:4], strict=True))
        return regime_word(parts, growth_earlier=values[4], policy=POLICY)[0]

    found = word(tuple((low, high) for low, high in ranges))
    if found is not None:
        for corner in itertools.product((0, 1), repeat=5):
            exact = tuple((ranges[i][side], ranges[i][side]) for i, side in enumerate(corner))
            assert word(exact) is found, (ranges, exact)


@given(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3), st.floats(0.1, 100), st.booleans())
def test_scores_are_clipped_and_meet_their_anchors(value: float, zero: float, width: float, falls: bool) -> None:
    ten = zero - width if falls else zero + width
    score = anchored_score(np.array([value, zero, ten]), zero_at=zero, ten_at=ten)
    assert 0.0 <= score[0] <= 10.0
    assert score[1:].tolist() == [0.0, 10.0]


def test_the_policy_file_is_checked_as_a_whole(tmp_path: Path) -> None:
    import seawall.macro.regime_policy as module

    text = (Path(module.__file__).parent / "regime.yaml").read_text()
    for before, after, sentence in (
        ("weight: 0.25\n    reason", "weight: 0.20\n    reason", "weights of parts must sum to 1"),
        ("weight: 0.30\n    zero_at: 5.0", "weight: 0.20\n    zero_at: 5.0", "weights of indicators of growth"),
        ("ten_at: 50.0", "ten_at: 5.0", "zero_at must differ"),
        ("series: [ICSA]", "series: [ICSX]", "'ICSX'"),
    ):
        assert before in text
        path = tmp_path / "regime.yaml"
        path.write_text(text.replace(before, after, 1))
        with pytest.raises(InputError, match=sentence):
            read_regime_policy(path)


# ---- no look ahead


@given(st.integers(0, 10_000), st.sampled_from(NEEDED), st.integers(1, 700))
def test_later_values_leave_earlier_scores_as_they_are_to_the_bit(seed: int, name: str, back: int) -> None:
    """Any value published after a day may change: scores of that day, and of all before it, do not."""
    day = np.datetime64(AS_OF) - np.timedelta64(back, "D")
    generator = np.random.default_rng(seed)
    series = {
        each_name: dataclasses.replace(each, values=each.values * np.exp(generator.normal(0, 0.2, len(each.values))))
        for each_name, each in calm().items()
    }
    later = series[name].publication_dates > day
    shaken = dataclasses.replace(
        series[name], values=np.where(later, series[name].values * 1.7 + 3.0, series[name].values)
    )
    days = np.arange(day - np.timedelta64(400, "D"), day + 1, 40)
    days = np.append(days[days < day], day)
    before = score_history(economy_of(series), days=days)
    after = score_history(economy_of({**series, name: shaken}), days=days)
    for field in ("best", "worst", "part_best", "part_worst"):
        assert np.array_equal(getattr(before, field), getattr(after, field)), (name, day, field)
    assert before.words == after.words


def test_history_refuses_days_after_the_economy_or_out_of_order() -> None:
    economy = economy_of(calm())
    with pytest.raises(InputError, match="must not pass the day of the economy, 2020-01-15"):
        score_history(economy, days=np.array(["2020-01-16"], dtype="datetime64[D]"))
    with pytest.raises(InputError, match="'days'"):
        recession_history(economy, days=np.array(["2020-01-10", "2020-01-09"], dtype="datetime64[D]"))
    with pytest.raises(InputError, match="'last' must not be before"):
        month_starts(dt.date(2020, 1, 2), dt.date(2020, 1, 1))
