"""Where data comes from.

Takes   a path, or the name of a market.
Gives   PriceSource: closes by symbol, each with file, column and hash; OptionChain: the quotes of one instant;
        ReturnSeries: returns that were made elsewhere; TapeSource: messages of a venue as they come in (LiveSource of
        BinanceFutures or BybitLinear) or as they were recorded (ReplaySource of RecordingLines); Recorder, which
        writes them down; TapeReader, the book that they make.
        ReturnSeries: returns that were made elsewhere; RecordedOrders: order events of a recording, all rows counted.
Never   repairs what it reads.
"""

from typing import TYPE_CHECKING

from seawall.core import late_names
from seawall.sources.open_prices import price_source
from seawall.sources.option_chain_files import read_option_chain
from seawall.sources.price_files import PriceFiles, skfolio_prices
from seawall.sources.price_tables import PriceTable
from seawall.sources.protocol import PriceSource
from seawall.sources.recordings.bitstamp import read_bitstamp
from seawall.sources.recordings.lobster import LobsterDay, read_lobster
from seawall.sources.recordings.lobster_check import BookComparison, check_lobster
from seawall.sources.recordings.market_by_order import read_market_by_order
from seawall.sources.recordings.recorded_orders import RecordedOrders
from seawall.sources.return_files import ReturnSeries, read_return_series
from seawall.sources.sample_market import SampleMarket

if TYPE_CHECKING:
    from seawall.sources.live.binance_futures import BinanceFutures
    from seawall.sources.live.bybit_linear import BybitLinear
    from seawall.sources.live.live_source import ConnectionTimes, LiveSource
    from seawall.sources.live.venue import LiveVenue, is_loopback
    from seawall.sources.tape.recorded_batch import recorded_batch
    from seawall.sources.tape.recorder import Recorder
    from seawall.sources.tape.recording_facts import RecordingFacts, recording_facts
    from seawall.sources.tape.recording_header import RecordingHeader
    from seawall.sources.tape.recording_lines import RecordingLines
    from seawall.sources.tape.replay_source import ReplaySource
    from seawall.sources.tape.tape_reader import TapeReader, TapeTotals, tape_reader
    from seawall.sources.tape.tape_source import Notice, NoticeKind, RawMessage, TapeItem, TapeSource
else:
    # a report opens no socket: what does is imported when it is asked for
    __getattr__ = late_names(
        __name__,
        {
            "BinanceFutures": "live.binance_futures",
            "BybitLinear": "live.bybit_linear",
            "ConnectionTimes": "live.live_source",
            "LiveSource": "live.live_source",
            "LiveVenue": "live.venue",
            "Notice": "tape.tape_source",
            "NoticeKind": "tape.tape_source",
            "RawMessage": "tape.tape_source",
            "Recorder": "tape.recorder",
            "RecordingFacts": "tape.recording_facts",
            "RecordingHeader": "tape.recording_header",
            "RecordingLines": "tape.recording_lines",
            "ReplaySource": "tape.replay_source",
            "TapeItem": "tape.tape_source",
            "TapeReader": "tape.tape_reader",
            "TapeSource": "tape.tape_source",
            "TapeTotals": "tape.tape_reader",
            "is_loopback": "live.venue",
            "recorded_batch": "tape.recorded_batch",
            "recording_facts": "tape.recording_facts",
            "tape_reader": "tape.tape_reader",
        },
    )

__all__ = [
    "BinanceFutures",
    "BookComparison",
    "BybitLinear",
    "ConnectionTimes",
    "LiveSource",
    "LiveVenue",
    "LobsterDay",
    "Notice",
    "NoticeKind",
    "PriceFiles",
    "PriceSource",
    "PriceTable",
    "RawMessage",
    "RecordedOrders",
    "Recorder",
    "RecordingFacts",
    "RecordingHeader",
    "RecordingLines",
    "ReplaySource",
    "ReturnSeries",
    "SampleMarket",
    "TapeItem",
    "TapeReader",
    "TapeSource",
    "TapeTotals",
    "check_lobster",
    "is_loopback",
    "price_source",
    "read_bitstamp",
    "read_lobster",
    "read_market_by_order",
    "read_option_chain",
    "read_return_series",
    "recorded_batch",
    "recording_facts",
    "skfolio_prices",
    "tape_reader",
]
