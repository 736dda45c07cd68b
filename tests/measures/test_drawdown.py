"""Drawdowns: against the definition, worked paths, empyrical, and the identities of the conditional one."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from seawall.core import FloatArray
from seawall.errors import InputError
from seawall.measures import DrawdownKind, conditional_drawdown_at_risk, drawdown_series, maximum_drawdown
from tests.tolerances import EXACT

RETURNS = arrays(np.float64, st.integers(1, 60), elements=st.floats(-0.9, 3.0))
CONFIDENCE = st.sampled_from([0.5, 0.8, 0.9, 0.95, 0.99])


@given(RETURNS)
def test_the_definition_written_out(returns: FloatArray) -> None:
    wealth = [1.0]
    for each in returns:
        wealth.append(wealth[-1] * (1 + each))
    expected = [1 - wealth[t] / max(wealth[: t + 1]) for t in range(1, len(wealth))]
    np.testing.assert_allclose(drawdown_series(returns), expected, rtol=0, atol=EXACT)
    worst = max(1 - wealth[late] / wealth[early] for late in range(len(wealth)) for early in range(late + 1))
    assert maximum_drawdown(returns) == pytest.approx(worst, abs=EXACT)


@given(arrays(np.float64, st.integers(1, 60), elements=st.floats(-1e6, 1e6)))
def test_money_adds_up(pnl: FloatArray) -> None:
    level = np.concatenate(([0.0], np.cumsum(pnl)))
    worst = max(level[early] - level[late] for late in range(len(level)) for early in range(late + 1))
    assert maximum_drawdown(pnl, kind=DrawdownKind.ADDED) == pytest.approx(worst, rel=EXACT, abs=1e-6)
    doubled = drawdown_series(2 * pnl, kind=DrawdownKind.ADDED)
    np.testing.assert_allclose(doubled, 2 * drawdown_series(pnl, kind=DrawdownKind.ADDED), rtol=EXACT, atol=1e-6)


@given(RETURNS, CONFIDENCE)
def test_the_conditional_drawdown_lies_between_mean_and_maximum(returns: FloatArray, confidence: float) -> None:
    series = drawdown_series(returns)
    found = conditional_drawdown_at_risk(returns, confidence=confidence)
    assert series.mean() - EXACT <= found <= series.max() + EXACT
    # the formula of Rockafellar and Uryasev: the least over z of z + E[(D - z)+] / (1 - c), reached at one of the D
    least = min(z + np.maximum(series - z, 0).mean() / (1 - confidence) for z in series)
    assert found == pytest.approx(least, rel=1e-9, abs=1e-9)


@given(st.integers(2, 60), CONFIDENCE, st.integers(0, 999))
def test_two_books_draw_down_no_more_than_each_apart(n: int, confidence: float, seed: int) -> None:
    """Chekhlov, Uryasev, Zabarankin: the conditional drawdown of added P&L is convex, so subadditive."""
    first, second = np.random.default_rng(seed).standard_t(3, (2, n))
    apart = sum(
        conditional_drawdown_at_risk(each, confidence=confidence, kind=DrawdownKind.ADDED) for each in (first, second)
    )
    together = conditional_drawdown_at_risk(first + second, confidence=confidence, kind=DrawdownKind.ADDED)
    assert together <= apart + 1e-9, (n, confidence, seed)


def test_a_second_implementation_agrees() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from empyrical import max_drawdown
    returns = np.random.default_rng(3).standard_t(4, 2_000) * 0.02
    assert maximum_drawdown(returns) == pytest.approx(-max_drawdown(returns), rel=1e-9)


def test_a_fall_from_the_start_counts() -> None:
    assert maximum_drawdown(np.array([-0.2, 0.1])) == pytest.approx(0.2)
    assert maximum_drawdown(np.array([-1.0, 0.5])) == 1.0
    assert maximum_drawdown(np.array([0.1, 0.2])) == 0.0


@pytest.mark.parametrize("kind", list(DrawdownKind))
def test_a_gap_is_refused_and_not_carried(kind: DrawdownKind) -> None:
    """A path that meets a NaN stays at it, and a drawdown frozen there would hide every later fall."""
    with pytest.raises(InputError, match=r"finite.*\(1,\)"):
        maximum_drawdown(np.array([0.1, np.nan, -0.5]), kind=kind)
    with pytest.raises(InputError, match="at least one"):
        maximum_drawdown(np.array([]), kind=kind)


def test_more_than_everything_cannot_be_lost() -> None:
    with pytest.raises(InputError, match="must not be below -1"):
        drawdown_series(np.array([0.1, -1.5]))
    assert maximum_drawdown(np.array([0.1, -1.5]), kind=DrawdownKind.ADDED) == 1.5
