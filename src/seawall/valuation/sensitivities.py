"""First and second derivatives of a book's P&L by the log moves of its factors: what importance sampling aims by."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from seawall.core import FloatArray, check_shape, check_unique, read_only
from seawall.market import RiskFactor
from seawall.valuation.compiled_book import CompiledBook, OptionGroup

__all__ = ["BookSensitivities", "book_sensitivities"]

_ROOT_TWO_PI = math.sqrt(2.0 * math.pi)


@dataclass(frozen=True, slots=True, eq=False)
class BookSensitivities:
    r"""A book to second order in log moves: :math:`\Delta V \approx g^\top x + \tfrac12 x^\top \Gamma x`.

    Attributes
    ----------
    factors : tuple of RiskFactor
        Rows.
    gradient : FloatArray
        g, base currency per unit of log move, shape (n_factors,).
    gamma : FloatArray
        :math:`\Gamma`, base currency, symmetric, shape (n_factors, n_factors).
    """

    factors: tuple[RiskFactor, ...]
    gradient: FloatArray
    gamma: FloatArray

    def __post_init__(self) -> None:
        """Freeze the arrays and check their shapes."""
        count = len(self.factors)
        object.__setattr__(self, "gradient", check_shape(read_only(self.gradient), "gradient", (count,)))
        object.__setattr__(self, "gamma", check_shape(read_only(self.gamma), "gamma", (count, count)))


class _Sums:
    """Derivatives added up by factor; what belongs to no factor asked for is left out."""

    def __init__(self, factors: Sequence[RiskFactor]) -> None:
        self.place = {factor.id: index for index, factor in enumerate(factors)}
        self.gradient = np.zeros(len(factors))
        self.gamma = np.zeros((len(factors), len(factors)))

    def add_first(self, factor: RiskFactor, value: float) -> None:
        if factor.id in self.place:
            self.gradient[self.place[factor.id]] += value

    def add_second(self, first: RiskFactor, second: RiskFactor, value: float) -> None:
        if first.id in self.place and second.id in self.place:
            row, column = self.place[first.id], self.place[second.id]
            self.gamma[row, column] += value
            if row != column:
                self.gamma[column, row] += value


def book_sensitivities(book: CompiledBook, *, factors: Sequence[RiskFactor]) -> BookSensitivities:
    r"""Derivatives of today's value of a book by the log moves of spots, volatilities and currencies.

    With x the log move of the spot and v that of the volatility, an option in its own currency has

    .. math::

        V_x = S \Delta, \quad V_{xx} = S^2 \Gamma + S \Delta, \quad V_v = \sigma \mathcal{V}, \quad
        V_{vv} = \sigma \mathcal{V} (1 + d_1 d_2), \quad V_{xv} = -S \varphi(d_1)\, d_2

    Parameters
    ----------
    book : CompiledBook
        From :func:`compile_book`.
    factors : sequence of RiskFactor
        Wanted; one that does not move the book has zeros. Rates move by absolute shocks and are not among them.

    Returns
    -------
    BookSensitivities
        In the order of `factors`.

    Raises
    ------
    InputError
        When a factor is repeated.
    """
    check_unique([factor.id for factor in factors], "factors")
    sums = _Sums(factors)
    level = book.snapshot.level
    for leg in book.legs:
        exchange = level(leg.currency)
        moved = leg.units * level(leg.spot) * exchange if leg.spot is not None else 0.0
        value = moved + leg.money * exchange
        sums.add_first(leg.currency, value)
        sums.add_second(leg.currency, leg.currency, value)
        if leg.spot is not None:
            sums.add_first(leg.spot, moved)
            sums.add_second(leg.spot, leg.spot, moved)
            sums.add_second(leg.spot, leg.currency, moved)
    if book.groups:
        for group, row in zip(book.groups, _group_derivatives(book.groups), strict=True):
            _add_group(sums, group, row * level(group.currency))
    return BookSensitivities(tuple(factors), sums.gradient, sums.gamma)


def _add_group(sums: _Sums, group: OptionGroup, row: FloatArray) -> None:
    value, by_spot, twice_spot, by_volatility, twice_volatility, across = (float(each) for each in row)
    sums.add_first(group.spot, by_spot)
    sums.add_first(group.volatility, by_volatility)
    sums.add_first(group.currency, value)
    sums.add_second(group.spot, group.spot, twice_spot)
    sums.add_second(group.volatility, group.volatility, twice_volatility)
    sums.add_second(group.spot, group.volatility, across)
    sums.add_second(group.currency, group.currency, value)
    sums.add_second(group.spot, group.currency, by_spot)
    sums.add_second(group.volatility, group.currency, by_volatility)


def _group_derivatives(groups: Sequence[OptionGroup]) -> FloatArray:
    """Value, V_x, V_xx, V_v, V_vv and V_xv of each group in its own currency, shape (n_groups, 6)."""
    starts = np.cumsum([0, *(len(group) for group in groups[:-1])])
    spot = np.repeat([group.level for group in groups], [len(group) for group in groups])
    size, shift, owed, per_total, half_total, short_forward = (
        np.concatenate([getattr(group, name) for group in groups])
        for name in ("size", "shift", "owed", "per_total", "half_total", "short_forward")
    )
    d1 = (np.log(spot) + shift) * per_total + half_total
    d2 = d1 - 2.0 * half_total
    by_spot = spot * (size * ndtr(d1) - short_forward)
    value = by_spot - owed * (size * ndtr(d2) - short_forward)
    density = spot * size * np.exp(-0.5 * d1 * d1) / _ROOT_TWO_PI
    by_volatility = density * 2.0 * half_total
    columns = (
        value,
        by_spot,
        density * per_total + by_spot,
        by_volatility,
        by_volatility * (1.0 + d1 * d2),
        -density * d2,
    )
    return np.column_stack([np.add.reduceat(column, starts) for column in columns])
