"""What happened at the exchange, as columns."""

from __future__ import annotations

import enum
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from seawall.core import IntArray
from seawall.simulator.matching_kernels import (
    ADD,
    CANCEL,
    EXPIRE,
    F_DISPLACED,
    F_HIDDEN,
    F_ICEBERG,
    F_REPLACED,
    F_RETAIL,
    F_RPI,
    F_SELF,
    F_UNKNOWN,
    F_WOULD_TAKE,
    LOG_COLUMNS,
    REDUCE,
    REFILL,
    REJECT,
    TRADE,
)

__all__ = ["EventFlag", "EventKind", "EventLog"]


class EventKind(enum.IntEnum):
    """What a line of the log says."""

    ADD = ADD  # an order rests
    TRADE = TRADE
    CANCEL = CANCEL  # a resting order goes
    REDUCE = REDUCE  # part of it goes; it keeps its place
    REFILL = REFILL  # an iceberg shows its next tip, at the end of the queue
    EXPIRE = EXPIRE  # what a taker could not fill, or would have filled with itself
    REJECT = REJECT


class EventFlag(enum.IntFlag):
    """More of what a line says."""

    HIDDEN = F_HIDDEN  # the resting order is hidden
    RPI = F_RPI  # the resting order is one of retail price improvement
    ICEBERG = F_ICEBERG
    RETAIL = F_RETAIL  # the taker is a retail order
    REPLACED = F_REPLACED  # cancelled to enter anew under the same id
    DISPLACED = F_DISPLACED  # an RPI order gives way to an order that it would have locked
    SELF = F_SELF  # expired rather than trading with its own owner
    WOULD_TAKE = F_WOULD_TAKE  # a post-only order that would have traded
    UNKNOWN = F_UNKNOWN  # no such order of this owner rests


@dataclass(frozen=True, slots=True, eq=False)
class EventLog:
    """Lines in the order in which they happened; every column of shape (n,).

    Attributes
    ----------
    time_ns : IntArray
        Since the market began.
    kind, flags : IntArray
        :class:`EventKind` and :class:`EventFlag`.
    side : IntArray
        Side of the resting order, 1 bid and -1 ask; of EXPIRE and REJECT, side of the order itself, 0 if unknown.
    ticks : IntArray
        Price.
    lots : IntArray
        By how much the displayed size at that price changes: up for ADD and REFILL, down for the others.
    hidden_lots : IntArray
        Lots beside those: of hidden and RPI orders, of the reserve of an iceberg, of what expired or was refused.
    order_id, owner : IntArray
        The resting order (of EXPIRE and REJECT, the order itself) and its owner; owner 0 is the anonymous flow.
    taker_id, counterparty : IntArray
        Of TRADE: the order that took, and its owner; 0 elsewhere.
    """

    time_ns: IntArray
    kind: IntArray
    side: IntArray
    ticks: IntArray
    lots: IntArray
    hidden_lots: IntArray
    order_id: IntArray
    owner: IntArray
    taker_id: IntArray
    counterparty: IntArray
    flags: IntArray

    def __len__(self) -> int:
        """Number of lines."""
        return len(self.time_ns)

    @classmethod
    def from_lines(cls, lines: IntArray) -> EventLog:
        """A log of lines of shape (n, 11), whose columns are copied."""
        columns = np.array(lines.T, dtype=np.int64, order="C", copy=True).reshape(LOG_COLUMNS, -1)
        columns.flags.writeable = False
        return cls(*columns)

    @classmethod
    def joined(cls, logs: Sequence[EventLog]) -> EventLog:
        """Logs one after the other."""
        parts = [np.column_stack(log.columns()) for log in logs]
        return cls.from_lines(np.concatenate(parts) if parts else np.empty((0, LOG_COLUMNS), dtype=np.int64))

    def columns(self) -> tuple[IntArray, ...]:
        """All columns, in the order of the attributes."""
        return tuple(getattr(self, field.name) for field in fields(self))

    def sha256(self) -> str:
        """Hash of the columns as little-endian 64-bit integers, one after the other."""
        digest = hashlib.sha256()
        for column in self.columns():
            digest.update(column.astype("<i8").tobytes())
        return digest.hexdigest()
