from __future__ import annotations

import datetime as dt
import gzip
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seawall.errors import DataError, SeawallError, SourceError
from seawall.sources import PriceTable
from seawall.sources import price_tables as module

DAYS = [dt.date(2024, 1, day) for day in (2, 3, 4)]
MIDNIGHTS = [dt.datetime(2024, 1, day) for day in (2, 3, 4)]


def read(folder: Path, text: str, **options: Any) -> Any:
    path = folder / "AAA.csv"
    path.write_bytes(text.encode())
    return PriceTable.read(path).series("AAA", **options)


def parquet(folder: Path, columns: dict[str, Any]) -> Path:
    path = folder / "AAA.parquet"
    pq.write_table(pa.table(columns), path)
    return path


@pytest.mark.parametrize(
    ("header", "column", "close"),
    [
        ("date,close", "close", 1.0),
        ("Date,Close,Adj Close", "Adj Close", 2.0),
        ("observation_date,adjusted_close,close", "adjusted_close", 1.0),
        ("timestamp,close,adjclose", "adjclose", 2.0),
        (" DATE , CLOSE ", "CLOSE", 1.0),
        ("close,date", "close", None),
    ],
)
def test_columns_are_recognised_by_their_headers(header: str, column: str, close: float | None, tmp_path: Path) -> None:
    cells = ["2024-01-02", "1", "2"][: header.count(",") + 1] if close else ["1", "2024-01-02"]
    series = read(tmp_path, f"{header}\n{','.join(cells)}\n")
    assert series.column == column
    assert series.closes.tolist() == [close or 1.0]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_endings_and_byte_order_marks_do_not_matter(ending: str, mark: str, tmp_path: Path) -> None:
    series = read(tmp_path, mark + ending.join(["date,close", "2024-01-02,1", "2024-01-03,2", ""]))
    assert series.closes.tolist() == [1.0, 2.0]


@pytest.mark.parametrize("cell", ["2024-01-02", "2024-01-02T00:00:00Z", "2024-01-02 00:00:00+00:00", " 2024-01-02 "])
def test_a_midnight_is_a_day(cell: str, tmp_path: Path) -> None:
    assert str(read(tmp_path, f"date,close\n{cell},1\n").dates[0]) == "2024-01-02"


@pytest.mark.parametrize(
    "cell",
    ["2024-01-02 16:00", "2024-01-02T00:00:00+05:30", "02/01/2024", "20240102", "1704153600", "2024-1-2", "2024-02-30",
     "0000-01-01", "١٢٣٤-٠١-٠٢", "", "today"],
)  # fmt: skip
def test_anything_else_is_no_day(cell: str, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"AAA\.csv:2: column 'date' must hold days as YYYY-MM-DD, was"):
        read(tmp_path, f"date,close\n{cell},1\n")


@pytest.mark.parametrize(
    "cell", ["nan", "NaN", "inf", "-Infinity", "1_0", "0x1F", "1e", "1.2.3", "１２", "$5", "True", "-"]
)
def test_what_python_calls_a_number_may_be_none(cell: str, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"AAA\.csv:3: column 'close' must hold numbers, was"):
        read(tmp_path, f"date,close\n2024-01-02,1\n2024-01-03,{cell}\n")


@pytest.mark.parametrize(("cell", "value"), [("1", 1.0), ("+1.", 1.0), (".5", 0.5), (" 2e3 ", 2_000.0), ("1E-2", 0.01)])
def test_numbers_are_read_as_they_stand(cell: str, value: float, tmp_path: Path) -> None:
    assert read(tmp_path, f"date,close\n2024-01-02,{cell}\n").closes.tolist() == [value]


def test_blank_prices_are_left_out_and_counted(tmp_path: Path) -> None:
    series = read(tmp_path, "date,close\n2024-01-02,1\n2024-01-03,\n2024-01-04,null\n\n2024-01-05,4\n\n")
    assert series.closes.tolist() == [1.0, 4.0]
    assert series.blank_rows == 2


def test_lines_are_counted_past_blank_ones_and_quoted_breaks(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"AAA\.csv:7: column 'close' must hold numbers, was 'x'"):
        read(tmp_path, 'date,close,note\n\n2024-01-02,1,"a\nb"\n\n\n2024-01-03,x,\n')


def test_rows_are_sorted_with_their_volumes(tmp_path: Path) -> None:
    series = read(tmp_path, "date,close,volume\n2024-01-04,3,30\n2024-01-02,1,10\n2024-01-03,,\n2024-01-05,4,40\n")
    assert series.closes.tolist() == [1.0, 3.0, 4.0]
    assert series.volumes is not None
    assert series.volumes.tolist() == [10.0, 30.0, 40.0]


def test_a_volume_with_holes_is_unknown(tmp_path: Path) -> None:
    assert read(tmp_path, "date,close,volume\n2024-01-02,1,10\n2024-01-03,2,\n").volumes is None


def test_a_repeated_date_names_both_lines(tmp_path: Path) -> None:
    text = "date,close\n2024-01-04,1\n2024-01-02,1\n2024-01-03,\n2024-01-04,2\n"
    with pytest.raises(DataError, match=r"AAA\.csv:5: date 2024-01-04 stands twice, first on line 2"):
        read(tmp_path, text)


def test_a_panel_gives_the_column_asked_for(tmp_path: Path) -> None:
    assert read(tmp_path, "Date,AAA,BBB\n2024-01-02,1,2\n", column="BBB").closes.tolist() == [2.0]


def test_a_table_of_too_many_cells_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_CELLS", 5)
    with pytest.raises(DataError, match=r"AAA\.csv:4: table has more than"):
        read(tmp_path, "date,close\n2024-01-02,1\n2024-01-03,1\n2024-01-04,1\n")
    with pytest.raises(DataError, match=r"AAA\.parquet: table has more than"):
        PriceTable.read(parquet(tmp_path, {"date": DAYS, "close": [1.0, 2.0, 3.0]}))


def test_a_line_longer_than_a_chunk_is_whole_again(tmp_path: Path) -> None:
    names = ",".join(f"S{number:05d}" for number in range(100_000))
    values = ",".join(["1"] * 100_000)
    assert len(names) > module._CHUNK_BYTES
    series = read(tmp_path, f"date,{names}\n2024-01-02,{values}\n", column="S99999")
    assert series.closes.tolist() == [1.0]


@pytest.mark.parametrize(
    "days",
    [
        DAYS,
        [str(day) for day in DAYS],
        pa.array(MIDNIGHTS, pa.timestamp("ns")),
        pa.array(MIDNIGHTS, pa.timestamp("ms", "UTC")),
        pa.array([str(day) for day in DAYS]).dictionary_encode(),
    ],
    ids=["date", "text", "ns", "ms UTC", "dictionary"],
)
@pytest.mark.parametrize(
    "closes",
    [
        [1.0, None, 3.0],
        [1.0, float("nan"), 3.0],
        pa.array([1, None, 3], pa.int32()),
        pa.array([1, None, 3], pa.float32()),
        pa.array([1, None, 3], pa.decimal128(9, 2)),
        ["1", "", "3.0"],
    ],
    ids=["null", "nan", "int", "float32", "decimal", "text"],
)
def test_parquet_columns_of_many_kinds_are_read(days: Any, closes: Any, tmp_path: Path) -> None:
    series = PriceTable.read(parquet(tmp_path, {"date": days, "close": closes})).series("AAA")
    assert series.closes.tolist() == [1.0, 3.0]
    assert series.dates.tolist() == [DAYS[0], DAYS[2]]
    assert series.blank_rows == 1


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"date": DAYS, "close": [True, True, True]}, ":1: column 'close' must hold numbers, was True"),
        ({"date": DAYS, "close": ["1", "two", "3"]}, ":2: column 'close' must hold numbers, was 'two'"),
        ({"date": DAYS, "close": [b"1", b"2", b"3"]}, ":1: column 'close' must hold numbers, was b'1'"),
        ({"date": DAYS, "close": [[1.0], [2.0], [3.0]]}, ":1: column 'close' must hold numbers, was [1.0]"),
        ({"date": DAYS, "close": [1.0, float("inf"), 3.0]}, ":2: column 'close' must lie within 1e+18 of 0, was inf"),
        ({"date": DAYS, "close": [1.0, 2.0, 0.0]}, ":3: column 'close': price must be above 0, was 0"),
        ({"date": [*DAYS[:2], DAYS[1]], "close": [1.0, 2.0, 3.0]}, ":3: date 2024-01-03 stands twice, first on line 2"),
        ({"date": [1, 2, 3], "close": [1.0, 2.0, 3.0]}, ":1: column 'date' must hold days as YYYY-MM-DD, was 1"),
        ({"date": [None, *DAYS[:2]], "close": [1.0, 2.0, 3.0]}, ":1: column 'date' must hold days as YYYY-MM-DD"),
        (
            {"date": pa.array([2**60] * 3, pa.timestamp("ms")), "close": [1.0, 2.0, 3.0]},
            ": is not a Parquet file",
        ),
        ({"date": pa.array([], pa.date32()), "close": pa.array([], pa.float64())}, ": has column names, but no rows"),
        ({"date": DAYS}, ": has no column close or adjusted close; its columns are 'date'"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_wrong_parquet_columns_are_refused(columns: dict[str, Any], message: str, tmp_path: Path) -> None:
    path = parquet(tmp_path, columns)
    with pytest.raises(DataError) as refused:
        PriceTable.read(path).series("AAA")
    assert str(refused.value).startswith(f"{path}{message}"), refused.value


def test_a_repeated_parquet_column_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "AAA.parquet"
    pq.write_table(pa.Table.from_arrays([pa.array(DAYS), pa.array([1.0] * 3)] * 2, names=["date", "close"] * 2), path)
    with pytest.raises(DataError, match="stands twice"):
        PriceTable.read(path)


def test_a_missing_file_is_unreachable(tmp_path: Path) -> None:
    for name in ("A.csv", "A.csv.gz", "A.parquet"):
        with pytest.raises(SourceError, match="cannot be read: No such file"):
            PriceTable.read(tmp_path / name)
        with pytest.raises(SourceError, match="cannot be read: No such file"):
            module.read_header(tmp_path / name)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", b"\xff\xfe", "is not UTF-8 text"),
        ("a.csv", b"x" * 1_000_002, "line is longer than 1,000,000 bytes"),
        ("a.csv", b'"date,close\n', "is not CSV"),
        ("a.csv.gz", gzip.compress(b"date,close\n")[:12], "is not a whole gzip file"),
        ("a.parquet", b"PAR1PAR1", "is not a Parquet file"),
    ],
)
def test_a_header_that_cannot_be_read_is_no_header(name: str, content: bytes, message: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError, match=message):
        module.read_header(tmp_path / name)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    places=st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=4),
    cut=st.integers(0, 9),
)
def test_a_harmed_parquet_file_is_read_or_refused(places: list[tuple[int, int]], cut: int, tmp_path: Path) -> None:
    path = parquet(tmp_path, {"date": DAYS, "close": [1.0, 2.0, 3.0], "note": ["a", "b", "c"]})
    content = bytearray(path.read_bytes())
    for place, byte in places:
        content[place % len(content)] = byte
    path.write_bytes(content[: len(content) - cut])
    message = "read"
    try:
        series = PriceTable.read(path).series("AAA")
        assert np.isfinite(series.closes).all(), bytes(content)
    except SeawallError as error:
        message = str(error)
    assert len(message.splitlines()) == 1, (message, bytes(content))
