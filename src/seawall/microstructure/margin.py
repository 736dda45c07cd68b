r"""Where a leveraged position is liquidated, and where its margin is gone.

Linear contracts are settled in the quote currency, inverse ones in the coin. With side :math:`s = \pm 1`, quantity
:math:`q`, entry :math:`E`, margin :math:`M`, and the tier's rate :math:`m` and deduction :math:`c`:

=========  ===========================  ======================  ===============================================
contract   equity at the mark P         maintenance at P        liquidation price
=========  ===========================  ======================  ===============================================
linear     M + s q (P - E)              m q P - c               (M + c - s q E) / (q (m - s))
inverse    M + s q (1/E - 1/P)          m q / P - c             q (m + s) / (M + c + s q / E)
=========  ===========================  ======================  ===============================================

The tier is the one in which the position lies *at the liquidation price itself*: equity less maintenance is a concave
chain of straight lines in P (in 1/P for inverse contracts), and its zero is looked for line by line. In cross margin
the equity and the maintenance of the account's other instruments are added, and a long and a short of one instrument
share their liquidation price.

Sources: Binance, "Liquidation price of USDⓈ-M futures contracts"; Bybit, "Liquidation price (USDT contract)" and
"(inverse contract)", in its form of May 2026 and in the older one that measured maintenance at entry.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from seawall.core import check_finite, check_positive, choice_named
from seawall.errors import InputError
from seawall.microstructure.events import PositionSide
from seawall.microstructure.margin_tiers import MarginTiers

__all__ = [
    "ContractKind",
    "LeveragedPosition",
    "bankruptcy_price",
    "cross_liquidation_prices",
    "entry_based_liquidation_price",
    "isolated_position",
    "liquidation_price",
    "margin_ratio",
]


class ContractKind(enum.StrEnum):
    """What a contract is settled in."""

    LINEAR = "linear"
    INVERSE = "inverse"


@dataclass(frozen=True, slots=True)
class LeveragedPosition:
    """A perpetual with the margin behind it.

    Attributes
    ----------
    side : PositionSide
        Long or short.
    quantity : float
        Above 0: coins of a linear contract, face value in the quote currency of an inverse one.
    entry : float
        Average entry price, above 0.
    margin : float
        What stands behind it, 0 or more: quote currency (linear) or coins (inverse). In cross margin, the wallet.
    kind : ContractKind
        Linear or inverse.
    """

    side: PositionSide
    quantity: float
    entry: float
    margin: float
    kind: ContractKind = ContractKind.LINEAR

    def __post_init__(self) -> None:
        """Refuse positions of nothing, and margin below 0."""
        object.__setattr__(self, "kind", choice_named(self.kind, "kind", ContractKind))
        check_positive(self.quantity, "quantity")
        check_positive(self.entry, "entry")
        check_finite(np.array([self.quantity, self.entry, self.margin]), "quantity, entry, margin")
        if self.margin < 0:
            raise InputError(f"'margin' must be 0 or more, was {self.margin!r}")

    def value(self, price: float) -> float:
        """Value at a price: quote currency (linear) or coins (inverse)."""
        return self.quantity * price if self.kind is ContractKind.LINEAR else self.quantity / price

    def unrealised(self, price: float) -> float:
        """Gain since entry, above 0 for a gain: quote currency (linear) or coins (inverse)."""
        change = price - self.entry if self.kind is ContractKind.LINEAR else 1.0 / self.entry - 1.0 / price
        return self.side * self.quantity * change


def isolated_position(
    *,
    side: PositionSide,
    quantity: float,
    entry: float,
    leverage: float,
    extra_margin: float = 0.0,
    kind: ContractKind = ContractKind.LINEAR,
) -> LeveragedPosition:
    """A position whose margin is its value at entry over its leverage, and what was added.

    Parameters
    ----------
    side, quantity, entry, kind
        As of `LeveragedPosition`.
    leverage : float
        At least 1.
    extra_margin : float
        Added later, 0 or more.

    Returns
    -------
    LeveragedPosition
        The position.

    Raises
    ------
    InputError
        For a leverage below 1, a quantity, entry or margin out of range, or a `kind` that there is not.
    """
    kind = choice_named(kind, "kind", ContractKind)
    if not 1.0 <= leverage < np.inf:
        raise InputError(f"'leverage' must be finite and at least 1, was {leverage!r}")
    if extra_margin < 0:
        raise InputError(f"'extra_margin' must be 0 or more, was {extra_margin!r}")
    bare = LeveragedPosition(side, quantity, entry, 0.0, kind)
    return LeveragedPosition(side, quantity, entry, bare.value(entry) / leverage + extra_margin, kind)


def margin_ratio(position: LeveragedPosition, *, mark: float, tiers: MarginTiers) -> float:
    """Maintenance margin over equity at a mark price; at 1 the position is liquidated.

    Returns
    -------
    float
        Infinite where the equity is 0 or less.
    """
    check_positive(mark, "mark")
    equity = position.margin + position.unrealised(mark)
    return tiers.maintenance_margin(position.value(mark)) / equity if equity > 0 else float("inf")


def liquidation_price(position: LeveragedPosition, *, tiers: MarginTiers) -> float | None:
    """Mark price at which the maintenance margin equals the equity of an isolated position.

    Parameters
    ----------
    position : LeveragedPosition
        The position with its own margin.
    tiers : MarginTiers
        Of its instrument.

    Returns
    -------
    float or None
        None where no price above 0 liquidates it: a long with its whole value behind it.

    Examples
    --------
    >>> from seawall.microstructure.margin_tiers import BINANCE_BTCUSDT_TIERS
    >>> long = isolated_position(side=PositionSide.LONG, quantity=5.0, entry=100_000.0, leverage=100.0)
    >>> round(liquidation_price(long, tiers=BINANCE_BTCUSDT_TIERS), 2)
    99437.19
    """
    found = _roots([position], position.margin, tiers)
    if not found:
        return None
    return found[0] if position.side is PositionSide.LONG else found[-1]


def cross_liquidation_prices(
    positions: Sequence[LeveragedPosition],
    *,
    wallet: float,
    mark: float,
    tiers: MarginTiers,
    other_maintenance: float = 0.0,
    other_unrealised: float = 0.0,
) -> tuple[float | None, float | None]:
    """Mark prices, below and above the present one, at which a cross-margin account is liquidated.

    Parameters
    ----------
    positions : sequence of LeveragedPosition
        All of one instrument and kind; one long, one short, or both (hedge mode, which share their liquidation price).
        Their own margins do not count: the wallet stands behind all.
    wallet : float
        Balance of the account, in the settlement currency.
    mark : float
        Present mark price, above 0.
    tiers : MarginTiers
        Of the instrument; each position is in the tier of its own value.
    other_maintenance, other_unrealised : float
        Maintenance margin and gain of the account's other instruments, held as they are.

    Returns
    -------
    tuple of float or None
        Below and above; None where the account is not liquidated on that side.

    Raises
    ------
    InputError
        When there is no position, kinds are mixed, or the account is beyond liquidation at the present mark.
    """
    if not positions:
        raise InputError("'positions' must hold at least one position")
    if len({each.kind for each in positions}) > 1:
        raise InputError("'positions' must be all linear or all inverse")
    check_positive(mark, "mark")
    behind = wallet + other_unrealised - other_maintenance
    equity = behind + sum(each.unrealised(mark) for each in positions)
    needed = sum(tiers.maintenance_margin(each.value(mark)) for each in positions)
    if equity < needed:
        raise InputError(f"'mark' {mark:g} is beyond liquidation: equity {equity:g} is below maintenance {needed:g}")
    found = _roots(positions, behind, tiers)
    return (
        max((each for each in found if each <= mark), default=None),
        min((each for each in found if each > mark), default=None),
    )


def bankruptcy_price(position: LeveragedPosition) -> float | None:
    r"""Price at which the margin of an isolated position is gone.

    .. math:: P = E - s M / q \quad\text{(linear)}, \qquad P = (1/E + s M / q)^{-1} \quad\text{(inverse)}

    Returns
    -------
    float or None
        None where no price above 0 uses it up.

    Examples
    --------
    >>> bankruptcy_price(isolated_position(side=PositionSide.SHORT, quantity=2.0, entry=100.0, leverage=4.0))
    125.0
    """
    per_unit = position.side * position.margin / position.quantity
    if position.kind is ContractKind.LINEAR:
        price = position.entry - per_unit
        return price if price > 0 else None
    inverse = 1.0 / position.entry + per_unit
    return 1.0 / inverse if inverse > 0 else None


def entry_based_liquidation_price(position: LeveragedPosition, *, tiers: MarginTiers) -> float | None:
    r"""Liquidation price of the older Bybit rule, which takes the maintenance margin at the entry price.

    .. math:: P = E - s \, (M - MM(qE)) / q

    For linear contracts; it is nearer to the entry than the price at the mark's maintenance for a long, and further
    for a short, by about the rate times the distance.

    Returns
    -------
    float or None
        None where no price above 0 liquidates it.
    """
    if position.kind is not ContractKind.LINEAR:
        raise InputError("'position' must be linear: the older rule is known for USDT contracts only")
    left = position.margin - tiers.maintenance_margin(position.value(position.entry))
    price = position.entry - position.side * left / position.quantity
    return price if price > 0 else None


def _roots(positions: Sequence[LeveragedPosition], behind: float, tiers: MarginTiers) -> list[float]:
    """Prices above 0, rising, at which equity equals maintenance; `behind` is the equity at zero gain.

    In x = P (linear) or x = 1/P (inverse) each position is worth q x, and equity and maintenance are chains of lines.
    """
    is_linear = positions[0].kind is ContractKind.LINEAR
    sign = 1.0 if is_linear else -1.0
    slope = sign * sum(each.side * each.quantity for each in positions)
    constant = behind - sign * sum(
        each.side * each.quantity * (each.entry if is_linear else 1.0 / each.entry) for each in positions
    )
    breaks = sorted({float(floor / each.quantity) for each in positions for floor in tiers.floors})
    lines = [_line(positions, tiers, start, end) for start, end in pairwise([*breaks, 2.0 * breaks[-1] + 1.0])]
    # the excess at a break is computed once, so that rounding cannot lose a zero between two neighbours
    excess = [constant + cut + (slope - rate) * x for x, (rate, cut) in zip(breaks, lines, strict=True)]
    found: list[float] = []
    for place, (start, (rate, cut)) in enumerate(zip(breaks, lines, strict=True)):
        rise = slope - rate
        end = breaks[place + 1] if place + 1 < len(breaks) else np.inf
        at_end = excess[place + 1] if place + 1 < len(breaks) else np.copysign(np.inf, rise)
        if rise == 0.0 or (excess[place] >= 0.0) == (at_end >= 0.0):
            continue
        found.append(float(np.clip(-(constant + cut) / rise, start, end)))
    return sorted(x if is_linear else 1.0 / x for x in found if x > 0.0)


def _line(positions: Sequence[LeveragedPosition], tiers: MarginTiers, start: float, end: float) -> tuple[float, float]:
    """Maintenance between two breaks: its rise per unit of x, and what is deducted."""
    held = [tiers.tier_of(each.quantity * (start + end) / 2.0) for each in positions]
    rise = sum(tiers.rates[tier] * each.quantity for tier, each in zip(held, positions, strict=True))
    return float(rise), float(tiers.deductions[held].sum())
