"""Levels of positions that are liquidated in steps: down into the next lower tier, and in the lowest all of it."""

from __future__ import annotations

import numpy as np

from seawall.core import FloatArray, read_only
from seawall.errors import InputError
from seawall.microstructure.cascade_inputs import LiquidationLevels
from seawall.microstructure.events import PositionSide
from seawall.microstructure.margin import LeveragedPosition, liquidation_price
from seawall.microstructure.margin_tiers import MarginTiers

__all__ = ["laddered_levels"]


def laddered_levels(
    side: PositionSide,
    *,
    quantities: FloatArray,
    bankruptcy_prices: FloatArray,
    tiers: MarginTiers,
    source: str,
    is_estimated: bool,
) -> LiquidationLevels:
    """Every step of every position, each at the mark that forces it.

    A step closes what lies above the floor of the position's tier, at the bankruptcy price, which so stays where it is;
    the rest is in the tier below, asks for less margin, and is liquidated further away.

    Parameters
    ----------
    side : PositionSide
        Of the positions, all linear.
    quantities, bankruptcy_prices : FloatArray
        Shape (n,), above 0: base units, quote currency.
    tiers : MarginTiers
        Of the instrument.
    source : str
        Where they come from.
    is_estimated : bool
        Whether they are known.

    Returns
    -------
    LiquidationLevels
        At least n of them; their quantities add up to those of the positions.

    Examples
    --------
    >>> from seawall.microstructure.margin_tiers import BINANCE_BTCUSDT_TIERS
    >>> steps = laddered_levels(PositionSide.LONG, quantities=[5.0], bankruptcy_prices=[99_000.0],
    ...     tiers=BINANCE_BTCUSDT_TIERS, source="example", is_estimated=False)
    >>> [(round(price), round(step, 3)) for price, step in zip(steps.prices.tolist(), steps.quantities.tolist())]
    [(99437, 1.983), (99398, 3.017)]
    """
    held, bankrupt = read_only(quantities), read_only(bankruptcy_prices)
    if held.ndim != 1 or held.shape != bankrupt.shape or (held <= 0).any() or (bankrupt <= 0).any():
        raise InputError("'quantities' and 'bankruptcy_prices' must be above 0 and of one shape (n,)")
    rows: list[tuple[float, float, float]] = []
    for quantity, price in zip(held.tolist(), bankrupt.tolist(), strict=True):
        left = quantity
        while left > 0:
            # a position entered at its bankruptcy price with nothing behind it
            mark = liquidation_price(LeveragedPosition(side, left, price, 0.0), tiers=tiers)
            if mark is None:
                raise InputError(f"a {side.name.lower()} of {left:g} with bankruptcy at {price:g} is never liquidated")
            floor = float(tiers.floors[np.searchsorted(tiers.floors, left * mark * (1.0 - 1e-12), side="right") - 1])
            kept = min(floor / mark, left)
            rows.append((mark, left - kept, price))
            left = kept
    prices, steps, bankruptcies = np.array(rows).reshape(-1, 3).T
    return LiquidationLevels(side, prices, steps, source, is_estimated, bankruptcies)
