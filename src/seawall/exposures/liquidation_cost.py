"""What it would cost to close a position at once against the displayed book."""

from __future__ import annotations

from dataclasses import dataclass

from seawall.errors import InputError
from seawall.microstructure import CostCurve
from seawall.portfolio import Perpetual, Position, Spot

__all__ = ["LiquidationCost", "cost_of_closing"]


@dataclass(frozen=True, slots=True)
class LiquidationCost:
    """Cost of closing one position at once, before fees.

    Attributes
    ----------
    cost : float or None
        Quote currency of the curve, above 0; None where the displayed book does not hold as much.
    cost_bp : float or None
        The same in basis points of the mid.
    fillable_share : float
        Share of the position that the displayed book holds, in (0, 1].
    is_at_most : bool
        Whether it reaches beyond what is known of the book, where levels may be missing: the cost is then the most
        that it can be.
    basis : str
        Which book, as of when, and whether it may be stale.
    """

    cost: float | None
    cost_bp: float | None
    fillable_share: float
    is_at_most: bool
    basis: str


def cost_of_closing(position: Position, curve: CostCurve) -> LiquidationCost:
    r"""Cost of closing a position at once.

    .. math:: |q| \, m \, c(|q|) \cdot 10^{-4}

    with c the cost of selling for a long position, of buying for a short one.

    Parameters
    ----------
    position : Position
        Spot or a linear perpetual, with a quantity, on the base asset of the curve.
    curve : CostCurve
        Of the market where it would be closed.

    Returns
    -------
    LiquidationCost
        Without a cost where the displayed book is too thin.

    Raises
    ------
    InputError
        For other instruments.
    """
    if not isinstance(position.instrument, Spot | Perpetual):
        raise InputError(
            f"position {position.id!r} must be spot or a linear perpetual to be closed against a book, "
            f"was {type(position.instrument).__name__}"
        )
    size = position.sized * (position.instrument.contract_size if isinstance(position.instrument, Perpetual) else 1.0)
    closing = -size
    cost_bp = curve.cost_bp(closing)
    known = curve.sell_known_size if closing < 0 else curve.buy_known_size
    return LiquidationCost(
        cost=None if cost_bp is None else abs(size) * curve.mid * cost_bp / 1e4,
        cost_bp=cost_bp,
        fillable_share=min(1.0, curve.largest(closing) / abs(size)),
        is_at_most=abs(size) > known,
        basis=f"book of {curve.symbol}, {curve.source}, {curve.as_of:%Y-%m-%d %H:%M:%S} UTC"
        + (", may be stale" if curve.is_stale else ""),
    )
