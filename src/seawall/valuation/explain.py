"""P&L explain: what a book gained between two snapshots, by cause, and what no cause explains.

Time passes first, at the levels of before; then rates move; then spots and volatilities, along a straight line. Theta
and rho are priced. Delta and vega are Greeks at the start of the line. Gamma, vanna and volga are Greeks at two points
on it: Taylor's remainder, the integral of the second derivatives with weight 1 - s, by two-point Gauss quadrature.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt

from seawall.core import FloatArray, check_positive, year_fraction
from seawall.errors import InputError
from seawall.market import MarketSnapshot
from seawall.portfolio import Cash, EuropeanOption, Instrument, Perpetual, Portfolio
from seawall.valuation.black_scholes_merton import OptionValues, black_scholes
from seawall.valuation.book_pair import BookPair, PairedLine, UnitValue, match_books, values_after, values_before
from seawall.valuation.greeks import OptionLevels, option_levels
from seawall.valuation.linear import linear_funding
from seawall.valuation.pnl_terms import CAUSES, PnlExplain, PnlTerms, PositionExplain

__all__ = ["explain_pnl", "funding_payments"]

_NODES = tuple((4.0 + sign * math.sqrt(6.0)) / 10.0 for sign in (-1.0, 1.0))
_NODE_WEIGHTS = tuple((9.0 - sign * math.sqrt(6.0)) / 36.0 for sign in (-1.0, 1.0))
"""Gauss-Jacobi on [0, 1] with weight 1 - s: exact where second derivatives are cubic along the line."""


def explain_pnl(
    portfolio_before: Portfolio,
    portfolio_after: Portfolio,
    before: MarketSnapshot,
    after: MarketSnapshot,
    *,
    trade_prices: Mapping[str, float] | None = None,
    funding_paid: Mapping[str, float] | None = None,
    carry_received: Mapping[str, float] | None = None,
) -> PnlExplain:
    r"""Explain the P&L of a book between two snapshots.

    .. math:: \mathrm{PnL} = q_0 (v_1 - v_0) + (q_1 - q_0)(v_1 - p) - \text{funding paid} + \text{carry received}

    with v the value of one unit in base currency and p its trade price, turned into base currency at the rate of
    after. Each position is matched by its identifier.

    Parameters
    ----------
    portfolio_before, portfolio_after : Portfolio
        The book on both dates, with quantities. A volatility that an option carries is its mark on that date.
    before, after : MarketSnapshot
        Levels on both dates.
    trade_prices : mapping of str to float, optional
        Price of what was traded, by position, for positions that are new, closed or changed: in the asset's currency,
        per unit of the asset (the premium of an option, the price at which a perpetual was entered or left); for cash,
        base currency per unit. Without it a new perpetual was traded at its entry price, cash was moved at the rate
        of after, an option that has expired was settled, and all else was traded at its price in `before`.
    funding_paid : mapping of str to float, optional
        By perpetual, in the asset's currency: above zero where the position paid. :func:`funding_payments` makes it.
    carry_received : mapping of str to float, optional
        By position, in its currency: interest, dividends and the like, below zero where the position paid.

    Returns
    -------
    PnlExplain
        Terms per position and in total; both sum to the actual P&L.

    Raises
    ------
    InputError
        When base currencies differ, `after` is dated before `before`, an option had expired on the first date, an
        identifier stands for another contract after, or a mapping names a position that it cannot concern.
    DataError
        When a snapshot lacks a level.

    Notes
    -----
    An option that expires between the dates, or on the second, is settled at its intrinsic value on the spot of
    `after`. A strike that the spot crossed has no Greek: its part stays unexplained.

    Examples
    --------
    >>> import datetime as dt
    >>> from seawall.core import Lineage
    >>> from seawall.portfolio import Asset, AssetClass, Position
    >>> made = Lineage("example", "example", "0")
    >>> book = Portfolio(name="P", base_currency="USD",
    ...     assets={"BTC": Asset("BTC", AssetClass.CRYPTO, "BTC", "USD")},
    ...     positions=(Position(id="short", instrument=Perpetual("BTC", 50_000.0), quantity=-2.0),))
    >>> first = MarketSnapshot(dt.date(2025, 12, 29), "USD", made, spots={"BTC": 50_000.0})
    >>> second = MarketSnapshot(dt.date(2025, 12, 30), "USD", made, spots={"BTC": 49_000.0})
    >>> explained = explain_pnl(book, book, first, second, funding_paid={"short": -30.0})
    >>> explained.actual, explained.total.delta, explained.total.funding, explained.total.unexplained
    (2030.0, 2000.0, 30.0, 0.0)
    """
    pair = match_books(portfolio_before, portfolio_after, before, after)
    prices, funding, carry = dict(trade_prices or {}), dict(funding_paid or {}), dict(carry_received or {})
    _check_mappings(pair, prices, funding, carry)
    first, last = values_before(pair, before, prices), values_after(pair, after)
    moves = _option_moves(pair, before, after)
    positions: list[PositionExplain] = []
    for line in pair.lines:
        name, currency = line.position.id, pair.book.currency_of(line.position)
        rate = after.currencies[currency]
        terms = {
            "funding": -funding.get(name, 0.0) * rate,
            "carry": carry.get(name, 0.0) * rate,
            "new_trades": line.traded * (last[name].local - _trade_value(line, prices, first, last)) * rate,
        }
        gained = 0.0
        if line.before:
            gained = line.before * (last[name].base - first[name].base)
            rate_before = before.currencies[currency]
            move = moves.get(name) or _linear_move(line.position.instrument, before, after)
            terms |= {cause: line.before * rate_before * amount for cause, amount in move.items()}
            # what it is worth now, times the move of the exchange rate: no cross term is left over
            terms["currency"] = line.before * last[name].local * (rate - rate_before)
        actual = math.fsum((gained, terms["funding"], terms["carry"], terms["new_trades"]))
        positions.append(PositionExplain(name, actual, _completed(terms, actual)))
    return _summed(tuple(positions), before, after)


def funding_payments(
    portfolio: Portfolio, *, funding_rates: Mapping[str, npt.ArrayLike], mark_prices: Mapping[str, npt.ArrayLike]
) -> dict[str, float]:
    r"""Funding that each linear perpetual of a book paid, :math:`\sum_i f_i\, q\, m\, p_i`.

    Parameters
    ----------
    portfolio : Portfolio
        Its quantities are held at every funding time.
    funding_rates : mapping of str to array_like
        By asset: the rate of each interval, a decimal per interval, shape (n,). Longs pay where it is above 0.
    mark_prices : mapping of str to array_like
        By asset: the mark price at each funding time, shape (n,).

    Returns
    -------
    dict of str to float
        By position, in the asset's currency, above zero where it paid; ready for :func:`explain_pnl`.

    Raises
    ------
    InputError
        For values out of range, shapes that differ, or an asset that only one mapping names.

    Examples
    --------
    >>> from seawall.portfolio import Asset, AssetClass, Position
    >>> book = Portfolio(name="P", base_currency="USD",
    ...     assets={"BTC": Asset("BTC", AssetClass.CRYPTO, "BTC", "USD")},
    ...     positions=(Position(id="long", instrument=Perpetual("BTC", 50_000.0), quantity=0.5),))
    >>> funding_payments(book, funding_rates={"BTC": [1e-4, -2e-4]}, mark_prices={"BTC": [50_000.0, 40_000.0]})
    {'long': -1.5}
    """
    if set(funding_rates) != set(mark_prices):
        odd = sorted(set(funding_rates) ^ set(mark_prices))[0]
        raise InputError(f"'funding_rates' and 'mark_prices' must name the same assets, but one lacks {odd!r}")
    paid: dict[str, float] = {}
    for position in portfolio.positions:
        instrument = position.instrument
        if isinstance(instrument, Perpetual) and instrument.asset in funding_rates:
            received = linear_funding(
                funding_rates=funding_rates[instrument.asset],
                mark_prices=mark_prices[instrument.asset],
                quantity=position.sized * instrument.contract_size,
            )
            paid[position.id] = -math.fsum(received.tolist())
    return paid


def _check_mappings(
    pair: BookPair, prices: Mapping[str, float], funding: Mapping[str, float], carry: Mapping[str, float]
) -> None:
    """Refuse amounts that are not finite, and names that they cannot concern."""
    _known(prices, "trade_prices", "a position that was traded", (line for line in pair.lines if line.traded))
    perpetuals = (line for line in pair.lines if isinstance(line.position.instrument, Perpetual))
    _known(funding, "funding_paid", "a perpetual", perpetuals)
    _known(carry, "carry_received", "a position", pair.lines)
    for name, price in prices.items():
        if price != 0.0:  # an option may expire worthless
            check_positive(price, f"trade_prices[{name}]")
    for table, amounts in (("funding_paid", funding), ("carry_received", carry)):
        for name, amount in amounts.items():
            if not math.isfinite(amount):
                raise InputError(f"'{table}[{name}]' must be finite, was {amount!r}")


def _known(amounts: Mapping[str, float], table: str, wanted: str, lines: Iterable[PairedLine]) -> None:
    allowed = {line.position.id for line in lines}
    for name in amounts:
        if name not in allowed:
            raise InputError(f"'{table}' must name {wanted}, named {name!r}; allowed: {sorted(allowed)}")


def _trade_value(
    line: PairedLine, prices: Mapping[str, float], first: Mapping[str, UnitValue], last: Mapping[str, UnitValue]
) -> float:
    """Value at which one unit changed hands, in the currency of the position at the rate of after."""
    name, instrument = line.position.id, line.position.instrument
    if isinstance(instrument, Cash):
        # a price of cash is in base currency; without one it moved at the rate of after, which gains nothing
        return prices[name] / last[name].base if name in prices else last[name].local
    if name in prices:
        if isinstance(instrument, Perpetual):
            return instrument.contract_size * (prices[name] - instrument.entry_price)
        return prices[name] * (instrument.contract_size if isinstance(instrument, EuropeanOption) else 1.0)
    if isinstance(instrument, Perpetual) and not line.before:
        return 0.0
    is_settled = line.has_expired and not line.after
    return last[name].local if is_settled or name not in first else first[name].local


def _linear_move(instrument: Instrument, before: MarketSnapshot, after: MarketSnapshot) -> dict[str, float]:
    """P&L of one unit held, in its currency, where the spot alone moves it."""
    if isinstance(instrument, Cash):
        return {}
    size = instrument.contract_size if isinstance(instrument, Perpetual) else 1.0
    return {"delta": size * (after.spots[instrument.asset] - before.spots[instrument.asset])}


def _option_moves(pair: BookPair, before: MarketSnapshot, after: MarketSnapshot) -> dict[str, dict[str, float]]:
    """P&L of one unit of each option held, in its currency, by cause; all options at once."""
    names = [line.position.id for line in pair.lines if line.before]
    started = {position.id: position for position in pair.first.positions}
    marked = {line.position.id: line.position for line in pair.lines}
    names = [name for name in names if isinstance(started[name].instrument, EuropeanOption)]
    if not names:
        return {}
    held = [marked[name].instrument for name in names]
    options = [each for each in held if isinstance(each, EuropeanOption)]
    start = option_levels(pair.first, [started[name] for name in names], before)
    end = option_levels(pair.book, [marked[name] for name in names], after)
    times = np.array([year_fraction(before.as_of, each.expiry) for each in options])
    later = np.array([max(year_fraction(after.as_of, each.expiry), 0.0) for each in options])
    terms = _spot_and_volatility(options, start, end, times, later)
    sizes = np.array([each.contract_size for each in options])
    return {
        name: {cause: float(sizes[i] * amounts[i]) for cause, amounts in terms.items()} for i, name in enumerate(names)
    }


def _spot_and_volatility(
    options: list[EuropeanOption], start: OptionLevels, end: OptionLevels, times: FloatArray, later: FloatArray
) -> dict[str, FloatArray]:
    """Terms per unit of the underlying, shape (n_options,): time, then rates, then the line of spot and volatility."""

    def priced(time: FloatArray, rate: FloatArray, share: float) -> OptionValues:
        return black_scholes(
            spot=start.spot + share * spot_move,
            strike=[each.strike for each in options],
            time=time,
            rate=rate,
            volatility=start.volatility + share * volatility_move,
            right=[each.right.sign for each in options],
            second_order=True,
        )

    spot_move, volatility_move = end.spot - start.spot, end.volatility - start.volatility
    aged = priced(later, start.rate, 0.0).price
    opened = priced(later, end.rate, 0.0)
    gamma, vanna, volga = np.zeros((3, len(options)))
    for node, weight in zip(_NODES, _NODE_WEIGHTS, strict=True):
        values = priced(later, end.rate, node)
        if values.vanna is None or values.volga is None:
            raise TypeError("second-order Greeks were asked for")  # pragma: no cover
        gamma += weight * values.gamma
        vanna += 2.0 * weight * values.vanna
        volga += weight * values.volga
    # what has expired is a payoff: at its kink gamma is infinite, and elsewhere there is no second order
    alive = later > 0.0
    second = [np.where(alive, each, 0.0) for each in (gamma, vanna, volga)]
    return {
        "theta": aged - priced(times, start.rate, 0.0).price,
        "rho": opened.price - aged,
        "delta": opened.delta * spot_move,
        "vega": opened.vega * volatility_move,
        "gamma": second[0] * spot_move**2,
        "vanna": second[1] * spot_move * volatility_move,
        "volga": second[2] * volatility_move**2,
    }


def _completed(terms: Mapping[str, float], actual: float) -> PnlTerms:
    """Terms with the remainder, so that they sum to the actual P&L."""
    return PnlTerms(**terms, unexplained=math.fsum((actual, *(-each for each in terms.values()))))


def _summed(positions: tuple[PositionExplain, ...], before: MarketSnapshot, after: MarketSnapshot) -> PnlExplain:
    actual = math.fsum(each.actual for each in positions)
    total = {cause: math.fsum(getattr(each.terms, cause) for each in positions) for cause in CAUSES}
    return PnlExplain(before.as_of, after.as_of, before.base_currency, positions, actual, _completed(total, actual))
