"""From what is held to what should be held: trades in units and in money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from seawall.core import FloatArray, check_finite, check_positive, check_shape, check_unique, read_only

__all__ = ["Rebalancing", "rebalancing_trades"]


@dataclass(frozen=True, slots=True, eq=False)
class Rebalancing:
    """Trades that turn a holding into shares of a value; what they leave is cash.

    Attributes
    ----------
    names : tuple of str
        Assets.
    units_before, units_after : FloatArray
        Held, and to be held, shape (n_assets,).
    unit_values : FloatArray
        Money per unit, above zero, shape (n_assets,).
    value : float
        Of everything that is shared out, cash included, money.
    cash_before : float
        Money.
    """

    names: tuple[str, ...]
    units_before: FloatArray
    units_after: FloatArray
    unit_values: FloatArray
    value: float
    cash_before: float

    def __post_init__(self) -> None:
        """Freeze the columns."""
        for name in ("units_before", "units_after", "unit_values"):
            object.__setattr__(self, name, read_only(getattr(self, name)))

    @property
    def units(self) -> FloatArray:
        """To buy, below zero to sell, shape (n_assets,)."""
        return self.units_after - self.units_before

    @property
    def money(self) -> FloatArray:
        """To pay, below zero to receive, shape (n_assets,)."""
        return self.units * self.unit_values

    @property
    def cash_after(self) -> float:
        """Money; trades at today's values change no total."""
        return self.cash_before - float(self.money.sum())

    @property
    def turnover(self) -> float:
        """Money bought plus money sold."""
        return float(np.abs(self.money).sum())


def rebalancing_trades(
    names: Sequence[str],
    *,
    units_held: FloatArray,
    unit_values: FloatArray,
    cash: float,
    target_weights: FloatArray,
) -> Rebalancing:
    r"""Trades from what is held to `target_weights` of all of it, without costs.

    .. math:: V = \sum_i q_i v_i + C, \quad \Delta q_i = w_i V / v_i - q_i

    Parameters
    ----------
    names : sequence of str
        Assets.
    units_held : FloatArray
        Units, below zero where short, shape (n_assets,).
    unit_values : FloatArray
        Money per unit, above zero, shape (n_assets,).
    cash : float
        Money, below zero where borrowed.
    target_weights : FloatArray
        Shares of the value of all of it, shape (n_assets,); 0 sells an asset. What they leave of 1 is cash.

    Returns
    -------
    Rebalancing
        Units and money; fractions of units are kept.

    Raises
    ------
    InputError
        Where what is held is worth nothing, or a unit is.

    Examples
    --------
    >>> found = rebalancing_trades(("SPY", "BTC"), units_held=np.array([10.0, 0.0]), unit_values=np.array([500.0, 1e5]),
    ...     cash=5_000.0, target_weights=np.array([0.4, 0.5]))
    >>> found.units.round(4).tolist(), found.money.round(2).tolist(), found.cash_after
    ([-2.0, 0.05], [-1000.0, 5000.0], 1000.0)
    """
    names = tuple(check_unique(tuple(names), "names"))
    shape = (len(names),)
    for label, column in (("units_held", units_held), ("unit_values", unit_values), ("target_weights", target_weights)):
        check_finite(check_shape(np.asarray(column, dtype=np.float64), label, shape), label)
    for name, each in zip(names, unit_values.tolist(), strict=True):
        check_positive(each, f"unit_values of {name}")
    value = check_positive(float(units_held @ unit_values) + cash, "value of what is held")
    return Rebalancing(names, units_held, target_weights * value / unit_values, unit_values, value, cash)
