"""Markets with icebergs: the truth told against the log of the exchange, and the feed against its own rules."""

from __future__ import annotations

import pytest

from seawall.errors import InputError
from seawall.microstructure import BookDelta, Side, Trade
from seawall.simulator import (
    ActorKind,
    ActorPlan,
    BookMarket,
    IcebergTrial,
    IcebergVariant,
    PlantedMarket,
    TruthAction,
)

_SECOND = 10**9


def test_a_seed_fixes_feed_and_truth() -> None:
    def text() -> list[str]:
        trial = IcebergTrial(seed=5, variant=IcebergVariant.RANDOM_DELAY, seconds=60)
        lines = [
            f"{each.venue_ns} {each.price_ticks} {each.size_lots}"
            for each in trial.messages()
            if isinstance(each, Trade)
        ]
        return [*lines, str(trial.icebergs())]

    assert text() == text()


def test_the_truth_is_that_of_the_feed() -> None:
    """What an iceberg is said to have had executed as a resting order, trades at its price and time can hold."""
    trial = IcebergTrial(seed=4, variant=IcebergVariant.PLAIN, seconds=300)
    messages = list(trial.messages())
    trades = [each for each in messages if isinstance(each, Trade)]
    icebergs = trial.icebergs()
    assert 5 <= len(icebergs) <= 7, "42 in half an hour, less those that find no best price to stand behind"
    for each in icebergs:
        seen = sum(
            trade.visible_lots
            for trade in trades
            if trade.price_ticks == each.ticks
            and trade.taker_side is Side(-each.side)
            and each.placed_ns <= trade.venue_ns <= each.end_ns
        )
        assert 0 <= each.rested_lots <= seen, each
        assert each.rested_lots <= each.executed_lots <= each.total_lots, each
        assert (each.refilled_ns is None) == (each.refills == 0), each
    assert {each.is_native for each in icebergs} == {True, False}
    updates = [each for each in messages if isinstance(each, BookDelta)]
    assert all(each.venue_ns % 100_000_000 == 0 for each in updates)


def test_only_the_variant_with_retail_orders_has_volume_that_is_not_displayed() -> None:
    def unseen(variant: IcebergVariant) -> int:
        trial = IcebergTrial(seed=2, variant=variant, seconds=120)
        trades = [each for each in trial.messages() if isinstance(each, Trade)]
        return sum(each.size_lots - each.visible_lots for each in trades)

    assert unseen(IcebergVariant.PLAIN) == 0 < unseen(IcebergVariant.RETAIL)


@pytest.mark.parametrize("spread", [0, 15])
def test_orders_of_a_synthetic_iceberg_are_as_large_as_their_spread_allows(spread: int) -> None:
    plan = ActorPlan(
        ActorKind.SYNTHETIC_ICEBERG, _SECOND, 120 * _SECOND, Side.BID, 0, lots=900, peak_lots=30, delay_ns=10**7,
        peak_spread_lots=spread,
    )  # fmt: skip
    planted = PlantedMarket(BookMarket(seed=3), [plan], seed=3)
    planted.advance(until_ns=120 * _SECOND)
    sizes = [line.lots for line in planted.truth if line.action is TruthAction.PLACE]
    whole = sizes[:-1] if sum(sizes) == 900 else sizes
    assert len(whole) > 5, sizes
    assert min(whole) >= 30 - spread
    assert max(whole) <= 30 + spread
    assert (len(set(whole)) > 3) == (spread > 0), sizes


def test_what_is_no_plan_or_trial_is_refused() -> None:
    with pytest.raises(InputError, match="'peak_spread_lots' of a synthetic iceberg must be from 0 to 29, was 30"):
        ActorPlan(ActorKind.SYNTHETIC_ICEBERG, 0, 1, Side.BID, 0, lots=90, peak_lots=30, peak_spread_lots=30)
    with pytest.raises(InputError, match="'seconds' must be at least 60, was 59"):
        IcebergTrial(seed=1, variant=IcebergVariant.PLAIN, seconds=59)
