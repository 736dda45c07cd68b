"""Planted faults are found in the rows they stand in, and sound series with fat tails are left alone."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seawall.core import BusinessCalendar
from seawall.errors import InputError
from seawall.sources import Batch, Dataset, Finding, Rule, Severity, dataset_schema, inspect_batch
from seawall.sources.quality.gate import inspect_bars
from seawall.sources.quality.rows import step_seconds
from tests.sources.quality.planted_faults import NOW, bars_batch, found, peer, scaled, sound_bars, without

SEEDS = st.integers(0, 10_000)
PLACES = st.lists(st.integers(5, 140), min_size=1, max_size=5, unique=True).map(lambda each: [10 * p for p in each])
"""Rows at least ten apart, away from the ends of 1,500."""


def rows_of(findings: list[Finding], rule: Rule) -> list[int]:
    return sorted(row for each in findings if each.rule is rule for row in each.rows)


def others(findings: list[Finding], *rules: Rule) -> list[Finding]:
    return [each for each in findings if each.rule not in rules]


def test_sound_series_with_fat_tails_raise_few_alarms() -> None:
    """Student-t with 4 degrees of freedom and changing volatility: outliers in at most one row of 2,000, nothing else.

    The rate of the threshold (score 12) for 4 degrees is about 1 in 4,000; the bound leaves room for 60 draws.
    """
    count, series = 1500, 60
    findings = [each for seed in range(series) for each in found(sound_bars(seed, count=count, freedom=4.0))]
    rate = len(findings) / (count * series)
    assert {each.rule for each in findings} <= {Rule.OUTLIER, Rule.SPIKE, Rule.SPLIT}, findings
    assert all(each.severity is Severity.SUSPECT for each in findings)
    assert rate < 1 / 2000, f"{len(findings)} alarms in {count * series} rows: {findings[:5]}"


@settings(max_examples=30)
@given(seed=SEEDS, places=PLACES, factor=st.sampled_from([0.1, 0.5, 0.7, 1.6, 10.0]))
def test_a_price_that_comes_back_is_a_spike_in_its_row_alone(seed: int, places: list[int], factor: float) -> None:
    bars = sound_bars(seed, freedom=8.0)
    factors = np.ones(len(bars.times))
    factors[places] = factor
    findings = found(scaled(bars, factors))
    assert rows_of(findings, Rule.SPIKE) == sorted(bars.rows[places].tolist()), findings
    assert not others(findings, Rule.SPIKE), (seed, places, factor)


@settings(max_examples=30)
@given(seed=SEEDS, place=st.integers(60, 1400), ratio=st.sampled_from([1.5, 2, 3, 4, 5, 10, 20, 0.5, 0.1, 0.05]))
def test_a_split_that_was_not_adjusted_for_is_found_with_its_ratio(seed: int, place: int, ratio: float) -> None:
    bars = sound_bars(seed, freedom=8.0)
    # the session's own move is taken out, so that the ratio is what it is called
    factors = np.ones(len(bars.times))
    factors[place:] = bars.close[place - 1] / bars.close[place] / ratio
    findings = found(scaled(bars, factors))
    assert rows_of(findings, Rule.SPLIT) == [int(bars.rows[place])], (seed, place, ratio, findings)
    assert f"split of {ratio:g} for 1" in findings[0].expected
    assert not others(findings, Rule.SPLIT), findings


def test_a_mixed_adjustment_shows_as_a_false_fall_of_ninety_percent() -> None:
    """A history downloaded before a split of 10 for 1 and continued after it falls by 90 % and stays there."""
    bars = sound_bars(3, freedom=8.0)
    factors = np.where(np.arange(len(bars.times)) >= 900, 0.1, 1.0)
    (only,) = found(scaled(bars, factors))
    assert (only.rule, only.severity, only.rows) == (Rule.SPLIT, Severity.SUSPECT, (902,))
    assert "split of 10 for 1" in only.expected


@settings(max_examples=30)
@given(seed=SEEDS, place=st.integers(60, 1400), size=st.floats(0.25, 0.3))
def test_a_crash_is_suspect_and_never_refused(seed: int, place: int, size: float) -> None:
    bars = sound_bars(seed, freedom=8.0)
    factors = np.where(np.arange(len(bars.times)) >= place, 1.0 - size, 1.0)
    own = {each.rows for each in found(bars)}  # a series may have a large move of its own
    findings = [each for each in found(scaled(bars, factors)) if each.rows not in own]
    assert {each.severity for each in findings} == {Severity.SUSPECT}
    assert [each.rows for each in findings] == [(int(bars.rows[place]),)], findings


@settings(max_examples=30)
@given(seed=SEEDS, places=PLACES)
def test_missing_days_of_a_market_that_never_closes_are_gaps(seed: int, places: list[int]) -> None:
    bars = sound_bars(seed, every_day=True, freedom=8.0)
    findings = found(without(bars, places))
    days = sorted(str(bars.times[place].astype("datetime64[D]")) for place in places)
    assert sorted(each.time for each in findings) == days, findings
    assert {each.rule for each in findings} == {Rule.GAP}


def test_missing_sessions_are_told_from_holidays_by_series_that_agree_or_by_a_calendar() -> None:
    bars = [replace(sound_bars(seed, freedom=8.0), symbol=f"S{seed}") for seed in range(4)]
    holidays, gap = [100, 400, 401, 900], 700
    closed = [without(each, holidays) for each in bars]
    faulty = without(bars[0], [*holidays, gap])
    day = str(bars[0].times[gap].astype("datetime64[D]"))
    findings = inspect_bars([faulty, *closed[1:]])
    assert [(each.entity, each.rule, each.time) for each in findings] == [("S0", Rule.GAP, day)]
    known = BusinessCalendar.of(bars[0].times[holidays].astype("datetime64[D]").tolist())
    assert [each.time for each in found(faulty, calendar=known)] == [day]
    (alone,) = found(faulty)
    assert (alone.rule, alone.severity) == (Rule.HOLIDAYS, Severity.INFORM)
    assert alone.expected.startswith("5 weekdays without a row, at most 2 together")


def test_a_hole_longer_than_any_closure_is_a_gap_without_a_calendar() -> None:
    (only,) = found(without(sound_bars(5, freedom=8.0), [500, 501, 502, 503, 504]))
    assert (only.rule, only.severity) == (Rule.GAP, Severity.SUSPECT)
    (shorter,) = found(without(sound_bars(5, freedom=8.0), [500, 501, 502, 503]))
    assert shorter.severity is Severity.INFORM


@settings(max_examples=30)
@given(seed=SEEDS, place=st.integers(60, 1400), length=st.integers(5, 12))
def test_a_stale_run_is_found_from_its_first_to_its_last_row(seed: int, place: int, length: int) -> None:
    bars = sound_bars(seed, freedom=8.0)
    for values in (bars.close, bars.open, bars.high, bars.low):
        assert values is not None
        values[place : place + length] = bars.close[place]
    findings = [each for each in found(bars) if each.rule is Rule.STALE]
    rows = tuple(range(place + 2, place + 2 + length))
    assert [each.rows for each in findings] == [rows], (seed, place, length)


def test_a_coarse_tick_repeats_its_price_without_being_stale() -> None:
    bars = sound_bars(9, freedom=8.0)
    coarse = replace(bars, open=None, high=None, low=None, close=np.round(bars.close))
    assert np.count_nonzero(np.diff(coarse.close) == 0.0) > 300
    assert rows_of(found(coarse), Rule.STALE) == []


@pytest.mark.parametrize(
    ("column", "value", "rule"),
    [
        ("close", np.nan, Rule.NOT_FINITE),
        ("open", np.inf, Rule.NOT_FINITE),
        ("low", 0.0, Rule.NOT_POSITIVE),
        ("close", -36.98, Rule.NOT_POSITIVE),
        ("volume", -1.0, Rule.VOLUME),
    ],
)
def test_a_bar_that_cannot_be_is_refused(column: str, value: float, rule: Rule) -> None:
    bars = sound_bars(1, freedom=8.0)
    getattr(bars, column)[[70, 500]] = value
    refused = [each for each in found(bars) if each.severity is Severity.REFUSE]
    assert {each.rule for each in refused} == {rule}
    assert [each.rows for each in refused] == [(72,), (502,)]


def test_a_bar_that_contradicts_itself_is_refused_and_rounding_is_suspect() -> None:
    bars = sound_bars(1, freedom=8.0)
    assert bars.high is not None
    assert bars.open is not None
    top = np.maximum(bars.close, bars.open)
    bars.high[10] = top[10] * (1 - 4e-16)
    bars.high[20] = top[20] * (1 - 1e-4)
    bars.high[30] = top[30] * (1 - 2e-3)
    shaped = [each for each in found(bars) if each.rule is Rule.BAR_SHAPE]
    assert [(each.rows, each.severity) for each in shaped] == [((22,), Severity.SUSPECT), ((32,), Severity.REFUSE)]


def test_rows_that_stand_twice() -> None:
    bars = sound_bars(2, count=300, freedom=8.0)
    again = np.concatenate((np.arange(300), [50, 120]))
    twice = without(bars, [])
    columns = {name: getattr(twice, name)[again] for name in ("times", "close", "open", "high", "low", "volume")}
    doubled = replace(twice, **columns, rows=np.arange(302) + 2)
    doubled.close[301] *= 1.0001
    findings = found(doubled)
    assert [(each.rule, each.severity, each.rows) for each in findings if "duplicate" in each.rule] == [
        (Rule.DUPLICATE, Severity.SUSPECT, (302,)),
        (Rule.CONFLICT, Severity.REFUSE, (303,)),
    ]
    assert rows_of(findings, Rule.ORDER) == [302]


def test_rows_from_the_future_are_refused() -> None:
    bars = replace(sound_bars(2, count=300, freedom=8.0), known_until=np.datetime64("1951-01-01", "ns"))
    future = np.flatnonzero(bars.times > bars.known_until)
    assert rows_of(found(bars), Rule.FUTURE) == bars.rows[future].tolist()
    assert len(future) > 10


def test_a_clock_that_changes_shifts_rows_by_an_hour_and_crypto_days_start_at_midnight() -> None:
    bars = sound_bars(2, count=300, freedom=8.0)
    hours = np.full(300, 5)
    hours[40:90] = 4
    (shifted,) = found(replace(bars, times=bars.times + hours * np.timedelta64(1, "h")))
    assert (shifted.rule, shifted.rows) == (Rule.SHIFTED, tuple(range(42, 92)))
    assert "-1 hours from the hour of most rows; a change of the clock?" in shifted.expected
    crypto = sound_bars(2, count=300, every_day=True, freedom=8.0)
    (late,) = found(replace(crypto, times=crypto.times + np.timedelta64(8, "h")))
    assert (late.rule, len(late.rows)) == (Rule.SHIFTED, 300)
    assert "+8 hours from 00:00 UTC" in late.expected


def test_a_session_on_a_weekend_is_found() -> None:
    bars = sound_bars(2, count=300, freedom=8.0)
    times = bars.times.copy()
    friday = int(np.flatnonzero(((times.astype("datetime64[D]").astype(np.int64) + 3) % 7) == 4)[20])
    times[friday] += np.timedelta64(1, "D")
    findings = found(replace(bars, times=times))
    assert rows_of(findings, Rule.NO_SESSION) == [friday + 2]


@settings(max_examples=20)
@given(seed=SEEDS, places=PLACES, size=st.floats(0.0035, 0.01))
def test_a_dividend_missed_by_one_of_two_twins_is_a_step(seed: int, places: list[int], size: float) -> None:
    index = replace(sound_bars(seed, freedom=8.0), symbol="INDEX")
    noise = np.random.default_rng(seed).normal(0.0, 0.0002, len(index.times))
    falls = np.zeros(len(index.times))
    falls[places] = -size
    fund = scaled(replace(index, symbol="FUND"), np.exp(np.cumsum(falls)) * (1.0 + noise))
    findings = [each for each in found(fund, peers={"INDEX": peer(index)}) if each.rule is not Rule.BAR_SHAPE]
    assert rows_of(findings, Rule.PEER_STEP) == sorted(fund.rows[places].tolist()), findings
    assert not others(findings, Rule.PEER_STEP)


def test_a_wrong_close_is_a_glitch_against_the_twin_on_both_days() -> None:
    index = replace(sound_bars(4, freedom=8.0), symbol="INDEX")
    factors = np.ones(len(index.times))
    factors[800] = 1.01
    fund = scaled(replace(index, symbol="FUND"), factors)
    findings = found(fund, peers={"INDEX": peer(index)})
    assert rows_of(findings, Rule.PEER_GLITCH) == [802, 803]
    assert not others(findings, Rule.PEER_GLITCH)


def test_strangers_are_no_twins() -> None:
    one, other = sound_bars(1, freedom=8.0), replace(sound_bars(2, freedom=8.0), symbol="OTHER")
    assert found(one, peers={"OTHER": peer(other)}) == []


def test_bars_of_a_batch_are_counted_from_one_and_looked_at_within_a_second() -> None:
    bars = sound_bars(7, count=18_000, freedom=8.0)
    many = [replace(bars, symbol=f"S{number}") for number in range(6)]
    table = pa.concat_tables(bars_batch(each).rows for each in many)
    batch = Batch(Dataset.BARS, table, "many", "0")
    assert batch.rows.num_rows == 108_000
    inspect_batch(batch)  # imports what is needed
    times = []
    for _ in range(3):
        started = time.process_time()
        report = inspect_batch(batch)
        times.append(time.process_time() - started)
    assert report.n_rows == 108_000
    assert report.entities == tuple(f"S{number}" for number in range(6))
    assert min(times) < 0.6, f"108,000 rows took {times} s of processor"


def test_vintages_are_joined_only_when_asked() -> None:
    bars = sound_bars(7, count=300, freedom=8.0)
    assert bars.open is not None
    assert bars.high is not None
    first = bars_batch(bars)
    # the newest vintage holds one day again, with another value
    changed = without(bars, [place for place in range(300) if place != 150])
    later = bars_batch(scaled(changed, np.array([1.001])), vintage=dt.date(2026, 1, 1))
    both = Batch(Dataset.BARS, pa.concat_tables([first.rows, later.rows]), "both", "0")
    assert inspect_batch(both).findings == ()
    assert inspect_batch(both, newest_only=True).of(Severity.REFUSE) == ()
    same = Batch(Dataset.BARS, pa.concat_tables([first.rows, first.rows.slice(3, 1)]), "both", "0")
    assert [each.rows for each in inspect_batch(same).findings if each.rule is Rule.DUPLICATE] == [(301,)]


def test_missing_minutes_are_gaps() -> None:
    bars = sound_bars(7, count=3000, freedom=8.0)
    minutes = np.datetime64("2026-01-02", "ns") + np.arange(3000) * np.timedelta64(60, "s")
    minute_bars = replace(bars, times=minutes, step_seconds=step_seconds("1m"))
    findings = found(without(minute_bars, [100, 101, 2000]))
    assert [(each.rule, each.time) for each in findings if each.rule is Rule.GAP] == [
        (Rule.GAP, "2026-01-02T01:40:00"),
        (Rule.GAP, "2026-01-03T09:20:00"),
    ]


def test_an_interval_that_is_none_is_refused_at_the_door() -> None:
    with pytest.raises(InputError, match=r"'interval' must be .* was 'daily'"):
        step_seconds("daily")


def _event_batch(dataset: Dataset, rows: list[dict[str, object]]) -> Batch:
    now = dt.datetime(2026, 2, 1, tzinfo=dt.UTC)
    provenance = {"source": "test", "retrieved_at": now, "vintage": now.date()}
    table = pa.Table.from_pylist([{**row, **provenance} for row in rows], schema=dataset_schema(dataset))
    return Batch(dataset, table, "test", "0")


def test_ticks_funding_and_quotes_have_rules_of_their_own() -> None:
    at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    tick = {"symbol": "BTCUSDT", "time": at, "price": 90_000.0, "size": 1.0, "taker_side": 1, "trade_id": 1}
    report = inspect_batch(
        _event_batch(
            Dataset.TICKS,
            [tick, {**tick, "trade_id": 2, "price": 0.0}, tick, {**tick, "trade_id": 3, "size": -1.0}],
        )
    )
    assert [(each.rule, each.severity, each.rows) for each in report.findings] == [
        (Rule.NOT_POSITIVE, Severity.REFUSE, (2,)),
        (Rule.NOT_POSITIVE, Severity.REFUSE, (4,)),
        (Rule.DUPLICATE, Severity.SUSPECT, (3,)),
    ]
    rates = [
        {"symbol": "BTCUSDT", "time": at + dt.timedelta(hours=8 * k), "rate": r} for k, r in enumerate((1e-4, 0.3))
    ]
    (large,) = inspect_batch(_event_batch(Dataset.FUNDING, rates)).findings
    assert (large.rule, large.rows) == (Rule.OUTLIER, (2,))
    quote = {"underlying": "BTC", "time": at, "expiry": at + dt.timedelta(days=9), "strike": 9e4, "is_call": True}
    crossed = {**quote, "bid": 3.0, "ask": 2.0, "price_unit": "BTC"}
    (only,) = inspect_batch(
        _event_batch(Dataset.OPTION_QUOTES, [crossed, {**crossed, "bid": 1.0, "strike": 8e4}])
    ).findings
    assert (only.rule, only.rows) == (Rule.CROSSED, (1,))


def test_now_is_later_than_every_made_row() -> None:
    assert sound_bars(1).times.max() < NOW
