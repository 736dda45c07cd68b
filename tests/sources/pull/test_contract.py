"""One contract for every source: right rows from a right reply, and from any other reply none at all."""

from __future__ import annotations

import datetime as dt
import json
import logging
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from seawall.errors import DataError, SeawallError, SourceError
from seawall.sources.datasets import entity_column, time_column
from seawall.sources.pull.resume import HistoryUpdate, update_history
from seawall.sources.pull.web_session import RetryRule, WebSession
from tests.sources.pull.data_server import SLOW_SECONDS, Answer, DataServer, FakeClock
from tests.sources.pull.documented_replies import CASES, KEY, NOW, Case
from tests.sources.pull.memory_history import MemoryHistory

ATTEMPTS = 4


class Bench:
    """One case, its server, and a store."""

    def __init__(self, case: Case, server: DataServer) -> None:
        self.case, self.server = case, server
        self.history = MemoryHistory()
        self.clock = FakeClock(NOW.timestamp())
        self.session = WebSession(
            clock=self.clock,
            jitter=random.Random(7),
            retry=RetryRule(attempts=ATTEMPTS),
            connect_seconds=1.0,
            read_seconds=SLOW_SECONDS / 3,
            most_bytes=1_000_000,
        )

    def pull(self) -> HistoryUpdate:
        return update_history(
            self.case.adapter(self.server.address),
            self.case.request,
            session=self.session,
            history=self.history,
            intake=self.history.intake,
        )

    def fails(self, kind: type[SeawallError] = SeawallError) -> str:
        """Pull, and return the error's text, which is one line without the key; nothing may have been kept."""
        with pytest.raises(kind) as raised:
            self.pull()
        text = str(raised.value)
        assert "\n" not in text
        assert KEY not in text
        assert not self.history.batches, f"{self.case.name} kept rows in spite of: {text}"
        return text


@pytest.fixture(params=CASES, ids=lambda case: case.name)
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    case: Case = request.param
    server = DataServer(lambda path, query, count: case.answer(query))
    with server.running():
        yield Bench(case, server)


def _plain(time: Any) -> Any:
    """Instant of a time in nanoseconds or date, and its date alone where it is midnight."""
    stamp = np.datetime64(time, "us").item()
    return stamp.date() if isinstance(stamp, dt.datetime) and stamp.time() == dt.time() else stamp


def test_a_right_reply_becomes_its_rows(bench: Bench) -> None:
    update = bench.pull()
    table = bench.history.read(bench.case.request.dataset)
    times = [_plain(each) for each in table.column(time_column(bench.case.request.dataset)).to_numpy()]
    wanted = [each[0].replace(tzinfo=None) if isinstance(each[0], dt.datetime) else each[0] for each in bench.case.rows]
    assert times == [
        each.date() if isinstance(each, dt.datetime) and each.time() == dt.time() else each for each in wanted
    ]
    rows = table.to_pydict()
    found = list(zip(*(rows[name] for name in bench.case.value_columns), strict=True))
    for one, (_, two) in zip(found, bench.case.rows, strict=True):
        for value, wanted_value in zip(one, two, strict=True):
            right = wanted_value is value if wanted_value is None else value == pytest.approx(wanted_value, rel=1e-14)
            assert right, f"{bench.case.name}: {one} for {two}"
    assert update.rows_new == len(bench.case.rows)
    assert not update.notes


def test_every_row_says_where_it_came_from_and_when(bench: Bench) -> None:
    bench.pull()
    for batch in bench.history.batches:
        rows = batch.rows.to_pydict()
        assert set(rows[entity_column(batch.dataset)]) == {bench.case.request.entity}
        assert all(each.startswith(bench.case.adapter("").name) for each in rows["source"])
        assert all(abs((each - NOW).total_seconds()) < 60 for each in rows["retrieved_at"])
        if bench.case.has_key:
            assert dt.date(2023, 12, 12) in bench.history.read(batch.dataset).column("vintage").to_pylist()
        else:
            assert set(rows["vintage"]) == {NOW.date()}
        assert batch.request.startswith(bench.server.address)
        assert len(batch.data_hash) == 16


def test_pulling_again_adds_nothing(bench: Bench) -> None:
    bench.pull()
    before = len(bench.history.batches)
    again = bench.pull()
    assert (again.rows_new, again.rows_revised, again.notes) == (0, 0, ())
    assert len(bench.history.batches) == before


def test_a_packed_reply_gives_the_same_rows(bench: Bench) -> None:
    bench.server.handler = lambda path, query, count: bench.case.answer(query).packed()
    assert bench.pull().rows_new == len(bench.case.rows)


Fault = Callable[[Case, dict[str, str]], Answer]

PASSING: dict[str, Fault] = {
    "too many requests": lambda case, query: Answer(b"{}", status=429, headers={"Retry-After": "7"}),
    "server error": lambda case, query: Answer(b"oops", "text/plain", status=500),
    "not available": lambda case, query: Answer(b"<html>maintenance</html>", "text/html", status=503),
    "truncated": lambda case, query: _cut(case.answer(query), 0.6),
    "reset": lambda case, query: Answer(b"", reset=True),
    "empty": lambda case, query: Answer(b"", case.kind),
    "slow": lambda case, query: Answer(b"{}", wait_seconds=SLOW_SECONDS),
    "broken gzip": lambda case, query: Answer(b"\x1f\x8bnonsense", case.kind, headers={"Content-Encoding": "gzip"}),
    "half a gzip": lambda case, query: _half_gzip(case.answer(query)),
}


def _cut(answer: Answer, share: float) -> Answer:
    return Answer(answer.body[: int(share * len(answer.body))], answer.kind, stated_length=len(answer.body))


def _half_gzip(answer: Answer) -> Answer:
    packed = answer.packed()
    return Answer(packed.body[: len(packed.body) // 2], packed.kind, headers=packed.headers)


@pytest.mark.parametrize("fault", PASSING)
def test_a_passing_fault_is_tried_again(bench: Bench, fault: str) -> None:
    bench.server.handler = lambda path, query, count: (
        PASSING[fault](bench.case, query) if count < 2 else bench.case.answer(query)
    )
    assert bench.pull().rows_new == len(bench.case.rows)
    assert len(bench.clock.pauses) >= 2
    if fault == "too many requests":
        assert bench.clock.pauses[:2] == [7.0, 7.0]


@pytest.mark.parametrize("fault", PASSING)
def test_a_lasting_fault_ends_in_one_line(bench: Bench, fault: str) -> None:
    bench.server.handler = lambda path, query, count: PASSING[fault](bench.case, query)
    text = bench.fails(SourceError)
    assert text.endswith(f"after {ATTEMPTS} attempts")
    assert bench.server.address in text
    assert len(bench.server.asked) == ATTEMPTS


@pytest.mark.parametrize("change", ["renamed", "extra", "retyped", "unordered", "repeated"])
def test_a_changed_schema_keeps_nothing(bench: Bench, change: str) -> None:
    bench.server.handler = lambda path, query, count: bench.case.answer(query, getattr(bench.case, change))
    if bench.case.name == "bybit open interest" and change in ("unordered", "repeated"):
        # the rows of this case come on two pages: put the newest row on the second as well
        bench.server.handler = lambda path, query, count: bench.case.answer({**query, "cursor": ""})
    bench.fails(DataError)


@pytest.mark.parametrize("status", [200, 404])
def test_a_page_of_html_is_no_data(bench: Bench, status: int) -> None:
    page = b"<!DOCTYPE html><html><body>Please log in</body></html>\n"
    bench.server.handler = lambda path, query, count: Answer(page, "text/html; charset=utf-8", status=status)
    text = bench.fails()
    assert len(bench.server.asked) == 1, "what cannot pass is not asked for again"
    assert "text/html" in text or "HTTP 404" in text


def test_html_that_claims_to_be_data_is_refused(bench: Bench) -> None:
    bench.server.handler = lambda path, query, count: Answer(b"<!DOCTYPE html><p>log in</p>\n", bench.case.kind)
    bench.fails(DataError)


def test_an_error_in_a_reply_of_200_is_refused(bench: Bench) -> None:
    bench.server.handler = lambda path, query, count: Answer(bench.case.error_in_200, bench.case.kind)
    bench.fails()


def test_redirects_without_end_are_refused(bench: Bench) -> None:
    bench.server.handler = lambda path, query, count: Answer(b"", status=302, headers={"Location": path})
    assert "redirected" in bench.fails(SourceError)
    assert len(bench.server.asked) == 4


def test_a_reply_that_is_too_large_is_refused(bench: Bench) -> None:
    bench.server.handler = lambda path, query, count: Answer(b" " * 1_000_001, bench.case.kind)
    assert "1,000,000 bytes" in bench.fails(SourceError)
    bench.server.handler = lambda path, query, count: Answer(b" " * 5_000_000, bench.case.kind).packed()
    assert "1,000,000 bytes unpacked" in bench.fails(SourceError)


def test_a_lasting_refusal_of_429_waits_no_longer_than_agreed(bench: Bench) -> None:
    bench.server.handler = lambda path, query, count: Answer(b"{}", status=429, headers={"Retry-After": "3600"})
    assert "asks to wait 3,600 s" in bench.fails(SourceError)
    assert len(bench.server.asked) == 1


def test_the_key_is_never_shown(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        bench.pull()
        said = KEY if bench.case.has_key else "no key"
        echo = json.dumps({"error_message": f"bad key {said}"}).encode()
        bench.history.batches.clear()
        bench.server.handler = lambda path, query, count: Answer(echo, status=400)
        bench.fails(SourceError)
    assert KEY not in caplog.text
    if bench.case.has_key:
        assert any(query.get("api_key") == KEY for _, query in bench.server.asked), "the key must have been sent"
    for batch in bench.history.batches:
        assert KEY not in batch.request
        assert KEY not in str(batch.rows.to_pydict())


def test_a_pull_that_is_cut_short_goes_on_where_it_stopped(bench: Bench, tmp_path: Path) -> None:
    """A store that fails on its second batch, as with Ctrl-C: what is kept is whole, and the rest follows."""
    adapter = bench.case.adapter(bench.server.address)
    if hasattr(adapter, "_page_rows"):
        adapter._page_rows = 2
    kept = bench.history.intake
    calls = 0

    def interrupted(batch: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls > 1:
            raise KeyboardInterrupt
        return kept(batch)

    try:
        update_history(adapter, bench.case.request, session=bench.session, history=bench.history, intake=interrupted)
    except KeyboardInterrupt:
        assert len(bench.history.batches) == 1
    update_history(adapter, bench.case.request, session=bench.session, history=bench.history, intake=kept)
    times = bench.history.read(bench.case.request.dataset).column(time_column(bench.case.request.dataset)).to_pylist()
    assert len(times) == len(bench.case.rows)
    fresh = MemoryHistory()
    update_history(adapter, bench.case.request, session=bench.session, history=fresh, intake=fresh.intake)
    assert (
        fresh.read(bench.case.request.dataset)
        .select(list(bench.case.value_columns))
        .equals(bench.history.read(bench.case.request.dataset).select(list(bench.case.value_columns)))
    )
