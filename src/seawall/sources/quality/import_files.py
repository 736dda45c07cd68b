"""Files as batches: tables with the columns of a kind of data, and daily tables of prices or of one economic series."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from seawall.core import choice_named, content_hash, shorten
from seawall.errors import DataError, InputError, SourceError
from seawall.sources.datasets import PROVENANCE_COLUMNS, Batch, Dataset, dataset_schema
from seawall.sources.price_tables import read_header
from seawall.sources.quality.findings import Finding
from seawall.sources.quality.loose_tables import LooseTable, read_loose_table
from seawall.sources.quality.rows import BarRows, MacroRows

__all__ = ["FileFacts", "read_batches"]

_SHAPE_COLUMNS = ("open", "high", "low")


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What a file does not say of itself.

    Attributes
    ----------
    source : str
        Where its rows come from.
    retrieved_at : datetime.datetime
        When it was read; UTC.
    vintage : datetime.date
        Day on which the source held these values.
    adjusted : bool or None
        Whether prices are adjusted for splits and dividends; None where it was not said.
    """

    source: str
    retrieved_at: dt.datetime
    vintage: dt.date
    adjusted: bool | None


def read_batches(
    path: Path, *, dataset: Dataset | None, facts: FileFacts
) -> Iterator[tuple[Batch, tuple[Finding, ...]]]:
    """Batches of one file, each with what was found while reading it.

    Parameters
    ----------
    path : Path
        CSV, gzipped CSV or Parquet.
    dataset : Dataset or None
        Kind of the rows; recognised by the columns where None.
    facts : FileFacts
        Provenance of rows that do not carry it.

    Raises
    ------
    DataError
        When it is no table of that kind.
    InputError
        When it is not said whether prices are adjusted; for a `dataset` that there is not.
    SourceError
        When it cannot be read.
    """
    dataset = None if dataset is None else choice_named(dataset, "dataset", Dataset)
    header = set(read_header(path))
    kinds = [each for each in Dataset if _own_columns(each) <= header and dataset in {None, each}]
    if kinds:
        yield _full_batch(path, kinds[0], facts), ()
        return
    if dataset not in {None, Dataset.BARS, Dataset.MACRO}:
        raise DataError(f"{path}: {dataset} needs the columns {', '.join(sorted(_own_columns(dataset)))}")
    table = read_loose_table(path, now=facts.retrieved_at)
    if dataset not in {None, table.dataset}:
        raise DataError(f"{path}: holds {table.dataset}, not {dataset}")
    yield from _loose_batches(table, facts)


def _own_columns(dataset: Dataset | None) -> set[str]:
    if dataset is None:
        return set()
    required = [field.name for field in dataset_schema(dataset) if not field.nullable]
    return set(required) - set(PROVENANCE_COLUMNS)


def _loose_batches(table: LooseTable, facts: FileFacts) -> Iterator[tuple[Batch, tuple[Finding, ...]]]:
    for series in table.series:
        blanks = tuple(each for each in table.blanks if isinstance(series, BarRows) and each.entity == series.symbol)
        if isinstance(series, MacroRows):
            rows = _macro_table(series)
        else:
            if facts.adjusted is None:
                raise InputError(f"{table.path}: say --adjusted or --as-traded; the file does not say it of its prices")
            if not len(series.times):
                raise DataError(f"{table.path}: {series.symbol} holds no price")
            rows = _bar_table(table.path, series, adjusted=facts.adjusted)
        whole = _with_provenance(rows, facts).cast(dataset_schema(table.dataset))
        yield Batch(table.dataset, whole, str(table.path), table.data_hash), blanks


def _bar_table(path: Path, bars: BarRows, *, adjusted: bool) -> pa.Table:
    if bars.open is None or bars.high is None or bars.low is None:
        missing = [name for name in _SHAPE_COLUMNS if getattr(bars, name) is None]
        raise DataError(f"{path}: bars need {', '.join(missing)}; a table of closes can be checked, and not be kept")
    n = len(bars.times)
    volume = None if bars.volume is None else pa.array(bars.volume, mask=np.isnan(bars.volume))
    return pa.table(
        {
            "symbol": pa.array([bars.symbol] * n),
            "time": pa.array(bars.times, pa.timestamp("ns")).cast(pa.timestamp("ns", tz="UTC")),
            "interval": pa.array(["1d"] * n),
            "open": bars.open,
            "high": bars.high,
            "low": bars.low,
            "close": bars.close,
            "volume": pa.nulls(n, pa.float64()) if volume is None else volume,
            "adjusted": pa.array([adjusted] * n),
        }
    )


def _macro_table(series: MacroRows) -> pa.Table:
    return pa.table(
        {
            "series_id": pa.array([series.series_id] * len(series.dates)),
            "date": pa.array(series.dates, pa.date32()),
            "value": pa.array(series.values, mask=np.isnan(series.values)),
        }
    )


def _with_provenance(table: pa.Table, facts: FileFacts) -> pa.Table:
    n = table.num_rows
    given = {
        "source": pa.array([facts.source] * n),
        "retrieved_at": pa.array([facts.retrieved_at] * n, pa.timestamp("us", tz="UTC")),
        "vintage": pa.array([facts.vintage] * n, pa.date32()),
    }
    for name, values in given.items():
        if name not in table.column_names:
            table = table.append_column(name, values)
    return table


def _full_batch(path: Path, dataset: Dataset, facts: FileFacts) -> Batch:
    """A table that has the columns of its kind, such as one that was exported."""
    import pyarrow.csv
    import pyarrow.parquet

    schema = dataset_schema(dataset)
    try:
        content = path.read_bytes()
        if path.name.endswith(".parquet"):
            table = pyarrow.parquet.read_table(pa.BufferReader(content))
        else:
            compression = "gzip" if path.name.endswith(".gz") else None
            stream = pa.input_stream(pa.BufferReader(content), compression=compression)
            options = pyarrow.csv.ConvertOptions(
                column_types={field.name: field.type for field in schema},
                strings_can_be_null=True,
                quoted_strings_can_be_null=False,
            )
            table = pyarrow.csv.read_csv(stream, convert_options=options)
        table = _with_provenance(table, facts)
        for field in schema:
            if field.name not in table.column_names:
                table = table.append_column(field, pa.nulls(table.num_rows, field.type))
        whole = table.select(schema.names).cast(schema)
    except OSError as error:
        raise SourceError(f"{path}: cannot be read: {error.strerror or error}") from error
    except (pa.ArrowException, ValueError) as error:
        raise DataError(f"{path}: is no table of {dataset}: {shorten(str(error))}") from error
    if not whole.num_rows:
        raise DataError(f"{path}: has column names, but no rows")
    return Batch(dataset, whole, str(path), content_hash(content))
