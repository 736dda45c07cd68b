"""What becomes of messages on their way: some are lost, doubled, late or wrong, as switches say."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import accumulate

import numpy as np
import orjson

from seawall.simulator.fault_switches import BookFault, FaultSwitches
from seawall.simulator.stream_message import StreamKind, StreamMessage

__all__ = ["FaultyChannel"]


@dataclass(slots=True)
class _Line:
    """One stream about a book: its own random numbers, how many messages there were, and one that was held back."""

    generator: np.random.Generator
    count: int = 0
    late: StreamMessage | None = None
    struck: dict[BookFault, int] = field(default_factory=lambda: dict.fromkeys(BookFault, 0))


class FaultyChannel:
    """Passes messages on, with the faults that are switched on.

    Each stream has faults of its own, which depend on its messages alone and not on how they are handed over.

    Parameters
    ----------
    switches : FaultSwitches
        What goes wrong.
    """

    def __init__(self, switches: FaultSwitches) -> None:
        self._switches = switches
        self._lines: dict[str, _Line] = {}
        self._faults = list(switches.shares)
        self._bounds = list(accumulate(switches.shares.values()))
        self._is_clean = not (switches.shares or switches.numbered or switches.silences)

    def pass_on(self, messages: Sequence[StreamMessage]) -> list[StreamMessage]:
        """What comes out for what went in, in the order in which it is sent.

        Examples
        --------
        >>> told = [StreamMessage("x@depth@100ms", 1, b"{}", StreamKind.BOOK)] * 3
        >>> channel = FaultyChannel(FaultSwitches(numbered={1: BookFault.DROP, 3: BookFault.DUPLICATE}))
        >>> len(channel.pass_on(told[:1])), len(channel.pass_on(told[1:]))
        (0, 3)
        """
        if self._is_clean:
            return list(messages)
        found: list[StreamMessage] = []
        for message in messages:
            if self._is_silent(message):
                continue
            if message.kind is StreamKind.BOOK:
                found += self._struck(message)
            else:
                found.append(message)
        return found

    def struck(self, stream: str) -> dict[BookFault, int]:
        """How many messages of a stream met each fault so far."""
        line = self._lines.get(stream)
        return {} if line is None else {fault: count for fault, count in line.struck.items() if count}

    def _is_silent(self, message: StreamMessage) -> bool:
        return any(silence.covers(message.stream, message.time_ns) for silence in self._switches.silences)

    def _struck(self, message: StreamMessage) -> list[StreamMessage]:
        line = self._lines.get(message.stream)
        if line is None:
            key = [self._switches.seed, zlib.crc32(message.stream.encode())]
            line = self._lines[message.stream] = _Line(np.random.Generator(np.random.Philox(key=key)))
        line.count += 1
        fault = self._fault(line, message.time_ns)
        late, line.late = line.late, None
        if fault is not None:
            line.struck[fault] += 1
        told: list[StreamMessage] = []
        match fault:
            case BookFault.REORDER:
                line.late = message
            case BookFault.DUPLICATE:
                told = [message, message]
            case BookFault.CROSS:
                told = [replace(message, payload=_crossed(message.payload))]
            case None:
                told = [message]
        return told if late is None else [*told, late]

    def _fault(self, line: _Line, time_ns: int) -> BookFault | None:
        switches = self._switches
        if line.count in switches.numbered:
            return switches.numbered[line.count]
        if not self._faults:
            return None
        drawn = line.generator.random()
        if not switches.from_ns <= time_ns < switches.until_ns:
            return None
        return next((fault for fault, bound in zip(self._faults, self._bounds, strict=True) if drawn < bound), None)


def _crossed(payload: bytes) -> bytes:
    """A message that also bids twice the highest price that it names; one that names no price stays as it was."""
    told = orjson.loads(payload)
    sides = told.get("data", told)
    prices = [level[0] for level in (*sides["b"], *sides["a"])]
    if prices:
        sides["b"].append([str(2 * max(map(Decimal, prices))), "1"])
    return orjson.dumps(told)
