"""Filtered historical simulation: identities, recursions by hand, moments in closed form, and a known truth."""

from __future__ import annotations

import numpy as np
import pytest

from seawall.core import FloatArray
from seawall.errors import DataError, InputError, NumericalError
from seawall.measures import value_at_risk
from seawall.models import GarchKind, ResidualLaw, fit_garch
from seawall.scenarios import (
    ScenarioSet,
    book_filtered_scenarios,
    factor_filtered_scenarios,
    historical_scenarios,
    volatility_scaled_scenarios,
)
from tests.scenarios.panels import MADE, garch_fit, garch_returns, panel_of, spots
from tests.tolerances import BATCH_STANDARD_ERRORS, SCALED

CALM = garch_fit(omega=1e-4, alpha=0.0, gamma=0.0, beta=0.0)
LIVELY = garch_fit(omega=4e-6, alpha=0.05, gamma=0.1, beta=0.85, mean=0.0005)
PLAIN = garch_fit(omega=4e-6, alpha=0.1, gamma=0.0, beta=0.86)
LOGS = np.column_stack([garch_returns(400, seed=seed, omega=4e-6, alpha=0.1, beta=0.86)[0] for seed in (1, 2, 3)])
PANEL = panel_of(LOGS)
BOOK = LOGS @ [0.5, 0.3, 0.2]
FACTORS = spots("A", "B", "C")


def _book(**options: object) -> ScenarioSet:
    given = {"factors": FACTORS, "lineage": MADE, "filter_series": BOOK, "fit": LIVELY, **options}
    return book_filtered_scenarios(PANEL, **given)  # type: ignore[arg-type]


def _each(**options: object) -> ScenarioSet:
    given = {"factors": FACTORS, "lineage": MADE, "fits": dict.fromkeys("ABC", LIVELY), **options}
    return factor_filtered_scenarios(PANEL, **given)  # type: ignore[arg-type]


def test_without_reaction_and_memory_both_filters_are_plain_historical_simulation() -> None:
    plain = historical_scenarios(PANEL, factors=FACTORS, lineage=MADE)
    for filtered in (_book(fit=CALM), _each(fits=dict.fromkeys("ABC", CALM))):
        np.testing.assert_allclose(filtered.shocks, plain.shocks, rtol=SCALED, atol=1e-14)
        assert filtered.labels == plain.labels, "each date exactly once, in order"
        assert filtered.lineage.seed is None, "nothing is drawn over one session"


def _volatility_by_hand(series: FloatArray) -> list[float]:
    """Path of LIVELY with plain floats; its backcast is the long-run variance, at which it starts."""
    variance = 4e-6 / (1.0 - 0.05 - 0.5 * 0.1 - 0.85)
    path = [variance]
    for each in series:
        surprise = float(each) - 0.0005
        path.append(4e-6 + (0.15 if surprise < 0 else 0.05) * surprise**2 + 0.85 * path[-1])
    return [each**0.5 for each in path]


def test_the_book_filter_scales_all_factors_of_a_date_by_one_ratio() -> None:
    volatility = _volatility_by_hand(BOOK)
    ratio = np.array([volatility[-1] / each for each in volatility[:-1]])
    np.testing.assert_allclose(np.log1p(_book().shocks), LOGS * ratio[:, None], rtol=SCALED, atol=1e-14)


def test_the_unit_of_the_books_series_changes_nothing() -> None:
    """P&L in dollars or return in decimals: parameters are fitted to it, and only ratios of volatility enter."""
    one = _book(fit=None).shocks
    other = _book(fit=None, filter_series=4e6 * BOOK).shocks
    np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-7)


def test_the_factor_filter_gives_each_factor_its_own_volatility() -> None:
    filtered = np.log1p(_each().shocks)
    for column in range(3):
        volatility = _volatility_by_hand(LOGS[:, column])
        ratio = np.array([volatility[-1] / each for each in volatility[:-1]])
        expected = 0.0005 + (LOGS[:, column] - 0.0005) * ratio
        np.testing.assert_allclose(filtered[:, column], expected, rtol=1e-9, atol=1e-14, err_msg=f"factor {column}")


@pytest.mark.parametrize("horizon", [2, 10])
def test_over_a_horizon_the_variance_is_that_of_the_recursion(horizon: int) -> None:
    """Closed form: with m the mean square of the residuals, variances follow omega + (alpha m + beta) v."""
    scenarios = factor_filtered_scenarios(
        panel_of(LOGS[:, 0]), factors=spots("A"), lineage=MADE, fits={"A": PLAIN}, horizon_sessions=horizon,
        n_paths=40_000, seed=5,
    )  # fmt: skip
    moves = np.log1p(scenarios.shocks[:, 0])
    variances = [4e-6 / (1.0 - 0.1 - 0.86)]
    for each in LOGS[:, 0]:
        variances.append(4e-6 + 0.1 * float(each) ** 2 + 0.86 * variances[-1])
    residuals = LOGS[:, 0] / np.sqrt(variances[:-1])
    mean_square, variance, expected = float((residuals**2).mean()), variances[-1], 0.0
    for _ in range(horizon):
        expected += mean_square * variance
        variance = 4e-6 + (0.1 * mean_square + 0.86) * variance
    squares = (moves - moves.mean()) ** 2
    error = float(squares.std()) / np.sqrt(len(squares))
    assert abs(squares.mean() - expected) < BATCH_STANDARD_ERRORS * error, (
        f"horizon {horizon}: variance {squares.mean():.4e}, closed form {expected:.4e}, error {error:.1e}"
    )


def test_over_a_horizon_a_constant_volatility_gives_the_plain_bootstrap() -> None:
    """Ten independent draws: ten times the mean and the variance of one, in both filters."""
    for filtered in (
        _book(fit=CALM, horizon_sessions=10, n_paths=40_000),
        _each(fits=dict.fromkeys("ABC", CALM), horizon_sessions=10, n_paths=40_000),
    ):
        moves = np.log1p(filtered.shocks)
        error = np.sqrt(10 * LOGS.var(axis=0) / 40_000)
        assert (np.abs(moves.mean(axis=0) - 10 * LOGS.mean(axis=0)) < BATCH_STANDARD_ERRORS * error).all()
        squares = (moves - moves.mean(axis=0)) ** 2
        spread = squares.std(axis=0) / np.sqrt(40_000)
        assert (np.abs(squares.mean(axis=0) - 10 * LOGS.var(axis=0)) < BATCH_STANDARD_ERRORS * spread).all()


@pytest.mark.parametrize("horizon", [1, 10])
def test_for_a_book_of_one_factor_both_filters_are_one(horizon: int) -> None:
    """The book is the factor, and the mean of the model is zero: two codes, one path."""
    one = {"factors": spots("A"), "horizon_sessions": horizon, "n_paths": 300, "seed": 9}
    book = _book(fit=PLAIN, filter_series=LOGS[:, 0], **one)
    each = _each(fits={"A": PLAIN}, **one)
    np.testing.assert_allclose(book.shocks, each.shocks, rtol=SCALED, atol=1e-14)


def test_factors_of_a_path_share_their_dates() -> None:
    """A factor that mirrors another must mirror it in every scenario; with dates of its own it would not."""
    panel = panel_of(np.column_stack([LOGS[:, 0], -LOGS[:, 0]]))
    fits = {"A": PLAIN, "B": PLAIN}
    drawn = factor_filtered_scenarios(
        panel, factors=spots("A", "B"), lineage=MADE, fits=fits, horizon_sessions=5, n_paths=500
    )
    logs = np.log1p(drawn.shocks)
    np.testing.assert_allclose(logs[:, 0], -logs[:, 1], rtol=1e-9, atol=1e-13)


@pytest.mark.parametrize("make", [_book, _each], ids=["book", "factor"])
def test_paths_are_the_same_bytes_whatever_else_is_asked_for(make: object) -> None:
    few = make(horizon_sessions=10, n_paths=100, seed=3)  # type: ignore[operator]
    many = make(horizon_sessions=10, n_paths=1000, seed=3)  # type: ignore[operator]
    other = make(horizon_sessions=10, n_paths=100, seed=4)  # type: ignore[operator]
    turned = make(horizon_sessions=10, n_paths=100, seed=3, factors=FACTORS[::-1])  # type: ignore[operator]
    assert few.shocks.tobytes() == many.shocks[:100].tobytes()
    assert few.shocks.tobytes() == turned.shocks[:, ::-1].copy().tobytes(), "the order of the factors must not matter"
    assert not np.array_equal(few.shocks, other.shocks)
    assert few.lineage.seed == 3
    assert few.labels[0] == "draw 1"


def test_on_garch_data_the_filter_finds_tomorrows_var_and_plain_history_does_not() -> None:
    """True VaR at 99 %: 1 - exp(-2.326348 sigma) with the volatility that made the data."""
    errors: dict[str, list[float]] = {"filtered": [], "historical": [], "volatility-scaled": []}
    for seed in range(16):
        logs, volatility = garch_returns(1500, seed=100 + seed, omega=4e-6, alpha=0.15, beta=0.81)
        truth = 1.0 - np.exp(-2.326348 * volatility[-1])
        panel = panel_of(logs)
        sets = {
            "filtered": factor_filtered_scenarios(
                panel, factors=spots("A"), lineage=MADE, kind=GarchKind.GARCH, law=ResidualLaw.NORMAL
            ),
            "historical": historical_scenarios(panel, factors=spots("A"), lineage=MADE),
            "volatility-scaled": volatility_scaled_scenarios(panel, factors=spots("A"), lineage=MADE),
        }
        for name, scenarios in sets.items():
            found = value_at_risk(-scenarios.shocks[:, 0], confidence=0.99)
            errors[name].append(float(np.log(found / truth)))
    typical = {name: float(np.sqrt(np.mean(np.square(each)))) for name, each in errors.items()}
    bias = float(np.mean(errors["filtered"]))
    assert typical["filtered"] < 0.1, typical
    assert abs(bias) < 3 * typical["filtered"] / 4.0, f"sixteen seeds: bias {bias:.3f}, {typical}"
    assert typical["filtered"] < typical["volatility-scaled"] < typical["historical"], typical
    assert typical["historical"] > 4 * typical["filtered"], typical


def test_a_fit_handed_in_is_kept_while_volatility_goes_on() -> None:
    """Fitted to the first 300 sessions, then run over all 400: not the fit of 400, and not the volatility of 300."""
    early = fit_garch(LOGS[:300, 0], kind=GarchKind.GARCH)
    kept = factor_filtered_scenarios(panel_of(LOGS[:, 0]), factors=spots("A"), lineage=MADE, fits={"A": early})
    variances = [early.omega + (early.alpha + early.beta) * early.backcast_variance]
    for each in LOGS[:, 0]:
        variances.append(early.omega + early.alpha * (float(each) - early.mean) ** 2 + early.beta * variances[-1])
    ratio = np.sqrt(variances[-1] / np.array(variances[:-1]))
    expected = early.mean + (LOGS[:, 0] - early.mean) * ratio
    np.testing.assert_allclose(np.log1p(kept.shocks[:, 0]), expected, rtol=1e-9, atol=1e-14)
    assert "parameters handed in" in kept.lineage.method


def test_a_fit_that_fails_names_its_factor_and_nothing_stands_in() -> None:
    """Cauchy moves have no variance, and the Student-t law says so."""
    logs = LOGS[:, :2].copy()
    logs[:, 1] = np.clip(1e-4 * np.random.default_rng(0).standard_cauchy(400), -0.5, 0.5)
    with pytest.raises(NumericalError, match="volatility filter of B in 2020-01-01 to 2021-02-04: "):
        factor_filtered_scenarios(panel_of(logs), factors=spots("A", "B"), lineage=MADE)
    with pytest.raises(NumericalError, match="volatility filter of the book in 2020-01-01 to 2021-02-04: "):
        book_filtered_scenarios(panel_of(logs), factors=spots("A"), lineage=MADE, filter_series=logs[:, 1])


@pytest.mark.parametrize(
    ("series", "error", "message"),
    [
        (np.ones(400), DataError, "the book has zero variance: 'filter_series' is 1 throughout"),
        (np.ones(399), InputError, "'filter_series' must have shape"),
        (np.full(400, np.nan), InputError, "'filter_series' must be finite"),
    ],
)
def test_a_books_series_that_fits_nothing_is_refused(series: FloatArray, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        _book(filter_series=series)


def test_bad_input_is_refused_in_words() -> None:
    with pytest.raises(InputError, match="'fits' must hold a fit for every symbol of the book, but lacks B, C"):
        _each(fits={"A": LIVELY})
    with pytest.raises(InputError, match="'n_paths' must be at least 1, was 0"):
        _book(horizon_sessions=2, n_paths=0)
    with pytest.raises(DataError, match="needs at least 250 sessions of A, found 249"):
        factor_filtered_scenarios(panel_of(LOGS[:249, 0]), factors=spots("A"), lineage=MADE)
    with pytest.raises(DataError, match="B has zero variance: its price never moved in 2020-01-01 to 2021-02-04"):
        factor_filtered_scenarios(
            panel_of(np.column_stack([LOGS[:, 0], np.zeros(400)])), factors=spots("A", "B"), lineage=MADE
        )


def test_lineage_states_filter_and_start() -> None:
    assert _book().lineage.method == (
        "filtered historical simulation, book filter GJR with normal residuals, parameters handed in, "
        "start variance 8e-05"
    )
    assert _each(horizon_sessions=10, n_paths=10).lineage.method == (
        "filtered historical simulation, factor filter parameters handed in, start variance A 8e-05, B 8e-05, C 8e-05, "
        "dates drawn with replacement along paths of 10 sessions"
    )
