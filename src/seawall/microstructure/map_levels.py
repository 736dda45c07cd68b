"""Levels of a cascade from a map of liquidations."""

from __future__ import annotations

from seawall.core import check_positive
from seawall.microstructure.cascade_inputs import LiquidationLevels
from seawall.microstructure.events import PositionSide
from seawall.microstructure.liquidation_map import LiquidationMap
from seawall.microstructure.margin_tiers import MarginTiers

__all__ = ["estimated_levels"]


def estimated_levels(
    found: LiquidationMap,
    side: PositionSide,
    *,
    mark: float,
    tiers: MarginTiers,
    position_value: float,
    source: str,
) -> LiquidationLevels:
    r"""What a map holds beyond a mark at its last instant, bin by bin.

    A position that is liquidated at p, where its maintenance margin is left, is bankrupt where that is gone too:

    .. math:: B = p \, (1 - s \, MM(V) / V)

    Parameters
    ----------
    found : LiquidationMap
        An estimate.
    side : PositionSide
        Of the positions.
    mark : float
        Present mark price, above 0. Bins whose middle is not beyond it are left out: a mark that is there has
        liquidated them.
    tiers : MarginTiers
        Of the instrument.
    position_value : float
        V, of a typical position, above 0, as the map takes it: it sets the maintenance.
    source : str
        Where the map comes from.

    Returns
    -------
    LiquidationLevels
        Estimated, in the middle of each bin. What lies beyond the edges of the map is not among them.

    Examples
    --------
    >>> import numpy as np
    >>> from seawall.microstructure import BINANCE_BTCUSDT_TIERS, flat_leverage_mix
    >>> none, bins = np.zeros((1, 2)), len(flat_leverage_mix().leverages)
    >>> found = LiquidationMap("BTCUSDT", np.array([98.0, 99.0, 101.0]), np.array([0]), np.array([[985.0, 50.0]]), none,
    ...     np.array([100.0]), np.array([1e4]), np.zeros((bins, 2)), np.zeros((bins, 2)), np.zeros(1), np.zeros(1),
    ...     none.astype(np.uint8), flat_leverage_mix())
    >>> levels = estimated_levels(found, PositionSide.LONG, mark=99.5, tiers=BINANCE_BTCUSDT_TIERS,
    ...     position_value=100_000.0, source="example")
    >>> levels.prices.tolist(), levels.quantities.tolist(), levels.bankruptcy_prices.round(3).tolist()
    ([98.5], [10.0], [98.106])
    """
    check_positive(mark, "mark")
    check_positive(position_value, "position_value")
    prices, quantities = found.latest_levels(side)
    is_beyond = int(side) * (mark - prices) > 0
    prices, quantities = prices[is_beyond], quantities[is_beyond]
    maintenance = tiers.maintenance_margin(position_value) / position_value
    return LiquidationLevels(
        side, prices, quantities, source, is_estimated=True, bankruptcy_prices=prices * (1.0 - int(side) * maintenance)
    )
