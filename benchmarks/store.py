"""The store against DuckDB's own table, and polars on the same files: ``python -m benchmarks store``.

Wall time, for an append waits for the disk. Every contender gets one thread and the same batches.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from benchmarks.timing import OUT, is_installed, write
from seawall.sources import Batch, Dataset, Store, dataset_schema, minute_bars

SYMBOLS, DAYS, BATCHES_PER_DAY, ROWS = 100, 5, 20, 100_000
READS, BAR_ROUNDS = 30, 3
FIRST_DAY = np.datetime64("2025-01-06", "ns")
DAY_NS = 86_400_000_000_000
BARS_SQL = """
select symbol, time_bucket(interval 1 minute, time) as minute, arg_min(price, time) as open, max(price) as high,
    min(price) as low, arg_max(price, time) as close, sum(size) as volume, count(*) as trades
from {} group by symbol, minute order by symbol, minute"""


def batch(number: int) -> Batch:
    """Ticks of all symbols over a twentieth of a day, in the order of time, prices and sizes in steps."""
    rng = np.random.default_rng(number)
    span = DAY_NS // BATCHES_PER_DAY
    instants = (
        FIRST_DAY + np.sort(rng.integers(0, span, ROWS)).astype("timedelta64[ns]") + np.timedelta64(number * span)
    )
    names = pa.array([f"S{i:03d}USDT" for i in range(SYMBOLS)])
    columns = [
        pa.array(rng.choice(np.arange(SYMBOLS, dtype=np.int32), ROWS)),
        pa.array(instants).cast(pa.timestamp("ns", tz="UTC")),
        pa.array(np.round(100.0 + np.cumsum(rng.normal(0.0, 0.01, ROWS)), 2)),
        pa.array(np.round(rng.exponential(1.0, ROWS), 3)),
        pa.array(rng.choice(np.array([-1, 1], dtype=np.int8), ROWS)),
        pa.array(np.arange(ROWS) + number * ROWS),
        pa.array(["exchange"] * ROWS),
        pa.array(np.full(ROWS, np.datetime64("2025-01-20", "us"))).cast(pa.timestamp("us", tz="UTC")),
        pa.array(np.full(ROWS, np.datetime64("2025-01-20", "D"))),
    ]
    columns[0] = pa.DictionaryArray.from_arrays(columns[0], names).cast(pa.string())
    rows = pa.Table.from_arrays(columns, schema=dataset_schema(Dataset.TICKS))
    return Batch(Dataset.TICKS, rows, f"made {number}", "0" * 16)


def seconds(run: Callable[[], Any]) -> float:
    """Wall time of one call."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def duckdb_table(path: Path) -> Any:
    """An empty table of DuckDB in a file of its own, one thread; instants without a zone, which it handles quicker."""
    import duckdb

    connection = duckdb.connect(str(path), config={"threads": "1"})
    connection.execute(
        "create table ticks (symbol varchar, time timestamp_ns, price double, size double, taker_side tinyint,"
        " trade_id bigint, source varchar, retrieved_at timestamp, vintage date)"
    )
    return connection


def duckdb_append(connection: Any, given: Batch) -> None:
    """Insert a batch; DuckDB commits, and flushes its log, at the end of the statement."""
    rows = given.rows
    for name, unit in (("time", "ns"), ("retrieved_at", "us")):
        rows = rows.set_column(rows.schema.get_field_index(name), name, rows.column(name).cast(pa.timestamp(unit)))
    connection.execute("insert into ticks select * from rows")


def floor_append(folder: Path, number: int, content: bytes) -> None:
    """The least a durable append can do: the bytes of the batch to a new file, flushed."""
    with (folder / f"floor_{number}").open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def appends(folder: Path, store: Store, table: Any) -> dict[str, list[float]]:
    """Time of each append of each contender, in turn."""
    taken: dict[str, list[float]] = {"seawall": [], "duckdb table": [], "write and flush the same bytes": []}
    for number in range(DAYS * BATCHES_PER_DAY):
        given = batch(number)
        taken["seawall"].append(seconds(lambda given=given: store.append(given)))  # type: ignore[misc]
        taken["duckdb table"].append(seconds(lambda given=given: duckdb_append(table, given)))  # type: ignore[misc]
        content = next((store.home / "data" / "ticks").rglob(f"{number + 1:012d}-*.parquet")).read_bytes()
        floor = seconds(lambda number=number, content=content: floor_append(folder, number, content))  # type: ignore[misc]
        taken["write and flush the same bytes"].append(floor)
    return taken


def symbol_days(store: Store, table: Any) -> dict[str, list[float]]:
    """Time to read every column of one symbol on one day, as Arrow, after compaction."""
    snapshot = store.snapshot()
    rng = np.random.default_rng(0)
    taken: dict[str, list[float]] = {"seawall": [], "duckdb table, sorted": []}
    for _ in range(READS):
        symbol, day = f"S{rng.integers(SYMBOLS):03d}USDT", (FIRST_DAY + np.timedelta64(rng.integers(DAYS), "D"))
        date = day.astype("datetime64[D]").item()
        sql = (
            f"select * from sorted where symbol = '{symbol}' and time >= '{date}'::timestamp_ns"
            f" and time < ('{date}'::date + 1)::timestamp_ns order by time"
        )
        start = time.perf_counter()
        mine = snapshot.read(Dataset.TICKS, entity=symbol, start=date, end=date)
        middle = time.perf_counter()
        theirs = table.sql(sql).to_arrow_table()
        taken["duckdb table, sorted"].append(time.perf_counter() - middle)
        taken["seawall"].append(middle - start)
        assert mine.num_rows == theirs.num_rows
        assert mine.column("trade_id").combine_chunks().equals(theirs.column("trade_id").combine_chunks())
    return taken


def bars(store: Store, table: Any) -> dict[str, list[float]]:
    """Time from all ticks to bars of one minute."""
    snapshot = store.snapshot()
    contenders: dict[str, Callable[[], Any]] = {
        "seawall": lambda: minute_bars(snapshot),
        "duckdb table": lambda: table.sql(BARS_SQL.format("ticks")).to_arrow_table(),
        "seawall, by SQL over the files": lambda: snapshot.query(BARS_SQL.format("ticks")),
    }
    if is_installed("polars"):
        contenders["polars over the files"] = lambda: polars_bars(store.home)
    found = {name: run() for name, run in contenders.items()}
    ours = found["seawall"]
    for name in ("open", "high", "low", "close"):
        np.testing.assert_array_equal(ours.column(name).to_numpy(), found["duckdb table"].column(name).to_numpy())
    np.testing.assert_allclose(ours.column("volume").to_numpy(), found["duckdb table"].column("volume").to_numpy())
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(BAR_ROUNDS):
        for name, run in contenders.items():
            taken[name].append(seconds(run))
    return taken


def polars_bars(home: Path) -> Any:
    """Bars by polars over the merged files."""
    import polars as pl

    lazy = pl.scan_parquet(sorted((home / "data" / "ticks").rglob("*-merged.parquet")))
    keys = ["symbol", pl.col("time").dt.truncate("1m").alias("minute")]
    price = pl.col("price")
    return (
        lazy.group_by(keys)
        .agg(
            price.sort_by("time").first().alias("open"), price.max().alias("high"), price.min().alias("low"),
            price.sort_by("time").last().alias("close"), pl.col("size").sum().alias("volume"), pl.len().alias("trades"),
        )
        .sort("symbol", "minute")
        .collect()
    )  # fmt: skip


def show(title: str, taken: dict[str, list[float]], *, rows: int) -> dict[str, Any]:
    """Print medians in milliseconds and their ratio to ours; return them for the JSON file."""
    print(f"\n{title}   load {os.getloadavg()[0]:.2f}")
    print(f"  {'':34s}{'ms':>10s}{'lowest':>10s}{'highest':>10s}{'M rows/s':>10s}{'x ours':>8s}")
    ours = statistics.median(taken["seawall"])
    table = {}
    for name, values in taken.items():
        median = statistics.median(values)
        row = {"median_ms": 1e3 * median, "lowest_ms": 1e3 * min(values), "highest_ms": 1e3 * max(values)}
        table[name] = row | {"million_rows_per_s": rows / median / 1e6, "times_ours": median / ours}
        print(f"  {name:34s}" + "".join(f"{value:10.2f}" for value in list(table[name].values())[:4]), end="")
        print(f"{median / ours:8.2f}")
    return {"title": title, "load": os.getloadavg()[0], "timings": table}


def main() -> None:
    """Append, read a symbol's day, and make bars, side by side."""
    if not is_installed("duckdb"):
        return
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
    pa.set_cpu_count(1)
    total = DAYS * BATCHES_PER_DAY * ROWS
    OUT.mkdir(exist_ok=True)  # not the system's folder of temporary files, which may be memory
    with tempfile.TemporaryDirectory(dir=OUT.resolve()) as name, Store(Path(name) / "store") as store:
        folder = Path(name)
        table = duckdb_table(folder / "duckdb.db")
        tables = [
            show(f"append of {ROWS:,} ticks, on the disk when it returns", appends(folder, store, table), rows=ROWS)
        ]
        raw = sum(path.stat().st_size for path in store.home.rglob("*.parquet"))
        taken = seconds(store.compact)
        merged = sum(path.stat().st_size for path in store.home.rglob("*-merged.parquet"))
        table.execute("checkpoint")
        size = (folder / "duckdb.db").stat().st_size
        print(f"\n  on disk, MiB: appended {raw / 2**20:.0f}, merged {merged / 2**20:.0f}, DuckDB {size / 2**20:.0f}")
        print(f"  compaction of {total:,} ticks: {taken:.2f} s")
        table.execute("create table sorted as select * from ticks order by symbol, time")  # compaction, DuckDB's way
        per_read = total // SYMBOLS // DAYS
        tables.append(show("one symbol's day, all columns", symbol_days(store, table), rows=per_read))
        tables.append(show(f"{total:,} ticks to bars of one minute", bars(store, table), rows=total))
        table.close()
    write("store", tables)


if __name__ == "__main__":
    main()
