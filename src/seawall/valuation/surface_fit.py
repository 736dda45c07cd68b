"""From an option chain to a volatility surface."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from seawall.core import Failure, FloatArray
from seawall.errors import DataError
from seawall.market import ExpirySmile, OptionChain, PriceUnit, VolSurface
from seawall.valuation.normalised_option import normalised_price
from seawall.valuation.parity import ImpliedForward, implied_forwards
from seawall.valuation.quote_filter import QuoteBands, usable_quotes
from seawall.valuation.smile_fit import fit_smile
from seawall.valuation.smile_target import Ceiling, SmileTarget, VarianceFloor

__all__ = ["SurfaceFit", "chain_prices", "fit_surface"]

_NEAR_MONEY = 0.05
_FLOOR_RANGE = 0.1
_LEAST_SPREAD = 1e-3


@dataclass(frozen=True, slots=True, eq=False)
class SurfaceFit:
    """A surface with what it was fitted to and what was left out.

    Attributes
    ----------
    chain : OptionChain
        All quotes.
    surface : VolSurface
        The fit.
    forwards : tuple of ImpliedForward
        Forward and discount per expiry of the surface.
    quotes : QuoteBands
        Usable quotes, and the count of the rest by reason.
    failures : tuple of Failure
        Expiries that are not on the surface.
    """

    chain: OptionChain
    surface: VolSurface
    forwards: tuple[ImpliedForward, ...]
    quotes: QuoteBands
    failures: tuple[Failure, ...]


def fit_surface(chain: OptionChain, *, progress: Callable[[str, int, int], None] | None = None) -> SurfaceFit:
    """Fit a volatility surface between the bids and asks of an option chain.

    Forwards come from parity, quotes are filtered, and smiles are fitted from the last expiry to the first, each
    below the one before it in total variance, so that neither butterflies nor calendar spreads have a negative
    price. The last expiry goes first because it is quoted over the widest range of log-moneyness, where
    earlier ones have no quotes of their own.

    Parameters
    ----------
    chain : OptionChain
        Quotes in money or in coin.
    progress : callable, optional
        Told what is being done, how many expiries are fitted, and how many there are.

    Returns
    -------
    SurfaceFit
        Surface, forwards, quotes used and rejected, and expiries left out.

    Raises
    ------
    DataError
        When no expiry has a forward and five usable strikes.

    Examples
    --------
    Quotes on a forward of 100, a year ahead, with 20 % volatility:

    >>> import datetime as dt
    >>> strike = np.repeat([80.0, 85.0, 90.0, 95.0, 100.0, 105.0, 110.0, 115.0, 120.0], 2)
    >>> is_call, moneyness = np.tile([True, False], 9), np.log(strike / 100.0)
    >>> price = 100.0 * normalised_price(moneyness, np.full(18, 0.2), is_call)
    >>> chain = OptionChain(underlying="X", as_of=dt.datetime(2024, 1, 1, tzinfo=dt.UTC),
    ...     price_unit=PriceUnit.MONEY, source="here", data_hash="0", index_price=100.0, strike=strike,
    ...     expiry=np.full(18, np.datetime64("2024-12-31T00:00:00")), is_call=is_call,
    ...     bid=price - 0.02, ask=price + 0.02)
    >>> fit_surface(chain).surface.volatility([90.0, 100.0, 110.0], 1.0).round(3).tolist()
    [0.2, 0.2, 0.2]
    """
    forwards, failures = implied_forwards(chain)
    quotes = usable_quotes(chain, forwards=forwards)
    fitted = tuple(each for each in forwards if (quotes.expiry == each.expiry).any())
    thin = tuple(
        Failure.of(
            f"expiry {each.expiry}", DataError(f"{chain.source}: fewer than 5 usable strikes at expiry {each.expiry}")
        )
        for each in forwards
        if each not in fitted
    )
    if not fitted:
        counts = ", ".join(f"{count} {reason}" for reason, count in quotes.total_rejected().items())
        raise DataError(f"{chain.source}: no expiry has a forward and 5 usable strikes; rejected: {counts}")
    smiles = _fit_smiles(fitted, quotes, progress or (lambda *_: None))
    surface = VolSurface(chain.underlying, chain.as_of, smiles)
    return SurfaceFit(chain, surface, fitted, quotes, failures + thin)


def _fit_smiles(
    forwards: Sequence[ImpliedForward], quotes: QuoteBands, tell: Callable[[str, int, int], None]
) -> tuple[ExpirySmile, ...]:
    own = [quotes.expiry == each.expiry for each in forwards]
    time = np.zeros(len(quotes.strike))
    for each, here in zip(forwards, own, strict=True):
        time[here] = each.time
    standard = quotes.log_moneyness / np.sqrt(time)
    ceiling: Ceiling | None = None
    smiles: list[ExpirySmile] = []
    for each, here in zip(reversed(forwards), reversed(own), strict=True):
        tell("fitting expiries", len(smiles), len(forwards))
        target = SmileTarget(
            log_moneyness=quotes.log_moneyness[here],
            low=quotes.bid_volatility[here],
            high=quotes.ask_volatility[here],
            time=each.time,
            standard_reach=(float(standard.min()), float(standard.max())),
            floor=_variance_floor(quotes, time, before=each.time),
        )
        smile = fit_smile(target, ceiling=ceiling)
        ceiling = Ceiling(smile, each.time)
        smiles.append(ExpirySmile(each.expiry, forward=each.forward, discount=each.discount, smile=smile))
    return tuple(reversed(smiles))


def _variance_floor(quotes: QuoteBands, time: FloatArray, *, before: float) -> VarianceFloor:
    """Highest bid of earlier expiries in each of some narrow ranges of log-moneyness."""
    earlier = np.flatnonzero(time < before)
    bid = quotes.bid_volatility[earlier] ** 2 * time[earlier]
    ask = quotes.ask_volatility[earlier] ** 2 * time[earlier]
    ranges = np.round(np.arcsinh(quotes.log_moneyness[earlier] / _NEAR_MONEY) / _FLOOR_RANGE)
    order = np.lexsort((-bid, ranges))
    first = order[np.concatenate(([True], np.diff(ranges[order]) > 0))] if len(order) else order
    return VarianceFloor(
        quotes.log_moneyness[earlier][first],
        bid[first],
        np.maximum(0.5 * (ask - bid)[first], _LEAST_SPREAD * ask[first]),
    )


def chain_prices(surface: VolSurface, *, chain: OptionChain) -> FloatArray:
    """Value every quote of a chain on a surface.

    Parameters
    ----------
    surface : VolSurface
        Volatility, forward and discount.
    chain : OptionChain
        Instruments to value, and the unit of their prices.

    Returns
    -------
    FloatArray
        Black-76 prices in the chain's unit, shape (n,); NaN for an expired line.

    Examples
    --------
    >>> import datetime as dt
    >>> from seawall.market import Smile
    >>> now, then = dt.datetime(2024, 1, 1, tzinfo=dt.UTC), np.datetime64("2024-12-31T00:00:00")
    >>> surface = VolSurface("X", now, (ExpirySmile(then, forward=100.0, discount=1.0, smile=Smile.flat(0.04)),))
    >>> chain = OptionChain(underlying="X", as_of=now, price_unit=PriceUnit.COIN, source="here", data_hash="0",
    ...     index_price=100.0, expiry=[then], strike=[100.0], is_call=[True], bid=[0.0], ask=[0.0])
    >>> chain_prices(surface, chain=chain).round(6).tolist()
    [0.079656]
    """
    prices = np.full(len(chain.strike), np.nan)
    live = chain.time > 0
    time, strike = chain.time[live], chain.strike[live]
    forward, discount = surface.forward(time), surface.discount(time)
    deviation = surface.volatility(strike, time) * np.sqrt(time)
    unit = discount if chain.price_unit is PriceUnit.COIN else discount * forward
    prices[live] = unit * normalised_price(np.log(strike / forward), deviation, chain.is_call[live])
    return prices
