"""Greeks of a book in base currency: per position, per underlying and in total.

Per position they are derivatives of its value. Sums over several underlyings are taken only of what has one unit for
all of them: money for a relative move, a volatility point, a day or a percent.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from seawall.core import DAYS_PER_YEAR, FloatArray, year_fraction
from seawall.market import FactorKind, MarketSnapshot, RiskFactor
from seawall.portfolio import Cash, EuropeanOption, Portfolio, Position, Spot
from seawall.valuation.black_scholes_merton import black_scholes
from seawall.valuation.revaluation import position_values

__all__ = ["BookGreeks", "GreekTotals", "OptionLevels", "PositionGreeks", "book_greeks", "option_levels"]

_PERCENT = 0.01
_VOLATILITY_POINT = 0.01


class _MoneyViews:
    """The display units that every row of Greeks shares; each name says its unit."""

    __slots__ = ()
    gamma_exposure: float
    vega: float
    theta: float
    rho: float
    vanna_exposure: float
    volga: float

    @property
    def gamma_per_percent(self) -> float:
        """Change of `delta_exposure`, at today's spot, for +1 % of the spot."""
        return self.gamma_exposure * _PERCENT

    @property
    def vega_per_point(self) -> float:
        """Gain for +1 volatility point, 0.01."""
        return self.vega * _VOLATILITY_POINT

    @property
    def theta_per_day(self) -> float:
        """Gain for a calendar day that passes."""
        return self.theta / DAYS_PER_YEAR

    @property
    def rho_per_percent(self) -> float:
        """Gain for +1 % of the rate."""
        return self.rho * _PERCENT

    @property
    def vanna_per_point(self) -> float:
        """Change of `delta_exposure` for +1 volatility point."""
        return self.vanna_exposure * _VOLATILITY_POINT

    @property
    def volga_per_point(self) -> float:
        """Change of `vega_per_point` for +1 volatility point."""
        return self.volga * _VOLATILITY_POINT**2


@dataclass(frozen=True, slots=True)
class PositionGreeks(_MoneyViews):
    """Value and Greeks of one position: quantity, contract size and exchange rate are in them.

    Attributes
    ----------
    position : str
        Its identifier.
    underlying : str
        Asset; ``cash:`` and the currency for cash.
    currency : str
        In which the position is priced.
    value : float
        Today, base currency; for a perpetual what it has gained since entry.
    delta : float
        Base currency per 1.00 of the spot, in the asset's currency. Cash moves with its exchange rate: its delta is
        the amount, and 0 in the base currency.
    delta_exposure : float
        Gain for +100 % of the spot, linearly: the equivalent spot holding, base currency.
    gamma : float
        Change of `delta` per 1.00 of the spot.
    gamma_exposure : float
        `gamma` times the squared spot: base currency per squared relative move.
    vega : float
        Base currency per 1.00 of volatility.
    theta : float
        Base currency per year; below zero where the position loses as time passes.
    rho : float
        Base currency per 1.00 of the rate of the asset's currency.
    vanna : float
        Change of `delta` per 1.00 of volatility.
    vanna_exposure : float
        Change of `delta_exposure` per 1.00 of volatility.
    volga : float
        Change of `vega` per 1.00 of volatility.
    """

    position: str
    underlying: str
    currency: str
    value: float
    delta: float
    delta_exposure: float
    gamma: float = 0.0
    gamma_exposure: float = 0.0
    vega: float = 0.0
    theta: float = 0.0
    rho: float = 0.0
    vanna: float = 0.0
    vanna_exposure: float = 0.0
    volga: float = 0.0


@dataclass(frozen=True, slots=True)
class GreekTotals(_MoneyViews):
    """Sums over positions, base currency.

    Attributes
    ----------
    underlying : str or None
        None for the whole book.
    value, delta_exposure, gamma_exposure, vega, theta, rho, vanna_exposure, volga : float
        As in :class:`PositionGreeks`. Over several underlyings, `delta_exposure` is the gain for +100 % of every spot
        at once, `vega` for every volatility at once, `rho` for the rates of all currencies at once.
    delta, gamma, vanna : float or None
        Per 1.00 of the spot; None for the whole book, where the spots are not the same.
    """

    underlying: str | None
    value: float
    delta: float | None
    delta_exposure: float
    gamma: float | None
    gamma_exposure: float
    vega: float
    theta: float
    rho: float
    vanna: float | None
    vanna_exposure: float
    volga: float


@dataclass(frozen=True, slots=True)
class BookGreeks:
    """Greeks of a book.

    Attributes
    ----------
    currency : str
        Base currency of every figure.
    positions : tuple of PositionGreeks
        In the order of the book.
    underlyings : tuple of GreekTotals
        In the order of first appearance.
    total : GreekTotals
        The whole book.
    """

    currency: str
    positions: tuple[PositionGreeks, ...]
    underlyings: tuple[GreekTotals, ...]
    total: GreekTotals


@dataclass(frozen=True, slots=True, eq=False)
class OptionLevels:
    """What options are priced at on one date, arrays of shape (n_options,).

    Attributes
    ----------
    spot, rate, volatility : FloatArray
        In the asset's currency; per year, decimal.
    """

    spot: FloatArray
    rate: FloatArray
    volatility: FloatArray


def option_levels(portfolio: Portfolio, positions: Sequence[Position], snapshot: MarketSnapshot) -> OptionLevels:
    """Levels at which the options among `positions` are priced; a position's own volatility wins over the asset's.

    Parameters
    ----------
    portfolio : Portfolio
        The book.
    positions : sequence of Position
        Some of its positions; all but options are passed over.
    snapshot : MarketSnapshot
        The levels.

    Returns
    -------
    OptionLevels
        One entry per option, in order.

    Raises
    ------
    DataError
        When the snapshot lacks a level.
    """
    rows: list[tuple[float, float, float]] = []
    for position in positions:
        instrument = position.instrument
        if isinstance(instrument, EuropeanOption):
            asset = portfolio.assets[instrument.asset]
            own = instrument.implied_volatility
            rows.append(
                (
                    snapshot.level(RiskFactor(FactorKind.SPOT, asset.id)),
                    snapshot.level(RiskFactor(FactorKind.RATE, asset.currency)),
                    snapshot.level(RiskFactor(FactorKind.VOLATILITY, asset.id)) if own is None else own,
                )
            )
    return OptionLevels(*np.array(rows, dtype=np.float64).reshape(-1, 3).T)


def book_greeks(portfolio: Portfolio, snapshot: MarketSnapshot) -> BookGreeks:
    r"""Value and Greeks of every position, every underlying and the whole book.

    With quantity q, contract size m, exchange rate X and the value u of one unit of the asset,

    .. math:: \Delta = q\, m\, X\, \frac{\partial u}{\partial S}, \quad
        \Delta_{100\%} = S \Delta, \quad \Gamma_{1\%} = 0.01\, S^2\, \Gamma

    Spot, perpetuals and cash have a delta and nothing else.

    Parameters
    ----------
    portfolio : Portfolio
        With quantities.
    snapshot : MarketSnapshot
        Today's levels.

    Returns
    -------
    BookGreeks
        Base currency; per 1.00 and per year, with views in the units of a screen whose names say the unit.

    Raises
    ------
    InputError
        When a position has a weight instead of a quantity, or an option has expired.
    DataError
        When the snapshot lacks a level or is in another base currency.

    References
    ----------
    Hull, *Options, Futures, and Other Derivatives*, chapter 19.

    Examples
    --------
    >>> import datetime as dt
    >>> from seawall.core import Lineage
    >>> from seawall.portfolio import Asset, AssetClass, Right
    >>> call = EuropeanOption("BTC", Right.CALL, 100_000.0, dt.date(2026, 1, 29), implied_volatility=0.72)
    >>> book = Portfolio(name="P", base_currency="USD", rates={"USD": 0.05},
    ...     assets={"BTC": Asset("BTC", AssetClass.CRYPTO, "BTC", "USD")},
    ...     positions=(Position(id="call", instrument=call, quantity=2.0),))
    >>> today = MarketSnapshot(dt.date(2025, 12, 30), "USD", Lineage("example", "example", "0"),
    ...     spots={"BTC": 97_420.0}, rates={"USD": 0.05})
    >>> greeks = book_greeks(book, today).total
    >>> round(greeks.delta_exposure, 2), round(greeks.vega_per_point, 4), round(greeks.theta_per_day, 3)
    (97147.01, 222.8434, -278.786)
    """
    snapshot.check_currency(portfolio.base_currency, portfolio.name)
    portfolio.check_expiries(snapshot.as_of)
    values = position_values(portfolio, snapshot)
    options = _option_greeks(portfolio, snapshot)
    rows = [
        _row(portfolio, position, snapshot, value, options.get(position.id))
        for position, value in zip(portfolio.positions, values.tolist(), strict=True)
    ]
    by_underlying: dict[str, list[PositionGreeks]] = {}
    for row in rows:
        by_underlying.setdefault(row.underlying, []).append(row)
    return BookGreeks(
        currency=portfolio.base_currency,
        positions=tuple(rows),
        underlyings=tuple(_totals(each, name) for name, each in by_underlying.items()),
        total=_totals(rows, None),
    )


_GREEKS = ("delta", "gamma", "vega", "theta", "rho", "vanna", "volga")


def _option_greeks(portfolio: Portfolio, snapshot: MarketSnapshot) -> dict[str, dict[str, float]]:
    """Greeks per unit of the underlying by position, all options priced at once."""
    levels = option_levels(portfolio, portfolio.positions, snapshot)
    held = {p.id: p.instrument for p in portfolio.positions if isinstance(p.instrument, EuropeanOption)}
    if not held:
        return {}
    values = black_scholes(
        spot=levels.spot,
        strike=[each.strike for each in held.values()],
        time=[year_fraction(snapshot.as_of, each.expiry) for each in held.values()],
        rate=levels.rate,
        volatility=levels.volatility,
        right=[each.right.sign for each in held.values()],
        second_order=True,
    )
    columns = [getattr(values, greek).tolist() for greek in _GREEKS]
    return {
        name: dict(zip(_GREEKS, row, strict=True)) for name, row in zip(held, zip(*columns, strict=True), strict=True)
    }


def _row(
    portfolio: Portfolio, position: Position, snapshot: MarketSnapshot, value: float, greeks: Mapping[str, float] | None
) -> PositionGreeks:
    instrument = position.instrument
    currency = portfolio.currency_of(position)
    if isinstance(instrument, Cash):
        # cash in the base currency has nothing to move with; foreign cash moves with its currency
        is_base = currency == portfolio.base_currency
        amount, exposure = (0.0, 0.0) if is_base else (position.sized, value)
        return PositionGreeks(position.id, f"cash:{currency}", currency, value, amount, exposure)
    spot, exchange = snapshot.spots[instrument.asset], snapshot.currencies[currency]
    if isinstance(instrument, Spot):
        return PositionGreeks(position.id, instrument.asset, currency, value, position.sized * exchange, value)
    units = position.sized * instrument.contract_size
    if greeks is None:
        return PositionGreeks(position.id, instrument.asset, currency, value, units * exchange, units * spot * exchange)
    money = {name: units * greek * exchange for name, greek in greeks.items()}
    return PositionGreeks(
        position=position.id,
        underlying=instrument.asset,
        currency=currency,
        value=value,
        delta_exposure=units * greeks["delta"] * spot * exchange,
        gamma_exposure=money["gamma"] * spot**2,
        vanna_exposure=money["vanna"] * spot,
        **money,
    )


def _totals(rows: Iterable[PositionGreeks], underlying: str | None) -> GreekTotals:
    rows = tuple(rows)

    def summed(of: Callable[[PositionGreeks], float]) -> float:
        return math.fsum(of(row) for row in rows)

    def per_spot(of: Callable[[PositionGreeks], float]) -> float | None:
        return None if underlying is None else summed(of)

    return GreekTotals(
        underlying=underlying,
        value=summed(lambda row: row.value),
        delta=per_spot(lambda row: row.delta),
        delta_exposure=summed(lambda row: row.delta_exposure),
        gamma=per_spot(lambda row: row.gamma),
        gamma_exposure=summed(lambda row: row.gamma_exposure),
        vega=summed(lambda row: row.vega),
        theta=summed(lambda row: row.theta),
        rho=summed(lambda row: row.rho),
        vanna=per_spot(lambda row: row.vanna),
        vanna_exposure=summed(lambda row: row.vanna_exposure),
        volga=summed(lambda row: row.volga),
    )
