"""Simulated paths against closed forms, in the units of a desk, and byte for byte whatever the threads."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtri

from seawall.errors import InputError
from seawall.scenarios import FAN_PROBABILITIES, PathMethod, simulate_gbm
from tests.tolerances import EXACT

PAGE: dict[str, Any] = {"spot": 97_420.0, "drift_annual": 0.25, "volatility_annual": 0.72, "days": 30, "seed": 7}
METHODS = [(PathMethod.PSEUDO_RANDOM, 10_000), (PathMethod.ANTITHETIC, 10_000), (PathMethod.SOBOL, 8_192)]


def level(probability: float, day: float, *, drift: float = 0.25, volatility: float = 0.72) -> float:
    """Lognormal quantile, from the definition."""
    years = day / 365
    return 97_420.0 * math.exp(
        (drift - volatility**2 / 2) * years + volatility * math.sqrt(years) * float(ndtri(probability))
    )


@pytest.mark.parametrize(("method", "paths"), METHODS)
def test_the_mean_grows_by_the_drift_and_nothing_else(method: PathMethod, paths: int) -> None:
    """Martingale: the level discounted at the drift has the spot as its mean, on every day."""
    found = simulate_gbm(**PAGE, paths=paths, method=method, keep_paths=True)
    assert found.kept_paths is not None
    for step, levels in enumerate(found.kept_paths):
        discounted = levels * math.exp(-0.25 * step / 365)
        error = float(discounted.std()) / math.sqrt(paths) if step else 1e-9
        assert abs(discounted.mean() - 97_420.0) < 4 * error, (method, step)


@pytest.mark.parametrize(("method", "paths"), METHODS)
def test_the_fan_follows_lognormal_quantiles(method: PathMethod, paths: int) -> None:
    found = simulate_gbm(**PAGE, paths=paths, method=method)
    assert found.fan_days.tolist() == list(range(31))
    assert (found.fan_levels[0] == 97_420.0).all()
    for day, levels in zip(found.fan_days[1:], found.fan_levels[1:], strict=True):
        for probability, simulated in zip(FAN_PROBABILITIES, levels, strict=True):
            exact = level(probability, day)
            z = float(ndtri(probability))
            density = math.exp(-z * z / 2) / math.sqrt(2 * math.pi) / (exact * 0.72 * math.sqrt(day / 365))
            # mirrored pairs can double the variance of a quantile
            error = math.sqrt(2 * probability * (1 - probability) / paths) / density
            assert abs(simulated - exact) < 4 * error, (method, day, probability, simulated, exact)


@pytest.mark.parametrize(("method", "paths"), METHODS)
def test_a_method_by_its_word_draws_what_it_says(method: PathMethod, paths: int) -> None:
    """The word ``sobol`` once drew pseudo-random paths, and called them Sobol points."""
    named: Any = method.value
    found, meant = (simulate_gbm(**PAGE, paths=paths, method=each) for each in (named, method))
    assert found.terminal.tobytes() == meant.terminal.tobytes(), method
    assert found.fan_levels.tobytes() == meant.fan_levels.tobytes(), method
    assert found.method is method
    assert found.lineage == meant.lineage


def test_the_word_sobol_is_not_answered_with_pseudo_random_paths() -> None:
    named: Any = "sobol"
    points = simulate_gbm(**PAGE, paths=8_192, method=named)
    random = simulate_gbm(**PAGE, paths=8_192, method=PathMethod.PSEUDO_RANDOM)
    assert not np.array_equal(np.sort(points.terminal), np.sort(random.terminal))
    # the mean of even points is far nearer to the truth than any such number of independent ones can be
    error = float(random.terminal.std()) / math.sqrt(8_192)
    assert abs(points.terminal.mean() - 97_420.0 * math.exp(0.25 * 30 / 365)) < 0.05 * error


def test_a_method_that_there_is_not_is_refused_before_anything_is_drawn() -> None:
    told: list[str] = []
    wrong: Any = "sobel"
    with pytest.raises(InputError, match=r"'method' must be one of .*, was 'sobel'; did you mean 'sobol'\?"):
        simulate_gbm(**PAGE, paths=8_192, method=wrong, progress=lambda what, *_: told.append(what))
    assert not told


def test_thirty_days_are_not_thirty_years() -> None:
    """The founding page feeds drift and volatility per year into 30 steps of one year each."""
    days = simulate_gbm(**PAGE, paths=10_000)
    assert days.years == 30 / 365
    years = simulate_gbm(**{**PAGE, "days": 30 * 365}, steps=30, paths=10_000)
    as_days, as_years = (np.partition(each.terminal, 99)[99] for each in (days, years))
    assert as_days == pytest.approx(level(0.01, 30), rel=0.03)
    assert as_years == pytest.approx(level(0.01, 30 * 365), rel=0.35)
    assert as_years < 0.02 * as_days, "with the page's units the 1 % level is next to nothing"


def test_a_fan_line_is_an_order_statistic_of_the_levels() -> None:
    found = simulate_gbm(**PAGE, paths=1_000, keep_paths=True)
    assert found.kept_paths is not None
    for day, levels in enumerate(found.kept_paths):
        ordered = np.sort(levels)
        ranks = [10, 50, 250, 500, 750, 950, 990]
        assert found.fan_levels[day] == pytest.approx(ordered[np.array(ranks) - 1], rel=EXACT), day
    assert found.kept_paths[-1] == pytest.approx(found.terminal, rel=EXACT)


@pytest.mark.parametrize(("method", "paths"), METHODS)
def test_threads_stops_and_kept_paths_do_not_change_a_byte(method: PathMethod, paths: int) -> None:
    one = simulate_gbm(**PAGE, paths=paths, method=method)
    asked: list[dict[str, Any]] = [{"threads": 2}, {"threads": 7}, {"fan_steps": [3, 30]}, {"fan_steps": []}]
    for changed in (*asked, {"keep_paths": True}):
        other = simulate_gbm(**PAGE, paths=paths, method=method, **changed)
        assert other.terminal.tobytes() == one.terminal.tobytes(), (method, changed)


@settings(max_examples=20)
@given(st.integers(100, 5_000), st.integers(0, 2**63 - 1), st.integers(1, 9))
def test_more_paths_begin_with_the_same_ones(paths: int, seed: int, days: int) -> None:
    asked: dict[str, Any] = {**PAGE, "seed": seed, "days": days}
    few, many = simulate_gbm(**asked, paths=paths), simulate_gbm(**asked, paths=paths + 777)
    assert many.terminal[:paths] == pytest.approx(few.terminal, rel=EXACT), (paths, seed, days)


def test_antithetic_paths_mirror_each_other_within_their_batch() -> None:
    found = simulate_gbm(**PAGE, paths=400, method=PathMethod.ANTITHETIC)
    assert found.design.batches == 20
    logs = np.log(found.terminal / level(0.5, 30)).reshape(20, 2, 10)
    assert logs[:, 0] == pytest.approx(-logs[:, 1], abs=EXACT)
    plain = simulate_gbm(**PAGE, paths=200)
    assert found.terminal.reshape(20, 2, 10)[:, 0].ravel() == pytest.approx(plain.terminal, rel=EXACT)


def test_the_number_of_steps_changes_no_law() -> None:
    for steps in (1, 7, 300):
        found = simulate_gbm(**PAGE, steps=steps, paths=8_192, method=PathMethod.SOBOL)
        assert found.fan_levels[-1] == pytest.approx([level(p, 30) for p in FAN_PROBABILITIES], rel=0.01), steps
        assert found.fan_days[-1] == 30.0


def test_a_long_fan_is_taken_on_at_most_64_days() -> None:
    found = simulate_gbm(**{**PAGE, "days": 365}, paths=100)
    assert len(found.fan_days) == 65
    assert (found.fan_days[0], found.fan_days[-1]) == (0.0, 365.0)


def test_sobol_over_the_bridge_is_far_more_exact_at_equal_size() -> None:
    def error(method: PathMethod) -> float:
        gaps = []
        for seed in range(20):
            found = simulate_gbm(**{**PAGE, "seed": seed}, paths=8_192, method=method, fan_steps=[])
            gaps.append(float(np.partition(found.terminal, 81)[81]) - level(0.01, 30))
        return float(np.sqrt(np.mean(np.square(gaps))))

    assert error(PathMethod.SOBOL) < 0.2 * error(PathMethod.PSEUDO_RANDOM)


def test_the_result_says_what_made_it_and_cannot_be_changed() -> None:
    found = simulate_gbm(**PAGE, paths=10_000)
    assert (found.lineage.seed, found.lineage.simulated) == (7, True)
    assert found.losses == pytest.approx(97_420.0 - found.terminal, rel=EXACT)
    for array in (found.terminal, found.fan_days, found.fan_levels):
        assert not array.flags.writeable


def test_progress_is_told() -> None:
    told: list[tuple[str, int, int]] = []
    simulate_gbm(**PAGE, paths=1_000, progress=lambda *each: told.append(each))
    assert told[-1] == ("simulating steps", 30, 30)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"spot": 0.0}, "'spot' must be finite and above 0"),
        ({"spot": math.nan}, "'spot' must be finite and above 0"),
        ({"drift_annual": 25.0}, r"'drift_annual' must be in \[-10, 10\], was 25.0"),
        ({"drift_annual": math.nan}, "'drift_annual' must be in"),
        ({"volatility_annual": 0.0}, "'volatility_annual' must be finite and above 0"),
        ({"volatility_annual": 72.0}, r"'volatility_annual' must be in \[0, 10\], was 72.0"),
        ({"days": 0}, "'days' must be a whole number from 1 to 36,500, was 0"),
        ({"days": 1.5}, "'days' must be a whole number from 1 to 36,500, was 1.5"),
        ({"days": 36_500, "volatility_annual": 9.0}, "'days' must keep drift x years within 200"),
        ({"paths": 99}, "'paths' must be a whole number from 100 to 100,000,000, was 99"),
        ({"seed": -1}, "'seed' must be a whole number"),
        ({"steps": 0}, "'steps' must be a whole number from 1 to 100,000, was 0"),
        ({"threads": 0}, "'threads' must be a whole number from 1 to 256, was 0"),
        (
            {"method": PathMethod.SOBOL},
            "16 batches of a power of two for Sobol points, such as 8,192 or 16,384, was 10",
        ),
        (
            {"method": PathMethod.ANTITHETIC, "paths": 110},
            "'paths' must be a multiple of 40 for antithetic pairs in 20",
        ),
        ({"method": PathMethod.SOBOL, "steps": 30_000}, "'steps' must be a whole number from 1 to 21,201"),
        ({"fan_steps": [3, 2]}, "'fan_steps' must rise within 1 to 30"),
        ({"fan_steps": [31]}, "'fan_steps' must rise within 1 to 30"),
        ({"keep_paths": True, "paths": 2_000_000}, "'keep_paths' holds at most 50,000,000 levels, was 62,000,000"),
    ],
)
def test_what_cannot_be_simulated_is_refused_in_one_line(changed: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message) as refused:
        simulate_gbm(**{**PAGE, "paths": 10_000, **changed})
    assert "\n" not in str(refused.value)
