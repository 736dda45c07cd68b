"""What a second pull makes of what is kept: revisions, new adjustments, gaps and refusals."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from seawall.errors import DataError
from seawall.sources.datasets import Batch, Dataset
from seawall.sources.pull.adapter import PullRequest
from seawall.sources.pull.binance import BinanceAdapter
from seawall.sources.pull.fred import FredAdapter
from seawall.sources.pull.resume import Intake, update_history
from seawall.sources.pull.web_session import WebSession
from seawall.sources.pull.yahoo import YahooAdapter
from tests.sources.pull.data_server import Answer, DataServer, FakeClock
from tests.sources.pull.documented_replies import DAYS, NOW, OPEN_DAY, milliseconds, yahoo_chart
from tests.sources.pull.memory_history import MemoryHistory

SPY = PullRequest(Dataset.BARS, "SPY", "SPY")
CPI = PullRequest(Dataset.MACRO, "CPIAUCSL", "CPIAUCSL")


def session(days_later: float = 0.0) -> WebSession:
    return WebSession(clock=FakeClock(NOW.timestamp() + 86_400 * days_later))


def chart(days: list[dt.date], closes: list[float | None], factor: float) -> Any:
    def answer(path: str, query: dict[str, str], count: int) -> Answer:
        first = dt.datetime.fromtimestamp(int(query["period1"]), dt.UTC).date()
        kept = [(day, close) for day, close in zip(days, closes, strict=True) if day >= first]
        content = yahoo_chart([each[0] for each in kept], [each[1] for each in kept], factor)
        return Answer(json.dumps(content).encode())

    return answer


def long_days(count: int) -> list[dt.date]:
    return [dt.date(2024, 1, 1) + dt.timedelta(days=step) for step in range(count)]


def test_a_dividend_fetches_the_whole_history_again_on_the_new_scale() -> None:
    """New closes on the new scale behind old ones on the old scale would be a false return on the seam."""
    history, days = MemoryHistory(), long_days(60)
    closes: list[float | None] = [400.0 + step for step in range(60)]
    server = DataServer(chart(days[:50], closes[:50], 1.0))
    with server.running():
        adapter = YahooAdapter(address=server.address)
        update_history(adapter, SPY, session=session(), history=history, intake=history.intake)
        server.handler = chart(days, closes, 0.99)
        update = update_history(adapter, SPY, session=session(1), history=history, intake=history.intake)
    assert (update.rows_new, update.rows_revised) == (10, 50)
    assert "adjusted past prices anew" in update.notes[0]
    rows = history.read(Dataset.BARS)
    newest = dict(zip(rows.column("time").to_numpy(), rows.column("close").to_pylist(), strict=True))
    assert list(newest.values()) == pytest.approx([0.99 * close for close in closes if close], rel=1e-12)
    assert rows.num_rows == 110, "the old vintage must stay"


def test_the_last_digits_of_single_precision_are_no_new_adjustment() -> None:
    history, days = MemoryHistory(), long_days(50)
    server = DataServer(chart(days, [400.0] * 50, 1.0))
    with server.running():
        adapter = YahooAdapter(address=server.address)
        update_history(adapter, SPY, session=session(), history=history, intake=history.intake)
        server.handler = chart(days, [400.0] * 50, 1.0 + 6e-8)
        update = update_history(adapter, SPY, session=session(1), history=history, intake=history.intake)
        assert (update.rows_new, update.rows_revised, update.notes) == (0, 0, ())
        assert int(server.asked[-1][1]["period1"]) == milliseconds(days[-1] - dt.timedelta(days=10)) // 1_000


def test_a_session_that_is_under_way_is_left_out_until_it_has_ended() -> None:
    history = MemoryHistory()
    days = [*DAYS, OPEN_DAY]
    server = DataServer(chart(days, [500.0, 501.0, 502.0, 503.0, 504.0], 1.0))
    with server.running():
        adapter = YahooAdapter(address=server.address)
        during = update_history(adapter, SPY, session=session(4 / 24), history=history, intake=history.intake)
        after = update_history(adapter, SPY, session=session(10 / 24), history=history, intake=history.intake)
    assert during.last == DAYS[-1]
    assert (after.rows_new, after.last) == (1, OPEN_DAY)


def test_a_day_without_a_trade_is_no_bar_and_half_a_day_is_a_fault() -> None:
    history = MemoryHistory()
    server = DataServer(chart(DAYS, [500.0, None, 502.0, 503.0], 1.0))
    with server.running():
        adapter = YahooAdapter(address=server.address)
        update = update_history(adapter, SPY, session=session(), history=history, intake=history.intake)
        assert update.rows_new == 3

        def half(path: str, query: dict[str, str], count: int) -> Answer:
            content = yahoo_chart(DAYS, [500.0, 501.0, 502.0, 503.0])
            content["chart"]["result"][0]["indicators"]["quote"][0]["high"][2] = None
            return Answer(json.dumps(content).encode())

        server.handler = half
        with pytest.raises(DataError, match=r"timestamp|\[2\].high: must be a number, was None"):
            update_history(adapter, SPY, session=session(), history=MemoryHistory(), intake=history.intake)


def test_a_revision_is_kept_beside_the_first_value() -> None:
    history = MemoryHistory()
    first = b"observation_date,CPIAUCSL\n2024-01-01,308.417\n2024-02-01,310.326\n"
    later = b"observation_date,CPIAUCSL\n2024-01-01,308.5\n2024-02-01,310.326\n2024-03-01,312.2\n"
    server = DataServer(lambda path, query, count: Answer(first, "text/csv"))
    with server.running():
        adapter = FredAdapter(api_key="", graph_address=server.address)
        update_history(adapter, CPI, session=session(), history=history, intake=history.intake)
        server.handler = lambda path, query, count: Answer(later, "text/csv")
        update = update_history(adapter, CPI, session=session(30), history=history, intake=history.intake)
        assert "cosd" not in server.asked[-1][1], "a series that is revised far back is compared whole"
    assert (update.rows_new, update.rows_revised) == (1, 1)
    assert "value on 2024-01-01: 308.417 by fred CPIAUCSL, now 308.5" in update.notes[0]
    january = [row for row in history.read(Dataset.MACRO).to_pylist() if row["date"] == dt.date(2024, 1, 1)]
    assert [(row["value"], str(row["vintage"])) for row in january] == [(308.417, "2024-03-08"), (308.5, "2024-04-07")]


def test_a_row_that_the_source_no_longer_gives_stays_and_is_named() -> None:
    history = MemoryHistory()
    server = DataServer(lambda path, query, count: Answer(b"DATE,CPIAUCSL\n2024-01-01,1.5\n2024-02-01,.\n", "text/csv"))
    with server.running():
        adapter = FredAdapter(api_key="", graph_address=server.address)
        update_history(adapter, CPI, session=session(), history=history, intake=history.intake)
        server.handler = lambda path, query, count: Answer(b"DATE,CPIAUCSL\n2024-02-01,.\n", "text/csv")
        update = update_history(adapter, CPI, session=session(), history=history, intake=history.intake)
    assert update.notes == ("1 kept rows are no longer given by the source, first 2024-01-01; they stay",)
    assert history.read(Dataset.MACRO).num_rows == 2


def test_nothing_is_added_behind_a_batch_that_the_gate_refused() -> None:
    """Else the next pull would start after the hole, and never fill it."""
    seen: list[Batch] = []

    def gate(batch: Batch) -> Intake:
        seen.append(batch)
        return Intake(is_kept=len(seen) != 2, findings=("found",))

    rows: list[list[Any]] = [
        [milliseconds(day), "1", "1", "1", "1", "1", milliseconds(day) + 86_399_999, "1", 1, "1", "1", "0"]
        for day in long_days(9)
    ]

    def answer(path: str, query: dict[str, str], count: int) -> Answer:
        page = [row for row in rows if int(row[0]) >= int(query["startTime"])][: int(query["limit"])]
        return Answer(json.dumps(page).encode())

    server = DataServer(answer)
    with server.running():
        update = update_history(
            BinanceAdapter(spot_address=server.address, page_rows=3),
            PullRequest(Dataset.BARS, "BTC_USD", "BTCUSDT"),
            session=session(),
            history=MemoryHistory(),
            intake=gate,
        )
    assert (update.is_refused, update.rows_new, len(seen)) == (True, 3, 2)
    assert update.findings == ("found", "found")


def test_a_start_before_what_is_kept_fetches_from_there() -> None:
    history = MemoryHistory()
    server = DataServer(chart(long_days(50), [400.0] * 50, 1.0))
    with server.running():
        adapter = YahooAdapter(address=server.address)
        late, early = (PullRequest(Dataset.BARS, "SPY", "SPY", start=dt.date(2024, 1, day)) for day in (20, 2))
        update_history(adapter, late, session=session(), history=history, intake=history.intake)
        update = update_history(adapter, early, session=session(), history=history, intake=history.intake)
    assert update.rows_new == 18
    assert history.read(Dataset.BARS).num_rows == 49
