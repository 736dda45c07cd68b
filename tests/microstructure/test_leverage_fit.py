"""Leverage from forced closes: shares that are known come back, and what is not seen stays the prior and says so."""

from __future__ import annotations

import numpy as np
import pytest

from seawall.errors import DataError
from seawall.microstructure import (
    BINANCE_BTCUSDT_TIERS,
    LEVERAGE_BUCKETS,
    LeverageMix,
    LiquidationTracker,
    MapModel,
    PerpetualFlow,
    fit_leverage_mix,
    flat_leverage_mix,
)
from tests.microstructure.made_flows import made_flow

TRUE_SHARES = np.array([0.1, 0.1, 0.1, 0.1, 0.05, 0.05, 0.1, 0.05, 0.06, 0.04, 0.02])
MODEL = MapModel()


def forced_by(shares: np.ndarray, *, minutes: int = 4_320, seed: int = 3) -> PerpetualFlow:
    """A record whose forced closes are those of known shares, to the last unit."""
    flow = made_flow(minutes, seed=seed, step=0.0008)
    mix = LeverageMix(np.array(LEVERAGE_BUCKETS), shares, shares, np.ones(11, bool), None, None, "known")
    lost = LiquidationTracker(flow, tiers=BINANCE_BTCUSDT_TIERS, mix=mix, model=MODEL).consumed(flow)
    long, short = (lost * shares).sum(axis=2).T
    return made_flow(minutes, seed=seed, step=0.0008, liquidated_long=long, liquidated_short=short)


def test_known_shares_come_back() -> None:
    flow = forced_by(TRUE_SHARES)
    fit = fit_leverage_mix(flow, tiers=BINANCE_BTCUSDT_TIERS, turnovers=(MODEL.turnover,), draws=50)
    known = fit.mix.is_identified
    assert known[6:].all(), f"high leverage is liquidated every day: {fit.identifiability.round(2).tolist()}"
    for side in (fit.mix.long_shares, fit.mix.short_shares):
        # the sum over neighbours, since 100 and 125 times are liquidated at nearly the same prices
        assert float(side[6:].sum()) == pytest.approx(float(TRUE_SHARES[6:].sum()), rel=0.2), side.round(3)
    assert min(fit.explained) > 0.8


def test_a_fit_beats_the_flat_prior_it_started_from() -> None:
    peaked = np.array([0.1, 0.1, 0.1, 0.1, 0.05, 0.05, 0.02, 0.02, 0.25, 0.02, 0.01])
    flow = forced_by(peaked, minutes=7_200)
    fit = fit_leverage_mix(flow, tiers=BINANCE_BTCUSDT_TIERS, turnovers=(MODEL.turnover,), draws=1)
    flat = flat_leverage_mix().long_shares
    found = fit.mix.long_shares
    # 75 and 100 times are liquidated at nearly the same prices and share what is theirs
    pairs = [np.add.reduceat(each[6:], [0, 1, 3]) for each in (found, flat, peaked)]
    assert np.abs(pairs[0] - pairs[2]).sum() < 0.5 * np.abs(pairs[1] - pairs[2]).sum(), found.round(3)


def test_what_is_never_liquidated_is_not_identified_and_holds_the_prior() -> None:
    fit = fit_leverage_mix(forced_by(TRUE_SHARES), tiers=BINANCE_BTCUSDT_TIERS, turnovers=(MODEL.turnover,), draws=200)
    mix = fit.mix
    assert not mix.is_identified[:3].any()
    # in the proportions of the prior
    assert np.ptp(mix.long_shares[:3] / flat_leverage_mix().long_shares[:3]) < 1e-9
    assert mix.long_intervals is not None
    widths = np.diff(mix.long_intervals, axis=1)[:, 0]
    assert widths[:3].min() > 2 * widths[9:].max(), "where the data are silent the interval is wide"
    assert fit.effective_leverage[0] < fit.arithmetic_leverage[0]
    assert fit.effective_leverage[1] <= fit.effective_leverage[0] <= fit.effective_leverage[2]


def test_the_same_seed_gives_the_same_intervals() -> None:
    flow = forced_by(TRUE_SHARES, minutes=700)
    first, second = (
        fit_leverage_mix(flow, tiers=BINANCE_BTCUSDT_TIERS, turnovers=(0.2,), draws=10, seed=4) for _ in range(2)
    )
    assert first.mix.long_intervals is not None
    assert second.mix.long_intervals is not None
    assert (first.mix.long_intervals == second.mix.long_intervals).all()


def test_without_forced_closes_there_is_no_fit() -> None:
    with pytest.raises(DataError, match="cannot be fitted: forced closes were not collected"):
        fit_leverage_mix(made_flow(300), tiers=BINANCE_BTCUSDT_TIERS)
    few = np.zeros(300)
    few[50] = 1.0
    with pytest.raises(DataError, match="forced closes in 1 intervals"):
        fit_leverage_mix(
            made_flow(300, liquidated_long=few, liquidated_short=np.zeros(300)), tiers=BINANCE_BTCUSDT_TIERS
        )


def test_the_flat_mix_says_that_it_knows_nothing() -> None:
    mix = flat_leverage_mix()
    assert not mix.is_identified.any()
    assert mix.long_shares.sum() == pytest.approx(11 / 12)
    # even in the logarithm: as much from 10 to 20 as from 50 to 100, whatever the buckets between
    assert flat_leverage_mix((10.0, 20.0, 40.0)).long_shares == pytest.approx([0.25, 0.25, 0.25])
    halves = flat_leverage_mix((10.0, 10.0 * 2**0.5, 20.0, 40.0, 80.0)).long_shares
    assert halves[1] == pytest.approx(halves[3] / 2)
