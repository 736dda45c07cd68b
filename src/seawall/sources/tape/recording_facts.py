"""Of which venue and instrument a recording is, and on which grid.

A recording made here says so in its first line. Of any other, venue and symbol are read from its messages; the grid
is what the caller states, or else the largest steps that all prices and sizes of its first messages are multiples of.
Such steps can only be too large. A later price off them is refused, never rounded, so that a grid that was inferred
wrongly shows; and every page says that it was inferred.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import reduce
from itertools import islice
from math import gcd
from pathlib import Path
from typing import Any

import orjson

from seawall.errors import DataError, InputError
from seawall.microstructure import InstrumentGrid, SequenceRule
from seawall.sources.tape.recording_header import HEADER_START, RecordingHeader
from seawall.sources.tape.recording_lines import RecordingLines

__all__ = ["RecordingFacts", "recording_facts"]

_MESSAGES_LOOKED_AT = 2_000
_FINEST_DIGITS = 12


@dataclass(frozen=True, slots=True)
class RecordingFacts:
    """What a recording is of.

    Attributes
    ----------
    header : RecordingHeader
        Venue, grid and origin.
    grid_origin : str
        One line: who states the grid, or that it was inferred, and from what.
    snapshot_levels : int or None
        Levels of each side that its whole books hold at most; None where it is not known.
    """

    header: RecordingHeader
    grid_origin: str
    snapshot_levels: int | None


@dataclass(slots=True)
class _Sample:
    """What the first messages say."""

    venues: set[str] = field(default_factory=set)
    symbols: set[str] = field(default_factory=set)
    prices: list[str] = field(default_factory=list)
    sizes: list[str] = field(default_factory=list)
    most_levels: int = 0
    messages: int = 0


def recording_facts(
    lines: RecordingLines,
    *,
    symbol: str | None = None,
    tick_size: Decimal | None = None,
    lot_size: Decimal | None = None,
) -> RecordingFacts:
    """Find out what a recording is of.

    Parameters
    ----------
    lines : RecordingLines
        The recording.
    symbol : str, optional
        Needed only where it holds several.
    tick_size, lot_size : Decimal, optional
        The grid, where the recording does not state it; both or none.

    Returns
    -------
    RecordingFacts
        Venue, grid, and where the grid is from.

    Raises
    ------
    DataError
        When its first messages hold nothing of a venue that is known here.
    InputError
        When the symbol is not in it, or several are and none was named.
    """
    if (tick_size is None) != (lot_size is None):
        raise InputError("'tick_size' and 'lot_size' must be stated together")
    messages = islice((message for _, message in lines), _MESSAGES_LOOKED_AT)
    first = next(messages, b"")
    header = RecordingHeader.read(first) if first.startswith(HEADER_START) else None
    if header is not None and symbol not in (None, header.grid.symbol):
        raise InputError(f"{lines.path}: is of {header.grid.symbol}, not of {symbol}")
    sample = _sample(messages if header else _with(first, messages), symbol or (header.grid.symbol if header else None))
    levels = sample.most_levels or None
    if header is not None:
        return RecordingFacts(header, "stated by the venue when it was recorded", levels)
    venue, name = _only(sample.venues, "venue", lines.path), _only(sample.symbols, "symbol", lines.path)
    if tick_size is not None and lot_size is not None:
        grid, origin = InstrumentGrid(name, tick_size, lot_size), "stated by the caller"
    else:
        tick, lot = _largest_step(sample.prices), _largest_step(sample.sizes)
        if tick is None or lot is None:
            raise DataError(
                f"{lines.path}: its first {sample.messages:,} messages hold no levels: state --tick-size, --lot-size"
            )
        grid = InstrumentGrid(name, tick, lot)
        origin = f"inferred from the first {sample.messages:,} messages: {tick} / {lot}"
    return RecordingFacts(RecordingHeader(venue, grid, lines.path.name), origin, levels)


def _with(first: bytes, others: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from others


def _only(found: set[str], what: str, path: Path) -> str:
    if not found:
        raise DataError(
            f"{path}: its first {_MESSAGES_LOOKED_AT:,} messages hold none of a {what} known here: "
            f"{', '.join(SequenceRule)}"
        )
    if len(found) > 1:
        raise InputError(f"{path}: holds more than one {what}: {', '.join(sorted(found)[:8])}; name one by --symbol")
    return next(iter(found))


def _sample(messages: Iterator[bytes], symbol: str | None) -> _Sample:
    sample = _Sample()
    for message in messages:
        sample.messages += 1
        try:
            data = orjson.loads(message)
        except orjson.JSONDecodeError:
            continue  # whoever decodes it says so
        if isinstance(data, dict):
            _look_at(data, sample, symbol)
    return sample


def _look_at(data: dict[str, Any], sample: _Sample, symbol: str | None) -> None:
    body = data.get("data", data)
    topic = data.get("topic")
    if not isinstance(body, dict):
        return
    if isinstance(topic, str) and topic.startswith("orderbook."):
        venue, about, levels = SequenceRule.BYBIT, topic.rpartition(".")[2], int(topic.split(".")[1])
    elif body.get("e") == "depthUpdate":
        venue = SequenceRule.BINANCE_FUTURES if "pu" in body else SequenceRule.BINANCE_SPOT
        about, levels = str(body.get("s")), 0
    elif "lastUpdateId" in body:
        _add_levels(body.get("bids"), body.get("asks"), sample)
        sample.most_levels = max(sample.most_levels, _round_limit(body))
        return
    else:
        return
    if symbol is None or about == symbol:
        sample.venues.add(str(venue))
        sample.symbols.add(about)
        sample.most_levels = max(sample.most_levels, levels)
        _add_levels(body.get("b"), body.get("a"), sample)


def _round_limit(body: dict[str, Any]) -> int:
    """Levels that were asked for: a whole book of a busy market is full on one side at least."""
    return max(len(body.get("bids") or ()), len(body.get("asks") or ()))


def _add_levels(bids: object, asks: object, sample: _Sample) -> None:
    for side in (bids, asks):
        for level in side if isinstance(side, list) else ():
            if isinstance(level, list) and len(level) >= 2:
                sample.prices.append(str(level[0]))
                sample.sizes.append(str(level[1]))


def _largest_step(texts: list[str]) -> Decimal | None:
    """Largest step that all are multiples of."""
    units = []
    for text in set(texts):
        try:
            scaled = Decimal(text).scaleb(_FINEST_DIGITS)
        except InvalidOperation:
            continue
        if scaled.is_finite() and scaled == int(scaled):
            units.append(int(scaled))
    step = reduce(gcd, units, 0)
    return Decimal(step).scaleb(-_FINEST_DIGITS).normalize() if step else None
