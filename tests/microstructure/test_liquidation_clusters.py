"""Clusters stand where density was planted, stops where habits say, and touch probabilities hold on paths."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from seawall.core import FloatArray
from seawall.errors import DataError, InputError
from seawall.microstructure import (
    LiquidationMap,
    MapFlag,
    PositionSide,
    find_clusters,
    flat_leverage_mix,
    infer_stop_clusters,
    leaning_of,
    mark_volatility,
    touch_probability,
)
from tests.microstructure.made_flows import MINUTE_NS, PRICE_COLUMNS, made_flow
from tests.tolerances import TOUCHED_SHARE

BINS, MARK = 400, 97_420.0
EDGES = MARK * np.exp(np.linspace(-0.12, 0.12, BINS + 1))
PRICES = (EDGES[1:] + EDGES[:-1]) / 2


def planted(long_usd: FloatArray, short_usd: FloatArray, flags: int = 0) -> LiquidationMap:
    one = np.ones(1)
    return LiquidationMap(
        "BTCUSDT", EDGES, np.array([0]), long_usd[None], short_usd[None], one * MARK, one * 1e9,
        np.zeros((11, BINS)), np.zeros((11, BINS)), one, one, np.full((1, BINS), flags, np.uint8), flat_leverage_mix(),
    )  # fmt: skip


def bump(at: float, usd: float) -> FloatArray:
    shape = np.exp(-0.5 * ((PRICES / at - 1.0) / 0.002) ** 2)
    found: FloatArray = usd * shape / shape.sum()
    return found


def test_planted_clusters_are_found_with_their_usd() -> None:
    shown = planted(bump(94_200.0, 50e6) + 1e3, bump(99_800.0, 30e6) + 1e3)
    clusters = find_clusters(shown, volatility=0.004)
    long, short = (next(each for each in clusters if each.side is side) for side in PositionSide)
    assert long.peak == pytest.approx(94_200.0, rel=0.001)
    assert short.peak == pytest.approx(99_800.0, rel=0.001)
    assert long.usd == pytest.approx(50e6, rel=0.1)
    assert short.usd == pytest.approx(30e6, rel=0.1)
    assert long.low < long.peak < long.high < MARK < short.low
    assert long.distance == pytest.approx(94_200 / MARK - 1, abs=0.001)
    assert long.sigmas == pytest.approx(abs(np.log(long.peak / MARK)) / (0.004 * 24**0.5))
    assert "Major support cluster 94,1" in long.sentence()
    assert "squeeze zone 99,8" in short.sentence()
    assert list(long.touch_probabilities) == sorted(long.touch_probabilities)


def test_a_cluster_that_rests_on_the_prior_says_so() -> None:
    known, prior = (
        find_clusters(planted(bump(94_200.0, 5e7), np.zeros(BINS), flag), volatility=0.004)[0]
        for flag in (0, int(MapFlag.PRIOR))
    )
    assert not known.is_prior
    assert prior.is_prior
    assert "rests on the prior" in prior.sentence()


def test_an_empty_map_has_no_clusters_and_leans_nowhere() -> None:
    shown = planted(np.zeros(BINS), np.zeros(BINS))
    assert find_clusters(shown, volatility=0.004) == ()
    assert leaning_of(shown) == (0.0, "No liquidations are estimated near the mark.")


def test_the_map_leans_to_the_heavier_side() -> None:
    lean, words = leaning_of(planted(bump(95_000.0, 10e6), bump(99_800.0, 30e6)))
    assert lean == pytest.approx(0.5, abs=0.01)
    assert words.startswith("Leans upwards")
    assert leaning_of(planted(bump(95_000.0, 30e6), bump(99_800.0, 10e6)))[1].startswith("Leans downwards")
    assert leaning_of(planted(bump(95_000.0, 30e6), bump(99_800.0, 30e6)))[1].startswith("Balanced")


@pytest.mark.parametrize("distance", [-0.02, 0.01])
def test_paths_touch_as_often_as_reflection_says(distance: float) -> None:
    generator = np.random.Generator(np.random.Philox(key=2))
    volatility, hours, steps, paths = 0.005, 4.0, 4_000, 4_000
    reached = np.zeros(paths, bool)
    place = np.zeros(paths)
    for _ in range(steps):
        place += generator.normal(0.0, volatility * np.sqrt(hours / steps), paths)
        reached |= place <= distance if distance < 0 else place >= distance
    assert reached.mean() == pytest.approx(
        touch_probability(distance, volatility=volatility, hours=hours), abs=TOUCHED_SHARE
    )


def test_volatility_of_a_walk_is_its_own() -> None:
    generator = np.random.Generator(np.random.Philox(key=9))
    marks = 100.0 * np.exp(np.cumsum(generator.normal(0.0, 0.001, 3_000)))
    assert mark_volatility(marks, interval_ns=MINUTE_NS) == pytest.approx(0.001 * 60**0.5, rel=0.06)
    with pytest.raises(DataError, match="it stands still"):
        mark_volatility(np.full(50, 100.0), interval_ns=MINUTE_NS)
    with pytest.raises(DataError, match="at least 30"):
        mark_volatility(np.full(5, 100.0), interval_ns=MINUTE_NS)
    with pytest.raises(InputError, match="'volatility'"):
        find_clusters(planted(np.zeros(BINS), np.zeros(BINS)), volatility=0.0)


def test_stops_lie_beyond_a_swing_and_are_gone_once_it_is_broken() -> None:
    """A dip and a recovery: stops under the dip; after a fall through it, no longer."""
    path = np.concatenate([np.linspace(100_000, 97_700, 300), np.linspace(97_700, 99_300, 300)])
    kept: dict[str, Any] = {
        **dict.fromkeys(("open", "high", "low", "close", "mark_high", "mark_low", "mark_close"), path)
    }
    below = [each for each in infer_stop_clusters(made_flow(600, **kept)) if each.side is PositionSide.LONG]
    swing = next(each for each in below if "swing" in each.reasons)
    assert swing.price == pytest.approx(97_700 * 0.999, rel=0.002)
    fall = np.append(path, np.linspace(99_300, 97_000, 100))
    broken: dict[str, Any] = dict.fromkeys(PRICE_COLUMNS, fall)
    after = infer_stop_clusters(made_flow(700, **broken))
    assert not any("swing" in each.reasons and abs(each.price / 97_602 - 1) < 0.002 for each in after)
    assert all(0.0 < each.strength <= 1.0 for each in after)
    with pytest.raises(DataError, match="need four hours"):
        infer_stop_clusters(made_flow(100))
