"""The stand-in for the regime, against a plain loop."""

from __future__ import annotations

import itertools
import statistics

import numpy as np
import pytest

from seawall.errors import DataError
from seawall.rating import volatility_percentile


def test_the_percentile_equals_a_plain_loop() -> None:
    closes = np.asarray(100.0 * np.cumprod(1 + np.random.default_rng(4).standard_normal(600) * 0.01), dtype=np.float64)
    returns = [b / a - 1 for a, b in itertools.pairwise(closes)]
    volatilities = [statistics.stdev(returns[i : i + 21]) for i in range(len(returns) - 20)]
    expected = sum(v < volatilities[-1] for v in volatilities[:-1]) / (len(volatilities) - 1)
    assert volatility_percentile(closes) == pytest.approx(expected, abs=1e-12)


def test_too_short_a_history_has_no_percentile() -> None:
    with pytest.raises(DataError, match="at least 252"):
        volatility_percentile(np.linspace(100, 110, 272))
