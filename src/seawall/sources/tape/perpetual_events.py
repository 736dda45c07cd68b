"""Events of a recording that a perpetual's record is made of, each trade once."""

from __future__ import annotations

from collections.abc import Iterator

from seawall.errors import DataError
from seawall.microstructure import Decoder, FeedEvent, LiquidationPrint, MarkPrice, OpenInterest, Trade
from seawall.sources.tape.recording_lines import RecordingLines
from seawall.sources.tape.tape_source import stream_name

__all__ = ["perpetual_events"]


def perpetual_events(lines: RecordingLines, decoder: Decoder) -> Iterator[FeedEvent]:
    """Trades, marks, open interest and forced closes in order.

    Where a recording holds single and aggregate trades, those of the stream that came first count. Messages that cannot
    be decoded are passed over: what they lacked is missing from the minutes, which say so.

    Parameters
    ----------
    lines : RecordingLines
        The recording.
    decoder : Decoder
        Of its venue.

    Yields
    ------
    FeedEvent
        Of the four kinds.
    """
    trade_stream = ""
    for local_ns, message in lines:
        try:
            events = decoder.decode(message, local_ns=local_ns)
        except DataError:
            continue
        for event in events:
            if isinstance(event, Trade):
                stream = stream_name(message)
                trade_stream = trade_stream or stream
                if stream == trade_stream:
                    yield event
            elif isinstance(event, MarkPrice | OpenInterest | LiquidationPrint):
                yield event
