"""Reconciled figures: what is compared, when packages agree, and what is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from seawall.errors import InputError
from seawall.measures import PerformancePackage, ReconciledFigure, ReturnFigure, expected_shortfall, reconcile
from tests.measures.simulated_returns import simulated_returns
from tests.tolerances import EXACT

RETURNS = simulated_returns()[1]


def by_name(**options: Any) -> dict[tuple[str, float | None], ReconciledFigure]:
    options = {"sessions_per_year": 260.0, **options}
    return {(each.figure.value, each.confidence): each for each in reconcile(RETURNS, **options)}


def agreeing(figure: ReconciledFigure) -> set[str]:
    return {each.package.value for each in figure.packages if not each.setting and figure.agrees(each)}


def test_every_figure_is_there_once_at_each_level() -> None:
    found = by_name(confidences=(0.9, 0.99))
    once = set(ReturnFigure) - {ReturnFigure.VALUE_AT_RISK, ReturnFigure.EXPECTED_SHORTFALL}
    tails = {(name, level) for name in ("value_at_risk", "expected_shortfall") for level in (0.9, 0.99)}
    assert set(found) == tails | {(figure.value, None) for figure in once}


def test_seawalls_own_tail_is_that_of_every_other_page() -> None:
    ordered = np.sort(-RETURNS)[::-1]
    found = by_name()
    # 1,512 returns hold 15.12 in the tail of 99 %: the sixteenth, and fifteen with 0.12 of the sixteenth
    assert found["value_at_risk", 0.99].value == ordered[15]
    assert found["expected_shortfall", 0.99].value == pytest.approx(
        (ordered[:15].sum() + 0.12 * ordered[15]) / 15.12, rel=EXACT
    )
    assert found["expected_shortfall", 0.99].value == expected_shortfall(-RETURNS, confidence=0.99)


def test_skfolio_is_one_loss_further_only_where_the_tail_is_a_whole_number() -> None:
    assert "skfolio" in agreeing(by_name()["value_at_risk", 0.99])
    whole = reconcile(RETURNS[:1500], sessions_per_year=260.0)[1]
    assert "skfolio" not in agreeing(whole)
    skfolio = next(each for each in whole.packages if each.package is PerformancePackage.SKFOLIO)
    ordered = np.sort(-RETURNS[:1500])[::-1]
    assert (whole.value, skfolio.value) == (ordered[14], ordered[15])


def test_the_same_year_for_all_leaves_only_the_rules_apart() -> None:
    apart, same = by_name(), by_name(periods=252.0)
    for name in ("annual_volatility", "sharpe_ratio"):
        assert agreeing(apart[name, None]) == set()
        assert agreeing(same[name, None]) == {"quantstats", "empyrical", "skfolio"}
    for name in ("annual_return", "sortino_ratio", "calmar_ratio", "maximum_drawdown"):
        assert agreeing(same[name, None]) == {"quantstats", "empyrical"}, name


def test_a_figure_that_none_defines_is_agreed_on() -> None:
    rising = reconcile(np.array([0.01, 0.02, 0.01, 0.03]), sessions_per_year=252.0)
    calmar = next(each for each in rising if each.figure is ReturnFigure.CALMAR_RATIO)
    assert calmar.value is None
    assert agreeing(calmar) == {"quantstats", "empyrical", "skfolio"}


@pytest.mark.parametrize(
    ("returns", "options", "message"),
    [
        (RETURNS[:3], {}, "'returns' must hold at least 4, held 3"),
        (np.full(10, 0.01), {}, "must not all be equal, but all are 0.01"),
        (np.array([1.5, -2.5, 0.3, 0.1]), {}, r"must be above -1, was -2.5; percent given\?"),
        (np.array([0.1, np.nan, 0.3, 0.1]), {}, "'returns' must be finite"),
        (RETURNS, {"confidences": (99.0,)}, r"'confidence' must be in \[0.5, 1\), was 99.0; percent given\?"),
        (RETURNS, {"periods": 0.0}, "'periods' must be finite and above 0"),
        (RETURNS, {"sessions_per_year": -1.0}, "'sessions_per_year' must be finite and above 0"),
    ],
)
def test_what_is_refused(returns: Any, options: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        reconcile(returns, **{"sessions_per_year": 252.0, **options})
