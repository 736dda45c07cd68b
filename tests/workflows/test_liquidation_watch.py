"""A map that is brought forward minute by minute is the map of the whole record."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from seawall.errors import InputError
from seawall.microstructure import InstrumentGrid, MarkPrice, OpenInterest, PerpetualFlow, Side, Trade
from seawall.report import TapeKind, TapeOrigin
from seawall.sources import tape_reader
from seawall.workflows import BookWatch, LiquidationWatch, estimate_liquidations
from seawall.workflows.liquidations import tiers_of
from tests.microstructure.made_flows import MINUTE_NS, made_flow

GRID = InstrumentGrid("BTCUSDT", Decimal("0.1"), Decimal("0.001"))
ORIGIN = TapeOrigin(TapeKind.REPLAY, "made for a test", "binance-usdm", "of the test")


def made_watch() -> LiquidationWatch:
    return LiquidationWatch(BookWatch(tape_reader("binance-usdm", GRID), ORIGIN))


def tell(watch: LiquidationWatch, flow: PerpetualFlow, minute: int) -> None:
    """Events that make one minute of a record: each price is traded, and open interest comes last."""
    at = int(flow.end_ns[minute]) - MINUTE_NS
    assert flow.taker_buy is not None
    assert flow.taker_sell is not None
    sizes = [flow.taker_buy[minute] / 2] * 2 + [flow.taker_sell[minute] / 2] * 2
    prices = [flow.open[minute], flow.high[minute], flow.low[minute], flow.close[minute]]
    for step, (price, size) in enumerate(zip(prices, sizes, strict=True)):
        now, side = at + 1 + step, Side.BID if step < 2 else Side.ASK
        watch.take(Trade("BTCUSDT", now, now, step, round(price * 10), round(size * 1_000), side, round(size * 1_000)))
    for step, mark in enumerate((flow.mark_high[minute], flow.mark_low[minute], flow.mark_close[minute])):
        watch.take(MarkPrice("BTCUSDT", at + 10 + step, at + 10 + step, mark, mark, 0.0, 0))
    watch.take(OpenInterest("BTCUSDT", at + 20, at + 20, round(flow.open_interest[minute] * 1_000)))


@pytest.fixture(scope="module")
def flow() -> PerpetualFlow:
    """On the grid, so that events can say it exactly."""
    made = made_flow(600)
    prices: dict[str, Any] = {
        name: np.round(getattr(made, name), 1)
        for name in ("open", "high", "low", "close", "mark_high", "mark_low", "mark_close")
    }
    assert made.taker_buy is not None
    assert made.taker_sell is not None
    sizes: dict[str, Any] = {
        "taker_buy": np.round(made.taker_buy / 2, 3) * 2,
        "taker_sell": np.round(made.taker_sell / 2, 3) * 2,
        "open_interest": np.round(made.open_interest, 3),
    }
    forced = np.zeros(600)
    forced[100] = 1.0  # collected: zeros elsewhere are none
    return made_flow(600, **prices, **sizes, liquidated_long=forced, liquidated_short=forced)


def test_minutes_that_come_one_by_one_make_the_map_of_all(flow: PerpetualFlow) -> None:
    watch = made_watch()
    watch.begin(flow.between(0, 580))
    for minute in range(580, 600):
        tell(watch, flow, minute)
        advance = watch.advance()
        assert advance is not None
        assert (advance.ended is None) == (minute == 580)
    found = watch.results()
    assert found is not None
    whole = estimate_liquidations(flow, origin=ORIGIN, tiers=tiers_of("BTCUSDT"))
    np.testing.assert_allclose(found.shown.price_edges, whole.shown.price_edges, rtol=1e-12)
    for side in ("long_usd", "short_usd"):
        now, wanted = getattr(found.shown, side)[-1], getattr(whole.shown, side)[-1]
        np.testing.assert_allclose(now, wanted, rtol=1e-5, atol=1.0)
    assert found.shown.end_ns[-1] == flow.end_ns[-1]


def test_looking_ahead_changes_nothing(flow: PerpetualFlow) -> None:
    """A minute that is looked at twenty times while it runs is entered once."""
    often, once = made_watch(), made_watch()
    for watch in (often, once):
        watch.begin(flow.between(0, 590))
    for minute in (590, 591, 592):
        for watch in (often, once):
            tell(watch, flow, minute)
        for _ in range(20):
            often.advance()
    one, other = often.advance(), once.advance()
    assert one is not None
    assert other is not None
    assert one.running.long_usd.tobytes() == other.running.long_usd.tobytes()


def test_what_the_history_is_stays_said(flow: PerpetualFlow) -> None:
    watch = made_watch()
    watch.begin(flow.between(0, 590), about="of another market")
    tell(watch, flow, 590)
    tell(watch, flow, 591)
    watch.advance()
    found = watch.results()
    assert found is not None
    assert found.findings[0] == "of another market"


def test_before_anything_is_known_there_is_no_map() -> None:
    watch = made_watch()
    assert (watch.results(), watch.advance()) == (None, None)


def test_an_instrument_without_tiers_is_refused() -> None:
    grid = InstrumentGrid("XRPUSDT", Decimal("0.0001"), Decimal("0.1"))
    with pytest.raises(InputError, match="maintenance tiers of XRPUSDT are not known"):
        LiquidationWatch(BookWatch(tape_reader("binance-usdm", grid), ORIGIN))
