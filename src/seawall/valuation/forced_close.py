"""Perpetuals with a margin of their own, closed by force where a scenario reaches their liquidation price."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from seawall.market import FactorKind, MarketSnapshot, RiskFactor, apply_shock
from seawall.microstructure import (
    BINANCE_BTCUSDT_TIERS,
    LeveragedPosition,
    MarginTiers,
    PositionSide,
    bankruptcy_price,
    liquidation_price,
)
from seawall.portfolio import Perpetual, Portfolio, Position
from seawall.scenarios import ScenarioSet
from seawall.valuation.pnl_cube import PnlCube

__all__ = ["ForcedClose", "close_by_force"]


@dataclass(frozen=True, slots=True)
class ForcedClose:
    """A position that a scenario liquidates.

    Attributes
    ----------
    scenario, position : str
        Identifiers.
    price : float
        Of the asset in the scenario, in its currency.
    liquidation_price : float
        At or beyond which it is closed.
    bankruptcy_price : float or None
        At which its margin is gone; None for a long whose margin exceeds its value.
    pnl, pnl_if_held : float
        Base currency: the whole margin lost, and what it would have been without the close.
    """

    scenario: str
    position: str
    price: float
    liquidation_price: float
    bankruptcy_price: float | None
    pnl: float
    pnl_if_held: float


def close_by_force(
    portfolio: Portfolio,
    snapshot: MarketSnapshot,
    scenarios: ScenarioSet,
    cube: PnlCube,
    *,
    tiers: MarginTiers = BINANCE_BTCUSDT_TIERS,
) -> tuple[PnlCube, tuple[ForcedClose, ...]]:
    r"""Replace the P&L of perpetuals that a scenario liquidates by the loss of their margin, no more and no less.

    .. math:: \mathrm{PnL} = -M x_s - q c (p_0 - E) x_0

    with the margin M, the rate x of the asset's currency in the base currency in the scenario and today, and what the
    position has gained since entry, which is lost too. A scenario that is past the liquidation price went through it on
    its way, wherever the price ends.

    Parameters
    ----------
    portfolio : Portfolio
        With quantities; perpetuals without a margin are left alone.
    snapshot : MarketSnapshot
        Today's levels.
    scenarios : ScenarioSet
        Instantaneous ones.
    cube : PnlCube
        Of these scenarios and this portfolio.
    tiers : MarginTiers
        Maintenance margin; those of Binance's BTCUSDT stand in for other assets.

    Returns
    -------
    tuple of PnlCube and tuple of ForcedClose
        The cube with the closes in it, and each of them.
    """
    pnl = np.array(cube.pnl)
    closes: list[ForcedClose] = []
    for column, position in enumerate(portfolio.positions):
        instrument = position.instrument
        if not isinstance(instrument, Perpetual) or instrument.margin is None:
            continue
        held = _leveraged(position, instrument, instrument.margin)
        trigger = liquidation_price(held, tiers=tiers)
        if trigger is None:
            continue
        spot = RiskFactor(FactorKind.SPOT, instrument.asset)
        exchange = RiskFactor(FactorKind.CURRENCY, portfolio.currency_of(position))
        today, rate = snapshot.level(spot), snapshot.level(exchange)
        prices = apply_shock(today, scenarios.column(spot), spot.rule)
        rates = apply_shock(rate, scenarios.column(exchange), exchange.rule)
        lost = -instrument.margin * rates - held.unrealised(today) * rate
        for row in np.flatnonzero(int(held.side) * (prices - trigger) <= 0.0).tolist():
            closes.append(
                ForcedClose(
                    scenario=cube.labels[row],
                    position=position.id,
                    price=float(prices[row]),
                    liquidation_price=trigger,
                    bankruptcy_price=bankruptcy_price(held),
                    pnl=float(lost[row]),
                    pnl_if_held=float(pnl[row, column]),
                )
            )
            pnl[row, column] = lost[row]
    return replace(cube, pnl=pnl), tuple(closes)


def _leveraged(position: Position, instrument: Perpetual, margin: float) -> LeveragedPosition:
    side = PositionSide.LONG if position.sized > 0 else PositionSide.SHORT
    return LeveragedPosition(side, abs(position.sized) * instrument.contract_size, instrument.entry_price, margin)
