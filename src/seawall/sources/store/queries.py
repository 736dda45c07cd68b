"""SQL over the files of one version, by DuckDB in memory, which can read those files and nothing else."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

import pyarrow as pa

from seawall.errors import DataError, InputError
from seawall.sources.datasets import Dataset, dataset_schema
from seawall.sources.store.manifest import Manifest

__all__ = ["QueryEngine"]


class QueryEngine:
    """One read-only view for each kind of data, over the files of one manifest."""

    def __init__(self, home: Path, manifest: Manifest) -> None:
        import duckdb

        self._connection: Any = duckdb.connect(
            ":memory:", config={"python_enable_replacements": "false", "autoinstall_known_extensions": "false"}
        )
        paths = [str(home / file.path) for file in manifest.files()]
        for path in paths:
            if not Path(path).exists():
                raise DataError(f"{path} is missing, though version {manifest.version} of the store names it")
        with contextlib.suppress(duckdb.Error):  # without its ICU extension DuckDB knows no other zone
            self._connection.execute("set TimeZone = 'UTC'")
        for dataset in Dataset:
            mine = [str(home / file.path) for file in manifest.files(dataset)]
            try:
                self._connection.execute(f"create view {dataset} as {_view(dataset, mine)}")
            except duckdb.Error as fault:
                raise DataError(f"{dataset}: a file of the store is damaged: {str(fault).splitlines()[0]}") from None
        self._connection.execute(f"set allowed_paths = {_list_of_text(paths)}")
        for setting in ("enable_external_access", "autoload_known_extensions"):
            self._connection.execute(f"set {setting} = false")
        self._connection.execute("set lock_configuration = true")

    def answer(self, sql: str) -> pa.Table:
        """Rows of one SELECT.

        Raises
        ------
        InputError
            When it is not one SELECT, or DuckDB refuses it.
        DataError
            When a file cannot be read.
        """
        import duckdb

        try:
            statements = duckdb.extract_statements(sql)
            if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
                raise InputError(f"'sql' must be one SELECT, was {sql.strip()[:80]!r}")
            return self._connection.sql(statements[0]).to_arrow_table()
        except duckdb.IOException as fault:
            raise DataError(f"the store cannot be read: {str(fault).splitlines()[0]}") from None
        except duckdb.Error as fault:
            raise InputError(f"'sql' was refused: {str(fault).splitlines()[0]}") from None


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _list_of_text(values: list[str]) -> str:
    return "[" + ", ".join(_text(value) for value in values) + "]"


_SQL_TYPES = {
    "string": "varchar",
    "binary": "blob",
    "double": "double",
    "int64": "bigint",
    "int8": "tinyint",
    "bool": "boolean",
    "date32[day]": "date",
    "timestamp[us, tz=UTC]": "timestamp",
    "timestamp[ns, tz=UTC]": "timestamp_ns",
}


def _view(dataset: Dataset, paths: list[str]) -> str:
    """SELECT of every column; instants without a zone, UTC, for DuckDB cannot cut zoned nanoseconds into minutes."""
    columns = ", ".join(f"{_column(field, bool(paths))} as {field.name}" for field in dataset_schema(dataset))
    if paths:
        return f"select {columns} from read_parquet({_list_of_text(paths)}, hive_partitioning = false)"
    return f"select {columns} where false"


def _column(field: pa.Field, kept: bool) -> str:
    if not kept:
        return f"null::{_SQL_TYPES[str(field.type)]}"
    return f"{field.name}::{_SQL_TYPES[str(field.type)]}" if pa.types.is_timestamp(field.type) else field.name
