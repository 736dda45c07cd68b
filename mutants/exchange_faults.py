"""Faults in the simulated exchange on one clock: fills, forced orders, funding, saving."""

from __future__ import annotations

from mutants.planted import Mutant

_TESTS = "tests/simulator/test_exchange.py::"
_ACCOUNTS = "simulator/exchange_accounts.py"

FAULTS = (
    Mutant(
        "agents-pay-the-first-price",
        _ACCOUNTS,
        "        for tick, filled in fills:\n            delta = int(side) * filled",
        "        for _, filled in fills:\n            tick = fills[0][0]\n            delta = int(side) * filled",
        "an order that takes several prices is booked at the first of them",
        (_TESTS + "test_agents_pay_what_their_fills_cost",),
    ),
    Mutant(
        "forced-orders-without-a-limit",
        _ACCOUNTS,
        "limit = min(max(price, near - _FARTHEST_LIMIT, 1), near + _FARTHEST_LIMIT)",
        "limit = max(near - int(side) * _FARTHEST_LIMIT, 1)",
        "forced orders trade beyond the bankruptcy price",
        (_TESTS + "test_a_limit_that_no_bid_meets_fills_nothing",),
    ),
    Mutant(
        "trades-of-agents-tell-nothing",
        "simulator/book_market.py",
        "state[k.FAIR] += int(instruction.side) * max(int(rates[k.IMPACT]) * root >> 10, swept)",
        "state[k.FAIR] += 0 * max(int(rates[k.IMPACT]) * root >> 10, swept)",
        "the fair price does not answer what agents and forced orders trade",
        (_TESTS + "test_forced_orders_push_the_price_that_forces_the_next",),
    ),
    Mutant(
        "sleepers-do-not-survive-a-save",
        "simulator/exchange.py",
        'exchange._wakes = [(time_ns, at) for time_ns, at in about["wakes"]]',
        "exchange._wakes = []",
        "a restored exchange has lost the agents who were about to wake",
        (_TESTS + "test_a_saved_exchange_goes_on_identically",),
    ),
    Mutant(
        "premium-without-weights",
        _ACCOUNTS,
        "self._premium_sum += self._premium_count * ((mark - index) * FUNDING_SCALE // index)",
        "self._premium_sum += (mark - index) * FUNDING_SCALE // index * (self._premium_count + 1) // 2",
        "funding weighs old and young premiums alike",
        (_TESTS + "test_a_premium_beyond_the_clamp_is_weighted_by_its_age",),
    ),
    Mutant(
        "high-leverage-leans-short",
        "simulator/ledger_kernels.py",
        "return 1 if leverage >= LEANING_LEVERAGE and",
        "return -1 if leverage >= LEANING_LEVERAGE and",
        "agents of high leverage lean short",
        ("tests/simulator/test_minute_market.py::test_months_look_like_markets",),
    ),
)
