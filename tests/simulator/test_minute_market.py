"""The minute clock: the same bytes from the same seed, runs cut in two, books that balance, and how prices behave."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest

from seawall.errors import InputError
from seawall.microstructure import PositionSide
from seawall.simulator import (
    AgentPopulation,
    MinuteHistory,
    MinuteMarket,
    MinuteMarketSettings,
    ledger_kernels,
    liquidation_truth,
)
from tests.simulator.minute_facts import BOUNDS, MONTH, TERMS, facts, returns

GOLDEN = "09c1453565564e2f27f1026df4253d0bcc2f7f7a9a5de861dc40c6c68fe95e63"
"""SHA-256 of the histories of two days of seed 7 in a shallow market; it must hold on every machine."""
GOLDEN_LEANING = "76c935c98cbfaee69f1c37a82caa7f39f7bae2c37b2d0f97ae125ccc5bc75fba"
"""The same where high leverage leans long, as it does unless told otherwise."""
SHALLOW = MinuteMarketSettings(depth_lots=100_000.0, volatility=0.001, fund=100)
SMALL = AgentPopulation(agents=500, long_lean_per_mille=0)


@pytest.fixture(scope="module")
def months(slow_share: int) -> dict[int, MinuteHistory]:
    """Thirty days of two seeds, or of eight in the slow runs."""
    found = {}
    for seed in range(1, 3 if slow_share > 1 else 9):
        market = MinuteMarket(TERMS, seed=seed)
        found[seed] = market.run(MONTH)
        market.ledger.check()
    return found


@pytest.fixture(scope="module")
def wild() -> tuple[MinuteMarket, MinuteHistory]:
    """Two days in a market so shallow that its fund is spent and winners are deleveraged."""
    market = MinuteMarket(TERMS, seed=7, population=SMALL, settings=SHALLOW)
    return market, market.run(2 * 1_440)


def digest(*histories: MinuteHistory) -> str:
    made = hashlib.sha256()
    for part in ("minutes", "forced"):
        for history in histories:
            made.update(np.ascontiguousarray(getattr(history, part), dtype="<i8").tobytes())
    return made.hexdigest()


def test_a_seed_gives_its_bytes(wild: tuple[MinuteMarket, MinuteHistory]) -> None:
    assert digest(wild[1]) == GOLDEN
    leaning = MinuteMarket(TERMS, seed=7, population=AgentPopulation(agents=500), settings=SHALLOW)
    assert digest(leaning.run(2 * 1_440)) == GOLDEN_LEANING


def test_plain_python_gives_the_bytes_of_the_compiled_loops(monkeypatch: pytest.MonkeyPatch) -> None:
    """Numpy warns of an overflow, which fails this test; machine code would pass it over in silence."""
    made = []
    for is_plain in (False, True):
        market = MinuteMarket(TERMS, seed=7, population=AgentPopulation(agents=60), settings=SHALLOW)
        if is_plain:
            monkeypatch.setattr(ledger_kernels, "compiled", lambda loop: loop)
        made.append(market.run(240))
    assert len(made[0].forced) > 10
    assert digest(made[0]) == digest(made[1])


def test_another_seed_gives_others(wild: tuple[MinuteMarket, MinuteHistory]) -> None:
    other = MinuteMarket(TERMS, seed=8, population=SMALL, settings=SHALLOW).run(2 * 1_440)
    assert digest(other) != digest(wild[1])


def test_a_run_cut_anywhere_is_the_run_in_one(wild: tuple[MinuteMarket, MinuteHistory]) -> None:
    market = MinuteMarket(TERMS, seed=7, population=SMALL, settings=SHALLOW)
    parts = [market.run(minutes) for minutes in (1, 477, 0, 963, 1_439)]
    assert digest(*parts) == digest(wild[1])
    assert [part.first_minute for part in parts] == [0, 1, 478, 478, 1_441]


def test_a_restored_market_goes_on_identically() -> None:
    market = MinuteMarket(TERMS, seed=7, population=SMALL, settings=SHALLOW)
    market.run(700)
    kept = market.snapshot()
    first = market.run(800)
    market.restore(kept)
    again = market.run(800)
    fresh = MinuteMarket(TERMS, seed=7, population=SMALL, settings=SHALLOW)
    fresh.restore(kept)
    assert digest(first) == digest(again) == digest(fresh.run(800))
    with pytest.raises(InputError, match="'snapshot' must be of seed 8"):
        MinuteMarket(TERMS, seed=8, population=SMALL, settings=SHALLOW).restore(kept)


def test_the_books_balance_every_hour_of_a_wild_market() -> None:
    market = MinuteMarket(TERMS, seed=7, population=SMALL, settings=SHALLOW)
    for _ in range(48):
        history = market.run(60)
        market.ledger.check()
        assert history.column("open_interest")[-1] == market.ledger.open_interest
        assert history.column("fund")[-1] == market.ledger.fund


def test_a_spent_fund_deleverages(wild: tuple[MinuteMarket, MinuteHistory]) -> None:
    _, history = wild
    lots, bankruptcy = history.forced_column("lots"), history.forced_column("bankruptcy")
    deleveraged, side = history.forced_column("deleveraged"), history.forced_column("side")
    sold = lots - deleveraged
    change = side * sold * (history.forced_column("fill") - bankruptcy)
    assert (change == history.forced_column("fund_change")).all()
    assert (deleveraged > 0).sum() > 20, (deleveraged > 0).sum()
    assert (history.column("fund") >= 0).all()
    assert lots.sum() == (history.column("liquidated_long") + history.column("liquidated_short")).sum()
    assert deleveraged.sum() == history.column("deleveraged").sum()


def test_every_forced_step_is_due_at_its_mark(wild: tuple[MinuteMarket, MinuteHistory]) -> None:
    """A long's bankruptcy price lies below the mark that liquidates it unless the mark jumped beyond."""
    _, history = wild
    side, mark = history.forced_column("side"), history.forced_column("mark")
    distance = side * (mark - history.forced_column("bankruptcy")) / mark
    # half the positions are in tiers of at most 1 %, and no tier asks for more than half of the value
    assert (distance < 0.5).all()
    assert np.median(distance) < 0.01
    low, high = history.column("mark_low"), history.column("mark_high")
    minute = history.forced_column("minute")
    assert (low[minute] <= mark).all()
    assert (mark <= high[minute]).all()


def test_prices_and_marks_lie_in_their_ranges(months: dict[int, MinuteHistory]) -> None:
    for seed, history in months.items():
        for prefix in ("", "mark_"):
            opened, high, low, close = (history.column(f"{prefix}{each}") for each in ("open", "high", "low", "close"))
            assert (low <= np.minimum(opened, close)).all(), seed
            assert (high >= np.maximum(opened, close)).all(), seed
            assert (opened[1:] == close[:-1]).all(), seed
        funded = np.flatnonzero(history.column("funding"))
        assert funded.tolist() == list(range(479, MONTH, 480)), seed


def test_the_truth_is_where_positions_then_fall() -> None:
    """Positions left alone are liquidated at the first mark that reaches their true level, and at no other."""
    market = MinuteMarket(TERMS, seed=3, population=SMALL)
    market.run(600)
    truth = liquidation_truth(market.ledger, dealers=market.dealers)
    edges = np.arange(0, 2**24, 5_000)
    by_side = {side: truth.lots_by_price(edges, side=side) for side in PositionSide}
    for side in PositionSide:
        levels = truth.ticks[(truth.sides == side) & (truth.is_liquidatable == 1)]
        assert ((levels < market.mark_tick) if side is PositionSide.LONG else (levels > market.mark_tick)).all()
        parts = np.array([truth.lots_by_price(edges, side=side, leverage=each) for each in SMALL.leverages])
        assert (parts.sum(axis=0) == by_side[side]).all()
    for account, level, side in zip(truth.accounts, truth.ticks, truth.sides, strict=True):
        for mark in (level - 1, level, level + 1):
            if 1 <= mark < 2**24:
                equity = market.ledger.equity(int(account), tick=int(mark)) / TERMS.units_per_quote
                value = abs(int(market.ledger.book.lots[account])) * int(mark) / TERMS.units_per_quote
                is_due = equity <= TERMS.tiers.maintenance_margin(value) + 1e-9 * value
                assert is_due == ((mark - level) * side <= 0), (account, level, mark)
    agents = market.ledger.book.lots[market.dealers :]
    assert truth.lots[truth.sides == 1].sum() == agents[agents > 0].sum()
    with pytest.raises(InputError, match="'edges' must rise"):
        truth.lots_by_price(np.array([2, 1]), side=PositionSide.LONG)


def test_months_look_like_markets(months: dict[int, MinuteHistory]) -> None:
    for seed, history in months.items():
        for name, value in facts(history).items():
            low, high = BOUNDS[name]
            assert low <= value <= high, (seed, name, value)


def test_a_market_without_orders_does_not_answer_them() -> None:
    """Nobody wakes: no trade, no open interest, and returns whose tails are those of the volatility alone."""
    quiet = MinuteMarket(TERMS, seed=1, settings=MinuteMarketSettings(wakes_per_minute=0, jumps_per_day=0.0)).run(MONTH)
    assert quiet.column("trades").sum() == quiet.column("open_interest").sum() == 0
    assert (quiet.column("close") == quiet.column("index")).all()
    # half of the minute's mean volatility of 0.0005 to double: the volatility itself moves
    assert 0.00025 < returns(quiet).std() < 0.001


def test_cascades_come_of_forced_orders(months: dict[int, MinuteHistory]) -> None:
    """The same seeds in a market that forced orders cannot move have thinner crashes."""
    deep = MinuteMarketSettings(depth_lots=1e9)
    steeper = 0
    for seed, history in months.items():
        calm = MinuteMarket(TERMS, seed=seed, settings=deep).run(MONTH)
        steeper += np.abs(returns(history)).max() > np.abs(returns(calm)).max()
    assert steeper == len(months), steeper


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"volatility": 0.5}, "'volatility' must be 1e-06 to 0.02, was 0.5"),
        ({"wakes_per_minute": 61}, "'wakes_per_minute' must be 0 to 60, was 61"),
        ({"depth_lots": float("nan")}, "'depth_lots' must be 1 to 1e"),
    ],
)
def test_settings_out_of_range_are_refused(settings: dict[str, float], message: str) -> None:
    with pytest.raises(InputError, match=message):
        MinuteMarketSettings(**settings)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("population", "message"),
    [
        ({"agents": 0}, "'agents' must be at least 1"),
        ({"habit_shares": (500, 500, 0, 1)}, "'habit_shares' must be 0 or more and add up to 1000"),
        ({"habit_shares": (500, 500)}, "'habit_shares' must be of noise, trend, contrarian and carry"),
        ({"leverages": (1, 2)}, "'leverages' must be at least 1, one for each share"),
        ({"long_lean_per_mille": 1001}, "'long_lean_per_mille' must be 0 to 1000"),
        ({"isolated_per_mille": 1001}, "'isolated_per_mille' must be 0 to 1000"),
    ],
)
def test_populations_that_do_not_add_up_are_refused(population: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        AgentPopulation(**population)  # type: ignore[arg-type]


def test_a_population_has_the_shares_it_states() -> None:
    words = np.random.default_rng(1).integers(0, 2**63 - 1, (4, 100_000))
    made = AgentPopulation(agents=100_000, habit_shares=(500, 300, 200, 0)).draw(words, units_per_quote=10_000)
    agents = slice(8, None)
    stated = dict(zip(AgentPopulation().leverages, AgentPopulation().leverage_shares, strict=True))
    for leverage, share in stated.items():
        assert np.mean(made.leverages[agents] == leverage) == pytest.approx(share / 1000, abs=0.006), leverage
    assert np.mean(made.is_isolated[agents]) == pytest.approx(0.6, abs=0.006)
    wealth = made.allowances[agents] / 10_000
    assert wealth.min() >= 10_000
    # a Pareto tail of index 1: doubling the bar halves those above it
    assert np.mean(wealth >= 40_000) / np.mean(wealth >= 20_000) == pytest.approx(0.5, abs=0.02)
