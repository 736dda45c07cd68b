"""What is refused is not kept, what is suspect is kept and listed, and nothing is changed on the way."""

from __future__ import annotations

import datetime as dt
import sqlite3
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from seawall.errors import DataError, InputError, SourceError
from seawall.sources import Dataset, FileFacts, FindingLog, Rule, Severity, Store, intake, read_batches
from tests.sources.quality.planted_faults import bars_batch, scaled, sound_bars

FACTS = FileFacts("test", dt.datetime(2026, 3, 1, tzinfo=dt.UTC), dt.date(2026, 3, 1), True)


def test_a_sound_batch_is_kept_as_it_is(tmp_path: Path) -> None:
    batch = bars_batch(sound_bars(1, count=250, freedom=8.0))
    with Store(tmp_path / "store") as store:
        done = intake(store, batch)
        assert done.receipt is not None
        assert done.receipt.rows == 250
        kept = store.snapshot().read(Dataset.BARS)
    assert kept.equals(batch.rows)


def test_a_refused_batch_is_not_kept_at_all_and_the_log_names_its_rows(tmp_path: Path) -> None:
    bars = sound_bars(1, count=250, freedom=8.0)
    bars.close[[7, 90]] = -1.0
    with Store(tmp_path / "store") as store:
        done = intake(store, bars_batch(bars))
        assert done.receipt is None
        assert store.snapshot().read(Dataset.BARS).num_rows == 0
        (line,) = store.audit()
        assert (line.outcome, line.findings) == ("refused", len(done.report.findings))
        logged = FindingLog(store.home).read()
    refused = [each.finding for each in logged if each.finding.severity is Severity.REFUSE]
    assert [each.rows for each in refused] == [(8,), (91,)]
    assert {each.rule for each in refused} == {Rule.NOT_POSITIVE}
    assert {(each.request, each.data_hash) for each in logged} == {(line.request, line.data_hash)}


def test_a_suspect_batch_is_kept_and_its_rows_are_listed_once(tmp_path: Path) -> None:
    bars = sound_bars(1, count=250, freedom=8.0)
    factors = np.ones(250)
    factors[120] = 0.1
    batch = bars_batch(scaled(bars, factors))
    with Store(tmp_path / "store") as store:
        first, again = intake(store, batch), intake(store, batch)
        assert first.receipt is not None
        assert again.receipt is not None
        assert (first.receipt.already_kept, again.receipt.already_kept) == (False, True)
        assert store.snapshot().read(Dataset.BARS).equals(batch.rows)
        (logged,) = FindingLog(store.home).read()
    assert (logged.finding.rule, logged.finding.rows) == (Rule.SPIKE, (121,))
    assert logged.finding == first.report.findings[0]


def test_findings_can_neither_be_changed_nor_deleted(tmp_path: Path) -> None:
    bars = sound_bars(1, count=250, freedom=8.0)
    bars.close[7] = -1.0
    with Store(tmp_path) as store:
        intake(store, bars_batch(bars))
    connection = sqlite3.connect(tmp_path / "findings.sqlite")
    for statement in ("delete from finding", "update finding set severity = 'inform'"):
        with pytest.raises(sqlite3.IntegrityError, match="findings cannot be"):
            connection.execute(statement)
    connection.close()


def test_a_damaged_log_of_findings_is_named(tmp_path: Path) -> None:
    (tmp_path / "findings.sqlite").write_bytes(b"nothing that SQLite wrote" * 100)
    with pytest.raises(DataError, match=r"findings\.sqlite: is damaged"):
        FindingLog(tmp_path).read()


def test_files_with_the_columns_of_their_kind_come_back_as_they_went_out(tmp_path: Path) -> None:
    import pyarrow.csv
    import pyarrow.parquet

    batch = bars_batch(sound_bars(1, count=120, freedom=8.0))
    pyarrow.parquet.write_table(batch.rows, tmp_path / "kept.parquet")
    pyarrow.csv.write_csv(batch.rows, tmp_path / "kept.csv")
    for name in ("kept.parquet", "kept.csv"):
        ((read, found),) = read_batches(tmp_path / name, dataset=None, facts=FACTS)
        assert found == ()
        assert read.rows.equals(batch.rows), name


def test_a_daily_table_of_prices_becomes_bars_and_its_blank_rows_are_named(tmp_path: Path) -> None:
    file = tmp_path / "XYZ.csv"
    file.write_text("Date,Open,High,Low,Close,Volume\n2026-01-02,1,2,1,2,100\n2026-01-03,,,,,\n2026-01-05,2,3,2,3,\n")
    ((batch, found),) = read_batches(file, dataset=None, facts=FACTS)
    assert batch.rows.column("close").to_pylist() == [2.0, 3.0]
    assert batch.rows.column("volume").to_pylist() == [100.0, None]
    assert batch.rows.column("symbol").to_pylist() == ["XYZ", "XYZ"]
    ((rule, rows),) = [(each.rule, each.rows) for each in found]
    assert (rule, rows) == (Rule.BLANK, (3,))


def test_a_row_that_is_blank_in_part_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "XYZ.csv"
    file.write_text("Date,Open,High,Low,Close\n2026-01-02,1,2,1,2\n2026-01-05,2,,2,3\n")
    ((batch, _),) = read_batches(file, dataset=None, facts=FACTS)
    with Store(tmp_path / "store") as store:
        done = intake(store, batch)
    assert done.receipt is None
    assert [(each.rule, each.rows) for each in done.report.of(Severity.REFUSE)] == [(Rule.NOT_FINITE, (2,))]


def test_a_series_of_the_catalogue_becomes_economic_data_with_its_blanks(tmp_path: Path) -> None:
    file = tmp_path / "CPIAUCSL.csv"
    file.write_text("date,value\n2025-09-01,324.4\n2025-10-01,\n2025-11-01,325.0\n")
    ((batch, _),) = read_batches(file, dataset=None, facts=FACTS)
    assert batch.dataset is Dataset.MACRO
    assert batch.rows.column("value").to_pylist() == [324.4, None, 325.0]
    with Store(tmp_path / "store") as store:
        done = intake(store, batch)
        kept = store.snapshot().read(Dataset.MACRO).column("value").to_pylist()
    assert kept == [324.4, None, 325.0]
    assert [(each.rule, each.time, each.rows) for each in done.report.findings] == [(Rule.GAP, "2025-10-01", (2,))]


def test_nothing_is_guessed_of_a_file(tmp_path: Path) -> None:
    prices = tmp_path / "XYZ.csv"
    prices.write_text("Date,Open,High,Low,Close\n2026-01-02,1,2,1,2\n")
    closes = tmp_path / "gold.csv"
    closes.write_text("Date,Closing Value\n2026-01-02,1\n")
    with pytest.raises(InputError, match="say --adjusted or --as-traded"):
        list(read_batches(prices, dataset=None, facts=replace(FACTS, adjusted=None)))
    with pytest.raises(DataError, match="bars need open, high, low"):
        list(read_batches(closes, dataset=None, facts=FACTS))
    with pytest.raises(DataError, match="holds bars, not macro"):
        list(read_batches(prices, dataset=Dataset.MACRO, facts=FACTS))
    with pytest.raises(DataError, match="ticks needs the columns price, size, symbol, taker_side, time"):
        list(read_batches(prices, dataset=Dataset.TICKS, facts=FACTS))
    with pytest.raises(SourceError, match="cannot be read"):
        list(read_batches(tmp_path / "none.csv", dataset=None, facts=FACTS))


def test_a_table_that_is_none_of_its_kind_is_named_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "macro.csv"
    file.write_text("series_id,date,value\nCPI,yesterday,1\n")
    with pytest.raises(DataError, match=r"macro\.csv: is no table of macro") as fault:
        list(read_batches(file, dataset=Dataset.MACRO, facts=FACTS))
    assert "\n" not in str(fault.value)
