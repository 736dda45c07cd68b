"""Kupiec and Christoffersen by enumeration of every record, against peers, printed regions, and simulated size."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator

import numpy as np
import pytest
import vetted.var
from scipy.stats import binom
from vartests import binomial_test
from vartests import kupiec_test as peer_kupiec_test

from seawall.core import BoolArray
from seawall.errors import InputError
from seawall.measures import BacktestResult, conditional_coverage_test, independence_test, kupiec_test
from tests.tolerances import BACKTEST_PEER, COVERAGE_STANDARD_ERRORS, PROBABILITY_SUM

Test = Callable[[BoolArray, float], BacktestResult]
TESTS: dict[str, Test] = {
    "kupiec": lambda exceptions, confidence: kupiec_test(exceptions, confidence=confidence),
    "independence": lambda exceptions, _confidence: independence_test(exceptions),
    "conditional_coverage": lambda exceptions, confidence: conditional_coverage_test(exceptions, confidence=confidence),
}


def _first(count: int, n: int) -> BoolArray:
    return np.arange(n) < count


def _pnl_of(exceptions: BoolArray) -> tuple[list[float], list[float]]:
    """P&L and VaR that have these exceptions, for peers who ask for them."""
    return [-2.0 if each else 0.5 for each in exceptions], [1.0] * len(exceptions)


@pytest.mark.parametrize("name", TESTS)
@pytest.mark.parametrize("confidence", [0.75, 0.9])
def test_p_values_are_those_of_enumerating_every_record(name: str, confidence: float) -> None:
    """All 2^10 records, one by one: no formula for the number of patterns is used."""
    n, p = 10, 1.0 - confidence
    records = [np.array(each, dtype=bool) for each in itertools.product([False, True], repeat=n)]
    statistics = np.array([TESTS[name](each, confidence).statistic for each in records])
    counts = np.array([each.sum() for each in records])
    chances = p**counts * (1 - p) ** (n - counts)
    for record, statistic, count in zip(records, statistics, counts, strict=True):
        at_least = statistics >= statistic - 1e-9
        if name == "independence":
            same = counts == count
            wanted = (at_least & same).sum() / same.sum()
        else:
            wanted = chances[at_least].sum()
        found = TESTS[name](record, confidence).p_value
        assert found == pytest.approx(wanted, abs=PROBABILITY_SUM), (record, statistic)


@pytest.mark.parametrize("confidence", [0.9, 0.975, 0.99])
@pytest.mark.parametrize("n", [60, 250, 1000])
def test_statistics_and_limits_are_those_of_the_peers(n: int, confidence: float) -> None:
    generator = np.random.default_rng(n)
    for chance in (0.5, 1.0, 3.0):
        exceptions = generator.random(n) < chance * (1 - confidence)
        pnl, var = _pnl_of(exceptions)
        alpha = round(1 - confidence, 12)
        kupiec, peer = kupiec_test(exceptions, confidence=confidence), vetted.var.kupiec(pnl, var, alpha)
        both = conditional_coverage_test(exceptions, confidence=confidence)
        markov, peer_both = independence_test(exceptions), vetted.var.christoffersen(pnl, var, alpha)
        third = peer_kupiec_test(exceptions.astype(int), risk_conf_level=confidence)
        pairs = [
            (kupiec.statistic, peer.statistic),
            (kupiec.asymptotic_p_value, peer.p_value),
            (kupiec.statistic, third["statistic"]),
            (kupiec.asymptotic_p_value, third["p-value"]),
            (markov.statistic, peer_both["lr_ind"]),
            (markov.asymptotic_p_value, peer_both["p_ind"]),
            (both.statistic, peer_both.statistic),
            (both.asymptotic_p_value, peer_both.p_value),
        ]
        for found, wanted in pairs:
            assert found == pytest.approx(wanted, rel=BACKTEST_PEER, abs=BACKTEST_PEER), (n, confidence, pairs)


def test_exact_p_values_are_the_limit_of_the_peers_simulation() -> None:
    """vetted simulates at the nominal probability: for Kupiec and conditional coverage the same null as ours."""
    exceptions = np.isin(np.arange(250), [3, 40, 41, 90, 130, 200])
    pnl, var = _pnl_of(exceptions)
    runs = 40_000
    peer = vetted.var.christoffersen(pnl, var, 0.01, pvalue="monte_carlo", n_sims=runs)
    found = conditional_coverage_test(exceptions, confidence=0.99).p_value
    error = math.sqrt(found * (1 - found) / runs)
    assert abs(found - peer.p_value) <= COVERAGE_STANDARD_ERRORS * error, (found, peer.p_value)
    found = kupiec_test(exceptions, confidence=0.99).p_value
    assert abs(found - peer["p_uc"]) <= COVERAGE_STANDARD_ERRORS * math.sqrt(found * (1 - found) / runs)


def test_independence_is_judged_given_the_count() -> None:
    """Here we differ from vetted, which simulates independence at the nominal probability.

    Ten exceptions where 2.5 are expected are a matter of coverage. Independent placing of ten has its own chance of
    two in a row, which simulation of records with two or three exceptions does not know. Truth: placings of ten.
    """
    exceptions = np.isin(np.arange(250), [5, 30, 55, 80, 81, 130, 155, 180, 205, 230])
    found = independence_test(exceptions)
    generator = np.random.default_rng(1)
    runs = 2_000
    statistics = np.array([independence_test(generator.permutation(exceptions)).statistic for _ in range(runs)])
    truth = float((statistics >= found.statistic - 1e-9).mean())
    error = math.sqrt(truth * (1 - truth) / runs)
    assert abs(found.p_value - truth) <= COVERAGE_STANDARD_ERRORS * error, (found.p_value, truth)
    pnl, var = _pnl_of(exceptions)
    peer = float(vetted.var.christoffersen(pnl, var, 0.01, pvalue="monte_carlo")["p_ind"])
    assert abs(peer - truth) > 10 * error, "vetted's p-value should differ; is it now conditional too?"


def test_exact_p_value_of_kupiec_orders_by_the_statistic() -> None:
    """Here we differ from vartests, whose exact test orders outcomes by their probability.

    Ours is the p-value of the statistic shown beside it: of 0 exceptions in 250 at 99 % the ratio, 5.03, is larger than
    of 6, 3.56, so 6 may not count as the more extreme. By probability it does: 6 has 2.8 %, and 0 has 8.1 %.
    """
    none, six = (kupiec_test(_first(x, 250), confidence=0.99) for x in (0, 6))
    assert none.statistic > six.statistic
    assert none.p_value < six.p_value
    peers = [binomial_test(x=x, n=250, risk_conf_level=0.99, alternative="two-sided")["p-value"] for x in (0, 6)]
    assert peers[0] > peers[1]
    tails = binom.pmf(0, 250, 0.01) + binom.sf(6, 250, 0.01)
    assert none.p_value == pytest.approx(tails, abs=PROBABILITY_SUM)


REGIONS = {
    0.99: [(255, 1, 6), (510, 2, 10), (1000, 5, 16)],
    0.975: [(255, 3, 11), (510, 7, 20), (1000, 16, 35)],
    0.95: [(255, 7, 20), (510, 17, 35), (1000, 38, 64)],
    0.925: [(255, 12, 27), (510, 28, 50), (1000, 60, 91)],
    0.90: [(255, 17, 35), (510, 39, 64), (1000, 82, 119)],
}


@pytest.mark.parametrize("confidence", REGIONS)
def test_regions_of_kupiecs_table(confidence: float) -> None:
    """Kupiec (1995), table of 95 % regions: by the chi-square limit, whose 5 % point is 3.841.

    At 255 sessions and 99 % he prints N < 7 without a lower end. By the limit 0 is rejected, and by the exact p-value
    it is not: his print is right about the exact test.
    """
    for n, lowest, highest in REGIONS[confidence]:
        results = [kupiec_test(_first(x, n), confidence=confidence) for x in range(n // 4)]
        accepted = [x for x, each in enumerate(results) if each.statistic < 3.841]
        assert (accepted[0], accepted[-1]) == (lowest, highest), (n, confidence)
        assert len(accepted) == highest - lowest + 1
    exact = [x for x in range(40) if kupiec_test(_first(x, 255), confidence=0.99).p_value > 0.05]
    assert exact == [0, 1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("n", [2, 3, 10, 250])
@pytest.mark.parametrize("all_of_them", [False, True])
def test_none_and_nothing_but_exceptions_have_defined_values(n: int, all_of_them: bool) -> None:
    exceptions = np.full(n, all_of_them)
    markov = independence_test(exceptions)
    assert (markov.statistic, markov.p_value, markov.asymptotic_p_value) == (0.0, 1.0, 1.0)
    p = 0.01
    ratio = 2 * n * (math.log(1 / p) if all_of_them else -math.log(1 - p))
    for result in (kupiec_test(exceptions, confidence=0.99), conditional_coverage_test(exceptions, confidence=0.99)):
        assert result.statistic == pytest.approx(ratio, rel=1e-9)
        assert 0.0 <= result.p_value <= 1.0


def test_one_session_is_enough_for_kupiec_only() -> None:
    assert kupiec_test(np.array([True]), confidence=0.99).p_value == pytest.approx(0.01)
    with pytest.raises(InputError, match="at least 2 sessions"):
        independence_test(np.array([True]))
    with pytest.raises(InputError, match="at least 2 sessions"):
        conditional_coverage_test(np.array([True]), confidence=0.99)


@pytest.mark.parametrize("exceptions", [np.array([0, 1]), np.array([[True, False]]), np.array([0.0, 1.0])])
def test_exceptions_are_booleans_in_a_row(exceptions: BoolArray) -> None:
    for test in TESTS.values():
        with pytest.raises(InputError, match="boolean array"):
            test(exceptions, 0.99)


def test_a_percent_is_recognised() -> None:
    with pytest.raises(InputError, match="percent given"):
        kupiec_test(_first(1, 250), confidence=99.0)


def _patterns(n: int, most: int) -> Iterator[tuple[BoolArray, int]]:
    """One record of each pattern of at most `most` exceptions, and how many records share its numbers."""
    yield np.zeros(n, dtype=bool), 1
    for count in range(1, most + 1):
        for runs, first, last in itertools.product(range(1, count + 1), (0, 1), (0, 1)):
            gaps = runs + 1 - first - last
            if 1 <= gaps <= n - count:
                states = [(first + i) % 2 for i in range(runs + gaps)]
                # the first run and the first gap take all sessions that are over
                lengths = [1] * len(states)
                lengths[states.index(1)] += count - runs
                lengths[states.index(0)] += n - count - gaps
                ways = math.comb(count - 1, runs - 1) * math.comb(n - count - 1, gaps - 1)
                yield np.repeat(np.array(states, dtype=bool), lengths), ways


def _exact_size(test: Test, n: int, confidence: float, most: int) -> float:
    """Probability under a right model that the p-value is at most 5 %."""
    p = 1 - confidence
    rejected = [
        ways * p ** int(exceptions.sum()) * (1 - p) ** (n - int(exceptions.sum()))
        for exceptions, ways in _patterns(n, most)
        if test(exceptions, confidence).p_value <= 0.05
    ]
    # counts beyond `most` are taken as rejected; the caller sees to it that there is next to nothing there
    return math.fsum(rejected) + float(binom.sf(most, n, p))


def test_the_enumeration_of_patterns_is_complete() -> None:
    found = {exceptions.tobytes() for exceptions, _ in _patterns(9, 8)}
    ways = sum(ways for _, ways in _patterns(9, 8))
    assert ways == 2**9 - 1, "all records but the one of nine exceptions"
    assert len(found) == sum(1 for _ in _patterns(9, 8)), "no pattern is listed twice"


@pytest.mark.slow
@pytest.mark.parametrize("name", TESTS)
@pytest.mark.parametrize(("n", "confidence", "most"), [(250, 0.99, 16), (250, 0.975, 28), (500, 0.99, 22)])
def test_a_right_model_is_rejected_as_often_as_the_exact_size_says(
    name: str, n: int, confidence: float, most: int, slow_share: int
) -> None:
    seeds = 2_000 // slow_share
    size = _exact_size(TESTS[name], n, confidence, most)
    assert size <= 0.05 + 1e-9, "an exact test never exceeds its level"
    rejected = sum(
        TESTS[name](np.random.default_rng([7, seed]).random(n) < 1 - confidence, confidence).p_value <= 0.05
        for seed in range(seeds)
    )
    error = math.sqrt(size * (1 - size) / seeds)
    assert abs(rejected / seeds - size) <= COVERAGE_STANDARD_ERRORS * error, (
        name,
        n,
        confidence,
        rejected,
        seeds,
        size,
    )


@pytest.mark.slow
def test_the_limit_rejects_too_often_where_the_exact_test_does_not(slow_share: int) -> None:
    """At 99 % and 250 sessions chi-square calls no exception at all significant, which happens 8 % of the time."""
    seeds = 2_000 // slow_share
    by_limit = 0
    for seed in range(seeds):
        found = kupiec_test(np.random.default_rng([8, seed]).random(250) < 0.01, confidence=0.99)
        by_limit += (found.asymptotic_p_value or 0.0) <= 0.05
    size = float(binom.pmf(0, 250, 0.01) + binom.sf(6, 250, 0.01))
    assert size > 0.09
    assert abs(by_limit / seeds - size) <= COVERAGE_STANDARD_ERRORS * math.sqrt(size * (1 - size) / seeds)
