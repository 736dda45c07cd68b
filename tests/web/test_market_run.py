"""What a market is asked while it runs: seen between two messages, never in the middle of one."""

from __future__ import annotations

import asyncio
import threading
from types import SimpleNamespace
from typing import Any

import pytest

from seawall.errors import SourceError
from seawall.web.feed_inputs import FeedInputs
from seawall.web.market_run import MarketRun

pytestmark = pytest.mark.anyio


async def test_a_cascade_sees_the_book_where_the_market_changes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    run = MarketRun(FeedInputs(), lambda *_: None)
    looked: list[int] = []

    def image() -> Any:
        looked.append(threading.get_ident())
        return "a book"

    def taken(found: object, seen: object) -> Any:
        raise SourceError(f"{found} and {seen}")

    def opened() -> None:
        feed = SimpleNamespace(image=image)
        tape: Any = SimpleNamespace(watch=SimpleNamespace(reader=SimpleNamespace(feed=feed)))
        map_: Any = SimpleNamespace(results=lambda: "a map")
        run._loop, run._tape, run._map = asyncio.get_running_loop(), tape, map_

    monkeypatch.setattr("seawall.web.market_run.cascade_market_of_map", taken)
    opened()
    with pytest.raises(SourceError, match="a map and a book"):
        await asyncio.to_thread(run.cascade, -0.01)
    assert looked == [threading.get_ident()]


def test_a_market_that_has_not_begun_says_so() -> None:
    with pytest.raises(SourceError, match="is being made"):
        MarketRun(FeedInputs(), lambda *_: None).cascade(-0.01)
