"""What a chain of forced closes does to the insurance fund, and what is left for deleveraging."""

from __future__ import annotations

from dataclasses import dataclass

from seawall.core import FloatArray
from seawall.microstructure.events import PositionSide

__all__ = ["FundUse", "use_of_fund"]


@dataclass(frozen=True, slots=True)
class FundUse:
    """What the liquidations of a path do to the insurance fund, in the order of their levels.

    Attributes
    ----------
    before_usd, after_usd : float
        Quote currency.
    gains_usd, deficits_usd : float
        Of fills before and beyond the bankruptcy price, both 0 or more.
    deleveraged_quantity, deleveraged_usd : float
        What the fund could not bear: closed against the other side at the bankruptcy price.
    """

    before_usd: float
    after_usd: float
    gains_usd: float
    deficits_usd: float
    deleveraged_quantity: float
    deleveraged_usd: float


def use_of_fund(
    quantities: FloatArray, *, fills: FloatArray, bankruptcy_prices: FloatArray, side: PositionSide, fund_usd: float
) -> FundUse:
    """Close positions one after another against the fund, which sells them on.

    Each is taken over at its bankruptcy price. Filled better, the fund gains the difference; filled worse, it loses it,
    as long as it can; what it cannot bear is closed against the other side at the bankruptcy price.

    Parameters
    ----------
    quantities, fills, bankruptcy_prices : FloatArray
        Shape (n,), in order: base units, and quote currency.
    side : PositionSide
        Of the positions.
    fund_usd : float
        At first, 0 or more.

    Returns
    -------
    FundUse
        Before is what was given; after = before + gains - deficits.
    """
    fund, gains, deficits, closed, closed_usd = fund_usd, 0.0, 0.0, 0.0, 0.0
    per_unit = side * (fills - bankruptcy_prices)
    for unit, quantity, price in zip(per_unit.tolist(), quantities.tolist(), bankruptcy_prices.tolist(), strict=True):
        if unit >= 0:
            gains += unit * quantity
            fund += unit * quantity
            continue
        borne = min(quantity, fund / -unit)
        deficits += -unit * borne
        fund = max(fund + unit * borne, 0.0)
        closed += quantity - borne
        closed_usd += (quantity - borne) * price
    return FundUse(fund_usd, fund, gains, deficits, closed, closed_usd)
