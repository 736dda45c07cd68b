"""Every quote is used or counted, with the first reason that applies."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from seawall.valuation import RejectReason, implied_forwards, usable_quotes
from tests.valuation.chains import FAR, NEAR, NOW, quote, svi_surface

STRIKES = [float(strike) for strike in range(80, 125, 3)]


def test_clean_quotes_all_pass_and_hold_the_truth() -> None:
    surface = svi_surface()
    chain = quote(surface, STRIKES, half_spread=0.0005)
    kept = usable_quotes(chain, forwards=implied_forwards(chain)[0])
    times = np.where(kept.expiry == NEAR, *surface.times)
    truth = surface.volatility(kept.strike, times)
    assert len(kept.strike) + sum(kept.rejected.values()) == len(chain.strike)
    assert (kept.bid_volatility < truth).all()
    assert (truth < kept.ask_volatility).all()


def test_each_fault_is_counted_under_its_reason() -> None:
    chain = quote(svi_surface(), STRIKES, half_spread=0.0005)
    bid, ask = chain.bid.copy(), chain.ask.copy()
    volatility = np.full(len(bid), 0.2)
    puts = np.flatnonzero(~chain.is_call & (chain.expiry == FAR) & (chain.strike < 103))
    missing, one_sided, crossed, zero, below, wide = puts[:6]
    bid[[missing, one_sided]] = 0.0
    ask[missing] = 0.0
    bid[crossed] = ask[crossed] + 1.0
    volatility[zero] = 0.0
    ask[below] = 200.0
    bid[wide], ask[wide] = 0.1 * bid[wide], 10 * ask[wide]
    faulty = replace(chain, bid=bid, ask=ask, exchange_volatility=volatility)
    kept = usable_quotes(faulty, forwards=implied_forwards(faulty)[0])
    assert kept.total_rejected() == {
        RejectReason.MISSING: 1,
        RejectReason.ONE_SIDED: 1,
        RejectReason.CROSSED: 1,
        RejectReason.ZERO_VOLATILITY: 1,
        RejectReason.OUTSIDE_BOUNDS: 1,
        RejectReason.TOO_WIDE: 1,
    }
    assert {expiry for expiry, _ in kept.rejected} == {FAR}
    assert len(kept.strike) == len(chain.strike) - 6


def test_expired_lines_and_thin_expiries_are_counted() -> None:
    chain = quote(svi_surface(), STRIKES, half_spread=0.0005)
    later = replace(chain, as_of=dt.datetime(2024, 4, 1, tzinfo=dt.UTC))
    kept = usable_quotes(later, forwards=implied_forwards(later)[0])
    assert kept.total_rejected()[RejectReason.EXPIRED] == 2 * len(STRIKES)
    thin = quote(svi_surface(), STRIKES[5:9], half_spread=0.0005)
    exact = replace(thin, exchange_forward=np.full(len(thin.strike), 102.0))
    kept = usable_quotes(exact, forwards=implied_forwards(exact)[0])
    assert kept.total_rejected() == {RejectReason.TOO_FEW: 16}
    assert not len(kept.strike)


def test_an_expiry_without_forward_is_counted() -> None:
    chain = quote(svi_surface(), STRIKES, half_spread=0.0005)
    kept = usable_quotes(chain, forwards=implied_forwards(chain)[0][:1])
    assert kept.total_rejected() == {RejectReason.NO_FORWARD: 2 * len(STRIKES)}
    with pytest.raises(ValueError, match="read-only"):
        kept.strike[0] = 1.0
    assert chain.as_of == NOW
