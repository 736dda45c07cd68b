"""The t copula: its marginals, its rank correlations, its tails, and a fit that finds what was planted."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy.stats import chisquare, kendalltau, kstest, multivariate_t
from scipy.stats import t as student_t

from seawall.errors import DataError, InputError, NumericalError
from seawall.scenarios import (
    EmpiricalMarginals,
    MarginalLaw,
    Sampling,
    StudentCopula,
    StudentMarginals,
    copula_scenarios,
    fit_student_copula,
)
from seawall.scenarios.student_copula import kendall_correlation
from tests.scenarios.simulated import HELD, MADE, log_moves, panel, spots
from tests.tolerances import EXACT, RANDOMNESS_P_VALUE

CORRELATION = np.array([[1.0, 0.7, -0.3], [0.7, 1.0, 0.0], [-0.3, 0.0, 1.0]])
STUDENT = StudentMarginals(np.array([0.001, 0.0, -0.002]), np.array([0.01, 0.02, 0.03]), np.array([3.0, 5.0, 30.0]))


def copula(degrees: float = 4.0, **change: Any) -> StudentCopula:
    parts: dict[str, Any] = {
        "factors": spots(3),
        "correlation": CORRELATION,
        "degrees_of_freedom": degrees,
        "marginals": STUDENT,
        "horizon_sessions": 1,
        "lineage": MADE,
        "held_constant": (HELD,),
    }
    return StudentCopula(**parts | change)


@pytest.mark.parametrize("sampling", [Sampling.PSEUDO_RANDOM, Sampling.SOBOL])
def test_marginals_are_the_student_laws_that_were_stated(sampling: Sampling) -> None:
    batches = 1 if sampling is Sampling.PSEUDO_RANDOM else 2
    moves = log_moves(copula_scenarios(copula(), n_scenarios=2**14, seed=5, batches=batches, sampling=sampling))
    for i, degrees in enumerate(STUDENT.degrees_of_freedom):
        scale = STUDENT.volatility[i] * math.sqrt((degrees - 2) / degrees)
        p_value = kstest(moves[:, i], student_t(degrees, STUDENT.mean[i], scale).cdf).pvalue
        assert p_value > RANDOMNESS_P_VALUE, (sampling, i, p_value)


def test_where_the_marginals_have_the_degrees_of_the_copula_the_law_is_a_multivariate_t() -> None:
    marginals = StudentMarginals(np.zeros(3), np.full(3, math.sqrt(2.0)), np.full(3, 4.0))
    moves = log_moves(copula_scenarios(copula(marginals=marginals), n_scenarios=40_000, seed=6))
    radii = np.einsum("si,ij,sj->s", moves, np.linalg.inv(CORRELATION), moves) / 3
    peer = multivariate_t(np.zeros(3), CORRELATION, df=4, seed=1).rvs(40_000)
    theirs = np.einsum("si,ij,sj->s", peer, np.linalg.inv(CORRELATION), peer) / 3
    assert kstest(radii, theirs).pvalue > RANDOMNESS_P_VALUE
    assert kstest(radii, "f", args=(3, 4)).pvalue > RANDOMNESS_P_VALUE


def test_rank_correlations_do_not_depend_on_the_marginals() -> None:
    moves = log_moves(copula_scenarios(copula(2.5), n_scenarios=4000, seed=7))
    for i, j in ((0, 1), (0, 2), (1, 2)):
        expected = 2 / math.pi * math.asin(CORRELATION[i, j])
        assert kendalltau(moves[:, i], moves[:, j]).statistic == pytest.approx(expected, abs=0.035), (i, j)
    found = kendall_correlation(moves)
    peer = math.sin(0.5 * math.pi * kendalltau(moves[:, 0], moves[:, 1]).statistic)
    assert found[0, 1] == pytest.approx(peer, rel=1e-9)


def test_ties_count_for_neither_side() -> None:
    draw = np.random.default_rng(1)
    sample = np.round(draw.standard_normal((200, 2)), 0) + 0.0
    peer = math.sin(0.5 * math.pi * kendalltau(sample[:, 0], sample[:, 1], variant="b").statistic)
    assert kendall_correlation(sample)[0, 1] == pytest.approx(peer, rel=1e-9, abs=EXACT)


def test_tail_dependence_is_that_of_the_closed_form() -> None:
    """At the 0.1 % level the chance of joint extremes is near its limit; a Gaussian copula would have almost none."""
    n, level = 2**19, 0.001
    model = copula(3.0)
    moves = log_moves(copula_scenarios(model, n_scenarios=n, seed=8))
    low = moves[:, :2] < np.quantile(moves[:, :2], level, axis=0)
    found = low.all(axis=1).mean() / level
    error = math.sqrt(found / (n * level))
    assert model.tail_dependence(0, 1) == pytest.approx(2 * student_t(4).cdf(-math.sqrt(4 * 0.3 / 1.7)), rel=1e-9)
    assert abs(found - model.tail_dependence(0, 1)) < 3 * error + 0.02, (found, model.tail_dependence(0, 1))
    gaussian = log_moves(copula_scenarios(copula(1e6), n_scenarios=n, seed=8))[:, :2]
    joint = (gaussian < np.quantile(gaussian, level, axis=0)).all(axis=1).mean() / level
    assert joint < 0.6 * found


def test_empirical_marginals_draw_the_past_and_nothing_else() -> None:
    past = np.random.default_rng(3).standard_normal((250, 3)) * 0.01
    model = copula(marginals=EmpiricalMarginals(past))
    moves = log_moves(copula_scenarios(model, n_scenarios=2**15, seed=9, batches=2, sampling=Sampling.SOBOL))
    for i in range(3):
        values, counts = np.unique(moves[:, i].round(12), return_counts=True)
        assert values == pytest.approx(np.sort(past[:, i]), abs=1e-11), i
        assert chisquare(counts).pvalue > RANDOMNESS_P_VALUE, i


def test_a_fit_finds_what_was_planted() -> None:
    planted = copula(4.0)
    sample = log_moves(copula_scenarios(planted, n_scenarios=3000, seed=10))
    fitted = fit_student_copula(panel(sample), factors=(*spots(3), HELD), lineage=MADE, marginals=MarginalLaw.STUDENT_T)
    assert fitted.degrees_of_freedom == pytest.approx(4.0, rel=0.25)
    assert np.abs(fitted.correlation - CORRELATION).max() < 0.06
    assert isinstance(fitted.marginals, StudentMarginals)
    assert fitted.marginals.volatility == pytest.approx(STUDENT.volatility, rel=0.15)
    assert fitted.held_constant == (HELD,)
    assert "t copula with" in fitted.lineage.method
    normal = np.random.default_rng(2).multivariate_normal(np.zeros(3), CORRELATION, 3000) * 0.01
    assert fit_student_copula(panel(normal), factors=spots(3), lineage=MADE).degrees_of_freedom > 25


def test_the_fitted_degrees_are_the_most_likely() -> None:
    """The likelihood written out with another library's densities, on a grid around the fit."""
    sample = log_moves(copula_scenarios(copula(6.0), n_scenarios=800, seed=12))
    fitted = fit_student_copula(panel(sample), factors=spots(3), lineage=MADE)
    levels = (sample.argsort(axis=0).argsort(axis=0) + 1) / 801

    def likelihood(degrees: float) -> float:
        points = student_t(degrees).ppf(levels)
        joint = multivariate_t(np.zeros(3), fitted.correlation, df=degrees).logpdf(points)
        return float(joint.sum() - student_t(degrees).logpdf(points).sum())

    best = fitted.degrees_of_freedom
    assert likelihood(best) >= max(likelihood(best * 0.97), likelihood(best * 1.03))


def test_the_horizon_is_that_of_the_windows() -> None:
    sample = np.random.default_rng(4).standard_t(4, (400, 2)) * 0.01
    model = fit_student_copula(
        panel(sample), factors=spots(2), lineage=MADE, horizon_sessions=5, degrees_of_freedom=4.0
    )
    assert isinstance(model.marginals, EmpiricalMarginals)
    sums = np.array([sample[i : i + 5].sum(axis=0) for i in range(396)])
    assert model.marginals.log_returns == pytest.approx(np.sort(sums, axis=0), rel=1e-9, abs=1e-14)
    scenarios = copula_scenarios(model, n_scenarios=100, seed=1)
    assert scenarios.horizon_sessions == 5
    assert "4 degrees of freedom, empirical marginals" in scenarios.lineage.method


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"degrees_of_freedom": 0.0}, InputError, "degrees_of_freedom"),
        ({"correlation": np.eye(2)}, InputError, "shape"),
        ({"correlation": 2.0 * np.eye(3)}, InputError, "ones on the diagonal"),
        ({"correlation": np.array([[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1.0]])}, NumericalError, "semidefinite"),
        ({"marginals": EmpiricalMarginals(np.zeros((5, 2)))}, InputError, "'marginals' must have 3 factors"),
        ({"horizon_sessions": 0}, InputError, "horizon_sessions"),
        ({"factors": (HELD,)}, InputError, "must not repeat"),
    ],
)
def test_a_copula_that_is_none_is_refused(change: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message) as caught:
        copula(**{"degrees": 4.0} | change) if "degrees_of_freedom" not in change else copula(0.0)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("volatility", np.array([0.1, 0.0])),
        ("degrees_of_freedom", np.array([2.0, 5.0])),
        ("mean", np.array([0.0, np.nan])),
    ],
)
def test_marginals_that_are_none_are_refused(name: str, value: Any) -> None:
    parts = {"mean": np.zeros(2), "volatility": np.ones(2), "degrees_of_freedom": np.full(2, 4.0)}
    with pytest.raises(InputError, match=name):
        StudentMarginals(**parts | {name: value})


def test_factors_that_follow_from_each_other_need_a_stated_law() -> None:
    one = np.random.default_rng(4).standard_t(4, 300) * 0.01
    twins = panel(np.column_stack([one, one]))
    with pytest.raises(NumericalError, match="state 'degrees_of_freedom'"):
        fit_student_copula(twins, factors=spots(2), lineage=MADE)
    model = fit_student_copula(twins, factors=spots(2), lineage=MADE, degrees_of_freedom=4.0)
    moves = log_moves(copula_scenarios(model, n_scenarios=200, seed=1))
    assert moves[:, 0] == pytest.approx(moves[:, 1], abs=EXACT)
    with pytest.raises(DataError, match="at least 100"):
        fit_student_copula(panel(one[:50, None]), factors=spots(1), lineage=MADE)
