"""What a user of the store relies on: all rows come back, in order, at one version, and SQL cannot do harm."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seawall.errors import InputError
from seawall.sources import Batch, Dataset, Store, dataset_schema, minute_bars, store_home
from tests.sources.store.tick_batches import DAY_NS, EPOCH_NS, RETRIEVED, numbered_batch, tick_batch

Row = tuple[str, int, float]
ROWS = st.tuples(
    st.sampled_from(["A", "B", "Ä", "ZZ"]), st.integers(-2, 2 * 24).map(lambda i: i * DAY_NS // 24), st.floats(1.0, 9.0)
)
TRADES = st.tuples(st.sampled_from("AB"), st.integers(0, 3 * 24 * 60), st.floats(1.0, 9.0))
BATCHES = st.lists(st.lists(ROWS, min_size=1, max_size=20), min_size=1, max_size=5)


def plain(table: pa.Table) -> list[tuple[Any, ...]]:
    """Rows as tuples, without the time of fetching."""
    columns = [table.column(name) for name in ("symbol", "time", "price", "trade_id")]
    columns[1] = columns[1].cast(pa.int64())
    return list(zip(*(column.to_pylist() for column in columns), strict=True))


def expected(batches: list[list[Row]]) -> list[tuple[Any, ...]]:
    """Rows of batches, sorted by symbol and time, ties in the order in which they came; an equal batch counts once."""
    rows: list[tuple[Any, ...]] = []
    seen: list[list[tuple[Any, ...]]] = []
    for batch in batches:
        mine = [(symbol, EPOCH_NS + offset, price, i) for i, (symbol, offset, price) in enumerate(batch)]
        mine.sort(key=lambda row: row[:2])
        if mine not in seen:
            seen.append(mine)
            rows += mine
    return sorted(rows, key=lambda row: row[:2])


@settings(max_examples=40)
@given(batches=BATCHES)
def test_what_was_appended_is_read_sorted_before_and_after_a_compaction(batches: list[list[Row]]) -> None:
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder)) as store:
        for i, rows in enumerate(batches):
            earlier = store.snapshot()
            before = plain(earlier.read(Dataset.TICKS))
            assert before == expected(batches[:i])
            receipt = store.append(tick_batch(rows))
            assert receipt.rows == len(rows)
            assert plain(earlier.read(Dataset.TICKS)) == before, "a later append changed an earlier snapshot"
        held = store.snapshot()
        store.compact()
        assert plain(held.read(Dataset.TICKS)) == expected(batches), "a compaction changed an earlier snapshot"
        store.close()
        fresh = Store(Path(folder)).snapshot()
        assert plain(fresh.read(Dataset.TICKS)) == expected(batches)
        assert store.verify().sound
        assert fresh.query("select count(*) as n from ticks").column("n")[0].as_py() == len(expected(batches))
        coverage = {each.entity: each.rows for each in fresh.entities(Dataset.TICKS)}
        symbols = [row[0] for row in expected(batches)]
        assert coverage == {symbol: symbols.count(symbol) for symbol in symbols}


@settings(max_examples=40)
@given(
    batches=BATCHES, symbol=st.sampled_from(["A", "ZZ", "none"]), bounds=st.tuples(st.integers(0, 2), st.integers(0, 2))
)
def test_a_part_is_what_filtering_all_rows_gives(
    batches: list[list[Row]], symbol: str, bounds: tuple[int, int]
) -> None:
    first, last = (dt.date(2025, 1, 6) + dt.timedelta(days=each) for each in bounds)
    low, high = EPOCH_NS + bounds[0] * DAY_NS, EPOCH_NS + (bounds[1] + 1) * DAY_NS - 1
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder)) as store:
        for rows in batches:
            store.append(tick_batch(rows))
        for _ in range(2):
            snapshot = store.snapshot()
            inside = [row for row in expected(batches) if low <= row[1] <= high]
            assert plain(snapshot.read(Dataset.TICKS, start=first, end=last)) == inside
            one = snapshot.read(Dataset.TICKS, entity=symbol, start=first, end=last)
            assert plain(one) == [row for row in inside if row[0] == symbol]
            assert one.schema == dataset_schema(Dataset.TICKS)
            store.compact()


def test_each_entity_is_read_alone_from_row_groups_small_and_large(tmp_path: Path) -> None:
    counts = {"A": 100, "B": 9_000, "C": 30, "D": 140_000, "E": 7}  # B stands alone in a row group, D fills two
    rows = [(name, i, float(ord(name) * 1_000_000 + i)) for name, count in counts.items() for i in range(count)]
    with Store(tmp_path) as store:
        store.append(tick_batch(rows))
        for _ in range(2):
            snapshot = store.snapshot()
            for name, count in counts.items():
                found = snapshot.read(Dataset.TICKS, entity=name, columns=["symbol", "price"])
                assert set(found.column("symbol").to_pylist()) == {name}
                np.testing.assert_array_equal(
                    found.column("price").to_numpy(), ord(name) * 1_000_000.0 + np.arange(count)
                )
            store.compact()
        assert snapshot.version == 2


def test_an_instant_with_a_zone_bounds_to_itself(tmp_path: Path) -> None:
    hour = DAY_NS // 24
    with Store(tmp_path) as store:
        store.append(tick_batch([("A", i * hour, 1.0) for i in range(24)]))
        start, end = (dt.datetime(2025, 1, 6, each, tzinfo=dt.timezone(dt.timedelta(hours=1))) for each in (4, 7))
        rows = store.snapshot().read(Dataset.TICKS, start=start, end=end, columns=["trade_id"])
        assert rows.column("trade_id").to_pylist() == [3, 4, 5, 6]
        with pytest.raises(InputError, match="time zone"):
            store.snapshot().read(Dataset.TICKS, start=dt.datetime(2025, 1, 6))
        with pytest.raises(InputError, match="'columns' of ticks must be of symbol"):
            store.snapshot().read(Dataset.TICKS, columns=["colour"])


def test_equal_rows_are_kept_once_though_fetched_at_another_time_or_given_in_another_order(tmp_path: Path) -> None:
    rows = [("A", 5, 1.0), ("B", 3, 2.0), ("A", 9, 3.0)]
    later = RETRIEVED + dt.timedelta(hours=5)
    with Store(tmp_path) as store:
        first = store.append(tick_batch(rows))
        again = store.append(tick_batch(rows, retrieved=later, request="another"))
        other = store.append(tick_batch([*rows[:2], ("A", 9, 4.0)]))
        assert (first.already_kept, again.already_kept, other.already_kept) == (False, True, False)
        assert (first.version, again.version, other.version) == (1, 1, 2)
        assert first.batch_id == again.batch_id != other.batch_id
        assert first.days == (dt.date(2025, 1, 6),)
        assert [each.outcome for each in store.audit()] == ["kept", "already kept", "kept"]


def test_every_value_and_every_null_counts_in_the_identity_of_a_batch(tmp_path: Path) -> None:
    batch = tick_batch([("A", 1, 1.0), ("A", 2, 2.0)])
    changed = []
    for name, other in (
        ("symbol", ["A", "B"]), ("time", [EPOCH_NS + 1, EPOCH_NS + 3]), ("price", [1.0, 2.5]), ("size", [1.0, 7.0]),
        ("taker_side", [1, -1]), ("trade_id", [0, None]), ("trade_id", [None, 1]), ("source", ["test", "x"]),
        ("vintage", [20097, 20098]),
    ):  # fmt: skip
        field = batch.rows.schema.field(name)
        plain_type = {"time": pa.int64(), "vintage": pa.int32()}.get(name, field.type)
        column = pa.array(other, plain_type).cast(field.type)
        rows = batch.rows.set_column(batch.rows.schema.get_field_index(name), field, column)
        changed.append(Batch(Dataset.TICKS, rows, "test", "0" * 16))
    with Store(tmp_path) as store:
        receipts = [store.append(each) for each in (batch, *changed)]
        assert len({each.batch_id for each in receipts}) == len(receipts)
        assert store.snapshot().read(Dataset.TICKS).num_rows == 2 * len(receipts)


def every_kind(dataset: Dataset) -> Batch:
    """Three rows of any kind, with a null wherever one may be."""
    values: dict[str, Any] = {
        "string": ["x", "y", "x"], "double": [1.5, 2.5, 3.5], "int64": [1, 2, 3], "int8": [1, -1, 0],
        "bool": [True, False, True], "binary": [b"a", b"", b"ccc"], "date32[day]": [20000, 19000, 20001],
        "timestamp[us, tz=UTC]": [10**15] * 3, "timestamp[ns, tz=UTC]": [10**18, 10**18 + 1, 10**17],
    }  # fmt: skip
    columns = []
    for field in dataset_schema(dataset):
        given_values = list(values[str(field.type)])
        if field.nullable:
            given_values[1] = None
        base = pa.int64() if pa.types.is_timestamp(field.type) else pa.int32() if pa.types.is_date(field.type) else None
        columns.append(pa.array(given_values, base or field.type).cast(field.type))
    return Batch(dataset, pa.Table.from_arrays(columns, schema=dataset_schema(dataset)), "all kinds", "0" * 16)


@pytest.mark.parametrize("dataset", list(Dataset))
def test_every_kind_of_row_comes_back_as_it_was(dataset: Dataset, tmp_path: Path) -> None:
    batch = every_kind(dataset)
    names = batch.rows.column_names
    with Store(tmp_path) as store:
        assert store.snapshot().query(f"select * from {dataset}").num_rows == 0
        store.append(batch)
        wanted = batch.rows.sort_by([(names[0], "ascending"), (names[1], "ascending")])
        assert store.snapshot().read(dataset).equals(wanted.cast(dataset_schema(dataset)))
        store.compact()
        assert store.snapshot().read(dataset).equals(wanted.cast(dataset_schema(dataset)))
        assert store.append(batch).already_kept
        assert store.snapshot().query(f"select * from {dataset}").num_rows == 3
        assert store.verify().sound


@pytest.mark.parametrize(
    "sql",
    [
        "create table mine as select 1", "drop view ticks", "copy ticks to 'out.parquet'", "attach 'other.db'",
        "set threads = 4", "install httpfs", "select 1; select 2", "", "select * from read_parquet('/tmp/*.parquet')",
        "select * from read_csv('/etc/passwd')", "select * from nothing", "insert into ticks select * from ticks",
        "select * from hidden_variable", "pragma database_list",
    ],
)  # fmt: skip
def test_sql_reads_the_store_and_nothing_else(sql: str, tmp_path: Path) -> None:
    hidden_variable = pa.table({"secret": [1]})
    with Store(tmp_path) as store:
        store.append(numbered_batch(0))
        with pytest.raises(InputError, match="'sql'"):
            store.snapshot().query(sql)
        assert store.verify().sound
    assert hidden_variable.num_rows == 1


def test_sql_cuts_time_into_minutes_of_utc(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.append(numbered_batch(0))
        found = store.snapshot().query("select min(date_trunc('hour', time)) as t, max(retrieved_at) as r from ticks")
        assert found.column("t")[0].as_py() == dt.datetime(2025, 1, 6)
        assert found.column("r")[0].as_py() == RETRIEVED.replace(tzinfo=None)


@settings(max_examples=30)
@given(batches=st.lists(st.lists(TRADES, min_size=1, max_size=60), min_size=1, max_size=3))
def test_bars_are_those_counted_row_by_row(batches: list[list[Row]]) -> None:
    minute = 60_000_000_000
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder)) as store:
        for rows in batches:
            store.append(tick_batch([(symbol, at * minute // 2, price) for symbol, at, price in rows]))
        everything = store.snapshot().read(Dataset.TICKS)
        counted: dict[tuple[str, int], list[float]] = {}
        for symbol, at, price, _ in plain(everything):
            counted.setdefault((symbol, at // minute * minute), []).append(price)
        for _ in range(2):
            bars = minute_bars(store.snapshot())
            keys = list(
                zip(bars.column("symbol").to_pylist(), bars.column("time").cast(pa.int64()).to_pylist(), strict=True)
            )
            assert keys == sorted(counted)
            for name, figure in (("open", lambda p: p[0]), ("high", max), ("low", min), ("close", lambda p: p[-1])):
                assert bars.column(name).to_pylist() == [figure(counted[key]) for key in keys], name
            assert bars.column("trades").to_pylist() == [len(counted[key]) for key in keys]
            np.testing.assert_array_equal(bars.column("volume").to_numpy(), bars.column("trades").to_numpy())
            store.compact()


def test_many_versions_are_read_from_a_checkpoint_and_few_changes(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        for number in range(300):
            store.append(tick_batch([("A", number, 1.0)]))
        reader = Store(tmp_path)
        assert reader.snapshot().version == 300
        assert reader.snapshot().read(Dataset.TICKS).num_rows == 300
        assert len(list((tmp_path / "manifest").iterdir())) < 2 * 128 + 4


def test_the_home_is_what_the_environment_says_or_the_users_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEAWALL_HOME", "/srv/desk")
    assert store_home() == Path("/srv/desk")
    monkeypatch.delenv("SEAWALL_HOME")
    assert store_home().name == "seawall"
