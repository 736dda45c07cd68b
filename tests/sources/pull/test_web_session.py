"""Pauses, allowances and transports of the session."""

from __future__ import annotations

import email.utils
import random

import pytest

from seawall.errors import InputError, SourceError
from seawall.sources.pull.rate_limit import RateLimit, TokenBucket
from seawall.sources.pull.transport import BrowserTransport
from seawall.sources.pull.web_session import RetryRule, WebSession
from tests.sources.pull.data_server import Answer, DataServer, FakeClock
from tests.sources.pull.documented_replies import NOW

FREE = RateLimit("free", per_second=1e6, burst=1e6)
KINDS = ("application/json",)


def make(clock: FakeClock, **options: object) -> WebSession:
    return WebSession(clock=clock, jitter=random.Random(3), **options)  # type: ignore[arg-type]


def test_pauses_are_even_draws_below_a_ceiling_that_doubles() -> None:
    """With 4,000 draws a mean differs from half of its ceiling by 4 standard errors of ceiling/sqrt(12 n) at most."""
    server = DataServer(lambda path, query, count: Answer(b"", status=500))
    draws, attempts = 40, 9
    ceilings = [min(30.0, 0.5 * 2.0**step) for step in range(attempts - 1)]
    shares: list[float] = []
    with server.running():
        for seed in range(draws):
            clock = FakeClock(0.0)
            web = WebSession(clock=clock, jitter=random.Random(seed), retry=RetryRule(attempts=attempts))
            with pytest.raises(SourceError):
                web.get(server.address, {}, kinds=KINDS, limit=FREE)
            assert len(clock.pauses) == attempts - 1
            shares += [pause / ceiling for pause, ceiling in zip(clock.pauses, ceilings, strict=True)]
    assert 0.0 <= min(shares) <= max(shares) <= 1.0
    mean = sum(shares) / len(shares)
    assert abs(mean - 0.5) < 4 / (12 * len(shares)) ** 0.5, f"mean share {mean}"


def test_a_retry_after_that_is_a_date_is_waited_for() -> None:
    clock = FakeClock(NOW.timestamp())
    date = email.utils.formatdate(NOW.timestamp() + 21.0, usegmt=True)
    busy = Answer(b"{}", status=503, headers={"Retry-After": date})
    server = DataServer(lambda path, query, count: Answer(b"{}") if count else busy)
    with server.running():
        make(clock).get(server.address, {}, kinds=KINDS, limit=FREE)
    assert clock.pauses == [21.0]


def test_a_bucket_never_gives_more_than_its_rate_and_burst() -> None:
    clock = FakeClock(0.0)
    bucket = TokenBucket(RateLimit("x", per_second=2.0, burst=10.0), clock)
    for taken in range(1, 101):
        bucket.take(1.0)
        assert taken <= 10.0 + 2.0 * clock.monotonic() + 1e-9
    assert clock.monotonic() == pytest.approx(45.0)


def test_a_stated_weight_near_the_limit_waits_for_the_next_minute() -> None:
    clock = FakeClock(1_000.0 * 60 + 42.0)
    limit = RateLimit("x", per_second=1e6, burst=1e6, used_header="X-MBX-USED-WEIGHT-1M", used_most=1_920)
    server = DataServer(
        lambda path, query, count: Answer(b"{}", headers={"X-Mbx-Used-Weight-1m": "1919" if count == 0 else "1920"})
    )
    with server.running():
        web = make(clock)
        web.get(server.address, {}, kinds=KINDS, limit=limit)
        assert clock.pauses == []
        web.get(server.address, {}, kinds=KINDS, limit=limit)
    assert clock.pauses == [18.0]


def test_a_key_does_not_follow_a_redirect_to_another_host() -> None:
    other = DataServer(lambda path, query, count: Answer(b"{}"))
    with other.running():
        elsewhere = Answer(b"", status=302, headers={"Location": f"{other.address}/x"})
        server = DataServer(lambda path, query, count: elsewhere)
        with server.running(), pytest.raises(SourceError, match="redirected elsewhere"):
            make(FakeClock(0.0)).get(server.address, {}, kinds=KINDS, limit=FREE, secrets={"api_key": "s3cret"})
    assert not other.asked


@pytest.mark.parametrize("status", [403, 418])
def test_a_refused_machine_is_told_so_at_once(status: int) -> None:
    server = DataServer(lambda path, query, count: Answer(b'{"msg": "banned"}', status=status))
    with server.running(), pytest.raises(SourceError, match="refuses this machine"):
        make(FakeClock(0.0)).get(server.address, {}, kinds=KINDS, limit=FREE)
    assert len(server.asked) == 1


def test_nobody_listening_is_one_line() -> None:
    server = DataServer(lambda path, query, count: Answer(b"{}"))
    server._server.server_close()
    with pytest.raises(SourceError, match="no connection, after 2 attempts"):
        make(FakeClock(0.0), retry=RetryRule(attempts=2)).get(server.address, {}, kinds=KINDS, limit=FREE)


def test_the_session_of_yfinance_reads_whole_replies_and_refuses_halves() -> None:
    pytest.importorskip("yfinance")
    whole = Answer(b'{"a": 1}').packed()
    half = Answer(b'{"a": 1', stated_length=9)
    server = DataServer(lambda path, query, count: half if count == 0 else whole)
    with server.running():
        clock = FakeClock(0.0)
        web = make(clock, transport=BrowserTransport())
        assert web.get(server.address, {"q": "1"}, kinds=KINDS, limit=FREE).body == b'{"a": 1}'
    assert len(clock.pauses) == 1
    assert len(server.asked) == 2


def test_without_yfinance_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "yfinance", None)
    with pytest.raises(SourceError, match=r"pip install 'seawall\[yahoo\]'"):
        BrowserTransport()


def test_a_limit_without_rate_is_refused() -> None:
    with pytest.raises(InputError, match="'per_second' must be finite and above 0"):
        RateLimit("x", per_second=0.0, burst=1.0)
