"""Loops of the exchange: orders rest and match by price and time, and a random flow acts on the book that it makes.

All of it is integer arithmetic, so that a seed gives the same bytes on any machine. Orders live in the rows of a pool
and are linked into queues; slot 0 stands for none. Every price in the window has three queues, taken in this order:
displayed, retail price improvement (RPI), hidden. Bitmaps of 32 bits a word, three layers high, find the next price
with orders in a few steps, however far away it is.

Everything compiled stands in this one file because numba notices only edits of the file that holds the loop it cached;
the flow calls the matching, so they stand together.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from seawall.core import IntArray, compile_loop

__all__ = ["Flow", "Pools", "compiled", "flow_loop", "submit_loop"]

# columns of an order
ID, OWNER, SIDE, TICKS, SHOWN, RESERVE, PEAK, QUEUE, PREVIOUS, NEXT, GROUP, PLACE = range(12)
ORDER_COLUMNS = 12
# queues of a level, each with the columns head, tail, lots
DISPLAYED, RETAIL, HIDDEN = 0, 1, 2
LEVEL_COLUMNS = 9
# state of the pools
BASE, FREE, SERIAL, LOGGED, LIVE, REFILLS, WATCHED, TOUCHED = range(8)
ENTERED, MADE, TAKEN, CANCELLED, EXPIRED, REJECTED, MEMBERS = range(8, 15)
GROUPS = 4
STATE_SIZE = MEMBERS + GROUPS
SLOT_BITS = 24
"""An order id is a serial number followed by the slot, so that an order is found by its id in one step."""
# what happens, and its flags
ADD, TRADE, CANCEL, REDUCE, REFILL, EXPIRE, REJECT = range(1, 8)
LOG_COLUMNS = 11
F_HIDDEN, F_RPI, F_ICEBERG, F_RETAIL, F_REPLACED, F_DISPLACED, F_SELF, F_WOULD_TAKE, F_UNKNOWN = (
    1, 2, 4, 8, 16, 32, 64, 128, 256,
)  # fmt: skip
# rows of instructions
R_TIME, R_OWNER, R_SIDE, R_TICKS, R_LOTS, R_KIND, R_FLAGS, R_PEAK, R_ORDER, R_GROUP = range(10)
ROW_COLUMNS = 10
K_LIMIT, K_MARKET, K_IOC, K_POST_ONLY, K_HIDDEN, K_ICEBERG, K_RPI, K_CANCEL, K_REDUCE, K_REPLACE = range(1, 11)
# why a loop stops early
DONE, NEEDS_DRAWS, NEEDS_ROOM, NEEDS_WINDOW, SEES_FILL, NEEDS_MARKS = range(6)

# state of the flow
SLOT, DRAWN, FAIR, BASIS, TRADE_HEAT, LIMIT_HEAT, SIGMA, ACTIVITY, PREMIUM, KEEP_BID, KEEP_ASK, MARKED = range(12)
SIGNS, REGIMES = 12, 18
TIME_SCALES = 6
FLOW_SIZE = 24
# rates of the flow
(TRADE_RATE, LIMIT_RATE, TRADE_BY_TRADE, LIMIT_BY_TRADE, LIMIT_BY_LIMIT, TRADE_BY_LIMIT, PULL_RATE, IMPACT,
 SIGMA_BASE, JUMP_RATE, BASIS_NOISE, HIGH_FACTOR, LOW_FACTOR, ACTIVITY_UNIT, RETAIL_SHARE, RPI_SHARE,
 HIDDEN_SHARE, MEMORY, DEATHS) = range(19)  # fmt: skip
DEATH_RATES = 18
SIGN_WEIGHTS = DEATH_RATES + GROUPS
RATES_SIZE = SIGN_WEIGHTS + TIME_SCALES
SLOT_NS, SLOTS_PER_MOVE, SLOTS_PER_MARK = 250_000, 16, 4_000
UNIT = 40
"""A probability per slot is a whole number of 2**-40."""
TICK_BITS = 32
"""The fair price is a whole number of 2**-32 ticks."""
SIGN_BITS, TABLE_BITS = 30, 12
# rows of the tables
T_TRADE_SIZE, T_LIMIT_SIZE, T_NORMAL, T_JUMP, T_ROOT, T_DISTANCE = 0, 1, 2, 3, 4, 5
TABLES = T_DISTANCE + GROUPS
DRAWS_PER_SLOT = 32
"""More than one slot can use."""
MOST_STALE, LOWEST_FAIR, MARK_COLUMNS = 64, 16, 5


class Pools(NamedTuple):
    """Arrays of a matching engine; see the columns above."""

    orders: IntArray
    levels: IntArray
    words: IntArray
    members: IntArray
    state: IntArray
    log: IntArray
    row: IntArray


class Flow(NamedTuple):
    """Arrays of a random flow."""

    state: IntArray
    rates: IntArray
    tables: IntArray
    draws: IntArray
    marks: IntArray


@cache
def compiled(loop: Callable[..., Any]) -> Callable[..., Any]:
    """Machine code of one of the loops, of which the other functions here become part."""
    _teach_numba()
    return compile_loop(loop)


@cache
def _teach_numba() -> None:
    from numba.extending import register_jitable

    for function in (
        low_bit, high_bit, above, below, set_bit, clear_bit, note, link, unlink, release, next_level, would_take, fill,
        match, drop_retail, rest, remove, enter, cancel, reduce, replace, act, find, best_shown, draw, table,
        follow_regimes, move_fair, mark, sign_of_trade, flow_trade, flow_limit, flow_cancel, flow_pull, stale_side,
        slot_event, has_room,
    ):  # fmt: skip
        register_jitable(error_model="numpy")(function)


def low_bit(word):  # type: ignore[no-untyped-def]
    """Place of the lowest bit that is set, of 32."""
    return high_bit(word & -word)


def high_bit(word):  # type: ignore[no-untyped-def]
    """Place of the highest bit that is set, of 32."""
    place = 0
    for step in (16, 8, 4, 2, 1):
        if word >> (place + step):
            place += step
    return place


def above(words, row, place, width):  # type: ignore[no-untyped-def]
    """First place with orders from `place` upwards; -1 where there is none."""
    if place >= width:
        return -1
    first, second = width >> 5, (width >> 5) + (width >> 10)
    word = place >> 5
    bits = words[row, word] >> (place & 31)
    if bits:
        return place + low_bit(bits)
    group = word >> 5
    bits = words[row, first + group] >> (word & 31) >> 1
    if bits:
        word += 1 + low_bit(bits)
        return (word << 5) + low_bit(words[row, word])
    top = group >> 5
    bits = words[row, second + top] >> (group & 31) >> 1 << (group & 31) << 1
    while not bits:
        top += 1
        if top >= width >> 15:
            return -1
        bits = words[row, second + top]
    group = (top << 5) + low_bit(bits)
    word = (group << 5) + low_bit(words[row, first + group])
    return (word << 5) + low_bit(words[row, word])


def below(words, row, place, width):  # type: ignore[no-untyped-def]
    """First place with orders from `place` downwards; -1 where there is none."""
    if place < 0:
        return -1
    first, second = width >> 5, (width >> 5) + (width >> 10)
    word = place >> 5
    bits = words[row, word] & ((2 << (place & 31)) - 1)
    if bits:
        return (word << 5) + high_bit(bits)
    group = word >> 5
    bits = words[row, first + group] & ((1 << (word & 31)) - 1)
    if bits:
        word = (group << 5) + high_bit(bits)
        return (word << 5) + high_bit(words[row, word])
    top = group >> 5
    bits = words[row, second + top] & ((1 << (group & 31)) - 1)
    while not bits:
        top -= 1
        if top < 0:
            return -1
        bits = words[row, second + top]
    group = (top << 5) + high_bit(bits)
    word = (group << 5) + high_bit(words[row, first + group])
    return (word << 5) + high_bit(words[row, word])


def set_bit(words, row, place, width):  # type: ignore[no-untyped-def]
    """Note that a price has orders."""
    start = 0
    for layer in (5, 10, 15):
        words[row, start + (place >> layer)] |= 1 << ((place >> (layer - 5)) & 31)
        start += width >> layer


def clear_bit(words, row, place, width):  # type: ignore[no-untyped-def]
    """Note that a price has none."""
    start = 0
    for layer in (5, 10, 15):
        words[row, start + (place >> layer)] &= ~(1 << ((place >> (layer - 5)) & 31))
        if words[row, start + (place >> layer)]:
            return
        start += width >> layer


def note(p, kind, side, ticks, lots, hidden_lots, order, owner, taker, counterparty, flags):  # type: ignore[no-untyped-def]
    """Write a line of the log; `lots` is always by how much the displayed size at that price changes."""
    line = p.log[p.state[LOGGED]]
    line[0], line[1], line[2], line[3], line[4] = p.row[R_TIME], kind, side, ticks, lots
    line[5], line[6], line[7], line[8], line[9], line[10] = hidden_lots, order, owner, taker, counterparty, flags
    p.state[LOGGED] += 1


def link(p, slot):  # type: ignore[no-untyped-def]
    """Put an order at the end of its queue."""
    order = p.orders[slot]
    place, column = order[TICKS] - p.state[BASE], 3 * order[QUEUE]
    level = p.levels[place]
    tail = level[column + 1]
    order[PREVIOUS], order[NEXT] = tail, 0
    if tail:
        p.orders[tail, NEXT] = slot
    else:
        level[column] = slot
    level[column + 1] = slot
    level[column + 2] += order[SHOWN]
    set_bit(p.words, 0 if order[SIDE] > 0 else 1, place, len(p.levels))


def unlink(p, slot):  # type: ignore[no-untyped-def]
    """Take an order out of its queue."""
    order = p.orders[slot]
    place, column = order[TICKS] - p.state[BASE], 3 * order[QUEUE]
    level = p.levels[place]
    before, after = order[PREVIOUS], order[NEXT]
    if before:
        p.orders[before, NEXT] = after
    else:
        level[column] = after
    if after:
        p.orders[after, PREVIOUS] = before
    else:
        level[column + 1] = before
    level[column + 2] -= order[SHOWN]
    if level[0] == 0 and level[3] == 0 and level[6] == 0:
        clear_bit(p.words, 0 if order[SIDE] > 0 else 1, place, len(p.levels))


def release(p, slot):  # type: ignore[no-untyped-def]
    """Give the slot of an order back, and take it from the members of its group."""
    order = p.orders[slot]
    group = order[GROUP]
    if group >= 0:
        p.state[MEMBERS + group] -= 1
        last = p.members[group, p.state[MEMBERS + group]]
        p.members[group, order[PLACE]] = last
        p.orders[last, PLACE] = order[PLACE]
    order[ID] = 0
    order[NEXT] = p.state[FREE]
    p.state[FREE] = slot
    p.state[LIVE] -= 1


def next_level(p, side, place):  # type: ignore[no-untyped-def]
    """Next place from `place` on that a taker of this side meets; -1 where there is none."""
    if side > 0:
        return above(p.words, 1, place, len(p.levels))
    return below(p.words, 0, place, len(p.levels))


def would_take(p, side, ticks, retail):  # type: ignore[no-untyped-def]
    """Whether an order would meet another one, where RPI orders count only if `retail`."""
    limit = ticks - p.state[BASE]
    place = next_level(p, side, 0 if side > 0 else len(p.levels) - 1)
    while place >= 0 and (place - limit) * side <= 0:
        level = p.levels[place]
        if level[2] + level[8] > 0 or (retail and level[5] > 0):
            return True
        place = next_level(p, side, place + side)
    return False


def fill(p, slot, lots, taker, owner, flags):  # type: ignore[no-untyped-def]
    """Execute part or all of a resting order."""
    order = p.orders[slot]
    queue = order[QUEUE]
    p.levels[order[TICKS] - p.state[BASE], 3 * queue + 2] -= lots
    order[SHOWN] -= lots
    p.state[MADE] += lots
    p.state[TAKEN] += lots
    marks = flags | (F_ICEBERG if order[PEAK] else 0) | (F_RPI if queue == RETAIL else 0)
    if queue == DISPLAYED:
        note(p, TRADE, order[SIDE], order[TICKS], lots, 0, order[ID], order[OWNER], taker, owner, marks)
    else:
        marks |= F_HIDDEN if queue == HIDDEN else 0
        note(p, TRADE, order[SIDE], order[TICKS], 0, lots, order[ID], order[OWNER], taker, owner, marks)
    if order[OWNER] >= p.state[WATCHED]:
        p.state[TOUCHED] = 1
    if order[SHOWN]:
        return
    unlink(p, slot)
    if order[RESERVE] == 0:
        release(p, slot)
        return
    order[SHOWN] = min(order[PEAK], order[RESERVE])
    order[RESERVE] -= order[SHOWN]
    p.state[REFILLS] -= 1
    link(p, slot)
    note(p, REFILL, order[SIDE], order[TICKS], order[SHOWN], 0, order[ID], order[OWNER], 0, 0, F_ICEBERG)


def match(p, side, limit, lots, taker, owner, flags):  # type: ignore[no-untyped-def]
    """Take from the other side up to a limit in ticks; what is left, and whether the taker met itself."""
    retail = flags & F_RETAIL
    last = limit - p.state[BASE]
    place = next_level(p, side, 0 if side > 0 else len(p.levels) - 1)
    while lots > 0 and place >= 0 and (place - last) * side <= 0:
        for queue in range(3):
            if queue == RETAIL and not retail:
                continue
            while lots > 0 and p.levels[place, 3 * queue]:
                slot = p.levels[place, 3 * queue]
                if owner > 0 and p.orders[slot, OWNER] == owner:
                    return lots, True
                traded = min(lots, p.orders[slot, SHOWN])
                fill(p, slot, traded, taker, owner, flags)
                lots -= traded
        place = next_level(p, side, place + side)
    return lots, False


def drop_retail(p, side, ticks):  # type: ignore[no-untyped-def]
    """Cancel RPI orders of the other side that an order about to rest would cross or lock."""
    limit = ticks - p.state[BASE]
    place = next_level(p, side, 0 if side > 0 else len(p.levels) - 1)
    while place >= 0 and (place - limit) * side <= 0:
        while p.levels[place, 3]:
            remove(p, p.levels[place, 3], F_DISPLACED)
        place = next_level(p, side, place + side)


def rest(p, slot, side, ticks, lots, peak, queue):  # type: ignore[no-untyped-def]
    """Let what is left of an order rest."""
    drop_retail(p, side, ticks)
    order = p.orders[slot]
    order[SIDE], order[TICKS], order[PEAK], order[QUEUE] = side, ticks, peak, queue
    order[SHOWN] = min(peak, lots) if peak else lots
    order[RESERVE] = lots - order[SHOWN]
    if peak:
        p.state[REFILLS] += -(-order[RESERVE] // peak)
    link(p, slot)
    if queue == DISPLAYED:
        flags = F_ICEBERG if peak else 0
        note(p, ADD, side, ticks, order[SHOWN], order[RESERVE], order[ID], order[OWNER], 0, 0, flags)
    else:
        note(p, ADD, side, ticks, 0, lots, order[ID], order[OWNER], 0, 0, F_HIDDEN if queue == HIDDEN else F_RPI)


def remove(p, slot, flags):  # type: ignore[no-untyped-def]
    """Cancel a resting order; with F_REPLACED it keeps its slot, to rest anew."""
    order = p.orders[slot]
    unlink(p, slot)
    whole, queue = order[SHOWN] + order[RESERVE], order[QUEUE]
    if order[PEAK]:
        p.state[REFILLS] -= -(-order[RESERVE] // order[PEAK])
        flags |= F_ICEBERG
    flags |= F_RPI if queue == RETAIL else F_HIDDEN if queue == HIDDEN else 0
    shown = order[SHOWN] if queue == DISPLAYED else 0
    note(p, CANCEL, order[SIDE], order[TICKS], shown, whole - shown, order[ID], order[OWNER], 0, 0, flags)
    p.state[CANCELLED] += whole
    if not flags & F_REPLACED:
        release(p, slot)


def find(p, number, owner):  # type: ignore[no-untyped-def]
    """Slot of a live order of this owner; 0 where there is none."""
    slot = number & ((1 << SLOT_BITS) - 1)
    if number <= 0 or slot >= len(p.orders) or p.orders[slot, ID] != number or p.orders[slot, OWNER] != owner:
        return 0
    return slot


def enter(p, slot, side, ticks, lots, kind, flags, peak):  # type: ignore[no-untyped-def]
    """Match an order and let it rest, expire or be refused; its slot goes back unless it rests."""
    order = p.orders[slot]
    number, owner = order[ID], order[OWNER]
    p.state[ENTERED] += lots
    if kind in (K_POST_ONLY, K_RPI) and would_take(p, side, ticks, kind == K_RPI):
        p.state[REJECTED] += lots
        note(p, REJECT, side, ticks, 0, lots, number, owner, 0, 0, F_WOULD_TAKE)
        release(p, slot)
        return
    limit = (p.state[BASE] + len(p.levels) if side > 0 else 0) if kind == K_MARKET else ticks
    left, met_itself = lots, False
    if kind not in (K_POST_ONLY, K_RPI):
        left, met_itself = match(p, side, limit, lots, number, owner, flags & F_RETAIL)
    if left and (met_itself or kind in (K_MARKET, K_IOC)):
        p.state[EXPIRED] += left
        note(p, EXPIRE, side, ticks, 0, left, number, owner, 0, 0, F_SELF if met_itself else 0)
        left = 0
    if left:
        queue = HIDDEN if kind == K_HIDDEN else RETAIL if kind == K_RPI else DISPLAYED
        rest(p, slot, side, ticks, left, peak, queue)
    else:
        release(p, slot)


def cancel(p):  # type: ignore[no-untyped-def]
    """Cancel the order that the row names."""
    slot = find(p, p.row[R_ORDER], p.row[R_OWNER])
    if slot:
        remove(p, slot, 0)
    else:
        note(p, REJECT, 0, 0, 0, 0, p.row[R_ORDER], p.row[R_OWNER], 0, 0, F_UNKNOWN)


def reduce(p):  # type: ignore[no-untyped-def]
    """Cancel part of an order, the reserve first; it keeps its place. All of it or more is a cancel."""
    slot = find(p, p.row[R_ORDER], p.row[R_OWNER])
    lots = p.row[R_LOTS]
    if not slot or lots >= p.orders[slot, SHOWN] + p.orders[slot, RESERVE]:
        cancel(p)
        return
    order = p.orders[slot]
    unseen = min(lots, order[RESERVE])
    if order[PEAK]:
        p.state[REFILLS] += -(-(order[RESERVE] - unseen) // order[PEAK]) + (-order[RESERVE] // order[PEAK])
    order[RESERVE] -= unseen
    order[SHOWN] -= lots - unseen
    p.levels[order[TICKS] - p.state[BASE], 3 * order[QUEUE] + 2] -= lots - unseen
    p.state[CANCELLED] += lots
    queue = order[QUEUE]
    flags = F_RPI if queue == RETAIL else F_HIDDEN if queue == HIDDEN else F_ICEBERG if order[PEAK] else 0
    shown = lots - unseen if queue == DISPLAYED else 0
    note(p, REDUCE, order[SIDE], order[TICKS], shown, lots - shown, order[ID], order[OWNER], 0, 0, flags)


def replace(p):  # type: ignore[no-untyped-def]
    """New price and size under the old id: smaller at the same price keeps its place, anything else enters anew."""
    slot = find(p, p.row[R_ORDER], p.row[R_OWNER])
    if not slot:
        cancel(p)
        return
    order = p.orders[slot]
    whole = order[SHOWN] + order[RESERVE]
    ticks, lots = p.row[R_TICKS], p.row[R_LOTS]
    if ticks == order[TICKS] and lots <= whole:
        if lots < whole:
            p.row[R_LOTS] = whole - lots
            reduce(p)
        return
    kind = K_RPI if order[QUEUE] == RETAIL else K_HIDDEN if order[QUEUE] == HIDDEN else K_LIMIT
    remove(p, slot, F_REPLACED)
    enter(p, slot, order[SIDE], ticks, lots, kind, p.row[R_FLAGS], order[PEAK])


def act(p):  # type: ignore[no-untyped-def]
    """Do what the row says; the id of the order."""
    kind = p.row[R_KIND]
    if kind == K_CANCEL:
        cancel(p)
        return p.row[R_ORDER]
    if kind == K_REDUCE:
        reduce(p)
        return p.row[R_ORDER]
    if kind == K_REPLACE:
        replace(p)
        return p.row[R_ORDER]
    slot = p.state[FREE]
    order = p.orders[slot]
    p.state[FREE] = order[NEXT]
    p.state[LIVE] += 1
    p.state[SERIAL] += 1
    group = p.row[R_GROUP]
    number = (p.state[SERIAL] << SLOT_BITS) + slot
    order[ID], order[OWNER], order[GROUP] = number, p.row[R_OWNER], group
    if group >= 0:
        order[PLACE] = p.state[MEMBERS + group]
        p.members[group, order[PLACE]] = slot
        p.state[MEMBERS + group] += 1
    peak = p.row[R_PEAK] if kind == K_ICEBERG else 0
    enter(p, slot, p.row[R_SIDE], p.row[R_TICKS], p.row[R_LOTS], kind, p.row[R_FLAGS], peak)
    return number


def has_room(p):  # type: ignore[no-untyped-def]
    """Whether whatever one instruction can cause fits into the pools."""
    lines = 2 * (p.state[LIVE] + p.state[REFILLS]) + 8
    return p.state[FREE] != 0 and p.state[LOGGED] + lines <= len(p.log)


def submit_loop(p, rows, first, numbers):  # type: ignore[no-untyped-def]
    """Do rows of instructions from `first` on; how many are done, fewer than all where the pools must grow."""
    for place in range(first, len(rows)):
        if not has_room(p):
            return place
        p.row[:] = rows[place]
        numbers[place] = act(p)
    return len(rows)


def best_shown(p, side):  # type: ignore[no-untyped-def]
    """Tick of the best displayed order of a side; 0 where there is none."""
    place = next_level(p, -side, len(p.levels) - 1 if side > 0 else 0)
    while place >= 0 and p.levels[place, 2] == 0:
        place = next_level(p, -side, place - side)
    return 0 if place < 0 else place + p.state[BASE]


def draw(f):  # type: ignore[no-untyped-def]
    """Next random word of 63 bits."""
    f.state[DRAWN] += 1
    return f.draws[f.state[DRAWN] - 1]


def table(f, row, word):  # type: ignore[no-untyped-def]
    """Entry of a table of quantiles."""
    return f.tables[row, word & ((1 << TABLE_BITS) - 1)]


def follow_regimes(f):  # type: ignore[no-untyped-def]
    """Once a second: volatility components switch, each twice as slowly again and again; sizes of moves follow."""
    word = draw(f)
    product = 1 << 16
    for k in range(TIME_SCALES):
        if draw(f) & ((1 << (3 + 2 * k)) - 1) == 0:
            f.state[REGIMES + k] = (word >> k) & 1
        product = product * (f.rates[HIGH_FACTOR] if f.state[REGIMES + k] else f.rates[LOW_FACTOR]) >> 16
    f.state[SIGMA] = f.rates[SIGMA_BASE] * product >> 16
    f.state[ACTIVITY] = (1 << 15) + (f.rates[ACTIVITY_UNIT] * product >> 17)


def move_fair(f):  # type: ignore[no-untyped-def]
    """Diffusion and jumps of the fair price."""
    word = draw(f)
    f.state[FAIR] += f.state[SIGMA] * table(f, T_NORMAL, word) >> TABLE_BITS
    if (word >> 12) & ((1 << UNIT) - 1) < f.rates[JUMP_RATE]:
        jump = table(f, T_JUMP, draw(f))
        f.state[FAIR] += jump if (word >> 61) & 1 else -jump


def mark(p, f, now):  # type: ignore[no-untyped-def]
    """Once a second: the basis moves, and index, mark and best prices are noted."""
    state = f.state
    change = (f.rates[BASIS_NOISE] * table(f, T_NORMAL, draw(f)) >> TABLE_BITS) - (state[BASIS] >> 10)
    state[BASIS] += change
    state[FAIR] += change
    bid, ask = best_shown(p, 1), best_shown(p, -1)
    index = state[FAIR] - state[BASIS]
    if bid and ask:
        state[PREMIUM] += (((bid + ask) << (TICK_BITS - 1)) - index - state[PREMIUM]) >> 5
    line = f.marks[state[MARKED]]
    line[0], line[1], line[2], line[3], line[4] = now, index >> 16, (index + state[PREMIUM]) >> 16, bid, ask
    state[MARKED] += 1


def sign_of_trade(f, word):  # type: ignore[no-untyped-def]
    """Sign of the next trade, and how much of it was not expected, in units of 2**-30; the memory takes it in."""
    expected = 0
    for k in range(TIME_SCALES):
        expected += f.rates[SIGN_WEIGHTS + k] * f.state[SIGNS + k] >> SIGN_BITS
    one = 1 << SIGN_BITS
    sign = 1 if 2 * (word & (one - 1)) < one + expected else -1
    for k in range(TIME_SCALES):
        f.state[SIGNS + k] += (sign * one - f.state[SIGNS + k]) >> (2 * k)
    return sign, sign * one - expected


def flow_trade(p, f):  # type: ignore[no-untyped-def]
    """A market order; the fair price moves by the unexpected part of its sign times the root of its size."""
    sign, surprise = sign_of_trade(f, draw(f))
    word = draw(f)
    lots = table(f, T_TRADE_SIZE, word)
    retail = F_RETAIL if (word >> 12) & 0xFFFF < f.rates[RETAIL_SHARE] else 0
    f.state[FAIR] += (f.rates[IMPACT] * f.tables[T_ROOT, min(lots, (1 << TABLE_BITS) - 1)] >> 10) * (
        surprise >> 14
    ) >> 16
    row = p.row
    row[R_OWNER], row[R_SIDE], row[R_TICKS], row[R_LOTS], row[R_KIND], row[R_FLAGS] = 0, sign, 0, lots, K_MARKET, retail
    row[R_GROUP] = -1
    act(p)
    f.state[TRADE_HEAT] += f.rates[TRADE_BY_TRADE]
    f.state[LIMIT_HEAT] += f.rates[LIMIT_BY_TRADE]


def flow_limit(p, f):  # type: ignore[no-untyped-def]
    """A limit order at a distance from the fair price that depends on how long it means to stay."""
    word, second = draw(f), draw(f)
    f.state[TRADE_HEAT] += f.rates[TRADE_BY_LIMIT]
    f.state[LIMIT_HEAT] += f.rates[LIMIT_BY_LIMIT]
    side = 1 if word & 1 else -1
    if (word >> 1) & 0xFFFF >= f.state[KEEP_BID if side > 0 else KEEP_ASK]:
        return
    quantile = (word >> 17) & ((1 << TABLE_BITS) - 1)
    size_class = 0 if quantile < 3686 else 1 if quantile < 4055 else 2 if quantile < 4092 else 3
    chance, group = (word >> 29) & 0xFFFF, 0
    while group < GROUPS - 1 and chance >= f.tables[TABLES, size_class * GROUPS + group]:
        group += 1
    distance = table(f, T_DISTANCE + group, second)
    fair = f.state[FAIR] >> TICK_BITS
    other = best_shown(p, -side)
    ticks = fair - distance if side > 0 else fair + 1 + distance
    if other:
        ticks = min(ticks, other - 1) if side > 0 else max(ticks, other + 1)
    if ticks < 1:
        return
    share, kind = (second >> 12) & 0xFFFF, K_LIMIT
    if share < f.rates[RPI_SHARE]:
        kind = K_RPI
    elif share < f.rates[RPI_SHARE] + f.rates[HIDDEN_SHARE]:
        kind = K_HIDDEN
    row = p.row
    row[R_OWNER], row[R_SIDE], row[R_TICKS], row[R_LOTS] = 0, side, ticks, f.tables[T_LIMIT_SIZE, quantile]
    row[R_KIND], row[R_FLAGS], row[R_GROUP] = kind, 0, group
    act(p)


def flow_cancel(p, f, chance):  # type: ignore[no-untyped-def]
    """Cancel an order of the group that `chance` falls on, any of its members alike."""
    for group in range(GROUPS):
        weight = p.state[MEMBERS + group] * f.rates[DEATH_RATES + group]
        if chance < weight:
            remove(p, p.members[group, (draw(f) & 0xFFFFFFFF) * p.state[MEMBERS + group] >> 32], 0)
            return
        chance -= weight


def stale_side(p, f):  # type: ignore[no-untyped-def]
    """Side whose best displayed price the fair price has passed, and by how many ticks; 0 ticks where there is none."""
    fair = f.state[FAIR] >> TICK_BITS
    bid, ask = best_shown(p, 1), best_shown(p, -1)
    if bid > fair:
        return 1, min(bid - fair, MOST_STALE)
    if ask and ask < fair + 1:
        return -1, min(fair + 1 - ask, MOST_STALE)
    return 1, 0


def flow_pull(p, f, side):  # type: ignore[no-untyped-def]
    """The youngest order at a stale best price is pulled; where it is not of the flow, it is taken from."""
    ticks = best_shown(p, side)
    slot = p.levels[ticks - p.state[BASE], 1]
    if p.orders[slot, GROUP] >= 0:
        remove(p, slot, 0)
        return
    row = p.row
    row[R_OWNER], row[R_SIDE], row[R_TICKS], row[R_KIND], row[R_FLAGS], row[R_GROUP] = 0, -side, ticks, K_IOC, 0, -1
    row[R_LOTS] = table(f, T_TRADE_SIZE, draw(f))
    act(p)


def slot_event(p, f):  # type: ignore[no-untyped-def]
    """What the flow does in one slot, if anything."""
    word = draw(f)
    chance = word & ((1 << UNIT) - 1)
    state, rates = f.state, f.rates
    # rows handed in between may be younger than the instant that the word gives
    p.row[R_TIME] = max(p.row[R_TIME], state[SLOT] * SLOT_NS + ((word >> UNIT) * SLOT_NS >> (63 - UNIT)))
    chance -= (rates[TRADE_RATE] * state[ACTIVITY] >> 16) + state[TRADE_HEAT]
    if chance < 0:
        flow_trade(p, f)
        return
    chance -= (rates[LIMIT_RATE] * state[ACTIVITY] >> 16) + state[LIMIT_HEAT]
    if chance < 0:
        flow_limit(p, f)
        return
    dying = 0
    for group in range(GROUPS):
        dying += p.state[MEMBERS + group] * rates[DEATH_RATES + group]
    if chance < dying:
        flow_cancel(p, f, chance)
        return
    side, stale = stale_side(p, f)
    if stale and chance - dying < rates[PULL_RATE] * stale:
        flow_pull(p, f, side)


def flow_loop(p, f, until_slot):  # type: ignore[no-untyped-def]
    """Let the flow act slot by slot up to `until_slot`, or until something is needed; says what."""
    state = f.state
    width = len(p.levels)
    while state[SLOT] < until_slot:
        if state[DRAWN] + DRAWS_PER_SLOT > len(f.draws):
            return NEEDS_DRAWS
        if not has_room(p):
            return NEEDS_ROOM
        if state[MARKED] >= len(f.marks):
            return NEEDS_MARKS
        place = (state[FAIR] >> TICK_BITS) - p.state[BASE]
        if place < width // 4 or place > width - width // 4:
            return NEEDS_WINDOW
        slot = state[SLOT]
        if slot % SLOTS_PER_MOVE == 0:
            move_fair(f)
        if slot % SLOTS_PER_MARK == 0:
            follow_regimes(f)
            mark(p, f, slot * SLOT_NS)
        state[FAIR] = max(state[FAIR], LOWEST_FAIR << TICK_BITS)
        state[TRADE_HEAT] -= state[TRADE_HEAT] >> 12
        state[LIMIT_HEAT] -= state[LIMIT_HEAT] >> 10
        slot_event(p, f)
        state[SLOT] += 1
        if p.state[TOUCHED]:
            p.state[TOUCHED] = 0
            return SEES_FILL
    return DONE
