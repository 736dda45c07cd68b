"""The exchange on one clock: the same bytes however it is run, and books that balance after whatever happens."""

from __future__ import annotations

import hashlib
from collections import defaultdict

import numpy as np
import pytest

from seawall.core import IntArray
from seawall.errors import DataError, InputError
from seawall.microstructure import PositionSide, Side
from seawall.simulator import (
    BTCUSDT_TERMS,
    ActorKind,
    AgentPopulation,
    BookMarket,
    EventFlag,
    EventKind,
    EventLog,
    ExchangeStep,
    ExchangeTerms,
    Instruction,
    InstructionKind,
    SimulatedExchange,
    draw_actors,
    funding_rate,
    ledger_kernels,
)
from seawall.simulator import exchange as exchange_clock
from seawall.simulator.exchange_accounts import ExchangeAccounts

SECOND = 1_000_000_000
GOLDEN = "2b622f9ad9161929905ad995f59a9b67a82ac0d753fa07f1536285c2de0a884c"
"""SHA-256 of two minutes of seed 6 with a shock; it must hold on every machine."""
OUTSIDER = 500_000
FRAGILE = AgentPopulation(
    agents=1_500, leverages=(100,), leverage_shares=(1_000,), long_lean_per_mille=1_000, smallest_allowance=2_000
)
FEW = AgentPopulation(agents=300, smallest_allowance=1_000)
SHOCKS_AT = range(20, 60)


def fragile(*, fund: int = 100_000, seed: int = 6) -> SimulatedExchange:
    return SimulatedExchange(BTCUSDT_TERMS, seed=seed, population=FRAGILE, fund=fund)


def shocks(side: Side = Side.ASK, *, lots: int = 1_000, seconds: range = SHOCKS_AT) -> list[Instruction]:
    return [Instruction(at * SECOND, OUTSIDER, InstructionKind.MARKET, side, lots=lots) for at in seconds]


def digest(steps: list[ExchangeStep], exchange: SimulatedExchange) -> str:
    made = hashlib.sha256(EventLog.joined([step.log for step in steps]).sha256().encode())
    columns: list[IntArray] = [np.concatenate([step.open_interest for step in steps])]
    columns += [np.concatenate([step.marks.mark for step in steps]), *exchange.ledger.book]
    for column in columns:
        made.update(np.ascontiguousarray(column, dtype="<i8").tobytes())
    for order in (order for step in steps for order in step.forced):
        made.update(repr(order).encode())
    return made.hexdigest()


@pytest.fixture(scope="module")
def fallen() -> tuple[SimulatedExchange, ExchangeStep]:
    exchange = fragile()
    return exchange, exchange.advance(120 * SECOND, instructions=shocks())


def test_a_seed_gives_its_bytes(fallen: tuple[SimulatedExchange, ExchangeStep]) -> None:
    exchange, step = fallen
    assert len(step.forced) > 20, len(step.forced)
    assert digest([step], exchange) == GOLDEN


def test_time_may_be_cut_anywhere(fallen: tuple[SimulatedExchange, ExchangeStep]) -> None:
    whole, step = fallen
    cut = fragile()
    steps = []
    for until_ns in (0, 1, 250_000, SECOND, 20 * SECOND, 33 * SECOND + 7, 33 * SECOND + 250_001, 61_234_567_890):
        orders = [each for each in shocks() if cut.now_ns < each.time_ns <= until_ns]
        steps.append(cut.advance(until_ns, instructions=orders))
    steps.append(cut.advance(120 * SECOND))
    assert digest(steps, cut) == digest([step], whole)
    assert [len(each.open_interest) for each in steps] == [len(each.marks) for each in steps]


def test_a_saved_exchange_goes_on_identically() -> None:
    plans = draw_actors(seed=5, until_ns=90 * SECOND, per_kind=4)
    exchange = SimulatedExchange(BTCUSDT_TERMS, seed=5, population=FRAGILE, plans=plans)
    exchange.advance(40 * SECOND + 123, instructions=[each for each in shocks() if each.time_ns <= 40 * SECOND])
    saved = exchange.save()
    copy = SimulatedExchange.restore(saved, terms=BTCUSDT_TERMS)
    later = [each for each in shocks() if each.time_ns > 40 * SECOND]
    found = [each.advance(150 * SECOND, instructions=later) for each in (exchange, copy)]
    assert digest([found[0]], exchange) == digest([found[1]], copy)
    assert exchange.truth().actors == copy.truth().actors
    assert exchange.save() == copy.save()
    changed = saved[:9_000] + bytes([saved[9_000] ^ 1]) + saved[9_001:]
    for bad in (b"", changed, BookMarket(seed=1).save()):
        with pytest.raises(DataError, match="cannot be read"):
            SimulatedExchange.restore(bad, terms=BTCUSDT_TERMS)
    other = ExchangeTerms(BTCUSDT_TERMS.grid, BTCUSDT_TERMS.tiers, taker_fee_ppm=400)
    with pytest.raises(InputError, match="'terms' must be those of the saved exchange"):
        SimulatedExchange.restore(saved, terms=other)


def test_agents_pay_what_their_fills_cost(fallen: tuple[SimulatedExchange, ExchangeStep]) -> None:
    """A second account of the log: lots of every agent, and cash less cost, fill by fill and fee by fee."""
    exchange = SimulatedExchange(BTCUSDT_TERMS, seed=9)
    book = exchange.ledger.book
    exchange.advance(10 * SECOND)
    lots, held = book.lots.copy(), book.wallet + book.margin - book.cost
    deposits = book.totals[ledger_kernels.DEPOSITS]
    step = exchange.advance(900 * SECOND)
    assert not step.forced
    assert book.totals[ledger_kernels.DEPOSITS] == deposits
    orders: dict[tuple[int, int, int], int] = defaultdict(int)
    log = step.log
    for at in np.flatnonzero((log.kind == EventKind.TRADE) & (log.counterparty > 0)):
        account = int(log.counterparty[at]) - 1
        traded = int(log.lots[at] + log.hidden_lots[at])
        orders[account, int(log.taker_id[at]), int(log.ticks[at])] += -int(log.side[at]) * traded
    for (account, _, tick), delta in orders.items():
        lots[account] += delta
        held[account] -= delta * tick - (-(abs(delta) * tick * 500) // 1_000_000)
    agents = slice(exchange.population.dealers, None)
    assert len({account for account, _, _ in orders}) > 20
    assert np.array_equal(lots[agents], book.lots[agents])
    assert np.array_equal(held[agents], (book.wallet + book.margin - book.cost)[agents])


def test_a_forced_order_is_what_the_log_says(fallen: tuple[SimulatedExchange, ExchangeStep]) -> None:
    _, step = fallen
    log = step.log
    for order in step.forced:
        mine = (log.time_ns == order.time_ns) & (log.counterparty == order.account + 1) & (log.kind == EventKind.TRADE)
        mine &= log.side == int(order.side)  # a long's forced sale meets bids
        lots, ticks = (log.lots + log.hidden_lots)[mine], log.ticks[mine]
        assert int(lots.sum()) == order.filled_lots, order
        assert 0 <= order.deleveraged_lots <= order.lots - order.filled_lots, order
        if order.filled_lots:
            assert order.average_ticks == pytest.approx(float(lots @ ticks) / order.filled_lots, rel=1e-12), order
            assert order.last_fill_lots == lots[-1], order
            assert ((ticks - order.limit_ticks) * int(order.side) >= 0).all(), order
        if order.filled_lots == order.lots:
            assert order.fund_change == int(order.side) * int(lots @ (ticks - order.limit_ticks)), order
    assert sum(order.filled_lots for order in step.forced) > 0


def test_a_limit_that_no_bid_meets_fills_nothing() -> None:
    """Longs whose bankruptcy price lies above every bid go to dealers or are deleveraged; none is sold below it."""
    exchange = fragile()
    exchange.advance(5 * SECOND)
    exchange.ledger.move_prices(4_000)
    forced = exchange.advance(6 * SECOND).forced
    longs = [order for order in forced if order.side is PositionSide.LONG and order.limit_ticks > 97_600]
    assert len(longs) > 100, len(forced)
    for order in longs:
        assert order.filled_lots == 0, order
        assert order.fund_change <= 0, order
    exchange.ledger.check()


@pytest.mark.slow
def test_cash_positions_and_open_interest_balance_after_every_event(
    monkeypatch: pytest.MonkeyPatch, slow_share: int
) -> None:
    """A million events of the engine with a fund of 1 USDT: every change of the ledger is followed by its check."""
    checks = []

    def checked(name: str) -> None:
        plain = getattr(ExchangeAccounts, name)

        def run(self: ExchangeAccounts, *args: object, **rest: object) -> object:
            found = plain(self, *args, **rest)
            self.ledger.check()
            checks.append(name)
            return found

        monkeypatch.setattr(ExchangeAccounts, name, run)

    for name in ("wake", "_order", "_close", "_force", "pay_funding"):
        checked(name)
    monkeypatch.setattr(exchange_clock, "_SECONDS_PER_FUNDING", 300)
    exchange = fragile(fund=1)
    events = deleveraged = forced = funded = 0
    until_s = 0
    while events < 1_000_000 // slow_share:
        side = Side.ASK if until_s // 240 % 2 == 0 else Side.BID
        orders = shocks(side, lots=2_000, seconds=range(until_s + 1, until_s + 60, 2))
        until_s += 60
        step = exchange.advance(until_s * SECOND, instructions=orders)
        exchange.ledger.check()
        assert exchange.engine.counts().missing == 0
        assert step.open_interest.min() >= 0
        assert exchange.ledger.open_interest == int(np.abs(exchange.ledger.book.lots).sum()) // 2
        events += len(step.log)
        forced += len(step.forced)
        deleveraged += sum(order.deleveraged_lots for order in step.forced)
        funded += len(step.funding)
    assert forced > 50, forced
    assert deleveraged > 0
    assert set(checks) >= {"wake", "_order", "_close", "_force"}
    print(events, forced, deleveraged, funded, len(checks))


def test_forced_orders_push_the_price_that_forces_the_next(
    fallen: tuple[SimulatedExchange, ExchangeStep], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same shock to the same seed falls further where whoever is due is closed than where nobody ever is."""
    monkeypatch.setattr(ExchangeAccounts, "settle", lambda self, now_ns: [])
    calm = fragile().advance(120 * SECOND, instructions=shocks())
    _, step = fallen
    ends = [int(each.marks.mark[-1]) >> 16 for each in (calm, step)]
    forced = sum(order.lots for order in step.forced)
    assert not calm.forced
    assert 97_420 - ends[1] > 1.5 * (97_420 - ends[0]) > 0, (ends, forced)
    assert len({order.time_ns for order in step.forced}) > 5
    assert step.open_interest[-1] < step.open_interest[15] - forced // 2, (step.open_interest[[15, -1]], forced)


def test_funding_is_binance_s_of_the_premium(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange_clock, "_SECONDS_PER_FUNDING", 60)
    exchange = SimulatedExchange(BTCUSDT_TERMS, seed=4, population=FEW)
    step = exchange.advance(130 * SECOND)
    assert [paid.time_ns for paid in step.funding] == [60 * SECOND + 250_000, 120 * SECOND + 250_000]
    for paid, span in zip(step.funding, (slice(0, 61), slice(61, 121)), strict=True):
        expected = funding_rate(step.marks.premium[span])
        assert paid.rate == pytest.approx(1e8 * expected, abs=2.0), paid
        assert paid.mark_ticks == round(int(step.marks.mark[span][-1]) / 65_536)
    exchange.ledger.check()


def test_a_premium_beyond_the_clamp_is_weighted_by_its_age() -> None:
    exchange = SimulatedExchange(BTCUSDT_TERMS, seed=4, population=FEW)
    exchange.advance(SECOND)
    accounts = exchange._accounts
    accounts.premium = (0, 0)
    index = 97_420 << 16
    for sign in (1, -1):
        premium = sign * np.linspace(0.0, 0.003, 50)
        marks = (index * (1.0 + premium)).astype(np.int64)
        for second, mark in enumerate(marks.tolist(), start=1):
            accounts.see_mark(np.array([second * SECOND, index, mark, 97_400, 97_440]), second=second)
        paid = accounts.pay_funding(now_ns=50 * SECOND)
        assert abs(paid.rate) > 100_000
        assert paid.rate == pytest.approx(1e8 * funding_rate((marks - index) / index), abs=2.0), paid
        exchange.ledger.check()


def test_the_truth_shows_positions_hidden_lots_and_actors() -> None:
    plans = draw_actors(seed=2, until_ns=60 * SECOND, per_kind=8)
    exchange = SimulatedExchange(BTCUSDT_TERMS, seed=2, plans=plans)
    log = exchange.advance(80 * SECOND).log
    truth = exchange.truth()
    lots = exchange.ledger.book.lots[exchange.population.dealers :]
    assert truth.liquidations.lots.sum() == np.abs(lots).sum()
    assert {each.kind for each in truth.hidden} >= {InstructionKind.HIDDEN, InstructionKind.RPI}
    shown = {side: dict(exchange.engine.displayed(side)) for side in Side}
    resting = {
        side: sum(each.shown_lots + each.reserve_lots for each in exchange.engine.resting(side)) for side in Side
    }
    for side in Side:
        unseen = [each for each in truth.hidden if each.side is side]
        hidden = sum(
            each.reserve_lots + each.shown_lots * (each.kind is not InstructionKind.ICEBERG) for each in unseen
        )
        assert hidden + sum(shown[side].values()) == resting[side]
    assert {line.kind for line in truth.actors} >= {ActorKind.NATIVE_ICEBERG, ActorKind.SPOOF}
    placed = {line.order_id for line in truth.actors if line.order_id}
    assert placed >= set(log.order_id[(log.owner >= 1_000_000) & (log.kind == EventKind.ADD)].tolist())
    assert not (log.flags[log.counterparty > 0] & EventFlag.RPI).any()


@pytest.mark.parametrize("owner", [0, 1, 1_508, 1_000_000])
def test_instructions_of_accounts_and_actors_are_refused(owner: int) -> None:
    exchange = fragile()
    order = Instruction(SECOND, owner, InstructionKind.MARKET, Side.BID, lots=5)
    with pytest.raises(InputError, match="'owner' of an instruction must be 1509 to 999999"):
        exchange.advance(2 * SECOND, instructions=[order])
    with pytest.raises(InputError, match="must be in order"):
        exchange.advance(0, instructions=shocks())


def test_an_outsider_trades_on_the_dealers_account() -> None:
    exchange = SimulatedExchange(BTCUSDT_TERMS, seed=3, population=FEW)
    orders = [
        Instruction(5 * SECOND, OUTSIDER, InstructionKind.LIMIT, Side.BID, ticks=96_000, lots=9),
        Instruction(6 * SECOND, OUTSIDER, InstructionKind.MARKET, Side.BID, lots=400),
    ]
    step = exchange.advance(10 * SECOND, instructions=orders)
    taken = step.log.counterparty == OUTSIDER
    assert int((step.log.lots + step.log.hidden_lots)[taken].sum()) == 400
    (resting,) = [each for each in exchange.engine.resting(Side.BID) if each.owner == OUTSIDER]
    cancel = Instruction(11 * SECOND, OUTSIDER, InstructionKind.CANCEL, order_id=resting.order_id)
    exchange.advance(12 * SECOND, instructions=[cancel])
    assert exchange.engine.order(resting.order_id) is None
    exchange.ledger.check()


def test_prices_of_accounts_move_without_a_change_of_equity() -> None:
    exchange = fragile()
    ledger = exchange.ledger
    tick = 97_420
    before = [ledger.equity(account, tick=tick) for account in range(len(ledger))]
    ledger.move_prices(-1_000)
    assert [ledger.equity(account, tick=tick - 1_000) for account in range(len(ledger))] == before
    ledger.check()
    side = PositionSide.LONG
    assert (ledger.book.trigger[ledger.book.lots > 0] < tick).all(), side
