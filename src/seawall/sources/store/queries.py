"""SQL over the files of one version, by DuckDB in memory, which can read those files and nothing else."""

from __future__ import annotations

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

        self._connection: Any = duckdb.connect(":memory:", config={"python_enable_replacements": "false"})
        paths = [str(home / file.path) for file in manifest.files()]
        for path in paths:
            if not Path(path).exists():
                raise DataError(f"{path} is missing, though version {manifest.version} of the store names it")
        for dataset in Dataset:
            mine = [str(home / file.path) for file in manifest.files(dataset)]
            self._connection.execute(f"create view {dataset} as {_view(dataset, mine)}")
        self._connection.execute(f"set allowed_paths = {_list_of_text(paths)}")
        for setting in ("enable_external_access", "autoinstall_known_extensions", "autoload_known_extensions"):
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
    "timestamp[us, tz=UTC]": "timestamp with time zone",
    "timestamp[ns, tz=UTC]": "timestamptz_ns",
}


def _view(dataset: Dataset, paths: list[str]) -> str:
    if paths:
        return f"select * from read_parquet({_list_of_text(paths)}, hive_partitioning = false)"
    columns = (f"null::{_SQL_TYPES[str(field.type)]} as {field.name}" for field in dataset_schema(dataset))
    return f"select {', '.join(columns)} where false"
