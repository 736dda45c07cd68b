"""Which markets can be shown, and what is refused before anything is opened."""

from __future__ import annotations

import pytest

from seawall.errors import InputError
from seawall.web import FeedInputs


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"feed": "kraken"}, "--feed must be binance, bybit, simulate or replay:FILE, was 'kraken'"),
        ({"feed": "replay:nothing.gz"}, "--feed replay:nothing.gz: there is no such file"),
        ({"feed": "binance", "seed": 3}, "--seed is for --feed simulate"),
        ({"feed": "binance", "speed": 2.0}, "--speed is for --feed simulate and replay:FILE"),
        ({"seed": -1}, r"--seed must be 0 or more and below 2\*\*63, was -1"),
        ({"speed": 0.0}, "--speed must be above 0"),
        ({"speed": float("nan")}, "--speed must be above 0"),
    ],
)
def test_what_cannot_be_opened_is_refused_in_one_line(options: dict[str, object], words: str) -> None:
    with pytest.raises(InputError, match=words):
        FeedInputs(**options)  # type: ignore[arg-type]


def test_only_a_simulation_has_a_seed() -> None:
    assert (FeedInputs().known_seed, FeedInputs(seed=0).known_seed, FeedInputs("bybit").known_seed) == (1, 0, None)
