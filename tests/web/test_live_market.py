"""What the server says of a market's process that answers late, or has gone."""

from __future__ import annotations

from http import HTTPStatus
from multiprocessing import Pipe

import pytest

from seawall.web import FeedInputs, LiveMarket
from seawall.web.problems import ProblemError
from seawall.web.stream_hub import StreamHub

pytestmark = pytest.mark.anyio


async def refusal(market: LiveMarket) -> tuple[int, str, str]:
    with pytest.raises(ProblemError) as refused:
        await market.answer("cascade", {"shock": -0.01})
    problem = refused.value.problem
    return problem.status, problem.code, problem.detail


async def test_a_late_answer_is_slow_and_a_lost_process_is_no_market(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("seawall.web.live_market._ANSWER_SECONDS", 0.05)
    market = LiveMarket(FeedInputs(), StreamHub(most_readers=1))
    ours, theirs = Pipe()
    with ours, theirs:
        market._connection = ours
        assert await refusal(market) == (HTTPStatus.SERVICE_UNAVAILABLE, "slow", "not done within 0.05 s")
        assert theirs.recv() == (1, "cascade", {"shock": -0.01})
        theirs.close()
        status, code, detail = await refusal(market)
        assert (status, code) == (HTTPStatus.FAILED_DEPENDENCY, "feed")
        assert "the process of the market ended" in detail
