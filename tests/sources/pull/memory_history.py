"""The smallest store that keeps the promises a pull relies on."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from seawall.sources.datasets import Batch, Dataset, dataset_schema, entity_column, time_column
from seawall.sources.pull.resume import Intake


class MemoryHistory:
    def __init__(self) -> None:
        self.batches: list[Batch] = []

    def read(
        self, dataset: Dataset, *, entity: str | None = None, start: Any = None, end: Any = None, columns: Any = None
    ) -> pa.Table:
        del start, end, columns  # a pull asks for all of an entity
        tables = [each.rows for each in self.batches if each.dataset is dataset]
        rows = pa.concat_tables(tables) if tables else dataset_schema(dataset).empty_table()
        name = entity_column(dataset)
        if entity is not None:
            rows = rows.filter(pa.array([each == entity for each in rows.column(name).to_pylist()], type=pa.bool_()))
        return rows.sort_by([(name, "ascending"), (time_column(dataset), "ascending"), ("vintage", "ascending")])

    def intake(self, batch: Batch) -> Intake:
        self.batches.append(batch)
        return Intake(is_kept=True)
