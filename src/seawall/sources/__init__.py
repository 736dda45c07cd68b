"""Where data comes from, and where it is kept.

Takes   a path, the name of a market, the address of a venue, or a batch of rows to keep.
Gives   PriceSource: closes by symbol, each with file, column and hash; OptionChain: the quotes of one instant;
        ReturnSeries: returns that were made elsewhere; Economy: economic series known on one day; LiquidationLevels and
        SideDepth from CSV files; PerpetualFile: prices, open interest and liquidations of a perpetual, with what was
        not collected; DriverObservation: figures that the user supplies for the views of assets; Store: market data on
        disk, read at one version; QualityReport: what the gate finds in rows on their way there; HistoryUpdate: what a
        source gave that was not kept before; TapeSource: messages of a venue as they come in (LiveSource of
        BinanceFutures or BybitLinear) or as they were recorded (ReplaySource of RecordingLines); Recorder, which
        writes them down; TapeReader, the book that they make; the record of a perpetual, from a venue or a recording;
        RecordedOrders: order events of a recording, all rows counted.
Never   repairs what it reads.
"""

from typing import TYPE_CHECKING

from seawall.core import late_names

if TYPE_CHECKING:
    from seawall.sources.cascade_files import read_book_depth, read_liquidation_levels
    from seawall.sources.datasets import PROVENANCE_COLUMNS, Batch, Dataset, dataset_schema, entity_column, time_column
    from seawall.sources.driver_files import DRIVER_COLUMNS, read_drivers
    from seawall.sources.live.binance_futures import BinanceFutures
    from seawall.sources.live.binance_perpetual import fetch_binance_perpetual
    from seawall.sources.live.bybit_linear import BybitLinear
    from seawall.sources.live.live_source import ConnectionTimes, LiveSource
    from seawall.sources.live.venue import LiveVenue, is_loopback
    from seawall.sources.macro_files import BASE_VINTAGE, read_macro_file, read_macro_folder
    from seawall.sources.margin_tier_files import read_margin_tiers
    from seawall.sources.open_prices import price_source
    from seawall.sources.option_chain_files import read_option_chain
    from seawall.sources.perpetual_files import (
        FundingUnit,
        PerpetualFile,
        PerpetualLayout,
        find_perpetual_files,
        read_perpetual_file,
    )
    from seawall.sources.price_files import PriceFiles, skfolio_prices
    from seawall.sources.price_tables import PriceTable
    from seawall.sources.protocol import PriceSource
    from seawall.sources.pull.adapter import PullRequest, SourceAdapter
    from seawall.sources.pull.binance import BinanceAdapter
    from seawall.sources.pull.bybit import BybitAdapter
    from seawall.sources.pull.file_folder import FileFolderAdapter
    from seawall.sources.pull.fred import FredAdapter
    from seawall.sources.pull.resume import HistoryUpdate, Intake, update_history
    from seawall.sources.pull.transport import BrowserTransport
    from seawall.sources.pull.web_session import WebSession
    from seawall.sources.pull.yahoo import YahooAdapter
    from seawall.sources.quality.finding_log import FindingLog, KeptFinding
    from seawall.sources.quality.findings import Finding, QualityReport, Rule, Severity
    from seawall.sources.quality.gate import inspect_batch
    from seawall.sources.quality.import_files import FileFacts, read_batches
    from seawall.sources.quality.intake import IntakeResult, intake
    from seawall.sources.quality.loose_tables import inspect_files, table_paths
    from seawall.sources.quality.rows import PeerSeries
    from seawall.sources.recordings.bitstamp import read_bitstamp
    from seawall.sources.recordings.bitstamp_live import read_bitstamp_live
    from seawall.sources.recordings.lobster import LobsterDay, read_lobster
    from seawall.sources.recordings.lobster_check import BookComparison, check_lobster
    from seawall.sources.recordings.market_by_order import read_market_by_order
    from seawall.sources.recordings.recorded_orders import RecordedOrders
    from seawall.sources.return_files import ReturnSeries, read_return_series
    from seawall.sources.sample_market import SampleMarket
    from seawall.sources.store.bars import minute_bars
    from seawall.sources.store.home import store_home
    from seawall.sources.store.metadata import AuditRecord
    from seawall.sources.store.snapshot import EntityCoverage, Snapshot
    from seawall.sources.store.store import Receipt, Store
    from seawall.sources.store.verification import FileFault, Verification
    from seawall.sources.store_macro import read_macro_store
    from seawall.sources.store_prices import StorePrices
    from seawall.sources.tape.kept_messages import kept_messages
    from seawall.sources.tape.perpetual_events import perpetual_events
    from seawall.sources.tape.recorded_batch import recorded_batch
    from seawall.sources.tape.recorder import Recorder
    from seawall.sources.tape.recording_facts import RecordingFacts, recording_facts
    from seawall.sources.tape.recording_header import RecordingHeader
    from seawall.sources.tape.recording_lines import RecordingLines
    from seawall.sources.tape.replay_source import ReplaySource
    from seawall.sources.tape.tape_reader import TapeReader, TapeTotals, tape_reader
    from seawall.sources.tape.tape_source import Notice, NoticeKind, RawMessage, TapeItem, TapeSource
else:
    _FILES = {
        "cascade_files": ("read_book_depth", "read_liquidation_levels"),
        "datasets": ("Batch", "Dataset", "PROVENANCE_COLUMNS", "dataset_schema", "entity_column", "time_column"),
        "driver_files": ("DRIVER_COLUMNS", "read_drivers"),
        "live.binance_futures": ("BinanceFutures",),
        "live.binance_perpetual": ("fetch_binance_perpetual",),
        "live.bybit_linear": ("BybitLinear",),
        "live.live_source": ("ConnectionTimes", "LiveSource"),
        "live.venue": ("LiveVenue", "is_loopback"),
        "macro_files": ("BASE_VINTAGE", "read_macro_file", "read_macro_folder"),
        "margin_tier_files": ("read_margin_tiers",),
        "open_prices": ("price_source",),
        "option_chain_files": ("read_option_chain",),
        "perpetual_files": (
            "FundingUnit",
            "PerpetualFile",
            "PerpetualLayout",
            "find_perpetual_files",
            "read_perpetual_file",
        ),
        "price_files": ("PriceFiles", "skfolio_prices"),
        "price_tables": ("PriceTable",),
        "protocol": ("PriceSource",),
        "pull.adapter": ("PullRequest", "SourceAdapter"),
        "pull.binance": ("BinanceAdapter",),
        "pull.bybit": ("BybitAdapter",),
        "pull.file_folder": ("FileFolderAdapter",),
        "pull.fred": ("FredAdapter",),
        "pull.resume": ("HistoryUpdate", "Intake", "update_history"),
        "pull.transport": ("BrowserTransport",),
        "pull.web_session": ("WebSession",),
        "pull.yahoo": ("YahooAdapter",),
        "quality.finding_log": ("FindingLog", "KeptFinding"),
        "quality.findings": ("Finding", "QualityReport", "Rule", "Severity"),
        "quality.gate": ("inspect_batch",),
        "quality.import_files": ("FileFacts", "read_batches"),
        "quality.intake": ("IntakeResult", "intake"),
        "quality.loose_tables": ("inspect_files", "table_paths"),
        "quality.rows": ("PeerSeries",),
        "recordings.bitstamp": ("read_bitstamp",),
        "recordings.bitstamp_live": ("read_bitstamp_live",),
        "recordings.lobster": ("LobsterDay", "read_lobster"),
        "recordings.lobster_check": ("BookComparison", "check_lobster"),
        "recordings.market_by_order": ("read_market_by_order",),
        "recordings.recorded_orders": ("RecordedOrders",),
        "return_files": ("ReturnSeries", "read_return_series"),
        "sample_market": ("SampleMarket",),
        "store.bars": ("minute_bars",),
        "store.home": ("store_home",),
        "store.metadata": ("AuditRecord",),
        "store.snapshot": ("EntityCoverage", "Snapshot"),
        "store.store": ("Receipt", "Store"),
        "store.verification": ("FileFault", "Verification"),
        "store_macro": ("read_macro_store",),
        "store_prices": ("StorePrices",),
        "tape.kept_messages": ("kept_messages",),
        "tape.perpetual_events": ("perpetual_events",),
        "tape.recorded_batch": ("recorded_batch",),
        "tape.recorder": ("Recorder",),
        "tape.recording_facts": ("RecordingFacts", "recording_facts"),
        "tape.recording_header": ("RecordingHeader",),
        "tape.recording_lines": ("RecordingLines",),
        "tape.replay_source": ("ReplaySource",),
        "tape.tape_reader": ("TapeReader", "TapeTotals", "tape_reader"),
        "tape.tape_source": ("Notice", "NoticeKind", "RawMessage", "TapeItem", "TapeSource"),
    }
    __getattr__ = late_names(__name__, {name: file for file, names in _FILES.items() for name in names})

__all__ = [
    "BASE_VINTAGE",
    "DRIVER_COLUMNS",
    "PROVENANCE_COLUMNS",
    "AuditRecord",
    "Batch",
    "BinanceAdapter",
    "BinanceFutures",
    "BookComparison",
    "BrowserTransport",
    "BybitAdapter",
    "BybitLinear",
    "ConnectionTimes",
    "Dataset",
    "EntityCoverage",
    "FileFacts",
    "FileFault",
    "FileFolderAdapter",
    "Finding",
    "FindingLog",
    "FredAdapter",
    "FundingUnit",
    "HistoryUpdate",
    "Intake",
    "IntakeResult",
    "KeptFinding",
    "LiveSource",
    "LiveVenue",
    "LobsterDay",
    "Notice",
    "NoticeKind",
    "PeerSeries",
    "PerpetualFile",
    "PerpetualLayout",
    "PriceFiles",
    "PriceSource",
    "PriceTable",
    "PullRequest",
    "QualityReport",
    "RawMessage",
    "Receipt",
    "RecordedOrders",
    "Recorder",
    "RecordingFacts",
    "RecordingHeader",
    "RecordingLines",
    "ReplaySource",
    "ReturnSeries",
    "Rule",
    "SampleMarket",
    "Severity",
    "Snapshot",
    "SourceAdapter",
    "Store",
    "StorePrices",
    "TapeItem",
    "TapeReader",
    "TapeSource",
    "TapeTotals",
    "Verification",
    "WebSession",
    "YahooAdapter",
    "check_lobster",
    "dataset_schema",
    "entity_column",
    "fetch_binance_perpetual",
    "find_perpetual_files",
    "inspect_batch",
    "inspect_files",
    "intake",
    "is_loopback",
    "kept_messages",
    "minute_bars",
    "perpetual_events",
    "price_source",
    "read_batches",
    "read_bitstamp",
    "read_bitstamp_live",
    "read_book_depth",
    "read_drivers",
    "read_liquidation_levels",
    "read_lobster",
    "read_macro_file",
    "read_macro_folder",
    "read_macro_store",
    "read_margin_tiers",
    "read_market_by_order",
    "read_option_chain",
    "read_perpetual_file",
    "read_return_series",
    "recorded_batch",
    "recording_facts",
    "skfolio_prices",
    "store_home",
    "table_paths",
    "tape_reader",
    "time_column",
    "update_history",
]
