"""The pieces of the early-exercise formula: European values, expiry, and the choice of grid."""

from __future__ import annotations

import math

import numpy as np
import pytest
import QuantLib as ql

from seawall.valuation.early_exercise import converged_boundary, early_values, european_values, expired_values
from tests.tolerances import AMERICAN_BOUND, EXACT


@pytest.mark.parametrize("sign", [1, -1])
def test_european_rows_agree_with_quantlib(sign: int) -> None:
    spots, time, rate, dividend, vol = np.array([0.7, 1.0, 1.4]), 1.5, 0.04, 0.01, 0.3
    rows = european_values(spots, sign=sign, time=time, rate=rate, dividend=dividend, volatility=vol)
    payoff = ql.PlainVanillaPayoff(ql.Option.Call if sign > 0 else ql.Option.Put, 1.0)
    for column, spot in zip(rows.T, spots.tolist(), strict=True):
        growth = math.exp((rate - dividend) * time)
        peer = ql.BlackCalculator(payoff, spot * growth, vol * math.sqrt(time), math.exp(-rate * time))
        wanted = [
            peer.value(),
            peer.delta(spot),
            peer.gamma(spot),
            peer.theta(spot, time),
            peer.vega(time),
            peer.rho(time),
        ]
        np.testing.assert_allclose(column[[0, 2, 3, 4, 5, 6]], wanted, rtol=10.0 * EXACT, err_msg=f"{sign} {spot}")
        assert column[1] == (math.inf if sign > 0 else 0.0)


def test_expired_rows_pay_exercise() -> None:
    rows = expired_values(np.array([0.9, 1.0, 1.1]), sign=1)
    np.testing.assert_allclose(rows[0], [0.0, 0.0, 0.1], atol=EXACT)
    np.testing.assert_array_equal(rows[2], [0.0, 0.0, 1.0])
    assert not rows[3:].any()


def test_the_estimate_shrinks_with_the_grid() -> None:
    coarse, fine = converged_boundary(-1, time=2.0, rate=0.06, dividend=0.03, volatility=0.3)
    assert len(fine.values) == 2 * len(coarse.values)
    rows = early_values(np.array([0.6, 0.9, 1.0, 1.3]), coarse=coarse, fine=fine)
    assert (rows[7] <= 100.0 * AMERICAN_BOUND).all()


def test_rows_below_the_boundary_are_exercised() -> None:
    coarse, fine = converged_boundary(-1, time=1.0, rate=0.05, dividend=0.02, volatility=0.2)
    rows = early_values(np.array([fine.today - 0.01]), coarse=coarse, fine=fine)
    assert rows[0, 0] == pytest.approx(1.01 - fine.today, rel=EXACT)
    assert rows[2, 0] == -1.0
    assert not rows[3:7].any()
