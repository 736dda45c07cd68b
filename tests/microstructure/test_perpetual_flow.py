"""Records of perpetuals: what the door refuses, and what in a record is taken out because it contradicts itself."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from seawall.errors import DataError, InputError
from seawall.microstructure import examine_flow
from tests.microstructure.made_flows import MINUTE_NS, made_flow

ZEROS = np.zeros(300)


@pytest.mark.parametrize(
    ("changes", "error", "words"),
    [
        (
            {"open_interest": ZEROS},
            DataError,
            "open interest of BTCUSDT is 0 in all 300 intervals: it was not collected",
        ),
        ({"taker_buy": ZEROS, "taker_sell": ZEROS}, DataError, "taker volume of BTCUSDT is 0 in all 300"),
        ({"funding_rate": np.full(300, 0.1)}, InputError, "percent given"),
        ({"close": ZEROS[:5]}, InputError, "'close' of BTCUSDT must have shape"),
        ({"mark_low": np.full(300, 1e6)}, InputError, "'mark_close' of BTCUSDT must lie between"),
        ({"taker_sell": np.full(300, -1.0)}, InputError, "'taker_sell' of BTCUSDT must be 0 or more"),
        ({"open": np.full(300, np.nan)}, InputError, "'open' must be finite"),
        ({"end_ns": np.full(300, 7)}, InputError, "must rise by whole intervals"),
        ({"interval_ns": 7}, InputError, "must rise by whole intervals"),
    ],
)
def test_the_door_names_what_it_refuses(changes: dict[str, Any], error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        made_flow(**changes)


def test_a_sound_record_is_left_alone() -> None:
    flow = made_flow()
    found = examine_flow(flow)
    assert found.open_interest.tolist() == flow.open_interest.tolist()
    assert not found.is_suspect.any()
    assert found.sentences == ("forced closes were not collected",)


def test_open_interest_that_volume_cannot_explain_is_not_believed() -> None:
    interest = np.array(made_flow().open_interest)
    interest[100:103] *= 1.5
    found = examine_flow(made_flow(open_interest=interest))
    assert found.is_suspect.tolist() == [100 <= each < 103 for each in range(300)]
    assert (found.open_interest[100:103] == interest[99]).all()
    assert "changed by more than was traded in 3 of 300 intervals" in found.sentences[0]


def test_a_stale_mark_gives_way_to_the_traded_range() -> None:
    flow = made_flow(step=0.003)
    marks: dict[str, Any] = {name: np.array(getattr(flow, name)) for name in ("mark_low", "mark_high", "mark_close")}
    for column in marks.values():
        column[150:170] = marks["mark_close"][149]
    found = examine_flow(made_flow(step=0.003, **marks))
    assert found.is_suspect[151:170].sum() > 5
    assert not found.is_suspect[:150].any()
    place = 151 + int(np.argmax(found.is_suspect[151:170]))
    assert found.mark_low[place] <= flow.low[place]
    assert "traded range stands in" in found.sentences[0]


def test_zeros_for_forced_closes_are_not_taken_for_none_when_the_mark_travelled() -> None:
    wild = examine_flow(made_flow(step=0.003, liquidated_long=ZEROS, liquidated_short=ZEROS))
    assert not wild.has_liquidations
    assert "taken as not collected" in wild.sentences[-1]
    calm = examine_flow(made_flow(step=0.0001, liquidated_long=ZEROS, liquidated_short=ZEROS))
    assert calm.has_liquidations


def test_a_gap_is_marked_and_the_mark_passes_through_it() -> None:
    ends = (1 + np.arange(300, dtype=np.int64)) * MINUTE_NS
    ends[200:] += 30 * MINUTE_NS
    flow = made_flow(end_ns=ends)
    found = examine_flow(flow)
    assert np.flatnonzero(found.is_suspect).tolist() == [200]
    assert found.mark_low[200] <= flow.mark_close[199] <= found.mark_high[200]


def test_longer_intervals_hold_what_the_shorter_ones_did() -> None:
    flow = made_flow(12)
    longer = flow.coarser(5 * MINUTE_NS)
    assert longer.end_ns.tolist() == [5 * MINUTE_NS, 10 * MINUTE_NS, 15 * MINUTE_NS]
    parts = [slice(0, 5), slice(5, 10), slice(10, 12)]
    assert longer.open.tolist() == [flow.open[each][0] for each in parts]
    assert longer.close.tolist() == [flow.close[each][-1] for each in parts]
    assert longer.mark_high.tolist() == [flow.mark_high[each].max() for each in parts]
    assert longer.low.tolist() == [flow.low[each].min() for each in parts]
    assert longer.open_interest.tolist() == [flow.open_interest[each][-1] for each in parts]
    assert flow.taker_buy is not None
    assert longer.taker_buy is not None
    np.testing.assert_allclose(longer.taker_buy, [flow.taker_buy[each].sum() for each in parts], rtol=1e-14)
    assert longer.liquidated_long is None
    with pytest.raises(InputError, match=f"'interval_ns' must be a multiple of {MINUTE_NS}"):
        flow.coarser(MINUTE_NS + 1)


def test_a_record_cut_and_joined_is_the_record() -> None:
    flow = made_flow(20)
    joined = flow.between(0, 7).followed_by(flow.between(7, 20))
    assert joined.end_ns.tolist() == flow.end_ns.tolist()
    assert joined.mark_low.tolist() == flow.mark_low.tolist()
    assert joined.funding_rate is None
    with pytest.raises(InputError, match="'later' must be of BTCUSDT in intervals of"):
        flow.followed_by(flow.coarser(5 * MINUTE_NS))


def test_a_record_brought_to_another_market_keeps_its_moves_and_shares() -> None:
    flow = made_flow(20)
    brought = flow.brought_to(end_ns=MINUTE_NS, mark=50.0, open_interest=7.0)
    assert (brought.end_ns[-1], brought.mark_close[-1], brought.open_interest[-1]) == (MINUTE_NS, 50.0, 7.0)
    np.testing.assert_allclose(np.diff(np.log(brought.close)), np.diff(np.log(flow.close)), atol=1e-12)
    assert flow.taker_sell is not None
    assert brought.taker_sell is not None
    np.testing.assert_allclose(
        brought.taker_sell / brought.open_interest, flow.taker_sell / flow.open_interest, rtol=1e-12
    )
