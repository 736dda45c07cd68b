"""Scores of liquidation maps: known answers, second implementations, and forecasts whose quality is known."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import nbinom, spearmanr, wasserstein_distance

from seawall.core import FloatArray
from seawall.errors import InputError
from seawall.measures import (
    LevelEventRule,
    LiquidationCases,
    MarkPath,
    PriceClaims,
    RealisedLiquidations,
    VolumeLaw,
    cases_given_path,
    compare_forecasts,
    constant_rate,
    fit_volume_law,
    join_cases,
    level_events,
    level_factor,
    lift_of_top,
    location_scores,
    negative_binomial_deviance,
    predicted_zones,
    price_claim_score,
    price_claims,
    probability_transforms,
    profile_score,
    rank_correlation,
    reliability_slope,
    score_forecast,
    shared_top,
    side_score,
    volume_score,
    wasserstein_bp,
)
from seawall.microstructure import LiquidationForecast
from tests.tolerances import EXACT

MINUTE = 60_000_000_000
EDGES = np.linspace(90.0, 110.0, 41)


def path_of(closes: FloatArray, *, spread: float = 0.0) -> MarkPath:
    ends = (np.arange(len(closes), dtype=np.int64) + 1) * MINUTE
    return MarkPath(MINUTE, ends, closes - spread, closes + spread, closes)


def forecast_of(path: MarkPath, places: list[int], longs: FloatArray, shorts: FloatArray) -> LiquidationForecast:
    rows = np.array(places)
    return LiquidationForecast(
        "map",
        EDGES,
        path.end_ns[rows],
        path.close[rows],
        np.tile(longs, (len(rows), 1)),
        np.tile(shorts, (len(rows), 1)),
    )


def cases_of(predicted: FloatArray, realised: FloatArray, *, name: str = "map") -> LiquidationCases:
    n = len(predicted)
    return LiquidationCases(
        name,
        MINUTE,
        np.arange(n, dtype=np.int64) * 1_440 * MINUTE // 4,
        np.zeros(n, dtype=np.int64),
        predicted,
        np.zeros(n),
        realised,
        np.zeros(n),
        touched=None,
        skipped=0,
    )


def test_a_window_asks_only_about_what_the_mark_came_to() -> None:
    path = path_of(np.array([100.0, 99.0, 98.25, 100.5, 100.0]))
    forecast = forecast_of(path, [0], np.where(EDGES[:-1] < 100.0, 10.0, 0.0), np.where(EDGES[:-1] >= 100.0, 4.0, 0.0))
    realised = RealisedLiquidations(
        np.array([2, 3, 3, 4, 5]) * MINUTE,
        np.array([1, 1, -1, -1, 1]),
        np.array([7.0, 5.0, 1.0, 2.0, 99.0]),
        np.array([99.0, 98.3, 98.6, 100.4, 97.0]),
    )
    cases = cases_given_path(forecast, path, realised, horizon_ns=3 * MINUTE)
    # down to 98.25 are three and a half bins of longs, up to 100.5 is one of shorts
    assert cases.predicted_long.tolist() == [35.0]
    assert cases.predicted_short.tolist() == [4.0]
    assert (cases.realised_long.tolist(), cases.realised_short.tolist()) == ([12.0], [3.0])
    assert cases.touched is not None
    assert cases.touched[0].realised.sum() == 15.0
    assert cases.touched[0].predicted.tolist() == [5.0, 10.0, 10.0, 10.0, 4.0]


def test_a_window_over_a_gap_or_past_the_end_is_left_out_and_counted() -> None:
    ends = np.array([1, 2, 3, 5, 6, 7], dtype=np.int64) * MINUTE
    flat = np.full(6, 100.0)
    path = MarkPath(MINUTE, ends, flat, flat, flat)
    forecast = forecast_of(path, [0, 1, 2, 3, 4, 5], np.ones(40), np.ones(40))
    nothing = RealisedLiquidations(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0), None)
    cases = cases_given_path(forecast, path, nothing, horizon_ns=2 * MINUTE)
    assert cases.origin_ns.tolist() == [MINUTE, 5 * MINUTE]
    assert cases.skipped == 4
    assert cases.touched is None
    assert location_scores(cases) is None


@given(
    st.lists(st.floats(0.0, 1e9), min_size=2, max_size=30),
    st.floats(90.5, 109.5),
    st.floats(80.0, 120.0),
    st.floats(80.0, 120.0),
)
def test_what_is_reached_is_never_more_than_what_stands_and_grows_with_the_way(
    masses: list[float], mark: float, first: float, second: float
) -> None:
    edges = np.linspace(90.0, 110.0, len(masses) + 1)
    row = np.array([masses])
    forecast = LiquidationForecast("any", edges, np.array([1]), np.array([mark]), row, row)
    lows, highs = sorted((min(first, mark), min(second, mark))), sorted((max(first, mark), max(second, mark)))
    near = forecast.reached(0, low=lows[1], high=highs[0])
    far = forecast.reached(0, low=lows[0], high=highs[1])
    for side, (a, b) in enumerate(zip(near, far, strict=True)):
        assert (a <= b * (1.0 + EXACT) + EXACT).all(), (side, masses, mark, lows, highs)
        assert (b <= row[0] * (1.0 + EXACT)).all()
    whole = forecast.reached(0, low=1.0, high=1e6)
    assert whole[0].sum() == pytest.approx(row[0][edges[:-1] < mark].sum(), rel=EXACT)


@given(st.lists(st.floats(1.0, 500.0), min_size=1, max_size=20), st.floats(0.1, 50.0))
def test_deviance_is_twice_the_gap_of_log_likelihoods_to_the_saturated_law(counts: list[float], k: float) -> None:
    y = np.rint(np.array(counts))
    mean = y[::-1] + 0.5

    def likelihood(mu: FloatArray) -> FloatArray:
        return np.asarray(nbinom.logpmf(y, k, k / (k + mu)))

    expected = 2.0 * (likelihood(y) - likelihood(mean))
    found = negative_binomial_deviance(mean * 1e5, y * 1e5, unit_usd=1e5, dispersion=k)
    assert found == pytest.approx(expected, rel=1e-7, abs=1e-7), (counts, k)


def test_the_mean_scores_best_among_constants() -> None:
    y: FloatArray = np.random.default_rng(3).negative_binomial(0.8, 0.02, 5_000).astype(np.float64) * 1e4
    scores = {
        factor: negative_binomial_deviance(np.full(len(y), float(y.mean()) * factor), y, unit_usd=1e4).mean()
        for factor in (0.7, 0.9, 1.0, 1.1, 1.4)
    }
    assert min(scores, key=lambda each: scores[each]) == 1.0, scores


def test_the_law_and_its_histogram_know_their_own_draws() -> None:
    generator = np.random.default_rng(11)
    mean = np.exp(generator.normal(3.0, 1.0, 20_000))
    counts = generator.negative_binomial(1.5, 1.5 / (1.5 + mean)).astype(float)
    law = fit_volume_law(mean * 5e4, counts * 5e4, unit_usd=5e4)
    assert law.dispersion == pytest.approx(1.5, rel=0.05)
    below, at_most = probability_transforms(mean * 5e4, counts * 5e4, law=law)
    expected = nbinom.cdf(counts, law.dispersion, law.dispersion / (law.dispersion + mean))
    assert at_most == pytest.approx(expected, abs=1e-9)
    assert ((below >= 0.0) & (below <= at_most)).all()
    score = volume_score(
        cases_of(mean[:4_000] * 5e4, counts[:4_000] * 5e4), law=law, clusters=np.arange(4_000, dtype=np.int64)
    )
    assert score.histogram_p_value is not None
    assert score.histogram_p_value > 0.01
    wrong = volume_score(
        cases_of(2.0 * mean[:4_000] * 5e4, counts[:4_000] * 5e4), law=law, clusters=np.arange(4_000, dtype=np.int64)
    )
    assert wrong.histogram_p_value is not None
    assert wrong.histogram_p_value < 1e-6


def test_the_slope_finds_a_known_line_and_its_interval_covers() -> None:
    covered = 0
    for seed in range(200):
        generator = np.random.default_rng(seed)
        clusters = np.repeat(np.arange(20), 12)
        shared = generator.normal(0.0, 0.5, 20)[clusters]
        x = generator.normal(10.0, 1.0, 20)[clusters] + generator.normal(0.0, 0.3, 240)
        y = 1.0 + 0.9 * x + shared + generator.normal(0.0, 0.3, 240)
        found = reliability_slope(np.exp(x), np.exp(y), clusters)
        assert found is not None
        assert found.lower is not None
        assert found.upper is not None
        covered += found.lower <= 0.9 <= found.upper
    assert 180 <= covered <= 199, covered


def test_lines_need_logarithms() -> None:
    predicted, realised = np.r_[np.zeros(5), np.arange(1.0, 21.0)], np.r_[np.arange(1.0, 21.0), np.zeros(5)]
    found = reliability_slope(predicted, realised, np.arange(25))
    assert found is not None
    assert (found.n, found.left_out) == (15, 10)
    assert reliability_slope(np.ones(30), np.arange(30.0) + 1.0, np.arange(30)) is None
    assert reliability_slope(predicted[:9], predicted[:9], np.arange(9)) is None


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=2, max_size=40))
def test_ranks_agree_with_scipy(pairs: list[tuple[int, int]]) -> None:
    first, second = np.array(pairs, dtype=float).T
    if len(set(first)) < 2 or len(set(second)) < 2:
        assert rank_correlation(first, second) == 0.0
    else:
        assert rank_correlation(first, second) == pytest.approx(spearmanr(first, second).statistic, abs=1e-12)


@given(st.lists(st.tuples(st.floats(0.0, 1e6), st.floats(0.0, 1e6)), min_size=2, max_size=25))
def test_the_distance_agrees_with_scipy(pairs: list[tuple[float, float]]) -> None:
    predicted, realised = np.array(pairs).T
    if min(predicted.sum(), realised.sum()) < 1e-3:
        return
    centres = np.log(np.linspace(50.0, 60.0, len(pairs)))
    expected = wasserstein_distance(centres, centres, predicted, realised) * 1e4
    assert wasserstein_bp(centres, predicted, realised) == pytest.approx(expected, rel=1e-6, abs=1e-6)


def test_lift_of_those_who_know_nothing_and_everything() -> None:
    realised = np.random.default_rng(5).random(200)
    assert lift_of_top(np.ones(200), realised) == pytest.approx(1.0, rel=EXACT)
    best = np.sort(realised)[::-1][:20].sum() / realised.sum() / 0.1
    assert lift_of_top(realised, realised) == pytest.approx(best, rel=EXACT)
    # a tenth of three bins is three tenths of the best one
    assert lift_of_top(np.array([3.0, 2.0, 1.0]), np.array([1.0, 0.0, 0.0])) == pytest.approx(3.0, rel=EXACT)
    assert shared_top(realised, realised) == 1.0
    with pytest.raises(InputError, match="'realised' must be above 0 somewhere"):
        lift_of_top(np.ones(3), np.zeros(3))


def test_the_truth_has_a_perfect_profile() -> None:
    true = np.random.default_rng(6).random(40)
    found = profile_score(EDGES, 2.0 * true, true)
    assert (found.spearman, found.shared_top) == (1.0, 1.0)
    assert found.wasserstein_bp == pytest.approx(0.0, abs=1e-9)
    assert found.total_ratio == pytest.approx(2.0, rel=EXACT)


def test_the_share_of_longs_is_scored_where_something_happened() -> None:
    cases = cases_of(np.array([3.0, 0.0, 5.0]), np.array([4.0, 2.0, 0.0]))
    found = side_score(cases)
    assert found.places.tolist() == [0, 1]
    assert found.squares.tolist() == [0.0, 0.25]
    assert (found.brier, found.even) == (0.125, 0.25)
    nothing = side_score(cases_of(np.ones(2), np.zeros(2)))
    assert (nothing.brier, nothing.even) == (None, None)


def test_a_better_forecast_is_found_better_and_the_same_one_is_not() -> None:
    generator = np.random.default_rng(8)
    mean = np.exp(generator.normal(12.0, 1.0, 400))
    realised = mean * generator.gamma(3.0, 1.0 / 3.0, 400)
    law = VolumeLaw(1e4, 3.0)
    good = score_forecast(cases_of(mean, realised), law=law, unit_usd=1e4)
    bad = score_forecast(cases_of(mean[::-1].copy(), realised, name="bad"), law=law, unit_usd=1e4)
    (volume, side) = compare_forecasts(good, bad)
    assert (volume.measure, side.measure) == ("volume", "side")
    assert volume.is_better
    assert volume.days == 100
    assert volume.skill is not None
    assert volume.skill > 0.5
    assert not compare_forecasts(good, good)[0].is_better
    assert compare_forecasts(bad, good)[0].is_worse


def test_scores_of_other_windows_are_not_compared() -> None:
    law = VolumeLaw(1.0, 1.0)
    first, second = (score_forecast(cases_of(np.ones(n), np.ones(n)), law=law, unit_usd=1.0) for n in (20, 21))
    with pytest.raises(InputError, match="must be scored on the same windows"):
        compare_forecasts(first, second)


def test_levels_and_constants_come_from_before() -> None:
    before = cases_of(np.array([1.0, 3.0]), np.array([6.0, 2.0]))
    assert level_factor(before) == 2.0
    flat = constant_rate(cases_of(np.ones(3), np.arange(3.0)), before)
    assert flat.predicted_long.tolist() == [4.0, 4.0, 4.0]
    assert flat.realised.tolist() == [0.0, 1.0, 2.0]


def test_cases_of_several_runs_keep_their_days_apart() -> None:
    part = cases_of(np.ones(8), np.ones(8))
    joined = join_cases([part, part])
    assert joined.groups.tolist() == [0] * 8 + [1] * 8
    assert joined.days.tolist() == [0] * 4 + [1] * 4 + [2] * 4 + [3] * 4
    assert len(joined.apart()) == 16
    with pytest.raises(InputError, match="of one forecast and one horizon"):
        join_cases([part, cases_of(np.ones(2), np.ones(2), name="other")])


def test_zones_that_come_true_and_bursts_that_were_foreseen() -> None:
    closes = np.r_[np.linspace(100.0, 96.0, 61), np.full(30, 96.0)]
    path = path_of(closes)
    longs = np.full(40, 1.0)
    longs[[14, 15]] = 50.0  # 97 to 98
    longs[[2, 3]] = 50.0  # 91 to 92: never reached
    forecast = forecast_of(path, [0], longs, np.zeros(40))
    realised = RealisedLiquidations(
        np.array([31, 32]) * MINUTE, np.array([1, 1]), np.array([40.0, 40.0]), np.array([97.3, 97.9])
    )
    rule = LevelEventRule(least_usd=60.0, margin=0.0005, reach=0.095)
    zones = predicted_zones(forecast, 0, rule=rule)
    assert [(zone.low, zone.high, zone.usd) for zone in zones] == [(91.0, 92.0, 100.0), (97.0, 98.0, 100.0)]
    cases = cases_given_path(forecast, path, realised, horizon_ns=60 * MINUTE)
    found = level_events(forecast, path, realised, cases, rule=rule, law=VolumeLaw(1.0, 50.0))
    assert found is not None
    score = found.score()
    assert (score.zones, score.precision) == (1, 1.0)
    assert found.probabilities[0] > 0.95
    assert score.bursts == 0  # neither half alone reaches 60
    finer = LevelEventRule(least_usd=30.0, margin=0.0005, reach=0.095)
    again = level_events(forecast, path, realised, cases, rule=finer, law=VolumeLaw(1.0, 50.0))
    assert again is not None
    assert (again.bursts, again.foreseen, again.touched_in_zone) == (2, 2, 2)
    assert again.score().recall == 1.0


def walk(seed: int, *, days: int, step: float = 0.0004) -> MarkPath:
    """Watched a hundred times a minute, so that it passes few levels unseen."""
    moves = np.random.default_rng(seed).normal(0.0, step / 10.0, (days * 1_440, 100))
    prices = 50_000.0 * np.exp(np.cumsum(moves.ravel())).reshape(moves.shape)
    ends = (np.arange(len(moves), dtype=np.int64) + 1) * MINUTE
    return MarkPath(MINUTE, ends, prices.min(axis=1), prices.max(axis=1), prices[:, -1])


def claims_on(path: MarkPath, *, distance: float) -> PriceClaims:
    places = np.arange(1_440, len(path.close) - 300, 60)
    return PriceClaims(path.end_ns[places], path.close[places] * (1.0 - distance))


def test_levels_that_mean_nothing_are_found_to_mean_nothing() -> None:
    magnets: list[float] = []
    sizes: list[float] = []
    gaps: list[float] = []
    for seed in range(4):
        path = walk(seed, days=12)
        found = price_claims(path, claims_on(path, distance=0.004), horizon_ns=240 * MINUTE, seed=seed)
        score = price_claim_score([found], seed=seed)
        assert score is not None
        magnets.append(score.magnet_p_value)
        sizes.append(score.after[0].volatility_p_value)
        gaps.append(score.hit_rate - score.chance)
    assert abs(float(np.mean(gaps))) < 0.05, gaps
    assert np.median(magnets) > 0.05, magnets
    assert np.median(sizes) > 0.05, sizes


def test_levels_behind_which_prices_run_are_found() -> None:
    """For fifteen minutes after a claimed level is reached, prices are three times as wild and drift on."""
    generator = np.random.default_rng(21)
    logs, origins, levels, wild = [math.log(50_000.0)], [], [], 0
    level = -math.inf
    for minute in range(1, 25 * 1_440):
        if minute % 60 == 0:
            level = logs[-1] - 0.004
            origins.append(minute - 1)
            levels.append(math.exp(level))
        scale, drift = (3.0, -0.0002) if wild > 0 else (1.0, 0.0)
        logs.append(logs[-1] + drift + scale * 0.0004 * float(generator.normal()))
        wild -= 1
        if logs[-1] <= level:
            wild, level = 15, -math.inf
    path = path_of(np.exp(np.array(logs)))
    claims = PriceClaims(path.end_ns[origins], np.array(levels))
    score = price_claim_score([price_claims(path, claims, horizon_ns=60 * MINUTE, seed=1)], seed=1)
    assert score is not None
    assert score.touched >= 20, score
    fifteen = score.after[2]
    assert fifteen.volatility_ratio > 1.3, score
    assert fifteen.volatility_p_value < 0.01, score
    assert fifteen.return_bp > 0.0, score


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"sides": np.array([0])}, "'sides' must be 1 for a long or -1 for a short"),
        ({"usd": np.array([-1.0])}, "'usd' must be 0 or more"),
        ({"prices": np.array([np.nan])}, "'prices' must be finite"),
    ],
)
def test_what_cannot_have_happened_is_refused(change: dict[str, FloatArray], message: str) -> None:
    columns = {"time_ns": np.array([1]), "sides": np.array([1]), "usd": np.array([1.0]), "prices": np.array([1.0])}
    with pytest.raises(InputError, match=message):
        RealisedLiquidations(**{**columns, **change})


def test_a_path_must_be_a_path() -> None:
    flat = np.full(3, 10.0)
    ends = np.array([1, 2, 3]) * MINUTE
    with pytest.raises(InputError, match="in this order in every interval"):
        MarkPath(MINUTE, ends, flat + 1.0, flat, flat)
    with pytest.raises(InputError, match="must rise by at least 'interval_ns'"):
        MarkPath(2 * MINUTE, ends, flat, flat, flat)
    path = MarkPath(MINUTE, ends, flat, flat, flat)
    forecast = LiquidationForecast("map", EDGES / 10.0, ends[:1], flat[:1], np.ones((1, 40)), np.ones((1, 40)))
    nothing = RealisedLiquidations(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0), None)
    with pytest.raises(InputError, match="'horizon_ns' must be a whole number of intervals"):
        cases_given_path(forecast, path, nothing, horizon_ns=MINUTE // 2)
    with pytest.raises(InputError, match="has a whole window"):
        cases_given_path(forecast, path, nothing, horizon_ns=9 * MINUTE)
