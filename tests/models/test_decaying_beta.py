"""EWMA beta against its sum written out, and a beta that jumps."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from seawall.errors import InputError
from seawall.models import ewma_beta
from tests.models.market_worlds import world
from tests.tolerances import EXACT

GIVEN: dict[str, Any] = {"risk_free_annual": 0.03, "periods_per_year": 252.0}


def test_each_row_is_the_weighted_sum_written_out() -> None:
    returns, market = world(80, 3, seed=1)
    found = ewma_beta(returns, market, decay=0.9, **GIVEN)
    y, x = returns - 0.03 / 252.0, market - 0.03 / 252.0
    for t in (0, 1, 40, 80):
        weights = 0.1 * 0.9 ** np.arange(t - 1, -1, -1)
        covariance = 0.9**t * (x @ y) / 80 + (weights * x[:t]) @ y[:t]
        variance = 0.9**t * (x @ x) / 80 + weights @ x[:t] ** 2
        assert np.allclose(found[t], covariance / variance, rtol=1e-11, atol=EXACT), t


def test_the_forecast_follows_a_jump_of_beta() -> None:
    noise, market = world(1000, 1, seed=2, memory=0.0)
    beta = np.where(np.arange(1000) < 500, 0.5, 1.5)
    asset = beta * market + 0.1 * (noise[:, 0] + 0.5 * market)
    found = ewma_beta(asset[:, None], market, decay=0.97, **GIVEN)[:, 0]
    assert found[500] == pytest.approx(0.5, abs=0.1)
    assert found[1000] == pytest.approx(1.5, abs=0.1)
    assert found[530] > 0.5 * (found[500] + found[1000])


@pytest.mark.parametrize("decay", [0.0, 1.0, -0.5, float("nan")])
def test_a_decay_outside_its_range_is_refused(decay: float) -> None:
    returns, market = world(80, 3, seed=1)
    with pytest.raises(InputError, match="'decay' must be in"):
        ewma_beta(returns, market, decay=decay, **GIVEN)
