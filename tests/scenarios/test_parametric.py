"""Parametric simulation against closed forms, within the error between its own batches."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.special import ndtri

from seawall.core import FloatArray
from seawall.errors import DataError, InputError
from seawall.measures import expected_shortfall, value_at_risk
from seawall.models import ShrinkageTarget, ledoit_wolf_covariance, normal_tail, student_t_tail
from seawall.scenarios import (
    CovarianceRule,
    ParametricLaw,
    ScenarioSet,
    common_degrees_of_freedom,
    parametric_scenarios,
)
from tests.scenarios.panels import MADE, panel_of, spots
from tests.tolerances import BATCH_STANDARD_ERRORS, SCALED

MIX = np.array([[1.0, 0.0, 0.0], [0.6, 0.8, 0.0], [-0.3, 0.2, 0.9]]) * [[0.01], [0.02], [0.005]]
LOGS = np.random.default_rng(17).standard_normal((500, 3)) @ MIX.T
PANEL = panel_of(LOGS)
FACTORS = spots("A", "B", "C")
BOOK = np.array([0.5, 0.2, 0.3])
FAT = np.random.default_rng(1).standard_t(9.0, (800, 3)) * [0.01, 0.02, 0.03]
FAT *= np.where(FAT < 0.0, 1.3, 1.0)
"""Skewed and fat-tailed, inside the domain of Cornish-Fisher."""
LAWS = [ParametricLaw.NORMAL, ParametricLaw.STUDENT_T]


def _draw(**options: object) -> ScenarioSet:
    given = {"factors": FACTORS, "lineage": MADE, "seed": 7, **options}
    panel = panel_of(FAT) if options.get("law") is ParametricLaw.CORNISH_FISHER else PANEL
    return parametric_scenarios(panel, **given)  # type: ignore[arg-type]


def _check_tail(losses: FloatArray, confidence: float, expected: tuple[float, float], what: str) -> None:
    """VaR and ES are those of the closed form within the standard errors between the sixteen batches."""
    for measure, exact in zip((value_at_risk, expected_shortfall), expected, strict=True):
        found = measure(losses, confidence=confidence)
        batches = [measure(each, confidence=confidence) for each in losses.reshape(16, -1)]
        error = float(np.std(batches, ddof=1)) / 4.0
        told = f"{measure.__name__} {what}: {found:.8f}, closed form {exact:.8f}, standard error {error:.1e}"
        assert abs(found - exact) < BATCH_STANDARD_ERRORS * error, told
        assert error < 0.01 * exact, f"{told}: would let anything pass"


@pytest.mark.parametrize("confidence", [0.95, 0.975, 0.99])
@pytest.mark.parametrize("horizon", [1, 10])
def test_a_linear_book_of_normal_log_returns_has_the_var_of_the_closed_form(confidence: float, horizon: int) -> None:
    volatility = math.sqrt(float(BOOK @ np.cov(LOGS.T) @ BOOK) * horizon)
    losses = -np.log1p(_draw(horizon_sessions=horizon, n_scenarios=65_536).shocks) @ BOOK
    var, es = normal_tail(confidence)
    _check_tail(losses, confidence, (volatility * var, volatility * es), f"at {confidence} over {horizon}")


@pytest.mark.parametrize("nu", [3.0, 5.0, 30.0])
def test_a_linear_book_of_student_t_returns_is_rescaled_to_its_variance(nu: float) -> None:
    """Unscaled, a t law with 3 degrees of freedom would have a VaR 73 % too large."""
    volatility = math.sqrt(float(BOOK @ np.cov(LOGS.T) @ BOOK))
    scenarios = _draw(law=ParametricLaw.STUDENT_T, degrees_of_freedom=nu, n_scenarios=65_536)
    var, es = student_t_tail(0.99, nu)
    losses = -np.log1p(scenarios.shocks) @ BOOK
    _check_tail(losses, 0.99, (volatility * var, volatility * es), f"at {nu} degrees of freedom")


def test_one_long_position_has_the_printed_multiples() -> None:
    """Normal 2.326348; Student-t with 5 degrees of freedom and unit variance 2.606463; the loss is 1 - exp(-x)."""
    volatility = float(LOGS[:, 0].std(ddof=1))
    printed = ((ParametricLaw.NORMAL, None, 2.326348, 2.665214), (ParametricLaw.STUDENT_T, 5.0, 2.606463, 3.448837))
    for law, nu, var, es in printed:
        scenarios = _draw(law=law, degrees_of_freedom=nu, factors=spots("A"), n_scenarios=65_536)
        log_losses = -np.log1p(scenarios.shocks[:, 0])
        _check_tail(log_losses, 0.99, (volatility * var, volatility * es), f"of one {law} position")
        loss = value_at_risk(-scenarios.shocks[:, 0], confidence=0.99)
        assert loss == pytest.approx(1.0 - math.exp(-value_at_risk(log_losses, confidence=0.99)), rel=SCALED)


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("rule", list(CovarianceRule))
def test_draws_have_the_covariance_that_was_asked_for(law: ParametricLaw, rule: CovarianceRule) -> None:
    """Each estimate written out by hand, except the shrunk one, which has tests of its own."""
    if rule is CovarianceRule.SAMPLE:
        expected = np.cov(LOGS.T)
    elif rule is CovarianceRule.LEDOIT_WOLF:
        expected = ledoit_wolf_covariance(LOGS, target=ShrinkageTarget.CONSTANT_CORRELATION).matrix
    else:
        decay = 0.94 if rule is CovarianceRule.EWMA_94 else 0.97
        weights = [decay ** (499 - t) for t in range(500)]
        expected = np.sum([w * np.outer(x, x) for w, x in zip(weights, LOGS, strict=True)], axis=0) / sum(weights)
    nu = 8.0 if law is ParametricLaw.STUDENT_T else None
    moves = np.log1p(_draw(law=law, covariance=rule, degrees_of_freedom=nu).shocks)
    scale = np.sqrt(np.outer(np.diagonal(expected), np.diagonal(expected)))
    np.testing.assert_allclose(moves.T @ moves / len(moves) / scale, expected / scale, atol=0.03)
    np.testing.assert_allclose(moves.mean(axis=0) / np.sqrt(np.diagonal(expected)), 0.0, atol=2e-3)


def test_cornish_fisher_has_the_quantile_that_is_printed_in_textbooks() -> None:
    """One position: sigma times z + (z²-1)S/6 + (z³-3z)K/24 - (2z³-5z)S²/36, by hand."""
    skewed = FAT[:, 0]
    unit = (skewed - skewed.mean()) / skewed.std()
    s, k = float((unit**3).mean()), float((unit**4).mean()) - 3.0
    assert s < -0.2, "a law without skewness would show nothing"
    assert k > 0.5, "nor would one without fat tails"
    for horizon in (1, 4):
        sh, kh = s / math.sqrt(horizon), k / horizon
        scenarios = parametric_scenarios(
            panel_of(skewed), factors=spots("A"), lineage=MADE, law=ParametricLaw.CORNISH_FISHER,
            horizon_sessions=horizon, n_scenarios=65_536, seed=1,
        )  # fmt: skip
        moves = np.log1p(scenarios.shocks[:, 0])
        for level in (0.01, 0.05, 0.95, 0.99):
            z = float(ndtri(level))
            bent = z + (z**2 - 1) * sh / 6 + (z**3 - 3 * z) * kh / 24 - (2 * z**3 - 5 * z) * sh**2 / 36
            expected = bent * float(skewed.std(ddof=1)) * math.sqrt(horizon)
            found = float(np.quantile(moves, level))
            assert found == pytest.approx(expected, rel=4e-3), f"level {level}, horizon {horizon}"


def test_cornish_fisher_bends_each_factor_and_leaves_the_normal_copula() -> None:
    """Ranks of the draws are those of the normal draws of the same seed."""
    bent = _draw(law=ParametricLaw.CORNISH_FISHER)
    plain = parametric_scenarios(panel_of(FAT), factors=FACTORS, lineage=MADE, seed=7)
    for column in range(3):
        np.testing.assert_array_equal(np.argsort(bent.shocks[:, column]), np.argsort(plain.shocks[:, column]))


def test_outside_its_domain_cornish_fisher_names_the_factor() -> None:
    logs = LOGS.copy()
    logs[250, 1] = -0.3
    told = r"B in 2020-01-01 to 2021-05-15: Cornish-Fisher needs 'skewness' in .* was -\d+.* with excess kurtosis \d+"
    with pytest.raises(InputError, match=told):
        parametric_scenarios(panel_of(logs), factors=FACTORS, lineage=MADE, law=ParametricLaw.CORNISH_FISHER)


def test_the_horizon_scales_log_returns() -> None:
    one, nine = _draw().shocks, _draw(horizon_sessions=9).shocks
    np.testing.assert_allclose(np.log1p(nine), 3.0 * np.log1p(one), rtol=SCALED, atol=1e-14)


@pytest.mark.parametrize("law", LAWS)
def test_a_long_horizon_of_a_wild_price_stays_above_minus_100_percent(law: ParametricLaw) -> None:
    """15 % a day over 100 days: a simple return of -70 % times the square root of time would be -700 %."""
    wild = panel_of(15.0 * LOGS[:, 0])
    nu = 6.0 if law is ParametricLaw.STUDENT_T else None
    scenarios = parametric_scenarios(
        wild, factors=spots("A"), lineage=MADE, law=law, degrees_of_freedom=nu, horizon_sessions=100
    )
    assert -1.0 < scenarios.shocks.min() < -0.95


@pytest.mark.parametrize("law", LAWS)
def test_collinear_factors_stay_collinear(law: ParametricLaw) -> None:
    """B is twice A and C the sum of both: the matrix is singular, and every scenario keeps the relations."""
    a, b = LOGS[:, 0], LOGS[:, 1]
    panel = panel_of(np.column_stack([a, b, a + b, -2.0 * a]), ("A", "B", "C", "D"))
    drawn = parametric_scenarios(panel, factors=spots("A", "B", "C", "D"), lineage=MADE, law=law, seed=1)
    logs = np.log1p(drawn.shocks)
    np.testing.assert_allclose(logs[:, 2], logs[:, 0] + logs[:, 1], atol=1e-8)
    np.testing.assert_allclose(logs[:, 3], -2.0 * logs[:, 0], atol=1e-8)


def test_more_factors_than_observations_are_drawn_within_what_was_observed() -> None:
    logs = 0.01 * np.random.default_rng(2).standard_normal((40, 60))
    symbols = tuple(f"S{i:02d}" for i in range(60))
    drawn = parametric_scenarios(panel_of(logs, symbols), factors=spots(*symbols), lineage=MADE, n_scenarios=1024)
    values = np.linalg.svd(np.log1p(drawn.shocks), compute_uv=False)
    assert int((values > 1e-8 * values[0]).sum()) == 39, "forty observations about their mean have rank 39"


@pytest.mark.parametrize("law", list(ParametricLaw))
def test_the_order_of_the_factors_changes_not_one_byte(law: ParametricLaw) -> None:
    turned = _draw(law=law, factors=spots("C", "A", "B")).shocks
    assert _draw(law=law).shocks.tobytes() == turned[:, [1, 2, 0]].copy().tobytes()


def test_seed_and_batches_travel_with_the_set() -> None:
    one, same, other = _draw(seed=3), _draw(seed=3), _draw(seed=4)
    assert one.shocks.tobytes() == same.shocks.tobytes()
    assert not np.array_equal(one.shocks, other.shocks)
    assert (one.lineage.seed, one.design.batches, one.design.weights) == (3, 16, None)
    assert one.labels[-1] == "draw 16384"
    assert one.lineage.method == (
        "parametric simulation, normal, sample covariance of log returns, mean zero, "
        "scrambled Sobol points in 16 batches"
    )
    ten = _draw(
        law=ParametricLaw.STUDENT_T, degrees_of_freedom=5.0, covariance=CovarianceRule.EWMA_94, horizon_sessions=10
    )
    assert ten.lineage.method == (
        "parametric simulation, Student-t with 5 degrees of freedom and unit variance, EWMA 0.94 covariance of log "
        "returns, mean zero, 10 sessions by the square root of time, scrambled Sobol points in 16 batches"
    )


@pytest.mark.parametrize("rule", [CovarianceRule.SAMPLE, CovarianceRule.EWMA_97])
def test_fitted_degrees_of_freedom_are_those_of_the_data(rule: CovarianceRule) -> None:
    """Independent t draws with 5 degrees of freedom, in volatilities that differ tenfold; then normal ones."""
    fat = np.random.default_rng(6).standard_t(5.0, (3000, 2)) * [0.01, 0.1] * math.sqrt(3.0 / 5.0)
    nu = common_degrees_of_freedom(panel_of(fat), symbols=("A", "B"), covariance=rule)
    assert 4.3 < nu < 6.5, nu
    thin = 0.01 * np.random.default_rng(6).standard_normal((3000, 2))
    assert common_degrees_of_freedom(panel_of(thin), symbols=("A", "B"), covariance=rule) > 20.0
    drawn = parametric_scenarios(
        panel_of(fat), factors=spots("A", "B"), lineage=MADE, law=ParametricLaw.STUDENT_T, covariance=rule
    )
    assert f"Student-t with {nu:.4g} degrees" in drawn.lineage.method


def test_a_price_that_never_moved_is_named() -> None:
    logs = LOGS.copy()
    logs[:, 1] = 0.0
    with pytest.raises(DataError, match="B has zero variance: its price never moved in 2020-01-01 to 2021-05-15"):
        parametric_scenarios(panel_of(logs), factors=FACTORS, lineage=MADE)


def test_bad_input_is_refused_in_words() -> None:
    with pytest.raises(DataError, match="parametric simulation needs at least 30 sessions of A, B, C, found 29"):
        parametric_scenarios(panel_of(LOGS[:29]), factors=FACTORS, lineage=MADE)
    with pytest.raises(InputError, match=r"'degrees_of_freedom' must be finite and above 2, was 2\.0"):
        _draw(law=ParametricLaw.STUDENT_T, degrees_of_freedom=2.0)
    with pytest.raises(InputError, match="'degrees_of_freedom' belongs to the Student-t law, not to normal"):
        _draw(degrees_of_freedom=5.0)
    with pytest.raises(InputError, match="'n_scenarios' must be 16 times a power of two"):
        _draw(n_scenarios=10_000)
    with pytest.raises(InputError, match="'symbol' must be one of A, B, C, was 'Z'"):
        _draw(factors=spots("Z"))
