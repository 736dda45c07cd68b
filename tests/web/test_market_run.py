"""What a market is asked while it runs: seen between two messages, never in the middle of one."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
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


class EndedError(Exception):
    """The seconds that a test looks at are over."""


async def books_shown(
    monkeypatch: pytest.MonkeyPatch, *, seconds: float, said: Callable[[float], int], stall: Callable[[float], float]
) -> list[float]:
    """When a book was sent, by a clock of its own: what was said by a time, and how late a sleep from it ends."""
    now, sent = 0.0, []
    totals = SimpleNamespace(messages=0)

    async def sleep(delay: float) -> None:
        nonlocal now
        now += max(delay, 0.0) + stall(now)
        totals.messages = said(now)
        if now > seconds:
            raise EndedError

    reader = SimpleNamespace(totals=totals, feed=SimpleNamespace(state="live"))
    watch = SimpleNamespace(reader=reader, results=lambda: SimpleNamespace(image=SimpleNamespace(last_id=1)))
    monkeypatch.setattr("seawall.web.market_run.time", SimpleNamespace(monotonic=lambda: now))
    monkeypatch.setattr("seawall.web.market_run.asyncio", SimpleNamespace(sleep=sleep))
    monkeypatch.setattr("seawall.web.market_run.book_body", lambda *_, **__: b"")
    tape: Any = SimpleNamespace(watch=watch)
    with pytest.raises(EndedError):
        await MarketRun(FeedInputs(), lambda *_: sent.append(now))._show_books(tape)
    return sent


async def test_a_busy_loop_costs_no_book_of_the_twenty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every twentieth sleep ends 70 ms late, as where a panel is made once a second."""
    sleeps = iter(range(10**6))
    sent = await books_shown(
        monkeypatch,
        seconds=10.0,
        said=lambda now: int(1_000 * now) + 1,
        stall=lambda _: 0.07 if next(sleeps) % 20 == 7 else 0.0005,
    )
    assert 198 <= len(sent) <= 202, len(sent)


async def test_what_is_said_after_a_silence_is_shown_at_once_and_a_silence_shows_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sent = await books_shown(
        monkeypatch,
        seconds=2.0,
        said=lambda now: int(1_000 * now) + 1 if not 1.0 <= now < 1.473 else 1_001,
        stall=lambda _: 0.0,
    )
    assert not [each for each in sent if 1.06 < each < 1.473], sent
    first = next(each for each in sent if each >= 1.473)
    assert first <= 1.473 + 0.0051, first
    # the silence is not made up for: one book more than the pace, and no burst
    assert len([each for each in sent if 1.473 <= each < 1.973]) in {10, 11, 12}, sent
