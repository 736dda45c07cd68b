"""A book on two dates: positions matched by identifier, and each one's value before and after."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from seawall.errors import InputError
from seawall.market import MarketSnapshot
from seawall.portfolio import Cash, EuropeanOption, Instrument, Perpetual, Portfolio, Position
from seawall.valuation.revaluation import unit_values

__all__ = ["BookPair", "PairedLine", "UnitValue", "match_books", "values_after", "values_before"]


@dataclass(frozen=True, slots=True)
class PairedLine:
    """One position on both dates.

    Attributes
    ----------
    position : Position
        As held before, marked as after; as after where it is new.
    before, after : float
        Quantities; 0 where it was not held.
    has_expired : bool
        Whether it is an option that has expired by the second date.
    """

    position: Position
    before: float
    after: float
    has_expired: bool

    @property
    def traded(self) -> float:
        """Quantity bought; below zero where sold."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class BookPair:
    """Two books as one.

    Attributes
    ----------
    first : Portfolio
        The book before, with its own marks.
    book : Portfolio
        Every position of either, marked as after.
    lines : tuple of PairedLine
        In the order of `book`.
    """

    first: Portfolio
    book: Portfolio
    lines: tuple[PairedLine, ...]


@dataclass(frozen=True, slots=True)
class UnitValue:
    """Value of one unit of a position.

    Attributes
    ----------
    local : float
        In the currency of the position.
    base : float
        In base currency.
    """

    local: float
    base: float


def match_books(first: Portfolio, second: Portfolio, before: MarketSnapshot, after: MarketSnapshot) -> BookPair:
    """Match the positions of two books.

    Parameters
    ----------
    first, second : Portfolio
        The book on both dates, with quantities.
    before, after : MarketSnapshot
        Levels on both dates.

    Returns
    -------
    BookPair
        Positions of `first` in their order, then those that only `second` has.

    Raises
    ------
    InputError
        When base currencies differ, the dates are out of order, an option had expired on the first date, or an
        identifier or an asset means something else in the second book.
    """
    currencies = (first.base_currency, second.base_currency, before.base_currency, after.base_currency)
    if len(set(currencies)) > 1:
        raise InputError(f"both portfolios and both snapshots must have one base currency, had {', '.join(currencies)}")
    if after.as_of < before.as_of:
        raise InputError(f"'after' must not be dated before 'before' {before.as_of}, was {after.as_of}")
    first.check_expiries(before.as_of)
    second.check_expiries(before.as_of)
    for name in sorted(set(first.assets) & set(second.assets)):
        if first.assets[name].currency != second.assets[name].currency:
            raise InputError(
                f"assets.{name}.currency must be {first.assets[name].currency} in both portfolios, "
                f"was {second.assets[name].currency} after"
            )
    held, later = {p.id: p for p in first.positions}, {p.id: p for p in second.positions}
    lines = tuple(_line(held.get(name), later.get(name), after.as_of) for name in {**held, **later})
    book = dataclasses.replace(
        second,
        positions=tuple(line.position for line in lines),
        assets={**first.assets, **second.assets},
        venues={**first.venues, **second.venues},
        issuers={**first.issuers, **second.issuers},
        currencies={**first.currencies, **second.currencies},
        rates={**first.rates, **second.rates},
    )
    return BookPair(first, book, lines)


def _line(held: Position | None, later: Position | None, end: dt.date) -> PairedLine:
    position = held or later
    if position is None:
        raise TypeError("a line is in one of the books")  # pragma: no cover
    if held is not None and later is not None:
        if _contract(held.instrument) != _contract(later.instrument):
            raise InputError(
                f"position {held.id!r} must be the same contract in both portfolios, was {held.instrument} and "
                f"{later.instrument}: give the new one another identifier"
            )
        position = dataclasses.replace(held, instrument=_marked(held.instrument, later.instrument))
    instrument = position.instrument
    return PairedLine(
        position=position,
        before=0.0 if held is None else held.sized,
        after=0.0 if later is None else later.sized,
        has_expired=isinstance(instrument, EuropeanOption) and instrument.expiry <= end,
    )


def _contract(instrument: Instrument) -> Instrument:
    """The contract without what may differ between two dates: the mark, the average entry, the margin."""
    if isinstance(instrument, EuropeanOption):
        return dataclasses.replace(instrument, implied_volatility=None)
    if isinstance(instrument, Perpetual):
        return dataclasses.replace(instrument, entry_price=1.0, margin=None)
    return instrument


def _marked(held: Instrument, later: Instrument) -> Instrument:
    """What was held, at the volatility of after; a perpetual keeps its entry, which no gain depends on."""
    if isinstance(held, EuropeanOption) and isinstance(later, EuropeanOption):
        return dataclasses.replace(held, implied_volatility=later.implied_volatility)
    return held


def values_before(pair: BookPair, before: MarketSnapshot, priced: Collection[str]) -> Mapping[str, UnitValue]:
    """Unit values on the first date: of what was held, and of new positions that nothing else prices.

    Parameters
    ----------
    pair : BookPair
        The books.
    before : MarketSnapshot
        Levels on the first date.
    priced : collection of str
        Positions whose trade price is known.

    Returns
    -------
    mapping of str to UnitValue
        By position.
    """
    values = dict(unit_values(pair.first, before))
    new = tuple(
        line.position
        for line in pair.lines
        if line.position.id not in values
        and line.position.id not in priced
        and not isinstance(line.position.instrument, Cash | Perpetual)
    )
    if new:
        values |= unit_values(dataclasses.replace(pair.book, positions=new), before)
    return _with_local(pair, values, before)


def values_after(pair: BookPair, after: MarketSnapshot) -> Mapping[str, UnitValue]:
    """Unit values on the second date; what has expired is worth its intrinsic value on the spot of `after`.

    Parameters
    ----------
    pair : BookPair
        The books.
    after : MarketSnapshot
        Levels on the second date.

    Returns
    -------
    mapping of str to UnitValue
        By position.
    """
    dates: dict[dt.date, list[Position]] = {}
    for line in pair.lines:
        instrument = line.position.instrument
        date = min(after.as_of, instrument.expiry) if isinstance(instrument, EuropeanOption) else after.as_of
        dates.setdefault(date, []).append(line.position)
    values: dict[str, float] = {}
    for date, positions in dates.items():
        book = dataclasses.replace(pair.book, positions=tuple(positions))
        values |= unit_values(book, dataclasses.replace(after, as_of=date))
    return _with_local(pair, values, after)


def _with_local(pair: BookPair, values: Mapping[str, float], snapshot: MarketSnapshot) -> Mapping[str, UnitValue]:
    currency = {line.position.id: pair.book.currency_of(line.position) for line in pair.lines}
    return {name: UnitValue(value / snapshot.currencies[currency[name]], value) for name, value in values.items()}
