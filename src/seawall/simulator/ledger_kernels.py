"""The ledger of a simulated venue in whole numbers, and the minute clock that runs on it.

One unit of cash is one lot times one tick, so that a position's value, its gain and its margin are exact integers; fees
and funding are rounded against the payer and what rounding leaves goes to the fund. A position keeps what it cost (lots
times ticks, with the sign of the side) and no average price. A change of d lots at price P changes cash less cost by
-d P, whatever is realised, so every trade between two accounts keeps

    sum of wallets and margins + fund + fees - sum of costs = deposits,

and since long lots equal short lots the same holds for equity at any price.

Random numbers are words of 64 bits made outside; normals are sums of twelve words of 16 bits, which makes every
number here an integer: the same seed gives the same bytes on any machine.

Everything compiled stands in this one file because numba notices only edits of the file that holds the loop it cached.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from seawall.core import IntArray, compile_loop

__all__ = [
    "DRAWS_PER_MINUTE",
    "FUNDING_SCALE",
    "HISTORY_COLUMNS",
    "LARGEST_LOTS",
    "LARGEST_TICK",
    "LOG_COLUMNS",
    "ONE_PPM",
    "PRICE_SCALE",
    "RETURN_SCALE",
    "SCALARS",
    "TOTALS",
    "Behaviour",
    "Book",
    "Terms",
    "close_at",
    "compiled",
    "decide",
    "exchange",
    "find_trigger",
    "force_step",
    "funding_of",
    "is_due",
    "maintenance",
    "pay_funding",
    "run_minutes",
    "settle_triggers",
]

ONE_PPM = 1_000_000
"""Rates of maintenance and fees are whole parts per million."""
FUNDING_SCALE = 100_000_000
"""Funding rates are whole parts per hundred million."""
LARGEST_TICK = 2**24 - 1
LARGEST_LOTS = 2**30
"""Of one position: lots times ticks, and its remainders times lots, stay far inside 64 bits."""

PRICE_SCALE = 256
RETURN_SCALE = 2**30
LARGEST_STEP = 2**27
"""One step moves a price by an eighth at most."""
LEANING_LEVERAGE = 20
"""From here on accounts lean long."""

FUND, FEES, DEPOSITS, OPEN_INTEREST, UNCOVERED, NEAREST_LOW, NEAREST_HIGH = 0, 1, 2, 3, 4, 5, 6
TOTALS = ("fund", "fees", "deposits", "open_interest", "uncovered", "nearest_low", "nearest_high")
"""Of the venue. Between the last two, bounds of all `low` and `high`, no mark does anything to anybody."""

MINUTE, INDEX, BASIS, BASIS_MEAN, SIGMA, TREND, PREMIUM_SUM, PREMIUM_COUNT, FUNDING, LAST = 0, 1, 2, 3, 4, 5, 6, 7, 8, 9
SCALARS = (
    "minute", "index", "basis", "basis_mean", "sigma", "trend", "premium_sum", "premium_count", "funding", "last",
)  # fmt: skip
"""State of the market. Prices are ticks times PRICE_SCALE, sigma and returns are parts of RETURN_SCALE."""

HISTORY_COLUMNS = (
    "open", "high", "low", "close", "mark_open", "mark_high", "mark_low", "mark_close", "index", "open_interest",
    "taker_buy", "taker_sell", "funding", "liquidated_long", "liquidated_short", "deleveraged", "fund", "trades",
)  # fmt: skip
(
    H_OPEN, H_HIGH, H_LOW, H_CLOSE, H_MARK_OPEN, H_MARK_HIGH, H_MARK_LOW, H_MARK_CLOSE, H_INDEX, H_INTEREST,
    H_BUY, H_SELL, H_FUNDING, H_LONG, H_SHORT, H_DELEVERAGED, H_FUND, H_TRADES,
) = range(18)  # fmt: skip

LOG_COLUMNS = (
    "minute", "step", "account", "side", "lots", "leverage", "mark", "bankruptcy", "fill", "fund_change",
    "deleveraged", "left_lots",
)  # fmt: skip

NOISE, TREND_FOLLOWER, CONTRARIAN, CARRY = 0, 1, 2, 3
STEPS = 4
ROUNDS = 8
MOST_WAKES = 60
DRAWS_PER_MINUTE = 16 + 3 * MOST_WAKES
MINUTES_PER_FUNDING = 480


class Book(NamedTuple):
    """Accounts side by side, and what the venue itself holds.

    `low` and `high` are the marks at or beyond which something happens to an account: liquidation, stop or target.
    """

    wallet: IntArray
    margin: IntArray
    lots: IntArray
    cost: IntArray
    is_isolated: IntArray
    leverage: IntArray
    trigger: IntArray
    stop: IntArray
    target: IntArray
    low: IntArray
    high: IntArray
    totals: IntArray


class Terms(NamedTuple):
    """Tiers and fees in the ledger's units."""

    floors: IntArray
    rates: IntArray
    deductions: IntArray
    leverages: IntArray
    cap: int
    taker_fee: int
    maker_fee: int


class Behaviour(NamedTuple):
    """Who the accounts are, and how the market answers them."""

    kinds: IntArray
    allowance: IntArray
    rest_until: IntArray
    dealers: int
    sigma_mean: int
    sigma_pull: int
    sigma_noise: int
    jump_chance: int
    jump_size: int
    impact: int
    kept_impact: int
    wakes: int
    long_lean: int


def maintenance(terms: Any, value: Any) -> Any:
    """Maintenance margin of a position's value, rounded down, which leaves `equity <= maintenance` exact."""
    tier = len(terms.floors) - 1
    while terms.floors[tier] > value:
        tier -= 1
    rate = terms.rates[tier]
    return (value // ONE_PPM) * rate + (value % ONE_PPM) * rate // ONE_PPM - terms.deductions[tier]


def share(amount: int, part: int, whole: int) -> int:
    """Amount times part over whole, rounded down, without leaving 64 bits."""
    return (amount // whole) * part + (amount % whole) * part // whole


def equity(book: Any, i: int, tick: int) -> Any:
    """What stands behind a position at a price."""
    backing = book.margin[i] if book.is_isolated[i] else book.wallet[i]
    return backing + book.lots[i] * tick - book.cost[i]


def is_due(book: Any, terms: Any, i: int, tick: int) -> bool:
    """Whether a position is liquidated at a mark."""
    if book.lots[i] == 0:
        return False
    return bool(equity(book, i, tick) <= maintenance(terms, abs(book.lots[i]) * tick))


def find_trigger(book: Any, terms: Any, i: int) -> int:
    """Mark in ticks at which a position is liquidated: the highest for a long, the lowest for a short.

    0 for a long and LARGEST_TICK + 1 for a short that no price liquidates. Equity less maintenance rises with the mark
    for a long and falls for a short, so halving finds it.
    """
    is_long = book.lots[i] > 0
    low, high = 0, LARGEST_TICK + 1
    while high - low > 1:
        middle = (low + high) // 2
        if is_due(book, terms, i, middle) == is_long:
            low = middle
        else:
            high = middle
    return low if is_long else high


def refresh(book: Any, terms: Any, i: int) -> None:
    """Set the marks to watch of an account after it changed."""
    if book.lots[i] == 0:
        book.stop[i] = 0
        book.target[i] = 0
        book.trigger[i] = 0
        book.low[i] = 0
        book.high[i] = LARGEST_TICK + 1
        return
    book.trigger[i] = find_trigger(book, terms, i)
    none = LARGEST_TICK + 1
    if book.lots[i] > 0:
        book.low[i] = max(book.trigger[i], book.stop[i])
        book.high[i] = book.target[i] if book.target[i] > 0 else none
    else:
        book.low[i] = book.target[i]
        book.high[i] = min(book.trigger[i], book.stop[i] if book.stop[i] > 0 else none)
    book.totals[NEAREST_LOW] = max(book.totals[NEAREST_LOW], book.low[i])
    book.totals[NEAREST_HIGH] = min(book.totals[NEAREST_HIGH], book.high[i])


def add_lots(book: Any, i: int, delta: int, tick: int) -> None:
    """Open or enlarge a position; in isolated margin its initial margin moves from the wallet, rounded up."""
    book.cost[i] += delta * tick
    book.lots[i] += delta
    if book.is_isolated[i]:
        needed = -(-(abs(delta) * tick) // book.leverage[i])
        book.margin[i] += needed
        book.wallet[i] -= needed


def cut_lots(book: Any, i: int, lots: int, tick: int, is_forced: bool) -> None:
    """Close some lots; a forced close leaves the rest of an isolated margin with the rest of the position."""
    held = abs(book.lots[i])
    side = 1 if book.lots[i] > 0 else -1
    cost = side * share(abs(book.cost[i]), lots, held)
    realised = side * lots * tick - cost
    book.cost[i] -= cost
    book.lots[i] -= side * lots
    if not book.is_isolated[i]:
        book.wallet[i] += realised
        return
    if is_forced:
        book.margin[i] += realised
        released = book.margin[i] if lots == held else 0
        book.wallet[i] += released
    else:
        released = book.margin[i] if lots == held else share(book.margin[i], lots, held)
        book.wallet[i] += released + realised
    book.margin[i] -= released


def move_lots(book: Any, i: int, delta: int, tick: int, is_forced: bool) -> None:
    """Change a position by signed lots at a price, through zero if need be, and the open interest with it."""
    before = max(book.lots[i], 0)
    left = delta
    if book.lots[i] * delta < 0:
        closing = min(abs(delta), abs(book.lots[i]))
        cut_lots(book, i, closing, tick, is_forced)
        left = delta + closing if delta < 0 else delta - closing
    if left != 0:
        add_lots(book, i, left, tick)
    book.totals[OPEN_INTEREST] += max(book.lots[i], 0) - before


def pay_fee(book: Any, i: int, value: int, rate: int) -> None:
    """Move a fee, rounded up, from the wallet, and from the isolated margin where the wallet is empty."""
    fee = -(-(value * rate) // ONE_PPM)
    book.totals[FEES] += fee
    from_wallet = min(max(book.wallet[i], 0), fee) if book.is_isolated[i] else fee
    book.wallet[i] -= from_wallet
    book.margin[i] -= fee - from_wallet


def exchange(book: Any, terms: Any, taker: int, maker: int, delta: int, tick: int) -> None:
    """A trade: the taker's position changes by `delta` lots, the maker's by the opposite; both pay their fees."""
    move_lots(book, taker, delta, tick, False)
    move_lots(book, maker, -delta, tick, False)
    value = abs(delta) * tick
    pay_fee(book, taker, value, terms.taker_fee)
    pay_fee(book, maker, value, terms.maker_fee)
    refresh(book, terms, taker)
    refresh(book, terms, maker)


def bankruptcy_tick(book: Any, i: int) -> Any:
    """Price at which nothing is left of what stands behind a position, to the tick in the account's favour."""
    backing = book.margin[i] if book.is_isolated[i] else book.wallet[i]
    if book.lots[i] > 0:
        return max(-((backing - book.cost[i]) // book.lots[i]), 1)
    return max((backing - book.cost[i]) // -book.lots[i], 1)


def ladder_lots(book: Any, terms: Any, i: int, mark: int) -> int:
    """Lots of the next forced step: down into the next lower tier, or all in the lowest."""
    held = abs(book.lots[i])
    tier = len(terms.floors) - 1
    while terms.floors[tier] > held * mark:
        tier -= 1
    if tier == 0:
        return int(held)
    return int(held - (terms.floors[tier] - 1) // mark)


def first_to_deleverage(book: Any, i: int, tick: int, mark: int) -> int:
    """Opposite account with the highest gain over cost times leverage that can be closed at a price; -1 for none."""
    best, place = -1e300, -1
    for j in range(len(book.lots)):
        if book.lots[j] * book.lots[i] >= 0 or equity(book, j, tick) < 0:
            continue
        gain = float(book.lots[j] * mark - book.cost[j])
        behind = float(max(equity(book, j, mark), 1))
        leverage = float(abs(book.lots[j]) * mark) / behind
        score = gain / float(max(abs(book.cost[j]), 1))
        score = score * leverage if gain > 0.0 else score / leverage
        if score > best:
            best, place = score, j
    return place


def force_step(book: Any, terms: Any, i: int, dealer: int, lots: int, mark: int, fill: int) -> tuple[int, int, int]:
    """Close `lots` of a position at its bankruptcy price against the fund, which sells them on at `fill`.

    Where the fund cannot bear the loss, the opposite side is deleveraged at the bankruptcy price in order of rank;
    where nobody is left who can be, the fund falls below zero and `uncovered` counts by how much.

    Returns
    -------
    tuple of int
        Bankruptcy price, change of the fund, lots that were deleveraged.
    """
    price = bankruptcy_tick(book, i)
    change, deleveraged = close_at(book, terms, i, dealer, lots, price, mark, fill)
    return price, change, deleveraged


def close_at(
    book: Any, terms: Any, i: int, dealer: int, lots: int, price: int, mark: int, fill: int
) -> tuple[int, int]:
    """Close lots at a price against the fund, as in `force_step`; change of the fund, deleveraged lots."""
    side = 1 if book.lots[i] > 0 else -1
    book.stop[i] = 0
    book.target[i] = 0
    left = lots
    per_lot = side * (fill - price)
    while left > 0 and per_lot < 0 and book.totals[FUND] + left * per_lot < 0:
        other = first_to_deleverage(book, i, price, mark)
        if other < 0:
            break
        part = min(left, abs(book.lots[other]))
        move_lots(book, i, -side * part, price, True)
        move_lots(book, other, side * part, price, True)
        refresh(book, terms, other)
        left -= part
    if left > 0:
        move_lots(book, i, -side * left, price, True)
        move_lots(book, dealer, side * left, fill, False)
        refresh(book, terms, dealer)
        book.totals[FUND] += left * per_lot
        if book.totals[FUND] < 0:
            book.totals[UNCOVERED] = max(book.totals[UNCOVERED], -book.totals[FUND])
    refresh(book, terms, i)
    return left * per_lot, lots - left


def pay_funding(book: Any, terms: Any, mark: int, rate: int) -> None:
    """Longs pay shorts lots times mark times rate; payers round up, receivers down, and the fund keeps the rest."""
    for i in range(len(book.lots)):
        if book.lots[i] == 0:
            continue
        # whole and rest apart keep the product inside 64 bits; the ceiling is taken once
        value = book.lots[i] * mark
        due = (value // FUNDING_SCALE) * rate - (-((value % FUNDING_SCALE) * rate) // FUNDING_SCALE)
        if book.is_isolated[i]:
            book.margin[i] -= due
        else:
            book.wallet[i] -= due
        book.totals[FUND] += due
        refresh(book, terms, i)


def funding_of(premium: Any) -> Any:
    """Binance's rate of eight hours, parts per hundred million: 0.01 %, held within 0.05 % and 0.3 %."""
    return max(min(premium + max(min(10_000 - premium, 50_000), -50_000), 300_000), -300_000)


def impact_of(who: Any, state: Any, lots: Any) -> Any:
    """Return, in parts of RETURN_SCALE, by which signed lots move the price; depth thins to a quarter in wild times."""
    moved = (lots * who.impact // 1024) * min(state[SIGMA], 4 * who.sigma_mean) // who.sigma_mean
    return max(min(moved, LARGEST_STEP), -LARGEST_STEP)


def fill_tick(who: Any, state: Any, lots: Any) -> Any:
    """Average price of a market order: half its own impact and half a spread of one tick from the last price."""
    last = state[INDEX] + state[BASIS]
    fill = last + last * (impact_of(who, state, lots) // 2) // RETURN_SCALE
    tick = -(-fill // PRICE_SCALE) if lots > 0 else fill // PRICE_SCALE
    return max(min(tick, LARGEST_TICK), 1)


def push_price(who: Any, state: Any, lots: int) -> None:
    """Move index and basis by an order: part of the impact is kept for good, the rest decays."""
    last = state[INDEX] + state[BASIS]
    moved = last * impact_of(who, state, lots) // RETURN_SCALE
    kept = moved * who.kept_impact // 1024
    state[INDEX] += kept
    state[BASIS] += moved - kept


def pick_dealer(book: Any, who: Any, delta: int, other: int) -> int:
    """Dealer whose inventory is most relieved by the other side of an order."""
    best, place = 0, -1
    for j in range(who.dealers):
        if j != other:
            relief = book.lots[j] if delta > 0 else -book.lots[j]
            if place < 0 or relief > best:
                best, place = relief, j
    return place


def take(book: Any, terms: Any, who: Any, state: Any, row: Any, i: int, delta: int) -> bool:
    """A market order of an account against a dealer, unless it would leave the account due for liquidation."""
    tick = fill_tick(who, state, delta)
    if is_due(book, terms, i, tick):
        return False
    exchange(book, terms, i, pick_dealer(book, who, delta, i), delta, tick)
    push_price(who, state, delta)
    note_prices(state, row)
    row[H_BUY if delta > 0 else H_SELL] += abs(delta)
    row[H_TRADES] += 1
    return True


def mark_tick(state: Any) -> Any:
    """Mark: index and the mean basis, in ticks."""
    return max(min((state[INDEX] + state[BASIS_MEAN] + PRICE_SCALE // 2) // PRICE_SCALE, LARGEST_TICK), 1)


def force(book: Any, terms: Any, who: Any, state: Any, row: Any, log: Any, used: int, step: int, i: int) -> int:
    """One forced step of an account through the market, its line in the log; lines used."""
    mark = mark_tick(state)
    side = 1 if book.lots[i] > 0 else -1
    lots = ladder_lots(book, terms, i, mark)
    fill = fill_tick(who, state, -side * lots)
    dealer = pick_dealer(book, who, -side * lots, i)
    price, change, deleveraged = force_step(book, terms, i, dealer, lots, mark, fill)
    sold = lots - deleveraged
    if sold > 0:
        push_price(who, state, -side * sold)
        note_prices(state, row)
    row[H_LONG if side > 0 else H_SHORT] += lots
    row[H_DELEVERAGED] += deleveraged
    row[H_SELL if side > 0 else H_BUY] += sold
    row[H_TRADES] += 1
    who.rest_until[i] = state[MINUTE] + 60
    line = log[used]
    line[0], line[1], line[2], line[3], line[4] = state[MINUTE], step, i, side, lots
    line[5], line[6], line[7], line[8], line[9] = book.leverage[i], mark, price, fill, change
    line[10], line[11] = deleveraged, abs(book.lots[i])
    return used + 1


def settle_triggers(
    book: Any, terms: Any, who: Any, state: Any, row: Any, log: Any, used: int, step: int
) -> tuple[int, bool]:
    """One round over all accounts whose marks are reached; lines used, and whether anything happened."""
    any_moved = False
    if book.totals[NEAREST_LOW] < mark_tick(state) < book.totals[NEAREST_HIGH]:
        return used, any_moved
    for i in range(len(book.lots)):
        mark = mark_tick(state)
        if book.low[i] < mark < book.high[i]:
            continue
        if is_due(book, terms, i, mark):
            used = force(book, terms, who, state, row, log, used, step, i)
            any_moved = True
        elif book.lots[i] != 0:
            any_moved = take(book, terms, who, state, row, i, -book.lots[i]) or any_moved
    low, high = 0, LARGEST_TICK + 1
    for i in range(len(book.lots)):
        low, high = max(low, book.low[i]), min(high, book.high[i])
    book.totals[NEAREST_LOW], book.totals[NEAREST_HIGH] = low, high
    return used, any_moved


def normal(words: Any, first: int) -> Any:
    """Standard normal times 65,536 from three words: the sum of twelve even numbers of 16 bits."""
    total: Any = -6 * 65535
    for k in range(first, first + 3):
        word = words[k]
        for _ in range(4):
            total += np.int64(word & np.uint64(65535))
            word >>= np.uint64(16)
    return total


def part_of(word: Any, shift: int, most: int) -> int:
    """Even number from 0 to most - 1 out of sixteen bits of a word."""
    return int(np.int64((word >> np.uint64(shift)) & np.uint64(65535)) * most >> 16)


def chosen_side(who: Any, state: Any, kind: int, leverage: int, word: Any) -> int:
    """Side that a flat account would open, 0 for none.

    Followers go with the price against its mean of a day and contrarians against it, four times in five; carry
    traders take the side that is paid, where the basis is worth it; the rest toss a coin. Some of the shorts that
    high leverage would open are longs instead.
    """
    side = 1 if part_of(word, 0, 2) == 1 else -1
    last = state[INDEX] + state[BASIS]
    if kind == CARRY:
        edge = state[INDEX] // 10_000
        return -1 if state[BASIS] > edge else (1 if state[BASIS] < -edge else 0)
    if kind != NOISE and part_of(word, 16, 5) > 0:
        side = 1 if (last > state[TREND]) == (kind == TREND_FOLLOWER) else -1
    return 1 if leverage >= LEANING_LEVERAGE and part_of(word, 48, 1000) < who.long_lean else side


def affordable_lots(book: Any, terms: Any, i: int, tick: int, per_mille: int) -> int:
    """Lots that a share of the wallet carries at the account's leverage, within the tiers' limits and fees."""
    budget = book.wallet[i] * per_mille // 1000
    # a fee on the whole value and a tick of spread must fit beside the margin
    lots = budget // max(tick // book.leverage[i] + 1 + tick * (terms.taker_fee + 100) // ONE_PPM, 1)
    for tier in range(len(terms.floors) - 1, -1, -1):
        if lots * tick >= terms.floors[tier]:
            if terms.leverages[tier] >= book.leverage[i]:
                break
            lots = (terms.floors[tier] - 1) // tick
    return int(min(lots, terms.cap // tick, LARGEST_LOTS // 4))


def set_exits(book: Any, terms: Any, i: int, tick: int, word: Any) -> None:
    """Give half of new positions a stop and half a target, 0.3 % to 6 % away."""
    side = 1 if book.lots[i] > 0 else -1
    if part_of(word, 0, 2) == 0:
        book.stop[i] = max(tick - side * (tick * (30 + part_of(word, 16, 570)) // 10_000), 1)
    if part_of(word, 32, 2) == 0:
        book.target[i] = max(tick + side * (tick * (30 + part_of(word, 48, 570)) // 10_000), 1)
    refresh(book, terms, i)


def opening_order(book: Any, terms: Any, who: Any, state: Any, i: int, words: Any, at: int) -> Any:
    """Signed lots that a flat account opens, 0 for none; a ruined one first pays in again what it has lost."""
    if state[MINUTE] < who.rest_until[i]:
        return 0
    if book.wallet[i] < who.allowance[i] // 4:
        fresh = who.allowance[i] - book.wallet[i]
        book.wallet[i] += fresh
        book.totals[DEPOSITS] += fresh
    side = chosen_side(who, state, who.kinds[i], book.leverage[i], words[at + 1])
    if side == 0:
        return 0
    # beyond ten times, more leverage means less margin and not a larger position
    per_mille = (100 + part_of(words[at + 1], 32, 500)) * 10 // max(book.leverage[i], 10)
    lots = affordable_lots(book, terms, i, fill_tick(who, state, side), per_mille)
    # an order's own impact makes it dearer than its first lot
    return side * affordable_lots(book, terms, i, fill_tick(who, state, side * lots), per_mille)


def tending_order(book: Any, terms: Any, state: Any, i: int, words: Any, at: int) -> Any:
    """Signed lots by which an account with a position closes it, 0 to wait; near liquidation it may top up instead."""
    mark = mark_tick(state)
    is_near = abs(mark - book.trigger[i]) * 4 * book.leverage[i] < mark
    if book.is_isolated[i] and is_near and part_of(words[at + 1], 0, 4) == 0:
        moved = max(book.wallet[i], 0) // 2
        book.wallet[i] -= moved
        book.margin[i] += moved
        refresh(book, terms, i)
        return 0
    # the more leverage, the shorter it is held
    return -book.lots[i] if part_of(words[at + 1], 16, 1000) < 60 + 2 * book.leverage[i] else 0


def decide(book: Any, terms: Any, who: Any, state: Any, words: Any, at: int) -> Any:
    """Account that wakes, drawn evenly, and the signed lots of its market order; nothing is traded yet."""
    crowd = len(book.lots) - who.dealers
    i = who.dealers + int(np.int64((words[at] & np.uint64(0xFFFFFFFF)) * np.uint64(crowd) >> np.uint64(32)))
    if book.lots[i] == 0:
        return i, opening_order(book, terms, who, state, i, words, at)
    return i, tending_order(book, terms, state, i, words, at)


def wake(book: Any, terms: Any, who: Any, state: Any, row: Any, words: Any, at: int) -> None:
    """Let one account decide and, on this clock, trade with a dealer."""
    i, lots = decide(book, terms, who, state, words, at)
    if lots == 0:
        return
    is_opening = book.lots[i] == 0
    tick = fill_tick(who, state, 1 if lots > 0 else -1)
    if take(book, terms, who, state, row, i, lots) and is_opening:
        set_exits(book, terms, i, tick, words[at + 2])


def move_volatility(who: Any, state: Any, words: Any) -> None:
    """Volatility of the minute: pulled to its mean and shaken in proportion to itself (an inverse gamma law)."""
    sigma = state[SIGMA]
    sigma += (who.sigma_mean - sigma) * who.sigma_pull // 65_536
    sigma += (sigma * who.sigma_noise // 65_536) * normal(words, 0) // 65_536
    state[SIGMA] = max(min(sigma, 10 * who.sigma_mean), who.sigma_mean // 8)


def move_index(who: Any, state: Any, words: Any, step: int) -> None:
    """One of the steps of a minute: a normal return, and a jump in the first where one is due; the basis decays."""
    change = state[SIGMA] * normal(words, 3 + 3 * step) // 131_072
    if step == 0 and part_of(words[15], 0, 65_536) < who.jump_chance:
        size = part_of(words[15], 16, 65_536) + part_of(words[15], 32, 65_536) - 65_535
        change += state[SIGMA] * who.jump_size * size // 65_536
    change = max(min(change, LARGEST_STEP), -LARGEST_STEP)
    state[INDEX] += state[INDEX] * change // RETURN_SCALE
    state[BASIS] -= state[BASIS] // 40


def note_prices(state: Any, row: Any) -> None:
    """Widen the ranges of last price and mark of the minute."""
    last = max((state[INDEX] + state[BASIS] + PRICE_SCALE // 2) // PRICE_SCALE, 1)
    mark = mark_tick(state)
    state[LAST] = last
    row[H_CLOSE], row[H_MARK_CLOSE] = last, mark
    row[H_HIGH], row[H_LOW] = max(row[H_HIGH], last), min(row[H_LOW], last)
    row[H_MARK_HIGH], row[H_MARK_LOW] = max(row[H_MARK_HIGH], mark), min(row[H_MARK_LOW], mark)


def begin_row(state: Any, row: Any) -> None:
    """A minute opens at the prices of the last one."""
    mark = mark_tick(state)
    row[:] = 0
    row[H_OPEN] = row[H_HIGH] = row[H_LOW] = state[LAST]
    row[H_MARK_OPEN] = row[H_MARK_HIGH] = row[H_MARK_LOW] = mark


def end_row(book: Any, terms: Any, state: Any, row: Any) -> None:
    """Funding every eight hours, the means of the basis and the price, and what stands at the minute's end."""
    state[PREMIUM_SUM] += state[BASIS] * FUNDING_SCALE // state[INDEX]
    state[PREMIUM_COUNT] += 1
    state[TREND] += (state[INDEX] + state[BASIS] - state[TREND]) // 720
    state[MINUTE] += 1
    if state[MINUTE] % MINUTES_PER_FUNDING == 0:
        premium = state[PREMIUM_SUM] // state[PREMIUM_COUNT]
        state[FUNDING] = funding_of(premium)
        pay_funding(book, terms, mark_tick(state), state[FUNDING])
        row[H_FUNDING] = state[FUNDING]
        state[PREMIUM_SUM] = 0
        state[PREMIUM_COUNT] = 0
    row[H_INDEX] = (state[INDEX] + PRICE_SCALE // 2) // PRICE_SCALE
    row[H_INTEREST] = book.totals[OPEN_INTEREST]
    row[H_FUND] = book.totals[FUND]


def run_minutes(book: Any, terms: Any, who: Any, state: Any, words: Any, history: Any, log: Any) -> tuple[int, int]:
    """Run the minutes of `history`, one row each, with one row of `words` each.

    Returns
    -------
    tuple of int
        Minutes run, fewer than asked for where the log could overflow in the next; lines of the log used.
    """
    used = 0
    most = STEPS * ROUNDS * len(book.lots)
    for minute in range(len(history)):
        if used + most > len(log):
            return minute, used
        row, drawn = history[minute], words[minute]
        begin_row(state, row)
        move_volatility(who, state, drawn)
        busy = min(who.wakes * state[SIGMA] // who.sigma_mean, MOST_WAKES)
        for step in range(STEPS):
            move_index(who, state, drawn, step)
            for k in range(step * busy // STEPS, (step + 1) * busy // STEPS):
                wake(book, terms, who, state, row, drawn, 16 + 3 * k)
            for _ in range(ROUNDS):
                state[BASIS_MEAN] += (state[BASIS] - state[BASIS_MEAN]) // 20
                note_prices(state, row)
                used, any_moved = settle_triggers(book, terms, who, state, row, log, used, step)
                if not any_moved:
                    break
        end_row(book, terms, state, row)
    return len(history), used


@cache
def _teach_numba() -> None:
    """Let the compiled loops call the others of this file."""
    from numba.extending import register_jitable

    settings: Any = {"error_model": "numpy", "fastmath": False}
    for function in (
        maintenance, share, equity, is_due, find_trigger, refresh, add_lots, cut_lots, move_lots, pay_fee, exchange,
        bankruptcy_tick, ladder_lots, first_to_deleverage, funding_of, close_at, force_step, pay_funding, impact_of,
        fill_tick, push_price, pick_dealer, take, mark_tick, force, settle_triggers, normal, part_of, chosen_side,
        affordable_lots, set_exits, opening_order, tending_order, decide, wake, move_volatility, move_index,
        note_prices, begin_row, end_row,
    ):  # fmt: skip
        register_jitable(**settings)(function)


@cache
def compiled(loop: Callable[..., Any]) -> Callable[..., Any]:
    """Machine code of one of the functions above, kept on disk between runs where there is a place to write."""
    _teach_numba()
    return compile_loop(loop)
