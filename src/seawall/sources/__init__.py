"""Where data comes from, and where it is kept.

Takes   a path, the name of a market, or a batch of rows to keep.
Gives   PriceSource: closes by symbol, each with file, column and hash; OptionChain: the quotes of one instant;
        ReturnSeries: returns that were made elsewhere; Economy: economic series known on one day.
Never   repairs what it reads.
"""

from seawall.sources.macro_files import BASE_VINTAGE, read_macro_file, read_macro_folder
        ReturnSeries: returns that were made elsewhere; Store: market data on disk, read at one version.
Never   repairs what it reads.
"""

from typing import TYPE_CHECKING

from seawall.core import late_names
from seawall.sources.open_prices import price_source
from seawall.sources.option_chain_files import read_option_chain
from seawall.sources.price_files import PriceFiles, skfolio_prices
from seawall.sources.price_tables import PriceTable
from seawall.sources.protocol import PriceSource
from seawall.sources.return_files import ReturnSeries, read_return_series
from seawall.sources.sample_market import SampleMarket

if TYPE_CHECKING:
    from seawall.sources.datasets import (
        PROVENANCE_COLUMNS,
        Batch,
        Dataset,
        dataset_schema,
        entity_column,
        time_column,
    )
    from seawall.sources.store.bars import minute_bars
    from seawall.sources.store.home import store_home
    from seawall.sources.store.metadata import AuditRecord
    from seawall.sources.store.snapshot import EntityCoverage, Snapshot
    from seawall.sources.store.store import Receipt, Store
    from seawall.sources.store.verification import FileFault, Verification
else:
    __getattr__ = late_names(  # a report on files of prices needs none of this
        __name__,
        {
            "AuditRecord": "store.metadata",
            "Batch": "datasets",
            "Dataset": "datasets",
            "EntityCoverage": "store.snapshot",
            "FileFault": "store.verification",
            "PROVENANCE_COLUMNS": "datasets",
            "Receipt": "store.store",
            "Snapshot": "store.snapshot",
            "Store": "store.store",
            "Verification": "store.verification",
            "dataset_schema": "datasets",
            "entity_column": "datasets",
            "minute_bars": "store.bars",
            "store_home": "store.home",
            "time_column": "datasets",
        },
    )

__all__ = [
    "BASE_VINTAGE",
    "PROVENANCE_COLUMNS",
    "AuditRecord",
    "Batch",
    "Dataset",
    "EntityCoverage",
    "FileFault",
    "PriceFiles",
    "PriceSource",
    "PriceTable",
    "Receipt",
    "ReturnSeries",
    "SampleMarket",
    "Snapshot",
    "Store",
    "Verification",
    "dataset_schema",
    "entity_column",
    "minute_bars",
    "price_source",
    "read_macro_file",
    "read_macro_folder",
    "read_option_chain",
    "read_return_series",
    "skfolio_prices",
    "store_home",
    "time_column",
]


def __dir__() -> list[str]:
    return __all__
