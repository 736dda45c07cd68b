"""One producer, many readers: a frame is encoded once, and a reader who is slow skips to the latest.

Each reader has one place per kind of frame. A frame that it has not taken yet is replaced by the next of its kind; of
the columns of a map none may be missing, so that a reader who missed one is given the whole map instead.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from seawall.web.frames import FrameKind, numbered

__all__ = ["StreamHub", "StreamReader"]


class StreamReader:
    """What waits for one reader."""

    def __init__(self, whole_map: Callable[[], bytes | None]) -> None:
        self._whole_map = whole_map
        self._places: dict[FrameKind, bytes] = {}
        self._is_something_there = asyncio.Event()

    def put(self, kind: FrameKind, frame: bytes) -> None:
        """Replace what waits of a kind."""
        if kind is FrameKind.COLUMN:
            if FrameKind.MAP in self._places or FrameKind.COLUMN in self._places:
                self.want_map()
                return
        elif kind is FrameKind.MAP:
            self._places.pop(FrameKind.COLUMN, None)
        self._places[kind] = frame
        self._is_something_there.set()

    def want_map(self) -> None:
        """Give the whole map as it is when it is taken."""
        self._places.pop(FrameKind.COLUMN, None)
        self._places[FrameKind.MAP] = b""
        self._is_something_there.set()

    async def take(self) -> list[bytes]:
        """Wait for frames, and take all that are there."""
        await self._is_something_there.wait()
        self._is_something_there.clear()
        places, self._places = self._places, {}
        if places.get(FrameKind.MAP) == b"":
            places[FrameKind.MAP] = self._whole_map() or b""
        return [frame for frame in places.values() if frame]


class StreamHub:
    """Frames of one market, handed to all who read.

    Parameters
    ----------
    most_readers : int
        At once.
    """

    def __init__(self, *, most_readers: int) -> None:
        self._most = most_readers
        self._readers: set[StreamReader] = set()
        self._numbers = dict.fromkeys(FrameKind, 0)
        self._latest: dict[FrameKind, bytes] = {}
        self._map_body: bytes | None = None

    @property
    def readers(self) -> int:
        """Who reads now."""
        return len(self._readers)

    def join(self) -> StreamReader | None:
        """A new reader, who is given the latest of every kind; None where there are too many."""
        if len(self._readers) >= self._most:
            return None
        reader = StreamReader(self._whole_map)
        for kind, frame in self._latest.items():
            reader.put(kind, frame)
        if self._map_body is not None:
            reader.want_map()
        self._readers.add(reader)
        return reader

    def leave(self, reader: StreamReader) -> None:
        """End a reader."""
        self._readers.discard(reader)

    def publish(self, kind: FrameKind, body: bytes) -> None:
        """Hand a frame to everybody."""
        self._numbers[kind] += 1
        frame = numbered(kind, body, number=self._numbers[kind], server_ms=time.time() * 1e3)
        self._latest[kind] = frame
        for reader in self._readers:
            reader.put(kind, frame)

    def publish_map(self, body: bytes) -> None:
        """Replace the map; everybody is given the whole of it."""
        self._numbers[FrameKind.COLUMN] += 1
        self._map_body = body
        for reader in self._readers:
            reader.want_map()

    def publish_column(self, column: bytes, whole: bytes, *, flags: int) -> None:
        """Hand a column to everybody; `whole` is the map with it, for whoever joins or missed one."""
        self._numbers[FrameKind.COLUMN] += 1
        self._map_body = whole
        number, now = self._numbers[FrameKind.COLUMN], time.time() * 1e3
        frame = numbered(FrameKind.COLUMN, column, number=number, server_ms=now, flags=flags)
        for reader in self._readers:
            reader.put(FrameKind.COLUMN, frame)

    def _whole_map(self) -> bytes | None:
        """The map, with the number of the last column in it: the next column has the next number."""
        if self._map_body is None:
            return None
        number = self._numbers[FrameKind.COLUMN]
        return numbered(FrameKind.MAP, self._map_body, number=number, server_ms=time.time() * 1e3)
