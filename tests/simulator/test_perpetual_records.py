"""The public side of the minute clock is its history in other units, and nothing in it contradicts itself."""

from __future__ import annotations

import numpy as np
import pytest

from seawall.errors import InputError
from seawall.microstructure import examine_flow
from seawall.simulator import MinuteMarket, perpetual_flow_of
from tests.simulator.minute_facts import TERMS


def test_a_history_as_the_public_sees_it() -> None:
    market = MinuteMarket(TERMS, seed=4)
    history = market.run(1_440)
    flow = perpetual_flow_of(history, TERMS, start_ns=5)
    assert flow.end_ns[0] == 5 + 60 * 10**9
    np.testing.assert_allclose(flow.open_interest / 0.001, history.column("open_interest"))
    np.testing.assert_allclose(flow.mark_low / 0.1, history.column("mark_low"))
    assert flow.liquidated_long is not None
    assert flow.liquidated_long.sum() == pytest.approx(
        0.001 * history.forced_column("lots")[history.forced_column("side") > 0].sum()
    )
    with pytest.raises(InputError, match="at least one minute"):
        perpetual_flow_of(market.run(0), TERMS)


def test_open_interest_of_the_simulator_is_always_explained_by_volume() -> None:
    found = examine_flow(perpetual_flow_of(MinuteMarket(TERMS, seed=4).run(1_440), TERMS))
    assert not found.is_suspect.any(), found.sentences
