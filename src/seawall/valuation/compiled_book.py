"""A book taken apart into columns: what the engines revalue without looking at positions again.

Spot, cash and perpetuals are linear in price, and add up to one number of units per asset. Options are gathered
by what moves them (asset, currency), their logarithms, roots and discounts taken once.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

from seawall.core import FloatArray, read_only, year_fraction
from seawall.errors import DataError
from seawall.market import FactorKind, MarketSnapshot, RiskFactor
from seawall.portfolio import Cash, EuropeanOption, Perpetual, Portfolio, Spot

__all__ = ["CompiledBook", "LinearLeg", "OptionGroup", "compile_book"]


@dataclass(frozen=True, slots=True)
class LinearLeg:
    """All linear holdings of one asset, or all money of one currency.

    Attributes
    ----------
    spot : RiskFactor or None
        Price that moves it; None for money.
    currency : RiskFactor
        Currency of its value.
    units : float
        Units of the asset, net.
    money : float
        Amount of the currency, net: cash, less the entry value of perpetuals.
    """

    spot: RiskFactor | None
    currency: RiskFactor
    units: float
    money: float


@dataclass(frozen=True, slots=True, eq=False)
class LinearColumns:
    """All legs of one currency as columns: what a matrix of shocks is multiplied by.

    Attributes
    ----------
    currency : RiskFactor
        Currency of their value.
    today : float
        Their value, in that currency.
    spots : tuple of str
        Identifiers of the prices that move them.
    exposures : FloatArray
        Gain for +100 % of each of those prices, in that currency, shape (n_spots,).
    """

    currency: RiskFactor
    today: float
    spots: tuple[str, ...]
    exposures: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class OptionGroup:
    """Options moved by the same spot, volatility, rate and currency.

    Attributes
    ----------
    spot, volatility, rate, currency : RiskFactor
        What moves them.
    level : float
        Spot today.
    size : FloatArray
        Contracts times contract size, short below zero, shape (n_options,).
    shift, owed, per_total, half_total, short_forward, time : FloatArray
        Columns of the book kernels, shape (n_options,).
    """

    spot: RiskFactor
    volatility: RiskFactor
    rate: RiskFactor
    currency: RiskFactor
    level: float
    size: FloatArray
    shift: FloatArray
    owed: FloatArray
    per_total: FloatArray
    half_total: FloatArray
    short_forward: FloatArray
    time: FloatArray

    def __len__(self) -> int:
        return len(self.size)


@dataclass(frozen=True, slots=True, eq=False)
class CompiledBook:
    """A book and the levels of today, as columns.

    Attributes
    ----------
    snapshot : MarketSnapshot
        Today's levels.
    currency : str
        Base currency.
    legs : tuple of LinearLeg
        In order of first appearance.
    groups : tuple of OptionGroup
        In order of first appearance.
    columns : tuple of LinearColumns
        The legs by currency.
    gross : float
        Size of the book with nothing netted, base currency: what rounding is a share of.
    """

    snapshot: MarketSnapshot
    currency: str
    legs: tuple[LinearLeg, ...]
    groups: tuple[OptionGroup, ...]
    columns: tuple[LinearColumns, ...] = field(init=False)
    gross: float = field(init=False)

    def __post_init__(self) -> None:
        """Gather the legs by currency, and add up what the book is worth gross."""
        level = self.snapshot.level
        by_currency: dict[str, list[tuple[LinearLeg, float]]] = defaultdict(list)
        gross = 0.0
        for leg in self.legs:
            exposure = leg.units * level(leg.spot) if leg.spot is not None else 0.0
            by_currency[leg.currency.id].append((leg, exposure))
            gross += (abs(leg.money) + abs(exposure)) * level(leg.currency)
        for group in self.groups:
            gross += float(np.abs(group.size) @ np.maximum(group.owed, group.level)) * level(group.currency)
        object.__setattr__(self, "columns", tuple(_linear_columns(legs) for legs in by_currency.values()))
        object.__setattr__(self, "gross", gross)


def compile_book(portfolio: Portfolio, snapshot: MarketSnapshot) -> CompiledBook:
    """Take a book apart.

    Parameters
    ----------
    portfolio : Portfolio
        With quantities.
    snapshot : MarketSnapshot
        Today's levels.

    Returns
    -------
    CompiledBook
        Columns for the engines.

    Raises
    ------
    DataError
        When the snapshot is in another currency, or lacks a level.
    """
    snapshot.check_currency(portfolio.base_currency, portfolio.name)
    units: dict[tuple[str | None, str], float] = defaultdict(float)
    money: dict[tuple[str | None, str], float] = defaultdict(float)
    columns: dict[str, list[tuple[float, ...]]] = defaultdict(list)
    for position in portfolio.positions:
        currency = portfolio.currency_of(position)
        instrument, quantity = position.instrument, position.sized
        match instrument:
            case Cash():
                money[None, currency] += quantity
            case Spot():
                units[instrument.asset, currency] += quantity
            case Perpetual():
                size = quantity * instrument.contract_size
                units[instrument.asset, currency] += size
                money[instrument.asset, currency] -= size * instrument.entry_price
            case EuropeanOption():
                columns[instrument.asset].append(
                    _option_columns(instrument, quantity * instrument.contract_size, currency, snapshot)
                )
    legs = tuple(
        LinearLeg(
            spot=None if asset is None else RiskFactor(FactorKind.SPOT, asset),
            currency=RiskFactor(FactorKind.CURRENCY, currency),
            units=units[asset, currency],
            money=money[asset, currency],
        )
        for asset, currency in dict.fromkeys((*units, *money))
    )
    groups = tuple(_group(asset, rows, portfolio, snapshot) for asset, rows in columns.items())
    return CompiledBook(snapshot, portfolio.base_currency, legs, groups)


def _linear_columns(legs: list[tuple[LinearLeg, float]]) -> LinearColumns:
    moved = [(leg.spot.id, exposure) for leg, exposure in legs if leg.spot is not None]
    return LinearColumns(
        currency=legs[0][0].currency,
        today=math.fsum(leg.money for leg, _ in legs) + math.fsum(exposure for _, exposure in legs),
        spots=tuple(spot for spot, _ in moved),
        exposures=read_only([exposure for _, exposure in moved]),
    )


def _option_columns(option: EuropeanOption, size: float, currency: str, snapshot: MarketSnapshot) -> tuple[float, ...]:
    time = year_fraction(snapshot.as_of, option.expiry)
    if time <= 0:
        raise DataError(f"option on {option.asset} expired on {option.expiry}, before {snapshot.as_of}")
    rate = snapshot.level(RiskFactor(FactorKind.RATE, currency))
    volatility = option.implied_volatility or snapshot.level(RiskFactor(FactorKind.VOLATILITY, option.asset))
    total = volatility * math.sqrt(time)
    return (
        size,
        rate * time - math.log(option.strike),
        option.strike * math.exp(-rate * time),
        1.0 / total,
        0.5 * total,
        size if option.right.sign < 0 else 0.0,
        time,
    )


def _group(asset: str, rows: list[tuple[float, ...]], portfolio: Portfolio, snapshot: MarketSnapshot) -> OptionGroup:
    currency = portfolio.assets[asset].currency
    spot = RiskFactor(FactorKind.SPOT, asset)
    return OptionGroup(
        spot,
        RiskFactor(FactorKind.VOLATILITY, asset),
        RiskFactor(FactorKind.RATE, currency),
        RiskFactor(FactorKind.CURRENCY, currency),
        snapshot.level(spot),
        *(read_only(column) for column in zip(*rows, strict=True)),
    )
