"""What a cascade on the minute clock is computed from: its true positions, and the law by which it answers orders."""

from __future__ import annotations

import numpy as np

from seawall.microstructure import DepthBeyond, LiquidationLevels, PositionSide, Side, SideDepth, laddered_levels
from seawall.simulator.minute_market import MinuteMarket
from seawall.simulator.true_levels import liquidation_truth

__all__ = ["minute_depth", "minute_liquidations"]

_FURTHEST, _KNOTS = 0.6, 300


def minute_liquidations(market: MinuteMarket, side: PositionSide) -> LiquidationLevels:
    """Every step of every position of a side that a mark beyond the present one liquidates.

    Parameters
    ----------
    market : MinuteMarket
        As it stands.
    side : PositionSide
        Of the positions.

    Returns
    -------
    LiquidationLevels
        True, in quote currency and base units; dealers, who are never levered to speak of, are left out.
    """
    terms = market.ledger.terms
    tick, lot = float(terms.grid.tick_size), float(terms.grid.lot_size)
    truth = liquidation_truth(market.ledger, dealers=market.dealers)
    is_beyond = int(side) * (market.mark_tick - truth.ticks) > 0
    chosen = (truth.sides == side) & (truth.is_liquidatable == 1) & is_beyond
    return laddered_levels(
        side,
        quantities=truth.lots[chosen] * lot,
        bankruptcy_prices=truth.bankruptcy_ticks[chosen] * tick,
        tiers=terms.tiers,
        source=f"true positions of the simulated market, seed {market.seed}, minute {market.minute:,}",
        is_estimated=False,
    )


def minute_depth(market: MinuteMarket, side: Side) -> SideDepth:
    """What an order of each size does to the price, by the market's law and its present volatility.

    Orders move the logarithm of the price in proportion to their size; depth thins as volatility rises.

    Parameters
    ----------
    market : MinuteMarket
        As it stands.
    side : Side
        BID for sellers, ASK for buyers.

    Returns
    -------
    SideDepth
        Around the last price, to 60 % from it.
    """
    price = market.last_price
    prices = price * (1.0 - int(side) * np.linspace(0.0, _FURTHEST, _KNOTS + 1)[1:])
    return SideDepth(
        side=side,
        mid=price,
        prices=prices,
        quantities=market.depth_per_move * np.abs(np.log(prices / price)),
        source=f"law of depth of the simulated market, seed {market.seed}, minute {market.minute:,}",
        is_estimated=False,
        beyond=DepthBeyond.NOTHING,
    )
