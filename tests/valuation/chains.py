"""Option chains made from a known surface, so that the fit has a truth to find."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from seawall.market import ExpirySmile, OptionChain, PriceUnit, Smile, VolSurface
from seawall.valuation import chain_prices

NOW = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
NEAR, FAR = np.datetime64("2024-03-01T00:00:00"), np.datetime64("2024-07-01T00:00:00")
SVI = {"a": 0.002, "b": 0.05, "rho": -0.6, "m": 0.02, "sigma": 0.08}


def svi_surface() -> VolSurface:
    """Two expiries of raw SVI without arbitrage."""
    near = Smile.from_svi(**SVI)
    far = Smile.from_svi(**{**SVI, "a": 0.012, "b": 0.09, "sigma": 0.15})
    return VolSurface(
        "X",
        NOW,
        (
            ExpirySmile(NEAR, forward=101.0, discount=0.992, smile=near),
            ExpirySmile(FAR, forward=103.0, discount=0.975, smile=far),
        ),
    )


def quote(
    surface: VolSurface, strikes: Sequence[float], *, half_spread: float, unit: PriceUnit = PriceUnit.MONEY
) -> OptionChain:
    """Quotes around exact prices: bid and ask this share of the price away from it."""
    expiries = [each.expiry for each in surface.smiles]
    expiry = np.repeat(np.array(expiries, dtype="datetime64[s]"), 2 * len(strikes))
    strike = np.tile(np.repeat(strikes, 2), len(expiries))
    is_call = np.tile([True, False], len(strikes) * len(expiries))
    empty = np.zeros(len(strike))
    blank = OptionChain(
        underlying=surface.underlying,
        as_of=surface.as_of,
        price_unit=unit,
        source="made",
        data_hash="0",
        index_price=100.0,
        expiry=expiry,
        strike=strike,
        is_call=is_call,
        bid=empty,
        ask=empty,
    )
    price = chain_prices(surface, chain=blank)
    return replace(blank, bid=price * (1 - half_spread), ask=price * (1 + half_spread))
