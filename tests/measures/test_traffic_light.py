"""The Basel Committee's printed tables, and zones for other records by their definition."""

from __future__ import annotations

import numpy as np
import pytest
import vetted.frtb
from scipy.stats import binom

from seawall.errors import InputError
from seawall.measures import TrafficLight, Zone, basel_zone
from tests.tolerances import PRINTED_CENT


def _light(count: int, n: int = 250, confidence: float = 0.99) -> TrafficLight:
    return basel_zone(np.arange(n) < count, confidence=confidence)


PRINTED = [
    # exceptions, cumulative %, plus factor of 1996, multiplier of MAR32.9, zone
    (0, 8.11, 0.00, 1.50, "green"),
    (1, 28.58, 0.00, 1.50, "green"),
    (2, 54.32, 0.00, 1.50, "green"),
    (3, 75.81, 0.00, 1.50, "green"),
    (4, 89.22, 0.00, 1.50, "green"),
    (5, 95.88, 0.40, 1.70, "amber"),
    (6, 98.63, 0.50, 1.76, "amber"),
    (7, 99.60, 0.65, 1.83, "amber"),
    (8, 99.89, 0.75, 1.88, "amber"),
    (9, 99.97, 0.85, 1.92, "amber"),
    (10, 99.99, 1.00, 2.00, "red"),
]


@pytest.mark.parametrize(("count", "cumulative", "plus", "multiplier", "zone"), PRINTED)
def test_the_printed_tables(count: int, cumulative: float, plus: float, multiplier: float, zone: str) -> None:
    """Basel Committee (1996), table 2, and MAR32.9, table 1."""
    light = _light(count)
    assert 100 * light.cumulative_probability == pytest.approx(cumulative, abs=PRINTED_CENT)
    assert (light.plus_factor_1996, light.multiplier, light.zone) == (plus, multiplier, zone)
    assert (light.amber_from, light.red_from) == (5, 10)


def test_more_than_ten_is_as_red_as_ten() -> None:
    assert (_light(250).zone, _light(250).multiplier, _light(250).plus_factor_1996) == (Zone.RED, 2.00, 1.00)


@pytest.mark.parametrize("confidence", [0.9, 0.95, 0.975, 0.99, 0.999])
@pytest.mark.parametrize("n", [1, 2, 10, 100, 251, 500, 1500])
def test_zones_of_other_records_follow_the_definition_and_the_peer(n: int, confidence: float) -> None:
    peer = vetted.frtb.binomial_zones(n, round(1 - confidence, 12))
    light = _light(0, n, confidence)
    assert (light.amber_from, light.red_from) == (peer["amber"][0], peer["red_from"]), (n, confidence, peer)
    assert light.zone is Zone.GREEN
    assert light.multiplier is None
    assert light.plus_factor_1996 is None
    edges = {1, light.amber_from - 1, light.amber_from, light.red_from - 1, light.red_from, n}
    for count in edges & set(range(1, n + 1)):
        cumulative = binom.cdf(count, n, round(1 - confidence, 12))
        wanted = Zone.GREEN if cumulative < 0.95 else Zone.AMBER if cumulative < 0.9999 else Zone.RED
        assert _light(count, n, confidence).zone is wanted, (count, n, confidence, cumulative)


def test_an_empty_record_and_a_percent_are_refused() -> None:
    with pytest.raises(InputError, match="at least 1 sessions"):
        basel_zone(np.zeros(0, dtype=bool), confidence=0.99)
    with pytest.raises(InputError, match="percent given"):
        _light(1, confidence=99.0)
