"""The score of the liquidation map from end to end: simulated worlds, a recorded file, the page in all its forms."""

from __future__ import annotations

import io
import json
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from rich.console import Console

from seawall.core import FloatArray, IntArray
from seawall.errors import DataError, InputError
from seawall.microstructure import (
    LeverageMix,
    LiquidationForecast,
    PerpetualFlow,
    even_forecast,
    flat_leverage_mix,
    published_recipe,
)
from seawall.report import (
    MapScoreResults,
    compose_liquidation_score,
    document_json,
    liquidation_score_markdown,
    liquidation_score_schema,
    print_liquidation_score,
)
from seawall.simulator import WorldPrior, draw_hidden_world, record_world
from seawall.sources import read_perpetual_file
from seawall.workflows import run_recorded_map_score, run_simulated_map_score, scorable_file

HOUR_MS = 3_600_000


def even_map(
    flow: PerpetualFlow, places: IntArray, price_edges: FloatArray, fitted: int
) -> tuple[LiquidationForecast, LeverageMix | None]:
    """A map that knows nothing, in place of the product's."""
    return even_forecast(flow, price_edges=price_edges, places=places), None


def recipe_map(
    flow: PerpetualFlow, places: IntArray, price_edges: FloatArray, fitted: int
) -> tuple[LiquidationForecast, LeverageMix | None]:
    return published_recipe(flow, price_edges=price_edges, places=places), None


@pytest.fixture(scope="module")
def simulated() -> MapScoreResults:
    """Two worlds of four days with the product's map."""
    return run_simulated_map_score(seeds=2, days=4)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fifty-two hourly days in which liquidations follow the way of the price, and nothing else."""
    generator = np.random.default_rng(17)
    n = 52 * 24
    closes = 50_000.0 * np.exp(np.cumsum(generator.normal(0.0, 0.004, n)))
    opens = np.r_[50_000.0, closes[:-1]]
    low = np.minimum(opens, closes) * np.exp(-np.abs(generator.normal(0.0, 0.001, n)))
    high = np.maximum(opens, closes) * np.exp(np.abs(generator.normal(0.0, 0.001, n)))
    noise = generator.gamma(4.0, 0.25, (2, n))
    longs, shorts = 1e9 * np.log(opens / low) * noise[0], 1e9 * np.log(high / opens) * noise[1]
    columns = (
        "timestamp,price_open,price_high,price_low,price_close,liquidation_long_usd,liquidation_short_usd,"
        "liquidation_total_usd,funding_close,oi_open,oi_close"
    )
    start = 1_700_006_400_000
    interest = 5e9 + np.cumsum(generator.normal(0.0, 1e7, n))
    lines = [
        f"{start + hour * HOUR_MS},{opens[hour]!r},{high[hour]!r},{low[hour]!r},{closes[hour]!r},{longs[hour]!r},"
        f"{shorts[hour]!r},{longs[hour] + shorts[hour]!r},0.004,{interest[hour]!r},{interest[hour]!r}"
        for hour in range(n)
        if hour != 900
    ]
    path = tmp_path_factory.mktemp("perps") / "hourly.csv"
    path.write_text("\n".join([columns, *lines]).replace("np.float64(", "").replace(")", "") + "\n")
    return path


def test_the_product_map_on_hidden_worlds(simulated: MapScoreResults) -> None:
    by_name = {(each.name, each.reach): each for each in simulated.profiles}
    own, recipe, climatology = (by_name[name, 0.12] for name in ("map", "N4 published recipe", "N1 climatology"))
    assert own.spearman.mean > max(recipe.spearman.mean, climatology.spearman.mean), simulated.profiles
    # the tops of two worlds are too few to tell the recipe's from the map's
    assert own.lift.mean > climatology.lift.mean, simulated.profiles
    truth = by_name["truth", 0.12]
    assert (truth.spearman.mean, truth.shared_top.mean, truth.total_ratio.mean) == pytest.approx((1.0, 1.0, 1.0))
    names = [each.name for each in simulated.forecasts if each.horizon_ns == HOUR_MS * 1_000_000]
    assert names == [
        "map",
        "N0 even",
        "N1 climatology",
        "N2 fan",
        "N3 volume profile",
        "N4 published recipe",
        "truth",
    ]
    assert len(simulated.gates) == 9
    assert simulated.lineage.simulated


def test_leverages_that_are_not_identified_stay_in_the_proportions_of_the_prior(simulated: MapScoreResults) -> None:
    """Up to ten times, where the prior is not tilted."""
    prior = flat_leverage_mix()
    even = dict(zip(prior.leverages.tolist(), prior.long_shares.tolist(), strict=True))
    never = [each for each in simulated.buckets if each.identified == 0 and each.leverage <= 10.0]
    assert len(never) > 1, simulated.buckets
    for side in ("long_share", "short_share"):
        ratios = np.array([getattr(each, side) / even[each.leverage] for each in never])
        assert ratios.max() / ratios.min() < 1.15, (side, ratios)


@pytest.mark.slow
def test_twenty_worlds_place_liquidations_better_than_any_rule(slow_share: int) -> None:
    if slow_share > 1:
        pytest.skip("twenty worlds take minutes: `make test-slow`")
    found = run_simulated_map_score(seeds=20)
    own = found.profiles[0]
    # what the map reaches and must not lose again; .80 and 3 were wished for and are not reached, as its page says
    assert own.spearman.mean > 0.69, own
    assert own.lift.mean > 2.2, own
    gates = {each.name: each for each in found.gates}
    assert gates["reliability slope 0.8 to 1.25 at 4 h"].passed, gates
    for other in ("N1 climatology", "N4 published recipe"):
        assert gates[f"better than {other}: volume at 4 h"].passed, gates
        assert gates[f"better than {other}: place at 4 h"].passed, gates
        assert gates[f"better than {other}: true levels within ±12%"].passed, gates


def test_a_world_is_what_its_seed_draws() -> None:
    prior = WorldPrior(agents=300, wakes_per_minute=10)
    first, again, other = (record_world(draw_hidden_world(seed, prior=prior), days=1) for seed in (3, 3, 4))
    assert np.array_equal(first.truth.long_usd, again.truth.long_usd)
    assert not np.array_equal(first.flow.close, other.flow.close)
    held = first.truth.long_usd[-1].sum() + first.truth.short_usd[-1].sum()
    assert 0.0 < held < 2.5 * float(first.flow.open_interest[-1] * first.flow.mark_close[-1])


def test_too_little_to_score_is_refused() -> None:
    with pytest.raises(InputError, match="'seeds' must be at least 2"):
        run_simulated_map_score(seeds=1)
    with pytest.raises(InputError, match="'days' must be above 3"):
        run_simulated_map_score(seeds=2, days=3)


def test_a_file_in_which_only_the_way_counts_is_won_by_climatology(recorded: Path) -> None:
    found = run_recorded_map_score(read_perpetual_file(recorded), make_map=recipe_map)
    main = {each.name: each for each in found.forecasts if each.horizon_ns == 4 * HOUR_MS * 1_000_000}
    assert set(main) == {"constant rate", "N1 climatology", "N2 fan", "N4 published recipe"}
    best = min(main.values(), key=lambda each: each.volume.deviance)
    assert best.name == "N1 climatology", main
    slope = best.volume.reliability
    assert slope is not None
    assert slope.slope == pytest.approx(1.0, abs=0.25), slope
    assert best.located is None
    assert found.not_measurable[0].startswith("location")
    # one missing hour: four windows of four hours reach over it, and twenty-four of a day's
    day = next(each for each in found.forecasts if each.horizon_ns == 24 * HOUR_MS * 1_000_000)
    assert day.skipped - main["constant rate"].skipped >= 20


def test_what_cannot_be_scored_says_why(recorded: Path, tmp_path: Path) -> None:
    assert scorable_file(recorded.parent).path == str(recorded)
    with pytest.raises(DataError, match="none of 0 files"):
        scorable_file(tmp_path)
    with pytest.raises(InputError, match="must be a file or folder"):
        scorable_file(tmp_path / "nowhere")
    short = tmp_path / "short.csv"
    short.write_text("\n".join(recorded.read_text().splitlines()[:400]) + "\n")
    with pytest.raises(DataError, match="must span more than 30 days to be scored, spans 17"):
        run_recorded_map_score(read_perpetual_file(short), make_map=even_map)
    totals = tmp_path / "totals.csv"
    totals.write_text("timestamp,longUsd,shortUsd\n0,1,2\n60000,1,2\n120000,0,3\n")
    with pytest.raises(DataError, match="it has no prices"):
        run_recorded_map_score(read_perpetual_file(totals), make_map=even_map)


def test_parameters_of_a_month_do_not_see_it(recorded: Path, tmp_path: Path) -> None:
    """What happens in the last month changes nothing in how the first one was scored."""
    lines = recorded.read_text().splitlines()
    cut = tmp_path / "cut.csv"
    cut.write_text("\n".join(lines[: 46 * 24]) + "\n")
    part = run_recorded_map_score(read_perpetual_file(cut), make_map=even_map)
    changed = tmp_path / "changed.csv"
    tail = [line.split(",") for line in lines[46 * 24 :]]
    for row in tail:
        row[5], row[7] = repr(9.0 * float(row[5])), repr(9.0 * float(row[5]) + float(row[6]))
    changed.write_text("\n".join([*lines[: 46 * 24], *(",".join(row) for row in tail)]) + "\n")
    whole = run_recorded_map_score(read_perpetual_file(changed), make_map=even_map)
    for early, late in zip(part.forecasts, whole.forecasts, strict=True):
        assert early.law.unit_usd == late.law.unit_usd
        assert early.law.dispersion == pytest.approx(late.law.dispersion, rel=1e-6), (early, late)


def test_the_page_holds_all_that_the_score_found(simulated: MapScoreResults) -> None:
    document = compose_liquidation_score(simulated)
    text = document_json(document)
    jsonschema.validate(json.loads(text), liquidation_score_schema())
    page = liquidation_score_markdown(document)
    for gate in document.gates:
        assert gate.name in page
    for forecast in document.forecasts:
        assert f"| {forecast.horizon_hours.text} {forecast.name} | {forecast.deviance.text} |" in page
    for width in (80, 140):
        stream = io.StringIO()
        print_liquidation_score(document, Console(file=stream, width=width))
        shown = stream.getvalue()
        assert "SIMULATED" in shown
        assert max(len(line) for line in shown.splitlines()) <= width
