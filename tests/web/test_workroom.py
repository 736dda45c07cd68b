"""Orders and askers with workers that do nothing but wait: who is answered, and whose process ends."""

from __future__ import annotations

import asyncio
import contextlib
import json
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar

import pytest

from seawall.web import DeskInputs, ServeLimits, Workroom
from seawall.web.problems import ProblemError
from seawall.web.worker_process import WorkerEndedError
from seawall.web.worker_progress import WorkProgress, telling_progress

pytestmark = pytest.mark.anyio

STEP_SECONDS, PATIENCE_SECONDS, GRACE_SECONDS = 0.005, 10.0, 0.2
HALF = WorkProgress("simulating", 8, 16)


class WaitingWorker:
    """Tells that half is done and waits, until it may answer with what was asked, or is killed."""

    started: ClassVar[list[WaitingWorker]] = []

    def __init__(self, _: DeskInputs) -> None:
        self.has_turn, self.is_killed = threading.Event(), False
        self.started.append(self)

    def ask(self, name: str, options: Mapping[str, Any], tell: Callable[[WorkProgress], None]) -> bytes:
        tell(HALF)
        assert self.has_turn.wait(PATIENCE_SECONDS)
        self.has_turn.clear()
        if self.is_killed:
            raise WorkerEndedError
        return json.dumps([name, dict(options)]).encode()

    def kill(self) -> None:
        self.is_killed = True
        self.has_turn.set()

    end = kill


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> Workroom:
    """Made in the test's loop, with one worker."""
    monkeypatch.setattr("seawall.web.workroom.WorkerProcess", WaitingWorker)
    monkeypatch.setattr("seawall.web.workroom._GRACE_SECONDS", GRACE_SECONDS)
    WaitingWorker.started.clear()
    return Workroom(DeskInputs(Path("book.yaml")), limits=ServeLimits(), workers=1)


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not holds():
            await asyncio.sleep(STEP_SECONDS)


def asked(room: Workroom, work: str, **options: Any) -> asyncio.Task[bytes]:
    return asyncio.create_task(room.document("simulation", options, work=work))


async def running(room: Workroom, work: str) -> None:
    def is_half() -> bool:
        found = room.state(work)
        return (found.state, found.step, found.done) == ("running", "simulating", 8)

    await until(is_half)


async def code_of(task: asyncio.Task[bytes]) -> str:
    with pytest.raises(ProblemError) as refused:
        await task
    return refused.value.problem.code


async def test_who_leaves_is_answered_and_the_process_is_killed_and_replaced(room: Workroom) -> None:
    first = asked(room, "first")
    await running(room, "first")
    room.leave("first")
    assert await code_of(first) == "cancelled"
    await until(lambda: len(WaitingWorker.started) == 2)
    assert [each.is_killed for each in WaitingWorker.started] == [True, False]
    assert (room.state("first").state, room.state("second").state) == ("ended", "unknown")
    again = asked(room, "second")
    await running(room, "second")
    WaitingWorker.started[1].has_turn.set()
    assert json.loads(await again) == ["simulation", {}]
    assert len(WaitingWorker.started) == 2


async def test_a_document_that_two_wait_for_goes_on_for_the_other(room: Workroom) -> None:
    first, second = asked(room, "first"), asked(room, "second")
    await running(room, "second")
    room.leave("first")
    assert await code_of(first) == "cancelled"
    await asyncio.sleep(2 * GRACE_SECONDS)
    assert (second.done(), WaitingWorker.started[0].is_killed) == (False, False)
    WaitingWorker.started[0].has_turn.set()
    assert json.loads(await second) == ["simulation", {}]
    assert len(WaitingWorker.started) == 1


async def test_only_the_same_options_are_the_same_document(room: Workroom) -> None:
    """Neither while it is made, nor when it is kept."""
    mine, theirs = asked(room, "mine", trades=["BTC +2"]), asked(room, "theirs", trades=["BTC +3"])

    def are_made() -> bool:
        for worker in WaitingWorker.started:
            worker.has_turn.set()
        return mine.done() and theirs.done()

    await until(are_made)
    found = [json.loads(await each)[1]["trades"] for each in (mine, theirs)]
    assert found == [["BTC +2"], ["BTC +3"]]
    assert await room.document("simulation", {"trades": ["BTC +2"]}) == await mine


async def test_a_name_is_of_one_request_at_a_time(room: Workroom) -> None:
    first = asked(room, "first", seed=1)
    await running(room, "first")
    assert await code_of(asked(room, "first", seed=2)) == "work"
    assert not first.done()
    room.leave("first")
    assert await code_of(first) == "cancelled"


async def test_a_lost_connection_ends_the_work_after_a_while_unless_somebody_comes_back(room: Workroom) -> None:
    lost = asked(room, "lost")
    await running(room, "lost")
    lost.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await lost
    back = asked(room, "back")
    await asyncio.sleep(3 * GRACE_SECONDS)
    assert not WaitingWorker.started[0].is_killed
    back.cancel()
    await until(lambda: WaitingWorker.started[0].is_killed)


async def test_who_leaves_after_the_connection_was_lost_ends_the_work_at_once(
    room: Workroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """But only the one who was lost last: nobody ends what another may come back to."""
    monkeypatch.setattr("seawall.web.workroom._GRACE_SECONDS", 10 * PATIENCE_SECONDS)
    first, second = asked(room, "first"), asked(room, "second")
    await running(room, "second")
    for lost in (first, second):
        lost.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await lost
    room.leave("first")
    await asyncio.sleep(10 * STEP_SECONDS)
    assert not WaitingWorker.started[0].is_killed
    room.leave("second")
    await until(lambda: WaitingWorker.started[0].is_killed)


async def test_who_waits_for_a_worker_leaves_without_costing_one(room: Workroom) -> None:
    first, second = asked(room, "first", seed=1), asked(room, "second", seed=2)
    await running(room, "first")
    found = room.state("second")
    assert (found.state, found.step, found.total) == ("waiting", "waiting for a worker", 0)
    room.leave("second")
    assert await code_of(second) == "cancelled"
    assert not WaitingWorker.started[0].is_killed
    WaitingWorker.started[0].has_turn.set()
    assert json.loads(await first)[1] == {"seed": 1}
    assert len(WaitingWorker.started) == 1


def test_progress_is_told_ten_times_a_second_and_the_last_word_before_a_silence_too() -> None:
    told: list[WorkProgress] = []
    with telling_progress(told.append) as tell:
        for done in range(100_000):
            tell("stepping", done, 100_000)
        tell("judging", 0, 1)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while told[-1].step != "judging":
            assert time.monotonic() < deadline, told[-1]
            time.sleep(STEP_SECONDS)
    assert told[0] == WorkProgress("computing")
    assert told[-1] == WorkProgress("judging", 0, 1)
    assert len(told) < 50, f"{len(told)} messages"
