"""The ledger against a plain record of trades, against exact fractions, and against its own identities."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seawall.errors import InputError
from seawall.microstructure import (
    BINANCE_BTCUSDT_TIERS,
    InstrumentGrid,
    LeveragedPosition,
    MarginTiers,
    PositionSide,
    bankruptcy_price,
    liquidation_price,
)
from seawall.simulator import ExchangeTerms, Ledger

GRID = InstrumentGrid("BTCUSDT", Decimal("0.1"), Decimal("0.001"))
UNITS = 10_000
TERMS = ExchangeTerms(GRID, BINANCE_BTCUSDT_TIERS)
DEALER = 0


def venue(deposits: Sequence[int], leverages: Sequence[int], isolated: Sequence[int], fund: int = 0) -> Ledger:
    """Accounts after a deep-pocketed dealer in cross margin."""
    return Ledger(
        TERMS,
        deposits=np.array([10**15, *deposits]),
        leverages=np.array([1, *leverages]),
        is_isolated=np.array([0, *isolated]),
        fund=fund,
    )


class Record:
    """Second route: what each account paid in and every trade that it made, and nothing else."""

    def __init__(self, deposits: Sequence[int]) -> None:
        self.cash = list(deposits)
        self.lots = [0] * len(deposits)

    def trade(self, account: int, delta: int, tick: int, *, fee: int = 0) -> None:
        self.cash[account] -= delta * tick + fee
        self.lots[account] += delta

    def worth(self, account: int, tick: int) -> int:
        return self.cash[account] + self.lots[account] * tick


def required(tiers: MarginTiers, value: int) -> Fraction:
    """Maintenance by the tax rule, tier by tier, in exact fractions of a unit; no deduction is used."""
    floors = [Fraction(str(floor)) * UNITS for floor in tiers.floors.tolist()]
    rates = [Fraction(str(rate)) for rate in tiers.rates.tolist()]
    ends = [*floors[1:], Fraction(10**30)]
    return sum(
        (
            rate * max(min(Fraction(value), end) - start, Fraction(0))
            for start, end, rate in zip(floors, ends, rates, strict=True)
        ),
        Fraction(0),
    )


def worth(ledger: Ledger, account: int, tick: int) -> int:
    book = ledger.book
    return int(book.wallet[account] + book.margin[account] + book.lots[account] * tick - book.cost[account])


EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["trade", "trade", "trade", "funding", "force", "top up"]),
        st.integers(1, 5),
        st.integers(-400_000, 400_000).filter(bool),
        st.integers(400_000, 1_600_000),
    ),
    min_size=1,
    max_size=60,
)


@settings(max_examples=150)
@given(EVENTS, st.lists(st.integers(1, 125), min_size=5, max_size=5), st.integers(0, 31), st.integers(0, 10**10))
def test_the_ledger_is_the_record_of_its_trades(
    events: list[tuple[str, int, int, int]], leverages: list[int], isolated: int, fund: int
) -> None:
    deposits = [10**10, 10**11, 10**12, 10**13, 3 * 10**9]
    ledger = venue(deposits, leverages, [isolated >> place & 1 for place in range(5)], fund)
    record = Record([10**15, *deposits])
    for kind, account, lots, tick in events:
        if kind == "trade":
            play_trade(ledger, record, account, lots, tick)
        elif kind == "funding":
            play_funding(ledger, record, tick, lots % 6001 - 3000)
        elif kind == "top up" and ledger.book.is_isolated[account]:
            ledger.add_margin(account, units=max(int(ledger.book.wallet[account]), 0) // 2)
        elif kind == "force":
            play_force(ledger, record, tick)
        ledger.check()
        for each in range(6):
            assert worth(ledger, each, tick) == record.worth(each, tick), (kind, account, lots, tick, each)
            assert int(ledger.book.lots[each]) == record.lots[each]
            check_due(ledger, each, tick)


def play_trade(ledger: Ledger, record: Record, account: int, lots: int, tick: int) -> None:
    if account in ledger.due(mark=tick):
        return
    try:
        ledger.exchange(taker=account, maker=DEALER, lots=lots, tick=tick)
    except InputError:
        return
    fee = -(-abs(lots) * tick * TERMS.taker_fee_ppm // 1_000_000)
    record.trade(account, lots, tick, fee=fee)
    record.trade(DEALER, -lots, tick)


def play_funding(ledger: Ledger, record: Record, tick: int, rate: int) -> None:
    ledger.pay_funding(mark=tick, rate=rate)
    for account, lots in enumerate(record.lots):
        exact = Fraction(lots * tick * rate, 100_000_000)
        record.cash[account] -= int(-(-exact.numerator // exact.denominator))


def play_force(ledger: Ledger, record: Record, tick: int) -> None:
    for account in ledger.due(mark=tick).tolist():
        if account == DEALER or account not in ledger.due(mark=tick):
            continue
        before = ledger.book.lots.copy()
        fund = ledger.fund
        expected = bankruptcy_of(ledger, account)
        held = abs(int(before[account]))
        fill = max(tick - int(np.sign(before[account])) * 500, 1)
        step = ledger.force(account, dealer=DEALER, mark=tick, fill=fill)
        assert step.bankruptcy_tick == expected, (account, tick)
        assert 0 < step.lots <= held
        assert step.left_lots == held - step.lots
        sold = step.lots - step.deleveraged_lots
        gain = step.side * sold * (step.fill_tick - step.bankruptcy_tick)
        assert (step.fund_change, ledger.fund - fund) == (gain, gain)
        record.trade(account, -step.side * step.lots, step.bankruptcy_tick)
        record.trade(DEALER, step.side * sold, step.fill_tick)
        for other in range(len(ledger)):
            moved = int(ledger.book.lots[other]) - int(record.lots[other])
            if moved:
                assert step.deleveraged_lots > 0, (account, other, moved)
                record.trade(other, moved, step.bankruptcy_tick)
        assert worth(ledger, account, step.bankruptcy_tick) >= 0


def bankruptcy_of(ledger: Ledger, account: int) -> int:
    """To the tick in favour of the account, in exact fractions."""
    book = ledger.book
    backing = int((book.margin if book.is_isolated[account] else book.wallet)[account])
    lots = int(book.lots[account])
    exact = Fraction(int(book.cost[account]) - backing, lots)
    rounded = -(-exact.numerator // exact.denominator) if lots > 0 else exact.numerator // exact.denominator
    return max(rounded, 1)


def check_due(ledger: Ledger, account: int, tick: int) -> None:
    """The marks at which an account is liquidated, by exact fractions, around its own level and at the mark."""
    lots = int(ledger.book.lots[account])
    if lots == 0:
        return
    level = int(ledger.book.trigger[account])
    is_due_now = account in ledger.due(mark=tick)
    for price in {tick, level - 1, level, level + 1}:
        if 1 <= price < 2**24:
            exact = ledger.equity(account, tick=price) <= required(TERMS.tiers, abs(lots) * price)
            by_level = price <= level if lots > 0 else price >= level
            assert exact == by_level, (account, lots, price, level)
            assert price != tick or exact == is_due_now


@pytest.mark.slow
def test_a_million_events_balance_to_the_last_unit(slow_share: int) -> None:
    """Trades, funding, forced closes and deleveraging at random; every identity after every event."""
    generator = np.random.default_rng(11)
    n = 24
    ledger = Ledger(
        TERMS,
        deposits=np.array([10**15] + [10**10 << int(each) for each in generator.integers(0, 8, n)]),
        leverages=np.array([1, *generator.choice([3, 10, 25, 50, 100, 125], n).tolist()]),
        is_isolated=np.array([0, *generator.integers(0, 2, n).tolist()]),
        fund=0,
    )
    mark, forced, deleveraged, traded = 1_000_000, 0, 0, 0
    events = 1_000_000 // slow_share
    for event in range(events):
        mark = int(np.clip(mark + generator.integers(-4_000, 4_001), 500_000, 2_000_000))
        due = ledger.due(mark=mark)
        due = due[due != DEALER]
        if len(due):
            account = int(due[0])
            side = int(np.sign(ledger.book.lots[account]))
            step = ledger.force(
                account, dealer=DEALER, mark=mark, fill=mark - side * int(generator.integers(0, 40_000))
            )
            forced += 1
            deleveraged += step.deleveraged_lots > 0
        elif event % 50 == 0:
            ledger.pay_funding(mark=mark, rate=int(generator.integers(-300_000, 300_001)))
        else:
            traded += random_trade(ledger, generator, mark)
        ledger.check()
    assert ledger.fund >= 0
    # the share of events that are forced depends on the walk; each kind must have been met often
    assert forced > events // 100, (forced, events)
    assert deleveraged > events // 5_000, (deleveraged, events)
    assert traded > events // 4, (traded, events)


def random_trade(ledger: Ledger, generator: np.random.Generator, mark: int) -> int:
    """Close what is held, or open at the account's leverage; poor accounts are left alone."""
    account = int(generator.integers(1, len(ledger)))
    held = int(ledger.book.lots[account])
    if held:
        ledger.exchange(taker=account, maker=DEALER, lots=-held, tick=mark)
        return 1
    lots = int(ledger.book.wallet[account]) * 3 // 5 * int(ledger.book.leverage[account]) // mark
    if lots == 0:
        ledger.deposit(account, units=10**10)
        return 0
    if lots >= 2**24:
        return 0
    side = 1 if generator.random() < 0.5 else -1
    ledger.exchange(taker=account, maker=DEALER, lots=side * lots, tick=mark)
    return 1


@pytest.mark.parametrize("is_isolated", [0, 1])
def test_levels_are_those_of_the_closed_formula(is_isolated: int) -> None:
    """First tick that liquidates and tick of bankruptcy, against `liquidation_price`, for 2,000 positions."""
    generator = np.random.default_rng(5)
    checked, tiers_met = 0, set()
    for _ in range(2_000):
        leverage = int(generator.integers(1, 126))
        lots = int(10 ** generator.uniform(0, 6.5))
        tick = int(generator.integers(200_000, 1_500_000))
        side = PositionSide(int(generator.choice([1, -1])))
        ledger = venue([lots * tick // leverage * 11 // 10 + 10**4], [leverage], [is_isolated])
        ledger.exchange(taker=1, maker=DEALER, lots=int(side) * lots, tick=tick)
        book = ledger.book
        backing = int(book.margin[1] if is_isolated else book.wallet[1])
        position = LeveragedPosition(side, lots * 0.001, tick * 0.1, backing / UNITS)
        expected = liquidation_price(position, tiers=TERMS.tiers)
        found = ledger.liquidation_tick(1)
        inputs = (side, lots, tick, leverage, backing)
        if found is None:
            assert expected is None or expected < 0.1 or expected > 2**24 * 0.1, inputs
            continue
        assert expected is not None, inputs
        # the ledger names the first whole tick on the liquidated side of the formula's price
        beyond = (expected / 0.1 - found) * side
        assert -1e-6 * tick <= beyond < 1 + 1e-6 * tick, inputs
        ruined = bankruptcy_price(position)
        if ruined is not None:
            assert abs(bankruptcy_of(ledger, 1) - ruined / 0.1) <= 1 + 1e-6 * tick, inputs
        tiers_met.add(TERMS.tiers.tier_of(lots * 0.001 * expected))
        checked += 1
    assert checked > 1_500
    assert len(tiers_met) >= 6, tiers_met


def test_a_large_position_is_cut_tier_by_tier() -> None:
    lots = 50_000
    ledger = venue([lots * 1_000_000 // 20 * 2], [20], [1], fund=10**12)
    ledger.exchange(taker=1, maker=DEALER, lots=lots, tick=1_000_000)
    mark = ledger.liquidation_tick(1)
    assert mark is not None
    assert TERMS.tiers.tier_of(lots * mark / UNITS) == 3
    step = ledger.force(1, dealer=DEALER, mark=mark, fill=mark)
    # 3,000,000 of quote currency is the floor of the fourth tier: what is left lies just under it
    assert step.left_lots == (3_000_000 * UNITS - 1) // mark
    assert step.fund_change == step.lots * (mark - step.bankruptcy_tick) > 0
    lower = ledger.liquidation_tick(1)
    assert lower is not None
    assert lower < mark, "the smaller position in the lower tier stands further off"
    steps = [step]
    while ledger.book.lots[1]:
        at = ledger.liquidation_tick(1)
        assert at is not None
        steps.append(ledger.force(1, dealer=DEALER, mark=at, fill=at))
        ledger.check()
    assert [each.left_lots > 0 for each in steps] == [True, True, True, False]
    assert ledger.book.margin[1] == 0


def test_a_shortfall_beyond_the_fund_deleverages_the_best_ranked() -> None:
    """The short with gain times leverage highest is closed first, at the bankruptcy price, though it is the last."""
    ledger = venue([10**9, 10**12, 10**10, 10**10], [100, 5, 5, 50], [1, 1, 1, 1], fund=0)
    ledger.exchange(taker=2, maker=DEALER, lots=-1_000, tick=1_000_000)
    ledger.exchange(taker=3, maker=DEALER, lots=-600, tick=1_050_000)
    ledger.exchange(taker=4, maker=DEALER, lots=-600, tick=1_050_000)
    ledger.exchange(taker=1, maker=DEALER, lots=1_000, tick=900_000)
    mark = fill = 800_000
    step = ledger.force(1, dealer=DEALER, mark=mark, fill=fill)
    assert (step.deleveraged_lots, step.fund_change, ledger.fund) == (1_000, 0, 0)
    assert ledger.book.lots[1:].tolist() == [0, -1_000, -200, 0]
    ledger.check()


def test_the_fund_pays_as_long_as_it_can() -> None:
    ledger = venue([10**9], [100], [1], fund=10**12)
    ledger.exchange(taker=1, maker=DEALER, lots=1_000, tick=900_000)
    step = ledger.force(1, dealer=DEALER, mark=880_000, fill=880_000)
    assert step.fund_change == 1_000 * (880_000 - step.bankruptcy_tick) < 0
    assert (step.deleveraged_lots, ledger.fund) == (0, 10**12 + step.fund_change)
    ledger.check()


def test_what_breaks_a_rule_is_refused() -> None:
    ledger = venue([10**8], [10], [1])
    with pytest.raises(InputError, match="needs 1000000000 units of margin, has 100000000"):
        ledger.exchange(taker=1, maker=DEALER, lots=10_000, tick=1_000_000)
    with pytest.raises(InputError, match="a trade needs two accounts"):
        ledger.exchange(taker=1, maker=1, lots=1, tick=1_000_000)
    with pytest.raises(InputError, match="a price must be 1 to"):
        ledger.exchange(taker=1, maker=DEALER, lots=1, tick=0)
    with pytest.raises(InputError, match="account 1 is not due"):
        ledger.force(1, dealer=DEALER, mark=1_000_000, fill=1_000_000)
    with pytest.raises(InputError, match="'deposits' must be whole numbers"):
        Ledger(TERMS, deposits=np.array([0.5]), leverages=np.array([1]), is_isolated=np.array([0]))
    with pytest.raises(InputError, match="'fund' must be 0 or more"):
        Ledger(TERMS, deposits=np.array([1]), leverages=np.array([1]), is_isolated=np.array([0]), fund=-1)
    with pytest.raises(InputError, match="units per quote currency must be a whole number"):
        ExchangeTerms(InstrumentGrid("X", Decimal("0.7"), Decimal("0.3")), BINANCE_BTCUSDT_TIERS)
    with pytest.raises(InputError, match="'taker_fee_ppm' must be 0 to 10000"):
        ExchangeTerms(GRID, BINANCE_BTCUSDT_TIERS, taker_fee_ppm=-1)


def test_funding_rounds_against_the_payer_and_the_fund_keeps_the_rest() -> None:
    ledger = venue([10**9, 10**9], [10, 10], [1, 0])
    ledger.exchange(taker=1, maker=DEALER, lots=7, tick=1_000_001)
    ledger.exchange(taker=2, maker=DEALER, lots=-3, tick=1_000_001)
    before = [worth(ledger, each, 1_000_001) for each in range(3)]
    ledger.pay_funding(mark=1_000_001, rate=12_345)
    paid = [old - worth(ledger, each, 1_000_001) for each, old in enumerate(before)]
    # 7,000,007 x 0.00012345 = 864.15; the dealer is short four of them, the second account three
    assert paid == [-493, 865, -370]
    assert ledger.fund == sum(paid) == 2
    ledger.check()
